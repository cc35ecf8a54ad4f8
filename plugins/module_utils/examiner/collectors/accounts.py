# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: who there is, their homes, and whether accounts, sudo, keys and the login screen are as the profile says.

Without a profile only the lists of users and groups and the homes of people are looked at. No password, not even as a hash, is read;
what stands in a home is asked about as its owner, or looked at without following it.
"""

from __future__ import annotations

import typing as t

from ..formats import accounts, ini
from ..host import AS_ROOT, FAILED, NO_PERMISSION, TOOL_MISSING, Host, Unexamined, attempt

#: The profile's variables that are needed here.
PROFILE = ("accounts_users", "accounts_groups", "accounts_unwanted_users", "accounts_sudo", "accounts_authorized_keys", "accounts_password_ageing",
           "accounts_login")

MAX_HOMES = 64
MAX_ASKED = 64
PATIENCE = 4.0

# What a session needs and root must not own; made anew at the next login, or the user's own.
SESSION_FILES = (".Xauthority", ".ICEauthority", ".xsession-errors", ".cache", ".config", ".local")
_NO_LOGIN = ("/nologin", "/false", "/sync", "/true")
_NO_HOME = ("", "/", "/nonexistent", "/dev/null", "/var/empty")
_AGEING = (("max_days", "PASS_MAX_DAYS"), ("min_days", "PASS_MIN_DAYS"), ("warn_days", "PASS_WARN_AGE"))


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The accounts facts (roles/accounts/meta/facts.yml)."""
    users = attempt(_users, host)
    groups = attempt(_groups, host)
    return {
        "users": users,
        "groups": groups,
        "homes": attempt(_homes, host, users),
        "wanted": attempt(_wanted, host, users, groups, profile),
        "numbers": attempt(_numbers, users, groups, profile),
        "unwanted": attempt(_unwanted, host, users, profile),
        "sudo": attempt(_sudo, host, profile),
        "authorized_keys": attempt(_authorized_keys, host, users, profile),
        "ageing": attempt(_ageing, host, profile),
        "login": attempt(_login, host, profile),
    }


def _users(host: Host) -> list[dict[str, t.Any]]:
    return accounts.users(host.read("/etc/passwd") or "")


def _groups(host: Host) -> list[dict[str, t.Any]]:
    return accounts.groups(host.read("/etc/group") or "")


def _known(value: t.Any) -> t.Any:
    if isinstance(value, Unexamined):
        raise value
    return value


# --- homes ---------------------------------------------------------------------------------------------------------


def is_person(user: dict[str, t.Any]) -> bool:
    """Whether somebody logs in with this account and should have a home."""
    return 1000 <= user["uid"] < 60000 and not user["shell"].endswith(_NO_LOGIN) and user["home"].rstrip("/") not in _NO_HOME


def _homes(host: Host, users: t.Any) -> list[dict[str, t.Any]]:
    people = [user for user in _known(users) if is_person(user)][:MAX_HOMES]
    owners: dict[str, set[int]] = {}
    for user in people:
        owners.setdefault(user["home"], set()).add(user["uid"])
    return [_home(host, user, owners[user["home"]]) for user in people]


def _home(host: Host, user: dict[str, t.Any], owners: set[int]) -> dict[str, t.Any]:
    path = user["home"]
    found: t.Any = attempt(host.stat, path)
    there = isinstance(found, dict)
    problem: t.Any = None
    stolen: t.Any = []
    if isinstance(found, Unexamined):
        # A network home that refuses root, for one.
        problem = stolen = found
    elif found is None:
        problem = "absent"
    elif found["type"] != "dir":
        problem = "not_a_folder"
    elif found["uid"] not in owners:
        problem = "owner"
    elif found["uid"] == user["uid"] and found["mode"] & 0o700 != 0o700:
        problem = "mode"
    elif found["mode"] & 0o1002 == 0o002:
        problem = "open_to_all"
    if there and found["type"] == "dir" and user["uid"] != 0:
        stolen = attempt(_stolen, host, path)
    return {
        "user": user["name"], "uid": user["uid"], "path": path, "exists": there, "owner_uid": found["uid"] if there else None,
        "mode": "%04o" % found["mode"] if there else None, "problem": problem, "root_owned": stolen,
    }


