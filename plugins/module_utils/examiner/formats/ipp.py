# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Internet Printing Protocol, IPP/1.0 to 2.x (RFC 8010), and as much of HTTP as carries it to a print scheduler.

``decode`` turns an answer into plain data for facts: every attribute is a list of its values, because whether a set has one
member or many is the printer's whim. ``parse`` and ``build`` keep the value tags and are each other's inverse.

    >>> request = build(GET_PRINTERS, 7, [(OPERATION, operation_attributes() + [("limit", [(INTEGER, 1)])])])
    >>> decode(request)["groups"][0]["attributes"]["limit"]
    [1]

Whatever the bytes are, the outcome is a value or ValueError, in time and memory proportional to their length.
"""

from __future__ import annotations

import collections
import re
import struct
import typing as t

# Group delimiters.
OPERATION, JOB, END, PRINTER, UNSUPPORTED_GROUP, SUBSCRIPTION, EVENT, RESOURCE, DOCUMENT, SYSTEM = range(0x01, 0x0B)
GROUPS = {
    OPERATION: "operation", JOB: "job", PRINTER: "printer", UNSUPPORTED_GROUP: "unsupported", SUBSCRIPTION: "subscription",
    EVENT: "event-notification", RESOURCE: "resource", DOCUMENT: "document", SYSTEM: "system",
}

# Value tags: out of band, integers, octet strings, character strings.
UNSUPPORTED, DEFAULT, UNKNOWN, NO_VALUE = 0x10, 0x11, 0x12, 0x13
NOT_SETTABLE, DELETE_ATTRIBUTE, ADMIN_DEFINE = 0x15, 0x16, 0x17
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
OCTETS, DATE_TIME, RESOLUTION, RANGE, BEGIN_COLLECTION, TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE, END_COLLECTION = range(0x30, 0x38)
TEXT, NAME = 0x41, 0x42
KEYWORD, URI, URI_SCHEME, CHARSET, LANGUAGE, MIME_TYPE, MEMBER_NAME = range(0x44, 0x4B)
EXTENSION = 0x7F
#: Added to the number that an extension tag carries, so that it is never taken for a tag of one byte.
EXTENDED = 1 << 32

_OUT_OF_BAND = range(0x10, 0x20)
_STRINGS = (TEXT, NAME, KEYWORD, URI, URI_SCHEME, CHARSET, LANGUAGE, MIME_TYPE)
_UNITS = {3: "dpi", 4: "dpcm"}
_UNIT_NUMBERS = {name: number for number, name in _UNITS.items()}
_DATE = re.compile(r"(\d{4,5})-(\d\d?\d?)-(\d\d?\d?)T(\d\d?\d?):(\d\d?\d?):(\d\d?\d?)\.(\d\d?\d?)([+-])(\d\d?\d?):(\d\d?\d?)\Z")

# Operations and states that the examiner and the modules speak of.
PRINT_JOB, VALIDATE_JOB, CANCEL_JOB, GET_JOB_ATTRIBUTES, GET_JOBS, GET_PRINTER_ATTRIBUTES = 0x02, 0x04, 0x08, 0x09, 0x0A, 0x0B
RESTART_JOB, PAUSE_PRINTER, RESUME_PRINTER, SET_JOB_ATTRIBUTES = 0x0E, 0x10, 0x11, 0x14
GET_DEFAULT, GET_PRINTERS, ADD_MODIFY_PRINTER, DELETE_PRINTER, ACCEPT_JOBS, REJECT_JOBS, SET_DEFAULT, GET_DEVICES, GET_PPDS, GET_PPD = (
    0x4001, 0x4002, 0x4003, 0x4004, 0x4008, 0x4009, 0x400A, 0x400B, 0x400C, 0x400F,
)
PRINTER_STATES = {3: "idle", 4: "processing", 5: "stopped"}
JOB_STATES = {
    3: "pending", 4: "pending-held", 5: "processing", 6: "processing-stopped", 7: "canceled", 8: "aborted", 9: "completed",
}
STATUS = {
    0x0000: "successful-ok", 0x0001: "successful-ok-ignored-or-substituted-attributes", 0x0002: "successful-ok-conflicting-attributes",
    0x0400: "client-error-bad-request", 0x0401: "client-error-forbidden", 0x0402: "client-error-not-authenticated",
    0x0403: "client-error-not-authorized", 0x0404: "client-error-not-possible", 0x0405: "client-error-timeout",
    0x0406: "client-error-not-found", 0x0407: "client-error-gone", 0x0408: "client-error-request-entity-too-large",
    0x0409: "client-error-request-value-too-long", 0x040A: "client-error-document-format-not-supported",
    0x040B: "client-error-attributes-or-values-not-supported", 0x040C: "client-error-uri-scheme-not-supported",
    0x040D: "client-error-charset-not-supported", 0x040E: "client-error-conflicting-attributes",
    0x0411: "client-error-document-format-error", 0x0412: "client-error-document-access-error",
    0x0500: "server-error-internal-error", 0x0501: "server-error-operation-not-supported", 0x0502: "server-error-service-unavailable",
    0x0503: "server-error-version-not-supported", 0x0504: "server-error-device-error", 0x0505: "server-error-temporary-error",
    0x0506: "server-error-not-accepting-jobs", 0x0507: "server-error-busy", 0x0508: "server-error-job-canceled",
}

# Collections of real printers nest three or four deep; what goes deeper than this is not a printer.
MAX_DEPTH = 16

# An attribute is (name, [(value tag, value), ...]); a collection's value is a list of such attributes.
Value = "tuple[int, t.Any]"
Attribute = "tuple[str, list[Value]]"
Group = "tuple[int, list[Attribute]]"


class Message(collections.namedtuple("Message", "version code request_id groups data")):
    """A request or an answer. version: (major, minor); code: the operation, or the status of an answer; data: the document that follows."""

    __slots__ = ()


def operation_attributes(uri: str = "", user: str = "") -> list[Attribute]:
    """The attributes every request begins with, in the order the RFC demands."""
    attributes: list[Attribute] = [
        ("attributes-charset", [(CHARSET, "utf-8")]),
        ("attributes-natural-language", [(LANGUAGE, "en")]),
    ]
    if uri:
        attributes.append(("printer-uri", [(URI, uri)]))
    if user:
        attributes.append(("requesting-user-name", [(NAME, user)]))
    return attributes


# ---------------------------------------------------------------------------------------------------------------------
# Decoding


class _Reader:
    """Walks over the bytes; every step is checked against their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise ValueError("IPP message ends after %d bytes, inside a field of %d bytes" % (len(self.data), size))
        piece = self.data[self.at:end]
        self.at = end
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def sized(self) -> bytes:
        size = int.from_bytes(self.take(2), "big")
        if size > 0x7FFF:
            raise ValueError("IPP field length %d at byte %d is negative" % (size - 0x10000, self.at - 2))
        return self.take(size)

    def field(self, tag: int) -> tuple[int, bytes, bytes]:
        """(tag, name, raw value); the extension tag carries the real one in its value."""
        name, raw = self.sized(), self.sized()
        if tag == EXTENSION:
            if len(raw) < 4:
                raise ValueError("IPP extension tag of %d bytes at byte %d" % (len(raw), self.at))
            tag, raw = EXTENDED + int.from_bytes(raw[:4], "big"), raw[4:]
        return tag, name, raw


