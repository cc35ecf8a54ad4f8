# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser gets what no honest machine would say: it may refuse with ValueError, and nothing else.

A module below seeds/ names parsers of bytes and what they are used to: PARSE and SEEDS, or PARSERS = {name: (parse, seeds)}.
"""

from __future__ import annotations

import importlib
import pathlib
import pkgutil
import random
import typing as t

#: Seconds that one input may take; generous, for a busy machine.
PATIENCE = 5.0


class Target(t.NamedTuple):
    """One parser and honest input for it."""

    parse: t.Callable[[bytes], t.Any]
    seeds: list[bytes]


def targets() -> dict[str, Target]:
    """All parsers by name."""
    found: dict[str, Target] = {}
    for module in pkgutil.iter_modules([str(pathlib.Path(__file__).resolve().parent / "seeds")]):
        loaded = importlib.import_module("fuzz.seeds." + module.name)
        parsers = loaded.PARSERS if hasattr(loaded, "PARSERS") else {module.name: (loaded.PARSE, loaded.SEEDS)}
        found.update({name: Target(*pair) for name, pair in parsers.items()})
    return found


def spoil(data: bytes, others: t.Sequence[bytes], chance: random.Random) -> bytes:
    """The data after a few accidents: bits flipped, stretches zeroed, cut off, moved, repeated or from another sample."""
    spoilt = bytearray(data)
    for _count in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not spoilt:
            spoilt += bytes(chance.randrange(256) for _byte in range(chance.randrange(32)))
            continue
        start = chance.randrange(len(spoilt))
        end = min(len(spoilt), start + chance.choice((1, 2, 4, 16, 64, 256)))
        accident = chance.randrange(9)
        if accident == 0:
            spoilt[start] ^= 1 << chance.randrange(8)
        elif accident == 1:
            spoilt[start:end] = bytes(end - start)
        elif accident == 2:
            del spoilt[start:]
        elif accident == 3:
            del spoilt[start:end]
        elif accident == 4:
            spoilt[start:start] = spoilt[start:end] * chance.choice((1, 2, 50))
        elif accident == 5:
            spoilt[start] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
        elif accident == 6:
            spoilt[start:end] = b"\xff" * (end - start)
        elif accident == 7:
            spoilt[start:end] = bytes(chance.randrange(256) for _byte in range(end - start))
        else:
            other = chance.choice(others)
            spoilt[start:] = other[chance.randrange(len(other) + 1):]
    return bytes(spoilt[:1 << 20])
