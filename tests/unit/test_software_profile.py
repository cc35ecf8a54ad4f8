# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software beside its profile: keys and their fingerprints, what is read of the rest and when, what the role refuses."""

from __future__ import annotations

import base64
import doctest
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

import hosts
import pytest
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.lookup import repository_keys
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _software_profile, software
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import openpgp

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROLE = ROOT / "roles/software"
# A key for tests, made with gpg.
FINGERPRINT = "057E6659551F63D79EA4606C2700F5F7A0570FB9"
KEY = """-----BEGIN PGP PUBLIC KEY BLOCK-----
Comment: for tests

mDMEZZIAgBYJKwYBBAHaRw8BAQdANF4G/qqfBz9YvK7Ml3CeLFIPoxto8eMAD6mI
76RSnHy0MUxhYiBzaWduaW5nIGtleSwgZm9yIHRlc3RzIG9ubHkgPGxhYkBleGFt
cGxlLm9yZz6IkAQTFggAOBYhBAV+ZllVH2PXnqRgbCcA9fegVw+5BQJlkgCAAhsD
BQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJECcA9fegVw+5w0IBAOv5tH2FGfeU
8DNdBjvO1BSh9y/Xm+SYbTF2D6U9PRD3AP437Wn9x38pjJ12Hn3c75Wf2k3/4IC9
/U86CbTLDgX+Aw==
=WRSI
-----END PGP PUBLIC KEY BLOCK-----
"""
PACKETS = base64.b64decode("".join(KEY.split("\n")[3:9]))


# -------------------------------------------------------------------------------------------------------------------- keys