def _text(raw: bytes) -> str:
    """UTF-8 as announced, or Latin-1 for the printers that announce UTF-8 and send something else."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _exact(raw: bytes, size: int, what: str) -> bytes:
    if len(raw) != size:
        raise ValueError("IPP %s of %d bytes" % (what, len(raw)))
    return raw


def _with_language(raw: bytes) -> dict[str, str]:
    inner = _Reader(raw)
    value = {"language": _text(inner.sized()), "text": _text(inner.sized())}
    if inner.at != len(raw):
        raise ValueError("IPP text with language has %d bytes too many" % (len(raw) - inner.at))
    return value


def _date(raw: bytes) -> str:
    year, month, day, hour, minute, second, tenths, sign, off_hour, off_minute = struct.unpack(">HBBBBBBcBB", _exact(raw, 11, "dateTime"))
    if sign not in (b"+", b"-"):
        raise ValueError("IPP dateTime with the direction %r" % sign)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%d%s%02d:%02d" % (
        year, month, day, hour, minute, second, tenths, sign.decode(), off_hour, off_minute)


def _value(tag: int, raw: bytes) -> t.Any:
    if tag in (INTEGER, ENUM):
        return int.from_bytes(_exact(raw, 4, "integer"), "big", signed=True)
    if tag in _STRINGS:
        return _text(raw)
    if tag == BOOLEAN:
        return _exact(raw, 1, "boolean") != b"\0"
    if tag in _OUT_OF_BAND:
        return None
    if tag in (TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE):
        return _with_language(raw)
    if tag == RANGE:
        lower, upper = struct.unpack(">ii", _exact(raw, 8, "rangeOfInteger"))
        return {"lower": lower, "upper": upper}
    if tag == RESOLUTION:
        x, y, unit = struct.unpack(">iib", _exact(raw, 9, "resolution"))
        return {"x": x, "y": y, "unit": _UNITS.get(unit, unit)}
    if tag == DATE_TIME:
        return _date(raw)
    return raw


def _collection(reader: _Reader, depth: int) -> list[Attribute]:
    """The members up to this collection's end."""
    if depth > MAX_DEPTH:
        raise ValueError("IPP collections nested deeper than %d" % MAX_DEPTH)
    members: list[Attribute] = []
    while True:
        tag = reader.byte()
        if tag < 0x10:
            raise ValueError("IPP group inside a collection, at byte %d" % reader.at)
        tag, dummy, raw = reader.field(tag)
        if tag == END_COLLECTION:
            return members
        if tag == MEMBER_NAME:
            members.append((_text(raw), []))
        elif not members:
            raise ValueError("IPP collection value without a member name, at byte %d" % reader.at)
        elif tag == BEGIN_COLLECTION:
            members[-1][1].append((tag, _collection(reader, depth + 1)))
        else:
            members[-1][1].append((tag, _value(tag, raw)))


