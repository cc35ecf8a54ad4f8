# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network: links, addresses, default routes and whether their gateways answer, names really resolving, NetworkManager, proxies, radios.

Only machines that this one already depends on are asked: its gateways, its name servers, its proxies, and the names of its package
repositories and of the profile. The facts are declared in roles/network/meta/facts.yml.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import typing as t

from ..formats import apt, ethtool, ifupdown, keyfile, name_service, networkmanager, proxy, route_table, wireless
from ..host import FAILED, TIMEOUT, TOOL_MISSING, Host, Unexamined, attempt
from ._files import short_text

PROFILE = (
    "network_probe_names", "network_connections", "network_dns_manager", "network_nameservers", "network_dns_search", "network_fallback_nameservers",
    "network_dnssec", "network_dns_over_tls", "network_proxy", "network_hosts", "network_mdns",
)

MAX_NAMES = 3
MAX_GATEWAYS = 3
MAX_PROFILES = 100

#: Seconds. A healthy machine needs none of them; a broken one must not take more than about three in all.
GATEWAY_TIME = 1
NAME_TIME = 2.0
SECOND_LOOK_TIME = 1.0

#: Below this speed (Mbit/s) it is worth asking what both ends of a cable could do.
FAST = 1000

_IFF_UP = 0x1
_URI_HOST = re.compile(r"[a-z+]*(?:https?|ftp)://(?:[^/\s@]*@)?([a-z0-9_.-]+)", re.I)
_DNF_URI = re.compile(r"^(?:baseurl|mirrorlist|metalink)\s*=\s*(\S+)", re.M)
# getent does not say why a name was not found; the C library does. Asked only where names do not resolve.
_WHY = "import socket, sys\ntry:\n    socket.getaddrinfo(sys.argv[1], None)\nexcept socket.gaierror as error:\n    print(error.errno)"
_REASONS = {socket.EAI_NONAME: "not_found", socket.EAI_AGAIN: "no_answer", socket.EAI_FAIL: "server_failed", getattr(socket, "EAI_NODATA", -5): "not_found"}


def together(**tasks: t.Callable[[], t.Any]) -> dict[str, t.Any]:
    """Run the tasks at the same time; each gives its value or an Unexamined in its place."""
    results: dict[str, t.Any] = {}

    def work(name: str, task: t.Callable[[], t.Any]) -> None:
        try:
            results[name] = task()
        except Unexamined as exc:
            results[name] = exc
        except Exception as exc:  # pylint: disable=broad-except
            # What one part meets must not cost the others.
            results[name] = Unexamined(FAILED, "network " + name, "%s: %s" % (type(exc).__name__, exc))

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in tasks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The facts of the component."""
    found = together(
        links=lambda: _links(host), addresses=lambda: _addresses(host), default_routes=lambda: _default_routes(host),
        networkmanager=lambda: _networkmanager(host), resolved=lambda: _resolved(host), names=lambda: _names(host, profile),
        rfkill=lambda: _rfkill(host), wanted=lambda: _wanted(host), regulatory_domain=lambda: _regulatory_domain(host),
    )
    names = found.pop("names")
    names = names if isinstance(names, dict) else {"dns": names, "proxies": names, "hostname": names}
    wanted = found.pop("wanted")
    if isinstance(found["links"], list):
        _relate(found["links"], found["addresses"], found["networkmanager"], wanted)
        _radios(host, found["links"], found["networkmanager"])
    dns = names["dns"]
    if isinstance(dns, dict):
        _manage(dns, found["networkmanager"], found["resolved"])
        _judge(host, dns)
    found.update(
        dns=dns, proxies=names["proxies"], hostname=names["hostname"],
        main_link=attempt(_main_link, found["links"], found["default_routes"]),
        reachable=attempt(_reachable, found["default_routes"], dns),
    )
    found["departures"] = {
        "connections": attempt(_connection_departures, host, profile), "name_servers": attempt(_name_server_departures, host, profile, found),
        "proxy": attempt(_proxy_departures, host, profile), "hosts": attempt(_hosts_departures, host, profile),
        "mdns": attempt(_mdns_departures, host, profile, found),
    }
    return found


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: how long the gateway takes, and how well a radio hears its access point (dBm)."""
    trend = {"gateway_seconds:" + route["link"]: route["seconds"] for route in facts["default_routes"][:1] if route["seconds"] is not None}
    links = facts["links"] if isinstance(facts["links"], list) else []
    signals = {link["name"]: link["wireless"]["signal_dbm"] for link in links if link["wireless"]}
    return {**trend, **{"signal:" + name: signal for name, signal in signals.items() if signal is not None}}


def _value(value: t.Any) -> t.Any:
    """The value, or raise the Unexamined that stands in its place."""
    if isinstance(value, Unexamined):
        raise value
    return value


def _number(text: str | None, base: int = 10) -> int | None:
    try:
        return int(text or "", base)
    except ValueError:
        return None


# Links and addresses

def _links(host: Host) -> list[dict[str, t.Any]]:
    counted = wireless.counters(host.read("/proc/net/dev") or "")
    return [_link(host, name, counted.get(name)) for name in host.listdir("/sys/class/net") or [] if host.stat("/sys/class/net/" + name + "/flags")]


