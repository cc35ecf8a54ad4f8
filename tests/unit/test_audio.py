# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audio: what ALSA and the sound servers say, the collector on made-up machines and this one, its faults at their edges."""

from __future__ import annotations

import doctest
import json

import hosts
import pytest
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.filter import sound_files
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import audio
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import asound, pipewire, wireplumber
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost

SESSIONS = "/run/systemd/sessions/"
GROUP = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/session.slice/"
ASK = "setpriv --reuid=1000 --regid=1001 --clear-groups env XDG_RUNTIME_DIR=/run/user/1000 "
PIPEWIRE = ("pipewire.service", "pipewire-pulse.service", "wireplumber.service")


def node(name, media="Audio/Sink", **props):
    return {"id": 50, "type": "PipeWire:Interface:Node", "info": {
        "state": "suspended", "props": {"media.class": media, "node.name": name, **props},
        "params": {"Props": [{"volume": 1.0}, {"mute": False, "channelVolumes": [0.064, 0.027]}]}}}


def metadata(**names):
    return {"id": 33, "type": "PipeWire:Interface:Metadata", "props": {"metadata.name": "default"}, "metadata": [
        {"subject": 0, "key": "default.audio." + kind, "type": "Spa:String:JSON", "value": {"name": name}} for kind, name in names.items()]}


REAL = json.dumps([
    metadata(sink="alsa_output.one", source="alsa_input.one"), node("alsa_output.one", **{"device.api": "alsa"}), node("alsa_input.one", "Audio/Source")])
ONLY_DUMMY = json.dumps([metadata(sink=pipewire.DUMMY), node(pipewire.DUMMY, **{"factory.name": "support.null-audio-sink"})])

BASE = {
    "/proc/asound/cards": " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0x6001100000 irq 150\n",
    "/proc/asound/pcm": "00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n00-03: HDMI 0 : HDMI 0 : playback 1\n",
    "/sys/class/sound/card0": {"link": "../../devices/pci0000:00/0000:00:1f.3/sound/card0"},
    "/sys/devices/pci0000:00/0000:00:1f.3/sound/card0/device": {"link": "../../../0000:00:1f.3"},
    "/sys/devices/pci0000:00/0000:00:1f.3/uevent": "DRIVER=snd_hda_intel\nPCI_CLASS=40380\nPCI_ID=8086:51CA\n",
    "/sys/bus/pci/devices/0000:00:1f.3": {"link": "../../../devices/pci0000:00/0000:00:1f.3"},
    "/sys/class/sound/hwC0D0/vendor_name": "Realtek\n", "/sys/class/sound/hwC0D0/chip_name": "ALC257\n", "/sys/class/sound/hwC0D0/vendor_id": "0x10ec0257\n",
    SESSIONS + "2": "UID=1000\nUSER=ann\nTYPE=wayland\nCLASS=user\nSTATE=active\nSEAT=seat0\nREALTIME=%d000000\n" % (hosts.NOW - 3600),
    "/etc/systemd/user/default.target.wants/pipewire.service": {"link": "/usr/lib/systemd/user/pipewire.service"},
    "/usr/lib/systemd/user/default.target.wants/pipewire-pulse.service": "",
    "/etc/systemd/user/pipewire.service.wants/wireplumber.service": "",
    "/run/user/1000": {"dir": True, "uid": 1000, "gid": 1001},
    **{GROUP + name: {"dir": True} for name in PIPEWIRE},
}


def machine(files=None, answer=REAL, **more):
    said = {"out": answer} if isinstance(answer, str) else answer
    return hosts.MadeMachine(files={**BASE, **(files or {})}, commands={ASK + "pw-dump": said, **more.pop("commands", {})}, **more)


def collect(files=None, profile=None, **more):
    return audio.collect(machine(files, **more), hosts.profile_of(profile))


def found(files=None, profile=None, **more):
    return hosts.judge({"audio": collect(files, profile, **more)}, profile=profile)


