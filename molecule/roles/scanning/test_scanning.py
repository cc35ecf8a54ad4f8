# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanning after provisioning, seen from outside: pages that are really scanned."""

from __future__ import annotations

import re


def scanned(host, device):
    """Width and height of the page that this device gives."""
    page = host.run("scanimage -d %s --resolution 75 --format=pnm > /tmp/page.pnm", device)
    assert page.rc == 0, page.stderr
    head = re.match(r"P[56]\n(?:#[^\n]*\n)*(\d+) (\d+)\n", host.run("head -c 200 /tmp/page.pnm | tr -cd '[:print:]\\n'").stdout)
    assert head, page.stderr
    return int(head.group(1)), int(head.group(2))


def test_the_test_back_end_scans_a_page(host):
    across, down = scanned(host, "test:0")
    assert across > 100
    assert down > 100


def test_the_network_scanner_is_listed_and_scans_a_page(host):
    devices = host.run("scanimage --formatted-device-list '%d%n'").stdout.split("\n")
    archive = [device for device in devices if device.startswith("airscan:") and device.endswith(":Archive")]
    assert len(archive) == 1
    across, down = scanned(host, archive[0])
    # A4 at 75 dots per inch.
    assert 600 <= across <= 640
    assert 850 <= down <= 880


def test_nothing_else_is_tried(host):
    tried = host.run("cat /etc/sane.d/dll.conf /etc/sane.d/dll.d/*").stdout.split("\n")
    assert "net" not in tried
    assert "airscan" in tried
    assert "Old one" not in host.run("cat /etc/sane.d/airscan.conf /etc/sane.d/airscan.d/*").stdout


def test_who_may_scan(host):
    assert "scanner" in host.user("games").groups
    rule = host.file("/etc/udev/rules.d/70-fieldtech-scanner-1234-5678.rules").content_string
    assert 'ATTR{idVendor}=="1234"' in rule
    assert 'TAG+="uaccess"' in rule
