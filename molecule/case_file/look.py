#!/usr/bin/env python3
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look for words in a case file, however they are written there; prints which were found and how much was looked at."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import pathlib
import re
import sys


def said(value):
    """Every text in decoded JSON: also in base64, in lists of bytes, in JSON within texts."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from said(key)
            yield from said(inner)
    elif isinstance(value, list):
        if value and all(type(one) is int and 0 <= one < 256 for one in value):
            yield bytes(value).decode("latin-1")
        for inner in value:
            yield from said(inner)
    elif isinstance(value, str):
        yield value
        for line in [value, *value.splitlines()] if '"' in value or "[" in value else []:
            try:
                inner = json.loads(line)
            except ValueError:
                continue
            if isinstance(inner, (dict, list)):
                yield from said(inner)
        for word in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", value):
            try:
                yield base64.b64decode(word, validate=True).decode("latin-1")
            except binascii.Error:
                pass


text = "\n".join(said(json.loads(gzip.decompress(pathlib.Path(sys.argv[1]).read_bytes()))))
found = [word for word in json.loads(sys.argv[2]) if word in text or word.encode().hex() in text or ";".join(map(str, word.encode())) in text]
print(json.dumps({"found": found, "characters": len(text)}))
