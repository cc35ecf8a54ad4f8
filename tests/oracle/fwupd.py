# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings that were made for fwupd's own tests."""

from __future__ import annotations

KINDS = ("fwupd_emulation",)


def compare(case):
    """These are settings of the firmware's set-up program, which no component of ours reads."""
    case.skip("settings of the firmware's set-up program (/sys/class/firmware-attributes), which no facts of ours contain")
