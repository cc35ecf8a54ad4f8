# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter accounts_problems: what in a profile's accounts cannot be meant."""

from __future__ import annotations

DOCUMENTATION = r"""
name: accounts_problems
short_description: What in a profile's accounts cannot be meant
version_added: 0.1.0
description:
  - Looks for contradictions in the variables of the role P(fieldtech.workstation.accounts#role), and for what they name and is not there.
author: fieldtech.workstation authors
positional: known, manager
options:
  _input:
    description: The role's variables by name.
    type: dict
    required: true
  known:
    description: What getent(1) answers for the users and groups of P(fieldtech.workstation.accounts_named#filter).
    type: list
    elements: str
    required: true
  manager:
    description: Who looks after the workstation and must not be locked out.
    type: str
    default: root
"""

EXAMPLES = r"""
- name: Refuse accounts that cannot be meant
  ansible.builtin.assert:
    that: "{'accounts_users': [{'name': 'ann', 'groups': ['lab']}]} | fieldtech.workstation.accounts_problems([]) | length == 0"
  # accounts_users: there is no group lab: add it to accounts_groups
"""

RETURN = r"""
_value:
  description: One sentence each, with the variable and the remedy; empty where there is nothing to say.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _accounts


def accounts_problems(profile: object, known: t.Sequence[str], manager: str = "root") -> list[str]:
    """The sentences."""
    if not isinstance(profile, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.accounts_problems works on a dictionary of variables, not on %s" % type(profile).__name__)
    return _accounts.problems(profile, [str(text) for text in known], str(manager))


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"accounts_problems": accounts_problems}
