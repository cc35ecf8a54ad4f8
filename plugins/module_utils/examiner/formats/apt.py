# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What apt keeps as text: its sources (both styles), the names of its lists, the head of a Release file, a few settings."""

from __future__ import annotations

import re
import typing as t

from .dates import MONTHS, epoch

_OPTION = re.compile(r"([A-Za-z-]+)\s*[+-]?=\s*(\S+)")
_ONE_LINE = re.compile(r"(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?((?:[^\s\[]|\[[^\]]*\])+)\s+(\S+)\s*(.*)")
_DATE = re.compile(r"(?:[A-Za-z]{3}, *)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{1,2}):(\d{2}):(\d{2}) *(?:UTC|GMT|Z|[+-]0000)$")
NO = frozenset(("no", "false", "0", "off", "without", "disable"))
YES = frozenset(("yes", "true", "1", "on", "with", "enable"))


def _switch(word: str | None) -> bool | None:
    word = (word or "").strip().lower()
    return False if word in NO else True if word in YES else None


def _source(kinds: list[str], uri: str, suite: str, components: list[str], enabled: bool, options: dict[str, str]) -> dict[str, t.Any]:
    key = options.get("signed-by", "").strip()
    return {
        "types": kinds, "uri": uri.rstrip("/") if not uri.endswith("://") else uri, "suite": suite, "components": components, "enabled": enabled,
        "signed_by": ["embedded"] if "-----BEGIN" in key else key.replace(",", " ").split(),
        "trusted": _switch(options.get("trusted")),
        "check_date": _switch(options.get("check-date")),
        "check_valid_until": _switch(options.get("check-valid-until")),
    }


def one_line_sources(text: str) -> list[dict[str, t.Any]]:
    """The sources of a ``*.list`` file. A line that is commented out is no source.

    >>> one_line_sources("deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian/ stable main contrib # ours")[0]["components"]
    ['main', 'contrib']
    """
    sources = []
    for line in text.splitlines():
        match = _ONE_LINE.match(line.split("#", 1)[0].strip())
        if match:
            kind, options, uri, suite, components = match.groups()
            pairs = {name.lower(): value for name, value in _OPTION.findall(options or "")}
            sources.append(_source([kind], uri, suite, components.split(), True, pairs))
    return sources


def deb822_sources(text: str) -> list[dict[str, t.Any]]:
    """The sources of a ``*.sources`` file, one for each URI and suite.

    >>> [(s["uri"], s["suite"], s["enabled"]) for s in deb822_sources('''Types: deb
    ... URIs: http://a.example/debian
    ... # a comment
    ... Suites: stable
    ...  stable-updates
    ... Components: main
    ... Enabled: no''')]
    [('http://a.example/debian', 'stable', False), ('http://a.example/debian', 'stable-updates', False)]
    """
    sources = []
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for stanza in re.split(r"\n\s*\n", "\n".join(lines)):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.split("\n"):
            if line[:1] in (" ", "\t"):
                if name:
                    fields[name] += "\n" + line
            else:
                name, colon, value = line.partition(":")
                name = name.strip().lower() if colon else ""
                if name:
                    fields[name] = value
        kinds = fields.get("types", "").split()
        enabled = _switch(fields.get("enabled")) is not False
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                sources.append(_source(kinds, uri, suite, fields.get("components", "").split(), enabled, fields))
    return sources


def lists_prefix(uri: str, suite: str, architecture: str) -> str:
    """How the names of a source's files in ``/var/lib/apt/lists`` begin.

    >>> lists_prefix("http://user:pw@a.example:8080/debian_x/~b", "stable", "amd64")
    'a.example:8080_debian%5fx_%7eb_dists_stable_'
    >>> lists_prefix("file:///srv/repo", "./", "amd64"), lists_prefix("https://a.example/x", "$(ARCH)/", "arm64")
    ('_srv_repo_._', 'a.example_x_arm64_')
    """
    scheme, colon, rest = uri.partition(":")
    if not colon:
        rest = scheme
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        rest = host.rpartition("@")[2].replace("[", "").replace("]", "") + slash + path
    suite = suite.replace("$(ARCH)", architecture)
    rest = rest.rstrip("/") + "/" + (suite.lstrip("/") if suite.endswith("/") else "dists/%s/" % suite)
    rest = re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m.group(1), 16)), rest)
    return "".join("%%%02x" % ord(c) if c in '\\|{}[]<>"^~_=!@#$%&*' or ord(c) <= 32 or ord(c) >= 127 else c for c in rest).replace("/", "_")


def date(text: str) -> int | None:
    """Seconds since the epoch of a Release file's date, or None.

    >>> date("Sat, 21 Nov 2026 00:53:02 UTC"), date("Sat, 21 Nov 2026 00:53:02 +0000"), date("yesterday")
    (1795222382, 1795222382, None)
    """
    match = _DATE.match(text.strip())
    if not match or match.group(2).capitalize() not in MONTHS:
        return None
    day, year, hour, minute, second = (int(match.group(i)) for i in (1, 3, 4, 5, 6))
    return epoch(year, MONTHS[match.group(2).capitalize()], day, hour, minute, second)


def release(text: str) -> dict[str, t.Any]:
    """The head of a Release or InRelease file: {origin, suite, codename, date, valid_until (seconds since the epoch), date_text, valid_until_text}."""
    fields: dict[str, str] = {}
    for line in text[:8192].split("\n"):
        name, colon, value = line.partition(":")
        if colon and name[:1].isalpha():
            fields.setdefault(name.lower(), value.strip())
            if name in ("MD5Sum", "SHA1", "SHA256", "SHA512"):
                break
    dated, until = fields.get("date"), fields.get("valid-until")
    return {
        "origin": fields.get("origin"), "suite": fields.get("suite"), "codename": fields.get("codename"),
        "date": date(dated) if dated else None, "date_text": dated,
        "valid_until": date(until) if until else None, "valid_until_text": until,
    }


def setting(texts: t.Iterable[str], name: str) -> bool | None:
    """A yes/no setting in apt's configuration, the last one given; None if nobody sets it.

    >>> setting(['Acquire::Check-Date "true";', 'Acquire { Check-Date "no"; }; // Check-Date "yes";'], "Check-Date")
    False
    """
    found = None
    for text in texts:
        if name in text:
            text = re.sub(r"/\*.*?\*/", " ", re.sub(r'(?m)^((?:[^"\n]|"[^"\n]*")*?)(?://|#).*$', r"\1", text), flags=re.S)
            for word in re.findall(r'(?:^|[\s:;{])%s\s+"?(\w+)"?\s*;' % re.escape(name), text):
                found = _switch(word)
    return found
