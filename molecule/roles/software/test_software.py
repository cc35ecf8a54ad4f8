# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at provisioned machines with other eyes than the collection's: apt's, dpkg's, flatpak's, fontconfig's and Python's own."""

from __future__ import annotations

import json
import re

FINGERPRINT = "057E6659551F63D79EA4606C2700F5F7A0570FB9"


def test_the_repository_is_read_with_the_key_that_was_meant(host):
    keys = host.check_output("gpg --no-default-keyring --with-colons --show-keys /etc/apt/keyrings/lab-signed.asc")
    assert re.search("(?m)^fpr:+([0-9A-F]+):", keys).group(1) == FINGERPRINT
    assert "Trusted" not in host.file("/etc/apt/sources.list.d/lab-signed.sources").content_string
    update = host.run("apt-get update --error-on=any -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/lab-signed.sources -o Dir::Etc::sourceparts=- "
                      "-o APT::Get::List-Cleanup=0")
    assert update.rc == 0, update.stderr
    assert "Unable" not in update.stderr and "not signed" not in update.stderr


def test_the_bad_version_stayed_away(host):
    policy = host.check_output("apt-cache policy lab-signed-tool")
    assert "Installed: 1.0" in policy and "Candidate: 1.0" in policy
    # It is there to be had, so that it is the pin that keeps it away.
    assert re.search(r"2\.0 -1\n", policy), policy


def test_packages(host):
    assert host.check_output("dpkg-query -W -f '${db:Status-Want} ${db:Status-Status}' hello") == "hold installed"
    assert host.run("dpkg-query -W -f '${db:Status-Status}' lsof").stdout in ("", "config-files", "not-installed")


def test_updates_come_by_themselves(host):
    settings = host.check_output("apt-config dump")
    assert 'APT::Periodic::Unattended-Upgrade "1";' in settings
    assert 'Unattended-Upgrade::Automatic-Reboot "true";' in settings and 'Unattended-Upgrade::Automatic-Reboot-Time "03:00";' in settings
    # It says itself what it would take updates from.
    said = host.run("unattended-upgrade --dry-run --debug")
    origins = re.search(r"Allowed origins are: (.*)", said.stdout + said.stderr).group(1)
    assert "Debian-Security" in origins and "label=Debian," not in origins and "origin=*" not in origins
    for timer in ("apt-daily.timer", "apt-daily-upgrade.timer"):
        assert host.service(timer).is_enabled and host.service(timer).is_running


def test_browsers_find_their_policies(host):
    for path in ("/etc/firefox/policies/policies.json", "/etc/firefox-esr/policies/policies.json"):
        assert json.loads(host.file(path).content_string) == {
            "policies": {"DisableTelemetry": True, "Homepage": {"URL": "https://www.example.org/", "Locked": True}}}
    for path in ("/etc/chromium/policies/managed/fieldtech.json", "/etc/opt/chrome/policies/managed/fieldtech.json"):
        assert json.loads(host.file(path).content_string)["PasswordManagerEnabled"] is False
        assert host.file(path).mode == 0o644


def test_programs_know_the_fonts(host):
    known = host.check_output("fc-list : file family")
    assert "/usr/local/share/fonts/fieldtech/Lab.ttf: Lab Sans" in known
    assert "/usr/local/share/fonts/fieldtech/Lab-Served.ttf: Lab Sans" in known


def test_files_open_with_what_was_agreed(host):
    asked = "import configparser; c = configparser.ConfigParser(delimiters='='); c.read('/etc/xdg/mimeapps.list'); print(dict(c['Default Applications']))"
    assert host.check_output('python3 -c "%s"' % asked) == str(
        {"text/html": "firefox-esr.desktop", "x-scheme-handler/mailto": "org.example.Mail.desktop"})


def test_the_flatpak_is_there(host):
    assert host.check_output("flatpak list --system --app --columns=application,origin").split() == ["org.example.Lab", "lab"]


def test_nothing_is_left_of_looking_ahead(host):
    assert host.run("ls -d /tmp/fieldtech-*").stdout == ""
    assert host.file("/etc/apt/sources.list.d/lab-signed.sources").contains("/etc/apt/keyrings/lab-signed.asc")
