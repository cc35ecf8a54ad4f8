# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network: its parsers, its collector on recordings of lab machines broken in every way, and its faults against those facts.

The case files in network_cases/ were recorded on the lab's machines; a test that needs what the lab cannot have (a radio,
systemd-resolved, two cards) changes single answers of such a recording.
"""

from __future__ import annotations

import doctest
import functools
import gzip
import json
import pathlib
import random
import re
import time

import declared
import hosts
import pytest
import yaml

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import network
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import (
    ethtool,
    ifupdown,
    keyfile,
    name_service,
    networkmanager,
    proxy,
    route_table,
    wireless,
)
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Result, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile
from ansible_collections.fieldtech.workstation.plugins.modules import connections
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues

CASES = pathlib.Path(__file__).with_name("network_cases")
SUITES = ("bookworm", "trixie")
GETENT = ["getent", "ahosts", "ap.example.org"]
PING = ["ping", "-n", "-q", "-c", "1", "-W", "1", "10.88.0.1"]


class Case(CaseFile):
    """A recording some of whose answers are others. What was not asked then is absent, as on a machine that does not have it."""

    def __init__(self, name):
        super().__init__(json.loads(gzip.decompress((CASES / (name + ".json.gz")).read_bytes()))["answers"])

    def say(self, question, asked, answer):
        self.answers.setdefault(question, {})[json.dumps([asked])] = answer
        return self

    def link(self, name, **files):
        """One more link in /sys/class/net; a value that begins with -> is a symbolic link's target, True a folder."""
        place = "/sys/class/net/" + name
        self.answers["listdir"][json.dumps([["/sys/class/net"]])] = sorted(self.listdir("/sys/class/net") + [name])
        self.say("listdir", [place], [])
        for file, text in {"flags": "0x1003", "carrier": "1", "operstate": "up", "address": "02:00:00:00:00:01", "mtu": "1500", "type": "1", **files}.items():
            path = "%s/%s" % (place, file.replace("__", "/"))
            if text is True:
                self.say("stat", [path], {"type": "dir"})
            elif text.startswith("->"):
                self.say("readlink", [path], text[2:])
            else:
                self.say("read", [path], text + "\n")
                self.say("stat", [path], {"type": "file"})
        return self

    def _replay(self, name, arguments, options):
        try:
            return super()._replay(name, arguments, options)
        except Unexamined as exc:
            if exc.remedy != "the case file does not hold it":
                raise
            if name == "run":
                raise Unexamined("tool_missing", arguments[0][0]) from None
            return [] if name == "glob" else "timeout" if name == "connect" else None


def facts(host, **profile):
    return network.collect(host, {"network_probe_names": [], **profile})


@functools.lru_cache(1)
def catalogue_of_faults():
    return catalogues.load()


def judged(found, **profile):
    """The findings and the faults that stay unexamined, by the real rules of the catalogue."""
    catalogue = catalogue_of_faults()
    defaults = {name: entry["default"] for name, entry in catalogue.profile.items() if entry["component"] == "network"}
    judge = rules.Judge({"network": found}, {**defaults, **profile}, 1_800_000_000.0)
    for fault in catalogue.faults.values():
        if fault.component == "network" and fault.kind == "condition":
            judge.condition(fault.rule)
    assert not [u for u in judge.unexamined if u["reason"] == "broken"]
    return sorted((f["fault"][8:], f["item"]) for f in judge.findings), sorted({u["fault"][8:] for u in judge.unexamined})


def findings(host, **profile):
    return judged(facts(host), **profile)[0]


# What the lab's machines say

@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(("case", "expected"), [
    ("healthy", []),
    ("link_down", [("link_down", "eth0")]),
    ("networking_off", [("link_down", "eth0")]),
    ("connection_inactive", [("connection_inactive", "eth0")]),
    ("networkmanager_down", [("networkmanager_down", "network")]),
    ("no_default_route", [("no_default_route", "eth0")]),
    ("gateway_unreachable", [("gateway_unreachable", "10.88.255.77")]),
    ("resolv_conf_replaced", [("dns_broken", "network"), ("resolv_conf_replaced", "/etc/resolv.conf")]),
    ("dns_broken", [("dns_broken", "network")]),
    ("link_no_carrier", []),
])
def test_each_way_of_breaking_is_named_and_nothing_else(case, expected, suite):
    assert findings(Case("%s-%s" % (case, suite))) == expected


@pytest.mark.parametrize("suite", SUITES)
def test_a_link_without_cable_is_named_where_the_profile_requires_it(suite):
    assert findings(Case("link_no_carrier-" + suite), network_required_links=["ftlan0"]) == [("link_no_carrier", "ftlan0")]


