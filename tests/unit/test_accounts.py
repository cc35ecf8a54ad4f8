# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: lists and rules, what cannot be meant, the collector on made-up machines, keys in a home that is hostile."""

from __future__ import annotations

import doctest
import json
import os
import pwd
import subprocess

import hosts
import pytest
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.filter import login_settings
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import accounts as collector
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import accounts, ini
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.modules import authorized_keys
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _accounts

ONE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.org"
TWO = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/ bob@example.org"
PASSWD = "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:Ann:/home/ann:/bin/bash\n"
BASE = {"/etc/passwd": PASSWD, "/etc/group": "lab:x:1500:ann\n", "/home/ann": {"dir": True, "uid": 1000, "mode": 700}}


def collect(files=None, profile=None, **more):
    return collector.collect(hosts.MadeMachine(files={**BASE, **(files or {})}, **more), hosts.profile_of(profile))


@pytest.mark.parametrize("module", [accounts, ini, _accounts])
def test_the_samples_in_the_documentation(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_facts_are_as_declared():
    asked = {"accounts_users": [{"name": "ann", "locked": True}], "accounts_unwanted_users": ["ann"], "accounts_sudo": [{"user": "ann"}],
             "accounts_authorized_keys": [{"user": "ann", "keys": [ONE]}], "accounts_password_ageing": {"max_days": 90},
             "accounts_login": {"guest": False}, "accounts_groups": [{"name": "lab", "gid": 1}]}
    lightdm = {"/etc/X11/default-display-manager": "/usr/sbin/lightdm\n"}
    for facts in (collect(), collect(lightdm, asked), collector.collect(hosts.MadeMachine(), {}), collector.collect(LiveHost(), {})):
        assert undeclared(facts, declaration("accounts"), "accounts") == []
    # Where the tools are missing, that is what is said.
    facts = collect(lightdm, asked)
    assert isinstance(facts["unwanted"], Unexamined) and isinstance(facts["wanted"][0]["differs"], Unexamined)
    assert isinstance(facts["authorized_keys"][0]["missing"], Unexamined)


def test_without_a_profile_no_process_is_started_and_no_secret_is_read():
    machine = hosts.MadeMachine(files={**BASE, "/etc/shadow": "ann:$6$x:1::::::\n", "/etc/sudoers": "x"})
    collector.collect(machine, hosts.profile_of())
    assert not [question for question in machine.asked if question[0] == "run"]
    assert not {path for _kind, path, *_rest in machine.asked} & {"/etc/shadow", "/etc/gshadow", "/etc/sudoers"}


@pytest.mark.parametrize("files,problem", [
    ({}, None), ({"/home/ann": {"dir": True, "uid": 0}}, "owner"), ({"/home/ann": None}, "absent"), ({"/home/ann": {"text": "x", "uid": 1000}}, "not_a_folder"),
    ({"/home/ann": {"dir": True, "uid": 1000, "mode": 500}}, "mode"), ({"/home/ann": {"dir": True, "uid": 1000, "mode": 777}}, "open_to_all"),
    ({"/home/ann": {"link": "/data/ann"}, "/data/ann": {"dir": True, "uid": 1000}}, None), ({"/home/ann": {"dir": True, "uid": 1000, "mode": 755}}, None),
])
def test_homes(files, problem):
    assert [home["problem"] for home in collect(files)["homes"]] == [problem]


def test_others_keys_are_not_examined_without_being_root():
    facts = collect(profile={"accounts_authorized_keys": [{"user": "ann", "keys": [ONE]}], "accounts_sudo": [{"user": "ann"}]}, uid=1001)
    assert isinstance(facts["authorized_keys"][0]["missing"], Unexamined) and isinstance(facts["sudo"], Unexamined)


@pytest.mark.parametrize("profile,words", [
    ({"accounts_users": [{"name": "Ann B"}]}, "is no name"),
    ({"accounts_users": [{"name": "ann"}, {"name": "ann"}]}, "names ann twice"),
    ({"accounts_users": [{"name": "b", "uid": 7}, {"name": "c", "uid": 7}]}, "uid 7 twice"),
    ({"accounts_users": [{"name": "ann", "uid": 2001}]}, "uid 1000 on this workstation"),
    ({"accounts_groups": [{"name": "lab", "gid": 1}]}, "gid 1500 on this workstation"),
    ({"accounts_users": [{"name": "ann"}], "accounts_unwanted_users": ["ann"]}, "take it out of one"),
    ({"accounts_unwanted_users": ["tech"]}, "lock out"),
    ({"accounts_users": [{"name": "root", "locked": True}]}, "lock out"),
    ({"accounts_users": [{"name": "ann", "groups": ["nogroup-here"]}]}, "no group nogroup-here"),
    ({"accounts_users": [{"name": "ann", "shell": "bash"}]}, "whole path"),
    ({"accounts_users": [{"name": "ann", "comment": "a:b"}]}, "colon"),
    ({"accounts_users": [{"name": "ann", "expires": "tomorrow"}]}, "no day"),
    ({"accounts_users": [{"name": "ann", "expires": "2027-01-01", "locked": True}]}, "leave one"),
    ({"accounts_users": [{"name": "ann", "password_min_days": 9, "password_max_days": 3}]}, "never be changed"),
    ({"accounts_passwords": {"ann": "plain-word"}}, "no hash"),
    ({"accounts_authorized_keys": [{"user": "eve", "keys": [ONE]}]}, "no user eve"),
    ({"accounts_authorized_keys": [{"user": "ann", "keys": ["ssh-ed25519 AAAA"]}]}, "is none"),
    ({"accounts_authorized_keys": [{"user": "ann", "keys": [ONE + "\n" + TWO]}]}, "one line"),
    ({"accounts_sudo": [{"user": "ann", "group": "lab"}]}, "either"),
    ({"accounts_sudo": [{"commands": ["ALL"]}]}, "either"),
    ({"accounts_sudo": [{"user": "ann", "commands": ["apt-get"]}]}, "whole path"),
    ({"accounts_sudo": [{"user": "ann", "commands": ["/bin/a, /bin/b"]}]}, "whole path"),
    ({"accounts_sudo": [{"user": "ann", "commands": ["/bin/a\nann ALL=(ALL) ALL"]}]}, "whole path"),
    ({"accounts_sudo": [{"user": "ann", "run_as": "root) NOPASSWD: ALL"}]}, "run_as"),
    ({"accounts_login": {"autologin_user": "eve"}}, "no user eve"),
    ({"accounts_login": {"autologin_user": "root"}}, "root"),
    ({"accounts_login": {"autologin_delay": 5}}, "of no use"),
])
def test_what_cannot_be_meant_is_said(profile, words):
    found = _accounts.problems(profile, [PASSWD, "lab:x:1500:ann\n"], "tech")
    assert any(words in line for line in found), found
    assert "plain-word" not in " ".join(found)


def test_what_can_be_meant_passes():
    profile = {
        "accounts_groups": [{"name": "lab", "gid": 1500}], "accounts_unwanted_users": ["old"],
        "accounts_users": [{"name": "ann", "uid": 1000, "groups": ["lab"], "shell": "/bin/bash", "expires": "2027-06-30"}, {"name": "ben", "group": "lab"}],
        "accounts_passwords": {"ann": "$y$j9T$abc$def", "ben": "!"}, "accounts_sudo": [{"group": "lab", "commands": ["/usr/bin/apt-get update", "ALL"]}],
        "accounts_authorized_keys": [{"user": "ben", "keys": [ONE, 'from="192.0.2.0/24",no-pty ' + TWO]}], "accounts_login": {"autologin_user": "ben"},
    }
    assert _accounts.problems(profile, [PASSWD, "lab:x:1500:ann\n"], "tech") == []


@pytest.mark.parametrize("manager,path", [("gdm", "/etc/gdm/custom.conf"), ("sddm", "/etc/sddm.conf"), ("lightdm", "/etc/lightdm/lightdm.conf")])
def test_every_login_manager_has_its_own_words(manager, path):
    found = login_settings.login_settings(
        {"autologin_user": "kiosk", "autologin_delay": None, "session_type": "x11"}, "",
        ["/etc/systemd/system/display-manager.service /lib/x/%s.service" % manager])
    assert {setting["path"] for setting in found} == {path} and "kiosk" in [setting["value"] for setting in found]
    assert login_settings.login_settings({"guest": False}, "/usr/sbin/xdm", []) == []


def test_debian_keeps_the_settings_of_gdm_elsewhere():
    found = login_settings.login_settings(
        {"autologin_user": "", "user_list": False}, "/usr/sbin/gdm3\n", ["/etc/gdm3/daemon.conf ", "/etc/gdm3/greeter.dconf-defaults "])
    assert {setting["path"] for setting in found} == {"/etc/gdm3/daemon.conf", "/etc/gdm3/greeter.dconf-defaults"}


# ---- keys -------------------------------------------------------------------------------------------------------------------

def test_keys_are_added_and_others_kept():
    before = ["# mine", TWO]
    assert authorized_keys.merged(before, [ONE], False) == ["# mine", TWO, ONE]
    assert authorized_keys.merged(before, [ONE], True) == ["# mine", ONE]
    assert authorized_keys.merged([ONE + " another remark"], [ONE], True) == [ONE + " another remark"]
    assert authorized_keys.merged([ONE, ONE], [ONE], False) == [ONE]
    restricted = "no-pty " + ONE
    assert authorized_keys.merged([ONE], [restricted], False) == [restricted]


def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path):
    (tmp_path / "keys").write_text(ONE + "\n" + TWO + "\n", encoding="utf-8")
    try:
        said = subprocess.run(["ssh-keygen", "-l", "-f", str(tmp_path / "keys")], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("install openssh-client to compare with it")
    assert accounts.fingerprints(said) == [accounts.fingerprint(ONE), accounts.fingerprint(TWO)]


@pytest.fixture
def nobody_home(tmp_path):
    """A home of the user nobody, below folders that everybody may pass."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user: run this test as root")
    user = pwd.getpwnam("nobody")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, user.pw_uid, user.pw_gid)
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o711)
    return user, home


def set_keys(user, home, keys):
    path = str(home / ".ssh" / "authorized_keys")
    return authorized_keys.as_user(user, lambda: authorized_keys.work(path, keys, False, True))


def test_keys_are_written_as_their_user(nobody_home):
    user, home = nobody_home
    assert set_keys(user, home, [ONE])["after"] == [ONE]
    for path, mode in ((home / ".ssh", 0o700), (home / ".ssh" / "authorized_keys", 0o600)):
        assert (path.stat().st_uid, path.stat().st_mode & 0o777) == (user.pw_uid, mode)
    assert set_keys(user, home, [ONE])["before"] == [ONE]


@pytest.mark.parametrize("link", ["folder", "file"])
def test_a_link_in_the_home_leads_no_further_than_its_owner_may(nobody_home, tmp_path, link):
    user, home = nobody_home
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o700)
    (secret / "authorized_keys").write_text(TWO + "\n", encoding="utf-8")
    (secret / "authorized_keys").chmod(0o600)
    if link == "folder":
        (home / ".ssh").symlink_to(secret)
    else:
        (home / ".ssh").mkdir()
        os.chown(home / ".ssh", user.pw_uid, user.pw_gid)
        (home / ".ssh" / "authorized_keys").symlink_to(secret / "authorized_keys")
    answer = set_keys(user, home, [ONE])
    assert "error" in answer and "bob@example.org" not in json.dumps(answer)
    assert (secret / "authorized_keys").read_text(encoding="utf-8") == TWO + "\n" and os.listdir(secret) == ["authorized_keys"]
