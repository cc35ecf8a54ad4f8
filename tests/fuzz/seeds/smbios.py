# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMBIOS dumps: one structure of every kind that is decoded, behind each of the three entry points."""

from __future__ import annotations

import struct

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import smbios, smbios_names

KINDS = (0, 1, 2, 3, 4, 7, 8, 9, 11, 16, 17, 19, 22, 32, 38, 39, 41, 43, 221)


def table(fill: int = 1, kinds: tuple[int, ...] = KINDS, length: int = 0x5C) -> bytes:
    """A table whose fields are all the same byte."""
    return b"".join(
        struct.pack("<BBH", kind, length, handle) + bytes([fill]) * (length - 4) + b"Example\0SAMPLE123\0\0" for handle, kind in enumerate(kinds)
    ) + struct.pack("<BBH", 127, 4, 0xFEFF) + b"\0\0"


def summed(entry: bytes, checksum: int, start: int = 0, end: int | None = None) -> bytes:
    """The entry point with the checksum that makes its bytes' sum zero."""
    raw = bytearray(entry)
    raw[checksum] = 0
    raw[checksum] = -sum(raw[start:end]) & 0xFF
    return bytes(raw)


def dump_3(body: bytes, version: tuple[int, int] = (3, 4)) -> bytes:
    """A dump with a 64-bit entry point."""
    return summed(struct.pack("<5sBBBBBBBIQ", b"_SM3_", 0, 24, *version, 0, 1, 0, len(body), 32), 5).ljust(32, b"\0") + body


def dump_2(body: bytes, version: tuple[int, int] = (2, 8), count: int = len(KINDS) + 1) -> bytes:
    """A dump with a 32-bit entry point."""
    inner = struct.pack("<5sBHIHB", b"_DMI_", 0, len(body), 32, count, version[0] << 4 | version[1])
    return summed(struct.pack("<4sBBBBHB5s", b"_SM_", 0, 31, *version, 0x5C, 0, b"") + summed(inner, 5), 4).ljust(32, b"\0") + body


def dump_legacy(body: bytes, count: int = len(KINDS) + 1) -> bytes:
    """A dump with the entry point of before 2.1."""
    return summed(struct.pack("<5sBHIHB", b"_DMI_", 0, len(body), 32, count, 0x20), 5).ljust(32, b"\0") + body


def PARSE(data: bytes) -> object:
    """What an examination does with it; a dump whose entry point is damaged is read as a bare table."""
    try:
        entry, found = smbios.split(data)
    except ValueError:
        return smbios.parse(data[32:])
    smbios.dump(data[:32], found)
    return smbios.parse(found, entry["version"], entry["count"])


SEEDS = [dump_3(table()), dump_3(table(max(smbios_names.CHASSIS))),
         dump_3(table(0xFF)), dump_2(table(0)), dump_2(table(2), (2, 4)), dump_legacy(table(4)), dump_3(table(0x41, length=0x14))]
