# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kernel's mount table, /proc/self/mountinfo (proc(5))."""

from __future__ import annotations

import re
import typing as t

_OCTAL = re.compile(r"\\([0-3][0-7]{2})")


def unescape(text: str) -> str:
    r"""Undo the octal escapes of mount tables, which are bytes of UTF-8 text.

    >>> unescape(r"/media/My\040Disk")
    '/media/My Disk'
    """
    if "\\" not in text:
        return text
    raw = _OCTAL.sub(lambda match: chr(0xDC00 + int(match.group(1), 8)) if int(match.group(1), 8) > 127 else chr(int(match.group(1), 8)), text)
    # Bytes above 127 stand as surrogates until here, so that a character of several escaped bytes comes out whole.
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def parse(text: str) -> list[dict[str, t.Any]]:
    """The mounts in the table's order: {id, parent, device ("major:minor"), root, target, options, type, source, super_options}.

    Lines that do not have the form are left out.

    >>> parse("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue")[0]["super_options"]
    ['rw', 'errors=continue']
    """
    mounts = []
    for line in text.split("\n"):
        # Single spaces: a source may be empty, which leaves two in a row.
        fields = line.split(" ")
        try:
            dash = fields.index("-", 6)
            mounts.append({
                "id": int(fields[0]), "parent": int(fields[1]), "device": fields[2], "root": unescape(fields[3]),
                "target": unescape(fields[4]), "options": fields[5].split(","), "type": fields[dash + 1],
                "source": unescape(fields[dash + 2]), "super_options": " ".join(fields[dash + 3:]).split(","),
            })
        except (ValueError, IndexError):
            continue
    return mounts


def visible(mounts: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Those that a path still leads to: a later mount on the same place, or on a folder above it, hides the ones below."""
    by_id = {mount["id"]: mount for mount in mounts}

    def ancestors(mount: dict[str, t.Any]) -> set[int]:
        seen: set[int] = set()
        while mount["parent"] in by_id and mount["parent"] not in seen:
            seen.add(mount["parent"])
            mount = by_id[mount["parent"]]
        return seen

    covers: dict[str, int] = {}
    for place, mount in enumerate(mounts):
        covers[mount["target"]] = place
    kept = []
    for place, mount in enumerate(mounts):
        target = mount["target"]
        above = [target[:end] or "/" for end, char in enumerate(target) if char == "/"] + [target]
        later = [mounts[covers[path]] for path in dict.fromkeys(above) if covers.get(path, -1) > place]
        # The table need not be in order of mounting: what this mount stands on does not hide it.
        if not later or ancestors(mount).issuperset(other["id"] for other in later):
            kept.append(mount)
    return kept
