# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at provisioned machines with other eyes than the collection's: is each part of profile.yml there?"""

from __future__ import annotations


def test_time_zone(host):
    assert host.file("/etc/localtime").linked_to == "/usr/share/zoneinfo/Europe/Brussels"


def test_language(host):
    assert 'LANG=nl_BE.UTF-8' in host.file("/etc/default/locale").content_string.replace('"', "")
    installed = host.check_output("locale -a").split()
    assert "nl_BE.utf8" in installed
    assert "fr_BE.utf8" in installed
    assert host.check_output("LC_ALL=nl_BE.UTF-8 date -d 2026-03-04 +%A") == "woensdag"


def test_unwanted_service(host):
    cron = host.service("cron")
    assert not cron.is_running
    assert not cron.is_enabled


def test_packages(host):
    assert host.package("hello").is_installed
    assert host.package("lab-tool").version == "1.0"
    assert not host.package("lsof").is_installed
    assert host.check_output("hello") == "Hallo, wereld!", "in the language of the profile"


def test_repository(host):
    assert "lab-tools" in host.check_output("apt-cache policy lab-tool")


def test_mount(host):
    scratch = host.mount_point("/srv/scratch")
    assert scratch.exists
    assert scratch.filesystem == "tmpfs"
    assert "/srv/scratch" in host.file("/etc/fstab").content_string


def test_journal_is_bounded(host):
    assert host.run("systemd-analyze cat-config systemd/journald.conf | grep -qx SystemMaxUse=200M").succeeded


def test_connection(host):
    assert "192.0.2.10" in host.interface("ft-branch").addresses
    assert host.check_output("nmcli -g connection.autoconnect connection show branch") == "yes"
    assert host.check_output("ip -4 route show default").count("default") == 1


def test_neighbour(host):
    assert host.check_output("getent hosts files").split()[:2] == ["192.0.2.20", "files.example.com"]


def test_queues(host):
    assert host.check_output("lpstat -d").endswith("office")
    assert "enabled" in host.check_output("lpstat -p office")
    assert not host.run("lpstat -p old").succeeded


def test_a_page_comes_out(host):
    job = host.check_output("lp -d office /etc/hostname").split()[3]
    assert host.run(f"timeout 60 sh -c 'until lpstat -W completed -o office | grep -q {job}; do sleep 0.3; done'").succeeded
