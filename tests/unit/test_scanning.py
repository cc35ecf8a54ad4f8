# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanning: what network scanners answer, the collector on this machine and on made-up ones."""

from __future__ import annotations

import doctest
import importlib
import pathlib
import socket
import subprocess
import sys
import time

import hosts
import pytest
import test_replays
from declared import declaration, undeclared
from test_peripherals import plugged

from ansible_collections.fieldtech.workstation.plugins.module_utils import _scanner
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import scanning
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import escl
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.modules import scanner

ROOT = pathlib.Path(__file__).resolve().parents[2]

CAPABILITIES = b"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
  <pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Example MFP 9</pwg:MakeAndModel><pwg:SerialNumber>SAMPLE123</pwg:SerialNumber>
  <scan:UUID>4509a320-00a0-008f-00b6-000000000000</scan:UUID><scan:AdminURI>http://scanner.example.org/</scan:AdminURI>
  <scan:SettingProfiles><scan:SettingProfile name="p1"><scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
    </scan:SettingProfile></scan:SettingProfiles>
  <scan:Platen><scan:PlatenInputCaps>
    <scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>
    <scan:SettingProfiles><scan:SettingProfile>
      <scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>
      <scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>application/pdf</scan:DocumentFormatExt>
        </scan:DocumentFormats>
      <scan:SupportedResolutions><scan:DiscreteResolutions>
        <scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
        <scan:DiscreteResolution><scan:XResolution>600</scan:XResolution><scan:YResolution>1200</scan:YResolution></scan:DiscreteResolution>
      </scan:DiscreteResolutions></scan:SupportedResolutions>
    </scan:SettingProfile></scan:SettingProfiles>
    <scan:SupportedIntents><scan:Intent>Document</scan:Intent><scan:SupportedIntent>Photo</scan:SupportedIntent></scan:SupportedIntents>
    <scan:MaxOpticalXResolution>1200</scan:MaxOpticalXResolution>
  </scan:PlatenInputCaps></scan:Platen>
  <scan:Adf><scan:AdfSimplexInputCaps><scan:MaxWidth>2550</scan:MaxWidth>
    <scan:SettingProfiles><scan:SettingProfile ref="p1"/></scan:SettingProfiles></scan:AdfSimplexInputCaps>
    <scan:FeederCapacity>50</scan:FeederCapacity><scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions></scan:Adf>
  <scan:BrightnessSupport><scan:Min>-100</scan:Min></scan:BrightnessSupport>
