# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audio: sound cards and what should be one, and the sound server of each logged-in user.

A user's sound server is asked as that user, and only where it already runs: a question would start one that does not.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import asound, hwdata, pipewire, wireplumber
from ..host import AS_ROOT, FAILED, NO_PERMISSION, TIMEOUT, TOOL_MISSING, Host, Unexamined, attempt
from . import _pci, _sessions
from ._files import word

#: The profile's variables that are needed here.
PROFILE = ("audio_required", "audio_server", "audio_volume", "audio_mute", "audio_default_output", "audio_default_input", "audio_bluetooth")

MAX_USERS = 8
PATIENCE = 4.0

_ADDRESS = re.compile(r"/([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?=/)")
_SOUND = ("0401", "0403")
# The sound of Intel's graphics cards, which has a slot of its own.
_GRAPHICS = {"8086:490d", "8086:4f90", "8086:4f91", "8086:4f92", "8086:e2f7"}
_FIRMWARE = tuple(root + "/firmware/" + maker for root in ("/lib", "/usr/lib") for maker in ("intel/sof", "intel/sof-ipc4", "amd/sof"))
_UNITS = ("/etc/systemd/user", "/usr/lib/systemd/user", "/lib/systemd/user")
_SERVICES = ("pipewire.service", "pipewire-pulse.service", "wireplumber.service", "pipewire-media-session.service", "pulseaudio.service")
_RUNTIME = "/run/user/%d"


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The audio facts (roles/audio/meta/facts.yml)."""
    cards = attempt(_cards, host)
    devices = attempt(_devices, host, cards, profile)
    return {
        "cards": cards,
        "pci": devices,
        "missing": attempt(_missing, cards, devices, profile),
        "sof_firmware": attempt(_sof_firmware, host),
        "users": attempt(_users, host),
        "stack": attempt(_stack, host, profile),
        "policy": attempt(_policy, host, profile),
    }


# --- cards ---------------------------------------------------------------------------------------------------------


def _cards(host: Host) -> list[dict[str, t.Any]]:
    text = host.read("/proc/asound/cards", 1 << 16)
    # Without ALSA in the kernel there is no file and no card.
    found = asound.cards(text or "")
    devices = asound.pcms(host.read("/proc/asound/pcm", 1 << 16) or "") if found else []
    codecs = [name for name in host.listdir("/sys/class/sound") or [] if name.startswith("hwC")] if found else []
    for card in found:
        place = "/sys/class/sound/card%d" % card["index"]
        path = host.readlink(place) or ""
        addresses = _ADDRESS.findall(path)
        mine = [device for device in devices if device["card"] == card["index"]]
        card.update({
            "driver": _pci.uevent(host, place + "/device").get("DRIVER") or None, "bus": "usb" if "/usb" in path else "pci" if addresses else "platform",
            "address": addresses[-1] if addresses and "/usb" not in path else None,
            "codecs": [_codec(host, name) for name in codecs if re.match(r"hwC%dD\d" % card["index"], name)],
            "devices": [{key: device[key] for key in ("device", "name", "playback", "capture")} for device in mine],
            "playback": any(device["playback"] for device in mine), "capture": any(device["capture"] for device in mine),
            # A plug for speakers or headphones, or a loudspeaker: not only the sound that goes along with the picture.
            "loudspeaker": any(device["playback"] and "HDMI" not in device["name"] and "DisplayPort" not in device["name"] for device in mine),
        })
    return found


def _codec(host: Host, name: str) -> dict[str, t.Any]:
    place = "/sys/class/sound/%s/" % name
    return {
        "name": " ".join(word for word in (word(host, place + "vendor_name"), word(host, place + "chip_name")) if word) or None,
        "vendor_id": word(host, place + "vendor_id"), "subsystem_id": word(host, place + "subsystem_id"),
    }


def _devices(host: Host, cards: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """PCI devices that ought to be sound cards."""
    if isinstance(cards, Unexamined):
        raise cards
    by_address = {card["address"]: card["index"] for card in cards}
    devices = _pci.devices(host, ("03",) + _SOUND)
    slots = {(device["address"].rpartition(".")[0], device["vendor_id"]) for device in devices if device["class"].startswith("03")}
    found = [{
        **{key: device[key] for key in ("address", "vendor_id", "device_id", "class", "driver")}, "card": by_address.get(device["address"]),
        "graphics": False, "device_name": None,
    } for device in devices if device["class"].startswith(_SOUND)]
    for device in found:
        # The sound half of a graphics card: nothing is lost without it where no screen with loudspeakers is connected.
        # AMD's processors have their loudspeakers' chip in the same slot, under the chipset's number.
        device["graphics"] = (device["address"].rpartition(".")[0], device["vendor_id"]) in slots or (
            "%s:%s" % (device["vendor_id"], device["device_id"]) in _GRAPHICS)
    if found and profile.get("names"):
        ids = {device["address"]: "%s:%s" % (device["vendor_id"], device["device_id"]) for device in found}
        known = hwdata.names(host, "pci", ids.values())
        for device in found:
            device["device_name"] = known.get(ids[device["address"]])
    return found


def _missing(cards: t.Any, devices: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """What should be a sound card and is none."""
    if isinstance(devices, Unexamined):
        raise devices
    # One that is given to a virtual machine is meant to be away.
    found = [{"item": device["address"], **{key: device[key] for key in ("vendor_id", "device_id", "driver")}}
             for device in devices if device["card"] is None and not device["graphics"] and device["driver"] not in _pci.PASSED_ON]
    if profile.get("audio_required") and not cards and not found:
        found.append({"item": "sound card", "vendor_id": None, "device_id": None, "driver": None})
    return found


def _sof_firmware(host: Host) -> bool:
    return any(host.listdir(path) for path in _FIRMWARE)


# --- sound servers -------------------------------------------------------------------------------------------------


def _users(host: Host) -> list[dict[str, t.Any]]:
    """Each person with a graphical session at this machine, once."""
    by_uid: dict[int, dict[str, t.Any]] = {}
    for session in _sessions.sessions(host):
        if session["graphical"] and session["class"] == "user" and session["uid"] >= 1000 and not session["remote"]:
            known = by_uid.setdefault(session["uid"], session)
            if (session["since"] or 0) < (known["since"] or 0):
                by_uid[session["uid"]] = session
    wanted = _wanted(host) if by_uid else []
    return [_user(host, session, wanted) for session in list(by_uid.values())[:MAX_USERS]]


def _wanted(host: Host) -> list[str]:
    """The services that every user's session starts."""
    names = set()
    for root in _UNITS:
        for folder in ("default.target.wants", "graphical-session.target.wants", "pipewire.service.wants"):
            names.update(host.listdir("%s/%s" % (root, folder)) or [])
    # Masked for all users.
    return [name for name in _SERVICES if name in names and host.readlink("/etc/systemd/user/" + name) != "/dev/null"]


