# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Molecule scenarios take for granted about the catalogue, checked before any machine is started."""

from __future__ import annotations

import pathlib

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "molecule"
FAULTS = {"%s.%s" % (path.parts[-3], path.stem): path for path in sorted(ROOT.glob("roles/*/faults/*.yml"))}
EXPECT = yaml.safe_load((SCENARIOS / "faults" / "expect.yml").read_text(encoding="utf-8")) or {}
CASES = yaml.safe_load((SCENARIOS / "compound" / "cases.yml").read_text(encoding="utf-8"))


REPLAYS = ROOT / "tests" / "replays"


def lab_file(kind, fault, scenario="faults"):
    return SCENARIOS / scenario / kind / (fault.replace(".", "/") + ".yml")


def defaults():
    names = set()
    for path in ROOT.glob("roles/*/defaults/main.yml"):
        names.update(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return names


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_proven_somewhere(fault):
    """On a machine that is really broken, in a container or with hardware of its own; only what neither can have, by a replay alone."""
    if lab_file("inject", fault).is_file():
        repair = yaml.safe_load(FAULTS[fault].read_text(encoding="utf-8"))["repair"]
        assert repair.get("by", "controller") == "controller" or lab_file("mend", fault).is_file()
    else:
        assert (REPLAYS / (fault.replace(".", "/") + ".yml")).is_file() or EXPECT.get(fault, {}).get("why")


def test_nothing_is_left_of_faults_that_are_no_more():
    proofs = [path for scenario in ("faults", "hardware") for kind in ("inject", "mend", "clear") for path in (SCENARIOS / scenario / kind).glob("*/*.yml")]
    for path in [*proofs, *(path for path in REPLAYS.glob("*/*.yml") if path.parent.name != "laptop")]:
        if not path.name.startswith("_"):
            # storage/disk_failing.spare.yml is one of several ways to have storage.disk_failing.
            assert "%s.%s" % (path.parent.name, path.stem.partition(".")[0]) in FAULTS, "%s belongs to no fault" % path.relative_to(ROOT)


def test_expectations_speak_of_faults_and_variables_that_exist():
    for fault, expected in EXPECT.items():
        assert fault in FAULTS
        assert set(expected) <= {"item", "also", "profile", "suites", "why"}, fault
        assert set(expected.get("also", [])) <= set(FAULTS), fault
        assert set(expected.get("profile", {})) <= defaults(), fault
        assert all(name.startswith(fault.split(".")[0] + "_") for name in expected.get("profile", {})), \
            "%s: after the proof only the variables of its own component are taken back" % fault


def test_there_are_compound_cases_of_every_kind():
    assert len(CASES) >= 6
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["language"] for case in CASES} == {"en", "fr", "de", "nl"}
    three = next(case for case in CASES if case["name"] == "three_faults")
    assert sorted(three["primary"]) == ["network.dns_broken", "printing.queue_stopped", "software.dpkg_interrupted"]
    assert three["language"] == "fr"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_compound_cases_speak_of_what_exists(case):
    assert set(case) <= {"name", "why", "steps", "profile", "primary", "secondary", "later", "by_hand", "rounds", "language"}
    assert case["why"]
    named = case["primary"] + case.get("secondary", []) + case.get("later", [])
    assert 2 <= len(named) <= 4
    assert set(named) <= set(FAULTS)
    assert set(case.get("profile", {})) <= defaults()
    for step in [*case["steps"], *([case["by_hand"]] if "by_hand" in case else [])]:
        path = SCENARIOS / "compound" / (step + ".yml") if "/" in step else lab_file("inject", step)
        assert path.is_file(), step
