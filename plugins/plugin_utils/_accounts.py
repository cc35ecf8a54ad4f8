# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""What a profile's accounts name, and what in them cannot be meant. Pure functions over the role's variables."""

from __future__ import annotations

import datetime
import re
import typing as t

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import accounts

_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,30}\$?")
_HASH = re.compile(r"\$[0-9a-z]{1,2}\$[^:\n]+|[!*]")
_COMMAND = re.compile(r"(?:ALL|/[^\s,:=\\\n]+(?: [^,:=\\\n]+)?)")
_RUN_AS = re.compile(r"[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)?|:[A-Za-z0-9_-]+")

Profile = t.Mapping[str, t.Any]


def _words(entries: t.Iterable[Profile], key: str) -> list[str]:
    return [str(entry[key]) for entry in entries if entry.get(key)]


def _groups_of(users: t.Iterable[Profile]) -> list[str]:
    return _words(users, "group") + [str(group) for user in users for group in user.get("groups") or []]


def named(profile: Profile) -> dict[str, list[str]]:
    """The users and groups that the profile names, as keys of getent(1); a database of which it names none is left out.

    >>> named({"accounts_users": [{"name": "ann", "groups": ["lab"]}]})
    {'passwd': ['ann'], 'group': ['lab']}
    """
    users = profile.get("accounts_users") or []
    rules, keys, login = profile.get("accounts_sudo") or [], profile.get("accounts_authorized_keys") or [], profile.get("accounts_login") or {}
    people = _words(users, "name") + _words(keys, "user") + _words(rules, "user") + _words([login], "autologin_user")
    groups = _words(profile.get("accounts_groups") or [], "name") + _groups_of(users) + _words(rules, "group")
    found = {"passwd": list(dict.fromkeys(people)), "group": list(dict.fromkeys(groups))}
    return {database: names for database, names in found.items() if names}


def problems(profile: Profile, known: t.Sequence[str], manager: str) -> list[str]:
    """What cannot be meant: one sentence each, with the variable and the remedy.

    known: what getent answered, users and groups in any order; manager: who looks after the workstation and must not be locked out.
    """
    text = "\n".join(known)
    here = {user["name"]: user for user in accounts.users(text)}
    groups_here = {group["name"]: group for group in accounts.groups(text)}
    users, groups = profile.get("accounts_users") or [], profile.get("accounts_groups") or []
    unwanted = [str(name) for name in profile.get("accounts_unwanted_users") or []]
    names = _words(users, "name")
    shut = unwanted + [str(user["name"]) for user in users if user.get("locked")]
    all_users = {*names, *here}
    # A new user without a first group gets one of the same name.
    all_groups = {*_words(groups, "name"), *groups_here, *(str(user["name"]) for user in users if not user.get("group"))}
    found = []
    for variable, entries in (("accounts_users", users), ("accounts_groups", groups)):
        written = _words(entries, "name")
        found += ["%s: %s is no name: small letters, digits, _ and - are allowed" % (variable, name) for name in written if not _NAME.fullmatch(name)]
        found += ["%s names %s twice: write one entry" % (variable, name) for name in sorted({name for name in written if written.count(name) > 1})]
        key, there = ("uid", here) if variable == "accounts_users" else ("gid", groups_here)
        numbers = [int(entry[key]) for entry in entries if entry.get(key) is not None]
        found += ["%s gives the %s %d twice: each needs its own" % (variable, key, number) for number in sorted({n for n in numbers if numbers.count(n) > 1})]
        found += ["%s: %s has the %s %d on this workstation, not %s: take that one, or change it by hand together with the files" % (
            variable, entry["name"], key, there[entry["name"]][key], entry[key])
            for entry in entries if entry.get(key) is not None and entry["name"] in there and there[entry["name"]][key] != int(entry[key])]
    found += ["accounts_users and accounts_unwanted_users both name %s: take it out of one of them" % name for name in names if name in unwanted]
    found += ["accounts_unwanted_users, accounts_users: to close %s would lock out whoever looks after the workstation: leave it open" % name
              for name in shut if name in ("root", manager)]
    found += ["accounts_users: there is no group %s: add it to accounts_groups" % name for name in dict.fromkeys(_groups_of(users)) if name not in all_groups]
    for user in users:
        found += ["accounts_users: %s: %s" % (user["name"], problem) for problem in _user(user)]
    found += _keys(profile.get("accounts_authorized_keys") or [], all_users)
    found += ["accounts_sudo: " + problem for rule in profile.get("accounts_sudo") or [] for problem in _rule(rule, all_users, all_groups)]
    if any(not _HASH.fullmatch(str(value)) for value in (profile.get("accounts_passwords") or {}).values()):
        found.append("accounts_passwords holds something that is no hash: make one with mkpasswd")
    return found + _login(profile.get("accounts_login") or {}, all_users, shut)