@pytest.mark.parametrize("suite", SUITES)
def test_the_facts_of_a_healthy_machine(suite):
    found = facts(Case("healthy-" + suite))
    eth0 = next(link for link in found["links"] if link["name"] == "eth0")
    assert (eth0["kind"], eth0["uplink"], eth0["carrier"], eth0["connection"], eth0["wanted_by"]) == ("virtual", True, True, "lan", ["networkmanager"])
    assert re.fullmatch(r"10\.88\.\d+\.\d+/16", eth0["addresses"][0])
    assert found["main_link"] == "eth0" and found["reachable"] is True
    assert [(r["gateway"], r["answers_ping"]) for r in found["default_routes"]] == [("10.88.0.1", True)]
    assert (found["dns"]["mode"], found["dns"]["manager"], found["dns"]["offered"]) == ("networkmanager", "networkmanager", ["192.0.2.53"])
    assert found["dns"]["resolves"] is True and found["dns"]["names"] == ["ap.example.org"]
    lan = next(c for c in found["networkmanager"]["connections"] if c["name"] == "lan")
    assert (lan["type"], lan["interface"], lan["autoconnect"], lan["active"], lan["ipv4_method"], lan["ipv4_gateway"]) == (
        "ethernet", "eth0", True, True, "manual", "10.88.0.1")
    assert network.numbers(found)["gateway_seconds:eth0"] < 0.1


def test_nothing_is_asked_of_a_machine_that_is_not_a_neighbour():
    case = Case("healthy-trixie")
    asked = [json.loads(key)[0] for key in case.answers["run"]]
    assert [argv[0][0] for argv in asked if argv[0][0] in ("ping", "getent")] and not case.answers.get("connect")
    assert [argv[0][-1] for argv in asked if argv[0][0] == "ping"] == ["10.88.0.1"]
    assert [argv[0][-1] for argv in asked if argv[0][0] == "getent"] == ["ap.example.org"]


def test_looking_starts_nothing():
    argv = next(json.loads(key)[0][0] for key in Case("networkmanager_down-trixie").answers["run"] if '"busctl"' in key)
    assert "--auto-start=no" in argv


# What the lab cannot have

def test_a_cable_that_is_out_is_the_fault_only_of_a_machine_that_is_offline():
    def laptop(carrier):
        return Case("healthy-trixie").link("enp1s0", device=True, carrier=carrier, device__driver="->../../../bus/pci/drivers/e1000e")

    wanted = "auto enp1s0\niface enp1s0 inet dhcp\n"
    offline = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
    assert findings(laptop("0").say("stat", ["/sbin/ifup"], {"type": "file"}).say("read", ["/etc/network/interfaces"], wanted)) == []
    out = laptop("0").say("stat", ["/sbin/ifup"], {"type": "file"}).say("read", ["/etc/network/interfaces"], wanted).say("read", ["/proc/net/route"], offline)
    found = facts(out)
    link = next(link for link in found["links"] if link["name"] == "enp1s0")
    assert (link["kind"], link["driver"], link["wanted_by"]) == ("physical", "e1000e", ["ifupdown"])
    assert ("link_no_carrier", "enp1s0") in judged(found)[0]
    # A link that nobody wants is nobody's fault.
    assert ("link_no_carrier", "enp1s0") not in findings(laptop("0").say("read", ["/proc/net/route"], offline))


def test_links_for_containers_and_machines_lead_nowhere():
    case = Case("healthy-trixie")
    case.link("docker0", uevent="DEVTYPE=bridge\nINTERFACE=docker0", carrier="0").link("wg0", uevent="DEVTYPE=wireguard").link("tap0", tun_flags="0x1002")
    case.link("veth77", master="->../docker0", iflink="9", ifindex="8")
    found = {link["name"]: link for link in facts(case)["links"]}
    assert [found[name]["uplink"] for name in ("docker0", "wg0", "tap0", "veth77")] == [False] * 4
    assert findings(case) == []


def test_a_radio_that_is_switched_off_is_not_a_link_that_is_down():
    def radio(soft):
        case = Case("healthy-trixie").link("wlan0", flags="0x1002", uevent="DEVTYPE=wlan", carrier="0", device=True)
        place = "/sys/class/rfkill/rfkill0"
        case.answers["glob"][json.dumps([["/sys/class/rfkill/rfkill*"]])] = [place]
        for name, text in {"name": "phy0", "type": "wlan", "soft": soft, "hard": "0"}.items():
            case.say("read", ["%s/%s" % (place, name)], text + "\n")
        return case.say("listdir", [place + "/device/device/net"], ["wlan0"])

    found = facts(radio("1"))
    assert found["rfkill"] == [{"name": "phy0", "index": 0, "type": "wlan", "links": ["wlan0"], "soft_blocked": True, "hard_blocked": False}]
    assert next(link for link in found["links"] if link["name"] == "wlan0")["kind"] == "wireless"
    assert judged(found)[0] == []
    assert judged(found, network_required_links=["wlan0"])[0] == [("wifi_blocked", "phy0")]
    assert judged(found, network_connections=[{"name": "office", "type": "wifi"}])[0] == [("wifi_blocked", "phy0")]
    assert findings(radio("0"), network_required_links=["wlan0"]) == [("link_down", "wlan0")]


def test_a_gateway_that_keeps_silent_is_no_fault_while_it_is_a_neighbour():
    neighbour = ["ip", "-json", "neighbour", "show", "to", "10.88.0.1", "dev", "eth0"]
    for state, reachable in (("REACHABLE", True), ("STALE", None), ("DELAY", None), ("FAILED", False)):
        case = Case("healthy-trixie").say("run", [PING], [1, "1 packets transmitted, 0 received, 100% packet loss, time 0ms\n", ""])
        case.say("run", [neighbour], [0, json.dumps([{"dst": "10.88.0.1", "lladdr": "02:00:00:00:00:02", "state": [state]}]), ""])
        route = facts(case)["default_routes"][0]
        assert (route["answers_ping"], route["neighbour"], route["reachable"]) == (False, state.lower(), reachable)
        # Names resolve: somebody out there answers, whatever the gateway keeps to itself.
        assert [f for f in findings(case) if f[0] == "gateway_unreachable"] == ([("gateway_unreachable", "10.88.0.1")] if reachable is False else [])


