# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of OpenPGP keys, apt's preferences."""

from __future__ import annotations

import base64

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _software_profile
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import openpgp

# A key for tests, made with gpg.
KEY = """-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEZZIAgBYJKwYBBAHaRw8BAQdANF4G/qqfBz9YvK7Ml3CeLFIPoxto8eMAD6mI
76RSnHy0MUxhYiBzaWduaW5nIGtleSwgZm9yIHRlc3RzIG9ubHkgPGxhYkBleGFt
cGxlLm9yZz6IkAQTFggAOBYhBAV+ZllVH2PXnqRgbCcA9fegVw+5BQJlkgCAAhsD
BQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJECcA9fegVw+5w0IBAOv5tH2FGfeU
8DNdBjvO1BSh9y/Xm+SYbTF2D6U9PRD3AP437Wn9x38pjJ12Hn3c75Wf2k3/4IC9
/U86CbTLDgX+Aw==
=WRSI
-----END PGP PUBLIC KEY BLOCK-----
"""
FINGERPRINT = "057E6659551F63D79EA4606C2700F5F7A0570FB9"
# The packets of a key of each version, with new and old heads.
_PACKETS = (
    b"\xc6\x06\x04\0\0\0\0\x01" + b"\x98\x06\x05\0\0\0\0\x01" + b"\xc6\xff\0\0\0\x06\x06\0\0\0\0\x01" + b"\xcd\x03abc" + b"\xc6\xc0\x01\x04" + bytes(192))


def _preferences(data):
    return _software_profile.preferences(data.decode("utf-8", "replace"))


PARSERS = {
    "openpgp": (openpgp.fingerprints, [KEY.encode(), base64.b64decode("".join(KEY.split("\n")[2:8])), _PACKETS, KEY.encode() * 2]),
    "preferences": (_preferences, [
        b"Explanation: x\nPackage: a b\nPin: version 1.2*\nPin-Priority: -1\n\n# c\nPackage: *\nPin: origin \"h\"\nPin-Priority: 990\n"]),
}
