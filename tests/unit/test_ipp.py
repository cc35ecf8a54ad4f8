# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPP: encoder and decoder against each other, against real printers' answers, and against garbage."""

from __future__ import annotations

import doctest
import os
import pathlib
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp

# Recordings of real printers are no part of the project; where there are some, this names their folder.
# They have licences of their own, so they lie beside the checkout or where FIELDTECH_RECORDINGS says, never in it.
BESIDE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "recordings"
RECORDINGS = pathlib.Path(os.environ.get("FIELDTECH_RECORDINGS", BESIDE)) / "printer_ipp"

HEAD = bytes.fromhex("02000002 00000007")


def message(*fields, head=HEAD, end=b"\x03"):
    return head + b"".join(fields) + end


def field(tag, name, value):
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value


def test_the_examples_in_the_module():
    assert doctest.testmod(ipp).failed == 0


def test_the_print_job_request_of_rfc_8010_byte_by_byte():
    """Appendix A.1 of the RFC, written from its table."""
    expected = bytes.fromhex("0101 0002 00000001 01") + (
        field(0x47, b"attributes-charset", b"utf-8") + field(0x48, b"attributes-natural-language", b"en-us")
        + field(0x45, b"printer-uri", b"ipp://printer.example.com/ipp/print/pinetree") + field(0x42, b"job-name", b"foobar")
        + field(0x22, b"ipp-attribute-fidelity", b"\x01")
    ) + b"\x02" + field(0x21, b"copies", bytes.fromhex("00000014")) + field(0x44, b"sides", b"two-sided-long-edge") + b"\x03%!PDF"
    built = ipp.build(ipp.PRINT_JOB, 1, [
        (ipp.OPERATION, [
            ("attributes-charset", [(ipp.CHARSET, "utf-8")]), ("attributes-natural-language", [(ipp.LANGUAGE, "en-us")]),
            ("printer-uri", [(ipp.URI, "ipp://printer.example.com/ipp/print/pinetree")]), ("job-name", [(ipp.NAME, "foobar")]),
            ("ipp-attribute-fidelity", [(ipp.BOOLEAN, True)]),
        ]),
        (ipp.JOB, [("copies", [(ipp.INTEGER, 20)]), ("sides", [(ipp.KEYWORD, "two-sided-long-edge")])]),
    ], b"%!PDF", version=(1, 1))
    assert built == expected
    decoded = ipp.decode(expected)
    assert decoded["version"] == "1.1"
    assert decoded["data"] == b"%!PDF"
    assert ipp.groups_of(decoded, "job") == [{"copies": [20], "sides": ["two-sided-long-edge"]}]


def test_every_kind_of_value():
    decoded = ipp.decode(message(
        b"\x04",
        field(0x21, b"negative", b"\xff\xff\xff\xfe"), field(0x23, b"printer-state", b"\0\0\0\x05"), field(0x22, b"yes", b"\x01"),
        field(0x31, b"when", bytes.fromhex("07ea 0b 18 08 0f 1e 05 2b 01 00")),
        field(0x32, b"resolution", struct.pack(">iib", 600, 1200, 3)), field(0x33, b"range", struct.pack(">ii", -1, 9)),
        field(0x35, b"text", b"\0\x02fr\0\x04caf\xe9"), field(0x36, b"name", b"\0\x02de\0\x05B\xc3\xbcro"),
        field(0x30, b"octets", b"type=toner;level=9;"), field(0x10, b"unsupported", b""), field(0x12, b"unknown", b""),
        field(0x13, b"no-value", b""), field(0x7F, b"extended", b"\0\0\1\2ab"), field(0x5F, b"new-kind", b"\xab"),
        field(0x44, b"set", b"one"), field(0x44, b"", b"two"), field(0x42, b"", b"three"),
    ))
    assert ipp.groups_of(decoded, "printer") == [{
        "negative": [-2], "printer-state": [5], "yes": [True], "when": ["2026-11-24T08:15:30.5+01:00"],
        "resolution": [{"x": 600, "y": 1200, "unit": "dpi"}], "range": [{"lower": -1, "upper": 9}],
        "text": ["café"], "name": ["Büro"], "octets": ["type=toner;level=9;"], "unsupported": [None], "unknown": [None], "no-value": [None],
        "extended": ["6162"], "new-kind": ["ab"], "set": ["one", "two", "three"],
    }]