def test_without_ping_a_closed_port_of_the_gateway_shows_that_it_is_there():
    case = Case("healthy-trixie").say("connect", ["10.88.0.1", 53], "refused")
    case.answers["run"].pop(json.dumps([[PING]]))
    assert facts(case)["default_routes"][0]["reachable"] is True


def resolved(case):
    """systemd-resolved runs and asks 192.0.2.53."""
    case.say("stat", ["/usr/lib/systemd/systemd-resolved"], {"type": "file"})
    case.say("run", [["systemctl", "show", "--property=ActiveState", "--value", "systemd-resolved.service"]], [0, "active\n", ""])
    return case.say("read", ["/run/systemd/resolve/resolv.conf"], "nameserver 192.0.2.53\n")


def test_modes_of_resolv_conf():
    def mode(target, text):
        return facts(resolved(Case("healthy-trixie")).say("readlink", ["/etc/resolv.conf"], target).say("read", ["/etc/resolv.conf"], text))["dns"]["mode"]

    assert mode("../run/systemd/resolve/stub-resolv.conf", "nameserver 127.0.0.53\n") == "resolved_stub"
    assert mode("/usr/lib/systemd/resolv.conf", "nameserver 127.0.0.53\n") == "resolved_stub"
    assert mode("../run/systemd/resolve/resolv.conf", "nameserver 192.0.2.53\n") == "resolved_uplink"
    assert mode("../run/systemd/resolve/stub-resolv.conf", None) == "missing"
    assert mode("/run/NetworkManager/resolv.conf", "nameserver 192.0.2.53\n") == "networkmanager"
    assert mode("../run/resolvconf/resolv.conf", "nameserver 192.0.2.53\n") == "resolvconf"
    assert mode("/opt/vpn/resolv.conf", "nameserver 203.0.113.1\n") == "foreign"
    assert mode(None, "# Generated by NetworkManager\nnameserver 192.0.2.53\n") == "networkmanager"
    assert mode(None, "nameserver 192.0.2.53\n") == "static"
    assert mode(None, None) == "missing"


def broken_names(case):
    return case.say("run", [GETENT], [2, "", ""])


def test_a_plain_file_is_accused_only_with_evidence():
    def machine(nameserver):
        return resolved(Case("healthy-trixie")).say("readlink", ["/etc/resolv.conf"], None).say("read", ["/etc/resolv.conf"], "nameserver %s\n" % nameserver)

    # Somebody's own choice that works.
    assert findings(machine("203.0.113.7")) == []
    # The profile says whose file it is.
    assert findings(machine("203.0.113.7"), network_dns_manager="resolved") == [("resolv_conf_replaced", "/etc/resolv.conf")]
    assert findings(machine("192.0.2.53"), network_dns_manager="resolved") == []
    # It hides name servers that the manager has, and nothing resolves: one cause, one consequence.
    assert findings(broken_names(machine("203.0.113.7"))) == [("dns_broken", "network"), ("resolv_conf_replaced", "/etc/resolv.conf")]
    # The same name servers as the manager's: the file is not to blame.
    assert findings(broken_names(machine("192.0.2.53"))) == [("dns_broken", "network")]


def test_whose_file_it_is_while_networkmanager_is_down():
    case = broken_names(Case("networkmanager_down-trixie").say("read", ["/etc/resolv.conf"], "nameserver 203.0.113.7\n"))
    # It will look after the file again once it runs, and is known to have other name servers.
    assert [fault for fault, _item in findings(case)] == ["dns_broken", "networkmanager_down", "resolv_conf_replaced"]
    # Where it is not meant to run, nobody has a claim on the file.
    case.answers["glob"][json.dumps([["/etc/systemd/system/*.wants/NetworkManager.service"]])] = []
    found = facts(case)
    assert found["dns"]["mode"] == "static" and found["dns"]["manager"] is None
    assert [fault for fault, _item in judged(found)[0]] == ["dns_broken"]


def test_one_name_that_nobody_knows_says_nothing_about_the_name_servers():
    why = ["python3", "-I", "-S", "-c", network._WHY]
    case = broken_names(Case("healthy-trixie")).say("run", [why + ["ap.example.org"]], [0, "-2\n", ""])
    assert facts(case)["dns"]["resolves"] is None and findings(case) == []
    # Two names that nobody knows are no coincidence.
    case.say("run", [["getent", "ahosts", "files.example"]], [2, "", ""]).say("run", [why + ["files.example"]], [0, "-2\n", ""])
    found = facts(case, network_probe_names=["files.example"])
    assert found["dns"]["resolves"] is False and found["dns"]["failures"] == ["not_found"]
    # Where names are not looked up at all, "not found" is no answer.
    case.say("read", ["/etc/nsswitch.conf"], "hosts: files\n")
    assert facts(case)["dns"]["resolves"] is False


