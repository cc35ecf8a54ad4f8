# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Display: graphics processors and their drivers, sockets and the monitors at them, backlights, graphical sessions.

Only files below /sys and /run are read; no process is started, and nothing makes the kernel look for monitors anew.
What the profile says of the desktop is compared with the files below /etc, where it says something.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import accounts, dconf, edid, hwdata, ini, monitors
from ..host import Host, Unexamined, attempt
from . import _pci, _sessions
from ._files import word

#: The profile's variables that are needed here.
PROFILE = ("display_dconf", "display_dconf_locks", "display_lock", "display_night_light", "display_scale", "display_monitors", "display_manager",
           "display_session_type")

MAX_CONNECTORS = 64
MAX_MODES = 200

_DRM = "/sys/class/drm"
# Drivers of pictures that nobody's monitor shows (virtual machines, a server's remote console, a kernel's invention), or that have no sockets.
_VIRTUAL = {
    "bochs", "bochs-drm", "cirrus", "cirrus-qemu", "qxl", "virtio_gpu", "virtio-pci", "virtio_gpu_pci", "vmwgfx", "vboxvideo", "hyperv_drm", "xen_drm_front",
    "ast", "mgag200", "hibmc", "hibmc-drm", "vkms", "vgem", "evdi",
}
# Makers of graphics that cannot draw by themselves: servers' consoles and virtual machines (Matrox, Aspeed, HiSilicon, Cirrus, QEMU …).
_SIMPLE = {"102b", "1a03", "19e5", "1013", "1234", "1b36", "1af4", "15ad", "80ee", "1414"}
# They show what the firmware set up, and draw with the processor.
_FIRMWARE = {"simpledrm", "simple-framebuffer", "ofdrm", "efifb", "efi-framebuffer", "vesafb", "vesa-framebuffer", "platform-framebuffer"}
_INTERNAL = {"eDP", "LVDS", "DSI", "DPI", "SPI"}
_EXTERNAL = {"DP", "HDMI-A", "HDMI-B", "DVI-I", "DVI-D", "DVI-A", "VGA"}
# What is wrong with the data itself; that the maker counted wrong says nothing about the cable.
_DAMAGE = re.compile(r"header|truncated|(?:checksum|zeroed):(\d+)")
_FORCED = re.compile(r"^\s*(?:export\s+)?(LIBGL_ALWAYS_SOFTWARE=[\"']?(?:1|true|yes)|GALLIUM_DRIVER=[\"']?(?:llvmpipe|softpipe)|"
                     r"MESA_LOADER_DRIVER_OVERRIDE=[\"']?(?:swrast|kms_swrast|llvmpipe))[\"']?\s*$", re.M)


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The display facts (roles/display/meta/facts.yml)."""
    names = host.listdir(_DRM) or []
    cards = attempt(_cards, host, names)
    gpus = attempt(_gpus, host, cards, profile)
    sessions = attempt(_graphical, host)
    return {
        "gpus": gpus,
        "cards": cards,
        "connectors": attempt(_connectors, host, names, cards, profile),
        "backlights": attempt(_backlights, host),
        "sessions": sessions,
        "mode_setting_off": attempt(_mode_setting_off, host),
        "software_rendering": attempt(_software_rendering, host, gpus, cards),
        "dconf": attempt(_dconf, host, profile),
        "arrangement": attempt(_arrangement, host, profile),
        "manager": attempt(_manager, host, profile),
    }


def _number(text: str | None) -> int | None:
    try:
        return int(text or "", 0)
    except ValueError:
        return None


def _last(link: str | None) -> str | None:
    return link.rstrip("/").rpartition("/")[2] if link else None


# --- graphics processors -------------------------------------------------------------------------------------------


def _cards(host: Host, names: list[str]) -> list[dict[str, t.Any]]:
    """What the kernel draws on."""
    found = []
    for name in [name for name in names if re.fullmatch(r"card\d+", name)]:
        place = "%s/%s/device" % (_DRM, name)
        device = _last(host.readlink(place))
        driver = _pci.uevent(host, place).get("DRIVER") or None
        nodes = [node for node in host.listdir(place + "/drm") or [] if node.startswith("renderD")]
        found.append({
            "name": name, "device": device, "driver": driver, "render_node": nodes[0] if nodes else None,
            "firmware_framebuffer": driver in _FIRMWARE, "virtual": driver in _VIRTUAL,
        })
    return found


def _gpus(host: Host, cards: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """PCI devices that draw, with or without a driver."""
    found = _pci.devices(host, ("03",))
    for gpu in found:
        place = "%s/%s/" % (_pci.FOLDER, gpu["address"])
        card = next((card for card in cards if card["device"] == gpu["address"]), None) if isinstance(cards, list) else None
        gpu.update({
            "card": card["name"] if card else None, "render_node": card["render_node"] if card else None,
            "boot_vga": {"1": True, "0": False}.get(word(host, place + "boot_vga") or ""), "power_state": word(host, place + "power_state"),
            "runtime_status": word(host, place + "power/runtime_status"), "virtual": gpu["driver"] in _VIRTUAL, "vendor_name": None, "device_name": None,
        })
    if found and profile.get("names"):
        known = hwdata.names(host, "pci", [name for gpu in found for name in (gpu["vendor_id"] or "", _pair(gpu))])
        for gpu in found:
            gpu.update(vendor_name=known.get(gpu["vendor_id"] or ""), device_name=known.get(_pair(gpu)))
    return found


def _pair(gpu: dict[str, t.Any]) -> str:
    return "%s:%s" % (gpu["vendor_id"], gpu["device_id"])


def _mode_setting_off(host: Host) -> bool:
    return "nomodeset" in (host.read("/proc/cmdline") or "").split()


def _software_rendering(host: Host, gpus: t.Any, cards: t.Any) -> list[dict[str, t.Any]]:
    """Why programs draw with the processor although there is a graphics processor: what is to blame, one entry each."""
    if isinstance(gpus, Unexamined):
        raise gpus
    off = _mode_setting_off(host)
    drawing = [card["name"] for card in cards if not card["firmware_framebuffer"]] if isinstance(cards, list) else []
    found = []
    if not drawing and all(gpu["driver"] is None for gpu in gpus):
        found = [{"item": gpu["address"], "why": "mode_setting_off" if off else "no_driver"} for gpu in gpus if gpu["vendor_id"] not in _SIMPLE]
    real = [gpu for gpu in gpus if gpu["driver"] and not gpu["virtual"]]
    for path in ["/etc/environment"] + host.glob("/etc/environment.d/*.conf") if real else []:
        try:
            text = host.read(path, 1 << 16) or ""
        except Unexamined:
            continue
        match = _FORCED.search(text)
        if match:
            found.append({"item": path, "why": match[1]})
    return found


# --- sockets and monitors ------------------------------------------------------------------------------------------


def _connectors(host: Host, names: list[str], cards: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    by_name = {card["name"]: card for card in cards} if isinstance(cards, list) else {}
    found = []
    for name in names:
        match = re.fullmatch(r"(card\d+)-((.+?)-\d+)", name)
        if not match or match[3] == "Writeback" or len(found) >= MAX_CONNECTORS:
            continue
        card = by_name.get(match[1], {})
        found.append(_connector(host, "%s/%s/" % (_DRM, name), match[2], match[3], match[1], card))
    if profile.get("names"):
        known = hwdata.names(host, "pnp", [c["monitor"]["maker"] for c in found if c["monitor"] and c["monitor"]["maker"]])
        for connector in found:
            if connector["monitor"]:
                connector["maker_name"] = known.get(connector["monitor"]["maker"])
    return found


def _connector(host: Host, place: str, name: str, kind: str, card_name: str, card: dict[str, t.Any]) -> dict[str, t.Any]:
    status = word(host, place + "status")
    monitor, size, problem, state = None, 0, None, None
    modes: list[str] = []
    # A socket without a monitor has nothing to tell.
    if status == "connected":
        modes = (host.read(place + "modes", 1 << 16) or "").split()
        try:
            data = host.read_bytes(place + "edid", edid.MAX_SIZE) or b""
            size = len(data)
            monitor = edid.parse(data)
            damage = [said[0] for said in map(_DAMAGE.match, monitor["problems"]) if said and int(said[1] or 0) <= monitor["extensions_announced"]]
            state, problem = ("damaged", " ".join(damage)) if damage else ("valid", None)
        except ValueError as exc:
            state, problem = ("missing", None) if size == 0 else ("unreadable", str(exc))
        except Unexamined as exc:
            state, problem = "refused", exc.reason
    return {
        "name": name, "type": kind, "card": card_name, "internal": kind in _INTERNAL, "external": kind in _EXTERNAL and not card.get("virtual", False),
        "status": status, "enabled": {"enabled": True, "disabled": False}.get(word(host, place + "enabled") or ""), "dpms": word(host, place + "dpms"),
        "modes": list(dict.fromkeys(modes))[:MAX_MODES], "edid_bytes": size, "edid_state": state, "edid_problem": problem, "maker_name": None,
        "monitor": monitor,
    }


def _backlights(host: Host) -> list[dict[str, t.Any]]:
    found = []
    for name in host.listdir("/sys/class/backlight") or []:
        place = "/sys/class/backlight/%s/" % name
        # What is set, what the hardware says, and the most there is.
        value, actual, most = (_number(word(host, place + file)) for file in ("brightness", "actual_brightness", "max_brightness"))
        found.append({
            "name": name, "type": word(host, place + "type"), "brightness": value, "actual_brightness": actual, "max_brightness": most,
            "percent": round(100.0 * value / most, 1) if value is not None and most else None, "switched_off": (word(host, place + "bl_power") or "0") != "0",
        })
    return found


def _graphical(host: Host) -> list[dict[str, t.Any]]:
    return [session for session in _sessions.sessions(host) if session["graphical"]]


# --- what the profile says of the desktop --------------------------------------------------------------------------


def _dconf(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """The system's database of settings beside what the profile wants in it; None where it wants nothing."""
    wanted, locks = dconf.wanted(profile)
    if not wanted and not locks:
        return None
    values: dict[str, str] = {}
    locked: list[str] = []
    newest = 0.0
    # Of two files that set a key the later one counts.
    for path in [dconf.FOLDER, dconf.FOLDER + "/locks", *host.glob(dconf.FOLDER + "/*"), *host.glob(dconf.FOLDER + "/locks/*")]:
        about = host.stat(path)
        newest = max(newest, about["mtime"]) if about else newest
        if about and about["type"] == "file":
            text = host.read(path, 1 << 20) or ""
            if "/locks/" in path:
                locked += dconf.locks(text)
            else:
                values.update({"/%s/%s" % (group, key): value for group, keys in ini.parse(text).items() for key, value in keys.items()})
    compiled = host.stat(dconf.DATABASE)
    return {
        "differing": [{"key": key, "value": value, "now": values.get(key)} for key, value in wanted.items() if values.get(key) != value],
        "unlocked": [key for key in locks if key not in locked],
        "asked_for": dconf.is_system_profile(host.read(dconf.PROFILE_FILE, 1 << 16)),
        "compiled": compiled is not None and compiled["mtime"] >= newest,
    }


