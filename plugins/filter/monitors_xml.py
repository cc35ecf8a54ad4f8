# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter monitors_xml: the arrangement of monitors as a file of GNOME."""

from __future__ import annotations

DOCUMENTATION = r"""
name: monitors_xml
short_description: The arrangement of monitors as a file of GNOME
version_added: 0.1.0
description:
  - The F(/etc/xdg/monitors.xml) that the role P(fieldtech.workstation.display#role) writes, and that an examination compares.
author: fieldtech.workstation authors
options:
  _input:
    description: The monitors as in the variable C(display_monitors).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the file
  ansible.builtin.debug:
    msg: "{{ [{'connector': 'DP-1', 'maker': 'DEL', 'model': 'X', 'serial': '1', 'mode': '1920x1080@60.000'}] | fieldtech.workstation.monitors_xml }}"
"""

RETURN = r"""
_value:
  description: The file.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import monitors


def monitors_xml(wanted: object) -> str:
    """The file."""
    if not isinstance(wanted, t.Sequence) or isinstance(wanted, str) or not all(isinstance(monitor, t.Mapping) for monitor in wanted):
        raise AnsibleFilterError("fieldtech.workstation.monitors_xml works on a list of monitors, not on %s" % type(wanted).__name__)
    return monitors.xml_text(wanted)


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"monitors_xml": monitors_xml}
