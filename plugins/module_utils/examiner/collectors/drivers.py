# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers: every device that has a modalias, the driver and module it is bound to, and what would help where it has none.

A healthy machine costs one small file for each device on a real bus, /proc/modules and a look into the folders of DKMS. What is large
(modules.alias, the modules themselves, package lists) is opened only for a device that lacks its driver.
"""

from __future__ import annotations

import re
import typing as t

from ..host import FAILED, Host, Unexamined, attempt
from ._files import short_text

#: What the profile may name; where it names nothing, nothing is read for it.
PROFILE = ("drivers_install", "drivers_packages", "drivers_dkms_packages", "drivers_module_options", "drivers_blacklisted_modules", "drivers_modules",
           "drivers_gpu", "drivers_prime", "drivers_quirks", "drivers_known_quirks", "drivers_use_known_quirks")

_MAX_DEVICES = 2000
#: Which devices are looked at. A USB device itself belongs to the kernel; drivers bind to its interfaces.
_BUSES = ("pci", "usb", "i2c", "sdio")
#: Hundreds of them, of which none is ever accused: looked at where everything is wanted to be known.
_MORE_BUSES = ("acpi", "platform", "virtio")
#: What hands a device to a virtual machine: bound, and rightly without the interface that its class would have.
_PASSED_ON = ("vfio-pci", "pci-stub", "xen-pciback", "uio_pci_generic", "igb_uio")

#: What a network adapter's driver makes in its folder: links, or a bus of its own on which they are.
_NETWORKS = ("net", "ieee80211", "virtio", "bcma", "ssb", "infiniband", "mhi", "wwan")

# PCI: class and subclass (or the class alone) -> kind.
_PCI_KINDS = {
    "01": "storage", "02": "network", "03": "display", "0480": "multimedia", "04": "audio", "05": "memory", "06": "bridge", "07": "communication",
    "0805": "card_reader", "08": "system", "09": "input", "0c03": "usb_controller", "0c05": "system", "0c00": "firewire", "0d11": "bluetooth",
    "0d": "wireless", "ff": "unclassified",
}
# Useless without a driver, whatever the kernel has for them.
_PCI_NEEDS = ("0100", "0104", "0106", "0107", "0108", "0200", "0280", "0401", "0403", "0805", "0c0300", "0c0310", "0c0320", "0c0330")
# Of use only with a driver, but not every one of them is meant to be used: only where the kernel has one that fits.
_PCI_HOPES = ("0101", "0105", "0180", "0c0010", "0c0340", "0d", "ff00")
# USB: class, subclass and protocol of the interface -> kind.
_USB_KINDS = {
    "01": "audio", "02": "communication", "03": "input", "06": "camera", "07": "printer", "08": "storage", "09": "hub", "0a": "communication",
    "0b": "smart_card", "0e": "camera", "e0/01/01": "bluetooth", "e0": "wireless", "ff": "unclassified",
}
_USB_NEEDS = ("01", "03", "08", "09", "0e", "e0/01/01")
_USB_HOPES = ("02", "ff")
_TOUCHPAD = re.compile(r"^acpi:(?:\w+:)*PNP0C50:")


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The drivers' facts (roles/drivers/meta/facts.yml)."""
    loaded = attempt(_loaded, host)
    kernels = attempt(_kernels, host)
    buses = _BUSES + _MORE_BUSES if profile.get("names") else _BUSES
    devices = attempt(_devices, host, loaded if isinstance(loaded, dict) else {}, buses)
    if isinstance(devices, list):
        _look_closer(host, devices, loaded if isinstance(loaded, dict) else {}, bool(profile.get("names")))
    return {
        "devices": devices,
        "modules": loaded if isinstance(loaded, Unexamined) else [
            {"name": name, "out_of_tree": "O" in letters, "proprietary": "P" in letters, "unsigned": "E" in letters, "staging": "C" in letters,
             "forced": "F" in letters}
            for name, letters in sorted(loaded.items()) if letters
        ],
        "kernels": kernels,
        "dkms": kernels if isinstance(kernels, Unexamined) else attempt(_dkms, host, kernels),
        "lockdown": attempt(_lockdown, host),
        "signatures_enforced": attempt(_enforced, host),
        "desired": _desired(host, profile, devices, loaded if isinstance(loaded, dict) else {}),
    }


