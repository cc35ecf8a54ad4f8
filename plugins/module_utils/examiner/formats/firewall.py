# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall of the profile lets in, and how nftables, ufw and firewalld each write it down."""

from __future__ import annotations

import ipaddress
import re
import typing as t

TABLE = "fieldtech"

#: What people call a service: [(protocol, port)].
SERVICES: dict[str, list[tuple[str, str]]] = {
    "ssh": [("tcp", "22")],
    "http": [("tcp", "80")],
    "https": [("tcp", "443")],
    "ipp": [("tcp", "631"), ("udp", "631")],
    "mdns": [("udp", "5353")],
    "wsdd": [("udp", "3702"), ("tcp", "5357")],
    "samba": [("tcp", "139"), ("tcp", "445"), ("udp", "137"), ("udp", "138")],
    "nfs": [("tcp", "2049")],
    "rdp": [("tcp", "3389"), ("udp", "3389")],
    "vnc": [("tcp", "5900-5903")],
    "kdeconnect": [("tcp", "1714-1764"), ("udp", "1714-1764")],
    "syncthing": [("tcp", "22000"), ("udp", "22000"), ("udp", "21027")],
    "snmp": [("udp", "161")],
    "zabbix-agent": [("tcp", "10050")],
    "node-exporter": [("tcp", "9100")],
}

# Answers, this machine itself, what the network itself needs, and neighbours that introduce themselves: printers keep being found.
_ALWAYS = (
    'iifname "lo" accept',
    "ct state established,related accept",
    "meta l4proto { 1, 58 } accept",
    "ip6 saddr fe80::/10 udp dport 546 accept",
    "ip daddr 224.0.0.251 udp dport 5353 accept",
    "ip6 daddr ff02::fb udp dport 5353 accept",
)
_INTERFACE = re.compile(r"[A-Za-z0-9_.@-]{1,15}\Z")
# 1 is ICMP, 58 ICMPv6; a listing names them where /etc/protocols does.
_ICMP = re.compile(r"meta l4proto \{ (?:1|icmp), (?:58|ipv6-icmp|icmpv6) \} accept\Z")
_UFW = re.compile(r"### tuple ### (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (in|out)(?:_(\S+))?(?: comment=\S*)?\s*\Z")


class Rule(t.NamedTuple):
    """One thing that may come in: from an interface, or by protocol and port (both "any") from a source ("" is from anywhere)."""

    protocol: str
    port: str
    source: str
    interface: str = ""

    @property
    def family(self) -> int:
        """4 or 6, or 0 where there is no source."""
        return ipaddress.ip_network(self.source).version if self.source else 0


def network(text: t.Any) -> str:
    """An address or network as all of them write it.

    >>> network("192.0.2.7/32"), network("192.0.2.9/24"), network("2001:DB8::/32")
    ('192.0.2.7', '192.0.2.0/24', '2001:db8::/32')
    """
    try:
        found = ipaddress.ip_network(str(text), strict=False)
    except ValueError as exc:
        raise ValueError("%s is no address or network" % text) from exc
    return str(found.network_address) if found.prefixlen == found.max_prefixlen else str(found)


def holds(networks: t.Iterable[t.Any], address: str) -> bool:
    """Whether one of the networks holds the address.

    >>> holds(["198.51.100.0/24", "192.0.2.0/24"], "192.0.2.7"), holds(["192.0.2.0/24"], "2001:db8::1")
    (True, False)
    """
    try:
        where = ipaddress.ip_address(address)
    except ValueError as exc:
        raise ValueError("%s is no address" % address) from exc
    return any(where in ipaddress.ip_network(network(text)) for text in networks)


def port(text: t.Any) -> str:
    """A port or a range of them, with a hyphen.

    >>> port(631), port("8000:8010")
    ('631', '8000-8010')
    """
    ends = re.split("[:-]", str(text))
    if len(ends) > 2 or not all(end.isascii() and end.isdigit() and 0 < int(end) < 65536 for end in ends) or int(ends[0]) > int(ends[-1]):
        raise ValueError("%s is neither a port nor a range such as 8000-8010" % text)
    return "-".join(str(int(end)) for end in ends)


def rules(allowed: t.Iterable[dict[str, t.Any]] = (), sources: t.Iterable[t.Any] = (), interfaces: t.Iterable[t.Any] = (),
          ssh_ports: t.Iterable[t.Any] = (), admin_sources: t.Iterable[t.Any] = ()) -> list[Rule]:
    """What the profile lets in, in one order, each once. Raises ValueError for what cannot be meant.

    >>> [rule[:3] for rule in rules([{"service": "ssh", "sources": ["192.0.2.0/24"]}, {"port": 8080}], ssh_ports=[22], admin_sources=["198.51.100.7"])]
    [('tcp', '22', '192.0.2.0/24'), ('tcp', '22', '198.51.100.7'), ('tcp', '8080', '')]
    """
    found = [Rule("tcp", port(number), network(source) if source else "") for number in ssh_ports for source in list(admin_sources) or [""]]
    for entry in allowed:
        if bool(entry.get("service")) == bool(entry.get("port")):
            raise ValueError("each entry names either a service or a port, not %s" % dict(entry))
        if entry.get("service"):
            if entry["service"] not in SERVICES:
                raise ValueError(
                    "the service %s is not known; name its port and protocol instead, or one of %s" % (entry["service"], ", ".join(sorted(SERVICES))))
            wanted = SERVICES[entry["service"]]
        else:
            wanted = [(entry.get("protocol") or "tcp", port(entry["port"]))]
        found += [Rule(protocol, number, network(source) if source else "") for protocol, number in wanted for source in entry.get("sources") or [""]]
    found += [Rule("any", "any", network(source)) for source in sources]
    for interface in interfaces:
        if not _INTERFACE.match(str(interface)):
            raise ValueError("%s is no name of an interface" % interface)
        found.append(Rule("any", "any", "", str(interface)))
    return sorted(set(found))


