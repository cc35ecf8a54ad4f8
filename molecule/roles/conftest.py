# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each role's tests are for that role's machines: test_printing.py looks at ft-…-printing-…."""

from __future__ import annotations


def pytest_collection_modifyitems(config, items):
    """Leave out what is about other machines."""
    kept, others = [], []
    for item in items:
        (kept if "-%s-" % item.path.stem.removeprefix("test_") in item.callspec.id else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = kept
