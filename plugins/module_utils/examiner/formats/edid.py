# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EDID, what a monitor says of itself: VESA E-EDID 1.0 to 1.4 with its extensions (edid_extensions).

    >>> found = parse(SAMPLE)
    >>> found["maker"], found["name"], found["serial"], found["year"], found["interface"], found["bits_per_colour"]
    ('SMP', 'Sample 24', 'SAMPLE123', 2024, 'displayport', 8)
    >>> found["preferred"]["width"], found["preferred"]["height"], found["preferred"]["refresh_hz"], found["problems"]
    (1920, 1080, 60.0, [])

Damage is survived and named under ``problems``: header (up to two wrong bytes), truncated, length, checksum:N and zeroed:N (block N),
extensions_missing and extensions_surplus (other than announced). What the maker got wrong stands under ``mistakes``, as the extensions name
it. Only what cannot be an EDID at all is a ValueError: "empty", "zeroed" or "no header".
"""

from __future__ import annotations

import re
import typing as t

from . import edid_extensions as extensions
from . import edid_modes as modes

HEADER = b"\x00\xff\xff\xff\xff\xff\xff\x00"
BLOCK = 128
#: No monitor has more; the announced number is one byte.
MAX_SIZE = 256 * BLOCK
#: Modes, kinds of sound and the like that are kept of one kind.
MAX_ITEMS = 256

INTERFACES = {1: "dvi", 2: "hdmi_a", 3: "hdmi_b", 4: "mddi", 5: "displayport"}
_DEPTHS = {1: 6, 2: 8, 3: 10, 4: 12, 5: 14, 6: 16}
_LEVELS = ("0.700:0.300:1.000", "0.714:0.286:1.000", "1.000:0.400:1.400", "0.700:0.000:0.700")
_ESTABLISHED = """
720x400@70.08 720x400@87.85 640x480@59.94 640x480@66.67 640x480@72.81 640x480@75 800x600@56.25 800x600@60.32
800x600@72.19 800x600@75 832x624@74.55 1024x768i@86.96 1024x768@60 1024x768@70.07 1024x768@75.03 1280x1024@75.02 1152x870@75.06
"""
# The modes of descriptor 0xF7, by their numbers in VESA DMT.
_ESTABLISHED_3 = bytes.fromhex("010203070e0c1315 1617181920212325 272e2f303129 2a2b 2c393a3b3c333435 36373e3f41424445 4647494a")
# Standard timings for which VESA DMT has another rate than their two bytes spell.
_EXACT = {(0x31, 0x4C): 72.81, (0x61, 0x4C): 70.07}
_FORMULAS = {0: "gtf", 1: "none", 2: "secondary_gtf", 4: "cvt"}


def parse(data: bytes) -> dict[str, t.Any]:
    """Everything that the EDID says. The keys are always the same; what it does not say is null."""
    if not data:
        raise ValueError("empty")
    data = bytes(data[:MAX_SIZE])
    if not any(data[:BLOCK]):
        raise ValueError("zeroed")
    found: dict[str, t.Any] = {"size_bytes": len(data), "problems": [], "mistakes": []}
    problems: list[str] = found["problems"]
    if data[:8] != HEADER[:len(data)]:
        # As the kernel does: a header with two wrong bytes is believed if all the rest adds up.
        mended = HEADER + data[8:]
        if len(data) < BLOCK or sum(a == b for a, b in zip(data, HEADER)) < 6 or sum(mended[:BLOCK]) & 0xFF:
            raise ValueError("no header")
        problems.append("header")
        data = mended
    have = len(data)
    base = data[:BLOCK]
    if have < BLOCK:
        problems.append("truncated")
        base += bytes(BLOCK - have)
    elif sum(base) & 0xFF:
        problems.append("checksum:0")
    _identity(base, have, found)
    _features(base, have, found)
    _timings(base, have, found)
    _descriptors(base, have, found)
    _extend(data, base[126] if have > 126 else 0, found)
    preferred = next((timing for timing in found["detailed"] if timing["width"] and timing["height"]), None)
    found["preferred"] = preferred
    found["model"] = found["name"] or " ".join(text for text in found["texts"] if text) or None
    found["label_serial"] = label_serial(found["maker"], found["serial_number"], found["serial"])
    found["width_mm"], found["height_mm"] = width, height = _size_mm(found)
    found["diagonal_inches"] = round((width ** 2 + height ** 2) ** 0.5 / 25.4, 1) if width and height else None
    return found


def label_serial(maker: str | None, number: int | None, text: str | None) -> str | None:
    """The serial number as it is printed on the housing, as far as it is known how the makers compose it."""
    # Acer puts its twenty figures into both places.
    if maker == "ACR" and text and len(text) == 12 and number is not None:
        return "%s%08x%s" % (text[:8], number, text[8:])
    return text or (None if number is None else "%08x" % number)


def maker_id(number: int) -> str | None:
    """The maker's PNP id: three letters of five bits.

        >>> maker_id(0x10AC)
        'DEL'
    """
    letters = [number >> shift & 0x1F for shift in (10, 5, 0)]
    return "".join(chr(64 + letter) for letter in letters) if all(1 <= letter <= 26 for letter in letters) else None


def _identity(d: bytes, have: int, found: dict[str, t.Any]) -> None:
    version = (d[18], d[19]) if have > 19 else (0, 0)
    week, year = (d[16], d[17] + 1990) if have > 17 else (0, None)
    found.update({
        "version": "%d.%d" % version if have > 19 else None,
        "maker": maker_id(d[8] << 8 | d[9]) if have > 9 else None,
        "product": d[10] | d[11] << 8 if have > 11 else None,
        # Makers without a number write zero, or one in every byte.
        "serial_number": int.from_bytes(d[12:16], "little") or None if have > 15 else None,
        "week": week if 1 <= week <= 54 else None,
        "year": year if week != 0xFF else None,
        "model_year": year if week == 0xFF else None,
    })


def _recent(found: dict[str, t.Any]) -> bool:
    """Whether it speaks EDID 1.4, in which several bytes got another meaning."""
    major, dummy, minor = (found["version"] or "0.0").partition(".")
    return major == "1" and int(minor) >= 4


def _features(d: bytes, have: int, found: dict[str, t.Any]) -> None:
    recent = _recent(found)
    digital = bool(d[20] & 0x80) if have > 20 else None
    width, height = d[21:23] if have > 22 else (0, 0)
    flags = d[24] if have > 24 else None
    ratio = None
    if recent and bool(width) != bool(height):
        # One of them alone is no length but the picture's shape.
        ratio = round((width + 99) / 100, 2) if width else round(100 / (height + 99), 2)
    colours: list[str] | None = None
    if flags is not None:
        kind = flags >> 3 & 3
        if digital and recent:
            colours = ["rgb444"] + (["ycbcr444"] if kind & 1 else []) + (["ycbcr422"] if kind & 2 else [])
        else:
            colours = [["monochrome"], ["rgb"], ["other"], []][kind]
    points: dict[str, list[float]] | None = None
    if have > 34:
        low = d[25] << 8 | d[26]
        values = [(d[27 + n] << 2 | low >> (14 - 2 * n) & 3) / 1024 for n in range(8)]
        points = {name: [round(values[2 * n], 6), round(values[2 * n + 1], 6)] for n, name in enumerate(("red", "green", "blue", "white"))}
    found.update({
        "digital": digital,
        "interface": INTERFACES.get(d[20] & 15) if digital and recent else None,
        "bits_per_colour": _DEPTHS.get(d[20] >> 4 & 7) if digital and recent else None,
        "dfp": bool(d[20] & 1) if digital and not recent else None,
        "analog": {
            "levels": _LEVELS[d[20] >> 5 & 3], "setup": bool(d[20] & 0x10),
            "sync": [name for mask, name in ((8, "separate"), (4, "composite"), (2, "on_green"), (1, "serration")) if d[20] & mask],
        } if digital is False else None,
        "width_cm": width if width and height else None,
        "height_cm": height if width and height else None,
        "aspect_ratio": ratio,
        "gamma": round((d[23] + 100) / 100, 2) if have > 23 and d[23] != 0xFF else None,
        "dpms": None if flags is None else [name for mask, name in ((0x80, "standby"), (0x40, "suspend"), (0x20, "off")) if flags & mask],
        "colours": colours,
        "srgb": None if flags is None else bool(flags & 4),
        "preferred_announced": None if flags is None else bool(flags & 2),
        "continuous_frequency": None if flags is None or not recent else bool(flags & 1),
        "gtf": None if flags is None or recent else bool(flags & 1),
        "chromaticity": points,
    })


def _timings(d: bytes, have: int, found: dict[str, t.Any]) -> None:
    bits = (d[35] << 16 | d[36] << 8 | d[37]) if have > 37 else 0
    # Seventeen modes from the top; the rest belongs to the maker.
    found["established"] = [modes.mode(text) for n, text in enumerate(_ESTABLISHED.split()) if bits >> (23 - n) & 1]
    found["standard"] = _standard(d[38:54], found["version"]) if have > 53 else []


def _standard(d: bytes, version: str | None) -> list[dict[str, t.Any]]:
    found = []
    for n in range(0, len(d) - 1, 2):
        one, two = d[n], d[n + 1]
        # 01 01 is an empty place; zero and blanks are frequent mistakes for it.
        if one <= 1 or (one, two) == (0x20, 0x20):
            continue
        width = (one + 31) * 8
        # The first shape was a square before EDID 1.3, but not where VESA DMT knows these bytes.
        square = version in ("1.0", "1.1", "1.2") and width not in (1280, 1440, 1680, 1920)
        across, down = ((1, 1) if square else (16, 10), (4, 3), (5, 4), (16, 9))[two >> 6]
        found.append({"width": width, "height": width * down // across, "interlaced": False,
                      "refresh_hz": _EXACT.get((one, two), float((two & 0x3F) + 60))})
    return found


def _text(d: bytes) -> str:
    """The text of a descriptor: it ends with a newline; some makers end it with zero instead."""
    text = re.split(b"[\n\r\0]", d)[0]
    printable = sum(32 <= c < 127 for c in text)
    # Some makers keep numbers where a text should be.
    return "".join(chr(c) if 32 <= c < 127 else "." for c in text).strip() if printable * 2 > len(text) else ""


def _descriptors(d: bytes, have: int, found: dict[str, t.Any]) -> None:
    found.update({"name": None, "serial": None, "texts": [], "range": None, "detailed": []})
    names: list[str] = []
    for place in range(54, 126, 18):
        entry = d[place:place + 18]
        if have < place + 18:
            break
        if entry[0] or entry[1]:
            if modes.plausible(entry):
                found["detailed"].append(modes.detailed(entry))
            else:
                found["mistakes"].append("timing_implausible:0")
            continue
        kind, text = entry[3], entry[5:]
        if kind == 0xFC:
            names.append(_text(text))
        elif kind == 0xFF:
            found["serial"] = found["serial"] or _text(text) or None
        elif kind == 0xFE:
            found["texts"] += [text for text in [_text(text)] if text]
        elif kind == 0xFD:
            found["range"] = found["range"] or _range(entry, found)
        elif kind == 0xFA:
            found["standard"] += _standard(entry[5:17], found["version"])
        elif kind == 0xF7:
            numbers = [number for n, number in enumerate(_ESTABLISHED_3) if entry[6 + n // 8] >> (7 - n % 8) & 1]
            found["established"] += [mode for mode in (modes.listed("dmt", number) for number in numbers) if mode]
    found["name"] = " ".join(name for name in names if name) or None


def _range(d: bytes, found: dict[str, t.Any]) -> dict[str, t.Any]:
    # Offsets for what does not fit into a byte.
    add = d[4] if _recent(found) else 0
    clock = d[9] * 10.0
    if d[10] == 4:
        # The formula's finer step is taken off.
        clock -= (d[12] >> 2) * 0.25
    return {
        "min_vertical_hz": d[5] + (255 if add & 3 == 3 else 0), "max_vertical_hz": d[6] + (255 if add & 2 else 0),
        "min_horizontal_khz": d[7] + (255 if add & 12 == 12 else 0), "max_horizontal_khz": d[8] + (255 if add & 8 else 0),
        "max_pixel_clock_mhz": clock or None, "formula": _FORMULAS.get(d[10]),
    }


def _extend(data: bytes, announced: int, found: dict[str, t.Any]) -> None:
    found.update({"extensions": [], "cta": None, "displayid": None})
    problems = found["problems"]
    if len(data) > BLOCK and len(data) % BLOCK:
        problems.append("length")
    count = len(data) // BLOCK
    for number in range(1, count):
        block = data[number * BLOCK:(number + 1) * BLOCK]
        if not any(block):
            problems.append("zeroed:%d" % number)
            found["extensions"].append("zeroed")
            continue
        if sum(block) & 0xFF:
            problems.append("checksum:%d" % number)
        kind = extensions.KINDS.get(block[0], "unknown_%02x" % block[0])
        found["extensions"].append(kind)
        if kind == "vtb":
            _video_timing_block(block, found)
        elif kind in ("cta", "displayid"):
            more = getattr(extensions, kind)(block)
            found["mistakes"] += ["%s:%d" % (mistake, number) for mistake in more.pop("mistakes")]
            found["detailed"] += more["detailed"][:MAX_ITEMS - len(found["detailed"])]
            inside = more.pop("cta", None)
            if inside:
                found["mistakes"] += ["%s:%d" % (mistake, number) for mistake in inside.pop("mistakes")]
                found["cta"] = _merged(found["cta"], inside)
            found[kind] = _merged(found[kind], more)
    if found["cta"] and found["cta"]["extension_override"] is not None:
        # HDMI hides blocks from readers that know two only.
        announced = max(announced, found["cta"]["extension_override"])
    found["extensions_announced"] = announced
    if count and count - 1 < announced:
        problems.append("extensions_missing")
    elif count - 1 > announced:
        problems.append("extensions_surplus")


def _video_timing_block(block: bytes, found: dict[str, t.Any]) -> None:
    """VESA VTB-EXT: detailed timings, CVT codes (which we do not read) and standard timings, counted in its head."""
    place = 5
    for _count in range(block[2]):
        if place + 18 <= BLOCK - 1 and len(found["detailed"]) < MAX_ITEMS and modes.plausible(block[place:place + 18]):
            found["detailed"].append(modes.detailed(block[place:place + 18]))
        place += 18
    place += block[3] * 3
    found["standard"] += _standard(block[place:min(place + block[4] * 2, BLOCK - 1)], found["version"])


def _merged(first: dict[str, t.Any] | None, more: dict[str, t.Any]) -> dict[str, t.Any]:
    """Two extension blocks of one kind as one: lists are joined, for the rest the first that says something counts."""
    if first is None:
        return more
    return {
        key: value + [item for item in more[key] if item not in value][:MAX_ITEMS - len(value)] if isinstance(value, list)
        else more[key] if value is None else value
        for key, value in first.items()
    }


def _size_mm(found: dict[str, t.Any]) -> tuple[int | None, int | None]:
    """Of the screen; the preferred timing says it in millimetres, where it says the same."""
    preferred, width, height = found["preferred"], found["width_cm"], found["height_cm"]
    if preferred and preferred["width_mm"] and preferred["height_mm"]:
        if not width or (abs(preferred["width_mm"] - width * 10) <= 10 and abs(preferred["height_mm"] - height * 10) <= 10):
            return preferred["width_mm"], preferred["height_mm"]
    return (width * 10, height * 10) if width and height else (None, None)


def checksum(block: bytes) -> int:
    """The last byte that makes a block's sum zero."""
    return -sum(block[:BLOCK - 1]) & 0xFF


#: An invented monitor, for tests and documentation.
SAMPLE = bytes.fromhex(
    "00ffffffffffff004db001010100000001220104a5351e783aee91a3544c99260f505421080001010101010101010101010101010101023a801871382d4058"
    "2c4500132a2100001e000000ff0053414d504c453132330a202020000000fc0053616d706c652032340a202020000000fd00384b1e5312000a20202020202000"
)
SAMPLE += bytes([checksum(SAMPLE)])
