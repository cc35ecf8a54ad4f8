# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web proxy that serves only those who say who they are. What it served and to whom stands in /run/lab-proxy.log."""

from __future__ import annotations

import base64
import http.server
import urllib.error
import urllib.request

WHO = "Basic " + base64.b64encode(b"plantedproxyuser:plantedproxysecret").decode()
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Proxy(http.server.BaseHTTPRequestHandler):
    """Answers GET with what the server behind it says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        allowed = self.headers.get("Proxy-Authorization") == WHO
        with open("/run/lab-proxy.log", "a", encoding="utf-8") as log:
            log.write("%s %s\n" % ("served" if allowed else "refused", self.path))
        if not allowed:
            self.answer(407, b"", {"Proxy-Authenticate": 'Basic realm="lab"'})
            return
        kept = {name: value for name, value in self.headers.items() if name.lower() in ("if-modified-since", "range", "if-range", "user-agent")}
        try:
            with DIRECT.open(urllib.request.Request(self.path, headers=kept), timeout=60) as page:
                self.answer(page.status, page.read(), dict(page.headers.items()))
        except urllib.error.HTTPError as error:
            self.answer(error.code, error.read(), dict(error.headers.items()))
        except OSError:
            self.answer(502, b"", {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 304 else b"")


http.server.ThreadingHTTPServer(("127.0.0.2", 3128), Proxy).serve_forever()
