# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the lab's commands share: run one, or load it as a module, with a cache folder of the test's own."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import subprocess
import sys


def run(tool, *arguments, cache, **environment):
    """The command's outcome."""
    return subprocess.run([sys.executable, str(tool), *arguments], capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, "XDG_CACHE_HOME": str(cache), **environment})


def load(tool, cache, monkeypatch):
    """The command as a module; it has no .py."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = importlib.machinery.SourceFileLoader("lab_" + tool.name, str(tool))
    loaded = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(loaded)
    return loaded
