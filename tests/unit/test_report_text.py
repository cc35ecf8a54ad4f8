# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a workstation said, made visible; and our own texts in four languages."""

from __future__ import annotations

import doctest
import random
import re
import time
import unicodedata

import pytest

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _record, _visible, report
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._visible import columns, visible, visible_all, wrap


@pytest.mark.parametrize("module", [_visible, _record, report], ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_in_the_documentation_hold(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Büro – 2. Étage", "Büro – 2. Étage"),
        ("プリンタ", "プリンタ"),
        ("\x1b]0;title\x07\x1b[2J", r"\x1b]0;title\x07\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("safe\u202egnp.exe", r"safe\u202egnp.exe"),
        ("a\u2066b\u2069", r"a\u2066b\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("one\ntwo\r\tthree\0", r"one\ntwo\r\tthree\x00"),
        ("a\u2028b", r"a\u2028b"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("lone\ud800", r"lone\ud800"),
        ("no\u00a0break", "no break"),
        ("zalgo" + "\u0301" * 6, "zalgo" + "\u0301" * 3 + r"\u0301" * 3),
    ],
)
def test_what_would_act_is_shown(text, shown):
    assert visible(text) == shown


def test_a_line_feed_is_kept_where_lines_are_wanted():
    assert visible("a\nb\x1b", lines=True) == "a\nb\\x1b"


def test_any_text_becomes_harmless_and_short():
    chance = random.Random(4)
    for _round in range(300):
        text = "".join(chr(chance.choice((chance.randrange(0x300), chance.randrange(0x3000), chance.randrange(0x110000)))) for _char in range(60))
        shown = visible(text, 100)
        assert len(shown) <= 120
        assert all(char.isprintable() or char == " " for char in shown)
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in shown)


def test_megabytes_cost_no_more_than_what_is_shown():
    huge = "\u202e" * 50_000_000
    started = time.process_time()
    shown = visible(huge, 1000)
    assert time.process_time() - started < 0.5
    assert len(shown) < 1100
    assert shown.endswith("… [+%d]" % (50_000_000 - shown.count("\\u202e")))


def test_keys_are_made_visible_too():
    assert visible_all({"a\x1b": ["b\x07", 1, None]}) == {"a\\x1b": ["b\\x07", 1, None]}


def test_lines_never_exceed_the_width_and_lose_nothing():
    chance = random.Random(5)
    for _round in range(300):
        words = ["".join(chance.choice("abcé日本—") for _char in range(chance.choice((1, 5, 90)))) for _word in range(12)]
        width = chance.randrange(20, 90)
        lines = wrap(" ".join(words), width, "  ! ", "      ")
        assert max(map(columns, lines)) <= width
        assert "".join("".join(lines).split()) == "!" + "".join(words)


def _leaves(node, path=""):
    """Give every text of ours with its path."""
    if set(node) == set(report.LANGUAGES):
        yield path, node
    else:
        for key, value in node.items():
            yield from _leaves(value, "%s.%s" % (path, key) if path else key)


TEXTS = dict(_leaves(report._texts()))


@pytest.mark.parametrize("path", TEXTS)
def test_every_text_exists_in_every_language_with_the_same_placeholders(path):
    forms = {language: text if isinstance(text, list) else [text] for language, text in TEXTS[path].items()}
    assert len({len(texts) for texts in forms.values()}) == 1
    assert {len(texts) for texts in forms.values()} <= {1, 2}
    placeholders = {language: [sorted(re.findall(r"\{(\w+)\}", text)) for text in texts] for language, texts in forms.items()}
    assert all(one == placeholders["en"] for one in placeholders.values()), placeholders
    for texts in forms.values():
        assert all(isinstance(text, str) and text.strip() == text and text for text in texts)


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_every_word_of_a_record_has_a_text(language):
    for outcome in _record.OUTCOMES:
        assert report.say(language, "outcome." + outcome)
        assert report.say(language, "handout.headline." + outcome)
    for group, words in {
        "progress": _record.FAULT_OUTCOMES,
        "severity": _record.SEVERITIES,
        "by": _record.REPAIRED_BY,
        "disruption": _record.DISRUPTIONS,
        "guard": _record.GUARDS,
        "reason": _record.REASONS,
        "status": (_record.INTERRUPTED, _record.UNREACHABLE, _record.FAILED),
    }.items():
        for word in words:
            assert report.say(language, "%s.%s" % (group, word))


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is():
    assert report.say("en", "report.examined", n="{seconds}", seconds="{n}") == "{seconds} rules examined in {n}\u00a0s"


def test_french_punctuation_never_begins_a_line():
    assert report.say("fr", "report.common_cause") == "Cause commune\u00a0?"
