# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines that package repositories are fetched from: only the names, whatever the files' format (apt one-line, deb822, dnf)."""

from __future__ import annotations

import re

_HOST = re.compile(r"\b(?:https?|ftp)://(?:[^/\s@]*@)?(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)", re.I)
_OFF = re.compile(r"^enabled\s*[:=]\s*(?:no|false|0|off)\b", re.I | re.M)


def repository_hosts(text: str) -> list[str]:
    """The host names in order, without those of stanzas that are switched off and of comments.

    >>> repository_hosts("# deb http://old.example/ x main\\ndeb [arch=amd64] https://user:pw@mirror.example/debian trixie main\\n")
    ['mirror.example']
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", ";"))]
    found: list[str] = []
    # A stanza ends at an empty line (deb822) or where the next [section] begins (dnf).
    for stanza in re.split(r"\n\s*\n|\n(?=\[)", "\n".join(lines)):
        if not _OFF.search(stanza):
            found += [host.strip("[]").lower() for host in _HOST.findall(stanza)]
    return list(dict.fromkeys(found))
