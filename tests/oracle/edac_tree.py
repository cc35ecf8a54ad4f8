# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error counters of recorded memory controllers: our list against the plain files, summed up here without our collector."""

from __future__ import annotations

import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _memory

KINDS = ("edac_tree",)

_PLACE = "/sys/devices/system/edac/mc"


def compare(case):
    """For each controller and kind of error: none is lost, none is counted twice."""
    archive = next((name for name in case.entry["files"] if ".tar" in name), None)
    if archive is None:
        case.skip("no tree of files")
    host = case.tree(archive)
    counters = _memory.error_counters(host)
    controllers = [name for name in host.listdir(_PLACE) or [] if re.match(r"mc\d+$", name)]
    yield "controllers", sorted({counter["controller"] for counter in counters}), controllers
    for controller in controllers:
        for ours, short in (("corrected", "ce"), ("uncorrected", "ue")):
            # The controller's own count holds those of its parts, and those that it could not place.
            parts = {"dimm": 0, "csrow": 0}
            for path, pattern in (("dimm", "dimm*/dimm_%s_count"), ("dimm", "rank*/dimm_%s_count"), ("csrow", "csrow*/%s_count")):
                parts[path] += sum(_count(host, file) for file in host.glob("%s/%s/%s" % (_PLACE, controller, pattern % short)))
            total = max(_count(host, "%s/%s/%s_count" % (_PLACE, controller, short)), parts["dimm"] or parts["csrow"])
            yield "%s %s" % (controller, ours), sum(counter[ours] or 0 for counter in counters if counter["controller"] == controller), total


def _count(host, path):
    return int((host.read(path) or "0").strip() or 0)
