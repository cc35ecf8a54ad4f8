# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: ours is sound, and every mistake is one line that names the file, the key and the remedy."""

from __future__ import annotations

import copy

import pytest
import yaml

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues

WORDS = {"what": "It stopped.", "why": "Paper.", "yourself": "Nothing.", "prevent": "Nothing."}
FAULT = {
    "title": "Print queue is stopped", "kind": "condition", "symptoms": {"cannot_print": 0.9}, "prior": 0.1,
    "detect": {"each": "printing.queues", "when": 'item.state == "stopped"', "unless": "item.name in profile.printing_paused", "name": "item.name"},
    "evidence": ["item.state", "item.reasons"], "severity": "major", "repair": {"by": "controller", "disruption": "none"},
    "explain": dict.fromkeys(("en", "fr", "de", "nl"), WORDS), "references": ["cupsenable(8)"],
}
FACTS = {"queues": {"type": "list", "elements": "dict", "contains": {
    "name": {"type": "str"}, "state": {"type": "str"}, "reasons": {"type": "list", "elements": "str"}, "free": {"type": "dict"}}},
    "scheduler": {"type": "dict", "contains": {"running": {"type": "bool"}}}}
SPECS = {"argument_specs": {"main": {"options": {
    "printing_paused": {"type": "list", "elements": "str", "default": []}, "printing_password": {"type": "str", "no_log": True}}}}}


class Shelf:
    """A collection on disk with one component and some faults."""

    def __init__(self, root):
        self.root = root
        self.role = root / "roles" / "printing"
        self.write("meta/facts.yml", FACTS)
        self.write("meta/argument_specs.yml", SPECS)
        self.write("defaults/main.yml", {"printing_paused": []})
        self.write("tasks/repair/stopped.yml", [])
        self.fault("stopped")

    def write(self, path, content):
        target = self.role / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def fault(self, name, change=None, suffix=".yml"):
        content = copy.deepcopy(FAULT)
        for key, value in (change or {}).items():
            target = content
            *parents, last = key.split("/")
            for parent in parents:
                target = target[parent]
            if value is None:
                del target[last]
            else:
                target[last] = value
        self.write("faults/%s%s" % (name, suffix), content)
        self.write("tasks/repair/%s.yml" % name, [])

    def load(self):
        return catalogues.build([("try.out", self.root)])


@pytest.fixture(name="shelf")
def _shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_sound_fault_is_compiled(shelf):
    fault = shelf.load().faults["printing.stopped"]
    assert (fault.reads, fault.profile, fault.repair["tasks"], fault.collection) == (["printing"], ["printing_paused"], "repair/stopped", "try.out")
    assert fault.rule["when"] == ["cmp", ["attr", ["name", "item"], "state"], [["==", ["const", "stopped"]]]]


@pytest.mark.parametrize(("change", "says"), [
    ({"severty": "major"}, ["unknown key severty", "did you mean severity"]),
    ({"detect/whem": "True"}, ["detect"]),
    ({"repair/by": "wizard"}, ["repair.by", "wizard"]),
    ({"repair/gard": []}, ["unknown key repair.gard", "guard"]),
    ({"explain/es": WORDS}, ["explain.es"]),
    ({"explain/fr": None}, ["explain", "fr"]),
    ({"prior": 3}, ["prior", "3"]),
    ({"symptoms": {"cannot_prnt": 1}}, ["unknown symptom cannot_prnt", "did you mean cannot_print"]),
    ({"detect/when": "item.state = 1"}, ["detect.when", "is not an expression"]),
    ({"detect/when": "__import__('os').system('id')"}, ["detect.when", "not a known function"]),
    ({"detect/when": 'item.stat == "stopped"'}, ["detect.when", "no fact item.stat", "did you mean state"]),
    ({"detect/when": "item.reasons.x"}, ["detect.when"]),
    ({"detect/each": "printing.queues if printing.scheduler.running else []", "detect/when": "item.stat == 1"}, ["no fact item.stat"]),
    ({"detect/each": "[q for q in printing.queues if q.state != 1]", "detect/when": "item.stat == 1"}, ["no fact item.stat"]),
    ({"detect/when": "printing.scheduler.runing"}, ["no fact printing.scheduler.runing", "did you mean running"]),
    ({"detect/when": "printing.queues.name == 1"}, ["printing.queues is a list"]),
    ({"detect/when": "pinting.queues"}, ["unknown name pinting", "did you mean printing"]),
    ({"detect/when": "audio.cards"}, ["audio declares no facts", "roles/audio/meta/facts.yml"]),
    ({"detect/each": "printing.scheduler"}, ["detect.each", "is a dict, not a list"]),
    ({"detect/each": None}, ["`item` needs detect.each"]),
    ({"detect/unless": "item.name in profile.printing_pause"}, ["no role has the variable printing_pause", "did you mean printing_paused"]),
    ({"detect/unless": "profile.printing_password == item.name"}, ["printing_password is secret"]),
    ({"evidence": ["item.nothing"]}, ["evidence", "no fact item.nothing"]),
    ({"caused_by": ["printing.gone"]}, ["caused_by", "unknown fault printing.gone"]),
    ({"caused_by": ["printing.stopped"]}, ["caused_by", "unknown fault printing.stopped"]),
    ({"check_out": "test_page"}, ["check_out", "tasks/check_out/test_page.yml is missing"]),
    ({"repair/tasks": "queues"}, ["repair.tasks", "tasks/queues.yml is missing"]),
    ({"repair": {"by": "user", "disruption": "none", "tasks": "main"}}, ["repair.tasks", "only the controller runs tasks"]),
    ({"kind": "event"}, ["an event has `journal`"]),
    ({"kind": "event", "detect": {"journal": "kernel", "pattern": "(a+)+b", "at_least": 1, "within": "1h"}}, ["detect.pattern", "for ever"]),
    ({"kind": "event", "detect": {"journal": "kernel", "pattern": "abc", "at_least": 1, "within": "1h", "name": "dev"}}, ["detect.name", "no group dev"]),
    ({"kind": "event", "detect": {"journal": "kernel", "pattern": "abc", "at_least": 1, "within": "soon"}}, ["detect"]),
])
def test_a_mistake_is_one_line_with_file_key_and_remedy(shelf, change, says):
    shelf.fault("stopped", change)
    with pytest.raises(catalogues.CatalogueError) as caught:
        shelf.load()
    message = str(caught.value)
    assert "faults/stopped.yml" in message and "\n" not in message
    for part in says:
        assert part in message


