# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would help a device that has no driver: which modules fit, what is in their way, which firmware and packages are missing.

Loaded only where there is such a device, or where names are asked for: a healthy machine does not pay for it.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import dep11, driver_packages, hwdata, kernel_module, modalias, pci_config
from ..host import Host, Unexamined, attempt
from ._files import short_text

_MAX_FIRMWARE = 200
_MAX_TROUBLED = 12
# How the loading of a module is forbidden in modprobe's settings.
_BLOCKED = re.compile(r"^\s*(?:blacklist\s+([\w-]+)\s*|install\s+([\w-]+)\s+(?:/usr)?/bin/(?:false|true)\s*)$", re.M)


class Doctor:
    """Looks closer at the devices without a driver; what it opens for that it opens once."""

    def __init__(self, host: Host, loaded: dict[str, str]) -> None:
        self.host, self.loaded, self.release = host, loaded, host.uname()["release"]
        self.opened: dict[str, t.Any] = {}
        self.built_in: set[str] = set()

    def _aliases(self) -> str:
        """What the kernel's modules would drive, and what is part of the kernel itself, in the form of modules.alias."""
        if "aliases" not in self.opened:
            lines = [self._modules("modules.alias")]
            for name, patterns in kernel_module.pairs(self._modules("modules.builtin.modinfo").encode("utf-8", "replace")).items():
                module, _dot, key = name.partition(".")
                if key == "alias":
                    self.built_in.add(module)
                    lines += ["alias %s %s" % (pattern, module) for pattern in patterns]
            self.opened["aliases"] = "\n".join(lines)
        return self.opened["aliases"]

    def _open(self, name: str, path: str) -> str:
        if name not in self.opened:
            text = attempt(self.host.read, path, 32 << 20)
            self.opened[name] = text if isinstance(text, str) else ""
        return self.opened[name]

    def _modules(self, name: str) -> str:
        for folder in ("/lib/modules/", "/usr/lib/modules/"):
            text = self._open(folder + name, folder + self.release + "/" + name)
            if text:
                return text
        return ""

    def look(self, devices: list[tuple[dict[str, t.Any], bool]]) -> None:
        """Fill in what could drive each, what is in its way, and which package would help.

        devices: each with whether it is only meant to have a driver if the kernel has one for it.
        """
        troubled = 0
        for device, hopes in devices:
            if troubled >= _MAX_TROUBLED:
                continue
            if device["driver"]:
                # It has its driver and does nothing all the same: mostly for want of its firmware.
                troubled += 1
                self._firmware(device, [device["module"] or device["driver"]])
                self._packages(device)
                name(self.host, [device])
                continue
            device["candidates"] = modalias.candidates(self._aliases(), device["modalias"])
            present = [name for name in device["candidates"] if name in self.loaded or name in self.built_in or self.host.stat("/sys/module/" + name)]
            device["candidate_loaded"] = present[0] if present else None
            if hopes:
                # A driver that is loaded and does not want it says that it is not for this use; so does one that somebody must ask for.
                device["wants_driver"] = bool(device["candidates"]) and not present
            if not device["wants_driver"]:
                continue
            troubled += 1
            if present:
                device["status"] = "failed"
            if device["kind"] == "display":
                screens = (self.host.listdir("/sys/class/drm") or []) + (self.host.listdir("/sys/class/graphics") or [])
                if any(re.match(r"card\d+$|fb\d+$", screen) for screen in screens):
                    # The firmware's picture, without acceleration or a second screen.
                    device["status"], device["wants_driver"] = "limited", False
            device["blocked_by"] = self._blocked(device["candidates"]) if device["candidates"] else None
            self._firmware(device, device["candidates"])
            self._packages(device)
            name(self.host, [device])

    def _blocked(self, candidates: list[str]) -> str | None:
        """The file that forbids the loading of all these modules."""
        if "blocked" not in self.opened:
            blocked: dict[str, str] = {}
            for pattern in ("/etc/modprobe.d/*.conf", "/run/modprobe.d/*.conf", "/usr/lib/modprobe.d/*.conf", "/lib/modprobe.d/*.conf"):
                for path in self.host.glob(pattern):
                    for match in _BLOCKED.finditer(short_text(self.host, path) or ""):
                        blocked.setdefault((match.group(1) or match.group(2)).replace("-", "_"), path)
            for match in re.finditer(r"(?:modprobe\.blacklist|module_blacklist)=(\S+)", short_text(self.host, "/proc/cmdline") or ""):
                blocked.update((name.replace("-", "_"), "/proc/cmdline") for name in match.group(1).split(","))
            self.opened["blocked"] = blocked
        places = [self.opened["blocked"].get(name.replace("-", "_")) for name in candidates]
        return places[0] if all(places) else None

    def _firmware(self, device: dict[str, t.Any], modules: list[str]) -> None:
        """The firmware files that the first fitting module names, and which of them are not there."""
        for module in modules[:1]:
            files = attempt(self.named_firmware, module)
            if not isinstance(files, list):
                continue
            device["firmware"] = files[:_MAX_FIRMWARE]
            device["missing_firmware"] = [file for file in device["firmware"] if not self.has(file)]
            if files:
                device["firmware_present"] = len(device["missing_firmware"]) < len(device["firmware"])

    def named_firmware(self, name: str) -> list[str]:
        """The firmware files that a module names, from the module itself; where it is packed in a way that cannot be unpacked here, from modinfo."""
        name = name.replace("-", "_")
        line = re.search(r"^(\S*?/?%s\.ko(?:\.\w+)?):" % re.escape(name).replace("_", "[_-]"), self._modules("modules.dep"), re.M)
        if line:
            path = line.group(1) if line.group(1).startswith("/") else "/lib/modules/%s/%s" % (self.release, line.group(1))
            try:
                data = self.host.read_bytes(path, 16 << 20)
                if data is not None:
                    return sorted(set(kernel_module.parse(kernel_module.unpack(data))["info"].get("firmware", [])))
            except (ValueError, Unexamined):
                pass
        answer = self.host.run(["modinfo", "-F", "firmware", name], timeout=5, package="kmod")
        return sorted(set(answer.out.split())) if answer.rc == 0 else []

    def has(self, file: str) -> bool:
        """Whether this firmware file is there."""
        if ".." in file:
            return False
        places = ["/lib/firmware/%s/%s" % (self.release, file), "/lib/firmware/updates/" + file, "/lib/firmware/" + file]
        return any(self.host.stat(place + packed) for place in places for packed in ("", ".xz", ".zst"))

    def distribution(self) -> tuple[str, str]:
        """The distribution, or the one that it is made from, as far as its packages are known here; and its release."""
        if "system" not in self.opened:
            text = short_text(self.host, "/etc/os-release") or ""
            self.opened["system"] = {key: value.strip("\"'") for key, _equals, value in (line.partition("=") for line in text.splitlines())}
        system = self.opened["system"]
        known = [name for name in [system.get("ID", "")] + system.get("ID_LIKE", "").split() if name in ("debian", "ubuntu", "fedora", "rhel")]
        return known[0] if known else "", system.get("VERSION_CODENAME", "")

    def _packages(self, device: dict[str, t.Any]) -> None:
        """What the distribution has for it: firmware that is wholly missing, or a driver where the kernel has none."""
        distribution, codename = self.distribution()
        if device["firmware_present"] is False and distribution:
            named = [driver_packages.package(file, distribution, codename) for file in device["missing_firmware"]]
            device["packages"] = list(dict.fromkeys(name for name in named if name))[:5]
        elif not device["candidates"] and not device["driver"]:
            device["packages"] = driver_packages.for_modalias(self.package_lists(), device["modalias"])
        driverless = not device["candidates"] and not device["driver"]
        if not device["packages"] and (device["firmware_present"] is False or driverless):
            for text in self._catalogues():
                device["packages"] = dep11.packages(text, device["modalias"] if driverless else "", device["missing_firmware"])
                if device["packages"]:
                    break

    def _catalogues(self) -> list[str]:
        """The distribution's catalogues of components, those of additional areas first: they are small and have most of what is asked for."""
        if "catalogues" not in self.opened:
            places = ("/var/lib/swcatalog/yaml/*.yml.gz", "/var/lib/app-info/yaml/*.yml.gz", "/var/lib/apt/lists/*_dep11_Components-*.yml.gz")
            paths = [path for pattern in places for path in self.host.glob(pattern)]
            texts = []
            for path in sorted(paths, key=lambda path: ("non-free" not in path and "restricted" not in path, path))[:6]:
                data = attempt(self.host.read_bytes, path, 16 << 20)
                try:
                    texts += [dep11.unpack(data)] if isinstance(data, bytes) else []
                except ValueError:
                    continue
            self.opened["catalogues"] = texts
        return self.opened["catalogues"]

    def package_lists(self) -> str:
        """The lines of the package lists that name packages and what they drive; one program reads them, many megabytes as they are."""
        if "packages" not in self.opened:
            lists = self.host.glob("/var/lib/apt/lists/*_Packages")
            paths = [path for path in ["/var/lib/dpkg/status"] if self.host.stat(path)] + lists[:40]
            argv = ["grep", "-h", "-s", "-E", "^(Package|Modaliases): ", *paths]
            answer = attempt(self.host.run, argv, timeout=10, limit=32 << 20, package="grep") if paths else None
            self.opened["packages"] = answer.out if answer is not None and not isinstance(answer, Unexamined) else ""
        return self.opened["packages"]


