# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: the lists of users and groups, what chage and passwd say of them, public keys, rules of sudo, login managers' settings.

What should be there is put into words here as well, so that what a role writes and what an examination compares is the same.
"""

from __future__ import annotations

import binascii
import re
import typing as t

MAX = 10000

SUDO_FILE = "/etc/sudoers.d/50-fieldtech"

_KEY_TYPES = r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)"
_KEY = re.compile(r"(?:^|\s)%s\s+([A-Za-z0-9+/]{20,16384}={0,2})(?:\s|$)" % _KEY_TYPES)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AGEING = {
    "Account expires": "expires", "Minimum number of days between password change": "min_days",
    "Maximum number of days between password change": "max_days", "Number of days of warning before password expires": "warn_days",
}


def users(text: str) -> list[dict[str, t.Any]]:
    r"""The users of passwd(5); lines that are none are passed over.

    >>> users("ann:x:1000:1000:Ann Example:/home/ann:/bin/bash\n+::::::\n")
    [{'name': 'ann', 'uid': 1000, 'gid': 1000, 'comment': 'Ann Example', 'home': '/home/ann', 'shell': '/bin/bash'}]
    """
    found = []
    for line in text.splitlines()[:MAX]:
        fields = line.split(":")
        if len(fields) == 7 and fields[0] and fields[2].isdecimal() and fields[3].isdecimal():
            found.append({"name": fields[0], "uid": int(fields[2][:10]), "gid": int(fields[3][:10]), "comment": fields[4], "home": fields[5],
                          "shell": fields[6] or "/bin/sh"})
    return found


def groups(text: str) -> list[dict[str, t.Any]]:
    r"""The groups of group(5).

    >>> groups("lab:x:1500:ann,bob\nempty:x:1501:\n")
    [{'name': 'lab', 'gid': 1500, 'members': ['ann', 'bob']}, {'name': 'empty', 'gid': 1501, 'members': []}]
    """
    found = []
    for line in text.splitlines()[:MAX]:
        fields = line.split(":")
        if len(fields) == 4 and fields[0] and fields[2].isdecimal():
            found.append({"name": fields[0], "gid": int(fields[2][:10]), "members": [name.strip() for name in fields[3].split(",") if name.strip()]})
    return found


def statuses(text: str) -> dict[str, str]:
    r"""What `passwd -S` says of passwords, by user: P (usable), L (locked), NP (none).

    >>> statuses("ann P 2026-11-24 0 99999 7 -1\nbob LK 2026-11-24 0 99999 7 -1 (Password locked.)\n")
    {'ann': 'P', 'bob': 'L'}
    """
    found = {}
    for line in text.splitlines()[:MAX]:
        words = line.split()
        if len(words) > 1 and words[1] in ("P", "PS", "L", "LK", "NP"):
            found[words[0]] = {"PS": "P", "LK": "L"}.get(words[1], words[1])
    return found


def _day(text: str) -> str | None:
    """A day as chage writes it, in the order year, month, day; None for never."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    match = re.fullmatch(r"(\w{3}) (\d\d), (\d{4})", text)
    return "%s-%02d-%s" % (match[3], _MONTHS.index(match[1]) + 1, match[2]) if match and match[1] in _MONTHS else None


def ageing(text: str) -> dict[str, t.Any]:
    r"""What `chage -l` says: {expires, min_days, max_days, warn_days}; null where there is no limit.

    >>> ageing("Account expires\t\t: Jan 02, 1970\nMaximum number of days between password change\t: 90\n")
    {'expires': '1970-01-02', 'min_days': None, 'max_days': 90, 'warn_days': None}
    """
    found: dict[str, t.Any] = {"expires": None, "min_days": None, "max_days": None, "warn_days": None}
    for line in text.splitlines()[:50]:
        name, _colon, value = line.partition(":")
        key, value = _AGEING.get(name.strip()), value.strip()
        if key == "expires":
            found[key] = _day(value)
        elif key and re.fullmatch(r"-?\d{1,10}", value):
            found[key] = int(value) if int(value) >= 0 else None
    return found


def fingerprint(line: str) -> str | None:
    """The fingerprint of a public key as ssh-keygen -l writes it; None if the line holds no key.

    >>> fingerprint("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.org")
    'SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA'
    """
    match = _KEY.search(line[:20000])
    if not match:
        return None
    # Slow to load, and rarely needed: only here.
    import hashlib  # pylint: disable=import-outside-toplevel

    try:
        blob = binascii.a2b_base64(match[1])
    except ValueError:
        return None
    return "SHA256:" + binascii.b2a_base64(hashlib.sha256(blob).digest(), newline=False).decode().rstrip("=")


def fingerprints(text: str) -> list[str]:
    r"""The fingerprints that `ssh-keygen -l` lists.

    >>> fingerprints("256 SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA ann@example.org (ED25519)\n")
    ['SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA']
    """
    return re.findall(r"(?m)^\d+ (SHA256:[A-Za-z0-9+/]{43}) ", text)[:MAX]


