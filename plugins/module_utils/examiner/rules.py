# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over facts and profile: compiled expressions and one-pass journal rules, giving findings and what stays unexamined.

Expressions arrive compiled (plugin_utils/expression.py turns the text into a tree of lists), so nothing is parsed here and
nothing is ever evaluated as Python: the tree is walked, every operation is one of those below, and the steps are bounded.
"""

from __future__ import annotations

import json
import operator
import re
import typing as t

from .host import AS_ROOT, FAILED, NO_PERMISSION, Host, Unexamined

BROKEN = "broken"
MAX_STEPS = 200_000
MAX_TEXT = 10_000
MAX_FINDINGS = 50
MAX_LINES = 200_000

Tree = "list[t.Any]"


class RuleError(Exception):
    """The rule does not fit the facts that it met; the message names the expression's part."""


def version(text: t.Any) -> list[t.Any]:
    """A version as a list that compares part by part, numbers as numbers: "1.10" > "1.9"."""
    return [[0, int(part), ""] if part.isdigit() else [1, 0, part] for part in re.findall(r"\d+|[a-z]+", str(text).lower())]


def _get(mapping: t.Any, key: t.Any, default: t.Any = None) -> t.Any:
    return mapping.get(key, default)


def _matches(text: t.Any, pattern: str) -> bool:
    return bool(re.search(pattern, str(text)[:MAX_TEXT]))


#: The functions an expression may call: name -> (least, most arguments, function). ``now`` is added per examination.
FUNCTIONS: dict[str, tuple[int, int, t.Callable[..., t.Any]]] = {
    "len": (1, 1, len),
    "any": (1, 1, any),
    "all": (1, 1, all),
    "min": (1, 9, min),
    "max": (1, 9, max),
    "sum": (1, 1, sum),
    "abs": (1, 1, abs),
    "round": (1, 2, round),
    "int": (1, 1, int),
    "float": (1, 1, float),
    "str": (1, 1, str),
    "sorted": (1, 1, sorted),
    "lower": (1, 1, lambda text: str(text).lower()),
    "upper": (1, 1, lambda text: str(text).upper()),
    "matches": (2, 2, _matches),
    "version": (1, 1, version),
    "startswith": (2, 2, lambda text, prefix: str(text).startswith(str(prefix))),
    "endswith": (2, 2, lambda text, suffix: str(text).endswith(str(suffix))),
    "split": (2, 2, lambda text, separator: str(text)[:MAX_TEXT].split(str(separator))),
    "basename": (1, 1, lambda path: str(path).rstrip("/").rpartition("/")[2]),
    "dirname": (1, 1, lambda path: str(path).rpartition("/")[0] or "/"),
    "get": (2, 3, _get),
    "keys": (1, 1, lambda mapping: list(mapping.keys())),
    "values": (1, 1, lambda mapping: list(mapping.values())),
    "unique": (1, 1, lambda items: list(dict.fromkeys(items))),
    "days_since": (1, 1, lambda epoch: epoch),
    "seconds_since": (1, 1, lambda epoch: epoch),
}

_COMPARE = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "is": operator.is_, "is not": operator.is_not,
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}
_ARITHMETIC = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod,
}


