# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of physical memory of recorded machines against lsmem."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _memory

KINDS = ("lsmem_tree",)

_ARCHIVES = ("root.tar.bz2", "root.tar.gz", "root.tar.xz", "root.tar")
_UNITS = {"B": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def compare(case):
    """Each range of blocks: its size, whether all its blocks are there."""
    host = case.tree(next(name for name in _ARCHIVES if case.has(name)))
    ours = _memory.blocks(host)
    size = _memory.block_bytes(host)
    listed = set()
    for one in case.json("lsmem.json")["memory"]:
        first, dummy, last = one["block"].partition("-")
        numbers = range(int(first), int(last or first) + 1)
        listed.update(numbers)
        yield one["range"] + " there", all(number in ours for number in numbers), True
        start, end = (int(word, 16) for word in one["range"].split("-"))
        yield one["range"] + " range", [numbers[0] * size, (numbers[-1] + 1) * size - 1], [start, end]
        shown = float(one["size"][:-1]) * (1 << _UNITS[one["size"][-1]])
        yield one["range"] + " size", abs(len(numbers) * size - shown) <= shown * 0.04, True
    yield "blocks", ours, sorted(listed)
