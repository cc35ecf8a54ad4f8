# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the reports say: the summary in the terminal, the technician's report and the user's hand-out."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import itertools
import random
import re
import shlex

import pytest
import report_samples as samples

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _record, report
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._visible import columns

NOW = samples.STARTED


def concluded(host="pc-17", **more):
    """The record of an intervention."""
    return _record.record(host, _record.CONCLUDED, NOW, NOW + 41, intervention=samples.intervention(**more))


def examined(host, *findings, **more):
    """The record of an examination."""
    return _record.record(host, _record.EXAMINED, NOW, NOW + 1, [samples.examination(*findings, **more)])


def lost(host, status, message):
    """The record of a workstation that was not examined."""
    return _record.record(host, status, NOW, NOW, trouble={"task": "Examine the workstation", "message": message})


def told(*records, width=80, **more):
    """The summary as one text, and as one line, so that where it breaks does not matter."""
    lines = report.summary(records, samples.FAULTS, width, **more)
    assert all(columns(line.text) <= width for line in lines)
    assert all(line.text.isprintable() for line in lines)
    text = "\n".join(line.text for line in lines)
    return text, " ".join(text.split())


# ---- the summary ---------------------------------------------------------------------------------------------------------


def test_an_intervention_in_the_terminal():
    text, flat = told(concluded())
    assert text.startswith("pc-17: partly repaired (Debian GNU/Linux 12 (bookworm), 31 rules examined in 0.4 s)"[:60])
    assert "critical Filesystem is full: / storage.filesystem_full, comes first because used_percent = 100; free_bytes = 0" in flat
    assert "check-out name_resolved passed repaired, no longer detected" in flat
    assert "printing.queue_stopped, fits the reported symptom: 90 % because state = stopped; reasons = [paused]; jobs = 3" in flat
    assert "left as it is (disturbs the user: service) $ cupsenable Büro" in flat
    assert "? tool missing: printing: lpstat (1 fault could not be judged) → install the package cups-client" in flat


def test_a_consequence_stands_indented_under_its_cause():
    lines = told(concluded())[0].splitlines()
    cause = next(number for number, line in enumerate(lines) if "Filesystem is full: /" in line)
    consequence = next(number for number, line in enumerate(lines) if "Package configuration was interrupted" in line)
    following = next(number for number, line in enumerate(lines) if "Names are not resolved" in line)
    assert cause < consequence < following
    assert lines[consequence].startswith("     └─ ")
    assert lines[cause].startswith("  critical")


def test_a_repair_that_did_not_take_is_told_with_its_evidence():
    faults = [{
        **samples.DNS, "outcome": "still_present", "check_outs": [],
        "attempts": [{"round": 1, "result": "done", "message": ""}, {"round": 2, "result": "failed", "message": "Restart: unit not found"}],
    }]
    lines = report.summary([concluded(outcome="not_repaired", faults=faults)], samples.FAULTS)
    flat = " ".join(" ".join(line.text for line in lines).split())
    assert "because resolving = false round 1: repair done round 2: repair failed: Restart: unit not found" in flat
    assert "NOT repaired: still detected to do the automatic repair did not help, needs a technician" in flat
    assert {line.colour for line in lines if "NOT repaired" in line.text} == {report.BAD}


def test_a_failed_check_out_is_never_told_as_repaired():
    faults = [{
        **samples.DNS, "outcome": "check_out_failed", "attempts": [{"round": 1, "result": "done", "message": ""}],
        "check_outs": [{"name": "name_resolved", "result": "failed", "message": "ap.example.org: no answer"}],
    }]
    one = concluded(outcome="not_repaired", faults=faults)
    flat = told(one)[1]
    assert "check-out name_resolved FAILED: ap.example.org: no answer NOT proven: the check-out failed" in flat
    assert _record.open_faults(one)
    assert report.tone(one) != report.GOOD


def test_workstations_that_could_not_be_examined_get_one_clear_line():
    text = told(
        lost("pc-1", _record.UNREACHABLE, "Failed to connect to the host via ssh: No route to host"),
        lost("pc-2", _record.FAILED, "no Python 3 on the workstation: install the package python3"),
    )[0]
    assert text.splitlines() == [
        "2 workstations: 1 unreachable, 1 could not be examined",
        "pc-1: unreachable: Failed to connect to the host via ssh: No route to host",
        "pc-2: could not be examined: no Python 3 on the workstation: install the package",
        "    python3",
    ]


