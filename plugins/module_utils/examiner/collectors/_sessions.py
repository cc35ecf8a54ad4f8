# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is logged in, from the files of logind: what several components ask about a user's session."""

from __future__ import annotations

import typing as t

from ..formats import assignments
from ..host import Host, Unexamined

FOLDER = "/run/systemd/sessions"
GRAPHICAL = ("wayland", "x11", "mir")
MAX = 64


def sessions(host: Host) -> list[dict[str, t.Any]]:
    """The sessions: {id, user, uid, type, class, state, seat, remote, desktop, service, since, graphical}. None without logind."""
    found = []
    # Beside each session stands the pipe that holds it, NAME.ref.
    for name in [name for name in host.listdir(FOLDER) or [] if not name.endswith(".ref") and not name.startswith(".")][:MAX]:
        try:
            text = host.read(FOLDER + "/" + name, 1 << 16)
        except Unexamined:
            continue
        said = assignments.parse_assignments(text or "")
        if not said.get("UID", "").isdigit():
            continue
        kind = said.get("TYPE") or None
        since = said.get("REALTIME", "")
        found.append({
            "id": name, "user": said.get("USER") or None, "uid": int(said["UID"]), "type": kind, "class": said.get("CLASS") or None,
            "state": said.get("STATE") or None, "seat": said.get("SEAT") or None, "remote": said.get("REMOTE") == "1",
            "desktop": said.get("DESKTOP") or None, "service": said.get("SERVICE") or None,
            "since": int(since) // 1000000 if since.isdigit() else None, "graphical": kind in GRAPHICAL and said.get("STATE") != "closing",
        })
    return found