def test_names_that_are_asked():
    names = ["a.example", "192.0.2.9", "-x", "b c", "localhost", "b.example", "c.example", "d.example"]
    assert facts(Case("healthy-trixie"), network_probe_names=names)["dns"]["names"] == ["a.example", "b.example", "c.example"]
    # What the hosts file answers says nothing about name servers.
    case = Case("healthy-trixie").say("read", ["/etc/hosts"], "192.0.2.4 ap.example.org\n")
    assert facts(case)["dns"]["names"] == [] and facts(case)["dns"]["resolves"] is None


def test_a_proxy_resolves_what_the_repositories_need():
    case = Case("healthy-trixie")
    case.say("read", ["/etc/environment"], 'http_proxy="http://user:secret@proxy.example:3128/"\nhttps_proxy=http://proxy.example:3128\n')
    case.say("run", [["getent", "ahosts", "proxy.example"]], [0, "192.0.2.8 STREAM proxy.example\n", ""]).say("connect", ["192.0.2.8", 3128], "refused")
    found = facts(case)
    assert found["dns"]["names"] == ["proxy.example"] and found["dns"]["resolves"] is True
    assert found["proxies"] == [{"scheme": "http", "host": "proxy.example", "port": 3128, "files": ["/etc/environment"], "resolves": True,
                                 "reachable": False, "failure": "refused"}]
    assert "secret" not in json.dumps(found)
    case.say("read", ["/etc/environment"], "http_proxy=http://192.0.2.8:3128\n").say("connect", ["192.0.2.8", 3128], "")
    assert facts(case)["dns"]["names"] == [] and facts(case)["proxies"][0]["reachable"] is True


def test_networkmanager_may_be_down_where_it_is_not_meant_to_run():
    case = Case("networkmanager_down-bookworm")
    assert findings(case, network_manager="other") == []
    case.answers["glob"][json.dumps([["/etc/systemd/system/*.wants/NetworkManager.service"]])] = []
    assert findings(case) == []
    assert findings(case, network_manager="networkmanager") == [("networkmanager_down", "network")]


def test_a_machine_may_be_meant_to_have_no_way_out():
    assert findings(Case("no_default_route-trixie"), network_default_route=False) == []


# What cannot be looked at

def test_what_cannot_be_read_is_unexamined_and_the_rest_goes_on():
    case = Case("healthy-trixie")
    for key in [key for key in case.answers["run"] if '"nmcli"' in key or '"ip"' in key]:
        case.answers["run"].pop(key)
    found = facts(case)
    assert isinstance(found["addresses"], Unexamined) and isinstance(found["networkmanager"]["connections"], Unexamined)
    assert isinstance(found["links"][0]["wanted_by"], Unexamined)
    named, missed = judged(found)
    # Only what would have needed it: a link that is up and a route that is there are seen all the same.
    assert named == [] and missed == ["connection_inactive"]
    assert found["dns"]["resolves"] is True and found["default_routes"][0]["reachable"] is True


def test_a_manager_that_does_not_answer_is_neither_healthy_nor_down():
    case = Case("healthy-trixie")
    key = next(key for key in case.answers["run"] if '"busctl"' in key)
    case.answers["run"][key] = [1, "", "Call failed: Connection timed out\n"]
    case.say("run", [["systemctl", "show", "--property=ActiveState", "--value", "NetworkManager.service"]], [0, "active\n", ""])
    found = facts(case)
    assert found["networkmanager"]["running"] is True and isinstance(found["networkmanager"]["connections"], Unexamined)
    assert judged(found)[0] == []


@pytest.mark.parametrize("answer", [
    "", "{}", "[]", '{"data":[{"/org/freedesktop/NetworkManager":7}]}', '{"data":[{"/x":{"org.freedesktop.NetworkManager.Device":[]}}]}',
])
def test_odd_answers_of_networkmanager_become_unexamined(answer):
    case = Case("healthy-trixie")
    key = next(key for key in case.answers["run"] if '"busctl"' in key)
    case.answers["run"][key] = [0, answer, ""]
    found = facts(case)
    assert isinstance(found["networkmanager"], Unexamined) or found["networkmanager"]["devices"] == []
    assert found["dns"]["resolves"] is True
    assert judged(found)[0] == []


def test_unreadable_files_are_unexamined():
    denied = {"unexamined": {"reason": "no_permission", "what": "/etc/resolv.conf", "remedy": "examine as root"}}
    found = facts(Case("healthy-trixie").say("read", ["/etc/resolv.conf"], denied))
    assert isinstance(found["dns"], Unexamined) and isinstance(found["reachable"], bool)
    named, missed = judged(found)
    assert named == [] and {"dns_broken", "resolv_conf_replaced"} <= set(missed)


class Slow(LiveHost):
    """This machine with a resolver that never answers and a network that swallows everything."""

    def run(self, argv, timeout=10, limit=4 << 20, stdin=b"", package=""):
        if argv[0] in ("getent", "ping"):
            return super().run(["sleep", "60"], timeout, limit, stdin, package)
        return super().run(argv, timeout, limit, stdin, package)

    def connect(self, address, port, timeout=2):
        time.sleep(timeout)
        return "timeout"


def test_a_broken_network_takes_three_seconds_at_most():
    host = Slow()
    started = time.monotonic()
    found = facts(host, network_probe_names=["a.example", "b.example", "c.example"])
    # Half a second more for a machine that is busy with something else.
    assert time.monotonic() - started < 3.5
    host.close()
    assert found["dns"]["resolves"] is False and found["dns"]["failures"] == ["timeout"]
    assert {server["reachable"] for server in found["dns"]["servers"]} <= {False}