def sudo_rules(entries: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """The lines of sudoers(5) for the profile's rules.

    >>> sudo_rules([{"group": "lab", "commands": ["/usr/bin/apt update", "/usr/sbin/lpadmin"], "nopasswd": True}, {"user": "ann"}])
    ['%lab ALL=(ALL:ALL) NOPASSWD: /usr/bin/apt update, /usr/sbin/lpadmin', 'ann ALL=(ALL:ALL) ALL']
    """
    lines = []
    for entry in entries:
        who = str(entry["user"]) if entry.get("user") else "%%%s" % entry.get("group")
        commands = ", ".join(str(command) for command in entry.get("commands") or ["ALL"])
        lines.append("%s ALL=(%s) %s%s" % (who, entry.get("run_as") or "ALL:ALL", "NOPASSWD: " if entry.get("nopasswd") else "", commands))
    return lines


def sudo_lines(text: str) -> list[str]:
    """The lines of such a file, without remarks.

    >>> sudo_lines("# ours\\n\\nann ALL=(ALL:ALL)   ALL\\n")
    ['ann ALL=(ALL:ALL) ALL']
    """
    return [" ".join(line.split()) for line in text.splitlines()[:MAX] if line.strip() and not line.lstrip().startswith("#")]


# What chage writes for an account that has been closed for good: the day after the first, since the first counts as none.
CLOSED = "1970-01-02"

# Manager -> the files that it may have its settings in, the first that exists counts; the last is made where there is none.
LOGIN_FILES = {
    "gdm": ("/etc/gdm3/daemon.conf", "/etc/gdm3/custom.conf", "/etc/gdm/custom.conf"),
    "sddm": ("/etc/sddm.conf",),
    "lightdm": ("/etc/lightdm/lightdm.conf",),
}
GREETERS = ("/etc/gdm3/greeter.dconf-defaults",)
GREETER_DATABASE = "/etc/dconf/db/gdm.d/20-fieldtech"


def login_manager(default: str | None, link: str | None) -> str | None:
    """Which login manager it is, by Debian's choice or by systemd's link; None for none that is known.

    >>> login_manager("/usr/sbin/gdm3\\n", None), login_manager(None, "/usr/lib/systemd/system/sddm.service"), login_manager(None, None)
    ('gdm', 'sddm', None)
    """
    for said in ((default or "").strip(), link or ""):
        match = re.search(r"/(gdm|sddm|lightdm)3?(?:\.service)?$", said)
        if match:
            return match[1]
    return None


def login_settings(wanted: t.Mapping[str, t.Any], manager: str, there: t.Container[str]) -> list[dict[str, str]]:
    """The settings of this login manager for what the profile wants: [{path, group, option, value}].

    there: which of LOGIN_FILES and GREETERS exist. session_type, wayland or x11, is what the role display asks for.

    >>> login_settings({"autologin_user": "kiosk", "user_list": False}, "lightdm", [])[0]
    {'path': '/etc/lightdm/lightdm.conf', 'group': 'Seat:*', 'option': 'autologin-user', 'value': 'kiosk'}
    """
    files = LOGIN_FILES[manager]
    path = next((file for file in files if file in there), files[-1])
    user, delay, session, shown, guest = (wanted.get(key) for key in ("autologin_user", "autologin_delay", "autologin_session", "user_list", "guest"))
    kind = wanted.get("session_type")
    found: list[tuple[str, str, str, t.Any]] = []
    if kind and manager == "gdm":
        found.append((path, "daemon", "WaylandEnable", kind == "wayland"))
    elif kind and manager == "sddm":
        found.append((path, "General", "DisplayServer", kind))
    if manager == "gdm":
        if user is not None:
            found += [(path, "daemon", "AutomaticLoginEnable", bool(user and not delay)), (path, "daemon", "TimedLoginEnable", bool(user and delay))]
            if user:
                found += [(path, "daemon", "TimedLogin" if delay else "AutomaticLogin", user)]
                found += [(path, "daemon", "TimedLoginDelay", delay)] if delay else []
                found += [("/var/lib/AccountsService/users/%s" % user, "User", "Session", session)] if session else []
        if shown is not None:
            found.append((next((file for file in GREETERS if file in there), GREETER_DATABASE), "org/gnome/login-screen", "disable-user-list", not shown))
    elif manager == "sddm":
        if user is not None:
            found += [(path, "Autologin", "User", user), (path, "Autologin", "Session", session or "")]
    else:
        if user is not None:
            found += [(path, "Seat:*", "autologin-user", user), (path, "Seat:*", "autologin-user-timeout", delay or 0)]
            found += [(path, "Seat:*", "autologin-session", session)] if session else []
        found += [(path, "Seat:*", "greeter-hide-users", not shown)] if shown is not None else []
        found += [(path, "Seat:*", "allow-guest", guest)] if guest is not None else []
    return [{"path": path, "group": group, "option": option, "value": str(value).lower() if isinstance(value, bool) else str(value)}
            for path, group, option, value in found]