@pytest.mark.parametrize("module", [openpgp, _software_profile], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted and result.failed == 0


def test_a_key_is_the_same_with_and_without_armour():
    assert openpgp.dearmour(KEY.encode()) == PACKETS == openpgp.dearmour(PACKETS)
    assert openpgp.fingerprints(KEY.encode()) == openpgp.fingerprints(PACKETS) == [FINGERPRINT]
    assert openpgp.dearmour(openpgp.armour(PACKETS).encode()) == PACKETS and "=WRSI" in openpgp.armour(PACKETS)
    assert openpgp.fingerprints(KEY.replace("\n", "\r\n").encode()) == [FINGERPRINT]


def test_newer_keys_have_longer_fingerprints():
    body = b"\x06\0\0\0\0\x1b" + bytes(40)
    assert openpgp.fingerprints(b"\xc6" + bytes([len(body)]) + body) == [hashlib.sha256(b"\x9b\0\0\0" + bytes([len(body)]) + body).hexdigest().upper()]


@pytest.mark.parametrize(("data", "why"), [
    (b"", "no OpenPGP key"), (b"<html>404</html>", "no OpenPGP key"), (PACKETS[:60], "cut off"), (PACKETS[:-1], "cut off"), (b"\x99\xff", "cut off"),
    (KEY.replace("PUBLIC KEY", "PRIVATE KEY").encode(), "private key block"), (KEY.replace("mDME", "m!!E").encode(), "armour"),
    (b"\x94" + PACKETS[1:], "secret key"), (b"\x98\x06\x03\0\0\0\0\x01", "nobody should use"), (b"\xb4\x01a", "no file of keys"),
    (PACKETS + b"\xc8\x01\0", "no file of keys"),
    (b"\x98\x01" * (1 << 20), "larger"), (b"\xcc\x00", "no file of keys"), (PACKETS + b"\xcb\x00", "no file of keys"),
])
def test_what_is_no_key_is_refused(data, why):
    with pytest.raises(ValueError, match=why):
        openpgp.fingerprints(data)


@pytest.mark.skipif(shutil.which("gpg") is None, reason="needs gpg")
def test_gpg_sees_the_same_fingerprints(tmp_path):
    keyrings = [path for path in sorted(pathlib.Path("/usr/share/keyrings").glob("*.gpg")) if path.stat().st_size < openpgp.MAX_SIZE][:12]
    (tmp_path / "key.asc").write_text(KEY)
    for path in [*keyrings, tmp_path / "key.asc"]:
        shown = subprocess.run(["gpg", "--homedir", str(tmp_path), "--with-colons", "--show-keys", str(path)], capture_output=True, text=True,
                               check=False).stdout
        theirs = [part.split("\nfpr:::::::::")[1].split(":")[0] for part in re.split(r"(?m)^(?=pub:)", shown) if part.startswith("pub:")]
        assert openpgp.fingerprints(path.read_bytes()) == theirs, path
        again = subprocess.run(["gpg", "--homedir", str(tmp_path), "--dearmor"], input=openpgp.armour(openpgp.dearmour(path.read_bytes())).encode(),
                               capture_output=True, check=True)
        assert again.stdout == openpgp.dearmour(path.read_bytes())


def keys(**repository):
    """What the lookup says to one repository."""
    return repository_keys.judged({"name": "acme", **repository}, lambda name: name if pathlib.Path(name).exists() else None, 5)


def test_only_the_key_that_is_meant_comes_out(tmp_path):
    (tmp_path / "key.gpg").write_bytes(PACKETS)
    spaced = " ".join(re.findall("....", FINGERPRINT.lower()))
    for where in ({"key": KEY}, {"key_file": str(tmp_path / "key.gpg")}, {"key_url": "file://%s/key.gpg" % tmp_path}):
        for fingerprint in (FINGERPRINT, spaced, [spaced]):
            answer = keys(fingerprint=fingerprint, **where)
            assert answer == {"name": "acme", "key": openpgp.armour(PACKETS), "fingerprints": [FINGERPRINT], "problem": ""}
        for fingerprint in ("0" * 40, FINGERPRINT[-16:], [FINGERPRINT, "0" * 40], None, ""):
            answer = keys(fingerprint=fingerprint, **where)
            assert answer["key"] == "" and FINGERPRINT in answer["problem"]


def test_what_stands_beside_a_key_does_not_come_along():
    answer = keys(key="deb http://evil.example.org ./\n" + KEY + "trailing", fingerprint=FINGERPRINT)
    assert answer["key"] == openpgp.armour(PACKETS)
    other = openpgp.armour(b"\x98\x06\x04\0\0\0\0\x01")
    assert "BCC1653D" in keys(key=KEY + other, fingerprint=FINGERPRINT)["problem"]


def test_a_key_that_cannot_be_had_is_refused(tmp_path):
    assert "no file" in keys(key_file=str(tmp_path / "none"), fingerprint=FINGERPRINT)["problem"]
    assert "cannot be fetched" in keys(key_url="http://127.0.0.1:9/key.asc", fingerprint=FINGERPRINT)["problem"]
    (tmp_path / "page.html").write_text("<html>")
    assert "no OpenPGP key" in keys(key_url="file://%s/page.html" % tmp_path, fingerprint=FINGERPRINT)["problem"]


# --------------------------------------------------------------------------------------------------------------- the collector

DEBIAN = {"/etc/os-release": "ID=debian\n", "/var/lib/dpkg/status": "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"}
FULL = {
    "software_repositories": [{"name": "acme", "uris": ["http://a.example.org"], "suites": ["s"], "key": "k", "fingerprint": "F"},
                              {"name": "old", "state": "absent"}],
    "software_pins": [{"name": "p", "packages": ["a"], "version": "1*"}], "software_flatpak_remotes": [{"name": "flathub"}],
    "software_flatpaks": [{"name": "org.example.A"}], "software_snaps": [{"name": "s"}], "software_updates": "security", "software_updates_reboot": "never",
    "software_firefox_policies": {"A": 1}, "software_chromium_policies": {"B": 2}, "software_fonts": [{"name": "A.ttf"}],
    "software_default_applications": {"text/html": "a.desktop"}}


def machine(files=(), commands=None):
    return hosts.MadeMachine(files={**DEBIAN, **dict(files)}, commands=commands or {})


def test_what_the_profile_does_not_speak_of_is_not_read():
    host = machine()
    facts = software.collect(host, {})
    asked = " ".join(str(question) for question in host.asked)
    assert not re.search("preferences|flatpak|snap|apt-config|policies|fonts|mimeapps|keyrings", asked)
    assert facts["updates"] is None and facts["flatpaks"] == []


def test_all_that_is_produced_is_declared():
    host = machine(commands={"apt-config dump APT::Periodic Unattended-Upgrade": {"rc": 0, "out": "", "err": ""}})
    facts = software.collect(host, FULL)
    assert undeclared(facts, declaration("software"), "software") == []
    assert facts["updates"]["automatic"] == "none" and facts["updates"]["differs"] == ["automatic", "timer"]
    assert len(facts["browser_policies_differing"]) == 4 and [f["problem"] for f in facts["fonts_differing"]] == ["missing"]


def test_the_role_writes_where_the_collector_looks():
    known = yaml.safe_load((ROLE / "vars/main.yml").read_text())
    assert {"apt": known["__software_firefox_files"]["Debian"], "dnf": known["__software_firefox_files"]["RedHat"]} == _software_profile.FIREFOX
    assert known["__software_chromium_files"] == _software_profile.CHROMIUM
    assert known["__software_fonts_folder"] + "/" == _software_profile.FONTS
    assert _software_profile.KEYRINGS["apt"] % "{{ software_key.name }}" in (ROLE / "tasks/repositories_apt.yml").read_text()
    assert _software_profile.KEYRINGS["dnf"] % "{{ software_key.name }}" in (ROLE / "tasks/repositories_dnf.yml").read_text()


def test_with_dnf():
    host = hosts.MadeMachine(files={
        "/etc/os-release": "ID=fedora\n",
        "/etc/dnf/plugins/versionlock.list": "# by somebody\nbash-0:5.2.26-1.fc40.*\n!firefox-140.1*\nvim-9*\nold-1.2*\n",
        "/etc/dnf/automatic.conf": "[commands]\nupgrade_type = security\napply_updates = yes\nreboot = when-needed\nreboot_command = \"shutdown -r 03:00\"\n",
        "/etc/systemd/system/timers.target.wants/dnf-automatic.timer": {"link": "/usr/lib/systemd/system/dnf-automatic.timer"},
        "/etc/yum.repos.d/acme.repo": "[acme]\nname=acme\nbaseurl=https://a.example.org/\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-acme\n",
        "/etc/pki/rpm-gpg/RPM-GPG-KEY-acme": KEY,
    }, commands={"rpm -qa*": {"rc": 0, "out": "bash\t0:5.2.26-1.fc40\tx86_64\n", "err": ""}})
    profile = {
        "software_held_packages": ["bash"], "software_updates": "security", "software_updates_reboot": "when_needed", "software_updates_reboot_time": "03:00",
        "software_updates_reboot_logged_in": True,
        "software_pins": [{"name": "bad", "packages": ["firefox"], "version": "140.1*"},
                          {"name": "kept", "packages": ["vim"], "version": "9*", "priority": 1001},
                          {"name": "old", "packages": ["old"], "version": "1.2*", "priority": 1001, "state": "absent"},
                          {"name": "lost", "packages": ["gimp"], "version": "3*"}],
        "software_repositories": [{"name": "acme", "uris": ["https://a.example.org/"], "key": KEY, "fingerprint": FINGERPRINT}]}
    facts = software.collect(host, profile)
    assert undeclared(facts, declaration("software"), "software") == []
    assert facts["held"] == ["bash"] and facts["repositories_differing"] == [] and facts["updates"]["differs"] == []
    assert facts["pins_differing"] == [{"name": "old", "problem": "present"}, {"name": "lost", "problem": "missing"}]
    profile["software_repositories"][0]["fingerprint"] = ["0" * 40]
    assert software.collect(host, profile)["repositories_differing"] == [{"name": "acme", "differs": ["key"]}]


@pytest.mark.parametrize("spoilt", ["[]", "{", "null", '{"policies": []}', "[" * 100_000], ids=["list", "cut", "null", "policies", "deep"])
def test_spoilt_policies_are_said_to_be_so(spoilt):
    host = machine({"/etc/firefox/policies/policies.json": spoilt, "/etc/firefox-esr/policies/policies.json": '{"policies": {"A": 1}}'})
    differing = software.collect(host, {"software_firefox_policies": {"A": 1}})["browser_policies_differing"]
    assert [(entry["file"], entry["problem"]) for entry in differing] == [("/etc/firefox/policies/policies.json", "unreadable")]


# ------------------------------------------------------------------------------------------------------- what the role refuses

ACME = {"name": "acme", "uris": ["http://a.example.org"], "suites": ["s"]}
REFUSED = [
    ({"software_packages": ["gimp=2"]}, "gimp=2"),
    ({"software_packages": ["gimp"], "software_unwanted_packages": ["gimp"]}, "Both wanted and unwanted"),
    ({"software_held_packages": ["gimp"], "software_unwanted_packages": ["gimp"]}, "Both held and unwanted"),
    ({"software_held_packages": ["gimp"], "software_pins": [{"name": "p", "packages": ["gimp"], "version": "1"}]}, "Both held and pinned"),
    ({"software_packages": ["gimp"], "software_pins": [{"name": "p", "packages": ["gimp"], "version": "*"}]}, "kept away by software_pins"),
    ({"software_updates": "security", "software_unwanted_packages": ["unattended-upgrades", "dnf-automatic"]}, "needed for flatpaks, updates"),
    ({"software_repositories": [{**ACME, "name": "a/../b"}]}, "a/../b"),
    ({"software_repositories": [ACME, ACME]}, "Named twice"),
    ({"software_repositories": [{"name": "acme", "suites": ["s"]}]}, "needs uris"),
    ({"software_repositories": [{**ACME, "key": KEY}]}, "needs its fingerprint"),
    ({"software_repositories": [{**ACME, "key": KEY, "key_file": "x", "fingerprint": FINGERPRINT}]}, "only one of signed_by"),
    ({"software_repositories": [{**ACME, "fingerprint": FINGERPRINT}]}, "a fingerprint and no key"),
    ({"software_repositories": [{**ACME, "key": KEY, "fingerprint": FINGERPRINT, "trusted": True}]}, "trusted without a signature"),
    ({"software_repositories": [{**ACME, "key": KEY, "fingerprint": FINGERPRINT[-16:]}]}, "not a whole fingerprint"),
    ({"software_repositories": [{**ACME, "key": KEY, "fingerprint": "0" * 40}]}, "its key has the fingerprint " + FINGERPRINT),
    ({"software_repositories": [{**ACME, "key_url": "http://127.0.0.1:9/", "fingerprint": FINGERPRINT}]}, "cannot be fetched"),
    ({"software_pins": [{"name": "p", "version": "1"}]}, "names no packages"),
    ({"software_pins": [{"name": "p", "packages": ["a"]}]}, "exactly one of version"),
    ({"software_pins": [{"name": "p", "packages": ["a"], "version": "1", "release": "n=x"}]}, "exactly one of version"),
    ({"software_pins": [{"name": "p", "packages": ["a"], "version": "1", "priority": 0}]}, "priority 0"),
    ({"software_pins": [{"name": "p", "packages": ["a b"], "version": "1"}]}, "no package that software_pins"),
    ({"software_updates_reboot": "never"}, "software_updates does not ask for"),
    ({"software_updates": "security", "software_updates_reboot_time": "03:00"}, "of no use"),
    ({"software_updates": "security", "software_updates_reboot": "when_needed", "software_updates_reboot_time": "25:00"}, "no time of day"),
    ({"software_flatpak_remotes": [{"name": "flathub"}]}, "needs its url"),
    ({"software_flatpaks": [{"name": "gimp"}]}, "not an application id"),
    ({"software_snaps": [{"name": "Hello World"}]}, "not the name of a snap"),
    ({"software_fonts": [{"name": "../A.ttf", "src": "A.ttf"}]}, "not the name of a font file"),
    ({"software_fonts": [{"name": "A.ttf"}]}, "either src or url"),
    ({"software_fonts": [{"name": "A.ttf", "url": "http://a.example.org/A.ttf"}]}, "needs its checksum"),
    ({"software_fonts": [{"name": "A.ttf", "src": "A.ttf", "checksum": "md5:1"}]}, "as sha256"),
    ({"software_fonts": [{"name": "A.ttf", "src": "/nonexistent/A.ttf"}]}, "no such file on the admin host"),
    ({"software_default_applications": {"html": "a.desktop"}}, "not a type of file"),
    ({"software_default_applications": {"text/html": "firefox"}}, "not a desktop file"),
]
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - include_tasks: one.yml
      loop: "{{ range(profiles | length) | list }}"
      loop_control: {loop_var: number}
    - copy: {content: "{{ answers | to_json }}", dest: "{{ playbook_dir }}/answers.json", mode: "0600"}
      vars:
        answers: "{{ query('ansible.builtin.vars', *(range(profiles | length) | map('string') | map('regex_replace', '^', 'answer_'))) }}"
      check_mode: false
"""
ONE = """
- block:
    - include_role: {name: fieldtech.workstation.software, tasks_from: check}
      vars: %s
    - set_fact: {"answer_{{ number }}": accepted}
  rescue:
    - set_fact: {"answer_{{ number }}": "{{ ansible_failed_result.msg | default('') }}"}
"""


@pytest.fixture(scope="module")
def refusals(tmp_path_factory):
    """What tasks/check.yml says to each of these profiles, here and in a dry run."""
    place = tmp_path_factory.mktemp("refusals")
    defaults = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    given = {name: "{{ profiles[number].%s | default(standard.%s) }}" % (name, name) for name in defaults}
    (place / "play.yml").write_text(PLAY)
    (place / "one.yml").write_text(ONE % json.dumps(given))
    profiles = [profile for profile, _said in REFUSED] + [{}]
    (place / "vars.json").write_text(json.dumps({"profiles": profiles, "standard": defaults}))
    given = ["-e", "@vars.json", "-e", "ansible_python_interpreter=" + sys.executable]
    run = subprocess.run(["ansible-playbook", "--check", "-i", "localhost,", "-c", "local", *given, "play.yml"], cwd=place, capture_output=True,
                         text=True, check=False, timeout=600)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return json.loads((place / "answers.json").read_text())


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=[said for _profile, said in REFUSED])
def test_a_profile_that_cannot_be_meant_is_refused(refusals, number):
    assert REFUSED[number][1] in refusals[number]
    assert "Traceback" not in refusals[number]


def test_an_empty_profile_is_accepted(refusals):
    assert refusals[-1] == "accepted"
