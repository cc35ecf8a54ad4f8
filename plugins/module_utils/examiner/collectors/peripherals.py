# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peripherals: what is plugged in over USB, Thunderbolt and Bluetooth, and what is built in for hands, eyes and fingers.

Everything is read from /sys and /proc; no process is started, nothing is woken, and root is not needed.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import ieee1284, input_devices
from ..host import Host, Unexamined, attempt
from . import _usb

#: What the profile may name; where it names nothing, nothing is read for it.
PROFILE = ("peripherals_bluetooth", "peripherals_bluetooth_settings", "peripherals_thunderbolt_authorisation", "peripherals_thunderbolt_policy",
           "peripherals_thunderbolt_devices", "peripherals_webcams", "peripherals_usbguard", "peripherals_usbguard_target",
           "peripherals_usbguard_allow_keyboards", "peripherals_udev_rules")

THUNDERBOLT = "/sys/bus/thunderbolt/devices"
SERVICES = "/sys/fs/cgroup/system.slice"

MAX_LIST = 100

#: Cameras whose sensor sits on the processor's own bus: they need more than a USB driver.
_SENSOR = re.compile(r"(?:OVTI[0-9A-F]{4}|INT33BE|INT3474|INT3479|INT347A|INT347E|INT3537|HIMX[0-9A-F]{4}|SONY[0-9A-F]{4}|CJFL[0-9A-F]{4}):")
#: Drivers of card readers on PCI that show no slot of their own.
_PCI_READERS = ("rts_pstor", "Realtek PCIe card reader", "tifm_7xx1", "jmb38x_ms", "rtsx_pci", "alcor_pci")
#: Engines on the chip that take and give pictures and are no cameras.
_NO_CAMERA = re.compile(r"codec|\bisp\b|-isp|decod|encod|-dec\b|-enc\b|m2m|jpeg|scaler|hantro|cedrus|rkvdec", re.IGNORECASE)


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The component's facts; see roles/peripherals/meta/facts.yml."""
    names, interfaces = _usb.listed(host)
    devices = [_usb.device(host, name, interfaces.get(name, [])) for name in names]
    by_name = {device["name"]: device for device in devices}
    if profile.get("names"):
        _named(host, devices)
    inputs = attempt(_inputs, host)
    printers = [printer for device in devices for printer in _printers(host, device)]
    thunderbolt = attempt(_thunderbolt, host)
    return {
        "usb_devices": devices,
        "usb_ports": attempt(_ports, host, devices),
        "thunderbolt": thunderbolt,
        "bluetooth": _bluetooth(host, by_name),
        "cameras": attempt(_cameras, host, by_name),
        "camera_sensors": attempt(_sensors, host),
        "card_readers": _usb_kind(devices, "card_reader") + _slot_readers(host),
        "fingerprint_readers": _usb_kind(devices, "fingerprint_reader"),
        "smart_card_readers": _usb_kind(devices, "smart_card_reader"),
        "smart_card_service": _service(host, "pcscd", ("/usr/sbin/pcscd",)) if any("smart_card_reader" in device["kinds"] for device in devices) else None,
        "input_devices": inputs,
        "game_controllers": _of_kind(inputs, "game_controller"),
        "serial_adapters": attempt(_serial, host, devices),
        "docks": _docks(devices, thunderbolt),
        "printers": printers,
        "ipp_usb": _service(host, "ipp-usb", ("/usr/sbin/ipp-usb", "/usr/bin/ipp-usb")) if printers else None,
        "desired": _desired(host, profile) if any(
            profile.get(variable) for variable in PROFILE if variable not in ("peripherals_usbguard_target", "peripherals_usbguard_allow_keyboards")) else None,
    }


