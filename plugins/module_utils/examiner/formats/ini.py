# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings files: groups in brackets, a key and a value a line (dconf's key files, GDM, SDDM, LightDM)."""

from __future__ import annotations


def parse(text: str) -> dict[str, dict[str, str]]:
    r"""The values by group and key; the last of two counts. Remarks and lines that are neither are passed over.

    >>> parse("# ours\n[daemon]\nWaylandEnable = false\n\n[org/gnome/desktop/session]\nidle-delay=uint32 300\n")
    {'daemon': {'WaylandEnable': 'false'}, 'org/gnome/desktop/session': {'idle-delay': 'uint32 300'}}
    """
    found: dict[str, dict[str, str]] = {}
    group = found.setdefault("", {})
    for line in text.splitlines():
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line[-1] == "]":
            group = found.setdefault(line[1:-1], {})
        elif "=" in line:
            key, _equals, value = line.partition("=")
            group[key.strip()] = value.strip()
    return {name: group for name, group in found.items() if name or group}
