# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software: packages and their states, dependencies, repositories and how old their lists are, package runs going on.

Everything about dpkg and apt is read from their files: no process is started. While a package manager holds the database its
contents change under our eyes, so what depends on them is then unexamined: a run that goes on is not an interrupted one.
"""

from __future__ import annotations

import os
import re
import typing as t

from ..formats import apt, dpkg
from ..host import BUSY, FAILED, Host, Unexamined, attempt

PROFILE = (
    "software_repositories", "software_count_upgradable", "software_pins", "software_flatpak_remotes", "software_flatpaks", "software_snaps",
    "software_updates", "software_updates_reboot", "software_updates_reboot_time", "software_updates_reboot_logged_in", "software_firefox_policies",
    "software_chromium_policies", "software_fonts", "software_default_applications")
# What departs from these is read only where they say something, by code of its own.
COMPARED = (
    "software_repositories", "software_pins", "software_flatpak_remotes", "software_flatpaks", "software_snaps", "software_updates",
    "software_firefox_policies", "software_chromium_policies", "software_fonts", "software_default_applications")

DPKG = "/var/lib/dpkg/"
LISTS = "/var/lib/apt/lists/"
STAMPS = "/var/lib/apt/periodic/"
DPKG_LOCKS = (DPKG + "lock-frontend", DPKG + "lock")
LISTS_LOCKS = (LISTS + "lock",)
OTHER_LOCKS = ("/var/cache/apt/archives/lock",)
RPM_LOCKS = ("/var/lib/rpm/.rpm.lock", "/usr/lib/sysimage/rpm/.rpm.lock")
# The status file grows with the packages: about a kilobyte each.
STATUS_LIMIT = 64 << 20

# Several versions of these may be installed side by side: that is no unfinished transaction.
RPM_INSTALL_ONLY = re.compile(r"(kernel|kmod|gpg-pubkey|installonlypkg)")


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The facts declared in roles/software/meta/facts.yml."""
    facts: dict[str, t.Any] = {
        "manager": attempt(_manager, host), "locks": [], "installed": [], "count": 0, "held": [], "broken": [], "journal_files": 0, "unmet": [],
        "database": {"path": None, "damage": None, "backup": None}, "upgradable": None, "upgradable_security": None,
        "repositories": [], "repositories_absent": [],
        "lists": {"fetched": 0, "expected": 0, "attempted": None, "refreshed": None, "recorded": False, "newest_release": None},
        "repositories_differing": [], "pins_differing": [], "flatpak_remotes": [], "flatpaks": [], "snaps": [], "updates": None,
        "browser_policies_differing": [], "fonts_differing": [], "default_applications_differing": [],
    }
    if facts["manager"] == "apt":
        _collect_apt(host, profile, facts)
    elif facts["manager"] == "dnf":
        _collect_rpm(host, profile, facts)
    if isinstance(facts["repositories"], Unexamined):
        facts["repositories_absent"] = facts["repositories"]
    elif facts["manager"]:
        absent = _absent if facts["manager"] == "apt" else _rpm_absent
        facts["repositories_absent"] = absent(facts["repositories"], _wanted(profile.get("software_repositories")))
    if any(profile.get(name) for name in COMPARED):
        from . import _software_profile

        _software_profile.compare(host, profile, facts)
    return facts


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """The trend numbers of this component."""
    return {name: float(facts[name]) for name in ("count", "upgradable", "upgradable_security") if isinstance(facts.get(name), int)}


def _manager(host: Host) -> str | None:
    """apt, dnf, or None for a distribution whose packages we do not read."""
    fields = dict(re.findall(r'(?m)^(ID|ID_LIKE)="?([^"\n]*)"?$', host.read("/etc/os-release") or host.read("/usr/lib/os-release") or ""))
    family = " ".join(fields.values()).split()
    if "debian" in family or "ubuntu" in family:
        return "apt"
    if "fedora" in family or "rhel" in family:
        return "dnf"
    return "apt" if host.stat(DPKG + "status") else None


