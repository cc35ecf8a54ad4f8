# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of the first five components."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import (
    apt,
    assignments,
    dpkg,
    fstab,
    ifupdown,
    ipp,
    locales,
    mountinfo,
    name_service,
    networkmanager,
    proxy,
    route_table,
    systemd,
)


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


def _dpkg(text):
    packages = dpkg.status(text)
    dpkg.damaged(text, packages)
    dpkg.unmet(packages, "amd64")


_STATUS = b"""Package: lab-one
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 1:2.3-4~deb13u1
Depends: lab-two (>= 1.0) | lab-three:any, lab-four [amd64]
Provides: lab-mail (= 2)
Description: one

Package: lab-two
Status: deinstall ok config-files
Version: 0.9
"""
_JOBS = ipp.build(0x0000, 1, [(4, [("printer-state", [(0x23, 5)]), ("printer-state-reasons", [(0x44, "paused")]), ("printer-name", [(0x42, "office")])])])
_MANAGED = (
    b'{"type":"a{oa{sa{sv}}}","data":[{"/org/freedesktop/NetworkManager":{"org.freedesktop.NetworkManager":{"Version":{"type":"s","data":"1.52"},'
    b'"State":{"type":"u","data":70}}},"/org/freedesktop/NetworkManager/Devices/2":{"org.freedesktop.NetworkManager.Device":'
    b'{"Interface":{"type":"s","data":"eth0"},"State":{"type":"u","data":100},"StateReason":{"type":"(uu)","data":[100,0]}}}}]}')

PARSERS = {
    "apt_sources": (_text(apt.one_line_sources), [b"deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian stable main contrib # why\n"]),
    "apt_deb822": (_text(apt.deb822_sources), [
        b"Types: deb deb-src\nURIs: http://a.example/debian\nSuites: stable\n stable-updates\nComponents: main\nEnabled: no\n",
    ]),
    "apt_release": (_text(apt.release), [b"Origin: Example\nSuite: stable\nDate: Tue, 24 Nov 2026 08:16:15 UTC\nValid-Until: Tue, 01 Dec 2026 08:16:15 UTC\n"]),
    "assignments": (_text(assignments.parse_assignments), [b"NAME=\"Debian GNU/Linux\"\n# no\nexport LANG='de_DE.UTF-8' # yes\nX=a\\ b\n"]),
    "dpkg_status": (_text(_dpkg), [_STATUS]),
    "fstab": (_text(fstab.parse), [b"UUID=1111-aaaa / ext4 errors=remount-ro 0 1\n//server/share /mnt/a\\040b cifs credentials=/root/c,nofail 0 0\n# c\n"]),
    "ifupdown": (_text(ifupdown.wanted), [b"auto lo eth0\niface lo inet loopback\nallow-hotplug wlan0\niface eth0 inet dhcp\n"]),
    "ipp": (ipp.decode, [_JOBS]),
    "ipp_http": (ipp.http_answer, [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
    ]),
    "locales": (_text(locales.canonical_locale), [b"de_DE.UTF-8@euro", b"C.utf8"]),
    "mountinfo": (_text(lambda text: mountinfo.visible(mountinfo.parse(text))), [
        b"20 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n30 20 8:17 / /media/My\\040Stick rw - vfat /dev/sdb1 rw\n"]),
    "resolv_conf": (_text(name_service.resolv_conf), [
        b"# NM\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nsearch a.example b.example\noptions ndots:1 timeout:2\n",
    ]),
    "hosts": (_text(name_service.hosts), [b"127.0.0.1 localhost\n::1 localhost ip6-localhost # six\n"]),
    "networkmanager": (_text(lambda text: networkmanager.state(networkmanager.objects(text))), [_MANAGED]),
    "networkmanager_profiles": (_text(networkmanager.profiles), [
        b"connection.id:Office: 2nd floor\nconnection.type:802-3-ethernet\nipv4.dns:\n\nconnection.id:b\n",
    ]),
    "proxy_environment": (_text(proxy.environment), [b"http_proxy=http://user:secret@proxy.example:3128/\nNO_PROXY=\"localhost\"\n"]),
    "proxy_apt": (_text(proxy.apt), [b'Acquire::http::Proxy "http://proxy.example:3128";\nAcquire { https { Proxy "DIRECT"; }; };\n']),
    "routes_ipv4": (_text(route_table.ipv4), [
        b"Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\nwlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\n",
    ]),
    "routes_ipv6": (_text(route_table.ipv6), [
        b"00000000000000000000000000000000 00 " + b"0" * 32 + b" 00 fe80000000000000000000000000000a 00000400 1 0 00000003 wlan0\n",
    ]),
    "systemd_show": (_text(systemd.parse_show), [b"Id=a.service\nNames=a.service b.service\nActiveState=active\n\nId=c.service\n"]),
}
