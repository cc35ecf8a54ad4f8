# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""From findings to a diagnosis: what caused what, what comes first, what may be repaired, and what to say where it may not."""

from __future__ import annotations

import json
import shlex
import typing as t

from ansible_collections.fieldtech.workstation.plugins.plugin_utils.catalogue import SEVERITIES, Catalogue, Fault, causes_apply

#: What may be repaired unless the user says otherwise: what the controller can do and nobody notices.
DEFAULT_POLICY: dict[str, list[str]] = {"by": ["controller"], "disruption": ["none"], "guard": []}

Finding = t.Dict[str, t.Any]


def key(finding: t.Mapping[str, t.Any]) -> tuple[str, str]:
    """What makes a finding the same finding in two examinations: its fault and its item."""
    return finding["fault"], finding["item"]


def diagnose(found: list[Finding], catalogue: Catalogue, policy: t.Mapping[str, list[str]], where: t.Sequence[str] = (),
             symptom: str | None = None, unexamined: t.Iterable[str] = (), only: t.Collection[str] = ()) -> list[Finding]:
    """The findings in the order of work: primary before secondary, blocking before others, then by severity and fit.

    found: [{fault, item, evidence}]; where: the options that lead ansible-playbook to the workstation; unexamined: ids of faults that
    could not be judged; only: the faults that were asked for (all if empty), as against those that were looked for as possible causes.
    Adds to each: component, title, kind, severity, blocking, status, causes, unexamined_causes, fits, repair.
    """
    unexamined = set(unexamined)
    diagnosed = []
    for finding in found:
        fault = catalogue.faults[finding["fault"]]
        causes = [
            {"fault": other["fault"], "item": other["item"]}
            for cause in fault.caused_by for other in found
            if other["fault"] == cause["fault"] and key(other) != key(finding) and causes_apply(cause, other, finding)
        ]
        diagnosed.append({
            "fault": fault.id, "component": fault.component, "item": finding["item"], "title": fault.title, "kind": fault.kind,
            "severity": fault.severity, "blocking": fault.blocking, "status": "secondary" if causes else "primary", "causes": causes,
            "unexamined_causes": sorted({cause["fault"] for cause in fault.caused_by} & unexamined), "evidence": finding["evidence"],
            "fits": fault.symptoms.get(symptom, 0.0) if symptom else None,
        })
    ordered = _ordered(diagnosed, catalogue)
    held_by = next((f for f in ordered if f["blocking"] and f["severity"] == "critical"
                    and not _permission(catalogue.faults[f["fault"]], policy)[0]), None)
    for finding in ordered:
        finding["repair"] = _repair(finding, catalogue.faults[finding["fault"]], policy, where, held_by)
        if only and finding["fault"] not in only and finding["repair"]["allowed"]:
            finding["repair"].update(allowed=False, why_not="was not asked for")
    return ordered


def _ordered(findings: list[Finding], catalogue: Catalogue) -> list[Finding]:
    def urgency(finding: Finding) -> tuple[t.Any, ...]:
        fault = catalogue.faults[finding["fault"]]
        return (not fault.blocking, SEVERITIES.index(fault.severity), -(finding["fits"] or 0.0), -fault.prior, fault.id, finding["item"])

    by_key = {key(finding): finding for finding in findings}
    effects: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        for cause in finding["causes"]:
            effects.setdefault(key(cause), []).append(finding)
    ordered: dict[tuple[str, str], Finding] = {}

    def place(finding: Finding) -> None:
        """Each cause is followed by its consequences, once all of their causes stand before them."""
        if key(finding) in ordered or any(key(cause) not in ordered for cause in finding["causes"] if key(cause) in by_key):
            return
        ordered[key(finding)] = finding
        for effect in sorted(effects.get(key(finding), []), key=urgency):
            place(effect)

    for finding in sorted((f for f in findings if f["status"] == "primary"), key=urgency):
        place(finding)
    return list(ordered.values())


def _permission(fault: Fault, policy: t.Mapping[str, list[str]]) -> tuple[bool, str | None]:
    """Whether the policy lets the controller repair this, and if not, why."""
    repair = fault.repair
    if repair["by"] != "controller":
        return False, "needs the %s" % repair["by"]
    if "controller" not in policy["by"]:
        return False, "the policy allows no repair by the controller"
    if repair["disruption"] != "none" and repair["disruption"] not in policy["disruption"]:
        return False, "disturbs the user: %s" % repair["disruption"]
    missing = [guard for guard in repair["guard"] if guard not in policy["guard"]]
    if missing:
        return False, "needs first: %s" % ", ".join(missing)
    return True, None


def _repair(finding: Finding, fault: Fault, policy: t.Mapping[str, list[str]], where: t.Sequence[str], held_by: Finding | None) -> dict[str, t.Any]:
    allowed, why_not = _permission(fault, policy)
    if allowed and held_by and key(held_by) != key(finding):
        allowed, why_not = False, "held until %s is put right: it may lose what a repair writes" % held_by["fault"]
    repair = fault.repair
    return {
        "by": repair["by"], "disruption": repair["disruption"], "guard": repair["guard"], "allowed": allowed, "why_not": why_not,
        "command": command(finding, fault, policy, where),
    }


