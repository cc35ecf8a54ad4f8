# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The distribution's catalogue of components (DEP-11): which packages bring which firmware files and are made for which devices.

It is a stream of YAML documents of a regular shape; only the lines that matter here are looked at:

>>> packages("---\\nPackage: firmware-acme\\nProvides:\\n  firmware:\\n  - type: runtime\\n    file: acme/one.bin\\n", "", ["acme/one.bin"])
['firmware-acme']
>>> packages("---\\nPackage: acme-driver\\nProvides:\\n  modaliases:\\n  - pci:v00001234d*sv*sd*bc03sc*i*\\n", "pci:v00001234d00000001sv0sd0bc03sc00i00", [])
['acme-driver']
"""

from __future__ import annotations

import re
import typing as t
import zlib

from . import modalias as modaliases

_PACKAGE = re.compile(r"^Package: ([a-z0-9][a-z0-9.+-]{1,100})$", re.M)
_FILE = re.compile(r"^\s+(?:- )?file: (\S{1,300})$", re.M)
_MODALIAS = re.compile(r"^\s+- ['\"]?([a-z]+:[^\s'\"]{3,500})['\"]?$", re.M)
_MAX_PACKAGES = 5


def unpack(data: bytes, limit: int = 64 << 20) -> str:
    """The text of a packed catalogue. Raises ValueError where it is damaged or becomes too large."""
    if data[:2] != b"\x1f\x8b":
        return data[:limit].decode("utf-8", "replace")
    stream = zlib.decompressobj(31)
    try:
        text = stream.decompress(data, limit)
    except zlib.error as exc:
        raise ValueError("it is damaged: %s" % exc) from exc
    if not stream.eof:
        raise ValueError("it is too large or cut off")
    return text.decode("utf-8", "replace")


def packages(text: str, modalias: str, firmware: t.Iterable[str]) -> list[str]:
    """The packages that bring one of these firmware files or are made for this device, in the catalogue's order."""
    wanted = set(firmware)
    # Most documents are of programs: without these words there is nothing to find.
    bus = modalias.partition(":")[0] + ":" if modalias else "\0"
    found: list[str] = []
    for document in text.split("\n---\n"):
        if "firmware:" not in document and "modaliases:" not in document:
            continue
        package = _PACKAGE.search(document)
        if not package or package.group(1) in found:
            continue
        if (wanted and not wanted.isdisjoint(_FILE.findall(document))) or (
                bus in document and any(modaliases.fits(modalias, pattern) for pattern in _MODALIAS.findall(document))):
            found.append(package.group(1))
            if len(found) >= _MAX_PACKAGES:
                break
    return found
