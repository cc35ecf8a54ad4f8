# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Case files: nothing secret gets into one, an examination replays to the very same, and hostile ones are refused.

What is planted below are canaries: invented passwords, keys, networks and people in all the places where real ones stand.
"""

from __future__ import annotations

import ast
import base64
import gzip
import json
import pathlib
import random
import re
import time
import zlib

import hosts
import jsonschema
import pytest
import test_replays as replays

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import collectors, examination, masking, recording
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ipp
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import Host, Result, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMINER = ROOT / "plugins/module_utils/examiner"


def unpacked(data):
    """Everything that can be read in a case file, however it is written there: JSON, base64, lists of bytes."""
    content = json.loads(zlib.decompress(data, 31))
    said = []

    def walk(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(key)
                walk(base64.b64decode(inner).decode("latin-1") if key == "bytes" and isinstance(inner, str) else inner)
        elif isinstance(value, list):
            if value and all(isinstance(one, int) and 0 <= one < 256 for one in value):
                walk(bytes(value).decode("latin-1"))
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            said.append(value)
            if value[:1] in ("[", "{"):
                try:
                    walk(json.loads(value))
                except ValueError:
                    for line in value.splitlines():
                        try:
                            walk(json.loads(line))
                        except ValueError:
                            pass
            for word in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", value):
                try:
                    said.append(base64.b64decode(word, validate=True).decode("latin-1"))
                except ValueError:
                    pass
    walk(content)
    return "\n".join(said)


# ---- canaries ---------------------------------------------------------------------------------------------------------------

SECRETS = {
    "url": "Corvid-url-7", "proxy": "Corvid-prx-8", "psk": "Corvid9psk words9psk", "wep": "C0rV1dWep13ch", "eap": "Corvid10a;eap10b,x",
    "vpn": "Corvid11a&vpn11b==",
    "wireguard": "Q29ydmlkV2lyZWd1YXJkUHJpdmF0ZUtleTEyMzQ1Njc=", "cifs": "Corvid-cifs-13", "token": "CorvidToken14aZ", "hash": "CorvidHash15abcdefghij",
    "pem": "Q29ydmlkUGVtS2V5Qm9keTE2", "linkkey": "C0DE17C0DE17C0DE17C0DE17C0DE17C0", "cli": "Corvid-cli-18", "json": "Corvid19a\"json19b\\x",
    "basic": "Q29ydmlkOkJhc2ljMjA=",
    "dbpass": "Corvid-dbp-26", "snmp": "Corvid-snmp-27", "licence": "Corvid-lic-28", "cookie": "c0rvid21c0rvid21c0rvid21",
    "product": "C0RV1-D22C0-RV1D2-2C0RV-1D22C", "env": "Corvid-env-23", "title": "Corvid-job-title-24",
}
PEOPLE = {"login": "corvidanna", "full": "Anna Corvid-Example", "remote": "corvidbob", "mail": "anna.corvid@mail.example.org"}
NETWORKS = {"home": "Corvid Home 5G", "colon": "corvid:café", "near": "CorvidNeighbour", "old": "CorvidOldCafe", "iwd": "CorvidIwd"}
RADIO = "aa:bc:de:c0:ff:ee"
OWN = "02:00:00:00:00:17"


def variants(text):
    yield text
    yield json.dumps(text)[1:-1]
    yield text.encode().decode("latin-1")
    yield text.encode().hex()
    # Half a secret is too much already.
    yield from (piece for piece in re.split(r"[ ;,&=\"\\]", text) if len(piece) >= 6)
    yield ";".join(str(b) for b in text.encode())


CANARIES = [word for text in [*SECRETS.values(), PEOPLE["login"], PEOPLE["full"], PEOPLE["remote"], PEOPLE["mail"], *NETWORKS.values(), RADIO, RADIO.upper(),
                              RADIO.replace(":", "_").upper()] for word in variants(text)]

PEM = "-----BEGIN %s-----\n%s\n%s\n-----END %s-----\n"
KEY = PEM % ("RSA PRIVATE KEY", SECRETS["pem"], "QUJD" * 15, "RSA PRIVATE KEY")
KEY_FILE = """[connection]
id=%(home)s
uuid=11111111-2222-3333-4444-555555555555
type=wifi
permissions=user:%(login)s:;

[wifi]
ssid=%(home)s
mac-address=""" + OWN + """
seen-bssids=""" + RADIO + """;

[wifi-security]
key-mgmt=wpa-psk
psk=%(psk)s
wep-key0=%(wep)s

[802-1x]
identity=%(login)s
password=%(eap)s
private-key-password=%(eap)s
"""
VPN = """[connection]
id=office-vpn
type=vpn

[vpn]
username = %(login)s
service-type=org.freedesktop.NetworkManager.openvpn

[vpn-secrets]
Xauth pw=%(vpn)s
cert-pass=%(vpn)s

