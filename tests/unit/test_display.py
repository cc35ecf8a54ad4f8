# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Display: the EDID parser on invented monitors, the collector on made-up machines and this one, its faults at their edges."""

from __future__ import annotations

import doctest
import json
import struct

import hosts
import pytest
from declared import declaration, undeclared
from fuzz.seeds import edid as monitors

from ansible_collections.fieldtech.workstation.plugins.filter import dconf_files, display_problems, monitors_xml
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _sessions, display
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import dconf, edid, edid_extensions, edid_modes
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import monitors as arrangement
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost

DRM = "/sys/class/drm/"
PLAIN = edid.parse(edid.SAMPLE)
TELEVISION = edid.parse(monitors.EXTENDED + monitors.TELEVISION)
TILE = edid.parse(monitors.EXTENDED + monitors.TILE)


def changed(data, **bytes_at):
    """A base block with other bytes (b20=0x0E …), its checksum made right again."""
    block = bytearray(data[:128])
    for place, value in bytes_at.items():
        block[int(place[1:])] = value
    block[127] = edid.checksum(bytes(block))
    return bytes(block) + data[128:]


@pytest.mark.parametrize("module", [edid, edid_extensions, edid_modes])
def test_the_samples_in_the_documentation(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


# --- EDID ----------------------------------------------------------------------------------------------------------


def test_identity():
    said = {
        "maker": "SMP", "product": 257, "serial_number": 1, "serial": "SAMPLE123", "label_serial": "SAMPLE123", "name": "Sample 24", "model": "Sample 24",
        "week": 1, "year": 2024, "model_year": None, "version": "1.4",
    }
    assert {key: PLAIN[key] for key in said} == said


def test_a_year_of_the_model_is_not_one_of_making():
    found = edid.parse(changed(edid.SAMPLE, b16=0xFF))
    assert (found["week"], found["year"], found["model_year"]) == (None, None, 2024)
    found = edid.parse(changed(edid.SAMPLE, b16=0))
    assert (found["week"], found["year"], found["model_year"]) == (None, 2024, None)


@pytest.mark.parametrize("number,maker", [(0x10AC, "DEL"), (0x0421, "AAA"), (0x0000, None), (0x90AC, "DEL"), (0x7FFF, None)])
def test_makers(number, maker):
    assert edid.maker_id(number) == maker


@pytest.mark.parametrize("maker,number,text,label", [
    ("ACR", 0x12345678, "ABCDEFGH1234", "ABCDEFGH123456781234"), ("ACR", 0x12345678, "ABCDEFGH12", "ABCDEFGH12"), ("ACR", None, "ABCDEFGH1234", "ABCDEFGH1234"),
    ("SMP", 255, None, "000000ff"), ("SMP", None, None, None), ("SMP", 255, "S1", "S1"),
])
def test_what_is_printed_on_the_housing(maker, number, text, label):
    assert edid.label_serial(maker, number, text) == label


def test_a_panel_without_a_name_is_called_by_its_texts():
    block = bytearray(edid.SAMPLE)
    block[93] = 0xFE  # the name's descriptor becomes a text
    found = edid.parse(changed(bytes(block)))
    assert (found["name"], found["texts"], found["model"]) == (None, ["Sample 24"], "Sample 24")


def test_texts_end_where_their_makers_end_them():
    block = bytearray(edid.SAMPLE)
    block[95:108] = b"Two\0words    "
    assert edid.parse(changed(bytes(block)))["name"] == "Two"
    block[95:108] = b"P\x80nel XY\n    "
    assert edid.parse(changed(bytes(block)))["name"] == "P.nel XY"
    block[95:108] = b"\x80\x81\x82\x83\x84A       "[:13]
    assert edid.parse(changed(bytes(block)))["model"] is None or "\x80" not in edid.parse(changed(bytes(block)))["model"]


def test_digital_and_analog():
    assert (PLAIN["digital"], PLAIN["interface"], PLAIN["bits_per_colour"], PLAIN["analog"], PLAIN["dfp"]) == (True, "displayport", 8, None, None)
    old = edid.parse(changed(edid.SAMPLE, b19=3, b20=0x81))
    assert (old["interface"], old["bits_per_colour"], old["dfp"], old["colours"]) == (None, None, True, [])
    analog = edid.parse(changed(edid.SAMPLE, b20=0x6E))
    assert analog["digital"] is False
    assert analog["analog"] == {"levels": "0.700:0.000:0.700", "setup": False, "sync": ["separate", "composite", "on_green"]}


@pytest.mark.parametrize("width,height,size,ratio", [
    (53, 30, (53, 30), None), (0, 0, (None, None), None), (79, 0, (None, None), 1.78), (0, 79, (None, None), 0.56),
])
def test_sizes_and_shapes(width, height, size, ratio):
    found = edid.parse(changed(edid.SAMPLE, b21=width, b22=height))
    assert ((found["width_cm"], found["height_cm"]), found["aspect_ratio"]) == (size, ratio)


def test_millimetres_only_where_they_agree_with_the_centimetres():
    assert (PLAIN["width_mm"], PLAIN["height_mm"], PLAIN["diagonal_inches"]) == (531, 298, 24.0)
    other = edid.parse(changed(edid.SAMPLE, b21=104, b22=59))
    assert (other["width_mm"], other["height_mm"], other["diagonal_inches"]) == (1040, 590, 47.1)
    none = edid.parse(changed(edid.SAMPLE, b21=0, b22=0, b66=0, b67=0, b68=0))
    assert (none["width_mm"], none["diagonal_inches"]) == (None, None)


def test_gamma_may_be_elsewhere():
    assert PLAIN["gamma"] == 2.2
    assert edid.parse(changed(edid.SAMPLE, b23=0xFF))["gamma"] is None


def test_standard_timings():
    found = edid.parse(changed(edid.SAMPLE, b38=0x61, b39=0x4C, b40=0xD1, b41=0xC0, b42=0x81, b43=0x00, b44=0, b45=0, b46=0x20, b47=0x20))
    assert [(m["width"], m["height"], m["refresh_hz"]) for m in found["standard"]] == [(1024, 768, 70.07), (1920, 1080, 60.0), (1280, 800, 60.0)]
    # Before 1.3 the first shape was a square.
    assert edid.parse(changed(edid.SAMPLE, b19=2, b42=0x82, b43=0x00))["standard"][0]["height"] == 1288


def test_limits_beyond_a_byte():
    found = edid.parse(changed(edid.SAMPLE, b112=0x0F))["range"]
    assert (found["min_vertical_hz"], found["max_vertical_hz"], found["min_horizontal_khz"], found["max_horizontal_khz"]) == (311, 330, 285, 338)
    # Before 1.4 the byte meant nothing.
    assert edid.parse(changed(edid.SAMPLE, b19=3, b112=0x0F))["range"]["max_vertical_hz"] == 75


def test_an_interlaced_timing_counts_fields():
    found = edid_modes.detailed(bytes.fromhex("011d80d0721c1620102c2580132a2100009e"))
    assert (found["width"], found["height"], found["interlaced"], found["refresh_hz"]) == (1920, 1080, True, 50.0)
    assert (found["horizontal_blanking"], found["vertical_blanking"]) == ([528, 44, 148], [2, 5, 15])


def test_sync_on_the_pictures_own_wire_has_no_polarity():
    timing = bytearray.fromhex(monitors.TIMING)
    timing[17] = 0x06
    assert (edid_modes.detailed(bytes(timing))["horizontal_sync"], edid_modes.detailed(bytes(timing))["vertical_sync"]) == (None, None)


def test_a_television():
    cta = TELEVISION["cta"]
    assert TELEVISION["extensions"] == ["cta"] and TELEVISION["problems"] == TELEVISION["mistakes"] == []
    assert [(mode["vic"], mode["native"]) for mode in cta["modes"]] == [(16, True), (31, False), (4, False), (34, False)]
    assert [mode["vic"] for mode in cta["ycbcr420_modes"]] == [97]
    assert [(sound["format"], sound["channels"], sound["max_kbps"]) for sound in cta["audio"]] == [("lpcm", 2, None), ("ac3", 6, 640), ("eac3", 8, None)]
    assert cta["audio"][0]["bits"] == [16, 20, 24] and cta["audio"][0]["rates_khz"] == [32.0, 44.1, 48.0]
    assert cta["speakers"] == ["FL/FR", "LFE1", "FC", "BL/BR"]
    assert (cta["hdmi"]["physical_address"], cta["hdmi"]["max_tmds_mhz"], cta["hdmi"]["deep_colour_bits"]) == ("1.0.0.0", 300, [30, 36])
    assert [mode["vic"] for mode in cta["hdmi"]["modes"]] == [1, 2, 3]
    assert (cta["hdmi_forum"]["max_tmds_mhz"], cta["hdmi_forum"]["scdc"]) == (600, True)
    assert cta["freesync"] == {"version": "1.1", "min_refresh_hz": 48, "max_refresh_hz": 144}
    assert cta["hdr"] == {"transfer": ["sdr", "hdr", "pq"], "static_types": [1], "max_luminance": 400.0, "max_average_luminance": 400.0, "min_luminance": 0.0}
    assert cta["colorimetry"] == ["BT2020YCC", "BT2020RGB"]
    assert len(TELEVISION["detailed"]) == 2


def test_a_tile():
    found = TILE["displayid"]
    assert (found["version"], found["product"], found["native_width"], found["native_height"]) == ("1.2", "Sample", 3840, 2160)
    assert found["tiles"] == {"across": 2, "down": 1, "column": 0, "row": 0, "width": 2560, "height": 2880}
    assert [(mode["width"], mode["height"]) for mode in found["modes"]] == [(640, 480), (800, 600), (1024, 768), (1280, 1024)]
    # CTA-861 inside of DisplayID is found where CTA-861 always is.
    assert [mode["vic"] for mode in TILE["cta"]["modes"]] == [16, 4, 31] and TILE["mistakes"] == []


def test_hdmi_may_announce_more_extensions_than_the_base_block():
    hiding = monitors.cta((7, "7803"), (2, "10"))
    found = edid.parse(monitors.EXTENDED + hiding + monitors.TELEVISION + monitors.TILE)
    assert (found["extensions_announced"], found["problems"], found["extensions"]) == (3, [], ["cta", "cta", "displayid"])


@pytest.mark.parametrize("data,problems", [
    (edid.SAMPLE, []),
    (edid.SAMPLE[:127] + b"\x00", ["checksum:0"]),
    (b"\x01\x00" + edid.SAMPLE[2:], ["header"]),
    (edid.SAMPLE[:100], ["truncated"]),
    (edid.SAMPLE + b"\x00", ["length"]),
    (monitors.EXTENDED, ["extensions_missing"]),
    (edid.SAMPLE + monitors.TELEVISION, ["extensions_surplus"]),
    (monitors.EXTENDED + bytes(128), ["zeroed:1"]),
    (monitors.EXTENDED + monitors.TELEVISION[:127] + b"\x00", ["checksum:1"]),
    (monitors.EXTENDED + monitors.TELEVISION[:60], ["length", "extensions_missing"]),
])
def test_damage_is_survived_and_named(data, problems):
    found = edid.parse(data)
    assert found["problems"] == problems
    assert set(found) == set(PLAIN) and found["maker"] == "SMP"


@pytest.mark.parametrize("data,why", [(b"", "empty"), (bytes(128), "zeroed"), (bytes(256), "zeroed"), (b"\xff" * 128, "no header"), (b"\x01\xff", "no header"),
                                      (b"\x01" + edid.SAMPLE[1:127] + b"\x00", "no header"), (b"\x01\x00\x00" + edid.SAMPLE[3:], "no header")], ids=str)
def test_what_is_no_edid(data, why):
    with pytest.raises(ValueError, match=why):
        edid.parse(data)


def test_every_length_of_a_truncated_one():
    whole = monitors.EXTENDED + monitors.TELEVISION
    for length in range(8, len(whole)):
        found = edid.parse(whole[:length])
        assert found["problems"], length
        # What is not there is not invented.
        assert found["gamma"] is None if length <= 23 else found["gamma"] == 2.2
        assert found["year"] is None if length <= 17 else found["year"] == 2024
        assert len(found["detailed"]) == (length >= 72)


@pytest.mark.parametrize("change,mistakes", [({2: 3}, ["timings_misplaced:1"]), ({2: 200}, ["timings_misplaced:1"]), ({4: 0x5F, 2: 10}, ["data_block_cut:1"])])
def test_what_makers_get_wrong(change, mistakes):
    block = bytearray(monitors.TELEVISION)
    for place, value in change.items():
        block[place] = value
    block[127] = edid.checksum(bytes(block))
    found = edid.parse(monitors.EXTENDED + bytes(block))
    assert found["mistakes"][:1] == mistakes and found["problems"] == []


def test_a_timing_that_is_none():
    block = bytearray(edid.SAMPLE)
    block[54:56] = b"\x10\x00"
    found = edid.parse(changed(bytes(block)))
    assert (found["detailed"], found["preferred"], found["mistakes"], found["width_mm"]) == ([], None, ["timing_implausible:0"], 530)
    # One without pixels is no preference.
    block = bytearray(edid.SAMPLE)
    block[56] = block[58] = 0
    assert edid.parse(changed(bytes(block)))["preferred"] is None


def test_a_section_that_does_not_add_up():
    block = bytearray(monitors.TILE)
    block[9] ^= 1
    block[127] = edid.checksum(bytes(block))
    assert edid.parse(monitors.EXTENDED + bytes(block))["mistakes"] == ["section_checksum:1"]


def test_the_largest_is_read_in_no_time_and_bounded():
    found = edid.parse(monitors.EXTENDED + monitors.TELEVISION * 300)
    assert found["size_bytes"] == edid.MAX_SIZE and len(found["detailed"]) == edid.MAX_ITEMS


def test_numbers_of_modes():
    for name, last in (("dmt", 0x58), ("cta", 219), ("hdmi", 4)):
        assert edid_modes.listed(name, last) and edid_modes.listed(name, last + 1) is None and edid_modes.listed(name, 0) is None
    assert edid_modes.listed("cta", 127)["width"] == 5120 and edid_modes.listed("cta", 193)["refresh_hz"] == 120
    assert edid_modes.listed("cta", 160) is None


# --- the collector -------------------------------------------------------------------------------------------------


def machine(files=None, **more):
    base = {
        "/sys/bus/pci/devices/0000:00:02.0/uevent": "DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:A7A0\nPCI_SUBSYS_ID=1234:5678\n",
        "/sys/bus/pci/devices/0000:00:02.0/boot_vga": "1\n",
        "/sys/bus/pci/devices/0000:00:1f.3/uevent": "DRIVER=snd_hda_intel\nPCI_CLASS=40380\nPCI_ID=8086:51CA\n",
        DRM + "card1/device": {"link": "../../../bus/pci/devices/0000:00:02.0"},
        "/sys/bus/pci/devices/0000:00:02.0/drm/renderD128": {"dir": True}, "/sys/bus/pci/devices/0000:00:02.0/drm/card1": {"dir": True},
        DRM + "card1-DP-1/status": "connected\n", DRM + "card1-DP-1/enabled": "enabled\n", DRM + "card1-DP-1/dpms": "On\n",
        DRM + "card1-DP-1/modes": "1920x1080\n1920x1080\n1280x720\n", DRM + "card1-DP-1/edid": monitors.EXTENDED + monitors.TILE,
        DRM + "card1-DP-2/status": "disconnected\n", DRM + "card1-DP-2/edid": "", DRM + "card1-Writeback-1/status": "unknown\n",
        "/sys/class/backlight/acpi_video0/brightness": "5\n", "/sys/class/backlight/acpi_video0/max_brightness": "10\n",
        "/run/systemd/sessions/c1": "UID=120\nUSER=gdm\nTYPE=wayland\nCLASS=greeter\nSTATE=online\nSEAT=seat0\nREALTIME=1795599000000001\n",
        "/run/systemd/sessions/c1.ref": "", "/run/systemd/sessions/3": "UID=0\nUSER=root\nTYPE=tty\nCLASS=user\nSTATE=active\nREMOTE=1\n",
        "/run/systemd/sessions/4": "nonsense\n",
    }
    return hosts.MadeMachine(files={**base, **(files or {})}, **more)


def collect(files=None, profile=None):
    return display.collect(machine(files), hosts.profile_of(profile))


def test_facts_are_as_declared():
    for facts in (collect(), display.collect(hosts.MadeMachine(), {}), display.collect(LiveHost(), {})):
        assert undeclared(facts, declaration("display"), "display") == []
        json.dumps(facts)
    television = collect({DRM + "card1-DP-1/edid": changed(monitors.EXTENDED, b20=0x6E) + monitors.TELEVISION})
    assert television["connectors"][0]["monitor"]["cta"] and undeclared(television, declaration("display"), "display") == []


def test_one_gpu_one_monitor():
    facts = collect()
    assert facts["gpus"] == [{
        "address": "0000:00:02.0", "vendor_id": "8086", "device_id": "a7a0", "subsystem_vendor_id": "1234", "subsystem_device_id": "5678", "class": "030000",
        "driver": "i915", "card": "card1", "render_node": "renderD128", "boot_vga": True, "power_state": None, "runtime_status": None, "virtual": False,
        "vendor_name": None, "device_name": None}]
    assert [(c["name"], c["status"], c["edid_state"], c["external"]) for c in facts["connectors"]] == [
        ("DP-1", "connected", "valid", True), ("DP-2", "disconnected", None, True)]
    assert facts["connectors"][0]["modes"] == ["1920x1080", "1280x720"]
    assert facts["backlights"][0]["percent"] == 50.0
    assert [(s["user"], s["class"]) for s in facts["sessions"]] == [("gdm", "greeter")]
    assert facts["mode_setting_off"] is False and facts["software_rendering"] == []


def test_nothing_is_run_and_free_sockets_are_not_asked():
    host = machine()
    display.collect(host, hosts.profile_of())
    assert not [question for question in host.asked if question[0] == "run"]
    assert ("path", DRM + "card1-DP-2/edid") not in host.asked


def test_names_only_where_they_are_asked_for():
    files = {"/usr/share/hwdata/pci.ids": "8086  Sample Works\n\ta7a0  Sample Graphics\n", "/usr/share/hwdata/pnp.ids": "SMP\tSample Monitors\n"}
    facts = collect(files)
    assert facts["gpus"][0]["vendor_name"] is None and facts["connectors"][0]["maker_name"] is None
    facts = display.collect(machine(files), {"names": True})
    assert (facts["gpus"][0]["vendor_name"], facts["gpus"][0]["device_name"]) == ("Sample Works", "Sample Graphics")
    assert facts["connectors"][0]["maker_name"] == "Sample Monitors"


@pytest.mark.parametrize("content,state,problem", [
    ("", "missing", None), (bytes(128), "unreadable", "zeroed"), (b"\xff" * 128, "unreadable", "no header"), (edid.SAMPLE, "valid", None),
    (edid.SAMPLE[:127] + b"\x00", "damaged", "checksum:0"), (edid.SAMPLE[:100], "damaged", "truncated"), (monitors.EXTENDED, "valid", None),
    ({"unreadable": "no_permission"}, "refused", "no_permission"),
], ids=lambda value: value if isinstance(value, str) else None)
def test_states_of_an_edid(content, state, problem):
    content = {"text": "", **content} if isinstance(content, dict) else content
    connector = collect({DRM + "card1-DP-1/edid": content})["connectors"][0]
    assert (connector["edid_state"], connector["edid_problem"]) == (state, problem)


@pytest.mark.parametrize("files,expected", [
    ({"/sys/bus/pci/devices/0000:00:02.0/uevent": "PCI_CLASS=30000\nPCI_ID=8086:A7A0\n", DRM + "card1": None, DRM + "card1-DP-1": None,
      DRM + "card1-DP-2": None}, [("0000:00:02.0", "no_driver")]),
    ({"/sys/bus/pci/devices/0000:00:02.0/uevent": "PCI_CLASS=30000\nPCI_ID=8086:A7A0\n", DRM + "card1": None, "/proc/cmdline": "quiet nomodeset\n"},
     [("0000:00:02.0", "mode_setting_off")]),
    # What the firmware set up is drawn upon by the main processor.
    ({"/sys/bus/pci/devices/0000:00:02.0/uevent": "PCI_CLASS=30000\nPCI_ID=8086:A7A0\n", DRM + "card1": None,
      DRM + "card0/device": {"link": "../../../bus/platform/devices/simple-framebuffer.0"},
      "/sys/bus/platform/devices/simple-framebuffer.0/uevent": "DRIVER=simple-framebuffer\n"}, [("0000:00:02.0", "no_driver")]),
    ({"/etc/environment.d/90-test.conf": "LIBGL_ALWAYS_SOFTWARE=true\n"}, [("/etc/environment.d/90-test.conf", "LIBGL_ALWAYS_SOFTWARE=true")]),
    ({"/etc/environment.d/gl.conf": 'GALLIUM_DRIVER="llvmpipe"\n'}, [("/etc/environment.d/gl.conf", 'GALLIUM_DRIVER="llvmpipe')]),
    ({"/etc/environment": "LIBGL_ALWAYS_SOFTWARE=0\n"}, []),
    # A server's console cannot draw by itself, with or without a driver.
    ({"/sys/bus/pci/devices/0000:00:02.0/uevent": "PCI_CLASS=30000\nPCI_ID=102B:0534\n", DRM + "card1": None}, []),
    # A second graphics processor without a driver leaves the first one at work.
    ({"/sys/bus/pci/devices/0000:01:00.0/uevent": "PCI_CLASS=30200\nPCI_ID=10DE:1234\n"}, []),
    # In a virtual machine it cannot be otherwise.
    ({"/sys/bus/pci/devices/0000:00:02.0/uevent": "DRIVER=bochs-drm\nPCI_CLASS=30000\nPCI_ID=1234:1111\n",
      "/etc/environment": "LIBGL_ALWAYS_SOFTWARE=1\n"}, []),
])
def test_who_draws(files, expected):
    assert [(entry["item"], entry["why"]) for entry in collect(files)["software_rendering"]] == expected


@pytest.mark.parametrize("files", [
    {DRM + "card1-DP-1/status": b"\xff\xfe\x00"}, {DRM + "card1-DP-1/modes": b"\x00" * 1000}, {DRM + "card1/device": {"link": ""}},
    {"/sys/bus/pci/devices/0000:00:02.0/uevent": b"\xff=\n=\nPCI_CLASS=zz\n"}, {"/sys/class/backlight/acpi_video0/max_brightness": "0\n"},
    {"/run/systemd/sessions/5": "UID=99999999999999999999\nTYPE=x11\nREALTIME=zz\n"}, {DRM + "card1-DP-1/edid": {"dir": True}},
    {"/sys/bus/pci/devices/0000:00:02.0/uevent": {"text": "", "unreadable": "no_permission"}},
])
def test_odd_machines(files):
    facts = collect(files)
    assert undeclared(facts, declaration("display"), "display") == []


def test_a_recording_says_the_same():
    recording = RecordingHost(machine())
    facts = display.collect(recording, hosts.profile_of())
    assert display.collect(CaseFile.load(recording.case_file()), hosts.profile_of()) == facts


# --- faults at their edges -----------------------------------------------------------------------------------------


def found(files=None, profile=None):
    return hosts.judge({"display": collect(files, profile)}, profile=profile)


def test_a_healthy_machine_has_none():
    assert found() == []


@pytest.mark.parametrize("wanted,item", [
    ({"maker": "SMP"}, None), ({"connector": "DP-1"}, None), ({"serial": "SAMPLE123"}, None), ({"serial": "1"}, None),
    ({"model": "Sample 24", "maker": "SMP"}, None),
    ({"connector": "DP-2"}, "DP-2"), ({"maker": "DEL"}, "DEL"), ({"serial": "2"}, "2"), ({"model": "Sample 24", "connector": "DP-2"}, "Sample 24"),
    ({"maker": "SMP", "serial": "other"}, "other"),
])
def test_monitors_of_the_profile(wanted, item):
    expected = [("display.monitor_missing", item)] if item else []
    assert found(profile={"display_required_monitors": [wanted]}) == expected


def test_a_monitor_is_missing_where_nothing_can_be_seen():
    facts = display.collect(hosts.MadeMachine(), {})
    assert hosts.judge({"display": facts}, profile={"display_required_monitors": [{"maker": "SMP"}]}) == [("display.monitor_missing", "SMP")]


def test_unexamined_is_never_healthy():
    facts = {**collect(), "connectors": Unexamined("no_permission", DRM, "")}
    court = hosts.rules.Judge({"display": facts}, hosts.profile_of(), hosts.NOW)
    court.condition(hosts.faults().faults["display.edid_unreadable"].rule)
    assert court.findings == [] and court.unexamined


@pytest.mark.parametrize("line,fault,item", [
    ("amdgpu 0000:0c:00.0: ring gfx_0.0.0 timeout, signaled seq=5389552, emitted seq=5389554", "display.gpu_hang", "0000:0c:00.0"),
    ("amdgpu 0000:0c:00.0: amdgpu: ring sdma0 timeout, but soft recovered", "display.gpu_hang", "0000:0c:00.0"),
    ("[drm:amdgpu_job_timedout [amdgpu]] *ERROR* ring gfx_0.0.0 timeout, signaled seq=228661, emitted seq=228662", "display.gpu_hang", "amdgpu"),
    ("[drm] GPU HANG: ecode 9:1:0xeeffefa1, in Xorg [1234], hang on render ring", "display.gpu_hang", "display"),
    ("xe 0000:00:02.0: [drm] GT0: Timedout job: seqno=4294967169, lrc_seqno=4294967169, guc_id=6, flags=0x0", "display.gpu_hang", "0000:00:02.0"),
    ("radeon 0000:01:00.0: ring 0 stalled for more than 10240msec", "display.gpu_hang", "0000:01:00.0"),
    ("NVRM: Xid (PCI:0000:01:00): 119, pid=1500, name=Xorg, Timeout after 6s of waiting for RPC response", "display.gpu_hang", "0000:01:00"),
    ("NVRM: Xid (PCI:0000:01:00): 13, pid=2100, name=blender, Graphics Exception", None, None),
    ("NVRM: Xid (PCI:0000:01:00): 43, pid=2100, name=blender, Ch 00000018", None, None),
    ("amdgpu: ring gfx_0.0.0 timeout=10000", None, None),
    ("amdgpu 0000:03:00.0: amdgpu: GPU reset succeeded, trying to resume", None, None),
    ("nouveau: probe of 0000:01:00.0 failed with error -12", "display.gpu_driver_failed", "0000:01:00.0"),
    ("nouveau 0000:01:00.0: probe with driver nouveau failed with error -50", "display.gpu_driver_failed", "0000:01:00.0"),
    ("amdgpu 0000:03:00.0: amdgpu: Fatal error during GPU init", "display.gpu_driver_failed", "0000:03:00.0"),
    ("NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x22:0x56:742)", "display.gpu_driver_failed", "display"),
    ("i915 0000:00:02.0: Direct firmware load for i915/adlp_dmc.bin failed with error -2", None, None),
    ("snd_hda_intel: probe of 0000:00:1f.3 failed with error -2", None, None),
    ("NVRM: GPU at 0000:01:00.0 has fallen off the bus.", "display.gpu_lost", "0000:01:00"),
    ("NVRM: Xid (PCI:0000:01:00): 79, pid=1500, GPU has fallen off the bus.", "display.gpu_lost", "0000:01:00"),
    ("amdgpu 0000:03:00.0: amdgpu: device lost from bus!", "display.gpu_lost", "0000:03:00"),
    ("nvme 0000:01:00.0: device fell asleep", None, None),
])
def test_what_the_kernel_says(line, fault, item):
    events = [known.rule for known in hosts.faults().faults.values() if known.kind == "event" and known.component == "display"]
    court = hosts.rules.Judge({}, hosts.profile_of(), hosts.NOW)
    hosts.rules.journal(hosts.MadeMachine(journal=[{"text": line, "ago": 60}]), events, court)
    assert [(finding["fault"], finding["item"]) for finding in court.findings] == ([(fault, item)] if fault else [])


# --- sessions ------------------------------------------------------------------------------------------------------


def test_sessions():
    host = hosts.MadeMachine(files={
        "/run/systemd/sessions/2": "UID=1000\nUSER=ann\nTYPE=x11\nCLASS=user\nSTATE=closing\nREALTIME=1795599000000001\n",
        "/run/systemd/sessions/7": "UID=1001\nUSER=bob\nTYPE=wayland\nCLASS=user\nSTATE=active\nREMOTE=1\nSEAT=\n",
        "/run/systemd/sessions/8": {"text": "", "unreadable": "no_permission"},
    })
    assert [(s["user"], s["graphical"], s["remote"], s["since"]) for s in _sessions.sessions(host)] == [
        ("ann", False, False, 1795599000), ("bob", True, True, None)]
    assert _sessions.sessions(hosts.MadeMachine()) == []


def test_the_headers_of_the_seeds_are_what_they_seem():
    """The seeds are monitors that a kernel would accept: every block adds up."""
    for data in monitors.SEEDS:
        assert all(sum(struct.unpack("128B", data[n:n + 128])) % 256 == 0 for n in range(0, len(data), 128))


# ---- what the profile says of the desktop -----------------------------------------------------------------------------------

@pytest.mark.parametrize("module", [dconf, arrangement])
def test_the_samples_of_the_desktop(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


DESKTOP = {
    "display_lock": {"idle_seconds": 300, "enabled": True, "enforced": True}, "display_dconf": {"/org/example/a": "'x'", "/org/example/b": False},
    "display_dconf_locks": ["/org/example/a"], "display_manager": "gdm", "display_session_type": "x11",
    "display_monitors": [{"connector": "DP-1", "maker": "SAM", "model": "One", "serial": "1", "mode": "1920x1080@60.000"}],
}


def test_what_the_role_writes_is_what_is_examined():
    files = {file["dest"]: file["content"] for file in dconf_files.dconf_files(DESKTOP)}
    files.update({
        "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n", "/etc/dconf/db/local": {"text": "x", "ago": 0},
        "/etc/xdg/monitors.xml": monitors_xml.monitors_xml(DESKTOP["display_monitors"]), "/etc/X11/default-display-manager": "/usr/sbin/gdm3\n",
        "/etc/systemd/system/display-manager.service": {"link": "/usr/lib/systemd/system/gdm.service"},
        "/etc/gdm3/daemon.conf": "[daemon]\nWaylandEnable=false\n",
    })
    profile = hosts.profile_of(DESKTOP)
    facts = display.collect(hosts.MadeMachine(files=files), profile)
    assert undeclared(facts, declaration("display"), "display") == []
    assert hosts.judge({"display": facts}, profile=DESKTOP) == []
    # A file that is newer than the database has not been compiled into it.
    facts = display.collect(hosts.MadeMachine(files={**files, "/etc/dconf/db/local": {"text": "x", "ago": 2 * 86400}}), profile)
    assert [fault for fault, _item in hosts.judge({"display": facts}, profile=DESKTOP)] == ["display.dconf_differs"]
    # Somebody's later file counts.
    facts = display.collect(hosts.MadeMachine(files={**files, "/etc/dconf/db/local.d/99-mine": "[org/example]\na='y'\n"}), profile)
    assert facts["dconf"]["differing"] == [{"key": "/org/example/a", "value": "'x'", "now": "'y'"}]


@pytest.mark.parametrize("profile,words", [
    ({"display_dconf": {"org.gnome.x": True}}, "is no key"), ({"display_dconf": {"/a/b": "text"}}, "quotes of its own"),
    ({"display_dconf": {"/a/b": "true\nc=1"}}, "quotes of its own"), ({"display_dconf_locks": ["a"]}, "is no key"),
    ({"display_dconf": {"/org/gnome/desktop/session/idle-delay": "uint32 1"}, "display_lock": {"idle_seconds": 2}}, "leave one"),
    ({"display_lock": {"idle_seconds": -1}}, "not between"), ({"display_lock": {"enforced": True}}, "says nothing"),
    ({"display_night_light": {"temperature": 1}}, "not between"), ({"display_scale": {"text": 9.0}}, "not between"),
    ({"display_session_type": "wayland", "display_manager": "lightdm"}, "always uses X"),
    ({"display_monitors": [{**DESKTOP["display_monitors"][0], "mode": "big"}]}, "no mode"),
    ({"display_monitors": DESKTOP["display_monitors"] * 2}, "names DP-1 twice"),
    ({"display_monitors": [*DESKTOP["display_monitors"], {**DESKTOP["display_monitors"][0], "connector": "DP-2", "x": 1920}]}, "exactly one"),
    ({"display_monitors": [*DESKTOP["display_monitors"], {**DESKTOP["display_monitors"][0], "connector": "DP-2", "x": 9, "primary": True}]}, "upon each other"),
    ({"display_monitors": [{**DESKTOP["display_monitors"][0], "x": 10}]}, "at x 0"),
])
def test_what_cannot_be_meant_is_said(profile, words):
    found = display_problems.display_problems(profile)
    assert any(words in line for line in found), found


def test_what_can_be_meant_passes():
    assert display_problems.display_problems(DESKTOP) == []
    beside = {**DESKTOP["display_monitors"][0], "connector": "DP-2", "x": 1920, "primary": True, "rotation": "left", "scale": 1.5}
    assert display_problems.display_problems({"display_monitors": [*DESKTOP["display_monitors"], beside]}) == []
