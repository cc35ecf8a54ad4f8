# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's command: what it does without starting a machine. Machines themselves are started by the Molecule scenarios."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import types

import lab_tool
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MACHINE = ROOT / "molecule" / "lab" / "machine"


def run(*arguments, **more):
    return lab_tool.run(MACHINE, *arguments, **more)


@pytest.fixture
def module(tmp_path, monkeypatch):
    return lab_tool.load(MACHINE, tmp_path, monkeypatch)


def test_says_how_it_is_used(tmp_path):
    shown = run("--help", cache=tmp_path)
    assert shown.returncode == 0
    for command in ("build", "up", "down", "list", "inventory", "enter"):
        assert command in shown.stdout


@pytest.mark.parametrize("name", ["pc", "ft-", "ft-UPPER", "ft-a_b", "ft-;id", "ft-" + "x" * 60, "ft-a/../b"])
def test_refuses_what_is_no_name_of_a_lab_machine(module, name):
    with pytest.raises(module.LabError, match="lab machine"):
        module.up(name, "trixie", [])
    with pytest.raises(module.LabError, match="lab machine"):
        module.down([name])


def test_missing_tools_are_one_line_that_names_the_packages(tmp_path):
    # A host on which no tool is found, whatever is installed here.
    program = "import runpy, shutil, sys; shutil.which = lambda *a, **k: None; sys.argv = ['machine', 'list']; runpy.run_path(%r, run_name='__main__')"
    said = subprocess.run([sys.executable, "-c", program % str(MACHINE)], capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert "apt-get install" in said.stderr
    assert "podman" in said.stderr
    assert "mmdebstrap" in said.stderr


def test_unknown_suite_is_one_line(tmp_path):
    said = run("build", "potato", cache=tmp_path)
    assert said.returncode == 1
    assert said.stderr.splitlines() == ["machine: unknown suite potato; known: bookworm, trixie, bookworm-desktop, trixie-desktop"]


def test_inventory_lists_what_is_up(tmp_path):
    machines = tmp_path / "fieldtech" / "lab" / "machines"
    machines.mkdir(parents=True)
    (machines / "ft-a.json").write_text(json.dumps({"groups": ["lab", "trixie"], "hostvars": {"lab_suite": "trixie"}}))
    (machines / "ft-b.json").write_text(json.dumps({"groups": ["lab", "bookworm"], "hostvars": {"lab_suite": "bookworm"}}))
    listed = json.loads(run("inventory", "--list", cache=tmp_path).stdout)
    assert listed["lab"]["hosts"] == ["ft-a", "ft-b"]
    assert listed["trixie"]["hosts"] == ["ft-a"]
    assert listed["_meta"]["hostvars"]["ft-b"] == {"lab_suite": "bookworm"}
    path = run("inventory", cache=tmp_path).stdout.strip()
    from_ansible = subprocess.run([str(pathlib.Path(path) / "machines.sh"), "--list"], capture_output=True, text=True, check=True, timeout=60,
                                  env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    assert json.loads(from_ansible.stdout) == listed


def test_the_recipe_notices_every_change(module, tmp_path, monkeypatch):
    lab = tmp_path / "lab"
    (lab / "files" / "etc").mkdir(parents=True)
    (lab / "customize").write_text("#!/bin/sh\n")
    (lab / "files" / "etc" / "thing").write_text("1")
    settings = '[minimal]\ncomponents = ["main"]\npackages = ["systemd"]\n[desktop]\npackages = ["%s"]\n'
    (lab / "images.toml").write_text(settings % "task-xfce-desktop")
    monkeypatch.setattr(module, "HERE", lab)
    first, desktop = module.recipe("trixie"), module.recipe("trixie-desktop")
    assert first == module.recipe("trixie")
    assert len({first, desktop, module.recipe("bookworm")}) == 3
    (lab / "images.toml").write_text(settings % "task-lxde-desktop")
    assert module.recipe("trixie") == first, "the desktop's packages are no matter of the minimal image"
    assert module.recipe("trixie-desktop") != desktop
    (lab / "files" / "etc" / "thing").write_text("2")
    assert module.recipe("trixie") != first

    class NextWeek(module.datetime.date):
        @classmethod
        def today(cls):
            return super().today() + module.datetime.timedelta(days=7)

    now = module.recipe("trixie")
    monkeypatch.setattr(module.datetime, "date", NextWeek)
    assert module.recipe("trixie") != now, "package lists must not grow older than a week"


def test_name_servers_that_a_container_cannot_reach_are_left_out(module, tmp_path, monkeypatch):
    real = module.pathlib.Path

    def elsewhere(path):
        return real(tmp_path / path.strip("/").replace("/", "_")) if path.endswith("resolv.conf") else real(path)

    (tmp_path / "etc_resolv.conf").write_text("nameserver 127.0.0.53\noptions edns0\n")
    (tmp_path / "run_systemd_resolve_resolv.conf").write_text("nameserver 192.0.2.53\nnameserver 2001:db8::53\n")
    # The name in the module only: pytest itself lives on pathlib.
    monkeypatch.setattr(module, "pathlib", types.SimpleNamespace(Path=elsewhere))
    assert module.name_servers() == ["192.0.2.53"]
    (tmp_path / "run_systemd_resolve_resolv.conf").unlink()
    with pytest.raises(module.LabError, match="no name server"):
        module.name_servers()


def test_limits_are_what_the_host_can_grant(module, monkeypatch):
    monkeypatch.setattr(module.resource, "getrlimit", lambda which: (1024, 4096 if which == module.resource.RLIMIT_NOFILE else module.resource.RLIM_INFINITY))
    assert module.limits() == ["--ulimit", "nofile=4096:4096", "--ulimit", "nproc=20000:20000"]
