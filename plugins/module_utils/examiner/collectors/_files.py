# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short files of the kernel, as several components read them."""

from __future__ import annotations

from ..host import Host, Unexamined


def short_text(host: Host, path: str) -> str | None:
    """The file's text without its ends; None if there is none, or if a driver refuses to answer in this state."""
    try:
        text = host.read(path, 1 << 16)
    except Unexamined:
        return None
    return text.strip() if text is not None else None


def word(host: Host, path: str) -> str | None:
    """The same; an empty file says nothing either."""
    return short_text(host, path) or None
