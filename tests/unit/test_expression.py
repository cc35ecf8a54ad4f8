# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions: what they can say, what they refuse, and that Python would say the same."""

from __future__ import annotations

import hosts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import Unexamined
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import expression

FACTS = {
    "printing": {"queues": [{"name": "a", "state": "idle", "jobs": 0}, {"name": "b", "state": "stopped", "jobs": 3}], "default": None},
    "item": {"name": "b", "jobs": 3, "at": 1000.0},
    "profile": {"paused": ["a"], "limit": 2},
}


def value(text, scope=None):
    return rules.Evaluator(dict(scope or FACTS), now=87400.0).value(expression.compile_expression(text))


@pytest.mark.parametrize(("text", "expected"), [
    ('item.name in profile.paused', False),
    ('item.jobs > profile.limit and not item.name == "a"', True),
    ('1 < item.jobs <= 3', True),
    ('len([q for q in printing.queues if q.jobs > 0 and q.state != "idle"])', 1),
    ('any(q.state == "stopped" for q in printing.queues)', True),
    ('printing.queues[1].name', "b"),
    ('printing.queues[-1]["jobs"] * 2 + 1', 7),
    ('"none" if printing.default is None else printing.default', "none"),
    ('matches(item.name, "^[bc]$")', True),
    ('version("1.10.2") > version("1.9")', True),
    ('version("2.0rc1") != version("2.0")', True),
    ('days_since(item.at)', 1.0),
    ('seconds_since(item.at) == 86400', True),
    ('get(item, "missing", 5)', 5),
    ('basename("/var/lib/x") + 0 if False else basename("/a/b/")', "b"),
    ('unique([1, 1, 2])', [1, 2]),
    ('item.name not in ("x", "y")', True),
    ('-item.jobs % 2', 1),
])
def test_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text", [
    "__import__('os')", "item.__class__", "open('/etc/shadow')", "(lambda: 1)()", "item.name.upper()", "f'{item}'", "[x for x in a for y in b]",
    "{1: 2}", "x := 1", "printing.queues[0:1]", "2 ** 99", "item @ item", "~1", "*item", "len()", "matches(item.name, item.name)", "len(x=1)",
    "", "a b", "1 if", "print", None, ["x"], "x" * 3000, "await x", "b'bytes'", "...",
])
def test_refused(text):
    if text == "print":  # a name is only a name: it means nothing outside the scope
        with pytest.raises(rules.RuleError, match="KeyError"):
            value(text)
        return
    with pytest.raises(expression.ExpressionError):
        expression.compile_expression(text)


@pytest.mark.parametrize("text", ["item.nothing", "printing.default.name", "item.name > 3", "1 / 0", "printing.queues[9]", '"a" * 99', "len(5)"])
def test_misfit_is_a_rule_error(text):
    with pytest.raises(rules.RuleError):
        value(text)


def test_touching_the_unexamined_says_so():
    scope = {"disk": {"smart": Unexamined("tool_missing", "smartctl", "install smartmontools"), "name": "sda"}}
    assert value('disk.name == "sda"', scope) is True
    with pytest.raises(Unexamined, match="smartctl"):
        value('disk.smart.passed == False', scope)
    # Behind an `and` that already decided, it is not touched.
    assert value('disk.name == "sdb" and disk.smart.passed', scope) is False


def test_conditions_are_booleans():
    with pytest.raises(rules.RuleError, match="true or false"):
        rules.Evaluator(dict(FACTS)).truth(expression.compile_expression("item.name"))


def test_steps_are_bounded():
    scope = {"n": list(range(2000))}
    with pytest.raises(rules.RuleError, match="steps"):
        value("len([1 for a in n if any([a == b for b in n])])", scope)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"(.*,)*x", r"((ab)*)*c", r"(\w+\s?)+$", r".*", r"a*", "(", r"(?P<x>a", r"(xa|yb)*z"])
def test_hostile_patterns_are_refused(pattern):
    with pytest.raises(expression.ExpressionError):
        expression.check_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"nvme (?P<device>nvme\d+): controller is down", r"^a.*b.*c$", r"(?:ab|cd) x{1,3}", r"(foo|bar)?baz"])
def test_ordinary_patterns_are_taken(pattern):
    assert expression.check_pattern(pattern).pattern == pattern


def test_names():
    tree = expression.compile_expression('any(q.state == item.want and q.n > profile.z for q in printing.queues if item.a["b"] in [x.y, 2])')
    assert sorted(".".join(path) for path in expression.names(tree)) == ["item.a", "item.want", "printing.queues", "profile.z", "x.y"]


NUMBERS = st.integers(-50, 50)
LEAVES = st.one_of(NUMBERS.map(str), st.sampled_from(["a", "b", "c"]))
EXPRESSIONS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from(["+", "-", "*", "<", "<=", "==", "!=", ">"]), inner).map(lambda x: "(%s %s %s)" % x),
    st.tuples(inner, inner, inner).map(lambda x: "(%s if %s > 0 else %s)" % x),
    st.tuples(inner, inner).map(lambda x: "max(%s, %s)" % x),
    inner.map(lambda x: "(-%s)" % x),
), max_leaves=20)


@given(EXPRESSIONS, NUMBERS, NUMBERS, NUMBERS)
def test_says_what_python_says(text, a, b, c):
    scope = {"a": a, "b": b, "c": c}
    assert value(text, scope) == eval(text, {}, dict(scope))  # the reference: our own generated arithmetic


@pytest.mark.parametrize(("pattern", "found"), [
    (r"nvme (?P<device>nvme\d+): controller is down", [": controller is down"]),
    (r"(?P<port>usb \d+-\d+): (?:device not accepting address|unable to enumerate)", ["device not accepting address", "unable to enumerate"]),
    (r"(?:a{0,3}|something)x", ["x"]),
    (r"(?:error){1,2} \d", ["error"]),
    (r'"quoted" and/or \\ not', ["quoted"]),
    (r"(?i)whatever", [""]),
    (r"\d+", [""]),
])
def test_needles_are_texts_that_every_match_holds(pattern, found):
    assert expression.needles(pattern) == found


@given(st.data())
def test_no_match_is_lost_for_want_of_a_needle(data):
    events = [fault.rule for fault in hosts.faults().faults.values() if fault.kind == "event"]
    pattern = data.draw(st.sampled_from([rule[key] for rule in events for key in ("pattern", "cleared_by") if key in rule]))
    line = data.draw(st.from_regex(pattern))
    assert any(text in line for text in expression.needles(pattern))