def test_collections_in_collections_and_sets_of_them():
    size = field(0x34, b"", b"") + field(0x4A, b"", b"x") + field(0x21, b"", b"\0\0\x52\x08") + field(0x37, b"", b"")
    media = (
        field(0x4A, b"", b"media-size") + size + field(0x4A, b"", b"types") + field(0x44, b"", b"plain") + field(0x44, b"", b"thick")
        + field(0x37, b"", b"")
    )
    raw = message(b"\x04", field(0x34, b"media-col", b""), media, field(0x34, b"", b""), field(0x37, b"", b""), field(0x21, b"after", b"\0\0\0\1"))
    assert ipp.groups_of(ipp.decode(raw), "printer") == [{"media-col": [{"media-size": [{"x": [21000]}], "types": ["plain", "thick"]}, {}], "after": [1]}]
    assert rebuilt(raw) == raw


def test_of_a_repeated_attribute_the_first_counts():
    raw = message(b"\x04", field(0x21, b"n", b"\0\0\0\1"), field(0x21, b"n", b"\0\0\0\2"), b"\x04", field(0x21, b"n", b"\0\0\0\3"))
    assert [group["n"] for group in ipp.groups_of(ipp.decode(raw), "printer")] == [[1], [3]]


def nested(depth):
    return message(b"\x04", field(0x34, b"deep", b""), (field(0x4A, b"", b"m") + field(0x34, b"", b"")) * (depth - 1), field(0x37, b"", b"") * depth)


def test_nesting_has_an_end():
    assert rebuilt(nested(ipp.MAX_DEPTH)) == nested(ipp.MAX_DEPTH)
    with pytest.raises(ValueError, match="nested deeper"):
        ipp.parse(nested(ipp.MAX_DEPTH + 1))
    with pytest.raises(ValueError, match="nested deeper"):
        ipp.parse(nested(100_000))


@pytest.mark.parametrize(("raw", "why"), [
    (b"", "ends after 0"),
    (b"GET / HTTP/1.1\r\n\r\n", "version 71"),
    (HEAD, "ends after"),
    (message(b"\x00"), "reserved tag 0"),
    (message(field(0x21, b"n", b"\0\0\0\1")), "outside a group"),
    (message(b"\x04", field(0x21, b"", b"\0\0\0\1")), "without an attribute"),
    (message(b"\x04", field(0x21, b"n", b"\0\0\1")), "integer of 3 bytes"),
    (message(b"\x04", field(0x22, b"n", b"")), "boolean of 0 bytes"),
    (message(b"\x04", field(0x31, b"n", b"\0" * 10)), "dateTime of 10 bytes"),
    (message(b"\x04", field(0x31, b"n", b"\0" * 11)), "direction"),
    (message(b"\x04", field(0x35, b"n", b"\0\x02fr\0\x09x")), "ends after"),
    (message(b"\x04", field(0x35, b"n", b"\0\x01f\0\x01xyz")), "2 bytes too many"),
    (message(b"\x04", field(0x37, b"n", b"")), "outside a collection"),
    (message(b"\x04", field(0x34, b"n", b""), field(0x21, b"", b"\0\0\0\1")), "without a member name"),
    (message(b"\x04", field(0x34, b"n", b""), b"\x02"), "group inside a collection"),
    (message(b"\x04", field(0x7F, b"n", b"ab")), "extension tag of 2 bytes"),
    (message(b"\x04", b"\x21\xff\xffn"), "negative"),
    (message(b"\x04", b"\x41\x00\x01n\x7f\xffshort"), "inside a field of 32767 bytes"),
])
def test_what_is_no_ipp_is_refused_and_says_why(raw, why):
    with pytest.raises(ValueError, match=why):
        ipp.decode(raw)


@pytest.mark.parametrize("attribute", [
    ("", [(ipp.INTEGER, 1)]),
    ("n", []),
    ("n", [(ipp.INTEGER, 1 << 31)]),
    ("n", [(ipp.INTEGER, "1")]),
    ("n", [(ipp.KEYWORD, 1)]),
    ("n", [(ipp.KEYWORD, "x" * 40_000)]),
    ("n", [(ipp.KEYWORD, "\ud800")]),
    ("n", [(ipp.RANGE, {"lower": 1})]),
    ("n", [(ipp.RESOLUTION, {"x": 1, "y": 1, "unit": "inch"})]),
    ("n", [(ipp.DATE_TIME, "yesterday")]),
    ("n", [(ipp.DATE_TIME, None)]),
    ("n", [(ipp.BEGIN_COLLECTION, 3)]),
])
def test_what_ipp_cannot_hold_is_not_sent(attribute):
    with pytest.raises(ValueError, match=r"."):
        ipp.build(1, 1, [(ipp.PRINTER, [attribute])])


