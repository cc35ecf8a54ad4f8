# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NetworkManager's connection profiles as files, and what a connection of network_connections should be there.

NetworkManager writes a profile anew whenever somebody changes it, leaves out what is as it would be anyway, and writes addresses
differently from version to version. So profiles are compared by what they mean, setting by setting, never as text.
"""

from __future__ import annotations

import re
import typing as t

#: Where profiles are, the first place that has one wins; what is in /run was made for this session only.
FOLDERS = ("/etc/NetworkManager/system-connections", "/run/NetworkManager/system-connections", "/usr/lib/NetworkManager/system-connections")
#: Where certificates are that are named without a folder.
CERTIFICATES = "/etc/NetworkManager/certificates"

SECRETS = {"psk": "wifi-security.psk", "password": "802-1x.password", "private_key_password": "802-1x.private-key-password"}
_SECRET = re.compile(r"psk$|password|wep-key|^pin$|secret|private-key$|preshared-key|-raw$|^leap")

_SECTIONS = {"802-3-ethernet": "ethernet", "802-11-wireless": "wifi", "802-11-wireless-security": "wifi-security"}
_LISTS = {"ipv4.dns", "ipv4.dns-search", "ipv6.dns", "ipv6.dns-search", "802-1x.eap", "ipv4.addresses", "ipv6.addresses"}
#: What a setting is that a profile does not mention.
_DEFAULTS = {
    "connection.autoconnect": "true", "connection.autoconnect-priority": "0", "connection.metered": "0", "connection.mdns": "-1", "connection.llmnr": "-1",
    "connection.dns-over-tls": "-1", "wifi.hidden": "false", "wifi.mode": "infrastructure", "wifi-security.pmf": "0", "wifi-security.psk-flags": "0",
    "802-1x.password-flags": "0", "802-1x.private-key-password-flags": "0", "802-1x.system-ca-certs": "false", "ipv4.never-default": "false",
    "ipv4.ignore-auto-dns": "false", "ipv4.route-metric": "-1", "ipv6.ip6-privacy": "-1", "ethernet.mtu": "0", "wifi.mtu": "0",
}
_WORDS = {"yes": "true", "no": "false", "on": "true", "off": "false"}
_PATHS = {"802-1x.ca-cert", "802-1x.client-cert", "802-1x.private-key"}

_TYPES = {"ethernet": "ethernet", "wifi": "wifi", "vlan": "vlan", "bridge": "bridge", "bond": "bond"}
METERED = {"yes": "1", "no": "2", "unknown": "0"}
MDNS = {"default": "-1", "no": "0", "resolve": "1", "yes": "2"}
DNS_OVER_TLS = {"default": "-1", "no": "0", "opportunistic": "1", "yes": "2"}
PMF = {"default": "0", "disabled": "1", "optional": "2", "required": "3"}
EAP_KEY_MANAGEMENT = ("wpa-eap", "wpa-eap-suite-b-192", "ieee8021x")


def is_secret(key: str) -> bool:
    """Whether this setting ("section.key") may hold what nobody should read. A file's name is no secret."""
    name = key.partition(".")[2]
    return bool(_SECRET.search(name)) and key not in _PATHS and not name.endswith("-flags")


def sections(text: str) -> dict[str, dict[str, str]]:
    """Section -> key -> value as written.

    >>> sections("[connection]\\nid=Office\\n\\n[802-3-ethernet]\\nmtu=1400\\n")
    {'connection': {'id': 'Office'}, 'ethernet': {'mtu': '1400'}}
    """
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] | None = None
    for line in text.split("\n"):
        line = line.rstrip("\r")
        head = re.match(r"\s*\[([^\]]+)\]\s*$", line)
        if head:
            here = found.setdefault(_SECTIONS.get(head.group(1), head.group(1)), {})
        elif here is not None and "=" in line and not line.lstrip().startswith("#"):
            key, _equals, value = line.partition("=")
            here[key.strip()] = value.lstrip()
    return found


def properties(text: str) -> dict[str, str | list[str]]:
    """"section.key" -> value, of those that are no secrets; addresses and gateways in one form whatever the version that wrote them.

    >>> properties("[ipv4]\\naddress1=192.0.2.10/24,192.0.2.1\\ndns=192.0.2.53;\\n[wifi-security]\\npsk=sesame\\n")
    {'ipv4.gateway': '192.0.2.1', 'ipv4.dns': ['192.0.2.53'], 'ipv4.addresses': ['192.0.2.10/24']}
    """
    found: dict[str, str | list[str]] = {}
    for section, keys in sections(text).items():
        addresses = []
        for key, value in keys.items():
            name = "%s.%s" % (section, key)
            number = re.match(r"address(?:es)?(\d{1,6})$", key) if section in ("ipv4", "ipv6") else None
            if number:
                address, _comma, gateway = value.partition(",")
                addresses.append((int(number.group(1)), _address(address)))
                if gateway:
                    found.setdefault(section + ".gateway", gateway.split(",")[0].strip())
            elif not is_secret(name):
                found[name] = _ssid(value) if name == "wifi.ssid" else _split(value) if name in _LISTS else _unescape(value)
        if addresses:
            found[section + ".addresses"] = [address for _number, address in sorted(addresses)]
    return found


