# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the examiner starts on a workstation: from what was sent, or from its compiled form where nobody else can have written it."""

from __future__ import annotations

import base64
import json
import os
import pathlib
import subprocess
import sys
import zlib

import pytest

BOOT = (pathlib.Path(__file__).resolve().parents[2] / "plugins/module_utils/examiner/boot.py").read_text(encoding="utf-8")
START = "import json, sys; order = json.load(sys.stdin); exec(order.pop('boot'))"
MAIN = """
try:
    from . import recorder as words
except ImportError:
    from . import words
def main(order):
    print(words.SAY, order["name"], *order["rules"])
"""
SOURCES = {"examiner": "", "examiner.examination": MAIN, "examiner.words": "SAY = 'hello'\n"}


def start(cache, sources=None, key="a", more=None):
    """What such an examiner says, started by the boot code in a process of its own."""
    packed = "broken" if sources is None else base64.b64encode(zlib.compress(json.dumps({"modules": sources, "rules": ["all"]}).encode())).decode()
    order = {"boot": BOOT, "sources": {"packed": packed, "key": key, "more": more or {}}, "cache": str(cache), "name": "you"}
    return subprocess.run([sys.executable, "-I", "-S", "-c", START], input=json.dumps(order), capture_output=True, text=True, check=False)


@pytest.fixture(name="cache")
def _cache(tmp_path):
    tmp_path.chmod(0o755)
    return tmp_path / "fieldtech"


def test_without_a_cache_it_compiles_what_was_sent():
    assert start("", SOURCES).stdout == "hello you all\n"


def test_the_second_time_it_needs_no_sources(cache):
    assert start(cache, SOURCES).stdout == "hello you all\n"
    assert cache.stat().st_mode & 0o777 == 0o755 & ~_umask()
    assert start(cache).stdout == "hello you all\n"
    assert len(list(cache.iterdir())) == 1


def test_other_sources_are_not_answered_from_the_cache(cache):
    start(cache, SOURCES)
    assert start(cache, {**SOURCES, "examiner.words": "SAY = 'goodbye'\n"}, key="b").stdout == "goodbye you all\n"
    assert start(cache, key="b").stdout == "goodbye you all\n"
    assert len(list(cache.iterdir())) == 1


def test_what_is_sent_besides_is_used_and_not_kept(cache):
    more = {"examiner.recorder": "SAY = 'recorded'\n"}
    assert start(cache, SOURCES, more=more).stdout == "recorded you all\n"
    assert start(cache, SOURCES).stdout == "hello you all\n"


@pytest.mark.parametrize("spoil", [
    lambda path: path.write_bytes(path.read_bytes()[:-20]),
    lambda path: path.write_bytes(path.read_bytes().replace(b"hello", b"ha_ha")),
    lambda path: path.write_bytes(b""),
    lambda path: path.chmod(0o666),
    lambda path: path.parent.chmod(0o777),
    lambda path: (path.rename(path.parent / "elsewhere"), path.symlink_to(path.parent / "elsewhere")),
], ids=["cut", "changed", "empty", "file anybody may write", "folder anybody may write", "link"])
def test_what_somebody_else_may_have_written_is_not_run(cache, spoil):
    start(cache, SOURCES)
    spoil(next(cache.iterdir()))
    broken = start(cache)
    assert "hello" not in broken.stdout + broken.stderr
    assert broken.returncode != 0
    assert start(cache, SOURCES).stdout == "hello you all\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_another_users_file_is_not_run(cache):
    start(cache, SOURCES)
    os.chown(next(cache.iterdir()), 65534, 65534)
    assert start(cache).returncode != 0


def test_a_folder_that_cannot_be_made_hinders_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert start(tmp_path / "file" / "fieldtech", SOURCES).stdout == "hello you all\n"
    assert start(tmp_path / "file", SOURCES).stdout == "hello you all\n"


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