</scan:ScannerCapabilities>
"""
STATUS = b'<s:ScannerStatus xmlns:s="urn:s" xmlns:p="urn:p"><p:State>Idle</p:State></s:ScannerStatus>'


def http(body, status=b"200 OK", head=b""):
    return b"HTTP/1.1 " + status + b"\r\nServer: x\r\n" + head + b"\r\n" + body


def laptop(files=None, **more):
    machine = test_replays.merged(test_replays.LAPTOP, {"files": files or {}, **more})
    machine.pop("profile")
    return hosts.MadeMachine(**machine)


def read(files=None, profile=None, **more):
    facts = scanning.collect(laptop(files, **more), profile or {})
    assert undeclared(facts, declaration("scanning"), "scanning") == []
    return facts


# --- eSCL ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [scanning, escl, _scanner], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_in_the_documentation(module):
    assert doctest.testmod(module).failed == 0


def test_capabilities():
    found = escl.capabilities(CAPABILITIES)
    assert {key: found[key] for key in ("version", "model", "serial", "admin_uri", "feeder_capacity", "feeder_options", "supported")} == {
        "version": "2.63", "model": "Example MFP 9", "serial": "SAMPLE123", "admin_uri": "http://scanner.example.org/", "feeder_capacity": 50,
        "feeder_options": ["DetectPaperLoaded"], "supported": ["Brightness"]}
    platen = found["sources"]["platen"]
    assert (platen["max_width"], platen["max_optical_x_resolution"], platen["color_modes"], platen["formats"], platen["intents"]) == (
        2550, 1200, ["RGB24", "Grayscale8"], ["image/jpeg", "application/pdf"], ["Document", "Photo"])
    # Different across and along is no resolution that anybody can choose.
    assert platen["resolutions"] == [300]
    assert found["sources"]["feeder"]["color_modes"] == ["RGB24"]


class Recorded:
    """An answer as if it were a recording."""

    def __init__(self, data):
        self.entry, self.data = {"files": ["scanner.xml"]}, data

    def bytes(self, _name):
        return self.data


@pytest.mark.parametrize("data,fields", [(CAPABILITIES, 20), (STATUS, 3), (b"\x89PNG", 2)], ids=["capabilities", "status", "picture"])
def test_another_walk_through_the_same_document_finds_the_same(data, fields):
    compared = list(importlib.import_module("oracle.escl").compare(Recorded(data)))
    assert len(compared) >= fields
    assert [field for field, ours, theirs in compared if ours != theirs] == []


def test_other_prefixes_and_encodings_make_no_difference():
    other = CAPABILITIES.replace(b"scan:", b"s1:").replace(b"xmlns:scan", b"xmlns:s1")
    assert escl.capabilities(other) == escl.capabilities(CAPABILITIES)
    wide = CAPABILITIES.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert escl.capabilities(wide) == escl.capabilities(CAPABILITIES)


BOMB = b"<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;'>" % (new, *[old] * 8) for old, new in zip(b"abcdefghi", b"bcdefghij", strict=True)
) + b"]><ScannerStatus><State>&j;</State></ScannerStatus>"


@pytest.mark.parametrize("data", [
    b"", b"\x89PNG\r\n\x1a\n", b"<a>", b"<ScannerStatus/>", b"<other/>", BOMB,
    b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><ScannerCapabilities/>",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'http://192.0.2.1/'>]><ScannerCapabilities>&e;</ScannerCapabilities>",
    b"<a>" * 1000 + b"</a>" * 1000,
    b"<ScannerCapabilities>" + b"<a/>" * (escl.MAX_NODES + 1) + b"</ScannerCapabilities>",
    b"<ScannerCapabilities>" + b" " * escl.MAX_SIZE + b"</ScannerCapabilities>",
    b"<?xml version='1.0' encoding='unheard-of'?><ScannerCapabilities/>",
    CAPABILITIES[:-40],
], ids=range(13))
def test_hostile_answers_are_refused(data):
    with pytest.raises(ValueError, match=r"."):
        escl.capabilities(data)


def test_texts_stay_short_and_numbers_are_numbers():
    found = escl.capabilities(b"<ScannerCapabilities><MakeAndModel>" + b"x" * 100_000 + b"</MakeAndModel><Adf><FeederCapacity>%s</FeederCapacity></Adf>"
                              b"</ScannerCapabilities>" % b"9".rjust(5000, b"9"))
    assert len(found["model"]) == escl.MAX_TEXT and found["feeder_capacity"] is None
    assert found["sources"] == {}


# --- SANE ------------------------------------------------------------------------------------------------------------


def test_this_machine():
    facts = scanning.collect(LiveHost(), {})
    assert undeclared(facts, declaration("scanning"), "scanning") == []


def test_the_laptop():
    facts = read()
    assert facts["installed"] is True and facts["usb_scanners"] == [] and facts["network_scanners"] is None
    assert [(backend["name"], backend["installed"]) for backend in facts["backends"]] == [
        ("net", True), ("epson2", True), ("genesys", True), ("airscan", True)]
    assert facts["airscan"] == {"installed": True, "enabled": True, "discovery": True, "ws_discovery": "fast", "devices": [], "ignored": []}
    assert facts["saned"] == {"installed": False, "enabled": False, "clients": []}


def test_no_process_and_few_questions():
    host = laptop()
    scanning.collect(host, {})
    assert not [question for question in host.asked if question[0] == "run"]
    assert len(host.asked) < 60


def test_configuration_of_the_driverless_back_end():
    files = {"/etc/sane.d/airscan.conf": "[devices]\n\"Office\" = http://user:secret@192.0.2.9/eSCL, eSCL\nOld = disable\n[options]\nws-discovery = off # no\n"
                                         "discovery = disable\n[blacklist]\nmodel = \"X\"\n",
             "/etc/sane.d/airscan.d/more.conf": "[options]\ndiscovery = enable\n", "/etc/sane.d/airscan.d/more.conf~": "[options]\ndiscovery = disable\n",
             "/etc/sane.d/saned.conf": "# c\n192.0.2.0/24\ndata_portrange = 1 - 2\n"}
    facts = read(files)
    assert facts["airscan"]["devices"] == [
        {"name": "Office", "url": "http://192.0.2.9/eSCL", "disabled": False, "protocol": "eSCL"},
        {"name": "Old", "url": None, "disabled": True, "protocol": None}]
    assert (facts["airscan"]["ws_discovery"], facts["airscan"]["discovery"], facts["airscan"]["ignored"]) == ("off", True, ['model = "X"'])
    assert facts["saned"]["clients"] == ["192.0.2.0/24"]


def test_back_ends_that_are_named_and_not_there():
    facts = read({"/etc/sane.d/dll.d/vendor": "vendor\n../../etc/passwd\n", "/etc/sane.d/dll.d/vendor.dpkg-old": "gone\n"})
    assert [(backend["name"], backend["installed"]) for backend in facts["backends"]][-1] == ("vendor", False)
    assert "gone" not in [backend["name"] for backend in facts["backends"]]


def test_configuration_that_cannot_be_read():
    facts = read({"/etc/sane.d/dll.conf": {"unreadable": "no_permission"}})
    assert isinstance(facts["backends"], Unexamined) and isinstance(facts["airscan"], Unexamined)


# --- USB -------------------------------------------------------------------------------------------------------------

UDEV = {"/run/udev/data/c189:29": "E:libsane_matched=yes\nG:uaccess\n"}


@pytest.mark.parametrize("files,known,served", [
    ({**plugged("1-8", [("255/255/255", None)], ids="4a9/1905/302"), **UDEV}, ["udev", "backend"], True),
    (plugged("1-8", [("255/255/255", None)], ids="4a9/1905/302"), ["backend"], True),
    (plugged("1-8", [("255/255/255", None)], ids="4b8/11b/100", product="Perfection V33"), ["backend", "name"], True),
    (plugged("1-8", [("255/255/255", None)], product="ScanSnap iX1"), ["name"], False),
    (plugged("1-8", [("7/1/4", None), ("7/1/4", None)], product="OfficeJet 9"), ["ipp_over_usb"], True),
])
def test_how_a_scanner_is_known(files, known, served):
    found = read(files)["usb_scanners"]
    assert [(scanner["device"], scanner["known_by"], scanner["supported"]) for scanner in found] == [("1-8", known, served)]


@pytest.mark.parametrize("files", [
    plugged("1-8", [("3/1/1", "usbhid")], product="Barcode Scanner"),
    plugged("1-8", [("255/0/0", "ftdi_sio")], product="Scan tool cable"),
    plugged("1-8", [("7/1/4", None), ("7/1/4", None)], product="LaserJet M110w"),
    plugged("1-8", [("7/1/2", "usblp")], product="MFC-1"),
    plugged("1-8", [("6/1/1", None)], product="Phone"),
])
def test_what_is_no_scanner(files):
    assert read(files)["usb_scanners"] == []


@pytest.mark.parametrize("node,udev,closed", [
    ({"char": "189:29", "mode": "0664"}, "E:x=y\n", True),
    ({"char": "189:29", "mode": "0664"}, "E:x=y\nG:uaccess\n", False),
    ({"char": "189:29", "mode": "0666"}, "E:x=y\n", False),
    ({"char": "189:29", "mode": "0664", "gid": 7}, "E:x=y\n", False),
    ({"char": "189:29", "mode": "0664"}, None, None),
    (None, "E:x=y\n", None),
])
def test_who_may_scan(node, udev, closed):
    files = {**plugged("1-8", [("255/255/255", None)], ids="4a9/1905/302"), "/run/udev/data/c189:29": udev, "/dev/bus/usb/001/030": node,
             "/etc/group": "root:x:0:\nlp:x:7:\n"}
    assert read(files)["usb_scanners"][0]["closed"] is closed


# --- the network -----------------------------------------------------------------------------------------------------


def required(entry, **more):
    return read(profile={"scanning_required": [entry]}, **more)["required"][0]


@pytest.mark.parametrize("answer,expected", [
    (http(CAPABILITIES), (True, None)),
    (http(b"%x\r\n%s\r\n0\r\n\r\n" % (len(CAPABILITIES), CAPABILITIES), head=b"Transfer-Encoding: chunked\r\n"), (True, None)),
    (http(b"", b"404 Not Found"), (False, "no_scanner")),
    (http(b"<html/>"), (False, "no_scanner")),
    (http(b"zz\r\n", head=b"Transfer-Encoding: chunked\r\n"), (False, "no_scanner")),
    (b"220 mail\r\n", (False, "no_scanner")),
    (b"", (False, "no_scanner")),
    (None, (False, "ECONNREFUSED")),
])
def test_a_network_scanner_of_the_profile(answer, expected):
    found = required({"name": "Archive", "address": "scanner.example.org"}, exchange={"scanner.example.org:80": answer} if answer is not None else {})
    assert (found["found"], found["problem"]) == expected
    if expected[0]:
        assert (found["model"], found["sources"], found["resolutions"]) == ("Example MFP 9", ["platen", "feeder"], [300])


@pytest.mark.parametrize("address", ["a b", "x\r\nHost: y", "http://h/../..?x", "scanner.example.org:99999999", "ftp://h", "[::1", ""])
def test_odd_addresses_are_never_asked(address):
    found = required({"name": "Archive", "address": address}) if address else {"found": False, "problem": "address"}
    assert (found["found"], found["problem"]) == (False, "address")


def test_ports_and_paths_of_an_address():
    assert required({"address": "[2001:db8::1]:8080/eSCL"}, exchange={"[2001:db8::1]:8080": http(CAPABILITIES)})["found"] is True
    assert required({"address": "http://192.0.2.9/"}, exchange={"192.0.2.9:80": http(CAPABILITIES)})["found"] is True


def test_a_scanner_that_is_only_known_by_name():
    machine = {"files": {"/run/avahi-daemon/socket": {"socket": True}}, "commands": {
        "avahi-browse * _uscan._tcp": {
            "out": '+;eth0;IPv4;x;_uscan._tcp;local\n=;eth0;IPv4;Example\\032MFP;_uscan._tcp;local;m.local;192.0.2.3;80;"ty=A; B" "is=platen,adf"\n'},
        "avahi-browse * _uscans._tcp": {"out": '=;eth0;IPv4;Example\\032MFP;_uscans._tcp;local;m.local;192.0.2.3;443;"ty=A"\n=;short\n'}}}
    facts = read(profile={"scanning_required": [{"name": "example mfp"}]}, **machine)
    assert facts["network_scanners"] == [
        {"name": "Example MFP", "address": "192.0.2.3", "port": 80, "secure": True, "model": "A; B", "path": None, "sources": ["platen", "adf"]}]
    assert facts["required"][0]["found"] is True
    # Nobody listens to the network: that it is not there cannot be said.
    assert isinstance(required({"name": "Example MFP"})["found"], Unexamined)


def test_who_holds_the_port():
    files = {"/proc/net/udp6": "header\n 1: 00:0E76 0:0 07 0:0 0:0 0 0 0 777 2\n", "/proc/31/fd/3": {"link": "socket:[777]"}, "/proc/31/cmdline": "wsdd2\0-w\0"}
    assert read(files)["discovery_port"] == {"needed": True, "taken": True, "program": "wsdd2", "version": None}
    found = read(files, uid=1000)["discovery_port"]
    assert isinstance(found["program"], Unexamined) and found["taken"] is True
    assert read({**files, "/etc/sane.d/dll.d/airscan": None})["discovery_port"]["program"] is None


# --- what only the profile asks about --------------------------------------------------------------------------------


def test_who_may_scan_by_the_profile():
    files = {"/etc/group": "root:x:0:\nscanner:x:115:anna,saned\n", "/etc/udev/rules.d/70-fieldtech-scanner-1234-5678.rules": 'ATTR{x}=="y", TAG+="uaccess"\n'}
    profile = {"scanning_users": ["anna", "bert"], "scanning_opened": ["1234:5678", "1234:ABCD"]}
    assert [(entry["name"], entry["kind"], entry["right"]) for entry in read(files, profile)["permissions"]] == [
        ("anna", "user", True), ("bert", "user", False), ("1234:5678", "device", True), ("1234:abcd", "device", False)]
    assert read(files)["permissions"] == []
    # Where there is no such group, whoever sits there may scan.
    assert read({"/etc/group": "root:x:0:\n"}, {"scanning_users": ["bert"]})["permissions"][0]["right"] is True


def test_back_ends_of_the_profile():
    found = read(profile={"scanning_backends": ["genesys", "epson"], "scanning_unwanted_backends": ["net"]})["profile_backends"]
    assert [(entry["name"], entry["wanted"], entry["tried"], entry["installed"]) for entry in found] == [
        ("genesys", True, True, True), ("epson", True, False, False), ("net", False, True, True)]
    assert read()["profile_backends"] == []


# --- the module's edits ----------------------------------------------------------------------------------------------

AIRSCAN = """# Manual
[devices]
#"Example" = http://192.0.2.1/eSCL
Office = http://192.0.2.9/eSCL, eSCL # first floor
"Twice" = http://192.0.2.2/, WSD
Twice = disable

