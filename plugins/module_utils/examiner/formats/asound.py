# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ALSA's lists of sound cards and their devices, /proc/asound/cards and /proc/asound/pcm."""

from __future__ import annotations

import re
import typing as t

MAX = 64
_CARD = re.compile(r"\s*(\d{1,3}) \[(.{1,40}?)\s*\]: (.{1,80}?) - (.*)")
_PCM = re.compile(r"(\d\d)-(\d\d): (.*)")


def cards(text: str) -> list[dict[str, t.Any]]:
    """The cards; the second line of each, where it comes, is a longer name.

        >>> cards(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\\n                      HDA Intel PCH at 0x6001100000 irq 150\\n")
        [{'index': 0, 'id': 'PCH', 'kind': 'HDA-Intel', 'name': 'HDA Intel PCH', 'long_name': 'HDA Intel PCH at 0x6001100000 irq 150'}]
        >>> cards("--- no soundcards ---\\n")
        []
    """
    found: list[dict[str, t.Any]] = []
    for line in text.splitlines():
        match = _CARD.match(line)
        if match:
            if len(found) == MAX:
                break
            found.append({"index": int(match[1]), "id": match[2], "kind": match[3], "name": match[4].strip(), "long_name": None})
        elif found and line.startswith("   ") and found[-1]["long_name"] is None:
            found[-1]["long_name"] = line.strip() or None
    return found


def pcms(text: str) -> list[dict[str, t.Any]]:
    """The devices that play or record.

        >>> pcms("00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\\n00-03: HDMI 0 : HDMI 0 : playback 1\\n")[1]
        {'card': 0, 'device': 3, 'name': 'HDMI 0', 'playback': True, 'capture': False}
    """
    found = []
    for line in text.splitlines()[:MAX * 4]:
        match = _PCM.match(line)
        if match:
            parts = [part.strip() for part in match[3].split(" : ")]
            # The last parts count the streams; what stands before them is the name, twice.
            found.append({
                "card": int(match[1]), "device": int(match[2]), "name": parts[1] if len(parts) > 1 and parts[1] else parts[0],
                "playback": any(part.startswith("playback ") for part in parts[1:]), "capture": any(part.startswith("capture ") for part in parts[1:]),
            })
    return found