def _locks(host: Host, paths: t.Iterable[str]) -> list[dict[str, t.Any]]:
    """Who holds these lock files: {path, pid, process}. Opening them would need root; the kernel's table does not."""
    wanted = {}
    for path in paths:
        about = attempt(host.stat, path)
        if about and not isinstance(about, Unexamined):
            wanted[about["ino"]] = (path, "%02x:%02x" % (os.major(about["dev"]), os.minor(about["dev"])))
    held = []
    for line in (host.read("/proc/locks") or "").splitlines() if wanted else ():
        words = line.split()
        # "1: POSIX ADVISORY WRITE 812 00:2d:123456 0 EOF"; "->" in the second place is somebody who waits for it.
        if len(words) != 8 or words[1] == "->" or not words[4].isdigit():
            continue
        device, _colon, inode = words[5].rpartition(":")
        path, known_device = wanted.get(int(inode) if inode.isdigit() else -1, ("", ""))
        if path:
            process = (attempt(host.read, "/proc/%s/comm" % words[4]) or "")
            process = "" if isinstance(process, Unexamined) else process.strip()
            # Overlay and btrfs show another device here than stat does: then the program's name must speak for it.
            if device == known_device or re.search(r"apt|dpkg|aptitude|unattended|packagekit|synaptic|dnf|yum|rpm|python", process):
                held.append({"path": path, "pid": int(words[4]), "process": process})
    return held


def _busy(held: list[dict[str, t.Any]], what: str) -> Unexamined:
    return Unexamined(BUSY, what, "wait until %s (process %d) has finished" % (held[0]["process"] or "the package manager", held[0]["pid"]))


# ---------------------------------------------------------------------------------------------------------------- dpkg and apt

def _collect_apt(host: Host, profile: dict[str, t.Any], facts: dict[str, t.Any]) -> None:
    locks = attempt(_locks, host, DPKG_LOCKS + LISTS_LOCKS + OTHER_LOCKS)
    packages = attempt(_packages, host)
    journal = attempt(_journal, host)
    repositories = attempt(_repositories, host)
    # Looked at before and after: a run may have begun while we were reading.
    later = attempt(_locks, host, DPKG_LOCKS + LISTS_LOCKS + OTHER_LOCKS)
    facts["locks"] = locks if isinstance(locks, Unexamined) else locks + [lock for lock in _known(later) if lock not in locks]
    packages_busy = [lock for lock in _known(facts["locks"]) if lock["path"] in DPKG_LOCKS]
    lists_busy = [lock for lock in _known(facts["locks"]) if lock["path"] in LISTS_LOCKS]

    facts["journal_files"] = journal if isinstance(journal, Unexamined) else len(journal)
    native = ""
    if packages_busy:
        packages = _busy(packages_busy, DPKG + "status")
        facts["journal_files"] = packages
    if isinstance(packages, Unexamined):
        for name in ("installed", "count", "held", "broken", "unmet", "database"):
            facts[name] = packages
    else:
        native = _fill_packages(host, packages, journal, facts)
    if isinstance(repositories, Unexamined):
        facts["repositories"] = facts["lists"] = repositories
        return
    facts["repositories"] = repositories
    settings = attempt(_settings, host)
    busy = _busy(lists_busy, LISTS) if lists_busy else None
    facts["lists"] = attempt(_lists, host, repositories, native or host.uname()["machine"], settings, busy)
    if profile.get("software_count_upgradable"):
        counted = busy or attempt(_upgradable, host)
        facts["upgradable"], facts["upgradable_security"] = (counted, counted) if isinstance(counted, Unexamined) else counted


def _known(locks: t.Any) -> list[dict[str, t.Any]]:
    return [] if isinstance(locks, Unexamined) else locks


def _packages(host: Host) -> str:
    text = host.read(DPKG + "status", STATUS_LIMIT)
    return "" if text is None else text


def _journal(host: Host) -> list[str]:
    """dpkg's journal: what a finished run has merged into the status file and removed."""
    names = [name for name in host.listdir(DPKG + "updates") or [] if name.isdigit()]
    return [host.read(DPKG + "updates/" + name) or "" for name in names]


