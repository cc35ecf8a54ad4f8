# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrangement of monitors for all users, as GNOME reads it from /etc/xdg/monitors.xml."""

from __future__ import annotations

import re
import typing as t

PATH = "/etc/xdg/monitors.xml"

_MODE = re.compile(r"(\d{2,5})x(\d{2,5})@(\d{1,4}(?:\.\d{1,6})?)")
ROTATIONS = ("normal", "left", "right", "upside_down")


def mode(said: t.Any) -> tuple[int, int, str] | None:
    """Width, height and rate of a mode; None if it is none.

    >>> mode("1920x1080@59.94"), mode("1920x1080")
    ((1920, 1080, '59.94'), None)
    """
    match = _MODE.fullmatch(str(said))
    return (int(match[1]), int(match[2]), match[3]) if match else None


def size(monitor: t.Mapping[str, t.Any]) -> tuple[int, int]:
    """How much of the desktop it shows: scaled, and turned."""
    width, height, _rate = mode(monitor["mode"]) or (0, 0, "")
    scale = float(monitor.get("scale") or 1)
    width, height = round(width / scale), round(height / scale)
    return (height, width) if monitor.get("rotation") in ("left", "right") else (width, height)


def _escaped(said: str) -> str:
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_text(monitors: t.Sequence[t.Mapping[str, t.Any]]) -> str:
    """The file for these monitors.

    >>> "<connector>DP-1</connector>" in xml_text([{"connector": "DP-1", "maker": "DEL", "model": "U2415", "serial": "1", "mode": "1920x1200@59.950"}])
    True
    """
    lines = ['<monitors version="2">', "  <configuration>"]
    for monitor in monitors:
        width, height, rate = mode(monitor["mode"]) or (0, 0, "0")
        names = {key: _escaped(str(monitor.get(key) or "unknown")) for key in ("connector", "maker", "model", "serial")}
        scale = monitor.get("scale")
        lines += [
            "    <logicalmonitor>", "      <x>%d</x>" % int(monitor.get("x") or 0), "      <y>%d</y>" % int(monitor.get("y") or 0),
            "      <scale>%g</scale>" % float(scale if scale is not None else 1)]
        lines += ["      <primary>yes</primary>"] if monitor.get("primary") or len(monitors) == 1 else []
        if monitor.get("rotation") not in (None, "normal"):
            lines += ["      <transform>", "        <rotation>%s</rotation>" % monitor["rotation"], "        <flipped>no</flipped>", "      </transform>"]
        lines += [
            "      <monitor>", "        <monitorspec>", "          <connector>%(connector)s</connector>" % names,
            "          <vendor>%(maker)s</vendor>" % names,
            "          <product>%(model)s</product>" % names, "          <serial>%(serial)s</serial>" % names, "        </monitorspec>", "        <mode>",
            "          <width>%d</width>" % width, "          <height>%d</height>" % height, "          <rate>%s</rate>" % rate, "        </mode>",
            "      </monitor>", "    </logicalmonitor>"]
    return "\n".join([*lines, "  </configuration>", "</monitors>", ""])
