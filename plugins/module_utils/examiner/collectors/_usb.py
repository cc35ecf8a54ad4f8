# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices on the USB as the kernel shows them below /sys/bus/usb/devices; shared by the collectors that look for them."""

from __future__ import annotations

import re
import typing as t

from ..formats import usb_descriptors
from ..host import NO_PERMISSION, Host, Unexamined

FOLDER = "/sys/bus/usb/devices"
MAX_DEVICES = 200
MAX_TEXT = 200

_DEVICE = re.compile(r"(?:usb\d+|\d+-\d+(?:\.\d+)*)\Z")
_INTERFACE = re.compile(r"(\d+-\d+(?:\.\d+)*):(\d+)\.(\d+)\Z")

#: What a driver makes of its device, where the class alone does not say it.
_NETWORK = frozenset((
    "r8152", "r8153_ecm", "ax88179_178a", "asix", "aqc111", "cdc_ether", "cdc_ncm", "cdc_mbim", "qmi_wwan", "rndis_host", "smsc75xx", "smsc95xx", "lan78xx",
    "dm9601", "sr9700", "sr9800", "mcs7830", "pegasus", "rtl8150", "huawei_cdc_ncm", "ipheth", "rtl8xxxu", "rtw_8822bu", "rtw_8821cu", "rtw_8723du",
    "rtw_8822cu", "mt76x0u", "mt76x2u", "mt7601u", "mt7921u", "ath9k_htc", "carl9170", "rt2800usb", "brcmfmac", "mwifiex_usb", "rtl8192cu",
))
_SERIAL = frozenset(("ftdi_sio", "cp210x", "ch341", "pl2303", "cdc_acm", "ark3116", "mos7720", "mos7840", "ti_usb_3410_5052", "f81232", "xr_serial", "option"))
_CARD_READERS = frozenset(("ums-realtek", "rtsx_usb", "ums-alauda", "ums-jumpshot", "ums-eneub6250", "rts5139", "vub300"))

_BY_CLASS = {
    "01": "audio", "03": "human_interface", "06": "camera", "07": "printer", "08": "storage", "09": "hub", "0b": "smart_card_reader", "0e": "webcam",
    "11": "billboard", "dc": "diagnostic",
}


def text(host: Host, path: str) -> str | None:
    """A sysfs attribute without its line end; None if it is not there or its device has just gone."""
    try:
        found = host.read(path, 1 << 16)
    except Unexamined as exc:
        if exc.reason == NO_PERMISSION:
            raise
        return None
    return None if found is None else found.strip().replace("\0", "")[:MAX_TEXT]


def number(host: Host, path: str, base: int = 10) -> int | None:
    """A sysfs attribute that is a number, whatever unit is written behind it."""
    match = re.match(r"\s*(?:0x)?([0-9a-fA-F]+)" if base == 16 else r"\s*(-?\d+)", text(host, path) or "")
    return int(match.group(1), base) if match else None


def uevent(host: Host, path: str) -> dict[str, str]:
    """What the kernel tells udev about a device."""
    found = text_of_many(host, path + "/uevent") or ""
    return dict(line.partition("=")[::2] for line in found.splitlines() if "=" in line)


def text_of_many(host: Host, path: str) -> str | None:
    """A small file of several lines; None where `text` gives None."""
    try:
        return host.read(path, 1 << 16)
    except Unexamined as exc:
        if exc.reason == NO_PERMISSION:
            raise
        return None


def listed(host: Host) -> tuple[list[str], dict[str, list[str]]]:
    """The names of the devices, and those of the interfaces by device: {"1-4": ["1-4:1.0"]}."""
    names = host.listdir(FOLDER) or []
    devices = sorted((name for name in names if _DEVICE.match(name)), key=_order)[:MAX_DEVICES]
    interfaces: dict[str, list[str]] = {}
    for name in names:
        match = _INTERFACE.match(name)
        if match:
            owner = match.group(1)
            # The interface of a root hub is called after its bus: 1-0:1.0.
            interfaces.setdefault("usb" + owner[:-2] if owner.endswith("-0") else owner, []).append(name)
    return devices, interfaces


