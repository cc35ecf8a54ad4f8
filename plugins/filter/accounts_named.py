# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter accounts_named: which users and groups a profile's accounts name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: accounts_named
short_description: The users and groups that a profile's accounts name
version_added: 0.1.0
description:
  - The users and groups that the variables of the role P(fieldtech.workstation.accounts#role) name, to ask getent(1) about.
author: fieldtech.workstation authors
options:
  _input:
    description: The role's variables by name.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Name them
  ansible.builtin.debug:
    msg: "{{ {'accounts_users': [{'name': 'ann', 'groups': ['lab']}]} | fieldtech.workstation.accounts_named }}"
  # passwd: [ann], group: [lab]
"""

RETURN = r"""
_value:
  description: The names by database; a database of which nothing is named is left out.
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _accounts


def accounts_named(profile: object) -> dict[str, list[str]]:
    """The names by database."""
    if not isinstance(profile, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.accounts_named works on a dictionary of variables, not on %s" % type(profile).__name__)
    return _accounts.named(profile)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"accounts_named": accounts_named}
