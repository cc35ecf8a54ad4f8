# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/proc/mdstat: the software RAID arrays of this machine."""

from __future__ import annotations

import re
import typing as t

_ARRAY = re.compile(r"^(\S+) : (active|inactive|broken|started|stopped)\b((?: \((?:auto-)?read-only\))?)(.*)$")
_MEMBER = re.compile(r"^(\S+?)\[(\d+)\]((?:\([A-Z]\))*)$")
_COUNTS = re.compile(r"\[(\d{1,5})/(\d{1,5})\] \[([U_]+)\]")
_OPERATION = re.compile(r"\b(recovery|resync|check|reshape|repair) *= *(?:(\d{1,3}(?:\.\d+)?)%|(DELAYED|PENDING|REMOTE))")
_FINISH = re.compile(r"finish=(\d+(?:\.\d+)?)min")
_LEVEL = re.compile(r"^(?:raid\d+|linear|multipath|faulty|container)$")


def parse(text: str) -> list[dict[str, t.Any]]:
    """Arrays in the order of the file.

    >>> array, = parse('''Personalities : [raid1]
    ... md0 : active raid1 sdb1[2](F) sda1[0] sdc1[1](S)
    ...       523968 blocks super 1.2 [2/1] [U_]
    ...       [=>...................]  recovery =  8.5% (44544/523968) finish=0.2min speed=259783K/sec
    ... unused devices: <none>
    ... ''')
    >>> array["name"], array["level"], array["wanted"], array["working"], array["failed"], array["spares"], array["operation"], array["percent"]
    ('md0', 'raid1', 2, 1, ['sdb1'], ['sdc1'], 'recovery', 8.5)
    """
    found: list[dict[str, t.Any]] = []
    for line in text.split("\n")[:4000]:
        match = _ARRAY.match(line[:4000])
        if match:
            found.append(_array(*match.groups()))
        elif found and line.startswith((" ", "\t")):
            _detail(found[-1], line.strip()[:1000])
    return found


def _array(name: str, state: str, read_only: str, rest: str) -> dict[str, t.Any]:
    array: dict[str, t.Any] = {
        "name": name, "state": state, "read_only": read_only.strip(" ()") or None, "level": None, "members": [], "failed": [], "spares": [],
        "blocks": None, "metadata": None, "wanted": None, "working": None, "slots": None, "operation": None, "percent": None, "finish_minutes": None,
    }
    for word in rest.split():
        member = _MEMBER.match(word)
        if member:
            device, _slot, marks = member.groups()
            array["members"].append(device)
            if "(F)" in marks:
                array["failed"].append(device)
            elif "(S)" in marks:
                array["spares"].append(device)
        elif array["level"] is None and _LEVEL.match(word):
            array["level"] = word
        elif word in ("(read-only)", "(auto-read-only)"):
            array["read_only"] = word.strip("()")
    return array


def _detail(array: dict[str, t.Any], line: str) -> None:
    blocks = re.match(r"^(\d{1,20}) blocks\b", line)
    if blocks:
        array["blocks"] = int(blocks.group(1))
        metadata = re.search(r"\bsuper (\S+)", line)
        array["metadata"] = metadata.group(1) if metadata else "0.90"
    counts = _COUNTS.search(line)
    if counts:
        array["wanted"], array["working"], array["slots"] = int(counts.group(1)), int(counts.group(2)), counts.group(3)
    operation = _OPERATION.search(line)
    if operation:
        array["operation"] = operation.group(1)
        array["percent"] = float(operation.group(2)) if operation.group(2) else None
        finish = _FINISH.search(line)
        array["finish_minutes"] = float(finish.group(1)) if finish else None
