# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules give findings with their evidence, and never call healthy what could not be looked at."""

from __future__ import annotations

import json

import hosts
import pytest

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import NO_PERMISSION, TOOL_MISSING, Result, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.expression import compile_expression

NOW = 1_800_000_000.0


def condition(**texts):
    evidence = texts.pop("evidence", [])
    return {"fault": "printing.test", "kind": "condition", **{k: compile_expression(v) for k, v in texts.items()},
            "evidence": [(text, compile_expression(text)) for text in evidence]}


def judged(rule, facts, profile=None):
    judge = rules.Judge(facts, profile or {}, NOW)
    judge.condition(rule)
    return judge


def test_each_item_is_judged_and_named():
    facts = {"printing": {"queues": [{"name": "a", "state": "stopped"}, {"name": "b", "state": "idle"}, {"name": "c", "state": "stopped"}]}}
    rule = condition(each="printing.queues", when='item.state == "stopped"', unless="item.name in profile.paused", name="item.name",
                     evidence=["item.state", "len(printing.queues)"])
    judge = judged(rule, facts, {"paused": ["c"]})
    assert judge.findings == [{"fault": "printing.test", "item": "a", "evidence": {"item.state": "stopped", "len(printing.queues)": 3}}]
    assert not judge.unexamined


def test_an_unreadable_item_hides_no_other():
    missing = Unexamined(TOOL_MISSING, "smartctl", "install smartmontools")
    facts = {"printing": {"queues": [{"name": "a", "state": missing}, {"name": "b", "state": "stopped"}, missing]}}
    judge = judged(condition(each="printing.queues", when='item.state == "stopped"', name="item.name"), facts)
    assert [f["item"] for f in judge.findings] == ["b"]
    assert [(u["what"], u["reason"]) for u in judge.unexamined] == [("smartctl", TOOL_MISSING)] * 2


@pytest.mark.parametrize("facts", [
    {"printing": Unexamined(NO_PERMISSION, "cups", "root")}, {"printing": {"queues": Unexamined(NO_PERMISSION, "cups", "root")}},
    {"printing": {"queues": None}}, {"printing": {}}, {}, {"printing": {"queues": [{"nam": "x"}]}}, {"printing": {"queues": "text"}},
])
def test_what_does_not_fit_is_unexamined(facts):
    judge = judged(condition(each="printing.queues", when='item.state == "stopped"', name="item.name"), facts)
    assert not judge.findings
    assert len(judge.unexamined) == 1


def test_findings_are_bounded():
    facts = {"printing": {"queues": [{"name": "x" * 500 + str(n)} for n in range(1000)]}}
    judge = judged(condition(each="printing.queues", when="True", name="item.name", evidence=["item.name"]), facts)
    assert len(judge.findings) == rules.MAX_FINDINGS
    assert all(len(f["evidence"]["item.name"]) <= 200 for f in judge.findings)
    assert "more than" in judge.unexamined[0]["remedy"]


def event(**changes):
    return {"fault": "network.test", "kind": "event", "journal": "NetworkManager.service", "within": 3600, "at_least": 1,
            "pattern": r"device \((?P<device>\w+)\): .*-> failed", "cleared_by": r"device \((?P<device>\w+)\): .*-> activated", "name": "device", **changes}


def heard(lines, rule, readable=True, rc=0, err=""):
    """Judge from a journal of (age in seconds, unit, message)."""
    out = "".join(json.dumps({"__REALTIME_TIMESTAMP": str(int((NOW - age) * 1e6)), "_SYSTEMD_UNIT": unit, "MESSAGE": message}) + "\n"
                  for age, unit, message in lines)

    class Journal(CaseFile):
        """Answers every command with this journal."""

        def run(self, argv, *_args, **_kwargs):
            assert "--boot" in argv and "_SYSTEMD_UNIT=NetworkManager.service" in argv
            return Result(rc, out, err)

    path = "/var/log/journal/1/system.journal"
    host = Journal({"read": {json.dumps([["/run/systemd/container"]]): None},
                    "glob": {json.dumps([["/var/log/journal/*/system.journal"]]): [path], json.dumps([["/run/log/journal/*/system.journal"]]): []},
                    "access": {json.dumps([[path, "r"]]): readable}})
    judge = rules.Judge({}, {}, NOW)
    rules.journal(host, [rule], judge)
    return judge


UNIT = "NetworkManager.service"
FAILED = "device (eth1): state change: ip-config -> failed (reason 'ip-config-unavailable')"


def test_event_counts_and_names():
    judge = heard([(50, UNIT, FAILED), (40, UNIT, FAILED), (30, "other.service", FAILED), (20, UNIT, "something else")], event())
    assert judge.findings == [{"fault": "network.test", "item": "eth1",
                               "evidence": {"line": FAILED, "count": 2, "first": int(NOW - 50), "last": int(NOW - 40)}}]


def test_event_is_cleared_by_a_later_line_about_the_same_item():
    good = "device (%s): state change: secondaries -> activated"
    assert heard([(50, UNIT, FAILED), (40, UNIT, good % "eth1")], event()).findings == []
    assert len(heard([(50, UNIT, FAILED), (40, UNIT, good % "eth2")], event()).findings) == 1
    assert len(heard([(50, UNIT, good % "eth1"), (40, UNIT, FAILED)], event()).findings) == 1


def test_event_window_and_count():
    assert heard([(4000, UNIT, FAILED)], event()).findings == []
    assert heard([(50, UNIT, FAILED)], event(at_least=2)).findings == []
    assert len(heard([(50, UNIT, FAILED), (49, UNIT, FAILED)], event(at_least=2)).findings) == 1


def test_event_survives_odd_lines():
    lines = [(50, UNIT, None), (49, UNIT, [100, 101, 300, "x"]), (48, UNIT, {"a": 1}), (47, None, FAILED), (46, UNIT, list(FAILED.encode()))]
    assert [f["evidence"]["count"] for f in heard(lines, event()).findings] == [1]


def test_journal_that_cannot_be_read_is_unexamined():
    judge = heard([(50, UNIT, FAILED)], event(), readable=False)
    assert not judge.findings
    assert judge.unexamined[0]["reason"] == NO_PERMISSION
    assert heard([], event(), rc=1, err="No journal files were opened").unexamined[0]["remedy"] == "No journal files were opened"


@pytest.mark.parametrize("container", [False, True])
def test_the_kernel_of_a_container_is_not_its_own(container):
    machine = hosts.MadeMachine({"/run/systemd/container": "podman\n"} if container else {}, journal=[
        {"text": "Out of memory: Killed process 7 (indexer)"}, {"text": "no answer from 7", "unit": "relay.service"}])
    judge = rules.Judge({}, {}, hosts.NOW)
    rules.journal(machine, [
        {"fault": "lab.kernel", "kind": "event", "journal": "kernel", "within": 3600, "at_least": 1, "pattern": "Killed process"},
        {"fault": "lab.relay", "kind": "event", "journal": "relay.service", "within": 3600, "at_least": 1, "pattern": "no answer"},
    ], judge)
    assert [finding["fault"] for finding in judge.findings] == (["lab.relay"] if container else ["lab.kernel", "lab.relay"])
    assert judge.unexamined == []
