# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One examination: a collector that hangs or raises costs its own component only, and the answer stays small."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
import types

import pytest
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import examination
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.expression import compile_expression

PACKAGE = examination.__package__


@pytest.fixture(name="collector")
def _collector(monkeypatch):
    """Puts a collector in for a component that has none yet."""
    def put(component, collect, **more):
        module = types.ModuleType(PACKAGE + ".collectors." + component)
        module.collect = collect
        vars(module).update(more)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return put


def rule(fault, when):
    return {"fault": fault, "kind": "condition", "when": compile_expression(when), "evidence": []}


def examine(rules, components, **limits):
    live = LiveHost()
    try:
        return examination.examine(live, {"components": components, "rules": rules, "profile": {}, "limits": {"collector": 20, "total": 60, **limits}})
    finally:
        live.close()


def test_a_collector_that_raises_costs_its_own_component_only(collector):
    collector("audio", lambda host, profile: {}["missing"])
    collector("power", lambda host, profile: {"low": True})
    answer = examine([rule("audio.a", "audio.x"), rule("power.p", "power.low")], ["audio", "power"])
    assert [f["fault"] for f in answer["findings"]] == ["power.p"]
    assert [(u["component"], u["reason"], u["faults"]) for u in answer["unexamined"]] == [("audio", "failed", ["audio.a"])]
    assert "KeyError" in answer["unexamined"][0]["remedy"] and "test_examination.py" in answer["unexamined"][0]["remedy"]


def test_a_collector_that_hangs_costs_its_own_component_only(collector):
    def hang(host, profile):
        time.sleep(30)

    collector("audio", hang)
    collector("power", lambda host, profile: {"low": True})
    started = time.monotonic()
    answer = examine([rule("audio.a", "audio.x"), rule("power.p", "power.low")], ["audio", "power"], collector=0.5)
    assert time.monotonic() - started < 5
    assert [f["fault"] for f in answer["findings"]] == ["power.p"]
    assert [(u["component"], u["reason"]) for u in answer["unexamined"]] == [("audio", "timeout")]


def test_a_command_that_answers_fifty_megabytes(collector):
    def collect(host, profile):
        host.run([sys.executable, "-c", "print('x' * 50_000_000)"])

    collector("audio", collect)
    answer = examine([rule("audio.a", "audio.x")], ["audio"])
    assert [u["reason"] for u in answer["unexamined"]] == ["too_large"]
    assert len(json.dumps(answer)) < 4096


def test_facts_of_fifty_megabytes_stay_on_the_workstation(collector):
    collector("audio", lambda host, profile: {"text": "x" * 50_000_000, "cards": ["y" * 1000] * 50_000})
    evidence = [[name, compile_expression(name)] for name in ("audio.text", "audio.cards")]
    answer = examine([{**rule("audio.a", "len(audio.cards) > 3"), "evidence": evidence}], ["audio"])
    assert len(answer["findings"]) == 1
    assert len(json.dumps(answer)) < 4096


def test_numbers_are_singled_out(collector):
    collector("power", lambda host, profile: {"level": 43.21987}, numbers=lambda facts: {"battery": facts["level"]})
    assert examine([], ["power"])["numbers"] == {"power.battery": 43.22}
    collector("power", lambda host, profile: {"level": Unexamined("failed", "x")}, numbers=lambda facts: {"battery": facts["level"]})
    assert examine([], ["power"])["numbers"] == {}


@pytest.mark.parametrize("component", catalogues.load().components)
def test_what_is_produced_is_what_is_declared(component):
    profile = {name: entry["default"] for name, entry in catalogues.load().profile.items()}
    live = LiveHost()
    facts = importlib.import_module(PACKAGE + ".collectors." + component).collect(live, profile)
    live.close()
    assert undeclared(facts, declaration(component), component) == []


def test_a_case_file_replays_to_the_same_findings():
    catalogue = catalogues.load()
    order = {"components": catalogue.components, "rules": [f.rule for f in catalogue.faults.values()],
             "profile": {name: entry["default"] for name, entry in catalogue.profile.items()}}
    recording = RecordingHost(LiveHost())
    first = examination.examine(recording, order)
    again = examination.examine(CaseFile.load(recording.case_file()), order)
    for part in ("findings", "unexamined", "digest", "numbers", "machine", "root"):
        assert again[part] == first[part], part


def test_the_facts_module_documents_what_is_declared(root):
    done = subprocess.run([sys.executable, str(root / "tests/tools/facts_return.py"), "--check"], check=False)
    assert done.returncode == 0, "run tests/tools/facts_return.py: roles/*/meta/facts.yml has changed"


def test_the_facts_module_returns_every_component(root, tmp_path):
    done = subprocess.run(
        ["ansible", "all", "-i", "pc,", "-c", "local", "-m", "fieldtech.workstation.workstation_facts", "-e", "ansible_python_interpreter=" + sys.executable],
        cwd=root, text=True, capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ, "ANSIBLE_NOCOLOR": "1"}, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads(done.stdout.partition(" => ")[2])["ansible_facts"]["workstation"]
    assert sorted(facts) == catalogues.load().components