def _user(host: Host, session: dict[str, t.Any], wanted: list[str]) -> dict[str, t.Any]:
    uid = session["uid"]
    running = attempt(_running, host, uid)
    known = not isinstance(running, Unexamined) and running is not None
    server = None
    if known:
        server = "pipewire" if "pipewire.service" in running else "pulseaudio" if "pulseaudio.service" in running else None
    answer: t.Any = attempt(_ask, host, uid, server) if server else None
    good = isinstance(answer, dict)
    missing = running if isinstance(running, Unexamined) else [name for name in wanted if name not in running] if known else None

    def of(key: str) -> t.Any:
        return answer[key] if good else answer if isinstance(answer, Unexamined) else None

    sinks = of("sinks")
    return {
        "user": session["user"], "uid": uid, "since": session["since"], "server": server, "services_wanted": wanted, "services_missing": missing,
        # False: it runs, and is deaf to its own user.
        "answers": True if good else answer if isinstance(answer, Unexamined) else False if answer == "silent" else None,
        "default_sink": of("default_sink"), "default_source": of("default_source"), "sinks": sinks, "sources": of("sources"),
        "dummy_only": all(sink["dummy"] for sink in sinks) if good else of("sinks"),
        "muted": next((sink["muted"] for sink in sinks if sink["name"] == answer["default_sink"]), None) if good else of("sinks"),
    }


