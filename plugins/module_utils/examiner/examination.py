# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One examination: collectors read concurrently, rules judge, and a short answer goes back. The one entry of the examiner."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time
import typing as t
import zlib

from . import rules
from .host import FAILED, TIMEOUT, Host, LiveHost, Unexamined

FORMAT = 1
MAX_UNEXAMINED = 40
JOURNAL = "journal"

#: How long one collector and the whole examination may take, in seconds.
LIMITS = {"collector": 20.0, "total": 60.0}


def collect(host: Host, components: t.Iterable[str], profile: dict[str, t.Any], limits: dict[str, float] | None = None,
            alongside: t.Sequence[t.Callable[[], None]] = ()) -> tuple[dict[str, t.Any], dict[str, float]]:
    """(facts by component, seconds by component). A collector that hangs or raises costs its own component only.

    alongside: further work to run at the same time, under the same limit.
    """
    limit = (limits or LIMITS)["collector"]
    facts: dict[str, t.Any] = {}
    seconds: dict[str, float] = {}

    def work(component: str) -> None:
        started = time.monotonic()
        try:
            # Relative to this package, under whichever name it was shipped.
            module = importlib.import_module(__package__ + ".collectors." + component)
            found = module.collect(host.part(component), profile)
        except Unexamined as exc:
            found = exc
        except BaseException as exc:  # pylint: disable=broad-except
            # Whatever a collector raises is its own component's misfortune; the place helps to mend it.
            trace = exc.__traceback__
            while trace.tb_next:
                trace = trace.tb_next
            found = Unexamined(FAILED, "the %s collector" % component, rules.bounded(
                "%s: %s (%s:%s)" % (type(exc).__name__, exc, os.path.basename(trace.tb_frame.f_code.co_filename), trace.tb_lineno)))
        facts.setdefault(component, found)
        seconds[component] = round(time.monotonic() - started, 3)

    components = list(components)
    threads = [(component, threading.Thread(target=work, args=(component,), daemon=True)) for component in components if component not in host.overdue]
    others = [threading.Thread(target=function, daemon=True) for function in alongside]
    for thread in [thread for _component, thread in threads] + others:
        thread.start()
    deadline = time.monotonic() + limit
    for component in host.overdue:
        facts[component] = _late(component, limit)
    for component, thread in threads:
        late = _late(component, limit)
        thread.join(max(0.0, deadline - time.monotonic()))
        # setdefault is one step: a collector that ends at this very moment either counts or does not.
        if facts.setdefault(component, late) is late:
            host.ran_late(component)
    for thread in others:
        thread.join(max(0.0, deadline - time.monotonic()))
    return {component: facts[component] for component in components}, seconds


def _late(component: str, limit: float) -> Unexamined:
    return Unexamined(TIMEOUT, "the %s collector" % component, "no end within %g s" % limit)


def examine(host: Host, order: dict[str, t.Any]) -> dict[str, t.Any]:
    """The examination that the order asks for.

    order: {components: [str], rules: [compiled rule], profile: {variable: value}, limits: {collector, total: seconds}}
    Returns {format, findings: [{fault, item, evidence}], unexamined: [{component, reason, what, remedy, faults}], rules: count,
    numbers: {name: number}, seconds: {component: seconds}, root: bool, machine: {name, os, kernel}, digest: str}.
    """
    now = host.now()
    profile = order.get("profile", {})
    events = [rule for rule in order["rules"] if rule["kind"] == "event"]
    listener = rules.Judge({}, profile, now)
    heard = threading.Event()

    def listen() -> None:
        try:
            rules.journal(host.part(JOURNAL), events, listener)
        except Exception as exc:  # pylint: disable=broad-except
            listener.findings.clear()
            for rule in events:
                listener.missed(rule["fault"], rules.RuleError("%s: %s" % (type(exc).__name__, exc)))
        heard.set()

    facts, seconds = collect(host, order["components"], profile, order.get("limits"), [listen] if events and JOURNAL not in host.overdue else [])
    in_time = heard.is_set()
    if events and not in_time:
        host.ran_late(JOURNAL)
    judge = rules.Judge(facts, profile, now)
    for rule in order["rules"]:
        if rule["kind"] != "event":
            judge.condition(rule)
    if events and not in_time:
        for rule in events:
            judge.missed(rule["fault"], Unexamined(TIMEOUT, "the journal", "it was not read in time"))
    elif events:
        judge.findings += listener.findings
        judge.unexamined += listener.unexamined
    for component, found in facts.items():
        if isinstance(found, Unexamined) and not any(rule["fault"].startswith(component + ".") for rule in order["rules"]):
            judge.unexamined.append({"fault": component + ".", **found.as_dict()})
    unexamined = _grouped(judge.unexamined)
    return {
        "format": FORMAT,
        "findings": judge.findings,
        "unexamined": unexamined,
        "rules": len(order["rules"]),
        "numbers": _numbers(facts),
        "seconds": seconds,
        "root": host.uid() == 0,
        "machine": _machine(host),
        "digest": "%08x" % zlib.crc32(json.dumps([
            sorted((f["fault"], f["item"]) for f in judge.findings), sorted((u["what"], u["reason"]) for u in unexamined),
        ]).encode()),
    }


