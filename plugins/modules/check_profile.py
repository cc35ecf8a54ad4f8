#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: check_profile
short_description: Check a workstation's profile before anything is changed
version_added: 0.1.0
description:
  - Looks at every variable of the inventory that is named like one of a role (C(printing_…), C(system_…)) and refuses unknown names,
    wrong types and values, and unknown keys, all in one message that says where each was written.
  - The playbook C(fieldtech.workstation.provision) begins with it. It does not contact the workstation.
author:
  - the fieldtech.workstation authors (@fieldtech)
options:
  catalogues:
    description: Other collections whose roles are looked at as well.
    type: list
    elements: str
    default: []
  ignored:
    description: Variables of your own that are named like one of a role but are none.
    type: list
    elements: str
    default: []
attributes:
  check_mode:
    support: full
    description: It changes nothing.
  diff_mode:
    support: none
    description: There is nothing to compare.
seealso:
  - module: fieldtech.workstation.examine
"""

EXAMPLES = r"""
- name: Refuse a profile that no role understands
  fieldtech.workstation.check_profile:
    ignored: [network_team_telephone]
"""

RETURN = r"""
msg:
  description: What was found, in one line.
  returned: always
  type: str
  sample: 23 variables are as the roles take them
components:
  description: The components of which the inventory says something for this workstation.
  returned: success
  type: list
  elements: str
  sample: [printing, system]
"""
