# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file systems that should be mounted, /etc/fstab (fstab(5))."""

from __future__ import annotations

import re
import typing as t

from .mountinfo import unescape

_TAG = re.compile(r'^(UUID|LABEL|PARTUUID|PARTLABEL|ID)=(["\']?)(.*)\2$')


def parse(text: str) -> list[dict[str, t.Any]]:
    r"""The entries: {spec, target, type, options, dump, passno, written_spec, written_target, written_options}; written_* is as in the file.

    >>> parse("UUID=ab-12 /srv/my\\040data ext4 rw,nofail 0 2")[0]["target"]
    '/srv/my data'
    """
    entries = []
    for line in text.split("\n"):
        fields = [field for field in re.split(r"[ \t]+", line.rstrip("\r")) if field]
        # After a power failure a file may hold blocks of NUL.
        if len(fields) < 2 or fields[0].startswith("#") or "\0" in line:
            continue
        # A comment may follow the fields; a "#" inside a field (a share's name) belongs to it.
        for place, field in enumerate(fields):
            if place > 1 and field.startswith("#"):
                del fields[place:]
                break
        entries.append({
            "spec": unescape(fields[0]),
            "target": _folder(unescape(fields[1])),
            "type": fields[2] if len(fields) > 2 else "auto",
            "options": unescape(fields[3]).split(",") if len(fields) > 3 else ["defaults"],
            "dump": _number(fields, 4),
            "passno": _number(fields, 5),
            "written_spec": fields[0],
            "written_target": fields[1],
            "written_options": fields[3] if len(fields) > 3 else "",
        })
    return entries


def tag(spec: str) -> tuple[str, str] | None:
    """(UUID|LABEL|PARTUUID|PARTLABEL|ID, value) if the device is named by a tag.

    >>> tag('LABEL="my data"')
    ('LABEL', 'my data')
    """
    match = _TAG.match(spec)
    return (match.group(1), match.group(3)) if match else None


def _folder(path: str) -> str:
    return "/" + path.strip("/") if path.startswith("/") else path


def _number(fields: list[str], place: int) -> int:
    return int(fields[place]) if len(fields) > place and fields[place].isdigit() and len(fields[place]) < 4 else 0
