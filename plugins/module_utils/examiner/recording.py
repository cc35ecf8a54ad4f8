# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Case files: everything an examination read, so that it can be replayed on any machine with the same findings.

A case file is gzip-compressed JSON; docs/case_file.md describes it. What is recorded is masked and chosen before the collectors
see it, so the examination that is recorded and the one that is replayed have read the same.
"""

from __future__ import annotations

import base64
import binascii
import copy
import json
import math
import posixpath
import re
import resource
import threading
import typing as t
import zlib

from .host import FAILED, TOO_LARGE, Host, Result, Unexamined
from .masking import Masker, Names, get_to_know, profile_secrets, secrets

FORMAT = 1
#: A case file unpacks to no more than this, is no larger than this as it travels, and holds no more and no longer questions.
MAX_SIZE = 64 << 20
MAX_PACKED = 8 << 20
MAX_ANSWERS = 100_000
MAX_KEY = 64 << 10
MAX_LEFT_OUT = 100
#: What a process that reads a case file may use.
MAX_MEMORY = 1536 << 20

# How many positional arguments say what is asked; the rest are limits.
_ASKED = {"read": 1, "read_bytes": 1, "listdir": 1, "glob": 1, "stat": 2, "readlink": 1, "statvfs": 1, "access": 2, "run": 1,
          "connect": 2, "exchange": 2, "nvme_log": 1, "now": 0, "uid": 0, "uname": 0}
_NOT_HELD = "the case file does not hold it"
_MACHINE = ("now", "uid", "uname")


def _key(arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> str:
    """Names the question: what was asked, without limits and time-outs, which do not change the answer."""
    asked = [base64.b64encode(a).decode() if isinstance(a, bytes) else a for a in arguments]
    kept = {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in sorted(options.items()) if k in ("follow", "stdin")}
    return json.dumps([asked, kept] if kept else [asked])


def _each(value: t.Any, change: t.Callable[[str], str]) -> t.Any:
    """The same question with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    return [change(word) if isinstance(word, str) else word for word in value] if isinstance(value, list) else value


def _question(name: str, double: str) -> t.Callable[..., t.Any]:
    def ask(self: t.Any, *arguments: t.Any, **options: t.Any) -> t.Any:
        return getattr(self, double)(name, arguments, options)

    ask.__name__ = name
    ask.__doc__ = getattr(Host, name).__doc__
    return ask


# ---- what a case file may hold at all ---------------------------------------------------------------------------------------

