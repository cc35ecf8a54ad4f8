# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dpkg's database as text: the packages it knows, Debian version order, and which dependencies are not met.

>>> packages = status('''Package: app
... Status: install ok installed
... Architecture: amd64
... Version: 1.0-1
... Depends: lib (>= 2), shell | other-shell
...
... Package: lib
... Status: install ok unpacked
... Architecture: amd64
... Version: 1:0.9
... ''')
>>> [(p["name"], p["want"], p["error"], p["state"], p["version"]) for p in packages]
[('app', 'install', 'ok', 'installed', '1.0-1'), ('lib', 'install', 'ok', 'unpacked', '1:0.9')]
>>> unmet(packages, "amd64")
{'app': [{'relation': 'depends', 'wanted': 'shell | other-shell', 'reason': 'missing', 'found': None}]}
"""

from __future__ import annotations

import collections
import functools
import re
import typing as t

#: dpkg's states in which a package's files are on the disk (of half-installed: perhaps not all).
STATES_PRESENT = frozenset(("installed", "triggers-pending", "triggers-awaited", "half-configured", "unpacked", "half-installed"))
STATES_KNOWN = STATES_PRESENT | {"config-files", "not-installed"}

# One pass of the regular expression engine over a stanza: this is what an examination spends most of its package time on.
_FIELDS = re.compile(r"\n(Package|Status|Version|Architecture|Multi-Arch|Provides|Depends|Pre-Depends): *(.*(?:\n[ \t].*)*)")
# name[:architecture] [(operator version)] [[architectures]]; the last only in source packages and tolerated.
_RELATION = re.compile(r"\s*([^\s:(\[|,]+)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([^)\s]+)\s*\))?")
_VERSION_PARTS = re.compile(r"(\D*)(\d*)")
_END = ((0,), (0, ""))
# The numbers that a version begins with, its epoch aside; a revision cannot be reached before something else stands there.
_NUMBERS = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})*(?![0-9])")


def status(text: str) -> list[dict[str, t.Any]]:
    """The packages of a status file, or of one of the files in ``updates/``; stanzas without a package name are left out.

    {name, architecture, multi_arch, version, want, error, state, provides, depends, pre_depends}; missing text is "".
    """
    packages = []
    for stanza in text.split("\n\n"):
        fields = dict(_FIELDS.findall("\n" + stanza))
        name = fields.get("Package")
        if not name:
            continue
        words = fields.get("Status", "").split()
        want, error, state = words if len(words) == 3 else ("unknown", "ok", "not-installed")
        packages.append({
            "name": name, "architecture": fields.get("Architecture", ""), "multi_arch": fields.get("Multi-Arch", ""),
            "version": fields.get("Version", ""), "want": want, "error": error, "state": state,
            "provides": fields.get("Provides", ""), "depends": fields.get("Depends", ""), "pre_depends": fields.get("Pre-Depends", ""),
        })
    return packages


def damaged(text: str, packages: list[dict[str, t.Any]]) -> str | None:
    """What makes dpkg refuse this whole status file, or None: it stops at the first line that it cannot read.

    >>> text = "Package: a\\nStatus: install ok installed\\n"
    >>> damaged(text, status(text)) is None
    True
    >>> text += "\\n\\0\\0\\0\\0\\n"
    >>> damaged(text, status(text))
    'line 4 is not a field'
    """
    # Going through every line costs more than reading the packages: only where something looks wrong.
    stanzas = len(re.findall(r"\n\n(?=[^\n])", text.strip("\n"))) + 1 if text.strip() else 0
    if "\0" not in text and stanzas == len(packages) and all(p["state"] in STATES_KNOWN for p in packages) and text.endswith("\n"):
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if "\0" in line or (line and line[0] not in " \t" and not _FIELD_LINE.match(line)):
            return "line %d is not a field" % number
    if not stanzas:
        return "it is empty"
    return None if text.endswith("\n") else "the end is missing"


_FIELD_LINE = re.compile(r"[!-9;-~]+[ \t]*:")


def merge(packages: list[dict[str, t.Any]], updates: t.Iterable[str]) -> list[dict[str, t.Any]]:
    """The packages as dpkg sees them: what its journal (the numbered files in ``updates/``) says replaces the status file's."""
    known = {(p["name"], p["architecture"]): p for p in packages}
    for text in updates:
        for package in status(text):
            known[package["name"], package["architecture"]] = package
    return list(known.values())


def _part_key(part: str) -> tuple[t.Any, ...]:
    key = []
    for text, digits in _VERSION_PARTS.findall(part):
        digits = digits.lstrip("0")
        # "~" sorts before the end of the part, letters before everything else. Numbers as (length, digits): they may have any length.
        key.append((
            tuple([-1 if c == "~" else ord(c) if c.isalpha() else ord(c) + 256 for c in text]) + (0,),
            (len(digits), digits),
        ))
    while key and key[-1] == _END:
        key.pop()
    return (*key, _END)


@functools.lru_cache(maxsize=4096)
def version_key(version: str) -> tuple[t.Any, ...]:
    """A key that orders versions as Debian Policy 5.6.12 does: epoch, upstream version, revision.

    >>> sorted(["1.0-1", "1.0", "1:0.5", "1.0~rc1", "1.0+b1", "1.0a"], key=version_key)
    ['1.0~rc1', '1.0', '1.0-1', '1.0a', '1.0+b1', '1:0.5']
    """
    epoch, colon, rest = version.strip().partition(":")
    if not colon or not epoch.isdigit():
        epoch, rest = "", version.strip()
    upstream, dash, revision = rest.rpartition("-")
    if not dash:
        upstream, revision = rest, ""
    digits = epoch.lstrip("0")
    return ((len(digits), digits), _part_key(upstream), _part_key(revision))


