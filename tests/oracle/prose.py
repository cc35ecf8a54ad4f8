# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of what other programs print for people. The examiner reads what those programs read, so there is nothing to compare."""

from __future__ import annotations

KINDS = ("dmi_text", "lpstat_text", "lscpu_text", "cpuid_dump")
_WHY = {
    "dmi_text": "dmidecode's prose alone: we read the tables themselves, as in dmi_bin",
    "lpstat_text": "lpstat's prose: queues are asked over IPP",
    "lscpu_text": "lscpu's prose alone: we read /proc/cpuinfo and /sys, as in lscpu_tree",
    "cpuid_dump": "answers of the CPUID instruction, which the kernel gives us in /proc/cpuinfo and /sys",
}


def compare(case):
    """Say why not."""
    case.skip(_WHY[case.entry["kind"]])
