# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that the profile of the system asks for, beside what the machine has. Only read where the profile asks for any."""

from __future__ import annotations

import typing as t

from ..formats.assignments import parse_assignments
from ..formats.settings import kernel_parameters, parse_chrony, parse_grub, parse_loader, parse_section, parse_sysctl, sysctl_path
from ..host import FAILED, Host, Unexamined, attempt

# Of several files of one name the first one counts, and the names decide the order in which they are read.
FOLDERS = ("/etc", "/run", "/usr/local/lib", "/usr/lib")

# What a container has of its own; everything else belongs to its host.
OWN_OF_A_CONTAINER = ("net/", "kernel/hostname", "kernel/domainname", "kernel/msg", "kernel/sem", "kernel/shm", "fs/mqueue/")

LOADERS = ("/boot/efi/loader", "/efi/loader", "/boot/loader")
HOOKS = "/usr/lib/systemd/system-sleep"
MAX_FILES = 100


def text_of(value: t.Any) -> str:
    """A value of the profile as it stands in a file.

    >>> text_of(True), text_of(None), text_of(5), text_of(["caps:none", "compose:ralt"])
    ('yes', '', '5', 'caps:none,compose:ralt')
    """
    if value is None or isinstance(value, bool):
        return "yes" if value else "" if value is None else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())


def read(host: Host, profile: dict[str, t.Any], container: t.Any, time: dict[str, t.Any]) -> dict[str, t.Any]:
    """Each part of the profile that asks for something; the others are empty."""
    def part(name: str, function: t.Callable[..., t.Any], *arguments: t.Any) -> t.Any:
        wanted = profile.get("system_" + name)
        return [] if wanted in (None, "", [], {}) else attempt(function, host, wanted, *arguments)

    return {
        "keyboard": part("keyboard", _keyboard),
        "time_servers": part("time_servers", _time_servers, time),
        "journald": part("journald", _of_systemd, "journald", "Journal"),
        "logind": part("logind", _of_systemd, "logind", "Login"),
        "manager": part("manager", _of_systemd, "system", "Manager"),
        "sysctl": part("sysctl", _sysctl, container),
        "kernel_parameters": attempt(_kernel_parameters, host, profile, container),
        "boot_timeout": part("boot_timeout", _boot_timeout, container),
        "sleep_hooks": part("sleep_hooks", _sleep_hooks),
    }


def _compared(name: str, wanted: str, value: str | None) -> dict[str, t.Any]:
    # Asking for nothing is asking for the default, which stands nowhere.
    return {"name": name, "wanted": wanted, "value": "" if value is None and not wanted else value}


def _files(host: Host, folder: str) -> list[str]:
    """The files *.conf of a folder that exists in several places, in the order in which they are read."""
    found: dict[str, str] = {}
    for place in reversed(FOLDERS):
        found.update({path.rpartition("/")[2]: path for path in host.glob("%s/%s/*.conf" % (place, folder))})
    return [found[name] for name in sorted(found)][:MAX_FILES]


def _assigned(host: Host, name: str, section: str) -> list[tuple[str, str]]:
    """All assignments that one of systemd's own files and its drop-ins make, in their order."""
    found = []
    main = next((text for text in (host.read("%s/systemd/%s.conf" % (place, name)) for place in FOLDERS) if text is not None), "")
    for text in [main, *(host.read(path) or "" for path in _files(host, "systemd/%s.conf.d" % name))]:
        found += parse_section(text, section)
    return found


def _of_systemd(host: Host, wanted: dict[str, t.Any], name: str, section: str) -> list[dict[str, t.Any]]:
    assigned = dict(_assigned(host, name, section))
    return [_compared(key, text_of(value), assigned.get(key)) for key, value in sorted(wanted.items()) if value is not None]


