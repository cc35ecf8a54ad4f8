# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Bluetooth, Thunderbolt, webcams and udev really make of the settings."""

from __future__ import annotations

import configparser


def test_bluetooth_is_there_and_set_up(host):
    assert host.service("bluetooth").is_enabled
    settings = configparser.ConfigParser(strict=True)
    settings.optionxform = str
    settings.read_string(host.file("/etc/bluetooth/main.conf").content_string)
    assert settings["General"]["DiscoverableTimeout"] == "60"
    assert settings["General"]["FastConnectable"] == "true"
    assert settings["Policy"]["AutoEnable"] == "false"


def test_bolt_itself_says_how_it_authorises(host):
    assert host.check_output("boltctl config auth-mode") == "enabled"
    policy = host.check_output("busctl --system get-property org.freedesktop.bolt /org/freedesktop/bolt org.freedesktop.bolt1.Manager DefaultPolicy")
    assert policy == 's "iommu"'


def test_the_driver_of_webcams_cannot_be_loaded(host):
    settings = host.check_output("modprobe --showconfig").splitlines()
    assert "install uvcvideo /bin/false" in settings and "blacklist uvcvideo" in settings


def test_udev_understands_the_rules(host):
    assert not host.file("/etc/udev/rules.d/71-old.rules").exists
    rule = host.file("/etc/udev/rules.d/70-label-printer.rules")
    assert 'TAG+="uaccess"' in rule.content_string
    if int(host.check_output("udevadm --version")) >= 254:
        host.check_output("udevadm verify %s", rule.path)


def test_usb_is_not_guarded_in_a_container(host):
    assert not host.package("usbguard").is_installed
