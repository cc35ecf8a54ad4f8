# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanning: SANE and its back ends, scanners on the USB, network scanners of the profile, and what keeps them from being found.

No back end is loaded and no scanner is woken: what the system's own files say is enough. A scanner on the network is asked only
if the profile names its address; what else is there is asked of Avahi's memory, and only where facts or the profile need it.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import escl
from ..host import AS_ROOT, FAILED, NO_PERMISSION, Host, Unexamined, attempt
from . import _usb

PROFILE = ("scanning_required", "scanning_users", "scanning_opened", "scanning_backends", "scanning_unwanted_backends")

SANE = "/etc/sane.d"
LIBRARIES = ("/usr/lib/*/sane", "/usr/lib64/sane", "/usr/lib/sane")
UDEV = "/run/udev/data"
WSD_PORT = 3702
RULES = ("/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d")
GROUP = "scanner"
MAX_LIST = 100
PATIENCE = 3

#: What scanners call themselves where they have no class of their own. Those that read bar codes are keyboards to the system.
#: The second: printers that are known to have a scanner in them.
_NAMED = re.compile(r"scan(?!ner gun)|perfection v|lide \d|\bfi-\d{4}|docu(?:mate|per)|imageformula|expression \d+xl", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:MFC|DCP|MFP)\b|all-in-one|multifunction|officejet|deskjet|envy|smart tank|pixma|workforce|\b(?:ET|XP|WF)-\d|\b(?:TS|TR|MG|MX)\d{3,4}\b|scan",
    re.IGNORECASE)


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The component's facts; see roles/scanning/meta/facts.yml."""
    wanted = profile.get("scanning_required") or []
    backends = attempt(_backends, host)
    airscan = attempt(_airscan, host, backends)
    scanners = attempt(_usb_scanners, host, backends)
    # Avahi is asked where somebody wants to know what there is, or for a scanner of which only the name is known.
    asked = profile.get("names") or any(not entry.get("address") and not entry.get("id") for entry in wanted)
    network = attempt(_network_scanners, host) if asked else None
    return {
        "installed": attempt(lambda: host.stat(SANE) is not None),
        "backends": backends,
        "profile_backends": backends if isinstance(backends, Unexamined) else _profile_backends(backends, profile),
        "airscan": airscan,
        "saned": attempt(_saned, host),
        "usb_scanners": scanners,
        "network_scanners": network,
        "required": [_required(host, entry, scanners, network) for entry in wanted[:MAX_LIST]],
        "permissions": attempt(_permissions, host, profile),
        "discovery_port": attempt(_discovery_port, host, airscan),
    }


# ---------------------------------------------------------------------------------------------------------------------
# SANE


def _lines(host: Host, path: str) -> list[str]:
    """The lines of a configuration file without comments."""
    found = (line.partition("#")[0].strip() for line in (host.read(path, 1 << 20) or "").splitlines())
    return [line for line in found if line]


def _backends(host: Host) -> list[dict[str, t.Any]]:
    """The back ends that SANE tries, in its order, and whether each one is there."""
    files = [SANE + "/dll.conf"] + [
        "%s/dll.d/%s" % (SANE, name) for name in host.listdir(SANE + "/dll.d") or [] if re.match(r"[\w\-]+(?:\.conf)?\Z", name)]
    libraries: set[str] = set()
    for pattern in LIBRARIES:
        for folder in host.glob(pattern):
            libraries.update(host.listdir(folder) or [])
    found: dict[str, dict[str, t.Any]] = {}
    for path in files:
        for name in _lines(host, path)[:300]:
            if re.match(r"[A-Za-z0-9_\-]+\Z", name) and name not in found:
                found[name] = {
                    "name": name, "file": path,
                    "installed": any(library.startswith("libsane-%s.so" % name) for library in libraries),
                }
    return list(found.values())


