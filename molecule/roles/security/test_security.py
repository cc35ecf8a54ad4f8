# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security after provisioning: what really comes through the firewall, what sshd and sudo really do, what the scanner really finds."""

from __future__ import annotations

import contextlib
import uuid

import pytest

SAMPLE = "fieldtech safe sample"


@pytest.fixture
def outside(host):
    """A machine beside this one: a network of its own behind a cable. 192.0.2.1 and 198.51.100.1 are here, .2 is there."""
    name = "ft" + uuid.uuid4().hex[:8]
    with host.sudo():
        for step in (
            "ip netns add {0}", "ip link add {0} type veth peer name outside netns {0}", "ip address add 192.0.2.1/24 dev {0}",
            "ip address add 198.51.100.1/24 dev {0}", "ip link set {0} up", "ip -n {0} address add 192.0.2.2/24 dev outside",
            "ip -n {0} address add 198.51.100.2/24 dev outside", "ip -n {0} link set outside up", "ip -n {0} link set lo up",
        ):
            host.run_expect([0], step.format(name))
        try:
            yield lambda source, address, port: host.run(
                "ip netns exec %s python3 -I -c %s", name,
                "import socket; socket.create_connection(('%s', %d), 2, ('%s', 0)).close()" % (address, port, source)).rc == 0
        finally:
            host.run("ip link delete %s", name)
            host.run("ip netns delete %s", name)


@contextlib.contextmanager
def listening(host, port):
    """Somebody who would answer at a port."""
    unit = "ft-listen-%d" % port
    host.run_expect([0], "systemd-run --quiet --collect --unit=%s python3 -I -m http.server %s", unit, str(port))
    host.run_expect([0], "timeout 10 sh -c 'until ss -Hltn | grep -q :%d; do sleep 0.2; done'" % port)
    try:
        yield
    finally:
        host.run("systemctl stop %s", unit)


def test_what_is_allowed_comes_in_and_nothing_else(host, outside):
    with host.sudo(), listening(host, 8080), listening(host, 9999), listening(host, 1716):
        assert outside("198.51.100.2", "198.51.100.1", 8080)
        assert not outside("198.51.100.2", "198.51.100.1", 9999)
        assert outside("192.0.2.2", "192.0.2.1", 1716)
        assert not outside("198.51.100.2", "198.51.100.1", 1716), "allowed from one network only"


def test_the_admin_host_is_never_locked_out(host, outside):
    assert outside("198.51.100.2", "198.51.100.1", 22)
    with host.sudo():
        assert host.run("systemctl is-active fieldtech-firewall-way-back.timer").stdout.strip() == "inactive"


def test_the_firewall_comes_back_with_the_machine(host, outside):
    with host.sudo():
        unit = "ufw.service" if host.file("/usr/sbin/ufw").exists else "fieldtech-firewall.service"
        assert host.service(unit).is_enabled
        if unit == "fieldtech-firewall.service":
            assert "policy drop" in host.check_output("nft list ruleset")
            host.run_expect([0], "systemctl restart fieldtech-firewall.service")
            assert "tcp dport 8080 accept" in host.check_output("nft list table inet fieldtech")
    assert not outside("192.0.2.2", "192.0.2.1", 9998)


def test_what_the_ssh_server_really_does(host):
    with host.sudo():
        said = host.check_output("sshd -T").splitlines()
    for line in ("permitrootlogin without-password", "passwordauthentication no", "kbdinteractiveauthentication no", "x11forwarding no", "maxauthtries 8"):
        assert line in said
    assert " ".join(sorted(" ".join(line.split()[1:]) for line in said if line.startswith("allowgroups"))) == "root sudo"


def test_sudo_heeds_its_policy(host):
    with host.sudo():
        assert host.run("visudo --check").rc == 0
        said = host.check_output("sudo -l -U root")
        assert "timestamp_timeout=5" in said and "!requiretty" in said and "logfile=/var/log/sudo.log" in said
        mark = uuid.uuid4().hex
        host.run_expect([0], "sudo -n /bin/echo %s", mark)
        assert mark in host.file("/var/log/sudo.log").content_string


def test_the_scanner_finds_and_moves_but_does_not_delete(host):
    with host.sudo():
        assert host.service("clamav-daemon.service").is_enabled
        host.run_expect([0], "timeout 60 sh -c 'until clamdscan --ping 1 >/dev/null 2>&1; do sleep 1; done'")
        name = "lab-%s.txt" % uuid.uuid4().hex
        host.run_expect([0], "sh -c 'printf %%s \"$1\" > \"/srv/$2\"' - %s %s", SAMPLE, name)
        try:
            host.run_expect([0], "systemctl start fieldtech-virus-scan.service")
            assert "/srv/%s: Lab.Sample.UNOFFICIAL FOUND" % name in host.file("/var/log/fieldtech/virus-scan.log").content_string
            assert not host.file("/srv/" + name).exists
            kept = host.file("/var/lib/fieldtech/quarantine/" + name)
            assert kept.content_string.strip() == SAMPLE
            assert host.file("/var/lib/fieldtech/quarantine").mode == 0o700
        finally:
            host.run("rm -f -- %s %s", "/srv/" + name, "/var/lib/fieldtech/quarantine/" + name)
            # What the examination names is the last scan.
            host.run_expect([0], "systemctl start fieldtech-virus-scan.service")
        assert host.run("systemctl list-timers fieldtech-virus-scan.timer").stdout.count("fieldtech-virus-scan") == 2


def test_the_kernel_is_hardened_and_what_people_need_works(host):
    for key, value in (("net.ipv4.conf.all.accept_redirects", 0), ("net.ipv6.conf.default.accept_source_route", 0), ("net.ipv6.conf.all.use_tempaddr", 2)):
        assert host.sysctl(key) == value
    assert host.sysctl("net.ipv6.conf.all.disable_ipv6") == 0
    assert "kernel.dmesg_restrict = 1" in host.file("/etc/sysctl.d/61-fieldtech-security.conf").content_string
    with host.sudo():
        blocked = host.file("/etc/modprobe.d/61-fieldtech-security.conf").content_string
        assert "install sctp /bin/false" in blocked
        for module in ("squashfs", "udf", "usb-storage", "uas", "vfat", "thunderbolt"):
            assert module not in blocked
        # A session of somebody: no file of memory may be written.
        assert host.check_output("systemd-analyze cat-config systemd/coredump.conf").count("Storage=none") == 1


def test_sticks_can_be_read_and_keyboards_type(host):
    with host.sudo():
        rules = host.file("/etc/udev/rules.d/71-fieldtech-usb-storage.rules").content_string
        assert 'SUBSYSTEM=="block"' in rules and "--setro" in rules and "hid" not in rules.lower()
        verify = host.run("udevadm verify /etc/udev/rules.d/71-fieldtech-usb-storage.rules")
        # Debian 12's udevadm has no verify yet.
        assert verify.rc == 0 or "Unknown" in verify.stderr or "invalid" in verify.stderr.lower()


def test_what_the_profiles_of_apparmor_do(host):
    with host.sudo():
        assert host.file("/etc/apparmor.d/force-complain/lab.tool").linked_to == "/etc/apparmor.d/lab.tool"
        assert "complain" not in host.file("/etc/apparmor.d/lab.strict").content_string
        # The parser reads it; only a kernel with AppArmor could load it.
        assert host.run("apparmor_parser --skip-kernel-load --skip-cache /etc/apparmor.d/lab.strict").rc == 0
        if not host.file("/sys/kernel/security/apparmor").exists:
            pytest.skip("the kernel of this lab has no AppArmor")
