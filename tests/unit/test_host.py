# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seam: real files, processes and sockets, bounded in size and time; recordings replay to the same answers."""

from __future__ import annotations

import gzip
import os
import socket
import threading
import time

import pytest

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import host as seam
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost


@pytest.fixture(name="live")
def _live():
    live = LiveHost()
    yield live
    live.close()


def test_absent_is_a_fact(live, tmp_path):
    path = str(tmp_path / "no" / "such")
    assert live.read(path) is None and live.listdir(path) is None and live.stat(path) is None
    assert live.readlink(path) is None and live.statvfs(path) is None and live.glob(path + "*") == []
    nul = str(tmp_path) + "/a\0b"
    assert live.read(nul) is None and live.listdir(nul) is None and live.stat(nul) is None and live.readlink(nul) is None and live.statvfs(nul) is None


def test_files_are_bounded_and_never_hold_us(live, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 5000)
    with pytest.raises(Unexamined) as caught:
        live.read(str(tmp_path / "big"), limit=4999)
    assert caught.value.reason == seam.TOO_LARGE
    os.mkfifo(tmp_path / "fifo")
    started = time.monotonic()
    assert live.read(str(tmp_path / "fifo")) == ""
    assert time.monotonic() - started < 2
    (tmp_path / "odd").write_bytes(b"caf\xe9\x00")
    assert live.read(str(tmp_path / "odd")) == "caf\ufffd\x00"


def test_command_output_is_bounded(live):
    started = time.monotonic()
    with pytest.raises(Unexamined) as caught:
        live.run(["/bin/sh", "-c", "exec yes 0123456789"], limit=1 << 20)
    assert caught.value.reason == seam.TOO_LARGE
    assert time.monotonic() - started < 5


def test_command_that_hangs_is_killed_with_its_children(live):
    with pytest.raises(Unexamined) as caught:
        live.run(["/bin/sh", "-c", "sleep 77.25 & sleep 77.25; echo never"], timeout=0.3)
    assert caught.value.reason == seam.TIMEOUT
    deadline = time.monotonic() + 3
    while any("77.25" in cmdline for cmdline in _processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any("77.25" in cmdline for cmdline in _processes())


def _processes():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % name, encoding="utf-8", errors="replace") as stream:
                yield stream.read()
        except OSError:
            continue


def test_missing_tool_names_its_package(live):
    with pytest.raises(Unexamined) as caught:
        live.run(["no-such-tool-at-all"], package="nosuchpackage")
    assert (caught.value.reason, caught.value.remedy) == (seam.TOOL_MISSING, "install the package nosuchpackage")


def test_command_environment_is_plain(live):
    out = live.run(["/usr/bin/env"]).out
    assert "LC_ALL=C" in out and "ANSIBLE" not in out
    assert live.run(["/bin/cat"], stdin=b"sent").out == "sent"
    assert live.run(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"]) == (3, "out\n", "err\n")


def test_exchange_has_one_deadline(live):
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        peer, _address = server.accept()
        with peer:
            for _tick in range(100):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return
                time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()
    started = time.monotonic()
    with pytest.raises(Unexamined) as caught:
        live.exchange("127.0.0.1:%d" % server.getsockname()[1], b"hello", timeout=0.5)
    assert caught.value.reason == seam.TIMEOUT
    assert time.monotonic() - started < 3
    server.close()


def test_connect_says_why():
    live = LiveHost()
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    assert live.connect("127.0.0.1", port) == ""
    server.close()
    assert live.connect("127.0.0.1", port) == "refused"
    assert live.connect("no-such-host.invalid", 80) == "unresolved"


def test_a_recording_replays_to_the_same_answers(live, tmp_path):
    (tmp_path / "file").write_text("text", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")

    def ask(host):
        answers = [
            host.read(str(tmp_path / "file")), host.read_bytes(str(tmp_path / "file")), host.read(str(tmp_path / "none")),
            host.listdir(str(tmp_path)), host.stat(str(tmp_path / "link")), host.stat(str(tmp_path / "link"), follow=False),
            host.run(["/bin/echo", "x"], timeout=5), host.run(["/bin/cat"], stdin=b"a"), host.run(["/bin/cat"], stdin=b"b"),
            host.now(), host.uid(), host.uname(), host.access(str(tmp_path), "r"), host.readlink(str(tmp_path / "link")),
        ]
        with pytest.raises(Unexamined) as caught:
            host.run(["no-such-tool"], package="p")
        return answers + [caught.value.as_dict()]

    recording = RecordingHost(live)
    first = ask(recording)
    replayed = ask(CaseFile.load(recording.case_file()))
    assert replayed == first
    assert first[4]["type"] == "file" and first[5]["type"] == "link"
    with pytest.raises(Unexamined, match="does not hold it"):
        CaseFile.load(recording.case_file()).read("/never/asked")


def packed(data):
    """Compressed, the same in every process."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize("data", [
    b"", b"garbage", packed(b"[]"), packed(b'{"format": 9, "answers": {}}'), packed(b'{"format": 1, "answers": {"exec": {}}}'),
    packed(b'{"format": 1, "answers": {"read": 5}}'), packed(b"[" * 100_000), packed(b"{}")[:-6], packed(b" " * (65 << 20)),
])
def test_what_is_no_case_file_is_refused(data):
    with pytest.raises(ValueError, match="not a case file"):
        CaseFile.load(data)
