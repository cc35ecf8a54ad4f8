# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of settings."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import settings


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


PARSERS = {
    "settings_section": (_text(lambda text: settings.parse_section(text, "Journal")), [
        b"# journald.conf\n[Journal]\n#Storage=auto\nStorage=persistent\nSystemMaxUse = \\\n ; no\n 500M\n\n[Other]\nStorage=none\n",
    ]),
    "settings_sysctl": (_text(settings.parse_sysctl), [b"# ours\nvm.swappiness = 10\n-net/ipv4/ip_forward=1\nnet.ipv4.conf.eth0/1.rp_filter=2\n; no\n"]),
    "settings_chrony": (_text(settings.parse_chrony), [
        b"pool 2.pool.example.org iburst\n! no\nServer 192.0.2.1\nconfdir /etc/chrony/conf.d /run/x\nsourcedir /etc/chrony/sources.d\ninclude /etc/a.conf\n",
    ]),
    "settings_command_line": (_text(settings.kernel_parameters), [b'BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro dyndbg="file drivers/usb/* +p" quiet\n']),
    "settings_grub": (_text(settings.parse_grub), [
        b"if [ x ] ; then\n  set timeout=30\nelse\n  set timeout_style=menu\n  set timeout=5\nfi\n"
        b"menuentry 'A' {\n\tlinux\t/vmlinuz root=/dev/sda2 ro quiet\n}\n",
    ]),
    "settings_loader": (_text(settings.parse_loader), [b"# loader\ntimeout 3\ntitle A\noptions root=/dev/sda2\noptions quiet\n"]),
}
