# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What printers answered over IPP, against pyipp where that is installed: the same attributes with the same simple values."""

from __future__ import annotations

import importlib

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp

KINDS = ("printer_ipp",)


def compare(case):
    """Each attribute of the printer whose values are texts or numbers."""
    try:
        parse = importlib.import_module("pyipp.parser").parse
    except ImportError:
        case.skip("compared with the Python package pyipp where that is installed")
    raw = case.bytes("response.ipp")
    mine = ipp.groups_of(ipp.decode(raw), "printer")
    try:
        theirs = parse(raw).get("printers", [])
    except Exception:  # pylint: disable=broad-except  # it knows fewer values of enums than printers send
        case.skip("pyipp does not read it")
    yield "printers", len(mine), len(theirs)
    for ours, other in zip(mine, theirs, strict=False):
        yield "names", sorted(ours), sorted(other)
        for name, values in ours.items():
            if name in other and all(isinstance(value, (str, int)) for value in values) and "time" not in name:
                wanted = other[name] if isinstance(other[name], list) else [other[name]]
                yield name, [str(value) for value in values], [str(getattr(value, "value", value)) for value in wanted]
