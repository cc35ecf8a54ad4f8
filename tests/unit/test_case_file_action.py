# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording and replaying with the examine action: real Ansible, real files, workstations and case files that mean no good."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import stat
import subprocess
import zlib

import pytest
from test_case_file import HOSTILE
from test_examine_action import ANSWER, PLAIN, examine, script

from ansible_collections.fieldtech.workstation.plugins.action import examine as action
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import recording
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _case_files, catalogue

EMPTY = gzip.compress(b'{"format":1,"answers":{}}', mtime=0)
SOME = {"components": ["system", "storage"]}


def sent(data):
    return data if isinstance(data, str) else base64.b64encode(data).decode()


def recorder(tmp_path, data, lines=1):
    """A workstation that answers with this case file."""
    return script(tmp_path, "for _ in range(%d): print(order['marker'] + '-case', %r)\nprint(order['marker'], %r)" % (lines, sent(data), json.dumps(ANSWER)))


def test_record_and_replay(root, tmp_path):
    folder = tmp_path / "new" / "cases"
    status, first = examine(root, tmp_path, {**SOME, "case_file": str(folder)})
    assert status == "SUCCESS", first
    (file,) = folder.iterdir()
    assert first["case_file"]["path"] == str(file) and file.name.startswith("pc-20") and file.name.endswith("Z.case.gz")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert first["case_file"]["bytes"] == file.stat().st_size and first["case_file"]["answers"] > 20 and first["case_file"]["left_out"] == []
    status, again = examine(root, tmp_path, {**SOME, "replay": str(file)}, {"ansible_connection": "ssh", "ansible_host": "192.0.2.1"})
    assert status == "SUCCESS"
    for part in ("findings", "unexamined", "numbers", "machine", "digest", "root", "rules", "components"):
        if part == "findings":  # the command for a person names the way to the host; that is the same here
            assert [{**finding, "repair": 0} for finding in again["examination"][part]] == [{**finding, "repair": 0} for finding in first["examination"][part]]
        else:
            assert json.dumps(again["examination"][part]) == json.dumps(first["examination"][part]), part
    assert again["repairs"] == [] and again["check_outs"] == []
    assert again["case_file"] == first["case_file"] and "replayed from" in again["msg"] and "recorded in" in first["msg"]


@pytest.mark.parametrize("options,variables", [(["--check"], {}), ([], {"ansible_pipelining": False})])
def test_recording_in_check_mode_and_without_pipelining(root, tmp_path, options, variables):
    file = tmp_path / "pc.gz"
    status, result = examine(root, tmp_path, {**SOME, "case_file": str(file)}, variables, options)
    assert status == "SUCCESS" and result["changed"] is False and result["case_file"]["path"] == str(file)
    assert recording.summary(file.read_bytes())["answers"] > 20


def test_without_recording_nothing_of_it_travels(root, tmp_path):
    order = tmp_path / "order"
    watch = script(tmp_path, "open(%r, 'w').write(json.dumps(order))\nprint(order['marker'], %r)" % (str(order), json.dumps(ANSWER)))
    assert examine(root, tmp_path, variables=watch)[0] == "SUCCESS"
    without = json.loads(order.read_text())
    packed = zlib.decompress(base64.b64decode(without["sources"]["packed"])).decode()
    assert not {"case", "replay"} & set(without) and without["sources"]["more"] == {} and "examiner.host" in packed
    assert "examiner.recording" not in packed and "examiner.masking" not in packed
    examine(root, tmp_path, {"case_file": str(tmp_path / "x.gz")}, watch)
    # With it, the two modules and the wish come along and nothing else.
    wanted = json.loads(order.read_text())
    assert set(wanted["sources"]["more"]) == {"examiner.recording", "examiner.masking"} and set(wanted) - set(without) == {"case"}
    assert {**without["sources"], "more": 0} == {**wanted["sources"], "more": 0}


@pytest.mark.parametrize("name", ["a bomb", "a path in a folder", "NaN"])
@pytest.mark.parametrize("way", ["replay", "sent"])
def test_hostile_case_files(root, tmp_path, name, way):
    path = tmp_path / "evil.case.gz"
    if way == "replay":
        path.write_bytes(HOSTILE[name])
        status, result = examine(root, tmp_path, {"replay": str(path)})
        assert str(path) in result["msg"]
    else:
        status, result = examine(root, tmp_path, {"case_file": str(path)}, recorder(tmp_path, HOSTILE[name]))
        assert not path.exists() and not [name for name in os.listdir(tmp_path) if name.startswith(".case")]
    assert status == "FAILED" and "not a case file" in result["msg"] and "record it anew" in result["msg"] and "\n" not in result["msg"]
    assert len(json.dumps(result)) < 4096


# The whole of Ansible for a few; for more of them, what the action does with the file. test_case_file.py has them all.
@pytest.mark.parametrize("name", ["depth", "depth of keys", "a long number", "a bomb in members", "too many answers",
                                  "a key twice", "a lone surrogate", "lists"])
def test_hostile_case_files_are_read_elsewhere(name):
    # Sixty megabytes of empty lists take more memory than there is for it.
    lists = b'{"format":1,"answers":{"glob":{"x":[' + b"[]," * (21_000_000 if name == "lists" else 1) + b"[]]}}}"
    hostile = {**HOSTILE, "lists": gzip.compress(lists, 1)}
    sources = action.shipped(catalogue.load())
    order = {"boot": sources["boot"], "sources": {"packed": sources["packed"], "key": sources["key"]}, "marker": "M", "limits": {"total": 30},
             "rules": [], "whole": False}
    with pytest.raises(action.AnsibleActionFail, match=r"^case file /x: not a case file: [^\n]+; record it anew with case_file$"):
        action._locally(order, {"replay": sent(hostile[name])}, "case file /x")


