# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that people pasted of what other tools print: the examiner reads the kernel's files, not such prose."""

from __future__ import annotations

KINDS = ("sensors_text", "upower_text")


def compare(case):
    """Nothing to compare."""
    case.skip("prose of another tool; the files that it was made from are not in the recording, and nothing of ours reads such prose")
