# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kernel module says of itself: the .modinfo section of its ELF file, and whether a signature is attached."""

from __future__ import annotations

import struct
import typing as t
import zlib

_SIGNED = b"~Module signature appended~\n"
#: The largest modules (graphics) have about 30 MB.
MAX_BYTES = 96 << 20
_MAX_SECTIONS = 65536


def unpack(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """The module out of .ko, .ko.xz or .ko.gz. Raises ValueError for what cannot be unpacked here (.ko.zst) or becomes too large."""
    import lzma  # it is slow to load, and few modules are looked into

    try:
        if data.startswith(b"\xfd7zXZ\0"):
            reader = lzma.LZMADecompressor(memlimit=256 << 20)
            unpacked, ended = reader.decompress(data, limit + 1), reader.eof
        elif data.startswith(b"\x1f\x8b"):
            stream = zlib.decompressobj(31)
            unpacked, ended = stream.decompress(data, limit + 1), stream.eof
        else:
            return data
    except (lzma.LZMAError, zlib.error, EOFError) as exc:
        raise ValueError("it is damaged: %s" % exc) from exc
    if len(unpacked) > limit or not ended:
        raise ValueError("it is too large or cut off")
    return unpacked


def parse(data: bytes) -> dict[str, t.Any]:
    """{info: {key: [values]}, signed} of an unpacked module; the keys are such as alias, depends, firmware, version, vermagic.

    Raises ValueError where it is no ELF file or has no such section.
    """
    if data[:4] != b"\x7fELF" or len(data) < 52 or data[4] not in (1, 2) or data[5] not in (1, 2):
        raise ValueError("not an ELF file")
    wide, order = data[4] == 2, "<" if data[5] == 1 else ">"
    try:
        if wide:
            table, = struct.unpack_from(order + "Q", data, 40)
            size, count, names = struct.unpack_from(order + "3H", data, 58)
        else:
            table, = struct.unpack_from(order + "I", data, 32)
            size, count, names = struct.unpack_from(order + "3H", data, 46)
        if size < (64 if wide else 40) or names >= count:
            raise ValueError("its section table makes no sense")
        sections = [_section(data, table + number * size, wide, order) for number in range(min(count, _MAX_SECTIONS))]
    except (struct.error, OverflowError) as exc:
        raise ValueError("it is cut off") from exc
    strings = sections[names]
    for name, offset, length in sections:
        if data[strings[1] + name:strings[1] + name + 9] == b".modinfo\0" and offset + length <= len(data):
            return {"info": pairs(data[offset:offset + length]), "signed": data.endswith(_SIGNED)}
    raise ValueError("it has no .modinfo section")


def _section(data: bytes, at: int, wide: bool, order: str) -> tuple[int, int, int]:
    """(place of the name, offset, length) of a section header."""
    if wide:
        name, = struct.unpack_from(order + "I", data, at)
        offset, length = struct.unpack_from(order + "2Q", data, at + 24)
    else:
        name, = struct.unpack_from(order + "I", data, at)
        offset, length = struct.unpack_from(order + "2I", data, at + 16)
    return name, offset, length


def pairs(data: bytes) -> dict[str, list[str]]:
    """The section's key=value texts, each ended by a NUL; modules.builtin.modinfo has the same with the module's name before the key.

    >>> pairs(b"license=GPL\\0firmware=a.bin\\0firmware=b.bin\\0")
    {'license': ['GPL'], 'firmware': ['a.bin', 'b.bin']}
    """
    found: dict[str, list[str]] = {}
    for entry in data.split(b"\0"):
        key, equals, value = entry.partition(b"=")
        if equals and key:
            found.setdefault(key.decode("utf-8", "replace"), []).append(value.decode("utf-8", "replace"))
    return found
