# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of shell-like assignments: os-release(5), locale.conf(5), /etc/default/*, vconsole.conf(5)."""

from __future__ import annotations

import re
import shlex

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")


def parse_assignments(text: str) -> dict[str, str]:
    r"""The variables a file sets; the last one wins, and a line that is no assignment is passed over.

    >>> parse_assignments('# made by update-locale\nLANG="de_DE.UTF-8"\nexport LC_TIME=nl_NL.UTF-8  # ours\nnonsense\n')
    {'LANG': 'de_DE.UTF-8', 'LC_TIME': 'nl_NL.UTF-8'}
    """
    found = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        try:
            words = shlex.split(match.group(2), comments=True)
        except ValueError:  # an open quote: what stands there is still more useful than nothing
            words = [match.group(2).strip().strip("\"'")]
        found[match.group(1)] = words[0] if words else ""
    return found
