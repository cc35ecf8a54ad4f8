# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter display_problems: what in a profile's displays cannot be meant."""

from __future__ import annotations

DOCUMENTATION = r"""
name: display_problems
short_description: What in a profile's displays cannot be meant
version_added: 0.1.0
description:
  - Looks for contradictions in the variables of the role P(fieldtech.workstation.display#role).
author: fieldtech.workstation authors
options:
  _input:
    description: The role's variables by name.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Refuse a desktop that cannot be meant
  ansible.builtin.assert:
    that: "{'display_dconf': {'clock': true}} | fieldtech.workstation.display_problems | length == 0"
  # display_dconf: clock is no key
"""

RETURN = r"""
_value:
  description: One sentence each, with the variable and the remedy; empty where there is nothing to say.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import dconf, monitors


def display_problems(profile: object) -> list[str]:
    """The sentences."""
    if not isinstance(profile, t.Mapping):
        raise AnsibleFilterError("fieldtech.workstation.display_problems works on a dictionary of variables, not on %s" % type(profile).__name__)
    keys = {str(key): value for key, value in (profile.get("display_dconf") or {}).items()}
    policies, locks = dconf.policies(profile), [str(key) for key in profile.get("display_dconf_locks") or []]
    found = ["display_dconf: %s is no key: write it as /org/gnome/desktop/interface/clock-show-date" % key for key in keys if not dconf.is_key(key)]
    found += ["display_dconf: %s: %r is no value of dconf: a text has quotes of its own, such as \"'text'\"" % (key, str(value))
              for key, value in keys.items() if not dconf.is_value(value)]
    found += ["display_dconf_locks: %s is no key: write it as /org/gnome/desktop/interface/clock-show-date" % key for key in locks if not dconf.is_key(key)]
    found += ["display_dconf: %s is also set by display_lock, display_night_light or display_scale: leave one of them out" % key
              for key, value in keys.items() if policies.get(key, dconf.text(value)) != dconf.text(value)]
    found += _policies(profile)
    if profile.get("display_session_type") == "wayland" and profile.get("display_manager") == "lightdm":
        found.append("display_session_type: lightdm always uses X: take x11, or another display_manager")
    return found + _monitors(profile.get("display_monitors") or [])


def _policies(profile: t.Mapping[str, t.Any]) -> list[str]:
    """What can be no number of seconds, degrees, hours or times."""
    found = []
    for name, key, least, most in (
        ("display_lock", "idle_seconds", 0, 86400), ("display_lock", "delay_seconds", 0, 86400), ("display_night_light", "temperature", 1000, 10000),
        ("display_night_light", "from_hour", 0, 24), ("display_night_light", "to_hour", 0, 24), ("display_scale", "text", 0.5, 3),
        ("display_scale", "windows", 0, 4), ("display_scale", "cursor", 8, 256),
    ):
        value = (profile.get(name) or {}).get(key)
        if value is not None and not least <= float(value) <= most:
            found.append("%s: %s: %s is not between %s and %s" % (name, key, value, least, most))
    lock = profile.get("display_lock") or {}
    if lock.get("enforced") and all(lock.get(key) is None for key in ("idle_seconds", "enabled", "delay_seconds")):
        found.append("display_lock: enforced says nothing by itself: say what is to be enforced")
    return found


def _monitors(wanted: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """Monitors that cannot stand like that."""
    found = ["display_monitors: %s: %s is no mode: write it as 1920x1080@60.000" % (monitor["connector"], monitor["mode"])
             for monitor in wanted if monitors.mode(monitor["mode"]) is None]
    connectors = [monitor["connector"] for monitor in wanted]
    found += ["display_monitors names %s twice: write one entry" % name for name in sorted({name for name in connectors if connectors.count(name) > 1})]
    if len(wanted) > 1 and sum(bool(monitor.get("primary")) for monitor in wanted) != 1:
        found.append("display_monitors: exactly one of several monitors is primary: say which")
    found += ["display_monitors: %s: a scale is between 0.5 and 4" % monitor["connector"]
              for monitor in wanted if monitor.get("scale") is not None and not 0.5 <= float(monitor["scale"]) <= 4]
    if found:
        return found
    areas = [(monitor["connector"], int(monitor.get("x") or 0), int(monitor.get("y") or 0), *monitors.size(monitor)) for monitor in wanted]
    for position, (name, x, y, width, height) in enumerate(areas):
        found += ["display_monitors: %s and %s lie upon each other: move one of them" % (name, other)
                  for other, left, upper, wide, high in areas[position + 1:]
                  if x < left + wide and left < x + width and y < upper + high and upper < y + height]
    if areas and (min(area[1] for area in areas) != 0 or min(area[2] for area in areas) != 0):
        found.append("display_monitors: the leftmost monitor is at x 0 and the uppermost at y 0: move them all")
    return found


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, object]:
        """Name -> function."""
        return {"display_problems": display_problems}
