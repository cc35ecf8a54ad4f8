# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is mounted, waited for, limited and cleaned after provisioning: the function, not what the role wrote."""

from __future__ import annotations


def test_the_disk_is_mounted_and_can_be_written(host):
    assert host.mount_point("/srv/shared").exists and host.mount_point("/srv/shared").filesystem == "ext4"
    host.check_output("touch /srv/shared/written && rm /srv/shared/written")


def test_looking_into_the_folder_mounts_it(host):
    assert host.check_output("findmnt -n -o FSTYPE -M /srv/auto | head -n 1") == "autofs"
    assert host.check_output("cat /srv/auto/letter") == "there"
    host.check_output("umount /srv/auto")
    assert host.check_output("findmnt -n -o FSTYPE -M /srv/auto") == "autofs"


def test_the_share_waits_and_holds_no_start_up(host):
    assert host.check_output("findmnt -n -o FSTYPE -M /srv/team") == "autofs"
    assert "srv-team.mount" not in host.check_output("systemctl show -P Requires remote-fs.target local-fs.target")
    assert host.package("cifs-utils").is_installed


def test_the_password_of_the_share_is_roots_alone(host):
    file = host.file("/etc/fieldtech/credentials/team")
    assert (file.mode, file.user, file.group) == (0o600, "root", "root")
    assert file.content_string == "username=anna\npassword=planted-smb-pass,word\ndomain=EXAMPLE\n"
    assert not host.run("su -s /bin/sh nobody -c 'cat /etc/fieldtech/credentials/team'").succeeded
    hits = host.run("grep -rl 'planted-smb' /etc /var/lib /var/log /run/systemd 2>/dev/null").stdout.split()
    assert hits == ["/etc/fieldtech/credentials/team"]
    assert "planted-smb" not in host.check_output("journalctl --no-pager -o cat")


def test_the_limits_are_those_of_the_file_system(host):
    limits = [line.split(",") for line in host.check_output("repquota --user --verbose --output=csv /srv/shared").splitlines()]
    assert ["4096", "5120"] in [line[4:6] for line in limits if line[0] == "tech"]


def test_the_swap_space_of_the_host_is_not_touched(host):
    assert not host.file("/swapfile").exists and "swap" not in host.file("/etc/fstab").content_string
    # What zram-generator makes of its settings.
    host.check_output("mkdir -p /run/zram-test")
    generator = "/usr/lib/systemd/system-generators/zram-generator"
    assert host.file(generator).exists
    assert "zram-size = min(ram * 50 / 100, 2048)" in host.file("/etc/systemd/zram-generator.conf").content_string


def test_smartd_understands_its_settings(host):
    told = host.run("smartd --configfile=- --quit=onecheck < /etc/smartd.conf")
    assert "invalid" not in told.stdout.lower() and "unknown directive" not in told.stdout.lower()
    assert host.run("systemctl is-enabled smartmontools.service").stdout.strip() == "enabled"
    assert not host.run("systemctl is-failed -q smartmontools.service").succeeded


def test_old_temporary_files_go_and_others_stay(host):
    host.check_output("rm -rf /tmp/aged && mkdir /tmp/aged && touch /tmp/aged/new && touch -d '20 days ago' /tmp/aged/old")
    # The time of the last change cannot be set: the rule as systemd reads it, without that time, on a folder of our own.
    assert "q /tmp 1777 root root 10d" in host.check_output("systemd-tmpfiles --cat-config | grep -m 1 '^[a-zA-Z]* /tmp '")
    host.check_output("printf 'q /tmp/aged 0755 root root am:10d\\n' > /run/aged.conf && systemd-tmpfiles --clean /run/aged.conf; rm /run/aged.conf")
    assert host.check_output("ls /tmp/aged") == "new"


def test_the_disks_are_trimmed_weekly(host):
    assert host.service("fstrim.timer").is_enabled