# Never, whatever stands below: keys, passwords, mail, what programs hold in memory.
_NEVER = re.compile(r"""
    (?!/etc/apt/keyrings/[^/]+\.asc\Z).*\.(?:key|pem|p12|pfx|kdbx|keytab|jks|asc|ovpn)\Z
    | .*/(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|authorized_keys|known_hosts)\b.*
    | /etc/(?:g?shadow|sudoers(?!\.d/(?:50-fieldtech|zz-fieldtech-policy)\Z)|ssh|ssl/private|krb5|sssd|cups/ssl|apt/auth\.conf|chrony(?:/chrony)?\.keys|ppp
        |ipsec|wireguard|openvpn|credstore)(?:[-./].*)?\Z
    | /proc/(?:(?!1/)\d+|self)/(?!(?:comm|stat|status|cgroup|cmdline|mountinfo|mounts|mountstats)\Z).*
    | /proc/1/(?!(?:comm|stat|status|cgroup|environ|mountinfo)\Z).*
    | /proc/(?:kcore|kallsyms|kmsg|keys|key-users|kpage.*|vmcore|sysrq-trigger|sys/kernel/random/(?!boot_id|entropy).*)
    | /sys/firmware/acpi/tables/(?:.*/)?(?:MSDM|SLIC)\d*\Z
    | /sys/kernel/(?:security/(?!lockdown\Z|lsm\Z|tpm\d)|tracing|debug/(?!wakeup_sources\Z|suspend_stats\Z|usb/devices\Z)).*
    | /sys/firmware/efi/efivars/(?!(?:SecureBoot|SetupMode|PK|KEK|dbx?|PKDefault|KEKDefault|MokListX?RT|AuditMode
        |DeployedMode|VendorKeys|Boot\w{4}|BootCurrent|BootOrder|BootNext
        |OsIndications\w*|MokSBState\w*|SbatLevel\w*|LoaderInfo|LoaderFirmware\w+|StubInfo|dbDefault)-).*
    | /var/lib/(?:boltd/keys|systemd/(?:random-seed|credential.*|coredump)|dkms/mok\.\w+|shim-signed|private|fwupd/pki)(?:/.*)?\Z
    | /boot/(?:initr|vmlinuz|System\.map).*
    | /run/(?:systemd/(?:credentials|ask-password.*|inaccessible)|cups/certs|chrony.*/.*\.sock)(?:/.*)?\Z
""", re.VERBOSE | re.DOTALL)
# What the kernel, the firmware, the packages and the administrator say. Nothing that a user could put a link in place of.
_READ = re.compile(r"""
    /(?:sys|proc|lib|lib64|usr/(?:lib|lib32|lib64|libexec|share|sbin|bin|local/(?:share|etc|lib/(?:firmware|systemd|sysctl\.d))))/.*
    | /etc/(?:[a-z]+[-_](?:release|version)|hostname|hosts|machine-id|passwd|group|nsswitch\.conf|resolv\.conf|gai\.conf|host\.conf|services|protocols|issue)
    | /etc/sudoers\.d/50-fieldtech
    | /etc/(?:environment|environment\.d/.*|default/.*|sysconfig/.*|login\.defs|security/limits\..*|inittab|ld\.so\.conf|alternatives/.*|xdg/.*|dconf/.*)
    | /etc/(?:locale(?:\.conf|\.gen|\.alias)?|localtime|timezone|adjtime|vconsole\.conf|papersize|chrony(?:/.*|\.conf)|ntp(?:sec)?(?:/ntp)?\.conf)
    | /etc/(?:fstab|crypttab|mtab|mke2fs\.conf|hdparm\.conf|smartd\.conf|smartmontools/.*|mdadm(?:/mdadm)?\.conf|lvm/.*|multipath\.conf)
    | /etc/(?:auto(?:\.\w+|\.master\.d/.*|fs\.conf)|idmapd\.conf|nfs\.conf(?:\.d/.*)?|exports)
    | /etc/(?:apt/keyrings|pki/rpm-gpg)/[^/]+
    | /etc/(?:apt/(?:sources\.list|apt\.conf|preferences)(?:\.d/.*)?|dpkg/.*|yum\.repos\.d/.*|yum\.conf|dnf/.*|rpm/.*|zypp/.*|dkms/.*)
    | /etc/(?:NetworkManager|wpa_supplicant|netplan|iwd|network|avahi|firewalld|ufw|ModemManager)/.*
    | /etc/(?:nftables\.(?:conf|d/.*)|resolvconf(?:\.conf|/.*)|apparmor\.d/.*|selinux/config|clamav/clamd\.conf|clamd\.d/.*|sudoers\.d/zz-fieldtech-policy)
    | /etc/(?:systemd|udev|modprobe\.d|modules-load\.d|initramfs-tools|grub\.d|kernel|sysctl\.d|polkit-1|acpi|firmware)/.*
    | /etc/(?:modules|sysctl\.conf|dracut\.conf(?:\.d/.*)?|usb_modeswitch(?:\.conf|\.d/.*)|usbguard/usbguard-daemon\.conf)
    | /etc/(?:cups|sane\.d|hp|X11|alsa|pulse|pipewire|wireplumber|bluetooth|fwupd|UPower|thermald|tlp\.d|tuned|power-profiles-daemon|libinput|gdm3?|lightdm)/.*
    | /etc/(?:tmpfiles\.d/.*|fieldtech/backup/config\.json)
    | /var/lib/fieldtech/backup\.json
    | /etc/(?:(?:firefox|firefox-esr|chromium|opt/chrome)/policies/.*|asound\.conf|printcap|tlp\.conf|auto-cpufreq\.conf|colord\.conf|sddm\.conf(?:\.d/.*)?)
    | /run/(?:udev|systemd|sysctl\.d|NetworkManager|resolvconf|cups|mdadm|lvm|thermald|chrony|fsck|initramfs)/.*
    | /run/(?:reboot-required(?:\.pkgs)?|utmp|ostree-booted)
    | /var/lib/(?:dpkg|apt|dkms|rpm|dnf|PackageKit|usbutils|hwdata|misc|pciutils|alsa|systemd|power-profiles-daemon|upower|tlp|bluetooth|boltd|cups|hp)/.*
    | /var/lib/(?:smartmontools|rasdaemon|fwupd|ModemManager|colord|AccountsService|ieee-data|update-notifier)/.*
    | /var/lib/flatpak/repo/config
    | /var/lib/NetworkManager/(?:NetworkManager\.state|.*-resolv\.conf)
    | /var/log/fieldtech/virus-scan\.log(?:\.1)?
    | /var/(?:backups/dpkg\.status.*|log/(?:dpkg\.log|apt/.*|Xorg\.\d+\.log|cups/error_log|dmesg.*|boot\.log|unattended-upgrades/.*))
    | /efi/loader/.* | /boot/(?:config-.*|grub2?/.*|loader/.*|efi/loader/.*|efi/EFI/.*\.(?:conf|csv|CSV|cfg))
""", re.VERBOSE | re.DOTALL)
# Looking at names, kinds and sizes is allowed anywhere but in what people keep.
_NOT_LOOKED_AT = re.compile(
    r"/(?:home|export/home)/[^/]+/(?!\.(?:Xauthority|ICEauthority|xsession-errors)\Z"
    r"|\.(?:config|local|cache)(?:/(?:monitors\.xml|pulse|pipewire|wireplumber|state|share|kscreen)(?:/.*)?)?\Z).+"
    r"|/root/.+|/var/(?:mail|spool/(?:mail|cron|cups/.))/?.*|/tmp/.+|/var/tmp/.+", re.DOTALL)