def command(finding: Finding, fault: Fault, policy: t.Mapping[str, list[str]], where: t.Sequence[str]) -> str:
    """The exact command that would do it: the fault's own, else the intervention with the permission that is missing.

    where: the options that lead ansible-playbook to the workstation.
    """
    if fault.repair["command"]:
        return fault.repair["command"].replace("{item}", shlex.quote(finding["item"]))
    if fault.repair["by"] != "controller":
        return ""
    grant: dict[str, list[str]] = {"intervention_faults": [fault.id]}
    if "controller" not in policy["by"]:
        grant["intervention_allow_by"] = [*policy["by"], "controller"]
    if fault.repair["disruption"] not in ["none", *policy["disruption"]]:
        grant["intervention_allow_disruption"] = [*policy["disruption"], fault.repair["disruption"]]
    missing = [guard for guard in fault.repair["guard"] if guard not in policy["guard"]]
    if missing:
        grant["intervention_granted_guards"] = [*policy["guard"], *missing]
    return shlex.join(["ansible-playbook", "fieldtech.workstation.intervene", *where, "-e", json.dumps(grant)])


def plan(ordered: list[Finding], catalogue: Catalogue, attempted: t.Iterable[tuple[str, str]] = ()) -> list[dict[str, t.Any]]:
    """The repairs of the next round: allowed, primary, not tried before; blocking ones alone first, since they fake others.

    Each: {faults: [{fault, item, evidence}], role, tasks_from, touches: [components to examine again]}. Repairs that the role's own
    provisioning does are done once for all their findings.
    """
    tried = set(attempted)
    ready = [f for f in ordered if f["repair"]["allowed"] and f["status"] == "primary" and key(f) not in tried]
    if any(f["blocking"] for f in ready):
        ready = [f for f in ready if f["blocking"]]
    repairs: dict[t.Any, dict[str, t.Any]] = {}
    for finding in ready:
        fault = catalogue.faults[finding["fault"]]
        role = "%s.%s" % (fault.collection, fault.component)
        tasks = fault.repair["tasks"]
        name = (role, tasks) if fault.repair["for_all"] else (role, tasks, finding["item"])
        entry = repairs.setdefault(name, {"findings": [], "role": role, "tasks_from": tasks, "touches": []})
        entry["findings"].append({"fault": finding["fault"], "item": finding["item"], "evidence": finding["evidence"]})
        entry["touches"] = sorted({*entry["touches"], fault.component, *_consequences(finding, ordered)})
    return list(repairs.values())


def _consequences(finding: Finding, ordered: list[Finding]) -> set[str]:
    """The components of everything that this finding has caused, however indirectly."""
    reached, components = {key(finding)}, set()
    for other in ordered:  # causes stand before their consequences
        if any(key(cause) in reached for cause in other["causes"]):
            reached.add(key(other))
            components.add(other["component"])
    return components


def check_outs(attempts: list[dict[str, t.Any]], ordered: list[Finding], catalogue: Catalogue) -> list[dict[str, t.Any]]:
    """The function tests that are due: for every repair that was done and whose fault is no longer found."""
    left = {key(finding) for finding in ordered}
    due = []
    for attempt in attempts:
        fault = catalogue.faults[attempt["fault"]]
        if attempt["result"] == "done" and key(attempt) not in left and fault.check_out:
            due.append({
                "finding": {"fault": fault.id, "item": attempt["item"], "evidence": attempt.get("evidence", {})},
                "role": "%s.%s" % (fault.collection, fault.component), "name": fault.check_out, "tasks_from": "check_out/" + fault.check_out,
            })
    return due


def conclude(before: dict[str, t.Any], after: dict[str, t.Any], attempts: list[dict[str, t.Any]], tests: list[dict[str, t.Any]],
             check_mode: bool = False, between: t.Sequence[Finding] = ()) -> dict[str, t.Any]:
    """What an intervention came to: {outcome, rounds, check_mode, faults: [finding + outcome, attempts, check_outs], before, after}.

    attempts: [{fault, item, round, result: done|failed, message}]; tests: [{fault, item, name, result: passed|failed, message}];
    between: what the examinations between the first and the last found, since a repair can uncover what it hid.
    """
    left = {key(finding): finding for finding in after["findings"]}
    first = {key(finding) for finding in before["findings"]}
    seen: dict[tuple[str, str], Finding] = {}
    for finding in [*before["findings"], *between, *after["findings"]]:
        seen.setdefault(key(finding), finding)
    faults = []
    for name, finding in seen.items():
        tried = [{k: a[k] for k in ("round", "result", "message")} for a in attempts if key(a) == name]
        tested = [{k: c[k] for k in ("name", "result", "message")} for c in tests if key(c) == name]
        current = left.get(name, finding)
        if name in left:
            if any(a["result"] == "failed" for a in tried):
                outcome = "repair_failed"
            elif tried:
                outcome = "would_repair" if check_mode else "still_present"
            elif not current["repair"]["allowed"]:
                outcome = "not_allowed"
            else:
                outcome = "not_attempted" if name in first else "appeared"
        elif any(c["result"] == "failed" for c in tested):
            outcome = "check_out_failed"
        else:
            outcome = "repaired" if tried else "gone"
        faults.append({**current, "outcome": outcome, "attempts": tried, "check_outs": tested})
    return {
        "outcome": _outcome(faults, after), "rounds": max([a["round"] for a in attempts], default=0), "check_mode": check_mode,
        "faults": faults, "before": before, "after": after,
    }


def _outcome(faults: list[dict[str, t.Any]], after: dict[str, t.Any]) -> str:
    outcomes = {fault["outcome"] for fault in faults}
    mended = outcomes & {"repaired", "gone"}
    if not outcomes:
        return "unexamined" if after["unexamined"] else "healthy"
    if "would_repair" in outcomes:
        return "would_repair"
    if not outcomes - {"repaired", "gone"}:
        return "repaired"
    if mended:
        return "partly_repaired"
    return "advice_only" if outcomes <= {"not_allowed", "not_attempted"} else "not_repaired"
