# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software beside what the profile says of it, other than packages: only loaded where a profile says something, and only that is read."""

from __future__ import annotations

import json
import re
import typing as t

from ..formats import apt, openpgp
from ..host import FAILED, Host, Unexamined, attempt

KEYRINGS = {"apt": "/etc/apt/keyrings/%s.asc", "dnf": "/etc/pki/rpm-gpg/RPM-GPG-KEY-%s"}
REPOSITORY_FILES = {"apt": "/etc/apt/sources.list.d/%s.sources", "dnf": "/etc/yum.repos.d/%s.repo"}
FIREFOX = {"apt": ["/etc/firefox/policies/policies.json", "/etc/firefox-esr/policies/policies.json"], "dnf": ["/etc/firefox/policies/policies.json"]}
CHROMIUM = ["/etc/chromium/policies/managed/fieldtech.json", "/etc/opt/chrome/policies/managed/fieldtech.json"]
FONTS = "/usr/local/share/fonts/fieldtech/"
FONT_LIMIT = 64 << 20
TIMERS = "/etc/systemd/system/timers.target.wants/"

Entry = t.Dict[str, t.Any]


def compare(host: Host, profile: Entry, facts: Entry) -> None:
    """Complete the facts by what departs from the profile, for those of its variables that say something."""
    manager = facts["manager"]
    if manager not in KEYRINGS:
        return
    for variable, fact, function in (
        ("software_repositories", "repositories_differing", _repositories), ("software_pins", "pins_differing", _pins),
        ("software_flatpak_remotes", "flatpak_remotes", _flatpak_remotes), ("software_flatpaks", "flatpaks", _flatpaks), ("software_snaps", "snaps", _snaps),
        ("software_updates", "updates", _updates), ("software_fonts", "fonts_differing", _fonts),
        ("software_default_applications", "default_applications_differing", _default_applications),
    ):
        if profile.get(variable):
            facts[fact] = attempt(function, host, manager, profile, facts)
    if profile.get("software_firefox_policies") or profile.get("software_chromium_policies"):
        facts["browser_policies_differing"] = _policies(host, manager, profile)


def _entries(value: t.Any) -> list[Entry]:
    return [entry for entry in (value if isinstance(value, list) else ()) if isinstance(entry, dict) and entry.get("name")]


def _absent(entry: Entry) -> bool:
    return entry.get("state", "present") == "absent"


def _texts(value: t.Any) -> list[str]:
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [] if value is None else [str(value)]


# ---------------------------------------------------------------------------------------------------------------- repositories

def _repositories(host: Host, manager: str, profile: Entry, facts: Entry) -> list[Entry]:
    """Repositories that are configured otherwise than the profile says: {name, differs: [key, signed_by, trusted, state]}."""
    if isinstance(facts["repositories"], Unexamined):
        raise facts["repositories"]
    lacking = {entry["name"] for entry in facts["repositories_absent"]}
    found = []
    for entry in _entries(profile["software_repositories"]):
        name = str(entry["name"])
        if _absent(entry):
            if host.stat(REPOSITORY_FILES[manager] % name) is not None:
                found.append({"name": name, "differs": ["state"]})
        elif name not in lacking and str(entry.get("enabled", True)).lower() not in apt.NO:
            here = [r for r in facts["repositories"] if (r["name"] == name if manager == "dnf" else r["file"] == REPOSITORY_FILES[manager] % name)]
            differs = _differences(host, manager, name, entry, here)
            if differs:
                found.append({"name": name, "differs": differs})
    return found


def _differences(host: Host, manager: str, name: str, entry: Entry, here: list[Entry]) -> list[str]:
    keyed = entry.get("key") or entry.get("key_file") or entry.get("key_url")
    path = KEYRINGS[manager] % name if keyed else entry.get("signed_by")
    differs = []
    # Somebody else's file may configure the same; then only the key that we stored can be compared.
    if path and any(path not in r["signed_by"] for r in here):
        differs.append("signed_by")
    if manager == "apt" and any(bool(r["trusted"]) != (str(entry.get("trusted", False)).lower() in apt.YES) for r in here):
        differs.append("trusted")
    if keyed and here:
        wanted = sorted({"".join(text.split()).upper() for text in _texts(entry.get("fingerprint"))})
        data = host.read_bytes(KEYRINGS[manager] % name, openpgp.MAX_SIZE)
        try:
            if data is None or sorted(openpgp.fingerprints(data)) != wanted:
                differs.append("key")
        except ValueError:
            differs.append("key")
    return differs


# ------------------------------------------------------------------------------------------------------------------------ pins