def test_this_machine_is_not_accused():
    host = LiveHost()
    found = facts(host)
    host.close()
    named = judged(found)[0]
    # A machine of the tests may be cut off from name servers, but nothing else is wrong with it.
    assert [fault for fault in named if fault[0] not in ("dns_broken", "gateway_unreachable", "no_default_route")] == []


# Events

@pytest.mark.parametrize("how", ["managed-type: 'full'", "sys-iface-state: 'managed'"])
def test_no_lease_is_taken_back_by_a_lease_on_the_same_link(how):
    rule = catalogue_of_faults().faults["network.dhcp_no_lease"].rule
    failed = "<info>  [1795508495.1] device (%s): state change: ip-config -> failed (reason 'ip-config-unavailable', " + how + ")"
    came = "<info>  [1795508496.1] device (%s): state change: secondaries -> activated (reason 'none', " + how + ")"

    class Journal(LiveHost):
        lines = []

        def access(self, path, mode):
            return True

        def glob(self, pattern):
            return ["/run/log/journal/x/system.journal"]

        def run(self, argv, timeout=10, limit=0, stdin=b"", package=""):
            entries = [{"MESSAGE": line, "_SYSTEMD_UNIT": "NetworkManager.service", "__REALTIME_TIMESTAMP": str(1_799_999_000_000_000 + n)}
                       for n, line in enumerate(self.lines)]
            return Result(0, "\n".join(json.dumps(entry) for entry in entries), "")

    def named(*lines):
        host = Journal()
        host.lines = lines
        judge = rules.Judge({}, {}, 1_800_000_000.0)
        rules.journal(host, [rule], judge)
        assert judge.unexamined == []
        return [finding["item"] for finding in judge.findings]

    assert named(failed % "eth0") == ["eth0"]
    assert named(failed % "eth0", came % "eth0") == []
    assert named(failed % "eth0", failed % "eth1", came % "eth0") == ["eth1"]
    assert named(came % "eth0", failed % "eth0") == ["eth0"]
    assert named(failed % "eth0", "<info> device (eth0): state change: disconnected -> unavailable (reason 'carrier-changed', %s)" % how) == []
    assert named("<info> device (eth0): state change: ip-config -> failed (reason 'connection-removed', %s)" % how) == []


# Parsers

@pytest.mark.parametrize("module", [route_table, name_service, networkmanager, ifupdown, proxy, keyfile])
def test_the_samples_in_the_docstrings(module):
    result = doctest.testmod(module)
    assert result.failed == 0 and (result.attempted > 0)


def test_default_routes():
    text = (
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
        "ppp0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
        "eth0\t0000580A\t00000000\t0001\t0\t0\t100\t0000FFFF\t0\t0\t0\n"
        "*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0\n")
    assert [(r["link"], r["gateway"], r["metric"]) for r in route_table.ipv4(text)] == [("ppp0", None, 50), ("wlan0", "192.168.1.1", 600)]
    zero = "0" * 32
    text = (
        "%s 00 %s 00 fe800000000000000000000000000001 00000400 00000000 00000000 00450003 wlan0\n" % (zero, zero)
        + "%s 00 %s 00 %s ffffffff 00000001 00000000 00200200 lo\n" % (zero, zero, zero))
    assert [(r["link"], r["gateway"], r["metric"]) for r in route_table.ipv6(text)] == [("wlan0", "fe80::1", 1024)]


def test_profiles_keep_what_is_in_their_names():
    text = "connection.id:a:b\\c\nconnection.type:802-11-wireless\nconnection.interface-name:\nconnection.autoconnect:no\nipv4.dns:192.0.2.1, 192.0.2.2\n\n" \
           "connection.id: \nconnection.uuid:1\n"
    first, second = networkmanager.profiles(text)
    assert (first["name"], first["type"], first["interface"], first["autoconnect"], first["nameservers"]) == (
        "a:b\\c", "wifi", None, False, ["192.0.2.1", "192.0.2.2"])
    assert second["name"] == " " and second["uuid"] == "1"


def test_proxies():
    assert proxy.address("DIRECT") is None and proxy.address("") is None and proxy.address("http://h:99999") is None
    assert proxy.address("[2001:db8::1]:8080") == {"scheme": "http", "host": "2001:db8::1", "port": 8080}
    text = """
        Acquire::http::Proxy "http://a.example:3128"; // x
        Acquire { https { Proxy { mirror.example "DIRECT"; }; Proxy "http://b.example:1"; }; };
        # Acquire::http::Proxy "http://no:1";
    """
    assert [(p["host"], p["port"]) for p in proxy.apt(text)] == [("a.example", 3128), ("b.example", 1)]
    assert proxy.environment("export HTTPS_PROXY='http://c.example'\nno_proxy=x\n")[0]["host"] == "c.example"


