# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of users and groups, what chage, passwd and ssh-keygen say, settings of login managers and of dconf."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import accounts, dconf, ini


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


PARSERS = {
    "passwd": (_text(accounts.users), [b"root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:Ann Example,,,:/home/ann:/bin/bash\n"]),
    "group": (_text(accounts.groups), [b"sudo:x:27:ann,ben\nlab:x:1500:\n"]),
    "passwd_status": (_text(accounts.statuses), [b"ann P 2026-11-20 0 99999 7 -1\nben LK 2026-11-20 0 99999 7 -1 (Password locked.)\n"]),
    "chage": (_text(accounts.ageing), [b"Account expires\t\t\t: Jan 02, 1970\nMaximum number of days between password change\t: 90\n"]),
    "public_key": (_text(accounts.fingerprint), [b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.org\n"]),
    "ssh_keygen": (_text(accounts.fingerprints), [b"256 SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA ann@example.org (ED25519)\n"]),
    "sudo_lines": (_text(accounts.sudo_lines), [b"# ours\nann ALL=(ALL:ALL) NOPASSWD: /usr/bin/apt-get update\n"]),
    "settings_file": (_text(ini.parse), [b"[daemon]\n#WaylandEnable=false\nAutomaticLogin = ann\n\n[org/example]\na=uint32 300\n"]),
    "dconf_locks": (_text(dconf.locks), [b"# ours\n/org/gnome/desktop/session/idle-delay\n"]),
}