def _order(name: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", name)]


def parent(name: str) -> str | None:
    """The hub that a device is plugged into.

    >>> parent("1-4.2"), parent("1-4"), parent("usb1")
    ('1-4', 'usb1', None)
    """
    if name.startswith("usb"):
        return None
    return name.rpartition(".")[0] or "usb" + name.partition("-")[0]


def interface(host: Host, name: str) -> dict[str, t.Any]:
    """One interface of a device: what it is, and what drives it."""
    place = "%s/%s" % (FOLDER, name)
    said = uevent(host, place)
    match = re.search(r"ic([0-9A-F]{2})isc([0-9A-F]{2})ip([0-9A-F]{2})in([0-9A-F]{2})", said.get("MODALIAS", ""))
    if match:
        codes = [code.lower() for code in match.groups()[:3]]
    elif re.match(r"\d+/\d+/\d+\Z", said.get("INTERFACE", "")):
        codes = ["%02x" % (int(code) & 0xFF) for code in said["INTERFACE"].split("/")]
    else:
        codes = [(text(host, "%s/bInterface%s" % (place, kind)) or "").lower() for kind in ("Class", "SubClass", "Protocol")]
    return {
        "name": name, "number": int(name.rpartition(".")[2]), "class": codes[0], "subclass": codes[1], "protocol": codes[2],
        "class_name": class_name(codes[0]), "driver": said.get("DRIVER"), "label": None,
    }


def class_name(code: str) -> str | None:
    """The name of a class code such as 0e."""
    return usb_descriptors.CLASSES.get(int(code, 16)) if re.match(r"[0-9a-f]{2}\Z", code) else None


def device(host: Host, name: str, interfaces: list[str]) -> dict[str, t.Any]:
    """One device; see usb_devices in roles/peripherals/meta/facts.yml. Most of it stands in its descriptors: few files are read."""
    place = "%s/%s" % (FOLDER, name)
    said = uevent(host, place)
    parsed, problem = _descriptors(host, place)
    active = number(host, place + "/bConfigurationValue")
    chosen = next((c for c in parsed["configurations"] if c["value"] == active), None) if parsed else None
    ids = said.get("PRODUCT", "").split("/")
    kind = said.get("TYPE", "").split("/")
    written = parsed or {
        "vendor_id": _hex(ids, 0) or text(host, place + "/idVendor"), "product_id": _hex(ids, 1) or text(host, place + "/idProduct"),
        "revision": _hex(ids, 2) or text(host, place + "/bcdDevice"), "usb_version": text(host, place + "/version"),
        "class": _code(kind, 0) or text(host, place + "/bDeviceClass"), "subclass": _code(kind, 1) or text(host, place + "/bDeviceSubClass"),
        "protocol": _code(kind, 2) or text(host, place + "/bDeviceProtocol"), "configuration_count": number(host, place + "/bNumConfigurations"),
    }
    attributes = None if chosen else number(host, place + "/bmAttributes", 16)
    speed = text(host, place + "/speed")
    found: dict[str, t.Any] = {
        "name": name,
        "bus": _order(name)[0],
        "number": int(said["DEVNUM"]) if said.get("DEVNUM", "").isdigit() else number(host, place + "/devnum"),
        "port": "0" if name.startswith("usb") else name.partition("-")[2],
        "parent": parent(name),
        "vendor_id": written["vendor_id"], "product_id": written["product_id"], "revision": written["revision"],
        "manufacturer": text(host, place + "/manufacturer"), "product": text(host, place + "/product"), "serial": text(host, place + "/serial"),
        "vendor_name": None, "product_name": None,
        "usb_version": written["usb_version"],
        "speed_mbps": float(speed) if speed and re.match(r"\d+(\.\d+)?\Z", speed) else None,
        "class": written["class"], "subclass": written["subclass"], "protocol": written["protocol"], "class_name": class_name(written["class"] or ""),
        "authorized": {"0": False, "1": True}.get(text(host, place + "/authorized") or ""),
        "configuration": active, "configuration_count": written["configuration_count"],
        "max_power_ma": chosen["max_power_ma"] if chosen else number(host, place + "/bMaxPower"),
        "self_powered": chosen["self_powered"] if chosen else None if attributes is None else bool(attributes & 0x40),
        "remote_wakeup": chosen["remote_wakeup"] if chosen else None if attributes is None else bool(attributes & 0x20),
        "power_control": text(host, place + "/power/control"),
        "removable": text(host, place + "/removable"),
        "descriptor_problem": problem,
        "interfaces": [interface(host, below) for below in interfaces],
    }
    labels = {i["number"]: i["string"] for i in usb_descriptors.interfaces(parsed, active)} if parsed else {}
    for each in found["interfaces"]:
        if labels.get(each["number"], 1):
            each["label"] = text(host, "%s/%s/interface" % (FOLDER, each["name"]))
    # A device that speaks USB 3 and runs at the speed of USB 2 sits behind an old port, hub or cable.
    number_of = re.match(r"\s*(\d+)\.", found["usb_version"] or "")
    found["slow"] = int(number_of.group(1)) >= 3 and found["speed_mbps"] < 5000 if number_of and found["speed_mbps"] is not None else None
    found["kinds"] = kinds(found)
    return found


def _descriptors(host: Host, place: str) -> tuple[dict[str, t.Any] | None, str | None]:
    try:
        data = host.read_bytes(place + "/descriptors", usb_descriptors.MAX_SIZE)
    except Unexamined as exc:
        return None, exc.reason
    if data is None:
        return None, None
    try:
        found = usb_descriptors.parse(data)
    except ValueError as exc:
        return None, str(exc)
    return found, found["problem"]


def _hex(parts: list[str], index: int) -> str | None:
    return parts[index].rjust(4, "0") if len(parts) > index and re.match(r"[0-9a-f]{1,4}\Z", parts[index]) else None


def _code(parts: list[str], index: int) -> str | None:
    return "%02x" % (int(parts[index]) & 0xFF) if len(parts) > index and parts[index].isdigit() else None


def kinds(found: dict[str, t.Any]) -> list[str]:
    """What a device is for: one word for each of its functions, in order of the alphabet."""
    words = {_BY_CLASS["09"]} if found["class"] == "09" else set()
    for each in found["interfaces"]:
        triple = (each["class"], each["subclass"], each["protocol"])
        driver = each["driver"] or ""
        if each["class"] in _BY_CLASS:
            words.add(_BY_CLASS[each["class"]])
        if triple == ("e0", "01", "01") or driver == "btusb":
            words.add("bluetooth")
        if driver in _NETWORK or triple[:2] in (("02", "06"), ("02", "0d"), ("02", "0e")) or triple == ("e0", "01", "03"):
            words.add("network")
        if driver in _SERIAL or (triple[:2] == ("02", "02") and driver not in _NETWORK and "network" not in words):
            words.add("serial")
        if driver in _CARD_READERS:
            words.add("card_reader")
        if triple[:2] == ("fe", "01"):
            words.add("firmware_update")
    named = " ".join(filter(None, (found["product"], found["manufacturer"]))).lower()
    # Realtek's readers often bear no name; the bridges of its disks have other numbers.
    numbers = (found["vendor_id"], found["product_id"])
    unnamed = numbers in _READERS or (found["vendor_id"] == "0bda" and (found["product_id"] or "").startswith(("01", "03")))
    if "storage" in words and (unnamed or re.search(r"card.?reader|multi.?card|sd/mmc|flash reader|usb\d\.0-crw", named)):
        words.add("card_reader")
    if "human_interface" not in words and "hub" not in words and re.search(r"fingerprint|biometric", named):
        words.add("fingerprint_reader")
    if not words - {"firmware_update"} and each_is_vendor(found):
        if found["vendor_id"] in _FINGERPRINT_VENDORS or numbers in _FINGERPRINT_READERS:
            words.add("fingerprint_reader")
    if ("display" in named and each_is_vendor(found)) or found["vendor_id"] == "17e9":
        words.add("display_adapter")
    return sorted(words)


def each_is_vendor(found: dict[str, t.Any]) -> bool:
    """Whether only the manufacturer's own driver can know what this is."""
    return bool(found["interfaces"]) and all(each["class"] == "ff" for each in found["interfaces"])


#: Readers of memory cards that call themselves storage (Alcor, Genesys Logic, SMSC).
_READERS = frozenset(
    [("058f", product) for product in ("6254", "6331", "6335", "6344", "6360", "6361", "6362", "6364", "6366", "6377", "9360")]
    + [("05e3", product) for product in ("0736", "0743", "0745", "0747", "0748", "0749", "0751", "0764")]
    + [("0424", product) for product in ("2228", "223a", "2240", "2503", "4030", "4040", "4041", "4050", "4060", "4064")])

#: Makers whose devices without a class of their own are fingerprint readers (their touchpads and keyboards have one).
_FINGERPRINT_VENDORS = frozenset(("06cb", "138a", "147e", "08ff", "1c7a", "27c6", "298d", "2808", "10a5", "1491", "05ba", "2541", "04f3", "3274", "0f9f"))
_FINGERPRINT_READERS = frozenset((("0483", "2015"), ("0483", "2016"), ("045e", "00bc"), ("045e", "00bd"), ("0a5c", "5801"), ("061a", "0110")))
