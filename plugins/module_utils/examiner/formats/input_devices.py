# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/proc/bus/input/devices: every input device with its abilities, from which follows what it is."""

from __future__ import annotations

import re
import typing as t

MAX_DEVICES = 200
MAX_TEXT = 200

BUSES = {1: "pci", 3: "usb", 4: "hil", 5: "bluetooth", 6: "virtual", 0x10: "isa", 0x11: "ps2", 0x18: "i2c", 0x19: "host", 0x1C: "spi", 0x1D: "rmi", 0x1E: "cec"}

# Numbers of the kernel's input event codes (linux/input-event-codes.h).
_REL_X, _REL_Y, _ABS_X, _ABS_Y, _ABS_Z = 0, 1, 0, 1, 2
_ABS_MT_SLOT, _ABS_MT_X, _ABS_MT_Y = 0x2F, 0x35, 0x36
_BTN_LEFT, _BTN_JOYSTICK, _BTN_GAMEPAD, _BTN_DIGI = 0x110, 0x120, 0x130, 0x140
_TOOL_PEN, _TOOL_FINGER, _TOUCH, _STYLUS = 0x140, 0x145, 0x14A, 0x14B
_DIRECT, _POINTING_STICK, _ACCELEROMETER, _BUTTONPADS = 1, 5, 6, (2, 4)


def _bits(words: str, width: int) -> int:
    """A bitmap as the kernel writes it: hexadecimal words, the highest first."""
    number = 0
    for word in words.split()[:64]:
        number = number << width | int(word, 16)
    return number


def _has(bitmap: int, *numbers: int) -> bool:
    return all(bitmap >> number & 1 for number in numbers)


def parse(text: str) -> list[dict[str, t.Any]]:
    """The devices in their order.

    >>> found = parse('''I: Bus=0003 Vendor=1234 Product=5678 Version=0110
    ... N: Name="Example Mouse"
    ... P: Phys=usb-0000:00:14.0-1/input0
    ... S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/0003:1234:5678.0001/input/input5
    ... U: Uniq=
    ... H: Handlers=mouse0 event4
    ... B: PROP=0
    ... B: EV=17
    ... B: KEY=70000 0 0 0 0
    ... B: REL=103
    ... ''')
    >>> found[0]["name"], found[0]["kinds"], found[0]["bus"], found[0]["usb_device"], found[0]["handlers"]
    ('Example Mouse', ['mouse'], 'usb', '1-1', ['mouse0', 'event4'])
    """
    # The words are as wide as the kernel's; only one that is full shows it, and a keyboard's are.
    width = 64 if re.search(r"^B: \w+=.*?\b[0-9a-f]{9,16}\b", text, re.MULTILINE) or not re.search(r"^B: KEY=.*?\b[0-9a-f]{8}\b", text, re.MULTILINE) else 32
    devices = []
    for block in text.split("\n\n")[:MAX_DEVICES]:
        found = _device(block, width)
        if found:
            devices.append(found)
    return devices


def _device(block: str, width: int) -> dict[str, t.Any] | None:
    values: dict[str, str] = {}
    bitmaps: dict[str, int] = {}
    for line in block.splitlines():
        match = re.match(r"([INPSUHB]): (.*)", line)
        if not match:
            continue
        if match.group(1) == "I":
            values.update(re.findall(r"(\w+)=([0-9a-fA-F]{1,4})\b", match.group(2)))
        elif match.group(1) == "B":
            name, dummy, words = match.group(2).partition("=")
            if re.match(r"[0-9a-f ]*\Z", words):
                bitmaps[name] = _bits(words, width)
        else:
            name, dummy, value = match.group(2).partition("=")
            values[name] = value.strip().strip('"')[:1000]
    if "Name" not in values and "Sysfs" not in values:
        return None
    sysfs = values.get("Sysfs", "")
    usb = [part for part in sysfs.split("/") if re.match(r"\d+-\d+(\.\d+)*\Z", part)] if "/usb" in sysfs else []
    return {
        "name": values.get("Name", "")[:MAX_TEXT] or None,
        "bus": BUSES.get(int(values.get("Bus", "0"), 16), "other"),
        "vendor_id": values.get("Vendor", "").lower() or None,
        "product_id": values.get("Product", "").lower() or None,
        "phys": values.get("Phys", "")[:MAX_TEXT] or None,
        "sysfs": sysfs[:400] or None,
        "handlers": values.get("Handlers", "").split()[:20],
        "usb_device": usb[-1] if usb else None,
        "kinds": kinds(bitmaps),
    }


def kinds(bitmaps: dict[str, int]) -> list[str]:
    """What a device with these abilities is: keyboard, keys, mouse, touchpad, touchscreen, tablet, game_controller, pointing_stick …

    >>> kinds({"KEY": 0xFFFFFFFE, "EV": 0x120013})
    ['keyboard']
    """
    key, rel, absolute, prop, switch = (bitmaps.get(name, 0) for name in ("KEY", "REL", "ABS", "PROP", "SW"))
    words = set()
    if _has(prop, _ACCELEROMETER) or (not key and _has(absolute, _ABS_X, _ABS_Y, _ABS_Z)):
        return ["accelerometer"]
    # Whoever has buttons below the surface is a touchpad, even if it says that fingers touch the picture.
    direct = _has(prop, _DIRECT) and not any(prop >> number & 1 for number in _BUTTONPADS)
    position = _has(absolute, _ABS_X, _ABS_Y)
    # Axes from 0x35 on mean fingers only where slots exist: some game controllers use all numbers there are.
    fingers = _has(absolute, _ABS_MT_X, _ABS_MT_Y) and not (_has(absolute, _ABS_MT_SLOT) and _has(absolute, _ABS_MT_SLOT - 1))
    stick_buttons = any(key >> number & 1 for number in [*range(_BTN_JOYSTICK, _BTN_DIGI), *range(0x220, 0x224), *range(0x2C0, 0x2E8)])
    stick_axes = any(absolute >> number & 1 for number in range(3, 0x18))
    pen = _has(key, _STYLUS) or _has(key, _TOOL_PEN)
    if position or fingers:
        if pen:
            words.add("tablet")
        elif _has(key, _TOOL_FINGER) and not direct:
            words.add("touchpad")
        elif position and any(key >> number & 1 for number in range(_BTN_LEFT, _BTN_LEFT + 8)) and not fingers and not direct:
            words.add("mouse")
        elif (_has(key, _TOUCH) or direct) and not stick_buttons:
            words.add("touchscreen")
        elif position and (stick_buttons or stick_axes):
            words.add("game_controller")
    elif stick_buttons and (absolute or any(key >> number & 1 for number in (0x120, 0x130))):
        words.add("game_controller")
    if _has(prop, _POINTING_STICK):
        words.add("pointing_stick")
    if not words & {"touchpad", "touchscreen", "tablet", "game_controller"} and _has(rel, _REL_X, _REL_Y) and _has(key, _BTN_LEFT):
        words.add("mouse")
    if key & 0xFFFFFFFE == 0xFFFFFFFE:
        words.add("keyboard")
    elif key & ((1 << 0x100) - 1) or any(key >> number & 1 for number in range(0x160, 0x220)):
        words.add("keys")
    if switch:
        words.add("switch")
    return sorted(words)