def _user(user: Profile) -> t.Iterator[str]:
    if user.get("shell") and not re.fullmatch(r"/[^:\s]+", str(user["shell"])):
        yield "the shell needs its whole path such as /bin/bash"
    if user.get("home") and not re.fullmatch(r"/[^:\n]+", str(user["home"])):
        yield "the home needs its whole path such as /home/ann"
    if re.search(r"[:\n]", str(user.get("comment") or "")):
        yield "the comment may hold neither a colon nor a new line"
    if user.get("expires"):
        try:
            datetime.datetime.strptime(str(user["expires"]), "%Y-%m-%d")
        except ValueError:
            yield "expires is no day such as '2027-06-30'"
        if user.get("locked"):
            yield "it is locked and has a day to expire: leave one of them out"
    lowest, most = user.get("password_min_days"), user.get("password_max_days")
    if lowest is not None and most is not None and int(most) >= 0 and int(lowest) > int(most):
        yield "password_min_days is more than password_max_days: the password could never be changed"


def _keys(entries: t.Iterable[Profile], users: t.Container[str]) -> list[str]:
    found = []
    for entry in entries:
        if entry["user"] not in users:
            found.append("accounts_authorized_keys: there is no user %s: add it to accounts_users" % entry["user"])
        if any("\n" in str(key).strip() or accounts.fingerprint(str(key)) is None for key in entry["keys"]):
            found.append(
                "accounts_authorized_keys: %s: one of the keys is none: a key is one line such as 'ssh-ed25519 AAAA... ann@example.org'" % entry["user"])
    return found


def _rule(rule: Profile, users: t.Container[str], groups: t.Container[str]) -> t.Iterator[str]:
    user, group = rule.get("user"), rule.get("group")
    if bool(user) == bool(group):
        yield "a rule is for either a user or a group: name one of them"
    elif user and user not in users:
        yield "there is no user %s: add it to accounts_users" % user
    elif group and group not in groups:
        yield "there is no group %s: add it to accounts_groups" % group
    if rule.get("run_as") and not _RUN_AS.fullmatch(str(rule["run_as"])):
        yield "run_as is a user, or a user and a group such as root:root, not %s" % rule["run_as"]
    for command in rule.get("commands") or []:
        if not _COMMAND.fullmatch(str(command)):
            yield "the command %r needs its whole path, without comma, colon, equals sign and backslash" % str(command)


def _login(login: Profile, users: t.Container[str], shut: t.Container[str]) -> list[str]:
    user = login.get("autologin_user")
    if not user:
        return ["accounts_login: %s is of no use without autologin_user: name a user, or leave it out" % key
                for key in ("autologin_delay", "autologin_session") if login.get(key)]
    if user not in users:
        return ["accounts_login: there is no user %s for autologin_user: add it to accounts_users" % user]
    return ["accounts_login: autologin_user: %s is root or closed: take another one" % user] if user == "root" or user in shut else []