def name(host: Host, devices: list[dict[str, t.Any]]) -> None:
    """The makers' names for them, where hwdata is there."""
    for bus in ("pci", "usb"):
        ids = {"%s:%s" % (device["vendor_id"], device["device_id"]): device["vendor_id"] for device in devices if device["bus"] == bus and device["device_id"]}
        names = hwdata.names(host, bus, [*ids, *ids.values()]) if ids else {}
        for device in devices:
            if device["bus"] == bus and device["device_id"]:
                parts = [names.get(device["vendor_id"]), names.get("%s:%s" % (device["vendor_id"], device["device_id"]))]
                device["name"] = " ".join(part for part in parts if part) or None


def links(host: Host, devices: list[dict[str, t.Any]]) -> None:
    """How the links of PCI Express run. Looking wakes a device that sleeps, so those are let alone."""
    for device in devices:
        place = "/sys/bus/pci/devices/%s/" % device["id"]
        if device["bus"] != "pci" or short_text(host, place + "power/runtime_status") == "suspended":
            continue
        try:
            express = pci_config.parse(host.read_bytes(place + "config", 8192) or b"")["express"]
        except (ValueError, Unexamined):
            continue
        if express and express["max_speed_gts"]:
            device["link"] = {name: express[name] for name in ("speed_gts", "max_speed_gts", "width", "max_width")}