@pytest.mark.parametrize("parse", [
    route_table.ipv4, route_table.ipv6, name_service.resolv_conf, name_service.hosts, name_service.host_sources, networkmanager.profiles, ifupdown.wanted,
    proxy.environment, proxy.apt, proxy.address, networkmanager.objects, keyfile.sections, keyfile.properties,
], ids=lambda f: f.__module__.rpartition(".")[2] + "." + f.__name__)
def test_parsers_survive_garbage(parse):
    random.seed(5)
    pieces = [
        "nameserver ", "hosts:", "connection.id:", "\n", "\0", "{", "}", '"', ";", "::", "/*", "//", "#", "http://", "@", "[", "]", "0000", "ffffffff ",
        "eth0 ", "\ud800", "é", " " * 50, '{"data":[{"/a":{"b":', "]]", "Acquire", "Proxy ", "auto ", "\\\n", "9" * 40,
    ]
    for length in (0, 1, 5, 40, 400):
        for _n in range(60):
            text = "".join(random.choice(pieces) for _piece in range(length))
            started = time.monotonic()
            try:
                parse(text)
            except ValueError:
                assert parse is networkmanager.objects
            assert time.monotonic() - started < 1


def test_secrets_are_not_asked_for():
    assert not [field for field in networkmanager.PROFILE_FIELDS if re.search("psk|password|secret|wep|802-1x|vpn", field)]


# The role

