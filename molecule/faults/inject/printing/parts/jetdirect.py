#!/usr/bin/python3
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network printer of the old kind: takes whatever comes to its port and prints it into nowhere.

While the file /run/lab-jetdirect.deaf is there, the next connection is taken and never read: what a printer does that was
switched off and on in the middle of a document. The file is used up by that.
"""

from __future__ import annotations

import os
import socketserver
import time

DEAF = "/run/lab-jetdirect.deaf"


class Connection(socketserver.BaseRequestHandler):
    """One document."""

    def handle(self) -> None:
        # Reachability is tested with connections that send nothing: they must not use up the file.
        if not self.request.recv(1):
            return
        try:
            os.unlink(DEAF)
        except FileNotFoundError:
            while self.request.recv(1 << 16):
                pass
            return
        time.sleep(86400)


class Printer(socketserver.ThreadingTCPServer):
    """The printer."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Printer(("127.0.0.1", 9100), Connection).serve_forever()
