#!/usr/bin/python
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: workstation_facts
short_description: Read a workstation's facts, component by component
version_added: 0.1.0
description:
  - The collectors that M(fieldtech.workstation.examine) judges by, as facts for playbooks that want them.
  - Reads only. What could not be looked at is a dictionary with the one key C(unexamined), which holds C(reason), C(what) and C(remedy).
author:
  - the fieldtech.workstation authors (@fieldtech)
options:
  components:
    description: The components to read. Empty means all that have a collector.
    type: list
    elements: str
    choices: [accounts, audio, backup, display, drivers, hardware, network, peripherals, power, printing, scanning, security, software, storage, system]
    default: []
  profile:
    description: Variables of the roles that a collector takes into account, such as C(network_probe_names).
    type: dict
    default: {}
  names:
    description:
      - Whether to look up the names of PCI and USB devices and of makers of screens in the files of the package hwdata, where they are.
      - Without it these facts are null, as they are in an examination.
    type: bool
    default: true
  collector_timeout:
    description: How long one collector may take, in seconds.
    type: float
    default: 20
attributes:
  check_mode:
    support: full
    description: It changes nothing.
  diff_mode:
    support: none
    description: There is nothing to compare.
  facts:
    support: full
    description: Sets C(ansible_facts.workstation).
notes:
  - A result of all components is some 200 kB. Where only the faults matter, M(fieldtech.workstation.examine) costs a fraction.
seealso:
  - module: fieldtech.workstation.examine
"""

EXAMPLES = r"""
- name: Read what the printing collector sees
  fieldtech.workstation.workstation_facts:
    components: [printing]

- name: Know the machine and its disks
  fieldtech.workstation.workstation_facts:
    components: [hardware, storage]

- name: Say what must be replaced
  ansible.builtin.debug:
    msg: "{{ item.model }} ({{ item.serial }}): {{ item.health.verdict }}"
  loop: "{{ ansible_facts.workstation.storage.disks }}"
  when: item.health.verdict | default('') in ['warning', 'failing']

- name: Stop where there is no print queue
  ansible.builtin.assert:
    that: ansible_facts.workstation.printing.queues | length > 0