def _desired(host: Host, profile: dict[str, t.Any], devices: t.Any, loaded: dict[str, str]) -> t.Any:
    """What the profile wants on this hardware; null where it wants nothing."""
    named = any(profile.get(variable) for variable in PROFILE if variable not in ("drivers_install", "drivers_known_quirks"))
    if not named and profile.get("drivers_install") != "auto":
        return None
    if isinstance(devices, Unexamined):
        return devices
    from . import _drivers_desired  # only who has a profile pays for it

    try:
        return _drivers_desired.collect(host, profile, devices, loaded)
    except Unexamined as exc:
        return exc
    except (TypeError, ValueError, AttributeError, KeyError) as exc:
        return _drivers_desired.failed(exc)


def _loaded(host: Host) -> dict[str, str]:
    """Loaded module -> the letters by which it taints the kernel: `nvidia 56000000 2 - Live 0x0 (POE)`."""
    text = host.read("/proc/modules")
    if text is None:
        # A kernel without modules has no such file: whatever drives a device is built in.
        return {}
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 5:
            last = words[-1]
            found[words[0]] = last.strip("()") if last.startswith("(") else ""
    return found


# --- devices -------------------------------------------------------------------------------------------------------


def _devices(host: Host, loaded: dict[str, str], buses: tuple[str, ...]) -> list[dict[str, t.Any]]:
    if host.listdir("/sys/bus") is None:
        raise Unexamined(FAILED, "/sys/bus", "/sys is not mounted")
    found, modules = [], {}
    for bus in buses:
        folder = "/sys/bus/%s/devices/" % bus
        for name in host.listdir(folder) or []:
            if bus == "usb" and ":" not in name:
                continue
            uevent = dict(line.partition("=")[::2] for line in (short_text(host, folder + name + "/uevent") or "").splitlines())
            if not uevent.get("MODALIAS") or len(found) >= _MAX_DEVICES:
                continue
            device = _device(bus, name, uevent)
            driver = uevent.get("DRIVER")
            if not driver and bus == "acpi":
                # The firmware's name for a device that another bus drives.
                link = host.readlink(folder + name + "/physical_node/driver")
                driver = link.rpartition("/")[2] if link else None
                place = folder + name + "/physical_node/driver"
            else:
                place = "/sys/bus/%s/drivers/%s" % (bus, driver)
            if driver:
                if place not in modules:
                    link = host.readlink(place + "/module")
                    modules[place] = link.rpartition("/")[2] if link else None
                device["driver"], device["module"] = driver, modules[place]
                letters = loaded.get(device["module"] or "")
                device["built_in"] = letters is None
                device["out_of_tree"], device["unsigned"], device["proprietary"] = (letter in (letters or "") for letter in "OEP")
            found.append(device)
    _judge(host, found)
    return found


def _device(bus: str, name: str, uevent: dict[str, str]) -> dict[str, t.Any]:
    device: dict[str, t.Any] = {
        "bus": bus, "id": name, "name": None, "class": None, "kind": "other", "vendor_id": None, "device_id": None, "subsystem_vendor_id": None,
        "subsystem_id": None, "modalias": uevent["MODALIAS"][:500], "driver": None, "module": None, "built_in": None, "out_of_tree": None, "unsigned": None,
        "proprietary": None, "wants_driver": False, "status": "works", "candidates": [], "candidate_loaded": None, "blocked_by": None, "firmware": [],
        "missing_firmware": [], "firmware_present": None, "packages": [],
        "link": None,
    }
    if bus == "pci":
        number = uevent.get("PCI_CLASS", "").lower().rjust(6, "0")
        device["class"] = number
        device["kind"] = _PCI_KINDS.get(number[:4]) or _PCI_KINDS.get(number[:2], "other")
        device["vendor_id"], device["device_id"] = _pair(uevent.get("PCI_ID"))
        maker, board = _pair(uevent.get("PCI_SUBSYS_ID"))
        if maker not in (None, "0000", "ffff"):
            device["subsystem_vendor_id"], device["subsystem_id"] = maker, board
    elif bus == "usb":
        try:
            device["class"] = "/".join("%02x" % (int(part) & 0xFF) for part in uevent.get("INTERFACE", "").split("/"))
            device["vendor_id"], device["device_id"] = ("%04x" % (int(part, 16) & 0xFFFF) for part in uevent.get("PRODUCT", "").split("/")[:2])
        except ValueError:
            pass
        number = device["class"] or ""
        device["kind"] = _USB_KINDS.get(number) or _USB_KINDS.get(number[:2], "other")
    elif bus in ("acpi", "i2c") and _TOUCHPAD.match(device["modalias"]):
        device["kind"] = "input"
    return device