class Evaluator:
    """Walks compiled expressions over one scope (facts by component, profile, item)."""

    def __init__(self, scope: dict[str, t.Any], now: float = 0.0) -> None:
        self.scope = scope
        self.now = now
        self.steps = 0

    def value(self, tree: Tree) -> t.Any:
        """The expression's value. Raises Unexamined where it touches what could not be looked at, RuleError where it does not fit."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise RuleError("it needs more than %d steps" % MAX_STEPS)
        try:
            result = getattr(self, "_" + tree[0])(*tree[1:])
        except (TypeError, ValueError, KeyError, IndexError, ZeroDivisionError, AttributeError, OverflowError) as exc:
            raise RuleError("%s: %s" % (type(exc).__name__, str(exc)[:200])) from exc
        if isinstance(result, Unexamined):
            raise result
        return result

    def truth(self, tree: Tree) -> bool:
        """The value of a condition, which must be a boolean: anything else is a mistake in the rule."""
        result = self.value(tree)
        if not isinstance(result, bool):
            raise RuleError("a condition must be true or false, not %s" % type(result).__name__)
        return result

    def _const(self, value: t.Any) -> t.Any:
        return value

    def _name(self, name: str) -> t.Any:
        return self.scope[name]

    def _attr(self, of: Tree, name: str) -> t.Any:
        mapping = self.value(of)
        if not isinstance(mapping, dict) or name not in mapping:
            raise RuleError("%s has no %s" % ("nothing" if mapping is None else type(mapping).__name__, name))
        return mapping[name]

    def _item(self, of: Tree, index: Tree) -> t.Any:
        return self.value(of)[self.value(index)]

    def _list(self, items: list[Tree]) -> list[t.Any]:
        return [self.value(item) for item in items]

    def _cmp(self, left: Tree, rest: list[t.Any]) -> bool:
        a = self.value(left)
        for name, right in rest:
            b = self.value(right)
            if not _COMPARE[name](a, b):
                return False
            a = b
        return True

    def _and(self, parts: list[Tree]) -> bool:
        return all(self.truth(part) for part in parts)

    def _or(self, parts: list[Tree]) -> bool:
        return any(self.truth(part) for part in parts)

    def _not(self, part: Tree) -> bool:
        return not self.truth(part)

    def _math(self, name: str, left: Tree, right: Tree) -> t.Any:
        a, b = self.value(left), self.value(right)
        if not all(isinstance(n, (int, float)) for n in (a, b)):
            raise RuleError("%s works on numbers" % name)
        return _ARITHMETIC[name](a, b)

    def _neg(self, part: Tree) -> t.Any:
        return -self.value(part)

    def _if(self, condition: Tree, then: Tree, otherwise: Tree) -> t.Any:
        return self.value(then if self.truth(condition) else otherwise)

    def _call(self, name: str, arguments: list[Tree]) -> t.Any:
        values = [self.value(argument) for argument in arguments]
        if name == "days_since":
            return (self.now - values[0]) / 86400
        if name == "seconds_since":
            return self.now - values[0]
        return FUNCTIONS[name][2](*values)

    def _each(self, element: Tree, variable: str, source: Tree, conditions: list[Tree]) -> list[t.Any]:
        items = self.value(source)
        if not isinstance(items, list):
            raise RuleError("a comprehension goes over a list, not %s" % type(items).__name__)
        shadowed = self.scope.get(variable)
        result = []
        try:
            for item in items:
                self.scope[variable] = item
                if all(self.truth(condition) for condition in conditions):
                    result.append(self.value(element))
        finally:
            self.scope[variable] = shadowed
        return result


def bounded(value: t.Any, depth: int = 0) -> t.Any:
    """A value short enough to quote as evidence: text to 200 characters, lists to ten items."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, (list, tuple)):
        return [bounded(item, depth + 1) for item in value[:10]] if depth < 2 else "…"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"


class Judge:
    """Applies the rules; collects findings and what stays unexamined."""

    def __init__(self, facts: dict[str, t.Any], profile: dict[str, t.Any], now: float) -> None:
        self.facts = facts
        self.profile = profile
        self.now = now
        self.findings: list[dict[str, t.Any]] = []
        self.unexamined: list[dict[str, t.Any]] = []

    def condition(self, rule: dict[str, t.Any]) -> None:
        """One rule of kind condition: each item is judged by itself, so one that cannot be read hides no other."""
        fault = rule["fault"]
        evaluator = Evaluator({**self.facts, "profile": self.profile, "item": None}, self.now)
        try:
            items = evaluator.value(rule["each"]) if rule.get("each") else [None]
            if not isinstance(items, list):
                raise RuleError("each must be a list, not %s" % type(items).__name__)
        except (Unexamined, RuleError) as exc:
            self.missed(fault, exc)
            return
        found = 0
        for item in items:
            evaluator.scope["item"] = item
            evaluator.steps = 0
            try:
                if not evaluator.truth(rule["when"]) or (rule.get("unless") and evaluator.truth(rule["unless"])):
                    continue
                name = str(evaluator.value(rule["name"])) if rule.get("name") else fault.partition(".")[0]
            except (Unexamined, RuleError) as exc:
                self.missed(fault, exc)
                continue
            found += 1
            if found > MAX_FINDINGS:
                self.missed(fault, RuleError("more than %d items; the rest is not listed" % MAX_FINDINGS))
                return
            self.findings.append({"fault": fault, "item": name, "evidence": self._evidence(evaluator, rule)})

    @staticmethod
    def _evidence(evaluator: Evaluator, rule: dict[str, t.Any]) -> dict[str, t.Any]:
        evidence = {}
        for text, tree in rule.get("evidence", []):
            try:
                evidence[text] = bounded(evaluator.value(tree))
            except Unexamined as exc:
                evidence[text] = "unexamined (%s)" % exc.reason
            except RuleError:
                evidence[text] = None
        return evidence

    def missed(self, fault: str, exc: Exception) -> None:
        """Note that a rule could not judge, and why."""
        if isinstance(exc, Unexamined):
            entry = exc.as_dict()
        else:
            entry = {"reason": BROKEN, "what": "the rule %s" % fault, "remedy": bounded(str(exc))}
        self.unexamined.append({"fault": fault, **entry})


