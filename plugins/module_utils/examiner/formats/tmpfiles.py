# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long files may stay, tmpfiles.d(5)."""

from __future__ import annotations

import re

# Kinds of line that clean a folder's content by age.
_CLEANS = "dDvqQeC"


def ages(text: str) -> list[tuple[str, str | None]]:
    r"""(path, age) of every line that says what a folder is, in their order; None for ever.

    >>> ages("# x\nq /tmp 1777 root root 10d\nD! /run/a - - -\nq /var/tmp 1777 root root -\nx /tmp/keep\n")
    [('/tmp', '10d'), ('/run/a', None), ('/var/tmp', None)]
    """
    found = []
    for line in text.split("\n"):
        fields = line.split()
        if len(fields) < 2 or fields[0].startswith("#") or fields[0][0] not in _CLEANS or not re.match(r"[A-Za-z][-+!=~^$]*\Z", fields[0]):
            continue
        age = fields[5] if len(fields) > 5 else "-"
        found.append((fields[1].strip("\"'").rstrip("/") or "/", None if age == "-" else age))
    return found