def _keyboard(host: Host, wanted: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    names = {"model": "XKBMODEL", "layout": "XKBLAYOUT", "variant": "XKBVARIANT", "options": "XKBOPTIONS"}
    debian = host.stat("/etc/debian_version") is not None
    if not debian:  # there the console has a key map of its own
        names["keymap"] = "KEYMAP"
    said = parse_assignments(host.read("/etc/default/keyboard" if debian else "/etc/vconsole.conf") or "")
    return [_compared(name, text_of(wanted[name]), said.get(names[name])) for name in sorted(names) if wanted.get(name) is not None]


def _time_servers(host: Host, wanted: list[t.Any], time: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    for value in (time["clock_of_host"], time["services"], time["service"]):
        if isinstance(value, Unexamined):
            raise value
    if time["clock_of_host"]:
        return []
    service = time["service"] or next(iter(time["services"]), {"name": "clock"})
    names = sorted({str(server).split()[0] for server in wanted if str(server).split()})
    found: set[str] = set()
    if service["name"] == "systemd-timesyncd.service":
        for key, value in _assigned(host, "timesyncd", "Time"):
            if key == "NTP":  # they add up; an empty one forgets what came before
                found = found | set(value.split()) if value else set()
    elif service["name"] in ("chrony.service", "chronyd.service"):
        found = _chrony_sources(host)
    elif time["services"]:
        raise Unexamined(FAILED, service["name"], "the servers of this time service are not known; chrony or systemd-timesyncd would be")
    return [_compared(service["name"], " ".join(names), " ".join(sorted(found)) or None)]


def _chrony_sources(host: Host) -> set[str]:
    """The sources of all its files, but for what the network suggests (below /run)."""
    main = next((path for path in ("/etc/chrony/chrony.conf", "/etc/chrony.conf") if host.stat(path)), None)
    found: set[str] = set()
    todo, done = [main] if main else [], set()
    while todo and len(done) < MAX_FILES:
        path = todo.pop(0)
        if path in done:
            continue
        done.add(path)
        said = parse_chrony(host.read(path) or "")
        found.update(said["sources"])
        patterns = [folder + "/*.conf" for folder in said["conf"]] + [folder + "/*.sources" for folder in said["source_files"]] + said["include"]
        for pattern in patterns:
            if pattern.startswith("/etc/"):
                todo += host.glob(pattern)
    return found


def _sysctl(host: Host, wanted: dict[str, t.Any], container: t.Any) -> list[dict[str, t.Any]]:
    kept: dict[str, str] = {}
    for path in _files(host, "sysctl.d"):
        kept.update(parse_sysctl(host.read(path) or ""))
    found = []
    for name, value in sorted(wanted.items()):
        path = sysctl_path(name)
        own = not container or path.startswith(OWN_OF_A_CONTAINER)
        # Null where the kernel has no such setting (a module that is not loaded), or where it is that of the container's host.
        text = container if isinstance(container, Unexamined) else host.read("/proc/sys/" + path, 1 << 16) if own else None
        found.append({**_compared(name, text_of(value), " ".join(text.split()) if isinstance(text, str) else text), "kept": kept.get(path)})
    return found


# ---- starting ----------------------------------------------------------------------------------------------------------------


def _loader(host: Host) -> tuple[str, str | None, list[list[str]]]:
    """The boot loader: its name, how long its menu waits, and the parameters of each kernel that it starts."""
    for folder in ("/boot/grub", "/boot/grub2"):
        text = host.read(folder + "/grub.cfg", 8 << 20)
        if text is not None:
            timeout, parameters = parse_grub(text)
            entries = _entries(host, "/boot/loader")  # where GRUB reads these, its own file has none
            return "grub", timeout, [parameters] if parameters or not entries else entries
    for folder in LOADERS:
        text = host.read(folder + "/loader.conf")
        if text is not None:
            return "systemd-boot", parse_loader(text).get("timeout"), _entries(host, folder)
    raise Unexamined(FAILED, "the boot loader", "neither GRUB nor systemd-boot starts this machine")


def _entries(host: Host, folder: str) -> list[list[str]]:
    paths = [path for path in host.glob(folder + "/entries/*.conf") if "rescue" not in path][:MAX_FILES]
    return [kernel_parameters(parse_loader(host.read(path) or "").get("options", "")) for path in paths]


def _there(parameter: str, words: list[str]) -> bool:
    """Whether a command line has it. A name without a value means any value, for what is not wanted.

    >>> _there("splash", ["ro", "splash=silent"]), _there("quiet", ["ro"]), _there("acpi=off", ["acpi=force"])
    (True, False, False)
    """
    return parameter in words or ("=" not in parameter and any(word.startswith(parameter + "=") for word in words))


def _kernel_parameters(host: Host, profile: dict[str, t.Any], container: t.Any) -> list[dict[str, t.Any]]:
    wanted = [(str(name), "present") for name in profile.get("system_kernel_parameters") or []]
    wanted += [(str(name), "absent") for name in profile.get("system_kernel_parameters_unwanted") or []]
    if not wanted or _starts_nothing(host, container):
        return []
    _name, _timeout, entries = _loader(host)
    if not any(entries):
        raise Unexamined(FAILED, "the boot loader", "it names no kernel with parameters")
    # The container's host was started by somebody else.
    running = None if container else kernel_parameters(host.read("/proc/cmdline") or "")
    found = []
    for name, state in wanted:
        if state == "present":
            value, now = all(name in words for words in entries), running is None or name in running
        else:
            value, now = any(_there(name, words) for words in entries), running is not None and _there(name, running)
        found.append({"name": name, "wanted": state, "value": "present" if value else "absent", "running": "present" if now else "absent"})
    return found


def _starts_nothing(host: Host, container: t.Any) -> bool:
    """A container is not started by a boot loader, unless it brings one for whatever its files are meant for."""
    if isinstance(container, Unexamined):
        raise container
    return bool(container) and not any(host.stat(path) for path in ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", *(p + "/loader.conf" for p in LOADERS)))


def _boot_timeout(host: Host, wanted: t.Any, container: t.Any) -> list[dict[str, t.Any]]:
    if _starts_nothing(host, container):
        return []
    name, timeout, _entries_ = _loader(host)
    return [_compared(name, text_of(wanted), timeout)]


def waiting_parameters(parameters: t.Any) -> bool:
    """Whether the boot loader has been told of parameters with which the kernel has not been started yet."""
    return isinstance(parameters, list) and any(entry["value"] == entry["wanted"] != entry["running"] for entry in parameters)


def _sleep_hooks(host: Host, wanted: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    found = []
    for hook in wanted:
        name, state = str(hook.get("name")), hook.get("state", "present")
        path = "%s/%s" % (HOOKS, name)
        there = host.stat(path) if "/" not in name else None
        if there is None or state == "absent":
            value = "present" if there else "absent"
        elif (host.read(path, 1 << 20) or "").rstrip("\n") != str(hook.get("content", "")).rstrip("\n"):
            value = "differs"
        else:
            value = "present" if there["mode"] & 0o111 else "not executable"
        found.append({"name": name, "wanted": state, "value": value})
    return found
