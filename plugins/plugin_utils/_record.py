# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of an intervention: what docs/record.schema.json describes. Private to this collection.

What a workstation answered is not trusted: every value is taken out by its expected kind, bounded, and turned into plain
data; what is of another kind is left out, and how much was left out is counted. So a record always satisfies the schema.
"""

from __future__ import annotations

import collections.abc as c
import datetime
import hashlib
import json
import math
import os
import re
import secrets
import typing as t

FORMAT = 1
LANGUAGES = ("en", "fr", "de", "nl")

EXAMINED = "examined"
CONCLUDED = "concluded"
INTERRUPTED = "interrupted"
UNREACHABLE = "unreachable"
FAILED = "failed"

OUTCOMES = (
    "healthy",
    "faults_found",
    "repaired",
    "partly_repaired",
    "not_repaired",
    "would_repair",
    "advice_only",
    "unexamined",
    "not_examined",
)
FAULT_OUTCOMES = (
    "found",
    "repaired",
    "gone",
    "still_present",
    "repair_failed",
    "check_out_failed",
    "would_repair",
    "not_allowed",
    "not_attempted",
    "appeared",
)
# Nothing is left to do for a fault with one of these outcomes.
MENDED = ("repaired", "gone")
SEVERITIES = ("critical", "major", "minor")
KINDS = ("condition", "event")
REPAIRED_BY = ("controller", "user", "technician", "manufacturer")
DISRUPTIONS = ("none", "service", "session", "reboot")
GUARDS = ("backup", "ac_power", "window", "consent")
REASONS = ("no_permission", "tool_missing", "timeout", "too_large", "busy", "failed", "broken")

# What the untrusted part of one record may take, in bytes of JSON, and what a row of it costs besides its texts.
BUDGET = 400_000
ROW = 100
NAME = 200
ITEM = 1000
VALUE = 200
MESSAGE = 1000
COMMAND = 2000
FINDINGS = 200
ROWS = 200
FEW = 20

LATEST = 253402300799  # the end of the year 9999: later moments have no date


class Reader:
    """Takes values of the expected kind out of data that nobody vouches for, within a budget."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.left = budget
        self.left_out = 0

    def text(self, value: t.Any, limit: int = NAME) -> str:
        """Take a text, cut at the limit. Anything but a text, a number or a truth value counts as empty."""
        if isinstance(value, bool) or value is None:
            value = "" if value is None else str(value).lower()
        elif isinstance(value, (int, float)):
            number = self.number(value)
            value = "" if number is None else str(number)
        elif not isinstance(value, str):
            self.left_out += 1
            return ""
        taken = value[: max(0, min(limit, self.left))]
        self.left_out += len(value) - len(taken)
        # This gives a plain str even from a tagged one; lone surrogates have no place in JSON that others read.
        taken = taken.encode("utf-8", "backslashreplace").decode("utf-8")
        self.left -= len(taken) if taken.isascii() else len(json.dumps(taken))
        return taken

    def name(self, value: t.Any, limit: int = NAME) -> str | None:
        """Take a text that may be absent."""
        return None if value is None or value == "" else self.text(value, limit)

    def number(self, value: t.Any) -> int | float | None:
        """Take a finite number of a reasonable size."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        if isinstance(value, int):
            return int(value) if -(2**63) <= value < 2**64 else None
        return float(value) if math.isfinite(value) else None

    def whole(self, value: t.Any) -> int:
        """Take a count."""
        number = self.number(value)
        return max(0, int(number)) if number is not None and number < 2**53 else 0

    def share(self, value: t.Any) -> float | None:
        """Take a probability."""
        number = self.number(value)
        return float(number) if number is not None and 0 <= number <= 1 else None

    def moment(self, value: t.Any) -> str | None:
        """Take an epoch and give it as a date in UTC."""
        number = self.number(value)
        return moment(number) if number is not None and 0 <= number <= LATEST else None

    def choice(self, value: t.Any, allowed: t.Sequence[str], default: t.Any) -> t.Any:
        """Take one of the allowed words."""
        return str(value) if isinstance(value, str) and value in allowed else default

    def mapping(self, value: t.Any) -> c.Mapping[t.Any, t.Any]:
        """Take a mapping."""
        return value if isinstance(value, c.Mapping) else {}

    def rows(self, value: t.Any, limit: int = ROWS) -> list[t.Any]:
        """Take the first entries of a list."""
        if not isinstance(value, c.Sequence) or isinstance(value, (str, bytes)):
            return []
        count = min(len(value), limit, max(0, self.left) // ROW)
        self.left -= count * ROW
        self.left_out += len(value) - count
        return list(value[:count])

    def names(self, value: t.Any, limit: int = ROWS) -> list[str]:
        """Take a list of texts."""
        return [self.text(one) for one in self.rows(value, limit) if isinstance(one, str)]

    def scalar(self, value: t.Any) -> t.Any:
        """Take a value of evidence: a text, a number, a truth value, nothing, or a short list of these."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            number = self.number(value)
            return "not a number that can be shown" if number is None else number
        if isinstance(value, c.Sequence) and not isinstance(value, (str, bytes)):
            return [self.scalar(one) for one in self.rows(value, FEW) if not isinstance(one, (c.Mapping, list, tuple))]
        return self.text(value, VALUE)