def test_a_group_must_be_one():
    with pytest.raises(ValueError, match="not an IPP group"):
        ipp.build(1, 1, [(ipp.END, [])])


def test_first_and_every_take_only_the_kind_that_is_asked_for():
    attributes = {"a": [True, 3, "x"], "empty": [], "none": [None]}
    assert ipp.first(attributes, "a", int, 7) == 7
    assert ipp.first(attributes, "a", bool) is True
    assert ipp.first(attributes, "missing", str, "d") == "d"
    assert ipp.first(attributes, "empty", str, "d") == "d"
    assert ipp.first(attributes, "none", str, "d") == "d"
    assert ipp.every(attributes, "a", int) == [3]
    assert ipp.every(attributes, "a", str) == ["x"]


# -- there and back


def rebuilt(raw):
    parsed = ipp.parse(raw)
    return ipp.build(parsed.code, parsed.request_id, parsed.groups, parsed.data, parsed.version)


def texts(most=40):
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=most)


INTEGERS = st.integers(-(1 << 31), (1 << 31) - 1)
BYTE = st.integers(0, 255)
VALUES = st.one_of(
    st.tuples(st.sampled_from([ipp.INTEGER, ipp.ENUM]), INTEGERS),
    st.tuples(st.just(ipp.BOOLEAN), st.booleans()),
    st.tuples(st.sampled_from(ipp._STRINGS), texts()),
    st.tuples(st.sampled_from([ipp.UNSUPPORTED, ipp.UNKNOWN, ipp.NO_VALUE, ipp.DELETE_ATTRIBUTE]), st.none()),
    st.tuples(st.sampled_from([ipp.TEXT_WITH_LANGUAGE, ipp.NAME_WITH_LANGUAGE]), st.fixed_dictionaries({"language": texts(5), "text": texts()})),
    st.tuples(st.just(ipp.RANGE), st.fixed_dictionaries({"lower": INTEGERS, "upper": INTEGERS})),
    st.tuples(st.just(ipp.RESOLUTION), st.fixed_dictionaries({"x": INTEGERS, "y": INTEGERS, "unit": st.sampled_from(["dpi", "dpcm", 1, -5])})),
    st.tuples(st.just(ipp.DATE_TIME), st.builds(
        "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}.{:d}{}{:02d}:{:02d}".format,
        st.integers(0, 65535), BYTE, BYTE, BYTE, BYTE, BYTE, BYTE, st.sampled_from("+-"), BYTE, BYTE)),
    st.tuples(st.just(ipp.OCTETS), st.binary(max_size=40)),
    st.tuples(st.integers(ipp.EXTENDED, ipp.EXTENDED + (1 << 32) - 1), st.binary(max_size=10)),
)
NAMES = texts(20).filter(bool)


def attributes_of(values):
    return st.lists(st.tuples(NAMES, st.lists(values, min_size=1, max_size=3)), max_size=4)


# Members may be without a value; attributes may not.
MEMBERS = st.recursive(
    st.tuples(st.just(ipp.BEGIN_COLLECTION), st.lists(st.tuples(texts(10), st.lists(VALUES, max_size=2)), max_size=3)),
    lambda inner: st.tuples(st.just(ipp.BEGIN_COLLECTION), st.lists(st.tuples(texts(10), st.lists(st.one_of(VALUES, inner), max_size=2)), max_size=3)),
    max_leaves=6,
)
GROUP_LIST = st.lists(st.tuples(st.sampled_from(sorted(ipp.GROUPS)), attributes_of(st.one_of(VALUES, MEMBERS))), max_size=3)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 0xFFFF), INTEGERS, GROUP_LIST, st.binary(max_size=20))
def test_what_is_built_is_parsed_back(code, request_id, groups, data):
    raw = ipp.build(code, request_id, groups, data)
    assert ipp.parse(raw) == ((2, 0), code, request_id, groups, data)
    ipp.decode(raw)


