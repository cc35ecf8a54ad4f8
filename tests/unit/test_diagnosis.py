# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnosis: primary before secondary, blocking first, only what the policy allows, and an honest conclusion."""

from __future__ import annotations

import json
import shlex

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import diagnosis
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.catalogue import Catalogue, Fault
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.expression import compile_expression


def fault(name, caused_by=(), by="controller", **changes):
    component = name.partition(".")[0]
    repair = {"by": by, "disruption": "none", "guard": [], "command": "", "tasks": "repair/x", "for_all": False, **changes.pop("repair", {})}
    fields = {"id": name, "collection": "try.out", "component": component, "title": name, "kind": "condition", "symptoms": {}, "prior": 0.1,
              "blocking": False, "severity": "major", "rule": {}, "reads": [], "profile": [], "check_out": None, "explain": {}, "references": []}
    causes = [{"fault": c} if isinstance(c, str) else {**c, "when": compile_expression(c["when"])} for c in caused_by]
    return Fault(**{**fields, **changes, "caused_by": causes, "repair": repair})


CATALOGUE = Catalogue({f.id: f for f in [
    fault("storage.full", blocking=True, severity="critical"),
    fault("software.interrupted", ["storage.full"], blocking=True),
    fault("software.missing", ["software.interrupted"], repair={"tasks": "packages", "for_all": True}),
    fault("network.dns", check_out="resolves"),
    fault("printing.unreachable", ["network.dns"], by="user", repair={"command": "ping {item}"}),
    fault("printing.stopped", [{"fault": "printing.unreachable", "when": "cause.item == finding.item"}], symptoms={"cannot_print": 0.9}),
    fault("system.reboot", repair={"disruption": "reboot", "guard": ["window"]}, severity="minor"),
    fault("storage.dying", blocking=True, severity="critical", by="manufacturer"),
]}, {}, {}, [], "")


def found(*names):
    return [{"fault": name.partition("/")[0], "item": name.partition("/")[2] or "x", "evidence": {}} for name in names]


def diagnose(*names, policy=None, **more):
    return diagnosis.diagnose(found(*names), CATALOGUE, policy or diagnosis.DEFAULT_POLICY, ["-i", "hosts", "--limit", "pc 1"], **more)


def test_causes_stand_before_their_consequences():
    ordered = diagnose("software.missing/a", "printing.stopped/q", "software.interrupted", "storage.full//", "software.missing/b")
    assert [(f["fault"], f["status"]) for f in ordered] == [
        ("storage.full", "primary"), ("software.interrupted", "secondary"), ("software.missing", "secondary"), ("software.missing", "secondary"),
        ("printing.stopped", "primary")]
    assert ordered[2]["causes"] == [{"fault": "software.interrupted", "item": "x"}]


def test_a_cause_may_have_to_be_about_the_same_item():
    found = diagnose("printing.stopped/a", "printing.stopped/b", "printing.unreachable/a")
    ordered = {f["item"]: f["status"] for f in found if f["fault"] == "printing.stopped"}
    assert ordered == {"a": "secondary", "b": "primary"}


def test_what_fits_the_symptom_comes_first():
    assert diagnose("network.dns", "printing.stopped")[0]["fault"] == "network.dns"
    ordered = diagnose("network.dns", "printing.stopped", symptom="cannot_print")
    assert [(f["fault"], f["fits"]) for f in ordered] == [("printing.stopped", 0.9), ("network.dns", 0.0)]


def test_unexamined_causes_are_told():
    assert diagnose("printing.unreachable", unexamined={"network.dns"})[0]["unexamined_causes"] == ["network.dns"]


def plan(*names, **more):
    attempted = more.pop("attempted", ())
    return diagnosis.plan(diagnose(*names, **more), CATALOGUE, attempted)


def test_round_by_round_down_the_chain():
    chain = ("storage.full", "software.interrupted", "software.missing/a", "software.missing/b", "network.dns")
    first = plan(*chain)
    assert [(r["findings"][0]["fault"], r["touches"]) for r in first] == [("storage.full", ["software", "storage"])]
    assert [r["findings"][0]["fault"] for r in plan(*chain[1:])] == ["software.interrupted"]
    last = plan(*chain[2:])
    assert [[f["item"] for f in r["findings"]] for r in last] == [["x"], ["a", "b"]]  # one run of the role's own tasks for both
    assert last[1]["tasks_from"] == "packages" and last[1]["role"] == "try.out.software"


def test_only_what_was_asked_for_is_repaired_and_never_before_its_cause():
    assert CATALOGUE.with_causes(["software.missing"]) == {"software.missing", "software.interrupted", "storage.full"}
    ordered = diagnose("software.interrupted", "network.dns", only=["network.dns"])
    assert [(f["fault"], f["repair"]["why_not"]) for f in ordered] == [("software.interrupted", "was not asked for"), ("network.dns", None)]
    assert [r["findings"][0]["fault"] for r in diagnosis.plan(ordered, CATALOGUE)] == ["network.dns"]
    assert diagnosis.plan(diagnose("software.interrupted", "software.missing", only=["software.missing"]), CATALOGUE) == []


