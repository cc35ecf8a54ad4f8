# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real state of the network after provisioning, as NetworkManager, the resolver, apt and a user's session have it."""

from __future__ import annotations

import pytest

SECRETS = (
    "planted;peap", "plantedttlssecret", "plantedpsksecret", "plantedsaesecret", "plantedkeysecret", "cGxhbnRlZGNlcnRpZmljYXRla2V5", "plantedproxysecret",
)


def setting(host, connection, *names):
    for _attempt in range(3):
        found = host.run("nmcli --show-secrets --get-values %s connection show id %s", ",".join(names), connection).stdout.rstrip("\n").split("\n")
        # On a busy machine nmcli sometimes goes on without waiting for the secrets.
        if "" not in found:
            break
    return found


@pytest.mark.parametrize(("connection", "names", "values"), [
    ("branch", ("ipv4.addresses", "ipv6.method", "ipv4.never-default"), ["192.0.2.10/24", "disabled", "yes"]),
    ("office", ("802-1x.eap", "802-1x.identity", "802-1x.private-key-password", "connection.autoconnect-priority"),
     ["tls", "pc-17.example.org", "plantedkeysecret", "20"]),
    ("office", ("ipv4.dns", "ipv4.dns-search", "ipv4.ignore-auto-dns"), ["192.0.2.53,192.0.2.54", "example.org", "yes"]),
    ("Büro; WLAN", ("802-1x.eap", "802-1x.phase2-auth", "802-1x.password", "802-11-wireless-security.key-mgmt", "802-11-wireless.cloned-mac-address"),
     ["peap", "mschapv2", " planted;peap\\\\secret ", "wpa-eap", "stable"]),
    ("Büro; WLAN", ("802-1x.domain-suffix-match", "connection.metered", "802-11-wireless-security.pmf"), ["radius.example.org", "no", "2"]),
    ("campus", ("802-1x.phase2-auth", "802-1x.password", "802-1x.system-ca-certs"), ["pap", "plantedttlssecret", "yes"]),
    ("guest", ("802-11-wireless-security.psk", "802-11-wireless.hidden", "connection.autoconnect", "connection.metered"),
     ["plantedpsksecret", "yes", "no", "yes"]),
    ("house", ("802-11-wireless-security.key-mgmt", "802-11-wireless-security.psk", "connection.mdns"), ["sae", "plantedsaesecret", "0"]),
])
def test_networkmanager_has_the_connections(host, connection, names, values):
    found = setting(host, connection, *names)
    assert [value.partition(" (")[0] if value.endswith(")") else value for value in found] == values


def test_the_bridge_is_up_with_its_address(host):
    assert "192.0.2.10" in host.interface("ft-branch").addresses
    assert host.file("/sys/class/net/ft-branch/mtu").content_string.strip() == "1400"


def test_a_connection_that_was_there_keeps_its_identity_and_one_that_is_unwanted_goes(host):
    assert setting(host, "guest", "connection.uuid") == [host.check_output("cat /etc/lab-guest-uuid")]
    assert host.run("nmcli connection show id old").rc != 0


def test_the_network_that_the_lab_made_is_untouched(host):
    assert setting(host, "lan", "connection.autoconnect", "GENERAL.STATE") == ["yes", "activated"]


def test_names_are_asked_where_the_profile_says(host):
    assert host.check_output("getent ahostsv4 only-here.example.org | cut -d' ' -f1 | head -1") == "192.0.2.77"
    assert host.check_output("getent ahostsv4 only-here | cut -d' ' -f1 | head -1") == "192.0.2.77"
    assert host.check_output("getent hosts files.example.org").split()[0] == "192.0.2.20"
    assert "192.0.2.99" not in host.check_output("getent ahosts files")


def test_apt_goes_through_the_proxy_and_says_who_it_is(host):
    host.run("rm -f /run/lab-proxy.log")
    assert host.run("apt-get -qq update").rc == 0
    log = host.check_output("cat /run/lab-proxy.log")
    assert "served http" in log
    # Everybody may read apt's settings, and nobody finds a password there.
    assert host.run("su tech -c 'apt-config dump Acquire::http::Proxy'").stdout.strip() == 'Acquire::http::Proxy "http://127.0.0.2:3128/";\n' \
        'Acquire::http::Proxy::localhost "DIRECT";\nAcquire::http::Proxy::repo.example.org "DIRECT";'


def test_a_session_knows_the_proxy(host):
    found = dict(line.partition("=")[::2] for line in host.check_output("su - tech -c env").splitlines())
    assert found["http_proxy"] == found["HTTPS_PROXY"] == "http://127.0.0.2:3128"
    assert found["no_proxy"] == "localhost,.example.org,repo.example.org,192.0.2.0/24"


def test_the_desktop_knows_the_proxy_and_keeps_it(host):
    assert host.check_output("su - tech -c 'dconf read /system/proxy/mode'") == "'manual'"
    assert host.check_output("su - tech -c 'dconf read /system/proxy/http/port'") == "3128"
    assert host.run("su - tech -c 'dbus-run-session dconf write /system/proxy/mode \"\\x27none\\x27\"'").rc != 0
    assert host.check_output("su - tech -c 'dconf read /system/proxy/mode'") == "'manual'"


def test_names_in_local_are_found(host):
    assert host.service("avahi-daemon").is_running and host.service("avahi-daemon").is_enabled
    assert host.check_output("getent hosts $(hostname).local")


def test_secrets_are_read_by_root_only(host):
    for secret in SECRETS:
        files = host.run("grep -rlF --exclude-dir=journal -e %s /etc /var/log /run /tmp /root 2> /dev/null", secret).stdout.split("\n")[:-1]
        files = [path for path in files if path != "/run/lab-proxy.log"]
        assert files, secret
        for path in files:
            assert path.startswith("/etc/") and host.file(path).mode == 0o600, path
    for secret in SECRETS:
        assert host.run("journalctl --no-pager --quiet --grep %s", secret.replace(";", ".")).stdout == ""
