# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a workstation's profile against the variables that the roles take, all of them at once and before anything is changed."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._plain import plain, text
from ansible_collections.fieldtech.workstation.plugins.plugin_utils._profile import cache_folder, spec_of

try:
    from ansible._internal._datatag._tags import Origin
except ImportError:  # another ansible-core may keep it elsewhere: then a message does not say in which file a value stands
    Origin = None


class ActionModule(ActionBase):
    """The check_profile action; its documentation is with the module of the same name. It never contacts the workstation."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Check the profile of one workstation."""
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        _validation, arguments = self.validate_argument_spec({
            "catalogues": {"type": "list", "elements": "str", "default": []},
            "ignored": {"type": "list", "elements": "str", "default": []},
        })
        try:
            known = catalogues.load(arguments["catalogues"], cache_folder()).profile
        except catalogues.CatalogueError as exc:
            raise AnsibleActionFail("catalogue: %s" % exc) from exc
        components = {entry["component"] for entry in known.values()}
        given = [
            name for name in sorted(task_vars)
            if name.partition("_")[0] in components and "_" in name and name not in arguments["ignored"]
        ]
        wrong = []
        for name in given:
            problem = self._problem(name, known, task_vars)
            if problem:
                wrong.append("%s%s: %s" % (name, _place(task_vars[name]), problem))
        if wrong:
            raise AnsibleActionFail("the profile is wrong, and nothing was changed: %s" % "; ".join(wrong))
        result.update(
            changed=False,
            msg="%d variables are as the roles take them" % len(given),
            components=sorted({known[name]["component"] for name in given}),
        )
        return result

    def _problem(self, name: str, known: dict[str, dict[str, t.Any]], task_vars: dict[str, t.Any]) -> str:
        """What is wrong with a variable, with the remedy; empty if nothing is."""
        if name not in known:
            return "no role has this variable; %s" % catalogues.meant(name, [other for other in known if other.partition("_")[0] == name.partition("_")[0]])
        role = "roles/%s/meta/argument_specs.yml" % known[name]["component"]
        try:
            value = self._templar.template(task_vars[name])
        except AnsibleError as exc:
            return "it cannot be evaluated: %s" % text(exc, 500)
        messages = ArgumentSpecValidator({name: spec_of(known[name]["spec"])}).validate({name: plain(value)}).error_messages
        if messages and known[name]["spec"].get("no_log"):
            return "it does not fit %s (it is secret, so its value is not shown)" % role
        return "%s; see %s" % ("; ".join(_clear(message) for message in messages), role) if messages else ""


def _clear(message: str) -> str:
    """Ansible's message; of an unknown key, the one that is meant instead of all that there are."""
    unknown, found, supported = message.partition(". Supported parameters include: ")
    if not found:
        return text(message, 500)
    return "unknown key %s; %s" % (text(unknown, 200), catalogues.meant(unknown.rpartition(".")[2], supported.rstrip(".").split(", ")))


def _place(value: t.Any) -> str:
    """Where a value was written, as " (file:line)"."""
    origin = Origin.get_tag(value) if Origin else None
    path = getattr(origin, "path", None)
    return " (%s:%s)" % (path, origin.line_num) if path else ""