def has_secret(text: str, key: str) -> bool:
    """Whether the profile has a value for this secret setting."""
    section, _dot, name = key.partition(".")
    return bool(sections(text).get(section, {}).get(name))


def _address(text: str) -> str:
    text = text.strip()
    return text if "/" in text else text + ("/128" if ":" in text else "/32")


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "t": "\t", "r": "\r"}.get(found.group(1), found.group(1)), text, flags=re.S)


def _split(value: str) -> list[str]:
    return [_unescape(part).strip() for part in re.findall(r"(?:\\.|[^;\\])+", value) if part.strip()]


def _ssid(value: str) -> str:
    numbers = value.split(";")
    if len(numbers) > 1 and numbers[-1] == "" and all(re.fullmatch(r"\d{1,3}", n) and int(n) < 256 for n in numbers[:-1]):
        return bytes(int(n) for n in numbers[:-1]).decode("utf-8", "replace")
    return _unescape(value)


def written(key: str, value: str | list[str]) -> str:
    """A value as a profile has it.

    >>> written("ipv4.dns", ["192.0.2.53", "192.0.2.54"]), written("802-1x.password", " a\\\\b;c")
    ('192.0.2.53;192.0.2.54;', '\\\\sa\\\\\\\\b;c')
    """
    if isinstance(value, list):
        return "".join(_escape(part).replace(";", "\\;") + ";" for part in value)
    if key == "wifi.ssid" and (not value.isascii() or ";" in value or not value.isprintable() or value != value.strip()):
        return "".join("%d;" % byte for byte in value.encode("utf-8"))
    return _escape(value)


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    blanks = len(text) - len(text.lstrip(" "))
    return "\\s" * blanks + text[blanks:]


def _canonical(key: str, value: str | list[str] | None) -> str | list[str]:
    if value is None:
        return [] if key in _LISTS else _DEFAULTS.get(key, "")
    if isinstance(value, list):
        return [part.lower() for part in value]
    if key == "connection.type":
        return _SECTIONS.get(value, value)
    if key in _PATHS and value.startswith("file://"):
        return value[7:]
    if _DEFAULTS.get(key) in ("true", "false"):
        return _WORDS.get(value.lower(), {"1": "true", "0": "false"}.get(value, value.lower()))
    return value.lower() if key.endswith(("cloned-mac-address", "method")) else value


def differing(now: dict[str, str | list[str]], wanted: dict[str, str | list[str] | None]) -> list[str]:
    """The settings that are not as wanted.

    >>> differing({"connection.autoconnect": "true"}, {"connection.autoconnect": "true", "ipv4.method": "auto", "ipv4.dns": None})
    ['ipv4.method']
    """
    return [key for key, value in wanted.items() if _canonical(key, now.get(key)) != _canonical(key, value)]


