# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security: the firewall, compared with what the profile lets in. Read where the profile wants one, otherwise not at all."""

from __future__ import annotations

import typing as t

from ..formats import firewall
from ..formats.assignments import parse_assignments
from ..host import FAILED, Host, Unexamined


def compare(host: Host, profile: dict[str, t.Any], backend: str, ports: list[t.Any], runs: bool) -> tuple[list[str], list[str], bool]:
    """(rules that are missing, those that nobody asked for, whether it runs) of nftables, ufw or firewalld. Raises Unexamined.

    ports: those of ssh, which stay open; runs: whether its service does.
    """
    try:
        wanted = firewall.rules(profile.get("security_firewall_allowed") or [], profile.get("security_firewall_sources") or [],
                                profile.get("security_firewall_interfaces") or [], ports, profile.get("security_firewall_admin_sources") or [])
    except (ValueError, TypeError, AttributeError) as exc:
        raise Unexamined(FAILED, "security_firewall_allowed", str(exc)[:200]) from exc
    return {"nftables": _nftables, "ufw": _ufw, "firewalld": _firewalld}[backend](host, wanted, runs)


def _nftables(host: Host, wanted: list[firewall.Rule], _runs: bool) -> tuple[list[str], list[str], bool]:
    lines = firewall.nft_table(wanted)
    said = host.run(["nft", "list", "table", "inet", "fieldtech"], package="nftables")
    if said.rc != 0:
        if "No such file" in said.err:
            return [], [], False
        raise Unexamined(FAILED, "nft list table", said.err.strip()[:200])
    live = firewall.nft_lines(said.out)
    missing, extra = [line for line in lines if line not in live], [line for line in live if line not in lines]
    # What the next start would load: the same, behind the two lines that take the former table away.
    saved = firewall.nft_lines(host.read("/etc/nftables.d/fieldtech.nft") or "")[2:]
    if not missing and not extra and live != lines:
        extra = ["another order"]
    if saved != lines:
        missing = missing + ["/etc/nftables.d/fieldtech.nft"]
    return missing, extra, True


def _ufw(host: Host, wanted: list[firewall.Rule], _runs: bool) -> tuple[list[str], list[str], bool]:
    said = host.run(["ufw", "status"], package="ufw")
    if said.rc != 0:
        raise Unexamined(FAILED, "ufw status", said.err.strip()[:200])
    kept = firewall.ufw_kept((host.read("/etc/ufw/user.rules") or "") + "\n" + (host.read("/etc/ufw/user6.rules") or ""))
    lines = firewall.ufw_wanted(wanted)
    policy = parse_assignments(host.read("/etc/default/ufw") or "").get("DEFAULT_INPUT_POLICY", "DROP")
    extra = [line for line in kept if line not in lines] + (["policy " + policy] if policy not in ("DROP", "REJECT") else [])
    return [line for line in lines if line not in kept], extra, said.out.startswith("Status: active")


def _firewalld(host: Host, wanted: list[firewall.Rule], runs: bool) -> tuple[list[str], list[str], bool]:
    if not runs:
        return [], [], False
    default = parse_assignments(host.read("/etc/firewalld/firewalld.conf") or "").get("DefaultZone", "public")
    said = host.run(["firewall-cmd", "--zone=fieldtech", "--list-all"], package="firewalld")
    if said.rc == 112:  # INVALID_ZONE
        return ["zone"], [], True
    if said.rc != 0:
        raise Unexamined(FAILED, "firewall-cmd --list-all", said.err.strip()[:200])
    zone = firewall.firewalld_zone(said.out)
    lines = firewall.firewalld_wanted(wanted) + ["dhcpv6-client", "mdns"]
    live = zone["rules"] + zone["services"]
    extra = [line for line in live if line not in lines] + (["target " + zone["target"]] if zone["target"] != "default" else [])
    return [line for line in lines if line not in live] + (["default zone"] if default != firewall.TABLE else []), extra, True
