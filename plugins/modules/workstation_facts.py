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
    choices: [network, printing, software, storage, system]
    default: []
  profile:
    description: Variables of the roles that a collector takes into account, such as C(network_probe_names).
    type: dict
    default: {}
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
  - A result of all components is some 100 kB. Where only the faults matter, M(fieldtech.workstation.examine) costs a fraction.
seealso:
  - module: fieldtech.workstation.examine
"""

EXAMPLES = r"""
- name: Read what the printing collector sees
  fieldtech.workstation.workstation_facts:
    components: [printing]

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
                type: {description: 'wlan, bluetooth, wwan …', type: str, returned: always}
                soft_blocked: {description: Whether software switched the radio off., type: bool, returned: always}
                hard_blocked: {description: Whether a key or the firmware switched it off., type: bool, returned: always}
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
                disk: {description: The disk that a partition belongs to; null for a whole device., type: str, returned: always}
                size_bytes: {description: 'Size. Unit: bytes.', type: int, returned: always}
                rotational: {description: Whether the disk turns; null if the kernel does not say., type: bool, returned: always}
                removable: {description: Whether the medium can be taken out; null if the kernel does not say., type: bool, returned: always}
                read_only: {description: Whether the device refuses writing., type: bool, returned: always}
                model: {description: The manufacturer's model name., type: str, returned: always}
                holders: {description: Devices that stand on this one such as dm-0., type: list, returned: always, elements: str}
                backing_file: {description: The file behind a loop device., type: str, returned: always}
                partitions: {description: Names of the partitions., type: list, returned: always, elements: str}
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
              description: 'The current run of the system. Source: /proc/uptime, /proc/1/stat, /run/reboot-required.'
              type: dict
              returned: always
              contains:
                id: {description: The kernel's id of this boot., type: str, returned: always}
                uptime_seconds: {description: 'How long process 1 has been running. Unit: seconds.', type: float, returned: always}
                started_at: {description: 'When it started. Unit: seconds since the epoch.', type: float, returned: always}
                reboot_pending: {description: Whether changes wait for a restart., type: bool, returned: always}
                reboot_reasons: {description: 'reboot_required (a package asks for it), newer_kernel.', type: list, returned: always,
                  elements: str}
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
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.examiner import examination
from ..module_utils.examiner.collectors import network, printing, software, storage, system
from ..module_utils.examiner.host import LiveHost, Unexamined

# Named so that they travel with the module; collect() finds them by their names.
COLLECTORS = {"network": network, "printing": printing, "software": software, "storage": storage, "system": system}


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
            "collector_timeout": {"type": "float", "default": 20},
        },
        supports_check_mode=True,
    )
    host = LiveHost()
    facts, _seconds = examination.collect(
        host, module.params["components"] or sorted(COLLECTORS), module.params["profile"], {"collector": module.params["collector_timeout"]})
    host.close()
    module.exit_json(changed=False, ansible_facts={"workstation": plain(facts)})


if __name__ == "__main__":
    main()
