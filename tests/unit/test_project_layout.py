# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds the house together: one version, one set of pins, nothing in the tarball that is not the collection."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import tomllib

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version


def read_yaml(path: pathlib.Path) -> object:
    """One YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def pins(lock: pathlib.Path) -> list[Requirement]:
    """The requirements of a lock, one for each package and Python."""
    return [Requirement(line.rstrip(" \\")) for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith((" ", "#"))]


def test_the_link_is_relative_and_leads_home(root: pathlib.Path) -> None:
    link = root / "collections/ansible_collections/fieldtech/workstation"
    assert os.readlink(link) == "../../.."
    assert link.resolve() == root


def test_one_version(root: pathlib.Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert read_yaml(root / "galaxy.yml")["version"] == project["version"]


def test_fetched_collections_are_those_that_the_collection_allows(root: pathlib.Path) -> None:
    pinned = {entry["name"]: entry["version"] for entry in read_yaml(root / "requirements.yml")["collections"]}
    for name, allowed in read_yaml(root / "galaxy.yml")["dependencies"].items():
        assert Version(pinned[name]) in SpecifierSet(allowed)
    for name, version in pinned.items():
        manifest = root / "collections/ansible_collections" / name.replace(".", "/") / "MANIFEST.json"
        if manifest.exists():
            assert json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"] == version


@pytest.mark.parametrize("name", ["run", "test", "fuzz", "importer", "bench", "collections"])
def test_locks_are_exact_hashed_and_name_no_registry(name: str, root: pathlib.Path) -> None:
    lock = root / "requirements" / f"{name}.txt"
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=sha256:)", text, re.MULTILINE)
    for pin in pins(lock):
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
    assert text.count("--hash=") >= len(pins(lock))


def test_locks_hold_what_pyproject_asks_for(root: pathlib.Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {name: pins(root / "requirements" / f"{name}.txt") for name in ("run", "test", "fuzz", "importer", "bench")}
    groups = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    for group, wanted in groups.items():
        for requirement in map(Requirement, [*wanted, *groups["run"]]):
            found = [pin for pin in locked[group] if pin.name == requirement.name]
            assert found, f"{requirement} is not in requirements/{group}.txt: make lock"
            assert any(requirement.specifier.contains(specifier.version) for pin in found for specifier in pin.specifier), requirement


@pytest.mark.parametrize(("python", "core"), [("3.11", "2.19"), ("3.12", "2.21"), ("3.13", "2.21"), ("3.14", "2.21")])
def test_each_python_has_its_ansible_core(python: str, core: str, root: pathlib.Path) -> None:
    where = {"python_version": python, "python_full_version": f"{python}.1"}
    (pin,) = [pin for pin in pins(root / "requirements/run.txt") if pin.name == "ansible-core" and (not pin.marker or pin.marker.evaluate(where))]
    assert str(pin.specifier).startswith(f"=={core}.")


def test_the_tarball_holds_the_collection_and_nothing_else(installed: pathlib.Path) -> None:
    collection = installed / "ansible_collections/fieldtech/workstation"
    assert {entry.name for entry in collection.iterdir()} <= {
        "CHANGELOG.rst", "CONTRIBUTING.md", "FILES.json", "LICENSE", "MANIFEST.json", "README.md",
        "changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles", "tests",
    }
    assert {entry.name for entry in (collection / "tests").iterdir()} <= {"conftest.py", "integration", "sanity", "unit"}
    for needed in ("plugins/module_utils/examiner/host.py", "plugins/action/examine.py", "playbooks/diagnose.yml", "meta/runtime.yml", "LICENSE"):
        assert (collection / needed).is_file(), needed


def test_each_role_is_documented(root: pathlib.Path) -> None:
    roles = sorted(path for path in (root / "roles").iterdir() if path.is_dir())
    assert roles
    provisioned = read_yaml(root / "playbooks/provision.yml")[0]["vars"]["__provision_order"]
    for role in roles:
        # What is only examined and repaired has nothing that a playbook could run as a whole.
        needed_too = ["tasks/main.yml", "tasks/check.yml"] if role.name in provisioned else [] if (role / "faults").is_dir() else ["tasks/main.yml"]
        for needed in ("README.md", "meta/main.yml", "meta/argument_specs.yml", "defaults/main.yml", *needed_too):
            assert (role / needed).is_file(), f"{role.name} has no {needed}"


def test_each_default_of_a_role_is_specified(root: pathlib.Path) -> None:
    """argument_specs is where people look a variable up, so it must know each one, and have the same default."""
    for specs in sorted((root / "roles").glob("*/meta/argument_specs.yml")):
        role = specs.parents[1]
        defaults = read_yaml(role / "defaults/main.yml") or {}
        options: dict[str, object] = {}
        for entry_point in read_yaml(specs)["argument_specs"].values():
            options.update(entry_point.get("options", {}))
        assert set(defaults) <= set(options), f"{role.name}: argument_specs lack {sorted(set(defaults) - set(options))}"
        written = {name: value for name, value in defaults.items() if not (isinstance(value, str) and "{{" in value)}
        # A default that is a table is described there, not repeated.
        differing = [name for name, value in written.items() if (not value or "default" in options[name]) and value != options[name].get("default")]
        assert differing == [], role.name
        # A role that nobody gave a variable must take its own defaults.
        spec = {name: {key: value for key, value in option.items() if key != "description"} for name, option in options.items()}
        assert ArgumentSpecValidator(spec).validate(written).error_messages == [], role.name


def tasks_of(entries: list[dict]) -> list[dict]:
    """The tasks of a file, with those in its blocks."""
    found = []
    for entry in entries or ():
        found.append(entry)
        for part in ("block", "rescue", "always"):
            found += tasks_of(entry.get(part))
    return found


def test_no_variable_of_a_task_is_hidden_by_a_result(root: pathlib.Path) -> None:
    """What is registered or set as a fact stays for the whole play and outranks the `vars` of any later task."""
    for role in sorted((root / "roles").iterdir()):
        lasting, passing = set(), set()
        for path in role.glob("tasks/**/*.yml"):
            for task in tasks_of(read_yaml(path)):
                lasting |= {task.get("register", "")} | set(task.get("ansible.builtin.set_fact") or ())
                passing |= set(task.get("vars") or ()) | {(task.get("loop_control") or {}).get("loop_var", "")}
        assert sorted(lasting & passing - {""}) == [], role.name


def test_every_target_is_in_the_help(root: pathlib.Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: ([\w-]+)$", makefile, re.MULTILINE))
    shown = subprocess.run(["make", "--no-print-directory", "help"], cwd=root, check=True, capture_output=True, text=True).stdout
    assert {"run", "test", "test-matrix", "bench", "fault"} <= targets
    for target in targets - {"setup-test"}:
        assert re.search(rf"^  make {re.escape(target)} +\S", shown, re.MULTILINE), f"make {target} has no line in the help"


def test_the_readme_names_both_commands(root: pathlib.Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