def moment(epoch: float) -> str:
    """Write an epoch as a date in UTC.

    >>> moment(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _references(reader: Reader, value: t.Any) -> list[dict[str, str]]:
    """Read the faults that a finding is a consequence of."""
    rows = [reader.mapping(row) for row in reader.rows(value, FEW)]
    return [{"fault": reader.text(row.get("fault")), "item": reader.text(row.get("item"), ITEM)} for row in rows]


def _evidence(reader: Reader, value: t.Any) -> dict[str, t.Any]:
    """Read the evidence of a finding."""
    pairs = reader.rows(list(reader.mapping(value).items()), FEW)
    return {reader.text(key): reader.scalar(item) for key, item in pairs}


def _repair(reader: Reader, value: t.Any) -> dict[str, t.Any]:
    """Read who may repair a fault, and how."""
    repair = reader.mapping(value)
    return {
        "by": reader.choice(repair.get("by"), REPAIRED_BY, "technician"),
        "disruption": reader.choice(repair.get("disruption"), DISRUPTIONS, "none"),
        "guard": [one for one in reader.names(repair.get("guard"), FEW) if one in GUARDS],
        "allowed": repair.get("allowed") is True,
        "why_not": reader.name(repair.get("why_not"), MESSAGE),
        "command": reader.name(repair.get("command"), COMMAND),
    }


def _fault(reader: Reader, value: t.Any) -> dict[str, t.Any]:
    """Read one finding, with what became of it."""
    row = reader.mapping(value)
    fault = reader.text(row.get("fault"))
    return {
        "fault": fault,
        "component": reader.text(row.get("component")) or fault.partition(".")[0],
        "item": reader.text(row.get("item"), ITEM),
        "title": reader.text(row.get("title")) or fault,
        "kind": reader.choice(row.get("kind"), KINDS, "condition"),
        "severity": reader.choice(row.get("severity"), SEVERITIES, "major"),
        "blocking": row.get("blocking") is True,
        "status": reader.choice(row.get("status"), ("primary", "secondary"), "primary"),
        "causes": _references(reader, row.get("causes")),
        "unexamined_causes": reader.names(row.get("unexamined_causes"), FEW),
        "evidence": _evidence(reader, row.get("evidence")),
        "fits": reader.share(row.get("fits")),
        "repair": _repair(reader, row.get("repair")),
        "outcome": reader.choice(row.get("outcome"), FAULT_OUTCOMES, "found"),
        "attempts": [
            {
                "round": reader.whole(attempt.get("round")),
                "result": reader.choice(attempt.get("result"), ("done", "failed"), "failed"),
                "changed": attempt["changed"] if isinstance(attempt.get("changed"), bool) else None,
                "message": reader.text(attempt.get("message"), MESSAGE),
            }
            for attempt in map(reader.mapping, reader.rows(row.get("attempts"), FEW))
        ],
        "check_outs": [
            {
                "name": reader.text(test.get("name")),
                "result": reader.choice(test.get("result"), ("passed", "failed"), "failed"),
                "message": reader.text(test.get("message"), MESSAGE),
            }
            for test in map(reader.mapping, reader.rows(row.get("check_outs"), FEW))
        ],
    }


def _examination(reader: Reader, value: t.Any) -> dict[str, t.Any]:
    """Read an examination, except its findings in full: those stand in the record's faults."""
    row = reader.mapping(value)
    machine = reader.mapping(row.get("machine"))
    numbers = reader.rows(list(reader.mapping(row.get("numbers")).items()))
    return {
        "started": reader.moment(row.get("started")),
        "seconds": reader.number(row.get("seconds")),
        "root": row.get("root") is True,
        "symptom": reader.name(row.get("symptom")),
        "components": reader.names(row.get("components"), FEW * 2),
        "rules": reader.whole(row.get("rules")),
        "findings": [
            {
                "fault": reader.text(finding.get("fault")),
                "item": reader.text(finding.get("item"), ITEM),
                "status": reader.choice(finding.get("status"), ("primary", "secondary"), "primary"),
                "evidence": _evidence(reader, finding.get("evidence")),
            }
            for finding in map(reader.mapping, reader.rows(row.get("findings"), FINDINGS))
        ],
        "unexamined": [
            {
                "component": reader.text(one.get("component")),
                "what": reader.text(one.get("what"), VALUE),
                "reason": reader.choice(one.get("reason"), REASONS, "failed"),
                "remedy": reader.text(one.get("remedy"), VALUE),
                "faults": reader.names(one.get("faults"), FINDINGS),
            }
            for one in map(reader.mapping, reader.rows(row.get("unexamined")))
        ],
        "numbers": {reader.text(name): reader.number(number) for name, number in numbers if reader.number(number) is not None},
        "machine": {key: reader.text(machine.get(key)) for key in ("name", "os", "kernel")},
    }


