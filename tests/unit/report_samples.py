# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Examinations and interventions in the shapes of the examine and conclude actions, for the tests of records and reports."""

from __future__ import annotations

import typing as t

from ansible_collections.fieldtech.workstation.plugins.plugin_utils.catalogue import Fault

STARTED = 1_790_000_000.0


def fault(name: str, title: str, **explain: dict[str, str]) -> Fault:
    """A fault of the catalogue; explain by language."""
    return Fault(
        id=name, collection="fieldtech.workstation", component=name.partition(".")[0], title=title, kind="condition", symptoms={}, prior=0.1,
        blocking=False, severity="major", rule={}, reads=[], profile=[], caused_by=[], repair={}, check_out=None, explain=explain,
        references=["lpadmin(8)", "https://example.org/manual"],
    )


FAULTS = {
    one.id: one
    for one in (
        fault(
            "printing.queue_stopped", "Print queue is stopped",
            en={
                "what": "The printer {item} has been told to pause, so nothing comes out.",
                "why": "That happens after a paper jam, or when the printer was off while something was sent to it.",
                "yourself": "Look whether the printer is on, has paper and shows no error light.",
                "prevent": "Switch the printer on before you print.",
            },
            fr={
                "what": "L'imprimante {item} est en pause, rien n'en sort.",
                "why": "Cela arrive après un bourrage, ou quand l'imprimante était éteinte au moment de l'impression.",
                "yourself": "Vérifiez que l'imprimante est allumée, qu'elle a du papier et qu'aucun voyant d'erreur n'est allumé.",
                "prevent": "Allumez l'imprimante avant d'imprimer.",
            },
        ),
        fault("storage.filesystem_full", "Filesystem is full", en={
            "what": "There is no room left where your computer keeps its files.", "why": "Old downloads and update files have piled up.",
            "yourself": "You can empty the trash.", "prevent": "Leave a tenth of the disk free.",
        }),
        fault("software.dpkg_interrupted", "Package configuration was interrupted", en={
            "what": "An update stopped halfway.", "why": "The disk was full.", "yourself": "Nothing is needed from you.",
            "prevent": "Nothing is needed from you.",
        }),
        fault("network.dns_broken", "Names are not resolved", en={
            "what": "Your computer cannot look up addresses on the network.", "why": "A setting was overwritten.",
            "yourself": "Nothing is needed from you.", "prevent": "Let us know when a new network program is installed.",
        }),
    )
}


def finding(name: str, item: str = "", **more: t.Any) -> dict[str, t.Any]:
    """A finding as the diagnosis gives it."""
    repair = {"by": "controller", "disruption": "none", "guard": [], "allowed": True, "why_not": None, "command": "", **more.pop("repair", {})}
    return {
        "fault": name, "component": name.partition(".")[0], "item": item or name.partition(".")[0],
        "title": FAULTS[name].title if name in FAULTS else "A fault", "kind": "condition", "severity": "major", "blocking": False,
        "status": "secondary" if more.get("causes") else "primary", "causes": [], "unexamined_causes": [], "evidence": {}, "fits": None,
        "repair": repair, **more,
    }


def examination(*findings: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """An examination."""
    return {
        "format": 1, "host": "pc-17", "started": STARTED, "seconds": 0.42, "root": True, "symptom": None,
        "components": ["network", "printing", "software", "storage", "system"], "rules": 31, "findings": list(findings), "unexamined": [],
        "numbers": {"filesystem:/": 43.1}, "machine": {"name": "pc-17", "os": "Debian GNU/Linux 12 (bookworm)", "kernel": "6.1.0-28-amd64"},
        "digest": "0" * 16, **more,
    }


def unexamined(component: str = "printing", what: str = "lpstat", reason: str = "tool_missing", remedy: str = "install the package cups-client",
               faults: tuple[str, ...] = ("printing.queue_stopped",)) -> dict[str, t.Any]:
    """Something that could not be looked at."""
    return {"component": component, "what": what, "reason": reason, "remedy": remedy, "faults": list(faults)}


FULL = finding(
    "storage.filesystem_full", "/", severity="critical", blocking=True, evidence={"item.used_percent": 100, "item.free_bytes": 0, "item.device": "/dev/sda2"},
    repair={"disruption": "none"})
INTERRUPTED = finding(
    "software.dpkg_interrupted", causes=[{"fault": "storage.filesystem_full", "item": "/"}],
    evidence={"software.half_installed": ["libc6", "linux-image-amd64"]})
STOPPED = finding(
    "printing.queue_stopped", "Büro", evidence={"item.state": "stopped", "item.reasons": ["paused"], "item.jobs": 3}, fits=0.9,
    repair={"disruption": "service", "guard": ["consent"], "allowed": False, "why_not": "disturbs the user: service", "command": "cupsenable Büro"})
DNS = finding("network.dns_broken", evidence={"network.resolving": False}, severity="major")


def intervention(**more: t.Any) -> dict[str, t.Any]:
    """An intervention in which one thing of each kind happened."""
    return {
        "id": "20260922T132640Z-0badcafe", "host": "pc-17", "outcome": "partly_repaired", "rounds": 2, "check_mode": False,
        "faults": [
            {**FULL, "outcome": "repaired", "attempts": [{"round": 1, "result": "done", "message": ""}], "check_outs": []},
            {**INTERRUPTED, "outcome": "gone", "attempts": [], "check_outs": []},
            {**DNS, "outcome": "repaired", "attempts": [{"round": 1, "result": "done", "changed": True, "message": ""}],
             "check_outs": [{"name": "name_resolved", "result": "passed", "message": ""}]},
            {**STOPPED, "outcome": "not_allowed", "attempts": [], "check_outs": []},
        ],
        "before": examination(FULL, INTERRUPTED, DNS, STOPPED, symptom="cannot_print"),
        "after": examination(STOPPED, symptom="cannot_print", unexamined=[unexamined()]),
        **more,
    }