def _desired(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    from . import _peripherals_desired  # only who has a profile pays for it

    return _peripherals_desired.collect(host, profile)


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """Over-current events by port, where there were any."""
    ports = facts["usb_ports"] if isinstance(facts["usb_ports"], list) else []
    return {"over_current:" + port["name"]: float(port["over_current_count"]) for port in ports[:20] if port["over_current_count"]}


def _named(host: Host, devices: list[dict[str, t.Any]]) -> None:
    """The names that the list of USB ids has for makers and products."""
    from ..formats import hwdata  # only who wants names pays for reading the list

    ids = {device["name"]: (device["vendor_id"], "%s:%s" % (device["vendor_id"], device["product_id"])) for device in devices if device["vendor_id"]}
    found = hwdata.names(host, "usb", [each for pair in ids.values() for each in pair])
    for device in devices:
        maker, product = ids.get(device["name"], ("", ""))
        device["vendor_name"], device["product_name"] = found.get(maker), found.get(product)


def _label(device: dict[str, t.Any]) -> str:
    """What people would call it."""
    return device["product"] or " ".join(filter(None, (device["vendor_name"], device["product_name"]))) or "%s:%s" % (device["vendor_id"], device["product_id"])


def _usb_kind(devices: list[dict[str, t.Any]], kind: str) -> list[dict[str, t.Any]]:
    drivers = {device["name"]: [i["driver"] for i in device["interfaces"] if i["driver"]] for device in devices}
    return [{
        "name": _label(device), "bus": "usb", "device": device["name"], "vendor_id": device["vendor_id"], "product_id": device["product_id"],
        "driver": drivers[device["name"]][0] if drivers[device["name"]] else None,
    } for device in devices if kind in device["kinds"]]


def _service(host: Host, unit: str, programs: tuple[str, ...]) -> dict[str, t.Any]:
    """Whether a service is there and runs, as its control group shows it: no process has to be asked."""
    return {
        "installed": attempt(lambda: any(host.stat(program) is not None for program in programs)),
        "running": attempt(lambda: bool((host.read("%s/%s.service/cgroup.procs" % (SERVICES, unit)) or "").strip())),
    }


# ---------------------------------------------------------------------------------------------------------------------
# USB ports


def _ports(host: Host, devices: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The ports of every hub, and how often each had to be switched off because something drew too much."""
    there = {device["name"] for device in devices}
    ports = []
    for device in devices:
        for interface in device["interfaces"]:
            if interface["class"] != "09":
                continue
            place = "%s/%s" % (_usb.FOLDER, interface["name"])
            for name in (host.listdir(place) or [])[:400]:
                match = re.match(r"(.+)-port(\d+)\Z", name)
                if not match:
                    continue
                plugged = "%s-%s" % (match.group(1)[3:], match.group(2)) if match.group(1).startswith("usb") else "%s.%s" % match.groups()
                ports.append({
                    "name": name, "hub": device["name"], "device": plugged if plugged in there else None,
                    "over_current_count": _usb.number(host, "%s/%s/over_current_count" % (place, name)),
                })
    return ports


# ---------------------------------------------------------------------------------------------------------------------
# Thunderbolt and USB4


def _thunderbolt(host: Host) -> dict[str, t.Any]:
    domains, devices = [], []
    for name in (host.listdir(THUNDERBOLT) or [])[:MAX_LIST]:
        place = "%s/%s" % (THUNDERBOLT, name)
        if re.match(r"domain\d+\Z", name):
            protected = _usb.text(host, place + "/iommu_dma_protection")
            domains.append({
                "name": name, "security": _usb.text(host, place + "/security"), "dma_protection": None if protected is None else protected == "1",
            })
        elif re.match(r"\d+-[0-9a-f]+\Z", name):
            devices.append({
                "name": name, "domain": "domain" + name.partition("-")[0], "host": name.endswith("-0"),
                "id": _usb.text(host, place + "/unique_id"),
                "vendor": _usb.text(host, place + "/vendor_name"), "device": _usb.text(host, place + "/device_name"),
                "vendor_id": _usb.text(host, place + "/vendor"), "device_id": _usb.text(host, place + "/device"),
                "generation": _usb.number(host, place + "/generation"),
                "authorized": _usb.number(host, place + "/authorized"),
                "speed_gbps": _speed(_usb.text(host, place + "/rx_speed")), "lanes": _usb.number(host, place + "/rx_lanes"),
                "firmware": _usb.text(host, place + "/nvm_version"),
                "security": None,
            })
    security = {domain["name"]: domain["security"] for domain in domains}
    for device in devices:
        device["security"] = security.get(device["domain"])
    return {"domains": domains, "devices": devices}


def _speed(text: str | None) -> float | None:
    match = re.match(r"(\d+(?:\.\d+)?)\s*Gb/s", text or "")
    return float(match.group(1)) if match else None


# ---------------------------------------------------------------------------------------------------------------------
# Bluetooth


def _bluetooth(host: Host, devices: dict[str, dict[str, t.Any]]) -> dict[str, t.Any]:
    adapters = attempt(_adapters, host, devices)
    programs = ("/usr/libexec/bluetooth/bluetoothd", "/usr/lib/bluetooth/bluetoothd")
    daemon = _service(host, "bluetooth", programs)
    return {"adapters": adapters, "installed": daemon["installed"], "running": daemon["running"]}


def _adapters(host: Host, devices: dict[str, dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    adapters = []
    # What stands there with a colon is a connection of an adapter.
    for name in [name for name in host.listdir("/sys/class/bluetooth") or [] if re.match(r"hci\d+\Z", name)]:
        place = "/sys/class/bluetooth/" + name
        target = host.readlink(place) or ""
        owner = [part for part in target.split("/") if part in devices and not part.startswith("usb")]
        switches = [entry for entry in host.listdir(place) or [] if entry.startswith("rfkill")]
        soft, hard = (_usb.text(host, "%s/%s/%s" % (place, switches[0], kind)) if switches else None for kind in ("soft", "hard"))
        device = devices[owner[-1]] if owner else None
        adapters.append({
            "name": name,
            "bus": "usb" if "/usb" in target else "serial" if "/tty" in target or "/serial" in target else "pci" if "/pci" in target else "other",
            "device": device["name"] if device else None,
            "driver": next((i["driver"] for i in device["interfaces"] if i["driver"]), None) if device else None,
            "blocked_soft": None if soft is None else soft == "1",
            "blocked_hard": None if hard is None else hard == "1",
        })
    served = {adapter["device"] for adapter in adapters}
    # A radio that is there without an adapter: its driver could not start it.
    for device in devices.values():
        if "bluetooth" in device["kinds"] and device["name"] not in served:
            adapters.append({
                "name": None, "bus": "usb", "device": device["name"], "driver": next((i["driver"] for i in device["interfaces"] if i["driver"]), None),
                "blocked_soft": None, "blocked_hard": None,
            })
    return adapters


# ---------------------------------------------------------------------------------------------------------------------
# Eyes, cards, hands


def _cameras(host: Host, devices: dict[str, dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Each camera with the nodes of its pictures; one camera may have several."""
    cameras: dict[str, dict[str, t.Any]] = {}
    for name in (host.listdir("/sys/class/video4linux") or [])[:MAX_LIST]:
        if not name.startswith("video"):
            continue
        place = "/sys/class/video4linux/" + name
        target = host.readlink(place) or ""
        owner = [part for part in target.split("/") if part in devices and not part.startswith("usb")]
        device = devices[owner[-1]] if owner else None
        title = _usb.text(host, place + "/name")
        if device is None and _NO_CAMERA.search("%s %s" % (title, target)):
            continue
        driver = next((i["driver"] for i in device["interfaces"] if i["driver"] and i["class"] in ("0e", "ff")), None) if device else None
        camera = cameras.setdefault(device["name"] if device else target.rpartition("/video4linux/")[0] or name, {
            "name": title, "device": device["name"] if device else None, "driver": driver,
            "bus": "usb" if device else "pci" if "/pci" in target else "virtual" if "/virtual/" in target else "platform", "nodes": [],
        })
        camera["nodes"].append(name)
    return list(cameras.values())


def _sensors(host: Host) -> list[str]:
    """Camera sensors without a USB that the firmware names and says to be there."""
    found = []
    for name in host.listdir("/sys/bus/acpi/devices") or []:
        if _SENSOR.match(name) and _usb.text(host, "/sys/bus/acpi/devices/%s/status" % name) in ("15", None):
            found.append(name.partition(":")[0])
    return found[:20]


def _slot_readers(host: Host) -> list[dict[str, t.Any]]:
    """Readers that are built in: slots for SD cards, without those in which storage or a radio is soldered, and readers on PCI."""
    readers: dict[str, dict[str, t.Any]] = {}
    for name in (host.listdir("/sys/class/mmc_host") or [])[:MAX_LIST]:
        place = "/sys/class/mmc_host/" + name
        cards = [entry for entry in host.listdir(place) or [] if entry.startswith(name + ":")]
        if any(_usb.text(host, "%s/%s/type" % (place, card)) in ("MMC", "SDIO") for card in cards):
            continue
        device = _behind(host.readlink(place), "mmc_host")
        # On USB it is listed with its USB device.
        if device and "/usb" not in device:
            reader = _reader(host, device)
            readers[reader["device"]] = reader
    for driver in _PCI_READERS:
        for name in host.listdir("/sys/bus/pci/drivers/" + driver) or []:
            if re.match(r"[0-9a-f]{4}:[0-9a-f]{2}:", name) and name not in readers:
                readers[name] = _reader(host, "/sys/bus/pci/devices/" + name, driver)
    return list(readers.values())


def _behind(link: str | None, kind: str) -> str | None:
    """The device's own folder, from where the link of its class leads.

    >>> _behind("../../devices/pci0000:00/0000:00:1c.0/0000:03:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc0", "mmc_host")
    '/sys/devices/pci0000:00/0000:00:1c.0/0000:03:00.0/rtsx_pci_sdmmc.0'
    """
    where, found, dummy = (link or "").partition("/%s/" % kind)
    return "/sys/" + where[where.index("devices/"):] if found and "devices/" in where else None


def _reader(host: Host, place: str, driver: str | None = None) -> dict[str, t.Any]:
    on_pci = [part for part in place.split("/") if re.match(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\Z", part)]
    name = on_pci[-1] if on_pci else place.rpartition("/")[2]
    driver = driver or _usb.uevent(host, place).get("DRIVER")
    ids = [(_usb.text(host, "/sys/bus/pci/devices/%s/%s" % (name, key)) or "").replace("0x", "") or None if on_pci else None for key in ("vendor", "device")]
    return {"name": driver or name, "bus": "pci" if on_pci else "platform", "device": name, "driver": driver, "vendor_id": ids[0], "product_id": ids[1]}


def _inputs(host: Host) -> list[dict[str, t.Any]]:
    return input_devices.parse(host.read("/proc/bus/input/devices") or "")


def _of_kind(inputs: t.Any, kind: str) -> t.Any:
    return inputs if isinstance(inputs, Unexamined) else [device["name"] for device in inputs if kind in device["kinds"]]


def _serial(host: Host, devices: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Adapters to serial lines, with the node of each line."""
    wanted = [device for device in devices if "serial" in device["kinds"]]
    nodes: dict[str, list[str]] = {}
    for name in (host.listdir("/sys/class/tty") or []) if wanted else ():
        if name.startswith(("ttyUSB", "ttyACM")):
            target = host.readlink("/sys/class/tty/" + name) or ""
            for part in target.split("/"):
                nodes.setdefault(part, []).append(name)
    return [{
        "name": _label(device), "device": device["name"], "driver": next((i["driver"] for i in device["interfaces"] if i["driver"]), None),
        "nodes": nodes.get(device["name"], []),
    } for device in wanted]


def _docks(devices: list[dict[str, t.Any]], thunderbolt: t.Any) -> list[dict[str, t.Any]]:
    """Docking stations: a Thunderbolt device with ports, or a hub that brings a network and something to see, hear or charge by."""
    docks = []
    for device in thunderbolt["devices"] if isinstance(thunderbolt, dict) else ():
        if not device["host"] and re.search(r"dock|hub|station", (device["device"] or "").lower()):
            docks.append({"name": device["device"], "kind": "thunderbolt", "device": device["name"], "members": []})
    for hub in devices:
        # The outermost hub only: docks are hubs within hubs.
        if "hub" not in hub["kinds"] or hub["parent"] is None or not hub["parent"].startswith("usb"):
            continue
        below = [device for device in devices if device["name"].startswith(hub["name"] + ".")]
        functions = {kind for device in below for kind in device["kinds"]}
        named = [device["product"] for device in [hub, *below] if re.search(r"\bdock|docking|port replicator", (device["product"] or "").lower())]
        if named or ("network" in functions and functions & {"display_adapter", "billboard", "audio"}):
            docks.append({"name": (named or [_label(hub)])[0], "kind": "usb", "device": hub["name"], "members": [device["name"] for device in below]})
    return docks


# ---------------------------------------------------------------------------------------------------------------------
# Printers


def _printers(host: Host, device: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """A USB printer by the id that it gives itself, or by its USB strings where no driver of the kernel has asked for it."""
    interfaces = [each for each in device["interfaces"] if each["class"] == "07"]
    if not interfaces:
        return []
    raw, found = None, None
    for each in interfaces:
        raw = _usb.text_of_many(host, "%s/%s/ieee1284_id" % (_usb.FOLDER, each["name"]))
        if raw:
            try:
                found = ieee1284.parse(raw.strip())
            except ValueError:
                found = None
            break
    manufacturer = (found or {}).get("manufacturer") or device["manufacturer"]
    model = (found or {}).get("model") or device["product"]
    if manufacturer and model and model.lower().startswith(manufacturer.lower() + " "):
        model = model[len(manufacturer) + 1:]
    serial = (found or {}).get("serial") or device["serial"]
    return [{
        "name": " ".join(filter(None, (manufacturer, model))) or "%s:%s" % (device["vendor_id"], device["product_id"]),
        "device": device["name"], "vendor_id": device["vendor_id"], "product_id": device["product_id"],
        "manufacturer": manufacturer, "model": model, "serial": serial,
        "device_id": raw.strip()[:_usb.MAX_TEXT] if raw else None,
        "commands": found["commands"][:20] if found else [],
        # Two interfaces or more that speak IPP: ipp-usb makes a network printer of it, and no driver is needed.
        "ipp_over_usb": sum(each["protocol"] == "04" for each in interfaces) >= 2,
        "driver": next((each["driver"] for each in interfaces if each["driver"]), None),
        "spellings": _spellings(model, device["serial"], serial),
    }]


def _spellings(model: str | None, *serials: str | None) -> list[str]:
    """How the printer may be spelt in the address or the name of a queue, in small letters.

    >>> _spellings("Laser 100", "SAMPLE123")
    ['laser 100', 'laser%20100', 'laser_100', 'laser-100', 'sample123']
    """
    words = [re.sub(r"\s+", between, model.lower()) for between in (" ", "%20", "_", "-")] if model and len(model) > 2 else []
    return list(dict.fromkeys(words + [serial.lower() for serial in serials if serial and len(serial) > 3]))