def test_every_variable_is_described_and_has_its_default(root):
    defaults = yaml.safe_load((root / "roles/network/defaults/main.yml").read_text())
    options = yaml.safe_load((root / "roles/network/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    assert {name: option["default"] for name, option in options.items()} == defaults
    assert {name for name, option in options.items() if option.get("no_log")} == {
        "network_connection_secrets", "network_certificate_keys", "network_proxy_credentials"}


def test_the_readme_speaks_of_faults_that_there_are(root):
    named = re.findall(r"^\| `(\w+)` \|", (root / "roles/network/README.md").read_text(), re.M)
    # A new fault needs no line here; one that is renamed or gone must not stay behind.
    assert len(named) >= 9 and set(named) <= {path.stem for path in (root / "roles/network/faults").glob("*.yml")}


# Radios and cables

def laptop(**changes):
    """The facts of the made-up laptop, with some files, commands or null in their place."""
    machine = {}
    for path in sorted((pathlib.Path(__file__).resolve().parents[1] / "replays" / "laptop").glob("*.yml")):
        part = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("files", "commands"):
            machine.setdefault(key, {}).update(part.get(key, {}))
    for key, change in changes.items():
        machine[key] = {**machine[key], **change}
    host = hosts.MadeMachine(**machine)
    return host, network.collect(host, {"network_probe_names": []})


WIFI = "/sys/devices/pci0000:00/0000:00:14.3/net/wlp0s20f3/"
WIRE = "/sys/devices/pci0000:00/0000:00:1f.6/net/enp0s31f6/"
MANAGER = "busctl --json=short * call org.freedesktop.NetworkManager *"
SLOW = {WIRE + "carrier": "1\n", WIRE + "speed": "100\n", WIRE + "duplex": "full\n"}
MODES = "Settings for enp0s31f6:\n\tAdvertised link modes:  100baseT/Full 1000baseT/Full\n\tLink partner advertised link modes:  100baseT/Full 1000baseT/Full\n"


def test_how_a_radio_is_connected_as_networkmanager_knows_it():
    host, found = laptop()
    wifi = next(link for link in found["links"] if link["name"] == "wlp0s20f3")
    assert wifi["wireless"] == {
        "connected": True, "frequency_mhz": 5180, "band_ghz": "5", "signal_dbm": -52, "signal_percent": 78, "bit_rate_mbps": 866.7}
    assert found["regulatory_domain"] == "BE"
    assert found["rfkill"][0]["links"] == ["wlp0s20f3"] and found["rfkill"][0]["index"] == 0
    assert network.numbers(found)["signal:wlp0s20f3"] == -52
    # A healthy machine is asked nothing that it could not answer in passing.
    assert [question for question in host.asked if question[0] == "run" and (question[1] == "ethtool" or question[1:3] == ("iw", "dev"))] == []


def test_how_a_radio_is_connected_where_networkmanager_does_not_look_after_it():
    answer = "Connected to 02:00:00:00:01:00 (on wlp0s20f3)\n\tSSID: office\n\tfreq: 2437\n\tsignal: -61 dBm\n\ttx bitrate: 65.0 MBit/s MCS 7\n"
    found = laptop(files={"/usr/sbin/NetworkManager": None, "/proc/net/wireless": None}, commands={"iw dev wlp0s20f3 link": {"out": answer}})[1]
    wifi = next(link for link in found["links"] if link["name"] == "wlp0s20f3")
    assert wifi["wireless"] == {
        "connected": True, "frequency_mhz": 2437, "band_ghz": "2.4", "signal_dbm": -61, "signal_percent": None, "bit_rate_mbps": 65.0}
    assert "office" not in json.dumps(found, default=str)
    # Without iw it is only known that there is somebody at the other end.
    found = laptop(files={"/usr/sbin/NetworkManager": None, "/proc/net/wireless": None}, commands={"iw reg get": None})[1]
    wifi = next(link for link in found["links"] if link["name"] == "wlp0s20f3")
    assert (wifi["wireless"]["connected"], wifi["wireless"]["signal_dbm"], found["regulatory_domain"]) == (True, None, None)


def test_a_cable_slower_than_both_its_ends():
    found = laptop(files=SLOW, commands={"ethtool enp0s31f6": {"out": MODES}})[1]
    wire = next(link for link in found["links"] if link["name"] == "enp0s31f6")
    assert (wire["speed_mbps"], wire["advertised_mbps"], wire["partner_mbps"], wire["wakes"]) == (100, 1000, 1000, True)
    assert judged(found) == ([("link_slow", "enp0s31f6")], [])
    # Without the tool nobody can say: unexamined, not healthy.
    assert judged(laptop(files=SLOW)[1]) == ([], ["link_slow"])
    assert judged(laptop(files={**SLOW, WIRE + "speed": "2500\n"})[1]) == ([], [])


def test_errors_are_counted():
    table = "Inter-|\n face |bytes\nenp0s31f6: 1 2 3 0 0 4 0 0 5 6 7 0 0 8 9 0 (what comes later)\nbroken: x\n"
    found = laptop(files={"/proc/net/dev": table})[1]
    links = {link["name"]: link["errors"] for link in found["links"]}
    assert links["enp0s31f6"] == {"receive_errors": 3, "frame_errors": 4, "transmit_errors": 7, "collisions": 8, "carrier_errors": 9}
    assert links["wlp0s20f3"] is None


@pytest.mark.parametrize("parser", [ethtool, wireless])
def test_samples_of_links_in_the_docs(parser):
    assert doctest.testmod(parser).failed == 0


@pytest.mark.parametrize(("fault", "line", "item"), [
    ("nic_stalled", "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out", "eth0"),
    ("nic_stalled", "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 3 timed out 8000 ms", "eth0"),
    ("nic_stalled", "r8169 0000:03:00.0 enp3s0: NETDEV WATCHDOG: CPU: 1: transmit queue 0 timed out 5376 ms", "enp3s0"),
    ("nic_stalled", "r8152 2-1:1.0 enx020000000001: NETDEV WATCHDOG: CPU: 11: transmit queue 0 timed out 5376 ms", "enx020000000001"),
    ("nic_stalled", "r8169 0000:03:00.0 enp3s0: Link is Down", None),
    ("wifi_firmware_crashed", "iwlwifi 0000:00:14.3: Microcode SW error detected.  Restarting 0x2000000.", "0000:00:14.3"),
    ("wifi_firmware_crashed", "iwlwifi 0000:00:14.3: Failed to start RT ucode: -110", "0000:00:14.3"),
    ("wifi_firmware_crashed", "ath10k_pci 0000:03:00.0: firmware crashed! (guid 00000000-0000-0000-0000-000000000000)", "0000:03:00.0"),
    ("wifi_firmware_crashed", "ieee80211 phy0: brcmf_fw_crashed: Firmware has halted or crashed", "phy0"),
    ("wifi_firmware_crashed", "iwlwifi 0000:00:14.3: loaded firmware version 83.e8f84e98.0 so-a0-gf-a0-83.ucode op_mode iwlmvm", None),
    ("wifi_firmware_crashed", "iwlwifi 0000:00:14.3: Direct firmware load for iwlwifi-so-a0-gf-a0-89.ucode failed with error -2", None),
    ("wifi_wrong_passphrase", "wlan0: WPA: 4-Way Handshake failed - pre-shared key may be incorrect", "wlan0"),
    ("wifi_wrong_passphrase", "wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=15", None),
])
def test_lines_of_the_journal(fault, line, item):
    rule = catalogue_of_faults().faults["network." + fault].rule
    found = re.search(rule["pattern"], line)
    assert (found.group(rule["name"]) if found else None) == item


# Connections as files, and what departs from the profile

OLD = "[connection]\nid=office\nuuid=1\ntype=802-11-wireless\n\n[802-11-wireless]\nssid=66;195;188;114;111;\n\n[wifi-security]\nkey-mgmt=wpa-psk\n" \
      "psk=sesame\n\n[ipv4]\naddress1=192.0.2.10/24,192.0.2.1\ndns=192.0.2.53;192.0.2.54;\nmethod=manual\n"


def test_profiles_are_compared_by_what_they_mean():
    now = keyfile.properties(OLD)
    wish = {"name": "office", "type": "wifi", "ssid": "Büro", "key_mgmt": "wpa-psk", "ip4": ["192.0.2.10/24"], "gw4": "192.0.2.1",
            "dns4": ["192.0.2.53", "192.0.2.54"], "method6": "auto", "metered": "unknown", "autoconnect_priority": 0, "mdns": "default", "hidden": False}
    assert keyfile.differing(now, keyfile.wanted(wish)) == ["ipv6.method"]
    assert keyfile.differing({**now, "ipv6.method": "auto"}, keyfile.wanted(wish)) == []
    # What YAML makes of yes and no.
    assert keyfile.wanted({"name": "a", "metered": False})["connection.metered"] == "2"
    assert keyfile.wanted({"name": "a", "dns_over_tls": True})["connection.dns-over-tls"] == "2"
    assert keyfile.differing(now, {"ipv4.dns": ["192.0.2.54", "192.0.2.53"]}) == ["ipv4.dns"]


def test_secrets_are_no_properties():
    text = "[wifi-security]\npsk=a\nwep-key0=b\nleap-password=c\n[802-1x]\npassword=d\nprivate-key-password=e\nprivate-key=/etc/x.key\nidentity=pc-17\n" \
           "pin=f\npassword-raw=g\n[vpn-secrets]\nsecret=h\n[wireguard]\nprivate-key=i\n[gsm]\npassword=j\npin=k\n[wireguard-peer.x]\npreshared-key=l\n"
    assert keyfile.properties(text) == {"802-1x.private-key": "/etc/x.key", "802-1x.identity": "pc-17"}


def test_a_change_leaves_all_else_as_it_is():
    text = keyfile.changed(OLD, {"ipv4.addresses": ["192.0.2.20/24", "192.0.2.21/24"], "wifi.hidden": "true",
                                 "802-1x.password": " a;b\\c\nd", "wifi-security.psk": None})
    found = keyfile.sections(text)
    # The gateway, which an older NetworkManager wrote behind the address, stays.
    assert found["ipv4"] == {"address1": "192.0.2.20/24", "address2": "192.0.2.21/24", "gateway": "192.0.2.1",
                             "dns": "192.0.2.53;192.0.2.54;", "method": "manual"}
    assert found["wifi"] == {"ssid": "66;195;188;114;111;", "hidden": "true"} and found["wifi-security"] == {"key-mgmt": "wpa-psk"}
    assert found["802-1x"] == {"password": "\\sa;b\\\\c\\nd"} and found["connection"]["uuid"] == "1"
    assert keyfile.changed(text, {}) == text
    # Nothing that a profile of ours says can begin a section or a setting of its own.
    assert keyfile.sections(keyfile.changed("", {"connection.zone": "a\n[vpn]\nx=y"})) == {"connection": {"zone": "a\\n[vpn]\\nx=y"}}


@pytest.mark.parametrize("value", ["plain", " blank in front", "semi;colon", "back\\slash", "tab\there", "", "Büro; WLAN", "a\\sb", "1;2;3;"])
def test_what_is_written_is_read_again(value):
    for key in ("802-1x.identity", "wifi.ssid"):
        text = keyfile.changed("", {key: value})
        assert keyfile.properties(text).get(key, "") == value
    assert keyfile.properties(keyfile.changed("", {"ipv4.dns-search": [value or "x", "b"]}))["ipv4.dns-search"] == [(value or "x").strip(), "b"]


def profiles_in(folder, **files):
    for name, text in files.items():
        (folder / (name + ".nmconnection")).write_text(text)

    class Module:
        check_mode = True

        @staticmethod
        def get_bin_path(_name):
            return None

    return connections.Profiles(Module(), [str(folder)])


def test_the_module_plans_only_what_differs(tmp_path):
    profiles = profiles_in(tmp_path, office=OLD.replace("[ipv4]", "[ipv6]\nmethod=auto\n\n[ipv4]"))
    office = {"name": "office", "type": "wifi", "ssid": "Büro", "key_mgmt": "wpa-psk", "ip4": ["192.0.2.10/24"]}
    assert profiles.plan(office, {"psk": "sesame"}) is None
    plan = profiles.plan({**office, "metered": "yes"}, {"psk": "planted-secret"})
    assert keyfile.sections(plan["text"])["wifi-security"]["psk"] == "planted-secret" and "uuid=1\n" in plan["text"]
    assert "planted" not in json.dumps([plan["before"], plan["after"]]) and "sesame" not in json.dumps([plan["before"], plan["after"]])
    assert plan["before"]["connection.metered"] == "" and plan["after"]["connection.metered"] == "1"
    assert profiles.plan({"name": "none", "state": "absent"}, {}) is None
    gone = profiles.plan({"name": "office", "state": "absent"}, {})
    assert gone["text"] is None and "sesame" not in json.dumps(gone["before"])


def test_the_module_writes_whole_files_for_root_only(tmp_path):
    profiles = profiles_in(tmp_path)
    plan = profiles.plan({"name": "a/../b", "ifname": "enp3s0"}, {})
    assert plan["path"] == str(tmp_path / "a_.._b.nmconnection")
    profiles.carry_out(plan)
    path = tmp_path / "a_.._b.nmconnection"
    assert path.stat().st_mode & 0o777 == 0o600 and [entry.name for entry in tmp_path.iterdir()] == [path.name]
    again = profiles_in(tmp_path)
    assert again.plan({"name": "a/../b", "ifname": "enp3s0"}, {}) is None
    # The same name makes the same profile, however often it is tried.
    assert profiles.plan({"name": "a/../b"}, {})["uuid"] == plan["uuid"]


def test_nothing_is_read_for_a_profile_that_asks_nothing():
    host, found = laptop()
    assert found["departures"] == {"connections": [], "name_servers": [], "proxy": [], "hosts": [], "mdns": []}
    read = [question[1] for question in host.asked if question[0] == "read"]
    assert not [path for path in read if "system-connections" in path or "dconf" in path or "conf.d/50-fieldtech" in path]
    assert declared.undeclared(found, declared.declaration("network"), "network") == []


def test_departures_are_as_declared():
    host = laptop()[0]
    found = network.collect(host, {
        "network_connections": [{"name": "office", "type": "wifi", "ssid": "other"}, {"name": "desk"}], "network_nameservers": ["192.0.2.53"],
        "network_proxy": {"http": "http://192.0.2.8:3128"}, "network_hosts": [{"address": "192.0.2.20", "names": ["files"]}], "network_mdns": "avahi"})
    assert declared.undeclared(found, declared.declaration("network"), "network") == []
    assert [(c["name"], c["problem"]) for c in found["departures"]["connections"]] == [("office", "different"), ("desk", "missing")]
    assert found["departures"]["name_servers"] == ["servers"] and found["departures"]["hosts"][0]["found"] is None
    assert "example-key" not in json.dumps(found, default=str)