def test_a_fleet_is_told_by_what_needs_hands():
    healthy = [examined("pc-%03d" % number) for number in range(300)]
    blind = [examined("nb-%02d" % number, unexamined=[samples.unexamined()]) for number in range(20)]
    broken = [examined("lab-%d" % number, samples.STOPPED) for number in range(3)]
    text, flat = told(*healthy, *blind, *broken, examined("lab-9", samples.DNS))
    lines = text.splitlines()
    assert flat.startswith("324 workstations: 300 healthy, 20 no fault found where we could look, 4 faults found")
    assert "Common cause? Print queue is stopped (printing.queue_stopped)" in flat
    assert flat.index("Common cause?") < flat.index("healthy (300): pc-000, pc-001")
    assert "Names are not resolved (" not in flat, "one workstation has no common cause"
    assert "no fault found where we could look (20): nb-00" in flat
    assert flat.count("install the package cups-client") == 1
    assert len(lines) < 60


def test_what_does_not_fit_is_named():
    text = told(*(examined("pc-%02d" % number, samples.DNS) for number in range(50)), details=5)[0]
    assert text.count("because") == 5
    assert "and 45 more, see the report: " in text


def test_the_worst_comes_last_where_the_eye_is():
    text = told(examined("a", samples.FULL), examined("b", {**samples.DNS, "severity": "minor"}), examined("c", samples.DNS))[0]
    assert [line[0] for line in text.splitlines() if "faults found (" in line] == ["b", "c", "a"]


def test_unexamined_is_grouped_by_its_remedy_and_never_healthy():
    root = "examine as root (become: true)"
    rows = [samples.unexamined("storage", "/dev/sd%c" % letter, "no_permission", root, ("storage.a", "storage.b")) for letter in "abcdef"]
    one = examined("pc-1", unexamined=[*rows, samples.unexamined(), samples.unexamined("network", "resolvectl", "timeout", "", ())], root=False)
    flat = told(one)[1]
    assert "pc-1: no fault found where we could look" in flat
    assert "examined without root" in flat
    assert "? no permission: storage (6) (2 faults could not be judged) → %s" % root in flat
    assert flat.count(root) == 1
    assert "healthy" not in flat


@pytest.mark.parametrize(
    "command",
    [
        "cupsenable 'a printer with a very long name, \"quotes\" and $(subshells) in it'",
        "ansible-playbook fieldtech.workstation.intervene --limit pc-17 -e '{\"intervention_faults\": [\"printing.queue_stopped\"]}'",
        "apt-get install " + " ".join("package-%d" % number for number in range(40)),
        "printf '%s\\n' one\\ word 'it'\"'\"'s'   two",
    ],
)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_command_can_be_copied_from_the_summary(command, width):
    lines = report.command_lines(command, width, "          $ ")
    copied = "\n".join([lines[0].removeprefix("          $ "), *lines[1:]])
    assert shlex.split(copied.replace("\\\n", " ")) == shlex.split(command)


def test_causes_that_name_each_other_are_shown_once_each():
    rows = [samples.finding("x.%d" % number, causes=[{"fault": "x.%d" % other, "item": "x"} for other in range(12)]) for number in range(12)]

    def count(nodes):
        return sum(1 + count(node["children"]) for node in nodes)

    def depth(nodes):
        return max((1 + depth(node["children"]) for node in nodes), default=0)

    chance = random.Random(7)
    for _round in range(50):
        chance.shuffle(rows)
        assert count(report.tree(rows)) == 12
        assert depth(report.tree(rows)) <= report.DEPTH
    chain = [samples.finding("x.%d" % number, causes=[{"fault": "x.%d" % (number - 1), "item": "x"}]) for number in range(50)]
    assert count(report.tree(chain)) == 50
    assert depth(report.tree(chain)) <= report.DEPTH