def _grouped(missed: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """One entry for each cause, with the faults that could not be judged because of it."""
    groups: dict[tuple[str, ...], dict[str, t.Any]] = {}
    for entry in missed:
        component, dummy, name = entry["fault"].partition(".")
        key = (component, entry["reason"], entry["what"], entry["remedy"])
        group = groups.setdefault(key, {
            "component": component, "reason": entry["reason"], "what": rules.bounded(entry["what"]),
            "remedy": rules.bounded(entry["remedy"]), "faults": [],
        })
        if name and entry["fault"] not in group["faults"]:
            group["faults"].append(entry["fault"])
    return list(groups.values())[:MAX_UNEXAMINED]


def _numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: a short list of numbers that the collectors single out."""
    numbers: dict[str, float] = {}
    for component, found in facts.items():
        single_out = getattr(sys.modules.get(__package__ + ".collectors." + component), "numbers", None)
        if single_out and isinstance(found, dict):
            try:
                numbers.update({"%s.%s" % (component, name): round(value, 3) for name, value in single_out(found).items()})
            except (Unexamined, TypeError, KeyError, AttributeError, ValueError):
                pass
    return dict(list(numbers.items())[:100])


def _machine(host: Host) -> dict[str, str]:
    name = host.uname()
    try:
        release = host.read("/etc/os-release") or ""
    except Unexamined:
        release = ""
    pretty = [line.partition("=")[2].strip("\"'") for line in release.splitlines() if line.startswith("PRETTY_NAME=")]
    return {"name": name["node"], "os": rules.bounded((pretty or [""])[0]), "kernel": name["release"]}


def main(order: dict[str, t.Any]) -> None:
    """Examine this machine and print the answer on one line behind its marker; leave at once, whatever still hangs.

    With order["case"] the examination is recorded or replayed (see recording.py, which is sent only then).
    """
    host = LiveHost()
    total = order.get("limits", LIMITS)["total"]
    answer: dict[str, t.Any] = {}
    lines = [""]

    def work() -> None:
        try:
            if "case" in order:
                found, case = importlib.import_module(__package__ + ".recording").run(host, order, examine)
                lines.extend(["%s-case %s" % (order["marker"], case)] if case else [])
            else:
                found = examine(host, order)
            answer.update(found)
        except BaseException as exc:  # pylint: disable=broad-except
            answer["error"] = rules.bounded("%s: %s" % (type(exc).__name__, exc))

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(total)
    host.close()
    if not answer:
        answer["error"] = "the examination did not end within %g s" % total
    used = os.times()
    answer["cpu"] = [round(time.process_time(), 4), round(used.children_user + used.children_system, 3)]
    lines.append("%s %s\n" % (order["marker"], json.dumps(answer, separators=(",", ":"), default=str)))
    out = "\n".join(lines).encode("utf-8", "replace")
    while out:
        out = out[os.write(1, out):]
    # Threads that hang in a system call would hold an ordinary exit for ever.
    os._exit(0)
