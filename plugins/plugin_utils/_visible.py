# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from a workstation, made fit to be shown. Private to this collection.

A workstation may be hostile: whatever would steer a terminal, hide or reorder text (control characters, escape
sequences, bidirectional overrides, invisible characters, piles of combining marks) is shown as an escape instead, and
every text is bounded.
"""

from __future__ import annotations

import typing as t
import unicodedata

MARKS_IN_A_ROW = 3

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(char: str) -> str:
    """Write one character so that it can be read and does nothing."""
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return "\\x%02x" % code
    return "\\u%04x" % code if code < 0x10000 else "\\U%08x" % code


def visible(text: str, limit: int = 2000, lines: bool = False) -> str:
    """Give the text as a person may see it: at most about ``limit`` characters, nothing in it that acts.

    With ``lines`` a line feed stays one, otherwise it is shown as an escape too.

    >>> visible("\\x1b[31mred\\u202e")
    '\\\\x1b[31mred\\\\u202e'
    >>> visible("abcdef", limit=4)
    'abcd… [+2]'
    """
    # Looking at more than the limit costs time in proportion to what a hostile machine sends.
    head = text[: limit + 1]
    if head.isascii() and head.isprintable():
        shown, taken = head[:limit], min(len(head), limit)
    else:
        parts: list[str] = []
        length = taken = marks = 0
        for char in head:
            if lines and char == "\n":
                part = char
            elif unicodedata.category(char) == "Zs":
                part = " "
            else:
                marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
                part = char if char.isprintable() and marks <= MARKS_IN_A_ROW else _escape(char)
            if length + len(part) > limit:
                break
            parts.append(part)
            length += len(part)
            taken += 1
        shown = "".join(parts)
    left_out = len(text) - taken
    return "%s… [+%d]" % (shown, left_out) if left_out > 0 else shown


def visible_all(value: t.Any, limit: int = 2000) -> t.Any:
    """Make every text in plain data visible, keys included."""
    if isinstance(value, str):
        return visible(value, limit)
    if isinstance(value, dict):
        return {visible_all(key, limit): visible_all(item, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [visible_all(item, limit) for item in value]
    return value


def columns(text: str) -> int:
    """Count the terminal columns that the text takes.

    >>> columns("abc"), columns("日本"), columns("e\\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    """Count the terminal columns of one character."""
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Break the text into lines of at most ``width`` columns: at spaces, and inside a word only when it must be.

    A no-break space keeps its words together as far as possible, and is shown as a space.

    >>> wrap("one two three", 9, "- ", "  ")
    ['- one two', '  three']
    """
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for word in filter(None, text.split(" ")):
        need = columns(word)
        if not empty and used + 1 + need > width:
            lines.append(line)
            line, used, empty = rest, columns(rest), True
        if not empty:
            line, used = line + " ", used + 1
        for piece in _pieces(word, width, used, columns(rest)) if used + need > width else [word]:
            if used + columns(piece) > width and not empty:
                lines.append(line)
                line, used = rest, columns(rest)
            line, used, empty = line + piece, used + columns(piece), False
    lines.append(line)
    return [one.replace("\u00a0", " ").rstrip() for one in lines]


def _pieces(word: str, width: int, used: int, indent: int) -> list[str]:
    """Cut a word that fits no line into pieces that do."""
    pieces: list[str] = []
    piece, room = "", max(2, width - used)
    for char in word:
        if columns(piece) + _columns_of(char) > room:
            pieces.append(piece)
            piece, room = "", max(2, width - indent)
        piece += char
    return pieces + [piece]