@pytest.mark.parametrize("data,says", [
    ("", "sent no case file"), ("!" * 100, "sent no case file"), (b"x" * (8 << 20) + b"x", "a case file of 8388609 bytes"),
    ("../../etc/passwd", "sent no case file"),
])
def test_a_workstation_that_sends_no_case_file(root, tmp_path, data, says):
    status, result = examine(root, tmp_path, {"case_file": str(tmp_path / "x.gz")}, recorder(tmp_path, data))
    assert status == "FAILED" and says in result["msg"] and "nothing was written" in result["msg"] and not (tmp_path / "x.gz").exists()


def test_a_workstation_that_sends_too_much(root, tmp_path):
    status, result = examine(root, tmp_path, {"case_file": str(tmp_path / "x.gz")}, recorder(tmp_path, "x" * (6 << 20), lines=3))
    assert status == "FAILED" and "answered 188" in result["msg"] and not (tmp_path / "x.gz").exists()
    # Its own answer may not be larger than ever, even if there is room for a case file.
    huge = script(tmp_path, "print(order['marker'], json.dumps({'x': 'y' * (1 << 20)}))")
    status, result = examine(root, tmp_path, {"case_file": str(tmp_path / "x.gz")}, huge)
    assert status == "FAILED" and "longer than" in result["msg"]


def test_the_workstation_does_not_choose_the_name(root, tmp_path):
    evil = {"../../evil": 1, "path": "/etc/evil"}
    answer = json.dumps({**ANSWER, "case": evil, "machine": {"name": "../../evil"}})
    body = "print(order['marker'] + '-case', %r)\nprint(order['marker'], %r)" % (sent(EMPTY), answer)
    status, result = examine(root, tmp_path, {"case_file": str(tmp_path / "cases")}, script(tmp_path, body))
    assert status == "SUCCESS" and "evil" not in result["case_file"]["path"] and len(list((tmp_path / "cases").iterdir())) == 1
    assert result["case_file"]["answers"] == 0


@pytest.mark.parametrize("host,name", [("pc-17.example.org", "pc-17.example.org"), ("../../x", "x"), ("a b/c\n", "a_b_c_"), ("", "workstation"),
                                       ("x" * 300, "x" * 100), (".ssh", "ssh")])
def test_names(host, name):
    assert _case_files.place("/srv/cases", host, 0) == "/srv/cases/%s-19700101T000000Z.case.gz" % name


def test_a_link_in_its_place_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("untouched", encoding="utf-8")
    (tmp_path / "x.gz").symlink_to(victim)
    _case_files.write(str(tmp_path / "x.gz"), EMPTY)
    assert victim.read_text(encoding="utf-8") == "untouched" and not (tmp_path / "x.gz").is_symlink() and (tmp_path / "x.gz").read_bytes() == EMPTY


@pytest.mark.parametrize("what", ["missing", "folder", "fifo", "large", "denied"])
def test_what_cannot_be_a_case_file(tmp_path, what):
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    elif what == "large":
        path.write_bytes(b"x" * (9 << 20))
    elif what == "denied":
        path = tmp_path / "large" / "x"
        (tmp_path / "large").write_bytes(b"")
    with pytest.raises(_case_files.CaseFileError, match=r"^case file %s: [^\n]+; \w[^\n]+$" % path):
        _case_files.read(str(path))


@pytest.mark.parametrize("arguments,says", [
    ({"replay": "/nonexistent/x.case.gz"}, "case file /nonexistent/x.case.gz: No such file or directory; give the path"),
    ({"case_file": "/proc/no/cases"}, "case_file: /proc/no/cases cannot be made"), ({"case_file": "/a.gz", "replay": "/b.gz"}, "mutually exclusive"),
])
def test_bad_paths_are_one_clear_line(root, tmp_path, arguments, says):
    status, result = examine(root, tmp_path, arguments)
    assert status == "FAILED" and says in result["msg"] and "\n" not in result["msg"]


def test_the_playbooks(root, tmp_path):
    inventory = tmp_path / "hosts"
    inventory.write_text("pc ansible_connection=local\n", encoding="utf-8")
    environment = {**os.environ, **PLAIN, "ANSIBLE_HOME": str(tmp_path / "ansible"), "FIELDTECH_REPORT_DIR": str(tmp_path / "reports"),
                   "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1"}

    def play(name, **variables):
        done = subprocess.run(
            ["ansible-playbook", "fieldtech.workstation." + name, "-i", str(inventory), "-e", json.dumps({"workstation_become": False, **variables})],
            cwd=root, text=True,
            capture_output=True, stdin=subprocess.DEVNULL, env=environment, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    chosen = {"intervention_components": ["system", "storage"]}
    out = play("case_file", case_folder=str(tmp_path / "cases"), **chosen)
    (file,) = (tmp_path / "cases").iterdir()
    assert str(file) in out and "masked" in out and "left_out" in out and "SUMMARY" in out
    again = play("replay", case=str(file), workstations="pc", **chosen)
    # The same summary, but for how long it took.
    summaries = [re.sub(r"rules examined\s+in [\d.]+ s|Report:.*", "", said.partition("SUMMARY")[2]) for said in (out, again)]
    assert summaries[0] == summaries[1] and len(summaries[0]) > 100
    assert "localhost" in play("replay", case=str(file), **chosen)
