# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the profile wants of drivers on this very hardware, and whether the settings of modules say so.

Loaded only where the profile names anything. The role provisions from the same facts that the faults judge by, so that both mean the same.
"""

from __future__ import annotations

import fnmatch
import re
import typing as t

from ..formats import driver_packages, modprobe
from ..host import FAILED, Host, Unexamined, attempt
from ._drivers import Doctor
from ._files import short_text

_DMI = ("sys_vendor", "product_name", "product_version", "product_family", "board_vendor", "board_name", "bios_version")
_NVIDIA = ("nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_uvm")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}\Z")
_MAX = 200
#: Modules whose firmware is looked at; more than a workstation has.
_MAX_MODULES = 100


def collect(host: Host, profile: dict[str, t.Any], devices: list[dict[str, t.Any]], loaded: dict[str, str]) -> dict[str, t.Any]:
    """Packages, options, blacklists, modules and quirks; roles/drivers/meta/facts.yml describes each."""
    quirks = _quirks(host, profile, devices)
    graphics = _graphics(devices)
    options: dict[str, tuple[str, str]] = {}
    blocked: dict[str, str] = {}
    for quirk in quirks:
        options.update({modprobe.module(str(module)): (str(text), "quirk") for module, text in (quirk.get("options") or {}).items()})
        blocked.update({modprobe.module(str(module)): "quirk" for module in quirk.get("blacklist") or []})
    _choose_graphics(profile, graphics, options, blocked)
    # What the profile says itself overrules the rest.
    options.update({modprobe.module(str(module)): (str(text), "profile") for module, text in profile.get("drivers_module_options", {}).items()})
    blocked.update({modprobe.module(str(module)): "profile" for module in profile.get("drivers_blacklisted_modules", [])})
    settings = _Settings(host)
    return {
        "packages": _packages(host, profile, quirks, graphics, devices, loaded),
        "options": [{"module": module, "options": text, "source": source, "there": settings.options(module, text)}
                    for module, (text, source) in sorted(options.items())][:_MAX],
        "blacklist": [{"module": module, "source": source, "there": module in settings.blacklisted} for module, source in sorted(blocked.items())][:_MAX],
        "load": [{"module": module, "there": modprobe.module(str(module)) in settings.loads} for module in profile.get("drivers_modules", [])][:_MAX],
        "quirks": [_told(host, quirk) for quirk in quirks],
        "graphics": graphics,
    }


# --- quirks of models ------------------------------------------------------------------------------------------------


def _quirks(host: Host, profile: dict[str, t.Any], devices: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Those that are meant for this model; all patterns of one must fit."""
    table = (profile.get("drivers_known_quirks", []) if profile.get("drivers_use_known_quirks") else []) + profile.get("drivers_quirks", [])
    if not table:
        return []
    model = {key: short_text(host, "/sys/class/dmi/id/" + key) or "" for key in _DMI}
    return [quirk for quirk in table if _meant(quirk.get("match") or {}, model, devices)][:50]


def _meant(match: dict[str, t.Any], model: dict[str, str], devices: list[dict[str, t.Any]]) -> bool:
    """Whether all patterns fit; one without any fits nothing.

    >>> _meant({"sys_vendor": "ACME*"}, {"sys_vendor": "Acme Inc."}, []), _meant({}, {}, []), _meant({"modalias": "pci:v1*"}, {}, [{"modalias": "pci:v1d2"}])
    (True, False, True)
    """
    wanted = {key: pattern for key, pattern in match.items() if pattern}
    for key, pattern in wanted.items():
        names = [device["modalias"] for device in devices] if key == "modalias" else [model.get(key, "")]
        if not any(fnmatch.fnmatchcase(name[:500].lower(), str(pattern)[:200].lower()) for name in names):
            return False
    return bool(wanted)


def _told(host: Host, quirk: dict[str, t.Any]) -> dict[str, t.Any]:
    advised = [str(word) for word in quirk.get("kernel_parameters") or []]
    there = (short_text(host, "/proc/cmdline") or "").split()
    return {
        "name": str(quirk.get("name", "")), "kernel_parameters": advised, "missing_parameters": [word for word in advised if word not in there],
        "reference": str(quirk.get("reference") or "") or None,
    }


