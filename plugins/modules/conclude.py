#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conclude
short_description: Conclude an intervention
version_added: 0.1.0
description:
  - Compares the examinations before and after an intervention and says what came of each fault, with the attempts and the
    function tests as proof. It does not contact the workstation.
  - The role P(fieldtech.workstation.intervention#role) ends with it; the callback P(fieldtech.workstation.record#callback)
    writes its result as the record.
author:
  - the fieldtech.workstation authors (@fieldtech)
options:
  before:
    description: The examination before the first repair.
    type: dict
    required: true
  after:
    description: The last examination.
    type: dict
    required: true
  between:
    description: The findings of the examinations between these two, since a repair can uncover what it hid.
    type: list
    elements: dict
    default: []
  attempts:
    description: The repairs that were tried, each with C(fault), C(item), C(round), C(result) (V(done) or V(failed)) and C(message).
    type: list
    elements: dict
    default: []
  check_outs:
    description: The function tests, each with C(fault), C(item), C(name), C(result) (V(passed) or V(failed)) and C(message).
    type: list
    elements: dict
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
- name: Conclude
  fieldtech.workstation.conclude:
    before: "{{ first.examination }}"
    after: "{{ last.examination }}"
    attempts: "{{ attempts }}"
"""

RETURN = r"""
msg:
  description: The outcome in one line.
  returned: always
  type: str
  sample: repaired after 2 rounds
intervention:
  description: What the intervention came to.
  returned: success
  type: dict
  contains:
    id: {description: The intervention's id., type: str, returned: always}
    host: {description: The workstation's inventory name., type: str, returned: always}
    outcome:
      description: 'healthy, repaired, partly_repaired, not_repaired, advice_only, would_repair (check mode) or unexamined.'
      type: str
      returned: always
    rounds: {description: How many rounds of repair there were., type: int, returned: always}
    check_mode: {description: Whether nothing was really done., type: bool, returned: always}
    faults:
      description: >-
        The findings of both examinations, each with its C(outcome) (repaired, gone, still_present, repair_failed,
        check_out_failed, not_allowed, not_attempted, appeared, would_repair), C(attempts) and C(check_outs).
      type: list
      elements: dict
      returned: always
    before: {description: The examination before., type: dict, returned: always}
    after: {description: The examination after., type: dict, returned: always}
"""
