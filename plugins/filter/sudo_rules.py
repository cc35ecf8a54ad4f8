# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter sudo_rules: the lines of sudoers(5) for a profile's rules."""

from __future__ import annotations

DOCUMENTATION = r"""
name: sudo_rules
short_description: Lines of sudoers(5) for a profile's rules
version_added: 0.1.0
description:
  - The lines that the role P(fieldtech.workstation.accounts#role) writes, and that an examination compares.
author: fieldtech.workstation authors
options:
  _input:
    description: The rules as in the variable C(accounts_sudo).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the line
  ansible.builtin.debug:
    msg: "{{ [{'group': 'lab', 'commands': ['/usr/bin/apt update']}] | fieldtech.workstation.sudo_rules }}"
  # %lab ALL=(ALL:ALL) /usr/bin/apt update
"""

RETURN = r"""
_value:
  description: One line for each rule.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import accounts


def sudo_rules(rules: object) -> list[str]:
    """The lines."""
    if not isinstance(rules, t.Sequence) or isinstance(rules, str) or not all(isinstance(rule, t.Mapping) for rule in rules):
        raise AnsibleFilterError("fieldtech.workstation.sudo_rules works on a list of rules, not on %s" % type(rules).__name__)
    return accounts.sudo_rules(rules)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"sudo_rules": sudo_rules}
