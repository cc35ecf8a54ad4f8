# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound after provisioning, in the session of a user: PipeWire and WirePlumber run with the configuration."""

from __future__ import annotations

import pytest

IN_SESSION = "runuser -u user -- env XDG_RUNTIME_DIR=/run/user/1001 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1001/bus "


@pytest.fixture
def session(host):
    """A session of the user in which sound has been started."""
    with host.sudo():
        host.run_expect([0], "loginctl enable-linger user")
        host.run_expect([0], "for n in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/user/1001/bus ] && break; sleep 1; done")

        def run(command):
            return host.run(IN_SESSION + command)

        # Its session may have begun before there was anything to start in it.
        run("systemctl --user daemon-reload")
        assert run("systemctl --user restart pipewire.service wireplumber.service pipewire-pulse.service").rc == 0
        yield run
        run("systemctl --user stop fieldtech-audio.service wireplumber.service pipewire-pulse.service pipewire-pulse.socket pipewire.service pipewire.socket")
        host.run_expect([0], "loginctl disable-linger user")


def test_the_session_plays_by_the_profile(host, session):
    # All of it runs, and takes the configuration: a mistake in it would end WirePlumber.
    host.run_expect([0], "sleep 2")
    for name in ("pipewire.service", "wireplumber.service", "pipewire-pulse.service"):
        said = session("systemctl --user is-active " + name)
        assert said.stdout.strip() == "active", (name, session("systemctl --user status --no-pager %s" % name).stdout)
        assert session("systemctl --user is-enabled " + name).stdout.strip() in ("enabled", "enabled-runtime"), name
    assert session("systemctl --user is-enabled pulseaudio.service").stdout.strip() == "masked"
    # What the session mutes by when it starts, and that it came to its end there.
    assert "wireplumber.service" in session("systemctl --user show --property=WantedBy --value fieldtech-audio.service").stdout
    said = session("systemctl --user restart fieldtech-audio.service")
    assert said.rc == 0, said.stderr
    log = session("journalctl --user --unit wireplumber.service --no-pager -o cat -n 40").stdout
    assert "60-fieldtech" not in log and "syntax" not in log.lower(), log


def test_the_default_volume_is_known(host, session):
    if host.file("/usr/share/wireplumber/main.lua.d").exists:
        pytest.skip("WirePlumber 0.4 cannot be asked for its settings; that it runs with them is shown above")
    host.run_expect([0], "sleep 2")
    said = session("wpctl settings device.routes.default-sink-volume")
    assert "0.064" in said.stdout, said.stdout + said.stderr
