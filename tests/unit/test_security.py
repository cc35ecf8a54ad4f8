# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security: what firewalls write down, logs of scanners, hardening, and the collector on made-up machines."""

from __future__ import annotations

import doctest
import os
import pathlib
import re
import subprocess
import sys

import hosts
import pytest
import test_replays
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.filter.firewall_plan import firewall_plan
from ansible_collections.fieldtech.workstation.plugins.filter.hardening_plan import hardening_plan
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import security
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import clamav, firewall, hardening
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import FAILED, LiveHost, Unexamined

ROLE = pathlib.Path(__file__).resolve().parents[2] / "roles/security"
DEFAULTS = yaml.safe_load((ROLE / "defaults/main.yml").read_text(encoding="utf-8"))
KEPT = yaml.safe_load((ROLE / "vars/main.yml").read_text(encoding="utf-8"))
UNITS = "systemctl show --property=Id,LoadState,ActiveState,UnitFileState -- fieldtech-firewall.service ufw.service firewalld.service"


def read(files=None, profile=None, **more):
    machine = test_replays.merged(test_replays.LAPTOP, {"files": files or {}, **more})
    machine.pop("profile")
    return security.collect(hosts.MadeMachine(**machine), {**DEFAULTS, **(profile or {})})


@pytest.mark.parametrize("module", [firewall, clamav, hardening], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_in_the_documentation(module):
    assert doctest.testmod(module).failed == 0


# --- firewalls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("allowed,said", [
    ([{"service": "telnet"}], "telnet is not known"),
    ([{}], "either a service or a port"),
    ([{"service": "ssh", "port": "22"}], "either a service or a port"),
    ([{"port": "70000"}], "neither a port nor a range"),
    ([{"port": "10-5"}], "neither a port nor a range"),
    ([{"port": "80; flush ruleset"}], "neither a port nor a range"),
    ([{"port": "80", "sources": ["everywhere"]}], "no address or network"),
])
def test_what_cannot_be_meant_is_refused(allowed, said):
    with pytest.raises(ValueError, match=said):
        firewall.rules(allowed)


def test_an_interface_is_a_name_and_nothing_else():
    assert [rule.interface for rule in firewall.rules(interfaces=["virbr0"])] == ["virbr0"]
    with pytest.raises(ValueError, match="no name of an interface"):
        firewall.rules(interfaces=['x" accept; policy accept'])


def test_each_service_can_be_written_down_by_all():
    rules = firewall.rules([{"service": service, "sources": [source]} for service in firewall.SERVICES for source in ("192.0.2.7", "2001:db8::/32")])
    assert len(set(firewall.nft_table(rules))) == len(firewall.nft_table(rules)) - 1  # two closing brackets
    assert len(firewall.ufw_wanted(rules)) == len(firewall.firewalld_wanted(rules)) == len(rules)


def test_what_ufw_keeps_of_a_rule_is_what_we_expect():
    rules = firewall.rules([{"port": "8000-8010", "protocol": "udp"}, {"service": "ssh", "sources": ["2001:db8::1"]}], ["192.0.2.0/24"], ["virbr0"])
    kept = firewall.ufw_wanted(rules)
    text = "".join("### tuple ### %s\n-A ufw-user-input -j ACCEPT\n" % line for line in kept)
    assert list(firewall.ufw_kept(text)) == list(kept)
    assert "allow any any ::/0 any ::/0 in_virbr0" in kept and "allow udp 8000:8010 ::/0 any ::/0 in" in kept
    assert firewall.ufw_kept("### tuple ### allow tcp 631 0.0.0.0/0 any 0.0.0.0/0 CUPS - in\n") == {"allow tcp 631 0.0.0.0/0 any 0.0.0.0/0 CUPS - in": []}


def test_a_plan_for_ufw_adds_once_for_both_families_and_takes_away_what_is_too_much():
    kept = "### tuple ### allow tcp 9999 0.0.0.0/0 any 0.0.0.0/0 in comment=6c\n### tuple ### deny tcp 22 ::/0 any 2001:db8::1 in\n"
    plan = firewall_plan([{"port": 8080}], ssh_ports=[22], ufw=kept)
    assert plan["ufw_missing"] == [["allow", "in", "proto", "tcp", "from", "any", "to", "any", "port", number] for number in ("22", "8080")]
    assert plan["ufw_extra"] == [
        ["delete", "allow", "in", "proto", "tcp", "from", "0.0.0.0/0", "to", "0.0.0.0/0", "port", "9999"],
        ["delete", "deny", "in", "proto", "tcp", "from", "2001:db8::1", "to", "::/0", "port", "22"]]


