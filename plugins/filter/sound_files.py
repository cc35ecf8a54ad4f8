# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter sound_files: the files of WirePlumber and systemd for what a profile wants of sound."""

from __future__ import annotations

DOCUMENTATION = r"""
name: sound_files
short_description: Files of WirePlumber and systemd for a profile's sound
version_added: 0.1.0
description:
  - The files that the role P(fieldtech.workstation.audio#role) writes, and that an examination compares.
author: fieldtech.workstation authors
positional: lua
options:
  _input:
    description: The role's variables by name.
    type: dict
    required: true
  lua:
    description: Whether it is WirePlumber 0.4, which is configured in Lua.
    type: bool
    required: true
"""

EXAMPLES = r"""
- name: Show the file
  ansible.builtin.debug:
    msg: "{{ {'audio_volume': {'output_percent': 40}} | fieldtech.workstation.sound_files(false) }}"
  # /etc/wireplumber/wireplumber.conf.d/60-fieldtech.conf and its content
"""

RETURN = r"""
_value:
  description: The files, each with V(dest) and V(content).
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import wireplumber


def sound_files(profile: object, lua: bool) -> list[dict[str, str]]:
    """The files."""
    if not isinstance(profile, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.sound_files works on a dictionary of variables, not on %s" % type(profile).__name__)
    return [{"dest": path, "content": content} for path, content in wireplumber.files(profile, bool(lua)).items()]


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"sound_files": sound_files}
