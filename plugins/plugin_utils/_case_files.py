# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# This is private: only modules, roles, playbooks and the fault files are the collection's interface.
"""Case files on the admin host: where one is written and how, and how far a foreign one is read. Nothing here looks inside."""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
import tempfile
import time

SUFFIX = ".case.gz"
#: The largest case file, and what it may add to an answer.
MAX_PACKED = 8 << 20
MAX_SENT = MAX_PACKED * 4 // 3 + 1024


class CaseFileError(ValueError):
    """A case file that cannot be written or read: one line that names it and the remedy."""


def place(wanted: str, host: str, when: float) -> str:
    """The file to write for this host: the wanted one, or a new one in the wanted folder. The workstation has no say in its name.

    >>> place("/tmp/pc.gz", "pc", 0), place("/nonexistent/cases", "../evil name", 0)
    ('/tmp/pc.gz', '/nonexistent/cases/evil_name-19700101T000000Z.case.gz')
    """
    if wanted.endswith(".gz") and not os.path.isdir(wanted):
        return wanted
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", host).lstrip("._-")[:100] or "workstation"
    return os.path.join(wanted, "%s-%s%s" % (name, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(when)), SUFFIX))


def prepare(path: str) -> None:
    """Make the folder of a case file that will be written. Raises CaseFileError before anybody is asked anything."""
    folder = os.path.dirname(path) or "."
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as exc:
        raise CaseFileError("case_file: %s cannot be made (%s); choose another folder" % (folder, exc.strerror)) from exc
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CaseFileError("case_file: %s cannot be written to; choose another folder" % folder)


def write(path: str, data: bytes) -> None:
    """Write a case file whole or not at all, for its owner only. A link that stands in its place is replaced, not followed."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".case-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as exc:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise CaseFileError("case_file: %s cannot be written (%s); choose another place" % (path, exc.strerror)) from exc


def read(path: str) -> bytes:
    """A case file's bytes. Raises CaseFileError for what cannot be one."""
    try:
        # O_NONBLOCK: a FIFO must not hold us before we can see that it is one.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise CaseFileError("case file %s: it is no regular file; give the path of a file that case_file wrote" % path)
            data = stream.read(MAX_PACKED + 1)
    except OSError as exc:
        raise CaseFileError("case file %s: %s; give the path of a file that case_file wrote" % (path, exc.strerror)) from exc
    if len(data) > MAX_PACKED:
        raise CaseFileError("case file %s: it is larger than %d bytes; no examination writes such a file" % (path, MAX_PACKED))
    return data


def encoded(data: bytes) -> str:
    """A case file as it travels."""
    return base64.b64encode(data).decode()


def decoded(sent: str) -> bytes:
    """A case file that a workstation sent. Raises CaseFileError for what is none."""
    try:
        data = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise CaseFileError("the workstation sent no case file (%s); nothing was written" % exc) from exc
    if not data or len(data) > MAX_PACKED:
        raise CaseFileError("the workstation sent %s; nothing was written" % ("a case file of %d bytes" % len(data) if data else "no case file"))
    return data
