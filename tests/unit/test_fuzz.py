# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A taste of `make fuzz`: each parser reads its honest samples, and refuses spoilt ones with ValueError or bears them, soon."""

from __future__ import annotations

import importlib
import pkgutil
import random
import time

import fuzz
import fuzz.seeds
import pytest

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import formats

TARGETS = fuzz.targets()
INPUTS = 1500


@pytest.mark.parametrize("name", TARGETS)
def test_spoilt_input_is_borne(name):
    target, chance = TARGETS[name], random.Random(name)
    read = 0
    for number in range(len(target.seeds) + INPUTS):
        data = target.seeds[number] if number < len(target.seeds) else fuzz.spoil(chance.choice(target.seeds), target.seeds, chance)
        started = time.monotonic()
        try:
            target.parse(data)
            read += number < len(target.seeds)
        except ValueError:
            pass
        except Exception as exc:
            raise AssertionError("%s raised %r for %r" % (name, exc, data)) from exc
        assert time.monotonic() - started < fuzz.PATIENCE, "%s takes too long for %r" % (name, data)
    assert read, "none of the samples is honest"


# They write what a profile says, and read nothing.
WRITERS = {"monitors", "wireplumber"}


def test_every_format_is_fuzzed():
    """A parser that nobody fuzzes would be forgotten: one of the seeds imports it, or what it imports does."""
    reached, waiting = set(), [importlib.import_module("fuzz.seeds." + module.name) for module in pkgutil.iter_modules(fuzz.seeds.__path__)]
    while waiting:
        for value in vars(waiting.pop()).values():
            name = getattr(value, "__module__", None) or getattr(value, "__name__", "")
            if isinstance(name, str) and name.startswith(formats.__name__ + ".") and name not in reached:
                reached.add(name)
                waiting.append(importlib.import_module(name))
    names = {module.name for module in pkgutil.iter_modules(formats.__path__)}
    assert sorted(name for name in names - WRITERS if "%s.%s" % (formats.__name__, name) not in reached) == []