def _pair(text: str | None) -> tuple[str | None, str | None]:
    vendor, colon, device = (text or "").lower().partition(":")
    return (vendor.rjust(4, "0"), device.rjust(4, "0")) if colon else (None, None)


def _judge(host: Host, devices: list[dict[str, t.Any]]) -> None:
    """Whether each device needs a driver that it does not have, and whether what is bound does anything."""
    displays = {device["id"].rpartition(".")[0] for device in devices if device["bus"] == "pci" and device["kind"] == "display"}
    hosts = {device["id"].rpartition(".")[0] for device in devices if device["bus"] == "pci" and device["kind"] == "usb_controller" and device["driver"]}
    usb = {(device["id"].partition(":")[0], (device["class"] or "")[:2]) for device in devices if device["bus"] == "usb" and device["driver"]}
    busy = {place for place, _kind in usb}
    # A container sees its own links only, not those of the adapters that it sees.
    contained = any(host.stat(path) for path in ("/run/systemd/container", "/run/.containerenv", "/.dockerenv"))
    for device in devices:
        bus, number = device["bus"], device["class"] or ""
        if bus == "pci":
            device["wants_driver"] = number.startswith(_PCI_NEEDS)
            if device["driver"] and number.startswith(("0200", "0280")) and device["driver"] not in _PASSED_ON and not contained:
                names = host.listdir("/sys/bus/pci/devices/" + device["id"]) or []
                if names and not any(name.startswith(_NETWORKS) for name in names):
                    device["status"] = "malfunctioning"
            if not device["driver"] and device["kind"] == "audio" and device["id"].rpartition(".")[0] in displays:
                device["wants_driver"] = False  # the sound of a graphics card that nobody uses
            elif not device["driver"] and number.startswith(("0c0300", "0c0310")) and device["id"].rpartition(".")[0] in hosts:
                device["wants_driver"] = False  # the companion for slow devices of a controller that serves them by itself
            elif device["kind"] == "display":
                # A second card may be left alone on purpose; the first one shows the picture.
                device["wants_driver"] = short_text(host, "/sys/bus/pci/devices/%s/boot_vga" % device["id"]) == "1"
        elif bus == "usb":
            device["wants_driver"] = number.startswith(_USB_NEEDS)
            place = device["id"].partition(":")[0]
            if not device["driver"] and (place, number[:2]) in usb:
                device["wants_driver"] = False  # another interface of the same kind is driven
        elif bus == "i2c":
            device["wants_driver"] = device["kind"] == "input"
        if not device["driver"]:
            device["status"] = "detected"
            if not device["wants_driver"]:
                device["hopes"] = (bus == "pci" and number.startswith(_PCI_HOPES)) or (bus == "usb" and number.startswith(_USB_HOPES) and (
                    device["id"].partition(":")[0] not in busy))


def _look_closer(host: Host, devices: list[dict[str, t.Any]], loaded: dict[str, str], everything: bool) -> None:
    """What would help the devices that have no driver; the names and links of all where that is asked for."""
    hopeful = [device.pop("hopes", False) for device in devices]
    troubled = [(device, hopes) for device, hopes in zip(devices, hopeful)
                if device["status"] == "malfunctioning" or (not device["driver"] and (hopes or device["wants_driver"]))]
    if not troubled and not everything:
        return
    from . import _drivers  # only who needs it pays for it

    _drivers.Doctor(host, loaded).look(troubled)
    if everything:
        _drivers.name(host, devices)
        _drivers.links(host, devices)


# --- kernels and modules that are built on the machine -----------------------------------------------------------------


def _kernels(host: Host) -> list[dict[str, t.Any]]:
    """The kernels that can be started, and which of them runs now and which will after the next restart."""
    running = host.uname()["release"]
    names = {path.rpartition("vmlinuz-")[2] for path in host.glob("/boot/vmlinuz-*") if not path.endswith((".old", ".bak", ".sig")) and "rescue" not in path}
    if not names:
        names = {path.split("/")[-2] for path in host.glob("/usr/lib/modules/*/vmlinuz") + host.glob("/lib/modules/*/vmlinuz")}
    kind = _flavour(running)
    same = sorted((name for name in names if _flavour(name) == kind), key=_version)
    following = same[-1] if same and _version(same[-1]) > _version(running) else None
    return [
        {"release": name, "running": name == running, "next": name == following, "headers": host.stat("/lib/modules/%s/build/Makefile" % name) is not None}
        for name in sorted(names | {running}, key=_version)
    ]


