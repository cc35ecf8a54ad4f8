# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modprobe and the start make of the settings, and what is installed."""

from __future__ import annotations


def lines(host, word):
    """What modprobe has read of all its files."""
    return [line for line in host.check_output("modprobe --showconfig").splitlines() if line.startswith(word + " ")]


def test_modprobe_knows_the_options(host):
    options = lines(host, "options")
    assert "options snd_hda_intel power_save=1 power_save_controller=Y" in options
    assert "options iwlwifi power_save=1" in options


def test_modprobe_leaves_blacklisted_modules_alone(host):
    assert {"blacklist pcspkr", "blacklist joydev"} <= set(lines(host, "blacklist"))


def test_the_quirk_of_this_model_is_applied_and_no_other(host):
    assert "options btusb reset=1" in lines(host, "options")
    blacklist = lines(host, "blacklist")
    assert "blacklist floppy" in blacklist and "blacklist uvcvideo" not in blacklist


def test_the_start_loads_the_module(host):
    listed = host.check_output("systemd-analyze cat-config modules-load.d").splitlines()
    assert "i2c-dev" in listed


def test_the_firmware_is_there(host):
    assert host.package("firmware-ath9k-htc").is_installed
    assert host.run("find /lib/firmware/ath9k_htc -name 'htc_*.fw*'").stdout.strip()


def test_graphics_without_nvidia_stay_as_they_are(host):
    assert not host.file("/etc/udev/rules.d/80-fieldtech-nvidia.rules").exists
    assert not [line for line in lines(host, "blacklist") if "nvidia" in line]


def test_no_firmware_is_updated_in_a_container(host):
    assert not host.package("fwupd").is_installed
