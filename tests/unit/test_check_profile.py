# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a profile, run by a real ansible-playbook: everything that is wrong in one message, with its place, and no secret in it."""

from __future__ import annotations

import subprocess

import pytest

WRONG = {
    "unknown": ("printing_quees: []\n", "printing_quees ({place}:1): no role has this variable; did you mean printing_queues?"),
    "wrong type": ("system_time_sync: [1]\n", "system_time_sync ({place}:1): "),
    "wrong value": ("network_manager: connman\n", "must be one of: auto, networkmanager, other, got: connman"),
    "unknown key": ("storage_mounts:\n  - {path: /a, sorce: b}\n", "unknown key storage_mounts.sorce; did you mean src?"),
    "missing key": ("printing_queues:\n  - {uri: 'ipp://p.example.org/'}\n", "missing required arguments: name"),
    "secret": ("network_connection_secrets: planted-secret\n", "it is secret, so its value is not shown"),
    "not to be evaluated": ("system_timezone: '{{ no_such_variable }}'\n", "it cannot be evaluated: "),
    "several": ("system_timezon: x\nsystem_local: y\n", "did you mean system_locale?; system_timezon ("),
}


def check(root, tmp_path, profile, arguments=""):
    variables = tmp_path / "group_vars/all.yml"
    variables.parent.mkdir()
    variables.write_text(profile, encoding="utf-8")
    (tmp_path / "hosts").write_text("workstation\n", encoding="ascii")
    (tmp_path / "play.yml").write_text(
        "[{hosts: all, gather_facts: false, tasks: ["
        "{fieldtech.workstation.check_profile: {%s}, register: checked}, {debug: {var: checked.components}}]}]\n" % arguments,
        encoding="ascii")
    done = subprocess.run(["ansible-playbook", "-i", tmp_path / "hosts", tmp_path / "play.yml"], cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, str(variables)


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_line(root, tmp_path, case):
    profile, said = WRONG[case]
    status, out, place = check(root, tmp_path, profile)
    assert status == 2
    line = next(line for line in out.splitlines() if "the profile is wrong, and nothing was changed: " in line)
    assert said.replace("{place}", place) in line
    assert "planted-secret" not in out


def test_what_is_right_passes(root, tmp_path):
    status, out, _place = check(root, tmp_path, "printing_queues: [{name: a, uri: 'ipp://p.example.org/ipp/print'}]\nsystem_timezone: Europe/Brussels\n")
    assert status == 0 and '"printing",' in out and '"system"' in out


def test_a_name_of_ones_own_can_be_let_through(root, tmp_path):
    profile = "network_team_telephone: '1234'\n"
    assert check(root, tmp_path, profile, "ignored: [network_team_telephone]")[0] == 0