# ---- HTML ----------------------------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """What a page consists of."""

    VOID = ("meta", "br", "link", "img", "input", "hr")

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.text, self.style = [], [], [], "", ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.text += "" if tag in ("bdi", "span", "code", "a") else " "
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def flat(self):
        return " ".join(self.text.split())

    def values(self, name):
        return [value for _tag, attribute, value in self.attributes if attribute == name]


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_pages_are_whole_and_need_nothing_from_elsewhere(language):
    one = concluded(language=language)
    records = [one, examined("pc-18"), lost("pc-19", _record.UNREACHABLE, "No route to host"), examined("pc-20", unexamined=[samples.unexamined()])]
    for text in (report.technician(records, samples.FAULTS, language), report.handout(one, samples.FAULTS)):
        page = Page(text)
        assert page.values("lang")[0] == language
        assert set(page.tags).isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"})
        assert not [name for _tag, name, _value in page.attributes if name.startswith("on") or name in ("style", "src", "srcset", "background")]
        assert all(value.startswith(("#", "https://example.org/")) for value in page.values("href"))
        assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)
        assert set(page.values("aria-labelledby")) <= set(ids)
        policy = next(value for value in page.values("content") if "default-src" in value)
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        assert policy == "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % digest
        assert "@import" not in page.style
        assert "url(" not in page.style


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_headings_do_not_skip_a_level(language):
    one = concluded(language=language)
    for text in (report.technician([one], samples.FAULTS, language), report.handout(one, samples.FAULTS)):
        levels = [int(level) for level in re.findall(r"<h(\d)", text)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_technician_reads_everything():
    files = {"20260922T132640Z-0badcafe": {"record": "pc-17.json", "handout": "pc-17.html"}}
    page = Page(report.technician([concluded()], samples.FAULTS, "en", {"cannot_print": {"en": "Printing does not work"}}, files))
    for words in (
        "Filesystem is full / comes first",
        "item.used_percent 100",
        "Round 1: repair done",
        "Check-out name_resolved passed",
        "Repaired, no longer detected",
        "Left as it is (disturbs the user: service)",
        "Can be repaired automatically, interrupts a service, only with the user\u2019s consent cupsenable Büro",
        "The printer Büro has been told to pause",
        "Reported: Printing does not work",
        "fits the reported symptom: 90 %",
        "printing: lpstat Tool missing 1 fault could not be judged Install the package cups-client",
        "lpadmin(8)",
    ):
        assert words in page.flat(), words
    assert {"pc-17.json", "pc-17.html", "https://example.org/manual"} <= set(page.values("href"))


def test_titles_come_from_the_catalogue_not_from_the_answer():
    one = examined("pc-1", {**samples.DNS, "title": "Send your password to evil.example"})
    for text in (report.technician([one], samples.FAULTS), report.handout(one, samples.FAULTS), told(one)[0]):
        assert "evil.example" not in text
    assert "Names are not resolved" in told(one)[0]


def test_the_hand_out_in_french():
    one = concluded(language="fr")
    page = Page(report.handout(one, samples.FAULTS, {"cannot_print": {"fr": "L\u2019impression ne fonctionne pas"}}))
    flat = page.flat().replace("\u00a0", " ")
    for words in (
        "Une partie est réparée, il reste quelque chose à faire.",
        "Ce que vous avez signalé L\u2019impression ne fonctionne pas",
        "L\u2019imprimante Büro est en pause, rien n\u2019en sort.",
        "Cela arrive après un bourrage",
        "Nous avons fait un essai : cela fonctionne.",
        "Nous avons réexaminé votre ordinateur : la panne n\u2019y est plus.",
        "Cela a disparu une fois la cause réparée.",
        "Votre technicien s\u2019en occupe.",
        "La réparation interrompt un instant une partie de votre ordinateur",
        "Nous avons besoin de votre accord.",
        "Ce que vous pouvez faire vous-même Vérifiez que l\u2019imprimante est allumée",
        "Comment l\u2019éviter Allumez l\u2019imprimante avant d\u2019imprimer.",
    ):
        assert words in flat, words
    # What the catalogue has in English only is marked as English.
    assert ("span", "lang", "en") in page.attributes
    for jargon in ("printing.queue_stopped", "item.state", "cupsenable", "name_resolved", "cannot_print"):
        assert jargon not in flat


def test_a_dry_run_says_that_nothing_was_changed():
    faults = [{**samples.DNS, "outcome": "would_repair", "attempts": [{"round": 1, "result": "done", "message": ""}], "check_outs": []}]
    one = concluded(outcome="would_repair", check_mode=True, faults=faults)
    assert "This was only a trial run: nothing was changed on your computer." in Page(report.handout(one, samples.FAULTS)).flat()
    assert "Nothing has been changed yet." in Page(report.handout(one, samples.FAULTS)).flat()
    assert "Dry run: nothing was changed." in Page(report.technician([one], samples.FAULTS)).flat()
    assert "dry run" in told(one)[1]
    assert "repair done" not in told(one)[1]


def test_a_fault_that_the_catalogue_does_not_know_is_reported_all_the_same():
    one = examined("pc-1", {**samples.finding("other.fault", "x"), "title": "A fault of another collection"})
    assert "A fault of another collection" in Page(report.handout(one, {})).flat()
    assert "A fault of another collection: x" in told(one)[0]