def nft_rule(rule: Rule) -> str:
    """The rule as `nft list` writes it.

    >>> nft_rule(Rule("tcp", "631", "2001:db8::/32"))
    'ip6 saddr 2001:db8::/32 tcp dport 631 accept'
    """
    if rule.interface:
        return 'iifname "%s" accept' % rule.interface
    words = ["ip6" if rule.family == 6 else "ip", "saddr", rule.source] if rule.source else []
    return " ".join(words + ([rule.protocol, "dport", rule.port] if rule.port != "any" else []) + ["accept"])


def nft_table(wanted: t.Iterable[Rule]) -> list[str]:
    """The table's lines as `nft list table` writes them, without what it indents them with."""
    return ["table inet %s {" % TABLE, "chain input {", "type filter hook input priority filter; policy drop;", *_ALWAYS,
            *[nft_rule(rule) for rule in wanted], "}", "}"]


def nft_lines(text: str) -> list[str]:
    """The lines of a listing, to be compared with nft_table()."""
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line and not line.startswith("#")]
    return [_ALWAYS[2] if _ICMP.match(line) else line for line in lines]


def ufw_wanted(wanted: t.Iterable[Rule]) -> dict[str, list[str]]:
    """What ufw keeps of each rule: {what it writes down: the words that make it}.

    >>> ufw_wanted([Rule("tcp", "631", "192.0.2.0/24")])
    {'allow tcp 631 0.0.0.0/0 any 192.0.2.0/24 in': ['allow', 'in', 'proto', 'tcp', 'from', '192.0.2.0/24', 'to', 'any', 'port', '631']}
    """
    found = {}
    for rule in wanted:
        number = rule.port.replace("-", ":")
        words = ["allow", "in"] + (["on", rule.interface] if rule.interface else []) + (["proto", rule.protocol] if rule.protocol != "any" else [])
        words += ["from", rule.source or "any", "to", "any"] + (["port", number] if number != "any" else [])
        for family, anywhere in ((4, "0.0.0.0/0"), (6, "::/0")):
            if rule.family in (0, family):
                kept = "allow %s %s %s any %s in%s" % (rule.protocol, number, anywhere, rule.source or anywhere, "_" + rule.interface if rule.interface else "")
                found[kept] = words
    return found


def ufw_kept(text: str) -> dict[str, list[str]]:
    """The rules in ufw's user.rules or user6.rules: {what it writes down: the words that name it}.

    >>> ufw_kept("### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\\n-A ufw-user-input -p tcp --dport 22 -j ACCEPT\\n")
    {'allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in': ['allow', 'in', 'proto', 'tcp', 'from', '0.0.0.0/0', 'to', '0.0.0.0/0', 'port', '22']}
    """
    found = {}
    for line in text.splitlines():
        said = _UFW.match(line)
        if said:
            action, protocol, to_port, to, from_port, source, direction, interface = said.groups()
            words = [action.split("_")[0], direction] + (["on", interface] if interface else []) + (["proto", protocol] if protocol != "any" else [])
            words += ["from", source] + (["port", from_port] if from_port != "any" else []) + ["to", to] + (["port", to_port] if to_port != "any" else [])
            found["%s %s %s %s %s %s %s%s" % (action, protocol, to_port, to, from_port, source, direction, "_" + interface if interface else "")] = words
        elif line.startswith("### tuple ###"):
            found[" ".join(line.split()[3:])] = []
    return found


def firewalld_wanted(wanted: t.Iterable[Rule]) -> list[str]:
    """The rules as `firewall-cmd --list-all` writes them: ports, and rich rules where a source is named.

    >>> firewalld_wanted([Rule("tcp", "631", ""), Rule("any", "any", "192.0.2.0/24")])
    ['631/tcp', 'rule family="ipv4" source address="192.0.2.0/24" accept']
    """
    found = []
    for rule in wanted:
        if rule.source:
            what = ' port port="%s" protocol="%s"' % (rule.port, rule.protocol) if rule.port != "any" else ""
            found.append('rule family="ipv%d" source address="%s"%s accept' % (rule.family, rule.source, what))
        elif not rule.interface:
            found.append("%s/%s" % (rule.port, rule.protocol))
    return sorted(found)


def firewalld_zone(text: str) -> dict[str, t.Any]:
    """What `firewall-cmd --list-all` says of a zone: {zone, active, target, services, rules}.

    >>> firewalld_zone("home (default, active)\\n  target: default\\n  services: ssh\\n  ports: 631/tcp\\n  rich rules: \\n\\trule x\\n")
    {'zone': 'home', 'active': True, 'target': 'default', 'services': ['ssh'], 'rules': ['631/tcp', 'rule x']}
    """
    lines = text.splitlines()
    first = (lines[0] if lines else "").split()
    if not first:
        raise ValueError("no zone")
    said = {}
    for line in lines[1:]:
        key, colon, value = line.strip().partition(":")
        if colon and not line.startswith("\t"):
            said[key] = value.split()
    return {
        "zone": first[0], "active": "active" in lines[0], "target": " ".join(said.get("target", [])), "services": said.get("services", []),
        "rules": sorted(said.get("ports", []) + [line.strip() for line in lines if line.startswith("\trule ")]),
    }
