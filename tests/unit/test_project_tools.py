# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Makefile's tools, run for real on machines that lack something."""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import types

import pytest

MAKEFILE = """
good:
\t@echo one; echo '========= 3 passed, 1 skipped in 0.12s ========='
bad:
\t@echo '===== 1 failed, 2 passed in 1.20s ====='; exit 1
plain:
\t@echo ran >> runs
broken:
\t@exit 7
.PHONY: good bad plain broken
"""


def load(path: pathlib.Path) -> types.ModuleType:
    """A tool as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command: str | pathlib.Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a tool with this environment and no other."""
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120)


def executable(path: pathlib.Path, text: str) -> pathlib.Path:
    """Put a script there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


class TestInterpreter:
    """python.sh believes an interpreter only when it has run."""

    def test_a_shim_that_fails_is_passed_over(self, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
        executable(tmp_path / "python3.14", "#!/bin/sh\necho 'python3.14: command not found' >&2\nexit 127\n")
        executable(tmp_path / "python3.13", "#!/bin/sh\necho /nowhere\n")
        real = f"python3.{sys.version_info[1]}"
        (tmp_path / real).unlink(missing_ok=True)
        (tmp_path / real).symlink_to(sys._base_executable)
        found = run(root / "tests/tools/python.sh", "all", PATH=f"{tmp_path}:/usr/bin:/bin", HOME=str(tmp_path)).stdout.split()
        assert sys._base_executable in found or os.path.realpath(sys._base_executable) in map(os.path.realpath, found)
        for path in found:
            version = subprocess.run([path, "-c", "import sys; print(*sys.version_info[:2])"], check=True, capture_output=True, text=True).stdout
            assert version.split()[0] == "3"
            assert version.split()[1] in {"11", "12", "13", "14"}

    def test_newest_is_the_first_of_all(self, root: pathlib.Path) -> None:
        tool = root / "tests/tools/python.sh"
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
        assert run(tool, "newest", **environment).stdout.split() == run(tool, "all", **environment).stdout.split()[:1]

    def test_a_new_one_is_found_where_pyenv_keeps_it(self, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
        minor = sys.version_info[1]
        place = tmp_path / f".pyenv/versions/3.{minor}.99/bin/python3.{minor}"
        place.parent.mkdir(parents=True)
        place.symlink_to(sys._base_executable)
        assert run(root / "tests/tools/python.sh", "newest", PATH="/usr/bin:/bin", HOME=str(tmp_path)).returncode == 0


class TestPackages:
    """packages.sh installs what is missing or names it in one line."""

    def test_what_is_there_needs_nothing(self, root: pathlib.Path) -> None:
        if not shutil.which("dpkg-query"):
            pytest.skip("no Debian")
        done = run(root / "tests/tools/packages.sh", "The test", "dpkg", "no-such-package|bash", PATH="/usr/bin:/bin")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_without_rights_one_line_names_them(self, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
        if not shutil.which("dpkg-query"):
            pytest.skip("no Debian")
        executable(tmp_path / "sudo", "#!/bin/sh\nexit 1\n")
        # The checkout may lie where nobody else may look.
        tool = shutil.copy(root / "tests/tools/packages.sh", tmp_path / "packages.sh")
        for path in (tmp_path, *tmp_path.parents[:3]):
            if path.owner() == pathlib.Path.home().owner() and path != pathlib.Path("/tmp"):
                path.chmod(path.stat().st_mode | 0o055)
        prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        done = run(*prefix, "bash", tool, "The test", "fieldtech-none", "dpkg", "fieldtech-other|fieldtech-third", PATH=f"{tmp_path}:/usr/bin:/bin")
        assert done.returncode == 1
        assert done.stderr == "The test needs packages that only root can install: sudo apt-get install fieldtech-none fieldtech-other\n"

    def test_another_system_is_told_the_names(self, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
        for name in ("bash", "env"):
            (tmp_path / name).symlink_to(shutil.which(name))
        done = run(root / "tests/tools/packages.sh", "The test", "podman", "runc|crun", PATH=str(tmp_path))
        assert done.returncode == 1
        assert done.stderr == "The test needs these Debian packages, or what this system calls them: podman runc|crun\n"


class TestVirtualEnvironment:
    """venv.sh makes one, keeps it, and makes it again when its interpreter is gone."""

    @pytest.fixture
    def lock(self, tmp_path: pathlib.Path) -> pathlib.Path:
        """A lock that asks for nothing."""
        path = tmp_path / "empty.txt"
        path.write_text("", encoding="utf-8")
        return path

    def test_made_kept_and_made_again(self, root: pathlib.Path, tmp_path: pathlib.Path, lock: pathlib.Path) -> None:
        tool, venv = root / "tests/tools/venv.sh", tmp_path / "venv"
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHON": sys._base_executable}
        made = run(tool, venv, lock, **environment)
        assert made.returncode == 0, made.stderr
        assert (venv / "bin/pip").exists()
        kept = run(tool, venv, lock, **environment | {"PYTHON": "/no/such/python"})
        assert (kept.returncode, kept.stderr) == (0, "")
        (venv / "bin/python").unlink()
        (venv / "bin/python").symlink_to("/no/such/python")
        again = run(tool, venv, lock, **environment)
        assert again.returncode == 0, again.stderr
        assert "Making" in again.stderr
        lock.write_text("# changed\n", encoding="utf-8")
        assert "Installing" in run(tool, venv, lock, **environment).stderr

    def test_a_lock_without_hashes_is_refused(self, root: pathlib.Path, tmp_path: pathlib.Path, lock: pathlib.Path) -> None:
        lock.write_text("packaging==26.3\n", encoding="utf-8")
        done = run(root / "tests/tools/venv.sh", tmp_path / "venv", lock, PATH=os.environ["PATH"], HOME=os.environ["HOME"], PYTHON=sys._base_executable)
        assert done.returncode != 0
        assert "hash" in done.stderr.lower()
        assert not list((tmp_path / "venv").glob(".*-installed"))


class TestSteps:
    """steps.py keeps going, counts single tests, and closes on the line that others read."""

    @pytest.fixture
    def project(self, root: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
        """A project with a Makefile and the tool."""
        (tmp_path / "tests/tools").mkdir(parents=True)
        shutil.copy(root / "tests/tools/steps.py", tmp_path / "tests/tools")
        (tmp_path / "Makefile").write_text(MAKEFILE, encoding="utf-8")
        (tmp_path / ".gitignore").write_text(".cache\nruns\n__pycache__\n", encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        return tmp_path

    @staticmethod
    def steps(project: pathlib.Path, *arguments: str, ci: bool = False) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(project)} | ({"CI": "true"} if ci else {})
        return run(sys.executable, project / "tests/tools/steps.py", *arguments, **environment)

    def test_all_is_run_and_counted(self, project: pathlib.Path) -> None:
        done = self.steps(project, "good", "bad", "plain", "broken")
        assert done.stdout.splitlines()[-1] == "6 passed, 2 failed, 1 skipped"
        assert done.returncode == 1
        assert (project / "runs").read_text(encoding="utf-8") == "ran\n"

    def test_success(self, project: pathlib.Path) -> None:
        done = self.steps(project, "good", "plain")
        assert done.stdout.splitlines()[-1] == "4 passed, 0 failed, 1 skipped"
        assert done.returncode == 0

    def test_a_static_check_of_the_same_files_is_not_repeated(self, project: pathlib.Path) -> None:
        runs = project / "runs"
        for expected in (1, 1):
            assert self.steps(project, "plain", "--static", "plain").stdout.splitlines()[-1] == "1 passed, 0 failed"
            assert len(runs.read_text(encoding="utf-8").split()) == expected
        (project / "new").write_text("", encoding="utf-8")
        self.steps(project, "plain", "--static", "plain")
        assert len(runs.read_text(encoding="utf-8").split()) == 2
        self.steps(project, "plain", "--static", "plain", "--key", "another interpreter")
        assert len(runs.read_text(encoding="utf-8").split()) == 3
        self.steps(project, "plain", "--static", "plain", "--key", "another interpreter", ci=True)
        assert len(runs.read_text(encoding="utf-8").split()) == 4

    def test_a_failure_is_never_remembered_as_a_pass(self, project: pathlib.Path) -> None:
        for _time in range(2):
            assert self.steps(project, "broken", "--static", "broken").stdout.splitlines()[-1] == "0 passed, 1 failed"

    def test_sanity_tests_are_counted_one_by_one(self, root: pathlib.Path) -> None:
        count = load(root / "tests/tools/steps.py").count
        output = "".join(f"Running sanity test {name}\n" for name in ('"pep8"', '"import" on Python 3.13', '"shebang"'))
        assert count(output, 0) == (3, 0, 0)
        lost = "FATAL: The 1 sanity test(s) listed below (out of 3) failed. See error output above for details.\nimport\n"
        assert count(output + lost, 1) == (2, 1, 0)

    def test_a_scenario_closes_on_a_line_of_its_own(self, root: pathlib.Path) -> None:
        count = load(root / "tests/tools/steps.py").count
        assert count('  │         "29 passed, 1 failed, 2 skipped"\n  │     ]\n', 2) == (29, 1, 2)
        assert count("2 passed, 0 failed\n", 0) == (2, 0, 0)
        assert count("it says 2 passed, 0 failed somewhere\n", 0) == (1, 0, 0)


class TestCollections:
    """fetch_collections.py leaves alone what is there in the right version, wherever ansible would find it first."""

    def test_the_first_path_decides(self, root: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tool = load(root / "tests/tools/fetch_collections.py")
        first, second = tmp_path / "first", tmp_path / "second"
        for path, version in ((first, "1.0.0"), (second, "2.0.0")):
            manifest = path / "ansible_collections/some/thing/MANIFEST.json"
            manifest.parent.mkdir(parents=True)
            manifest.write_text(json.dumps({"collection_info": {"version": version}}), encoding="utf-8")
        monkeypatch.setattr(tool, "SEARCHED", (first, second))
        assert tool.missing({"some.thing": "1.0.0"}) == {}
        assert tool.missing({"some.thing": "2.0.0"}) == {"some.thing": "2.0.0"}
        assert tool.missing({"other.thing": "1.0.0"}) == {"other.thing": "1.0.0"}

    def test_a_damaged_collection_is_fetched_again(self, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
        tool = load(root / "tests/tools/fetch_collections.py")
        manifest = tmp_path / "ansible_collections/some/thing/MANIFEST.json"
        manifest.parent.mkdir(parents=True)
        manifest.write_text("{", encoding="utf-8")
        assert tool.installed(tmp_path, "some.thing") is None
