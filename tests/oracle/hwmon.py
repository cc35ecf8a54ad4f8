# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensors, against what `sensors -j` says of the same files: every chip, every label, every reading and limit."""

from __future__ import annotations

import json

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import power

KINDS = ("hwmon",)

# What lm-sensors 3.6.0 does not know of and so does not show.
_NEWER = ("min_hyst", "lcrit_hyst", "lcrit", "lcrit_alarm", "min", "min_alarm")


def compare(case):
    """Chips of the same name come in an order of their own there: each is compared with the one that it agrees with best."""
    # Names may come twice, both for chips and for labels.
    theirs = json.loads(case.text("sensors.json"), object_pairs_hook=list) or []
    facts = power.collect(case.tree("sys.tar.gz"), {})
    ours = {}
    for sensor in facts["sensors"]:
        ours.setdefault(sensor["folder"], (sensor["chip"], []))[1].append(sensor)
    names = [chip for chip, _features in theirs]
    # Through umockdev, sensors does not see chips of the old style, whose files are beside their device.
    ours = {folder: found for folder, found in ours.items() if not folder.endswith("/device") or found[0] in names}
    yield "chips", sorted(chip for chip, _sensors in ours.values()), sorted(names)
    left = dict(ours)
    for number, (chip, features) in enumerate(theirs):
        wanted = {"%s.%s" % (chip, key): value for key, value in _shown(features)}
        candidates = [
            (sum(known.get(key) == value for key, value in wanted.items()), folder, known)
            for folder, (name, sensors) in left.items() if name == chip
            for known in [dict(_read(chip, sensors))]
        ]
        if not candidates:
            continue
        _best, folder, known = max(candidates, key=lambda candidate: candidate[0])
        del left[folder]
        # Of chips with the same name, sensors looks for the features of the first in all of them: of the others it may miss some.
        complete = names.count(chip) == 1
        for key in sorted(set(wanted) | (set(known) if complete else set())):
            # Where the kernel gives no label, sensors may have one in a configuration of its own, which is not in the recording.
            if key.endswith(".label") and known.get(key) in (None, key.split(".")[-2], key.split(".")[-2] + "_vid") and known.get(key) != wanted.get(key):
                continue
            yield "%d:%s" % (number, key), known.get(key), wanted.get(key)


def _shown(features):
    for label, values in features:
        if isinstance(values, list):
            for name, value in values:
                yield name, round(float(value), 3)
            if values:
                yield values[0][0].partition("_")[0] + ".label", label


def _read(chip, sensors):
    for sensor in sensors:
        newer = _NEWER if sensor["kind"] == "power" else _NEWER[:2]
        shown = {what: value for what, value in sensor["readings"].items() if what not in newer}
        for what, value in shown.items():
            yield "%s.%s_%s" % (chip, sensor["name"], what), round(value, 3)
        if shown:
            yield "%s.%s.label" % (chip, sensor["name"]), sensor["label"]