def _flavour(release: str) -> str:
    """amd64 of 6.12.1-1-amd64, generic of 6.8.0-31-generic; fc40.x86_64 counts as x86_64."""
    last = re.split(r"[-.]", release)[-1]
    return "" if last.isdigit() or re.match(r"fc\d+$|el\d+", last) else last


def _version(text: str) -> list[tuple[int, int, str]]:
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"\d+|[a-z]+", text.lower()[:100])]


def _dkms(host: Host, kernels: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Each module that DKMS keeps, in its newest version, and the kernels that it is not installed for."""
    found = []
    for name in host.listdir("/var/lib/dkms") or []:
        base = "/var/lib/dkms/" + name
        entries = host.listdir(base) if re.fullmatch(r"[\w.+-]{1,100}", name) else None
        versions = sorted((entry for entry in entries or [] if not entry.startswith(("kernel-", "original_module", "."))), key=_version)
        if not versions:
            continue
        version = versions[-1]
        place = "%s/%s/" % (base, version)
        settings = _settings(short_text(host, place + "source/dkms.conf") or "")
        installed = {entry[7:].rpartition("-")[0] for entry in entries or [] if entry.startswith("kernel-")}
        built = {path.split("/")[-3] for path in host.glob(place + "*/*/module")}
        excluded = [kernel["release"] for kernel in kernels if _excluded(settings, kernel["release"])]
        automatic = settings.get("AUTOINSTALL", "").lower().startswith("y")
        missing = [kernel for kernel in kernels if (kernel["running"] or kernel["next"]) and automatic
                   and kernel["release"] not in installed and kernel["release"] not in excluded]
        found.append({
            "name": name, "version": version, "automatic": automatic, "modules": settings.get("modules", []), "installed_kernels": sorted(installed),
            "built_kernels": sorted(built), "excluded_kernels": excluded, "missing_kernels": [kernel["release"] for kernel in missing],
            "missing_for_running": any(kernel["running"] for kernel in missing),
            "missing_headers": [kernel["release"] for kernel in missing if not kernel["headers"]],
            "failed_log": next((path for path in (place + "build/make.log",) if missing and host.stat(path)), None),
        })
    return found


def _settings(text: str) -> dict[str, t.Any]:
    """The assignments of a dkms.conf; `modules` are the names of what it builds."""
    found: dict[str, t.Any] = {"modules": []}
    for match in re.finditer(r"^[ \t]*([A-Z_]+)(?:\[(\d+)\])?=[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\s#]*)", text, re.M):
        key, index, value = match.group(1), match.group(2), match.group(3).strip("\"'")
        if key == "BUILT_MODULE_NAME":
            found["modules"].append(value)
        elif index is None or key == "OBSOLETE_BY":
            found[key] = value
    if not found["modules"] and found.get("PACKAGE_NAME"):
        found["modules"] = [found["PACKAGE_NAME"]]
    found["modules"] = [name.replace("$PACKAGE_NAME", found.get("PACKAGE_NAME", "")).replace("${PACKAGE_NAME}", found.get("PACKAGE_NAME", ""))
                        for name in found["modules"][:20]]
    return found


def _excluded(settings: dict[str, t.Any], release: str) -> bool:
    """Whether the module says itself that it is not for this kernel."""
    pattern = settings.get("BUILD_EXCLUSIVE_KERNEL", "")
    # A pattern that repeats a repetition could keep us for ever; nobody writes one here.
    if pattern and len(pattern) < 200 and not re.search(r"[*+}][^)]*\)\s*[*+{]", pattern):
        try:
            if not re.search(pattern, release):
                return True
        except re.error:
            pass
    for key, too_far in (("BUILD_EXCLUSIVE_KERNEL_MIN", lambda mine, limit: mine < limit), ("BUILD_EXCLUSIVE_KERNEL_MAX", lambda mine, limit: mine > limit),
                         ("OBSOLETE_BY", lambda mine, limit: mine >= limit)):
        limit = _version(settings.get(key, ""))
        if limit and too_far(_version(release)[:len(limit)], limit):
            return True
    return False


def _lockdown(host: Host) -> str | None:
    """none, integrity or confidentiality, as the kernel marks it: `none [integrity] confidentiality`."""
    found = re.search(r"\[(\w+)\]", host.read("/sys/kernel/security/lockdown") or "")
    return found.group(1) if found else None


def _enforced(host: Host) -> bool | None:
    text = host.read("/sys/module/module/parameters/sig_enforce")
    return None if text is None else text.strip() == "Y"
