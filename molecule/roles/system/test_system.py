# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at machines that the role system has provisioned with other eyes than its own: does each part of profile.yml work?"""

from __future__ import annotations


def setting(host, file, name):
    """What systemd itself would make of all files of this name."""
    lines = host.check_output("systemd-analyze cat-config systemd/%s.conf", file).splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(name + "=")][-1]


def test_name(host):
    assert host.check_output("hostname") == "desk-17"
    assert host.check_output("hostnamectl --static") == "desk-17"
    assert host.file("/etc/hostname").content_string == "desk-17\n"


def test_time_zone(host):
    assert host.check_output("date -d @1764000000 +%Z:%H") == "CET:17"


def test_language(host):
    installed = host.check_output("locale -a").split()
    assert {"nl_BE.utf8", "fr_BE.utf8", "de_BE.utf8"} <= set(installed)
    # As a new session gets it.
    words = host.check_output("env -i sh -c '. /etc/default/locale; export LANG LC_MESSAGES; date -d 2026-03-04 +%A; ls /nowhere 2>&1 || true'")
    assert words.splitlines()[0] == "woensdag"
    assert "Aucun fichier" in words.splitlines()[1]


def test_keyboard(host):
    said = host.check_output("localectl status")
    assert "X11 Layout: be,us" in said
    assert "X11 Variant: nodeadkeys," in said
    assert "X11 Options: compose:ralt,terminate:ctrl_alt_bksp" in said
    # The console's map, made from it: AZERTY has an a where others have a q.
    assert host.run("zcat /etc/console-setup/cached_UTF-8_del.kmap.gz | grep -qE '^ *keycode +16 *= *\\+?(U\\+0061|a)( |$)'").succeeded


def test_time_servers(host):
    asked = [line.split(",")[2] for line in host.check_output("chronyc -n -c sources").splitlines()]
    assert "127.0.0.1" in asked
    directives = host.check_output("grep -rhE --include=*.conf '^ *(server|pool|peer) ' /etc/chrony").splitlines()
    assert sorted(line.split()[1] for line in directives) == ["127.0.0.1", "ntp.example.org"]
    assert host.check_output("timeout 60 sh -c 'until chronyc -c tracking | grep -q Normal; do sleep 1; done; echo kept'") == "kept"


def test_journal(host):
    assert setting(host, "journald", "SystemMaxUse") == "200M"
    assert setting(host, "journald", "Storage") == "persistent"
    assert setting(host, "journald", "ForwardToSyslog") == "no"
    # It follows: its own report on the room that it may take, and where it writes.
    assert host.run("journalctl -b -u systemd-journald MESSAGE_ID=ec387f577b844b8fa948f33cad9a75e6 -o json | grep -q 'MAX_USE\" *: *\"209715200'").succeeded
    assert "/var/log/journal/" in host.check_output("journalctl --header | grep '^File path' | head -1")


def test_lid_and_idleness(host):
    def said(name):
        return host.check_output("busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager %s", name)

    assert said("HandleLidSwitch") == 's "suspend"'
    assert said("HandleLidSwitchDocked") == 's "ignore"'
    assert said("IdleAction") == 's "lock"'
    assert said("IdleActionUSec") == "t 1200000000"


def test_services_are_not_waited_for(host):
    assert host.check_output("systemctl show --property=DefaultTimeoutStopUSec --value") == "20s"


def test_kernel_settings(host):
    assert host.sysctl("net.ipv4.tcp_keepalive_time") == 600
    assert host.check_output("sysctl -n net.ipv4.ip_local_port_range").split() == ["32768", "61000"]
    # The host's are kept for a start, and left alone.
    assert host.sysctl("vm.swappiness") != 33
    assert "vm.swappiness=33" in host.check_output("/usr/lib/systemd/systemd-sysctl --cat-config").splitlines()


def test_start(host):
    menu = host.file("/boot/grub/grub.cfg").content_string
    kernels = [line.split() for line in menu.splitlines() if line.split()[:1] == ["linux"]]
    normal = [words for words in kernels if "single" not in words]
    assert normal
    for words in normal:
        assert {"mem_sleep_default=deep", "quiet", "audit=0"} <= set(words)
        assert not {"splash", "mem_sleep_default=s2idle"} & set(words)
        assert words.count("quiet") == 1
    assert "set timeout=3" in menu
    assert "set timeout=5" not in menu


def test_hooks_run_around_sleep(host):
    assert host.file("/usr/lib/systemd/system-sleep/lab-hook").mode == 0o755
    assert not host.file("/usr/lib/systemd/system-sleep/old-hook").exists
    assert host.run("/usr/lib/systemd/system-sleep/lab-hook pre suspend && journalctl --sync && journalctl -t lab-hook | grep -q pre").succeeded


def test_unwanted_service(host):
    cron = host.service("cron")
    assert not cron.is_running
    assert not cron.is_enabled