def parse(data: bytes) -> Message:
    """The message with its value tags; raises ValueError for anything that is not one."""
    reader = _Reader(data)
    major, minor, code, request_id = struct.unpack(">BBHi", reader.take(8))
    if major not in (1, 2):
        raise ValueError("IPP version %d.%d" % (major, minor))
    groups: list[Group] = []
    while True:
        tag = reader.byte()
        if tag == END:
            return Message((major, minor), code, request_id, groups, data[reader.at:])
        if tag == 0:
            raise ValueError("IPP group with the reserved tag 0, at byte %d" % reader.at)
        if tag < 0x10:
            groups.append((tag, []))
            continue
        if not groups:
            raise ValueError("IPP attribute outside a group")
        tag, name, raw = reader.field(tag)
        if tag in (MEMBER_NAME, END_COLLECTION):
            raise ValueError("IPP collection part outside a collection, at byte %d" % reader.at)
        attributes = groups[-1][1]
        if name:
            attributes.append((_text(name), []))
        elif not attributes:
            raise ValueError("IPP value without an attribute, at byte %d" % reader.at)
        value = _collection(reader, 1) if tag == BEGIN_COLLECTION else _value(tag, raw)
        attributes[-1][1].append((tag, value))


def _plain(value: Value) -> t.Any:
    tag, content = value
    if tag == BEGIN_COLLECTION:
        return plain_attributes(content)
    if isinstance(content, bytes):
        # octetString is ASCII in practice (printer-supply, printer-alert); of unknown tags only the bytes are sure.
        return _text(content) if tag == OCTETS else content.hex()
    if isinstance(content, dict) and "text" in content:
        return content["text"]
    return content


def plain_attributes(attributes: list[Attribute]) -> dict[str, list[t.Any]]:
    """{name: [values]}; of an attribute that is sent twice the first counts, as CUPS has it."""
    plain: dict[str, list[t.Any]] = {}
    for name, values in attributes:
        if name not in plain:
            plain[name] = [_plain(value) for value in values]
    return plain