_TOOLS = """
    acpi airscan-discover amixer aplay apt-cache arecord avahi-browse biosdecode blkid boltctl bootctl busctl chronyc colormgr coredumpctl cpupower cupsd
    dbus-send dconf ddcutil df dkms dmesg dmidecode dnf dpkg dpkg-architecture dpkg-query driverless dumpe2fs edac-util edid-decode efibootmgr eglinfo ethtool
    findmnt fprintd-list free fwupdmgr gdbus getconf glxinfo gsettings hciconfig hdparm hostnamectl hp-check hp-info hwclock intel_gpu_top ip ippfind iw
    iwconfig journalctl kmod kscreen-doctor ldconfig libinput localectl locale loginctl losetup lpinfo lpoptions lpstat lsb_release lsblk lscpu lsmem lsmod
    lspci lsscsi lsusb lvm lvs mcelog mdadm mmcli modinfo modprobe mokutil multipath networkctl ntpq nvidia-smi nvme pacmd pactl pgrep ping powerprofilesctl
    pvs pw-cli pw-dump pw-metadata python3 ras-mc-ctl repquota resolvectl rfkill rpm sane-find-scanner
    sbctl scanimage sensors sg_logs sg_readcap sg_sat_identify
    sg_ses sg_vpd smartctl ss swapon systemd-analyze systemd-cgls systemd-cryptenroll systemd-detect-virt timedatectl tlp-stat tpm2_getcap tpm2_pcrread
    tune2fs tuned-adm turbostat ubuntu-drivers udevadm uname update-alternatives upower uptime usb-devices usbguard v4l2-ctl vainfo vdpauinfo vgs vulkaninfo
    who wlr-randr wpctl xfs_db xfs_info xfs_spaceman xinput xrandr zfs zpool zramctl zypper
"""
# Commands, with what their arguments must be like. None of these prints a secret unless it is asked to.
_COMMANDS: dict[str, t.Pattern[str]] = {
    **dict.fromkeys(_TOOLS.split(), re.compile(r".*", re.DOTALL)),
    "apt-config": re.compile(r"dump APT::Periodic Unattended-Upgrade"),
    "apt-get": re.compile(r".*(?:--simulate|--dry-run|-s\b|--just-print|indextargets|check).*"),
    "bluetoothctl": re.compile(r"(?:--\S+ )*(?:show|list|devices|info|version|paired-devices)\b.*"),
    "btrfs": re.compile(r"(?:device (?:stats|usage)|filesystem (?:show|usage|df)|scrub status|subvolume list|--version).*"),
    "chage": re.compile(r"-l \S+"),
    "cryptsetup": re.compile(r"(?!.*--(?:dump|show)-).*(?:status|luksDump|isLuks|--version|luksUUID).*"),
    "dmsetup": re.compile(r"(?!.*--showkeys)(?:--\S+ )*(?:table|status|info|ls|deps|version|targets)\b.*"),
    "getent": re.compile(r"(?!.*\b(?:g?shadow)\b)(?:ahosts|ahostsv4|ahostsv6|hosts|passwd|group|services|netgroup|networks)\b.*"),
    "grep": re.compile(r"-h -s -E \^\(Package\|Modaliases\):  (?:/var/lib/(?:dpkg/status|apt/lists/[^/ ]+_Packages) ?)*"),
    "nmcli": re.compile(r"(?!.*(?:--show-secrets|(?:^|\s)-s\b)).*", re.DOTALL),
    "passwd": re.compile(r"-S -a"),
    "ssh-keygen": re.compile(r"-l -f \S+/\.ssh/authorized_keys"),
    "firewall-cmd": re.compile(r"--zone=\S+ --list-all"),
    "nft": re.compile(r"list table inet fieldtech"),
    "sshd": re.compile(r"-T"),
    "systemctl": re.compile(r"(?:--\S+ )*(?:show|list-\S+|is-\S+|status|cat|get-default)\b.*", re.DOTALL),
    "ufw": re.compile(r"status"),
    "wg": re.compile(r"show interfaces|show \S+ (?:peers|endpoints|latest-handshakes|transfer|allowed-ips|listen-port|fwmark)"),
    "wpa_cli": re.compile(r"(?:-\S+ \S+ )*(?:status|interface)\b.*"),
}
# Commands that run another: the last group is that.
_WRAPPED = re.compile(
    r"(?:\S*/)?(?:env(?: [A-Z_]+=\S*)*|(?:nice|ionice|timeout|stdbuf|chrt)(?: -\S+(?: \d+)?)* [\d.]*s?|runuser -u \S+ --|setpriv(?: --\S+)*(?: --)?"
    r"|sudo(?: -n)? -u \S+(?: --)?|systemd-run(?: -\S+)*(?: --)?) ?([^- ].*)\Z", re.DOTALL)