def _key(finding: c.Mapping[str, t.Any]) -> tuple[str, str]:
    """Tell one finding from another."""
    fault, item = finding.get("fault"), finding.get("item")
    return fault if isinstance(fault, str) else "", item if isinstance(item, str) else ""


def _faults_seen(reader: Reader, examinations: t.Sequence[c.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Put the findings of examinations together, for a job without a conclusion of its own.

    Each later examination carries over what it did not look at again, so what is not in the last one is gone.
    """
    rows = [[reader.mapping(row) for row in reader.rows(one.get("findings"), FINDINGS)] for one in examinations]
    faults: dict[tuple[str, str], dict[str, t.Any]] = {}
    for findings in rows:
        for row in findings:
            faults[_key(row)] = {**row, "outcome": "found"}
    last = {_key(row) for row in rows[-1]} if rows else set()
    for key, row in faults.items():
        if key not in last:
            row["outcome"] = "gone"
    return [_fault(reader, row) for row in list(faults.values())[:FINDINGS]]


def record(
    host: str,
    status: str,
    started: float,
    finished: float,
    examinations: t.Sequence[t.Any] = (),
    intervention: t.Any = None,
    trouble: c.Mapping[str, t.Any] | None = None,
    playbook: str | None = None,
    language: str = "en",
    check_mode: bool = False,
) -> dict[str, t.Any]:
    """Build the record of one job on one workstation.

    host, status, the times and the playbook are the controller's own knowledge; examinations (in their order), intervention
    (the conclusion) and trouble ({task, message}) come from the workstation or contain its words.
    """
    reader = Reader()
    concluded = reader.mapping(intervention)
    seen = [one for one in map(reader.mapping, examinations) if one]
    before = concluded.get("before") or (seen[0] if seen else None)
    after = concluded.get("after") or (seen[-1] if len(seen) > 1 else None)
    identity = concluded.get("id")
    if not isinstance(identity, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", identity):
        identity = secrets.token_hex(8)
    # The inventory may say that this workstation's user reads another language than the rest of the run.
    wanted = [reader.mapping(one).get("language") for one in (intervention, before)] + [language]
    if status == CONCLUDED:
        faults = [_fault(reader, row) for row in reader.rows(concluded.get("faults"), FINDINGS)]
    else:
        faults = _faults_seen(reader, seen)
    last = after or before
    complete = {
        "format": FORMAT,
        "id": "".join(identity),
        "host": reader.text(host, 255),
        "status": status,
        "outcome": "not_examined",
        "check_mode": bool(check_mode or concluded.get("check_mode") is True),
        "language": next(one for one in (reader.choice(one, LANGUAGES, None) for one in wanted + ["en"]) if one),
        "playbook": reader.name(playbook),
        "started": moment(started),
        # The controller's clock may be set while a job goes on.
        "finished": moment(max(started, finished)),
        "rounds": reader.whole(concluded.get("rounds")),
        "trouble": None if trouble is None else {"task": reader.text(trouble.get("task")), "message": reader.text(trouble.get("message"), MESSAGE)},
        "faults": faults,
        "before": _examination(reader, before) if before else None,
        "after": _examination(reader, after) if after else None,
        "left_out": 0,
    }
    if status == CONCLUDED:
        complete["outcome"] = reader.choice(concluded.get("outcome"), OUTCOMES, "not_repaired" if open_faults(complete) else "healthy")
    elif last:
        complete["outcome"] = "faults_found" if open_faults(complete) else "unexamined" if unexamined(complete) else "healthy"
    complete["left_out"] = reader.left_out
    return complete


def open_faults(one: c.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """List what is still to be done on a workstation."""
    return [fault for fault in one["faults"] if fault["outcome"] not in MENDED]


def unexamined(one: c.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """List what could not be looked at, after all."""
    last = one["after"] or one["before"]
    return list(last["unexamined"]) if last else []


def file_name(host: str) -> str:
    """Make a file name of a host name; different hosts get different names.

    >>> file_name("pc-17.example.org"), file_name("../../etc/passwd")
    ('pc-17.example.org', '_.._etc_passwd-3754d6cb')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", host[:80]).lstrip(".-") or "_"
    # Two names that differ in case only are one file on some file systems.
    if plain == host and plain == plain.lower():
        return plain
    return "%s-%s" % (plain, hashlib.sha256(host.encode("utf-8", "surrogatepass")).hexdigest()[:8])


def encode(one: c.Mapping[str, t.Any]) -> str:
    """Write a record as JSON. It is ASCII, so that showing the file to a terminal does nothing."""
    return json.dumps(one, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def make_folder(path: str) -> None:
    """Make a folder that only its owner may enter, and those above it that are missing."""
    parent = os.path.dirname(path)
    if parent and not os.path.isdir(parent):
        make_folder(parent)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def write(path: str, content: str, durable: bool = True) -> None:
    """Write a file that only its owner may read: the whole of it or nothing, even if we are killed meanwhile."""
    folder = os.path.dirname(path)
    temporary = os.path.join(folder, ".%s.%s" % (os.path.basename(path)[:100], secrets.token_hex(4)))
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def link(path: str, target: str) -> None:
    """Make a link to a file beside it, in the place of the one that was there. Anything but a link is left alone."""
    if os.path.lexists(path) and not os.path.islink(path):
        return
    temporary = "%s.%s" % (path, secrets.token_hex(4))
    os.symlink(target, temporary)
    os.replace(temporary, path)
