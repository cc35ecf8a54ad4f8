# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software: versions and dependencies against dpkg and apt themselves, the collector on this machine and made-up ones, the faults."""

from __future__ import annotations

import doctest
import fcntl
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

import pytest
import yaml
from declared import declaration, undeclared
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import software
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import apt, dpkg
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Result, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATUS = pathlib.Path("/var/lib/dpkg/status")
NOW = 1_800_000_000.0
DAY = 86400

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg") is None, reason="needs dpkg")
needs_apt = pytest.mark.skipif(shutil.which("apt-get") is None or not STATUS.exists(), reason="needs apt and a Debian machine")


class Machine(LiveHost):
    """A machine whose files are a folder's; the table of locks is the real kernel's."""

    def __init__(self, folder, answers=None):
        super().__init__()
        self.folder, self.answers = str(folder), answers or {}

    def _path(self, path):
        return path if path.startswith("/proc/") else self.folder + path

    def read_bytes(self, path, limit=4 << 20):
        return super().read_bytes(self._path(path), limit)

    def listdir(self, path):
        return super().listdir(self._path(path))

    def glob(self, pattern):
        return [path[len(self.folder):] for path in super().glob(self._path(pattern))]

    def stat(self, path, follow=True):
        return super().stat(self._path(path), follow)

    def run(self, argv, timeout=10, limit=4 << 20, stdin=b"", package=""):
        return Result(0, self.answers[argv[0]], "")

    def write(self, path, text, age=None):
        place = pathlib.Path(self.folder + path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        if age is not None:
            os.utime(place, (time.time() - age, time.time() - age))
        return self


def stanza(name, depends="", version="1.0", status="install ok installed", architecture="amd64", **more):
    lines = ["Package: %s" % name, "Status: %s" % status, "Maintainer: M <m@localhost>", "Architecture: %s" % architecture, "Version: %s" % version]
    lines += ["Depends: %s" % depends] if depends else []
    lines += ["%s: %s" % (key.replace("_", "-"), value) for key, value in more.items()]
    return "\n".join([*lines, "Description: d"]) + "\n"


def debian(folder, *stanzas):
    """A made-up Debian with these packages and one healthy repository, refreshed an hour ago."""
    machine = Machine(folder)
    machine.write("/etc/os-release", 'ID=debian\nVERSION_ID="13"\n')
    machine.write("/var/lib/dpkg/status", "\n".join([stanza("dpkg"), *stanzas]))
    machine.write("/etc/apt/sources.list", "deb [signed-by=/key.gpg] http://a.example/debian stable main\n", age=9 * DAY)
    machine.write("/key.gpg", "a key")
    machine.write("/var/lib/apt/lists/a.example_debian_dists_stable_InRelease", RELEASE % ("Sat, 21 Nov 2020 00:53:02 UTC", "Sat, 28 Nov 2099 00:53:02 UTC"))
    machine.write("/var/lib/apt/lists/partial/nothing", "")
    os.utime(str(folder) + "/var/lib/apt/lists/partial", (time.time() - 3600, time.time() - 3600))
    return machine


RELEASE = "Origin: A\nSuite: stable\nCodename: trixie\nDate: %s\nValid-Until: %s\nSHA256:\n 00 0 x\n"


# ------------------------------------------------------------------------------------------------------------------- parsers

@pytest.mark.parametrize("module", [apt, dpkg], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_in_the_parsers_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted > 5 and result.failed == 0


def _versions(count):
    pieces = ["", "0", "00", "1", "10", "9", "2.0", "1.0", "1.", "a", "1a", "~", "~rc1", "+", "+b1", ".", "1.0~~", "1.0~~a", "0a", "Z", "z", "1-1", "1-0"]
    draw = random.Random(20)
    seen = {p["version"] for p in dpkg.status(STATUS.read_text(errors="replace")) if p["version"]} if STATUS.exists() else set()
    made = {"1" + "".join(draw.choices(pieces, k=draw.randint(0, 4))) for dummy in range(count)}
    made |= {"%d:%s" % (draw.randint(0, 3), version) for version in draw.sample(sorted(made), count // 4)}
    made |= {version + "-" + draw.choice(["0", "1", "1~bpo1", "0ubuntu1", "00", "1.1"]) for version in draw.sample(sorted(made), count // 4)}
    return draw.sample(sorted(seen), min(count // 2, len(seen))) + sorted(v for v in made if re.fullmatch(r"(\d+:)?[0-9][A-Za-z0-9.+~-]*[A-Za-z0-9.+~]", v))


@needs_dpkg
def test_versions_stand_in_dpkgs_order():
    draw = random.Random(3)
    versions = _versions(300)
    # Neighbours in our own order are the hardest to tell apart; the others are drawn.
    ordered = sorted(versions, key=dpkg.version_key)
    pairs = list(itertools.pairwise(ordered)) + [tuple(draw.sample(versions, 2)) for dummy in range(500)]
    script = (
        'while read a b; do if dpkg --compare-versions "$a" lt "$b"; then echo "<"; '
        'elif dpkg --compare-versions "$a" eq "$b"; then echo "="; else echo ">"; fi; done')
    answers = subprocess.run(["sh", "-c", script], input="".join("%s %s\n" % pair for pair in pairs), capture_output=True, text=True, check=True).stdout.split()
    assert len(answers) == len(pairs) > 600
    ours = ["<" if dpkg.version_key(a) < dpkg.version_key(b) else "=" if dpkg.version_key(a) == dpkg.version_key(b) else ">" for a, b in pairs]
    assert [(pair, our, answer) for pair, our, answer in zip(pairs, ours, answers, strict=True) if our != answer] == []
    assert set(answers) == {"<", "=", ">"}
    relations = {"<": ("<<", "<="), "=": ("<=", "=", ">="), ">": (">=", ">>")}
    for pair, answer in zip(pairs, answers, strict=True):
        assert tuple(operator for operator in ("<<", "<=", "=", ">=", ">>") if dpkg.satisfies(pair[0], operator, pair[1])) == relations[answer], pair


@given(st.text(max_size=40), st.text(max_size=40), st.text(alphabet="0123456789.-~:+ab", max_size=20))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_place_in_the_order(first, second, third):
    a, b, c = (dpkg.version_key(text) for text in (first, second, third))
    assert sorted([a, b, c]) == sorted([c, b, a]) == sorted([b, a, c])
    assert dpkg.satisfies(first, ">=", second) or dpkg.satisfies(second, ">=", first)


def test_a_number_of_any_length_is_a_number():
    assert dpkg.satisfies("1." + "9" * 10000, ">>", "1." + "8" * 10000)
    assert dpkg.satisfies("1.%s1" % ("0" * 10000), "=", "1.1")


# (our stanzas, what is unmet: {package: relations}); apt-get check is asked about each as well.
DEPENDENCIES = {
    "nothing needed": ([stanza("a")], {}),
    "missing": ([stanza("a", "b")], {"a": ["b"]}),
    "all of several": ([stanza("a", "b, c, d"), stanza("c")], {"a": ["b", "d"]}),
    "pre-depends": ([stanza("a", Pre_Depends="b")], {"a": ["b"]}),
    "first alternative": ([stanza("a", "b | c"), stanza("b")], {}),
    "second alternative": ([stanza("a", "b | c"), stanza("c")], {}),
    "no alternative": ([stanza("a", "b | c (>= 1)")], {"a": ["b | c (>= 1)"]}),
    "alternative with the wrong version": ([stanza("a", "b | c (>= 2)"), stanza("c", version="1.9")], {"a": ["b | c (>= 2)"]}),
    "version equal": ([stanza("a", "b (= 1:2-1)"), stanza("b", version="1:2-1")], {}),
    "version not equal": ([stanza("a", "b (= 2-1)"), stanza("b", version="1:2-1")], {"a": ["b (= 2-1)"]}),
    "version older": ([stanza("a", "b (<< 2)"), stanza("b", version="2~rc1")], {}),
    "version not older": ([stanza("a", "b (<< 2)"), stanza("b", version="2")], {"a": ["b (<< 2)"]}),
    "version at least": ([stanza("a", "b (>= 2)"), stanza("b", version="2+b1")], {}),
    "version at most": ([stanza("a", "b (<= 2)"), stanza("b", version="2.1")], {"a": ["b (<= 2)"]}),
    "version newer": ([stanza("a", "b (>> 2)"), stanza("b", version="2")], {"a": ["b (>> 2)"]}),
    "provided": ([stanza("a", "mta"), stanza("b", Provides="mta")], {}),
    "provided without a version does not meet one": ([stanza("a", "v (>= 1)"), stanza("b", version="5", Provides="v")], {"a": ["v (>= 1)"]}),
    "provided with a version": ([stanza("a", "v (>= 1)"), stanza("b", Provides="u, v (= 1.5), w")], {}),
    "provided with too old a version": ([stanza("a", "v (>= 2)"), stanza("b", Provides="v (= 1.5)")], {"a": ["v (>= 2)"]}),
    "configuration files only": ([stanza("a", "b"), stanza("b", status="deinstall ok config-files")], {"a": ["b"]}),
    "provided by one that is gone": ([stanza("a", "v"), stanza("b", status="deinstall ok config-files", Provides="v")], {"a": ["v"]}),
    "an unpacked one is there": ([stanza("a", "b"), stanza("b", status="install ok unpacked")], {}),
    "held": ([stanza("a", "b", status="hold ok installed")], {"a": ["b"]}),
    "half-configured needs what it needs": ([stanza("a", "b", status="install ok half-configured")], {"a": ["b"]}),
    "foreign architecture": ([stanza("a", "b"), stanza("b", architecture="i386")], {"a": ["b"]}),
    "foreign architecture that serves all": ([stanza("a", "b"), stanza("b", architecture="i386", Multi_Arch="foreign")], {}),
    "any architecture": ([stanza("a", "b:any"), stanza("b", architecture="i386", Multi_Arch="allowed")], {}),
    "any architecture not allowed": ([stanza("a", "b:any"), stanza("b", architecture="i386")], {"a": ["b:any"]}),
    "named architecture": ([stanza("a", "b:i386"), stanza("b", architecture="i386")], {}),
    "named architecture missing": ([stanza("a", "b:i386"), stanza("b")], {"a": ["b:i386"]}),
    "a foreign package's own library": (
        [stanza("a", "b", architecture="i386"), stanza("b", Multi_Arch="same"), stanza("b", architecture="i386", Multi_Arch="same")], {}),
    "a foreign package's library of the wrong kind": ([stanza("a", "b", architecture="i386"), stanza("b", Multi_Arch="same")], {"a": ["b"]}),
    "all means native": ([stanza("a", "b", architecture="all"), stanza("b", architecture="all"), stanza("c", "a")], {}),
    "all does not serve a foreign one": ([stanza("a", "b", architecture="i386"), stanza("b", architecture="all")], {"a": ["b"]}),
    "spaces": ([stanza("a", "b   (>=1) ,c|d"), stanza("b"), stanza("d")], {}),
}


@pytest.mark.parametrize("case", DEPENDENCIES)
def test_dependencies(case):
    stanzas, expected = DEPENDENCIES[case]
    found = dpkg.unmet(dpkg.status("\n".join(stanzas)), "amd64")
    assert {name: [r["wanted"] for r in relations] for name, relations in found.items()} == expected


def _apt_says(status, folder):
    """The packages that apt-get check names for having unmet dependencies, with that status file and no repositories."""
    (folder / "status").write_text(status)
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    options = {
        "Dir::State::status": folder / "status", "Dir::State::lists": folder / "lists", "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-", "Dir::Cache": folder, "Dir::State::extended_states": folder / "none", "Debug::NoLocking": "1",
        "APT::Architecture": "amd64", "APT::Architectures": "amd64,i386"}
    command = ["apt-get", "check"] + ["-o%s=%s" % pair for pair in options.items()]
    answer = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False, stdin=subprocess.DEVNULL)
    text = answer.stdout + answer.stderr
    assert (answer.returncode == 0) == ("unmet dependencies" not in text), text
    return set(re.findall(r"(?m)^ ([a-z0-9][a-z0-9+.-]+?)(?::\w+)? : (?:Pre)?Depends:", text))


@needs_apt
def test_apt_agrees_about_the_dependencies(tmp_path):
    """One question for all cases: each case's packages get names of their own."""
    texts, expected = [], set()
    for number, (stanzas, unmet) in enumerate(DEPENDENCIES.values()):
        for text in stanzas:
            text = re.sub(r"(?m)^(Package: )(\w+)", r"\1x%d\2" % number, text)
            texts.append(re.sub(
                r"(?m)^((?:Pre-)?Depends: |Provides: )(.*)$",
                lambda m, n=number: m[1] + re.sub(r"(?<![\w(=.:+~-])([a-z]+)", r"x%d\1" % n, m[2]), text))
        expected |= {"x%d%s" % (number, name) for name in unmet}
    status = "\n".join(texts)
    assert set(dpkg.unmet(dpkg.status(status), "amd64")) == expected
    assert _apt_says(status, tmp_path) == expected
    assert len(expected) > 12


@needs_apt
def test_apt_agrees_about_this_machine_without_some_packages(tmp_path):
    native = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    if native != "amd64":
        pytest.skip("the comparison is written for amd64")
    stanzas = STATUS.read_text(errors="replace").strip("\n").split("\n\n")
    draw = random.Random(11)
    for dummy in range(4):
        status = "\n\n".join(s for s in stanzas if draw.random() > 0.03) + "\n"
        assert set(dpkg.unmet(dpkg.status(status), native)) == _apt_says(status, tmp_path)


def test_garbage_is_never_more_than_left_out():
    whole = "\n".join([stanza("a", "b (>= 1) | c"), stanza("b", Provides="x (= 2)")])
    draw = random.Random(5)
    for dummy in range(400):
        text = list(whole)
        for dummy in range(draw.randint(1, 30)):
            text[draw.randrange(len(text))] = draw.choice("\n\0\t :(|,)aé\u2028~")
        text = "".join(text)[draw.randrange(20):]
        packages = dpkg.status(text)
        dpkg.damaged(text, packages)
        dpkg.waiting(packages, "amd64", dpkg.unmet(packages, "amd64"))
        for parser in (apt.deb822_sources, apt.one_line_sources, apt.release):
            parser(text)
    for text in ("", "\n" * 1000, "deb " * 100000, "[" * 100000, "Package: " + "a" * 1000000, "Depends: " + "a (" * 100000):
        began = time.process_time()
        dpkg.unmet(dpkg.status(text), "amd64"), dpkg.damaged(text, dpkg.status(text)), apt.deb822_sources(text), apt.one_line_sources(text), apt.release(text)
        apt.setting([text], "Check-Date")
        assert time.process_time() - began < 2


@pytest.mark.parametrize(("change", "damage"), [
    (lambda text: text, None),
    (lambda text: "", "it is empty"),
    (lambda text: text[:-30], "the end is missing"),
    (lambda text: text[:60] + "\0" * 40 + text[100:], "line 3 is not a field"),
    (lambda text: text + "\nwhat is this\n", "line 15 is not a field"),
], ids=["whole", "empty", "cut off", "zeroes", "a foreign line"])
def test_damage_is_what_dpkg_refuses(change, damage, tmp_path):
    text = change("\n".join([stanza("aa"), stanza("bb")]))
    assert dpkg.damaged(text, dpkg.status(text)) == damage
    if shutil.which("dpkg") and damage:
        (tmp_path / "updates").mkdir()
        (tmp_path / "info").mkdir()
        (tmp_path / "status").write_text(text)
        refused = subprocess.run(["dpkg-query", "--admindir=%s" % tmp_path, "--show"], capture_output=True, text=True, check=False)
        # An empty file is in order for dpkg itself; on a Debian machine it cannot be true.
        assert refused.returncode == (0 if damage == "it is empty" else 2), refused


SOURCES = [
    ("deb [trusted=yes] file:/srv/repo ./", "file:/srv/repo", "./"), ("deb [trusted=yes] file:///srv/repo2 /", "file:///srv/repo2", "/"),
    ("deb http://user:pw@a.example:8080/debian_x/~a stable main", "http://user:pw@a.example:8080/debian_x/~a", "stable"),
    ("deb mirror+file:/etc/apt/mirrors/debian.list bookworm main", "mirror+file:/etc/apt/mirrors/debian.list", "bookworm"),
    ("deb https://a.example/x/%20b bookworm/updates a/b", "https://a.example/x/%20b", "bookworm/updates"),
    ("deb http://[::1]/debian s1,s=x main # comment", "http://[::1]/debian", "s1,s=x"),
    ("deb [ arch=amd64 ] https://a.example/x/ $(ARCH)/", "https://a.example/x", "$(ARCH)/"),
]


@needs_apt
@pytest.mark.parametrize(("line", "uri", "suite"), SOURCES)
def test_lists_have_the_names_that_apt_gives_them(line, uri, suite, tmp_path):
    source, = apt.one_line_sources(line)
    assert (source["uri"], source["suite"]) == (uri, suite)
    (tmp_path / "lists/partial").mkdir(parents=True)
    (tmp_path / "s.list").write_text(line + "\n")
    answer = subprocess.run(
        ["apt-get", "update", "--print-uris", "-oAPT::Architecture=amd64", "-oDebug::NoLocking=1", "-oDir::Etc::sourceparts=-",
         "-oDir::Etc::sourcelist=%s/s.list" % tmp_path, "-oDir::State::lists=%s/lists" % tmp_path], capture_output=True, text=True, check=True)
    names = re.findall(r"' (\S*InRelease) ", answer.stdout)
    assert [apt.lists_prefix(uri, suite, "amd64") + "InRelease"] == names


def test_sources_of_both_styles_say_the_same():
    line = apt.one_line_sources("deb-src [trusted=yes check-date=no signed-by=/a.gpg,/b.gpg] http://a.example/d/ s c1 c2")
    block = apt.deb822_sources(
        "Types: deb-src\nTrusted: yes\nCheck-Date: no\nSigned-By: /a.gpg\n  /b.gpg\nURIs: http://a.example/d/\nSuites: s\nComponents: c1 c2\n")
    assert line == block and line[0]["signed_by"] == ["/a.gpg", "/b.gpg"] and line[0]["check_date"] is False
    embedded = apt.deb822_sources(
        "Types: deb\nURIs: a:/\nSuites: /\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n -----END PGP PUBLIC KEY BLOCK-----\n\n"
        "Types: deb\nURIs: b:/\nSuites: /\n")
    assert [s["signed_by"] for s in embedded] == [["embedded"], []]
    assert apt.one_line_sources("# deb http://a.example/ s c\nrpm http://a.example s c\ndeb incomplete\n") == []


# ----------------------------------------------------------------------------------------------------------- the collector

@pytest.fixture(scope="module")
def declared():
    return declaration("software")


def test_this_machine_gives_what_is_declared(declared):
    profile = {"software_repositories": [{"name": "x", "uris": ["http://a.example/"], "suites": ["s"]}]}
    assert undeclared(software.collect(LiveHost(), profile), declared, "software") == []


@needs_apt
def test_this_machine_has_nothing_unmet_or_unfinished():
    if subprocess.run(["apt-get", "check", "-oDebug::NoLocking=1"], capture_output=True, check=False).returncode:
        pytest.skip("apt itself complains about this machine")
    facts = software.collect(LiveHost(), {})
    if isinstance(facts["installed"], Unexamined):
        pytest.skip(str(facts["installed"]))
    assert facts["unmet"] == [] and facts["broken"] == [] and facts["journal_files"] == 0 and facts["database"]["damage"] is None
    known = subprocess.run(["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n"], capture_output=True, text=True, check=True).stdout
    assert facts["installed"] == sorted({line.split()[1] for line in known.splitlines() if line.startswith("installed ")})
    assert [r["name"] for r in facts["repositories"] if r["enabled"] and r["problem"] is not None] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_without_rights_it_sees_the_same_packages():
    # The modules are loaded first: checkout and interpreter may lie where only root gets in.
    program = (
        "import os, sys, json; sys.path.insert(0, %r)\n"
        "from examiner.host import LiveHost\nfrom examiner.collectors import software\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "print(json.dumps(software.collect(LiveHost(), {}), default=str))" % str(ROOT / "plugins/module_utils"))
    answer = json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
    mine = software.collect(LiveHost(), {})
    for name in ("installed", "broken", "unmet", "repositories", "lists", "held"):
        assert answer[name] == json.loads(json.dumps(mine[name], default=str)), name


def test_a_made_up_machine_is_healthy_and_declared(tmp_path, declared):
    facts = software.collect(debian(tmp_path, stanza("a", "b"), stanza("b")), {})
    assert undeclared(facts, declared, "software") == []
    assert facts["manager"] == "apt" and facts["installed"] == ["a", "b", "dpkg"] and facts["unmet"] == facts["broken"] == facts["locks"] == []
    assert facts["lists"]["fetched"] == facts["lists"]["expected"] == 1 and facts["repositories"][0]["problem"] is None
    assert software.numbers(facts) == {"count": 3.0}


def test_a_case_file_gives_the_same_facts(tmp_path):
    machine = debian(tmp_path, stanza("a", "b", status="install ok unpacked")).write("/var/lib/dpkg/updates/0001", stanza("c", status="install ok unpacked"))
    recorder = RecordingHost(machine)
    facts = software.collect(recorder, {})
    assert facts["unmet"] and facts["journal_files"] == 1
    replayed = software.collect(CaseFile.load(recorder.case_file()), {})
    assert json.dumps(replayed, default=Unexamined.as_dict) == json.dumps(facts, default=Unexamined.as_dict)


def test_the_journal_counts_as_dpkg_counts_it(tmp_path):
    machine = debian(tmp_path, stanza("a"))
    machine.write("/var/lib/dpkg/updates/0001", stanza("a", status="install ok half-configured")).write("/var/lib/dpkg/updates/tmp.i", "x")
    facts = software.collect(machine, {})
    assert facts["journal_files"] == 1
    assert [(b["name"], b["state"]) for b in facts["broken"]] == [("a", "half-configured")]


def test_what_waits_for_a_dependency_is_told_apart(tmp_path):
    facts = software.collect(debian(
        tmp_path, stanza("a", "b", status="install ok unpacked"), stanza("b", "gone", status="install ok unpacked"), stanza("c", status="install ok unpacked"),
        stanza("d", status="install reinstreq half-installed"), stanza("e", status="deinstall ok config-files"),
        stanza("f", status="deinstall reinstreq config-files")), {})
    assert {b["name"]: (b["waits_for_dependency"], b["reinstall_required"]) for b in facts["broken"]} == {
        "a": (True, False), "b": (True, False), "c": (False, False), "d": (False, True), "f": (False, True)}
    assert "d" not in facts["installed"] and "c" in facts["installed"]


def test_a_run_that_goes_on_is_no_interrupted_one(tmp_path):
    machine = debian(tmp_path, stanza("a", "gone", status="install ok unpacked")).write("/var/lib/dpkg/lock-frontend", "")
    machine.write("/var/lib/dpkg/updates/0001", "")
    program = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", program, "%s/var/lib/dpkg/lock-frontend" % tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        during = software.collect(machine, {})
    finally:
        holder.communicate()
    assert [(lock["pid"], lock["path"]) for lock in during["locks"]] == [(holder.pid, "/var/lib/dpkg/lock-frontend")]
    assert during["locks"][0]["process"].startswith("python")
    for name in ("broken", "unmet", "installed", "journal_files"):
        assert during[name].reason == software.BUSY and "process %d" % holder.pid in during[name].remedy
    assert during["repositories"][0]["problem"] is None
    after = software.collect(machine, {})
    assert after["locks"] == [] and after["journal_files"] == 1 and after["unmet"][0]["missing"] == ["gone"]


def test_while_the_lists_are_refreshed_they_are_unexamined(tmp_path):
    machine = debian(tmp_path, stanza("a")).write("/var/lib/apt/lists/lock", "")
    with open(str(tmp_path) + "/var/lib/apt/lists/lock", "w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        facts = software.collect(machine, {})
    assert isinstance(facts["lists"], Unexamined) and isinstance(facts["repositories"][0]["problem"], Unexamined)
    assert facts["installed"] == ["a", "dpkg"]


def test_a_damaged_database_accuses_no_package(tmp_path):
    machine = debian(tmp_path, stanza("a", "gone"))
    machine.write("/var/lib/dpkg/status-old", stanza("dpkg")).write("/var/lib/dpkg/status", stanza("a", "gone") + "\n\0\0\0\n")
    facts = software.collect(machine, {})
    assert facts["database"] == {"path": "/var/lib/dpkg/status", "damage": "line 9 is not a field", "backup": "/var/lib/dpkg/status-old"}
    assert isinstance(facts["unmet"], Unexamined) and isinstance(facts["installed"], Unexamined)


@pytest.mark.parametrize(("change", "problem"), [
    ({}, None),
    ({"/key.gpg": None}, "key_missing"),
    ({"/key.gpg": ""}, "key_empty"),
    ({"/etc/apt/sources.list": "deb [trusted=yes] file:/srv/gone s c"}, "folder_missing"),
    ({"/etc/apt/sources.list": "deb cdrom:[Debian GNU/Linux 13 _Trixie_]/ trixie main"}, None),
    ({"/etc/apt/sources.list": "deb http://b.example/d s c"}, "key_missing"),
    ({"/etc/apt/sources.list": "deb http://b.example/d s c", "/etc/apt/trusted.gpg.d/a.asc": "k"}, "not_tried"),
    ({"/etc/apt/sources.list": ("deb http://b.example/d s c", 9 * DAY), "/etc/apt/trusted.gpg.d/a.asc": "k"}, "not_fetched"),
    ({"/etc/apt/sources.list": ("deb http://b.example/d s c", 9 * DAY), "/etc/apt/trusted.gpg.d/a.asc": "k",
      "/var/lib/apt/lists/partial/b.example_d_dists_s_InRelease": "x"}, "signature_refused"),
    ({"/etc/apt/sources.list": "deb [trusted=yes] http://b.example/d ./", "/var/lib/apt/lists/b.example_d_._Packages": ""}, None),
    ({"/etc/apt/sources.list": "deb [trusted=yes] http://b.example/d s c", "/var/lib/apt/lists/b.example_d_dists_s_c_binary-amd64_Packages.lz4": ""}, None),
    ({"/etc/apt/sources.list": "deb [trusted=yes] http://b.example/d s c", "/var/lib/apt/lists/b.example_d_dists_s_updates_InRelease": ""}, "not_tried"),
])
def test_why_a_repository_gives_nothing(tmp_path, change, problem):
    machine = debian(tmp_path)
    for path, text in change.items():
        if text is None:
            os.unlink(str(tmp_path) + path)
        else:
            machine.write(path, *((text,) if isinstance(text, str) else text))
    os.utime(str(tmp_path) + "/var/lib/apt/lists/partial", (time.time() - 3600, time.time() - 3600))
    assert [r["problem"] for r in software.collect(machine, {})["repositories"]] == [problem]


def test_the_same_source_twice_is_one_repository_and_passwords_stay_here(tmp_path):
    machine = debian(tmp_path)
    uri = "http://u:secret@a.example/d"
    machine.write("/etc/apt/sources.list", "deb %s s main\ndeb %s/ s contrib\ndeb-src %s s main\n" % (uri, uri, uri))
    machine.write("/etc/apt/sources.list.d/x.sources.save", "Types: deb\nURIs: http://old.example\nSuites: s\n")
    machine.write("/etc/apt/sources.list.d/a b.list", "deb http://c.example s c")
    repository, = software.collect(machine, {})["repositories"]
    assert repository["components"] == ["main", "contrib"] and repository["types"] == ["deb", "deb-src"] and repository["host"] == "a.example"
    assert "secret" not in json.dumps(repository)


def test_repositories_of_the_profile(tmp_path):
    machine = debian(tmp_path)
    profile = {"software_repositories": [
        {"name": "there", "uris": ["http://a.example/debian/"], "suites": ["stable"], "components": ["main"]},
        {"name": "part", "uris": "http://a.example/debian", "suites": "stable", "components": ["main", "contrib"]},
        {"name": "absent", "uris": ["http://z.example"], "suites": ["s"], "state": "absent"},
        {"name": "off", "uris": ["http://z.example"], "suites": ["s"], "enabled": False},
        {"name": "gone", "uris": ["http://z.example"], "suites": ["s", "t"]}, "nonsense"]}
    assert software.collect(machine, profile)["repositories_absent"] == [
        {"name": "part", "missing": ["http://a.example/debian stable contrib"]}, {"name": "gone", "missing": ["http://z.example s", "http://z.example t"]}]


def test_success_is_taken_from_the_record_where_there_is_one(tmp_path):
    machine = debian(tmp_path)
    assert software.collect(machine, {})["lists"]["recorded"] is False
    machine.write("/var/lib/apt/periodic/update-success-stamp", "", age=20 * DAY)
    assert software.collect(machine, {})["lists"]["recorded"] is False
    machine.write("/etc/apt/apt.conf.d/60x", 'APT::Update::Post-Invoke-Success { "touch /var/lib/apt/periodic/update-success-stamp"; };')
    lists = software.collect(machine, {})["lists"]
    assert lists["recorded"] and round((time.time() - lists["refreshed"]) / DAY) == 20 and time.time() - lists["attempted"] < DAY


def test_rpm(tmp_path, declared):
    packages = "bash 5.2-1 x86_64, kernel-core 6.1-1 x86_64, kernel-core 6.2-1 x86_64, glibc 2.38-1 x86_64, glibc 2.38-2 x86_64, glibc 2.38-2 i686"
    machine = Machine(tmp_path, {"rpm": "".join("%s\t0:%s\t%s\n" % tuple(p.split()) for p in packages.split(", "))})
    machine.write("/etc/os-release", "ID=fedora\n")
    machine.write("/etc/yum.repos.d/f.repo", (
        "[fedora]\nname=F\nmetalink=https://m.example/x?repo=f\nenabled=1\ngpgcheck=1\ngpgkey=file:///etc/pki/$releasever\n"
        "[lost]\nbaseurl=http://u:p@b.example/\ngpgcheck=1\ngpgkey=file:///etc/pki/lost\n"
        "[off]\nbaseurl=http://c.example/\nenabled=0\ngpgcheck=1\ngpgkey=file:///etc/pki/lost\n"))
    facts = software.collect(machine, {"software_repositories": [{"name": "fedora"}, {"name": "off"}]})
    assert undeclared(facts, declared, "software") == []
    assert facts["manager"] == "dnf" and facts["installed"] == ["bash", "glibc", "kernel-core"]
    assert [(b["name"], b["state"], b["version"]) for b in facts["broken"]] == [("glibc", "duplicate", "0:2.38-1 0:2.38-2")]
    assert {r["name"]: r["problem"] for r in facts["repositories"]} == {"fedora": None, "lost": "key_missing", "off": None}
    assert facts["repositories_absent"] == [{"name": "off", "missing": ["off"]}]


@needs_apt
def test_an_examination_of_the_packages_stays_cheap():
    """Generous: a tenth of what package_facts takes for as many packages; a slip to a quadratic way would show."""
    count = len(software.collect(LiveHost(), {})["installed"])
    best = min(_cpu(lambda: software.collect(LiveHost(), {})) for dummy in range(5))
    assert best < 0.02 + count * 0.0001


def _cpu(function):
    began = time.process_time()
    function()
    return time.process_time() - began


# ---------------------------------------------------------------------------------------------------------------- the faults

@pytest.fixture(scope="module")
def found():
    catalogue = catalogues.load()
    profile = {name: about["default"] for name, about in catalogue.profile.items() if about["component"] == "software"}

    def judge(facts, **variables):
        judge = rules.Judge({"software": facts}, {**profile, **variables}, time.time())
        for fault in catalogue.faults.values():
            if fault.component == "software":
                judge.condition(fault.rule)
        return sorted((finding["fault"].partition(".")[2], finding["item"]) for finding in judge.findings), judge.unexamined
    return judge


def _set(path, text, age=None):
    return lambda machine: machine.write(path, text, age)


def _dated(date, until):
    form = "%a, %d %b %Y %H:%M:%S UTC"
    return _set("/var/lib/apt/lists/a.example_debian_dists_stable_InRelease",
                RELEASE % (time.strftime(form, time.gmtime(time.time() + date)), time.strftime(form, time.gmtime(time.time() + until))))


def _attempted(age):
    return lambda machine: os.utime(machine.folder + "/var/lib/apt/lists/partial", (time.time() - age, time.time() - age))


A = ("http://a.example/debian stable",)


@pytest.mark.parametrize(("changes", "profile", "faults"), [
    ([], {}, []),
    ([_set("/var/lib/dpkg/updates/0000", "")], {}, [("dpkg_interrupted", "packages")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="install ok triggers-pending"))], {}, [("dpkg_interrupted", "packages")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="install reinstreq half-installed"))], {}, [("dpkg_interrupted", "packages")]),
    ([_set("/var/lib/dpkg/status", stanza("a", "b"))], {}, [("unmet_dependencies", "a")]),
    ([_set("/var/lib/dpkg/status", stanza("a", "b", status="install ok unpacked"))], {}, [("unmet_dependencies", "a")]),
    ([_set("/var/lib/dpkg/status", stanza("a", "b") + "\n" + stanza("c", status="install ok unpacked"))], {},
     [("dpkg_interrupted", "packages"), ("unmet_dependencies", "a")]),
    ([_set("/var/lib/dpkg/status", "")], {}, [("package_database_damaged", "/var/lib/dpkg/status")]),
    ([], {"software_packages": ["dpkg", "gimp"]}, [("package_missing", "gimp")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="deinstall ok config-files"))], {"software_packages": ["a"]}, [("package_missing", "a")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="deinstall ok config-files"))], {"software_unwanted_packages": ["a"]}, []),
    ([], {"software_unwanted_packages": ["dpkg", "gimp"]}, [("package_unwanted", "dpkg")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="hold ok installed"))], {}, [("package_on_hold", "a")]),
    ([_set("/var/lib/dpkg/status", stanza("a", status="hold ok installed"))], {"software_held_packages": ["a"]}, []),
    ([_set("/key.gpg", "")], {}, [("repository_broken", *A)]),
    ([_set("/etc/apt/sources.list.d/x.list", "deb [trusted=yes] http://b.example s c")], {}, [("repository_broken", "http://b.example s")]),
    ([_set("/etc/apt/sources.list.d/x.sources", "Types: deb\nURIs: http://b.example\nSuites: s\nTrusted: yes\nEnabled: no\n")], {}, []),
    ([_dated(3600, 9 * DAY)], {}, [("repository_not_yet_valid", *A)]),
    ([_dated(5, 9 * DAY)], {}, []),
    ([_dated(3600, 9 * DAY), _set("/etc/apt/apt.conf.d/99x", 'Acquire::Check-Date "false";')], {}, []),
    ([_dated(-9 * DAY, -DAY)], {}, [("repository_expired", *A)]),
    ([_dated(-9 * DAY, -DAY), _attempted(2 * DAY)], {}, []),
    ([_dated(-9 * DAY, -DAY), _set("/etc/apt/apt.conf.d/99x", 'Acquire { Check-Valid-Until "0"; };')], {}, []),
    ([_attempted(13 * DAY)], {}, []),
    ([_attempted(15 * DAY)], {}, [("package_lists_stale", "package lists")]),
    ([_attempted(15 * DAY)], {"software_lists_max_age_days": 30}, []),
    ([lambda machine: shutil.rmtree(machine.folder + "/var/lib/apt/lists")], {}, [("package_lists_stale", "package lists")]),
    ([_set("/etc/apt/sources.list", "")], {}, []),
    ([], {"software_repositories": [{"name": "z", "uris": ["http://z.example"], "suites": ["s"]}]}, [("repository_missing", "z")]),
    ([], {"software_repositories": [{"name": "a", "uris": ["http://a.example/debian/"], "suites": ["stable"], "components": ["main"]}]}, []),
])
def test_faults(found, tmp_path, changes, profile, faults):
    machine = debian(tmp_path)
    for change in changes:
        change(machine)
    named, unexamined = found(software.collect(machine, profile), **profile)
    assert named == faults
    if ("package_database_damaged", "/var/lib/dpkg/status") not in faults:
        assert unexamined == []


def test_what_a_running_package_manager_hides_is_unexamined(found, tmp_path):
    machine = debian(tmp_path).write("/var/lib/dpkg/lock", "")
    with open(str(tmp_path) + "/var/lib/dpkg/lock", "w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        named, unexamined = found(software.collect(machine, {}), software_packages=["gimp"])
    assert named == []
    assert {"software.dpkg_interrupted", "software.unmet_dependencies", "software.package_missing"} <= {missed["fault"] for missed in unexamined}


def test_no_explanation_is_left_in_another_language():
    for path in (ROOT / "roles/software/faults").glob("*.yml"):
        explain = yaml.safe_load(path.read_text())["explain"]
        for part in ("what", "why"):
            assert len({texts[part] for texts in explain.values()}) == 4, path.name
