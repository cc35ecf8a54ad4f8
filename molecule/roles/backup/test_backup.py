# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup as it works: what was destroyed comes back the same, also after a run was killed, and no secret shows."""

from __future__ import annotations

import json
import time

import pytest

SETTINGS = "/etc/fieldtech/backup"
# restic and borg as the program calls them, for a person with the password.
TOOL = {
    "restic": "RESTIC_REPOSITORY=/srv/backup/workstation RESTIC_PASSWORD_FILE=%s/password restic " % SETTINGS,
    "borg": "BORG_REPO=/srv/backup/workstation BORG_PASSCOMMAND='cat %s/password' BORG_RELOCATED_REPO_ACCESS_IS_OK=yes borg " % SETTINGS,
}


def state(host):
    return json.loads(host.check_output("cat /var/lib/fieldtech/backup.json"))


@pytest.fixture
def tool(host):
    return state(host)["tool"]


def run(host, service="fieldtech-backup.service"):
    host.check_output("systemctl start %s" % service)
    return state(host)


def snapshots(host, tool):
    if tool == "restic":
        return [entry["id"] for entry in json.loads(host.check_output(TOOL[tool] + "snapshots --json"))]
    return [entry["name"] for entry in json.loads(host.check_output(TOOL[tool] + "list --json"))["archives"]]


def test_the_first_backup_was_made_and_proven_by_itself(host):
    found = state(host)
    assert found["last_success"] and found["last_restore"]["outcome"] == "proven" and found["last_restore"]["files"] == 9
    assert found["last_restore"]["differing"] == found["last_restore"]["missing"] == 0


def test_the_dates_are_kept(host):
    for timer in ("fieldtech-backup.timer", "fieldtech-backup-test.timer"):
        assert host.service(timer).is_enabled and host.service(timer).is_running
    assert "12:30" in host.check_output("systemctl show --property=TimersCalendar fieldtech-backup.timer")


def test_what_was_destroyed_comes_back_the_same(host, tool):
    path = "/home/tech/papers/letter 7.txt"
    assert run(host)["last_run"]["outcome"] == "success"
    before = host.check_output("sha256sum < '%s'; stat -c '%%a %%U %%Y' '%s'" % (path, path))
    host.check_output("shred -u '%s'" % path)
    assert not host.file(path).exists
    if tool == "restic":
        host.check_output(TOOL[tool] + "restore latest --target / --include '%s'" % path)
    else:
        host.check_output("cd / && %s extract ::%s '%s'" % (TOOL[tool], snapshots(host, tool)[-1], path[1:]))
    assert host.check_output("sha256sum < '%s'; stat -c '%%a %%U %%Y' '%s'" % (path, path)) == before


def test_what_is_left_out_is_not_there(host, tool):
    host.check_output("touch /home/tech/scratch/big")
    made = run(host)["snapshot"]
    listing = host.check_output(TOOL[tool] + ("ls %s" if tool == "restic" else "list ::%s") % made)
    assert "letter 7.txt" in listing and "scratch/big" not in listing


def test_it_may_be_killed_at_any_point(host, tool):
    """A lock is left behind; the next run takes it away and does its work. Then the repository is whole."""
    host.check_output("head -c 60M /dev/urandom > /home/tech/papers/large")
    for after in (0.3, 1.2):
        host.check_output("systemctl start --no-block fieldtech-backup.service")
        time.sleep(after)
        host.run("systemctl kill --signal=SIGKILL fieldtech-backup.service")
        host.run("while systemctl show -P ActiveState fieldtech-backup.service | grep -q activating; do sleep 0.2; done")
        assert not host.run("systemctl is-failed -q fieldtech-backup.service").succeeded
    assert run(host)["last_run"]["outcome"] == "success"
    host.check_output("rm /home/tech/papers/large")
    assert run(host, "fieldtech-backup-test.service")["last_restore"]["outcome"] == "proven"


def test_only_the_retention_removes_snapshots(host, tool):
    """There have been four by now. The two newest stay, and the last of this day and week is among them."""
    assert 2 <= len(snapshots(host, tool)) <= 3


def test_a_damaged_repository_is_noticed(host, tool):
    data = host.check_output("find /srv/backup/workstation/data -type f -size +3k | head -n 1")
    host.check_output("cp -a '%s' /root/kept && printf damaged | dd of='%s' bs=1 seek=2000 conv=notrunc status=none" % (data, data))
    try:
        found = run(host, "fieldtech-backup-test.service")["last_restore"]
        assert (found["outcome"], found["reason"]) in (("failed", "damaged"), ("failed", "different"))
    finally:
        host.check_output("cp -a /root/kept '%s' && rm /root/kept" % data)
    assert run(host, "fieldtech-backup-test.service")["last_restore"]["outcome"] == "proven"


def test_no_secret_shows(host):
    for name in ("password", "environment.json", "config.json"):
        file = host.file("%s/%s" % (SETTINGS, name))
        assert (file.mode, file.user) == (0o600, "root")
    assert host.file(SETTINGS).mode == 0o700
    hits = host.run("grep -rlE 'planted-(repository-password|environment-value)' /etc /var/lib /var/log /run/systemd /usr/local 2>/dev/null").stdout.split()
    assert sorted(hits) == [SETTINGS + "/environment.json", SETTINGS + "/password"]
    assert "planted-" not in host.check_output("journalctl --no-pager -o cat -u 'fieldtech-backup*'")
