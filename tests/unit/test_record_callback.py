# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback in real runs of ansible-playbook: what it prints and writes, also when a run dies or may not write."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import time

import jsonschema
import pytest
import report_samples as samples
import yaml

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import report

SCHEMA = json.loads((report.ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))
EXAMINE = {"name": "Examine", "fieldtech.workstation.examine": {"components": ["printing"]}}
# The collection is a checkout, or it is installed.
COLLECTIONS = next(path for path in (report.ROOT / "collections", *report.ROOT.parents) if (path / "ansible_collections").is_dir())
PLAYBOOK = pathlib.Path(sys.executable).with_name("ansible-playbook")


class Run:
    """One run of a playbook in a folder of its own."""

    def __init__(self, folder, *tasks, hosts=None, **environment):
        self.folder = folder
        self.reports = folder / "reports"
        (folder / "play.yml").write_text(yaml.safe_dump([{"name": "Play", "hosts": "all", "gather_facts": False, "tasks": list(tasks)}]))
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        hosts = {name: {**local, **variables} for name, variables in (hosts or {"pc-1": {}}).items()}
        (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "FIELDTECH_"))},
            "ANSIBLE_CALLBACKS_ENABLED": "fieldtech.workstation.record",
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "COLUMNS": "80",
            "FIELDTECH_REPORT_DIR": str(self.reports),
            **environment,
        }

    def start(self, *arguments):
        """Start it."""
        command = [str(PLAYBOOK), "-i", "inventory.yml", "play.yml", *arguments]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)

    def finish(self, *arguments):
        """Run it to its end; give its exit status, what it printed as a summary, and all that it printed."""
        process = self.start(*arguments)
        out = process.communicate(timeout=120)[0]
        return process.returncode, out.partition("SUMMARY ***")[2], out

    def records(self):
        """Read the records, each as its schema says and for its owner only."""
        found = {}
        for path in self.reports.glob("2*/*.json"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            found[path.name] = json.loads(path.read_text())
            jsonschema.Draft202012Validator(SCHEMA).validate(found[path.name])
        return found

    def files(self):
        """List what is in the folder of the run."""
        return sorted(path.name for path in (self.reports / "latest").iterdir())


def _conclude(folder, **more):
    """A task that concludes a job whose texts are untrusted, as those from a workstation are."""
    (folder / "job.json").write_text(json.dumps(samples.intervention(**more)))
    job = "(lookup('ansible.builtin.file', 'job.json') | from_json)"
    attempt = {"fault": samples.DNS["fault"], "item": samples.DNS["item"], "round": 1, "result": "done", "message": ""}
    return {
        "name": "Conclude",
        "fieldtech.workstation.conclude": {
            "before": "{{ %s.before }}" % job, "after": "{{ %s.after }}" % job, "attempts": [attempt],
            "check_outs": [{**attempt, "name": "name_resolved", "result": "passed"}],
        },
    }


def _intervention(folder, *tasks):
    """Tasks that stand where the intervention's own do, so that they are taken for a part of one."""
    path = folder / "roles" / "intervention" / "tasks" / "main.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(list(tasks)))
    return {"name": "Intervene", "ansible.builtin.include_tasks": str(path)}


def test_a_diagnosis_of_a_workstation_one_that_is_away_and_one_without_python(tmp_path):
    run = Run(tmp_path, EXAMINE, hosts={
        "here": {},
        "away": {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1},
        "bare": {"ansible_python_interpreter": "/nonexistent/python3"},
    })
    status, summary, out = run.finish()
    assert status != 0, "Ansible itself says that a workstation was lost"
    lines = summary.splitlines()
    assert [line for line in lines if line.startswith("away: unreachable: ") and "onnect" in line], out
    assert [line for line in lines if line.startswith("bare: could not be examined: no Python 3 on the workstation")], out
    assert [line for line in lines if line.startswith("here: ") and "could not" not in line], out
    assert max(map(len, lines[1:-2])) <= 80
    records = run.records()
    assert {name: one["status"] for name, one in records.items()} == {"here.json": "examined", "away.json": "unreachable", "bare.json": "failed"}
    assert records["here.json"]["before"]["components"] == ["printing"]
    assert records["bare.json"]["trouble"]["task"] == "Examine"
    assert "report.html" in run.files()
    assert "Report: reports/" in lines[-1]


def test_an_intervention_is_recorded_and_explained_in_french(tmp_path):
    run = Run(tmp_path, EXAMINE, _conclude(tmp_path), FIELDTECH_LANGUAGE="fr")
    status, summary, out = run.finish()
    assert status == 0, out
    assert "pc-1: partly repaired" in summary
    assert "check-out name_resolved passed" in summary
    assert run.files() == ["pc-1.html", "pc-1.json", "report.html"]
    record = run.records()["pc-1.json"]
    assert (record["status"], record["outcome"], record["playbook"], record["language"]) == ("concluded", "partly_repaired", "play.yml", "fr")
    assert '<html lang="fr">' in (run.reports / "latest" / "pc-1.html").read_text()
    assert "Ce que nous avons fait" in (run.reports / "latest" / "pc-1.html").read_text()


def test_hostile_words_reach_neither_the_terminal_nor_a_template(tmp_path):
    mark = tmp_path / "executed"
    hostile = "\x1b]0;x\x07\x1b[31m\u202e{{ lookup('ansible.builtin.pipe', 'touch %s') }}<script>alert(1)</script>" % mark
    finding = {**samples.DNS, "item": hostile, "evidence": {"network.x": hostile}}
    after = samples.examination(finding, machine={"name": hostile, "os": hostile, "kernel": ""})
    run = Run(tmp_path, _conclude(tmp_path, before=samples.examination(finding), after=after))
    status, summary, out = run.finish()
    assert status == 0, out
    assert not mark.exists()
    assert "\\x1b]0;x\\x07" in summary
    assert "{{ lookup(" in " ".join(summary.split())
    assert all(char.isprintable() or char == "\n" for char in summary)
    assert run.records()["pc-1.json"]["faults"][0]["item"] == hostile
    page = (run.reports / "latest" / "pc-1.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_intervention_that_fails_leaves_a_record(tmp_path):
    run = Run(tmp_path, EXAMINE, _intervention(tmp_path, {"name": "Repair", "ansible.builtin.fail": {"msg": "the disk went away"}}))
    status, summary, out = run.finish()
    assert status == 2, out
    assert "pc-1: interrupted" in summary
    assert "! Repair: the disk went away" in summary
    record = run.records()["pc-1.json"]
    assert record["status"] == "interrupted"
    assert record["trouble"] == {"task": "Repair", "message": "the disk went away"}
    assert record["before"]["components"] == ["printing"]


def test_a_failure_that_was_rescued_ends_nothing(tmp_path):
    fail, debug = {"name": "Fail", "ansible.builtin.fail": {"msg": "no"}}, {"name": "Go on", "ansible.builtin.debug": {"msg": "x"}}
    block = {"name": "Try", "block": [fail], "rescue": [debug]}
    run = Run(tmp_path, EXAMINE, block)
    status, summary, out = run.finish()
    assert status == 0, out
    assert "! Fail" not in summary
    assert [(one["status"], one["trouble"]) for one in run.records().values()] == [("examined", None)]


def _wait_for(condition, process):
    """Wait until something is there, while the process lives."""
    limit = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < limit
        time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_intervention_that_is_killed_leaves_a_record(tmp_path, how):
    started = tmp_path / "started"
    work = {"name": "Repair", "ansible.builtin.shell": "touch %s; exec sleep 20" % started}
    run = Run(tmp_path, EXAMINE, _intervention(tmp_path, work), hosts={"pc-1": {}, "pc-2": {}})
    process = run.start()
    try:
        _wait_for(started.exists, process)
        process.send_signal(how)
        out = process.communicate(timeout=60)[0]
    finally:
        process.kill()
    records = run.records()
    assert {name: one["status"] for name, one in records.items()} == {"pc-1.json": "interrupted", "pc-2.json": "interrupted"}
    assert all(one["before"]["rules"] >= 0 for one in records.values())
    if how == signal.SIGINT:
        assert "2 workstations: 2 interrupted" in out
        assert "report.html" in run.files()


def test_what_no_log_hides_stays_hidden(tmp_path):
    secret = "hunter2"
    fail = {"name": "Fail", "ansible.builtin.fail": {"msg": secret}, "no_log": True}
    run = Run(tmp_path, EXAMINE, {**EXAMINE, "name": "Examine in silence", "no_log": True}, fail)
    status, summary, out = run.finish()
    assert status == 2, out
    assert "its words are hidden by no_log" in summary
    assert secret not in summary
    for path in run.reports.rglob("*"):
        if path.is_file():
            assert secret not in path.read_text()


def test_an_examination_that_no_log_hides_is_not_taken_for_a_healthy_one(tmp_path):
    run = Run(tmp_path, {**EXAMINE, "no_log": True})
    status, summary, out = run.finish()
    assert status == 0, out
    assert "pc-1: could not be examined: its words are hidden by no_log" in summary
    assert run.records()["pc-1.json"]["before"] is None


def test_other_playbooks_are_none_of_its_business(tmp_path):
    run = Run(tmp_path, {"name": "Say", "ansible.builtin.debug": {"msg": "x"}}, {"name": "Fail", "ansible.builtin.fail": {"msg": "x"}})
    _status, summary, out = run.finish()
    assert (summary, run.reports.exists()) == ("", False), out


def test_reports_can_be_turned_off(tmp_path):
    run = Run(tmp_path, EXAMINE, FIELDTECH_REPORTS="false")
    status, summary, out = run.finish()
    assert status == 0, out
    assert "pc-1: " in summary
    assert "Report:" not in summary
    assert not run.reports.exists()


def test_a_folder_that_cannot_be_written_costs_the_reports_only(tmp_path):
    (tmp_path / "file").write_text("")
    run = Run(tmp_path, EXAMINE, FIELDTECH_REPORT_DIR=str(tmp_path / "file" / "reports"))
    status, summary, out = run.finish()
    assert status == 0, out
    assert out.count("No reports: ") == 1
    assert "pc-1: " in summary
    assert "Report:" not in summary


def test_hosts_with_hostile_names_get_files_of_their_own(tmp_path):
    hosts = {"../../escape": {}, "a b": {}, "{{ 7 * 7 }}": {}}
    run = Run(tmp_path, EXAMINE, hosts=hosts)
    _status, _summary, out = run.finish()
    assert len(run.records()) >= 2, out
    assert {path.name for path in tmp_path.iterdir()} == {"play.yml", "inventory.yml", "home", "reports"}