@settings(deadline=None, max_examples=500)
@given(st.binary(max_size=300), st.integers(0, 2))
def test_garbage_is_a_value_error_or_a_message(raw, start):
    # A header, or a header and a group, in front lets the garbage get further.
    prefix = (b"", HEAD, HEAD + b"\x04")[start]
    try:
        ipp.decode(prefix + raw)
    except ValueError:
        pass
    try:
        ipp.http_answer(raw)
    except ValueError:
        pass


def test_many_empty_values_are_read_in_time_that_grows_with_their_number():
    """Ten times as many bytes must not take a hundred times as long."""
    def seconds(number):
        raw = message(b"\x04", field(0x13, b"n", b""), b"\x13\0\0\0\0" * number)
        began = time.process_time()
        assert len(ipp.decode(raw)["groups"][0]["attributes"]["n"]) == number + 1
        return time.process_time() - began

    seconds(1000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.005)


# -- HTTP


def test_an_http_request():
    assert ipp.http_request("/admin/", b"abc", authorization="PeerCred root").split(b"\r\n") == [
        b"POST /admin/ HTTP/1.1", b"Host: localhost", b"Content-Type: application/ipp", b"Content-Length: 3", b"Connection: close",
        b"Authorization: PeerCred root", b"", b"abc",
    ]


@pytest.mark.parametrize(("path", "host"), [("/a\r\nX: 1", "h"), ("/a b", "h"), ("/", "h\n"), ("/ü", "h"), ("/", "h\0")])
def test_a_header_cannot_be_broken_out_of(path, host):
    with pytest.raises(ValueError, match="cannot stand in an HTTP header"):
        ipp.http_request(path, b"", host=host)


@pytest.mark.parametrize(("raw", "expected"), [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcEXTRA", (200, b"abc")),
    (b"HTTP/1.0 403 Forbidden\r\n\r\n", (403, b"")),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest", (200, b"rest")),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", (200, b"abcde")),
])
def test_http_answers(raw, expected):
    status, dummy, body = ipp.http_answer(raw)
    assert (status, body) == expected


@pytest.mark.parametrize(("raw", "why"), [
    (b"", "without an end"),
    (b"SSH-2.0-OpenSSH\r\n\r\n", "not an HTTP answer"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "ends after 3"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "inside a chunk"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "chunk size"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc", "chunk size"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "inside a chunk"),
])
def test_what_is_no_http_is_refused(raw, why):
    with pytest.raises(ValueError, match=why):
        ipp.http_answer(raw)


@pytest.mark.parametrize("body", [b"Content-Length: 3\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"])
def test_an_answer_is_complete_when_its_last_byte_is_there_and_not_before(body):
    raw = b"HTTP/1.1 401 Unauthorized\r\n" + body
    # The blank line that ends the last chunk says nothing more.
    needed = len(raw) - (2 if b"chunked" in body else 0)
    assert [ipp.http_complete(raw[:size]) for size in range(len(raw) + 1)] == [size > needed - 1 for size in range(len(raw) + 1)]
    assert not ipp.http_complete(b"HTTP/1.1 200 OK\r\n\r\nuntil it closes")


def test_a_peer_that_only_says_continue_does_not_hold_us():
    raw = b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000
    began = time.process_time()
    assert ipp.http_answer(raw)[0] == 100
    assert time.process_time() - began < 1


# -- real printers


def recordings():
    return sorted(RECORDINGS.glob("*/response.ipp")) if RECORDINGS.is_dir() else []


@pytest.mark.skipif(not recordings(), reason="no recordings of real printers here (FIELDTECH_RECORDINGS)")
def test_real_printers_are_read_and_written_back_byte_by_byte():
    seen = {}
    for path in recordings():
        raw = path.read_bytes()
        assert rebuilt(raw) == raw, path
        decoded = ipp.decode(raw)
        seen[path.parent.name] = [name for group in decoded["groups"] for name in group["attributes"]]
        for cut in range(0, len(raw) - len(decoded["data"]), 97):
            with pytest.raises(ValueError, match=r"."):
                ipp.decode(raw[:cut])
    printers = {name: attributes for name, attributes in seen.items() if "printer-state" in attributes}
    assert len(printers) >= 4
    assert all("printer-state-reasons" in attributes and len(attributes) > 20 for attributes in printers.values())