def _listed(value: t.Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else str(value).replace(",", " ").split()


def wanted(connection: dict[str, t.Any]) -> dict[str, str | list[str] | None]:
    """"section.key" -> value (None: as NetworkManager would do it anyway) that an entry of network_connections asks for, secrets apart.

    >>> wanted({"name": "office", "ifname": "enp3s0", "ip4": ["192.0.2.10/24"]})["ipv4.method"]
    'manual'
    """
    kind = str(connection.get("type") or "ethernet")
    base = "wifi" if kind == "wifi" else "ethernet"
    found: dict[str, str | list[str] | None] = {
        "connection.type": _TYPES.get(kind, kind), "connection.autoconnect": _truth(connection.get("autoconnect"), True),
        "ipv4.method": str(connection.get("method4") or ("manual" if connection.get("ip4") else "auto")),
        "ipv6.method": str(connection.get("method6") or ("manual" if connection.get("ip6") else "auto")),
    }
    for option, key in {
        "ifname": "connection.interface-name", "autoconnect_priority": "connection.autoconnect-priority", "zone": "connection.zone",
        "mac": base + ".cloned-mac-address", "mtu": base + ".mtu", "gw4": "ipv4.gateway", "gw6": "ipv6.gateway",
        "route_metric4": "ipv4.route-metric", "vlanid": "vlan.id", "vlandev": "vlan.parent",
        "ssid": "wifi.ssid", "identity": "802-1x.identity", "anonymous_identity": "802-1x.anonymous-identity", "phase2_auth": "802-1x.phase2-auth",
        "server_name": "802-1x.domain-suffix-match", "key_mgmt": "wifi-security.key-mgmt",
    }.items():
        if connection.get(option) not in (None, ""):
            found[key] = str(connection[option])
    for option, key in {
        "ip4": "ipv4.addresses", "dns4": "ipv4.dns", "dns4_search": "ipv4.dns-search", "ip6": "ipv6.addresses", "dns6": "ipv6.dns", "eap": "802-1x.eap",
    }.items():
        if connection.get(option):
            values = _listed(connection[option])
            found[key] = [_address(value) for value in values] if key.endswith("addresses") else values
    for option, key in {
        "never_default4": "ipv4.never-default", "ignore_auto_dns4": "ipv4.ignore-auto-dns", "hidden": "wifi.hidden",
        "system_ca_certs": "802-1x.system-ca-certs",
    }.items():
        if connection.get(option) is not None:
            found[key] = _truth(connection[option])
    for option, key, numbers in (
        ("metered", "connection.metered", METERED), ("mdns", "connection.mdns", MDNS), ("llmnr", "connection.llmnr", MDNS),
        ("dns_over_tls", "connection.dns-over-tls", DNS_OVER_TLS), ("pmf", "wifi-security.pmf", PMF),
    ):
        if connection.get(option) not in (None, ""):
            found[key] = numbers.get(_yes_no(connection[option]), str(connection[option]))
    for option, key in {"ca_cert": "802-1x.ca-cert", "client_cert": "802-1x.client-cert", "private_key": "802-1x.private-key"}.items():
        if connection.get(option):
            path = str(connection[option])
            found[key] = path if path.startswith("/") else "%s/%s" % (CERTIFICATES, path)
    if kind == "wifi" and connection.get("eap"):
        found.setdefault("wifi-security.key-mgmt", "wpa-eap")
    return found


def _truth(value: t.Any, default: bool = False) -> str:
    if value is None:
        value = default
    return "true" if value is True or str(value).lower() in ("true", "yes", "on", "1") else "false"


def _yes_no(value: t.Any) -> str:
    """YAML reads yes and no as true and false."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value).lower()


def changed(text: str, settings: dict[str, str | list[str] | None]) -> str:
    """The profile with these settings in place of its own; None takes one away. All else, and its order, stays.

    >>> changed("[connection]\\nid=a\\n\\n[ipv4]\\nmethod=auto\\n", {"ipv4.method": "disabled", "connection.zone": "home"})
    '[connection]\\nid=a\\nzone=home\\n\\n[ipv4]\\nmethod=disabled\\n'
    """
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.rstrip("\n").split("\n") if text else []:
        head = re.match(r"\s*\[([^\]]+)\]\s*$", line)
        if head:
            parts.append((_SECTIONS.get(head.group(1), head.group(1)), [line]))
        else:
            parts[-1][1].append(line)
    for key, value in settings.items():
        section, _dot, name = key.partition(".")
        addresses = section in ("ipv4", "ipv6") and name == "addresses"
        old = re.compile(r"\s*(?:%s)\s*=" % (r"address(?:es)?\d+" if addresses else re.escape(name)))
        for known, lines in parts:
            if known == section:
                if section in ("ipv4", "ipv6") and name in ("addresses", "gateway"):
                    _gateway_apart(lines)
                lines[:] = [line for line in lines if not old.match(line)]
        if value is None or value == []:
            continue
        if addresses:
            new = ["address%d=%s" % (number, part) for number, part in enumerate(value, 1)]
        else:
            new = ["%s=%s" % (name, written(key, value))]
        for known, lines in parts:
            if known == section:
                end = len(lines)
                while end > 1 and not lines[end - 1].strip():
                    end -= 1
                lines[end:end] = new
                break
        else:
            if parts[-1][1] and parts[-1][1][-1].strip():
                parts[-1][1].append("")
            parts.append((section, ["[%s]" % section] + new))
    return "\n".join(line for _section, lines in parts for line in lines).strip("\n") + "\n"


def _gateway_apart(lines: list[str]) -> None:
    """Older versions write the gateway behind the first address: give it a line of its own."""
    for number, line in enumerate(lines):
        found = re.match(r"(\s*address(?:es)?\d+\s*=[^,]*),\s*([^,\s]+).*$", line)
        if found:
            lines[number] = found.group(1)
            lines.insert(number + 1, "gateway=%s" % found.group(2))
            return