# --- graphics --------------------------------------------------------------------------------------------------------


def _graphics(devices: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    makers = [device["vendor_id"] for device in devices if device["bus"] == "pci" and device["kind"] == "display"]
    return {"nvidia": "10de" in makers, "hybrid": "10de" in makers and any(maker != "10de" for maker in makers)}


def _choose_graphics(profile: dict[str, t.Any], graphics: dict[str, t.Any], options: dict[str, tuple[str, str]], blocked: dict[str, str]) -> None:
    if not graphics["nvidia"]:
        return
    choice, prime = profile.get("drivers_gpu"), profile.get("drivers_prime") if graphics["hybrid"] else ""
    if choice == "nvidia":
        blocked["nouveau"] = "gpu"
        options["nvidia_drm"] = ("modeset=1", "gpu")
    elif choice == "nouveau":
        blocked.update(dict.fromkeys(_NVIDIA, "gpu"))
    if prime == "on-demand":
        # Lets the card be switched off while nobody uses it.
        options["nvidia"] = ("NVreg_DynamicPowerManagement=0x02", "gpu")
    elif prime == "integrated":
        blocked.update(dict.fromkeys(("nouveau", *_NVIDIA), "gpu"))
        options.pop("nvidia_drm", None)


# --- what the settings say by now ---------------------------------------------------------------------------------------


class _Settings:
    """What modprobe and systemd read; a file of a later name overrules, and /etc one of the same name elsewhere."""

    def __init__(self, host: Host) -> None:
        self._options: dict[str, dict[str, str]] = {}
        self.blacklisted: set[str] = set()
        for path in self._files(host, "modprobe.d"):
            said = modprobe.parse_modprobe(short_text(host, path) or "")
            self.blacklisted.update(said["blacklist"])
            for module, options in said["options"].items():
                self._options.setdefault(module, {}).update(options)
        self.loads: set[str] = set()
        for path in self._files(host, "modules-load.d") + ["/etc/modules"]:
            self.loads.update(modprobe.parse_modules_load(short_text(host, path) or ""))

    @staticmethod
    def _files(host: Host, folder: str) -> list[str]:
        found = {path.rpartition("/")[2]: path for place in ("/usr/lib", "/run", "/etc") for path in host.glob("%s/%s/*.conf" % (place, folder))[:_MAX]}
        return [found[name] for name in sorted(found)]

    def options(self, module: str, text: str) -> bool:
        """Whether the module gets all of these options."""
        now = self._options.get(module, {})
        return all(now.get(key) == value for key, value in modprobe.options(text).items())


# --- packages --------------------------------------------------------------------------------------------------------


def _packages(host: Host, profile: dict[str, t.Any], quirks: list[dict[str, t.Any]], graphics: dict[str, t.Any],
              devices: list[dict[str, t.Any]], loaded: dict[str, str]) -> list[dict[str, t.Any]]:
    """What is to be installed, each with the reason; what several ask for is there once."""
    found: dict[str, dict[str, t.Any]] = {}

    def want(names: t.Iterable[t.Any], reason: str, device: str | None = None) -> None:
        for name in names:
            # It becomes an argument of the package manager.
            if not _NAME.match(str(name)) or len(found) >= _MAX:
                continue
            entry = found.setdefault(str(name), {"name": str(name), "reason": reason, "devices": []})
            if device and device not in entry["devices"] and len(entry["devices"]) < 20:
                entry["devices"].append(device)

    doctor = Doctor(host, loaded)
    want(profile.get("drivers_packages", []), "profile")
    want(profile.get("drivers_dkms_packages", []), "profile")
    for quirk in quirks:
        want(quirk.get("packages") or [], "quirk")
    system = doctor.distribution()
    if profile.get("drivers_gpu") == "nvidia" and graphics["nvidia"] and not (profile.get("drivers_prime") == "integrated" and graphics["hybrid"]):
        for device in devices:
            if device["bus"] == "pci" and device["kind"] == "display" and device["vendor_id"] == "10de":
                want(_nvidia(system[0], doctor, device["modalias"]), "gpu", device["id"])
    if profile.get("drivers_install") == "auto":
        for device, names, reason in _automatic(host, doctor, system, devices):
            want(names, reason, device)
        want(_microcode(host, system[0]), "microcode")
    if any(name.endswith("-dkms") for name in found) or profile.get("drivers_dkms_packages"):
        want(_headers(system[0], host.uname()["release"]), "headers")
    return list(found.values())


def _nvidia(distribution: str, doctor: Doctor, modalias: str) -> list[str]:
    """Ubuntu has one package for each series, which says itself which cards it is for."""
    if distribution == "ubuntu":
        fitting = [name for name in driver_packages.for_modalias(doctor.package_lists(), modalias) if re.fullmatch(r"nvidia-driver-\d+", name)]
        return sorted(fitting, key=lambda name: int(name.rpartition("-")[2]))[-1:]
    return {"debian": ["nvidia-driver"], "fedora": ["akmod-nvidia"]}.get(distribution, [])


def _automatic(host: Host, doctor: Doctor, system: tuple[str, str], devices: list[dict[str, t.Any]]) -> t.Iterator[tuple[str, list[str], str]]:
    """For each device the firmware that its driver names, of which nothing is there; for one without a driver, what the distribution has for it."""
    asked: dict[str, list[str]] = {}
    for device in devices:
        module = device["module"] or (device["candidates"][0] if device["candidates"] else None)
        if device["driver"] and device["module"] is None:
            continue
        if module:
            if module not in asked and len(asked) < _MAX_MODULES:
                asked[module] = _firmware_packages(doctor, system, module)
            if asked.get(module):
                yield device["id"], asked[module], "firmware"
        elif device["packages"]:
            yield device["id"], device["packages"], "driver"


def _firmware_packages(doctor: Doctor, system: tuple[str, str], module: str) -> list[str]:
    files = attempt(doctor.named_firmware, module)
    # A driver names the files of all models: only where not a single one is there, the package is not.
    if not isinstance(files, list) or not files or any(doctor.has(file) for file in files[:_MAX]):
        return []
    named = (driver_packages.package(file, *system) for file in files[:_MAX])
    return list(dict.fromkeys(name for name in named if name))[:3]


def _microcode(host: Host, distribution: str) -> list[str]:
    """Corrections of the processor itself; a virtual machine gets them from its host."""
    text = host.read("/proc/cpuinfo", 1 << 16) or ""
    maker = re.search(r"^vendor_id\s*:\s*(\w+)", text, re.M)
    if not maker or re.search(r"^flags\s*:.*\bhypervisor\b", text, re.M):
        return []
    names = {"debian": {"GenuineIntel": "intel-microcode", "AuthenticAMD": "amd64-microcode"},
             "fedora": {"GenuineIntel": "microcode_ctl", "AuthenticAMD": "amd-ucode-firmware"}}
    name = names.get({"ubuntu": "debian", "rhel": "fedora"}.get(distribution, distribution), {}).get(maker.group(1))
    return [name] if name else []


def _headers(distribution: str, release: str) -> list[str]:
    """For the kernel that runs, and for the one that the next update brings.

    >>> _headers("debian", "6.1.0-18-amd64"), _headers("debian", "6.12.41+deb13-cloud-amd64"), _headers("ubuntu", "6.8.0-31-generic")
    (['linux-headers-amd64', 'linux-headers-6.1.0-18-amd64'], ['linux-headers-cloud-amd64', 'linux-headers-6.12.41+deb13-cloud-amd64'], \
['linux-headers-generic', 'linux-headers-6.8.0-31-generic'])
    >>> _headers("fedora", "6.17.4-200.fc42.x86_64")
    ['kernel-devel', 'kernel-devel-6.17.4-200.fc42.x86_64']
    """
    if distribution in ("fedora", "rhel"):
        return ["kernel-devel", "kernel-devel-" + release]
    # What stands after the numbers: amd64, cloud-amd64, rt-amd64, generic.
    flavour = re.match(r"[\d.]+(?:~[\w.]+)?(?:\+[\w.]+)?(?:-\d+)?-([a-z][\w-]*)\Z", release)
    return ["linux-headers-" + flavour.group(1), "linux-headers-" + release] if flavour else []


def failed(exc: Exception) -> Unexamined:
    """For odd input of a profile: the rest of the component goes on."""
    return Unexamined(FAILED, "what the profile wants of drivers", "%s: %s" % (type(exc).__name__, str(exc)[:200]))