"""

RETURN = r"""
ansible_facts:
  description: The facts by component. What could not be looked at is a dictionary with the key C(unexamined).
  type: dict
  returned: success
  contains:
    workstation:
      description: All facts.
      type: dict
      returned: success
      contains:
        accounts:
          description: The facts of the component accounts.
          type: dict
          returned: when the subset has it
          contains:
            users:
              description: 'The local users. No password is read, not even as a hash. Source: /etc/passwd.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The user's name., type: str, returned: always}
                uid: {description: The user's number., type: int, returned: always}
                gid: {description: The number of the user's first group., type: int, returned: always}
                comment: {description: The full name and what else stands there., type: str, returned: always}
                home: {description: The home folder., type: str, returned: always}
                shell: {description: The shell., type: str, returned: always}
            groups:
              description: 'The local groups. Source: /etc/group.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The group's name., type: str, returned: always}
                gid: {description: The group's number., type: int, returned: always}
                members: {description: Users that belong to it beside those whose first group it is., type: list, returned: always,
                  elements: str}
            homes:
              description: 'The homes of the users that people log in with. Source: stat(2).'
              type: list
              returned: always
              elements: dict
              contains:
                user: {description: The user's name., type: str, returned: always}
                uid: {description: The user's number., type: int, returned: always}
                path: {description: The home folder., type: str, returned: always}
                exists: {description: Whether there is anything., type: bool, returned: always}
                owner_uid: {description: The number of its owner., type: int, returned: always}
                mode: {description: Its mode in octal., type: str, returned: always}
                problem: {description: 'absent, not_a_folder, owner (another one''s), mode (its owner is locked out), open_to_all;
                    null for none.', type: str, returned: always}
                root_owned: {description: 'What a session needs in it and belongs to root, such as .Xauthority.', type: list, returned: always,
                  elements: str}
            wanted:
              description: 'The profile''s users that exist. Source: /etc/passwd, /etc/group, chage(1), passwd(1).'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The user's name., type: str, returned: always}
                differs: {description: What is not as the profile says., type: list, returned: always, elements: str}
            numbers:
              description: 'Users and groups that have another number than the profile gives them. Source: /etc/passwd, /etc/group.'
              type: list
              returned: always
              elements: dict
              contains:
                kind: {description: user or group., type: str, returned: always}
                name: {description: The name., type: str, returned: always}
                number: {description: The number here., type: int, returned: always}
                wanted: {description: The number of the profile., type: int, returned: always}
            unwanted:
              description: 'Unwanted accounts of the profile that exist. Source: chage(1), passwd(1).'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The user's name., type: str, returned: always}
                locked: {description: Whether the password is locked., type: bool, returned: always}
                expires: {description: The day from which nobody gets in., type: str, returned: always}
            sudo:
              description: 'The role''s own file of sudo rules; null where the profile has none. Source: /etc/sudoers.d/50-fieldtech.'
              type: dict
              returned: always
              contains:
                missing: {description: Rules of the profile that are not in it., type: list, returned: always, elements: str}
                surplus: {description: Rules in it that the profile does not have., type: list, returned: always, elements: str}
                ignored: {description: Whether sudo passes over it because others could write it., type: bool, returned: always}
            authorized_keys:
              description: 'SSH keys of the profile''s users, by fingerprint. Source: ssh-keygen(1).'
              type: list
              returned: always
              elements: dict
              contains:
                user: {description: The user's name., type: str, returned: always}
                missing: {description: Keys that the user should have and has not., type: list, returned: always, elements: str}
                surplus: {description: Keys that the user should not have., type: list, returned: always, elements: str}
            ageing:
              description: 'How long passwords of new accounts last, where the profile says so. Source: /etc/login.defs.'
              type: list
              returned: always
              elements: dict
              contains:
                setting: {description: The setting., type: str, returned: always}
                value: {description: Its value; null if it is not set., type: str, returned: always}
                wanted: {description: 'The value of the profile. Unit: days.', type: int, returned: always}
            login:
              description: 'The login manager, where the profile says something about logging in; null where there is none. Source:
                /etc/X11/default-display-manager, /etc/systemd/system/display-manager.service.'
              type: dict
              returned: always
              contains:
                manager: {description: 'gdm, sddm or lightdm.', type: str, returned: always}
                differing:
                  description: Settings that are not as the profile wants them.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    path: {description: The file., type: str, returned: always}
                    group: {description: The group in it., type: str, returned: always}
                    option: {description: The setting., type: str, returned: always}
                    value: {description: Its value for the profile., type: str, returned: always}
                    now: {description: Its value now; null if it is not set., type: str, returned: always}
        audio:
          description: The facts of the component audio.
          type: dict
          returned: when the subset has it
          contains:
            cards:
              description: 'Sound cards that work, as far as the kernel is concerned. Source: /proc/asound/cards, /proc/asound/pcm,
                /sys/class/sound.'
              type: list
              returned: always
              elements: dict
              contains:
                index: {description: The kernel's number., type: int, returned: always}
                id: {description: The kernel's short name such as PCH., type: str, returned: always}
                kind: {description: The kind such as HDA-Intel., type: str, returned: always}
                name: {description: The name., type: str, returned: always}
                long_name: {description: The longer name., type: str, returned: always}
                driver: {description: The driver., type: str, returned: always}
                bus: {description: 'pci, usb or platform.', type: str, returned: always}
                address: {description: The PCI device that it stands on; null on another bus., type: str, returned: always}
                codecs:
                  description: The chips that turn numbers into sound (HD Audio).
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: Maker and model., type: str, returned: always}
                    vendor_id: {description: The maker's and the model's number., type: str, returned: always}
                    subsystem_id: {description: The number of who built it in., type: str, returned: always}
                devices:
                  description: What plays or records.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    device: {description: The device's number on the card., type: int, returned: always}
                    name: {description: The name such as HDMI 0., type: str, returned: always}
                    playback: {description: Whether it plays., type: bool, returned: always}
                    capture: {description: Whether it records., type: bool, returned: always}
                playback: {description: Whether any device plays., type: bool, returned: always}
                capture: {description: Whether any device records., type: bool, returned: always}
                loudspeaker: {description: Whether it plays elsewhere than through a screen's cable., type: bool, returned: always}
            pci:
              description: 'PCI devices that ought to be sound cards. Source: /sys/bus/pci/devices.'
              type: list
              returned: always
              elements: dict
              contains:
                address: {description: The place on the bus., type: str, returned: always}
                vendor_id: {description: The maker's number in hexadecimal., type: str, returned: always}
                device_id: {description: The model's number in hexadecimal., type: str, returned: always}
                class: {description: 'PCI class in hexadecimal: 0403xx HD Audio, 0401xx other.', type: str, returned: always}
                driver: {description: The driver that is bound; null for none., type: str, returned: always}
                card: {description: The number of the sound card that it became; null for none., type: int, returned: always}
                graphics: {description: The sound half of a graphics card., type: bool, returned: always}
                device_name: {description: The model's name; null unless names are asked for., type: str, returned: always}
            missing:
              description: 'What should be a sound card and is none: PCI devices without a card, except a graphics card''s sound
                half; and, if the profile asks for sound, a machine without any. Source: /sys/bus/pci/devices, /proc/asound/cards.'
              type: list
              returned: always
              elements: dict
              contains:
                item: {description: 'The PCI address, or "sound card".', type: str, returned: always}
                vendor_id: {description: The maker's number in hexadecimal., type: str, returned: always}
                device_id: {description: The model's number in hexadecimal., type: str, returned: always}
                driver: {description: The driver that is bound; null for none., type: str, returned: always}
            sof_firmware: {description: 'Whether there is firmware for sound processors that need it (Sound Open Firmware). Source:
                /lib/firmware.', type: bool, returned: always}
            users:
              description: 'Each person with a graphical session at this machine and their sound server. Source: /run/systemd/sessions,
                /sys/fs/cgroup, /etc/systemd/user, pw-dump(1), pactl(1).'
              type: list
              returned: always
              elements: dict
              contains:
                user: {description: The user's name., type: str, returned: always}
                uid: {description: The user's number., type: int, returned: always}
                since: {description: 'When the session was opened. Unit: seconds since the epoch.', type: int, returned: always}
                server: {description: 'pipewire or pulseaudio, whichever runs; null for none.', type: str, returned: always}
                services_wanted: {description: Services for sound that every session starts., type: list, returned: always, elements: str}
                services_missing: {description: Those of them that do not run; null if this cannot be seen., type: list, returned: always,
                  elements: str}
                answers: {description: Whether the server answers; null where none runs., type: bool, returned: always}
                default_sink: {description: The output that is used., type: str, returned: always}
                default_source: {description: The input that is used., type: str, returned: always}
                sinks:
                  description: Outputs.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The server's name for it., type: str, returned: always}
                    description: {description: The name that people see., type: str, returned: always}
                    state: {description: 'running, idle or suspended.', type: str, returned: always}
                    muted: {description: Whether it is muted; null if not said., type: bool, returned: always}
                    volume_percent: {description: 'Volume as people see it; null if not said. Unit: percent.', type: float, returned: always}
                    dummy: {description: 'Invented by the server, nobody hears it.', type: bool, returned: always}
                    api: {description: 'What is behind it: alsa, bluez5 …', type: str, returned: always}
                sources:
                  description: Inputs.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The server's name for it., type: str, returned: always}
                    description: {description: The name that people see., type: str, returned: always}
                    state: {description: 'running, idle or suspended.', type: str, returned: always}
                    muted: {description: Whether it is muted; null if not said., type: bool, returned: always}
                    volume_percent: {description: 'Volume as people see it; null if not said. Unit: percent.', type: float, returned: always}
                    dummy: {description: 'Invented by the server, nobody hears it.', type: bool, returned: always}
                    api: {description: 'What is behind it: alsa, bluez5 …', type: str, returned: always}
                dummy_only: {description: Whether there is no real output., type: bool, returned: always}
                muted: {description: Whether the output that is used is muted; null if not said., type: bool, returned: always}
            stack:
              description: 'The sound server that sessions start, where the profile wants PipeWire; else null. Source: /etc/systemd/user,
                /usr/lib/systemd/user.'
              type: dict
              returned: always
              contains:
                missing: {description: Its services that are not installed., type: list, returned: always, elements: str}
                not_started: {description: Its services that sessions do not start., type: list, returned: always, elements: str}
                rival: {description: Services of PulseAudio that sessions could start beside it., type: list, returned: always,
                  elements: str}
            policy:
              description: 'The files in which the profile''s volumes, devices, muting and codecs stand. Source: /etc/wireplumber,
                /etc/systemd/user.'
              type: list
              returned: always
              elements: dict
              contains:
                path: {description: The file., type: str, returned: always}
                right: {description: Whether it is as the profile wants it., type: bool, returned: always}
        backup:
          description: The facts of the component backup.
          type: dict
          returned: when the subset has it
          contains:
            configuration:
              description: 'What is set up, without any secret; null if nothing is. Source: /etc/fieldtech/backup/config.json.'
              type: dict
              returned: always
              contains:
                tool: {description: restic or borg., type: str, returned: always}
                repository: {description: Where to., type: str, returned: always}
                required_mount: {description: What has to be mounted first; empty if nothing has to., type: str, returned: always}
                sources: {description: What is backed up., type: list, returned: always, elements: str}
                excludes: {description: What is left out., type: list, returned: always, elements: str}
                one_file_system: {description: Whether it stays on the sources' file systems., type: bool, returned: always}
                only_on_mains: {description: Whether it waits for mains power., type: bool, returned: always}
                only_with_network: {description: Whether it waits for a network., type: bool, returned: always}
                keep: {description: 'How many snapshots are kept, by unit.', type: dict, returned: always}
                check_percent: {description: 'How much of the data the check reads. Unit: percent.', type: int, returned: always}
                sample_files: {description: How many files a test restores., type: int, returned: always}
            configured_at: {description: 'When the settings were last written. Unit: seconds since the epoch. Source: /etc/fieldtech/backup/config.json.',
              type: float, returned: always}
            program_installed: {description: 'Whether the tool is there. Source: /usr/bin, /usr/local/bin.', type: bool, returned: always}
            password_private: {description: 'Whether only root can read the repository''s password; null if there is none. The
                password itself is not read. Source: /etc/fieldtech/backup/password.', type: bool, returned: always}
            timers:
              description: 'The dates of the backup and of its test. Source: systemctl(1), /etc/systemd/system.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: backup or test., type: str, returned: always}
                schedule: {description: 'The dates, as systemd.time(7) has them; null if there is no timer.', type: str, returned: always}
                enabled: {description: Whether they are kept after each start., type: bool, returned: always}
                active: {description: Whether they are kept now., type: bool, returned: always}
            last_run:
              description: 'The last attempt to back up to this repository; null if there was none. Source: /var/lib/fieldtech/backup.json.'
              type: dict
              returned: always
              contains:
                outcome: {description: 'success, failed, unreachable, deferred (no mains, no network) or running.', type: str,
                  returned: always}
                reason: {description: 'Why not: wrong_password, locked, no_space, no_repository, host_key, not_allowed, damaged,
                    program_missing, interrupted, unreachable, on_battery, no_network or failed.', type: str, returned: always}
                started: {description: 'When it began. Unit: seconds since the epoch.', type: float, returned: always}
                ended: {description: 'When it ended; null while it runs. Unit: seconds since the epoch.', type: float, returned: always}
            last_success: {description: 'When the last backup that worked was done; null if there is none. Unit: seconds since
                the epoch. Source: /var/lib/fieldtech/backup.json.', type: float, returned: always}
            last_backup:
              description: 'What the last backup that worked holds. Source: /var/lib/fieldtech/backup.json.'
              type: dict
              returned: always
              contains:
                files: {description: Files., type: int, returned: always}
                bytes: {description: 'Their size. Unit: bytes.', type: int, returned: always}
                bytes_added: {description: 'What was new of it. Unit: bytes.', type: int, returned: always}
            last_restore:
              description: 'The last test of a restore; null if there was none. Source: /var/lib/fieldtech/backup.json.'
              type: dict
              returned: always
              contains:
                outcome: {description: 'proven, failed or unreachable.', type: str, returned: always}
                reason: {description: 'Why not: different, damaged, no_backup, or a reason as for a run.', type: str, returned: always}
                time: {description: 'When. Unit: seconds since the epoch.', type: float, returned: always}
                files: {description: Files that came back., type: int, returned: always}
                bytes: {description: 'Their size. Unit: bytes.', type: int, returned: always}
                differing: {description: Of these those that were not the same., type: int, returned: always}
                missing: {description: Files that did not come back., type: int, returned: always}
            last_restore_success: {description: 'When a restore was last proven; null if never. Unit: seconds since the epoch.
                Source: /var/lib/fieldtech/backup.json.', type: float, returned: always}
        display:
          description: The facts of the component display.
          type: dict
          returned: when the subset has it
          contains:
            gpus:
              description: 'Graphics processors on the PCI bus, with or without a driver. Source: /sys/bus/pci/devices.'
              type: list
              returned: always
              elements: dict
              contains:
                address: {description: 'The place on the bus such as 0000:00:02.0.', type: str, returned: always}
                vendor_id: {description: The maker's number in hexadecimal., type: str, returned: always}
                device_id: {description: The model's number in hexadecimal., type: str, returned: always}
                subsystem_vendor_id: {description: The number of who built it in., type: str, returned: always}
                subsystem_device_id: {description: Their number for it., type: str, returned: always}
                class: {description: 'PCI class in hexadecimal: 030000 VGA, 030200 without sockets, 038000 other.', type: str,
                  returned: always}
                driver: {description: The driver that is bound; null for none., type: str, returned: always}
                card: {description: The kernel's name for what it draws on such as card0., type: str, returned: always}
                render_node: {description: The device by which programs use it such as renderD128., type: str, returned: always}
                boot_vga: {description: Whether the firmware started with it; null if the kernel does not say., type: bool, returned: always}
                power_state: {description: PCI power state such as D0 or D3cold., type: str, returned: always}
                runtime_status: {description: active or suspended., type: str, returned: always}
                virtual: {description: A virtual machine's or a server console's., type: bool, returned: always}
                vendor_name: {description: The maker's name; null unless names are asked for., type: str, returned: always}
                device_name: {description: The model's name; null unless names are asked for., type: str, returned: always}
            cards:
              description: 'What the kernel draws on (DRM). Source: /sys/class/drm.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as card0., type: str, returned: always}
                device: {description: The device behind it such as a PCI address., type: str, returned: always}
                driver: {description: The driver., type: str, returned: always}
                render_node: {description: The device by which programs use it., type: str, returned: always}
                firmware_framebuffer: {description: Only what the firmware set up; everything is drawn by the main processor.,
                  type: bool, returned: always}
                virtual: {description: A virtual machine's or a server console's., type: bool, returned: always}
            connectors:
              description: 'Sockets for monitors and built-in panels. Source: /sys/class/drm.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as HDMI-A-1 or eDP-1., type: str, returned: always}
                type: {description: The kind such as DP., type: str, returned: always}
                card: {description: What it belongs to such as card0., type: str, returned: always}
                internal: {description: Whether it is for a built-in panel., type: bool, returned: always}
                external: {description: Whether it is a real socket for a cable., type: bool, returned: always}
                status: {description: 'connected, disconnected or unknown.', type: str, returned: always}
                enabled: {description: Whether a picture is sent., type: bool, returned: always}
                dpms: {description: 'On, Standby, Suspend or Off.', type: str, returned: always}
                modes: {description: 'Sizes that can be chosen, the best first.', type: list, returned: always, elements: str}
                edid_bytes: {description: 'How much the monitor said of itself; 0 where none is connected. Unit: bytes.', type: int,
                  returned: always}
                edid_state: {description: 'valid, damaged, unreadable (no EDID at all), missing (nothing), refused (by the system);
                    null without a monitor.', type: str, returned: always}
                edid_problem: {description: What is damaged., type: str, returned: always}
                maker_name: {description: The monitor's maker by name; null unless names are asked for., type: str, returned: always}
                monitor:
                  description: What the monitor says of itself (EDID); null if nothing usable.
                  type: dict
                  returned: always
                  contains:
                    size_bytes: {description: 'Size of the EDID. Unit: bytes.', type: int, returned: always}
                    problems: {description: 'Damage: header, truncated, length, checksum:N, zeroed:N, extensions_missing, extensions_surplus.',
                      type: list, returned: always, elements: str}
                    mistakes: {description: What the maker got wrong in extension N., type: list, returned: always, elements: str}
                    version: {description: EDID version., type: str, returned: always}
                    maker: {description: The maker's three letters (PNP)., type: str, returned: always}
                    product: {description: The maker's number for the model., type: int, returned: always}
                    serial_number: {description: The serial number as a number., type: int, returned: always}
                    serial: {description: The serial number as a text., type: str, returned: always}
                    label_serial: {description: 'The serial number as printed on the housing, as far as it is known how it is composed.',
                      type: str, returned: always}
                    name: {description: The model's name., type: str, returned: always}
                    texts: {description: Other texts; built-in panels often have their model here., type: list, returned: always,
                      elements: str}
                    model: {description: 'The name, or else the texts.', type: str, returned: always}
                    week: {description: Week in which it was made., type: int, returned: always}
                    year: {description: Year in which it was made., type: int, returned: always}
                    model_year: {description: 'The model''s year, where the day of making is not given.', type: int, returned: always}
                    digital: {description: Whether it is fed digitally., type: bool, returned: always}
                    interface: {description: 'dvi, hdmi_a, hdmi_b, mddi or displayport; null before EDID 1.4.', type: str, returned: always}
                    bits_per_colour: {description: 'Colour depth. Unit: bits.', type: int, returned: always}
                    dfp: {description: Whether it is compatible with DFP 1.x; null from EDID 1.4 on., type: bool, returned: always}
                    analog:
                      description: How it is fed, if not digitally.
                      type: dict
                      returned: always
                      contains:
                        levels: {description: 'Video, sync and total. Unit: volts.', type: str, returned: always}
                        setup: {description: Whether black differs from blank., type: bool, returned: always}
                        sync: {description: 'separate, composite, on_green, serration.', type: list, returned: always, elements: str}
                    width_cm: {description: 'The picture''s greatest width. Unit: centimetres.', type: int, returned: always}
                    height_cm: {description: 'The picture''s greatest height. Unit: centimetres.', type: int, returned: always}
                    width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                    height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                    aspect_ratio: {description: 'Width by height, where no size is given.', type: float, returned: always}
                    diagonal_inches: {description: 'The diagonal. Unit: inches.', type: float, returned: always}
                    gamma: {description: Gamma., type: float, returned: always}
                    dpms: {description: 'Ways to save power: standby, suspend, off.', type: list, returned: always, elements: str}
                    colours: {description: 'rgb444, ycbcr444, ycbcr422; before EDID 1.4 rgb, monochrome or other.', type: list,
                      returned: always, elements: str}
                    srgb: {description: Whether sRGB is its own colour space., type: bool, returned: always}
                    preferred_announced: {description: Whether the first detailed timing is said to be the preferred (from EDID
                        1.4 on the native) one., type: bool, returned: always}
                    continuous_frequency: {description: Whether it takes any rate between its limits., type: bool, returned: always}
                    gtf: {description: Whether it takes timings by the GTF formula., type: bool, returned: always}
                    chromaticity:
                      description: The colours, each as x and y.
                      type: dict
                      returned: always
                      contains:
                        red: {description: Red., type: list, returned: always, elements: float}
                        green: {description: Green., type: list, returned: always, elements: float}
                        blue: {description: Blue., type: list, returned: always, elements: float}
                        white: {description: White., type: list, returned: always, elements: float}
                    preferred:
                      description: The mode that it prefers.
                      type: dict
                      returned: always
                      contains:
                        width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                        height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                        refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                        interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        pixel_clock_khz: {description: 'Rate of the pixels. Unit: kHz.', type: int, returned: always}
                        horizontal_blanking: {description: 'Front porch, sync and back porch. Unit: pixels.', type: list, returned: always,
                          elements: int}
                        vertical_blanking: {description: 'Front porch, sync and back porch. Unit: lines.', type: list, returned: always,
                          elements: int}
                        horizontal_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                        vertical_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                        width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                        height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                    established:
                      description: Modes out of the standard's own lists.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                        height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                        refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                        interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                    standard:
                      description: Modes in two bytes each; the rate is rounded.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                        height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                        refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                        interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                    detailed:
                      description: Modes that are written out, the preferred one first; those of all extensions follow.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                        height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                        refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                        interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        pixel_clock_khz: {description: 'Rate of the pixels. Unit: kHz.', type: int, returned: always}
                        horizontal_blanking: {description: 'Front porch, sync and back porch. Unit: pixels.', type: list, returned: always,
                          elements: int}
                        vertical_blanking: {description: 'Front porch, sync and back porch. Unit: lines.', type: list, returned: always,
                          elements: int}
                        horizontal_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                        vertical_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                        width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                        height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                    range:
                      description: What it can follow.
                      type: dict
                      returned: always
                      contains:
                        min_vertical_hz: {description: 'Fewest pictures a second. Unit: Hz.', type: int, returned: always}
                        max_vertical_hz: {description: 'Most pictures a second. Unit: Hz.', type: int, returned: always}
                        min_horizontal_khz: {description: 'Fewest lines a second. Unit: kHz.', type: int, returned: always}
                        max_horizontal_khz: {description: 'Most lines a second. Unit: kHz.', type: int, returned: always}
                        max_pixel_clock_mhz: {description: 'Most pixels a second. Unit: MHz.', type: float, returned: always}
                        formula: {description: 'gtf, secondary_gtf, cvt or none.', type: str, returned: always}
                    extensions: {description: 'Kinds of the extensions such as cta, displayid.', type: list, returned: always,
                      elements: str}
                    extensions_announced: {description: How many there should be., type: int, returned: always}
                    cta:
                      description: 'Extension CTA-861, also inside DisplayID: sound, video modes, HDMI, HDR.'
                      type: dict
                      returned: always
                      contains:
                        revision: {description: Revision of the extension., type: int, returned: always}
                        underscan: {description: Whether a computer's picture is shown whole by default., type: bool, returned: always}
                        basic_audio: {description: Whether it plays sound., type: bool, returned: always}
                        ycbcr444: {description: 'Whether it takes colours as YCbCr 4:4:4.', type: bool, returned: always}
                        ycbcr422: {description: 'Whether it takes colours as YCbCr 4:2:2.', type: bool, returned: always}
                        native_timings: {description: How many of the detailed timings are native., type: int, returned: always}
                        modes:
                          description: Video modes by number.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            vic: {description: The mode's number in the standard., type: int, returned: always}
                            native: {description: Whether the monitor shows it without scaling., type: bool, returned: always}
                            width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                            refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                            interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        ycbcr420_modes:
                          description: Video modes that it takes as YCbCr 4:2:0 only.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            vic: {description: The mode's number in the standard., type: int, returned: always}
                            native: {description: Whether the monitor shows it without scaling., type: bool, returned: always}
                            width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                            refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                            interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        audio:
                          description: Kinds of sound that it plays.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            format: {description: 'Such as lpcm, ac3, dts.', type: str, returned: always}
                            channels: {description: The most channels., type: int, returned: always}
                            rates_khz: {description: 'Sample rates. Unit: kHz.', type: list, returned: always, elements: float}
                            bits: {description: 'Bits of a sample; for lpcm only. Unit: bits.', type: list, returned: always, elements: int}
                            max_kbps: {description: 'Most bits a second; for compressed sound only. Unit: kilobits a second.',
                              type: int, returned: always}
                        speakers: {description: 'Its speakers such as FL/FR, LFE1, FC.', type: list, returned: always, elements: str}
                        hdmi:
                          description: HDMI 1.x.
                          type: dict
                          returned: always
                          contains:
                            physical_address: {description: Its place in the tree of HDMI devices., type: str, returned: always}
                            ai: {description: Whether it takes what accompanies a film's sound., type: bool, returned: always}
                            deep_colour_bits: {description: 'Bits of a pixel beyond 24. Unit: bits.', type: list, returned: always,
                              elements: int}
                            deep_colour_ycbcr444: {description: 'Whether that goes for YCbCr 4:4:4.', type: bool, returned: always}
                            dual_link: {description: Whether it takes DVI over two links., type: bool, returned: always}
                            max_tmds_mhz: {description: 'The fastest clock. Unit: MHz.', type: int, returned: always}
                            modes:
                              description: The 4K modes that HDMI numbered by itself.
                              type: list
                              returned: always
                              elements: dict
                              contains:
                                vic: {description: The number., type: int, returned: always}
                                width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                                height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                                refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float,
                                  returned: always}
                                interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        hdmi_forum:
                          description: HDMI 2.x.
                          type: dict
                          returned: always
                          contains:
                            version: {description: Version of the block., type: int, returned: always}
                            max_tmds_mhz: {description: 'The fastest clock. Unit: MHz.', type: int, returned: always}
                            scdc: {description: Whether status and control data are exchanged., type: bool, returned: always}
                            scdc_read_request: {description: Whether it may ask to be read., type: bool, returned: always}
                            scrambling_low_rates: {description: Whether it scrambles below 340 MHz too., type: bool, returned: always}
                            max_fixed_rate_link: {description: Lanes by Gbit/s such as 4x10., type: str, returned: always}
                            auto_low_latency: {description: Whether it goes to game mode by itself., type: bool, returned: always}
                            min_vrr_hz: {description: 'The lowest variable refresh rate. Unit: Hz.', type: int, returned: always}
                            max_vrr_hz: {description: 'The highest variable refresh rate. Unit: Hz.', type: int, returned: always}
                        freesync:
                          description: AMD FreeSync.
                          type: dict
                          returned: always
                          contains:
                            version: {description: Version of the block., type: str, returned: always}
                            min_refresh_hz: {description: 'The lowest variable refresh rate. Unit: Hz.', type: int, returned: always}
                            max_refresh_hz: {description: 'The highest variable refresh rate. Unit: Hz.', type: int, returned: always}
                        colorimetry: {description: Colour spaces beyond the basic one such as BT2020RGB., type: list, returned: always,
                          elements: str}
                        hdr:
                          description: High dynamic range.
                          type: dict
                          returned: always
                          contains:
                            transfer: {description: 'sdr, hdr, pq, hlg.', type: list, returned: always, elements: str}
                            static_types: {description: Types of static metadata., type: list, returned: always, elements: int}
                            max_luminance: {description: 'The brightest it wants. Unit: cd/m².', type: float, returned: always}
                            max_average_luminance: {description: 'The brightest picture as a whole. Unit: cd/m².', type: float,
                              returned: always}
                            min_luminance: {description: 'The darkest it wants. Unit: cd/m².', type: float, returned: always}
                        video_capability:
                          description: What can be chosen about quantisation, and what it does at the picture's edges.
                          type: dict
                          returned: always
                          contains:
                            rgb_quantisation_selectable: {description: For RGB., type: bool, returned: always}
                            ycbcr_quantisation_selectable: {description: For YCbCr., type: bool, returned: always}
                            preferred_scan: {description: 'overscan, underscan or both, for the preferred timing.', type: str,
                              returned: always}
                            it_scan: {description: The same for computers' modes., type: str, returned: always}
                            ce_scan: {description: The same for television's modes., type: str, returned: always}
                        extension_override: {description: 'How many extensions there really are, where HDMI hides some.', type: int,
                          returned: always}
                        detailed:
                          description: Detailed timings of this extension.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                            refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                            interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                            pixel_clock_khz: {description: 'Rate of the pixels. Unit: kHz.', type: int, returned: always}
                            horizontal_blanking: {description: 'Front porch, sync and back porch. Unit: pixels.', type: list, returned: always,
                              elements: int}
                            vertical_blanking: {description: 'Front porch, sync and back porch. Unit: lines.', type: list, returned: always,
                              elements: int}
                            horizontal_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                            vertical_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                            width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                            height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                        other: {description: Data blocks that are not read further., type: list, returned: always, elements: str}
                    displayid:
                      description: Extension DisplayID.
                      type: dict
                      returned: always
                      contains:
                        version: {description: DisplayID version., type: str, returned: always}
                        product: {description: The model., type: str, returned: always}
                        serial: {description: The serial number., type: str, returned: always}
                        texts: {description: Other texts., type: list, returned: always, elements: str}
                        width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                        height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                        native_width: {description: 'Native width. Unit: pixels.', type: int, returned: always}
                        native_height: {description: 'Native height. Unit: pixels.', type: int, returned: always}
                        detailed:
                          description: Detailed timings of this extension.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                            refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                            interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                            pixel_clock_khz: {description: 'Rate of the pixels. Unit: kHz.', type: int, returned: always}
                            horizontal_blanking: {description: 'Front porch, sync and back porch. Unit: pixels.', type: list, returned: always,
                              elements: int}
                            vertical_blanking: {description: 'Front porch, sync and back porch. Unit: lines.', type: list, returned: always,
                              elements: int}
                            horizontal_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                            vertical_sync: {description: + or -; null where sync has no wire of its own., type: str, returned: always}
                            width_mm: {description: 'The picture''s width. Unit: millimetres.', type: int, returned: always}
                            height_mm: {description: 'The picture''s height. Unit: millimetres.', type: int, returned: always}
                        modes:
                          description: Modes by number.
                          type: list
                          returned: always
                          elements: dict
                          contains:
                            width: {description: 'The picture''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'The picture''s height. Unit: pixels.', type: int, returned: always}
                            refresh_hz: {description: 'Pictures a second; fields where interlaced. Unit: Hz.', type: float, returned: always}
                            interlaced: {description: Whether each picture comes as two fields., type: bool, returned: always}
                        tiles:
                          description: A monitor of several parts that looks like several monitors.
                          type: dict
                          returned: always
                          contains:
                            across: {description: How many beside each other., type: int, returned: always}
                            down: {description: How many above each other., type: int, returned: always}
                            column: {description: 'This part''s place from the left, from 0 on.', type: int, returned: always}
                            row: {description: 'This part''s place from the top, from 0 on.', type: int, returned: always}
                            width: {description: 'This part''s width. Unit: pixels.', type: int, returned: always}
                            height: {description: 'This part''s height. Unit: pixels.', type: int, returned: always}
                        adaptive_sync:
                          description: Variable refresh rate.
                          type: dict
                          returned: always
                          contains:
                            min_refresh_hz: {description: 'The lowest. Unit: Hz.', type: int, returned: always}
                            max_refresh_hz: {description: 'The highest. Unit: Hz.', type: int, returned: always}
                        other: {description: Data blocks that are not read further., type: list, returned: always, elements: str}
            backlights:
              description: 'Brightness of built-in panels. Source: /sys/class/backlight.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name., type: str, returned: always}
                type: {description: 'raw, firmware or platform.', type: str, returned: always}
                brightness: {description: What is set., type: int, returned: always}
                actual_brightness: {description: What the hardware says., type: int, returned: always}
                max_brightness: {description: The most there is., type: int, returned: always}
                percent: {description: 'What is set. Unit: percent.', type: float, returned: always}
                switched_off: {description: Whether it is switched off., type: bool, returned: always}
            sessions:
              description: 'Graphical sessions, those of the login screen included. Source: /run/systemd/sessions.'
              type: list
              returned: always
              elements: dict
              contains:
                id: {description: The session's number., type: str, returned: always}
                user: {description: The user's name., type: str, returned: always}
                uid: {description: The user's number., type: int, returned: always}
                type: {description: 'wayland, x11 or mir.', type: str, returned: always}
                class: {description: 'user, greeter (the login screen) or lock-screen.', type: str, returned: always}
                state: {description: 'active (in front), online or closing.', type: str, returned: always}
                seat: {description: The seat such as seat0; null for a remote one., type: str, returned: always}
                remote: {description: Whether it comes from another machine., type: bool, returned: always}
                desktop: {description: The desktop such as gnome., type: str, returned: always}
                service: {description: Who opened it such as gdm-password., type: str, returned: always}
                since: {description: 'When it was opened. Unit: seconds since the epoch.', type: int, returned: always}
                graphical: {description: Always true here., type: bool, returned: always}
            mode_setting_off: {description: 'Whether the kernel was told to leave the graphics to the firmware (nomodeset). Source:
                /proc/cmdline.', type: bool, returned: always}
            software_rendering:
              description: 'Why pictures are drawn by the main processor although there is a graphics processor; empty if they
                are not. Source: /sys/bus/pci/devices, /sys/class/drm, /etc/environment, /etc/environment.d.'
              type: list
              returned: always
              elements: dict
              contains:
                item: {description: The graphics processor's PCI address or the file that is to blame., type: str, returned: always}
                why: {description: 'no_driver, mode_setting_off, or the setting in the file.', type: str, returned: always}
            dconf:
              description: 'The system''s database of desktop settings; null where the profile wants nothing in it. Source: /etc/dconf.'
              type: dict
              returned: always
              contains:
                differing:
                  description: Keys that have another value than the profile's.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    key: {description: The key., type: str, returned: always}
                    value: {description: The profile's value., type: str, returned: always}
                    now: {description: Its value; null if it is not set., type: str, returned: always}
                unlocked: {description: Keys that users can change and should not., type: list, returned: always, elements: str}
                asked_for: {description: Whether users' settings fall back on the database., type: bool, returned: always}
                compiled: {description: Whether the database is as new as its files., type: bool, returned: always}
            arrangement: {description: 'Whether the arrangement of monitors for all users is the profile''s; null where it has
                none. Source: /etc/xdg/monitors.xml.', type: bool, returned: always}
            manager:
              description: 'The login manager; null where the profile says nothing of it. Source: /etc/X11/default-display-manager,
                /etc/systemd/system/display-manager.service.'
              type: dict
              returned: always
              contains:
                chosen: {description: 'The one that was chosen: gdm, sddm or lightdm.', type: str, returned: always}
                started: {description: The one that starts with the machine., type: str, returned: always}
                differing:
                  description: Settings for the kind of session that are not the profile's.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    path: {description: The file., type: str, returned: always}
                    group: {description: The group in it., type: str, returned: always}
                    option: {description: The setting., type: str, returned: always}
                    value: {description: Its value for the profile., type: str, returned: always}
                    now: {description: Its value now; null if it is not set., type: str, returned: always}
        drivers:
          description: The facts of the component drivers.
          type: dict
          returned: when the subset has it
          contains:
            devices:
              description: 'Every device of these buses that the kernel has given a modalias, with the driver that it is bound
                to. Those of ACPI, platform and virtio only where names are asked for. Source: /sys/bus/{pci,usb,acpi,platform,i2c,sdio,virtio}/devices.'
              type: list
              returned: always
              elements: dict
              contains:
                bus: {description: 'pci, usb (an interface), acpi, platform, i2c, sdio or virtio.', type: str, returned: always}
                id: {description: 'The kernel''s name on that bus such as 0000:00:14.3 or 1-3:1.0.', type: str, returned: always}
                name: {description: 'Maker and device by name. Looked up where names are asked for and for a device without its
                    driver. Source: hwdata.', type: str, returned: always}
                class: {description: 'PCI: six hexadecimal digits (020000); USB: class/subclass/protocol of the interface (08/06/50);
                    else null.', type: str, returned: always}
                kind: {description: 'storage, network, display, audio, multimedia, usb_controller, card_reader, camera, input,
                    bluetooth, wireless, communication, printer, smart_card, hub, firewire, bridge, memory, system, unclassified
                    or other.', type: str, returned: always}
                vendor_id: {description: The maker's number in hexadecimal., type: str, returned: always}
                device_id: {description: The device's number in hexadecimal., type: str, returned: always}
                subsystem_vendor_id: {description: Number of who built the board., type: str, returned: always}
                subsystem_id: {description: That maker's number of the board., type: str, returned: always}
                modalias: {description: What drivers are chosen by., type: str, returned: always}
                driver: {description: The driver that it is bound to; null if there is none., type: str, returned: always}
                module: {description: The module of the driver; null where the kernel does not say., type: str, returned: always}
                built_in: {description: Whether that driver is part of the kernel itself; null without a driver., type: bool, returned: always}
                out_of_tree: {description: 'Whether the module comes from elsewhere than the kernel; null without a driver. Source:
                    /proc/modules.', type: bool, returned: always}
                unsigned: {description: 'Whether the module''s signature is missing or of an unknown key; null without a driver.
                    Source: /proc/modules.', type: bool, returned: always}
                proprietary: {description: 'Whether the module''s source is not open; null without a driver. Source: /proc/modules.',
                  type: bool, returned: always}
                wants_driver: {description: 'Whether it is useless without a driver: network, storage, sound, first display, USB
                    controller, card reader, USB interfaces of such classes, touchpads; others only where the kernel has a driver
                    for them that is not loaded. Bridges, counters and the like are not meant to have one.', type: bool, returned: always}
                status: {description: 'works (bound); limited (a picture by the firmware''s means only); detected (no driver);
                    failed (no driver, although a fitting one is loaded); malfunctioning (bound, but without the network interface
                    that it should have).', type: str, returned: always}
                candidates: {description: 'Modules of the running kernel that would fit, the most special first. Only for a device
                    that wants a driver and has none. Source: /lib/modules/*/modules.alias.', type: list, returned: always, elements: str}
                candidate_loaded: {description: 'The first of them that is loaded or built in; null if none is. Source: /sys/module.',
                  type: str, returned: always}
                blocked_by: {description: 'The file that forbids the loading of all of them; null if nothing does. Source: modprobe.d.',
                  type: str, returned: always}
                firmware: {description: 'The firmware files that the first of them names. Source: The module''s .modinfo section.',
                  type: list, returned: always, elements: str}
                missing_firmware: {description: Those that are not there. A driver names the files of all models and versions that
                    it knows., type: list, returned: always, elements: str}
                firmware_present: {description: 'Whether any of them is there; null if it names none. Source: /lib/firmware.',
                  type: bool, returned: always}
                packages: {description: 'The distribution''s packages that bring its firmware if none is there, or a driver where
                    the kernel has none. Source: Modaliases fields of /var/lib/dpkg/status and /var/lib/apt/lists, a table of firmware
                    packages, the catalogues of /var/lib/swcatalog (DEP-11).', type: list, returned: always, elements: str}
                link:
                  description: 'How a device''s PCI Express link runs. Read where names are asked for, of devices that are awake;
                    null as an ordinary user. A link that is slower than it could be saves power, as long as there is nothing to
                    do. Source: /sys/bus/pci/devices/*/config.'
                  type: dict
                  returned: always
                  contains:
                    speed_gts: {description: 'The speed of each lane now. Unit: GT/s.', type: float, returned: always}
                    max_speed_gts: {description: 'The most that the device can do. Unit: GT/s.', type: float, returned: always}
                    width: {description: Lanes in use., type: int, returned: always}
                    max_width: {description: Lanes that the device has., type: int, returned: always}
            modules:
              description: 'Loaded modules that taint the kernel. Source: /proc/modules.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The module., type: str, returned: always}
                out_of_tree: {description: Whether it comes from elsewhere than the kernel., type: bool, returned: always}
                proprietary: {description: Whether its source is not open., type: bool, returned: always}
                unsigned: {description: Whether its signature is missing or of an unknown key., type: bool, returned: always}
                staging: {description: Whether it is unfinished work of the kernel's., type: bool, returned: always}
                forced: {description: Whether it was loaded by force., type: bool, returned: always}
            kernels:
              description: 'The kernels that can be started. Source: /boot, /lib/modules.'
              type: list
              returned: always
              elements: dict
              contains:
                release: {description: The kernel's release., type: str, returned: always}
                running: {description: Whether it runs now., type: bool, returned: always}
                next: {description: Whether it will run after a restart; newer than the running one and of the same kind., type: bool,
                  returned: always}
                headers: {description: Whether modules can be built for it., type: bool, returned: always}
            dkms:
              description: 'Modules that DKMS builds on this machine, each in its newest version. Source: /var/lib/dkms.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: DKMS's name of it., type: str, returned: always}
                version: {description: Its version., type: str, returned: always}
                automatic: {description: Whether it is built for new kernels by itself., type: bool, returned: always}
                modules: {description: The kernel modules that it builds., type: list, returned: always, elements: str}
                installed_kernels: {description: Kernels that it is installed for., type: list, returned: always, elements: str}
                built_kernels: {description: Kernels that it is built for., type: list, returned: always, elements: str}
                excluded_kernels: {description: Kernels of this machine that it says it is not for., type: list, returned: always,
                  elements: str}
                missing_kernels: {description: The running and the next kernel if it is not installed for them., type: list, returned: always,
                  elements: str}
                missing_for_running: {description: Whether the running kernel is among them., type: bool, returned: always}
                missing_headers: {description: Those of them whose headers are not there., type: list, returned: always, elements: str}
                failed_log: {description: The log of a build that did not end; null if there is none or nothing is missing., type: str,
                  returned: always}
            lockdown: {description: 'How far the kernel keeps even root out (none, integrity, confidentiality). From integrity
                on only signed modules are loaded. Null if it cannot do so. Source: /sys/kernel/security/lockdown.', type: str,
              returned: always}
            signatures_enforced: {description: 'Whether the kernel refuses modules without a valid signature; null if it does not
                check them. Source: /sys/module/module/parameters/sig_enforce.', type: bool, returned: always}
            desired:
              description: What the profile wants of drivers on this hardware, and what of it is there; null where it wants nothing.
              type: dict
              returned: always
              contains:
                packages:
                  description: The packages that should be installed.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The package., type: str, returned: always}
                    reason: {description: 'profile, quirk, gpu, firmware (its driver wants it), driver (the kernel has none), microcode
                        or headers.', type: str, returned: always}
                    devices: {description: The devices that it is for., type: list, returned: always, elements: str}
                options:
                  description: 'The options that modules should be loaded with. Source: modprobe.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    module: {description: The module., type: str, returned: always}
                    options: {description: Its options as modprobe takes them., type: str, returned: always}
                    source: {description: 'profile, quirk or gpu.', type: str, returned: always}
                    there: {description: 'Whether the settings say so, all files taken together.', type: bool, returned: always}
                blacklist:
                  description: 'The modules that should not be loaded for a device. Source: modprobe.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    module: {description: The module., type: str, returned: always}
                    source: {description: 'profile, quirk or gpu.', type: str, returned: always}
                    there: {description: Whether the settings say so., type: bool, returned: always}
                load:
                  description: 'The modules that should be loaded at every start. Source: modules-load.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    module: {description: The module., type: str, returned: always}
                    there: {description: Whether the settings say so., type: bool, returned: always}
                quirks:
                  description: 'The quirks that are meant for this model. Source: /sys/class/dmi/id.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is called in the profile., type: str, returned: always}
                    kernel_parameters: {description: What is advised for the kernel's command line., type: list, returned: always,
                      elements: str}
                    missing_parameters: {description: Those that this kernel was not started with., type: list, returned: always,
                      elements: str}
                    reference: {description: Where one can read about it., type: str, returned: always}
                graphics:
                  description: The graphics processors.
                  type: dict
                  returned: always
                  contains:
                    nvidia: {description: Whether one is made by NVIDIA., type: bool, returned: always}
                    hybrid: {description: Whether another maker's is there beside it., type: bool, returned: always}
        hardware:
          description: The facts of the component hardware.
          type: dict
          returned: when the subset has it
          contains:
            smbios:
              description: 'Where the account of the machine comes from. Source: /sys/firmware/dmi/tables.'
              type: dict
              returned: always
              contains:
                source: {description: 'tables (the firmware''s own), copies (a few fields that everybody may read) or null (no
                    SMBIOS).', type: str, returned: always}
                version: {description: Version of the specification that the tables follow., type: str, returned: always}
                structures: {description: How many structures the table has., type: int, returned: always}
            system:
              description: 'The machine as it was sold. Source: SMBIOS type 1, /sys/class/dmi/id, /proc/device-tree/model.'
              type: dict
              returned: always
              contains:
                vendor: {description: Who made it., type: str, returned: always}
                product: {description: Model name or number., type: str, returned: always}
                version: {description: Version; some makers put the name that people know here., type: str, returned: always}
                family: {description: Family of models., type: str, returned: always}
                sku: {description: The maker's order number., type: str, returned: always}
                serial: {description: Serial number. Only for root., type: str, returned: always}
                uuid: {description: The machine's unique number. Only for root., type: str, returned: always}
                wake_up: {description: What started it last., type: str, returned: always}
            board:
              description: 'The main board. Source: SMBIOS type 2, /sys/class/dmi/id.'
              type: dict
              returned: always
              contains:
                vendor: {description: Who made it., type: str, returned: always}
                product: {description: Model., type: str, returned: always}
                version: {description: Version., type: str, returned: always}
                serial: {description: Serial number. Only for root., type: str, returned: always}
                asset_tag: {description: The owner's number., type: str, returned: always}
            chassis:
              description: 'The case. Source: SMBIOS type 3, /sys/class/dmi/id.'
              type: dict
              returned: always
              contains:
                vendor: {description: Who made it., type: str, returned: always}
                version: {description: Version., type: str, returned: always}
                serial: {description: Serial number. Only for root., type: str, returned: always}
                asset_tag: {description: The owner's number., type: str, returned: always}
                sku: {description: The maker's order number., type: str, returned: always}
                type: {description: Kind by the specification such as Notebook., type: str, returned: always}
                form: {description: 'laptop, convertible, tablet, desktop, all_in_one, server or null.', type: str, returned: always}
                boot_up_state: {description: How it was when it last started., type: str, returned: always}
                power_supply_state: {description: How its power supply was when it last started., type: str, returned: always}
                thermal_state: {description: How its temperature was when it last started., type: str, returned: always}
            processors:
              description: 'Sockets for processors. Source: SMBIOS type 4.'
              type: list
              returned: always
              elements: dict
              contains:
                socket: {description: Name on the board., type: str, returned: always}
                manufacturer: {description: Who made the processor., type: str, returned: always}
                version: {description: The processor's name., type: str, returned: always}
                serial: {description: Serial number., type: str, returned: always}
                part: {description: Part number., type: str, returned: always}
                family: {description: Family such as Core i7., type: str, returned: always}
                upgrade: {description: Kind of socket., type: str, returned: always}
                populated: {description: Whether a processor sits in it., type: bool, returned: always}
                status: {description: Whether the processor is in use., type: str, returned: always}
                max_mhz: {description: 'The fastest clock that the socket supports. Unit: MHz.', type: int, returned: always}
                external_clock_mhz: {description: 'Clock of the bus. Unit: MHz.', type: int, returned: always}
                cores: {description: How many cores it has., type: int, returned: always}
                cores_enabled: {description: How many of them the firmware lets work., type: int, returned: always}
                threads: {description: How many threads it has., type: int, returned: always}
            slots:
              description: 'Slots for cards. Source: SMBIOS type 9.'
              type: list
              returned: always
              elements: dict
              contains:
                designation: {description: Name on the board., type: str, returned: always}
                type: {description: Kind such as PCI Express 4 x16., type: str, returned: always}
                width: {description: Width such as x16., type: str, returned: always}
                usage: {description: Available or In Use., type: str, returned: always}
                length: {description: Short or Long., type: str, returned: always}
                address: {description: PCI address of what sits in it., type: str, returned: always}
            ports:
              description: 'Sockets for cables. Source: SMBIOS type 8.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: 'Name on the case, or on the board.', type: str, returned: always}
                internal_name: {description: Name on the board., type: str, returned: always}
                type: {description: What it is for such as USB., type: str, returned: always}
                connector: {description: Its shape such as RJ-45., type: str, returned: always}
            onboard:
              description: 'Devices on the main board. Source: SMBIOS type 41.'
              type: list
              returned: always
              elements: dict
              contains:
                designation: {description: Name on the board., type: str, returned: always}
                type: {description: Kind such as Ethernet., type: str, returned: always}
                enabled: {description: Whether the firmware lets it work., type: bool, returned: always}
                address: {description: PCI address., type: str, returned: always}
            batteries:
              description: 'Batteries as the firmware knew them when it started. Source: SMBIOS type 22.'
              type: list
              returned: always
              elements: dict
              contains:
                location: {description: Where it sits., type: str, returned: always}
                manufacturer: {description: Who made it., type: str, returned: always}
                name: {description: Model., type: str, returned: always}
                serial: {description: Serial number., type: str, returned: always}
                date: {description: When it was made., type: str, returned: always}
                chemistry: {description: Kind such as Lithium Ion., type: str, returned: always}
                design_milliwatt_hours: {description: 'Capacity when new. Unit: mWh.', type: int, returned: always}
                design_volts: {description: 'Voltage. Unit: V.', type: float, returned: always}
            power_supplies:
              description: 'Power supplies of desktops and servers. Source: SMBIOS type 39.'
              type: list
              returned: always
              elements: dict
              contains:
                location: {description: Where it sits., type: str, returned: always}
                name: {description: Name., type: str, returned: always}
                manufacturer: {description: Who made it., type: str, returned: always}
                serial: {description: Serial number., type: str, returned: always}
                part: {description: Part number., type: str, returned: always}
                present: {description: Whether it is there., type: bool, returned: always}
                plugged: {description: Whether it is connected to the mains., type: bool, returned: always}
                status: {description: OK or not., type: str, returned: always}
                type: {description: Kind such as Switching., type: str, returned: always}
                max_milliwatts: {description: 'The most it can deliver. Unit: mW.', type: int, returned: always}
            boot_status: {description: 'What the firmware says about the last start. Source: SMBIOS type 32.', type: str, returned: always}
            firmware:
              description: 'The firmware (BIOS, UEFI) and what it lets start. Source: SMBIOS type 0, /sys/class/dmi/id, /sys/firmware/efi.'
              type: dict
              returned: always
              contains:
                vendor: {description: Who made it., type: str, returned: always}
                version: {description: Version., type: str, returned: always}
                date: {description: When it was made; year-month-day., type: str, returned: always}
                revision: {description: 'Revision, where it is told apart from the version.', type: str, returned: always}
                controller_revision: {description: Revision of the embedded controller's firmware., type: str, returned: always}
                rom_bytes: {description: 'Size of its memory. Unit: bytes.', type: int, returned: always}
                boot_mode: {description: 'uefi, bios or null where neither is usual.', type: str, returned: always}
                secure_boot: {description: Whether Secure Boot is on; null without UEFI., type: bool, returned: always}
                setup_mode: {description: Whether Secure Boot's keys can be changed by anybody; null without UEFI., type: bool,
                  returned: always}
                test_key: {description: Whether its platform key is a sample that was never meant to be shipped; null without UEFI
                    or key., type: bool, returned: always}
            tpm:
              description: 'The security chip. Source: /sys/class/tpm, SMBIOS type 43.'
              type: dict
              returned: always
              contains:
                present: {description: Whether the kernel has one., type: bool, returned: always}
                version: {description: 1.2 or 2.0., type: str, returned: always}
                vendor: {description: Who made it; four letters., type: str, returned: always}
                firmware: {description: Version of its firmware., type: str, returned: always}
                description: {description: The firmware's words for it., type: str, returned: always}
            cpu:
              description: 'The processors that run. Source: /proc/cpuinfo, /sys/devices/system/cpu.'
              type: dict
              returned: always
              contains:
                vendor: {description: Who made them., type: str, returned: always}
                model: {description: Name., type: str, returned: always}
                family: {description: Number of the family (x86)., type: int, returned: always}
                model_number: {description: Number of the model (x86) or the revision (Arm)., type: int, returned: always}
                stepping: {description: Stepping (x86) or variant and revision (Arm)., type: str, returned: always}
                microcode: {description: Version of the microcode that is loaded., type: str, returned: always}
                level: {description: Highest x86-64 level that it reaches such as x86-64-v3; null on other architectures., type: str,
                  returned: always}
                flags: {description: Features., type: list, returned: always, elements: str}
                bugs: {description: Flaws of the design that the kernel knows., type: list, returned: always, elements: str}
                bogomips: {description: The kernel's measure of its delay loop; says nothing about speed., type: float, returned: always}
                physical_bits: {description: 'Width of addresses of memory. Unit: bits.', type: int, returned: always}
                virtual_bits: {description: 'Width of addresses of programs. Unit: bits.', type: int, returned: always}
                virtualization: {description: 'VT-x or AMD-V, if it can run virtual machines.', type: str, returned: always}
                hypervisor: {description: Whether this is a virtual machine itself., type: bool, returned: always}
                sockets: {description: How many processors., type: int, returned: always}
                cores: {description: How many cores in all., type: int, returned: always}
                threads: {description: How many CPUs run., type: int, returned: always}
                threads_per_core: {description: The most CPUs that share one core., type: int, returned: always}
                present: {description: CPUs that are there such as 0-7., type: str, returned: always}
                online: {description: CPUs that run., type: str, returned: always}
                kinds:
                  description: Kinds of cores; empty where all are alike.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: 'performance, efficient, low power, or the core''s name.', type: str, returned: always}
                    cpus: {description: Its CPUs., type: str, returned: always}
                nodes:
                  description: Memory nodes.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    node: {description: Number., type: int, returned: always}
                    cpus: {description: CPUs near it., type: str, returned: always}
                caches:
                  description: Caches; those that are alike together.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: Level and kind such as L1d., type: str, returned: always}
                    level: {description: Level., type: int, returned: always}
                    type: {description: 'data, instruction or unified.', type: str, returned: always}
                    bytes: {description: 'Size of one. Unit: bytes.', type: int, returned: always}
                    instances: {description: How many., type: int, returned: always}
                    shared_by: {description: The most CPUs that share one., type: int, returned: always}
                throttled:
                  description: How heat has slowed it down since the start; null where it does not count that.
                  type: dict
                  returned: always
                  contains:
                    core_events: {description: How often single cores., type: int, returned: always}
                    package_events: {description: How often whole processors., type: int, returned: always}
                    package_milliseconds: {description: 'How long whole processors. Unit: milliseconds.', type: int, returned: always}
                vulnerabilities:
                  description: Known flaws of processors and whether they are closed here.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The kernel's name such as spectre_v2., type: str, returned: always}
                    state: {description: 'not_affected, mitigated, vulnerable or unknown.', type: str, returned: always}
                    text: {description: The kernel's words., type: str, returned: always}
                mitigations_off: {description: Whether they were left open on purpose (mitigations=off)., type: bool, returned: always}
                min_mhz: {description: 'The slowest clock. Unit: MHz.', type: float, returned: always}
                max_mhz: {description: 'The fastest clock. Unit: MHz.', type: float, returned: always}
                frequency_driver: {description: The driver that sets the clock., type: str, returned: always}
                governors: {description: The rules by which it is set., type: list, returned: always, elements: str}
                energy_preferences: {description: Whether power or speed is preferred., type: list, returned: always, elements: str}
                boost: {description: Whether it may run faster than its nominal clock., type: bool, returned: always}
                platform_profile: {description: The profile that the firmware was asked for such as balanced., type: str, returned: always}
            memory:
              description: 'The memory. Source: /proc/meminfo, /proc/pressure/memory, SMBIOS types 16 and 17, /sys/devices/system/edac.'
              type: dict
              returned: always
              contains:
                total_bytes: {description: 'What the kernel can use. Unit: bytes.', type: int, returned: always}
                available_bytes: {description: 'What programs could still get. Unit: bytes.', type: int, returned: always}
                swap_bytes: {description: 'Swap space. Unit: bytes.', type: int, returned: always}
                corrupted_bytes: {description: 'Pages that are no longer used because they are damaged. Unit: bytes.', type: int,
                  returned: always}
                pressure:
                  description: How much of the time work waited for memory; null where the kernel does not measure it.
                  type: dict
                  returned: always
                  contains:
                    some_10: {description: 'Some work waited, in the last 10 seconds. Unit: percent.', type: float, returned: always}
                    some_300: {description: 'Some work waited, in the last 300 seconds. Unit: percent.', type: float, returned: always}
                    full_10: {description: 'All work waited, in the last 10 seconds. Unit: percent.', type: float, returned: always}
                    full_300: {description: 'All work waited, in the last 300 seconds. Unit: percent.', type: float, returned: always}
                installed_bytes: {description: 'The sum of the modules; without SMBIOS what the kernel sees of them. Unit: bytes.',
                  type: int, returned: always}
                slots: {description: How many slots there are., type: int, returned: always}
                slots_used: {description: How many of them are used., type: int, returned: always}
                max_bytes: {description: 'The most that fits. Unit: bytes.', type: int, returned: always}
                error_correction: {description: How errors are corrected such as Multi-bit ECC., type: str, returned: always}
                dimms:
                  description: Slots for memory modules.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    slot: {description: Name on the board., type: str, returned: always}
                    bank: {description: Bank., type: str, returned: always}
                    manufacturer: {description: Who made the module., type: str, returned: always}
                    part: {description: Part number., type: str, returned: always}
                    serial: {description: Serial number., type: str, returned: always}
                    asset_tag: {description: The owner's number., type: str, returned: always}
                    bytes: {description: 'Size; 0 for an empty slot. Unit: bytes.', type: int, returned: always}
                    type: {description: Kind such as DDR5., type: str, returned: always}
                    form_factor: {description: Shape such as SODIMM., type: str, returned: always}
                    speed: {description: 'The speed that it is made for. Unit: MT/s.', type: int, returned: always}
                    configured_speed: {description: 'The speed that it runs at. Unit: MT/s.', type: int, returned: always}
                    rank: {description: Ranks., type: int, returned: always}
                    volts: {description: 'Voltage. Unit: V.', type: float, returned: always}
                    technology: {description: Technology such as DRAM., type: str, returned: always}
                    ecc: {description: Whether it has the additional bits of error correction., type: bool, returned: always}
                error_counters:
                  description: Errors that the memory controllers have counted, for each module, and for what a controller could
                    not place.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: 'The slot''s label, or the kernel''s name such as mc0/dimm1.', type: str, returned: always}
                    controller: {description: The controller such as mc0., type: str, returned: always}
                    driver: {description: The controller's own name., type: str, returned: always}
                    label: {description: The slot's label., type: str, returned: always}
                    location: {description: Channel and slot by number., type: str, returned: always}
                    type: {description: Kind of memory., type: str, returned: always}
                    bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                    corrected: {description: Errors that were corrected., type: int, returned: always}
                    uncorrected: {description: Errors that could not be corrected., type: int, returned: always}
                    seconds: {description: 'How long it has counted. Unit: seconds.', type: int, returned: always}
                    slot: {description: 'The slot by the firmware''s name, where the label tells it.', type: str, returned: always}
            clock:
              description: 'The clock that a battery keeps going. Source: /proc/driver/rtc, /sys/class/rtc/rtc0, times of /proc
                and /sys.'
              type: dict
              returned: always
              contains:
                battery: {description: What the clock says of its battery; okay or dead., type: str, returned: always}
                hardware_time: {description: 'What it shows now; null without one. Unit: seconds since the epoch.', type: int,
                  returned: always}
                start_time: {description: 'What time it was for the kernel when it started. Unit: seconds since the epoch.', type: int,
                  returned: always}
                not_before: {description: 'It cannot have been earlier; the running kernel and the firmware were made then. Unit:
                    seconds since the epoch.', type: int, returned: always}
            pcie_errors:
              description: 'PCI Express devices that have counted errors since the start. Source: /sys/bus/pci/devices/*/aer_dev_*.'
              type: list
              returned: always
              elements: dict
              contains:
                address: {description: PCI address., type: str, returned: always}
                corrected: {description: Errors that were corrected., type: int, returned: always}
                nonfatal: {description: Errors that spoilt a transaction., type: int, returned: always}
                fatal: {description: Errors that broke the link., type: int, returned: always}
        network:
          description: The facts of the component network.
          type: dict
          returned: when the subset has it
          contains:
            links:
              description: 'The machine''s network links, those for containers and virtual machines included. Source: /sys/class/net.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name., type: str, returned: always}
                kind: {description: 'One of loopback, physical, wireless, virtual.', type: str, returned: always}
                driver: {description: 'The kernel driver; of a virtual link its type (bridge, vlan, wireguard …), null where the
                    kernel names none.', type: str, returned: always}
                operstate: {description: The kernel's operational state., type: str, returned: always}
                admin_up: {description: Whether the link is switched on., type: bool, returned: always}
                carrier: {description: Whether something answers at the other end of the cable or radio. False on a link that is
                    switched off., type: bool, returned: always}
                mac: {description: The hardware address., type: str, returned: always}
                mtu_bytes: {description: 'The largest packet. Unit: bytes.', type: int, returned: always}
                speed_mbps: {description: 'Negotiated speed of a physical link with carrier. Unit: Mbit/s.', type: int, returned: always}
                duplex: {description: 'full or half, of a physical link with carrier.', type: str, returned: always}
                master: {description: The bridge or bond that the link belongs to., type: str, returned: always}
                uplink: {description: 'Whether the link leads out of the machine, as against bridges and tunnels for containers,
                    virtual machines and VPNs.', type: bool, returned: always}
                addresses: {description: 'Its global addresses with their prefix. Source: ip -json address show.', type: list,
                  returned: always, elements: str}
                connection: {description: The NetworkManager profile that is active on it or that NetworkManager would bring up
                    by itself., type: str, returned: always}
                manager_state: {description: 'NetworkManager''s state of the link (see networkmanager.devices), or external for
                    one that it only takes note of; null if it is not running.', type: str, returned: always}
                manager_reason: {description: Why the link came into this state., type: str, returned: always}
                wanted_by: {description: 'Who brings the link up: networkmanager, ifupdown, networkd.', type: list, returned: always,
                  elements: str}
                supported_mbps: {description: 'The fastest that the adapter can do. Asked only of a link below 1000 Mbit/s. Unit:
                    Mbit/s. Source: ethtool.', type: int, returned: always}
                advertised_mbps: {description: 'The fastest that the adapter offers. Asked only of such a link. Unit: Mbit/s. Source:
                    ethtool.', type: int, returned: always}
                partner_mbps: {description: 'The fastest that the other end offers; null if it does not say. Asked only of such
                    a link. Unit: Mbit/s. Source: ethtool.', type: int, returned: always}
                wakes: {description: 'Whether a call over a physical link may wake the machine; null if it cannot. Source: device/power/wakeup.',
                  type: bool, returned: always}
                errors:
                  description: 'What went wrong on the link since it was made; null where it is not counted. Source: /proc/net/dev.'
                  type: dict
                  returned: always
                  contains:
                    receive_errors: {description: Packets received with errors., type: int, returned: always}
                    frame_errors: {description: Of these those that were damaged on the way., type: int, returned: always}
                    transmit_errors: {description: Packets that could not be sent., type: int, returned: always}
                    collisions: {description: Packets that met another., type: int, returned: always}
                    carrier_errors: {description: Packets that were lost because the other end was not there., type: int, returned: always}
                wireless:
                  description: 'How a wireless link is connected; null for other links. The network''s name is not read. Source:
                    NetworkManager, else iw dev LINK link; /proc/net/wireless.'
                  type: dict
                  returned: always
                  contains:
                    connected: {description: Whether it is connected to an access point., type: bool, returned: always}
                    frequency_mhz: {description: 'The frequency. Unit: MHz.', type: int, returned: always}
                    band_ghz: {description: '2.4, 5 or 6.', type: str, returned: always}
                    signal_dbm: {description: 'The signal; -30 is close by and -80 barely enough. Unit: dBm.', type: int, returned: always}
                    signal_percent: {description: 'The signal as NetworkManager rates it. Unit: percent.', type: int, returned: always}
                    bit_rate_mbps: {description: 'The bit rate. Unit: Mbit/s.', type: float, returned: always}
            addresses:
              description: 'All addresses. Source: ip -json address show.'
              type: list
              returned: always
              elements: dict
              contains:
                link: {description: The link that has it., type: str, returned: always}
                family: {description: ipv4 or ipv6., type: str, returned: always}
                address: {description: The address., type: str, returned: always}
                prefix: {description: 'Length of the prefix. Unit: bits.', type: int, returned: always}
                scope: {description: 'global, site, link or host.', type: str, returned: always}
                dynamic: {description: Whether it runs out unless it is renewed (DHCP or router advertisement)., type: bool, returned: always}
            main_link: {description: 'The link of the default route; without one, the link with an address that most likely should
                carry it. Null if there is none.', type: str, returned: always}
            default_routes:
              description: 'The default routes of the main table, IPv4 first, each family by metric. Source: /proc/net/route, /proc/net/ipv6_route.'
              type: list
              returned: always
              elements: dict
              contains:
                family: {description: ipv4 or ipv6., type: str, returned: always}
                link: {description: The link it leaves by., type: str, returned: always}
                gateway: {description: The gateway's address; null on a link that needs none., type: str, returned: always}
                metric: {description: The lower one is preferred., type: int, returned: always}
                reachable: {description: 'Whether the gateway was shown to be there, by ping or as a neighbour. Null if neither
                    could be shown.', type: bool, returned: always}
                answers_ping: {description: Whether it answers ping; null if ping could not be tried., type: bool, returned: always}
                neighbour: {description: 'The kernel''s neighbour state of a gateway that does not answer ping. Source: ip -json
                    neighbour show.', type: str, returned: always}
                seconds: {description: 'How long the answer took. Unit: seconds.', type: float, returned: always}
            reachable: {description: Whether any other machine answered by its address (a gateway or a name server). Null if nothing
                was shown either way., type: bool, returned: always}
            dns:
              description: How names are resolved, and whether they are.
              type: dict
              returned: always
              contains:
                mode: {description: 'Whose file /etc/resolv.conf is: resolved_stub, resolved_uplink, networkmanager, resolvconf,
                    static (a plain file), foreign (a link to somewhere else) or missing (a link that leads nowhere included).',
                  type: str, returned: always}
                target: {description: Where the file links to; null if it is no link., type: str, returned: always}
                nameservers: {description: 'The file''s name servers. Source: /etc/resolv.conf.', type: list, returned: always,
                  elements: str}
                search: {description: 'The file''s search domains. Source: /etc/resolv.conf.', type: list, returned: always, elements: str}
                options: {description: 'The file''s options. Source: /etc/resolv.conf.', type: list, returned: always, elements: str}
                sources: {description: 'Where host names are looked up. Source: /etc/nsswitch.conf.', type: list, returned: always,
                  elements: str}
                manager: {description: 'Whose matter the file is and who has name servers to offer: networkmanager or resolved;
                    null if nobody.', type: str, returned: always}
                offered: {description: The name servers that the manager would put into the file., type: list, returned: always,
                  elements: str}
                servers:
                  description: The name servers by address. Asked only where names do not resolve.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    address: {description: The name server., type: str, returned: always}
                    reachable: {description: Whether it takes or refuses a TCP connection (either shows that it is there)., type: bool,
                      returned: always}
                    failure: {description: 'refused, timeout, unreachable or failed; null if it took the connection.', type: str,
                      returned: always}
                probes:
                  description: 'Names that this machine depends on, asked through its own resolver: those of network_probe_names,
                    of proxies, and of package repositories where no proxy fetches them. At most three.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The name., type: str, returned: always}
                    resolves: {description: 'Whether it has an address. Source: getent ahosts.', type: bool, returned: always}
                    failure: {description: 'timeout, no_answer, not_found, server_failed, failed or unknown; null if it resolves.',
                      type: str, returned: always}
                    address: {description: Its first address., type: str, returned: always}
                names: {description: The names that were asked., type: list, returned: always, elements: str}
                failures: {description: How they failed where none resolves., type: list, returned: always, elements: str}
                resolves: {description: 'True if any of the names resolves. False if none does. Null if there was no name to ask,
                    or only one that the name servers do not know.', type: bool, returned: always}
            networkmanager:
              description: 'NetworkManager''s state. Source: busctl call org.freedesktop.NetworkManager, nmcli connection show.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether it is installed., type: bool, returned: always}
                enabled: {description: Whether it is started at boot., type: bool, returned: always}
                masked: {description: Whether starting it is forbidden., type: bool, returned: always}
                running: {description: Whether it answers., type: bool, returned: always}
                active_state: {description: systemd's ActiveState of its unit., type: str, returned: always}
                version: {description: Its version., type: str, returned: always}
                state: {description: 'asleep, disconnected, disconnecting, connecting, connected_local, connected_site or connected_global.',
                  type: str, returned: always}
                connectivity: {description: 'none, portal, limited, full or unknown.', type: str, returned: always}
                networking_enabled: {description: Whether networking is switched on in it., type: bool, returned: always}
                wireless_enabled: {description: Whether wireless is switched on in it., type: bool, returned: always}
                dns_mode: {description: Its DNS plugin., type: str, returned: always}
                rc_manager: {description: How it writes /etc/resolv.conf., type: str, returned: always}
                nameservers: {description: 'The name servers that it would write or last wrote. Source: /run/NetworkManager/resolv.conf.',
                  type: list, returned: always, elements: str}
                devices:
                  description: Its devices.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The link., type: str, returned: always}
                    driver: {description: The kernel driver., type: str, returned: always}
                    managed: {description: Whether NetworkManager looks after it., type: bool, returned: always}
                    state: {description: 'unmanaged, unavailable, disconnected, prepare, config, need_auth, ip_config, ip_check,
                        secondaries, activated, deactivating or failed.', type: str, returned: always}
                    reason: {description: Why it came into this state; a number where the reason is rare., type: str, returned: always}
                    external: {description: Whether its connection was made by somebody else and only taken note of., type: bool,
                      returned: always}
                    connection: {description: The name of the active connection., type: str, returned: always}
                    uuid: {description: Its UUID., type: str, returned: always}
                    wireless:
                      description: A wireless device's connection; null for others.
                      type: dict
                      returned: always
                      contains:
                        connected: {description: Whether it has an access point., type: bool, returned: always}
                        frequency_mhz: {description: 'The frequency. Unit: MHz.', type: int, returned: always}
                        signal_percent: {description: 'The signal as NetworkManager rates it. Unit: percent.', type: int, returned: always}
                        bit_rate_mbps: {description: 'The bit rate. Unit: Mbit/s.', type: float, returned: always}
                connections:
                  description: Its connection profiles, without any secret.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The profile's name., type: str, returned: always}
                    uuid: {description: Its UUID., type: str, returned: always}
                    type: {description: 'ethernet, wifi, vpn, bridge, loopback …', type: str, returned: always}
                    interface: {description: The only link it is for; null if it fits any., type: str, returned: always}
                    autoconnect: {description: Whether it is brought up without being asked., type: bool, returned: always}
                    active: {description: Whether it is up., type: bool, returned: always}
                    device: {description: The link it is up on., type: str, returned: always}
                    ipv4_method: {description: 'auto, manual, disabled, link-local or shared.', type: str, returned: always}
                    ipv4_gateway: {description: The gateway that the profile names., type: str, returned: always}
                    ipv6_method: {description: 'auto, dhcp, manual, disabled, ignore, link-local or shared.', type: str, returned: always}
                    nameservers: {description: The name servers that the profile names., type: list, returned: always, elements: str}
            resolved:
              description: 'systemd-resolved''s state. Source: systemctl show systemd-resolved.service.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether it is installed., type: bool, returned: always}
                enabled: {description: Whether it is started at boot., type: bool, returned: always}
                running: {description: Whether it is running., type: bool, returned: always}
                active_state: {description: systemd's ActiveState of its unit., type: str, returned: always}
                nameservers: {description: 'The name servers it asks. Source: /run/systemd/resolve/resolv.conf.', type: list, returned: always,
                  elements: str}
            proxies:
              description: 'The web proxies of the whole machine, each once. User names and passwords are dropped. Source: /etc/environment,
                /etc/apt/apt.conf, /etc/apt/apt.conf.d.'
              type: list
              returned: always
              elements: dict
              contains:
                scheme: {description: How it is spoken to., type: str, returned: always}
                host: {description: Its name or address., type: str, returned: always}
                port: {description: Its port., type: int, returned: always}
                files: {description: The files that name it., type: list, returned: always, elements: str}
                resolves: {description: Whether its name has an address; null if it is given as an address., type: bool, returned: always}
                reachable: {description: Whether it takes a TCP connection., type: bool, returned: always}
                failure: {description: 'unresolved, refused, timeout, unreachable or failed; null if it took the connection.',
                  type: str, returned: always}
            hostname:
              description: The machine's own name.
              type: dict
              returned: always
              contains:
                name: {description: The name., type: str, returned: always}
                in_hosts_file: {description: Whether /etc/hosts has it., type: bool, returned: always}
                resolves: {description: Whether programs find an address for it., type: bool, returned: always}
            rfkill:
              description: 'Radio switches. Source: /sys/class/rfkill.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: Its name., type: str, returned: always}
                index: {description: The kernel's number of it., type: int, returned: always}
                type: {description: 'wlan, bluetooth, wwan …', type: str, returned: always}
                links: {description: The wireless links of the radio that it switches., type: list, returned: always, elements: str}
                soft_blocked: {description: Whether software switched the radio off., type: bool, returned: always}
                hard_blocked: {description: Whether a key or the firmware switched it off., type: bool, returned: always}
            regulatory_domain: {description: 'The country whose rules the radios keep, such as BE; 00 for what is allowed everywhere.
                Null without a radio or without iw. Source: iw reg get.', type: str, returned: always}
            departures:
              description: Where the machine differs from its profile. Of what the profile does not name nothing is read, and nothing
                stands here.
              type: dict
              returned: always
              contains:
                connections:
                  description: 'The connections of network_connections that are not as they should be. Secrets are not looked at.
                    Source: /etc/NetworkManager/system-connections.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The connection's name., type: str, returned: always}
                    problem: {description: 'missing, unwanted or different.', type: str, returned: always}
                    settings: {description: 'The settings that differ, as section.key of the profile.', type: list, returned: always,
                      elements: str}
                name_servers: {description: 'The settings of name servers that differ. Source: /etc/systemd/resolved.conf.d, /etc/NetworkManager/conf.d,
                    /etc/resolv.conf.', type: list, returned: always, elements: str}
                proxy:
                  description: 'The places that do not name the proxy of network_proxy. Source: /etc/environment, /etc/apt, /etc/dnf/dnf.conf,
                    /etc/dconf/db/local.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    place: {description: 'environment, apt, dnf or dconf.', type: str, returned: always}
                    settings: {description: What differs there., type: list, returned: always, elements: str}
                hosts:
                  description: 'The names of network_hosts that /etc/hosts does not give with their address. Source: /etc/hosts.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The name., type: str, returned: always}
                    address: {description: The address that it should have., type: str, returned: always}
                    found: {description: The address that it has., type: str, returned: always}
                mdns: {description: 'What is not as network_mdns says. Source: /etc/systemd, /run/avahi-daemon, /etc/nsswitch.conf.',
                  type: list, returned: always, elements: str}
        peripherals:
          description: The facts of the component peripherals.
          type: dict
          returned: when the subset has it
          contains:
            usb_devices:
              description: 'Every device on the USB, hubs and root hubs too, in the order of the tree. Source: /sys/bus/usb/devices;
                what the descriptors say is taken from there.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as 1-4.2 or usb1., type: str, returned: always}
                bus: {description: Number of the bus., type: int, returned: always}
                number: {description: Number of the device on the bus; it changes with every plugging in., type: int, returned: always}
                port: {description: The ports on the way to it such as 4.2; 0 for a root hub., type: str, returned: always}
                parent: {description: The hub that it is plugged into; null for a root hub., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                revision: {description: 'The product''s version (bcdDevice). Unit: hexadecimal.', type: str, returned: always}
                manufacturer: {description: The maker as the device says it., type: str, returned: always}
                product: {description: The product as the device says it., type: str, returned: always}
                serial: {description: The serial number as the device says it., type: str, returned: always}
                vendor_name: {description: The maker by the list of USB ids; null unless names are asked for., type: str, returned: always}
                product_name: {description: The product by the list of USB ids; null unless names are asked for., type: str, returned: always}
                usb_version: {description: The version of USB that it speaks such as 2.00., type: str, returned: always}
                speed_mbps: {description: 'The speed that was agreed. Unit: Mbit/s.', type: float, returned: always}
                slow: {description: Whether it speaks USB 3 and runs no faster than USB 2., type: bool, returned: always}
                class: {description: 'Class code of the device; 00 says that each interface has its own. Unit: hexadecimal.', type: str,
                  returned: always}
                subclass: {description: 'Subclass code. Unit: hexadecimal.', type: str, returned: always}
                protocol: {description: 'Protocol code. Unit: hexadecimal.', type: str, returned: always}
                class_name: {description: The class in words., type: str, returned: always}
                authorized: {description: Whether the system lets it work., type: bool, returned: always}
                configuration: {description: Number of the active configuration; null if none could be chosen., type: int, returned: always}
                configuration_count: {description: How many configurations it has., type: int, returned: always}
                max_power_ma: {description: 'The most that it may draw from the port. Unit: mA.', type: int, returned: always}
                self_powered: {description: Whether it has a supply of its own., type: bool, returned: always}
                remote_wakeup: {description: Whether it can wake the machine., type: bool, returned: always}
                power_control: {description: 'auto: it may be put to sleep when idle; on: never.', type: str, returned: always}
                removable: {description: 'removable, fixed or unknown, as the firmware describes the port.', type: str, returned: always}
                descriptor_problem: {description: What is wrong with its descriptors; null if nothing., type: str, returned: always}
                kinds: {description: 'What it is for: audio, billboard, bluetooth, camera, card_reader, diagnostic, display_adapter,
                    fingerprint_reader, firmware_update, hub, human_interface, network, printer, serial, smart_card_reader, storage,
                    webcam.', type: list, returned: always, elements: str}
                interfaces:
                  description: Its interfaces in the active configuration.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: 'The kernel''s name such as 1-4:1.0.', type: str, returned: always}
                    number: {description: Number of the interface., type: int, returned: always}
                    class: {description: 'Class code. Unit: hexadecimal.', type: str, returned: always}
                    subclass: {description: 'Subclass code. Unit: hexadecimal.', type: str, returned: always}
                    protocol: {description: 'Protocol code. Unit: hexadecimal.', type: str, returned: always}
                    class_name: {description: The class in words., type: str, returned: always}
                    driver: {description: The driver that is bound; null if none., type: str, returned: always}
                    label: {description: What the device calls this interface., type: str, returned: always}
            usb_ports:
              description: 'The ports of all hubs. Source: /sys/bus/usb/devices/*/*-port*.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as usb1-port4., type: str, returned: always}
                hub: {description: The hub that it belongs to., type: str, returned: always}
                device: {description: What is plugged in there; null if nothing., type: str, returned: always}
                over_current_count: {description: How often it was switched off because too much current flowed; null where the
                    kernel does not count., type: int, returned: always}
            thunderbolt:
              description: 'Thunderbolt and USB4. Source: /sys/bus/thunderbolt/devices.'
              type: dict
              returned: always
              contains:
                domains:
                  description: The controllers.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The kernel's name such as domain0., type: str, returned: always}
                    security: {description: 'none, user, secure, dponly, usbonly or nopcie.', type: str, returned: always}
                    dma_protection: {description: Whether the processor guards the memory from devices., type: bool, returned: always}
                devices:
                  description: The controllers' own routers and what is plugged in.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The kernel's name such as 0-1., type: str, returned: always}
                    domain: {description: The controller that it belongs to., type: str, returned: always}
                    host: {description: Whether it is the machine's own router., type: bool, returned: always}
                    id: {description: Its unique id., type: str, returned: always}
                    vendor: {description: The maker as the device says it., type: str, returned: always}
                    device: {description: The product as the device says it., type: str, returned: always}
                    vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                    device_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                    generation: {description: 'Generation: 1 to 3 Thunderbolt, 4 USB4.', type: int, returned: always}
                    authorized: {description: '0: not allowed; 1: allowed; 2: allowed with a key.', type: int, returned: always}
                    speed_gbps: {description: 'Speed of one lane. Unit: Gbit/s.', type: float, returned: always}
                    lanes: {description: Lanes in use., type: int, returned: always}
                    firmware: {description: Version of its firmware., type: str, returned: always}
                    security: {description: The security of its controller., type: str, returned: always}
            bluetooth:
              description: 'Bluetooth. Source: /sys/class/bluetooth, /sys/fs/cgroup.'
              type: dict
              returned: always
              contains:
                adapters:
                  description: The radios; one that is there and that its driver could not start has no name.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The kernel's name such as hci0., type: str, returned: always}
                    bus: {description: 'usb, pci, serial or other.', type: str, returned: always}
                    device: {description: The USB device that it is., type: str, returned: always}
                    driver: {description: The driver of the USB device., type: str, returned: always}
                    blocked_soft: {description: Whether it is switched off by software., type: bool, returned: always}
                    blocked_hard: {description: Whether it is switched off by a switch or key., type: bool, returned: always}
                installed: {description: Whether the Bluetooth service is installed., type: bool, returned: always}
                running: {description: Whether the Bluetooth service runs., type: bool, returned: always}
            cameras:
              description: 'Cameras that give pictures to programs. Source: /sys/class/video4linux.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                device: {description: The USB device that it is., type: str, returned: always}
                driver: {description: The driver of the USB device., type: str, returned: always}
                bus: {description: 'usb, pci, platform or virtual.', type: str, returned: always}
                nodes: {description: Its nodes such as video0., type: list, returned: always, elements: str}
            camera_sensors: {description: 'Camera sensors on the processor''s own bus (MIPI) that the firmware names. They need
                libcamera and more than a USB driver. Source: /sys/bus/acpi/devices.', type: list, returned: always, elements: str}
            card_readers:
              description: 'Readers of memory cards. Source: USB devices, /sys/class/mmc_host, drivers of /sys/bus/pci.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                bus: {description: 'usb, pci or platform.', type: str, returned: always}
                device: {description: The kernel's name of the device., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                driver: {description: The driver that is bound., type: str, returned: always}
            fingerprint_readers:
              description: 'Fingerprint readers, by maker and by what they call themselves. Source: USB devices.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                bus: {description: 'usb, pci or platform.', type: str, returned: always}
                device: {description: The kernel's name of the device., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                driver: {description: The driver that is bound., type: str, returned: always}
            smart_card_readers:
              description: 'Smart-card readers (CCID). Source: USB devices.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                bus: {description: 'usb, pci or platform.', type: str, returned: always}
                device: {description: The kernel's name of the device., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                driver: {description: The driver that is bound., type: str, returned: always}
            smart_card_service:
              description: 'The service behind smart-card readers (pcscd); null without a reader. It may rest until somebody asks.
                Source: /sys/fs/cgroup.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether it is installed., type: bool, returned: always}
                running: {description: Whether it runs., type: bool, returned: always}
            input_devices:
              description: 'Keyboards, mice, touchpads and all else that gives input. Source: /proc/bus/input/devices.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                bus: {description: 'usb, bluetooth, ps2, i2c, host, virtual …', type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                phys: {description: Where it is connected., type: str, returned: always}
                sysfs: {description: Its place below /sys., type: str, returned: always}
                handlers: {description: Its nodes and handlers such as event3., type: list, returned: always, elements: str}
                usb_device: {description: The USB device that it belongs to., type: str, returned: always}
                kinds: {description: 'accelerometer, game_controller, keyboard, keys, mouse, pointing_stick, switch, tablet, touchpad,
                    touchscreen.', type: list, returned: always, elements: str}
            game_controllers: {description: 'Names of the game controllers. Source: /proc/bus/input/devices.', type: list, returned: always,
              elements: str}
            serial_adapters:
              description: 'Adapters to serial lines, modems and boards. Source: USB devices, /sys/class/tty.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                device: {description: The USB device that it is., type: str, returned: always}
                driver: {description: The driver that is bound., type: str, returned: always}
                nodes: {description: Its nodes such as ttyUSB0., type: list, returned: always, elements: str}
            docks:
              description: 'Docking stations, by their names or by what they bring together. Source: USB tree and Thunderbolt.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What it is called., type: str, returned: always}
                kind: {description: usb or thunderbolt., type: str, returned: always}
                device: {description: The kernel's name of its hub or router., type: str, returned: always}
                members: {description: The USB devices in it., type: list, returned: always, elements: str}
            printers:
              description: 'Printers on the USB, by the id that they give themselves (IEEE 1284), else by their USB strings. Source:
                /sys/bus/usb/devices/*/ieee1284_id.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: Maker and model., type: str, returned: always}
                device: {description: The USB device that it is., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                manufacturer: {description: The maker., type: str, returned: always}
                model: {description: The model without the maker., type: str, returned: always}
                serial: {description: The serial number., type: str, returned: always}
                device_id: {description: The IEEE 1284 id as it is; null where nobody has asked the printer for it., type: str,
                  returned: always}
                commands: {description: The languages that it understands., type: list, returned: always, elements: str}
                ipp_over_usb: {description: Whether it speaks IPP over USB so that ipp-usb can serve it without a driver., type: bool,
                  returned: always}
                driver: {description: The kernel driver that is bound., type: str, returned: always}
                spellings: {description: How model and serial number may be spelt in a queue's address., type: list, returned: always,
                  elements: str}
            ipp_usb:
              description: 'The service that makes network printers of USB printers; null without a USB printer. Source: /sys/fs/cgroup.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether it is installed., type: bool, returned: always}
                running: {description: Whether it runs., type: bool, returned: always}
            desired:
              description: The settings that the profile says something about; null where it says nothing.
              type: dict
              returned: always
              contains:
                bluetooth:
                  description: 'The service, and each setting by section and key such as Policy.AutoEnable; null unless the profile
                    names it. Source: /etc/systemd/system, /etc/bluetooth/main.conf.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is., type: str, returned: always}
                    wanted: {description: What the profile wants., type: str, returned: always}
                    value: {description: What is there; null for nothing., type: str, returned: always}
                thunderbolt:
                  description: 'Whether bolt authorises, its policy, and each device that is plugged in and should be remembered;
                    null unless the profile names it. Source: /var/lib/boltd.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is., type: str, returned: always}
                    wanted: {description: What the profile wants., type: str, returned: always}
                    value: {description: What is there; null for nothing., type: str, returned: always}
                webcams:
                  description: 'Whether webcams can be used; null unless the profile names it. Source: /etc/modprobe.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is., type: str, returned: always}
                    wanted: {description: What the profile wants., type: str, returned: always}
                    value: {description: What is there; null for nothing., type: str, returned: always}
                usbguard:
                  description: 'The service, what happens to unknown devices, whether there are rules, and keyboards; empty in
                    a container; null unless the profile names it. Source: /etc/usbguard, /etc/systemd/system.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is., type: str, returned: always}
                    wanted: {description: What the profile wants., type: str, returned: always}
                    value: {description: What is there; null for nothing., type: str, returned: always}
                udev_rules:
                  description: 'The files of rules; null unless the profile names it. Source: /etc/udev/rules.d.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is., type: str, returned: always}
                    wanted: {description: What the profile wants., type: str, returned: always}
                    value: {description: What is there; null for nothing., type: str, returned: always}
        power:
          description: The facts of the component power.
          type: dict
          returned: when the subset has it
          contains:
            batteries:
              description: 'Batteries that power the workstation, not those of peripherals. Source: /sys/class/power_supply.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as BAT0., type: str, returned: always}
                manufacturer: {description: The maker., type: str, returned: always}
                model: {description: The maker's name of the model., type: str, returned: always}
                serial: {description: The serial number., type: str, returned: always}
                technology: {description: 'The kind of cell such as Li-ion, Li-poly or NiMH.', type: str, returned: always}
                present: {description: Whether a battery is in the bay., type: bool, returned: always}
                status: {description: 'The kernel''s word: Charging, Discharging, Not charging, Full or Unknown.', type: str, returned: always}
                level: {description: 'The kernel''s word for the level such as Normal, Low or Critical.', type: str, returned: always}
                kernel_health: {description: The kernel's word for its state such as Good or Overheat., type: str, returned: always}
                units: {description: 'In what the battery counts: energy or charge; null if it does not say.', type: str, returned: always}
                design_volts: {description: 'The voltage by which a charge becomes an energy. Unit: volts.', type: float, returned: always}
                volts: {description: 'The voltage now. Unit: volts.', type: float, returned: always}
                watts: {description: 'What flows in or out now. Unit: watts.', type: float, returned: always}
                now_wh: {description: 'What is in it. Unit: watt-hours.', type: float, returned: always}
                full_wh: {description: 'What it holds when it is full. Unit: watt-hours.', type: float, returned: always}
                design_wh: {description: 'What it was made to hold. Unit: watt-hours.', type: float, returned: always}
                percent: {description: 'How full it is. Unit: percent.', type: float, returned: always}
                health_percent: {description: 'What it holds of what it was made to hold. Unit: percent.', type: float, returned: always}
                plausible: {description: Whether that can be (up to 105 %); null if it is not known., type: bool, returned: always}
                wear_percent: {description: 'What it has lost; null if it is not known or not plausible. Unit: percent.', type: float,
                  returned: always}
                cycles: {description: How often it has been charged; null if its firmware does not count., type: int, returned: always}
                temperature: {description: 'How warm it is. Unit: degrees Celsius.', type: float, returned: always}
                start_threshold: {description: 'Charging starts below this. Unit: percent.', type: int, returned: always}
                end_threshold: {description: 'Charging stops at this. Unit: percent.', type: int, returned: always}
                behaviour: {description: 'How it is charged: auto, inhibit-charge or force-discharge.', type: str, returned: always}
                charge_type: {description: 'The way of charging such as Standard, Fast, Long_Life or Adaptive.', type: str, returned: always}
                limits: {description: 'What keeps it from being charged full on purpose, each as file=value.', type: list, returned: always,
                  elements: str}
            peripherals:
              description: 'Batteries of peripherals such as mice. Source: /sys/class/power_supply with scope Device.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name., type: str, returned: always}
                manufacturer: {description: The maker., type: str, returned: always}
                model: {description: The peripheral's model., type: str, returned: always}
                serial: {description: The serial number., type: str, returned: always}
                status: {description: The kernel's word., type: str, returned: always}
                level: {description: 'The kernel''s word for the level such as Normal, Low or Critical.', type: str, returned: always}
                percent: {description: 'How full it is. Unit: percent.', type: int, returned: always}
            supplies:
              description: 'Where power can come from, such as the mains adapter and USB-C ports. Source: /sys/class/power_supply.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as AC., type: str, returned: always}
                type: {description: 'mains, usb, wireless or ups.', type: str, returned: always}
                manufacturer: {description: The maker., type: str, returned: always}
                model: {description: The model., type: str, returned: always}
                online: {description: Whether it gives power now., type: bool, returned: always}
                usb_type: {description: What was agreed over USB such as PD or C., type: str, returned: always}
                watts: {description: 'The most that it offers now. Unit: watts.', type: float, returned: always}
            on_mains: {description: 'Whether any of them gives power; null if none is known. Source: /sys/class/power_supply.',
              type: bool, returned: always}
            lid:
              description: 'The lid. Source: /proc/acpi/button/lid.'
              type: dict
              returned: always
              contains:
                present: {description: Whether there is one., type: bool, returned: always}
                closed: {description: Whether it is closed., type: bool, returned: always}
            sleep:
              description: 'How the machine can sleep and how that went since it was started. Source: /sys/power.'
              type: dict
              returned: always
              contains:
                states: {description: 'States that it can enter: freeze, standby, mem, disk.', type: list, returned: always, elements: str}
                modes: {description: 'Ways of suspending to memory: s2idle, shallow, deep.', type: list, returned: always, elements: str}
                mode: {description: The way that is used., type: str, returned: always}
                hibernation: {description: 'How it switches off to hibernate, such as platform or shutdown.', type: str, returned: always}
                successes: {description: How often it slept., type: int, returned: always}
                failures: {description: How often it could not., type: int, returned: always}
                last_failed_device: {description: The device that stopped it last., type: str, returned: always}
                last_failed_step: {description: At which step it failed last such as suspend or freeze., type: str, returned: always}
                last_failed_error: {description: The kernel's error number of that., type: int, returned: always}
                last_hardware_sleep_seconds: {description: 'How long the hardware really slept the last time (s2idle). Unit: seconds.',
                  type: float, returned: always}
                total_hardware_sleep_seconds: {description: 'How long the hardware has really slept since the start. Unit: seconds.',
                  type: float, returned: always}
            thermal_zones:
              description: 'Zones whose temperature the kernel or the firmware watches. Source: /sys/class/thermal.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as thermal_zone0., type: str, returned: always}
                type: {description: What is measured such as acpitz or x86_pkg_temp., type: str, returned: always}
                temperature: {description: 'The temperature. Unit: degrees Celsius.', type: float, returned: always}
                mode: {description: enabled or disabled., type: str, returned: always}
                policy: {description: How it is kept cool such as step_wise., type: str, returned: always}
                trips:
                  description: Temperatures at which something is done.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    type: {description: 'active (fan), passive (slower), hot or critical (switched off).', type: str, returned: always}
                    temperature: {description: 'The temperature; null if it is switched off. Unit: degrees Celsius.', type: float,
                      returned: always}
            cooling_devices:
              description: 'What can be done against heat. Source: /sys/class/thermal.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name., type: str, returned: always}
                type: {description: What it is such as Processor or Fan., type: str, returned: always}
                state: {description: How much of it is used., type: int, returned: always}
                most: {description: The most of it., type: int, returned: always}
            throttling:
              description: 'How heat has slowed the first processor down since the start; null where the processor does not count.
                Source: /sys/devices/system/cpu/cpu0/thermal_throttle.'
              type: dict
              returned: always
              contains:
                core_events: {description: How often its core was too hot., type: int, returned: always}
                package_events: {description: How often its package was too hot., type: int, returned: always}
                package_seconds: {description: 'How long its package was too hot. Unit: seconds.', type: float, returned: always}
            platform_profile:
              description: 'What the firmware is asked to prefer. Source: /sys/firmware/acpi/platform_profile.'
              type: dict
              returned: always
              contains:
                selected: {description: The choice such as balanced; null if there is none., type: str, returned: always}
                choices: {description: What can be chosen., type: list, returned: always, elements: str}
            managers:
              description: 'Services that decide how much power the machine uses, and that start with it or run; one that runs
                comes first. Source: /etc/systemd/system, /sys/fs/cgroup/system.slice.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The service such as tlp or power-profiles-daemon., type: str, returned: always}
                enabled: {description: Whether it starts with the machine., type: bool, returned: always}
                running: {description: Whether it runs., type: bool, returned: always}
            chosen_profile:
              description: 'The power profile that its manager keeps; null unless power_profile is set. Source: /var/lib/power-profiles-daemon/state.ini,
                /etc/tlp.d, /etc/tuned/active_profile.'
              type: dict
              returned: always
              contains:
                name: {description: 'performance, balanced, power-saver, or what the manager calls another one; null if it keeps
                    none.', type: str, returned: always}
                performance_possible: {description: Whether this machine has anything that makes it faster than balanced., type: bool,
                  returned: always}
            kept_limits:
              description: 'The limits of charging that are set whenever a battery appears; null unless the profile has limits.
                Source: /etc/udev/rules.d/60-fieldtech-charge.rules, /etc/tlp.d.'
              type: dict
              returned: always
              contains:
                start: {description: 'Below this it is charged. Unit: percent.', type: int, returned: always}
                end: {description: 'Up to this it is charged. Unit: percent.', type: int, returned: always}
            sleep_policy:
              description: What systemd lets the machine do; null unless power_suspend or power_hibernate is set.
              type: dict
              returned: always
              contains:
                settings:
                  description: 'Whether its settings allow it. Source: /etc/systemd/sleep.conf, sleep.conf.d.'
                  type: dict
                  returned: always
                  contains:
                    suspend: {description: Suspending., type: bool, returned: always}
                    hibernate: {description: Hibernating., type: bool, returned: always}
                targets:
                  description: 'Whether its target is there, and not masked. Source: /etc/systemd/system.'
                  type: dict
                  returned: always
                  contains:
                    suspend: {description: Suspending., type: bool, returned: always}
                    hibernate: {description: Hibernating., type: bool, returned: always}
            chips:
              description: 'Chips with sensors. Source: /sys/class/hwmon.'
              type: list
              returned: always
              elements: dict
              contains:
                chip: {description: Its name as `sensors` gives it such as coretemp-isa-0000., type: str, returned: always}
                driver: {description: Its kind such as coretemp., type: str, returned: always}
                folder: {description: Where its files are., type: str, returned: always}
                device: {description: The device that it belongs to; null for a virtual one., type: str, returned: always}
                place: {description: 'Where it sits: cpu, gpu, disk, memory, network, battery, supply or board.', type: str, returned: always}
                asleep: {description: Whether it was left unread so as not to wake its device up., type: bool, returned: always}
            sensors:
              description: 'What those chips measure. Source: /sys/class/hwmon.'
              type: list
              returned: always
              elements: dict
              contains:
                chip: {description: The chip., type: str, returned: always}
                driver: {description: Its kind., type: str, returned: always}
                place: {description: Where it sits., type: str, returned: always}
                folder: {description: Where its files are., type: str, returned: always}
                name: {description: The sensor such as temp1., type: str, returned: always}
                kind: {description: 'in (volts), fan (turns per minute), temp (degrees Celsius), power (watts), energy (joules),
                    curr (amperes), humidity (percent), cpu (volts), intrusion or beep (whether the chip may).', type: str, returned: always}
                label: {description: What it is called., type: str, returned: always}
                value: {description: The reading., type: float, returned: always}
                readings: {description: 'Everything that it says: the reading, its limits and alarms by their names such as input,
                    max, crit_alarm.', type: dict, returned: always}
                alarms: {description: The alarms that are on., type: list, returned: always, elements: str}
                fault: {description: Whether the sensor itself is said to be broken; null if it cannot tell., type: bool, returned: always}
            fans:
              description: 'Fans whose turning is measured. Source: /sys/class/hwmon.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The chip and the fan's label., type: str, returned: always}
                chip: {description: The chip that measures it., type: str, returned: always}
                place: {description: 'Where that chip sits: gpu, board …', type: str, returned: always}
                turns_per_minute: {description: How fast it turns., type: int, returned: always}
                least: {description: The slowest that it should turn., type: float, returned: always}
                most: {description: The fastest that it can turn., type: float, returned: always}
                power_255: {description: 'What it is driven with, from 0 to 255.', type: int, returned: always}
                fault: {description: Whether its chip says that it is broken; null if it cannot tell., type: bool, returned: always}
                alarms: {description: The alarms that are on., type: list, returned: always, elements: str}
            heat:
              description: 'The hottest point of each part that has a believable limit of its own, and that limit. Source: /sys/class/thermal,
                /sys/class/hwmon.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The zone or chip., type: str, returned: always}
                place: {description: 'zone, cpu, gpu or memory.', type: str, returned: always}
                label: {description: The sensor., type: str, returned: always}
                temperature: {description: 'The temperature. Unit: degrees Celsius.', type: float, returned: always}
                limit: {description: 'From this on it is too hot: for a critical trip point, 5 degrees before it. Unit: degrees
                    Celsius.', type: float, returned: always}
                limit_kind: {description: 'The limit''s name: hot, critical, crit or emergency.', type: str, returned: always}
        printing:
          description: The facts of the component printing.
          type: dict
          returned: when the subset has it
          contains:
            installed: {description: 'Whether the CUPS scheduler is installed. Without it, queues and jobs are empty lists. Source:
                /usr/sbin/cupsd.', type: bool, returned: always}
            scheduler:
              description: 'The CUPS scheduler. What systemd says is asked only when it does not answer, and is null otherwise.
                Source: IPP on /run/cups/cups.sock, else localhost:631.'
              type: dict
              returned: always
              contains:
                running: {description: Whether it answers IPP requests. It may be started by the question; that is how socket activation
                    works., type: bool, returned: always}
                problem: {description: 'Why it does not answer: absent, refused, reset, timeout, garbled; null if it answers.',
                  type: str, returned: always}
                socket_state: {description: ActiveState of cups.socket., type: str, returned: always}
                service_state: {description: ActiveState of cups.service; inactive is healthy while the socket listens., type: str,
                  returned: always}
                service_result: {description: Result of cups.service such as exit-code., type: str, returned: always}
                unit_file_state: {description: 'Whether cups.service starts at boot: enabled, disabled, masked.', type: str, returned: always}
                configuration_error: {description: What cupsd -t says about its configuration; null if it is right., type: str,
                  returned: always}
            settings:
              description: 'What the scheduler''s configuration says about other machines and about failures. Null unless the profile
                asks for it. Source: /etc/cups/cupsd.conf.'
              type: dict
              returned: always
              contains:
                browsing: {description: Whether shared queues are announced on the network., type: bool, returned: always}
                default_shared: {description: Whether new queues are offered to other machines., type: bool, returned: always}
                open: {description: Whether it listens to more than this machine., type: bool, returned: always}
                error_policy: {description: What becomes of a document that could not be printed, type: str, returned: always}
            default_queue: {description: The name of the default queue of the machine., type: str, returned: always}
            queues:
              description: 'The print queues that the scheduler has. Source: CUPS-Get-Printers, /etc/cups/ppd, the printers themselves.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The queue's name., type: str, returned: always}
                description: {description: What people see as its name., type: str, returned: always}
                location: {description: Where the printer stands., type: str, returned: always}
                device_uri: {description: Where the scheduler sends documents; without user and password., type: str, returned: always}
                uuid: {description: The queue's own identification., type: str, returned: always}
                state: {description: 'idle, processing, stopped or unknown.', type: str, returned: always}
                state_reasons: {description: IPP keywords such as media-empty-warning or cups-missing-filter-warning., type: list,
                  returned: always, elements: str}
                state_message: {description: What the scheduler says about the state., type: str, returned: always}
                state_since: {description: 'When the state last changed. Unit: seconds since the epoch.', type: int, returned: always}
                accepting: {description: Whether it takes new documents., type: bool, returned: always}
                shared: {description: Whether it is offered to other machines., type: bool, returned: always}
                is_default: {description: Whether it is the default queue of the machine., type: bool, returned: always}
                is_class: {description: Whether it is a class of several queues., type: bool, returned: always}
                members: {description: The queues of a class., type: list, returned: always, elements: str}
                temporary: {description: 'Made by itself for a printer on the network (cups-browsed, or on demand); it is not of
                    the profile.', type: bool, returned: always}
                make_and_model: {description: The driver as it names itself., type: str, returned: always}
                driverless: {description: Whether the printer itself says what it can do (IPP Everywhere)., type: bool, returned: always}
                error_policy: {description: What happens with a document that could not be printed., type: str, returned: always}
                queued_jobs: {description: Documents that are not over as the queue counts them., type: int, returned: always}
                markers:
                  description: Toner, ink and the like.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The supply's name., type: str, returned: always}
                    type: {description: Its kind such as toner., type: str, returned: always}
                    color: {description: Its colour such as '#00FFFF'., type: str, returned: always}
                    level_percent: {description: 'What is left; null if the printer does not know. Unit: percent.', type: int,
                      returned: always}
                    low_percent: {description: 'From where on the printer calls it low. Unit: percent.', type: int, returned: always}
                ppd: {description: Whether the queue has a PPD file., type: bool, returned: always}
                missing_filters: {description: Programs that its PPD names and that are not there., type: list, returned: always,
                  elements: str}
                missing_backend: {description: The program that would reach the printer if that is not there; null if it is., type: str,
                  returned: always}
                different_options: {description: Options of the profile that have another value; empty where the profile names
                    none., type: list, returned: always, elements: str}
                plugin_missing: {description: Whether the driver says that it needs the maker's plug-in and that is not there.,
                  type: bool, returned: always}
                waiting_jobs: {description: Documents that wait or are being printed; not the held ones., type: int, returned: always}
                oldest_waiting_seconds: {description: 'How long ago the oldest of them was sent. Unit: seconds.', type: int, returned: always}
                held_jobs: {description: Documents that somebody holds back., type: int, returned: always}
                oldest_held_seconds: {description: 'How long ago the oldest of them was sent. Unit: seconds.', type: int, returned: always}
                processing_seconds: {description: 'For how long a document is being printed; null if none is. Unit: seconds.',
                  type: int, returned: always}
                device_address: {description: Address and port of a network printer., type: str, returned: always}
                reachable: {description: Whether the printer is there; null where that cannot be told., type: bool, returned: always}
                unreachable_reason: {description: 'refused, timeout, unreachable, unresolved, failed, not_connected; null otherwise.',
                  type: str, returned: always}
                identity: {description: 'Who answers at the queue''s address: same (the printer with the profile''s UUID), other,
                    silent (nobody). Null unless the profile names a UUID.', type: str, returned: always}
                found_at: {description: Another address at which the printer with the profile's UUID answers., type: str, returned: always}
                device_state: {description: 'What an IPP printer says of itself: idle, processing, stopped. Asked only when a document
                    takes long.', type: str, returned: always}
                stuck_jobs: {description: Numbers of documents that nothing moves although the queue is open., type: list, returned: always,
                  elements: int}
                stuck_seconds: {description: 'For how long the first of them stands. Unit: seconds.', type: int, returned: always}
            jobs:
              description: 'Documents that are not over yet, by number. Their names and owners are not asked for. Source: Get-Jobs.'
              type: list
              returned: always
              elements: dict
              contains:
                id: {description: The document's number., type: int, returned: always}
                queue: {description: The queue in which it is., type: str, returned: always}
                state: {description: 'pending, pending-held, processing, processing-stopped.', type: str, returned: always}
                state_reasons: {description: IPP keywords such as job-hold-until-specified., type: list, returned: always, elements: str}
                age_seconds: {description: 'How long ago it was sent. Unit: seconds.', type: int, returned: always}
                processing_seconds: {description: 'How long ago its printing began. Unit: seconds.', type: int, returned: always}
                size_bytes: {description: 'Its size. Unit: bytes.', type: int, returned: always}
                sheets_done: {description: Sheets that came out., type: int, returned: always}
        scanning:
          description: The facts of the component scanning.
          type: dict
          returned: when the subset has it
          contains:
            installed: {description: 'Whether SANE is set up on this machine. Source: /etc/sane.d.', type: bool, returned: always}
            backends:
              description: 'The back ends that SANE tries, in its order. Source: /etc/sane.d/dll.conf, /etc/sane.d/dll.d.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The back end such as genesys., type: str, returned: always}
                file: {description: The file that names it., type: str, returned: always}
                installed: {description: Whether its library is there., type: bool, returned: always}
            profile_backends:
              description: 'The back ends that the profile names, wanted or not. Empty where it names none. Source: scanning_backends,
                scanning_unwanted_backends, /etc/sane.d/dll.conf, /etc/sane.d/dll.d.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The back end such as genesys., type: str, returned: always}
                wanted: {description: Whether SANE shall try it., type: bool, returned: always}
                tried: {description: Whether SANE tries it., type: bool, returned: always}
                installed: {description: Whether its library is there; known only of one that is tried., type: bool, returned: always}
                file: {description: The file that names it., type: str, returned: always}
            airscan:
              description: 'sane-airscan, the back end for driverless scanners (eSCL and WSD) on the network and over ipp-usb.
                Source: /etc/sane.d/airscan.conf, /etc/sane.d/airscan.d.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether its library is there and SANE tries it., type: bool, returned: always}
                enabled: {description: Whether SANE tries it., type: bool, returned: always}
                discovery: {description: Whether it looks for scanners by itself., type: bool, returned: always}
                ws_discovery: {description: 'How it looks for WSD scanners: fast, full or off.', type: str, returned: always}
                devices:
                  description: Scanners that its configuration names.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: What it is called there., type: str, returned: always}
                    url: {description: Its address without user and password; null if it is disabled., type: str, returned: always}
                    disabled: {description: Whether it must not be used., type: bool, returned: always}
                    protocol: {description: 'What it speaks: eSCL or WSD.', type: str, returned: always}
                ignored: {description: What its configuration leaves out., type: list, returned: always, elements: str}
            saned:
              description: 'The service that lends this machine''s scanners to others. Source: /etc/sane.d/saned.conf.'
              type: dict
              returned: always
              contains:
                installed: {description: Whether it is installed., type: bool, returned: always}
                enabled: {description: Whether its socket starts with the machine., type: bool, returned: always}
                clients: {description: Who may use it., type: list, returned: always, elements: str}
            usb_scanners:
              description: 'Scanners on the USB. Source: /sys/bus/usb/devices, /run/udev/data, /etc/sane.d/*.conf.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: Maker and product., type: str, returned: always}
                device: {description: The USB device that it is., type: str, returned: always}
                vendor_id: {description: 'The maker''s number. Unit: hexadecimal.', type: str, returned: always}
                product_id: {description: 'The product''s number. Unit: hexadecimal.', type: str, returned: always}
                serial: {description: The serial number., type: str, returned: always}
                known_by: {description: 'How it is known to be a scanner: udev (SANE''s list there), backend (a back end''s configuration
                    names it), name (it calls itself one), ipp_over_usb (a multifunction printer that speaks IPP over USB).', type: list,
                  returned: always, elements: str}
                backends: {description: Installed back ends that name it or can serve it., type: list, returned: always, elements: str}
                supported: {description: Whether an installed back end serves it., type: bool, returned: always}
                node: {description: Its device node., type: str, returned: always}
                mode: {description: 'The rights of the node. Unit: octal.', type: str, returned: always}
                group: {description: The group of the node., type: str, returned: always}
                seat_access: {description: Whether whoever sits at the machine may use it; null where udev has noted nothing.,
                  type: bool, returned: always}
                closed: {description: Whether only root may use it; null if that is not known., type: bool, returned: always}
            network_scanners:
              description: 'Scanners that announced themselves on the network. Null unless names are asked for, or the profile
                knows of a scanner nothing but its name. Source: avahi-browse --cache.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The name that it announces., type: str, returned: always}
                address: {description: Its address., type: str, returned: always}
                port: {description: Its port., type: int, returned: always}
                secure: {description: Whether it offers encryption., type: bool, returned: always}
                model: {description: Maker and model., type: str, returned: always}
                path: {description: The first part of its addresses such as eSCL., type: str, returned: always}
                sources: {description: What it scans from such as platen., type: list, returned: always, elements: str}
            required:
              description: 'The scanners of the profile. Source: scanning_required, and the scanners themselves over eSCL.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: What people call it., type: str, returned: always}
                id: {description: Its USB numbers., type: str, returned: always}
                address: {description: Its address on the network., type: str, returned: always}
                found: {description: Whether it is there., type: bool, returned: always}
                problem: {description: 'Why a network scanner gave no answer: ECONNREFUSED, timeout, no_scanner, address …', type: str,
                  returned: always}
                model: {description: Maker and model as it says them., type: str, returned: always}
                state: {description: 'What it is doing: Idle, Processing, Testing, Stopped, Down.', type: str, returned: always}
                sources: {description: 'What it scans from: platen, feeder, feeder_duplex, camera.', type: list, returned: always,
                  elements: str}
                resolutions: {description: 'The resolutions that it offers. Unit: dots per inch.', type: list, returned: always,
                  elements: int}
                formats: {description: The formats that it offers., type: list, returned: always, elements: str}
            permissions:
              description: 'Whether the users and devices that the profile names have what they need to scan. Empty where it names
                none. Source: /etc/group, /etc/udev/rules.d.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The user or the numbers of the device., type: str, returned: always}
                kind: {description: user or device., type: str, returned: always}
                right: {description: Whether it is as it should be., type: bool, returned: always}
            discovery_port:
              description: 'The port of WS-Discovery (3702/udp), which sane-airscan needs for itself. Source: /proc/net/udp, /proc/*/fd.'
              type: dict
              returned: always
              contains:
                needed: {description: Whether sane-airscan is there and looks for WSD scanners., type: bool, returned: always}
                taken: {description: Whether somebody listens there., type: bool, returned: always}
                program: {description: Who listens there; looked for only if it is needed and taken., type: str, returned: always}
                version: {description: The version of that program if it is wsdd., type: str, returned: always}
        security:
          description: The facts of the component security.
          type: dict
          returned: when the subset has it
          contains:
            firewall:
              description: 'The firewall of the profile beside what it should let in; null where the profile says nothing of it.
                Source: nft, ufw or firewall-cmd, and their files; sshd -T for the ports of ssh.'
              type: dict
              returned: always
              contains:
                backend: {description: 'Who keeps the rules: nftables, ufw, firewalld.', type: str, returned: always}
                running: {description: Whether rules hold now., type: bool, returned: always}
                at_start: {description: Whether they are loaded when the machine starts., type: bool, returned: always}
                missing: {description: 'What should be let in and is not, in the words of the backend; also a file or zone that
                    is not ours.', type: list, returned: always, elements: str}
                extra: {description: 'What is let in, or set, beyond the profile, in the words of the backend.', type: list, returned: always,
                  elements: str}
            antivirus:
              description: 'The scanner for viruses. Source: /var/lib/clamav, /var/log/fieldtech/virus-scan.log, systemctl show.'
              type: dict
              returned: always
              contains:
                signatures_at: {description: 'When the newest signatures came; 0 if there are none, null where there is no scanner.
                    Unit: seconds since the epoch.', type: float, returned: always}
                scan:
                  description: The last whole scan by the clock; null if there was none.
                  type: dict
                  returned: always
                  contains:
                    ended_at: {description: 'When it ended. Unit: seconds since the epoch by the machine''s own clock and zone.',
                      type: float, returned: always}
                    complete: {description: Whether it came to its end., type: bool, returned: always}
                    infected: {description: How many infected files it counts., type: int, returned: always}
                    errors: {description: How many files it could not read., type: int, returned: always}
                    found:
                      description: What it found.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        path: {description: The file., type: str, returned: always}
                        virus: {description: What it is called., type: str, returned: always}
                        quarantined: {description: Where it was moved to; null if it is where it was., type: str, returned: always}
                differs: {description: 'What is not as the profile says: clamd, freshclam, scan (the clock runs or does not), schedule,
                    paths, exclude, on_access. Empty where the profile says nothing of it.', type: list, returned: always, elements: str}
            encryption:
              description: 'What is encrypted. Whether file systems are stands among the facts of storage. Source: /sys/class/block,
                /proc/swaps.'
              type: dict
              returned: always
              contains:
                mapped:
                  description: Open encrypted devices.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    device: {description: The kernel's name such as dm-0., type: str, returned: always}
                    name: {description: Its own name such as nvme0n1p3_crypt., type: str, returned: always}
                    kind: {description: 'luks1, luks2, plain …', type: str, returned: always}
                swaps:
                  description: Swap on devices. Swap in files is as well protected as their file system.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    device: {description: The device., type: str, returned: always}
                    in_memory: {description: Whether it is in memory (zram)., type: bool, returned: always}
                    encrypted: {description: Whether it is encrypted., type: bool, returned: always}
            ssh:
              description: 'The ssh server beside the profile; null where there is none, or the profile says nothing of it. Source:
                sshd -T.'
              type: dict
              returned: always
              contains:
                differs:
                  description: Settings that are not as the profile says.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    setting: {description: The setting., type: str, returned: always}
                    found: {description: Its value; null if it is not set., type: str, returned: always}
                    wanted: {description: The profile's., type: str, returned: always}
            sudo:
              description: 'How sudo remembers and records, beside the profile; null where there is no sudo, or the profile says
                nothing of it. Source: /etc/sudoers.d/zz-fieldtech-policy.'
              type: dict
              returned: always
              contains:
                differs:
                  description: Settings that are not as the profile says.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    setting: {description: The setting., type: str, returned: always}
                    found: {description: Its value; null if it is not set., type: str, returned: always}
                    wanted: {description: The profile's., type: str, returned: always}
            apparmor:
              description: 'AppArmor. Source: /sys/module/apparmor, /etc/apparmor.d, systemctl show.'
              type: dict
              returned: always
              contains:
                kernel: {description: Whether the kernel's AppArmor is on; null where it has none., type: bool, returned: always}
                at_start: {description: Whether profiles are loaded when the machine starts; null where the profile does not ask.,
                  type: bool, returned: always}
                profiles:
                  description: The profiles that the workstation's profile names and that are there.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The file., type: str, returned: always}
                    mode: {description: 'enforce, complain or disable.', type: str, returned: always}
                    wanted: {description: The mode that it should have., type: str, returned: always}
            selinux:
              description: 'SELinux; null where there is none. Source: /sys/fs/selinux/enforce, /etc/selinux/config.'
              type: dict
              returned: always
              contains:
                current: {description: 'enforcing, permissive or disabled.', type: str, returned: always}
                configured: {description: The mode of the next start., type: str, returned: always}
            usb_storage:
              description: 'Whether USB sticks and disks may be used. Source: /etc/udev/rules.d/71-fieldtech-usb-storage.rules,
                /etc/modprobe.d.'
              type: dict
              returned: always
              contains:
                policy: {description: 'What our rule says: allowed (there is none), read_only, blocked.', type: str, returned: always}
                blocked_drivers:
                  description: Drivers that somebody else keeps from being loaded; only looked at where the profile names USB storage.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    driver: {description: usb-storage or uas., type: str, returned: always}
                    file: {description: The file that says so., type: str, returned: always}
            hardening:
              description: 'The switches that the profile names. Source: /proc/sys, sysctl.d, /etc/modprobe.d, and the files that
                the switches name.'
              type: list
              returned: always
              elements: dict
              contains:
                switch: {description: Its name., type: str, returned: always}
                enabled: {description: Whether it should be on., type: bool, returned: always}
                differs: {description: 'Settings, modules and files that are not as it says.', type: list, returned: always, elements: str}
        software:
          description: The facts of the component software.
          type: dict
          returned: when the subset has it
          contains:
            manager: {description: 'The package manager whose database was read, apt or dnf; null on a distribution whose packages
                are not read. Source: /etc/os-release.', type: str, returned: always}
            locks:
              description: 'Package managers that hold one of their lock files now. While one does, what it changes is unexamined.
                Source: /proc/locks.'
              type: list
              returned: always
              elements: dict
              contains:
                path: {description: The lock file., type: str, returned: always}
                pid: {description: The process that holds it., type: int, returned: always}
                process: {description: That process's name; empty if it has just ended., type: str, returned: always}
            installed: {description: 'Names of the packages whose files are on the disk, sorted. Source: /var/lib/dpkg/status,
                rpm -qa.', type: list, returned: always, elements: str}
            count: {description: How many they are., type: int, returned: always}
            held: {description: 'Packages that are kept at their version, sorted.', type: list, returned: always, elements: str}
            broken:
              description: Packages that are not cleanly installed.
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The package., type: str, returned: always}
                state: {description: 'dpkg''s word for how far it came: half-installed, unpacked, half-configured, triggers-awaited,
                    triggers-pending; with rpm, duplicate.', type: str, returned: always}
                want: {description: 'What was wanted of it: install, hold, deinstall or purge.', type: str, returned: always}
                version: {description: Its version; null if there is none yet., type: str, returned: always}
                reinstall_required: {description: Its files cannot be relied on until it is installed again., type: bool, returned: always}
                waits_for_dependency: {description: It cannot be finished because of one of the unmet dependencies., type: bool,
                  returned: always}
            journal_files: {description: 'Files in dpkg''s journal. A run that ended properly leaves none. Source: /var/lib/dpkg/updates.',
              type: int, returned: always}
            unmet:
              description: Packages whose dependencies are not all there, as far as the packages on the disk tell.
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The package., type: str, returned: always}
                version: {description: Its version., type: str, returned: always}
                wanted: {description: Its relations that nothing meets., type: list, returned: always, elements: str}
                missing: {description: Those of them for which nothing is there at all., type: list, returned: always, elements: str}
                found: {description: 'Those for which only another version is there, with that version.', type: list, returned: always,
                  elements: str}
            database:
              description: The file that holds dpkg's knowledge.
              type: dict
              returned: always
              contains:
                path: {description: The file; null with another package manager., type: str, returned: always}
                damage: {description: What makes dpkg refuse it as a whole., type: str, returned: always}
                backup: {description: The newest earlier copy that is whole; looked for only if there is damage., type: str, returned: always}
            upgradable: {description: 'Packages that an upgrade would change; null unless the profile asks to count them. Source:
                apt-get --simulate dist-upgrade.', type: int, returned: always}
            upgradable_security: {description: Those of them with a security update., type: int, returned: always}
            repositories:
              description: 'The configured package repositories, one for each URI and suite. Source: /etc/apt/sources.list, /etc/apt/sources.list.d,
                /var/lib/apt/lists, /etc/yum.repos.d.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: URI and suite; with dnf the repository's id., type: str, returned: always}
                uri: {description: Where it is. A password in it is left out., type: str, returned: always}
                scheme: {description: 'The first part of the URI such as https, file or cdrom.', type: str, returned: always}
                host: {description: The server with its port; null if there is none., type: str, returned: always}
                suite: {description: Suite or path of a flat repository., type: str, returned: always}
                components: {description: Its components., type: list, returned: always, elements: str}
                types: {description: 'deb, deb-src or rpm.', type: list, returned: always, elements: str}
                enabled: {description: Whether it is in use., type: bool, returned: always}
                file: {description: The file that configures it., type: str, returned: always}
                signed_by: {description: 'Keyrings or fingerprints that it names, or the word embedded.', type: list, returned: always,
                  elements: str}
                key: {description: 'What its signature is checked with: file, embedded, fingerprint, common (all keys that apt
                    trusts), not_needed; or missing, empty.', type: str, returned: always}
                trusted: {description: Whether it is accepted unsigned; null if it does not say., type: bool, returned: always}
                check_date: {description: Whether apt refuses it while it is not valid yet., type: bool, returned: always}
                check_valid_until: {description: Whether apt refuses it once it has expired., type: bool, returned: always}
                fetched: {description: Whether lists of it are here., type: bool, returned: always}
                release:
                  description: Head of its Release file; null if there is none here.
                  type: dict
                  returned: always
                  contains:
                    origin: {description: Who publishes it., type: str, returned: always}
                    suite: {description: Its suite., type: str, returned: always}
                    codename: {description: Its codename., type: str, returned: always}
                    date: {description: 'When it was published. Unit: seconds since the epoch.', type: int, returned: always}
                    date_text: {description: The same as written there., type: str, returned: always}
                    valid_until: {description: 'When it expires. Unit: seconds since the epoch.', type: int, returned: always}
                    valid_until_text: {description: The same as written there., type: str, returned: always}
                problem: {description: 'Why nothing can come from it: key_missing, key_empty, folder_missing (a repository on this
                    machine), signature_refused, not_fetched (a refresh did not bring it), not_tried (configured after the last
                    refresh); null if nothing speaks against it.', type: str, returned: always}
            repositories_absent:
              description: Repositories of the profile that are not configured and enabled here.
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The profile's name for it., type: str, returned: always}
                missing: {description: 'What is not there: URI and suite, or a component of them.', type: list, returned: always,
                  elements: str}
            lists:
              description: 'The lists of packages that the repositories offer. Source: /var/lib/apt/lists, /var/lib/apt/periodic.'
              type: dict
              returned: always
              contains:
                expected: {description: Enabled repositories that need a refresh., type: int, returned: always}
                fetched: {description: Those of them whose lists are here., type: int, returned: always}
                attempted: {description: 'When a refresh was last tried. Unit: seconds since the epoch.', type: float, returned: always}
                refreshed: {description: 'When a refresh last succeeded if this machine records that, else when it was last tried.
                    Unit: seconds since the epoch.', type: float, returned: always}
                recorded: {description: Whether this machine records successful refreshes., type: bool, returned: always}
                newest_release: {description: 'The newest publication date among the lists. They were surely refreshed after it.
                    Unit: seconds since the epoch.', type: int, returned: always}
            repositories_differing:
              description: Repositories of the profile that are configured here otherwise than it says, or that should not be here.
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The profile's name for it., type: str, returned: always}
                differs: {description: 'What differs: signed_by, trusted, key (the stored key has another fingerprint) or state.',
                  type: list, returned: always, elements: str}
            pins_differing:
              description: 'Pins of the profile that do not hold here as it says. Source: /etc/apt/preferences, /etc/apt/preferences.d,
                /etc/dnf/plugins/versionlock.list.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The profile's name for it., type: str, returned: always}
                problem: {description: missing or present., type: str, returned: always}
            flatpak_remotes: {description: 'Places that flatpaks for everybody come from; read only if the profile names one. Source:
                /var/lib/flatpak/repo/config.', type: list, returned: always, elements: str}
            flatpaks: {description: 'Flatpaks that are installed for everybody; read only if the profile names one. Source: /var/lib/flatpak/app.',
              type: list, returned: always, elements: str}
            snaps: {description: 'Snaps that are installed; read only if the profile names one. Source: /snap.', type: list, returned: always,
              elements: str}
            updates:
              description: 'What is updated without being asked; null unless the profile says something about it. Source: apt-config
                dump, /etc/dnf/automatic.conf.'
              type: dict
              returned: always
              contains:
                automatic: {description: 'security, all, none, or other for what the profile cannot say.', type: str, returned: always}
                reboot: {description: Whether the workstation starts anew by itself when an update needs it., type: bool, returned: always}
                reboot_time: {description: When it does so; null if at once., type: str, returned: always}
                reboot_logged_in: {description: Whether it does so although somebody is logged in., type: bool, returned: always}
                timer: {description: Whether the timers that do it are enabled., type: bool, returned: always}
                differs: {description: Which of these are not as the profile says., type: list, returned: always, elements: str}
            browser_policies_differing:
              description: 'Files of browsers'' policies that are not as the profile says. Source: /etc/firefox/policies, /etc/chromium/policies,
                /etc/opt/chrome/policies.'
              type: list
              returned: always
              elements: dict
              contains:
                browser: {description: firefox or chromium., type: str, returned: always}
                file: {description: The file., type: str, returned: always}
                problem: {description: 'missing, unreadable or differs.', type: str, returned: always}
                policies: {description: The names of the policies that are not as they should be., type: list, returned: always,
                  elements: str}
            fonts_differing:
              description: 'Font files that are not as the profile says. Source: /usr/local/share/fonts/fieldtech.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The file's name., type: str, returned: always}
                problem: {description: 'missing, changed or present.', type: str, returned: always}
            default_applications_differing:
              description: 'Types of files and links that open with another application than the profile says. Source: /etc/xdg/mimeapps.list.'
              type: list
              returned: always
              elements: dict
              contains:
                type: {description: The type., type: str, returned: always}
                wanted: {description: The profile's desktop file for it., type: str, returned: always}
                found: {description: The one that is set here; null if there is none., type: str, returned: always}
        storage:
          description: The facts of the component storage.
          type: dict
          returned: when the subset has it
          contains:
            block_devices:
              description: 'Disks, partitions and mapped devices that have a size. Source: /sys/class/block.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as sda1., type: str, returned: always}
                number: {description: 'Its device number, major:minor.', type: str, returned: always}
                kind: {description: 'What it is: disk, part, crypt, lvm, mpath, loop, rom, or the level of a software RAID.', type: str,
                  returned: always}
                mapped_name: {description: The name of a mapped device below /dev/mapper., type: str, returned: always}
                disk: {description: The disk that a partition belongs to; null for a whole device., type: str, returned: always}
                size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                rotational: {description: Whether the disk turns; null if the kernel does not say., type: bool, returned: always}
                removable: {description: Whether the medium can be taken out; null if the kernel does not say., type: bool, returned: always}
                read_only: {description: Whether the device refuses writing., type: bool, returned: always}
                model: {description: The manufacturer's model name., type: str, returned: always}
                holders: {description: Devices that stand on this one such as dm-0., type: list, returned: always, elements: str}
                backing_file: {description: The file behind a loop device., type: str, returned: always}
                discard_max_bytes: {description: 'How much it can be told to be unused at once; 0 where it does not listen. Unit:
                    bytes.', type: int, returned: always}
                partitions: {description: Names of the partitions., type: list, returned: always, elements: str}
            disks:
              description: 'The disks of this machine. Sticks are listed without their health. Source: /sys/class/block, /run/udev/data,
                smartctl(8), the health log of NVMe drives.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as sda or nvme0n1., type: str, returned: always}
                path: {description: The device node., type: str, returned: always}
                bus: {description: 'sata, nvme, usb, mmc, sas, scsi, ufs, virtio, xen, hyperv; null if the kernel does not show
                    it.', type: str, returned: always}
                model: {description: The manufacturer's model name., type: str, returned: always}
                vendor: {description: The manufacturer where the disk says it apart., type: str, returned: always}
                serial: {description: The serial number., type: str, returned: always}
                firmware: {description: The version of its firmware., type: str, returned: always}
                wwn: {description: The worldwide name., type: str, returned: always}
                size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                rotational: {description: Whether it turns; null if the kernel does not say., type: bool, returned: always}
                rotation_rpm: {description: 'How fast it turns; 0 for a solid-state disk. Unit: turns per minute.', type: int,
                  returned: always}
                removable: {description: Whether the medium can be taken out., type: bool, returned: always}
                state: {description: The driver's word for its state such as running or live., type: str, returned: always}
                port: {description: 'Where it is attached, as the kernel''s messages name it: ata1, 2-1, host6, or the PCI address.',
                  type: str, returned: always}
                link_gbps: {description: 'How fast its link runs; for NVMe each lane (GT/s). Unit: Gbit/s.', type: float, returned: always}
                link_gbps_max: {description: 'What both ends of the link can. Unit: Gbit/s.', type: float, returned: always}
                link_lanes: {description: Lanes in use; null for other links than PCIe., type: int, returned: always}
                link_lanes_max: {description: Lanes that both ends have., type: int, returned: always}
                smart:
                  description: What the disk says of its health; null where its kind says nothing. Unexamined without rights, without
                    a tool for it, and while the disk sleeps.
                  type: dict
                  returned: always
                  contains:
                    source: {description: 'smartctl, nvme_log or emmc.', type: str, returned: always}
                    protocol: {description: 'ATA, NVMe, SCSI or eMMC.', type: str, returned: always}
                    verdict: {description: 'healthy, warning, failing, or unknown where the disk says nothing of its health.',
                      type: str, returned: always}
                    reasons: {description: What made the verdict., type: list, returned: always, elements: str}
                    media_reasons: {description: 'Those that speak of the medium itself, not of wear, heat or the link.', type: list,
                      returned: always, elements: str}
                    passed: {description: The disk's own verdict., type: bool, returned: always}
                    worn: {description: Whether it has been written to as much as it was made for., type: bool, returned: always}
                    hot: {description: Whether it is hotter now than it may be., type: bool, returned: always}
                    temperature_celsius: {description: 'Temperature. Unit: degrees Celsius.', type: int, returned: always}
                    temperature_limit_celsius: {description: 'What it may have. Unit: degrees Celsius.', type: int, returned: always}
                    wear_percent: {description: 'How much of its life is used up. Unit: percent.', type: int, returned: always}
                    spare_percent: {description: 'Spare room that is left. Unit: percent.', type: int, returned: always}
                    spare_threshold_percent: {description: 'The least that should be left. Unit: percent.', type: int, returned: always}
                    power_on_hours: {description: 'How long it has been on. Unit: hours.', type: int, returned: always}
                    power_cycles: {description: How often it was switched on., type: int, returned: always}
                    unsafe_shutdowns: {description: How often it lost power unprepared., type: int, returned: always}
                    written_bytes: {description: 'What was written to it. Unit: bytes.', type: int, returned: always}
                    reallocated_sectors: {description: Sectors that were replaced by spare ones., type: int, returned: always}
                    pending_sectors: {description: Sectors that cannot be read and wait to be replaced., type: int, returned: always}
                    offline_uncorrectable: {description: Sectors that its own scan could not read., type: int, returned: always}
                    reported_uncorrectable: {description: Errors that it could not correct and has reported., type: int, returned: always}
                    interface_errors: {description: Transfers that were damaged on the way., type: int, returned: always}
                    media_errors: {description: Data that an NVMe drive could not give back as written., type: int, returned: always}
                    grown_defects: {description: Defects that a SCSI disk has got., type: int, returned: always}
                    uncorrected_errors: {description: Errors that a SCSI disk could not correct., type: int, returned: always}
                    error_log_entries: {description: Entries of its error log. They are no sign of a fault by themselves., type: int,
                      returned: always}
                    critical_warning: {description: The NVMe warning as a number., type: int, returned: always}
                    critical_warnings: {description: 'The NVMe warnings: spare_low, temperature, reliability_degraded, read_only,
                        backup_failed, persistent_memory_read_only.', type: list, returned: always, elements: str}
                    attributes:
                      description: The attributes of an ATA disk.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        id: {description: Number., type: int, returned: always}
                        name: {description: Name., type: str, returned: always}
                        value: {description: 'Normalised value, the higher the better.', type: int, returned: always}
                        worst: {description: The worst that it ever was., type: int, returned: always}
                        threshold: {description: From here down it fails., type: int, returned: always}
                        raw: {description: The raw value as one number; the maker may have packed several into it., type: int,
                          returned: always}
                        raw_text: {description: As smartctl shows it., type: str, returned: always}
                        decoded: {description: The count or temperature in it; null where it is not known what it holds., type: int,
                          returned: always}
                        prefailure: {description: 'Whether failing means that the disk is about to fail, and not only that it is
                            old.', type: bool, returned: always}
                        when_failed: {description: 'now, past, or empty.', type: str, returned: always}
                    self_tests:
                      description: The log of its self-tests, the newest first.
                      type: list
                      returned: always
                      elements: dict
                      contains:
                        type: {description: The kind of test., type: str, returned: always}
                        result: {description: The result in words., type: str, returned: always}
                        passed: {description: Whether it passed., type: bool, returned: always}
                        failed: {description: Whether it failed; neither if it was stopped., type: bool, returned: always}
                        hours: {description: 'At how many hours of the disk''s life. Unit: hours.', type: int, returned: always}
                        lba: {description: The first block that failed., type: int, returned: always}
                        extended: {description: Whether it was the long one., type: bool, returned: always}
                    self_test_failed: {description: Whether a test failed that no later long one outdates; null without any., type: bool,
                      returned: always}
                    exit_status: {description: 'What smartctl''s exit status says, bit by bit.', type: list, returned: always,
                      elements: str}
                    message: {description: What smartctl remarks., type: str, returned: always}
            raid_arrays:
              description: 'Arrays of software RAID. Source: /proc/mdstat, /sys/class/block/md*/md.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The kernel's name such as md0., type: str, returned: always}
                state: {description: active or inactive., type: str, returned: always}
                level: {description: The level such as raid1., type: str, returned: always}
                members: {description: Its devices., type: list, returned: always, elements: str}
                failed: {description: Devices that failed., type: list, returned: always, elements: str}
                spares: {description: Devices that wait to step in., type: list, returned: always, elements: str}
                wanted: {description: How many devices it should have; null for levels without redundancy., type: int, returned: always}
                missing: {description: How many of them are missing., type: int, returned: always}
                container: {description: Only holds other arrays (firmware RAID)., type: bool, returned: always}
                operation: {description: 'What is done to it: recovery, resync, check, reshape or repair.', type: str, returned: always}
                operation_percent: {description: 'How far that is; null while it waits. Unit: percent.', type: float, returned: always}
                mismatches: {description: Sectors that differed in the last check., type: int, returned: always}
            lvm:
              description: 'LVM. Empty where no mapped device is LVM''s. Source: lvs(8).'
              type: dict
              returned: always
              contains:
                volume_groups:
                  description: Volume groups that have volumes.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: Name., type: str, returned: always}
                    size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                    free_bytes: {description: 'Not yet given to a volume. Unit: bytes.', type: int, returned: always}
                    missing_disks: {description: How many of its devices are missing., type: int, returned: always}
                logical_volumes:
                  description: Volumes.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The group's name and its own., type: str, returned: always}
                    kind: {description: 'The segment type: linear, thin-pool, thin …', type: str, returned: always}
                    size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                    thin_pool: {description: Whether it is a pool of thin volumes., type: bool, returned: always}
                    pool: {description: The pool that it takes its room from., type: str, returned: always}
                    data_percent: {description: 'Use of a pool or snapshot. Unit: percent.', type: float, returned: always}
                    metadata_percent: {description: 'Use of a pool''s room for its administration. Unit: percent.', type: float,
                      returned: always}
                    health: {description: LVM's remark such as partial., type: str, returned: always}
                    active: {description: Whether it is active., type: bool, returned: always}
            btrfs:
              description: 'btrfs file systems, if one is mounted. Source: /sys/fs/btrfs.'
              type: list
              returned: always
              elements: dict
              contains:
                uuid: {description: UUID., type: str, returned: always}
                label: {description: Label., type: str, returned: always}
                devices: {description: Kernel's names of its devices., type: list, returned: always, elements: str}
                members:
                  description: Its devices by number with the errors counted on each.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    id: {description: Number., type: int, returned: always}
                    missing: {description: Whether it is missing., type: bool, returned: always}
                    write_errs: {description: Errors in writing., type: int, returned: always}
                    read_errs: {description: Errors in reading., type: int, returned: always}
                    flush_errs: {description: Errors in flushing., type: int, returned: always}
                    corruption_errs: {description: Wrong checksums., type: int, returned: always}
                    generation_errs: {description: Blocks of a wrong age., type: int, returned: always}
            trim:
              description: 'Whether unused blocks are reported to the disks regularly. Source: /etc/systemd/system, /usr/lib/systemd/system,
                /etc/cron.*.'
              type: dict
              returned: always
              contains:
                timer_installed: {description: Whether fstrim.timer exists., type: bool, returned: always}
                timer_masked: {description: Whether somebody has put it out of action on purpose., type: bool, returned: always}
                timer_enabled: {description: Whether it starts with the machine., type: bool, returned: always}
                other_job: {description: Another job that does it., type: str, returned: always}
            filesystems:
              description: 'Each mounted file system once, under the place that people know it by. Without those of the kernel,
                in memory, on the network, and images that are full by nature (squashfs). Source: /proc/self/mountinfo, statvfs(3),
                /sys/fs.'
              type: list
              returned: always
              elements: dict
              contains:
                target: {description: Where it is mounted., type: str, returned: always}
                source: {description: What the mount table names as its source., type: str, returned: always}
                device: {description: The kernel's name of its block device., type: str, returned: always}
                type: {description: The kind of file system such as ext4., type: str, returned: always}
                options: {description: Options of the mount., type: list, returned: always, elements: str}
                super_options: {description: Options of the file system., type: list, returned: always, elements: str}
                image: {description: Read-only by nature such as a DVD., type: bool, returned: always}
                removable: {description: 'On a stick, card or disk that somebody plugged in, and not in fstab.', type: bool, returned: always}
                read_only: {description: Nothing can be written to it now., type: bool, returned: always}
                read_only_wanted: {description: Whether fstab asks for read-only; null if fstab does not name it., type: bool,
                  returned: always}
                device_read_only: {description: Whether the device itself refuses writing., type: bool, returned: always}
                purpose: {description: 'boot (/boot), esp (the firmware''s partition) or null.', type: str, returned: always}
                error_states: {description: 'Options that it took by itself after an error: emergency_ro, shutdown.', type: list,
                  returned: always, elements: str}
                error_count: {description: Errors that it has recorded since the last repair; null where its type keeps no count.,
                  type: int, returned: always}
                first_error_time: {description: 'When the first recorded error happened. Unit: seconds since the epoch.', type: int,
                  returned: always}
                last_error_time: {description: 'When the last recorded error happened. Unit: seconds since the epoch.', type: int,
                  returned: always}
                last_error_place: {description: The kernel function that recorded the last error., type: str, returned: always}
                size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                available_bytes: {description: 'What users may still write. Unit: bytes.', type: int, returned: always}
                used_percent: {description: 'Use as df counts it. Unit: percent.', type: float, returned: always}
                inodes: {description: How many files it can hold; null where there is no such limit., type: int, returned: always}
                inodes_free: {description: How many more files it can hold., type: int, returned: always}
                inodes_used_percent: {description: 'Use of the room for files. Unit: percent.', type: float, returned: always}
                reclaimable: {description: 'Bytes by kind that the cleaning repair may remove: package_archives, old_journal, crash_dumps.
                    Null unless it is nearly full.', type: dict, returned: always}
                reclaimable_bytes: {description: 'The sum of them; null unless it is nearly full. Unit: bytes.', type: int, returned: always}
                crowded_folder:
                  description: The folder with the most entries of those found with bounded effort; null unless inodes are nearly
                    exhausted.
                  type: dict
                  returned: always
                  contains:
                    path: {description: The folder., type: str, returned: always}
                    entries: {description: How many entries it has., type: int, returned: always}
                    counted: {description: 'Whether they were counted, or estimated from the folder''s size.', type: bool, returned: always}
                    complete: {description: Whether every folder was looked at., type: bool, returned: always}
                kernel_bytes: {description: 'What the newest kernel needs in /boot; null for other file systems. Unit: bytes.',
                  type: int, returned: always}
                removable_kernels: {description: Packages of kernels in /boot that nobody needs any more., type: list, returned: always,
                  elements: str}
                disks: {description: 'The devices at the bottom of what it stands on, mostly disks.', type: list, returned: always,
                  elements: str}
                encrypted: {description: Whether everything below it is encrypted (dm-crypt)., type: bool, returned: always}
                solid_state: {description: Whether only solid-state disks are below it; null if that is not known., type: bool,
                  returned: always}
                discard: {description: Whether what it stands on listens to which blocks are unused., type: bool, returned: always}
                discards_at_once: {description: Whether it tells so whenever something is deleted., type: bool, returned: always}
            network_filesystems:
              description: 'Mounted network file systems and those of user programs (FUSE). They are never touched. Source: /proc/self/mountinfo.'
              type: list
              returned: always
              elements: dict
              contains:
                target: {description: Where it is mounted., type: str, returned: always}
                source: {description: The server and its path., type: str, returned: always}
                type: {description: The kind such as nfs4., type: str, returned: always}
            fstab:
              description: 'What should be mounted. Source: /etc/fstab.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: 'The place, or the device for swap.', type: str, returned: always}
                spec: {description: What is mounted., type: str, returned: always}
                target: {description: Where., type: str, returned: always}
                type: {description: The kind of file system., type: str, returned: always}
                options: {description: Options., type: list, returned: always, elements: str}
                dump: {description: The fifth field., type: int, returned: always}
                passno: {description: 'The sixth field: order of checking.', type: int, returned: always}
                written_spec: {description: The first field as written., type: str, returned: always}
                written_target: {description: The second field as written., type: str, returned: always}
                written_options: {description: The fourth field as written; empty if there is none., type: str, returned: always}
                swap: {description: Whether it is swap space., type: bool, returned: always}
                network: {description: Whether it needs the network., type: bool, returned: always}
                automatic: {description: Whether it is mounted without being asked for (not noauto)., type: bool, returned: always}
                required_at_boot: {description: 'Whether starting waits for it and stops without it: no noauto, nofail or automount.',
                  type: bool, returned: always}
                read_only_wanted: {description: Whether it asks for read-only., type: bool, returned: always}
                device: {description: 'The kernel''s name of the device, or the path of the file or folder.', type: str, returned: always}
                device_exists: {description: Whether what it names exists; null where it names nothing on this machine., type: bool,
                  returned: always}
                removable: {description: Whether the medium can be taken out., type: bool, returned: always}
                mounted: {description: 'Whether something is mounted there, or the swap space is in use.', type: bool, returned: always}
            kernels:
              description: 'Kernels in /boot, the newest last. Source: /boot.'
              type: list
              returned: always
              elements: dict
              contains:
                version: {description: As uname gives it., type: str, returned: always}
                running: {description: Whether it is running now., type: bool, returned: always}
                bytes: {description: 'Size of its files in /boot. Unit: bytes.', type: int, returned: always}
                packages: {description: The packages that it consists of., type: list, returned: always, elements: str}
                removable: {description: 'Neither running nor one of the newest two, and from a package.', type: bool, returned: always}
            swaps:
              description: 'Swap space in use. Source: /proc/swaps.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: Device or file., type: str, returned: always}
                type: {description: partition or file., type: str, returned: always}
                size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                used_bytes: {description: 'In use. Unit: bytes.', type: int, returned: always}
            automounts: {description: 'Places where something is mounted as soon as somebody looks there. Source: /proc/self/mountinfo.',
              type: list, returned: always, elements: str}
            credentials:
              description: 'The files of credentials that the profile''s mounts name. What is in them is not read. Source: stat(2).'
              type: list
              returned: always
              elements: dict
              contains:
                path: {description: The file., type: str, returned: always}
                present: {description: Whether it is there., type: bool, returned: always}
                private: {description: Whether it is root's and only root can read it., type: bool, returned: always}
            container: {description: 'Whether this is a container, whose swap space is its host''s; null unless the profile names
                swap space. Source: /run/systemd/container.', type: bool, returned: always}
            swap_file_bytes: {description: 'Size of the swap file that the profile names; null if there is none. Unit: bytes. Source:
                stat(2).', type: int, returned: always}
            zram:
              description: 'What zram-generator is told; null unless the profile names it. Source: /etc/systemd/zram-generator.conf,
                /usr/lib/systemd/zram-generator.conf.'
              type: dict
              returned: always
              contains:
                size: {description: The size of the first device as it is written; null if there is to be none., type: str, returned: always}
                percent: {description: 'The part of the memory Unit: percent.', type: int, returned: always}
                max_mb: {description: 'The most Unit: MB.', type: int, returned: always}
                algorithm: {description: How it is compressed; empty where that is left to the kernel., type: str, returned: always}
            smartd:
              description: 'The watch over the disks; null unless the profile names it. Source: /etc/smartd.conf, /etc/smartmontools/smartd.conf,
                systemctl(1).'
              type: dict
              returned: always
              contains:
                directives: {description: 'The lines of its settings, without comments.', type: list, returned: always, elements: str}
                options: {description: What is done with every disk that is found; null if the settings are of another kind., type: str,
                  returned: always}
                mail: {description: Whom it sends mail to; empty for nobody., type: str, returned: always}
                enabled: {description: Whether it starts with the machine., type: bool, returned: always}
                active: {description: Whether it runs., type: bool, returned: always}
            quotas:
              description: 'The limits of the users that the profile names; null unless it names any. Source: repquota(8).'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: 'The user, a colon, the path.', type: str, returned: always}
                path: {description: Where the file system is mounted., type: str, returned: always}
                user: {description: The user., type: str, returned: always}
                soft_mb: {description: 'The soft limit; 0 for none. Unit: MB.', type: float, returned: always}
                hard_mb: {description: 'The hard limit; 0 for none. Unit: MB.', type: float, returned: always}
            temp_cleaning:
              description: 'How long unused files stay in /tmp and /var/tmp; null unless the profile names it. Source: tmpfiles.d(5).'
              type: list
              returned: always
              elements: dict
              contains:
                path: {description: The folder., type: str, returned: always}
                age: {description: 'How long, as it is written; null for ever.', type: str, returned: always}
                cleaned: {description: Whether the cleaning has not been put out of action., type: bool, returned: always}
        system:
          description: The facts of the component system.
          type: dict
          returned: when the subset has it
          contains:
            os:
              description: 'The distribution. Source: /etc/os-release.'
              type: dict
              returned: always
              contains:
                id: {description: The distribution's short name such as debian., type: str, returned: always}
                id_like: {description: Distributions that it resembles., type: list, returned: always, elements: str}
                version_id: {description: Its version such as 13; null for a rolling one., type: str, returned: always}
                codename: {description: The version's name such as trixie; null if it has none., type: str, returned: always}
                pretty_name: {description: The name for people., type: str, returned: always}
            kernel:
              description: 'The running kernel, and the newest that is installed. Source: uname(2), /proc/sys/kernel/tainted, /boot.'
              type: dict
              returned: always
              contains:
                release: {description: As uname -r gives it., type: str, returned: always}
                version: {description: As uname -v gives it., type: str, returned: always}
                machine: {description: The architecture., type: str, returned: always}
                tainted: {description: The kernel's own flags of what makes it hard to support; 0 for none., type: int, returned: always}
                newest_release: {description: 'The newest kernel of the running one''s flavour in /boot. Null where the running
                    kernel does not come from there (containers, kernels that a hypervisor brings).', type: str, returned: always}
                newest_installed_at: {description: 'When it was installed. Unit: seconds since the epoch.', type: float, returned: always}
                newest_since_boot: {description: Whether a newer kernel was installed since the machine started., type: bool, returned: always}
            virtualization:
              description: 'What stands between this system and a machine. Source: /run/systemd/container, systemd.'
              type: dict
              returned: always
              contains:
                container: {description: The kind of container such as podman; null if it is none., type: str, returned: always}
                machine: {description: The kind of virtual machine such as kvm; null if it is none., type: str, returned: always}
            init:
              description: 'Process 1. Source: /proc/1/comm, systemctl show.'
              type: dict
              returned: always
              contains:
                name: {description: Its name., type: str, returned: always}
                version: {description: systemd's version., type: str, returned: always}
                state: {description: 'What systemd calls the state of the system: starting, running, degraded, maintenance, stopping.',
                  type: str, returned: always}
            boot:
              description: 'The current run of the system. Source: /proc/uptime, /proc/1/stat, /run/reboot-required, /run/initramfs,
                /run/systemd/notify, /sys/class/rtc, /var/log/journal.'
              type: dict
              returned: always
              contains:
                id: {description: The kernel's id of this boot., type: str, returned: always}
                uptime_seconds: {description: 'How long process 1 has been running. Unit: seconds.', type: float, returned: always}
                started_at: {description: 'When it started. Unit: seconds since the epoch.', type: float, returned: always}
                clock_jump_seconds: {description: 'By how much the clock was behind while starting, as what was made then shows;
                    null without a clock on a battery. Unit: seconds.', type: float, returned: always}
                battery_clock_behind_seconds: {description: 'How far the clock on a battery is behind now; null if there is none.
                    Unit: seconds.', type: float, returned: always}
                replaced_journals: {description: Journals of the system on disk that were put aside while starting because they
                    had not been closed., type: list, returned: always, elements: str}
                reboot_pending: {description: Whether changes wait for a restart., type: bool, returned: always}
                reboot_reasons: {description: 'reboot_required (a package asks for it), newer_kernel, kernel_parameters (those
                    of the profile, which the running kernel has not had).', type: list, returned: always, elements: str}
                reboot_packages: {description: Packages that ask for it., type: list, returned: always, elements: str}
            hostname:
              description: 'The machine''s name. Source: /proc/sys/kernel/hostname, /etc/hostname.'
              type: dict
              returned: always
              contains:
                current: {description: The name in use., type: str, returned: always}
                static: {description: The name that it gets at its next start; null if none is set., type: str, returned: always}
            units:
              description: 'Units of systemd that are not well. Source: systemctl show, the journal.'
              type: dict
              returned: always
              contains:
                failed:
                  description: Failed units of every type.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The unit., type: str, returned: always}
                    type: {description: 'service, socket, timer, mount …', type: str, returned: always}
                    load_state: {description: loaded; not-found where only the memory of its failure is left., type: str, returned: always}
                    sub_state: {description: As systemd gives it., type: str, returned: always}
                    result: {description: 'Why it failed: exit-code, signal, timeout, start-limit-hit …', type: str, returned: always}
                    exit_kind: {description: 'How its main process ended: exited, killed, dumped; null if none has.', type: str,
                      returned: always}
                    exit_status: {description: The exit status or the signal's number., type: int, returned: always}
                    restarts: {description: How often it was restarted by itself since it was last started by hand., type: int,
                      returned: always}
                    triggers: {description: What a socket or timer or path would start., type: list, returned: always, elements: str}
                    transient: {description: Whether it was made on the fly (systemd-run) and has no file., type: bool, returned: always}
                    need_daemon_reload: {description: Whether its file was changed and not read again., type: bool, returned: always}
                    seconds: {description: 'For how long. Unit: seconds.', type: int, returned: always}
                restarting:
                  description: Units that systemd restarted by itself within the last half hour.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The unit., type: str, returned: always}
                    active_state: {description: As systemd gives it., type: str, returned: always}
                    sub_state: {description: As systemd gives it; auto-restart while it waits for its next start., type: str, returned: always}
                    result: {description: How the last run ended., type: str, returned: always}
                    exit_kind: {description: 'How its main process ended: exited, killed, dumped; null if none has.', type: str,
                      returned: always}
                    exit_status: {description: The exit status or the signal's number., type: int, returned: always}
                    restarts: {description: How often since it was last started by hand., type: int, returned: always}
                    recent_restarts: {description: How often within the last half hour and this boot., type: int, returned: always}
                    seconds_since_restart: {description: 'How long ago the last one was. Unit: seconds.', type: int, returned: always}
                    interval_seconds: {description: 'The mean time between two; null if there was only one. Unit: seconds.', type: float,
                      returned: always}
                    transient: {description: Whether it was made on the fly (systemd-run) and has no file., type: bool, returned: always}
                    need_daemon_reload: {description: Whether its file was changed and not read again., type: bool, returned: always}
            services:
              description: 'The services that the profile names, as they are. Source: systemctl show.'
              type: list
              returned: always
              elements: dict
              contains:
                name: {description: The name as the profile has it., type: str, returned: always}
                unit: {description: The unit's full name., type: str, returned: always}
                load_state: {description: 'loaded, masked, not-found …', type: str, returned: always}
                active_state: {description: As systemd gives it., type: str, returned: always}
                sub_state: {description: As systemd gives it., type: str, returned: always}
                enabled_state: {description: 'enabled, disabled, static …; null if there is no such unit.', type: str, returned: always}
                result: {description: How the last run ended., type: str, returned: always}
                service_type: {description: 'simple, notify, oneshot …; null for what is no service.', type: str, returned: always}
                exit_kind: {description: 'How its main process ended: exited, killed, dumped; null if none has.', type: str, returned: always}
                exit_status: {description: The exit status or the signal's number., type: int, returned: always}
                condition_unmet: {description: Whether systemd skipped it because it does not apply to this machine., type: bool,
                  returned: always}
                woken_by: {description: Sockets and timers and paths that are active and would start it., type: list, returned: always,
                  elements: str}
                running: {description: 'Whether it is active, or on its way to be.', type: bool, returned: always}
                done: {description: Whether it is a one-off job that has ended well., type: bool, returned: always}
            time:
              description: 'The clock. Source: /etc/localtime, /etc/adjtime, systemctl show, chronyc tracking, /run/systemd/timesync.'
              type: dict
              returned: always
              contains:
                epoch: {description: 'What the clock says. Unit: seconds since the epoch.', type: float, returned: always}
                timezone: {description: The time zone's name; null if /etc/localtime is a copy that does not tell it., type: str,
                  returned: always}
                rtc_local: {description: Whether the clock on the board keeps local time., type: bool, returned: always}
                clock_of_host: {description: Whether the clock belongs to the container's host., type: bool, returned: always}
                services:
                  description: The installed services that can keep the clock.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The unit., type: str, returned: always}
                    load_state: {description: 'loaded, masked …', type: str, returned: always}
                    active_state: {description: As systemd gives it., type: str, returned: always}
                    sub_state: {description: As systemd gives it., type: str, returned: always}
                    enabled_state: {description: 'enabled, disabled …', type: str, returned: always}
                    result: {description: How the last run ended., type: str, returned: always}
                    condition_unmet: {description: Whether systemd skipped it because it does not apply to this machine., type: bool,
                      returned: always}
                    active_seconds: {description: 'How long it has been active; null if it is not. Unit: seconds.', type: int,
                      returned: always}
                service:
                  description: The one of them that is active; null if none is.
                  type: dict
                  returned: always
                  contains:
                    name: {description: The unit., type: str, returned: always}
                    load_state: {description: 'loaded, masked …', type: str, returned: always}
                    active_state: {description: As systemd gives it., type: str, returned: always}
                    sub_state: {description: As systemd gives it., type: str, returned: always}
                    enabled_state: {description: 'enabled, disabled …', type: str, returned: always}
                    result: {description: How the last run ended., type: str, returned: always}
                    condition_unmet: {description: Whether systemd skipped it because it does not apply to this machine., type: bool,
                      returned: always}
                    active_seconds: {description: 'How long it has been active; null if it is not. Unit: seconds.', type: int,
                      returned: always}
                synchronised: {description: Whether the clock has been set by a time server; null where it belongs to the container's
                    host., type: bool, returned: always}
            locale:
              description: 'Language and region. Source: /etc/locale.conf, /etc/default/locale, locale -a.'
              type: dict
              returned: always
              contains:
                lang: {description: What LANG is set to for new sessions; null if it is not., type: str, returned: always}
                settings: {description: LANG and LANGUAGE and LC_* as they are set., type: dict, returned: always}
                installed: {description: Locales that programs can use., type: list, returned: always, elements: str}
                missing:
                  description: Locales that are set or wanted by the profile and are not installed.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The locale., type: str, returned: always}
                    wanted_by: {description: 'The variables that are set to it, and profile.', type: list, returned: always, elements: str}
            keyboard:
              description: 'The keyboard''s layout. Source: /etc/default/keyboard, /etc/vconsole.conf.'
              type: dict
              returned: always
              contains:
                layout: {description: The layout such as de; null if none is set., type: str, returned: always}
                variant: {description: Its variant., type: str, returned: always}
                keymap: {description: The console's key map., type: str, returned: always}
            settings:
              description: 'Settings that the profile asks for, as they are; what it does not ask for is not read. Source: /etc/default/keyboard,
                /etc/vconsole.conf, chrony.conf, *.conf and *.conf.d of systemd, sysctl.d, /proc/sys, grub.cfg or loader.conf and
                its entries, /proc/cmdline, /usr/lib/systemd/system-sleep.'
              type: dict
              returned: always
              contains:
                keyboard:
                  description: 'The keyboard: layout, variant, model, options, keymap.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                time_servers:
                  description: What keeps the clock, with the servers that it asks.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                journald:
                  description: Settings of the journal.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                logind:
                  description: What lid, keys and idleness do.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                manager:
                  description: How services are started and stopped.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                sysctl:
                  description: Settings of the kernel.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: 'What the kernel has; null if it does not know it, or where it belongs to a container''s
                        host.', type: str, returned: always}
                    kept: {description: What it is given at the next start; null for nothing., type: str, returned: always}
                kernel_parameters:
                  description: Parameters of the kernel that are wanted or unwanted.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The parameter., type: str, returned: always}
                    wanted: {description: 'present, or absent.', type: str, returned: always}
                    value: {description: Whether the kernels are started with it., type: str, returned: always}
                    running: {description: Whether the running kernel was., type: str, returned: always}
                boot_timeout:
                  description: How long the menu of the boot loader waits, in seconds.
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
                sleep_hooks:
                  description: 'What runs before and after sleep: present, absent, differs, not executable.'
                  type: list
                  returned: always
                  elements: dict
                  contains:
                    name: {description: The setting., type: str, returned: always}
                    wanted: {description: What the profile says., type: str, returned: always}
                    value: {description: What it is; null if it is not set., type: str, returned: always}
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.examiner import examination
from ..module_utils.examiner.collectors import (
    accounts,
    audio,
    backup,
    display,
    drivers,
    hardware,
    network,
    peripherals,
    power,
    printing,
    scanning,
    security,
    software,
    storage,
    system,
)
from ..module_utils.examiner.host import LiveHost, Unexamined

# Named so that they travel with the module; collect() finds them by their names.
COLLECTORS = {
    "accounts": accounts,
    "audio": audio,
    "backup": backup,
    "display": display,
    "drivers": drivers,
    "hardware": hardware,
    "network": network,
    "peripherals": peripherals,
    "power": power,
    "printing": printing,
    "scanning": scanning,
    "security": security,
    "software": software,
    "storage": storage,
    "system": system,
}


def plain(value: t.Any) -> t.Any:
    """The facts as JSON can carry them."""
    if isinstance(value, Unexamined):
        return {"unexamined": value.as_dict()}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def main() -> None:
    """Collect and return the facts."""
    module = AnsibleModule(
        argument_spec={
            "components": {"type": "list", "elements": "str", "choices": sorted(COLLECTORS), "default": []},
            "profile": {"type": "dict", "default": {}},
            "names": {"type": "bool", "default": True},
            "collector_timeout": {"type": "float", "default": 20},
        },
        supports_check_mode=True,
    )
    host = LiveHost()
    facts, _seconds = examination.collect(
        host, module.params["components"] or sorted(COLLECTORS), {**module.params["profile"], "names": module.params["names"]},
        {"collector": module.params["collector_timeout"]})
    host.close()
    module.exit_json(changed=False, ansible_facts={"workstation": plain(facts)})


if __name__ == "__main__":
    main()