def _link(host: Host, name: str, errors: dict[str, int] | None) -> dict[str, t.Any]:
    place = "/sys/class/net/" + name + "/"
    uevent = dict(line.partition("=")[::2] for line in (short_text(host, place + "uevent") or "").splitlines())
    admin_up = bool((_number(short_text(host, place + "flags"), 16) or 0) & _IFF_UP)
    # The kernel refuses to tell the carrier of a link that is switched off: there is none.
    carrier = admin_up and short_text(host, place + "carrier") == "1"
    driver = host.readlink(place + "device/driver")
    if short_text(host, place + "type") == "772":
        kind = "loopback"
    elif uevent.get("DEVTYPE") == "wlan" or host.stat(place + "phy80211"):
        kind = "wireless"
    else:
        kind = "physical" if host.stat(place + "device") else "virtual"
    speed = _number(short_text(host, place + "speed")) if carrier and kind == "physical" else None
    duplex = short_text(host, place + "duplex") if carrier and kind == "physical" else None
    master = host.readlink(place + "master")
    lower = [entry[6:] for entry in host.listdir(place) or [] if entry.startswith("lower_")] if kind == "virtual" else []
    # Healthy links are fast: only of a slow one is it asked what could be.
    ends = _ends(host, name) if speed and 0 < speed < FAST else {}
    wakes = short_text(host, place + "device/power/wakeup") if kind == "physical" else None
    return {
        "name": name, "kind": kind, "driver": driver.rpartition("/")[2] if driver else uevent.get("DEVTYPE"),
        "operstate": short_text(host, place + "operstate"), "admin_up": admin_up, "carrier": carrier, "mac": short_text(host, place + "address") or None,
        "mtu_bytes": _number(short_text(host, place + "mtu")), "speed_mbps": speed if speed and speed > 0 else None,
        "duplex": duplex if duplex in ("full", "half") else None, "master": master.rpartition("/")[2] if master else None,
        "uplink": _uplink(host, place, kind, uevent.get("DEVTYPE"), master, lower), "addresses": [],
        "connection": None, "wanted_by": [], "manager_state": None, "manager_reason": None,
        "supported_mbps": ends.get("supported_mbps"), "advertised_mbps": ends.get("advertised_mbps"), "partner_mbps": ends.get("partner_mbps"),
        "wakes": {"enabled": True, "disabled": False}.get(wakes or ""), "errors": errors, "wireless": None,
    }


def _ends(host: Host, name: str) -> dict[str, t.Any]:
    """What both ends of the cable can do; nothing where that cannot be asked."""
    try:
        answer = host.run(["ethtool", name], timeout=2, package="ethtool")
    except Unexamined as exc:
        return {"supported_mbps": exc, "advertised_mbps": exc, "partner_mbps": exc}
    return ethtool.settings(answer.out)


def _radios(host: Host, links: list[dict[str, t.Any]], manager: t.Any) -> None:
    """How each radio link is connected: as NetworkManager knows it, else as iw does."""
    radios = [link for link in links if link["kind"] == "wireless"]
    if not radios:
        return
    signals = wireless.signals(attempt(short_text, host, "/proc/net/wireless") or "")
    devices = manager["devices"] if isinstance(manager, dict) and isinstance(manager["devices"], list) else []
    known = {device["name"]: device["wireless"] for device in devices if device["managed"]}
    for link in radios:
        state = known.get(link["name"])
        if state is None and link["carrier"]:
            answer = attempt(host.run, ["iw", "dev", link["name"], "link"], timeout=2, package="iw")
            state = {} if isinstance(answer, Unexamined) else wireless.link(answer.out)
        state = state or {}
        frequency, signal = state.get("frequency_mhz"), state.get("signal_dbm")
        link["wireless"] = {
            "connected": state.get("connected", link["carrier"]), "frequency_mhz": frequency, "band_ghz": wireless.band(frequency),
            "signal_dbm": signals.get(link["name"]) if signal is None else signal, "signal_percent": state.get("signal_percent"),
            "bit_rate_mbps": state.get("bit_rate_mbps"),
        }


def _regulatory_domain(host: Host) -> str | None:
    """The country whose rules the radios keep. A machine without any, or without iw, has none to tell."""
    if not host.listdir("/sys/class/ieee80211"):
        return None
    try:
        return wireless.regulatory_domain(host.run(["iw", "reg", "get"], timeout=2, package="iw").out)
    except Unexamined:
        return None


def _uplink(host: Host, place: str, kind: str, devtype: str | None, master: str | None, lower: list[str]) -> bool:
    """Whether the link leads out of the machine, as against bridges and tunnels for containers, virtual machines and VPNs."""
    if master or kind == "loopback":
        return False
    if kind in ("physical", "wireless"):
        return True
    if devtype in ("bridge", "bond", "vlan"):
        return any(host.stat("/sys/class/net/" + name + "/device") for name in lower)
    # What is left without a type are the links of a container: one end of a veth pair whose other end is elsewhere.
    return devtype is None and not host.stat(place + "tun_flags") and short_text(host, place + "iflink") != short_text(host, place + "ifindex")


