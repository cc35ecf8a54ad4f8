#!/bin/sh
# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Forty changes to a workstation as people make them by hand, one a line; forty.yml says by what name each must be found.
set -eux
hostname somewhere && echo somewhere > /etc/hostname
ln -sf /usr/share/zoneinfo/America/New_York /etc/localtime
update-locale LANG=en_US.UTF-8
sed -i 's/^XKBLAYOUT=.*/XKBLAYOUT="us"/' /etc/default/keyboard
sed -i 's/^SystemMaxUse=.*/SystemMaxUse=4G/' /etc/systemd/journald.conf.d/*.conf
systemctl disable --now cron
sysctl -q -w net.ipv4.tcp_keepalive_time=7200
userdel --remove fieldtech
groupdel technicians
chmod 0666 /etc/sudoers.d/50-fieldtech
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/login.defs
sed -i 's/^PASS_WARN_AGE.*/PASS_WARN_AGE 3/' /etc/login.defs
DEBIAN_FRONTEND=noninteractive apt-get remove -y -q hello
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends lsof
sed -i 's/Automatic-Reboot "true"/Automatic-Reboot "false"/' /etc/apt/apt.conf.d/zz-fieldtech-updates
sed -i 's/"DisableTelemetry": true/"DisableTelemetry": false/' /etc/firefox/policies/policies.json
sed -i 's/^text.html=.*/text\/html=other.desktop/' /etc/xdg/mimeapps.list
sed -i 's/^x-scheme-handler.mailto=.*/x-scheme-handler\/mailto=other.desktop/' /etc/xdg/mimeapps.list
systemctl disable fstrim.timer
sed -i 's/ 10d$/ 1d/' /etc/tmpfiles.d/00-fieldtech-storage.conf
systemctl stop srv-office.automount
sed -i 's/size=16m/size=8m/' /etc/fstab
sed -i '1i 192.0.2.98 files.example.org' /etc/hosts
systemctl disable avahi-daemon.service avahi-daemon.socket
nft add rule inet fieldtech input tcp dport 9999 accept
sed -i 's/^PasswordAuthentication.*/PasswordAuthentication yes/' /etc/ssh/sshd_config.d/00-fieldtech.conf
sed -i 's/timestamp_timeout=10/timestamp_timeout=1440/' /etc/sudoers.d/zz-fieldtech-policy
sysctl -q -w net.ipv4.conf.all.accept_redirects=1
sysctl -q -w net.ipv4.conf.all.accept_source_route=1
sysctl -q -w net.ipv4.icmp_echo_ignore_broadcasts=0
lpadmin -p corridor -L Cellar
lpadmin -x archive
lpadmin -d labels
lpadmin -p old-laser -E -v socket://localhost:9100 -m drv:///sample.drv/laserjet.ppd
sed -i 's/^DefaultShared No/DefaultShared Yes/' /etc/cups/cupsd.conf && systemctl restart cups
sed -i 's/localhost:8095/localhost:8099/' /etc/sane.d/airscan.d/fieldtech-devices.conf
rm /etc/dconf/db/local.d/locks/20-fieldtech-display && dconf update
sed -i 's/"\/home"/"\/home\/tech"/' /etc/fieldtech/backup/config.json
chmod 0644 /etc/fieldtech/backup/password
systemctl disable --now fieldtech-backup.timer
