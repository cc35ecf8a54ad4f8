# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_package: which package brings the firmware that a line of the kernel's log misses."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_package
short_description: The package that brings a firmware file
version_added: 0.1.0
description:
  - Says which package of a distribution brings the firmware that a line of the kernel's log says is missing.
  - The line may be hostile. It is only compared with a table, and what comes out is out of that table.
author: fieldtech.workstation authors
positional: distribution, codename
options:
  _input:
    description: The line, or the path of the file below C(/lib/firmware), or the name of the driver.
    type: str
    required: true
  distribution:
    description: The ID of F(/etc/os-release) such as V(debian), V(ubuntu) or V(fedora).
    type: str
    required: true
  codename:
    description: The release's code name such as V(bookworm).
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Name the package
  ansible.builtin.debug:
    msg: "{{ 'iwlwifi 0000:02:00.0: no suitable firmware found!' | fieldtech.workstation.firmware_package('debian', 'trixie') }}"
  # firmware-iwlwifi
"""

RETURN = r"""
_value:
  description: The package's name; empty where it is not known.
  type: str
"""

import re

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import driver_packages

# A path below /lib/firmware, or Intel's names without a folder.
_FILE = re.compile(r"(?<![\w/.-])(?:[\w.+-]{1,64}/)+[\w.+-]{1,128}|\biwlwifi-[\w.-]{1,64}")


def firmware_package(line: object, distribution: str, codename: str = "") -> str:
    """The package, or an empty text."""
    if not isinstance(line, str):
        raise AnsibleFilterError("fieldtech.workstation.firmware_package works on a text, not on %s" % type(line).__name__)
    named = _FILE.search(line[:500])
    subject = named.group(0) if named else re.split(r"[\s:-]", line.strip(), maxsplit=1)[0]
    return driver_packages.package(subject, str(distribution), str(codename)) or ""


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"firmware_package": firmware_package}
