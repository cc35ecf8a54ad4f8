# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which services run, as their control groups show it: no process has to be asked."""

from __future__ import annotations

from ..host import Host, Unexamined


def running(host: Host) -> set[str]:
    """The names of the units that have a control group in the system's slice."""
    found: set[str] = set()
    for root in ("/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"):
        found.update(_names(host, root + "/system.slice"))
    if found:
        return found
    # A container may see the host's tree, in which its own stands further down: 1:name=systemd:/machine/NAME/init.scope
    try:
        text = host.read("/proc/1/cgroup", 1 << 16) or ""
    except Unexamined:
        return found
    for line in text.splitlines():
        number, _colon, rest = line.partition(":")
        names, _colon, path = rest.partition(":")
        if path.endswith("/init.scope") and ".." not in path and (names == "name=systemd" or number == "0"):
            for root in ("/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"):
                found.update(_names(host, root + path[:-len("init.scope")] + "system.slice"))
    return found


def _names(host: Host, folder: str) -> list[str]:
    try:
        return host.listdir(folder) or []
    except Unexamined:
        return []
