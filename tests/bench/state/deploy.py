# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of profile.yml in operations of pyinfra, as its documentation shows them."""

from __future__ import annotations

import io

from pyinfra.operations import apt, files, server, systemd

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.org"

server.hostname(name="Name", hostname="bench-17")
files.link(name="Time zone", path="/etc/localtime", target="/usr/share/zoneinfo/Europe/Brussels")
server.sysctl(name="Kernel setting", key="net.ipv4.tcp_keepalive_time", value=600, persist=True, persist_file="/etc/sysctl.d/61-bench.conf")
files.put(name="Journal", src=io.StringIO("[Journal]\nSystemMaxUse=200M\n"), dest="/etc/systemd/journald.conf.d/61-bench.conf", mode="644")
systemd.service(name="Service", service="cron", running=False, enabled=False)
server.group(name="Group", group="lab", gid=1500)
server.user(name="User", user="ann", uid=2001, comment="Ann Example", groups=["lab"], append=True, shell="/bin/bash", public_keys=[KEY])
files.put(name="Sudo", src=io.StringIO("ann ALL=(ALL) /usr/bin/id\n"), dest="/etc/sudoers.d/bench-ann-pyinfra", mode="440")
apt.packages(name="Packages", packages=["hello", "tree"])
apt.packages(name="Unwanted package", packages=["lsof"], present=False)
files.line(name="Mount in fstab", path="/etc/fstab", line=r"^scratch\s+/srv/scratch\s", replace="scratch /srv/scratch tmpfs size=16m,nofail 0 0")
server.mount(name="Mount", path="/srv/scratch", mounted=True)
files.line(name="Neighbour", path="/etc/hosts", line=r"^192\.0\.2\.20\s", replace="192.0.2.20 files.example.org files")
