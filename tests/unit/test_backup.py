# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup: its collector on made-up machines, and what the backup's own program decides by itself."""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import random

import hosts
import pytest
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import backup
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import FAILED, LiveHost, Unexamined

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAPTOP = yaml.safe_load((ROOT / "tests/replays/laptop/backup.yml").read_text(encoding="utf-8"))
CONFIG, STATE = "/etc/fieldtech/backup/config.json", "/var/lib/fieldtech/backup.json"


def _program():
    """The program that the role installs, as a module."""
    loader = importlib.machinery.SourceFileLoader("fieldtech_backup", str(ROOT / "roles/backup/files/fieldtech-backup"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture(name="program")
def _loaded(monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    return _program()


def collect(files=None, commands=None, profile=None):
    machine = hosts.MadeMachine({**LAPTOP["files"], **(files or {})}, {**LAPTOP["commands"], **(commands or {})})
    facts = backup.collect(machine, {"backup_tool": "restic"} if profile is None else profile)
    assert undeclared(facts, declaration("backup"), "backup") == []
    return facts, machine


def test_the_laptop():
    facts, _machine = collect()
    assert facts["configuration"]["repository"] == "sftp:backup@backup.example.org:/srv/laptop" and facts["configuration"]["keep"] == {"daily": 7, "weekly": 4}
    assert facts["program_installed"] is True and facts["password_private"] is True
    assert facts["timers"] == [{"name": "backup", "schedule": "daily", "enabled": True, "active": True},
                               {"name": "test", "schedule": "weekly", "enabled": True, "active": True}]
    assert (facts["last_run"]["outcome"], facts["last_restore"]["outcome"], facts["last_restore"]["files"]) == ("success", "proven", 11)
    assert facts["last_backup"] == {"files": 48211, "bytes": 61203112345, "bytes_added": 23511234}


def test_without_a_profile_nothing_is_read():
    facts, machine = collect(profile={"backup_tool": ""})
    assert set(facts.values()) == {None} and machine.asked == []


def test_the_password_is_not_read():
    _facts, machine = collect()
    dummy, place = "", "/etc/fieldtech/backup/password"
    reader = hosts.MadeMachine({**LAPTOP["files"], place: {"unreadable": FAILED, "mode": "0600"}}, LAPTOP["commands"])
    assert backup.collect(reader, {"backup_tool": "restic"})["password_private"] is True
    assert ("path", place) in machine.asked


@pytest.mark.parametrize("password,private", [
    (None, None), ({"text": "x", "mode": "0600"}, True), ({"text": "x", "mode": "0640"}, False), ({"text": "x", "mode": "0600", "uid": 1000}, False),
    ({"dir": True}, False),
])
def test_who_can_read_the_password(password, private):
    assert collect({"/etc/fieldtech/backup/password": password})[0]["password_private"] is private


def test_the_history_of_another_repository_does_not_count():
    state = {**json.loads(LAPTOP["files"][STATE]), "repository": "0123456789abcdef"}
    facts, _machine = collect({STATE: json.dumps(state)})
    assert facts["last_run"] is facts["last_success"] is facts["last_restore"] is facts["last_restore_success"] is facts["last_backup"] is None


@pytest.mark.parametrize("boot,cmdline,outcome", [
    ("here", "/usr/bin/python3\0-I\0/usr/local/libexec/fieldtech-backup\0run\0", "running"),
    ("here", "bash\0", "failed"), ("here", None, "failed"), ("before", "/usr/local/libexec/fieldtech-backup\0", "failed"),
])
def test_a_run_that_was_killed_has_failed(boot, cmdline, outcome):
    run = {"outcome": "running", "reason": None, "started": 1.0, "ended": None, "pid": 4711, "boot": boot}
    facts, _machine = collect({STATE: json.dumps({**json.loads(LAPTOP["files"][STATE]), "last_run": run}),
                               "/proc/sys/kernel/random/boot_id": "here\n", "/proc/4711/cmdline": cmdline})
    assert (facts["last_run"]["outcome"], facts["last_run"]["reason"]) == (outcome, None if outcome == "running" else "interrupted")


def test_what_is_no_json_is_unexamined():
    facts, _machine = collect({CONFIG: "{", STATE: "[" * 100000})
    assert isinstance(facts["configuration"], Unexamined)
    facts, _machine = collect({STATE: "[" * 100000})
    assert isinstance(facts["last_run"], Unexamined) and isinstance(facts["last_success"], Unexamined)


def _spoilt(value, dice):
    """The same with something else in some places."""
    if dice.random() < 0.15:
        return dice.choice([None, True, -1, 1e300, "", "x" * 5000, "{{ 7 * 7 }}", [], [[]], {}, {"outcome": []}, "\0"])
    if isinstance(value, dict):
        return {key: _spoilt(entry, dice) for key, entry in value.items()}
    return [_spoilt(entry, dice) for entry in value] if isinstance(value, list) else value


def test_hostile_files_give_facts_as_declared():
    dice = random.Random(4)
    for _each in range(400):
        config, state = (_spoilt(json.loads(LAPTOP["files"][path]), dice) for path in (CONFIG, STATE))
        if isinstance(state, dict) and isinstance(config, dict):
            state.update({key: str(config.get(key) or "") for key in ("tool", "repository")})
        collect({CONFIG: json.dumps(config), STATE: json.dumps(state)})


def test_this_machine():
    facts = backup.collect(LiveHost(), {"backup_tool": "restic"})
    assert undeclared(facts, declaration("backup"), "backup") == []


# --- the program on the workstation ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text,reason", [
    ("Fatal: wrong password or no key found", "wrong_password"),
    ('{"msgid": "PassphraseWrong"}', "wrong_password"),
    ("Fatal: unable to open config file: stat /srv/x/config: no such file or directory\nIs there a repository at the following location?", "no_repository"),
    ('{"msgid": "Repository.DoesNotExist", "message": "Repository /x does not exist."}', "no_repository"),
    ("Fatal: unable to open config file: Head \"https://h/config\": dial tcp 192.0.2.1:443: connect: connection refused\nIs there a repository at",
     "unreachable"),
    ("subprocess ssh: ssh: connect to host backup.example.org port 22: Connection timed out", "unreachable"),
    ("unable to create lock in backend: repository is already locked by PID 4711", "locked"),
    ("write /srv/x/data/ab: no space left on device", "no_space"),
    ("Host key verification failed.", "host_key"),
    ("Pack ID does not match, want ab, got cd\nFatal: repository contains errors", "damaged"),
    ("something else", "failed"),
])
def test_what_the_tools_say_becomes_one_word(program, text, reason):
    assert program.why(text) == reason


@pytest.mark.parametrize("text,moment", [
    ("2026-11-24T14:49:02.661505345Z", 1795531742.661505345), ("2026-11-24T15:49:02.5+01:00", 1795531742.5), ("2026-11-24T14:49:02.661505", 1795531742.661505),
    ("2026-11-24T14:49:02", 1795531742.0), ("nonsense", 0.0),
])
def test_times_as_the_tools_write_them(program, text, moment):
    assert program._moment(text) == pytest.approx(moment, abs=1e-6)


class _Listing:
    """A tool whose snapshot holds these files."""

    def __init__(self, files, wanted):
        self.settings, self._files = {"sample_files": wanted}, files

    def files(self, _snapshot):
        return iter(self._files)


def test_the_sample_holds_only_what_is_still_as_it_was(program, tmp_path):
    listing = []
    for number in range(30):
        path = tmp_path / ("file %d" % number)
        path.write_bytes(os.urandom(200))
        listing.append((str(path), 200, path.stat().st_mtime))
    changed, gone, odd = tmp_path / "file 3", tmp_path / "file 4", tmp_path / "od*d"
    changed.write_bytes(b"x" * 201)
    gone.unlink()
    odd.write_bytes(b"y")
    (tmp_path / "link").symlink_to(tmp_path / "file 5")
    listing += [(str(odd), 1, odd.stat().st_mtime), (str(tmp_path / "link"), 200, 0.0), (str(tmp_path / "file 6") + "\udcff", 200, 0.0)]
    for _each in range(20):
        sample = program.choose(_Listing(listing, 28), "x")
        assert len(sample) == 28 and {entry["path"] for entry in sample} == {path for path, *_rest in listing[:30]} - {str(changed), str(gone)}
        assert all(entry["sha256"] == hashlib.sha256(pathlib.Path(entry["path"]).read_bytes()).hexdigest() for entry in sample)
    few = {tuple(sorted(entry["path"] for entry in program.choose(_Listing(listing, 3), "x"))) for _each in range(20)}
    assert len(few) > 5 and all(len(names) == 3 for names in few)


def test_only_what_the_profile_keeps_is_asked_for(program):
    tool = program.Tool({"tool": "restic", "repository": "/srv/x", "keep": {"last": 2, "daily": 0, "weekly": None, "yearly": 1}})
    assert tool.kept() == ["--keep-last", "2", "--keep-yearly", "1"]


def test_the_program_and_the_collector_mean_the_same_repository():
    settings = json.loads(LAPTOP["files"][CONFIG])
    state = json.loads(LAPTOP["files"][STATE])
    assert (state["tool"], state["repository"]) == (settings["tool"], settings["repository"])