def _fill_packages(host: Host, text: str, journal: t.Any, facts: dict[str, t.Any]) -> str:
    packages = dpkg.status(text)
    damage = dpkg.damaged(text, packages)
    facts["database"] = {"path": DPKG + "status", "damage": damage, "backup": attempt(_backup, host) if damage else None}
    if damage:
        # What can still be read is no ground to accuse or acquit any package.
        unreadable = Unexamined(FAILED, DPKG + "status", damage)
        for name in ("installed", "count", "held", "broken", "unmet"):
            facts[name] = unreadable
        return ""
    if journal and not isinstance(journal, Unexamined):
        packages = dpkg.merge(packages, journal)
    native = (attempt(host.read, DPKG + "arch") or "")
    native = "" if isinstance(native, Unexamined) else native.split("\n", 1)[0].strip()
    if not native:
        native = next((p["architecture"] for p in packages if p["name"] == "dpkg"), "")
    present = [p for p in packages if p["state"] in dpkg.STATES_PRESENT]
    unmet = dpkg.unmet(present, native)
    unclean = [p for p in packages if p["error"] != "ok" or (p["state"] != "installed" and p["state"] in dpkg.STATES_PRESENT)]
    waiting = dpkg.waiting(packages, native, unmet) if unclean and unmet else set()
    versions = {p["name"]: p["version"] for p in present} if unmet else {}
    facts["installed"] = sorted({p["name"] for p in present if p["state"] != "half-installed"})
    facts["count"] = len(facts["installed"])
    facts["held"] = sorted({p["name"] for p in present if p["want"] == "hold"})
    facts["broken"] = [{
        "name": p["name"], "state": p["state"], "want": p["want"], "version": p["version"] or None, "reinstall_required": p["error"] != "ok",
        "waits_for_dependency": p["name"] in waiting,
    } for p in unclean]
    facts["unmet"] = [{
        "name": name, "version": versions.get(name), "wanted": [r["wanted"] for r in relations],
        "missing": [r["wanted"] for r in relations if r["reason"] == "missing"],
        "found": ["%s is %s" % (r["wanted"], r["found"]) for r in relations if r["reason"] == "version"],
    } for name, relations in sorted(unmet.items())]
    return native


def _backup(host: Host) -> str | None:
    """The newest earlier copy of the status file that is whole."""
    for path in (DPKG + "status-old", "/var/backups/dpkg.status.0"):
        text = host.read(path, STATUS_LIMIT)
        if text and dpkg.damaged(text, dpkg.status(text)) is None:
            return path
    return None


def _settings(host: Host) -> list[str]:
    """apt's configuration in the order in which apt reads it."""
    names = [n for n in host.listdir("/etc/apt/apt.conf.d") or [] if re.fullmatch(r"[A-Za-z0-9_-]+(\.conf)?", n)]
    texts = [attempt(host.read, "/etc/apt/apt.conf.d/" + name) for name in names] + [attempt(host.read, "/etc/apt/apt.conf")]
    return [text for text in texts if isinstance(text, str)]


def _repositories(host: Host) -> list[dict[str, t.Any]]:
    """The configured sources, those with the same URI and suite in one."""
    files = ["/etc/apt/sources.list"] + [
        "/etc/apt/sources.list.d/" + name for name in host.listdir("/etc/apt/sources.list.d") or []
        if re.fullmatch(r"[A-Za-z0-9_.-]+\.(list|sources)", name)]
    merged: dict[tuple[str, str], dict[str, t.Any]] = {}
    for path in files:
        text = host.read(path)
        if text is None:
            continue
        for source in apt.deb822_sources(text) if path.endswith(".sources") else apt.one_line_sources(text):
            key = (source["uri"], source["suite"])
            known = merged.get(key)
            if known is None or (source["enabled"] and not known["enabled"]):
                merged[key] = {**source, "file": path, "name": "%s %s" % (re.sub(r"//[^/@]*@", "//", source["uri"]), source["suite"])}
            elif source["enabled"]:
                for name in ("types", "components", "signed_by"):
                    known[name] += [value for value in source[name] if value not in known[name]]
    repositories = []
    for source in merged.values():
        uri = source.pop("uri")
        scheme, _colon, rest = uri.partition(":")
        source["scheme"] = scheme
        source["host"] = rest[2:].partition("/")[0].rpartition("@")[2] or None if rest.startswith("//") else None
        # Passwords in a URI stay where they are; the lists' names do not need them.
        source["uri"] = re.sub(r"//[^/@]*@", "//", uri)
        source.update(fetched=False, problem=None, key=None, release=None)
        repositories.append(source)
    return repositories


