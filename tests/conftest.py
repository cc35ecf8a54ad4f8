# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share: the checkout's own tools and settings, however pytest was started."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Find the virtual environment's commands and the checkout's ansible.cfg from any directory."""
    os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["ANSIBLE_CONFIG"] = str(ROOT / "ansible.cfg")
    os.environ.pop("ANSIBLE_COLLECTIONS_PATH", None)


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A collections path outside the checkout, into which the built collection has been installed."""
    directory = tmp_path_factory.mktemp("installed")
    subprocess.run([ROOT / "tests/tools/artifact.sh", directory], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return directory