[options]
discovery = enable ; quick
"""


def test_a_scanner_is_changed_in_its_own_line():
    changed = _scanner.with_device(AIRSCAN, "Office", "https://192.0.2.7:9095/eSCL", "eSCL")
    assert changed == AIRSCAN.replace("Office = http://192.0.2.9/eSCL, eSCL # first floor", '"Office" = https://192.0.2.7:9095/eSCL, eSCL')
    assert _scanner.with_device(changed, "Office", "https://192.0.2.7:9095/eSCL", "eSCL") == changed


def test_a_new_scanner_stands_at_the_end_of_its_section():
    changed = _scanner.with_device(AIRSCAN, "New one", "http://192.0.2.7/WSD", "WSD")
    assert changed == AIRSCAN.replace("\n[options]", '\n"New one" = http://192.0.2.7/WSD, WSD\n[options]')
    assert [device.name for device in _scanner.devices(changed)] == ["Office", "Twice", "Twice", "New one"]
    assert _scanner.with_device("[options]\nx = y", "A", "http://a/", "eSCL") == '[options]\nx = y\n[devices]\n"A" = http://a/, eSCL\n'


def test_a_scanner_that_stands_there_twice_stands_there_once_or_not_at_all():
    assert [device.uri for device in _scanner.devices(_scanner.with_device(AIRSCAN, "Twice", "http://b/", "eSCL")) if device.name == "Twice"] == ["http://b/"]
    assert "Twice" not in _scanner.without_device(AIRSCAN, "Twice")
    assert _scanner.without_device(AIRSCAN, "Nobody") == AIRSCAN


@pytest.mark.parametrize("name", ["", " x", 'a"b', "a=b", "[x]", "a#b", "a;b", "x\n[options]", "x" * 101])
def test_names_that_would_break_out_of_their_line_are_refused(name):
    with pytest.raises(ValueError, match="cannot be the name"):
        _scanner.check_name(name)


@pytest.mark.parametrize("uri", ["", "ftp://a/", "http://", "http://a b/", "http://a/\nx = y", "http://a:99999/",
                                 'http://a/"', "http://a/,WSD", "http://u:geheim@a/"])
def test_addresses_that_are_none_are_refused(uri):
    with pytest.raises(ValueError, match="address") as refused:
        _scanner.check_uri(uri)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("uri", ["http://192.0.2.9/eSCL", "https://scanner.example.org:9095/eSCL/", "http://[2001:db8::1]:80/WSD"])
def test_addresses_of_scanners(uri):
    _scanner.check_uri(uri)


def test_back_ends_come_and_go_with_their_comments():
    text = "# The back ends\nnet\n #test\nepson2 # old\n"
    assert _scanner.backends(_scanner.with_backend(text, "test")) == ["net", "test", "epson2"]
    assert _scanner.backends(_scanner.without_backend(text, "epson2")) == ["net"]
    assert _scanner.with_backend(_scanner.without_backend("net\n", "net"), "net") == "net\n"
    assert _scanner.without_backend(text, "epson") == text
    for name in ("", "../x", "a b", "x\ny"):
        with pytest.raises(ValueError, match="cannot be the name"):
            _scanner.check_backend(name)


# --- the module asks a real scanner over HTTP ------------------------------------------------------------------------


@pytest.fixture(name="scanner_port", scope="module")
def _scanner_port():
    """A scanner that speaks eSCL, the one of the lab."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(ROOT / "molecule/roles/scanning/files/escl_server.py"), str(port)], stderr=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def test_a_scanner_says_what_it_can_do(scanner_port):
    told = scanner.ask("http://127.0.0.1:%d/eSCL/" % scanner_port, "eSCL", 5)
    assert told == {"model": "Acme Flatbed 9", "uuid": "4509a320-00a0-008f-00b6-00258b7a0c11", "sources": ["platen"], "resolutions": [75, 150],
                    "formats": ["image/png"]}
    assert scanner.ask("http://127.0.0.1:%d/WSD" % scanner_port, "WSD", 5) == {}


def test_what_is_no_scanner_is_refused(scanner_port):
    with pytest.raises(ValueError, match="HTTP 404"):
        scanner.ask("http://127.0.0.1:%d/elsewhere" % scanner_port, "eSCL", 5)


@pytest.mark.parametrize("protocol", ["eSCL", "WSD"])
def test_nobody_at_all_is_refused(protocol):
    with pytest.raises(ValueError, match=r"no scanner answers at http://127\.0\.0\.1:1/eSCL .*refused"):
        scanner.ask("http://127.0.0.1:1/eSCL", protocol, 5)
