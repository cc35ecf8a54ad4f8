# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Case files: everything an examination read, so that it can be replayed on any machine with the same findings.

A case file is gzip-compressed JSON: {"format": 1, "answers": {question: {arguments as JSON: answer}}}. An answer is the plain
value, {"bytes": base64} for bytes, or {"unexamined": {reason, what, remedy}} for what could not be looked at.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import threading
import typing as t

from .host import FAILED, Host, Result, Unexamined

FORMAT = 1
MAX_SIZE = 64 << 20


def _key(arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> str:
    """Names the question: what was asked, without limits and time-outs, which do not change the answer."""
    asked = [base64.b64encode(a).decode() if isinstance(a, bytes) else a for a in arguments]
    kept = {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in sorted(options.items()) if k in ("follow", "stdin")}
    return json.dumps([asked, kept] if kept else [asked])


# How many positional arguments say what is asked; the rest are limits.
_ASKED = {"read": 1, "read_bytes": 1, "listdir": 1, "glob": 1, "stat": 2, "readlink": 1, "statvfs": 1, "access": 2, "run": 1,
          "connect": 2, "exchange": 2, "nvme_log": 1, "now": 0, "uid": 0, "uname": 0}


def _question(name: str, double: str) -> t.Callable[..., t.Any]:
    def ask(self: t.Any, *arguments: t.Any, **options: t.Any) -> t.Any:
        return getattr(self, double)(name, arguments, options)

    ask.__name__ = name
    ask.__doc__ = getattr(Host, name).__doc__
    return ask


class RecordingHost(Host):
    """Answers as another host does and writes down every answer."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.answers: dict[str, dict[str, t.Any]] = {}
        self._lock = threading.Lock()

    def _record(self, name: str, arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> t.Any:
        try:
            value = getattr(self.host, name)(*arguments, **options)
            answer = {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        except Unexamined as exc:
            value, answer = exc, {"unexamined": exc.as_dict()}
        with self._lock:
            # The first answer counts: `now` must not differ between two questions of one examination.
            self.answers.setdefault(name, {}).setdefault(_key(arguments[:_ASKED[name]], options), answer)
        if isinstance(value, Unexamined):
            raise value
        return value

    def case_file(self) -> bytes:
        """The recording so far, as a case file."""
        with self._lock:
            text = json.dumps({"format": FORMAT, "answers": self.answers}, sort_keys=True)
        return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


class CaseFile(Host):
    """Answers from a recording; what was not asked then is unexamined now. Raises ValueError for a file that is no case file."""

    def __init__(self, answers: dict[str, dict[str, t.Any]]) -> None:
        self.answers = answers

    @classmethod
    def load(cls, data: bytes) -> CaseFile:
        """Read a case file, refusing one that unpacks to more than MAX_SIZE bytes."""
        try:
            with gzip.open(io.BytesIO(data)) as stream:
                text = stream.read(MAX_SIZE + 1)
            if len(text) > MAX_SIZE:
                raise ValueError("it unpacks to more than %d bytes" % MAX_SIZE)
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise ValueError("format %r is not known; this is format %d" % (content["format"], FORMAT))
            answers = content["answers"]
            if not isinstance(answers, dict) or not all(k in cls.QUESTIONS and isinstance(v, dict) for k, v in answers.items()):
                raise ValueError("its answers are not {question: {arguments: answer}}")
        except (OSError, EOFError, KeyError, TypeError, RecursionError, ValueError) as exc:
            raise ValueError("not a case file: %s" % exc) from exc
        return cls(answers)

    def _replay(self, name: str, arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> t.Any:
        key = _key(arguments[:_ASKED[name]], options)
        try:
            answer = self.answers[name][key]
        except KeyError:
            raise Unexamined(FAILED, "%s%s" % (name, key), "the case file does not hold it") from None
        if isinstance(answer, dict) and "unexamined" in answer:
            raise Unexamined(**answer["unexamined"])
        if isinstance(answer, dict) and set(answer) == {"bytes"}:
            return base64.b64decode(answer["bytes"])
        return Result(*answer) if name == "run" else answer


for _name in Host.QUESTIONS:
    setattr(RecordingHost, _name, _question(_name, "_record"))
    setattr(CaseFile, _name, _question(_name, "_replay"))
