# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser on recordings of real machines, where they are: `make oracle` prints the table."""

from __future__ import annotations

import json
import sys

import pytest
import yaml
from oracle import __main__ as oracle
from oracle import cases

KINDS = sorted({case.entry["kind"] for case in cases.cases()})


@pytest.mark.skipif(cases.recordings() is None, reason="no recordings of real machines beside the checkout: set RECORDINGS to their folder")
@pytest.mark.parametrize("kind", KINDS)
def test_recordings_are_read_as_others_read_them(kind):
    tally = oracle.run(kind)[kind]
    assert tally.wrong == []
    assert tally.agreement is None or tally.agreement >= oracle.BAR


@pytest.mark.parametrize("path", sorted(cases.DIFFERENCES.glob("*.yml")), ids=lambda path: path.stem)
def test_explanations_are_complete(path):
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or ():
        assert set(entry) == {"case", "field", "why"}
        assert len(entry["why"]) > 20


def test_a_parser_that_lies_or_raises_does_not_hold(tmp_path, monkeypatch, capsys):
    """The table can say no: a wrong field, a wrong verdict, and a parser that raises."""
    (tmp_path / "a").mkdir()
    entries = [{"kind": "lab", "case": name, "path": "a", "verdict": verdict, "why": "so it is"} for name, verdict in
               (("honest", "healthy"), ("liar", "healthy"), ("accuser", "healthy"), ("raiser", "worn"), ("silent", "worn"))]
    (tmp_path / "manifest.json").write_text(json.dumps({"cases": entries}), encoding="utf-8")
    monkeypatch.setenv("RECORDINGS", str(tmp_path))

    class Module:
        @staticmethod
        def compare(case):
            if case.name == "raiser":
                raise IndexError("out of bounds")
            yield "size", 2 if case.name == "liar" else 1, 1

        @staticmethod
        def judge(case):
            return [("lab.worn", "x")] if case.name == "accuser" else []

        @staticmethod
        def expected(entry):
            return {"lab.worn"} if entry["verdict"] == "worn" else set()

    monkeypatch.setattr(oracle, "comparison", lambda kind: Module)
    tally = oracle.run()["lab"]
    assert [line.split()[0] for line in tally.wrong] == ["liar", "accuser", "raiser", "silent"]
    assert (tally.fields, tally.agree, tally.judged, tally.right) == (4, 3, 4, 3)
    monkeypatch.setattr(sys, "argv", ["oracle"])
    assert oracle.main() == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
