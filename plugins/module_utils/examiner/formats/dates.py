# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates as people and programs write them. The calendar and email modules would take longer to load than most files to be read."""

from __future__ import annotations

#: The months by the first three letters of their English names, as capitals begin them: {"Jan": 1, …}.
MONTHS = {name: number for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)}


def epoch(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Seconds since the epoch of a time in UTC; months are 1 to 12.

    >>> epoch(1970, 1, 1), epoch(2026, 11, 24, 8, 16, 15), epoch(2000, 2, 29)
    (0, 1795508175, 951782400)
    """
    # Counted in years from March, so that the odd day stands at the end.
    y, m = (year, month - 3) if month > 2 else (year - 1, month + 9)
    days = 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5 + day - 719469
    return ((days * 24 + hour) * 60 + minute) * 60 + second