def test_nothing_is_tried_twice():
    assert plan("network.dns", attempted=[("network.dns", "x")]) == []


def test_policy_turns_a_repair_into_advice_with_the_exact_command():
    (finding,) = diagnose("system.reboot")
    assert not finding["repair"]["allowed"] and finding["repair"]["why_not"] == "disturbs the user: reboot"
    words = shlex.split(finding["repair"]["command"])
    assert words[:6] == ["ansible-playbook", "fieldtech.workstation.intervene", "-i", "hosts", "--limit", "pc 1"]
    grant = json.loads(words[words.index("-e") + 1])
    policy = {"by": ["controller"], "disruption": grant["intervention_allow_disruption"], "guard": grant["intervention_granted_guards"]}
    assert grant["intervention_faults"] == ["system.reboot"] and diagnose("system.reboot", policy=policy)[0]["repair"]["allowed"]
    half = {**policy, "guard": []}
    assert diagnose("system.reboot", policy=half)[0]["repair"]["why_not"] == "needs first: window"
    assert diagnose("network.dns", policy={**policy, "by": []})[0]["repair"]["allowed"] is False


def test_a_hostile_item_cannot_become_part_of_a_command():
    (finding,) = diagnose("printing.unreachable/; rm -rf ~ #")
    assert finding["repair"]["command"] == "ping '; rm -rf ~ #'"
    assert finding["repair"]["why_not"] == "needs the user"


def test_nothing_is_repaired_that_a_dying_disk_may_lose():
    ordered = diagnose("network.dns", "storage.dying/sda")
    assert ordered[0]["fault"] == "storage.dying"
    assert "storage.dying" in ordered[1]["repair"]["why_not"] and diagnosis.plan(ordered, CATALOGUE) == []


def test_check_outs_are_due_for_what_was_done_and_is_gone():
    attempts = [{"fault": "network.dns", "item": "x", "result": "done", "round": 1, "message": ""},
                {"fault": "network.dns", "item": "failed", "result": "failed", "round": 1, "message": ""},
                {"fault": "network.dns", "item": "still", "result": "done", "round": 1, "message": ""}]
    due = diagnosis.check_outs(attempts, diagnose("network.dns/still"), CATALOGUE)
    assert [(d["finding"]["item"], d["tasks_from"]) for d in due] == [("x", "check_out/resolves")]


def conclude(before, after, attempts=(), tests=(), unexamined=(), between=(), **more):
    examinations = [{"findings": diagnose(*names), "rules": 8, "unexamined": list(unexamined)} for names in (before, after)]
    attempts = [{"fault": f["fault"], "item": f["item"], "round": n, "result": r, "message": m} for (name, n, r, m) in attempts for f in found(name)]
    tests = [{"fault": f["fault"], "item": f["item"], "name": "t", "result": r, "message": ""} for (name, r) in tests for f in found(name)]
    done = diagnosis.conclude(*examinations, attempts, tests, between=diagnose(*between), **more)
    return done["outcome"], {f["fault"]: f["outcome"] for f in done["faults"]}


def test_conclusions():
    assert conclude([], []) == ("healthy", {})
    assert conclude([], [], unexamined=[{"what": "the journal"}]) == ("unexamined", {})
    chain = ["storage.full", "software.interrupted"]
    assert conclude(chain, [], [("storage.full", 1, "done", "")]) == ("repaired", {"storage.full": "repaired", "software.interrupted": "gone"})
    assert conclude(["network.dns"], ["network.dns"], [("network.dns", 1, "done", "")]) == ("not_repaired", {"network.dns": "still_present"})
    assert conclude(["network.dns"], ["network.dns"], [("network.dns", 1, "failed", "x")]) == ("not_repaired", {"network.dns": "repair_failed"})
    assert conclude(["network.dns"], [], [("network.dns", 1, "done", "")], [("network.dns", "failed")]) == ("not_repaired", {"network.dns": "check_out_failed"})
    assert conclude(["system.reboot"], ["system.reboot"]) == ("advice_only", {"system.reboot": "not_allowed"})
    assert conclude(["network.dns", "system.reboot"], ["system.reboot"], [("network.dns", 1, "done", "")])[0] == "partly_repaired"
    assert conclude([], ["network.dns"]) == ("not_repaired", {"network.dns": "appeared"})
    assert conclude(["network.dns"], ["network.dns"], [("network.dns", 1, "done", "")], check_mode=True)[0] == "would_repair"
    uncovered = conclude(["printing.unreachable"], [], [("network.dns", 2, "done", "")], between=["network.dns"])
    assert uncovered == ("repaired", {"printing.unreachable": "gone", "network.dns": "repaired"})
    two = ["network.dns", "system.reboot"]
    assert conclude(two, two, [("network.dns", 1, "done", "")], check_mode=True)[0] == "would_repair"