def _running(host: Host, uid: int) -> list[str] | None:
    """Which of the services have processes, by their control groups; None where those cannot be seen."""
    # In a container that shares its host's tree, ours begins further down.
    first = re.search(r"^(?:0:|\d+:name=systemd):(/.+)/init\.scope$", host.read("/proc/1/cgroup", 1 << 16) or "", re.M)
    for root in ["/sys/fs/cgroup" + tree + (first[1] if first else "") for tree in ("", "/systemd", "/unified")]:
        manager = "%s/user.slice/user-%d.slice/user@%d.service" % (root, uid, uid)
        names = host.listdir(manager)
        if names is None:
            continue
        for part in ("session.slice", "app.slice"):
            names = names + (host.listdir(manager + "/" + part) or [])
        return [name for name in _SERVICES if name in names]
    return None


def _ask(host: Host, uid: int, server: str) -> t.Any:
    """What the user's server says: a dictionary, or "silent"."""
    try:
        return _answer(host, uid, server)
    except Unexamined as exc:
        if exc.reason == TIMEOUT:
            return "silent"
        raise


def _answer(host: Host, uid: int, server: str) -> t.Any:
    if server == "pipewire":
        said = _as_user(host, uid, ["pw-dump"], "pipewire-bin")
        if said.rc != 0:
            return "silent"
        try:
            return pipewire.pw_dump(said.out)
        except ValueError as exc:
            raise Unexamined(FAILED, "pw-dump", str(exc)[:200]) from exc
    answers = []
    for argv in (["pactl", "info"], ["pactl", "list", "short", "sinks"], ["pactl", "list", "short", "sources"]):
        said = _as_user(host, uid, argv, "pulseaudio-utils")
        if said.rc != 0:
            return "silent"
        answers.append(said.out)
    return pipewire.pactl(*answers)


def _as_user(host: Host, uid: int, argv: list[str], package: str) -> t.Any:
    """Run a command as the user: by setpriv, which opens no session and leaves no line in the log for each examination."""
    runtime = _RUNTIME % uid
    folder = host.stat(runtime)
    if folder is None or folder["uid"] != uid:
        raise Unexamined(FAILED, runtime, "the user has no runtime folder")
    environment = ["env", "XDG_RUNTIME_DIR=" + runtime]
    if host.uid() == 0:
        environment = ["setpriv", "--reuid=%d" % uid, "--regid=%d" % folder["gid"], "--clear-groups"] + environment
    elif host.uid() != uid:
        raise Unexamined(NO_PERMISSION, runtime, AS_ROOT)
    said = host.run(environment + argv, timeout=PATIENCE, limit=16 << 20, package="util-linux")
    if said.rc == 127:
        raise Unexamined(TOOL_MISSING, argv[0], "install the package %s" % package)
    return said


# --- what the profile wants ----------------------------------------------------------------------------------------


def _stack(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """Whether PipeWire is what users' sessions start, where the profile wants it."""
    if profile.get("audio_server") != "pipewire":
        return None
    missing, off = [], []
    wanted = _wanted(host)
    for name in ("pipewire.service", "pipewire-pulse.service", "wireplumber.service"):
        if host.stat("/usr/lib/systemd/user/" + name) is None and host.stat("/lib/systemd/user/" + name) is None:
            missing.append(name)
        elif name not in wanted:
            off.append(name)
    # Two servers would take the cards away from each other; whichever is installed next, this one must not start.
    rival = [name for name in ("pulseaudio.service", "pulseaudio.socket") if host.readlink("/etc/systemd/user/" + name) != "/dev/null"]
    return {"missing": missing, "not_started": off, "rival": rival}


def _policy(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The files in which the profile's volumes, devices and codecs stand."""
    if not wireplumber.wanted(profile):
        return []
    files = wireplumber.files(profile, host.stat(wireplumber.LUA_SIGN) is not None)
    found = [{"path": path, "right": host.read(path, 1 << 16) == text} for path, text in files.items()]
    if wireplumber.UNIT in files:
        found.append({"path": wireplumber.UNIT_LINK, "right": host.readlink(wireplumber.UNIT_LINK) == wireplumber.UNIT})
    return found