def may_hold(question: str, arguments: tuple[t.Any, ...]) -> bool:
    """Whether a case file may hold the answer to this question at all.

    >>> may_hold("read", ("/sys/class/power_supply/BAT0/status",)), may_hold("read", ("/etc/shadow",)), may_hold("run", (["nmcli", "--show-secrets"],))
    (True, False, False)
    """
    if question in ("read", "read_bytes"):
        path = posixpath.normpath(arguments[0])
        # Only in /sys does anybody go up again, from a link to a device to its neighbours.
        return bool(_READ.fullmatch(path)) and not _NEVER.match(path) and (".." not in arguments[0] or arguments[0].startswith("/sys/"))
    if question == "run":
        command = " ".join(arguments[0])
        for _level in range(4):
            wrapped = _WRAPPED.match(command)
            if not wrapped:
                break
            command = wrapped.group(1)
        tool, _space, rest = command.partition(" ")
        known = _COMMANDS.get(tool.rpartition("/")[2])
        return bool(known and known.fullmatch(rest))
    if question in ("listdir", "glob", "stat", "readlink", "statvfs", "access"):
        return not _NOT_LOOKED_AT.match(posixpath.normpath(arguments[0]))
    return True


# ---- recording --------------------------------------------------------------------------------------------------------------

class RecordingHost(Host):
    """Answers as another host does and writes down every answer.

    masker, chosen: with them, what is answered is masked and what a case file may not hold is unexamined; without, all is kept as it is.
    """

    def __init__(self, host: Host, masker: Masker | None = None, chosen: t.Callable[[str, tuple[t.Any, ...]], bool] | None = None) -> None:
        self.host = host
        self.masker = masker
        self.chosen = chosen
        self.component = ""
        self.answers: dict[str, dict[str, t.Any]] = {}
        self.again: dict[str, dict[str, dict[str, dict[str, t.Any]]]] = {}
        self.late: list[str] = []
        self.left_out: dict[str, str] = {}
        self._sizes = {"unpacked": 0, "packed": 0, "answers": 0}
        self._asked: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def part(self, component: str) -> Host:
        """This recording as one component sees it: what it asks twice is counted for it alone."""
        part = copy.copy(self)
        part.component = component
        part._asked = {}
        return part

    def ran_late(self, component: str) -> None:
        """Note that a component did not come to its end."""
        with self._lock:
            self.late.append(component)

    def _record(self, name: str, arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> t.Any:
        asked = arguments[:_ASKED[name]]
        real = arguments
        if self.masker:
            real = tuple(_each(argument, self.masker.names.restore) for argument in arguments)
            # As a replay will ask: whoever asks knows only names that have been masked, or that the profile speaks of.
            asked = tuple(_each(argument, secrets) for argument in asked)
        key = _key(asked, options)
        # No moment passes in a case file, and the machine is one.
        if name in _MACHINE and key in self.answers.get(name, {}):
            return _plain(name, self.answers[name][key])
        value: t.Any
        if self.chosen and not self.chosen(name, real):
            value = Unexamined(FAILED, _subject(asked)[:200], "a case file does not hold it; examine without recording")
            self._leave_out(name, asked, FAILED)
        else:
            try:
                value = getattr(self.host, name)(*real, **options)
            except Unexamined as exc:
                value = exc
            if self.masker:
                value = self.masker.answer(name, _subject(real), value)
        value = self._keep(name, key, asked, value)
        if isinstance(value, Unexamined):
            raise value
        return value

    def _leave_out(self, name: str, asked: tuple[t.Any, ...], why: str) -> None:
        with self._lock:
            if len(self.left_out) < MAX_LEFT_OUT:
                self.left_out.setdefault("%s %s" % (name, _subject(asked)[:200]), why)

    def _keep(self, name: str, key: str, asked: tuple[t.Any, ...], value: t.Any) -> t.Any:
        """Write the answer down; what does not fit into a case file becomes unexamined."""
        answer = value
        if isinstance(value, bytes):
            answer = {"bytes": base64.b64encode(value).decode()}
        elif isinstance(value, Unexamined):
            answer = {"unexamined": value.as_dict()}
        text = json.dumps(answer)
        # Compressed one by one the answers are never smaller than together.
        packed = len(text) if len(text) < 512 else len(zlib.compress(text.encode(), 1))
        with self._lock:
            turn = self._asked[name, key] = self._asked.get((name, key), 0) + 1
            known = self.answers.setdefault(name, {})
            if key in known and known[key] == _jsonable(answer):
                return value
            sizes = self._sizes
            small = len(text) < 1024 and sizes["answers"] < MAX_ANSWERS
            if len(key) > MAX_KEY or sizes["answers"] >= MAX_ANSWERS or (not small and (
                    sizes["unpacked"] + len(text) > MAX_SIZE * 3 // 4 or sizes["packed"] + packed > MAX_PACKED * 7 // 8)):
                value = Unexamined(TOO_LARGE, _subject(asked)[:200], "the case file is full")
                if len(self.left_out) < MAX_LEFT_OUT:
                    self.left_out.setdefault("%s %s" % (name, _subject(asked)[:200]), TOO_LARGE)
                if len(key) > MAX_KEY or sizes["answers"] >= MAX_ANSWERS:
                    return value  # a replay has no answer to it either, and says so in its own words
                answer, text, packed = {"unexamined": value.as_dict()}, "", 0
            sizes["unpacked"] += len(text) + len(key)
            sizes["packed"] += packed + len(key) // 4
            sizes["answers"] += 1
            if key not in known:
                known[key] = _jsonable(answer)
            else:
                # Asked again and answered otherwise: a replay gives each component its answers in the same order.
                self.again.setdefault(self.component, {}).setdefault(name, {}).setdefault(key, {})[str(turn)] = _jsonable(answer)
        return value

    def case_file(self) -> bytes:
        """The recording so far, as a case file."""
        with self._lock:
            content = {
                "format": FORMAT, "answers": self.answers, "again": self.again, "late": sorted(self.late), "left_out": self.left_out,
                "masked": {"secrets": self.masker.secrets, **self.masker.names.counts} if self.masker else {},
            }
            text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        # No name and no time stands in the header.
        return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def _jsonable(answer: t.Any) -> t.Any:
    return list(answer) if isinstance(answer, tuple) else answer


def _subject(arguments: tuple[t.Any, ...]) -> str:
    """The path, command or address that a question is about."""
    first = arguments[0] if arguments else ""
    return " ".join(map(str, first)) if isinstance(first, list) else str(first)


def recorder(host: Host, order: dict[str, t.Any]) -> RecordingHost:
    """A host that records what the examination of this order reads, fit to leave the workstation."""
    order["profile"] = profile_secrets(order.get("profile", {}))

    def ordinary(name: str) -> bool:
        """Whether a name is a word of this machine as well: a program, a module, a package."""
        try:
            return "/" in name or any(host.stat(place % name) is not None for place in (
                "/usr/bin/%s", "/usr/sbin/%s", "/sys/module/%s", "/sys/class/%s", "/var/lib/dpkg/info/%s.list"))
        except Unexamined:
            return True

    names = Names(order["profile"], ordinary)
    get_to_know(host, names)
    return RecordingHost(host, Masker(names), may_hold)


# ---- replaying --------------------------------------------------------------------------------------------------------------

class CaseFile(Host):
    """Answers from a recording; what was not asked then is unexamined now. Raises ValueError for a file that is no case file."""

    def __init__(self, answers: dict[str, dict[str, t.Any]], again: dict[str, t.Any] | None = None, late: t.Sequence[str] = (),
                 about: dict[str, t.Any] | None = None) -> None:
        self.answers = answers
        self.again = again or {}
        self.overdue = frozenset(late)
        self.about = about or {}
        self.component = ""
        self._asked: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    @classmethod
    def load(cls, data: bytes) -> CaseFile:
        """Read a case file, refusing whatever could not have been written by a recording."""
        try:
            content = _decoded(_unpacked(data))
            _check(content)
        except MemoryError as exc:
            raise ValueError("not a case file: it takes too much memory to read") from exc
        except (zlib.error, EOFError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, ValueError) as exc:
            raise ValueError("not a case file: %s" % (str(exc) or type(exc).__name__)) from exc
        return cls(content["answers"], content.get("again"), content.get("late", ()),
                   {"left_out": content.get("left_out", {}), "masked": content.get("masked", {})})

    def part(self, component: str) -> Host:
        """This case file as one component reads it."""
        part = copy.copy(self)
        part.component = component
        part._asked = {}
        return part

    def _replay(self, name: str, arguments: tuple[t.Any, ...], options: dict[str, t.Any]) -> t.Any:
        key = _key(tuple(_each(argument, secrets) for argument in arguments[:_ASKED[name]]), options)
        with self._lock:
            turn = self._asked[name, key] = self._asked.get((name, key), 0) + 1
        try:
            answer = self.answers[name][key]
        except KeyError:
            raise Unexamined(FAILED, "%s%s" % (name, key), _NOT_HELD) from None
        answer = self.again.get(self.component, {}).get(name, {}).get(key, {}).get(str(turn), answer)
        if isinstance(answer, dict) and "unexamined" in answer:
            raise Unexamined(**answer["unexamined"])
        return _plain(name, answer)


def _plain(name: str, answer: t.Any) -> t.Any:
    if isinstance(answer, dict) and set(answer) == {"bytes"}:
        return base64.b64decode(answer["bytes"])
    return Result(*answer) if name == "run" else answer


def _unpacked(data: bytes) -> bytes:
    """One gzip member and nothing behind it, unpacked no further than is allowed."""
    if len(data) > MAX_PACKED:
        raise ValueError("it is larger than %d bytes" % MAX_PACKED)
    unpacker = zlib.decompressobj(31)
    text = unpacker.decompress(data, MAX_SIZE + 1)
    if len(text) > MAX_SIZE:
        raise ValueError("it unpacks to more than %d bytes" % MAX_SIZE)
    if not unpacker.eof:
        raise ValueError("its end is missing")
    if unpacker.unused_data:
        raise ValueError("something follows its end")
    return text


def _decoded(text: bytes) -> t.Any:
    def no_constant(word: str) -> t.Any:
        raise ValueError("%s is no number" % word)

    def integer(word: str) -> int:
        if len(word) > 24:
            raise ValueError("a number is too long")
        return int(word)

    def number(word: str) -> float:
        value = float(word) if len(word) <= 40 else math.inf
        if not math.isfinite(value):
            raise ValueError("a number is too large")
        return value

    def unique(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    return json.loads(text.decode("utf-8"), parse_constant=no_constant, parse_int=integer, parse_float=number, object_pairs_hook=unique)


# A lone surrogate that stands for a byte of a file name may be there; any other cannot be written again.
_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_STAT = {"type": str, "mode": int, "size": int, "mtime": (int, float), "uid": int, "gid": int, "dev": int, "rdev": int, "ino": int}
_USE = {"size": int, "free": int, "available": int, "inodes": int, "inodes_free": int, "read_only": bool}
_SAID = re.compile(r"[a-z_]{0,20}\Z")


def _text(value: t.Any) -> bool:
    return isinstance(value, str) and not (not value.isascii() and _SURROGATE.search(value))


def _whole(value: t.Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _fields(value: t.Any, kinds: dict[str, t.Any]) -> bool:
    return isinstance(value, dict) and all(
        key in kinds and isinstance(inner, kinds[key]) and (isinstance(inner, bool) == (kinds[key] is bool)) and (not isinstance(inner, str) or _text(inner))
        for key, inner in value.items())


#: What an answer to each question must be like.
_SHAPES: dict[str, t.Callable[[t.Any], bool]] = {
    "read": lambda value: value is None or _text(value),
    "read_bytes": lambda value: value is None,
    "listdir": lambda value: value is None or (isinstance(value, list) and all(_text(one) and "/" not in one for one in value)),
    "glob": lambda value: isinstance(value, list) and all(map(_text, value)),
    "stat": lambda value: value is None or _fields(value, _STAT),
    "readlink": lambda value: value is None or _text(value),
    "statvfs": lambda value: value is None or _fields(value, _USE),
    "access": lambda value: isinstance(value, bool),
    "run": lambda value: isinstance(value, list) and len(value) == 3 and _whole(value[0]) and _text(value[1]) and _text(value[2]),
    "connect": lambda value: isinstance(value, str) and bool(_SAID.match(value)),
    "exchange": lambda value: False,
    "nvme_log": lambda value: value is None,
    "now": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e11,
    "uid": _whole,
    "uname": lambda value: _fields(value, dict.fromkeys(("sysname", "node", "release", "version", "machine"), str)) and len(value) == 5,
}


def _check_answer(question: str, answer: t.Any) -> None:
    if isinstance(answer, dict) and set(answer) == {"unexamined"}:
        said = answer["unexamined"]
        if set(said) == {"reason", "what", "remedy"} and all(map(_text, said.values())):
            return
    elif isinstance(answer, dict) and set(answer) == {"bytes"} and question in ("read_bytes", "exchange", "nvme_log"):
        try:
            base64.b64decode(answer["bytes"], validate=True)
            return
        except (binascii.Error, ValueError):
            pass
    elif _SHAPES[question](answer):
        return
    raise ValueError("an answer to %s is none" % question)


def _check(content: t.Any) -> None:
    """Raises ValueError, KeyError or TypeError for what no recording writes."""
    if content["format"] != FORMAT or isinstance(content["format"], bool):
        raise ValueError("format %.40r is not known; this is format %d" % (content["format"], FORMAT))
    if set(content) - {"format", "answers", "again", "late", "left_out", "masked"}:
        raise ValueError("it has a part that is not known")
    count = 0
    # The first answers are of no component, the later ones of one each.
    for answers in [content["answers"], *content.get("again", {}).values()]:
        if not isinstance(answers, dict) or not all(question in Host.QUESTIONS and isinstance(given, dict) for question, given in answers.items()):
            raise ValueError("its answers are not {question: {arguments: answer}}")
        for question, given in answers.items():
            count += len(given)
            if count > MAX_ANSWERS * 2:
                raise ValueError("it has more than %d answers" % (MAX_ANSWERS * 2))
            for key, answer in given.items():
                if len(key) > MAX_KEY or not _text(key):
                    raise ValueError("a question is longer than %d characters or no text" % MAX_KEY)
                for one in [answer] if answers is content["answers"] else answer.values():
                    _check_answer(question, one)
    if not isinstance(content.get("late", []), list) or not all(map(_text, content.get("late", []))):
        raise ValueError("late is no list of components")
    left, masked = content.get("left_out", {}), content.get("masked", {})
    if len(left) > MAX_LEFT_OUT or not all(_text(key) and len(key) < 400 and _text(why) for key, why in left.items()):
        raise ValueError("left_out is not {question: reason}")
    if not all(kind in ("secrets", "user", "ssid", "machine", "radio") and _whole(n) for kind, n in masked.items()):
        raise ValueError("masked is not {kind: number}")


for _name in Host.QUESTIONS:
    setattr(RecordingHost, _name, _question(_name, "_record"))
    setattr(CaseFile, _name, _question(_name, "_replay"))


# ---- the examiner's two ways -------------------------------------------------------------------------------------------------

def summary(data: bytes) -> dict[str, t.Any]:
    """What is told of a case file: {bytes, unpacked, answers, left_out, masked}. Raises ValueError if it is none."""
    case = CaseFile.load(data)
    return {
        "bytes": len(data), "unpacked": len(zlib.decompress(data, 31)), "answers": sum(map(len, case.answers.values())),
        "left_out": [{"what": what, "reason": why} for what, why in sorted(case.about["left_out"].items())], "masked": case.about["masked"],
    }


def run(host: Host, order: dict[str, t.Any], examine: t.Callable[[Host, dict[str, t.Any]], dict[str, t.Any]]) -> tuple[dict[str, t.Any], str]:
    """What the order wants of a case file: (answer, recording in base64 or "").

    order["case"]: {"record": true}, or {"replay": base64}, or {"inspect": base64}, which only says what a case file holds.
    """
    wanted = order["case"]
    if "record" in wanted:
        recording = recorder(host, order)
        answer = examine(recording, order)
        return answer, base64.b64encode(recording.case_file()).decode()
    # The file may be anybody's: whatever it makes of this process, it ends.
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        data = base64.b64decode(wanted.get("replay") or wanted["inspect"], validate=True)
        told = summary(data)
        if "inspect" in wanted:
            return {"case": told}, ""
        case = CaseFile.load(data)
    except ValueError as exc:
        return {"refused": str(exc)}, ""
    order["profile"] = profile_secrets(order.get("profile", {}))
    return {**examine(case, order), "case": told}, ""