def _addresses(host: Host) -> list[dict[str, t.Any]]:
    answer = host.run(["ip", "-json", "address", "show"], timeout=3, package="iproute2")
    try:
        listed = json.loads(answer.out)
        return [
            {"link": link["ifname"], "family": "ipv6" if entry["family"] == "inet6" else "ipv4", "address": entry["local"], "prefix": entry["prefixlen"],
             "scope": entry.get("scope", "global"), "dynamic": bool(entry.get("dynamic"))}
            for link in listed if link for entry in link["addr_info"] if "local" in entry
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise Unexamined(FAILED, "ip -json address show", answer.err.strip()[:200] or "its answer is not understood") from exc


def _wanted(host: Host) -> dict[str, list[str]]:
    """Link -> who brings it up, of those that say so in files: ifupdown and systemd-networkd."""
    names: dict[str, list[str]] = {}
    if host.stat("/sbin/ifup"):
        for path in ["/etc/network/interfaces"] + host.glob("/etc/network/interfaces.d/*"):
            for name in ifupdown.wanted(host.read(path) or ""):
                names.setdefault(name, []).append("ifupdown")
    for path in host.glob("/run/systemd/netif/links/*"):
        if re.search(r"^NETWORK_FILE=/", host.read(path) or "", re.M):
            index = path.rpartition("/")[2]
            for other in host.listdir("/sys/class/net") or []:
                if short_text(host, "/sys/class/net/%s/ifindex" % other) == index:
                    names.setdefault(other, []).append("networkd")
    return names


def _relate(links: list[dict[str, t.Any]], addresses: t.Any, manager: t.Any, wanted: t.Any) -> None:
    """Fill in each link's addresses, its connection profile and who wants it up."""
    running = isinstance(manager, dict) and manager["running"]
    for link in links:
        name = link["name"]
        link["addresses"] = addresses if isinstance(addresses, Unexamined) else [
            "%s/%s" % (a["address"], a["prefix"]) for a in addresses if a["link"] == name and a["scope"] == "global"]
        link["wanted_by"] = wanted if isinstance(wanted, Unexamined) else list(dict.fromkeys(wanted.get(name, [])))
        if isinstance(manager, Unexamined) or (running and isinstance(manager["connections"], Unexamined)):
            missed = manager if isinstance(manager, Unexamined) else manager["connections"]
            link.update(connection=missed, wanted_by=missed, manager_state=missed, manager_reason=missed)
        elif running and link["kind"] != "loopback":
            device = next((d for d in manager["devices"] if d["name"] == link["name"]), None)
            if device is not None:
                link.update(manager_state="external" if device["external"] else device["state"], manager_reason=device["reason"])
                link["connection"] = _connection(link, device, manager["connections"])
            if link["connection"] is not None and isinstance(link["wanted_by"], list):
                link["wanted_by"].append("networkmanager")


def _connection(link: dict[str, t.Any], device: dict[str, t.Any], connections: list[dict[str, t.Any]]) -> str | None:
    """The profile that is active on the link, or that NetworkManager would bring up on it by itself."""
    # While networking is switched off no device is managed; the reason tells those that otherwise would be.
    if not device["managed"] and device["reason"] not in ("sleeping", "networking_off"):
        return None
    if device["connection"] is not None and not device["external"]:
        return device["connection"]
    # The default that NetworkManager makes up for a wired link speaks for the link, since it is made for exactly this one.
    fitting = [c for c in connections if c["autoconnect"] and (
        c["interface"] == link["name"] or (c["interface"] is None and c["type"] == "ethernet" and link["kind"] == "physical"))]
    return fitting[0]["name"] if fitting else None


def _main_link(links: t.Any, routes: t.Any) -> str | None:
    """The link of the default route; without one, the link that has an address and most likely should carry it."""
    if _value(routes):
        return routes[0]["link"]
    rank = {"physical": 0, "wireless": 1, "virtual": 2}
    fit = [link for link in _value(links) if link["uplink"] and link["carrier"] and _value(link["addresses"])]
    return min(fit, key=lambda link: rank.get(link["kind"], 3))["name"] if fit else None


# Default routes and their gateways

def _default_routes(host: Host) -> list[dict[str, t.Any]]:
    routes = route_table.ipv4(host.read("/proc/net/route") or "") + route_table.ipv6(host.read("/proc/net/ipv6_route") or "")
    asked = list(dict.fromkeys((r["gateway"], r["link"]) for r in routes if r["gateway"]))[:MAX_GATEWAYS]
    answers = together(**{"%s%%%s" % pair: (lambda pair=pair: _gateway(host, *pair)) for pair in asked})
    for route in routes:
        answer = answers.get("%s%%%s" % (route["gateway"], route["link"]))
        answer = answer if isinstance(answer, dict) else {}
        route.update({key: answer.get(key) for key in ("reachable", "answers_ping", "neighbour", "seconds")})
    return routes


def _gateway(host: Host, gateway: str, link: str) -> dict[str, t.Any]:
    """Whether the gateway is there. One that keeps silent on ping may still be seen as a neighbour, which is enough."""
    found: dict[str, t.Any] = {"reachable": None, "answers_ping": None, "neighbour": None, "seconds": None}
    try:
        target = gateway + "%" + link if gateway.startswith("fe80:") else gateway
        answer = host.run(["ping", "-n", "-q", "-c", "1", "-W", str(GATEWAY_TIME), target], timeout=GATEWAY_TIME + 0.5, package="iputils-ping")
        time = re.search(r"min/avg/max\S* = [\d.]+/([\d.]+)/", answer.out)
        if answer.rc == 0:
            return {**found, "reachable": True, "answers_ping": True, "seconds": round(float(time.group(1)) / 1000, 6) if time else None}
        if " 0 received" in answer.out:
            found["answers_ping"] = False
    except Unexamined as exc:
        # Without ping a closed port serves as well: what counts is that the kernel looks for the neighbour.
        if exc.reason == TOOL_MISSING and host.connect(gateway + "%" + link if gateway.startswith("fe80:") else gateway, 53, GATEWAY_TIME) in ("", "refused"):
            return {**found, "reachable": True}
    try:
        answer = host.run(["ip", "-json", "neighbour", "show", "to", gateway, "dev", link], timeout=2, package="iproute2")
        states = [state for entry in json.loads(answer.out or "[]") for state in entry.get("state", [])]
    except (Unexamined, ValueError, TypeError, AttributeError):
        return found
    found["neighbour"] = states[0].lower() if states else None
    if found["neighbour"] in ("reachable", "permanent"):
        found["reachable"] = True
    elif found["neighbour"] in ("failed", "incomplete"):
        found["reachable"] = False
    return found


# Names

def _names(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """{dns, proxies, hostname}: the files that govern names, and what resolves."""
    hosts = name_service.hosts(host.read("/etc/hosts") or "")
    sources = name_service.host_sources(host.read("/etc/nsswitch.conf") or "")
    proxies = attempt(_configured_proxies, host)
    known = proxies if isinstance(proxies, list) else []
    asked = [name for name in _wanted_names(host, profile, known) if name.lower() not in hosts][:MAX_NAMES]
    own = host.uname()["node"]
    tasks: dict[str, t.Callable[[], t.Any]] = {"name:" + name: (lambda name=name: _probe(host, name)) for name in asked}
    tasks.update({"proxy:%d" % i: (lambda p=p: _proxy(host, p)) for i, p in enumerate(known)})
    if own.lower() not in hosts and "myhostname" not in sources:
        tasks["own"] = lambda: _probe(host, own)["resolves"]
    answers = together(**tasks)
    return {
        "hostname": {"name": own, "in_hosts_file": own.lower() in hosts, "resolves": answers.get("own", True)},
        "proxies": [answers["proxy:%d" % i] for i in range(len(known))] if isinstance(proxies, list) else proxies,
        "dns": {**_resolv_conf(host), "sources": sources, "manager": None, "offered": [], "servers": [], "resolves": None,
                "names": asked, "failures": [], "probes": [answers["name:" + name] for name in asked]},
    }


def _is_address(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text.partition("%")[0])
            return True
        except (OSError, ValueError):
            pass
    return False


def _wanted_names(host: Host, profile: dict[str, t.Any], proxies: list[dict[str, t.Any]]) -> list[str]:
    """The names that must resolve here: the profile's, the proxies', and those of the package repositories unless a proxy resolves them."""
    wanted = [str(name) for name in profile.get("network_probe_names") or []] + [p["host"] for p in proxies]
    if not proxies:
        for pattern, uris in (("/etc/apt/sources.list.d/*.sources", _deb822_uris), ("/etc/apt/sources.list", _one_line_uris),
                              ("/etc/apt/sources.list.d/*.list", _one_line_uris), ("/etc/yum.repos.d/*.repo", _DNF_URI.findall)):
            for path in host.glob(pattern):
                text = attempt(host.read, path)
                found = [_URI_HOST.match(uri) for uri in uris(text)] if isinstance(text, str) else []
                wanted += [match.group(1).lower() for match in found if match]
    # Names go to a command's arguments: what does not look like one is not asked.
    return [n for n in dict.fromkeys(wanted) if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}", n) and not _is_address(n) and n != "localhost"]


def _deb822_uris(text: str) -> list[str]:
    return [source["uri"] for source in apt.deb822_sources(text) if source["enabled"]]


def _one_line_uris(text: str) -> list[str]:
    return [source["uri"] for source in apt.one_line_sources(text)]


def _probe(host: Host, name: str) -> dict[str, t.Any]:
    """{name, resolves, failure, address}: through the system's own resolver, as every program asks."""
    try:
        answer = host.run(["getent", "ahosts", name], timeout=NAME_TIME, package="libc-bin")
    except Unexamined as exc:
        if exc.reason != TIMEOUT:
            raise
        return {"name": name, "resolves": False, "failure": "timeout", "address": None}
    words = answer.out.split()
    if answer.rc == 0 and words:
        return {"name": name, "resolves": True, "failure": None, "address": words[0]}
    return {"name": name, "resolves": False, "failure": "unknown", "address": None}


def _resolv_conf(host: Host) -> dict[str, t.Any]:
    """{mode, target, nameservers, search, options} of /etc/resolv.conf; mode tells whose file it is."""
    path = "/etc/resolv.conf"
    target = host.readlink(path)
    text = host.read(path)
    content = name_service.resolv_conf(text or "")
    if text is None:
        mode = "missing"
    elif target is None:
        mode = content["generator"] if content["generator"] in ("networkmanager", "resolvconf") else "static"
    elif target.endswith(("/systemd/resolve/stub-resolv.conf", "/lib/systemd/resolv.conf")):
        mode = "resolved_stub"
    elif target.endswith("/systemd/resolve/resolv.conf"):
        mode = "resolved_uplink"
    elif "run/NetworkManager/" in target:
        mode = "networkmanager"
    else:
        mode = "resolvconf" if "run/resolvconf/" in target else "foreign"
    return {"mode": mode, "target": target, "nameservers": content["nameservers"], "search": content["search"], "options": content["options"]}


def _manage(dns: dict[str, t.Any], manager: t.Any, resolved: t.Any) -> None:
    """Who looks after resolv.conf on this machine, and which name servers it would put there."""
    if isinstance(resolved, dict) and resolved["running"] and resolved["nameservers"]:
        dns.update(manager="resolved", offered=["127.0.0.53"] + resolved["nameservers"])
    elif isinstance(manager, Unexamined):
        dns.update(manager=manager, offered=manager)
    elif (manager["running"] or manager["enabled"]) and manager["nameservers"] and manager["rc_manager"] != "unmanaged":
        dns.update(manager="networkmanager", offered=manager["nameservers"])


def _judge(host: Host, dns: dict[str, t.Any]) -> None:
    """Say whether names resolve; where they do not, look a second time for the reason and for the name servers."""
    failed = [probe for probe in dns["probes"] if isinstance(probe, dict) and not probe["resolves"]]
    unknown = [probe for probe in dns["probes"] if isinstance(probe, Unexamined)]
    if any(isinstance(probe, dict) and probe["resolves"] for probe in dns["probes"]):
        dns["resolves"] = True
        return
    if unknown:
        dns["resolves"] = unknown[0]
    if not failed:
        return
    offered = dns["offered"] if isinstance(dns["offered"], list) else []
    servers = [s for s in dict.fromkeys(dns["nameservers"] + offered) if _is_address(s) and not s.startswith("127.") and s != "::1"][:MAX_NAMES]
    tasks: dict[str, t.Callable[[], t.Any]] = {server: (lambda server=server: host.connect(server, 53, SECOND_LOOK_TIME)) for server in servers}
    tasks.update({"why:" + probe["name"]: (lambda probe=probe: _why(host, probe["name"])) for probe in failed if probe["failure"] == "unknown"})
    answers = together(**tasks)
    for server in servers:
        failure = answers[server]
        # A refusal comes from the server itself: it is there, if only for UDP.
        dns["servers"].append({"address": server, "reachable": failure if isinstance(failure, Unexamined) else failure in ("", "refused"),
                               "failure": failure or None})
    for probe in failed:
        why = answers.get("why:" + probe["name"])
        if isinstance(why, str):
            probe["failure"] = why
    dns["failures"] = list(dict.fromkeys(probe["failure"] for probe in failed))
    if len(failed) == 1 and failed[0]["failure"] == "not_found" and any(source in ("dns", "resolve") for source in dns["sources"]):
        # A single name that the name servers do not know says nothing about the name servers.
        return
    dns["resolves"] = False


def _why(host: Host, name: str) -> str:
    try:
        answer = host.run(["python3", "-I", "-S", "-c", _WHY, name], timeout=SECOND_LOOK_TIME, package="python3")
    except Unexamined as exc:
        return "timeout" if exc.reason == TIMEOUT else "unknown"
    number = _number(answer.out.strip())
    return "unknown" if number is None else _REASONS.get(number, "failed")


def _reachable(routes: t.Any, dns: t.Any) -> bool | None:
    """Whether any other machine answered by its address: a gateway or a name server. None if nothing was shown either way."""
    servers = [s["reachable"] for s in dns["servers"]] if isinstance(dns, dict) else []
    shown = [route["reachable"] for route in _value(routes)] + [s for s in servers if isinstance(s, bool)]
    if any(shown):
        return True
    return False if False in shown or not routes else None


# Who manages the network

def _networkmanager(host: Host) -> dict[str, t.Any]:
    wants = host.glob("/etc/systemd/system/*.wants/NetworkManager.service")
    masked = host.readlink("/etc/systemd/system/NetworkManager.service") == "/dev/null"
    found: dict[str, t.Any] = {
        "installed": host.stat("/usr/sbin/NetworkManager") is not None, "enabled": bool(wants) and not masked, "masked": masked, "running": False,
        "active_state": "inactive", "version": None, "state": None, "connectivity": None, "networking_enabled": None, "wireless_enabled": None,
        "dns_mode": None, "rc_manager": None, "nameservers": [], "devices": [], "connections": [],
    }
    if not found["installed"]:
        return found
    # What it would put into /etc/resolv.conf; the file outlives a manager that is down.
    found["nameservers"] = name_service.resolv_conf(host.read("/run/NetworkManager/resolv.conf") or "")["nameservers"]
    # Without auto-start: looking must not start what is stopped.
    answer = host.run(["busctl", "--json=short", "--auto-start=no", "--timeout=2", "call", "org.freedesktop.NetworkManager", "/org/freedesktop",
                       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"], timeout=3, package="systemd")
    if answer.rc != 0:
        found["active_state"] = _active_state(host, "NetworkManager.service")
        found["running"] = found["active_state"] == "active"
        if found["enabled"] or found["running"]:
            found["devices"] = found["connections"] = Unexamined(FAILED, "NetworkManager", "it does not answer: %s" % (answer.err.strip()[:120]))
        return found
    try:
        now = networkmanager.state(networkmanager.objects(answer.out))
    except (ValueError, TypeError, AttributeError, KeyError) as exc:
        raise Unexamined(FAILED, "NetworkManager", "its answer is not understood") from exc
    active, paths = now.pop("active"), now.pop("profiles")
    found.update(now, running=True, active_state="active")
    found["connections"] = attempt(_connections, host, active, paths)
    return found


def _connections(host: Host, active: dict[str, t.Any], paths: list[str]) -> list[dict[str, t.Any]]:
    """The connection profiles. nmcli leaves out every secret unless it is asked for them, and it is not."""
    if not paths:
        return []
    argv = ["nmcli", "--terse", "--fields", ",".join(networkmanager.PROFILE_FIELDS), "connection", "show"]
    for path in paths[:MAX_PROFILES]:
        argv += ["path", path]
    answer = host.run(argv, timeout=5, package="network-manager")
    profiles = networkmanager.profiles(answer.out)
    if answer.rc != 0 or len(profiles) != len(paths[:MAX_PROFILES]):
        raise Unexamined(FAILED, "nmcli connection show", answer.err.strip()[:200] or "it does not list every profile")
    for path, profile in zip(paths, profiles):
        now = active.get(path, {})
        profile.update(active=bool(now.get("activated")), device=now.get("device"))
    return profiles


def _resolved(host: Host) -> dict[str, t.Any]:
    installed = host.stat("/usr/lib/systemd/systemd-resolved") is not None
    found: dict[str, t.Any] = {
        "installed": installed, "enabled": bool(host.glob("/etc/systemd/system/*.wants/systemd-resolved.service")), "running": False,
        "active_state": "inactive", "nameservers": [],
    }
    if installed:
        found["active_state"] = _active_state(host, "systemd-resolved.service")
        found["running"] = found["active_state"] == "active"
    if found["running"]:
        found["nameservers"] = name_service.resolv_conf(host.read("/run/systemd/resolve/resolv.conf") or "")["nameservers"]
    return found


def _active_state(host: Host, unit: str) -> str:
    answer = host.run(["systemctl", "show", "--property=ActiveState", "--value", unit], timeout=2, package="systemd")
    state = answer.out.strip()
    if answer.rc != 0 or not state:
        raise Unexamined(FAILED, "systemctl show " + unit, answer.err.strip()[:200])
    return state


# Proxies and radios

def _configured_proxies(host: Host) -> list[dict[str, t.Any]]:
    """The proxies of the whole machine, each once, with the files that name it."""
    found: dict[tuple[str, int], dict[str, t.Any]] = {}
    paths = [("/etc/environment", proxy.environment), ("/etc/apt/apt.conf", proxy.apt)]
    paths += [(path, proxy.apt) for path in host.glob("/etc/apt/apt.conf.d/*") if re.search(r"/(?:[^./]+|[^/]+\.conf)$", path)]
    for path, parse in paths:
        text = attempt(host.read, path)
        for entry in parse(text) if isinstance(text, str) else []:
            known = found.setdefault((entry["host"], entry["port"]), {
                "scheme": entry["scheme"], "host": entry["host"], "port": entry["port"], "files": [], "resolves": None, "reachable": None, "failure": None,
            })
            if path not in known["files"]:
                known["files"].append(path)
    return list(found.values())[:MAX_NAMES]


def _proxy(host: Host, entry: dict[str, t.Any]) -> dict[str, t.Any]:
    """Whether the proxy takes connections. Its name is resolved apart: the resolver knows no time limit."""
    address: str | None = entry["host"]
    if not _is_address(entry["host"]):
        answer = _probe(host, entry["host"]) if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}", entry["host"]) else {"resolves": False, "address": None}
        entry["resolves"], address = answer["resolves"], answer["address"]
    if address is None:
        return {**entry, "reachable": False, "failure": "unresolved"}
    failure = host.connect(address, entry["port"], SECOND_LOOK_TIME)
    return {**entry, "reachable": not failure, "failure": failure or None}


def _rfkill(host: Host) -> list[dict[str, t.Any]]:
    found = []
    for place in host.glob("/sys/class/rfkill/rfkill*"):
        kind = short_text(host, place + "/type")
        found.append({
            "name": short_text(host, place + "/name"), "index": _number(place.rpartition("rfkill")[2]), "type": kind,
            # rfkill0/device is the radio, and its device has the link.
            "links": (host.listdir(place + "/device/device/net") or []) if kind == "wlan" else [],
            "soft_blocked": short_text(host, place + "/soft") == "1", "hard_blocked": short_text(host, place + "/hard") == "1",
        })
    return found


# Where the machine differs from its profile. What the profile does not name is not read.

OURS = {
    "resolved": "/etc/systemd/resolved.conf.d/50-fieldtech.conf", "networkmanager": "/etc/NetworkManager/conf.d/50-fieldtech-dns.conf",
    "mdns": "/etc/systemd/resolved.conf.d/51-fieldtech-mdns.conf", "dconf": "/etc/dconf/db/local.d/10-fieldtech-proxy",
}


def _connection_departures(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The connections of the profile that are missing, unwanted or different."""
    wanted = [entry for entry in profile.get("network_connections") or [] if isinstance(entry, dict) and entry.get("name")]
    known: dict[str, dict[str, t.Any]] = {}
    for folder in keyfile.FOLDERS if wanted else ():
        for name in (host.listdir(folder) or [])[:MAX_PROFILES]:
            now = keyfile.properties(host.read(folder + "/" + name) or "") if not name.startswith(".") else {}
            if now.get("connection.id"):
                known.setdefault(str(now["connection.id"]), now)
    departures = []
    for entry in wanted:
        name, present = str(entry["name"]), entry.get("state", "present") != "absent"
        here = known.get(name)
        settings = keyfile.differing(here, keyfile.wanted(entry)) if present and here is not None else []
        # One that waits to be asked has a fault of its own.
        settings = [key for key in settings if key != "connection.autoconnect" or here is None or here.get(key) != "false"]
        problem = "missing" if present and here is None else "unwanted" if not present and here is not None else "different" if settings else None
        if problem:
            departures.append({"name": name, "problem": problem, "settings": settings})
    return departures


def _words(value: t.Any) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else str(value or "").replace(",", " ").split()


def _choice(value: t.Any) -> str:
    """YAML reads yes and no as true and false."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value or "")


def _name_server_departures(host: Host, profile: dict[str, t.Any], found: dict[str, t.Any]) -> list[str]:
    """The settings of name servers that are not those of the profile."""
    servers, search = _words(profile.get("network_nameservers")), _words(profile.get("network_dns_search"))
    options = {
        "FallbackDNS": _words(profile.get("network_fallback_nameservers")), "DNSSEC": _words(_choice(profile.get("network_dnssec"))),
        "DNSOverTLS": _words(_choice(profile.get("network_dns_over_tls"))),
    }
    if not servers and not any(options.values()):
        return []
    told = profile.get("network_dns_manager", "auto")
    if told == "auto":
        told = "resolved" if _value(found["resolved"])["running"] else "networkmanager" if _value(found["networkmanager"])["running"] else "none"
    if told == "none":
        conf = name_service.resolv_conf(host.read("/etc/resolv.conf") or "")
        return [name for name, now, then in (("nameservers", conf["nameservers"], servers), ("search", conf["search"], search)) if then and now != then]
    there = keyfile.sections(host.read(OURS[told]) or "")
    if told == "networkmanager":
        wanted = {("global-dns-domain-*", "servers"): servers, ("global-dns", "searches"): search if servers else []}
    else:
        wanted = {("Resolve", "DNS"): servers, ("Resolve", "Domains"): search if servers else [], **{("Resolve", key): value for key, value in options.items()}}
    return [key for (section, key), value in wanted.items() if value and _words(there.get(section, {}).get(key)) != value]


def _proxy_departures(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The places that do not name the proxy of the profile: {place, settings}. Who may use the proxy is not looked at."""
    wanted = profile.get("network_proxy")
    if not isinstance(wanted, dict) or not wanted:
        return []
    absent = wanted.get("state", "present") == "absent"
    http = str(wanted.get("http") or "")
    addresses = {"http": proxy.address(http), "https": proxy.address(str(wanted.get("https") or http))}
    departures = []
    for place in wanted.get("places") or ("environment", "apt", "dnf", "dconf"):
        look = {"environment": _environment_proxy, "apt": _apt_proxy, "dnf": _dnf_proxy, "dconf": _dconf_proxy}.get(place)
        settings = look(host, wanted, addresses, absent) if look else []
        if settings:
            departures.append({"place": place, "settings": settings})
    return departures


def _same_proxy(now: dict[str, t.Any] | None, then: dict[str, t.Any] | None) -> bool:
    return (now is None) == (then is None) and (now is None or then is None or [now[k] for k in ("host", "port")] == [then[k] for k in ("host", "port")])


def _environment_proxy(host: Host, wanted: dict[str, t.Any], addresses: dict[str, t.Any], absent: bool) -> list[str]:
    text = host.read("/etc/environment") or ""
    if absent:
        return ["http_proxy"] if "fieldtech.workstation network_proxy" in text else []
    last = {entry["variable"]: entry for entry in proxy.environment(text)}
    different = ["%s_proxy" % scheme for scheme, address in addresses.items() if address and not _same_proxy(last.get("%s_proxy" % scheme), address)]
    lines = [line.partition("=")[2].strip().strip("\"'") for line in text.splitlines() if re.match(r"(export )?\s*no_proxy=", line)]
    exceptions = _words(wanted.get("no_proxy"))
    return different + (["no_proxy"] if exceptions and (not lines or set(exceptions) - set(lines[-1].split(","))) else [])


def _apt_proxy(host: Host, wanted: dict[str, t.Any], addresses: dict[str, t.Any], absent: bool) -> list[str]:
    if not host.stat("/usr/bin/apt-get"):
        return []
    if absent:
        return ["Acquire"] if host.stat("/etc/apt/apt.conf.d/99zz-fieldtech-proxy") else []
    last: dict[str, dict[str, t.Any]] = {}
    for path in [path for path in host.glob("/etc/apt/apt.conf.d/*") if re.search(r"/(?:[^./]+|[^/]+\.conf)$", path)] + ["/etc/apt/apt.conf"]:
        for entry in proxy.apt(host.read(path) or ""):
            if len(entry["variable"].split("::")) == 3:
                last[entry["variable"].lower()] = entry
    return ["Acquire::%s::Proxy" % scheme for scheme, address in addresses.items()
            if address and not _same_proxy(last.get("acquire::%s::proxy" % scheme), address)]


def _dnf_proxy(host: Host, wanted: dict[str, t.Any], addresses: dict[str, t.Any], absent: bool) -> list[str]:
    text = host.read("/etc/dnf/dnf.conf") if host.stat("/usr/bin/dnf") else None
    if text is None:
        return []
    now = proxy.address(keyfile.sections(text).get("main", {}).get("proxy", ""))
    return [] if _same_proxy(now, None if absent else addresses["https"]) else ["proxy"]


def _dconf_proxy(host: Host, wanted: dict[str, t.Any], addresses: dict[str, t.Any], absent: bool) -> list[str]:
    if not host.stat("/usr/bin/dconf"):
        return []
    text = host.read(OURS["dconf"])
    if absent or text is None:
        return ["mode"] if absent == (text is not None) else []
    there = keyfile.sections(text)
    automatic = str(wanted.get("auto_config_url") or "")
    different = [] if there.get("system/proxy", {}).get("mode") == ("'auto'" if automatic else "'manual'") else ["mode"]
    if automatic:
        return different + ([] if there.get("system/proxy", {}).get("autoconfig-url") == "'%s'" % automatic else ["autoconfig-url"])
    for scheme, address in addresses.items():
        now = there.get("system/proxy/" + scheme, {})
        if address and (now.get("host"), now.get("port")) != ("'%s'" % address["host"], str(address["port"])):
            different.append(scheme)
    # What was compiled is what programs see.
    compiled, written = host.stat("/etc/dconf/db/local"), host.stat(OURS["dconf"])
    return different + ([] if compiled and written and compiled["mtime"] >= written["mtime"] else ["database"])


def _hosts_departures(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The neighbours whose names /etc/hosts does not give, or not with this address: {name, address, found}."""
    wanted = [entry for entry in profile.get("network_hosts") or [] if isinstance(entry, dict)]
    there = name_service.hosts(host.read("/etc/hosts") or "") if wanted else {}
    departures = []
    for entry in wanted:
        for name in _words(entry.get("names")):
            # The first address counts; that the machine's own name has one on the loopback as well is Debian's way.
            addresses = [address for address in there.get(name.lower()) or [] if not address.startswith("127.") and address != "::1"]
            if str(entry.get("address")) not in addresses[:1] and not (addresses and _among_profile(wanted, name, addresses[0])):
                departures.append({"name": name, "address": str(entry.get("address")), "found": addresses[0] if addresses else None})
    return departures


def _among_profile(wanted: list[dict[str, t.Any]], name: str, address: str) -> bool:
    """Whether the profile gives this name that address too, as with one of each family."""
    return any(str(entry.get("address")) == address and name.lower() in [n.lower() for n in _words(entry.get("names"))] for entry in wanted)


def _mdns_departures(host: Host, profile: dict[str, t.Any], found: dict[str, t.Any]) -> list[str]:
    """What keeps names in .local from being answered for, and found, as the profile wants."""
    wanted = _choice(profile.get("network_mdns"))
    if not wanted:
        return []
    enabled = bool(host.glob("/etc/systemd/system/*.wants/avahi-daemon.s*")) and host.readlink("/etc/systemd/system/avahi-daemon.service") != "/dev/null"
    running = host.stat("/run/avahi-daemon/pid") is not None
    sources = _value(found["dns"])["sources"]
    asked = [source for source in sources if source.startswith("mdns")]
    setting = keyfile.sections(host.read(OURS["mdns"]) or "").get("Resolve", {}).get("MulticastDNS")
    if wanted == "avahi":
        return [name for name, bad in (("avahi_not_enabled", not enabled), ("avahi_not_running", not running), ("names_not_asked", not asked)) if bad]
    different = [name for name, bad in (("avahi_enabled", enabled), ("avahi_running", running)) if bad]
    if wanted == "resolved":
        return different + ([] if setting == "yes" else ["MulticastDNS"])
    return different + (["MulticastDNS"] if _value(found["resolved"])["running"] and setting != "no" else [])
