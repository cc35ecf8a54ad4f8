#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: examine
short_description: Examine a workstation for the faults of the catalogue
version_added: 0.1.0
description:
  - One read-only pass over a workstation. Collectors read its facts, the rules of the fault catalogue judge them, and only
    the findings come back. One task, one round trip; the facts stay on the workstation.
  - The order of the findings is the order of work. Primary faults stand before their consequences, blocking ones first.
  - What could not be looked at is reported as unexamined, with the reason and what would make it possible. It is never
    counted as healthy.
author:
  - the fieldtech.workstation authors (@fieldtech)
options:
  components:
    description: The components to examine. Empty means all that have faults in the catalogue.
    type: list
    elements: str
    default: []
  faults:
    description:
      - Look for these faults and their possible causes only, for example V(printing.queue_stopped). Only these are put up for repair.
      - Empty means the whole catalogue.
    type: list
    elements: str
    default: []
  symptom:
    description: What the user reports, as a category of the catalogue. Findings that fit it come first among equals.
    type: str
  policy:
    description: What may be repaired, as the result says with O(policy) in mind which repairs are allowed.
    type: dict
    default: {}
    suboptions:
      by:
        description: Who may repair.
        type: list
        elements: str
        choices: [controller]
        default: [controller]
      disruption:
        description: What users may notice of a repair, beyond nothing.
        type: list
        elements: str
        choices: [none, service, session, reboot]
        default: [none]
      guard:
        description: What is given, so that repairs that need it are allowed.
        type: list
        elements: str
        choices: [backup, ac_power, window, consent]
        default: []
  catalogues:
    description: Further collections whose C(roles/<component>/faults/) are read.
    type: list
    elements: str
    default: []
  attempts:
    description: Repairs that this intervention has tried, so that none is tried twice and the check-outs that are due are known.
    type: list
    elements: dict
    default: []
  previous:
    description: The examination before this one. What is not examined again is taken over from it.
    type: dict
  collector_timeout:
    description: How long one collector may take, in seconds. One that takes longer costs its own component only.
    type: float
    default: 20
  timeout:
    description: How long the examination may take on the workstation, in seconds.
    type: float
    default: 60
  case_file:
    description:
      - Record everything that the examination reads into a case file on the admin host, from which it can be replayed.
      - A name that ends in C(.gz) is the file; anything else is the folder for a file of its own, C(<host>-<date>.case.gz).
        The folder is made if need be. The workstation has no say in the name.
      - Only its owner may read the file. It is written whole or not at all, in check mode too.
      - Secrets are masked on the workstation, before the examination itself sees them; people and wireless networks get
        pseudonyms. What a case file may not hold is unexamined. Serial numbers stay.
    type: path
  replay:
    description:
      - Examine what this case file holds, with the rules of the catalogue and the profile of this host. The workstation is
        not contacted, and no repair is put up.
      - The file is read in a process of its own on the admin host, bounded in time and size; it may be anybody's.
      - Mutually exclusive with O(case_file).
    type: path
attributes:
  check_mode:
    support: full
    description: It never changes anything, so it does the same in check mode.
  diff_mode:
    support: none
    description: There is nothing to compare.
notes:
  - This is an action plugin. It needs Python 3.9 or newer on the workstation and nothing else there.
  - The profile is taken from the variables of the roles, for example C(software_packages).
seealso:
  - module: fieldtech.workstation.conclude
  - module: fieldtech.workstation.workstation_facts
"""

EXAMPLES = r"""
- name: Examine everything
  fieldtech.workstation.examine:
  become: true

- name: A user cannot print
  fieldtech.workstation.examine:
    components: [printing, network]
    symptom: cannot_print
  become: true
  register: examination

- name: Record a case file
  fieldtech.workstation.examine:
    case_file: /srv/cases/
  become: true

- name: Find the same again, on any machine
  fieldtech.workstation.examine:
    replay: /srv/cases/pc-17-20260102T030405Z.case.gz
"""

RETURN = r"""
msg:
  description: The result in one line.
  returned: always
  type: str
  sample: 1 fault found with 1 consequence
examination:
  description: What was found.
  returned: success
  type: dict
  contains:
    format: {description: The version of this structure., type: int, returned: always}
    host: {description: The workstation's inventory name., type: str, returned: always}
    started: {description: When it began (seconds since the epoch)., type: float, returned: always}
    seconds: {description: 'How long it took, connection included.', type: float, returned: always}
    root: {description: Whether the workstation was examined as root., type: bool, returned: always}
    symptom: {description: The symptom that was given., type: str, returned: always}
    components: {description: The components that were examined., type: list, elements: str, returned: always}
    rules: {description: How many rules were applied., type: int, returned: always}
    findings:
      description: The findings in the order of work.
      type: list
      elements: dict
      returned: always
      contains:
        fault: {description: The fault's id., type: str, returned: always}
        component: {description: The component it belongs to., type: str, returned: always}
        item: {description: What it is about., type: str, returned: always}
        title: {description: What the fault is called., type: str, returned: always}
        kind: {description: condition or event., type: str, returned: always}
        severity: {description: 'critical, major or minor.', type: str, returned: always}
        blocking: {description: Whether it can fake other faults., type: bool, returned: always}
        status: {description: primary or secondary., type: str, returned: always}
        causes: {description: The findings that it is a consequence of., type: list, elements: dict, returned: always}
        unexamined_causes: {description: Possible causes that could not be examined., type: list, elements: str, returned: always}
        evidence: {description: What made the verdict., type: dict, returned: always}
        fits: {description: How well it fits the symptom (0 to 1)., type: float, returned: always}
        repair:
          description: Who can put it right and how, whether the policy allows it, and the command for a person.
          type: dict
          returned: always
    unexamined: {description: 'What could not be looked at: component, what, reason, remedy, faults.', type: list, elements: dict, returned: always}
    numbers: {description: What trends., type: dict, returned: always}
    machine: {description: 'The name, os and kernel that the workstation gives.', type: dict, returned: always}
    cpu:
      description: CPU time that it took on the workstation, in seconds.
      type: dict
      returned: always
      contains:
        own: {description: 'Of the examiner itself, with the start of Python.', type: float, returned: always}
        processes: {description: 'Of the programs that it asked, such as smartctl or systemctl.', type: float, returned: always}
    digest: {description: Changes when the findings change., type: str, returned: always}
case_file:
  description: The case file that was recorded or replayed.
  returned: with O(case_file) or O(replay)
  type: dict
  contains:
    path: {description: Where it is on the admin host., type: str, returned: always}
    bytes: {description: How large it is., type: int, returned: always}
    unpacked: {description: How large its contents are (bytes)., type: int, returned: always}
    answers: {description: How many answers it holds., type: int, returned: always}
    left_out: {description: 'What was asked and is not in it: what, reason.', type: list, elements: dict, returned: always}
    masked: {description: 'How often something secret was masked, and how many people (user), networks (ssid) and radios (radio) have pseudonyms.',
             type: dict, returned: always}
repairs:
  description: 'The repairs of the next round: findings, role, tasks_from, touches.'
  returned: success
  type: list
  elements: dict
check_outs:
  description: 'The function tests that are due after the given attempts: finding, role, name, tasks_from.'
  returned: success
  type: list
  elements: dict
"""
