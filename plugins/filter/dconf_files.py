# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter dconf_files: the files of the system database of dconf for what a profile wants."""

from __future__ import annotations

DOCUMENTATION = r"""
name: dconf_files
short_description: Files of the system database of dconf for a profile
version_added: 0.1.0
description:
  - The files that the role P(fieldtech.workstation.display#role) writes below F(/etc/dconf/db), and that an examination compares.
author: fieldtech.workstation authors
options:
  _input:
    description: The role's variables by name.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the files
  ansible.builtin.debug:
    msg: "{{ {'display_dconf': {'/org/example/shown': true}} | fieldtech.workstation.dconf_files }}"
  # the key file with [org/example] and shown=true, and an empty file of locks
"""

RETURN = r"""
_value:
  description: The files, each with V(dest) and V(content).
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import dconf


def dconf_files(profile: object) -> list[dict[str, str]]:
    """The key file and the file of locks."""
    if not isinstance(profile, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.dconf_files works on a dictionary of variables, not on %s" % type(profile).__name__)
    keys, locks = dconf.wanted(profile)
    head = "# Written by fieldtech.workstation.display; changes are taken back.\n"
    return [{"dest": dconf.KEY_FILE, "content": head + dconf.key_file(keys)}, {"dest": dconf.LOCK_FILE, "content": head + "".join(key + "\n" for key in locks)}]


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"dconf_files": dconf_files}
