# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Display modes as EDID names them: by number in a standard's list (VESA DMT, CTA-861), or written out as a detailed timing.

    >>> listed("dmt", 0x10)
    {'width': 1024, 'height': 768, 'refresh_hz': 60.0, 'interlaced': False}
    >>> listed("cta", 5)
    {'width': 1920, 'height': 1080, 'refresh_hz': 60.0, 'interlaced': True}
    >>> listed("cta", 128) is None
    True

The refresh rate of an interlaced mode counts fields, as both standards do.
"""

from __future__ import annotations

import typing as t

# VESA Display Monitor Timings, by number from 0x01 on.
_DMT = """
640x350@85.08 640x400@85.08 720x400@85.04 640x480@59.94 640x480@72.81 640x480@75 640x480@85.01 800x600@56.25 800x600@60.32 800x600@72.19
800x600@75 800x600@85.06 800x600@119.97 848x480@60 1024x768i@86.96 1024x768@60 1024x768@70.07 1024x768@75.03 1024x768@85 1024x768@119.99
1152x864@75 1280x768@59.99 1280x768@59.87 1280x768@74.89 1280x768@84.84 1280x768@119.8 1280x800@59.91 1280x800@59.81 1280x800@74.93
1280x800@84.88 1280x800@119.91 1280x960@60 1280x960@85 1280x960@119.84 1280x1024@60.02 1280x1024@75.02 1280x1024@85.02 1280x1024@119.96
1360x768@60.02 1360x768@119.97 1400x1050@59.95 1400x1050@59.98 1400x1050@74.87 1400x1050@84.96 1400x1050@119.9 1440x900@59.9 1440x900@59.89
1440x900@74.98 1440x900@84.84 1440x900@119.85 1600x1200@60 1600x1200@65 1600x1200@70 1600x1200@75 1600x1200@85 1600x1200@119.92
1680x1050@59.88 1680x1050@59.95 1680x1050@74.89 1680x1050@84.94 1680x1050@119.99 1792x1344@60 1792x1344@75 1792x1344@119.97 1856x1392@60
1856x1392@75 1856x1392@120.05 1920x1200@59.95 1920x1200@59.88 1920x1200@74.93 1920x1200@84.93 1920x1200@119.91 1920x1440@60 1920x1440@75
1920x1440@120.11 2560x1600@59.97 2560x1600@59.99 2560x1600@74.97 2560x1600@84.95 2560x1600@119.96 1366x768@59.79 1920x1080@60 1600x900@60
2048x1152@60 1280x720@60 1366x768@60 4096x2160@60 4096x2160@59.94
"""
# Video identification codes of CTA-861, from 1 on; 128 to 192 are not assigned.
_CTA = """
640x480@59.94 720x480@59.94 720x480@59.94 1280x720@60 1920x1080i@60 1440x480i@59.94 1440x480i@59.94 1440x240@60.05 1440x240@60.05
2880x480i@59.94 2880x480i@59.94 2880x240@60.05 2880x240@60.05 1440x480@59.94 1440x480@59.94 1920x1080@60 720x576@50 720x576@50 1280x720@50
1920x1080i@50 1440x576i@50 1440x576i@50 1440x288@50.08 1440x288@50.08 2880x576i@50 2880x576i@50 2880x288@50.08 2880x288@50.08 1440x576@50
1440x576@50 1920x1080@50 1920x1080@24 1920x1080@25 1920x1080@30 2880x480@59.94 2880x480@59.94 2880x576@50 2880x576@50 1920x1080i@50
1920x1080i@100 1280x720@100 720x576@100 720x576@100 1440x576i@100 1440x576i@100 1920x1080i@120 1280x720@120 720x480@119.88 720x480@119.88
1440x480i@119.88 1440x480i@119.88 720x576@200 720x576@200 1440x576i@200 1440x576i@200 720x480@239.76 720x480@239.76 1440x480i@239.76
1440x480i@239.76 1280x720@24 1280x720@25 1280x720@30 1920x1080@120 1920x1080@100 1280x720@24 1280x720@25 1280x720@30 1280x720@50 1280x720@60
1280x720@100 1280x720@120 1920x1080@24 1920x1080@25 1920x1080@30 1920x1080@50 1920x1080@60 1920x1080@100 1920x1080@120 1680x720@24
1680x720@25 1680x720@30 1680x720@50 1680x720@60 1680x720@100 1680x720@120 2560x1080@24 2560x1080@25 2560x1080@30 2560x1080@50 2560x1080@60
2560x1080@100 2560x1080@120 3840x2160@24 3840x2160@25 3840x2160@30 3840x2160@50 3840x2160@60 4096x2160@24 4096x2160@25 4096x2160@30
4096x2160@50 4096x2160@60 3840x2160@24 3840x2160@25 3840x2160@30 3840x2160@50 3840x2160@60 1280x720@48 1280x720@48 1680x720@48 1920x1080@48
1920x1080@48 2560x1080@48 3840x2160@48 4096x2160@48 3840x2160@48 3840x2160@100 3840x2160@120 3840x2160@100 3840x2160@120 5120x2160@24
5120x2160@25 5120x2160@30 5120x2160@48 5120x2160@50 5120x2160@60 5120x2160@100
"""
# The same list, from 193 on.
_CTA_HIGH = """
5120x2160@120 7680x4320@24 7680x4320@25 7680x4320@30 7680x4320@48 7680x4320@50 7680x4320@60 7680x4320@100 7680x4320@120 7680x4320@24
7680x4320@25 7680x4320@30 7680x4320@48 7680x4320@50 7680x4320@60 7680x4320@100 7680x4320@120 10240x4320@24 10240x4320@25 10240x4320@30
10240x4320@48 10240x4320@50 10240x4320@60 10240x4320@100 10240x4320@120 4096x2160@100 4096x2160@120
"""
_HDMI = "3840x2160@30 3840x2160@25 3840x2160@24 4096x2160@24"

#: Each list with the number of its first mode.
_LISTS: dict[str, list[tuple[int, list[str]]]] = {
    "dmt": [(1, _DMT.split())], "cta": [(1, _CTA.split()), (193, _CTA_HIGH.split())], "hdmi": [(1, _HDMI.split())],
}


def mode(text: str) -> dict[str, t.Any]:
    """A mode from its short form: 1920x1080i@60."""
    size, dummy, rate = text.partition("@")
    width, dummy, height = size.partition("x")
    return {"width": int(width), "height": int(height.rstrip("i")), "refresh_hz": float(rate), "interlaced": height.endswith("i")}


def listed(name: str, number: int) -> dict[str, t.Any] | None:
    """The mode with this number in the list dmt, cta or hdmi; None if it is not assigned."""
    for first, modes in _LISTS[name]:
        if first <= number < first + len(modes):
            return mode(modes[number - first])
    return None


def timing(width: int, height: int, refresh: float, interlaced: bool = False, clock: int | None = None, blanking: tuple[int, ...] | None = None,
           **more: t.Any) -> dict[str, t.Any]:
    """The shape of a timing that is written out. blanking: front porch, sync and back porch, horizontal then vertical."""
    return {
        "width": width, "height": height, "refresh_hz": round(refresh, 3), "interlaced": interlaced, "pixel_clock_khz": clock,
        "horizontal_blanking": list(blanking[:3]) if blanking else None, "vertical_blanking": list(blanking[3:]) if blanking else None,
        "horizontal_sync": more.get("hsync"), "vertical_sync": more.get("vsync"),
        "width_mm": more.get("width_mm"), "height_mm": more.get("height_mm"),
    }


def refresh_rate(clock_khz: int, htotal: int, vtotal: int, interlaced: bool) -> float:
    """Frames, or fields, per second; vtotal: lines of a frame or field."""
    # The two fields of an interlaced frame share one line.
    lines = vtotal + 0.5 if interlaced else vtotal
    return clock_khz * 1000.0 / (htotal * lines) if htotal and lines else 0.0


def plausible(d: bytes) -> bool:
    """Whether a detailed timing descriptor can be one: no picture has fewer than ten million pixels a second."""
    return (d[0] | d[1] << 8) >= 1000


def detailed(d: bytes) -> dict[str, t.Any]:
    """The timing of an 18-byte detailed timing descriptor.

        >>> t = detailed(bytes.fromhex("023a801871382d40582c4500c69a2100001e"))
        >>> t["width"], t["height"], t["refresh_hz"], t["pixel_clock_khz"], t["width_mm"], t["height_mm"]
        (1920, 1080, 60.0, 148500, 710, 410)
    """
    if len(d) < 18:
        raise ValueError("a detailed timing has 18 bytes, this one %d" % len(d))
    clock = (d[0] | d[1] << 8) * 10
    hactive, hblank = d[2] | (d[4] & 0xF0) << 4, d[3] | (d[4] & 0x0F) << 8
    vactive, vblank = d[5] | (d[7] & 0xF0) << 4, d[6] | (d[7] & 0x0F) << 8
    hfront, hsync = d[8] | (d[11] & 0xC0) << 2, d[9] | (d[11] & 0x30) << 4
    vfront, vsync = d[10] >> 4 | (d[11] & 0x0C) << 2, (d[10] & 0x0F) | (d[11] & 0x03) << 4
    interlaced = bool(d[17] & 0x80)
    separate = (d[17] & 0x18) == 0x18
    # The border on both sides is part of the blanking.
    hborder, vborder = d[15] * 2, d[16] * 2
    return timing(
        hactive, vactive * 2 if interlaced else vactive, refresh_rate(clock, hactive + hblank, vactive + vblank, interlaced), interlaced, clock,
        (hfront, hsync, hblank - hfront - hsync - hborder, vfront, vsync, vblank - vfront - vsync - vborder),
        hsync=("+" if d[17] & 0x02 else "-") if d[17] & 0x10 else None, vsync=("+" if d[17] & 0x04 else "-") if separate else None,
        width_mm=d[12] | (d[14] & 0xF0) << 4 or None, height_mm=d[13] | (d[14] & 0x0F) << 8 or None,
    )