def _stolen(host: Host, path: str) -> list[str]:
    """Which of the session's files belong to root: left by a program with a window that somebody started with sudo."""
    found = []
    for name in SESSION_FILES:
        here = host.stat("%s/%s" % (path.rstrip("/"), name), follow=False)
        if here is not None and here["uid"] == 0 and here["type"] in ("file", "dir"):
            found.append(name)
    return found


# --- users and groups of the profile -------------------------------------------------------------------------------


def _statuses(host: Host) -> dict[str, str]:
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, "passwd --status", AS_ROOT)
    said = host.run(["passwd", "-S", "-a"], timeout=PATIENCE, package="passwd")
    if said.rc != 0:
        raise Unexamined(FAILED, "passwd -S -a", said.err.strip()[:200])
    return accounts.statuses(said.out)


def _limits(host: Host, name: str) -> dict[str, t.Any]:
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, "chage -l", AS_ROOT)
    said = host.run(["chage", "-l", name], timeout=PATIENCE, package="passwd")
    if said.rc != 0:
        raise Unexamined(FAILED, "chage -l", said.err.strip()[:200])
    return accounts.ageing(said.out)


def _asked(entry: dict[str, t.Any], *keys: str) -> bool:
    return any(entry.get(key) is not None for key in keys)


def _wanted(host: Host, users: t.Any, groups: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The profile's users that exist, with what is not as it says."""
    wanted = (profile.get("accounts_users") or [])[:MAX_ASKED]
    if not wanted:
        return []
    there = {user["name"]: user for user in _known(users)}
    names = {group["gid"]: group["name"] for group in _known(groups)}
    present = [entry for entry in wanted if entry["name"] in there]
    return [{"name": entry["name"], "differs": attempt(_differs, host, entry, there[entry["name"]], groups, names)} for entry in present]


def _differs(host: Host, entry: dict[str, t.Any], user: dict[str, t.Any], groups: t.Any, names: dict[int, str]) -> list[str]:
    differs = [key for key in ("shell", "comment", "home") if _asked(entry, key) and entry[key] != user[key]]
    if _asked(entry, "group") and entry["group"] != names.get(user["gid"]):
        differs.append("group")
    if _asked(entry, "groups"):
        now = {group["name"] for group in groups if entry["name"] in group["members"]} - {names.get(user["gid"])}
        asked = set(entry["groups"]) - {names.get(user["gid"])}
        if not asked <= now or (entry.get("groups_exclusive") and now - asked):
            differs.append("groups")
    if _asked(entry, "locked", "expires", "password_max_days", "password_min_days", "password_warn_days"):
        limits = _limits(host, entry["name"])
        # A closed account is one that expired long ago; an open one that has no other day expires on none.
        should = accounts.CLOSED if entry.get("locked") else entry.get("expires") or None
        if _asked(entry, "locked", "expires") and should != limits["expires"]:
            differs.append("locked" if accounts.CLOSED in (should, limits["expires"]) else "expires")
        differs += ["password_" + key for key in ("max_days", "min_days", "warn_days")
                    if _asked(entry, "password_" + key) and entry["password_" + key] != limits[key]]
    return differs


def _numbers(users: t.Any, groups: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Users and groups of the profile that have another number here."""
    found = []
    for kind, key, entries, known in (("user", "uid", profile.get("accounts_users"), users), ("group", "gid", profile.get("accounts_groups"), groups)):
        if entries:
            there = {entry["name"]: entry[key] for entry in _known(known)}
            found += [{"kind": kind, "name": entry["name"], "number": there[entry["name"]], "wanted": entry[key]}
                      for entry in entries if entry.get(key) is not None and there.get(entry["name"], entry[key]) != entry[key]]
    return found


def _unwanted(host: Host, users: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Accounts that nobody should use any more, as far as they exist."""
    unwanted = (profile.get("accounts_unwanted_users") or [])[:MAX_ASKED]
    there = [name for name in unwanted if name in {user["name"] for user in _known(users)}] if unwanted else []
    if not there:
        return []
    statuses = _statuses(host)
    return [{"name": name, "locked": statuses.get(name) == "L", "expires": _limits(host, name)["expires"]} for name in there]


# --- sudo, keys, ageing, login -------------------------------------------------------------------------------------


def _sudo(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    if not profile.get("accounts_sudo"):
        return None
    wanted = accounts.sudo_rules(profile["accounts_sudo"])
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, accounts.SUDO_FILE, AS_ROOT)
    found = host.stat(accounts.SUDO_FILE, follow=False)
    here = accounts.sudo_lines(host.read(accounts.SUDO_FILE, 1 << 20) or "") if found and found["type"] == "file" else []
    return {
        "missing": [line for line in wanted if line not in here], "surplus": [line for line in here if line not in wanted],
        # sudo passes over a file that others could write.
        "ignored": found is not None and (found["uid"] != 0 or bool(found["mode"] & 0o022)),
    }


def _authorized_keys(host: Host, users: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The profile's keys beside those that the user has; for users that exist."""
    entries = (profile.get("accounts_authorized_keys") or [])[:MAX_ASKED]
    there = {user["name"]: user for user in _known(users)} if entries else {}
    return [_keys(host, entry, there[entry["user"]]) for entry in entries if entry["user"] in there]


def _keys(host: Host, entry: dict[str, t.Any], user: dict[str, t.Any]) -> dict[str, t.Any]:
    wanted = [accounts.fingerprint(key) for key in entry["keys"]]
    here: t.Any = attempt(_present_keys, host, user)
    good = isinstance(here, list)
    return {
        "user": entry["user"], "missing": [key for key in wanted if key not in here] if good else here,
        "surplus": ([key for key in here if key not in wanted] if entry.get("exclusive") else []) if good else here,
    }


def _present_keys(host: Host, user: dict[str, t.Any]) -> list[str]:
    """The fingerprints of the user's keys, asked for as this user: whatever link stands there leads no further than the user may go."""
    path = user["home"].rstrip("/") + "/.ssh/authorized_keys"
    command = ["ssh-keygen", "-l", "-f", path]
    if host.uid() == 0 and user["uid"] != 0:
        command = ["setpriv", "--reuid=%d" % user["uid"], "--regid=%d" % user["gid"], "--clear-groups"] + command
    elif host.uid() != user["uid"]:
        raise Unexamined(NO_PERMISSION, path, AS_ROOT)
    said = host.run(command, timeout=PATIENCE, limit=1 << 20, package="openssh-client")
    if said.rc == 127:
        raise Unexamined(TOOL_MISSING, "ssh-keygen", "install the package openssh-client")
    # No file, or none with a key in it: there are no keys.
    return accounts.fingerprints(said.out)


def _ageing(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """How long passwords of new accounts last, where the profile says how long."""
    wanted = {key: value for key, value in (profile.get("accounts_password_ageing") or {}).items() if value is not None}
    if not wanted:
        return []
    here: dict[str, str] = {}
    for line in (host.read("/etc/login.defs", 1 << 20) or "").splitlines():
        words = line.split()
        if len(words) >= 2 and not line.lstrip().startswith("#"):
            here[words[0]] = words[1]
    return [{"setting": setting, "value": here.get(setting), "wanted": wanted[key]} for key, setting in _AGEING if key in wanted]


def _login(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """The settings of the login manager that is installed, beside what the profile wants of them."""
    wanted = {key: value for key, value in (profile.get("accounts_login") or {}).items() if value is not None}
    if not wanted:
        return None
    link = host.readlink("/etc/systemd/system/display-manager.service")
    manager = accounts.login_manager(host.read("/etc/X11/default-display-manager", 4096), link)
    if manager is None:
        return None
    there = [path for path in (*accounts.LOGIN_FILES[manager], *accounts.GREETERS) if host.stat(path) is not None]
    settings = accounts.login_settings(wanted, manager, there)
    files = {path: ini.parse(host.read(path, 1 << 20) or "") for path in sorted({setting["path"] for setting in settings})}
    here = [(setting, files[setting["path"]].get(setting["group"], {}).get(setting["option"])) for setting in settings]
    return {
        "manager": manager,
        "differing": [{**setting, "now": now} for setting, now in here if (now or "").lower() != setting["value"].lower()],
    }
