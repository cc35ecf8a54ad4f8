# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Printing after provisioning, seen from outside: what CUPS itself says, and a page that arrives."""

from __future__ import annotations

import re
import time

TRAY = "/var/lib/lab-paper"


def test_a_page_arrives_as_pdf(host):
    before = set(host.run("ls %s", TRAY).stdout.split())
    document = host.run("gs -q -sDEVICE=pdfwrite -o /tmp/page.pdf -c '72 72 moveto 200 200 lineto stroke showpage'")
    assert document.rc == 0, document.stderr
    job = host.run("lp -d floor2 /tmp/page.pdf")
    assert job.rc == 0, job.stderr
    new = set()
    for _second in range(60):
        new = set(host.run("ls %s", TRAY).stdout.split()) - before
        if new and host.run("lpstat -o floor2").stdout == "":
            break
        time.sleep(1)
    assert len(new) == 1
    assert host.run("head -c 5 %s/%s", TRAY, new.pop()).stdout == "%PDF-"


def test_the_queues_are_as_the_profile_says(host):
    told = host.run("LC_ALL=C lpstat -l -v -d -a")
    assert sorted(set(re.findall(r"^device for (\S+): ", told.stdout, re.MULTILINE))) == ["archive", "floor2", "labels"]
    assert "system default destination: floor2" in told.stdout
    assert "device for floor2: ipp://localhost:8631/ipp/print" in told.stdout
    assert "archive not accepting requests" in told.stdout
    options = host.run("lpoptions -p floor2").stdout
    assert re.search(r"Duplex/[^:]*: .*\*DuplexNoTumble", host.run("lpoptions -p floor2 -l").stdout)
    assert "printer-is-shared=false" in options
    assert "printer-error-policy" not in options or "abort-job" in options
    assert re.search(r"PageSize/[^:]*: .*\*A4", host.run("lpoptions -p floor2 -l").stdout)
    assert "Zebra ZPL" in host.run("lpoptions -p labels").stdout


def test_nobody_else_may_print_here(host):
    assert re.search(r"^_share_printers=0$", host.run("cupsctl").stdout, re.MULTILINE)
    listening = host.run("ss -Hlnt sport = :631").stdout.split("\n")
    assert all(re.search(r"(127\.0\.0\.1|\[::1\]):631", line) for line in listening if line)


def test_the_scheduler_starts_when_it_is_needed(host):
    assert host.service("cups.socket").is_enabled
    assert host.service("cups.service").is_enabled
    # The socket stops with the service, and starts it again.
    host.run("systemctl stop cups.service")
    host.run("systemctl start cups.socket")
    assert not host.service("cups.service").is_running
    assert host.run("lpstat -r").stdout.strip() == "scheduler is running"