def preferences(text: str) -> list[Entry]:
    """The pins of one of apt's preferences files: [{packages, pin, priority}].

    >>> preferences("Explanation: x\\nPackage: a b\\nPin: version 1*\\nPin-Priority: -1\\n\\nPackage: c")[0]
    {'packages': ['a', 'b'], 'pin': 'version 1*', 'priority': -1}
    """
    pins = []
    for stanza in re.split(r"\n[ \t]*\n", "\n".join(line for line in text.splitlines() if not line.startswith("#"))):
        fields = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in stanza.split("\n"))}
        priority = re.match(r"-?\d{1,9}", fields.get("pin-priority", ""))
        if fields.get("package") and fields.get("pin") and priority:
            pins.append({"packages": sorted(fields["package"].split()), "pin": _pin(fields["pin"]), "priority": int(priority.group(0))})
    return pins


def _pin(text: str) -> str:
    return " ".join(text.replace('"', "").split())


def _pins(host: Host, manager: str, profile: Entry, facts: Entry) -> list[Entry]:
    """Pins of the profile that are not there as it says, or that are there and should not: {name, problem}."""
    if manager == "apt":
        names = [name for name in host.listdir("/etc/apt/preferences.d") or [] if re.fullmatch(r"[A-Za-z0-9_-]+(\.pref)?", name)]
        texts = [host.read(path) or "" for path in ["/etc/apt/preferences", *("/etc/apt/preferences.d/" + name for name in names)]]
        here = [(pin["packages"], pin["pin"], pin["priority"]) for text in texts for pin in preferences(text)]
    else:
        here = [([line.strip()], "", 0) for line in (host.read("/etc/dnf/plugins/versionlock.list") or "").splitlines()]
    found = []
    for entry in _entries(profile["software_pins"]):
        kind = next((kind for kind in ("version", "origin", "release") if entry.get(kind) is not None), "version")
        priority = entry.get("priority", -1)
        if manager == "apt":
            wanted = [(sorted(_texts(entry.get("packages"))), _pin("%s %s" % (kind, entry.get(kind, ""))), priority)]
        else:
            sign = "!" if isinstance(priority, int) and priority < 0 else ""
            wanted = [(["%s%s-%s" % (sign, package, entry.get("version", ""))], "", 0) for package in _texts(entry.get("packages"))]
        there = [pin in here for pin in wanted]
        if _absent(entry) and any(there):
            found.append({"name": str(entry["name"]), "problem": "present"})
        elif not _absent(entry) and not all(there):
            found.append({"name": str(entry["name"]), "problem": "missing"})
    return found


# ------------------------------------------------------------------------------------------------------------ flatpaks and snaps

def _flatpak_remotes(host: Host, manager: str, profile: Entry, facts: Entry) -> list[str]:
    return sorted(set(re.findall(r'(?m)^\[remote "([^"\n]+)"\]', host.read("/var/lib/flatpak/repo/config") or "")))


def _flatpaks(host: Host, manager: str, profile: Entry, facts: Entry) -> list[str]:
    folder = "/var/lib/flatpak/app"
    return [name for name in host.listdir(folder) or [] if host.stat("%s/%s/current/active" % (folder, name)) is not None]


def _snaps(host: Host, manager: str, profile: Entry, facts: Entry) -> list[str]:
    folder = "/snap" if host.listdir("/snap") else "/var/lib/snapd/snap"
    return [name for name in host.listdir(folder) or [] if host.stat("%s/%s/current" % (folder, name), False) is not None]


# --------------------------------------------------------------------------------------------------------------------- updates

def _updates(host: Host, manager: str, profile: Entry, facts: Entry) -> Entry:
    """What is updated without being asked, and where that is not as the profile says: {automatic, reboot, …, differs}."""
    here = _updates_apt(host) if manager == "apt" else _updates_dnf(host)
    wanted = profile["software_updates"]
    differs = ["automatic"] if here["automatic"] != wanted else []
    if wanted != "none":
        if not here["timer"]:
            differs.append("timer")
        reboot = profile.get("software_updates_reboot")
        if reboot and here["reboot"] != (reboot == "when_needed"):
            differs.append("reboot")
        if reboot == "when_needed":
            differs += ["reboot_time"] if here["reboot_time"] != (profile.get("software_updates_reboot_time") or None) else []
            differs += ["reboot_logged_in"] if here["reboot_logged_in"] != bool(profile.get("software_updates_reboot_logged_in")) else []
    return {**here, "differs": differs}