def test_the_admin_host_has_to_be_let_in():
    def admits(peer, **more):
        return firewall_plan([], peer=peer, **more)["admits"]

    assert admits("198.51.100.9") and admits("", sources=["192.0.2.0/24"])
    assert admits("192.0.2.9", admin_sources=["192.0.2.0/24"]) and admits("127.0.0.1", admin_sources=["192.0.2.0/24"])
    assert admits("198.51.100.9", admin_sources=["192.0.2.0/24"], sources=["198.51.100.0/24"])
    assert not admits("198.51.100.9", admin_sources=["192.0.2.0/24"])


def test_ssh_is_always_among_the_rules():
    lines = firewall_plan([], ssh_ports=[22, 2222], admin_sources=["192.0.2.7/32"])["nft"]
    assert [line for line in lines if "dport 22" in line] == ["ip saddr 192.0.2.7 tcp dport 22 accept", "ip saddr 192.0.2.7 tcp dport 2222 accept"]


FIREWALLD = """fieldtech (default, active)
  target: default
  icmp-block-inversion: no
  interfaces: eth0
  sources:
  services: dhcpv6-client mdns
  ports: 22/tcp%s
  protocols:
  forward: yes
  rich rules:
\trule family="ipv4" source address="192.0.2.0/24" port port="631" protocol="tcp" accept
\trule family="ipv4" source address="192.0.2.0/24" port port="631" protocol="udp" accept
"""


@pytest.mark.parametrize("more,extra", [("", []), (" 9999/tcp", ["9999/tcp"])])
def test_a_zone_of_firewalld(more, extra):
    found = read(
        {"/usr/sbin/firewalld": "x", "/usr/sbin/sshd": "x", "/etc/firewalld/firewalld.conf": "DefaultZone=fieldtech\n"},
        {"security_firewall_enabled": True, "security_firewall_allowed": [{"service": "ipp", "sources": ["192.0.2.0/24"]}]},
        commands={
            UNITS: {"out": "Id=firewalld.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n"},
            "sshd -T": {"rc": 255, "err": "no host keys"}, "firewall-cmd --zone=fieldtech --list-all": {"out": FIREWALLD % more}})["firewall"]
    assert found == {"backend": "firewalld", "running": True, "at_start": True, "missing": [], "extra": extra}


def test_a_firewall_that_cannot_be_asked_is_unexamined():
    found = read({}, {"security_firewall_enabled": True}, commands={
        UNITS: {"out": ""}, "nft list table inet fieldtech": {"rc": 1, "err": "Operation not permitted"}})
    assert isinstance(found["firewall"], Unexamined) and found["firewall"].reason == FAILED


# --- the scanner -----------------------------------------------------------------------------------------------------


def test_a_log_of_a_scan_while_files_are_opened():
    found = clamav.parse("Tue Nov  3 09:00:00 2026 -> /home/a/b: c.zip: Win.Test.EICAR_HDB-1 FOUND\nTue Nov  3 09:00:00 2026 -> ERROR: x\n")
    assert found["found"] == [{"path": "/home/a/b: c.zip", "virus": "Win.Test.EICAR_HDB-1", "quarantined": None}] and not found["complete"]


def test_hostile_logs_are_bounded():
    found = clamav.parse("".join("/srv/%d: V FOUND\n" % number for number in range(5000)) + "Infected files: \u0663\nEnd Date:   2026:99:99 99:99:99\n")
    assert len(found["found"]) == clamav.MAX_FOUND and found["infected"] is None and found["ended"] is None
    clamav.parse(": " * 100_000 + " FOUND")


def test_while_a_scan_runs_what_the_one_before_found_still_counts():
    log = "/var/log/fieldtech/virus-scan.log"
    found = read({log: "/srv/new: A FOUND\n", log + ".1": "/srv/old: B FOUND\n----------- SCAN SUMMARY -----------\nInfected files: 1\n"})
    assert [entry["path"] for entry in found["antivirus"]["scan"]["found"]] == ["/srv/new", "/srv/old"]
    assert security.numbers(found) == {"virus_files": 2}


