# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not leave a workstation in a case file, and what stands in its place.

Two nets. `secrets` is the last one and knows nothing of the machine: passwords, keys, tokens and mail addresses in any text
become one constant word, so that the same text gives the same mask everywhere. `Names` knows the machine's people and wireless
networks and gives each a pseudonym (user-1, ssid-2) that is the same in the whole case file. SPECIAL lists what certain files
and commands need beyond that.
"""

from __future__ import annotations

import json
import re
import threading
import typing as t

from .host import Host, Result, Unexamined

MASKED = "MASKED"
MAIL = "mail@masked.invalid"

# What a secret is called, wherever it is called by name.
_CALLED = (
    r"pass(?:word|wd|phrase|code|key)|psk|pre[-_ ]?shared[-_ ]?key|secret|token|set_?credential(?:_?encrypted|_?binary)?|long[-_]?term[-_]?key|"
    r"(?:api|access|private|auth|encryption|session|link|master|wep|wpa|wi-?fi|wlan|shared|licen[cs]e|product)[-_ ]?key"
)
# What stands behind such a word before its value; "password-locked: I/O error" has none.
_BEHIND = r"(?![-_]?(?:locked|protected|required|based|less|prompt|agent|expired|changed))[\w-]{0,24}"
_VALUE = r"""(?P<s>\\"[^"\n]*?\\"|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"'\\,;&|<>()\[\]{}][^\s"',;&|<>)}\]]*)"""
_CALLED_KEY = re.compile("(?i)(?:%s)" % _CALLED)
# Not worth hiding; "passwd:any" is a package.
_HARMLESS = frozenset(("null", "true", "false", "yes", "no", "none", "", MASKED, "any", "native", "all", "amd64", "i386", "arm64", "armhf"))

# (words one of which must be there, expression whose group s is the secret). Each is bounded: texts may be large and hostile.
_NET: tuple[tuple[tuple[str, ...], t.Pattern[str]], ...] = tuple((words, re.compile(expression)) for words, expression in (
    (("PRIVATE KEY", "Static key"), r"-----BEGIN (?P<k>[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}|OpenVPN Static key V1)-----"
                                    r"(?P<s>[\s\S]*?)(?:-----END (?P=k)-----|\Z)"),
    (("://",), r"://(?P<s>[^\s/\"'<>\\]{1,300})@"),
    (("://",), r"://(?P<s>[^\s/:@\"'<>\\]{1,200}:(?!\d+/)[^\s@\"'<>\\]{1,200})@(?=[\w.\[-])"),
    ((), r"(?im)(?:^|(?<=\0))[ \t]*(?:export[ \t]+)?[\w.$-]{0,60}?(?:%s)%s[ \t]*[=:][ \t]*"
         r"(?P<s>[^\s\"'{\[\0](?:[^\n\0]*[^\s,;\0])?)[ \t\r,;]*(?=$|\0)" % (_CALLED, _BEHIND)),
    ((), r"(?i)(?:%s)%s(?P<quote>\\?[\"'])?[ \t]{0,4}[=:](?:[ \t]{0,4}|\{\"type\":\"[a-z]+\",\"data\":)%s" % (_CALLED, _BEHIND, _VALUE)),
    ((), r"(?i)(?<![\w-])--?(?:%s)%s[ \t]+%s" % (_CALLED, _BEHIND, _VALUE)),
    ((), r"(?i)\b(?:password|passphrase|passwd|secret|psk)[ \t]+(?:is|was)[ \t]+"
         r"(?!(?:set|not|now|too|overridden|enabled|disabled|required|incorrect|wrong|invalid|expired|empty|missing|unknown)\b)%s" % _VALUE),
    ((), r"(?i)(?<![A-Za-z0-9-])(?:pass|pin\d?|puk\d?)(?P<quote>\\?[\"'])?[ \t]{0,4}=[ \t]{0,4}%s" % _VALUE),
    ((), r"(?i)(?<![A-Za-z0-9-])pwd(?P<quote>\\?[\"'])?[ \t]{0,4}[=:][ \t]{0,4}(?!\\?[\"']?/)%s" % _VALUE),
    (("ommunity",), r"(?im)^[ \t]*(?:ro|rw)?community[ \t]+%s" % _VALUE),
    (("login",), r"\blogin[ \t]+(?P<l>\S+)[ \t]+password[ \t]+(?P<s>\S+)"),
    (("hexdump",), r"(?i)hexdump(?:_ascii)?\(len=\d+\):(?P<s>[^\n\"]+)"),
    (("uthori",), r"(?i)authori[sz]ation[\"']?[ \t]*[=:][ \t]*[\"']?(?:(?:basic|bearer|digest|negotiate|token)[ \t]+)?(?P<s>[^\s\"',]+)"),
    (("earer",), r"\b[Bb]earer[ \t]+(?P<s>[\w.~+/-]{8,}=*)"),
    (("ookie", "COOKIE"), r"(?i)\b(?:(?:set-)?cookie[\"']?[ \t]*[=:][ \t]*|mit-magic-cookie-1[ \t]+)(?P<s>[^\s\"']+)"),
    (("$",), r"(?P<s>\$(?:1|2[abxy]?|5|6|7|y|gy|md5|sha1|argon2\w{0,2}|scrypt|pbkdf2[\w-]*)\$[./A-Za-z0-9$,=+-]{8,})"),
    (("pbkdf2",), r"(?P<s>grub\.pbkdf2\.[\w.]+)"),
    (("{",), r"(?P<s>\{(?:S?SHA\d*|S?MD5|CRYPT|PBKDF2[\w-]*|ARGON2)\}[A-Za-z0-9+/=$.,]{8,})"),
    (("eyJ",), r"(?P<s>\beyJ[\w-]{10,}\.[\w-]{5,}(?:\.[\w-]*)?)"),
    ((), r"(?<![A-Za-z0-9])(?P<s>(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[abeprs]-[\w-]{10,}|"
         r"sk-[A-Za-z0-9_-]{20,}|AIza[\w-]{30,}|tskey-[\w-]{10,}|hvs\.\w{10,}|dop_v1_\w{20,})"),
    (("=",), r"(?<![A-Za-z0-9+/=])(?P<s>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])"),
    (("-",), r"(?<![A-Z0-9-])(?P<s>(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5})(?![A-Z0-9-])"),
    (("Key=", "LTK=", "IRK=", "CSRK="), r"(?m)^(?:Key|LTK|IRK|CSRK)=(?P<s>[0-9A-Fa-fx]{16,})"),
    (("COMMAND=",), r"COMMAND=(?:\S*/)?[\w.+-]+[ \t]+(?P<s>[^\n\"]+)"),
    (("@",), r"(?<![\w.+%-])(?<!//)(?P<s>[A-Za-z0-9_][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w-])"),
    ((), r"(?<![A-Za-z0-9+/=_.-])(?P<s>[A-Za-z0-9+/]{56,}={0,2})(?![A-Za-z0-9+/=_.-])"),
))
# What stands behind an @ there is no mail address: units of systemd and journals.
_UNITS = (".service", ".socket", ".target", ".slice", ".mount", ".device", ".timer", ".path", ".scope", ".swap", ".automount", ".journal")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+\Z")
# One digit, or a number as the firmware shows it, is no password.
_NUMBER = re.compile(r"(?:-?\d|0x[0-9A-Fa-f]{1,8})\Z")


def _span(match: t.Match[str]) -> tuple[int, int, str] | None:
    """From where to where the secret goes and what comes in its place; None for what only looks like one."""
    start, end = match.span("s")
    said = match.group("s")
    if said.strip() in _HARMLESS or _NUMBER.match(said):
        return None
    groups = match.re.groupindex
    if match.re is _MAIL_RULE:
        return None if said == MAIL or said.startswith(MASKED) or said.endswith(_UNITS) else (start, end, MAIL)
    if match.re is _BLOB_RULE:
        # Base64 looks like this and paths and hexadecimal numbers do not.
        if said.count("/") * 12 > len(said) or _HEXADECIMAL.match(said) or len(set(said)) < 20:
            return None
        if not (re.search("[a-z]", said) and re.search("[A-Z0-9]", said)):
            return None
    if said[:2] == '\\"' and said[-2:] == '\\"' and len(said) >= 4:
        return (start + 2, end - 2, MASKED) if said[2:-2] not in _HARMLESS else None
    if said[0] in "\"'" and said[-1] == said[0] and len(said) >= 2:
        return (start + 1, end - 1, MASKED) if said[1:-1] not in _HARMLESS else None
    if "quote" in groups and match.group("quote") and re.fullmatch(r"-?\d+(?:\.\d+)?", said):
        return start, end, "0"  # a number in JSON stays one
    return start, end, "\n%s\n" % MASKED if "k" in groups else MASKED


_MAIL_RULE = _NET[-2][1]
_BLOB_RULE = _NET[-1][1]


def secrets(text: str, fill: bool = False, count: t.Callable[[int], None] | None = None) -> str:
    """The text without what is secret in any text. fill: each secret by as many x, for data whose lengths matter.

    >>> secrets("deb https://tech:hunter2@apt.example.org/ stable main")
    'deb https://MASKED@apt.example.org/ stable main'
    >>> secrets("//nas/home /home cifs username=x,password=hunter2,uid=1000 0 0", fill=True)
    '//nas/home /home cifs username=x,password=xxxxxxx,uid=1000 0 0'
    """
    for words, expression in _NET:
        if words and not any(word in text for word in words):
            continue
        parts, last = [], 0
        for match in expression.finditer(text):
            span = _span(match)
            if span and span[0] >= last:
                parts += [text[last:span[0]], "x" * (span[1] - span[0]) if fill else span[2]]
                last = span[1]
        if parts:
            text = "".join(parts) + text[last:]
            if count:
                count(len(parts) // 2)
    return text


def profile_secrets(value: t.Any) -> t.Any:
    """The profile without secrets: rules compare it with what has been masked, so it is masked in the same way."""
    if isinstance(value, dict):
        return {key: MASKED if isinstance(inner, str) and inner and _CALLED_KEY.search(str(key)) else profile_secrets(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [profile_secrets(inner) for inner in value]
    return secrets(value) if isinstance(value, str) else value


# ---- names -----------------------------------------------------------------------------------------------------------------

# Names that are ordinary words as well: masked only where the text says that they are names.
_WORDS = """
    active admin amber april art audio auto backup baker ball banks bell bill black bolt boot bridge brook brown bush busy cable card carter case
    chase chip church client cloud code config connection console cook cooper crystal daemon dash data dean debian default demo desktop device
    disabled disk display door down drew email enabled error ethernet failed false fault fedora field file firmware flash forest format frank free
    frost full game glass gold grace grant gray green grey group guest guy hill holly home hope host hunter image inactive info input install
    installed internet iris ivy jack jade joy june kernel king knight lake lane laptop law light line link linux live local localhost lock login long
    love mail main major manual mark mason max may media memory miles miller mint mobile mode moon mount name network node none normal north null
    office olive open other output page park password pearl phone pike pool port power price prince print printer private process public queen queue
    ranger ray read reed remote rich rob rock root rose router ruby running rush sandy scan screen server service session share sharp short singer
    slot snow sound south spark speed spring staff star state status stone stopped storm strong student summer swift system taylor teacher team temp
    test text time tower train true turner type ubuntu unknown update user users value video violet walker ward web west white wifi will winter wired
    wireless wlan wolf wood work workstation write young
