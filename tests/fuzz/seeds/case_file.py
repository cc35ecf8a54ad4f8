# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Case files: packed ones, and what is in them unpacked (chance alone never makes a gzip stream)."""

from __future__ import annotations

import gzip
import json

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import masking
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile

CONTENT = json.dumps({
    "format": 1,
    "answers": {
        "read": {'[["/etc/os-release"]]': "ID=debian\n", '[["/none"]]': None}, "read_bytes": {'[["/sys/x"]]': {"bytes": "AAEC"}},
        "listdir": {'[["/home"]]': ["user-1"]},
        "glob": {'[["/sys/class/net/*"]]': ["/sys/class/net/lo"]}, "stat": {'[["/x"]]': {"type": "file", "mode": 420, "size": 1, "mtime": 1.5}},
        "access": {'[["/x", "r"]]': True},
        "run": {'[["uname"]]': [0, "Linux\n", ""]}, "connect": {'[["192.0.2.1", 53]]': "refused"}, "now": {"[[]]": 1795600000.0}, "uid": {"[[]]": 0},
        "exchange": {'[["/run/x", "eA=="]]': {"unexamined": {"reason": "failed", "what": "x", "remedy": ""}}},
    },
    "again": {"system": {"read": {'[["/none"]]': {"2": "x"}}}}, "late": ["audio"], "left_out": {"read /etc/shadow": "failed"},
    "masked": {"secrets": 3, "user": 1},
}).encode()


def parse(data: bytes) -> CaseFile:
    """A packed case file as it is; anything else packed first, so that what is inside gets spoilt too."""
    return CaseFile.load(data if data[:2] == b"\x1f\x8b" else gzip.compress(data, 1))


def mask(data: bytes) -> None:
    """All of masking: it must not fail on anything, nor hold anybody."""
    masker = masking.Masker(masking.Names())
    for question in ("read_bytes", "exchange"):
        masked = masker.answer(question, "/etc/NetworkManager/system-connections/x", data)
        if question == "exchange" and b"chunked" not in data.lower() and len(masked) != len(data):
            raise AssertionError("the length has changed")
    for special in (masking.passwd, masking.environ, masking.command_line, masking.packages, masking.key_file, masking.nmcli):
        special(masker.names, data.decode("utf-8", "replace"))


TEXTS = [
    b'{"Ssid":{"type":"ay","data":[65,66,67]},"psk":{"type":"s","data":"x"}}', b"[wifi]\nssid=Example\npsk=secret words\n[vpn-secrets]\na=b\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"B\0\x08job-name\0\x05title",
    b"user:x:1000:1000:Some One:/home/user:/bin/sh\n",
    b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\nhttps://user:word@host.example.org/ token=abc $6$salt$0123456789abcdef SSID 'Example'",
]
PARSERS = {"case_file": (parse, [CONTENT, gzip.compress(CONTENT, mtime=0), b'{"format": 1, "answers": {}}']), "masking": (mask, TEXTS)}
