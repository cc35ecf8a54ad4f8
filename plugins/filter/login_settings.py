# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter login_settings: what a login manager's files have to say for what a profile wants."""

from __future__ import annotations

DOCUMENTATION = r"""
name: login_settings
short_description: Settings of the login manager for what a profile wants
version_added: 0.1.0
description:
  - The settings of GDM, SDDM or LightDM, whichever a workstation has, for the variable C(accounts_login) of P(fieldtech.workstation.accounts#role).
  - What the workstation says is only compared with known names.
author: fieldtech.workstation authors
positional: chosen, files
options:
  _input:
    description: What the profile wants.
    type: dict
    required: true
  chosen:
    description: The content of F(/etc/X11/default-display-manager).
    type: str
    required: true
  files:
    description: The files that exist, each with what it is a link to after a space.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show the settings
  ansible.builtin.debug:
    msg: "{{ {'guest': false} | fieldtech.workstation.login_settings('/usr/sbin/lightdm', []) }}"
  # [{path: /etc/lightdm/lightdm.conf, group: 'Seat:*', option: allow-guest, value: 'false'}]
"""

RETURN = r"""
_value:
  description: The settings, each with V(path), V(group), V(option) and V(value); none without a login manager that is known.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import accounts


def login_settings(wanted: object, chosen: str, files: t.Sequence[str]) -> list[dict[str, str]]:
    """The settings."""
    if not isinstance(wanted, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.login_settings works on a dictionary, not on %s" % type(wanted).__name__)
    links = {path: target.strip() for path, _space, target in (str(line).partition(" ") for line in files)}
    manager = accounts.login_manager(str(chosen), links.get("/etc/systemd/system/display-manager.service"))
    return accounts.login_settings(wanted, manager, links) if manager else []


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"login_settings": login_settings}
