#!/usr/bin/env python3
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that speaks eSCL: it has one page, grey with a black frame, and gives it as PNG."""

from __future__ import annotations

import http.server
import re
import struct
import sys
import typing as t
import zlib

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<scan:%s xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
        'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">%s</scan:%s>')
CAPABILITIES = HEAD % ("ScannerCapabilities", """
<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Acme Flatbed 9</pwg:MakeAndModel><pwg:SerialNumber>SAMPLE123</pwg:SerialNumber>
<scan:UUID>4509a320-00a0-008f-00b6-00258b7a0c11</scan:UUID>
<scan:Platen><scan:PlatenInputCaps>
<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>
<scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/png</pwg:DocumentFormat><scan:DocumentFormatExt>image/png</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>
<scan:DiscreteResolution><scan:XResolution>75</scan:XResolution><scan:YResolution>75</scan:YResolution></scan:DiscreteResolution>
<scan:DiscreteResolution><scan:XResolution>150</scan:XResolution><scan:YResolution>150</scan:YResolution></scan:DiscreteResolution>
</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>
<scan:MaxOpticalXResolution>150</scan:MaxOpticalXResolution><scan:MaxOpticalYResolution>150</scan:MaxOpticalYResolution>
</scan:PlatenInputCaps></scan:Platen>
""", "ScannerCapabilities")
STATUS = HEAD % ("ScannerStatus", "<pwg:Version>2.63</pwg:Version><pwg:State>Idle</pwg:State>", "ScannerStatus")


def number(job: bytes, name: str, default: int) -> int:
    """A number of the order."""
    found = re.search(rb"<(?:\w+:)?%s>\s*(\d{1,5})\s*<" % name.encode(), job)
    return int(found.group(1)) if found else default


def page(job: bytes) -> bytes:
    """The page as the order wants it."""
    across = max(8, number(job, "Width", 2550) * number(job, "XResolution", 75) // 300)
    down = max(8, number(job, "Height", 3508) * number(job, "YResolution", 75) // 300)
    colours = 3 if b"RGB24" in job else 1
    edge, inside = b"\x00" * across * colours, b"\x00" * colours + b"\xc0" * (across - 2) * colours + b"\x00" * colours
    rows = b"".join(b"\x00" + (edge if row in (0, down - 1) else inside) for row in range(down))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", across, down, 8, 2 if colours == 3 else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Scanner(http.server.BaseHTTPRequestHandler):
    """What is asked over HTTP."""

    protocol_version = "HTTP/1.1"
    jobs: t.ClassVar[dict[str, bytes]] = {}
    ordered = 0

    def answer(self, status: int, body: bytes = b"", kind: str = "text/xml", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        """Capabilities, status, the page."""
        document = re.fullmatch(r"/eSCL/ScanJobs/(\d+)/NextDocument", self.path)
        if self.path == "/eSCL/ScannerCapabilities":
            self.answer(200, CAPABILITIES.encode())
        elif self.path == "/eSCL/ScannerStatus":
            self.answer(200, STATUS.encode())
        elif document and document.group(1) in self.jobs:
            self.answer(200, page(self.jobs.pop(document.group(1))), "image/png")
        else:
            self.answer(404)

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """An order for a page."""
        job = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/eSCL/ScanJobs":
            self.answer(404)
            return
        Scanner.ordered += 1
        self.jobs[str(Scanner.ordered)] = job
        self.answer(201, Location="http://%s/eSCL/ScanJobs/%d" % (self.headers.get("Host", "localhost"), Scanner.ordered))

    def do_DELETE(self) -> None:  # pylint: disable=invalid-name
        """The order is over."""
        self.jobs.pop(self.path.rpartition("/")[2], None)
        self.answer(200)


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Scanner).serve_forever()