def journal(host: Host, rules: list[dict[str, t.Any]], judge: Judge) -> None:
    """All event rules in one pass over this boot's journal: hits are counted per name and taken back by a later clearing line.

    A container has no kernel of its own: what its journal has of one is the host's, and nothing there can be wrong with it.
    """
    try:
        if host.read("/run/systemd/container"):
            rules = [rule for rule in rules if rule["journal"] != "kernel"]
        lines = _journal_lines(host, rules, judge.now) if rules else []
    except Unexamined as exc:
        for rule in rules:
            judge.missed(rule["fault"], exc)
        return
    by_source: dict[str, list[_Listener]] = {}
    for rule in rules:
        by_source.setdefault(rule["journal"], []).append(_Listener(rule, judge.now))
    listeners = [listener for heard in by_source.values() for listener in heard]
    watched = sorted({text for listener in listeners for text in listener.needles})
    for line in lines:
        # Most lines say nothing to any rule. The journal gives bytes as a list of numbers, in which no text can be found.
        if not any(text in line for text in watched) and '"MESSAGE":[' not in line:
            continue
        try:
            entry = json.loads(line)
            at = int(entry["__REALTIME_TIMESTAMP"]) / 1e6
        except (ValueError, KeyError, TypeError):
            continue
        source = "kernel" if entry.get("_TRANSPORT") == "kernel" else entry.get("_SYSTEMD_UNIT")
        text = entry.get("MESSAGE")
        if isinstance(text, list):  # not valid UTF-8: the journal gives its bytes
            text = bytes(b for b in text if isinstance(b, int) and 0 <= b < 256).decode("utf-8", "replace")
        if isinstance(text, str):
            for listener in by_source.get(source, ()):
                listener.hear(text[:MAX_TEXT], at)
    for listener in listeners:
        judge.findings += listener.findings()


class _Listener:
    """What one event rule has heard so far: hits by name."""

    def __init__(self, rule: dict[str, t.Any], now: float) -> None:
        self.rule = rule
        self.since = now - rule["within"]
        self.needles = rule.get("needles") or [""]
        self.hits: dict[str, tuple[int, float, float, str, dict[str, t.Any]]] = {}
        self._compiled: list[t.Any] = []

    def hear(self, text: str, at: float) -> None:
        """One line of the journal: a hit, or one that takes hits back, or nothing."""
        if not any(needle in text for needle in self.needles):
            return
        if not self._compiled:
            # Only now: compiling costs more than reading the journal, and on a healthy machine hardly any is needed.
            self._compiled = [re.compile(self.rule["pattern"]), re.compile(self.rule["cleared_by"]) if self.rule.get("cleared_by") else None]
        pattern, cleared_by = self._compiled
        hit = pattern.search(text) if at >= self.since else None
        if hit:
            groups = hit.groupdict()
            name = groups.get(self.rule.get("name") or "") or self.rule["fault"].partition(".")[0]
            count, first = self.hits[name][:2] if name in self.hits else (0, at)
            self.hits[name] = (count + 1, first, at, text, groups)
        elif cleared_by and self.hits:
            cleared = cleared_by.search(text)
            if cleared:
                said = cleared.groupdict()
                for name in [n for n, h in self.hits.items() if all(said[k] == h[4][k] for k in said if k in h[4])]:
                    del self.hits[name]

    def findings(self) -> list[dict[str, t.Any]]:
        """What was heard often enough."""
        return [
            {"fault": self.rule["fault"], "item": name,
             "evidence": {"line": bounded(text), "count": count, "first": round(first), "last": round(last)}}
            for name, (count, first, last, text, _groups) in list(self.hits.items())[:MAX_FINDINGS] if count >= self.rule["at_least"]
        ]


def _journal_lines(host: Host, rules: list[dict[str, t.Any]], now: float) -> list[str]:
    journals = host.glob("/var/log/journal/*/system.journal") + host.glob("/run/log/journal/*/system.journal")
    if not journals:
        # Without rights the folders can be listed and the files seen; a machine without any has no journal that lasts.
        raise Unexamined(FAILED, "the journal", "no system journal is kept here")
    if not any(host.access(path, "r") for path in journals):
        raise Unexamined(NO_PERMISSION, "the journal", AS_ROOT)
    argv = [
        "journalctl", "--quiet", "--no-pager", "--boot", "--output=json", "--output-fields=MESSAGE,_TRANSPORT,_SYSTEMD_UNIT",
        "--since=@%d" % (now - max(rule["within"] for rule in rules)), "--lines=%d" % MAX_LINES,
    ]
    for number, source in enumerate(sorted({rule["journal"] for rule in rules})):
        argv += ["+"] if number else []
        argv.append("_TRANSPORT=kernel" if source == "kernel" else "_SYSTEMD_UNIT=" + source)
    answer = host.run(argv, timeout=15, limit=64 << 20, package="systemd")
    if answer.rc != 0 and not answer.out:
        raise Unexamined(FAILED, "journalctl", bounded(answer.err.strip()) or "it ended with %d" % answer.rc)
    return answer.out.splitlines()
