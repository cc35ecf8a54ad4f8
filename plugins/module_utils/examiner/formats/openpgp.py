# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenPGP public keys (RFC 4880, RFC 9580) as repositories are signed with: their fingerprints, with and without armour.

Nothing is verified here but which keys a file holds. What signs what is the package manager's matter.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

#: A file with keys is no larger than this and holds no more packets.
MAX_SIZE = 1 << 20
MAX_PACKETS = 5000
_BLOCK = re.compile(rb"-----BEGIN PGP ([A-Z ]{1,40})-----[ \t]*\r?\n(.*?)-----END PGP \1-----", re.DOTALL)
_PUBLIC, _SECRET = 6, (5, 7)
# Marker, trust, user id, user attribute, padding, signature, subkey: what may stand beside a public key in a file of keys.
_BESIDE = (2, 10, 12, 13, 14, 17, 21)


def dearmour(data: bytes) -> bytes:
    """The packets of a file of keys, armoured or not. ValueError says what it is instead."""
    if len(data) > MAX_SIZE:
        raise ValueError("it is larger than a file of keys can be")
    if data[:1] >= b"\x80":
        return data
    packets = []
    for kind, body in _BLOCK.findall(data):
        if kind != b"PUBLIC KEY BLOCK":
            raise ValueError("it holds a %s, not a public key" % kind.decode("ascii").lower())
        # Headers such as "Version: …" end with an empty line; the line that begins with = is a checksum.
        lines = [line.strip() for line in body.split(b"\n")]
        if b"" in lines:
            lines = lines[lines.index(b"") + 1:]
        try:
            packets.append(base64.b64decode(b"".join(line for line in lines if not line.startswith(b"=")), validate=True))
        except (binascii.Error, ValueError):
            raise ValueError("its armour is damaged") from None
    if not packets:
        raise ValueError("it is no OpenPGP key")
    return b"".join(packets)


def armour(packets: bytes) -> str:
    """The same with armour, as apt and rpm read it.

    >>> armour(b"\\x99")
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nmQ==\\n=sK08\\n-----END PGP PUBLIC KEY BLOCK-----\\n'
    """
    text = base64.b64encode(packets).decode("ascii")
    lines = [text[start:start + 64] for start in range(0, len(text), 64)]
    check = 0xB704CE
    for byte in packets:
        check ^= byte << 16
        for _bit in range(8):
            check = check << 1 ^ (0x1864CFB if check & 0x800000 else 0)
    lines.append("=" + base64.b64encode(check.to_bytes(3, "big")).decode("ascii"))
    return "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n%s\n-----END PGP PUBLIC KEY BLOCK-----\n" % "\n".join(lines)


def _packets(data: bytes) -> list[tuple[int, bytes]]:
    """(tag, body) of each packet."""
    found = []
    place = 0
    while place < len(data):
        if len(found) == MAX_PACKETS:
            raise ValueError("it holds too many packets")
        head = data[place]
        place += 1
        if not head & 0x80:
            raise ValueError("it is no OpenPGP key")
        if head & 0x40:
            tag, first = head & 0x3F, data[place:place + 1]
            octets = 1 if first < b"\xc0" else 2 if first < b"\xe0" else 5 if first == b"\xff" else 0
            length = data[place:place + octets]
            if not octets or len(length) < octets:
                raise ValueError("it is cut off or in pieces")
            size = length[0] if octets == 1 else (length[0] - 192 << 8) + length[1] + 192 if octets == 2 else int.from_bytes(length[1:], "big")
        else:
            tag, kind = head >> 2 & 0x0F, head & 3
            octets = 1 << kind
            length = data[place:place + octets]
            if kind == 3 or len(length) < octets:
                raise ValueError("it is cut off or in pieces")
            size = int.from_bytes(length, "big")
        place += octets
        if place + size > len(data):
            raise ValueError("it is cut off or in pieces")
        found.append((tag, data[place:place + size]))
        place += size
    return found


def _fingerprint(body: bytes) -> str:
    version = body[:1]
    if version == b"\x04" and len(body) < 1 << 16:
        return hashlib.new("sha1", b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest().upper()
    if version in (b"\x05", b"\x06"):
        head = b"\x9a" if version == b"\x05" else b"\x9b"
        return hashlib.sha256(head + len(body).to_bytes(4, "big") + body).hexdigest().upper()
    raise ValueError("it holds a key of a version that nobody should use")


def fingerprints(data: bytes) -> list[str]:
    """The fingerprints of the keys in a file, without those of their subkeys. ValueError says why there are none.

    >>> fingerprints(b"-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nmAYEAAAAAAE=\\n-----END PGP PUBLIC KEY BLOCK-----")
    ['BCC1653DA4E4393ADE89C8208E6D399CC45DFE81']
    """
    found = []
    for tag, body in _packets(dearmour(data)):
        if tag in _SECRET:
            raise ValueError("it holds a secret key")
        if tag == _PUBLIC:
            found.append(_fingerprint(body))
        elif tag not in _BESIDE or not found:
            raise ValueError("it is no file of keys")
    if not found:
        raise ValueError("it holds no key")
    return list(dict.fromkeys(found))
