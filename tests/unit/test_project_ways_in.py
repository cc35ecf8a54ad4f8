# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks start by their full name, from a checkout and from an installed tarball, and change nothing when they diagnose."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys

import pytest

PLAYBOOKS = ("diagnose", "intervene", "provision")
RECAP = re.compile(r"^localhost +: ok=(?P<ok>\d+) +changed=(?P<changed>\d+) +unreachable=0 +failed=0 ", re.MULTILINE)


def play(*arguments: str, collections: pathlib.Path | None, cwd: pathlib.Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ansible-playbook on this machine, without root's rights being asked for."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    if collections:
        variables["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
    variables.update(environment, ANSIBLE_LOCALHOST_WARNING="false", ANSIBLE_NOCOLOR="true", HOME=os.environ["HOME"])
    return subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-e", "ansible_connection=local", "-e", f"ansible_python_interpreter={sys.executable}",
         "-e", "workstation_become=false", *arguments],
        cwd=cwd, env=variables, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=300,
    )


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_checkout_is_a_collection(playbook: str, root: pathlib.Path) -> None:
    """No install step: the link in collections/ is enough."""
    done = play(f"fieldtech.workstation.{playbook}", "--list-tasks", collections=None, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "fieldtech.workstation" in done.stdout or "TAGS" in done.stdout


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_tarball_is_a_collection(playbook: str, installed: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """What a user gets who never saw the checkout."""
    done = play(f"fieldtech.workstation.{playbook}", "--list-tasks", collections=installed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(installed) in play("--version", collections=installed, cwd=tmp_path).stdout


def test_diagnose_from_a_checkout(root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The whole examination of this machine, one task, nothing changed."""
    done = play("fieldtech.workstation.diagnose", collections=None, cwd=root, FIELDTECH_REPORT_DIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    recap = RECAP.search(done.stdout)
    assert recap, done.stdout
    assert recap["changed"] == "0"
    assert list(tmp_path.glob("*/report.html")), "the checkout's ansible.cfg enables the report"


def test_diagnose_from_an_installed_tarball(installed: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The same without anything of the checkout."""
    done = play("fieldtech.workstation.diagnose", collections=installed, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    recap = RECAP.search(done.stdout)
    assert recap, done.stdout
    assert recap["changed"] == "0"