def _updates_apt(host: Host) -> Entry:
    # apt's own word for what all its files come to: they can name and nest a setting in many ways.
    result = host.run(["apt-config", "dump", "APT::Periodic", "Unattended-Upgrade"], package="apt")
    if result.rc:
        raise Unexamined(FAILED, "apt-config dump", result.err.strip().split("\n")[0][:200])
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'(?m)^([\w:-]+) "(.*)";$', result.out):
        values.setdefault(name.rstrip(":").lower(), []).append(value)

    def last(name: str, default: str = "") -> str:
        return next((value for value in reversed(values.get(name.lower(), [])) if value), default)

    sources = [v for name in ("allowed-origins", "origins-pattern") for v in values.get("unattended-upgrade::" + name, []) if v]
    on = last("APT::Periodic::Enable", "1") != "0" and last("APT::Periodic::Unattended-Upgrade", "0") not in ("0", "")
    if not on or host.stat("/usr/bin/unattended-upgrade") is None:
        automatic = "none"
    elif "origin=*" in sources:
        automatic = "all"
    else:
        automatic = "security" if sources and all("security" in source.lower() for source in sources) else "other"
    when = last("Unattended-Upgrade::Automatic-Reboot-Time", "now")
    return {
        "automatic": automatic, "reboot": last("Unattended-Upgrade::Automatic-Reboot").lower() in apt.YES, "reboot_time": None if when == "now" else when,
        # unattended-upgrades itself takes yes where nothing is said.
        "reboot_logged_in": last("Unattended-Upgrade::Automatic-Reboot-WithUsers", "true").lower() in apt.YES,
        "timer": all(host.stat(TIMERS + name, False) is not None for name in ("apt-daily.timer", "apt-daily-upgrade.timer")),
    }


def _updates_dnf(host: Host) -> Entry:
    text = host.read("/etc/dnf/automatic.conf") or ""
    values = {name.lower(): value.strip() for name, value in re.findall(r"(?m)^([A-Za-z_]+)[ \t]*=[ \t]*(.*)$", text)}
    timer = host.stat(TIMERS + "dnf-automatic.timer", False) is not None or host.stat(TIMERS + "dnf-automatic-install.timer", False) is not None
    applied = values.get("apply_updates", "no").lower() in apt.YES
    when = re.search(r"shutdown -r (\d\d:\d\d)", values.get("reboot_command", ""))
    return {
        "automatic": "none" if not applied or not timer else "security" if values.get("upgrade_type") == "security" else "all",
        "reboot": values.get("reboot", "never") != "never", "reboot_time": when.group(1) if when else None,
        # dnf-automatic does not look whether somebody is there.
        "reboot_logged_in": True, "timer": timer,
    }


# -------------------------------------------------------------------------------------------- browsers, fonts, default applications

def _policies(host: Host, manager: str, profile: Entry) -> t.Any:
    firefox, chromium = profile.get("software_firefox_policies"), profile.get("software_chromium_policies")
    wanted = [("firefox", path, firefox) for path in FIREFOX[manager] if firefox] + [("chromium", path, chromium) for path in CHROMIUM if chromium]
    found = [attempt(_policy_file, host, *entry) for entry in wanted]
    return next((entry for entry in found if isinstance(entry, Unexamined)), [entry for entry in found if entry])


def _policy_file(host: Host, browser: str, path: str, wanted: Entry) -> Entry | None:
    text = host.read(path)
    if text is None:
        return {"browser": browser, "file": path, "problem": "missing", "policies": sorted(wanted)}
    try:
        here = json.loads(text)
        here = here["policies"] if browser == "firefox" else here
        names = sorted(name for name in {**here, **wanted} if name not in here or name not in wanted or here[name] != wanted[name])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"browser": browser, "file": path, "problem": "unreadable", "policies": sorted(wanted)}
    return {"browser": browser, "file": path, "problem": "differs", "policies": names[:50]} if names else None


def _fonts(host: Host, manager: str, profile: Entry, facts: Entry) -> list[Entry]:
    """Fonts that are not there as the profile says: {name, problem: missing, changed or present}."""
    found = []
    for entry in _entries(profile["software_fonts"]):
        name = str(entry["name"])
        about = host.stat(FONTS + name)
        problem = None
        if _absent(entry):
            problem = "present" if about else None
        elif about is None:
            problem = "missing"
        elif entry.get("checksum"):
            import hashlib  # nobody else needs it

            data = host.read_bytes(FONTS + name, FONT_LIMIT) or b""
            problem = None if "sha256:" + hashlib.sha256(data).hexdigest() == entry["checksum"] else "changed"
        if problem:
            found.append({"name": name, "problem": problem})
    return found


def _default_applications(host: Host, manager: str, profile: Entry, facts: Entry) -> list[Entry]:
    """Types that open with another application than the profile says: {type, wanted, found}."""
    section, here = "", {}
    for line in (host.read("/etc/xdg/mimeapps.list") or "").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        elif section == "[Default Applications]" and not line.startswith("#"):
            kind, _equals, value = line.partition("=")
            here[kind.strip()] = value.split(";")[0].strip()
    wanted = profile["software_default_applications"]
    return [{"type": str(kind), "wanted": str(application), "found": here.get(kind)}
            for kind, application in sorted(wanted.items()) if here.get(kind) != application]