def _arrangement(host: Host, profile: dict[str, t.Any]) -> bool | None:
    """Whether the arrangement of monitors for all users is the profile's; None where it has none."""
    if not profile.get("display_monitors"):
        return None
    return host.read(monitors.PATH, 1 << 16) == monitors.xml_text(profile["display_monitors"])


def _manager(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """Which login manager is chosen and which one is started, where the profile says something of it."""
    kind = profile.get("display_session_type")
    if not profile.get("display_manager") and not kind:
        return None
    default = host.read("/etc/X11/default-display-manager", 4096)
    link = host.readlink("/etc/systemd/system/display-manager.service")
    chosen, started = accounts.login_manager(default, None), accounts.login_manager(None, link)
    manager = chosen or started
    there = [path for path in accounts.LOGIN_FILES[manager] if host.stat(path) is not None] if manager else []
    settings = accounts.login_settings({"session_type": kind}, manager, there) if manager and kind else []
    now = {setting["path"]: ini.parse(host.read(setting["path"], 1 << 20) or "") for setting in settings}
    return {
        # The file is Debian's; elsewhere systemd alone says it.
        "chosen": chosen if default is not None else started, "started": started,
        "differing": [{**setting, "now": said} for setting, said in (
            (setting, now[setting["path"]].get(setting["group"], {}).get(setting["option"])) for setting in settings)
            if (said or "").lower() != setting["value"]],
    }