"""
_ORDINARY = frozenset(_WORDS.split())
_PERSON = r"[A-Za-z_][\w.-]{0,31}"
_USER_CONTEXTS = (
    re.compile(r"(?<=/home/)(?P<n>[^/\s\"':,;\\*?\[\]]+)"),
    re.compile(r"\b(?:for|of|by|to|from) (?:invalid |illegal )?user[ =]+\\?[\"']?(?P<n>%s)" % _PERSON),
    re.compile(r"\b(?:USER|LOGNAME|SUDO_USER|USERNAME|ruser|luser|username|user|User|Name=User|AutomaticLogin|TimedLogin)=\\?[\"']?(?P<n>%s)" % _PERSON),
    re.compile(r"\bsudo(?:\[\d+\])?:\s+(?P<n>%s) : " % _PERSON),
    re.compile(r"\b[ug]id=\d+\((?P<n>%s)\)" % _PERSON),
    re.compile(r"(?i)\buser(?:name)?[ :]+\\?[\"'](?P<n>[^\"'\\\n]{1,32})\\?[\"']"),
)
# Here stands a name only if it is one that is known.
_KNOWN_CONTEXTS = (
    re.compile(r"(?<=/media/)(?P<n>[^/\s\"':]+)(?=/)"),
    re.compile(r"/(?:mail|crontabs|AccountsService/(?:users|icons)|sudo/ts|lastlog|linger)/(?P<n>[^/\s\"':]+)"),
    re.compile(r"(?m)^(?P<n>%s)(?=[ \t]+(?:tty|pts/|seat|:\d|system boot))" % _PERSON),
    re.compile(r"(?m)^[ \t]*\w+[ \t]+\d+[ \t]+(?P<n>%s)(?=[ \t]+(?:seat|-|tty|pts/))" % _PERSON),
    re.compile(r"\\\\?(?P<n>%s)(?=[\s\"':,]|\Z)" % _PERSON),
    re.compile(r"(?<![\w.@-])(?P<n>%s)(?=@[A-Za-z])" % _PERSON),
)
_SSID_CONTEXTS = (
    re.compile(r"(?i)(?<![a-z])e?ssid[ \t]*[=:][ \t]*\\?[\"'](?P<n>[^\"'\\\n]{1,64})\\?[\"']"),
    re.compile(r"(?i)(?<![a-z])e?ssid[ \t]*[=:][ \t]*(?P<n>[^\s\"'\\,;)\[{][^\"'\\,;)\n]{0,63})"),
    re.compile(r"(?i)(?:wireless|wi-?fi) network \\?[\"'\u201c](?P<n>[^\"'\u201d\\\n]{1,64})\\?[\"'\u201d]"),
    re.compile(r"(?i)\bconnection \\?[\"'](?P<n>[^\"'\\\n]{1,64})\\?[\"']"),
    re.compile(r"op=\\?\"connection-[\w-]+\\?\"[^\n]{0,200}?\bname=\\?\"(?P<n>[^\"\\\n]{1,64})\\?\""),
)
_MAC = re.compile(r"(?<![0-9A-Fa-f])(?<![0-9A-Fa-f]{2}[:_-])([0-9A-Fa-f]{2}([:_])[0-9A-Fa-f]{2}(?:\2[0-9A-Fa-f]{2}){4})(?![0-9A-Fa-f:_-])")
_PSEUDONYM = re.compile(r"(?<![\w-])(?:user|ssid|machine)-\d+(?![\w-])|(?<!\w)[usm]\d+x*(?!\w)|(?:[0-9A-Fa-f]{2}[:_]){3}00[:_][0-9A-Fa-f]{2}[:_][0-9A-Fa-f]{2}")


class Names:
    """The pseudonyms of one case file: of people, of wireless networks, of the machine's own id, and of the radios of other devices.

    A name that the profile itself speaks of stays as it is: without it, the profile's rules could not be applied.
    """

    def __init__(self, profile: t.Any = None, ordinary: t.Callable[[str], bool] = lambda name: False) -> None:
        self._ordinary = ordinary
        self._spoken_of = "\n".join(_strings(profile))
        self._lock = threading.RLock()
        self.stays: set[str] = set()
        self.known: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._everywhere: dict[str, str] = {}
        self._numbers = {"user": 0, "ssid": 0, "machine": 0, "radio": 0}

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind have a pseudonym."""
        return {kind: number for kind, number in self._numbers.items() if number}

    def learn(self, kind: str, name: str, everywhere: bool = True) -> str:
        """The pseudonym of this name, a new one if need be; or the name itself where it stays."""
        with self._lock:
            if name in self.known:
                return self.known[name]
            if not name.strip() or name in self.stays or name in self._back or (kind == "user" and name.isdigit()):
                return name
            if re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), self._spoken_of):
                self.stays.add(name)
                return name
            self._numbers[kind] += 1
            number = self._numbers[kind]
            alias = "%s-%d" % (kind, number)
            self.known[name] = alias
            self._back[alias] = name
            if everywhere and len(name) >= 4 and name.lower() not in _ORDINARY and not self._ordinary(name):
                for written in _written(name) | ({name.capitalize()} if kind == "user" and name.isalpha() else set()):
                    self._everywhere[written] = alias
                # Where lengths matter, in binary data, the pseudonym is as long as the name.
                data = name.encode("utf-8", "surrogateescape").decode("latin-1")
                filled = ("%s%d" % (kind[0], number)).ljust(len(data), "x")[:len(data)]
                self._back.setdefault(filled, name)
            return alias

    def apply(self, text: str) -> str:
        """The text with pseudonyms in place of names."""
        with self._lock:
            # Most texts hold no name at all, and looking for each is quicker than one expression for hundreds.
            there = sorted((word for word in self._everywhere if word in text), key=lambda word: (-len(word), word))
            if there:
                text = re.sub(r"(?<![A-Za-z0-9_])(?:%s)(?![A-Za-z0-9_])" % "|".join(map(re.escape, there)), lambda match: self._everywhere[match.group()], text)
            if self.known:
                for context in _KNOWN_CONTEXTS:
                    text = context.sub(lambda match: self._in_context("", match), text)
            for kind, contexts in (("user", _USER_CONTEXTS), ("ssid", _SSID_CONTEXTS)):
                for context in contexts:
                    text = context.sub(lambda match, kind=kind: self._in_context(kind, match), text)
            return _MAC.sub(self._radio, text) if text.count(":") + text.count("_") >= 5 else text

    def _in_context(self, kind: str, match: t.Match[str]) -> str:
        name = match.group("n").rstrip() if kind == "ssid" else match.group("n").rstrip(".")
        if kind == "ssid" and (_MAC.fullmatch(name) or re.fullmatch(r"(?:Wired|Bridge|Bond) connection \d+|lo|off|any|\(?none\)?|<hidden>|MASKED", name)):
            return match.group()
        # Learnt from a sentence: masked there, and elsewhere only if it is surely a network's name.
        alias = self.learn(kind, name, everywhere=kind == "ssid") if kind else self.known.get(name, name)
        start = match.start("n") - match.start()
        return match.group()[:start] + alias + match.group()[start + len(name):]

    def _radio(self, match: t.Match[str]) -> str:
        address, colon = match.group(1).lower().replace("_", ":"), match.group(2)
        with self._lock:
            if address in self.stays or address in self._back or address in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff") or int(address[:2], 16) & 1:
                return match.group()
            if address not in self.known:
                if address in self._spoken_of.lower():
                    self.stays.add(address)
                    return match.group()
                self._numbers["radio"] += 1
                number = self._numbers["radio"]
                alias = "%s:00:%02x:%02x" % (address[:8], number >> 8 & 255, number & 255)
                self.known[address] = alias
                self._back[alias] = address
            alias = self.known[address]
        alias = alias.upper() if match.group(1).upper() == match.group(1) and re.search("[A-F]", match.group(1)) else alias
        return alias.replace(":", colon)

    def fill(self, text: str) -> str:
        """Binary data (as latin-1) with every distinctive name replaced by something of its length."""
        with self._lock:
            for name, alias in self.known.items():
                data = name.encode("utf-8", "surrogateescape").decode("latin-1")
                if name in self._everywhere and data in text:
                    text = text.replace(data, (alias[0] + alias.rpartition("-")[2]).ljust(len(data), "x")[:len(data)])
        return text

    def restore(self, text: str) -> str:
        """A question as the machine must be asked: real names in place of the pseudonyms that the collector knows."""
        with self._lock:
            return _PSEUDONYM.sub(lambda match: self._real(match.group()), text) if self._back else text

    def _real(self, alias: str) -> str:
        if alias in self._back:
            return self._back[alias]
        plain = alias.lower().replace("_", ":")
        if plain in self._back and ":" in plain:
            real = self._back[plain].replace(":", "_" if "_" in alias else ":")
            return real.upper() if alias != alias.lower() else real
        return alias


