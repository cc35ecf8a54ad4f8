# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Reports on records: the technician's (HTML), the user's hand-out (HTML) and the summary (terminal).

Everything here takes records as _record.record() makes them, and faults: the catalogue's, by id. It needs nothing of Ansible.
What a workstation said is made visible first (_visible.py) and then escaped by Jinja, without exception; titles, explanations
and references come from the catalogue.
"""

from __future__ import annotations

import base64
import collections
import collections.abc as c
import datetime
import functools
import hashlib
import pathlib
import re
import typing as t

import jinja2
import markupsafe
import yaml

from . import _record
from ._visible import columns, visible, visible_all, wrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "roles" / "intervention" / "templates"
TEXTS = pathlib.Path(__file__).resolve().with_name("_texts.yml")
LANGUAGES = _record.LANGUAGES

# The same primary fault on so many workstations hints at a common cause.
MANY = 3
# So many levels of consequences are shown inside each other.
DEPTH = 6

# So many pieces of evidence are shown in the terminal; the report has all.
GROUNDS = 5

# Colours of the summary, by meaning; the callback translates them into Ansible's.
GOOD, BAD, WARNING, NOTE, PLAIN, COMMAND = "good", "bad", "warning", "note", "plain", "command"
_SEVERITY_COLOUR = {"critical": BAD, "major": WARNING, "minor": NOTE}

# Outcomes of a repair that was tried and did not restore the function.
UNSUCCESSFUL = ("still_present", "repair_failed", "check_out_failed")
# Outcomes of a fault that was left as it is, for a reason that the finding gives.
HELD = ("not_allowed", "not_attempted")

Faults = c.Mapping[str, t.Any]
Symptoms = c.Mapping[str, c.Mapping[str, str]]


class Line(t.NamedTuple):
    """One line of the summary."""

    text: str
    colour: str = PLAIN


class Group(t.NamedTuple):
    """What could not be examined for the same reason and is made possible by the same remedy."""

    reason: str
    remedy: str
    parts: list[str]
    faults: int


# ---- texts ---------------------------------------------------------------------------------------------------------------


@functools.cache
def _texts() -> dict[str, t.Any]:
    """Read the texts once."""
    return t.cast("dict[str, t.Any]", yaml.load(TEXTS.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def say(language: str, key: str, **values: t.Any) -> str:
    """Give one of our texts in a language, with values put in. A list holds the forms for one and for several (``n``).

    >>> say("fr", "report.workstations", n=0), say("de", "report.workstations", n=2)
    ('0 poste de travail', '2 Arbeitsplätze')
    """
    node: t.Any = _texts()
    for part in key.split("."):
        node = node[part]
    text = node[language]
    if isinstance(text, list):
        number = values["n"]
        text = text[0 if number == 1 or (language == "fr" and number == 0) else 1]
    text = typeset(text, language)
    # One pass, so that a value that looks like a placeholder stays what it is.
    return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], match[0])), text)


def typeset(text: str, language: str) -> str:
    """Set a text of ours as printers do: with typographic apostrophes, and with French punctuation that never begins a line."""
    text = re.sub(r"(?<=\w)'", "\u2019", text)
    return re.sub(" (?=[:;?!%»])|(?<=«) ", "\u00a0", text) if language == "fr" else text


def explanation(faults: Faults, fault: c.Mapping[str, t.Any], part: str, language: str) -> dict[str, str] | None:
    """Give a part of the catalogue's explanation of a fault, and the language that it is in; None if there is none."""
    known = faults.get(fault["fault"])
    for one in (language, "en"):
        text = known.explain.get(one, {}).get(part) if known is not None else None
        if text:
            return {"text": typeset(text, one).replace("{item}", fault["item"]), "language": one}
    if part == "what":
        return {"text": title(faults, fault), "language": "en"}
    return None


def title(faults: Faults, fault: c.Mapping[str, t.Any]) -> str:
    """Give a fault's title: the catalogue's if it knows the fault."""
    known = faults.get(fault["fault"])
    return str(known.title) if known is not None else fault["title"]


def named(text: str, item: str, component: str) -> str:
    """Put a title and the item together; a finding about a whole component is named by its title alone."""
    return text if item in ("", component) else "%s: %s" % (text, item)


