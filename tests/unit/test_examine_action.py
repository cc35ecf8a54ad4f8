# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examine action on this machine: real Ansible, real Python on the other side, hostile answers, one clear line for bad input."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import stat
import subprocess
import sys

import pytest

PLAIN = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOAD_CALLBACK_PLUGINS": "0"}
EXAMINE = "fieldtech.workstation.examine"


def examine(root, tmp_path, arguments=None, variables=None, options=()):
    """(status, result) of one ad-hoc examine on this machine."""
    connection = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory = tmp_path / "hosts.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"pc": {**connection, **(variables or {})}}}}), encoding="utf-8")
    done = subprocess.run(
        ["ansible", "all", "-i", str(inventory), "-m", EXAMINE, *(["-a", json.dumps(arguments)] if arguments else []), *options], cwd=root, text=True,
        capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ, **PLAIN, "ANSIBLE_HOME": str(tmp_path / "ansible")}, timeout=120, check=False)
    said = re.search(r"^pc \| (\w+)!? => (\{.*)", done.stdout, re.MULTILINE | re.DOTALL)
    assert said, done.stdout + done.stderr
    return said[1], json.loads(said[2])


def script(tmp_path, body):
    """An executable that stands where Python should be. It gets the real order on its standard input."""
    path = tmp_path / "not-python"
    path.write_text("#!%s\nimport json, sys\nif '-c' in sys.argv:\n    order = json.loads(sys.stdin.buffer.read())\n%s\n" % (
        sys.executable, "\n".join("    " + line for line in body.splitlines())), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"ansible_python_interpreter": str(path)}


ANSWER = {"format": 1, "findings": [], "unexamined": [], "rules": 1, "numbers": {}, "seconds": {}, "root": True,
          "machine": {"name": "n", "os": "o", "kernel": "k"}, "digest": "d"}


def answering(tmp_path, **changes):
    """A workstation that gives this answer."""
    return script(tmp_path, "print(order['marker'], %r)" % json.dumps({**ANSWER, **changes}))


def test_a_healthy_answer(root, tmp_path):
    status, result = examine(root, tmp_path)
    assert status == "SUCCESS" and result["changed"] is False
    assert result["examination"]["rules"] >= 24
    assert result["examination"]["host"] == "pc"


def test_nothing_stays_behind(root, tmp_path):
    remote = tmp_path / "remote"
    status, _result = examine(root, tmp_path, variables={"ansible_pipelining": False, "ansible_remote_tmp": str(remote)})
    assert status == "SUCCESS" and remote.is_dir() and not list(remote.iterdir())


@pytest.mark.parametrize("pipelining", [True, False])
def test_the_same_with_and_without_pipelining_and_in_check_mode(root, tmp_path, pipelining):
    results = [examine(root, tmp_path, {"components": ["system", "storage"]}, {"ansible_pipelining": pipelining}, options)
               for options in ([], ["--check"])]
    assert [status for status, _result in results] == ["SUCCESS", "SUCCESS"]
    assert results[0][1]["examination"]["digest"] == results[1][1]["examination"]["digest"]


def test_the_oldest_python_that_we_support(root, tmp_path):
    pythons = [shutil.which("python3.9"), *glob.glob(os.path.expanduser("~/.pyenv/versions/3.9.*/bin/python3"))]
    runs = [p for p in pythons if p and subprocess.run([p, "-c", ""], check=False, capture_output=True).returncode == 0]
    if not runs:
        pytest.skip("no Python 3.9 on this machine")
    status, result = examine(root, tmp_path, variables={"ansible_python_interpreter": runs[0]})
    assert status == "SUCCESS"
    missed = [u for u in result["examination"]["unexamined"] if u["reason"] in ("failed", "broken")]
    assert not [u for u in missed if u["what"] != "the journal"]  # a machine may keep none


def test_python_that_is_too_old(root, tmp_path):
    pythons = [p for v in ("3.8", "3.7", "3.6", "2.7") for p in glob.glob(os.path.expanduser("~/.pyenv/versions/%s.*/bin/python" % v))]
    if not pythons:
        pytest.skip("no Python older than 3.9 on this machine")
    for python in pythons:
        status, result = examine(root, tmp_path, variables={"ansible_python_interpreter": python})
        assert status == "FAILED" and "too old" in result["msg"] and "ansible_python_interpreter" in result["msg"]


def test_no_python(root, tmp_path):
    status, result = examine(root, tmp_path, variables={"ansible_python_interpreter": "/nonexistent/python3"})
    assert status == "FAILED" and result["msg"].startswith("no Python 3 on the workstation: install")


