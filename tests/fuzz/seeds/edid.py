# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitors that do not exist: a plain one, one with sound, HDMI and HDR, and one of two tiles with DisplayID."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import edid

TIMING = "023a801871382d40582c4500132a2100001e"


def block(data: bytes) -> bytes:
    """A block of 128 bytes from its beginning, with its checksum."""
    data += bytes(127 - len(data))
    return data + bytes([edid.checksum(data)])


def cta(*parts: tuple[int, str]) -> bytes:
    """A CTA-861 block of data blocks (tag, payload in hexadecimal) and one detailed timing."""
    data = b"".join(bytes([tag << 5 | len(payload) // 2]) + bytes.fromhex(payload) for tag, payload in parts)
    return block(bytes([2, 3, 4 + len(data), 0xF1]) + data + bytes.fromhex(TIMING))


def displayid(*parts: tuple[int, str]) -> bytes:
    """A DisplayID block around these data blocks, both checksums right."""
    data = b"".join(bytes([tag, 0, len(payload) // 2]) + bytes.fromhex(payload) for tag, payload in parts)
    section = bytes([0x12, len(data), 0, 0]) + data
    return block(b"\x70" + section + bytes([-sum(section) & 0xFF]))


#: The plain monitor, announcing one extension.
EXTENDED = block(edid.SAMPLE[:126] + b"\x01")
#: Modes (one native, one 4:2:0 only), sound, speakers, HDMI with 4K modes, HDMI Forum, FreeSync, HDR, colours, capabilities.
TELEVISION = cta(
    (2, "901f0422"), (1, "0907071507505707c0"), (4, "0f0000"), (3, "030c001000b83c20" "0060" "010203"), (3, "d85dc40178800700"),
    (3, "1a000001013090"), (7, "060701606001"), (7, "05c000"), (7, "00ca"), (7, "0e61"))
#: One of two tiles: product, parameters, the tile, a timing, DMT timings, an embedded CTA block.
TILE = displayid(
    (0x00, "534d50010001000000012206" "53616d706c65"), (0x01, "521c7e1a000f70080000787803"), (0x12, "001000" "00" "ff093f0b" "0000000000" "534d5001000100"),
    (0x03, "103900" "84" "ff09" "9f00" "2f80" "1f00" "3f0b" "5300" "0200" "0900"), (0x07, "08810000040000000000"), (0x81, "4390041f"))

PARSE = edid.parse
SEEDS = [
    edid.SAMPLE, EXTENDED + TELEVISION, EXTENDED + TILE,
    EXTENDED + block(bytes.fromhex("1001010001" + TIMING + "d1c0")),
]
