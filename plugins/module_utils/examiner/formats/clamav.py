# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ClamAV's scanners write down: the log of clamdscan(1), clamonacc(8) and clamscan(1)."""

from __future__ import annotations

import re
import time
import typing as t

from .dates import epoch

MAX_FOUND = 200
_FOUND = re.compile(r"(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4} -> )?(.+): (\S.*?) FOUND\Z")
_MOVED = re.compile(r"(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4} -> )?(.+): moved to '(.+)'\Z")
_DATE = re.compile(r"(Start|End) Date:\s+(\d{4}:\d\d:\d\d \d\d:\d\d:\d\d)\Z")


def parse(text: str) -> dict[str, t.Any]:
    """One log: {found: [{path, virus, quarantined}], complete, infected, errors, ended}. ended: as the clock of the log counts, None if it does not say.

    >>> parse("/home/a/x.com: Eicar FOUND\\n/home/a/x.com: moved to '/q/x.com'\\n\\n----------- SCAN SUMMARY -----------\\nInfected files: 1\\n"
    ...       "End Date:   2026:11:24 10:00:00\\n")["found"]
    [{'path': '/home/a/x.com', 'virus': 'Eicar', 'quarantined': '/q/x.com'}]
    """
    found: dict[str, dict[str, t.Any]] = {}
    whole: dict[str, t.Any] = {"complete": False, "infected": None, "errors": 0, "ended": None}
    for line in text.splitlines():
        hit, moved, date = _FOUND.match(line), _MOVED.match(line), _DATE.match(line)
        if hit and len(found) < MAX_FOUND:
            found[hit.group(1)] = {"path": hit.group(1), "virus": hit.group(2), "quarantined": None}
        elif moved and moved.group(1) in found:
            found[moved.group(1)]["quarantined"] = moved.group(2)
        elif date:
            given = tuple(map(int, re.split("[: ]", date.group(2))))
            ended = epoch(*given)
            # A date that there is not, such as the 30th of February, does not come back as itself.
            if date.group(1) == "End" and time.gmtime(ended)[:6] == given:
                whole["ended"] = ended
        elif line.startswith("----------- SCAN SUMMARY"):
            whole["complete"] = True
        elif line.startswith(("Infected files: ", "Total errors: ")):
            key, _colon, number = line.partition(": ")
            if number.strip().isascii() and number.strip().isdigit():
                whole["infected" if key[0] == "I" else "errors"] = int(number[:12])
    return {"found": list(found.values()), **whole}