def _lists(host: Host, repositories: list[dict[str, t.Any]], native: str, settings: t.Any, busy: Unexamined | None) -> t.Any:
    """Complete each repository with its lists and its problem; how old the lists are altogether."""
    names = busy or attempt(host.listdir, LISTS)
    if isinstance(names, Unexamined):
        for repository in repositories:
            repository["fetched"] = repository["release"] = repository["problem"] = names
        return names
    names = names or []
    partial = attempt(host.listdir, LISTS + "partial")
    partial = [] if isinstance(partial, Unexamined) or not partial else partial
    attempted = max([_mtime(host, path) or 0 for path in (LISTS + "partial", STAMPS + "update-stamp", STAMPS + "update-success-stamp")]) or None
    texts = [] if isinstance(settings, Unexamined) else settings
    check_date, check_valid_until = apt.setting(texts, "Check-Date"), apt.setting(texts, "Check-Valid-Until")
    common_keys: list[t.Any] = []
    newest = None
    for repository in repositories:
        prefix = apt.lists_prefix(repository["uri"], repository["suite"], native)
        heads = [prefix + kind for kind in ("InRelease", "Release") if prefix + kind in names]
        repository["fetched"] = bool(heads) or any(name.startswith(_indexes(prefix, repository)) for name in names)
        repository["release"] = attempt(_release, host, LISTS + heads[0]) if heads else None
        date = repository["release"]["date"] if isinstance(repository["release"], dict) else None
        if date and (newest is None or date > newest):
            newest = date
        if repository["check_date"] is None:
            repository["check_date"] = check_date is not False
        # apt checks no end of validity where it does not check dates.
        if repository["check_valid_until"] is None:
            repository["check_valid_until"] = check_valid_until is not False
        repository["check_valid_until"] = repository["check_valid_until"] and repository["check_date"]
        repository["key"] = _key(host, repository, common_keys)
        repository["problem"] = _problem(host, repository, prefix, partial, attempted) if repository["enabled"] else None
    stamp = _mtime(host, STAMPS + "update-success-stamp")
    recorded = stamp is not None and any("update-success-stamp" in text for text in texts)
    expected = [r for r in repositories if r["enabled"] and r["scheme"] != "cdrom"]
    return {
        "fetched": sum(1 for r in expected if r["fetched"]), "expected": len(expected), "attempted": attempted,
        "refreshed": stamp if recorded else attempted, "recorded": recorded, "newest_release": newest,
    }


def _indexes(prefix: str, repository: dict[str, t.Any]) -> tuple[str, ...]:
    """How the names of a repository's indexes begin: one without a Release file has nothing else."""
    if repository["suite"].endswith("/"):
        return (prefix + "Packages", prefix + "Sources")
    return tuple(prefix + component.replace("/", "_") + "_" for component in repository["components"])


def _mtime(host: Host, path: str) -> float | None:
    about = attempt(host.stat, path)
    return about["mtime"] if about and not isinstance(about, Unexamined) else None


def _release(host: Host, path: str) -> dict[str, t.Any] | None:
    text = host.read(path)
    return None if text is None else apt.release(text)


def _key(host: Host, repository: dict[str, t.Any], common: list[t.Any]) -> str:
    """What the repository's signature is checked with: file, embedded, fingerprint, common (all trusted keys), not_needed; or missing, empty."""
    if repository["trusted"]:
        return "not_needed"
    signed_by = repository["signed_by"]
    if not signed_by:
        if not common:
            names = attempt(host.listdir, "/etc/apt/trusted.gpg.d")
            names = ["?"] if isinstance(names, Unexamined) else names or []
            common.append(bool([n for n in names if n.endswith((".gpg", ".asc"))] or names == ["?"] or attempt(host.stat, "/etc/apt/trusted.gpg")))
        return "common" if common[0] else "missing"
    if "embedded" in signed_by:
        return "embedded"
    paths = [path for path in signed_by if path.startswith("/")]
    if not paths:
        return "fingerprint"
    sizes = [about["size"] if isinstance(about, dict) else about for about in (attempt(host.stat, path) for path in paths)]
    if any(size for size in sizes):
        return "file"
    return "empty" if 0 in sizes else "missing"


