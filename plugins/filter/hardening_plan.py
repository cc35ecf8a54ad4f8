# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter hardening_plan: what switches of hardening have to write and set on a machine."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hardening_plan
short_description: What switches of hardening have to write and set
version_added: 0.1.0
description:
  - Compares what the chosen switches set with what a machine says of itself, which may be hostile and is only compared.
author: fieldtech.workstation authors
options:
  _input:
    description: The switches that are on and off, as the variable O(ignore:security_hardening) of the role P(fieldtech.workstation.security#role).
    type: dict
    required: true
  switches:
    description: What each of them sets.
    type: dict
    required: true
  live:
    description: What sysctl(8) says.
    type: str
    default: ""
  file:
    description: The settings in our file as it is.
    type: str
    default: ""
  modules:
    description: The modules in our file as it is.
    type: str
    default: ""
  container:
    description: Whether the machine is a container, which sets nothing that it shares with its host.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show what would be written
  ansible.builtin.debug:
    msg: "{{ {'kernel_messages': true} | fieldtech.workstation.hardening_plan(security_hardening_switches) }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    keys: {description: The settings of the kernel to ask for., type: list, elements: str}
    sysctl: {description: The settings that our file holds., type: dict}
    set: {description: 'What differs now, as sysctl(8) takes it.', type: list, elements: str}
    modules: {description: The modules that our file keeps from being loaded., type: list, elements: str}
    files: {description: 'Further files that are there, by path.', type: dict}
    absent: {description: Further files that are not., type: list, elements: str}
"""

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import hardening


def hardening_plan(chosen: object, switches: object, live: str = "", file: str = "", modules: str = "", container: bool = False) -> dict[str, object]:
    """The plan."""
    if not isinstance(chosen, dict) or not isinstance(switches, dict):
        raise AnsibleFilterError("fieldtech.workstation.hardening_plan works on dictionaries")
    on, off = hardening.wanted(switches, chosen), hardening.wanted(switches, chosen, False)
    now = hardening.sysctls(live)
    # What neither is on nor off stays as an earlier profile left it.
    kept = {key: value for key, value in hardening.sysctls(file).items() if key not in off["sysctl"]}
    kept_modules = [name for name in hardening.modules(modules) if name not in off["modules"]]
    return {
        "keys": sorted(on["sysctl"]),
        "sysctl": dict(sorted({**kept, **on["sysctl"]}.items())),
        "set": ["%s=%s" % (key, value) for key, value in sorted(on["sysctl"].items())
                if key in now and now[key] != value and not (container and hardening.shared(key))],
        "modules": sorted({*kept_modules, *on["modules"]}),
        "files": on["files"],
        "absent": sorted(set(off["files"]) - set(on["files"])),
    }


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"hardening_plan": hardening_plan}
