# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device id by which printers name themselves (IEEE 1284, clause 7.6): keys and values, separated by semicolons."""

from __future__ import annotations

import typing as t

MAX_LENGTH = 4096
_NAMES = {
    "MFG": "manufacturer", "MANUFACTURER": "manufacturer", "MDL": "model", "MODEL": "model", "CMD": "commands", "COMMAND SET": "commands",
    "CLS": "class", "CLASS": "class", "DES": "description", "DESCRIPTION": "description", "SN": "serial", "SERN": "serial",
    "SERIALNUMBER": "serial", "S/N": "serial",
}


def parse(text: str | bytes) -> dict[str, t.Any]:
    """What the printer says of itself. Bytes may begin with their length, as they come over the wire.

    >>> parse("MFG:Example Inc.;CMD:PCL,POSTSCRIPT;MDL:Laser 100;CLS:PRINTER;SN:SAMPLE123;")["model"]
    'Laser 100'
    >>> parse(b"\\x00\\x13MFG:A;MDL:B;X:1:2")["fields"]
    {'MFG': 'A', 'MDL': 'B', 'X': '1:2'}

    Raises ValueError if there is no single key in it.
    """
    if isinstance(text, bytes):
        if len(text) > 2 and text[0] < 0x20 and int.from_bytes(text[:2], "big") in (len(text), len(text) - 2):
            text = text[2:]
        text = text.decode("utf-8", "replace")
    text = text[:MAX_LENGTH].replace("\0", "")
    found: dict[str, t.Any] = {"manufacturer": None, "model": None, "commands": [], "class": None, "description": None, "serial": None, "fields": {}}
    for part in text.split(";"):
        key, colon, value = part.partition(":")
        key, value = key.strip().upper(), value.strip()
        if not colon or not key:
            continue
        found["fields"].setdefault(key, value)
        name = _NAMES.get(key)
        if name == "commands":
            found["commands"] = found["commands"] or [word.strip() for word in value.split(",") if word.strip()]
        elif name and value and found[name] is None:
            found[name] = value
    if not found["fields"]:
        raise ValueError("no IEEE 1284 device id")
    return found
