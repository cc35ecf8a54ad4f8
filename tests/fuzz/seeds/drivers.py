# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of drivers: PCI configuration spaces, modaliases, names, kernel modules."""

from __future__ import annotations

import gzip
import lzma
import struct

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import dep11, driver_packages, hwdata, kernel_module, modalias, pci_config


def _nic() -> bytes:
    """A made-up network card: power management, MSI, PCI Express with a 5 GT/s link at x1, a serial number."""
    space = bytearray(4096)
    struct.pack_into("<4H", space, 0, 0x8086, 0x1533, 0x0406, 0x0010)
    space[8:12] = bytes((3, 0, 0, 2))
    struct.pack_into("<2H", space, 0x2C, 0x17AA, 0x1100)
    space[0x34] = 0x40
    space[0x40:0x42] = bytes((0x01, 0x50))
    struct.pack_into("<2H", space, 0x42, 3, 0)
    space[0x50:0x52] = bytes((0x05, 0xA0))
    struct.pack_into("<H", space, 0x52, 0x0081)
    space[0xA0:0xA2] = bytes((0x10, 0x00))
    struct.pack_into("<HIHHIHH", space, 0xA2, 0x0002, 0x2, 0x2810, 0x0009, 0x00036C12, 0x0042, 0x1012)
    struct.pack_into("<I", space, 0xA0 + 44, 0x6)
    struct.pack_into("<I", space, 0x100, 0x0001 | 2 << 16 | 0x140 << 20)
    struct.pack_into("<I8s", space, 0x140, 0x0003 | 1 << 16, bytes.fromhex("0100ffff55443322"))
    return bytes(space)


def module(info: dict[str, list[str]], wide: bool = True, signed: bool = False) -> bytes:
    """A module without code: an ELF file of three sections."""
    names = b"\0.modinfo\0.shstrtab\0"
    text = b"".join(("%s=%s" % (key, value)).encode() + b"\0" for key, values in info.items() for value in values)
    start = 64 if wide else 52
    places = [(0, 0, 0), (1, start, len(text)), (10, start + len(text), len(names))]
    table = start + len(text) + len(names)
    if wide:
        head = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9) + struct.pack("<2HI3QI6H", 1, 62, 1, 0, 0, table, 0, 64, 0, 0, 64, 3, 2)
        sections = b"".join(struct.pack("<2I4Q2I2Q", name, 1, 0, 0, offset, length, 0, 0, 1, 0) for name, offset, length in places)
    else:
        head = b"\x7fELF" + bytes((1, 1, 1)) + bytes(9) + struct.pack("<2H5I6H", 1, 3, 1, 0, 0, table, 0, 52, 0, 0, 40, 3, 2)
        sections = b"".join(struct.pack("<10I", name, 1, 0, 0, offset, length, 0, 0, 1, 0) for name, offset, length in places)
    return head + text + names + sections + (b"~Module signature appended~\n" if signed else b"")


NIC = _nic()
INFO = {"license": ["GPL"], "firmware": ["acme/one.bin", "acme/two.bin"], "alias": ["pci:v00001234d*sv*sd*bc02sc*i*"], "depends": ["mii"]}
_IDS = b"8086  Intel Corporation\n\t1533  I210\n\t\t17aa 1100  Ethernet 1\n# x\nC 02  Network controller\n\t00  Ethernet controller\n"


def _module(data: bytes):
    return kernel_module.parse(kernel_module.unpack(data, 1 << 20))


def _alias(data: bytes):
    text = data.decode("utf-8", "replace")
    return modalias.candidates(text, text.partition("\n")[0])


def _names(data: bytes):
    text = data.decode("utf-8", "replace")
    return hwdata.find(text, "8086", "1533", "17aa:1100"), hwdata.find(text, "C 02", "00"), hwdata.pnp(text, "DEL")


_CATALOGUE = b"""---
File: DEP-11
---
Type: firmware
Package: firmware-acme
Provides:
  firmware:
  - type: runtime
    file: acme/one.bin
---
Package: acme-driver
Provides:
  modaliases:
  - pci:v00001234d*sv*sd*bc03sc*i*
"""


def _catalogue(data: bytes):
    return dep11.packages(dep11.unpack(data, 1 << 20), "pci:v00001234d00000001sv00000000sd00000000bc03sc00i00", ["acme/one.bin"])


def _packages(data: bytes):
    text = data.decode("utf-8", "replace")
    driver_packages.package(text.partition("\n")[0], "debian", "trixie")
    return driver_packages.for_modalias(text, "pci:v00001234d00000001sv0sd0bc02sc0i00")


PARSERS = {
    "driver_packages": (_packages, [b"Package: acme-dkms\nModaliases: acme(pci:v00001234d*sv*sd*bc02sc*i*, usb:v1234p*)\n", b"iwlwifi-8000C-36.ucode\n"]),
    "dep11": (_catalogue, [_CATALOGUE, gzip.compress(_CATALOGUE)]),
    "pci_config": (pci_config.parse, [NIC, NIC[:256], NIC[:64]]),
    "kernel_module": (_module, [module(INFO), module(INFO, wide=False, signed=True), lzma.compress(module(INFO)), gzip.compress(module(INFO))]),
    "modalias": (_alias, [
        b"pci:v00008086d00001533sv000017AAsd00001100bc02sc00i00\nalias pci:v00008086d00001533sv*sd*bc*sc*i* igb\nalias pci:v*d*sv*sd*bc02sc0[0-3]i?? any\n",
    ]),
    "hwdata": (_names, [_IDS, b"DEL\tDell Inc.\nABC\tA Company\n"]),
}
