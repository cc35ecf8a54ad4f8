# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example fleet is one that the roles would accept."""

from __future__ import annotations

import json
import pathlib
import subprocess

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

# Variables of the playbooks themselves, and of Ansible.
OTHER = ("ansible_", "workstation_", "inventory_", "group_names", "groups", "omit", "playbook_dir")


@pytest.fixture(scope="module")
def fleet(root: pathlib.Path) -> dict[str, dict[str, object]]:
    """Each host of the example with its variables."""
    listed = subprocess.run(["ansible-inventory", "-i", root / "inventories/example", "--list"], check=True, capture_output=True, cwd=root)
    return json.loads(listed.stdout)["_meta"]["hostvars"]


@pytest.fixture(scope="module")
def options(root: pathlib.Path) -> dict[str, dict[str, object]]:
    """Every variable that a role knows."""
    known: dict[str, dict[str, object]] = {}
    for path in (root / "roles").glob("*/meta/argument_specs.yml"):
        for entry_point in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values():
            known.update(entry_point.get("options", {}))
    return known


def test_there_is_a_fleet(fleet: dict[str, dict[str, object]]) -> None:
    assert {"pc-11", "pc-17", "ws-01"} <= set(fleet)
    assert fleet["pc-17"]["system_locale"] == "fr_BE.UTF-8"
    assert fleet["ws-01"]["intervention_allow_by"] == []


def test_each_variable_is_one_of_a_role(fleet: dict[str, dict[str, object]], options: dict[str, dict[str, object]]) -> None:
    for host, variables in fleet.items():
        unknown = [name for name in variables if name not in options and not name.startswith(OTHER)]
        assert not unknown, f"{host}: no role has {', '.join(unknown)}"


def test_each_value_is_one_that_the_role_takes(fleet: dict[str, dict[str, object]], options: dict[str, dict[str, object]]) -> None:
    validator = ArgumentSpecValidator(options)
    for host, variables in fleet.items():
        result = validator.validate({name: value for name, value in variables.items() if name in options})
        assert not result.error_messages, f"{host}: {result.error_messages}"
        assert result.validated_parameters