def decode(data: bytes) -> dict[str, t.Any]:
    """{version, code, status, request_id, groups: [{group, attributes: {name: [values]}}], data} as plain data.

    Out-of-band values (unknown, no-value, unsupported) are None; ranges {lower, upper}; resolutions {x, y, unit};
    dates ISO 8601; collections dicts like ``attributes``; the language of a text is dropped.
    """
    message = parse(data)
    return {
        "version": "%d.%d" % message.version,
        "code": message.code,
        "status": STATUS.get(message.code, "0x%04x" % message.code),
        "request_id": message.request_id,
        "groups": [
            {"group": GROUPS.get(tag, "0x%02x" % tag), "attributes": plain_attributes(attributes)} for tag, attributes in message.groups
        ],
        "data": message.data,
    }


def groups_of(answer: dict[str, t.Any], group: str) -> list[dict[str, list[t.Any]]]:
    """The attributes of every group of this kind in what ``decode`` gave."""
    return [entry["attributes"] for entry in answer["groups"] if entry["group"] == group]


def first(attributes: dict[str, list[t.Any]], name: str, kind: type, default: t.Any = None) -> t.Any:
    """The attribute's first value if it is of that kind, else the default: peers send anything."""
    values = attributes.get(name)
    if values and isinstance(values[0], kind) and (kind is not int or not isinstance(values[0], bool)):
        return values[0]
    return default


def every(attributes: dict[str, list[t.Any]], name: str, kind: type) -> list[t.Any]:
    """The attribute's values that are of that kind."""
    return [value for value in attributes.get(name, ()) if isinstance(value, kind) and (kind is not int or not isinstance(value, bool))]


# ---------------------------------------------------------------------------------------------------------------------
# Encoding


def _sized(raw: bytes) -> bytes:
    if len(raw) > 0x7FFF:
        raise ValueError("%d bytes do not fit into an IPP field" % len(raw))
    return struct.pack(">H", len(raw)) + raw


def _date_bytes(value: t.Any) -> bytes:
    match = _DATE.match(value)
    if not match:
        raise ValueError("%r is not a date" % (value,))
    numbers = [int(part) if index != 7 else part.encode() for index, part in enumerate(match.groups())]
    return struct.pack(">HBBBBBBcBB", *numbers)


def _raw(tag: int, value: t.Any) -> bytes:
    """The bytes of one value that is not a collection."""
    if tag in (INTEGER, ENUM):
        return struct.pack(">i", value)
    if tag in _STRINGS or tag == MEMBER_NAME:
        return value.encode("utf-8")
    if tag == BOOLEAN:
        return b"\1" if value else b"\0"
    if tag in _OUT_OF_BAND:
        return b""
    if tag in (TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE):
        return _sized(value["language"].encode("utf-8")) + _sized(value["text"].encode("utf-8"))
    if tag == RANGE:
        return struct.pack(">ii", value["lower"], value["upper"])
    if tag == RESOLUTION:
        return struct.pack(">iib", value["x"], value["y"], _UNIT_NUMBERS.get(value["unit"], value["unit"]))
    if tag == DATE_TIME:
        return _date_bytes(value)
    return bytes(value)


def _field(tag: int, name: bytes, raw: bytes) -> bytes:
    if tag >= EXTENDED:
        tag, raw = EXTENSION, struct.pack(">I", tag - EXTENDED) + raw
    return struct.pack(">B", tag) + _sized(name) + _sized(raw)


def _encode_value(out: list[bytes], tag: int, name: bytes, value: t.Any, depth: int) -> None:
    if tag != BEGIN_COLLECTION:
        out.append(_field(tag, name, _raw(tag, value)))
        return
    if depth > MAX_DEPTH:
        raise ValueError("IPP collections nested deeper than %d" % MAX_DEPTH)
    out.append(_field(tag, name, b""))
    for member, values in value:
        out.append(_field(MEMBER_NAME, b"", member.encode("utf-8")))
        for member_tag, member_value in values:
            _encode_value(out, member_tag, b"", member_value, depth + 1)
    out.append(_field(END_COLLECTION, b"", b""))