def satisfies(version: str, operator: str, wanted: str) -> bool:
    """Whether the version stands in that relation (<<, <=, =, >=, >>) to the wanted one.

    >>> satisfies("2:1.0-1", ">=", "1.9"), satisfies("1.0-0", "=", "1.0"), satisfies("1.0~1", ">=", "1.0")
    (True, True, False)
    """
    if version == wanted:
        return operator not in ("<<", ">>")
    a, b = _plain_difference(version, wanted) or (version_key(version), version_key(wanted))
    if operator == ">=":
        return a >= b
    if operator == "<<":
        return a < b
    if operator == ">>":
        return a > b
    if operator in ("<=", "<"):
        return a <= b
    if operator == ">":
        return a >= b
    return a == b


def _plain_difference(version: str, wanted: str) -> tuple[t.Any, t.Any] | None:
    """The first numbers in which two plain versions differ, which is what most comparisons come to; None where more has to be known.

    >>> _plain_difference("2.41-12", "2.38"), _plain_difference("1:2.41-12", "1:2.4"), _plain_difference("1:2", "1")
    ((41, 38), (41, 4), None)
    """
    if ":" in version or ":" in wanted:
        epoch, dummy, version = version.partition(":")
        other, dummy, wanted = wanted.partition(":")
        if epoch != other:
            return None
    left, right = _NUMBERS.match(version), _NUMBERS.match(wanted)
    if left and right:
        for a, b in zip(left.group().split("."), right.group().split(".")):
            if a != b and int(a) != int(b):
                return int(a), int(b)
    return None


class _Provider(collections.namedtuple("_Provider", "package version architecture multi_arch state")):
    """A package, or a virtual one that it provides; version "" matches no versioned relation."""

    __slots__ = ()


def _providers(packages: t.Iterable[dict[str, t.Any]], native: str) -> dict[str, list[_Provider]]:
    providers: dict[str, list[_Provider]] = {}
    for p in packages:
        if p["state"] not in STATES_PRESENT:
            continue
        architecture = p["architecture"]
        if architecture in ("all", ""):
            architecture = native
        providers.setdefault(p["name"], []).append(_Provider(p["name"], p["version"], architecture, p["multi_arch"], p["state"]))
        if p["provides"]:
            for item in p["provides"].split(","):
                match = _RELATION.match(item)
                if match:
                    name, qualifier, _operator, version = match.groups()
                    providers.setdefault(name, []).append(_Provider(
                        p["name"], version or "", qualifier if qualifier and qualifier != "any" else architecture, p["multi_arch"], p["state"]))
    return providers


def _right_architecture(provider: _Provider, qualifier: str | None, depender: str, native: str) -> bool:
    if qualifier is None:
        return provider.architecture == depender or provider.multi_arch == "foreign"
    if qualifier == "any":
        return provider.multi_arch in ("allowed", "foreign") or provider.architecture == native
    return provider.architecture == (native if qualifier == "native" else qualifier)


def _choices(relation: str, providers: dict[str, list[_Provider]], depender: str, native: str) -> tuple[list[_Provider], _Provider | None]:
    """The providers that meet one relation (its alternatives included), and one that only has the wrong version."""
    good: list[_Provider] = []
    near = None
    for alternative in relation.split("|"):
        match = _RELATION.match(alternative)
        if not match:
            continue
        name, qualifier, operator, version = match.groups()
        for provider in providers.get(name, ()):
            if not _right_architecture(provider, qualifier, depender, native):
                continue
            if operator is None or (provider.version and satisfies(provider.version, operator, version)):
                good.append(provider)
            elif provider.version:
                near = provider
    return good, near


def unmet(packages: list[dict[str, t.Any]], native: str) -> dict[str, list[dict[str, t.Any]]]:
    """Depends and Pre-Depends that no package on the disk meets: {package: [{relation, wanted, reason, found}]}.

    Asks what ``apt-get check`` asks: a package that is unpacked but not configured counts as there (it is broken by itself),
    one that is half installed has no dependencies yet. reason: missing, or version with the version found.
    """
    providers = _providers(packages, native)
    met: set[tuple[str, str]] = set()
    found: dict[str, list[dict[str, t.Any]]] = {}
    for p in packages:
        if p["state"] not in STATES_PRESENT or p["state"] == "half-installed":
            continue
        architecture = p["architecture"]
        if architecture in ("all", ""):
            architecture = native
        for field in ("depends", "pre_depends"):
            if not p[field]:
                continue
            for relation in p[field].split(","):
                # The same relation stands in hundreds of packages; each is worked out once.
                key = (relation, architecture)
                if key in met or not relation.strip():
                    continue
                good, near = _choices(relation, providers, architecture, native)
                if good:
                    met.add(key)
                    continue
                found.setdefault(p["name"], []).append({
                    "relation": field, "wanted": " ".join(relation.split()), "reason": "version" if near else "missing",
                    "found": near.version if near else None,
                })
    return found


def waiting(packages: list[dict[str, t.Any]], native: str, lacking: t.Collection[str]) -> set[str]:
    """The packages that cannot be configured because of those in `lacking`: themselves, and unconfigured ones that depend on them."""
    unfinished = [p for p in packages if p["state"] in STATES_PRESENT and p["state"] != "installed"]
    providers = _providers(packages, native)
    result = {p["name"] for p in unfinished if p["name"] in lacking}
    while True:
        more = set()
        for p in unfinished:
            if p["name"] in result:
                continue
            for relation in ("%s,%s" % (p["depends"], p["pre_depends"])).split(","):
                good = _choices(relation, providers, native if p["architecture"] in ("all", "") else p["architecture"], native)[0]
                if good and all(provider.package in result for provider in good):
                    more.add(p["name"])
        if not more:
            return result
        result |= more
