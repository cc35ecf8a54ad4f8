# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs first on the workstation: makes the sources that came with the order importable, without writing a file.

The global ``order`` is what arrived on standard input: {sources: {module name: source}, …}.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys


class Sources(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Imports the shipped examiner as the package ``examiner``; only what is used gets compiled."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, fullname, path=None, target=None):
        """The spec of one of our modules, or None."""
        if fullname not in self.sources:
            return None
        package = any(name.startswith(fullname + ".") for name in self.sources)
        return importlib.util.spec_from_loader(fullname, self, is_package=package)

    def create_module(self, spec):
        """Nothing special."""
        return None

    def exec_module(self, module):
        """Compile and run one module."""
        name = module.__name__
        exec(compile(self.sources[name], name.replace(".", "/") + ".py", "exec"), module.__dict__)  # pylint: disable=exec-used


if "order" in globals():
    sys.meta_path.insert(0, Sources(globals()["order"].pop("sources")))
    importlib.import_module("examiner.examination").main(globals()["order"])
