# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which modules fit a device: the kernel's modules.alias against the device's own modalias.

The file has 20 000 lines and more, so only those are looked at that begin as the device does:

>>> candidates("alias pci:v00008086d00001533sv*sd*bc*sc*i* igb\\n", "pci:v00008086d00001533sv000017AAsd00001100bc02sc00i00")
['igb']
"""

from __future__ import annotations

import re

#: What a pattern for this kind of device begins with, once with the device's own numbers and once with wildcards in their place.
_STEMS = (
    (re.compile(r"(pci:v)([0-9A-F]{8})(d)([0-9A-F]{8})"), ("{1}{2}{3}{4}", "{1}{2}{3}*", "{1}*")),
    (re.compile(r"(usb:v)([0-9A-F]{4})(p)([0-9A-F]{4})"), ("{1}{2}{3}{4}", "{1}{2}{3}*", "{1}*")),
    (re.compile(r"(hdaudio:v)([0-9A-F]{8})(r)"), ("{1}{2}", "{1}*")),
    (re.compile(r"(sdio:c)([0-9A-F]{2})(v)([0-9A-F]{4})"), ("{1}",)),
    (re.compile(r"(acpi):"), ("{1}*:", "{1}:")),
)
_MAX_CANDIDATES = 20
_MAX_LENGTH = 300


def candidates(text: str, modalias: str) -> list[str]:
    """The modules whose pattern fits, each once; the most specific pattern first."""
    found: list[tuple[int, str]] = []
    text = "\n" + text
    for stem in stems(modalias):
        lead = "\nalias " + stem
        at = text.find(lead)
        while at >= 0:
            end = text.find("\n", at + 1)
            line = text[at + 7:] if end < 0 else text[at + 7:end]
            pattern, _space, module = line.partition(" ")
            if module and fits(modalias, pattern):
                found.append((-sum(character not in "*?" for character in pattern), module.strip()))
            at = text.find(lead, at + 1)
    return list(dict.fromkeys(module for _length, module in sorted(found)))[:_MAX_CANDIDATES]


def stems(modalias: str) -> list[str]:
    """The beginnings that a fitting pattern can have."""
    for known, forms in _STEMS:
        match = known.match(modalias)
        if match:
            parts = ("",) + match.groups()
            return [form.format(*parts) for form in forms]
    bus, colon, _rest = modalias.partition(":")
    return [bus + colon] if colon else []


def fits(text: str, pattern: str) -> bool:
    """Whether a shell pattern (*, ?, [a-z]) matches the whole text; the time grows with the lengths only, whatever the pattern.

    >>> fits("usb:v1D6Bp0002d0612", "usb:v1D6Bp*d0[0-9]*"), fits("acpi:PNP0C50:", "acpi*:PNP0C50:*"), fits("acpi:PNP0C0A:", "acpi*:PNP0C50:*")
    (True, True, False)
    """
    if len(text) > _MAX_LENGTH or len(pattern) > _MAX_LENGTH:
        return False
    if "?" not in pattern and "[" not in pattern:
        return _fits_stars(text, pattern.split("*"))
    parts = _parts(pattern)
    at, part, star, back = 0, 0, -1, 0
    while at < len(text):
        if part < len(parts) and parts[part] is None:
            star, back = part, at
            part += 1
        elif part < len(parts) and parts[part] is not None and (parts[part] == "" or text[at] in parts[part]):
            at += 1
            part += 1
        elif star >= 0:
            back += 1
            at, part = back, star + 1
        else:
            return False
    return all(rest is None for rest in parts[part:])


def _fits_stars(text: str, pieces: list[str]) -> bool:
    """The same for a pattern that has only stars, cut at them."""
    if len(pieces) == 1:
        return text == pieces[0]
    if not text.startswith(pieces[0]):
        return False
    at, end = len(pieces[0]), len(text) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end and text.endswith(pieces[-1])


def _parts(pattern: str) -> list[str | None]:
    """What each place of the text may be: these characters, "" for any, None for any number of any."""
    parts: list[str | None] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            if not parts or parts[-1] is not None:
                parts.append(None)
        elif character == "?":
            parts.append("")
        elif character == "[" and "]" in pattern[at:]:
            end = pattern.index("]", at)
            parts.append(_set(pattern[at:end]))
            at = end + 1
        else:
            parts.append(character)
    return parts


def _set(inner: str) -> str:
    members, at = [], 0
    while at < len(inner):
        if inner[at + 1:at + 2] == "-" and at + 2 < len(inner):
            members += [chr(code) for code in range(ord(inner[at]), min(ord(inner[at + 2]), 0x7F) + 1)]
            at += 3
        else:
            members.append(inner[at])
            at += 1
    return "".join(members) or "\0"