# --- hardening -------------------------------------------------------------------------------------------------------


def test_the_switches_leave_a_workstation_what_it_needs():
    """What check.yml refuses of a site's own switches, ours do not do either."""
    everything = hardening.wanted(DEFAULTS["security_hardening_switches"], dict.fromkeys(DEFAULTS["security_hardening_switches"], True))
    assert not set(everything["modules"]) & set(KEPT["__security_kept_modules"])
    assert not set(everything["sysctl"]) & set(KEPT["__security_kept_sysctls"])
    assert int(everything["sysctl"]["kernel.sysrq"]) & 176 == 176  # sync, remount, restart
    assert all(path.startswith("/etc/") for path in everything["files"])


def test_each_switch_stands_in_the_table_with_the_fault_it_could_cause():
    rows = [line.split("|") for line in (ROLE / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    table = {row[1].strip(" `"): row for row in rows}
    for name in DEFAULTS["security_hardening_switches"]:
        assert len(table[name][3].strip()) > 10, name


def test_a_switch_that_is_not_named_stays_as_it_was():
    switches = {"a": {"sysctl": {"net.a": "1"}, "modules": ["m"]}, "b": {"sysctl": {"net.b": "1", "kernel.b": "2"}}, "c": {"files": {"/etc/c": "c"}}}
    plan = hardening_plan({"b": True, "c": False}, switches, live="net.b = 0\nkernel.b = 0\n", file="net.a = 1\nnet.c = 3\n", modules="install m /bin/false\n")
    assert plan["sysctl"] == {"kernel.b": "2", "net.a": "1", "net.b": "1", "net.c": "3"} and plan["modules"] == ["m"] and plan["absent"] == ["/etc/c"]
    assert plan["set"] == ["kernel.b=2", "net.b=1"]
    assert hardening_plan({"b": True}, switches, live="net.b = 0\nkernel.b = 0\n", container=True)["set"] == ["net.b=1"]
    assert hardening_plan({"a": False}, switches, file="net.a = 1\n", modules="install m /bin/false\n")["sysctl"] == {}


# --- the collector ---------------------------------------------------------------------------------------------------

EVERYTHING = {
    "security_firewall_enabled": True, "security_antivirus_enabled": True, "security_ssh_permit_root_login": "no", "security_sudo_timestamp_minutes": 5,
    "security_apparmor_enabled": True, "security_apparmor_profiles": [{"name": "usr.bin.x", "mode": "enforce"}], "security_usb_storage": "blocked",
    "security_hardening": {"network_redirects": True, "core_dumps": False},
}


@pytest.mark.parametrize("profile", [{}, EVERYTHING])
def test_facts_are_as_declared(profile):
    facts = read({"/etc/apparmor.d/usr.bin.x": "", "/usr/sbin/sshd": "x", "/usr/sbin/visudo": "x", "/etc/selinux/config": "SELINUX=permissive\n",
                  "/var/log/fieldtech/virus-scan.log": "/srv/x: V FOUND\n"}, profile,
                 commands={"sshd -T": {"out": "port 22\npermitrootlogin yes\n"}})
    assert undeclared(facts, declaration("security"), "security") == []


def test_this_machine():
    assert undeclared(security.collect(LiveHost(), DEFAULTS), declaration("security"), "security") == []


def test_a_profile_that_asks_nothing_starts_no_program():
    machine = test_replays.merged(test_replays.LAPTOP)
    machine.pop("profile")
    host = hosts.MadeMachine(**machine)
    host.run = lambda *_args, **_more: pytest.fail("no program is needed")
    facts = security.collect(host, DEFAULTS)
    assert facts["firewall"] is None and facts["ssh"] is None and facts["sudo"] is None and facts["hardening"] == [] and facts["antivirus"]["differs"] == []


# --- what is refused before anything is changed ----------------------------------------------------------------------

# As if Ansible had come by ssh from 198.51.100.9 to port 22, as whoever runs the tests.
CALLER = "198.51.100.9 50000 192.0.2.1 22"
REFUSED = {
    "from-elsewhere": ({"security_firewall_enabled": True, "security_firewall_admin_sources": ["192.0.2.0/24"]}, "comes from 198.51.100.9"),
    "other-port": ({"security_firewall_enabled": True, "security_firewall_ssh_ports": [2222]}, "would *close it"),
    "unknown-service": ({"security_firewall_enabled": True, "security_firewall_allowed": [{"service": "telnet"}]}, "telnet is not known"),
    "groups": ({"security_ssh_allow_groups": ["ft-no-such-group"]}, "lock the admin host out"),
    "password": ({"security_ssh_password_authentication": False, "ansible_password": "x"}, "lock the admin host out"),
    "tty": ({"security_sudo_requiretty": True}, "keep Ansible itself out"),
    "unknown-switch": ({"security_hardening": {"nonsense": True}}, "each key is one of"),
    "no-snaps": ({"security_hardening": {"mine": True}, "security_hardening_switches": {"mine": {"modules": ["squashfs"]}}}, "nothing that snaps"),
    "two-values": ({"security_hardening": {"mine": True}, "security_hardening_switches": {"mine": {"sysctl": {"vm.swappiness": "10"}}},
                    "system_sysctl": {"vm.swappiness": 60, "vm.laptop_mode": 5}}, "sets *vm.swappiness = 10, *and *system_sysctl *something *else"),
    "outside-etc": ({"security_hardening": {"mine": True}, "security_hardening_switches": {"mine": {"files": {"/usr/x": ""}}}}, "below /etc"),
    "scan-paths": ({"security_antivirus_enabled": True, "security_antivirus_paths": ["home"]}, "absolute *paths"),
    "selinux": ({"security_selinux_mode": "enforcing"}, "uses AppArmor"),
}
MEANT = {
    "nothing": {},
    "admitted": {"security_firewall_enabled": True, "security_firewall_ssh_ports": [22], "security_firewall_admin_sources": ["198.51.100.0/24"],
                 "security_firewall_allowed": [{"service": "ipp"}], "security_hardening": {"kernel_messages": True, "core_dumps": False}},
    "one-value": {"security_hardening": {"mine": True}, "security_hardening_switches": {"mine": {"sysctl": {"vm.swappiness": "10"}}},
                  "system_sysctl": {"vm.swappiness": 10, "vm.laptop_mode": 5}},
}


def test_what_would_lock_the_admin_host_out_is_refused(tmp_path):
    """check.yml as it runs, here: it only reads. One run, one made-up host for each profile."""
    family = {"os_family": "Debian", "distribution": "Debian"}
    inventory = {"all": {"vars": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ansible_facts": family}, "hosts": {
        **{name: profile for name, (profile, _said) in REFUSED.items()}, **MEANT}}}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    (tmp_path / "play.yml").write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": [
        {"name": "Refuse", "ansible.builtin.include_role": {"name": "fieldtech.workstation.security", "tasks_from": "check"}}]}]), encoding="utf-8")
    root = ROLE.parents[1]
    said = subprocess.run(
        [pathlib.Path(sys.executable).with_name("ansible-playbook"), "-i", tmp_path / "hosts.yml", tmp_path / "play.yml"], check=False, text=True, timeout=300,
        capture_output=True, cwd=root, env={**os.environ, "SSH_CONNECTION": CALLER, "ANSIBLE_CONFIG": str(root / "ansible.cfg"), "ANSIBLE_FORKS": "4",
                                            "ANSIBLE_NOCOLOR": "1", "FIELDTECH_REPORTS": "false", "ANSIBLE_LOCAL_TEMP": str(tmp_path / "tmp")}).stdout
    failed = {name: int(number) for name, number in re.findall(r"^(\S+) +: ok=.*failed=(\d+)", said, re.MULTILINE)}
    assert failed == {**dict.fromkeys(REFUSED, 1), **dict.fromkeys(MEANT, 0)}, said[-6000:]
    for name, (_profile, message) in REFUSED.items():
        assert re.search(message, said), (name, message)


@pytest.mark.parametrize("date", ["2026:02:30 10:00:00", "2026:13:01 00:00:00", "2026:11:24 25:00:00", "0000:00:00 00:00:00"])
def test_a_date_that_there_is_not_is_no_end_of_a_scan(date):
    assert clamav.parse("End Date:   %s\n" % date)["ended"] is None
    assert clamav.parse("End Date:   2026:11:24 10:00:00\nEnd Date:   %s\n" % date)["ended"] == 1795514400
