# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What power management, charging and sleep really are after provisioning."""

from __future__ import annotations


def test_one_program_manages_the_power(host):
    assert host.service("power-profiles-daemon").is_running
    assert host.service("power-profiles-daemon").is_enabled
    others = host.run("systemctl list-unit-files --no-legend --state=enabled tlp.service tuned.service auto-cpufreq.service laptop-mode.service")
    assert others.stdout == ""


def test_it_keeps_the_profile(host):
    answer = host.check_output("busctl --system get-property net.hadess.PowerProfiles /net/hadess/PowerProfiles net.hadess.PowerProfiles ActiveProfile")
    assert answer == 's "power-saver"'


def test_udev_understands_the_rule_that_limits_charging(host):
    rule = "/etc/udev/rules.d/60-fieldtech-charge.rules"
    if int(host.check_output("udevadm --version")) >= 254:
        host.check_output("udevadm verify %s", rule)
    lines = [line for line in host.file(rule).content_string.splitlines() if not line.startswith("#")]
    assert [line.rpartition(", ")[2] for line in lines] == [
        'ATTR{charge_control_end_threshold}="80"', 'ATTR{charge_control_start_threshold}="60"', 'ATTR{charge_control_end_threshold}="80"']


def test_the_battery_is_limited_now(host):
    place = "/sys/class/power_supply/BAT0/charge_control_%s_threshold"
    assert (host.file(place % "start").content_string.strip(), host.file(place % "end").content_string.strip()) == ("60", "80")


def test_it_may_suspend_and_not_hibernate(host):
    assert host.run("systemctl is-enabled hibernate.target hybrid-sleep.target suspend-then-hibernate.target").stdout.split() == ["masked"] * 3
    assert host.run("systemctl is-enabled suspend.target").stdout.strip() == "static"
    settings = host.check_output("systemd-analyze cat-config systemd/sleep.conf").splitlines()
    assert "AllowSuspend=yes" in settings and "AllowHibernation=no" in settings


def test_logind_agrees(host):
    answer = host.check_output("busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager CanHibernate")
    assert answer in ('s "no"', 's "na"')
