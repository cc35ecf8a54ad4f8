# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every parser on every recording and compare with what independent tools say: one table, and each difference explained."""

from __future__ import annotations

import argparse
import collections
import pathlib
import sys
import traceback
import typing as t

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "collections")]

from oracle.cases import Case, Skip, cases, comparison, explained, recordings  # noqa: E402  # the path comes first

BAR = 0.99


class Tally:
    """What came out for one kind of recording."""

    def __init__(self) -> None:
        self.cases = self.fields = self.agree = self.judged = self.right = 0
        self.skipped: collections.Counter[str] = collections.Counter()
        self.wrong: list[str] = []
        self.known: list[str] = []

    @property
    def agreement(self) -> float | None:
        """The share of compared fields that are equal."""
        return self.agree / self.fields if self.fields else None

    @property
    def holds(self) -> bool:
        """At least 99 % agree, and each difference is explained."""
        return not self.wrong and (self.agreement is None or self.agreement >= BAR)


def differ(tally: Tally, kind: str, case: Case, field: str, words: str) -> None:
    """Note a difference, with its explanation where there is one."""
    why = explained(kind, case.name, field)
    if why:
        tally.known.append("%s %s: %s [%s]" % (case.name, field, words, why))
    else:
        tally.wrong.append("%s %s: %s" % (case.name, field, words))


def compare(tally: Tally, kind: str, module: t.Any, case: Case) -> None:
    """One case: its fields, and its verdict where the manifest has one."""
    try:
        fields = list(module.compare(case)) if hasattr(module, "compare") else []
        found = module.judge(case) if hasattr(module, "judge") and case.entry.get("verdict") is not None else None
    except Skip as exc:
        tally.skipped[str(exc)] += 1
        return
    except Exception as exc:  # pylint: disable=broad-except  # a parser must never raise: that is the result
        place = traceback.extract_tb(exc.__traceback__)[-1]
        tally.wrong.append("%s raised %s: %s (%s:%s)" % (case.name, type(exc).__name__, exc, pathlib.Path(place.filename).name, place.lineno))
        return
    tally.cases += 1
    for field, ours, theirs in fields:
        tally.fields += 1
        if ours == theirs:
            tally.agree += 1
        else:
            differ(tally, kind, case, field, "ours %r, theirs %r" % (ours, theirs))
    if found is not None:
        wanted = module.expected(case.entry)
        tally.judged += 1
        named = {fault for fault, _item in found}
        # At least one of the faults that fit, or silence where there is nothing; anything else named has to be explained.
        if bool(named & wanted) == bool(wanted):
            tally.right += 1
        else:
            differ(tally, kind, case, "verdict", "%s is %s (%s); named %s" % (
                case.entry["verdict"], "/".join(sorted(wanted)), case.entry.get("why"), sorted(found) or "nothing"))
        for fault in sorted(named - wanted):
            differ(tally, kind, case, "also " + fault, "%s (%s) is named %s too" % (case.entry["verdict"], case.entry.get("why"), sorted(found)))


def run(kind: str = "*", name: str = "*") -> dict[str, Tally]:
    """All comparisons, by kind of recording."""
    known: dict[str, t.Any] = {}
    tallies: dict[str, Tally] = {}
    for case in cases(kind, name):
        tally = tallies.setdefault(case.entry["kind"], Tally())
        if case.entry["kind"] not in known:
            known[case.entry["kind"]] = comparison(case.entry["kind"])
        if known[case.entry["kind"]]:
            compare(tally, case.entry["kind"], known[case.entry["kind"]], case)
        else:
            tally.skipped["no parser of ours reads this"] += 1
    return tallies


def percent(part: int, whole: int) -> str:
    return "%.2f %%" % (100 * part / whole) if whole else "-"


def main() -> int:
    """Print the table and say whether the bars hold."""
    parser = argparse.ArgumentParser(prog="make oracle", description=__doc__)
    parser.add_argument("--kind", default="*", help="only these kinds of recordings (a pattern)")
    parser.add_argument("--case", default="*", help="only these cases (a pattern)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the explained differences too")
    arguments = parser.parse_args()
    if recordings() is None:
        print("make oracle needs the recordings: set RECORDINGS to the folder that holds their manifest.json")
        return 2
    tallies = run(arguments.kind, arguments.case)
    print("%-18s %6s %8s %9s %10s %10s %9s" % ("recordings", "cases", "fields", "agreement", "explained", "unexplained", "verdicts"))
    for kind, tally in sorted(tallies.items()):
        print("%-18s %6d %8d %9s %10d %10d %9s  %s" % (
            kind, tally.cases, tally.fields, percent(tally.agree, tally.fields), len(tally.known), len(tally.wrong),
            "%d/%d" % (tally.right, tally.judged) if tally.judged else "-", "" if tally.holds else "DOES NOT HOLD"))
    cases_, fields = sum(tally.cases for tally in tallies.values()), sum(tally.fields for tally in tallies.values())
    print("%-18s %6d %8d %9s" % ("all", cases_, fields, percent(sum(tally.agree for tally in tallies.values()), fields)))
    for kind, tally in sorted(tallies.items()):
        for why, count in tally.skipped.items():
            print("not compared: %s, %d cases: %s" % (kind, count, why))
    for kind, tally in sorted(tallies.items()):
        for line in (tally.known if arguments.verbose else []) + tally.wrong:
            print("%s %s" % (kind, line))
    return 0 if tallies and all(tally.holds for tally in tallies.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
