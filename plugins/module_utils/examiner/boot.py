# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs first on the workstation: makes the sources that came with the order importable.

The global ``order`` is what arrived on standard input: {sources: {packed: base64 of zlib of JSON {modules: {name: source}, rules: those of
the whole catalogue}, key: its hash, more: {module name: source}}, cache: folder or nothing, rules: if not all of them, …}. Compiling the
modules costs as much as looking at the machine, so their compiled form is kept with the rules in that folder where we may write there;
whatever is wrong with it, they are compiled anew.
"""

from __future__ import annotations

import binascii
import importlib
import importlib.machinery
import json
import marshal
import os
import re
import stat
import sys
import zlib


class Later:
    """A regular expression that is compiled when it is first used; stands where the shipped sources said re.compile."""

    def __init__(self, *how):
        self.how = how

    def __getattr__(self, name):
        pattern = re.compile(*self.how)
        self.__dict__.update((each, getattr(pattern, each)) for each in ("match", "search", "fullmatch", "findall", "finditer", "sub", "split"))
        return getattr(pattern, name)


class Modules:
    """Imports the shipped examiner as the package ``examiner``."""

    def __init__(self, sources, cache):
        self.sources = dict(sources["more"])
        path = "%s/examiner-%s" % (cache, sys.implementation.cache_tag) if cache else ""
        key = ("%s %x" % (sources["key"], sys.hexversion)).encode()
        kept = load(path, key) if path else None
        if kept is None:
            packed = json.loads(zlib.decompress(binascii.a2b_base64(sources["packed"])))
            self.sources.update(packed["modules"])
            kept = {"codes": {}, "rules": packed["rules"]}
            if path and writable(cache):
                kept["codes"] = {name: self.compiled(name) for name in self.sources if name not in sources["more"]}
                keep(path, key, kept)
        self.codes, self.rules = kept["codes"], kept["rules"]

    def compiled(self, name):
        """The code of one module."""
        return compile(self.sources[name], name.replace(".", "/") + ".py", "exec", dont_inherit=True)

    def find_spec(self, fullname, path=None, target=None):
        """The spec of one of our modules, or None."""
        if fullname not in self.codes and fullname not in self.sources:
            return None
        package = any(name.startswith(fullname + ".") for name in [*self.codes, *self.sources])
        return importlib.machinery.ModuleSpec(fullname, self, is_package=package)

    def create_module(self, spec):
        """Nothing special."""
        return None

    def exec_module(self, module):
        """Run one module, compiling it if it has not been."""
        name = module.__name__
        module.Later = Later
        exec(self.codes.get(name) or self.compiled(name), module.__dict__)  # pylint: disable=exec-used


def safe(info):
    """Whether nobody but root and this user can have written it."""
    return info.st_uid in (0, os.geteuid()) and not info.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def load(path, key):
    """What was kept under this key, or None."""
    try:
        if not safe(os.lstat(os.path.dirname(path))):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            info = os.fstat(handle)
            data = stream.read() if safe(info) and stat.S_ISREG(info.st_mode) else b""
        end = data.find(b"\n") + 1
        body = memoryview(data)[end:]
        if data[:end] != b"%s %08x\n" % (key, zlib.crc32(body)):
            return None
        return marshal.loads(body)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def writable(cache):
    """Whether code can be kept there; makes the folder."""
    try:
        if os.access(os.path.dirname(cache), os.W_OK) and not os.path.lexists(cache):
            os.mkdir(cache, 0o755)
        return os.path.isdir(cache) and safe(os.lstat(cache)) and os.access(cache, os.W_OK)
    except OSError:
        return False


def keep(path, key, content):
    """Write it whole or not at all."""
    body = marshal.dumps(content)
    temporary = "%s.%d" % (path, os.getpid())
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644), "wb") as stream:
            stream.write(b"%s %08x\n%s" % (key, zlib.crc32(body), body))
        os.rename(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass


if "order" in globals():
    modules = Modules(globals()["order"].pop("sources"), globals()["order"].pop("cache", ""))
    sys.meta_path.insert(0, modules)
    globals()["order"].setdefault("rules", modules.rules)
    importlib.import_module("examiner.examination").main(globals()["order"])
