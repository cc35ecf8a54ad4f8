# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts after provisioning: who exists, who gets in, what sudo lets them do, what the login manager says it will do."""

from __future__ import annotations

FINGERPRINT = "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"


def test_users_and_groups(host):
    assert host.group("lab").gid == 1500
    ann = host.user("ann")
    assert (ann.uid, ann.gecos, ann.shell, ann.home) == (2001, "Ann Example", "/bin/bash", "/home/ann")
    assert {"lab", "labtools"} <= set(ann.groups) and "lab" in host.user("bob").groups
    assert host.user("kiosk").exists


def test_homes_belong_to_their_users(host):
    for name in ("ann", "bob", "kiosk"):
        home = host.file("/home/" + name)
        assert home.is_directory and home.user == name
        assert host.run("setpriv --reuid=%s --clear-groups --regid=%s touch /home/%s/.test", name, host.user(name).group, name).rc == 0


def test_passwords_last_as_long_as_they_should(host):
    with host.sudo():
        said = host.check_output("chage -l ann")
        assert "\t: 180" in said and "\t: 14" in said
        host.run_expect([0], "useradd --no-create-home lab-new")
        try:
            assert "\t: 365" in host.check_output("chage -l lab-new")
        finally:
            host.run_expect([0], "userdel lab-new")


def test_the_password_is_set(host):
    with host.sudo():
        assert host.check_output("passwd -S ann").split()[1] == "P"
        # The hash stands where it belongs and nowhere else.
        assert host.run("grep -q '^ann:.6.labsalt[l]ab' /etc/shadow").rc == 0
        assert host.run("grep -rqs 'labsalt[l]ab' /var/log /run/log /root /home /etc/passwd /etc/sudoers.d /tmp").rc == 1
        # What systemd keeps on disk and in memory is not text: let it be asked.
        assert "labsaltlab" not in host.check_output("journalctl --no-pager -o cat")


def test_nobody_gets_in_by_a_closed_account(host):
    with host.sudo():
        for name, closed in (("user", True), ("gone", True), ("bob", False), ("kiosk", False)):
            said = host.run("runuser -u nobody -- true; su -s /bin/sh -c true %s", name)
            assert (said.rc != 0) == closed, (name, said.stderr)
    assert host.file("/home/user").exists


def test_sudo_lets_in_whom_it_should(host):
    with host.sudo():
        assert host.run("visudo -c").rc == 0
        assert "uid=0(root)" in host.check_output("runuser -u ann -- sudo -n /usr/bin/id")
        assert host.run("runuser -u ann -- sudo -n /usr/bin/cat /etc/shadow").rc != 0
        assert host.run("runuser -u bob -- sudo -n /usr/bin/id").rc != 0


def test_keys(host):
    with host.sudo():
        for name in ("ann", "bob"):
            keys = host.file("/home/%s/.ssh/authorized_keys" % name)
            assert (keys.user, keys.mode, host.file("/home/%s/.ssh" % name).mode) == (name, 0o600, 0o700)
        assert FINGERPRINT in host.check_output("ssh-keygen -l -f /home/ann/.ssh/authorized_keys")


def test_the_login_manager_takes_the_settings(host):
    with host.sudo():
        said = host.run("lightdm --show-config")
    said = said.stdout + said.stderr
    for line in ("autologin-user=kiosk", "autologin-session=xfce", "greeter-hide-users=true", "allow-guest=false"):
        assert line in said, said