def test_unreachable(root, tmp_path):
    status, result = examine(root, tmp_path, variables={"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9, "ansible_timeout": 3})
    assert status == "UNREACHABLE" and result["unreachable"] is True


@pytest.mark.parametrize(("arguments", "says"), [
    ({"components": ["printin"]}, "unknown component printin; did you mean printing?"),
    ({"symptom": "cannot_prnt"}, "unknown symptom cannot_prnt; did you mean cannot_print?"),
    ({"faults": ["printing.queue_stoped"]}, "unknown fault printing.queue_stoped; did you mean printing.queue_stopped?"),
    ({"component": []}, "component. Supported parameters include"),
    ({"policy": {"by": ["wizard"]}}, "wizard"),
    ({"catalogues": ["no.such"]}, "no.such is not installed"),
])
def test_bad_input_is_one_clear_line(root, tmp_path, arguments, says):
    status, result = examine(root, tmp_path, arguments)
    assert status == "FAILED" and says in result["msg"] and "\n" not in result["msg"]


@pytest.mark.parametrize(("variables", "says"), [
    ({"software_packages": {"vim": True}}, "software_packages"),
    ({"printing_queues": "office"}, "printing_queues"),
])
def test_a_profile_of_the_wrong_type(root, tmp_path, variables, says):
    status, result = examine(root, tmp_path, variables=variables)
    assert status == "FAILED" and says in result["msg"] and "argument_specs.yml" in result["msg"]


@pytest.mark.parametrize(("body", "says"), [
    ("sys.stdout.write('x' * 50_000_000)", "answered 50000000 bytes"),
    ("print(order['marker'], 'no json')", "is not an examination"),
    ("print(order['marker'], '[]')", "is not an examination"),
    ("print(order['marker'], '[' * 100000)", "is not an examination"),
    ("print('FIELDTECH-0', '{}')", "gave no answer"),
    ("print('nothing of the kind'); sys.exit(3)", "gave no answer (exit status 3): nothing of the kind"),
    ("print(order['marker'], json.dumps({'error': 'no memory'}))", "failed on the workstation: no memory"),
])
def test_hostile_output(root, tmp_path, body, says):
    status, result = examine(root, tmp_path, variables=script(tmp_path, body))
    assert status == "FAILED" and says in result["msg"]
    assert len(json.dumps(result)) < 4096


@pytest.mark.parametrize("changes", [
    {"findings": [{"fault": "evil.fault", "item": "x", "evidence": {}}]}, {"findings": [{"fault": "system.failed_unit", "item": 5, "evidence": {}}]},
    {"findings": [{"fault": "system.failed_unit", "item": "x" * 5000, "evidence": {}}]}, {"findings": 3}, {"format": 2}, {"numbers": []}, {"machine": "x"},
])
def test_an_answer_that_was_not_asked_for(root, tmp_path, changes):
    status, result = examine(root, tmp_path, variables=answering(tmp_path, **changes))
    assert status == "FAILED" and "is not an examination" in result["msg"]


def test_hostile_text_is_neither_templated_nor_trusted(root, tmp_path):
    hostile = "{{ lookup('pipe', 'touch %s') }}<script>\x1b[31m\u202e" % (tmp_path / "owned")
    changes = {"findings": [{"fault": "system.failed_unit", "item": hostile, "title": "evil", "repair": {"tasks": "evil"},
                             "evidence": {"item.result": hostile, "not.asked": "x"}}],
               "unexamined": [{"component": hostile, "what": hostile * 999, "reason": hostile, "remedy": hostile, "faults": ["evil.fault"]}],
               "numbers": {"a": float("inf"), "b": "x", "c": 1.5}, "machine": {"name": hostile, "os": 5, "evil": "x"}}
    status, result = examine(root, tmp_path, variables=answering(tmp_path, **changes))
    assert status == "SUCCESS" and not (tmp_path / "owned").exists()
    finding = result["examination"]["findings"][0]
    assert finding["item"] == hostile and finding["title"] != "evil" and "evil" not in json.dumps(result["repairs"])
    assert "not.asked" not in finding["evidence"]
    assert result["examination"]["numbers"] == {"c": 1.5}
    assert result["examination"]["unexamined"][0]["faults"] == [] and len(json.dumps(result)) < 12_000


def test_a_noisy_shell_does_no_harm(root, tmp_path):
    noise = "print('Welcome!\\n' * 50); print(order['marker'], json.dumps(%r)); print('bye')" % ANSWER
    assert examine(root, tmp_path, variables=script(tmp_path, noise))[0] == "SUCCESS"


def test_not_as_root(root, tmp_path):
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root to become somebody else")
    wrapper = tmp_path / "as-nobody"
    wrapper.write_text('#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups -- /usr/bin/python3 "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    status, result = examine(root, tmp_path, variables={"ansible_python_interpreter": str(wrapper)})
    assert status == "SUCCESS" and result["examination"]["root"] is False
    missed = result["examination"]["unexamined"]
    assert all(u["reason"] and u["what"] for u in missed)
    assert not [u for u in missed if u["reason"] == "broken"]
