# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security: firewalls, logs of scanners, settings of the kernel. What programs print may be hostile."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import clamav, firewall, hardening


def parse(data: bytes) -> None:
    """Each parser of text."""
    text = data.decode("utf-8", "replace")
    clamav.parse(text)
    firewall.nft_lines(text)
    firewall.ufw_kept(text)
    hardening.sysctls(text)
    hardening.modules(text)
    firewall.firewalld_zone(text)


PARSE = parse
SEEDS = [
    b"Tue Nov 24 12:30:01 2026 -> /home/a/x: y.com: Lab.Sample FOUND\n/srv/b: Lab.Other.UNOFFICIAL FOUND\n/srv/b: moved to '/q/b'\n"
    b"\n----------- SCAN SUMMARY -----------\nInfected files: 2\nTotal errors: 1\nEnd Date:   2026:11:24 12:30:01\n",
    b"table inet fieldtech {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\tmeta l4proto { icmp, ipv6-icmp } accept\n\t}\n}\n",
    b"### tuple ### allow tcp 22 0.0.0.0/0 any 192.0.2.0/24 in\n### tuple ### limit udp 8000:8010 ::/0 any ::/0 in_virbr0 comment=6c6162\n",
    b"net.ipv4.conf.all.rp_filter = 2\n-kernel/printk = 4 4 1 7\ninstall sctp /bin/false\n",
    b"fieldtech (default, active)\n  target: default\n  services: mdns\n  ports: 631/tcp\n  rich rules: \n"
    b"\trule family=\"ipv4\" source address=\"192.0.2.1\" accept\n",
]
