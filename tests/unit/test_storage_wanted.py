# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage: what is read only because the profile names it. The faults are proven by replays."""

from __future__ import annotations

import doctest

import hosts
import pytest
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _storage_wanted, storage
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import tmpfiles
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost

DECLARED = declaration("storage")["contains"]
NOTHING = {"credentials": [], "container": None, "swap_file_bytes": None, "zram": None, "smartd": None, "quotas": None, "temp_cleaning": None}


def wanted(profile, files=None, commands=None):
    machine = hosts.MadeMachine(files, commands)
    facts = storage._wanted(machine, profile)
    for name, value in facts.items():
        assert undeclared(value, DECLARED[name], name) == []
    return facts, machine


@pytest.mark.parametrize("module", [_storage_wanted, tmpfiles], ids=lambda module: module.__name__.rpartition(".")[2])
def test_samples_in_the_docs(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried > 0


@pytest.mark.parametrize("profile", [{}, {
    "storage_journal_keep_mb": 100, "storage_mounts": [], "storage_swap_file_mb": None, "storage_swap_file": "/swapfile", "storage_zram_percent": None,
    "storage_smartd": None, "storage_quotas": [], "storage_tmp_age": "", "storage_var_tmp_age": ""}], ids=["none", "defaults"])
def test_without_a_profile_nothing_is_read(profile):
    facts, machine = wanted(profile)
    assert facts == NOTHING and machine.asked == []


def test_each_setting_reads_its_own_and_no_more():
    facts, machine = wanted({"storage_swap_file_mb": 0, "storage_swap_file": "/swap"})
    assert {**facts, "container": None} == NOTHING and facts["container"] is False
    assert {asked[1] for asked in machine.asked} == {"/run/systemd/container", "/swap"}


@pytest.mark.parametrize("file,present,private", [
    (None, False, False), ({"text": "x", "mode": "0600"}, True, True), ({"text": "x", "mode": "0604"}, True, False),
    ({"text": "x", "mode": "0600", "uid": 1000}, True, False), ({"text": "", "mode": "0600"}, False, True),
])
def test_credentials_are_looked_at_and_not_read(file, present, private):
    mounts = [{"path": "/a", "opts": "credentials=/etc/team,nofail"}, {"path": "/b", "opts": "credentials=/etc/old", "state": "absent"}, {"path": "/c"}]
    reading = {**file, "unreadable": "failed"} if file else None
    facts, machine = wanted({"storage_mounts": mounts}, {"/etc/team": reading})
    assert facts["credentials"] == [{"path": "/etc/team", "present": present, "private": private}]
    assert [asked for asked in machine.asked if "old" in asked[1]] == []


@pytest.mark.parametrize("text,found", [
    ("[zram0]\nzram-size = min(ram * 50 / 100, 4096)\n", {"size": "min(ram * 50 / 100, 4096)", "percent": 50, "max_mb": 4096, "algorithm": ""}),
    ("[zram0]\ncompression-algorithm = zstd\nzram-size=ram / 2\n", {"size": "ram / 2", "percent": None, "max_mb": None, "algorithm": "zstd"}),
    ("[zram1]\nzram-size = 1\n", {"size": None, "percent": None, "max_mb": None, "algorithm": ""}),
    ("[zram0]\n", {"size": "by default", "percent": None, "max_mb": None, "algorithm": ""}),
    ("# empty: switched off\n", {"size": None, "percent": None, "max_mb": None, "algorithm": ""}),
])
def test_zram(text, found):
    files = {"/etc/systemd/zram-generator.conf": text, "/usr/lib/systemd/zram-generator.conf": "[zram0]\nzram-size = min(ram, 8192)\n"}
    assert wanted({"storage_zram_percent": 50}, files)[0]["zram"] == found


@pytest.mark.parametrize("text,options,mail", [
    ("# x\nDEVICESCAN -a -n standby,24,q # why\n", "-a -n standby,24,q", ""), ("DEVICESCAN -a -m it@example.org\n", "-a", "it@example.org"),
    ("DEVICESCAN\n", "", ""),
    ("/dev/sda -a\nDEVICESCAN -a\n", None, None), ("", None, None),
])
def test_smartd(text, options, mail):
    commands = {"systemctl show *": {"out": "Id=smartmontools.service\nUnitFileState=enabled\nActiveState=inactive\n\nId=smartmontools.service\n"}}
    found = wanted({"storage_smartd": True}, {"/etc/smartd.conf": text}, commands)[0]["smartd"]
    assert (found["options"], found["mail"], found["enabled"], found["active"]) == (options, mail, True, False)


def test_quotas_without_the_tool_or_switched_off_are_none_at_all():
    profile = {"storage_quotas": [{"path": "/home", "user": "anna", "hard_mb": 5}]}
    none = [{"name": "anna:/home", "path": "/home", "user": "anna", "soft_mb": 0.0, "hard_mb": 0.0}]
    assert wanted(profile)[0]["quotas"] == none
    assert wanted(profile, {"/usr/sbin/repquota": "x"}, {"repquota *": {"rc": 1, "err": "repquota: Mountpoint not found"}})[0]["quotas"] == none


def test_the_first_line_for_a_path_counts_and_a_file_hides_its_namesakes():
    found = wanted({"storage_tmp_age": "10d"}, {
        "/usr/lib/tmpfiles.d/tmp.conf": "q /tmp 1777 root root 10d\nq /var/tmp 1777 root root 30d\n", "/etc/tmpfiles.d/tmp.conf": "q /tmp 1777 root root 3d\n",
        "/usr/lib/tmpfiles.d/zz.conf": "q /tmp 1777 root root 1d\n", "/run/tmpfiles.d/tmp.txt": "q /var/tmp 1777 root root 1d\n",
        "/etc/systemd/system/systemd-tmpfiles-clean.timer": {"link": "/dev/null"}})[0]["temp_cleaning"]
    assert found == [{"path": "/tmp", "age": "3d", "cleaned": False}, {"path": "/var/tmp", "age": None, "cleaned": False}]


def test_this_machine():
    facts = storage._wanted(LiveHost(), {"storage_tmp_age": "1d", "storage_zram_percent": 10, "storage_swap_file_mb": 100, "storage_swap_file": "/swapfile",
                                         "storage_quotas": [{"path": "/", "user": "root"}]})
    for name, value in facts.items():
        assert undeclared(value, DECLARED[name], name) == []