[wireguard]
private-key=%(wireguard)s
"""
ALL = {**SECRETS, **PEOPLE, **NETWORKS, "radio": RADIO, "own": OWN, "key": KEY}


def said(text):
    return text % ALL


#: What the collectors read today or may read tomorrow, with a canary of its kind in each place.
FILES = {
    "/etc/passwd": said("root:x:0:0:root:/root:/bin/bash\n%(login)s:x:1000:1000:%(full)s,,,:/home/%(login)s:/bin/bash\n"
                        "user:x:1001:1001::/home/user:/bin/bash\nann:x:1002:1002:Ann:/home/ann:/bin/sh\n"),
    "/etc/group": said("root:x:0:\nsudo:x:27:%(login)s\n%(login)s:x:1000:\n"),
    "/etc/hosts": said("127.0.0.1 localhost\n192.0.2.7 %(login)s-laptop.example.org  # %(mail)s\n"),
    "/etc/hostname": said("%(login)s-laptop\n"),
    "/proc/sys/kernel/hostname": said("%(login)s-laptop\n"),
    "/etc/machine-id": hosts.MACHINE_ID + "\n",
    "/etc/fstab": said("//nas.example.org/%(login)s /mnt/nas cifs username=%(login)s,password=%(cifs)s,uid=1000 0 0\nUUID=1 / ext4 defaults 0 1\n"),
    "/etc/crypttab": "cryptswap UUID=1 none luks\n",
    "/etc/environment": said("http_proxy=http://%(remote)s:%(proxy)s@proxy.example.org:3128/\nSOME_API_TOKEN='%(token)s'\nBACKUP_PASSWORD=%(env)s and more\n"),
    "/etc/cups/snmp.conf": said("Address @LOCAL\nCommunity %(snmp)s\n"),
    "/etc/default/backup": said("DB_PASS=%(dbpass)s\nMYSQL_PWD='%(dbpass)s'\nLicense Key: %(licence)s\nexport RESTIC_PASSWORD=\"%(env)s\"\n"),
    "/etc/apt/apt.conf.d/95proxy": said("Acquire::http::Proxy \"http://%(remote)s:%(proxy)s@proxy.example.org:3128\";\n"),
    "/etc/apt/apt.conf": said("Acquire::https::Proxy \"https://%(remote)s:%(proxy)s@proxy.example.org:3128\";\n"),
    "/etc/apt/sources.list": said("deb https://%(remote)s:%(url)s@apt.example.org/debian trixie main\n"),
    "/etc/apt/sources.list.d/x.sources": said("Types: deb\nURIs: https://token:%(token)s@pkg.example.org/deb\nSuites: stable\nComponents: main\n"),
    "/etc/yum.repos.d/x.repo": said("[x]\nbaseurl=https://%(remote)s:%(url)s@rpm.example.org/\nusername=%(login)s\npassword=%(url)s\n"
                                    "proxy_password=%(proxy)s\n"),
    "/etc/dnf/dnf.conf": said("[main]\nproxy=http://%(remote)s:%(proxy)s@proxy.example.org:3128\n"),
    "/etc/NetworkManager/system-connections/%s.nmconnection" % NETWORKS["home"]: said(KEY_FILE),
    "/etc/NetworkManager/system-connections/vpn.nmconnection": said(VPN),
    "/etc/NetworkManager/system-connections/caf.nmconnection": (
        "[connection]\nid=caf\ntype=wifi\n[wifi]\nssid=%s\n" % "".join("%d;" % b for b in NETWORKS["colon"].encode())),
    "/etc/NetworkManager/NetworkManager.conf": said("[global]\n# %(mail)s\n"),
    "/etc/wpa_supplicant/wpa_supplicant.conf": said("network={\n ssid=\"%(near)s\"\n psk=\"%(psk)s\"\n wep_key0=\"%(wep)s\"\n identity=\"%(login)s\"\n"
                                                    " password=hash:%(token)s\n}\n"),
    "/etc/netplan/01.yaml": said("network:\n  wifis:\n    wlp0s20f3:\n      access-points:\n        \"%(old)s\":\n          password: \"%(psk)s\"\n"),
    "/etc/network/interfaces": said("auto wlan0\niface wlan0 inet dhcp\n  wpa-ssid %(old)s\n  wpa-psk %(psk)s\n"),
    "/var/lib/iwd/%s.psk" % NETWORKS["iwd"]: said("[Security]\nPassphrase=%(psk)s\nPreSharedKey=%(token)s\n"),
    "/etc/systemd/system/x.service": said("[Service]\nEnvironment=API_KEY=%(env)s\nExecStart=/usr/bin/x --password=%(cli)s --token %(token)s\n"
                                          "SetCredential=a:%(env)s\n"),
    "/etc/cups/printers.conf": said("<Printer p>\nDeviceURI ipp://%(remote)s:%(url)s@print.example.org/ipp\nAllowUser %(login)s\n</Printer>\n"),
    "/etc/cups/cupsd.conf": said("# mail %(mail)s\nListen 631\n"),
    "/etc/chrony/chrony.conf": said("pool ntp.example.org\n# %(key)s"),
    "/etc/lightdm/lightdm.conf": said("[Seat:*]\nautologin-user=%(login)s\n"),
    "/proc/cmdline": said("BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p2 systemd.set_credential=x:%(env)s password=%(cli)s quiet\n"),
    "/proc/1/environ": said("container=podman\0SECRET_THING=%(env)s\0NOTHING=%(cli)s\0LANG=C\0"),
    "/proc/4711/cmdline": said("/usr/bin/x\0--password\0%(cli)s\0-p%(cli)s\0%(login)s\0"),
    "/proc/4711/comm": said("%(login)s\n"),
    "/boot/grub/grub.cfg": said("password_pbkdf2 root grub.pbkdf2.sha512.10000.%(hash)s\nlinux /vmlinuz root=UUID=1\n"),
    "/etc/issue": said("Call %(full)s <%(mail)s>, key $6$abcdefgh$%(hash)s, {SSHA}%(token)s, eyJhbGciOiJIUzI1NiJ9.%(token)s.%(token)s\n"),
    "/var/lib/dpkg/status": said("Package: dpkg\nStatus: install ok installed\nMaintainer: %(full)s <%(mail)s>\nArchitecture: amd64\nVersion: 1\n"
                                 "Conffiles:\n /etc/x 0\nDescription: by %(login)s\n password=%(cli)s\n\n"),
    "/var/lib/bluetooth/00:00:5E:00:53:01/%s/info" % RADIO.upper(): said(
        "[General]\nName=Phone of %(login)s\n[LinkKey]\nKey=%(linkkey)s\n[LongTermKey]\nKey=%(linkkey)s\n"),
    "/var/log/Xorg.0.log": said("MIT-MAGIC-COOKIE-1  %(cookie)s\n Authorization: Basic %(basic)s\n Cookie: session=%(cookie)s\n key %(product)s\n"),
    "/sys/class/net/wlan9/address": OWN + "\n",
    "/sys/class/input/input9/name": said("Keyboard of %(full)s\n"),
    "/sys/bus/usb/devices/1-1/product": said("%(login)s's phone\n"),
    "/sys/firmware/dmi/entries/0-0/raw": {"base64": base64.b64encode(b"\0\x01" + said("\0%(login)s\0https://x:%(url)s@y.example.org\0").encode()).decode()},
    "/usr/share/alsa/x.conf": said("# %(mail)s\n"),
    "/run/systemd/users/1000": said("NAME=%(login)s\nSTATE=active\n"),
    "/home/%s" % PEOPLE["login"]: {"dir": True},
    "/home/%s" % PEOPLE["remote"]: {"dir": True},
}
#: What is on the machine and may not be read into a case file at all.
FORBIDDEN = {
    "/etc/shadow": said("%(login)s:$6$abcdefgh$%(hash)s:19000:0:99999:7:::\n"), "/etc/gshadow": "x", "/etc/sudoers": said("%(login)s ALL=(ALL) ALL\n"),
    "/etc/ssh/ssh_host_ed25519_key": KEY, "/root/.ssh/id_rsa": KEY, "/etc/ssl/private/snakeoil.key": KEY,
    "/etc/apt/auth.conf.d/x.conf": said("machine x login y password %(url)s\n"),
    "/home/%s/.smbcredentials" % PEOPLE["login"]: said("password=%(cifs)s\n"), "/home/%s/notes.txt" % PEOPLE["login"]: "x",
    "/proc/4711/environ": said("A=%(env)s\0"),
    "/proc/kcore": "x", "/var/lib/dkms/mok.key": KEY, "/etc/wireguard/wg0.conf": said("PrivateKey = %(wireguard)s\n"),
    "/var/lib/boltd/keys/1": "x", "/sys/firmware/acpi/tables/MSDM": said("%(product)s"), "/etc/chrony/chrony.keys": said("1 MD5 %(token)s\n"),
    "/usr/share/../../etc/shadow": "x", "/dev/mem": "x", "/var/lib/systemd/random-seed": "x", "/usr/local/bin/backup": said("PASSWORD=%(env)s\n"),
}
BUS = {
    "type": "a{oa{sa{sv}}}", "data": [{
        "/org/freedesktop/NetworkManager/AccessPoint/1": {"org.freedesktop.NetworkManager.AccessPoint": {
            "Ssid": {"type": "ay", "data": list(NETWORKS["near"].encode())}, "HwAddress": {"type": "s", "data": RADIO.upper()},
            "Strength": {"type": "y", "data": 70}}},
        "/org/freedesktop/NetworkManager/ActiveConnection/1": {"org.freedesktop.NetworkManager.Connection.Active": {
            "Id": {"type": "s", "data": NETWORKS["old"]}, "Type": {"type": "s", "data": "802-11-wireless"}}},
        "/org/freedesktop/NetworkManager/Settings/1": {"org.freedesktop.NetworkManager.Settings.Connection": {
            "Filename": {"type": "s", "data": "/etc/NetworkManager/system-connections/%s.nmconnection" % NETWORKS["home"]}}},
        "/org/freedesktop/NetworkManager/Secret/1": {"x": {
            "psk": {"type": "s", "data": SECRETS["psk"]}, "wep-key0": {"type": "ay", "data": list(SECRETS["wep"].encode())},
            "password": {"type": "s", "data": SECRETS["json"]}}},
    }],
}
COMMANDS = {
    "busctl --json=short call org.freedesktop.NetworkManager": json.dumps(BUS),
    "nmcli --terse connection show": said("connection.id:%(near)s\nconnection.type:802-11-wireless\n802-11-wireless.ssid:%(near)s\n\n"
                                          "connection.id:corvid\\:café\n"
                                          "connection.type:802-11-wireless\n802-11-wireless-security.psk:%(psk)s\n"),
    "nmcli dev wifi": said("IN-USE  BSSID  SSID\n*  %(radio)s  %(near)s\n"),
    "iw dev wlp0s20f3 link": said("Connected to %(radio)s (on wlp0s20f3)\n\tSSID: %(home)s\n\tfreq: 5180\n"),
    "ip -json neighbour show": said('[{"dst":"192.0.2.1","dev":"eth0","lladdr":"%(radio)s","state":["REACHABLE"]}]'),
    "systemctl show x.service": said("Id=x.service\nEnvironment=\"API_KEY=%(env)s\" TOKEN=%(token)s\n"
                                     "ExecStart={ path=/usr/bin/x ; argv[]=/usr/bin/x --password %(cli)s ; }\nUser=%(login)s\n"),
    "loginctl list-sessions --json=short": said('[{"session":"2","uid":1000,"user":"%(login)s","seat":"seat0"},{"session":"3","uid":1001,"user":"user"}]'),
    "getent passwd": said("%(login)s:x:1000:1000:%(full)s:/home/%(login)s:/bin/bash\n"),
    "journalctl -o json": "".join(json.dumps({"__REALTIME_TIMESTAMP": "1", "_SYSTEMD_UNIT": "x.service", "MESSAGE": message}) + "\n" for message in (
        said("pam_unix(sudo:session): session opened for user root by %(login)s(uid=1000)"), said("New session 3 of user %(remote)s."),
        said("sudo: %(login)s : TTY=pts/0 ; PWD=/home/%(login)s ; USER=root ; COMMAND=/usr/bin/mount -o username=x,password=%(cifs)s //nas /mnt"),
        said("wlp0s20f3: Trying to associate with SSID '%(home)s'"), said("wlp0s20f3: authenticate with %(radio)s"),
        said("Connected to wireless network \"%(old)s\""), said("connecting to https://%(remote)s:%(url)s@h.example.org/x?token=%(token)s"),
        said("mount error for %(mail)s: the password is %(cifs)s"), said('config {"password": "%(cli)s", "n": 1}'), said("psk=%(psk)s\nnext line"),
        list(said("caf\xe9 %(home)s password=%(cli)s").encode("latin-1")), said("%(key)s"), said("-----BEGIN EC PRIVATE KEY-----"),
        "QUJD" * 16 + "xYz0+/09" * 2,
        said("audit: op=\"connection-activate\" uuid=\"1\" name=\"%(near)s\" pid=1"),
        said("wpa_supplicant: PSK (ASCII passphrase) - hexdump_ascii(len=14): 43 6f 72 76 69 64"))),
    "smartctl --json=c -x /dev/nvme0": said('{"serial_number":"SAMPLE123","device":{"name":"/dev/nvme0"},"note":"%(mail)s"}'),
    "apt-get --simulate dist-upgrade": said("W: Failed to fetch https://%(remote)s:%(url)s@apt.example.org/debian\n"),
    "bluetoothctl devices": said("Device AA:BC:DE:C0:FF:EE Phone of %(login)s\n"),
    "env LC_ALL=C runuser -u %s -- pactl info" % PEOPLE["login"]: said("User Name: %(login)s\nCookie: %(cookie)s\n"),
    "who": said("%(login)s  tty2  2026-11-24 12:00 (tty2)\nann      pts/0   2026-11-24\n"),
    "dmesg": said("[1.0] usb 1-1: Product: %(login)s's phone\n[2.0] wlp0s20f3: associated with %(radio)s\n"),
}


def planted(**more):
    """The healthy laptop with canaries in every place."""
    laptop = replays.merged(replays.LAPTOP, {"files": FILES, "commands": {argv: {"out": out, "err": out} for argv, out in COMMANDS.items()},
                                             "journal": [{"text": text} for text in ("wlp0s20f3: authenticate with " + RADIO, "psk=" + SECRETS["psk"])]}, more)
    laptop.pop("profile")
    laptop["files"] = {**laptop["files"], **FORBIDDEN}
    return hosts.MadeMachine(**laptop)


def order(profile=None):
    """What the action would send for the whole catalogue."""
    chosen = list(hosts.faults().faults.values())
    there = {path.stem for path in pathlib.Path(list(collectors.__path__)[0]).glob("*.py")}
    read = sorted(({name for fault in chosen for name in fault.reads} | {fault.component for fault in chosen}) & there)
    return {"components": read, "rules": [fault.rule for fault in chosen], "profile": hosts.profile_of(profile), "limits": hosts.LIMITS}


def recorded(machine, profile=None):
    """(the examination while it was recorded, the case file, the recording)."""
    told = order(profile)
    recorder = recording.recorder(machine, told)
    return examination.examine(recorder, told), recorder.case_file(), recorder


def replayed(data, profile=None):
    told = order(profile)
    told["profile"] = masking.profile_secrets(told["profile"])
    return examination.examine(CaseFile.load(data), told)


def same(one, other):
    """Whether two examinations say the same, to the byte, but for the time that they took."""
    return json.dumps({**one, "seconds": 0}) == json.dumps({**other, "seconds": 0})


def ask(recorder, question, *arguments, **options):
    try:
        return getattr(recorder, question)(*arguments, **options)
    except Unexamined as exc:
        return exc


def everything_asked(recorder):
    """Ask for everything that is on the planted machine, by the names that a collector would have learnt."""
    def named(text):
        return recorder.masker.text(text) if recorder.masker else text

    for path in [*FILES, *FORBIDDEN]:
        for question in ("read", "read_bytes", "stat", "readlink", "listdir", "access"):
            ask(recorder, question, named(path), *(["r"] if question == "access" else []))
    for pattern in ("/home/*", "/etc/NetworkManager/system-connections/*", "/var/lib/iwd/*", "/home/*/*"):
        ask(recorder, "glob", pattern)
    for folder in ("/home", "/etc/NetworkManager/system-connections", "/var/lib/iwd", "/var/lib/bluetooth/00:00:5E:00:53:01", "/home/" + PEOPLE["login"]):
        ask(recorder, "listdir", named(folder))
    for argv in COMMANDS:
        ask(recorder, "run", [named(word) for word in argv.split(" ")])
    ask(recorder, "uname")
    return recorder


@pytest.fixture(name="full", scope="module")
def _full():
    """A recording of an examination of the planted machine, and of everything on it that anybody could ask."""
    told = order()
    recorder = recording.recorder(planted(), told)
    examination.examine(recorder, told)
    return everything_asked(recorder)


@pytest.mark.parametrize("canary", sorted(set(CANARIES)))
def test_no_canary_is_in_a_case_file(full, canary):
    assert canary not in unpacked(full.case_file())


def test_the_canaries_are_really_there(full):
    # Recorded as it is, without masks, the same machine shows each of them.
    bare = unpacked(everything_asked(RecordingHost(planted())).case_file())
    planted_here = {**SECRETS, **NETWORKS, **PEOPLE, "radio": RADIO}
    assert [name for name, canary in planted_here.items() if not any(word in bare for word in variants(canary))] == ["title"]
    # Masked, not simply never asked for: all that may be read has been read, and most of each file is still there.
    answers = full.answers["read"]
    assert len([path for path in FILES if json.dumps([[full.masker.text(path)]]) in answers]) == len(FILES)
    text = unpacked(full.case_file())
    for kept in ("nas.example.org", "proxy.example.org", "apt.example.org", "pkg.example.org", "key-mgmt=wpa-psk", "autologin-user=user-",
                 "connection.id:ssid-", "SAMPLE123", "UUID=1 / ext4 defaults 0 1", OWN, "container=podman", '"user":"user-',
                 "authenticate with aa:bc:de:00:00:01", "//MASKED@print.example.org", "Cookie: MASKED"):
        assert kept in text, kept


@pytest.mark.parametrize("path", sorted(FORBIDDEN))
def test_what_a_case_file_may_not_hold_is_unexamined(full, path):
    for question in ("read", "read_bytes"):
        answer = ask(full, question, path)
        assert isinstance(answer, Unexamined) and "a case file does not hold it" in answer.remedy


def test_pseudonyms_lead_back_to_the_machine():
    machine = planted()
    recorder = recording.recorder(machine, order())
    accounts = recorder.read("/etc/passwd")
    home = re.search(r"/home/(user-\d+)", accounts).group()
    assert recorder.stat(home)["type"] == "dir" and machine.asked[-1] == ("path", "/home/" + PEOPLE["login"])
    paths = recorder.glob("/etc/NetworkManager/system-connections/*")
    assert paths == sorted(paths) and all(recorder.read(path) for path in paths)
    name = home.rpartition("/")[2]
    assert recorder.run(["env", "LC_ALL=C", "runuser", "-u", name, "--", "pactl", "info"]).out.startswith("User Name: " + name)
    # What was asked by pseudonyms is recorded under them, and is found again.
    case = CaseFile.load(recorder.case_file())
    assert case.stat(home) == recorder.stat(home) and case.read(paths[0]) == recorder.read(paths[0])


def test_the_same_name_has_the_same_pseudonym_everywhere(full):
    text = unpacked(full.case_file())
    alias = re.search(r"Trying to associate with SSID '(ssid-\d+)'", text).group(1)
    assert "\tSSID: %s\n" % alias in text and "id=%s\n" % alias in text and "/etc/NetworkManager/system-connections/%s.nmconnection" % alias in text


def test_a_name_that_is_an_ordinary_word_is_masked_only_where_it_is_a_name(full):
    answers = full.answers
    assert re.search(r"user-\d+:x:1001:1001::/home/user-\d+:", answers["read"][json.dumps([["/etc/passwd"]])])
    assert "New session 3 of user " in unpacked(full.case_file()) and "User Name" in unpacked(full.case_file())


@pytest.mark.parametrize("text", [
    "/media/ann/STICK /run/media/ann/x", "/var/mail/ann", "ann      pts/0   2026-11-24", "  c2  1002  ann  seat0  tty2", "CORVIDDOM\\ann", "ann@nas: refused",
    "User=ann\n",
    "AutomaticLogin=ann", "session opened for user ann(uid=1002)", "/home/ann/.config", '{"user":"ann"}', "USER=ann",
])
def test_a_short_name_is_masked_where_it_is_one(text):
    names = masking.Names()
    alias = names.learn("user", "ann")
    masked = masking.Masker(names).content("run", "x", text)
    assert not re.search(r"\bann\b", masked) and alias in masked
    assert masking.Masker(names).text("one annex, ann and all") == "one annex, ann and all"


def test_members_of_groups_and_parts_of_names():
    names = masking.Names()
    masking.passwd(names, "ann:x:1002:1002:Ann Corvidson,,,:/home/ann:/bin/sh\n")
    assert masking.group(names, "sudo:x:27:root,ann\nann:x:1002:\n") == "sudo:x:27:root,user-1\nuser-1:x:1002:\n"
    assert "Corvidson" not in names.apply("the phone of Corvidson")


def test_names_of_the_profile_stay():
    profile = {"network_connections": [{"name": NETWORKS["home"], "type": "wifi"}]}
    told = {"profile": profile}
    recorder = recording.recorder(planted(), told)
    text = recorder.read("/etc/NetworkManager/system-connections/%s.nmconnection" % NETWORKS["home"])
    assert "id=%s\n" % NETWORKS["home"] in text and SECRETS["psk"] not in text and PEOPLE["login"] not in text


def test_secrets_of_the_profile_compare_as_they_are_masked():
    uri = "ipp://tech:%s@print.example.org/ipp" % SECRETS["url"]
    assert masking.profile_secrets({"queues": [{"uri": uri}], "x_password": "p", "n": 1}) == {
        "queues": [{"uri": masking.secrets(uri)}], "x_password": "MASKED", "n": 1}


def _print_answer(chunked):
    body = ipp.build(0, 1, [(ipp.OPERATION, []), (2, [
        ("job-name", [(ipp.NAME, SECRETS["title"])]), ("job-originating-user-name", [(ipp.NAME, PEOPLE["login"])]), ("job-id", [(ipp.INTEGER, 7)])]),
        (4, [("device-uri", [(ipp.URI, "ipp://%s:%s@print.example.org/ipp" % (PEOPLE["remote"], SECRETS["url"]))]), ("printer-name", [(ipp.NAME, "office")])])])
    if not chunked:
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(body[at:at + 33]), body[at:at + 33]) for at in range(0, len(body), 33))
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"


@pytest.mark.parametrize("chunked", [False, True])
def test_what_people_print_is_not_in_a_case_file(chunked):
    recorder = recording.recorder(planted(exchange={"/run/cups/cups.sock": _print_answer(chunked)}), {})
    status, _headers, body = ipp.http_answer(recorder.exchange("/run/cups/cups.sock", b"x"))
    assert status == 200
    answer = ipp.decode(body)
    printer = ipp.groups_of(answer, "printer")[0]
    assert ipp.first(printer, "printer-name", str) == "office" and ipp.first(printer, "device-uri", str).endswith("@print.example.org/ipp")
    assert ipp.first(ipp.groups_of(answer, "job")[0], "job-id", int) == 7
    text = unpacked(recorder.case_file())
    assert not [canary for canary in CANARIES if canary in text]


# ---- masking ----------------------------------------------------------------------------------------------------------------

TEXTS = [*COMMANDS.values(), *(text for text in FILES.values() if isinstance(text, str)), *(text for text in FORBIDDEN.values())]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_masking_twice_is_masking_once(text):
    once = masking.secrets(text)
    assert masking.secrets(once) == once
    assert len(masking.secrets(text, fill=True)) == len(text)


@pytest.mark.parametrize("text", [
    "usb 1-1: device descriptor read/64, error -71", "user@1000.service: Failed", "Depends: libc6 (>= 2.36), passwd:any", "SSID: off", "key-mgmt=wpa-psk\n",
    "nvme nvme0: I/O 852 QID 0 timeout, reset controller", "/sys/devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1",
    "dev-disk-by\\x2duuid.device",
    "password required", "UUID=0a1b2c3d-1111-2222-3333-444455556666 / ext4 errors=remount-ro 0 1", "https://deb.example.org/debian trixie main",
    '{"passed":true}',
    "ID_SECURITY_TOKEN=1", "Change Token: 0x00000036", "mmc0: card is password-locked: I/O error on every read", "apic1=0 pin1=2 apic2=-1 pin2=-1",
    "bypass=1 rw,relatime", "pwd: /root", "PWD=/home", "sig_key: 3A:5B", "ann ate an apple", "Inst passwd [1:4.13] (1:4.17 Debian:13 [amd64])",
    "wlp0s20f3: 4-Way Handshake failed - pre-shared key may be incorrect", "MODALIAS=pci:v00008086d0000A0F0sv00008086sd00000244bc02sc80i00", "token: null",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Wired connection 1", "connection 'Wired connection 1'",
    "http://proxy.example.org:3128/a@b", "/var/log/journal/1/system@000661150799ee80-4f1d2a90b3c4d5e6.journal~",
])
def test_what_is_no_secret_stays(text):
    assert masking.Masker(masking.Names()).text(text) == text


def test_hostile_text_does_not_hold_us():
    names = masking.Names()
    for number in range(200):
        names.learn("ssid", "Net %d xyz" % number)
    chance = random.Random(7)
    pieces = ("://", "psk=", "a@b.", "-----BEGIN RSA PRIVATE KEY-----", " ", "$6$", "/home/", "password=\"", "ab:", "user=", "ABCDE-", "eyJa",
              "\r\n ", "a" * 99, "ssid='")
    for piece in pieces:
        started = time.monotonic()
        masking.secrets(names.apply(piece * (200_000 // len(piece)) + chance.choice("x\"'\n")))
        assert time.monotonic() - started < 5, piece


def test_a_damaged_package_database_stays_damaged():
    text = "Package: a\nStatus: install ok installed\nDescription: x\n"
    for damaged in (text + "\0\0", text[:-5], text + "no field\n"):
        assert masking.packages(masking.Names(), damaged) == damaged
    assert masking.packages(masking.Names(), text) == "Package: a\nStatus: install ok installed\n"


# ---- the same findings ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("fault", [None, *replays.FILES], ids=lambda fault: fault or "laptop")
def test_recorded_replayed_and_plain_are_the_same(fault):
    machine = replays.merged(replays.LAPTOP, {key: value for key, value in replays.read(replays.FILES[fault]).items() if key in replays.KEYS} if fault else {})
    profile = machine.pop("profile")
    plain = hosts.examined(hosts.MadeMachine(**machine), profile)
    live, data, recorder = recorded(hosts.MadeMachine(**machine), profile)
    # What the collectors read of these machines is on the list of what a case file may hold.
    assert recorder.left_out == {}
    assert same(replayed(data, profile), live)
    # Masking takes no finding away and adds none; only people have other names.
    assert {(finding["fault"], recorder.masker.names.known.get(finding["item"], finding["item"])) for finding in plain["findings"]} == {
        (finding["fault"], finding["item"]) for finding in live["findings"]}
    assert live["numbers"] == plain["numbers"] and len(live["unexamined"]) == len(plain["unexamined"])
    assert len(data) < 64 << 10


def test_the_planted_machine_replays_to_the_same_too():
    live, data, recorder = recorded(planted())
    assert same(replayed(data), live) and recorder.left_out == {}


class Changing(hosts.MadeMachine):
    """Answers otherwise each time it is asked."""

    def __init__(self):
        super().__init__()
        self.turn = 0

    def read(self, path, limit=0):
        self.turn += 1
        return None if self.turn % 3 == 0 else "%s %d" % (path, self.turn // 2)

    def now(self):
        self.turn += 1
        return 1.0 * self.turn


def test_what_is_asked_twice_is_answered_twice():
    recorder = RecordingHost(Changing())
    parts = {name: recorder.part(name) for name in ("audio", "power")}
    asked = [("audio", "/a"), ("power", "/a"), ("audio", "/a"), ("audio", "/a"), ("power", "/b"), ("power", "/a"), ("audio", "/a"), ("audio", "/b")]
    first = [(parts[name].read(path), parts[name].now()) for name, path in asked]
    assert len({read for read, _now in first}) > 3 and len({now for _read, now in first}) == 1
    case = CaseFile.load(recorder.case_file())
    again = {name: case.part(name) for name in parts}
    # Each component its own answers in its own order, whatever the others do meanwhile.
    order_of = {name: [read for (who, _path), (read, _now) in zip(asked, first, strict=True) if who == name] for name in parts}
    for name in ("power", "audio"):
        assert [again[name].read(path) for who, path in asked if who == name] == order_of[name]


def test_a_component_that_came_too_late_is_too_late_again():
    class Slow(hosts.MadeMachine):
        def read(self, path, limit=4 << 20):
            time.sleep(3 if path == "/proc/uptime" else 0)
            return super().read(path, limit)

    told = {**order(), "components": ["system", "storage"], "limits": {"collector": 0.7, "total": 5}}
    told["rules"] = [rule for rule in told["rules"] if rule["kind"] == "condition" and rule["fault"].startswith(("system.", "storage."))]
    recorder = recording.recorder(Slow(**{key: value for key, value in replays.LAPTOP.items() if key != "profile"}), told)
    live = examination.examine(recorder, told)
    assert [entry for entry in live["unexamined"] if entry["component"] == "system" and entry["reason"] == "timeout"]
    started = time.monotonic()
    assert same(examination.examine(CaseFile.load(recorder.case_file()), told), live)
    assert time.monotonic() - started < 0.7  # it is not waited for


def test_a_case_file_that_is_full_says_so():
    noise = random.Random(1)
    big = {"/usr/share/%d" % number: "".join(chr(noise.randrange(33, 126)) for _character in range(1 << 20)) for number in range(10)}
    recorder = RecordingHost(hosts.MadeMachine(files=big))
    answers = [ask(recorder, "read", path) for path in big]
    full = [answer for answer in answers if isinstance(answer, Unexamined)]
    assert full and len(full) < len(big) and {answer.reason for answer in full} == {"too_large"}
    data = recorder.case_file()
    assert len(data) <= recording.MAX_PACKED and len(recorder.left_out) == len(full)
    case = CaseFile.load(data)
    assert [str(ask(case, "read", path)) for path in big] == [str(answer) for answer in answers]


def test_a_binary_answer_survives():
    data = bytes(range(256)) * 4
    recorder = recording.recorder(hosts.MadeMachine(files={"/sys/firmware/x": {"base64": base64.b64encode(data).decode()}}, nvme_log={"/dev/nvme0": data}), {})
    assert recorder.read_bytes("/sys/firmware/x") == data and recorder.nvme_log("/dev/nvme0") == data
    case = CaseFile.load(recorder.case_file())
    assert case.read_bytes("/sys/firmware/x") == data and case.nvme_log("/dev/nvme0") == data


# ---- what may be read -------------------------------------------------------------------------------------------------------

def _literals():
    """What the collectors' code asks for by name: (file, question, argument)."""
    for path in [*sorted((EXAMINER / "collectors").glob("*.py")), EXAMINER / "rules.py", EXAMINER / "examination.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                arguments = list(node.args)
                if isinstance(node.func, ast.Name) and node.func.id == "attempt" and arguments and isinstance(arguments[0], ast.Attribute):
                    name, arguments = arguments[0].attr, arguments[1:]
                if name in ("read", "read_bytes", "run", "listdir", "glob") and arguments:
                    first = arguments[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.startswith("/"):
                        yield path.name, name, first.value
                    elif name == "run" and isinstance(first, ast.List) and isinstance(first.elts[0], ast.Constant):
                        words = [word.value if isinstance(word, ast.Constant) else "/var/lib/dpkg/status" if isinstance(word, ast.Starred) else "x"
                                 for word in first.elts]
                        yield path.name, name, words


LITERALS = sorted(_literals(), key=str)


def test_the_collectors_name_what_they_ask_for():
    assert len(LITERALS) > 60 and {question for _file, question, _what in LITERALS} >= {"read", "run", "glob", "listdir"}


@pytest.mark.parametrize("file,question,what", LITERALS, ids=lambda value: value if isinstance(value, str) else " ".join(map(str, value))[:60])
def test_what_the_collectors_ask_for_may_be_recorded(file, question, what):
    assert recording.may_hold(question, (what,)), "%s: add it to the lists in recording.py, or do not read it" % file


@pytest.mark.parametrize("argv", [
    "cat /etc/shadow", "nmcli --show-secrets connection show x", "nmcli -s connection show", "getent shadow", "wg showconf wg0", "bash -c x",
    "sudo -u anna -- bash",
    "cryptsetup luksDump --dump-volume-key /dev/x", "dmsetup table --showkeys", "apt-get install x", "env A=b cat /x", "runuser -u anna -- cat /x",
    "systemctl start x", "tar c /home",
])
def test_commands_that_are_not_recorded(argv):
    assert not recording.may_hold("run", (argv.split(" "),))


# ---- hostile case files -----------------------------------------------------------------------------------------------------

def packed(content, **more):
    text = content if isinstance(content, bytes) else json.dumps({"format": 1, "answers": {}, **content}).encode()
    return gzip.compress(text, mtime=0, **more)


def answers(**said_to):
    return packed({"answers": {question: {'[["/x"]]': answer} for question, answer in said_to.items()}})


HOSTILE = {
    "nothing": b"", "text": b"../../etc/passwd", "a tar archive": b"ustar\0" * 100, "cut": packed({})[:-9], "not json": packed(b"x"), "a list": packed(b"[]"),
    "null": packed(b"null"),
    "a bomb": gzip.compress(b" " * (65 << 20)), "a bomb in members": packed({}) * 1000, "a second member": packed({}) + packed({}),
    "rubbish behind": packed({}) + b"x",
    "too large": b"\x1f\x8b" + b"x" * (9 << 20), "another format": packed({"format": 2}), "format true": packed({"format": True}),
    "an unknown part": packed({"files": {}}),
    "depth": packed(b"[" * 1_000_000), "depth of keys": packed(b'{"a":' * 1_000_000),
    "depth inside": packed(b'{"format":1,"answers":{"read":{"x":' + b"[" * 90_000),
    "NaN": packed(b'{"format":1,"answers":{"now":{"[[]]":NaN}}}'), "infinity": packed(b'{"format":1,"answers":{"now":{"[[]]":1e999}}}'),
    "minus infinity": packed(b'{"format":1,"answers":{"now":{"[[]]":-Infinity}}}'),
    "a long number": packed(b'{"format":1,"answers":{"uid":{"[[]]":%s}}}' % (b"9" * 5_000_000)),
    "a key twice": packed(b'{"format":1,"answers":{"read":{"a":"1","a":"2"}}}'), "a part twice": packed(b'{"format":1,"format":1,"answers":{}}'),
    "an unknown question": packed({"answers": {"exec": {}}}), "a private name": packed({"answers": {"__class__": {}}}),
    "answers in a list": packed({"answers": []}),
    "a question of a megabyte": packed({"answers": {"read": {"x" * (1 << 20): "y"}}}),
    "a lone surrogate": packed(b'{"format":1,"answers":{"read":{"x":"\\ud800"}}}'),
    "a lone surrogate in a question": packed(b'{"format":1,"answers":{"read":{"\\udfff":"x"}}}'),
    "not UTF-8": packed(b'{"format":1,"answers":{"read":{"x":"\xff"}}}'),
    "a number for a text": answers(read=5), "a text for a list": answers(listdir="x"), "a path in a folder": answers(listdir=["../../etc/passwd"]),
    "a list for a dict": answers(stat=[]),
    "an unknown stat": answers(stat={"type": "file", "evil": 1}), "a stat of texts": answers(stat={"size": "1"}), "a short command": answers(run=[0, "x"]),
    "a status of text": answers(run=["0", "x", ""]), "a truth for a status": answers(run=[True, "x", ""]),
    "bytes that are none": answers(read_bytes={"bytes": "!"}),
    "bytes of a number": answers(read_bytes={"bytes": 5}), "bytes for a text": answers(read={"bytes": "eA=="}),
    "an exception of another kind": answers(read={"unexamined": {"reason": "x"}}),
    "an exception of lists": answers(read={"unexamined": {"reason": [], "what": "x", "remedy": "x"}}), "a word for a truth": answers(access="yes"),
    "a host of numbers": answers(uname={"node": 5}),
    "a long word": answers(connect="x" * 99), "late of numbers": packed({"late": [5]}), "late of nothing": packed({"late": None}),
    "again of a list": packed({"again": [1]}),
    "again of texts": packed({"again": {"system": {"read": {"x": "y"}}}}), "left out of numbers": packed({"left_out": {"x": 5}}),
    "masked of texts": packed({"masked": {"user": "x"}}),
    "too many left out": packed({"left_out": {str(n): "x" for n in range(101)}}),
    "too many answers": packed({"answers": {"read": {str(n): None for n in range(200_001)}}}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_case_file_is_refused(name):
    started = time.monotonic()
    with pytest.raises(ValueError, match=r"^not a case file: [^\n]{1,200}$"):
        CaseFile.load(HOSTILE[name])
    assert time.monotonic() - started < 10


def test_a_file_name_that_is_no_text_may_be_there():
    recorder = RecordingHost(hosts.MadeMachine(files={"/usr/share/x/caf\udce9": "x"}))
    assert recorder.listdir("/usr/share/x") == ["caf\udce9"]
    assert CaseFile.load(recorder.case_file()).listdir("/usr/share/x") == ["caf\udce9"]


def test_spoilt_case_files_are_refused_or_read(full):
    data = full.case_file()
    text = bytearray(zlib.decompress(data, 31))
    chance = random.Random(3)
    for _round in range(150):
        spoilt = bytearray(text[:20000])
        for _bit in range(chance.randrange(1, 8)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        for attempt in (gzip.compress(bytes(spoilt), 1), data[:chance.randrange(len(data))]):
            try:
                case = CaseFile.load(attempt)
            except ValueError:
                continue
            ask(case, "read", "/etc/fstab")


# ---- the format -------------------------------------------------------------------------------------------------------------

def test_a_case_file_is_as_its_schema_says(full):
    schema = json.loads((ROOT / "docs/case_file.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    content = json.loads(zlib.decompress(full.case_file(), 31))
    assert [error.message for error in validator.iter_errors(content)] == []
    assert sorted(schema["properties"]["answers"]["properties"]) == sorted(Host.QUESTIONS)
    for name in ("an unknown part", "an unknown question", "a number for a text", "a short command", "late of numbers"):
        assert list(validator.iter_errors(json.loads(gzip.decompress(HOSTILE[name])))), name


def test_the_header_tells_nothing(full):
    data = full.case_file()
    assert data[:2] == b"\x1f\x8b" and data[3] == 0 and data[4:8] == b"\0\0\0\0"
    assert full.case_file() == data


def test_a_summary(full):
    told = recording.summary(full.case_file())
    assert told["bytes"] == len(full.case_file()) and told["answers"] > 100 and told["masked"]["secrets"] > 50 and told["masked"]["user"] >= 3
    assert {"what": "read /etc/shadow", "reason": "failed"} in told["left_out"]


def test_a_result_is_a_result():
    recorder = RecordingHost(hosts.MadeMachine(commands={"uname -a": {"rc": 3, "out": "o", "err": "e"}}))
    assert recorder.run(["uname", "-a"]) == Result(3, "o", "e") == CaseFile.load(recorder.case_file()).run(["uname", "-a"])
