# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMBIOS tables made up for tests, with entry points whose checksums are right. `python made_tables.py` prints the laptop's."""

from __future__ import annotations

import base64
import struct


def structure(kind: int, handle: int, body: bytes, *strings: str) -> bytes:
    """One structure: what follows its header, and its strings."""
    texts = b"".join(text.encode() + b"\0" for text in strings)
    return struct.pack("<BBH", kind, 4 + len(body), handle) + body + (texts or b"\0") + b"\0"


def summed(raw: bytes, checksum: int) -> bytes:
    """The bytes with the checksum that makes their sum zero."""
    changed = bytearray(raw)
    changed[checksum] = 0
    changed[checksum] = -sum(changed) & 0xFF
    return bytes(changed)


def entry_3(table: bytes, version: tuple[int, int] = (3, 4), address: int = 32) -> bytes:
    """A 64-bit entry point."""
    return summed(struct.pack("<5sBBBBBBBIQ", b"_SM3_", 0, 24, *version, 0, 1, 0, len(table), address), 5)


def entry_2(table: bytes, count: int, version: tuple[int, int] = (2, 8), address: int = 32) -> bytes:
    """A 32-bit entry point."""
    inner = summed(struct.pack("<5sBHIHB", b"_DMI_", 0, len(table), address, count, version[0] << 4 | version[1]), 5)
    return summed(struct.pack("<4sBBBBHB5s", b"_SM_", 0, 31, *version, 0x80, 0, b"") + inner, 4)


def entry_legacy(table: bytes, count: int, address: int = 32) -> bytes:
    """The entry point of before version 2.1."""
    return summed(struct.pack("<5sBHIHB", b"_DMI_", 0, len(table), address, count, 0x20), 5)


def module(handle: int, slot: str, megabytes: int, serial: str = "SAMPLE123", width: int = 64) -> bytes:
    """A slot for a memory module: DDR5 at 5600 MT/s, or empty."""
    if not megabytes:
        body = struct.pack("<HHHHHBBBBBHHBBBBBIHHHH", 0x1000, 0xFFFE, 0, 0, 0, 0x0D, 0, 1, 2, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        return structure(17, handle, body, slot, "BANK 1")
    body = struct.pack(
        "<HHHHHBBBBBHHBBBBBIHHHH", 0x1000, 0xFFFE, width, 64, megabytes if megabytes < 0x7FFF else 0x7FFF, 0x0D, 0, 1, 2, 0x22, 0x0080, 5600, 3, 4, 0, 5, 1,
        megabytes if megabytes >= 0x7FFF else 0, 5600, 1100, 1100, 1100)
    return structure(17, handle, body, slot, "BANK 0", "Example Memory", serial, "EX-16G-5600")


def laptop(modules: bytes | None = None) -> bytes:
    """The table of a laptop of no particular make: two modules of 16 GB."""
    return b"".join((
        structure(
            0, 0, struct.pack("<BBHBBQBBBBBBH", 1, 2, 0, 3, 0xFF, 0x08010080, 0x03, 0x0D, 1, 12, 1, 4, 32),
            "Example Firmware", "EX12 1.12", "03/04/2026"),
        structure(
            1, 1, struct.pack("<BBBB16sBBB", 1, 2, 3, 4, bytes(range(16)), 6, 5, 6),
            "Example Computers", "Portable 14 G3", "Example Portable 14", "SAMPLE123", "EX_14_G3", "Portable"),
        structure(2, 2, struct.pack("<BBBBBBBHBB", 1, 2, 3, 4, 0, 9, 0, 3, 10, 0), "Example Computers", "EX-BOARD-14", "A01", "SAMPLE456"),
        structure(3, 3, struct.pack("<BBBBBBBBBIBBBBB", 1, 10, 0, 2, 3, 3, 3, 3, 2, 0, 0, 0, 0, 3, 0), "Example Computers", "SAMPLE123", "Asset-1234567890"),
        structure(
            4, 4, struct.pack(
                "<BBBB8sBBHHHBBHHHBBBBBBHHHHH", 1, 3, 0xC6, 2, bytes(8), 3, 0x8A, 100, 4700, 2100, 0x41, 1, 5, 6, 7, 0, 0, 0, 4, 4, 8, 0xFC, 0xC6, 4, 4, 8),
            "U3E1", "Example Silicon", "Example Silicon 4-core"),
        structure(8, 8, struct.pack("<BBBBB", 0, 0, 1, 0x23, 0x10), "USB-C 1"),
        structure(9, 9, struct.pack("<BBBBBHBBHBB", 1, 0xBB, 10, 4, 3, 1, 0x0C, 1, 0, 1, 0), "M.2 2280"),
        structure(16, 0x1000, struct.pack("<BBBIHHQ", 3, 3, 3, 64 << 20, 0xFFFE, 2, 0)),
        modules if modules is not None else module(0x1100, "DIMM A", 16384) + module(0x1101, "DIMM B", 16384, "SAMPLE124"),
        structure(41, 41, struct.pack("<BBBHBB", 1, 0x85, 1, 0, 0, 0xFE), "Onboard LAN"),
        structure(43, 43, struct.pack("<4sBBIIBQI", b"EXMP", 2, 0, 7 << 16 | 2, 0, 1, 1 << 4, 0), "TPM 2.0"),
        structure(32, 32, struct.pack("<6sB", bytes(6), 0)),
        structure(127, 0xFEFF, b""),
    ))


if __name__ == "__main__":
    for name, content in (("DMI", laptop()), ("smbios_entry_point", entry_3(laptop(), address=0x6F000000)),
                          ("one module", laptop(module(0x1100, "DIMM A", 16384) + module(0x1101, "DIMM B", 0)))):
        print("%s: %s" % (name, base64.b64encode(content).decode()))