def _problem(host: Host, repository: dict[str, t.Any], prefix: str, partial: list[str], attempted: float | None) -> str | None:
    """Why nothing can come from this repository, as far as this machine's own files tell, or None."""
    if repository["scheme"] == "cdrom":
        return None
    if repository["signed_by"] and repository["key"] in ("missing", "empty"):
        return "key_" + repository["key"]
    if repository["scheme"] in ("file", "copy"):
        folder = re.sub(r"^(file|copy):(//[^/]*(?=/))?", "", repository["uri"])
        if attempt(host.stat, folder) is None:
            return "folder_missing"
    if repository["fetched"]:
        return None
    if repository["key"] == "missing":
        return "key_missing"
    # What apt fetched and then refused for its signature stays behind here; only root sees it.
    if any(name.startswith((prefix + "InRelease", prefix + "Release")) for name in partial):
        return "signature_refused"
    configured = _mtime(host, repository["file"])
    return "not_tried" if attempted is None or (configured is not None and configured > attempted) else "not_fetched"


def _wanted(value: t.Any) -> list[dict[str, t.Any]]:
    """The profile's repositories that should be here and enabled."""
    return [
        entry for entry in (value if isinstance(value, list) else ())
        if isinstance(entry, dict) and entry.get("state", "present") != "absent" and str(entry.get("enabled", True)).lower() not in apt.NO]