def build(code: int, request_id: int, groups: list[Group], data: bytes = b"", version: tuple[int, int] = (2, 0)) -> bytes:
    """The bytes of a message; ValueError for a value that its tag cannot hold."""
    out = []
    try:
        out.append(struct.pack(">BBHi", version[0], version[1], code, request_id))
        for tag, attributes in groups:
            if not 0 < tag < 0x10 or tag == END:
                raise ValueError("0x%02x is not an IPP group" % tag)
            out.append(struct.pack(">B", tag))
            for name, values in attributes:
                if not name:
                    raise ValueError("an IPP attribute without a name")
                if not values:
                    raise ValueError("the IPP attribute %s without a value" % name)
                for index, (value_tag, value) in enumerate(values):
                    _encode_value(out, value_tag, b"" if index else name.encode("utf-8"), value, 1)
    except (struct.error, TypeError, KeyError, AttributeError, OverflowError, UnicodeEncodeError) as exc:
        raise ValueError("not an IPP value: %s" % exc) from exc
    out.append(struct.pack(">B", END))
    out.append(data)
    return b"".join(out)


# ---------------------------------------------------------------------------------------------------------------------
# HTTP: one request, one answer, then the connection closes


def http_request(path: str, body: bytes, host: str = "localhost", authorization: str = "") -> bytes:
    """A POST of an IPP message. ValueError if a part could break out of its header line."""
    for part in (path, host, authorization):
        if re.search(r"[\x00-\x1f\x7f]", part) or not part.isascii():
            raise ValueError("%r cannot stand in an HTTP header" % part)
    if " " in path:
        raise ValueError("%r cannot stand in an HTTP header" % path)
    head = "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\nConnection: close\r\n" % (path, host, len(body))
    if authorization:
        head += "Authorization: %s\r\n" % authorization
    return head.encode("ascii") + b"\r\n" + body


def _unchunk(data: bytes) -> bytes:
    pieces, at = [], 0
    while True:
        end = data.find(b"\r\n", at, at + 64)
        if end < 0:
            raise ValueError("HTTP answer ends inside a chunk")
        size_text = data[at:end].split(b";")[0].strip()
        if not re.match(rb"[0-9A-Fa-f]{1,8}\Z", size_text):
            raise ValueError("HTTP chunk size %r" % size_text[:20])
        size = int(size_text, 16)
        if size == 0:
            return b"".join(pieces)
        at = end + 2
        pieces.append(data[at:at + size])
        at += size + 2


def http_complete(data: bytes) -> bool:
    """Whether the answer is all there, so that nobody need wait for a peer that forgets to close."""
    head, found, dummy = data.partition(b"\r\n\r\n")
    if not found or not re.search(rb"\r\n(?:content-length|transfer-encoding):", head, re.IGNORECASE):
        return False
    try:
        http_answer(data)
    except ValueError:
        return False
    return True


def http_answer(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """(status, headers with lower-case names, body) of everything a peer sent until it closed."""
    # 100 Continue may come before the answer proper; a peer that sends nothing else must not keep us.
    for dummy in range(4):
        head, found, body = data.partition(b"\r\n\r\n")
        if not found:
            raise ValueError("HTTP answer without an end of its headers (%d bytes)" % len(data))
        lines = head.decode("latin-1").split("\r\n")
        match = re.match(r"HTTP/1\.[01] (\d{3})(?: |\Z)", lines[0])
        if not match:
            raise ValueError("not an HTTP answer: %r" % lines[0][:60])
        status = int(match.group(1))
        if not (100 <= status < 200 and body):
            break
        data = body
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return status, headers, _unchunk(body)
    length = headers.get("content-length", "")
    if length.isdigit() and len(length) < 12:
        if len(body) < int(length):
            raise ValueError("HTTP answer of %s bytes ends after %d" % (length, len(body)))
        body = body[:int(length)]
    return status, headers, body
