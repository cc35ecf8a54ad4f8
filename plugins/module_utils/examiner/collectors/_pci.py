# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PCI devices as several components look at them: one small file each says what it is and who drives it."""

from __future__ import annotations

import typing as t

from ..host import Host, Unexamined

FOLDER = "/sys/bus/pci/devices"
#: Drivers that keep a device for a virtual machine.
PASSED_ON = ("vfio-pci", "pci-stub", "xen-pciback")


def uevent(host: Host, place: str) -> dict[str, str]:
    """What the kernel tells of a device: DRIVER and what its bus adds."""
    try:
        text = host.read(place + "/uevent", 1 << 16) or ""
    except Unexamined:
        return {}
    return dict(line.partition("=")[::2] for line in text.splitlines())


def devices(host: Host, classes: t.Sequence[str]) -> list[dict[str, t.Any]]:
    """The devices whose class (six hexadecimal digits) begins with one of these: {address, class, driver and the four numbers}."""
    found = []
    for address in host.listdir(FOLDER) or []:
        said = uevent(host, FOLDER + "/" + address)
        kind = said.get("PCI_CLASS", "").lower().rjust(6, "0")
        if not kind.startswith(tuple(classes)):
            continue
        (vendor, device), (maker, board) = _pair(said.get("PCI_ID")), _pair(said.get("PCI_SUBSYS_ID"))
        found.append({
            "address": address, "vendor_id": vendor, "device_id": device, "subsystem_vendor_id": maker, "subsystem_device_id": board, "class": kind,
            "driver": said.get("DRIVER") or None,
        })
    return found


def _pair(text: str | None) -> tuple[str | None, str | None]:
    one, dummy, two = (text or "").lower().partition(":")
    return one or None, two or None