def _profile_backends(backends: list[dict[str, t.Any]], profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The back ends that the profile wants, or does not want, and whether SANE tries them."""
    there = {backend["name"]: backend for backend in backends}
    return [
        {
            "name": name, "wanted": wanted, "tried": name in there,
            "installed": there.get(name, {}).get("installed", False), "file": there.get(name, {}).get("file"),
        }
        for wanted, variable in ((True, "scanning_backends"), (False, "scanning_unwanted_backends"))
        for name in [str(entry) for entry in profile.get(variable) or []][:MAX_LIST]
    ]


def _airscan(host: Host, backends: t.Any) -> dict[str, t.Any]:
    """sane-airscan: driverless scanners on the network, and over ipp-usb."""
    facts: dict[str, t.Any] = {"installed": False, "enabled": False, "discovery": True, "ws_discovery": "fast", "devices": [], "ignored": []}
    if isinstance(backends, Unexamined):
        raise backends
    facts["enabled"] = any(backend["name"] == "airscan" for backend in backends)
    facts["installed"] = any(backend["name"] == "airscan" and backend["installed"] for backend in backends)
    section = ""
    for path in [SANE + "/airscan.conf"] + ["%s/airscan.d/%s" % (SANE, name) for name in host.listdir(SANE + "/airscan.d") or [] if name.endswith(".conf")]:
        for line in _lines(host, path)[:500]:
            if line.startswith("["):
                section = line.strip("[] ").lower()
                continue
            key, equals, value = (part.strip() for part in line.partition("="))
            if not equals:
                continue
            if section == "options" and key == "discovery":
                facts["discovery"] = value.lower() in ("enable", "true", "yes", "on", "1")
            elif section == "options" and key == "ws-discovery":
                facts["ws_discovery"] = value.lower()[:20]
            elif section == "devices" and len(facts["devices"]) < MAX_LIST:
                address = value.partition(",")[0].strip().strip('"')
                protocol = value.partition(",")[2].strip().strip('"').lower()
                facts["devices"].append({
                    "name": key.strip('"')[:200], "url": None if address == "disable" else _without_password(address)[:200], "disabled": address == "disable",
                    "protocol": None if address == "disable" else {"": "eSCL", "escl": "eSCL", "wsd": "WSD"}.get(protocol, protocol[:20])})
            elif section == "blacklist" and len(facts["ignored"]) < MAX_LIST:
                facts["ignored"].append("%s = %s" % (key[:40], value[:150]))
    return facts


def _without_password(address: str) -> str:
    return re.sub(r"^(\w+://)[^/@]*@", r"\1", address)


def _saned(host: Host) -> dict[str, t.Any]:
    """The service that lends this machine's scanners to others."""
    wanted = "/etc/systemd/system/sockets.target.wants/saned.socket"
    return {
        "installed": any(host.stat(path) is not None for path in ("/usr/sbin/saned", "/usr/bin/saned")),
        "enabled": host.stat(wanted, follow=False) is not None,
        "clients": [line for line in _lines(host, SANE + "/saned.conf") if "=" not in line][:50],
    }


# ---------------------------------------------------------------------------------------------------------------------
# Scanners on the USB


def _usb_scanners(host: Host, backends: t.Any) -> list[dict[str, t.Any]]:
    """What is a scanner: by what SANE's list in udev says, by the ids in the back ends' configuration, by class, by name."""
    names, interfaces = _usb.listed(host)
    scanners = []
    ids: dict[str, list[str]] | None = None
    for name in names:
        if name.startswith("usb") or name not in interfaces:
            continue
        # Only what has an interface without a driver, for a camera or for a printer can be one: the rest is not looked at.
        parts = [_usb.interface(host, each) for each in interfaces[name]]
        eligible = [part for part in parts if part["class"] in ("06", "07") or (part["class"] in ("ff", "00", "10") and not part["driver"])]
        if not eligible:
            continue
        device = _usb.device(host, name, interfaces[name])
        known = _udev(host, device)
        over_ipp = sum(part["class"] == "07" and part["protocol"] == "04" for part in parts) >= 2 and bool(_MANY.search(device["product"] or ""))
        listed: list[str] = []
        if isinstance(backends, list) and any(part["class"] in ("06", "ff", "00", "10") for part in eligible):
            ids = _ids(host, backends) if ids is None else ids
            listed = ids.get("%s:%s" % (device["vendor_id"], device["product_id"]), [])
        named = bool(_NAMED.search(device["product"] or "")) and any(part["class"] in ("06", "ff", "00", "10") for part in eligible)
        if not (known["sane"] or listed or named or over_ipp):
            continue
        there = [backend["name"] for backend in backends if backend["installed"]] if isinstance(backends, list) else []
        # A back end that names the device; a driverless one is served by sane-airscan through ipp-usb.
        serving = [backend for backend in listed if backend in there] + (["airscan"] if over_ipp and "airscan" in there else [])
        scanners.append({
            "name": " ".join(filter(None, (device["manufacturer"], device["product"]))) or "%s:%s" % (device["vendor_id"], device["product_id"]),
            "device": name, "vendor_id": device["vendor_id"], "product_id": device["product_id"], "serial": device["serial"],
            "known_by": [word for word, holds in (("udev", known["sane"]), ("backend", bool(listed)), ("name", named), ("ipp_over_usb", over_ipp)) if holds],
            "backends": serving,
            "supported": backends if isinstance(backends, Unexamined) else known["sane"] or len(serving) > 0,
            **_node(host, device, known),
        })
    return scanners


def _udev(host: Host, device: dict[str, t.Any]) -> dict[str, t.Any]:
    """What udev has noted about the device's node."""
    if device["number"] is None:
        return {"sane": False, "seat": None}
    minor = (device["bus"] - 1) * 128 + device["number"] - 1
    text = host.read("%s/c189:%d" % (UDEV, minor), 1 << 16)
    if text is None:
        return {"sane": False, "seat": None}
    return {"sane": "E:libsane_matched=yes" in text.split("\n"), "seat": bool(re.search(r"^[GQ]:uaccess$", text, re.MULTILINE))}


def _node(host: Host, device: dict[str, t.Any], known: dict[str, t.Any]) -> dict[str, t.Any]:
    """Who may use the device's node: whoever sits at the machine (uaccess), or a group."""
    path = "/dev/bus/usb/%03d/%03d" % (device["bus"], device["number"] or 0)
    node = attempt(host.stat, path)
    there = isinstance(node, dict)
    group = _group(host, node["gid"]) if there else None
    closed = None
    if there and known["seat"] is not None:
        # 0664 root:root: everybody may look, and only root may scan.
        closed = not known["seat"] and not node["mode"] & 0o002 and (group == "root" or not node["mode"] & 0o020)
    return {
        "node": path if there else None, "mode": "%04o" % node["mode"] if there else None, "group": group, "seat_access": known["seat"], "closed": closed,
    }


def _group(host: Host, gid: int) -> str | None:
    for line in (host.read("/etc/group", 1 << 20) or "").splitlines():
        parts = line.split(":")
        if len(parts) >= 3 and parts[2] == str(gid):
            return parts[0]
    return "root" if gid == 0 else None


def _ids(host: Host, backends: list[dict[str, t.Any]]) -> dict[str, list[str]]:
    """The USB ids that the back ends' configuration names: {"04a9:1905": ["genesys"]}."""
    found: dict[str, list[str]] = {}
    there = set(host.listdir(SANE) or [])
    for backend in backends:
        if backend["name"] + ".conf" not in there:
            continue
        text = attempt(host.read, "%s/%s.conf" % (SANE, backend["name"]), 1 << 20)
        if isinstance(text, str):
            for vendor, product in re.findall(r"^\s*usb\s+0x([0-9a-fA-F]{3,4})\s+0x([0-9a-fA-F]{3,4})\b", text, re.MULTILINE)[:2000]:
                found.setdefault("%s:%s" % (vendor.lower().rjust(4, "0"), product.lower().rjust(4, "0")), []).append(backend["name"])
    return found


def _permissions(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Whether the users and devices of the profile have what they need to scan; nothing is read where it names none."""
    found = []
    users = [str(user) for user in profile.get("scanning_users") or []][:MAX_LIST]
    if users:
        lines = [line.split(":") for line in (host.read("/etc/group", 1 << 20) or "").splitlines()]
        members = next((parts[3].split(",") for parts in lines if len(parts) > 3 and parts[0] == GROUP), None)
        # Without such a group (Fedora) whoever sits at the machine may scan, and nobody else.
        found += [{"name": user, "kind": "user", "right": members is None or user in members} for user in users]
    for numbers in [str(entry).lower() for entry in profile.get("scanning_opened") or []][:MAX_LIST]:
        name = "70-fieldtech-scanner-%s.rules" % numbers.replace(":", "-").replace("/", "_")
        texts = [host.read("%s/%s" % (folder, name), 1 << 16) for folder in RULES]
        found.append({"name": numbers, "kind": "device", "right": any('TAG+="uaccess"' in (text or "") for text in texts)})
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Scanners on the network


def _network_scanners(host: Host) -> list[dict[str, t.Any]]:
    """What Avahi remembers of scanners that announce themselves; nobody is asked anew."""
    if host.stat("/run/avahi-daemon/socket") is None:
        raise Unexamined(FAILED, "network scanners", "the discovery service (avahi-daemon) does not run")
    found: dict[str, dict[str, t.Any]] = {}
    for kind in ("_uscan._tcp", "_uscans._tcp"):
        answer = host.run(["avahi-browse", "--cache", "--terminate", "--parsable", "--resolve", kind], timeout=PATIENCE, package="avahi-utils")
        for line in answer.out.splitlines()[:500]:
            parts = line.split(";")
            if len(parts) < 10 or parts[0] != "=":
                continue
            name = _unescaped(parts[3])[:200]
            told = dict(word.partition("=")[::2] for word in re.findall(r'"([^"]*)"', ";".join(parts[9:])))
            entry = found.setdefault(name, {
                "name": name, "address": parts[7][:100], "port": int(parts[8]) if parts[8].isdigit() else None, "secure": False,
                "model": told.get("ty", "")[:200] or None, "path": told.get("rs", "")[:100] or None,
                "sources": [word for word in told.get("is", "").split(",") if word][:10],
            })
            entry["secure"] = entry["secure"] or kind == "_uscans._tcp"
    return list(found.values())[:MAX_LIST]


def _unescaped(text: str) -> str:
    """A name as Avahi writes it: every odd character as a backslash and its decimal number.

    >>> _unescaped(r"Example\\0329000")
    'Example 9000'
    """
    return re.sub(rb"\\(\d{3})", lambda match: bytes([int(match.group(1)) & 255]), text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def _required(host: Host, entry: dict[str, t.Any], scanners: t.Any, network: t.Any) -> dict[str, t.Any]:
    """One scanner of the profile: whether it is there, and what it says of itself if it has an address."""
    name = str(entry.get("name") or entry.get("address") or entry.get("id"))
    facts: dict[str, t.Any] = {
        "name": name, "id": entry.get("id"), "address": entry.get("address"),
        "found": False, "problem": None, "model": None, "state": None, "sources": [], "resolutions": [], "formats": [],
    }
    if entry.get("address"):
        facts.update(_asked(host, entry["address"]))
    elif isinstance(scanners, Unexamined):
        facts["found"] = scanners
    elif entry.get("id"):
        facts["found"] = any("%s:%s" % (scanner["vendor_id"], scanner["product_id"]) == str(entry["id"]).lower() for scanner in scanners)
    else:
        called = [scanner["name"] for scanner in scanners] + [told for each in network or () for told in (each["name"], each["model"]) if told] if isinstance(
            network, list) else [scanner["name"] for scanner in scanners]
        facts["found"] = any(name.lower() in told.lower() for told in called) or (network if isinstance(network, Unexamined) else False)
    return facts


def _asked(host: Host, address: str) -> dict[str, t.Any]:
    """What a network scanner answers over eSCL, over plain HTTP as sane-airscan asks it."""
    match = re.match(r"(?:http://)?(\[[0-9a-fA-F:%.]+\]|[A-Za-z0-9._\-]+)(?::(\d{1,5}))?(?:/([A-Za-z0-9/_.\-]*))?\Z", address)
    if not match:
        return {"problem": "address"}
    where = "%s:%s" % (match.group(1), match.group(2) or 80)
    path = "/" + (match.group(3) or "eSCL").strip("/")
    try:
        raw = host.exchange(where, _request(match.group(1), path + "/ScannerCapabilities"), timeout=PATIENCE, limit=escl.MAX_SIZE)
    except Unexamined as exc:
        return {"problem": exc.remedy if exc.reason == FAILED else exc.reason}
    try:
        told = escl.capabilities(_body(raw))
    except ValueError:
        return {"problem": "no_scanner"}
    facts: dict[str, t.Any] = {
        "found": True, "model": told["model"], "sources": list(told["sources"]), "resolutions": told["resolutions"][:30], "formats": told["formats"][:20],
    }
    try:
        raw = host.exchange(where, _request(match.group(1), path + "/ScannerStatus"), timeout=PATIENCE, limit=escl.MAX_SIZE)
        facts["state"] = escl.status(_body(raw))["state"]
    except (Unexamined, ValueError):
        pass
    return facts


def _request(name: str, path: str) -> bytes:
    return ("GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n" % (path, name)).encode("ascii")


def _body(raw: bytes) -> bytes:
    """The body of an HTTP answer. Raises ValueError if it is none, or not one of success."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    if not blank or not re.match(rb"HTTP/1\.[01] 200\b", head):
        raise ValueError("no answer of a web server")
    if re.search(rb"^transfer-encoding:\s*chunked", head, re.IGNORECASE | re.MULTILINE):
        pieces, rest = [], body
        while rest:
            size, line, rest = rest.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16) if line and re.match(rb"[0-9a-fA-F]{1,8}(?:;|\Z)", size) else 0
            if not length:
                break
            pieces.append(rest[:length])
            rest = rest[length + 2:]
        return b"".join(pieces)
    return body


# ---------------------------------------------------------------------------------------------------------------------
# Who listens where scanners announce themselves


def _discovery_port(host: Host, airscan: t.Any) -> dict[str, t.Any]:
    """Whether somebody else holds the port of WS-Discovery (3702/udp), which sane-airscan needs for itself."""
    facts: dict[str, t.Any] = {"needed": False, "taken": False, "program": None, "version": None}
    if isinstance(airscan, dict):
        facts["needed"] = airscan["installed"] and airscan["discovery"] and airscan["ws_discovery"] != "off"
    wanted = "%04X" % WSD_PORT
    sockets = []
    for path in ("/proc/net/udp", "/proc/net/udp6"):
        for line in (host.read(path, 4 << 20) or "").splitlines()[1:]:
            parts = line.split()
            if len(parts) > 9 and parts[1].endswith(":" + wanted):
                sockets.append(parts[9])
    if not sockets:
        return facts
    facts["taken"] = True
    if facts["needed"]:
        facts["program"] = attempt(_holder, host, {"socket:[%s]" % inode for inode in sockets})
        if facts["program"] == "wsdd":
            facts["version"] = attempt(_wsdd_version, host)
    return facts


def _wsdd_version(host: Host) -> str | None:
    """The version of wsdd, which stands in the program itself."""
    for path in ("/usr/sbin/wsdd", "/usr/bin/wsdd", "/usr/local/bin/wsdd"):
        match = re.search(r"^WSDD_VERSION\b[^=\n]*=\s*[\"']([0-9][\w.]*)[\"']", host.read(path, 1 << 20) or "", re.MULTILINE)
        if match:
            return match.group(1)[:20]
    return None


def _holder(host: Host, sockets: set[str]) -> str | None:
    """The program behind a socket. Only root may look; it costs something, and is asked only where the port is taken."""
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, "who listens on port %d" % WSD_PORT, AS_ROOT)
    for pid in [name for name in host.listdir("/proc") or [] if name.isdigit()]:
        links = attempt(host.listdir, "/proc/%s/fd" % pid)
        for link in links if isinstance(links, list) else ():
            if attempt(host.readlink, "/proc/%s/fd/%s" % (pid, link)) in sockets:
                words = (host.read("/proc/%s/cmdline" % pid, 1 << 16) or "").split("\0")
                # wsdd is a Python program: what it is called stands behind the interpreter.
                programs = [word.rpartition("/")[2] for word in words if word and not word.startswith("-")]
                return next((word for word in programs if not word.startswith("python")), (host.read("/proc/%s/comm" % pid) or "").strip())[:100]
    return None
