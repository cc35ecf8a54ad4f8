# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What systemctl and the journal say, as data."""

from __future__ import annotations

import json
import re

from .dates import epoch

# The kinds of unit, as the ends of their names.
SUFFIXES = ("service", "socket", "timer", "path", "target", "mount", "automount", "swap", "device", "scope", "slice")

_NAME = re.compile(r"[A-Za-z0-9:_.\\@-]{1,255}\Z")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d+)? UTC\b")


def unit_name(name: str) -> str:
    r"""A unit's full name; ValueError for what cannot be one (a pattern above all: systemctl would ask for many).

    >>> unit_name("cron"), unit_name("cups.path"), unit_name("getty@tty1"), unit_name("org.example.Agent")
    ('cron.service', 'cups.path', 'getty@tty1.service', 'org.example.Agent.service')
    """
    if not _NAME.match(name) or name.startswith("-"):
        raise ValueError("not a unit's name: %r" % name[:60])
    return name if "." in name and name.rpartition(".")[2] in SUFFIXES else name + ".service"


def parse_show(text: str) -> list[dict[str, str]]:
    r"""The blocks of `systemctl show`, one a unit (or one for the manager).

    >>> parse_show("Id=a.service\nResult=success\n\nId=b.timer\nTriggers=b.service c=d\n")
    [{'Id': 'a.service', 'Result': 'success'}, {'Id': 'b.timer', 'Triggers': 'b.service c=d'}]
    """
    blocks: list[dict[str, str]] = [{}]
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            blocks[-1][key] = value
        elif not line.strip() and blocks[-1]:
            blocks.append({})
    return [block for block in blocks if block]


def parse_timestamp(text: str) -> float | None:
    """Seconds since the epoch of a time that systemctl printed with TZ=UTC; None for "n/a" and the like.

    >>> parse_timestamp("Tue 2026-11-24 08:16:15 UTC"), parse_timestamp("n/a"), parse_timestamp("")
    (1795508175.0, None, None)
    """
    match = _TIME.search(text)
    return float(epoch(*(int(part) for part in match.groups()))) if match else None


def parse_restarts(text: str) -> dict[str, list[tuple[float, float | None]]]:
    r"""When the manager restarted which unit by itself, from `journalctl -o json` of its "Scheduled restart job" messages: by the clock, and
    by the kernel's count of seconds, the oldest first.

    >>> parse_restarts('{"UNIT":"a.service","__REALTIME_TIMESTAMP":"1795508175000000","__MONOTONIC_TIMESTAMP":"7500000"}\nnoise\n{"UNIT":["x"]}\n')
    {'a.service': [(1795508175.0, 7.5)]}
    """
    found: dict[str, list[tuple[float, float | None]]] = {}
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            unit, at, counted = entry["UNIT"], int(entry["__REALTIME_TIMESTAMP"]) / 1e6, entry.get("__MONOTONIC_TIMESTAMP")
            moment = (at, None if counted is None else int(counted) / 1e6)
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(unit, str):
            found.setdefault(unit, []).append(moment)
    return {unit: sorted(moments, key=lambda moment: moment[0] if moment[1] is None else moment[1]) for unit, moments in found.items()}
