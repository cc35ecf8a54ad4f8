# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locale names, which are written in more than one way."""

from __future__ import annotations

import re

# Always there: the C library brings them itself.
BUILT_IN = ("C", "POSIX")


def canonical_locale(name: str) -> str:
    """A locale's name as the C library files it, so that two ways of writing it compare equal.

    >>> [canonical_locale(name) for name in ("de_DE.UTF-8", "de_DE.utf8", "fr_FR@euro", "nl_NL.ISO-8859-1", "ca_ES.UTF-8@valencia")]
    ['de_DE.utf8', 'de_DE.utf8', 'fr_FR@euro', 'nl_NL.iso88591', 'ca_ES.utf8@valencia']
    """
    match = re.match(r"([^.@]*)(?:\.([^@]*))?(@.*)?", name.strip(), re.DOTALL)
    language, codeset, modifier = match.groups() if match else (name, None, None)
    if codeset is not None:
        codeset = re.sub(r"[^a-z0-9]", "", codeset.lower())
        if codeset.isdigit():
            codeset = "iso" + codeset
    return language + ("." + codeset if codeset else "") + (modifier or "")
