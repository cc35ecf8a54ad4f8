# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the repaired office with other eyes than the collection's: does what people work with work?"""

from __future__ import annotations

import time


def test_a_page_is_printed(host):
    before = host.run("ls /var/lib/lab-paper | wc -l").stdout.strip()
    assert host.run("lp -d corridor /etc/hostname").succeeded
    deadline = time.monotonic() + 60
    while host.run("ls /var/lib/lab-paper | wc -l").stdout.strip() == before and time.monotonic() < deadline:
        time.sleep(1)
    newest = host.check_output("ls -t /var/lib/lab-paper | head -1")
    assert host.check_output("head -c 5 /var/lib/lab-paper/%s", newest) == "%PDF-"
    assert host.check_output("lpstat -d").endswith("corridor")


def test_the_scanner_is_there(host):
    assert "Corridor" in host.check_output("scanimage -L")


def test_names_time_and_language(host):
    assert host.check_output("hostname") == host.check_output("cat /etc/hostname") == host.backend.get_hostname()
    assert host.check_output("date +%Z") in ("CET", "CEST")
    assert "LANG=en_GB.UTF-8" in host.file("/etc/default/locale").content_string.replace('"', "")


def test_the_technician_may_what_he_has_to(host):
    assert "technicians" in host.user("fieldtech").groups
    assert host.run("sudo -u fieldtech sudo -n id -u").stdout.strip() == "0"


def test_the_firewall_lets_ssh_in_and_nothing_unknown(host):
    rules = host.check_output("nft list ruleset")
    assert "9999" not in rules
    assert "drop" in rules


def test_who_may_log_in(host):
    effective = host.check_output("sshd -T").splitlines()
    assert "passwordauthentication no" in effective
    assert "permitrootlogin without-password" in effective


def test_the_lock_is_locked(host):
    out = host.check_output("su tech -c 'dbus-run-session -- dconf read /org/gnome/desktop/session/idle-delay'")
    assert out == "uint32 600"
    assert not host.run("su tech -c 'dbus-run-session -- dconf write /org/gnome/desktop/session/idle-delay \"uint32 0\"'").succeeded


def test_a_lost_letter_comes_back(host):
    letter = "/home/tech/letter.txt"
    written = host.check_output("cat %s", letter)
    assert host.run("systemctl start fieldtech-backup.service").succeeded
    host.check_output("rm %s", letter)
    assert host.run("RESTIC_PASSWORD_FILE=/etc/fieldtech/backup/password restic -r /srv/backup restore latest --target / --include %s", letter).succeeded
    assert host.check_output("cat %s", letter) == written


def test_files_of_the_server(host):
    host.check_output("touch /srv/source/proof")
    assert host.file("/srv/office/proof").exists
