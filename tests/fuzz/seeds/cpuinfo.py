# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/proc/cpuinfo as three architectures write it, and the kernel's lists and masks of CPUs."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import cpuinfo


def PARSE(data: bytes) -> object:
    """Everything that is made of the text."""
    text = data.decode("utf-8", "replace")
    parsed = cpuinfo.parse(text)
    for one in parsed["processors"][:4]:
        cpuinfo.describe(parsed, int(one["processor"]))
    cpuinfo.compact(cpuinfo.cpu_list(text))
    cpuinfo.cpu_mask(text)
    return cpuinfo.describe(parsed)


SEEDS = [
    b"processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 154\nmodel name\t: Example(R) CPU\nstepping\t: 3\nmicrocode\t: 0x430\n"
    b"cpu MHz\t\t: 2100.000\nphysical id\t: 0\ncore id\t\t: 0\nflags\t\t: fpu cx8 cmov mmx fxsr sse sse2 syscall lm\nbugs\t\t: spectre_v1\n"
    b"bogomips\t: 4992.00\naddress sizes\t: 46 bits physical, 48 bits virtual\n\n",
    b"processor\t: 0\nBogoMIPS\t: 38.40\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd05\n"
    b"CPU revision\t: 2\n\nHardware\t: Example board\n",
    b"vendor_id       : IBM/S390\n# processors    : 1\nprocessor 0: version = FF,  identification = 000001,  machine = 2964\n\ncpu number      : 0\n",
    b"0-3,8,10-11\n", b"00000000,000000ff\n",
]
