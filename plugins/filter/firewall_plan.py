# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firewall_plan: what a firewall of the profile lets in, as nftables, ufw and firewalld write it down."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firewall_plan
short_description: What the firewall lets in, as nftables, ufw and firewalld write it down
version_added: 0.1.0
description:
  - Turns the list of what is allowed into rules, the same for every program that may keep them, and says how each writes them down.
  - What these programs keep at the moment may be given, to learn what is missing and what is too much. It may be hostile. It is only
    compared and taken apart; nothing of it is evaluated.
author: fieldtech.workstation authors
options:
  _input:
    description: What is allowed, as the variable O(ignore:security_firewall_allowed) of the role P(fieldtech.workstation.security#role).
    type: list
    elements: dict
    required: true
  sources:
    description: Addresses and networks from which everything is allowed.
    type: list
    elements: str
    default: []
  interfaces:
    description: Interfaces on which everything is allowed.
    type: list
    elements: str
    default: []
  ssh_ports:
    description: Ports at which the admin host comes in.
    type: list
    elements: int
    default: []
  admin_sources:
    description: From where it comes; anywhere if it is empty.
    type: list
    elements: str
    default: []
  peer:
    description: The address that the admin host comes from; empty if it does not come by ssh.
    type: str
    default: ""
  nft:
    description: What C(nft list table inet fieldtech) says.
    type: str
    default: ""
  ufw:
    description: The content of F(/etc/ufw/user.rules) and F(/etc/ufw/user6.rules), one behind the other.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show the table of nftables
  ansible.builtin.debug:
    msg: "{{ ([{'service': 'ipp'}] | fieldtech.workstation.firewall_plan(ssh_ports=[22])).nft }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    nft: {description: The lines of the table of nftables., type: list, elements: str}
    admits: {description: Whether ssh from the peer is let in., type: bool}
    nft_same: {description: Whether the table is as the lines say., type: bool}
    ufw_missing: {description: The words behind C(ufw) that add what is missing., type: list, elements: list}
    ufw_extra: {description: The words behind C(ufw) that take away what is too much., type: list, elements: list}
    firewalld:
      description: 'The rules of a zone, each with C(protocol), C(port), C(source) and C(family): ipv4, ipv6 or nothing.'
      type: list
      elements: dict
"""

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import firewall


def firewall_plan(allowed: object, sources: object = (), interfaces: object = (), ssh_ports: object = (), admin_sources: object = (),
                  peer: str = "", nft: str = "", ufw: str = "") -> dict[str, object]:
    """The plan."""
    if not isinstance(allowed, (list, tuple)):
        raise AnsibleFilterError("fieldtech.workstation.firewall_plan works on a list, not on %s" % type(allowed).__name__)
    try:
        wanted = firewall.rules(allowed, sources, interfaces, ssh_ports, admin_sources)  # type: ignore[arg-type]
        admits = not peer or not admin_sources or firewall.holds([*admin_sources, *sources, "127.0.0.0/8", "::1"], peer)  # type: ignore[misc]
    except ValueError as exc:
        raise AnsibleFilterError("fieldtech.workstation.firewall_plan: %s" % exc) from exc
    ufw_wanted, ufw_kept = firewall.ufw_wanted(wanted), firewall.ufw_kept(ufw)
    missing = [words for kept, words in ufw_wanted.items() if kept not in ufw_kept]
    return {
        "nft": firewall.nft_table(wanted),
        "admits": admits,
        "nft_same": firewall.nft_lines(nft) == firewall.nft_table(wanted),
        # One word for both families: what is missing in both is added once.
        "ufw_missing": [words for position, words in enumerate(missing) if words not in missing[:position]],
        "ufw_extra": [["delete", *words] for kept, words in ufw_kept.items() if kept not in ufw_wanted and words],
        "firewalld": [{"protocol": rule.protocol, "port": rule.port, "source": rule.source, "family": "ipv%d" % rule.family if rule.family else ""}
                      for rule in wanted if not rule.interface],
    }


class FilterModule:
    """What Ansible finds."""

    def filters(self) -> dict[str, object]:
        """The filter."""
        return {"firewall_plan": firewall_plan}
