# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Web proxies as a machine's files name them. User names and passwords in an address are dropped at once."""

from __future__ import annotations

import re
import typing as t

_ADDRESS = re.compile(r"(?:(?P<scheme>[a-z0-9+.-]+)://)?(?:[^/@]*@)?(?P<host>\[[0-9a-f:.%]+\]|[^/:@\s]+)(?::(?P<port>\d{1,5}))?(?:/|$)", re.I)
_PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks5": 1080, "socks5h": 1080}
_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|#[^\n]*|"([^"\n]*)"|([{};])|([^\s{};"]+)', re.S)


def address(text: str) -> dict[str, t.Any] | None:
    """{scheme, host, port} of a proxy's address, or None if it is none (DIRECT, empty, odd).

    >>> address("http://user:secret@proxy.example:3128/")
    {'scheme': 'http', 'host': 'proxy.example', 'port': 3128}
    """
    text = text.strip().strip("\"'")
    found = _ADDRESS.match(text) if text and text.upper() not in ("DIRECT", "FALSE") and len(text) < 2048 else None
    if not found:
        return None
    scheme = (found.group("scheme") or "http").lower()
    port = int(found.group("port") or _PORTS.get(scheme, 0))
    return {"scheme": scheme, "host": found.group("host").strip("[]").lower(), "port": port} if 0 < port < 65536 else None


def environment(text: str) -> list[dict[str, t.Any]]:
    """The proxies that /etc/environment or a like file of assignments sets: [{variable, scheme, host, port}]."""
    found = []
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        name = name[7:].strip() if name.startswith("export ") else name.strip()
        if equals and name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            where = address(value)
            if where:
                found.append({"variable": name, **where})
    return found


def apt(text: str) -> list[dict[str, t.Any]]:
    """The proxies of an apt.conf file, flat or nested: [{variable, scheme, host, port}].

    >>> apt('Acquire { http { Proxy "http://192.0.2.8:3128"; }; };')
    [{'variable': 'Acquire::http::Proxy', 'scheme': 'http', 'host': '192.0.2.8', 'port': 3128}]
    """
    found = []
    outer: list[str] = []
    words: list[str] = []
    value = None
    for token in _TOKEN.finditer(text):
        quoted, mark, word = token.groups()
        if quoted is not None:
            value = quoted
        elif word is not None:
            words.append(word)
        elif mark == "{":
            outer.append(words[0] if words else "")
            words, value = [], None
        elif mark in (";", "}"):
            name = "::".join([part for part in outer if part] + words[:1])
            parts = name.lower().split("::")
            if value is None and len(words) > 1:
                value = words[1]
            if value and len(parts) >= 3 and parts[0] == "acquire" and parts[1] in ("http", "https", "ftp") and parts[2] == "proxy":
                where = address(value)
                if where:
                    found.append({"variable": name, **where})
            words, value = [], None
            if mark == "}" and outer:
                outer.pop()
    return found
