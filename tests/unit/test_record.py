# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of an intervention: always as its schema says, bounded, and written whole or not at all."""

from __future__ import annotations

import json
import os
import pathlib
import random
import stat

import jsonschema
import pytest
import report_samples as samples

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _record, diagnosis, report
from ansible_collections.fieldtech.workstation.plugins.plugin_utils.catalogue import Catalogue

SCHEMA = json.loads((report.ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
NOW = samples.STARTED


def record(status=_record.EXAMINED, host="pc-17", **more):
    """A record, checked against the schema as it stands in the file."""
    one = _record.record(host, status, NOW, NOW + 41.5, **more)
    VALIDATOR.validate(json.loads(_record.encode(one)))
    return one


def test_the_schema_is_one_and_describes_every_key():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def described(node, path):
        for key, value in node.get("properties", {}).items():
            if "$ref" not in value:
                assert value.get("description"), "%s.%s" % (path, key)
            described(value, "%s.%s" % (path, key))
        if "properties" in node:
            assert sorted(node["required"]) == sorted(node["properties"]), path
            assert node["additionalProperties"] is False, path
        for one in [node.get("items"), *node.get("anyOf", []), *node.get("$defs", {}).values()]:
            if one:
                described(one, path)

    described(SCHEMA, "record")
    assert set(SCHEMA["properties"]) == set(record())


def test_an_intervention_is_recorded_with_what_became_of_each_fault():
    one = record(_record.CONCLUDED, intervention=samples.intervention(), playbook="intervene.yml")
    assert one["id"] == "20260922T132640Z-0badcafe"
    assert one["outcome"] == "partly_repaired"
    assert one["rounds"] == 2
    assert one["finished"] == "2026-09-21T14:14:01Z"
    assert [(fault["fault"], fault["outcome"]) for fault in one["faults"]] == [
        ("storage.filesystem_full", "repaired"),
        ("software.dpkg_interrupted", "gone"),
        ("network.dns_broken", "repaired"),
        ("printing.queue_stopped", "not_allowed"),
    ]
    assert one["faults"][1]["causes"] == [{"fault": "storage.filesystem_full", "item": "/"}]
    assert one["faults"][2]["check_outs"] == [{"name": "name_resolved", "result": "passed", "message": ""}]
    assert [attempt["changed"] for fault in one["faults"] for attempt in fault["attempts"]] == [None, True]
    assert one["faults"][3]["evidence"] == {"item.state": "stopped", "item.reasons": ["paused"], "item.jobs": 3}
    assert [finding["item"] for finding in one["after"]["findings"]] == ["Büro"]
    assert _record.unexamined(one)[0]["remedy"] == "install the package cups-client"
    assert one["left_out"] == 0


def test_what_the_engine_concludes_fits_the_record():
    """The engine's own conclusion, not a sample of it."""
    catalogue = Catalogue(samples.FAULTS, {}, {}, [], "")
    attempt = {"fault": samples.DNS["fault"], "item": samples.DNS["item"], "round": 1, "result": "done", "message": ""}
    test = {**attempt, "name": "name_resolved", "result": "passed"}
    for check_mode in (False, True):
        before, after = samples.examination(samples.DNS, samples.STOPPED), samples.examination(samples.STOPPED, *([samples.DNS] if check_mode else []))
        concluded = diagnosis.conclude(before, after, [attempt], [] if check_mode else [test], check_mode)
        one = record(_record.CONCLUDED, intervention={"id": "x", "host": "pc-17", **concluded})
        assert one["outcome"] == concluded["outcome"]
        assert {fault["fault"]: fault["outcome"] for fault in one["faults"]} == {
            "network.dns_broken": "would_repair" if check_mode else "repaired",
            "printing.queue_stopped": "not_allowed",
        }
        assert report.summary([one], catalogue.faults)
        assert one["left_out"] == 0


@pytest.mark.parametrize(
    ("examination", "outcome"),
    [
        (samples.examination(), "healthy"),
        (samples.examination(unexamined=[samples.unexamined()]), "unexamined"),
        (samples.examination(samples.DNS, unexamined=[samples.unexamined()]), "faults_found"),
    ],
)
def test_an_examination_alone_is_never_called_healthier_than_it_is(examination, outcome):
    assert record(examinations=[examination])["outcome"] == outcome


def test_an_interrupted_intervention_keeps_what_was_seen():
    one = record(
        _record.INTERRUPTED,
        examinations=[samples.examination(samples.FULL, samples.INTERRUPTED, samples.DNS), samples.examination(samples.DNS)],
        trouble={"task": "Clean the cache", "message": "the connection was closed"},
    )
    assert {fault["fault"]: fault["outcome"] for fault in one["faults"]} == {
        "storage.filesystem_full": "gone",
        "software.dpkg_interrupted": "gone",
        "network.dns_broken": "found",
    }
    assert one["trouble"] == {"task": "Clean the cache", "message": "the connection was closed"}
    assert len(one["before"]["findings"]) == 3
    assert len(one["after"]["findings"]) == 1


def test_a_workstation_that_was_not_examined_has_a_record_too():
    one = record(_record.UNREACHABLE, trouble={"task": "Examine", "message": "No route to host"})
    assert (one["outcome"], one["faults"], one["before"]) == ("not_examined", [], None)


def test_the_inventory_may_say_which_language_the_user_reads():
    assert record(intervention={**samples.intervention(), "language": "nl"}, status=_record.CONCLUDED)["language"] == "nl"
    assert record(examinations=[{**samples.examination(), "language": "tlh"}], language="de")["language"] == "de"


# Any value that JSON can hold, and some that it cannot.
ODD = [
    None, True, False, 0, -1, 2**70, 10**5000, 1e308, float("nan"), float("inf"), "", "x", "{{ 7 * 7 }}", "<script>alert(1)</script>", "\x1b[31m",
    "\u202e", "\ud800", "\0", "é" * 5000, b"bytes", (1, 2), {1, 2}, "2026", "critical", "primary", "repaired", "failed",
]


def _odd(chance, depth=0):
    """Something odd."""
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(ODD)
    if chance.random() < 0.5:
        return [_odd(chance, depth + 1) for _one in range(chance.choice((0, 1, 3, 30)))]
    return {chance.choice(("fault", "item", "evidence", "x" * 3000, 3, None)): _odd(chance, depth + 1) for _one in range(chance.choice((0, 1, 5)))}


def _spoilt(value, chance):
    """Something in the right shape with wrong things in it."""
    if chance.random() < 0.15:
        return _odd(chance)
    if isinstance(value, dict):
        return {key: _spoilt(one, chance) for key, one in value.items() if chance.random() > 0.1}
    if isinstance(value, list):
        return [_spoilt(one, chance) for one in value]
    return value


def test_whatever_a_workstation_answers_the_record_is_valid_and_can_be_reported():
    chance = random.Random(6)
    for _round in range(250):
        spoilt = _spoilt(samples.intervention(), chance)
        one = record(_record.CONCLUDED, intervention=spoilt if isinstance(spoilt, dict) else {"before": spoilt})
        two = record(_record.INTERRUPTED, examinations=[_spoilt(samples.examination(samples.DNS), chance), _odd(chance)], trouble={"task": "t", "message": "m"})
        for line in report.summary([one, two], samples.FAULTS):
            assert line.text.isprintable()
        report.handout(one, samples.FAULTS)
        report.technician([one, two], samples.FAULTS)


def test_a_record_stays_below_a_megabyte_and_says_that_something_is_missing():
    huge = "\U0001f5a8" * 1_000_000
    findings = [
        {**samples.STOPPED, "item": huge, "evidence": {"%d" % n: huge for n in range(1000)}, "causes": [{"fault": huge, "item": huge}] * 500,
         "attempts": [{"round": 1, "result": "failed", "message": huge}] * 500, "outcome": "repair_failed"},
    ] * 2000
    examination = samples.examination(*findings)
    one = record(_record.CONCLUDED, intervention=samples.intervention(faults=findings, before=examination, after=examination))
    assert len(_record.encode(one)) < 1_000_000
    assert one["left_out"] > 1_000_000
    assert len(report.technician([one], samples.FAULTS)) < 3_000_000
    assert len(report.handout(one, samples.FAULTS)) < 3_000_000


def test_showing_a_record_to_a_terminal_does_nothing():
    one = record(examinations=[samples.examination({**samples.DNS, "item": "\x1b]0;x\x07\u202e\x9b"})])
    text = _record.encode(one)
    assert text.isascii()
    assert all(char.isprintable() or char == "\n" for char in text)
    assert json.loads(text)["faults"][0]["item"] == "\x1b]0;x\x07\u202e\x9b"


@pytest.mark.parametrize(
    "host", ["../../etc/cron.d/x", "a/b", "a\0b", ".hidden", "-rf", "", "pc 17", "PC-17", "Ümläut", "x" * 5000, "\ud800", "a\nb", "con\x1b[31m"]
)
def test_a_file_name_stays_in_its_folder(host):
    name = _record.file_name(host)
    assert 0 < len(name) <= 100
    assert name == os.path.basename(name)
    assert name[0] not in ".-"
    assert name.isascii()
    assert name.isprintable()


def test_different_workstations_get_different_files():
    hosts = ["a/b", "a_b", "a b", "A_B", "a\\b", "a_b-3754d6cb", "x" * 80, "x" * 81, "x" * 82]
    assert len({_record.file_name(host).lower() for host in hosts}) == len(hosts)


def test_only_the_owner_reads_what_is_written(tmp_path):
    folder = tmp_path / "reports" / "run"
    before = os.umask(0)
    try:
        _record.make_folder(str(folder))
        _record.write(str(folder / "pc.json"), "one")
        _record.write(str(folder / "pc.json"), "two")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "pc.json").stat().st_mode) == 0o600
    assert (folder / "pc.json").read_text() == "two"
    assert [path.name for path in folder.iterdir()] == ["pc.json"]


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "pc.json"
    _record.write(str(path), "old")
    path_of_folder = tmp_path / "folder"
    path_of_folder.mkdir()
    with pytest.raises(OSError):
        _record.write(str(path_of_folder), "a file cannot take the place of a folder")
    assert path.read_text() == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "pc.json"]


def test_a_link_in_the_way_is_replaced_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "pc.json").symlink_to(outside)
    _record.write(str(inside / "pc.json"), "mine")
    assert outside.read_text() == "untouched"
    assert not (inside / "pc.json").is_symlink()


def test_the_link_to_the_latest_never_replaces_a_folder(tmp_path):
    (tmp_path / "latest").mkdir()
    _record.link(str(tmp_path / "latest"), "run-1")
    assert (tmp_path / "latest").is_dir()
    (tmp_path / "latest").rmdir()
    for run in ("run-1", "run-2"):
        _record.link(str(tmp_path / "latest"), run)
        assert os.readlink(tmp_path / "latest") == run
    assert pathlib.Path(tmp_path / "latest").is_symlink()
