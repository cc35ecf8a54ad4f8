# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names behind the numbers of PCI, USB and PNP: hwdata's files, from which only the lines that are asked for are taken.

>>> find("8086  Intel Corporation\\n\\t1533  I210 Gigabit Network Connection\\n\\t\\t17aa 1100  Ethernet 1\\n", "8086", "1533", "17aa:1100")
['Intel Corporation', 'I210 Gigabit Network Connection', 'Ethernet 1']
"""

from __future__ import annotations

import re
import typing as t

from ..host import Host, Unexamined

#: Where distributions keep them, the first that is there counts.
FILES = {
    "pci": ("/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids"),
    "usb": ("/usr/share/hwdata/usb.ids", "/usr/share/misc/usb.ids", "/var/lib/usbutils/usb.ids"),
    "pnp": ("/usr/share/hwdata/pnp.ids", "/usr/share/misc/pnp.ids"),
}
_KINDS = {"pci": ("pci", ""), "pci_class": ("pci", "C "), "usb": ("usb", ""), "usb_class": ("usb", "C "), "pnp": ("pnp", "")}
_LIMIT = 16 << 20
_SEPARATORS = re.compile(r"[:/]")


def names(host: Host, kind: str, ids: t.Iterable[str]) -> dict[str, str | None]:
    """The name of each id, or None where the files do not know it (or are not there, or cannot be read).

    kind and form of the ids, in lower case:
      pci        "8086" the maker, "8086:1533" the device, "8086:1533:17aa:1100" the device as that maker built it in
      pci_class  "02", "0200", "0c0330"
      usb        "1d6b", "1d6b:0002"
      usb_class  "08", "08/06", "08/06/50"
      pnp        "DEL" in capitals, as in a screen's EDID
    """
    wanted = list(dict.fromkeys(ids))
    found: dict[str, str | None] = dict.fromkeys(wanted)
    if not wanted:
        return found
    base, prefix = _KINDS[kind]
    text = None
    for path in FILES[base]:
        try:
            text = host.read(path, _LIMIT)
        except Unexamined:
            continue
        if text is not None:
            break
    if text is None:
        return found
    for entry in wanted:
        if kind == "pnp":
            found[entry] = pnp(text, entry)
            continue
        if kind == "pci_class":
            keys = [entry[at:at + 2] for at in range(0, len(entry), 2)]
        else:
            keys = _SEPARATORS.split(entry)
            if kind == "pci" and len(keys) == 4:
                keys[2:] = ["%s:%s" % (keys[2], keys[3])]
        answers = find(text, prefix + keys[0], *keys[1:])
        # A kind of device without a name of its own has at least that of its class.
        found[entry] = next((name for name in reversed(answers) if name), None) if kind == "pci_class" else answers[-1]
    return found


def find(text: str, *keys: str) -> list[str | None]:
    """The names along one way down: a line at the margin, below it one behind a tab, below that one behind two tabs."""
    answers: list[str | None] = [None] * len(keys)
    start, end = 0, len(text)
    for depth, key in enumerate(keys):
        key = key.replace(":", " ")
        lead = "\t" * depth + key + "  "
        at = start if depth == 0 and text.startswith(lead) else text.find("\n" + lead, start, end)
        if not key or at < 0:
            break
        at += text[at] == "\n"
        line_end = text.find("\n", at)
        line_end = end if line_end < 0 else line_end
        answers[depth] = text[at + len(lead):line_end].strip() or None
        # Its block reaches to the next line that is not deeper.
        rest = _next_at(depth).search(text, line_end, end)
        start, end = line_end, rest.start() + 1 if rest else end
    return answers


_NEXT = [re.compile(r"\n(?:[^\t#\n])"), re.compile(r"\n(?:\t?[^\t#\n])"), re.compile(r"\n(?:\t{0,2}[^\t#\n])")]


def _next_at(depth: int) -> re.Pattern[str]:
    return _NEXT[min(depth, 2)]


def pnp(text: str, maker: str) -> str | None:
    """The company behind three letters: `DEL<tab>Dell Inc.`

    >>> pnp("ABC\\tA Company\\nDEL\\tDell Inc.\\n", "DEL")
    'Dell Inc.'
    """
    if not maker.isalnum():
        return None
    found = re.search("^" + maker + r"\t+(.*)$", text, re.M)
    return found.group(1).strip() or None if found else None
