# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What switches of hardening set, beside what the kernel and the files of a machine say."""

from __future__ import annotations

import re
import typing as t

SYSCTL_FILE = "/etc/sysctl.d/61-fieldtech-security.conf"
MODULES_FILE = "/etc/modprobe.d/61-fieldtech-security.conf"

_SYSCTL = re.compile(r"-?\s*([a-zA-Z0-9_][a-zA-Z0-9_./-]*)\s*=\s*(.*?)\s*\Z")
_INSTALL = re.compile(r"install\s+(\S+)\s+(?:/usr)?/bin/(?:false|true)\b")


def sysctls(text: str) -> dict[str, str]:
    """The settings in a file of sysctl.d(5), or in what sysctl(8) prints; the last one wins.

    >>> sysctls("# ours\\nnet.ipv4.tcp_syncookies=1\\n-kernel/sysrq = 244\\n; no\\nkernel.printk = 4\\t4\\t1\\t7\\n")
    {'net.ipv4.tcp_syncookies': '1', 'kernel.sysrq': '244', 'kernel.printk': '4 4 1 7'}
    """
    found = {}
    for line in text.splitlines():
        said = _SYSCTL.match(line.strip())
        if said:
            key = said.group(1)
            # Where the first separator is a slash, slashes and dots have changed places.
            first = re.search("[./]", key)
            found[key.translate(str.maketrans("./", "/.")) if first and first.group() == "/" else key] = " ".join(said.group(2).split())
    return found


def path(key: str) -> str:
    """Where the kernel keeps a setting.

    >>> path("net.ipv4.conf.all.rp_filter")
    '/proc/sys/net/ipv4/conf/all/rp_filter'
    """
    return "/proc/sys/" + key.translate(str.maketrans("./", "/."))


def modules(text: str) -> list[str]:
    """The modules that a file of modprobe.d(5) keeps from being loaded.

    >>> modules("install dccp /bin/false\\n# install x /bin/false\\n")
    ['dccp']
    """
    return [said.group(1) for said in (_INSTALL.match(line.strip()) for line in text.splitlines()) if said]


def shared(key: str) -> bool:
    """Whether a container shares this setting with its host; only those of its network are its own."""
    return not key.startswith("net.")


def wanted(switches: dict[str, t.Any], chosen: dict[str, t.Any], state: bool = True) -> dict[str, t.Any]:
    """What the switches of this state set, together: {sysctl, modules, files}.

    >>> wanted({"a": {"sysctl": {"net.x": 1}}, "b": {"modules": ["m"]}, "c": {}}, {"a": True, "b": False})
    {'sysctl': {'net.x': '1'}, 'modules': [], 'files': {}}
    """
    found: dict[str, t.Any] = {"sysctl": {}, "modules": [], "files": {}}
    for name, on in chosen.items():
        switch = switches.get(name)
        if bool(on) == state and isinstance(switch, dict):
            found["sysctl"].update({key: " ".join(str(value).split()) for key, value in (switch.get("sysctl") or {}).items()})
            found["modules"] += [module for module in switch.get("modules") or [] if module not in found["modules"]]
            found["files"].update(switch.get("files") or {})
    return found