def _strings(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _written(name: str) -> set[str]:
    """A name as it is written where something stands for some of its characters."""
    data = name.encode("utf-8", "surrogateescape")
    # wpa_supplicant and printf, systemd's unit names, URLs, NetworkManager's key files, hexadecimal
    escaped = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\' else "\\" + chr(b) if chr(b) in '"\\' else "\\x%02x" % b for b in data)
    unit = "".join(chr(b) if (chr(b).isalnum() and b < 128) or chr(b) in "_." else "\\x%02x" % b for b in data)
    url = "".join(chr(b) if (chr(b).isalnum() and b < 128) or chr(b) in "-_.~" else "%%%02X" % b for b in data)
    written = {name, name.replace(":", "\\:"), json.dumps(name)[1:-1], json.dumps(name, ensure_ascii=False)[1:-1], escaped, unit, unit.replace("\\", "\\\\"),
               url, ";".join("%d" % b for b in data) + ";", name.replace(" ", "\\s"), name.replace(" ", "\\040")}
    if len(data) >= 5:
        written |= {data.hex(), data.hex().upper(), " ".join("%02x" % b for b in data), " ".join("%d" % b for b in data)}
    return {word for word in written if len(word) >= 4}


# ---- files and commands of their own kind -----------------------------------------------------------------------------------

_NOT_PEOPLE = frozenset(("nobody", "nogroup", "root", "lost+found", "linuxbrew"))


def passwd(names: Names, text: str) -> str:
    """The accounts of people by their pseudonyms, without what is told about them.

    >>> passwd(Names(), "root:x:0:0:root:/root:/bin/bash\\nanna:x:1000:1000:Anna Example,Room 2:/home/anna:/bin/bash\\n")
    'root:x:0:0:root:/root:/bin/bash\\nuser-1:x:1000:1000::/home/user-1:/bin/bash\\n'
    """
    lines = []
    for line in text.split("\n"):
        fields = line.split(":")
        if len(fields) == 7:
            fields[1] = fields[1] if len(fields[1]) <= 1 else MASKED
            if _is_person(fields):
                alias = names.learn("user", fields[0])
                called = fields[4].partition(",")[0].strip()
                if " " in called:
                    names.learn("user", called)
                for word in called.split():
                    if len(word) >= 4 and word.isalpha() and word.lower() != "user":
                        names.learn("user", word)
                fields[0], fields[4] = alias, ""
                fields[5] = names.apply(fields[5])
        lines.append(":".join(fields))
    return "\n".join(lines)


def _is_person(fields: list[str]) -> bool:
    return fields[2].isdigit() and int(fields[2]) >= 1000 and fields[0] not in _NOT_PEOPLE and not 60000 < int(fields[2]) < 65600


def group(names: Names, text: str) -> str:
    """The groups with their members' pseudonyms."""
    lines = [line.split(":") for line in text.split("\n")]
    for fields in lines:
        if len(fields) == 4:
            fields[1] = fields[1] if len(fields[1]) <= 1 else MASKED
            fields[0] = names.known.get(fields[0], fields[0])
            fields[3] = ",".join(names.known.get(name, name) for name in fields[3].split(","))
    return "\n".join(":".join(fields) for fields in lines)


_ENVIRONMENT = frozenset(("container", "TERM", "PATH", "LANG", "LANGUAGE", "HOME", "BOOT_IMAGE", "container_uuid", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP",
                          "DISPLAY", "WAYLAND_DISPLAY", "NOTIFY_SOCKET", "SHLVL", "init", "recovery", "initcall_debug"))


def environ(names: Names, text: str) -> str:
    """A process's environment: what is not known to be harmless has no value."""
    return "\0".join(
        part if not part or part.partition("=")[0] in _ENVIRONMENT or part.startswith("LC_") else part.partition("=")[0] + "=" + MASKED
        for part in text.split("\0"))


def command_line(names: Names, text: str) -> str:
    """A process's arguments: which program it is, and no more of what it was told than the names of its options.

    >>> command_line(Names(), "python3\\0-u\\0/usr/bin/x\\0--token=a\\0b\\0")
    'python3\\x00-u\\x00/usr/bin/x\\x00--token\\x00MASKED\\x00'
    """
    words = text.split("\0")
    kept = [word if number == 0 or not word or word.startswith("/usr/") else word.partition("=")[0] if word.startswith("--") else
            word[:2] if word.startswith("-") else MASKED for number, word in enumerate(words)]
    return "\0".join(kept)


_PRIVATE_FIELD = re.compile(r"(?m)^(?:Maintainer|Original-Maintainer|Description|Homepage|Bugs|Conffiles|Tag|Original-Vcs-[\w-]+):.*\n(?:[ \t].*\n)*")
_ANY_FIELD = re.compile(r"(?:[!-9;-~]+[ \t]*:|[ \t]|\Z)")


def packages(names: Names, text: str) -> str:
    """dpkg's status without people's addresses, descriptions and what else no rule reads. A damaged one stays as it is, masked."""
    if "\0" in text or not text.endswith("\n") or not all(_ANY_FIELD.match(line) for line in text.split("\n")):
        return secrets(names.apply(text))
    return _PRIVATE_FIELD.sub("", text)


_KEY_FILE_USER = re.compile(r"(?im)^(?P<k>[ \t]*(?:identity|anonymous-identity|user(?:name)?|Xauth username|login)[ \t]*=[ \t]*)(?P<n>\S.*?)[ \t]*$")
_KEY_FILE_ALLOWED = re.compile(r"(?m)^(?P<k>permissions=)(?P<n>.+)$")
# ifupdown puts a blank between a name and its value.
_KEY_FILE_PLAIN = re.compile(r"(?im)^(?P<k>[ \t]*(?:wpa-(?:psk|password|passphrase|private-key-passwd\d?|wep-key\d)|wireless-key\d?)[ \t]+)\S.*$")
_KEY_FILE_SECRETS = re.compile(r"(?ims)^(\[[\w.-]*secrets\][^\n]*\n)(.*?)(?=^\[|\Z)")


def key_file(names: Names, text: str) -> str:
    """A network connection's own file (NetworkManager, wpa_supplicant, iwd, netplan): networks and people by pseudonyms, no secrets."""
    learn_network(names, text)
    text = _KEY_FILE_SECRETS.sub(lambda match: match.group(1) + re.sub(r"(?m)=.*$", "=" + MASKED, match.group(2)), text)
    text = _KEY_FILE_PLAIN.sub(lambda match: match.group("k") + MASKED, text)
    text = _KEY_FILE_USER.sub(lambda match: match.group("k") + names.learn("user", match.group("n").strip("\"'")), text)
    text = _KEY_FILE_ALLOWED.sub(
        lambda match: match.group("k") + re.sub(r"(?<=user:)[^:;]+", lambda one: names.learn("user", one.group()), match.group("n")), text)
    return names.apply(text)


def learn_network(names: Names, text: str) -> None:
    """Learn the wireless networks of a connection's file; other connections keep their names."""
    wireless = re.search(r"(?im)^[ \t]*type[ \t]*=[ \t]*(?:wifi|802-11-wireless)", text)
    for value in re.findall(r"(?im)^[ \t]*(?:ssid|wpa-ssid|wireless-essid|wpa_ssid)[ \t]*[= ][ \t]*(\S.*?)[ \t]*$", text):
        if re.fullmatch(r"(?:\d{1,3};)+", value):
            value = bytes(int(number) & 255 for number in value.split(";") if number).decode("utf-8", "surrogateescape")
        names.learn("ssid", value.strip("\"'"))
    for value in re.findall(r"(?m)^[ \t]*id[ \t]*=[ \t]*(\S.*?)[ \t]*$", text):
        if wireless:
            names.learn("ssid", value)
        else:
            names.stays.add(value)
    # netplan: the networks are the keys below access-points
    for block in re.findall(r"(?m)^([ \t]*)access-points:[ \t]*\n((?:\1[ \t]+.*\n?|[ \t]*\n)+)", text):
        inner = re.search(r"(?m)^([ \t]+)\S", block[1])
        for value in re.findall(r"(?m)^%s[\"']?([^\s\"':][^\"':\n]*)[\"']?:" % (inner.group(1) if inner else "    "), block[1]):
            names.learn("ssid", value)


_NETWORK_KEYS = frozenset(("ssid", "essid", "802-11-wireless.ssid"))
# The journal's own fields: a recording has tens of thousands of them.
_AS_IS = frozenset(("_BOOT_ID", "_TRANSPORT", "PRIORITY", "_PID", "_UID", "_GID", "MESSAGE_ID", "_SOURCE_REALTIME_TIMESTAMP", "_SOURCE_MONOTONIC_TIMESTAMP"))
_PEOPLE_KEYS = frozenset(("user", "username", "user_name", "logname", "login"))


def structure(names: Names, value: t.Any, key: str = "") -> t.Any:
    """Decoded JSON with everything masked; a key that names a secret or a network says more than its value."""
    if isinstance(value, dict):
        if set(value) == {"type", "data"}:
            return {"type": value["type"], "data": structure(names, value["data"], key)}
        if value.get("Type") in _WIRELESS or value.get("type") == "wifi":
            for name in ("Id", "id"):
                said = value.get(name)
                said = said.get("data") if isinstance(said, dict) else said
                if isinstance(said, str):
                    names.learn("ssid", said)
        return {
            structure(names, name) if "/" in name or " " in name else name:
                inner if name.startswith("__") or name in _AS_IS else structure(names, inner, name) for name, inner in value.items()
        }
    if isinstance(value, list):
        if value and all(type(one) is int and 0 <= one < 256 for one in value):  # pylint: disable=unidiomatic-typecheck  # a bool is no byte
            text = bytes(value).decode("utf-8", "replace" if key == "MESSAGE" else "surrogateescape")
            if key == "MESSAGE":
                return structure(names, text, key)
            if key.lower() in _NETWORK_KEYS:
                return list(names.learn("ssid", text).encode("utf-8", "surrogateescape"))
            return [0] * len(value) if _CALLED_KEY.search(key) else value
        return [structure(names, inner, key) for inner in value]
    if isinstance(value, str):
        if value and _CALLED_KEY.search(key) and value not in _HARMLESS:
            return MASKED
        if key.lower() in _NETWORK_KEYS:
            return names.learn("ssid", value)
        if key.lower() in _PEOPLE_KEYS and re.fullmatch(_PERSON, value):
            return names.learn("user", value, everywhere=False)
        return secrets(names.apply(value))
    return value


_WIRELESS = ("802-11-wireless", {"type": "s", "data": "802-11-wireless"})


def json_text(names: Names, text: str) -> str | None:
    """JSON, or one JSON object a line, masked as what it says; None if the text is nothing of the kind."""
    try:
        return json.dumps(structure(names, json.loads(text)), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        pass
    lines = text.split("\n")
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        return None
    masked = []
    for line in lines:
        try:
            masked.append(json.dumps(structure(names, json.loads(line)), ensure_ascii=False, separators=(",", ":")) if line.strip() else line)
        except (ValueError, RecursionError):
            masked.append(secrets(names.apply(line)))
    return "\n".join(masked)


def nmcli(names: Names, text: str) -> str:
    """nmcli's terse blocks: a wireless connection's name is usually its network's."""
    for block in re.split(r"\n(?=connection\.id:)", text):
        if re.search(r"(?m)^connection\.type:(?:802-11-wireless|wifi)", block):
            for value in re.findall(r"(?m)^(?:connection\.id|802-11-wireless\.ssid):(.+)$", block):
                names.learn("ssid", value.replace("\\:", ":"))
        else:
            names.stays.update(re.findall(r"(?m)^connection\.id:(.+)$", block))
    for value in re.findall(r"(?m)^802-11-wireless\.ssid:(.+)$", text):
        names.learn("ssid", value.replace("\\:", ":"))
    return names.apply(text)


_IPP_PRIVATE = re.compile(
    rb"[\x35\x36\x41\x42]\x00.(?:job-name|document-name(?:-supplied)?|job-originating-host-name|(?:[a-z-]{0,40}-)?user-name|printer-contact-col)(..)",
    re.DOTALL)


def http(names: Names, data: bytes) -> bytes:
    """An answer by HTTP, in one piece and of the same length: what people print and their names are not in it."""
    head, blank, body = data.partition(b"\r\n\r\n")
    if blank and re.search(rb"(?im)^transfer-encoding:[ \t]*chunked", head):
        whole = _unchunked(body)
        if whole is not None:
            head = re.sub(rb"(?im)^transfer-encoding:.*?$", b"Content-Length: %d" % len(whole), head.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
            data = head + blank + whole
    changed = bytearray(data)
    for match in _IPP_PRIVATE.finditer(data):
        length = int.from_bytes(match.group(1), "big")
        changed[match.end():match.end() + length] = b"x" * max(0, min(length, len(data) - match.end()))
    return binary(names, bytes(changed))


def _unchunked(body: bytes) -> bytes | None:
    parts, at = [], 0
    while True:
        end = body.find(b"\r\n", at)
        size = re.match(rb"[0-9A-Fa-f]{1,8}", body[at:end]) if end >= 0 else None
        if not size:
            return None
        length = int(size.group(), 16)
        if not length:
            return b"".join(parts)
        if len(body) < end + 2 + length:
            return None
        parts.append(body[end + 2:end + 2 + length])
        at = end + 2 + length + 2


def binary(names: Names, data: bytes, count: t.Callable[[int], None] | None = None) -> bytes:
    """Binary data masked without changing its length."""
    return secrets(names.fill(data.decode("latin-1")), fill=True, count=count).encode("latin-1")


#: (questions, path or command, masker of its own): the first that fits is applied before the two nets; packages() replaces them.
SPECIAL: tuple[tuple[str, t.Pattern[str], t.Callable[[Names, str], str]], ...] = (
    ("read", re.compile(r"/var/lib/dpkg/(?:status|status-old|available|updates/\d+)\Z|/var/backups/dpkg\.status\.\d+\Z"), packages),
    ("read", re.compile(r"/etc/passwd-?\Z"), passwd),
    ("read", re.compile(r"/etc/group-?\Z"), group),
    ("run", re.compile(r"(?:\S*/)?getent group"), group),
    ("read", re.compile(r"/proc/\d+/environ\Z"), environ),
    ("read", re.compile(r"/proc/\d+/cmdline\Z"), command_line),
    ("read", re.compile(r"/(?:etc|run|usr/lib|var/lib)/(?:NetworkManager|wpa_supplicant|iwd|netplan|network|hostapd)/"), key_file),
    ("run", re.compile(r"(?:\S*/)?getent passwd"), passwd),
    ("run", re.compile(r"(?:\S*/)?nmcli "), nmcli),
)


class Masker:
    """Masks whatever a machine answers, before anybody sees it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.secrets = 0

    def _count(self, number: int) -> None:
        self.secrets += number

    def text(self, text: str) -> str:
        """Text of any kind."""
        return secrets(self.names.apply(text), count=self._count)

    def content(self, questions: str, subject: str, text: str) -> str:
        """What a file or a command says."""
        for question, pattern, special in SPECIAL:
            if question == questions and pattern.match(subject):
                text = special(self.names, text)
                return text if special is packages else self.text(text)
        masked = json_text(self.names, text) if text[:1] in ("{", "[") else None
        if masked is not None:
            self.secrets += masked.count(MASKED)
            return masked
        return self.text(text)

    def data(self, subject: str, data: bytes) -> bytes:
        """A file's bytes: text where they are text, else without changing their length."""
        if b"\0" not in data or subject.startswith("/proc/"):
            try:
                return self.content("read", subject, data.decode("utf-8")).encode("utf-8")
            except UnicodeDecodeError:
                pass
        return binary(self.names, data, self._count)

    def answer(self, question: str, subject: str, value: t.Any) -> t.Any:
        """The masked answer to a question."""
        if isinstance(value, Unexamined):
            return Unexamined(value.reason, self.text(value.what), self.text(value.remedy))
        if question == "read" and isinstance(value, str):
            return self.content("read", subject, value)
        if isinstance(value, bytes):
            if question == "nvme_log":
                return value  # counters and temperatures
            return http(self.names, value) if question == "exchange" else self.data(subject, value)
        if question == "run":
            return Result(value.rc, self.content("run", subject, value.out), self.content("run", "", value.err))
        if isinstance(value, list):
            # Sorted again: pseudonyms stand elsewhere in the alphabet.
            return sorted(self.text(one) if isinstance(one, str) else one for one in value)
        if isinstance(value, dict):
            return {key: self.text(inner) if isinstance(inner, str) else inner for key, inner in value.items()}
        return self.text(value) if isinstance(value, str) and question not in ("connect",) else value


def get_to_know(host: Host, names: Names) -> None:
    """Learn the people and networks of a machine from the machine itself, before anything is recorded."""
    def ask(question: t.Callable[..., t.Any], *arguments: t.Any) -> t.Any:
        try:
            return question(*arguments)
        except Unexamined:
            return None

    accounts = ask(host.read, "/etc/passwd") or ""
    people = []
    for line in accounts.splitlines():
        fields = line.split(":")
        if len(fields) == 7:
            if _is_person(fields):
                people.append(fields[0])
            else:
                names.stays.add(fields[0])
    names.stays.update(line.partition(":")[0] for line in (ask(host.read, "/etc/group") or "").splitlines() if line.partition(":")[0] not in people)
    names.stays.update(_NOT_PEOPLE)
    for path in ask(host.glob, "/sys/class/net/*/address") or []:
        names.stays.add((ask(host.read, path) or "").strip().lower())
        # A connection may be called as its link is.
        names.stays.add(path.split("/")[-2])
    for path in ask(host.glob, "/sys/class/bluetooth/*/address") or []:
        names.stays.add((ask(host.read, path) or "").strip().lower())
    passwd(names, accounts)
    # Its manual asks not to show it to anybody; it is the name of the journal's folder.
    names.learn("machine", (ask(host.read, "/etc/machine-id") or "").strip())
    for person in (ask(host.listdir, "/home") or []) + [
            name for path in ask(host.glob, "/run/systemd/users/*") or [] for name in re.findall(r"(?m)^NAME=(.+)$", ask(host.read, path) or "")]:
        if not person.startswith("."):
            names.learn("user", person)
    for pattern in ("/etc/NetworkManager/system-connections/*", "/run/NetworkManager/system-connections/*", "/usr/lib/NetworkManager/system-connections/*",
                    "/etc/wpa_supplicant/*.conf", "/etc/netplan/*.yaml", "/etc/network/interfaces", "/etc/network/interfaces.d/*"):
        for path in ask(host.glob, pattern) or []:
            learn_network(names, ask(host.read, path) or "")
            if "system-connections" in path:
                name = path.rpartition("/")[2].partition(".nmconnection")[0]
                if name not in names.stays:
                    names.learn("ssid", name)
    for path in ask(host.glob, "/var/lib/iwd/*.*") or []:
        names.learn("ssid", path.rpartition("/")[2].rpartition(".")[0])
