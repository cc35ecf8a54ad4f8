# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMBIOS: the firmware's own description of the machine, in the binary form of DMTF DSP0134.

Linux gives the two parts as /sys/firmware/dmi/tables/smbios_entry_point and DMI. A structure comes out as
{type, handle, length, strings, data} and, where its type is known here, ``fields``: only those that it is long enough to
have. A value that the firmware declares unknown, or a text it does not give, is None.
"""

from __future__ import annotations

import struct
import typing as t

from . import smbios_names as n

MAX_STRUCTURES = 8192
#: Where the table stands in a dump of one file, as ``dmidecode --dump-bin`` writes it.
_DUMP_TABLE = 32

Structure = "dict[str, t.Any]"
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


def entry_point(data: bytes) -> dict[str, t.Any]:
    """{anchor, version: [major, minor, docrev], address, length (of the table; an upper bound for 3.x), count (None for 3.x)}."""
    if data[:5] == b"_SM3_" and len(data) >= 24 and 24 <= data[6] <= 32:
        size, maximum = data[6], struct.unpack_from("<I", data, 12)[0]
        found = {
            "anchor": "_SM3_", "version": [data[7], data[8], data[9]], "address": struct.unpack_from("<Q", data, 16)[0], "length": maximum, "count": None,
        }
    elif data[:4] == b"_SM_" and len(data) >= 31 and data[16:21] == b"_DMI_":
        # Version 2.1 of the specification gave a wrong length, and firmware believed it.
        size = 31 if data[5] == 30 else data[5]
        found = {"anchor": "_SM_", "version": [*_mended(data[6], data[7]), 0], **_intermediate(data[16:31])}
        if size > 32 or sum(data[16:31]) & 0xFF:
            raise ValueError("the entry point's checksum is wrong")
    elif data[:5] == b"_DMI_" and len(data) >= 15:
        size = 15
        found = {"anchor": "_DMI_", "version": [data[14] >> 4, data[14] & 15, 0], **_intermediate(data[:15])}
    else:
        raise ValueError("not an SMBIOS entry point")
    if len(data) < size or sum(data[:size]) & 0xFF:
        raise ValueError("the entry point's checksum is wrong")
    return found


def _mended(major: int, minor: int) -> tuple[int, int]:
    """Versions that firmware is known to write and that never were."""
    return {(2, 0x1F): (2, 3), (2, 0x21): (2, 3), (2, 0x33): (2, 6)}.get((major, minor), (major, minor))


def _intermediate(data: bytes) -> dict[str, t.Any]:
    length, address, count = struct.unpack_from("<HIH", data, 6)
    return {"address": address, "length": length, "count": count}


def split(dump: bytes) -> tuple[dict[str, t.Any], bytes]:
    """The entry point and the table of a dump in one file (``dmidecode --dump-bin``)."""
    found = entry_point(dump[:32])
    start = found["address"]
    if not 15 <= start < len(dump):
        raise ValueError("the table lies outside of the dump")
    return found, dump[start:start + found["length"]]


def dump(entry: bytes, table: bytes) -> bytes:
    """One file as ``dmidecode --dump-bin`` writes it, so that it can be read there: the table at 32, the entry point pointing to it."""
    found = entry_point(entry)
    crafted = bytearray(entry[:_DUMP_TABLE].ljust(_DUMP_TABLE, b"\0"))
    # The byte that makes the sum zero takes up what the new address changes.
    checksum, address, size = {"_SM3_": (5, 16, 8), "_SM_": (21, 24, 4), "_DMI_": (5, 8, 4)}[found["anchor"]]
    crafted[checksum] = (crafted[checksum] + sum(crafted[address:address + size]) - _DUMP_TABLE) & 0xFF
    crafted[address:address + size] = _DUMP_TABLE.to_bytes(size, "little")
    return bytes(crafted) + table[:found["length"]]


def parse(table: bytes, version: t.Sequence[int] = (3, 0), count: int | None = None) -> list[Structure]:
    r"""The structures in their order. What follows a damaged one cannot be found and is left out: compare with the entry point's count.

    >>> found = parse(b"\x0b\x05\x01\x00\x02Spare\x00Parts\x00\x00\x7f\x04\x02\x00\x00\x00")
    >>> [(one["type"], one["handle"], one["strings"]) for one in found]
    [(11, 1, ['Spare', 'Parts']), (127, 2, [])]
    """
    structures: list[Structure] = []
    at = 0
    while at + 4 <= len(table) and len(structures) < (count or MAX_STRUCTURES):
        kind, length, handle = struct.unpack_from("<BBH", table, at)
        if length < 4 or at + length > len(table):
            break
        end = table.find(b"\0\0", at + length)
        if end < 0:
            # The last one without its end: its fields are whole, its last string may not be.
            end = len(table)
        raw = table[at + length:end].split(b"\0") if end > at + length else []
        strings = [_text(word) for word in raw]
        found = {"type": kind, "handle": handle, "length": length, "strings": strings, "data": table[at:at + length]}
        if kind in _LAYOUTS:
            found["fields"] = _decode(found, tuple(version[:2]))
        structures.append(found)
        at = end + 2
        # A 2.x table may go on behind its end mark, up to the count; a 3.x one may not.
        if kind == 127 and count is None:
            break
    return structures


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


# --- fields ------------------------------------------------------------------------------------------------------
#
# A layout is a list of (name, offset, kind). The kinds "b", "w", "d", "q" are little-endian numbers of 1, 2, 4, 8 bytes,
# "s" a string's number; a dict names a byte's values; anything else is (size, function of the data at the offset).


def _bits(names: t.Sequence[str]) -> t.Callable[[bytes], list[str]]:
    def decode(raw: bytes) -> list[str]:
        value = int.from_bytes(raw, "little")
        return [name for bit, name in enumerate(names) if name and value >> bit & 1]

    return decode


def _number(*unknown: int, scale: int = 1) -> t.Callable[[bytes], int | None]:
    def decode(raw: bytes) -> int | None:
        value = int.from_bytes(raw, "little")
        return None if value in unknown else value * scale

    return decode


def _enumeration(names: dict[int, str], mask: int = 0xFF, shift: int = 0) -> t.Callable[[bytes], str | None]:
    return lambda raw: names.get(int.from_bytes(raw, "little") >> shift & mask)


def _flag(bit: int) -> t.Callable[[bytes], bool]:
    return lambda raw: bool(int.from_bytes(raw, "little") >> bit & 1)


def _revision(raw: bytes) -> str | None:
    return None if raw == b"\xff\xff" else "%d.%d" % (raw[0], raw[1])


def _voltages(raw: bytes) -> list[float]:
    if raw[0] & 0x80:
        return [(raw[0] & 0x7F) / 10]
    return [volts for bit, volts in enumerate((5.0, 3.3, 2.9)) if raw[0] >> bit & 1]


def _cache_size(raw: bytes) -> int:
    """16 or 32 bits, of which the highest says whether the unit is 64 kB."""
    value, top = int.from_bytes(raw, "little"), 1 << (8 * len(raw) - 1)
    return (value & (top - 1)) * KIB * (64 if value & top else 1)


def _array_capacity(raw: bytes) -> int | None:
    value = int.from_bytes(raw, "little")
    return None if value == 0x80000000 else value * KIB


def _rank(raw: bytes) -> int | None:
    return raw[0] & 15 or None


def _pci(raw: bytes) -> str | None:
    segment, bus, place = struct.unpack("<HBB", raw)
    return None if (segment, bus, place) == (0xFFFF, 0xFF, 0xFF) else "%04x:%02x:%02x.%x" % (segment, bus, place >> 3, place & 7)


def _battery_date(raw: bytes) -> str | None:
    value = int.from_bytes(raw, "little")
    month, day = value >> 5 & 15, value & 31
    return "%04d-%02d-%02d" % (1980 + (value >> 9), month, day) if 1 <= month <= 12 and day else None


def _millivolts(raw: bytes) -> float | None:
    value = int.from_bytes(raw, "little")
    return value / 1000 if value else None


def _tpm_vendor(raw: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in raw.partition(b"\0")[0])


_HANDLE = (2, _number(0xFFFF))
_ERROR_HANDLE = (2, _number(0xFFFE, 0xFFFF))
_SPEED = (2, _number(0, 0xFFFF))
_BYTES8 = (8, _number(0xFFFFFFFFFFFFFFFF))
_MAKER = (2, _number(0))

_LAYOUTS: dict[int, list[tuple[str, int, t.Any]]] = {
    0: [
        ("vendor", 0x04, "s"), ("version", 0x05, "s"), ("segment", 0x06, "w"), ("date", 0x08, "s"), ("rom_bytes", 0x09, "b"),
        ("characteristics", 0x0A, (8, _bits(n.FIRMWARE))), ("revision", 0x14, (2, _revision)), ("controller_revision", 0x16, (2, _revision)),
    ],
    1: [
        ("manufacturer", 0x04, "s"), ("product", 0x05, "s"), ("version", 0x06, "s"), ("serial", 0x07, "s"), ("uuid", 0x08, (16, bytes)),
        ("wake_up", 0x18, n.WAKE_UP), ("sku", 0x19, "s"), ("family", 0x1A, "s"),
    ],
    2: [
        ("manufacturer", 0x04, "s"), ("product", 0x05, "s"), ("version", 0x06, "s"), ("serial", 0x07, "s"), ("asset_tag", 0x08, "s"),
        ("features", 0x09, (1, _bits(n.BOARD_FEATURES))), ("location", 0x0A, "s"), ("chassis", 0x0B, "w"), ("type", 0x0D, n.BOARD),
    ],
    3: [
        ("manufacturer", 0x04, "s"), ("type", 0x05, (1, _enumeration(n.CHASSIS, 0x7F))), ("lock", 0x05, (1, _flag(7))), ("version", 0x06, "s"),
        ("serial", 0x07, "s"), ("asset_tag", 0x08, "s"), ("boot_up_state", 0x09, n.STATE), ("power_supply_state", 0x0A, n.STATE),
        ("thermal_state", 0x0B, n.STATE), ("security", 0x0C, n.SECURITY), ("oem", 0x0D, "d"), ("height_units", 0x11, (1, _number(0))),
        ("power_cords", 0x12, (1, _number(0))),
    ],
    4: [
        ("socket", 0x04, "s"), ("type", 0x05, n.PROCESSOR), ("family", 0x06, "b"), ("manufacturer", 0x07, "s"), ("id", 0x08, (8, bytes.hex)),
        ("version", 0x10, "s"), ("voltages", 0x11, (1, _voltages)), ("external_clock_mhz", 0x12, (2, _number(0))), ("max_mhz", 0x14, (2, _number(0))),
        ("current_mhz", 0x16, (2, _number(0))), ("populated", 0x18, (1, _flag(6))), ("status", 0x18, (1, _enumeration(n.PROCESSOR_STATUS, 7))),
        ("upgrade", 0x19, n.SOCKET), ("l1_cache", 0x1A, _HANDLE), ("l2_cache", 0x1C, _HANDLE), ("l3_cache", 0x1E, _HANDLE), ("serial", 0x20, "s"),
        ("asset_tag", 0x21, "s"), ("part", 0x22, "s"), ("cores", 0x23, (1, _number(0))), ("cores_enabled", 0x24, (1, _number(0))),
        ("threads", 0x25, (1, _number(0))), ("characteristics", 0x26, (2, _bits(n.PROCESSOR_FEATURES))),
    ],
    7: [
        ("designation", 0x04, "s"), ("level", 0x05, (2, lambda raw: (raw[0] & 7) + 1)), ("socketed", 0x05, (2, _flag(3))), ("enabled", 0x05, (2, _flag(7))),
        ("location", 0x05, (2, lambda raw: n.CACHE_LOCATION[raw[0] >> 5 & 3])), ("mode", 0x05, (2, lambda raw: n.CACHE_MODE[raw[1] & 3])),
        ("max_bytes", 0x07, (2, _cache_size)), ("bytes", 0x09, (2, _cache_size)), ("sram_supported", 0x0B, (2, _bits(n.CACHE_SRAM))),
        ("sram", 0x0D, (2, _bits(n.CACHE_SRAM))), ("speed_ns", 0x0F, (1, _number(0))), ("error_correction", 0x10, n.CACHE_CORRECTION),
        ("type", 0x11, n.CACHE_TYPE), ("associativity", 0x12, n.CACHE_WAYS),
    ],
    8: [
        ("internal_designation", 0x04, "s"), ("internal_connector", 0x05, n.CONNECTOR), ("external_designation", 0x06, "s"),
        ("external_connector", 0x07, n.CONNECTOR), ("type", 0x08, n.PORT),
    ],
    9: [
        ("designation", 0x04, "s"), ("type", 0x05, n.SLOT), ("width", 0x06, n.SLOT_WIDTH), ("usage", 0x07, n.SLOT_USAGE), ("length", 0x08, n.SLOT_LENGTH),
        ("id", 0x09, "w"), ("address", 0x0D, (4, _pci)), ("data_bus_width", 0x11, "b"),
    ],
    16: [
        ("location", 0x04, n.ARRAY_LOCATION), ("use", 0x05, n.ARRAY_USE), ("error_correction", 0x06, n.ARRAY_CORRECTION),
        ("max_bytes", 0x07, (4, _array_capacity)), ("error", 0x0B, _ERROR_HANDLE), ("slots", 0x0D, "w"),
    ],
    17: [
        ("array", 0x04, "w"), ("error", 0x06, _ERROR_HANDLE), ("total_width", 0x08, (2, _number(0, 0xFFFF))), ("data_width", 0x0A, (2, _number(0, 0xFFFF))),
        ("bytes", 0x0C, "w"), ("form_factor", 0x0E, n.FORM_FACTOR), ("set", 0x0F, (1, _number(0, 0xFF))), ("locator", 0x10, "s"), ("bank", 0x11, "s"),
        ("type", 0x12, n.MEMORY), ("detail", 0x13, (2, _bits(n.MEMORY_DETAIL))), ("speed", 0x15, _SPEED), ("manufacturer", 0x17, "s"),
        ("serial", 0x18, "s"), ("asset_tag", 0x19, "s"), ("part", 0x1A, "s"), ("rank", 0x1B, (1, _rank)), ("configured_speed", 0x20, _SPEED),
        ("min_volts", 0x22, (2, _millivolts)), ("max_volts", 0x24, (2, _millivolts)), ("configured_volts", 0x26, (2, _millivolts)),
        ("technology", 0x28, n.TECHNOLOGY), ("modes", 0x29, (2, _bits(n.MEMORY_MODE))), ("firmware", 0x2B, "s"), ("module_maker", 0x2C, _MAKER),
        ("module_product", 0x2E, _MAKER), ("controller_maker", 0x30, _MAKER), ("controller_product", 0x32, _MAKER), ("non_volatile_bytes", 0x34, _BYTES8),
        ("volatile_bytes", 0x3C, _BYTES8), ("cache_bytes", 0x44, _BYTES8), ("logical_bytes", 0x4C, _BYTES8),
    ],
    19: [("start", 0x04, "d"), ("end", 0x08, "d"), ("array", 0x0C, "w"), ("partition_width", 0x0E, "b")],
    22: [
        ("location", 0x04, "s"), ("manufacturer", 0x05, "s"), ("date", 0x06, "s"), ("serial", 0x07, "s"), ("name", 0x08, "s"),
        ("chemistry", 0x09, n.CHEMISTRY), ("design_milliwatt_hours", 0x0A, (2, _number(0))), ("design_volts", 0x0C, (2, _millivolts)),
        ("sbds_version", 0x0E, "s"), ("max_error_percent", 0x0F, (1, _number(0xFF))),
    ],
    32: [("status", 0x0A, "b")],
    38: [
        ("interface", 0x04, n.IPMI), ("specification", 0x05, (1, lambda raw: "%d.%d" % (raw[0] >> 4, raw[0] & 15))),
        ("i2c_address", 0x06, (1, lambda raw: raw[0] >> 1)), ("storage_address", 0x07, (1, _number(0xFF))), ("base_address", 0x08, "q"),
    ],
    39: [
        ("group", 0x04, (1, _number(0))), ("location", 0x05, "s"), ("name", 0x06, "s"), ("manufacturer", 0x07, "s"), ("serial", 0x08, "s"),
        ("asset_tag", 0x09, "s"), ("part", 0x0A, "s"), ("revision", 0x0B, "s"), ("max_milliwatts", 0x0C, (2, _number(0x8000, scale=1000))),
        ("hot_replaceable", 0x0E, (2, _flag(0))), ("present", 0x0E, (2, _flag(1))), ("plugged", 0x0E, (2, lambda raw: not raw[0] >> 2 & 1)),
        ("input_range", 0x0E, (2, _enumeration(n.SUPPLY_RANGE, 15, 3))), ("status", 0x0E, (2, _enumeration(n.SUPPLY_STATUS, 7, 7))),
        ("type", 0x0E, (2, _enumeration(n.SUPPLY, 15, 10))), ("voltage_probe", 0x10, _HANDLE), ("cooling", 0x12, _HANDLE), ("current_probe", 0x14, _HANDLE),
    ],
    41: [
        ("designation", 0x04, "s"), ("type", 0x05, (1, _enumeration(n.ONBOARD, 0x7F))), ("enabled", 0x05, (1, _flag(7))), ("instance", 0x06, "b"),
        ("address", 0x07, (4, _pci)),
    ],
    43: [
        ("vendor", 0x04, (4, _tpm_vendor)), ("specification", 0x08, (2, lambda raw: "%d.%d" % (raw[0], raw[1]))), ("firmware", 0x0A, (8, bytes)),
        ("description", 0x12, "s"), ("characteristics", 0x13, (8, _bits(n.TPM_FEATURES))), ("oem", 0x1B, "d"),
    ],
}
_SIZES = {"b": 1, "w": 2, "d": 4, "q": 8}


def _decode(found: Structure, version: tuple[int, ...]) -> dict[str, t.Any]:
    data, strings = found["data"], found["strings"]
    fields: dict[str, t.Any] = {}
    for name, at, kind in _LAYOUTS[found["type"]]:
        size, function = (1, None) if isinstance(kind, dict) else (_SIZES.get(kind, 1), None) if isinstance(kind, str) else kind
        if at + size > len(data):
            continue
        if kind == "s":
            fields[name] = strings[data[at] - 1] if 0 < data[at] <= len(strings) else None
        elif isinstance(kind, dict):
            fields[name] = kind.get(data[at])
        else:
            fields[name] = function(data[at:at + size]) if function else int.from_bytes(data[at:at + size], "little")
    further = _FURTHER.get(found["type"])
    if further:
        further(data, fields, strings, version)
    return fields


def _whole(data: bytes, at: int, size: int) -> int | None:
    """A number, or None where the structure is too short for it."""
    return int.from_bytes(data[at:at + size], "little") if at + size <= len(data) else None


def _firmware(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    segment = fields.pop("segment", None)
    if segment is not None:
        fields["address"] = segment << 4 or None
        fields["runtime_bytes"] = (0x10000 - segment) << 4 if segment else None
    size = fields.get("rom_bytes")
    if size is not None:
        fields["rom_bytes"] = (size + 1) * 64 * KIB
        if size == 0xFF:
            extended = _whole(data, 0x18, 2)
            fields["rom_bytes"] = 16 * MIB if extended is None else (extended & 0x3FFF) * {0: MIB, 1: GIB}.get(extended >> 14, 0) or None
    for byte in (0x12, 0x13):
        value = _whole(data, byte, 1)
        if value is not None:
            fields["characteristics"] = fields["characteristics"] + [
                name for bit, name in enumerate(n.FIRMWARE_EXTENSION[8 * (byte - 0x12):8 * (byte - 0x11)]) if value >> bit & 1]
    # "Not supported" says that the other bits mean nothing.
    if "not_supported" in fields.get("characteristics", ()):
        fields["characteristics"] = [name for name in fields["characteristics"] if name == "not_supported" or name in n.FIRMWARE_EXTENSION]


def _system(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    raw = fields.get("uuid")
    if raw is not None:
        if raw in (b"\xff" * 16, b"\0" * 16):
            fields["uuid"] = None
        else:
            # From 2.6 on the first three parts are little-endian.
            order = "<IHH" if version >= (2, 6) else ">IHH"
            fields["uuid"] = "%08x-%04x-%04x-%s-%s" % (*struct.unpack_from(order, raw), raw[8:10].hex(), raw[10:].hex())


def _board(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    count = _whole(data, 0x0E, 1)
    if count is not None:
        fields["contained"] = [handle for handle in (_whole(data, 0x0F + 2 * at, 2) for at in range(count)) if handle is not None]


def _chassis(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    count, size = _whole(data, 0x13, 1), _whole(data, 0x14, 1)
    if count is not None and size is not None:
        at = 0x15 + count * size
        if at < len(data):
            fields["sku"] = strings[data[at] - 1] if 0 < data[at] <= len(strings) else None


def _processor(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    family = fields.get("family")
    if family is not None:
        # 0xFE sends to the 16-bit field; firmware of 2.5 wrote that before it existed.
        number = _whole(data, 0x28, 2) if family == 0xFE else family
        fields["family"] = n.FAMILY.get(number) if number is not None else None
        if number == 0xBE:
            maker = (fields.get("manufacturer") or "").lower()
            fields["family"] = "Core 2" if maker.startswith("intel") else "K7" if maker.startswith("amd") else "Core 2 or K7"
    for name, at in (("cores", 0x2A), ("cores_enabled", 0x2C), ("threads", 0x2E)):
        if fields.get(name) == 0xFF:
            number = _whole(data, at, 2)
            fields[name] = number if number not in (None, 0, 0xFFFF) else 0xFF if number is None else None


def _cache(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    for name, at in (("max_bytes", 0x13), ("bytes", 0x17)):
        # Some firmware leaves them empty, and the 16 bits above say it.
        if at + 4 <= len(data) and _whole(data, at, 4):
            fields[name] = _cache_size(data[at:at + 4])


def _slot(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    raw = data[0x0B:0x0D]
    if raw:
        fields["characteristics"] = [] if raw[0] & 1 else _bits(n.SLOT_FEATURES)(raw)
    peers = _whole(data, 0x12, 1)
    if peers is not None:
        fields["peers"] = [
            {"address": _pci(data[at:at + 4]), "data_bus_width": data[at + 4]} for at in range(0x13, min(0x13 + 5 * peers, len(data) - 4), 5)]


def _array(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    if fields.get("max_bytes", 0) is None:
        fields["max_bytes"] = _whole(data, 0x0F, 8)


def _memory(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    size = fields.get("bytes")
    if size is not None:
        if size == 0x7FFF:
            extended = _whole(data, 0x1C, 4)
            fields["bytes"] = None if extended is None else (extended & 0x7FFFFFFF) * MIB
        else:
            # 0: nobody sits there.
            fields["bytes"] = None if size == 0xFFFF else (size & 0x7FFF) * (KIB if size & 0x8000 else MIB)
    for name, at, extended_at in (("speed", 0x15, 0x54), ("configured_speed", 0x20, 0x58)):
        if _whole(data, at, 2) == 0xFFFF:
            extended = _whole(data, extended_at, 4) if len(data) >= 0x5C else None
            fields[name] = (extended & 0x7FFFFFFF) or None if extended is not None else None


def _mapped(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    start, end = fields.pop("start", None), fields.pop("end", None)
    if start == 0xFFFFFFFF:
        start, end = _whole(data, 0x0F, 8), _whole(data, 0x17, 8)
        fields["start_address"], fields["bytes"] = start, end - start + 1 if start is not None and end is not None else None
    elif start is not None and end is not None:
        fields["start_address"], fields["bytes"] = start * KIB, (end - start + 1) * KIB
    if fields.get("bytes") is not None and fields["bytes"] <= 0:
        fields["bytes"] = None


def _battery(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    factor = _whole(data, 0x15, 1)
    if fields.get("design_milliwatt_hours") and factor is not None:
        fields["design_milliwatt_hours"] *= factor
    # Smart batteries give date, serial number and chemistry as numbers and text of their own.
    if len(data) < 0x1A:
        return
    if data[0x06] == 0:
        fields["date"] = _battery_date(data[0x12:0x14])
    if data[0x07] == 0:
        fields["serial"] = "%04X" % int.from_bytes(data[0x10:0x12], "little")
    if data[0x09] == 2:
        text = data[0x14]
        fields["chemistry"] = strings[text - 1] if 0 < text <= len(strings) else None


def _boot(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    status = fields.get("status")
    if status is not None:
        fields["status"] = n.BOOT_STATUS.get(status) or ("OEM-specific" if 128 <= status < 192 else "Product-specific" if status >= 192 else None)


def _ipmi(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    base = fields.pop("base_address", None)
    if base is None:
        return
    modifier = _whole(data, 0x10, 1)
    if fields["interface"] and fields["interface"].startswith("SSIF"):
        fields["base_address"], fields["address_space"] = base >> 1 & 0x7F, "SMBus"
        return
    fields["address_space"] = "I/O" if base & 1 else "Memory-mapped"
    fields["base_address"] = base & ~1 | (modifier >> 4 & 1 if modifier is not None else 0)
    if modifier is not None:
        fields["register_spacing"] = n.IPMI_SPACING[modifier >> 6]
        if modifier & 8:
            fields["interrupt_active_high"], fields["interrupt_level"] = bool(modifier & 2), bool(modifier & 1)
    interrupt = _whole(data, 0x11, 1)
    if interrupt is not None:
        fields["interrupt"] = interrupt or None


def _tpm(data: bytes, fields: dict[str, t.Any], strings: list[str], version: tuple[int, ...]) -> None:
    if "not_supported" in fields.get("characteristics", ()):
        fields["characteristics"] = ["not_supported"]
    raw = fields.get("firmware")
    if raw is not None:
        first = int.from_bytes(raw[:4], "little")
        major = data[8]
        fields["firmware"] = "%d.%d" % (raw[2], raw[3]) if major == 1 else "%d.%d" % (first >> 16, first & 0xFFFF) if major == 2 else None


_FURTHER: dict[int, t.Callable[..., None]] = {
    0: _firmware, 1: _system, 2: _board, 3: _chassis, 4: _processor, 7: _cache, 9: _slot, 16: _array, 17: _memory, 19: _mapped, 22: _battery,
    32: _boot, 38: _ipmi, 43: _tpm,
}