def test_duplicates_are_refused(shelf):
    shelf.fault("stopped", suffix=".yaml")
    with pytest.raises(catalogues.CatalogueError, match=r"printing\.stopped exists already in .*stopped\.ya?ml"):
        shelf.load()


def test_two_collections_cannot_bring_the_same_fault(shelf, tmp_path):
    other = Shelf(tmp_path / "other")
    with pytest.raises(catalogues.CatalogueError, match="exists already"):
        catalogues.build([("try.out", shelf.root), ("try.other", other.root)])


def test_a_key_that_stands_twice_is_refused(shelf):
    path = shelf.role / "faults" / "stopped.yml"
    path.write_text(path.read_text(encoding="utf-8") + "severity: minor\n", encoding="utf-8")
    with pytest.raises(catalogues.CatalogueError, match=r"stopped\.yml:\d+: .*'severity' stands twice"):
        shelf.load()


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "a: !!python/object/apply:os.system [id]", "\x00"])
def test_what_is_no_fault_file_is_refused(shelf, text):
    shelf.write("faults/stopped.yml", text)
    with pytest.raises(catalogues.CatalogueError, match=r"faults/stopped\.yml"):
        shelf.load()


def test_circles_are_refused(shelf):
    shelf.fault("a", {"caused_by": ["printing.b"]})
    shelf.fault("b", {"caused_by": [{"fault": "printing.stopped", "when": "cause.item == finding.item"}]})
    shelf.fault("stopped", {"caused_by": ["printing.a"]})
    with pytest.raises(catalogues.CatalogueError, match=r"a circle: printing\.a ← printing\.b ← printing\.stopped ← printing\.a"):
        shelf.load()


def test_unknown_component_is_refused(shelf):
    shelf.role.rename(shelf.root / "roles" / "prining")
    with pytest.raises(catalogues.CatalogueError, match="unknown component prining; did you mean printing"):
        shelf.load()


def test_a_collection_that_is_not_installed():
    with pytest.raises(catalogues.CatalogueError, match=r"no\.such is not installed"):
        catalogues.load(["no.such"])


def test_ours_is_sound_and_cached(tmp_path):
    made = catalogues.load(cache=str(tmp_path))
    kept = catalogues.load(cache=str(tmp_path))
    assert kept == made and len(list(tmp_path.iterdir())) == 1
    assert len(made.faults) >= 24
    assert set(made.components) >= {"system", "software", "storage", "network", "printing"}
    (next(tmp_path.iterdir())).write_text("half writ", encoding="utf-8")
    assert catalogues.load(cache=str(tmp_path)).faults == made.faults


def test_explanations_speak_each_language():
    """A text left in English under another language is no translation."""
    for fault in catalogues.load().faults.values():
        for part in ("what", "why"):
            texts = [fault.explain[language][part] for language in catalogues.LANGUAGES]
            assert len(set(texts)) == len(texts), (fault.id, part)