@pytest.mark.parametrize("module", [asound, pipewire, wireplumber])
def test_the_samples_in_the_documentation(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_facts_are_as_declared():
    for facts in (collect(), collect(answer=ONLY_DUMMY), audio.collect(hosts.MadeMachine(), {}), audio.collect(LiveHost(), {})):
        assert undeclared(facts, declaration("audio"), "audio") == []
        json.dumps(facts)


def test_one_card_and_one_user():
    facts = collect()
    card = facts["cards"][0]
    assert (card["id"], card["driver"], card["bus"], card["address"], card["loudspeaker"]) == ("PCH", "snd_hda_intel", "pci", "0000:00:1f.3", True)
    assert card["codecs"] == [{"name": "Realtek ALC257", "vendor_id": "0x10ec0257", "subsystem_id": None}]
    assert [(device["name"], device["playback"], device["capture"]) for device in card["devices"]] == [("ALC257 Analog", True, True), ("HDMI 0", True, False)]
    assert facts["pci"][0]["card"] == 0 and facts["missing"] == []
    user = facts["users"][0]
    assert (user["user"], user["server"], user["services_missing"], user["answers"]) == ("ann", "pipewire", [], True)
    assert (user["default_sink"], user["default_source"], user["dummy_only"], user["muted"]) == ("alsa_output.one", "alsa_input.one", False, False)
    assert user["sinks"][0]["volume_percent"] == 40.0 and user["services_wanted"] == list(PIPEWIRE)


def test_names_only_where_they_are_asked_for():
    files = {"/usr/share/hwdata/pci.ids": "8086  Sample Works\n\t51ca  Sample Audio\n"}
    assert collect(files)["pci"][0]["device_name"] is None
    assert audio.collect(machine(files), {"names": True})["pci"][0]["device_name"] == "Sample Audio"


def test_a_usb_headset_stands_on_no_pci_device():
    facts = collect({
        "/proc/asound/cards": BASE["/proc/asound/cards"] + " 1 [Headset        ]: USB-Audio - Sample Headset\n                      Sample Headset\n",
        "/sys/class/sound/card1": {"link": "../../devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/sound/card1"},
    })
    assert [(card["bus"], card["address"]) for card in facts["cards"]] == [("pci", "0000:00:1f.3"), ("usb", None)]


def test_the_sound_half_of_a_graphics_card():
    place = "/sys/bus/pci/devices/0000:04:00."
    facts = collect({
        place + "0/uevent": "DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:1638\n",
        place + "1/uevent": "DRIVER=snd_hda_intel\nPCI_CLASS=40300\nPCI_ID=1002:1637\n",
        place + "5/uevent": "DRIVER=snd_pci_acp3x\nPCI_CLASS=48000\nPCI_ID=1022:15E2\n", place + "6/uevent": "PCI_CLASS=40300\nPCI_ID=1022:15E3\n",
        "/sys/bus/pci/devices/0000:05:00.0/uevent": "PCI_CLASS=40300\nPCI_ID=8086:4F90\n",
    })
    assert [(device["address"], device["graphics"]) for device in facts["pci"]] == [
        ("0000:00:1f.3", False), ("0000:04:00.1", True), ("0000:04:00.6", False), ("0000:05:00.0", True)]
    # The chip for the loudspeakers is missed, the others are not.
    assert [entry["item"] for entry in facts["missing"]] == ["0000:04:00.6"]


# --- what is asked, of whom, and what is not -----------------------------------------------------------------------


def runs(host):
    return [" ".join(question[1:]) for question in host.asked if question[0] == "run"]


def test_a_server_that_does_not_run_is_not_asked():
    # Asking would start it: its socket listens.
    host = machine({GROUP + "pipewire.service": None})
    facts = audio.collect(host, hosts.profile_of())
    assert runs(host) == [] and facts["users"][0]["answers"] is None and facts["users"][0]["services_missing"] == ["pipewire.service"]


@pytest.mark.parametrize("session", [
    "UID=1000\nUSER=ann\nTYPE=tty\nCLASS=user\nSTATE=active\n", "UID=1000\nUSER=ann\nTYPE=wayland\nCLASS=user\nSTATE=closing\n",
    "UID=120\nUSER=gdm\nTYPE=wayland\nCLASS=greeter\nSTATE=active\n", "UID=1000\nUSER=ann\nTYPE=x11\nCLASS=user\nSTATE=active\nREMOTE=1\n",
    "UID=0\nUSER=root\nTYPE=x11\nCLASS=user\nSTATE=active\n",
])
def test_only_people_at_this_machine_are_asked(session):
    host = machine({SESSIONS + "2": session})
    assert audio.collect(host, hosts.profile_of())["users"] == [] and runs(host) == []


def test_two_sessions_of_one_user_are_one():
    host = machine({SESSIONS + "5": "UID=1000\nUSER=ann\nTYPE=x11\nCLASS=user\nSTATE=online\nREALTIME=1000000\n"})
    users = audio.collect(host, hosts.profile_of())["users"]
    assert [(user["user"], user["since"]) for user in users] == [("ann", 1)] and len(runs(host)) == 1


def test_another_users_sound_is_unexamined_without_root():
    answers = collect(uid=1234)["users"][0]
    assert isinstance(answers["answers"], Unexamined) and answers["answers"].reason == "no_permission"
    assert isinstance(answers["dummy_only"], Unexamined)


def test_ones_own_sound_needs_no_root():
    host = machine(uid=1000, commands={"env XDG_RUNTIME_DIR=/run/user/1000 pw-dump": {"out": REAL}})
    assert audio.collect(host, hosts.profile_of())["users"][0]["answers"] is True


def test_a_runtime_folder_of_somebody_else_is_not_entered():
    host = machine({"/run/user/1000": {"dir": True, "uid": 1001, "gid": 1001}})
    assert isinstance(audio.collect(host, hosts.profile_of())["users"][0]["answers"], Unexamined) and runs(host) == []


@pytest.mark.parametrize("answer,answers", [
    ({"rc": 1, "err": "can't connect: Host is down"}, False), ({"unexamined": "timeout"}, False), ({"rc": 127, "err": "env: 'pw-dump'"}, "tool_missing"),
    ({"out": "nonsense"}, "failed"), ({"out": "{}"}, "failed"), ({"out": "[" * 100000}, "failed"), ({"out": ""}, True),
])
def test_answers_that_are_none(answer, answers):
    said = collect(answer=answer)["users"][0]["answers"]
    assert (said.reason if isinstance(said, Unexamined) else said) == answers


def test_pulseaudio():
    facts = collect(
        {GROUP + name: None for name in PIPEWIRE} | {
            "/etc/systemd/user/default.target.wants": None, "/usr/lib/systemd/user/default.target.wants": None,
            "/etc/systemd/user/pipewire.service.wants": None, "/etc/systemd/user/default.target.wants/pulseaudio.service": "",
            GROUP + "pulseaudio.service": {"dir": True}},
        commands={
            ASK + "pactl info": {"out": "Default Sink: alsa_output.one\nDefault Source: alsa_input.one\n"},
            ASK + "pactl list short sinks": {"out": "0\talsa_output.one\tmodule-alsa-card.c\ts16le 2ch 44100Hz\tRUNNING\n"},
            ASK + "pactl list short sources": {"out": "0\talsa_output.one.monitor\tmodule-alsa-card.c\ts16le\tIDLE\n"},
        })
    user = facts["users"][0]
    assert (user["server"], user["answers"], user["default_sink"], user["dummy_only"], user["sources"], user["services_missing"]) == (
        "pulseaudio", True, "alsa_output.one", False, [], [])


def test_control_groups_of_the_older_kind():
    files = {GROUP + name: None for name in PIPEWIRE} | {"/sys/fs/cgroup/user.slice": None}
    files |= {GROUP.replace("/cgroup/", "/cgroup/systemd/") + name: {"dir": True} for name in PIPEWIRE}
    assert collect(files)["users"][0]["services_missing"] == []
    # Where nothing can be seen, nothing is missing.
    assert collect({"/sys/fs/cgroup/user.slice": None})["users"][0]["services_missing"] is None


def test_control_groups_of_a_container():
    files = {GROUP + name: None for name in PIPEWIRE} | {
        "/sys/fs/cgroup/user.slice": None, "/proc/1/cgroup": "9:name=systemd:/pods/one/init.scope\n0::/pods/one/init.scope\n"}
    files |= {GROUP.replace("/cgroup/", "/cgroup/systemd/pods/one/") + name: {"dir": True} for name in PIPEWIRE[:2]}
    assert collect(files)["users"][0]["services_missing"] == ["wireplumber.service"]


def test_a_recording_says_the_same():
    recording = RecordingHost(machine())
    facts = audio.collect(recording, hosts.profile_of())
    assert audio.collect(CaseFile.load(recording.case_file()), hosts.profile_of()) == facts


@pytest.mark.parametrize("files", [
    {"/proc/asound/cards": b"\xff\x00\n 0 [x"}, {"/proc/asound/pcm": "99-99: : \n:::\n"}, {"/sys/class/sound/card0": {"link": "nowhere"}},
    {SESSIONS + "2": "UID=1000\nTYPE=wayland\nCLASS=user\nREALTIME=\n"}, {"/proc/asound/cards": {"text": "", "unreadable": "no_permission"}},
])
def test_odd_machines(files):
    facts = collect(files)
    assert undeclared(facts, declaration("audio"), "audio") == []


def test_values_of_the_wrong_kind():
    odd = [1, None, {}, {"type": "PipeWire:Interface:Node"}, {"type": "PipeWire:Interface:Node", "info": []}, node(5), node("x", 5),
           {"type": "PipeWire:Interface:Metadata", "props": {"metadata.name": "default"}, "metadata": [1, {"key": "default.audio.sink", "value": "{"}]},
           {"type": "PipeWire:Interface:Node", "info": {
               "props": {"media.class": "Audio/Sink"}, "params": {"Props": [{"mute": True, "channelVolumes": ["x", -1]}]}}}]
    said = pipewire.pw_dump(json.dumps(odd))
    assert (said["default_sink"], len(said["sinks"]), said["sinks"][1]["volume_percent"]) == (None, 2, None)
    # A change while it was being written.
    assert len(pipewire.pw_dump(REAL + "\n" + REAL)["sinks"]) == 2


# --- faults at their edges -----------------------------------------------------------------------------------------


def test_a_healthy_machine_has_none():
    assert found() == []


def test_sound_that_the_profile_wants():
    nothing = {"/proc/asound/cards": None, "/sys/bus/pci/devices/0000:00:1f.3": None}
    assert found(nothing) == []
    assert found(nothing, profile={"audio_required": True}) == [("audio.no_sound_card", "sound card")]
    assert found(profile={"audio_required": True}) == []


@pytest.mark.parametrize("driver,firmware,expected", [
    ("sof-audio-pci-intel-tgl", False, {"audio.firmware_missing", "audio.no_sound_card"}), ("sof-audio-pci-intel-tgl", True, {"audio.no_sound_card"}),
    ("snd_hda_intel", False, {"audio.no_sound_card"}), ("", False, {"audio.no_sound_card"}), ("vfio-pci", False, set()),
])
def test_hardware_that_is_silent(driver, firmware, expected):
    files = {
        "/proc/asound/cards": "--- no soundcards ---\n",
        "/sys/devices/pci0000:00/0000:00:1f.3/uevent": "DRIVER=%s\nPCI_CLASS=40100\nPCI_ID=8086:51CA\n" % driver,
    }
    files |= {"/usr/lib/firmware/intel/sof/sof-tgl.ri": "x"} if firmware else {}
    assert {fault for fault, _item in found(files)} == expected


@pytest.mark.parametrize("age,answer,profile,expected", [
    (3600, {"rc": 1}, {}, True), (60, {"rc": 1}, {}, False), (3600, {"rc": 1}, {"audio_ignored_users": ["ann"]}, False), (3600, {"rc": 127}, {}, False),
])
def test_a_server_that_does_not_answer(age, answer, profile, expected):
    session = BASE[SESSIONS + "2"].replace("REALTIME=%d" % (hosts.NOW - 3600), "REALTIME=%d" % (hosts.NOW - age))
    assert found({SESSIONS + "2": session}, profile, answer=answer) == ([("audio.sound_server_down", "ann")] if expected else [])


def test_only_the_dummy_is_left():
    assert found(answer=ONLY_DUMMY) == [("audio.no_output", "ann")]
    assert found(answer="[]") == [("audio.no_output", "ann")]
    assert found({"/proc/asound/pcm": "00-03: HDMI 0 : HDMI 0 : playback 1\n"}, answer=ONLY_DUMMY) == []
    assert found(profile={"audio_ignored_users": ["ann"]}, answer=ONLY_DUMMY) == []
    # A headset besides the dummy is an output.
    assert found(answer=json.dumps(json.loads(ONLY_DUMMY) + [node("bluez_output.one")])) == []


# ---- what the profile wants -------------------------------------------------------------------------------------------------

POLICY = {"audio_server": "pipewire", "audio_volume": {"output_percent": 40, "input_percent": None}, "audio_mute": {"output": False, "input": True},
          "audio_default_output": "alsa_output.usb-*", "audio_bluetooth": {"codecs": ["sbc", "aac"], "headset": False}}


@pytest.mark.parametrize("lua", [True, False])
def test_what_the_role_writes_is_what_is_examined(lua):
    files = {file["dest"]: file["content"] for file in sound_files.sound_files(POLICY, lua)}
    assert len(files) == (3 if lua else 2)
    units = ("pipewire.service", "pipewire-pulse.service", "wireplumber.service")
    whole = {
        **files, **{"/usr/lib/systemd/user/" + name: "" for name in units}, wireplumber.UNIT_LINK: {"link": wireplumber.UNIT},
        **{"/etc/systemd/user/pulseaudio." + kind: {"link": "/dev/null"} for kind in ("service", "socket")},
        **({wireplumber.LUA_SIGN: {"dir": True}} if lua else {}),
    }
    assert undeclared(collect(whole, POLICY), declaration("audio"), "audio") == []
    assert found(whole, POLICY) == []
    for path in files:
        assert found({**whole, path: "changed"}, POLICY) == [("audio.policy_differs", path)]
    assert found({**whole, "/etc/systemd/user/pulseaudio.service": None}, POLICY) == [("audio.stack_differs", "sound server")]
    assert collect()["stack"] is None and collect()["policy"] == []


def test_the_service_waits_with_the_shell_and_not_with_systemd():
    unit = wireplumber.files(POLICY, False)[wireplumber.UNIT]
    assert "$$n" in unit and "SINK@ 0; wpctl set-mute @DEFAULT_AUDIO_SOURCE@ 1" in unit