def local_time(stamp: str | None) -> str:
    """Write a record's date for a person, in the controller's time zone."""
    if not stamp:
        return ""
    moment = datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


# ---- what the reports have in common ---------------------------------------------------------------------------------------


def tree(faults: t.Sequence[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Arrange faults as a tree: each one under the first of its causes that was found, in the order given.

    Every fault stands in it exactly once, even where causes name each other.

    >>> rows = [{"fault": "a", "item": "", "causes": []}, {"fault": "b", "item": "", "causes": [{"fault": "a", "item": ""}]}]
    >>> [(node["fault"]["fault"], len(node["children"])) for node in tree(rows)]
    [('a', 1)]
    """
    nodes = [{"fault": fault, "children": []} for fault in faults]
    first: dict[tuple[str, str], int] = {}
    for index, fault in enumerate(faults):
        first.setdefault((fault["fault"], fault["item"]), index)
    parents: dict[int, int] = {}
    for index, fault in enumerate(faults):
        for cause in fault["causes"]:
            parent = first.get((cause["fault"], cause["item"]))
            if parent is not None and parent != index and index not in _above(parents, parent):
                parents[index] = parent
                break
    roots = []
    for index, node in enumerate(nodes):
        above = _above(parents, index)
        if above:
            # What would stand too deep stands beside its cause instead.
            nodes[above[0] if len(above) < DEPTH else above[-(DEPTH - 1)]]["children"].append(node)
        else:
            roots.append(node)
    return roots


def _above(parents: dict[int, int], index: int) -> list[int]:
    """List what stands above a node, the nearest first."""
    above = []
    while index in parents:
        index = parents[index]
        above.append(index)
    return above


def common_causes(records: t.Iterable[c.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Find the primary faults that are open or were found on many workstations: the most frequent first."""
    hosts: dict[str, dict[str, None]] = collections.defaultdict(dict)
    example: dict[str, c.Mapping[str, t.Any]] = {}
    for one in records:
        for fault in one["faults"]:
            if fault["status"] == "primary" and fault["outcome"] != "appeared":
                hosts[fault["fault"]][one["host"]] = None
                example.setdefault(fault["fault"], fault)
    found = [{"fault": fault, "hosts": list(names), "example": example[fault]} for fault, names in hosts.items() if len(names) >= MANY]
    return sorted(found, key=lambda one: -len(one["hosts"]))


def grouped(rows: t.Iterable[c.Mapping[str, t.Any]]) -> list[Group]:
    """Group what was unexamined by what would make it possible; the remedy that opens most comes first."""
    groups: dict[tuple[str, str], Group] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        # Broken and failed parts have no remedy in common.
        key = (row["reason"], row["remedy"])
        group = groups.get(key) or Group(row["reason"], row["remedy"], [], 0)
        part = named(row["component"], row["what"], row["component"])
        if part not in group.parts:
            group.parts.append(part)
        seen.setdefault(key, set()).update(row["faults"])
        groups[key] = group._replace(faults=len(seen[key]))
    return sorted(groups.values(), key=lambda group: (-group.faults, -len(group.parts), group.reason))


def state(one: c.Mapping[str, t.Any]) -> str:
    """Give the key of the text that tells how a job ended."""
    if one["status"] in (_record.INTERRUPTED, _record.UNREACHABLE, _record.FAILED):
        return "status.%s" % one["status"]
    return "outcome.%s" % one["outcome"]


def tone(one: c.Mapping[str, t.Any]) -> str:
    """Say whether a job's end is good or bad news."""
    if one["trouble"] or one["status"] in (_record.UNREACHABLE, _record.FAILED, _record.INTERRUPTED):
        return BAD
    if one["outcome"] in ("healthy", "repaired"):
        return GOOD
    if one["outcome"] == "unexamined":
        return NOTE
    return BAD if any(fault["severity"] == "critical" for fault in _record.open_faults(one)) else WARNING


def progress(fault: c.Mapping[str, t.Any], language: str) -> list[dict[str, str]]:
    """Tell what was done about a fault, step by step: {text, message, tone}."""
    steps = []
    for attempt in fault["attempts"]:
        if fault["outcome"] == "would_repair" and attempt["result"] == "done":
            continue  # a dry run did nothing
        key = "attempt_failed" if attempt["result"] == "failed" else "attempt_unchanged" if attempt["changed"] is False else "attempt_done"
        steps.append(
            {
                "text": say(language, "progress." + key, round=attempt["round"]),
                "message": attempt["message"],
                "tone": BAD if attempt["result"] == "failed" else PLAIN,
            }
        )
    for test in fault["check_outs"]:
        steps.append(
            {
                "text": say(language, "progress.test_" + test["result"], name=test["name"]),
                "message": test["message"] if test["result"] == "failed" else "",
                "tone": GOOD if test["result"] == "passed" else BAD,
            }
        )
    return steps


# ---- the summary in the terminal ---------------------------------------------------------------------------------------------


def summary(records: t.Sequence[c.Mapping[str, t.Any]], faults: Faults | None = None, width: int = 80, details: int = 40) -> list[Line]:
    """Tell a technician what was found, done and left, in lines of at most ``width`` columns.

    details: of how many workstations with something to tell the whole is told; the report has the rest.
    """
    faults = faults or {}
    shown = [visible_all(one, 400) for one in records]
    lines: list[Line] = []
    if len(shown) > 1:
        lines.extend(_counts(shown, width))
    for cause in common_causes(shown):
        what = "%s (%s)" % (title(faults, cause["example"]), cause["fault"])
        lines.extend(_wrapped("%s %s" % (say("en", "report.common_cause"), what), width, "", "    ", WARNING))
        lines.extend(_wrapped(say("en", "report.common_cause_hint", n=len(cause["hosts"])), width, "    ", "    ", PLAIN))
        lines.extend(_wrapped(_some(cause["hosts"], width), width, "    ", "    ", PLAIN))
    quiet = [one for one in shown if not one["faults"] and not one["trouble"] and one["status"] in (_record.EXAMINED, _record.CONCLUDED)]
    healthy = [one for one in quiet if one["outcome"] == "healthy"]
    partly = [one for one in quiet if one["outcome"] != "healthy"]
    quieted = {id(one) for one in quiet}
    loud = [one for one in shown if id(one) not in quieted]
    lines.extend(_quiet(healthy, width))
    lines.extend(_quiet(partly, width))
    silent = [one for one in loud if not one["before"]]
    for one in silent[:details]:
        lines.extend(_not_examined(one, width))
    lines.extend(_more(silent, details, width))
    full = sorted((one for one in loud if one["before"]), key=_urgency)
    for one in full[:details]:
        if lines:
            lines.append(Line(""))
        lines.extend(_workstation(one, faults, width))
    lines.extend(_more(full, details, width))
    return lines


def _counts(records: t.Sequence[c.Mapping[str, t.Any]], width: int) -> list[Line]:
    """Count the results of a run."""
    counts = collections.Counter(say("en", state(one)) for one in records)
    text = "%s: %s" % (say("en", "report.workstations", n=len(records)), ", ".join("%d %s" % (n, what) for what, n in counts.most_common()))
    return _wrapped(text, width, "", "    ", PLAIN)


def _urgency(one: c.Mapping[str, t.Any]) -> tuple[int, int]:
    """Order workstations: those with the worst open faults last, where the eye is when the run ends."""
    worst = min((_record.SEVERITIES.index(fault["severity"]) for fault in _record.open_faults(one)), default=len(_record.SEVERITIES))
    return -worst, len(_record.open_faults(one))


def _some(names: t.Sequence[str], width: int, rows: int = 3) -> str:
    """List names, as many as fit into a few rows."""
    text, count = "", 0
    for name in names:
        longer = text + (", " if text else "") + name
        if text and columns(longer) > (width - 20) * rows:
            break
        text, count = longer, count + 1
    return text if count == len(names) else "%s and %d more" % (text, len(names) - count)


def _wrapped(text: str, width: int, first: str, rest: str, colour: str) -> list[Line]:
    """Break a text into lines of one colour."""
    return [Line(line, colour) for line in wrap(text, width, first, rest)]


def _more(records: t.Sequence[t.Any], details: int, width: int) -> list[Line]:
    """Name the workstations whose details are left to the report."""
    if len(records) <= details:
        return []
    rest = [one["host"] for one in records[details:]]
    return _wrapped("and %d more, see the report: %s" % (len(rest), _some(rest, width)), width, "", "    ", WARNING)


def _quiet(records: t.Sequence[c.Mapping[str, t.Any]], width: int) -> list[Line]:
    """Tell of workstations without findings: one line for all of them, then what was unexamined on them."""
    if not records:
        return []
    if len(records) > 1:
        text = "%s (%d): %s" % (say("en", state(records[0])), len(records), _some([one["host"] for one in records], width))
    else:
        text = "%s: %s%s" % (records[0]["host"], say("en", state(records[0])), _circumstances(records[0]))
    return _wrapped(text, width, "", "    ", tone(records[0])) + _unexamined([row for one in records for row in _record.unexamined(one)], width)


def _circumstances(one: c.Mapping[str, t.Any]) -> str:
    """Tell of what machine the findings are, and how it was examined."""
    first = one["before"]
    if not first:
        return ""
    parts = [first["machine"]["os"]] if first["machine"]["os"] else []
    if first["rules"]:
        parts.append(say("en", "report.examined", n=first["rules"], seconds=_seconds(first["seconds"])))
    if not first["root"]:
        parts.append(say("en", "report.without_root"))
    if one["check_mode"]:
        parts.append("dry run")
    return " (%s)" % ", ".join(parts) if parts else ""


def _seconds(value: float | None) -> str:
    """Write a duration."""
    return "?" if value is None else "%.1f" % value if abs(value) < 1e6 else "%.1e" % value


def _not_examined(one: c.Mapping[str, t.Any], width: int) -> list[Line]:
    """Tell of a workstation that was not examined: one clear line."""
    trouble = one["trouble"] or {"message": ""}
    text = "%s: %s" % (one["host"], say("en", state(one)))
    return _wrapped("%s: %s" % (text, visible(trouble["message"], 240)) if trouble["message"] else text, width, "", "    ", BAD)


def _workstation(one: c.Mapping[str, t.Any], faults: Faults, width: int) -> list[Line]:
    """Tell of a workstation on which something was found or went wrong."""
    lines = _wrapped("%s: %s%s" % (one["host"], say("en", state(one)), _circumstances(one)), width, "", "    ", tone(one))
    if one["trouble"]:
        lines.extend(_wrapped("%s: %s" % (one["trouble"]["task"], visible(one["trouble"]["message"], 240)), width, "  ! ", "    ", BAD))
    if one["before"]["symptom"]:
        lines.extend(_wrapped(say("en", "report.symptom", symptom=one["before"]["symptom"]), width, "  ", "    ", PLAIN))
    for node in tree(one["faults"]):
        lines.extend(_finding(node, faults, width, 0))
    lines.extend(_unexamined(_record.unexamined(one), width))
    return lines


def _finding(node: dict[str, t.Any], faults: Faults, width: int, depth: int) -> list[Line]:
    """Tell of one finding: what, on what grounds, what was done, what is left; then of its consequences, indented."""
    fault = node["fault"]
    mended = fault["outcome"] in _record.MENDED
    indent = "  " + "   " * depth
    label = "%s%-8s  " % ("└─ " if depth else "", say("en", "severity." + fault["severity"]))
    body = indent + " " * len(label)
    head = named(title(faults, fault), fault["item"], fault["component"])
    lines = _wrapped(head, width, indent + label, body, GOOD if mended else _SEVERITY_COLOUR[fault["severity"]])
    about = [fault["fault"]]
    if fault["blocking"]:
        about.append(say("en", "report.blocking"))
    if fault["status"] == "secondary":
        about.append(say("en", "report.secondary"))
    if fault["fits"]:
        about.append(say("en", "report.fits", percent=round(fault["fits"] * 100)))
    lines.extend(_wrapped(", ".join(about), width, body, body + "  ", PLAIN))
    if fault["evidence"]:
        lines.extend(_wrapped(_grounds(fault["evidence"], width - len(body) - 12), width, body + "because   ", body + "          ", PLAIN))
    if fault["unexamined_causes"]:
        causes = say("en", "report.unexamined_causes", faults=", ".join(fault["unexamined_causes"]))
        lines.extend(_wrapped(causes, width, body, body + "  ", NOTE))
    for step in progress(fault, "en"):
        # A repair that went well is told by the verdict below; what it said is in the report.
        if step["tone"] != PLAIN or not mended:
            text = "%s: %s" % (step["text"], visible(step["message"], 240)) if step["message"] and step["tone"] == BAD else step["text"]
            lines.extend(_wrapped(text, width, body, body + "  ", step["tone"]))
    if fault["outcome"] != "found":
        verdict = say("en", "progress." + fault["outcome"])
        if fault["outcome"] in HELD and fault["repair"]["why_not"]:
            verdict = "%s (%s)" % (verdict, fault["repair"]["why_not"])
        colour = GOOD if mended else BAD if fault["outcome"] in UNSUCCESSFUL else WARNING
        lines.extend(_wrapped(verdict, width, body, body + "  ", colour))
    if not mended:
        lines.extend(_left(fault, width, body))
    for child in node["children"]:
        lines.extend(_finding(child, faults, width, depth + 1))
    return lines


def _left(fault: c.Mapping[str, t.Any], width: int, body: str) -> list[Line]:
    """Tell what is left to do, with the exact command."""
    repair = fault["repair"]
    lines = []
    if not (fault["outcome"] in HELD and repair["why_not"]):
        lines = _wrapped(terms(fault, "en"), width, body + "to do     ", body + "          ", PLAIN)
    if repair["command"]:
        lines.extend(Line(line, COMMAND) for line in command_lines(repair["command"], width, body + "$ "))
    return lines


def terms(fault: c.Mapping[str, t.Any], language: str) -> str:
    """Tell who can repair a fault and on what terms."""
    repair = fault["repair"]
    if repair["by"] == "controller" and fault["outcome"] in UNSUCCESSFUL:
        return say(language, "by.controller_failed")
    parts = [say(language, "by." + repair["by"])]
    if repair["disruption"] != "none":
        parts.append(say(language, "disruption." + repair["disruption"]))
    return ", ".join(parts + [say(language, "guard." + one) for one in repair["guard"]])


def command_lines(command: str, width: int, indent: str) -> list[str]:
    """Show a command so that it fits and can still be copied: broken only between words, with the shell's own continuation.

    >>> command_lines("lp -d queue 'a b' c", 16, "$ ")
    ['$ lp -d queue \\\\', "    'a b' c"]
    """
    words: list[str] = []
    quote = ""
    word = ""
    for char in command:
        if char == " " and not quote and not word.endswith("\\"):
            words.append(word)
            word = ""
            continue
        if char in "'\"" and not quote and not word.endswith("\\"):
            quote = char
        elif char == quote:
            quote = ""
        word += char
    words.append(word)
    # An option keeps its argument with it, if both fit.
    for number in range(len(words) - 1, 0, -1):
        option, argument = words[number - 1], words[number]
        if option.startswith("-") and not argument.startswith("-") and columns(option + argument) + len(indent) + 5 < width:
            words[number - 1 : number + 1] = ["%s %s" % (option, argument)]
    lines, line = [], indent + words[0]
    for one in words[1:]:
        if columns(line) + 1 + columns(one) + 2 > width:
            lines.append(line + " \\")
            line = " " * (len(indent) + 2) + one
        else:
            line += " " + one
    return [*lines, line]


def _grounds(evidence: c.Mapping[str, t.Any], room: int) -> str:
    """Write evidence in a line: without the path that all of it shares, each piece unbroken if there is room for it.

    >>> _grounds({"a.b.state": "off", "a.b.jobs": 3}, 60).replace("\\u00a0", " ")
    'state = off; jobs = 3'
    """
    paths = {key.rpartition(".")[0] if re.fullmatch(r"[\w.]+", key) else "" for key in evidence}
    path = paths.pop() + "." if len(paths) == 1 else "item."
    pairs = ["%s = %s" % (key.removeprefix(path), _value(value)) for key, value in list(evidence.items())[:GROUNDS]]
    text = "; ".join(pair.replace(" ", "\u00a0") if columns(pair) < room else pair for pair in pairs)
    return text + "; …" if len(evidence) > GROUNDS else text


def _value(value: t.Any) -> str:
    """Write a value of evidence; texts are quoted where they would be mistaken for something else."""
    if isinstance(value, list):
        return "[%s]" % ", ".join(_value(one) for one in value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    if isinstance(value, float):
        return "%.6g" % value
    text = str(value)
    return text if text and " " not in text and ";" not in text else '"%s"' % text


def _unexamined(rows: t.Sequence[c.Mapping[str, t.Any]], width: int) -> list[Line]:
    """Tell what was unexamined and how to make it possible."""
    lines: list[Line] = []
    groups = grouped(rows)
    for group in groups[:8]:
        parts = group.parts if len(group.parts) <= 4 else _by_component(group.parts)
        text = "%s: %s" % (say("en", "reason." + group.reason), _some(parts, width, 2))
        if group.faults:
            text += " (%s)" % say("en", "report.rules_not_judged", n=group.faults)
        lines.extend(_wrapped(text, width, "  ? ", "    ", NOTE))
        if group.remedy:
            lines.extend(_wrapped(group.remedy, width, "    → ", "      ", NOTE))
    if len(groups) > 8:
        lines.append(Line("  ? and %d more reasons, see the report" % (len(groups) - 8), NOTE))
    return lines


def _by_component(parts: t.Sequence[str]) -> list[str]:
    """Shorten a long list of unexamined parts to how many there are of each component."""
    counts = collections.Counter(part.partition(": ")[0] for part in parts)
    return ["%s (%d)" % (component, n) if n > 1 else component for component, n in counts.items()]


# ---- HTML --------------------------------------------------------------------------------------------------------------------


@functools.cache
def _environment() -> jinja2.Environment:
    """Make the one Jinja environment: everything is escaped, nothing may be undefined, and nothing is fetched."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local_time"] = local_time
    environment.filters["shown"] = _value
    environment.filters["seconds"] = _seconds
    environment.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    # The page may use this very style and nothing else: no script, no other style, no image, no request.
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    environment.globals["style"] = markupsafe.Markup(style)
    environment.globals["policy"] = "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % digest
    return environment


def _render(template: str, language: str, **values: t.Any) -> str:
    """Render a template with our texts in a language."""
    return _environment().get_template(template).render(language=language, say=functools.partial(say, language), **values)


def technician(
    records: t.Sequence[c.Mapping[str, t.Any]],
    faults: Faults | None = None,
    language: str = "en",
    symptoms: Symptoms | None = None,
    files: c.Mapping[str, c.Mapping[str, str]] | None = None,
) -> str:
    """Write the technician's report on a run as one HTML page.

    symptoms: the catalogue's, with their texts by language; files: by record id, the names of the files beside this one:
    {"record": …, "handout": …}.
    """
    shown = [visible_all(one) for one in records]
    faults = faults or {}
    hosts = [
        {
            "record": one,
            "anchor": "workstation-%d" % number,
            "state": say(language, state(one)),
            "tone": tone(one),
            "open": len(_record.open_faults(one)),
            "tree": [_node(node, faults, language) for node in tree(one["faults"])],
            "unexamined": grouped(_record.unexamined(one)),
            "symptom": reported(one, symptoms, language),
            "files": (files or {}).get(one["id"], {}),
        }
        for number, one in enumerate(shown, 1)
    ]
    order = {BAD: 0, WARNING: 1, NOTE: 2, GOOD: 3}
    # What was not examined comes after what needs hands now.
    hosts.sort(key=lambda host: (order[host["tone"]], host["record"]["before"] is None))
    for host in hosts:
        # A card each would bury the others.
        host["quiet"] = len(hosts) > 1 and host["tone"] == GOOD and not host["tree"] and not host["unexamined"]
    counts = collections.Counter((host["tone"], host["state"]) for host in hosts)
    return _render(
        "report.html.j2",
        language,
        hosts=hosts,
        healthy=[host for host in hosts if host["quiet"]],
        counts=[{"tone": key[0], "state": key[1], "n": n} for key, n in sorted(counts.items(), key=lambda pair: order[pair[0][0]])],
        causes=[{**cause, "title": title(faults, cause["example"])} for cause in common_causes(shown)],
        playbook=next((one["playbook"] for one in shown if one["playbook"]), None),
        started=min((one["started"] for one in shown), default=None),
        finished=max((one["finished"] for one in shown), default=None),
        check_mode=any(one["check_mode"] for one in shown),
    )


def _node(node: dict[str, t.Any], faults: Faults, language: str) -> dict[str, t.Any]:
    """Prepare one finding and its consequences for the technician's report."""
    fault = node["fault"]
    known = faults.get(fault["fault"])
    return {
        "fault": fault,
        "title": title(faults, fault),
        "about_item": fault["item"] not in ("", fault["component"]),
        "mended": fault["outcome"] in _record.MENDED,
        "steps": progress(fault, language),
        "terms": terms(fault, language),
        "verdict_tone": GOOD if fault["outcome"] in _record.MENDED else BAD if fault["outcome"] in UNSUCCESSFUL else WARNING,
        "told": {part: text for part in ("what", "why", "yourself", "prevent") if known is not None and (text := explanation(faults, fault, part, language))},
        "references": [{"text": one, "link": bool(re.match(r"https?://[^\s]+$", one))} for one in known.references] if known is not None else [],
        "children": [_node(child, faults, language) for child in node["children"]],
    }


def reported(one: c.Mapping[str, t.Any], symptoms: Symptoms | None, language: str) -> str | None:
    """Give what the user reported, in the catalogue's words if it knows the symptom."""
    symptom = one["before"]["symptom"] if one["before"] else None
    text = (symptoms or {}).get(symptom, {}).get(language) if symptom else None
    return typeset(text, language) if text else symptom


def handout(one: c.Mapping[str, t.Any], faults: Faults | None = None, symptoms: Symptoms | None = None) -> str:
    """Write the hand-out for the user of one workstation as one HTML page, in the record's language.

    symptoms: the catalogue's, with their texts by language.
    """
    shown = visible_all(one)
    faults = faults or {}
    language = shown["language"]
    headline = "interrupted" if shown["status"] == _record.INTERRUPTED else shown["outcome"]
    return _render(
        "handout.html.j2",
        language,
        record=shown,
        headline=say(language, "handout.headline." + headline),
        tone=tone(shown),
        symptom=reported(shown, symptoms, language),
        faults=[_told(node, faults, language) for node in tree(shown["faults"])],
        unexamined=bool(_record.unexamined(shown)),
    )


def _told(node: dict[str, t.Any], faults: Faults, language: str) -> dict[str, t.Any]:
    """Prepare one finding and its consequences for the user."""
    fault = node["fault"]
    mended = fault["outcome"] in _record.MENDED
    parts = {part: explanation(faults, fault, part, language) for part in ("what", "why", "yourself", "prevent")}
    return {
        "fault": fault,
        "mended": mended,
        # Most explanations name the item themselves.
        "about_item": fault["item"] not in ("", fault["component"]) and fault["item"] not in (parts["what"] or {"text": ""})["text"],
        "parts": parts,
        "did": _did(fault, language),
        "proof": _proof(fault, language) if mended else [],
        "left": [] if mended else _who(fault, language),
        "children": [_told(child, faults, language) for child in node["children"]],
    }


def _did(fault: c.Mapping[str, t.Any], language: str) -> str:
    """Tell the user what was done."""
    outcome = fault["outcome"]
    if outcome == "gone" and fault["causes"]:
        outcome = "gone_with_cause"
    elif outcome in ("found", "not_allowed", "not_attempted", "would_repair"):
        outcome = "nothing"
    return say(language, "handout.did_" + outcome)


def _proof(fault: c.Mapping[str, t.Any], language: str) -> list[str]:
    """Tell the user how we know that a fault is mended."""
    texts = [say(language, "handout.proof_examined")]
    if any(test["result"] == "passed" for test in fault["check_outs"]):
        texts.insert(0, say(language, "handout.proof_tested"))
    return texts


def _who(fault: c.Mapping[str, t.Any], language: str) -> list[str]:
    """Tell the user who takes care of what is still open, and what it waits for."""
    repair = fault["repair"]
    texts = [say(language, "handout.who_" + repair["by"])]
    if repair["by"] == "controller" and repair["disruption"] != "none":
        texts.append(say(language, "handout.wait_" + repair["disruption"]))
    texts.extend(say(language, "handout.wait_" + one) for one in repair["guard"])
    return texts
