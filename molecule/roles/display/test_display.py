# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop after provisioning, as its user meets it: what dconf and gsettings answer, and what they refuse to change."""

from __future__ import annotations

import xml.etree.ElementTree

AS_USER = "runuser -u user -- env -C / HOME=/home/user dbus-run-session -- "


def asked(host, command):
    with host.sudo():
        said = host.run(AS_USER + command)
    assert said.rc == 0, said.stderr
    return said.stdout.strip()


def test_a_user_has_the_settings(host):
    for key, value in {
        "/org/gnome/desktop/session/idle-delay": "uint32 600", "/org/gnome/desktop/screensaver/lock-enabled": "true",
        "/org/gnome/desktop/screensaver/lock-delay": "uint32 30", "/org/gnome/desktop/interface/gtk-theme": "'Adwaita-dark'",
        "/org/gnome/settings-daemon/plugins/color/night-light-enabled": "true", "/org/gnome/desktop/interface/cursor-size": "32",
        "/org/gnome/settings-daemon/plugins/color/night-light-schedule-from": "20.5", "/org/gnome/desktop/interface/clock-show-date": "true",
    }.items():
        assert asked(host, "dconf read " + key) == value
    # What the schema of the setting makes of it: a number of the right kind, or it would be the default.
    assert asked(host, "gsettings get org.gnome.desktop.session idle-delay") == "uint32 600"
    assert asked(host, "gsettings get org.gnome.desktop.interface text-scaling-factor") == "1.25"


def test_what_is_locked_cannot_be_changed(host):
    for schema, key, value in (("session", "idle-delay", "0"), ("screensaver", "lock-enabled", "false"), ("interface", "enable-animations", "true")):
        assert asked(host, "gsettings writable org.gnome.desktop.%s %s" % (schema, key)) == "false"
        with host.sudo():
            said = host.run(AS_USER + "dconf write /org/gnome/desktop/%s/%s '%s'" % (schema, key, value))
        assert said.rc != 0 and "non-writable" in said.stderr, said


def test_what_is_not_locked_can(host):
    asked(host, "dconf write /org/gnome/desktop/interface/cursor-size 48")
    assert asked(host, "dconf read /org/gnome/desktop/interface/cursor-size") == "48"
    asked(host, "dconf reset /org/gnome/desktop/interface/cursor-size")
    assert asked(host, "dconf read /org/gnome/desktop/interface/cursor-size") == "32"


def test_the_arrangement_is_readable(host):
    root = xml.etree.ElementTree.fromstring(host.file("/etc/xdg/monitors.xml").content_string)
    places = {entry.findtext("monitor/monitorspec/connector"): (entry.findtext("x"), entry.findtext("primary")) for entry in root.iter("logicalmonitor")}
    assert places == {"DP-1": ("0", "yes"), "DP-2": ("1920", None)}
    assert [entry.findtext("monitorspec/product") for entry in root.iter("monitor")] == ["Sample One", "Sample & Two"]


def test_the_login_manager_is_the_one_that_starts(host):
    assert "gdm.service" in host.check_output("systemctl show --property=Id display-manager.service") or host.file(
        "/etc/systemd/system/display-manager.service").linked_to.endswith("/gdm.service")
    with host.sudo():
        assert "gdm3" in host.check_output("debconf-show gdm3")
    assert host.file("/etc/X11/default-display-manager").content_string == "/usr/sbin/gdm3\n"
    said = host.file("/etc/gdm3/daemon.conf").content_string.splitlines()
    assert [line for line in said if line.startswith("WaylandEnable")] == ["WaylandEnable=false"]
    # Set by accounts, which comes long before the login manager does.
    assert "AutomaticLogin=user" in said
