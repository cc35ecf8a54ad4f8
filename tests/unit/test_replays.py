# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that no lab can cause, or not without hands: a made-up healthy laptop on which one thing is changed, whole catalogue.

tests/replays/laptop/*.yml is the healthy laptop, tests/replays/<component>/<fault>.yml what is different, what must then be
named, exactly, and what must not.
"""

from __future__ import annotations

import pathlib
import typing as t

import hosts
import pytest
import yaml

REPLAYS = pathlib.Path(__file__).resolve().parents[1] / "replays"
FILES = {"%s.%s" % (path.parent.name, path.stem): path for path in sorted(REPLAYS.glob("*/*.yml")) if path.parent.name != "laptop"}
KEYS = {"files", "commands", "journal", "profile", "connect", "exchange", "nvme_log", "statvfs", "uname", "uid"}


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def merged(*parts: dict[str, t.Any]) -> dict[str, t.Any]:
    """One description of a machine from several: later ones change earlier ones, journals follow one another."""
    whole: dict[str, t.Any] = {key: [] if key == "journal" else {} for key in KEYS - {"uid"}}
    for part in parts:
        for key, value in part.items():
            if key == "journal":
                whole[key] = [*whole[key], *value]
            elif isinstance(value, dict):
                whole[key] = {**whole[key], **value}
            else:
                whole[key] = value
    return whole


LAPTOP = merged(*(read(path) for path in sorted((REPLAYS / "laptop").glob("*.yml"))))


def examination(*changes: dict[str, t.Any]) -> dict[str, t.Any]:
    """The examination of the laptop with these changes."""
    machine = merged(LAPTOP, *({key: value for key, value in change.items() if key in KEYS} for change in changes))
    profile = machine.pop("profile")
    return hosts.examined(hosts.MadeMachine(**machine), profile)


def found(answer):
    return sorted((finding["fault"], finding["item"]) for finding in answer["findings"])


CASES = [(fault, None) for fault in FILES] + [
    (fault, variation["name"]) for fault, path in FILES.items() for variation in read(path).get("healthy", ())]


def test_the_laptop_is_healthy():
    answer = examination()
    assert found(answer) == []
    assert [entry for entry in answer["unexamined"] if entry["reason"] == "broken"] == []


@pytest.mark.parametrize("fault,variation", CASES, ids=lambda value: value)
def test_replay(fault, variation):
    replay = read(FILES[fault])
    assert set(replay) <= KEYS | {"found", "healthy", "why"}, "unknown keys in %s" % FILES[fault]
    assert fault in hosts.faults().faults, "there is no fault %s" % fault
    if variation:
        change = next(change for change in replay["healthy"] if change["name"] == variation)
        assert set(change) <= KEYS | {"name"}
        answer = examination(change)
        assert found(answer) == []
    else:
        expected = sorted((entry["fault"], entry["item"]) for entry in replay["found"])
        assert fault in [name for name, _item in expected]
        answer = examination(replay)
        assert found(answer) == expected
    missed = [entry for entry in answer["unexamined"] if fault in entry["faults"] and (variation is None or entry["reason"] == "broken")]
    assert not missed or (fault in [name for name, _item in found(answer)] and all(entry["reason"] != "broken" for entry in missed)), missed