def _absent(repositories: list[dict[str, t.Any]], wanted: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The repositories of the profile of which a URI, suite or component is not configured here."""
    here = {(r["uri"], r["suite"]): r["components"] for r in repositories if r["enabled"]}
    absent = []
    for entry in wanted:
        missing = []
        for uri in _words(entry.get("uris")):
            for suite in _words(entry.get("suites")):
                components = here.get((re.sub(r"//[^/@]*@", "//", uri).rstrip("/"), suite))
                if components is None:
                    missing.append("%s %s" % (re.sub(r"//[^/@]*@", "//", uri), suite))
                else:
                    missing += ["%s %s %s" % (uri, suite, c) for c in _words(entry.get("components")) if c not in components]
        if missing:
            absent.append({"name": str(entry.get("name", "")), "missing": missing})
    return absent


def _words(value: t.Any) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else str(value or "").replace(",", " ").split()


def _upgradable(host: Host) -> tuple[int, int]:
    """How many packages an upgrade would change, and how many of those for security. It takes apt a second: only where asked for."""
    result = host.run(["apt-get", "--quiet=2", "--simulate", "dist-upgrade"], timeout=30)
    if result.rc:
        raise Unexamined(FAILED, "apt-get --simulate dist-upgrade", result.err.strip().split("\n")[0][:200])
    # "Inst NAME [OLD] (NEW ORIGIN:VERSION/SUITE [ARCHITECTURE])"; without [OLD] it is a new package.
    lines = [line for line in result.out.splitlines() if re.match(r"Inst \S+ \[", line)]
    return len(lines), sum(1 for line in lines if re.search(r"\([^)]*[-/]security", line, re.I))


# ------------------------------------------------------------------------------------------------------------------------ rpm

def _collect_rpm(host: Host, profile: dict[str, t.Any], facts: dict[str, t.Any]) -> None:
    locks = attempt(_locks, host, RPM_LOCKS)
    facts["locks"] = locks
    packages = _busy(locks, "rpm database") if _known(locks) else attempt(_rpm_packages, host)
    if isinstance(packages, Unexamined):
        facts["installed"] = facts["count"] = facts["broken"] = packages
    else:
        versions: dict[str, list[str]] = {}
        for name, version, architecture in packages:
            versions.setdefault("%s.%s" % (name, architecture), []).append(version)
        facts["installed"] = sorted({p[0] for p in packages})
        facts["count"] = len(facts["installed"])
        # A transaction that was cut off leaves the old package beside the new one.
        facts["broken"] = [{
            "name": name.rpartition(".")[0], "state": "duplicate", "want": "install", "version": " ".join(found), "reinstall_required": False,
            "waits_for_dependency": False,
        } for name, found in sorted(versions.items()) if len(found) > 1 and not RPM_INSTALL_ONLY.match(name)]
    facts["held"] = attempt(_version_locks, host, profile)
    facts["unmet"] = Unexamined(FAILED, "dependencies of the rpm packages", "too long for an examination; run: dnf check")
    facts["repositories"] = attempt(_rpm_repositories, host)
    facts["lists"]["expected"] = facts["lists"]["fetched"] = len(_known(facts["repositories"]))


def _rpm_absent(repositories: list[dict[str, t.Any]], wanted: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    here = {r["name"] for r in repositories if r["enabled"]}
    return [{"name": str(e.get("name", "")), "missing": [str(e.get("name", ""))]} for e in wanted if e.get("name") not in here]


def _rpm_packages(host: Host) -> list[tuple[str, str, str]]:
    result = host.run(["rpm", "-qa", "--qf", "%{NAME}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\t%{ARCH}\n"], timeout=30, limit=16 << 20, package="rpm")
    if result.rc:
        raise Unexamined(FAILED, "rpm -qa", result.err.strip().split("\n")[0][:200])
    packages = [(f[0], f[1], f[2]) for f in (line.split("\t") for line in result.out.splitlines()) if len(f) == 3]
    if not packages:
        # No machine is without packages: rpm answers so, and cheerfully, where it does not find its database.
        raise Unexamined(FAILED, "rpm -qa", "it lists no packages; try: rpm --rebuilddb")
    return packages


def _version_locks(host: Host, profile: dict[str, t.Any]) -> list[str]:
    """The packages that dnf keeps at a version, and other patterns that it was given; those of the profile's pins are none."""
    pinned = {"%s-%s" % (package, pin.get("version")) for pin in profile.get("software_pins") or () for package in _words(pin.get("packages"))}
    lines = [line.strip() for line in (host.read("/etc/dnf/plugins/versionlock.list") or "").splitlines()]
    # dnf writes bash-0:5.2.26-1.fc40.* for a package that it is told to keep.
    return sorted({re.sub(r"-\d+:[^-]+-[^-]+$", "", line) for line in lines if line and line[0] not in "#!" and line not in pinned})


def _rpm_repositories(host: Host) -> list[dict[str, t.Any]]:
    repositories = []
    for path in host.glob("/etc/yum.repos.d/*.repo"):
        for part in re.split(r"(?m)^(?=\[)", host.read(path) or ""):
            head = re.match(r"\[([^\]]+)\]", part)
            if not head:
                continue
            fields = {k.lower(): v.strip() for k, v in re.findall(r"(?m)^([A-Za-z_]+)\s*=\s*(.*)$", part)}
            uri = (fields.get("baseurl") or fields.get("metalink") or fields.get("mirrorlist") or "").split(" ")[0]
            uri = re.sub(r"//[^/@]*@", "//", uri)
            keys = re.findall(r"file://(/\S+)", fields.get("gpgkey", ""))
            enabled = fields.get("enabled", "1").lower() in apt.YES
            # Keys may have variables such as $releasever in their names: those cannot be judged without dnf.
            lost = [key for key in keys if "$" not in key and attempt(host.stat, key) is None]
            missing = enabled and fields.get("gpgcheck", "0").lower() in apt.YES and bool(keys) and len(lost) == len(keys)
            repositories.append({
                "name": head.group(1), "types": ["rpm"], "uri": uri, "scheme": uri.partition(":")[0],
                "host": uri.partition("://")[2].partition("/")[0] or None, "suite": "", "components": [], "enabled": enabled, "signed_by": keys,
                "trusted": None, "check_date": False, "check_valid_until": False, "file": path, "key": "missing" if missing else "file" if keys else None,
                "fetched": True, "problem": "key_missing" if missing else None, "release": None,
            })
    return repositories
