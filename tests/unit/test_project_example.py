# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example fleet is one that the roles would accept."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess

import pytest


@pytest.fixture(scope="module")
def fleet(root: pathlib.Path) -> dict[str, dict[str, object]]:
    """Each host of the example with its variables."""
    listed = subprocess.run(["ansible-inventory", "-i", root / "inventories/example", "--list"], check=True, capture_output=True, cwd=root)
    return json.loads(listed.stdout)["_meta"]["hostvars"]


def test_there_is_a_fleet(fleet: dict[str, dict[str, object]]) -> None:
    assert len(fleet) == 8
    assert fleet["pc-17"]["system_locale"] == "fr_BE.UTF-8"
    assert fleet["dev-21"]["intervention_allow_by"] == []


def test_each_profile_is_one_that_the_roles_take(root: pathlib.Path, tmp_path: pathlib.Path, fleet: dict[str, dict[str, object]]) -> None:
    play = tmp_path / "check.yml"
    tasks = "[{fieldtech.workstation.check_profile: {}}, {debug: {var: software_packages}}]"
    play.write_text("[{hosts: all, gather_facts: false, tasks: %s}]\n" % tasks, encoding="ascii")
    done = subprocess.run(["ansible-playbook", "-i", root / "inventories/example", play], capture_output=True, text=True, cwd=root, check=False,
                          env=os.environ | {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_DISPLAY_OK_HOSTS": "true"})
    assert done.returncode == 0, done.stdout[-3000:]
    checked, shown = json.loads(done.stdout[done.stdout.index("{"):])["plays"][0]["tasks"]
    assert {"printing", "backup", "security"} <= set(checked["hosts"]["pc-11"]["components"])
    assert {host for host, result in checked["hosts"].items() if "power" in result["components"]} == {"nb-51", "lobby-41"}
    packages = {host: result["software_packages"] for host, result in shown["hosts"].items()}
    assert {"firefox-esr", "thunderbird", "gimp"} <= set(packages["pc-17"]) and "gimp" not in packages["pc-11"]
    assert {"firefox-esr", "thunderbird", "network-manager"} <= set(packages["nb-51"]), "a laptop of the office is both"
