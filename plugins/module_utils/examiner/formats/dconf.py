# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system's database of dconf(7): what a profile wants of the desktop as keys, locks and the files that they stand in."""

from __future__ import annotations

import re
import typing as t

FOLDER = "/etc/dconf/db/local.d"
KEY_FILE = FOLDER + "/20-fieldtech-display"
LOCK_FILE = FOLDER + "/locks/20-fieldtech-display"
DATABASE = "/etc/dconf/db/local"
PROFILE_FILE = "/etc/dconf/profile/user"

_KEY = re.compile(r"(?:/[A-Za-z0-9_.:-]+)+")
# A value in GVariant's text form: what it may begin with. Words that are none of these want quotes.
_VALUE = re.compile(r"""
    (?:@\S+\ +)? (?:
        true | false | nothing | -?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|0x[0-9a-f]+|inf|nan)
        | (?:boolean|byte|u?int(?:16|32|64)|handle|double|string|objectpath|signature)\ +\S.*
        | b?'(?:[^'\\]|\\.)*' | b?"(?:[^"\\]|\\.)*" | \[.*\] | \(.*\) | \{.*\} | <.*> | just\ .+
    )""", re.VERBOSE | re.DOTALL)

_SESSION = "/org/gnome/desktop/session/"
_SAVER = "/org/gnome/desktop/screensaver/"
_NIGHT = "/org/gnome/settings-daemon/plugins/color/"
_INTERFACE = "/org/gnome/desktop/interface/"


def text(value: t.Any) -> str:
    """A value as dconf writes it; texts are in that form already.

    >>> text(True), text(1.25), text("uint32 300")
    ('true', '1.25', 'uint32 300')
    """
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def is_key(key: str) -> bool:
    """Whether this is the path of a key.

    >>> is_key("/org/gnome/desktop/session/idle-delay"), is_key("org.gnome.desktop.session"), is_key("/org/")
    (True, False, False)
    """
    return bool(_KEY.fullmatch(key)) and key.count("/") > 1


def is_value(value: t.Any) -> bool:
    """Whether this can be a value. A text wants quotes of its own.

    >>> is_value("'a text'"), is_value("a text"), is_value("uint32 300"), is_value("@as []"), is_value(2), is_value("")
    (True, False, True, True, True, False)
    """
    said = text(value)
    return "\n" not in said and len(said) < 4096 and bool(_VALUE.fullmatch(said))


def policies(profile: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The keys behind the profile's variables for lock, night light and scale.

    >>> policies({"display_lock": {"idle_seconds": 300, "enabled": True}, "display_scale": {"text": 1.25}})["/org/gnome/desktop/session/idle-delay"]
    'uint32 300'
    """
    lock, night, scale = ({key: value for key, value in (profile.get(name) or {}).items() if value is not None}
                          for name in ("display_lock", "display_night_light", "display_scale"))
    found: dict[str, t.Any] = {}
    for asked, key, form, path in (
        (lock, "idle_seconds", "uint32 %d", _SESSION + "idle-delay"), (lock, "enabled", "%s", _SAVER + "lock-enabled"),
        (lock, "delay_seconds", "uint32 %d", _SAVER + "lock-delay"), (night, "enabled", "%s", _NIGHT + "night-light-enabled"),
        (night, "temperature", "uint32 %d", _NIGHT + "night-light-temperature"), (night, "from_hour", "%r", _NIGHT + "night-light-schedule-from"),
        (night, "to_hour", "%r", _NIGHT + "night-light-schedule-to"), (scale, "text", "%r", _INTERFACE + "text-scaling-factor"),
        (scale, "windows", "uint32 %d", _INTERFACE + "scaling-factor"), (scale, "cursor", "%d", _INTERFACE + "cursor-size"),
    ):
        if key in asked:
            value = asked[key]
            found[path] = form % (text(value) if form == "%s" else float(value) if form == "%r" else int(value))
    if "from_hour" in night or "to_hour" in night:
        found[_NIGHT + "night-light-schedule-automatic"] = "false"
    return found


def wanted(profile: t.Mapping[str, t.Any]) -> tuple[dict[str, str], list[str]]:
    """The keys with their values, and the keys that users cannot change.

    >>> wanted({"display_dconf": {"/a/b": True}, "display_dconf_locks": ["/a/b"]})
    ({'/a/b': 'true'}, ['/a/b'])
    """
    keys = policies(profile)
    locks = [str(key) for key in profile.get("display_dconf_locks") or []]
    if (profile.get("display_lock") or {}).get("enforced"):
        locks += [key for key in keys if key.startswith((_SESSION, _SAVER))]
    keys.update({str(key): text(value) for key, value in (profile.get("display_dconf") or {}).items()})
    return keys, list(dict.fromkeys(locks))


def key_file(keys: t.Mapping[str, str]) -> str:
    r"""The keys as a key file.

    >>> key_file({"/a/b/d": "1", "/a/b/c": "true", "/a/x": "'y'"})
    "[a]\nx='y'\n\n[a/b]\nc=true\nd=1\n"
    """
    groups: dict[str, list[str]] = {}
    for key in sorted(keys):
        folder, _slash, name = key.strip("/").rpartition("/")
        groups.setdefault(folder, []).append("%s=%s" % (name, keys[key]))
    return "\n".join("[%s]\n%s\n" % (folder, "\n".join(groups[folder])) for folder in sorted(groups))


def locks(said: str) -> list[str]:
    r"""The keys that a file of locks names.

    >>> locks("# ours\n/a/b\n\n/c/\n")
    ['/a/b', '/c/']
    """
    return [line.strip() for line in said.splitlines() if line.strip().startswith("/")]


def is_system_profile(said: str | None) -> bool:
    """Whether users' settings fall back on the system's database "local".

    >>> is_system_profile("user-db:user\\nsystem-db:local\\n"), is_system_profile(None)
    (True, False)
    """
    lines = [line.strip() for line in (said or "").splitlines()]
    return "user-db:user" in lines and "system-db:local" in lines[lines.index("user-db:user"):]
