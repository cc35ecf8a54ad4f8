# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that ifupdown brings up: /etc/network/interfaces and the files beside it."""

from __future__ import annotations


def wanted(text: str) -> set[str]:
    """The links that `auto` or `allow-hotplug` names; patterns are kept as written.

    >>> sorted(wanted("auto lo\\nallow-hotplug enp0s3\\niface enp0s3 inet dhcp\\n"))
    ['enp0s3', 'lo']
    """
    names: set[str] = set()
    for line in text.replace("\\\n", " ").splitlines():
        words = line.split()
        if words and words[0] in ("auto", "allow-auto", "allow-hotplug"):
            names.update(words[1:])
    return names
