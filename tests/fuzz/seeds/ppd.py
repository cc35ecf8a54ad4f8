# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PPD files, the drivers of CUPS, and the configuration of SANE's driverless back end."""

from __future__ import annotations

from ansible_collections.fieldtech.workstation.plugins.module_utils import _scanner
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ppd


def _ppd(data: bytes) -> None:
    """Everything that is asked of a driver."""
    text = data.decode("utf-8", "surrogateescape")
    offered = ppd.choices(text)
    ppd.filters(text)
    ppd.nick_name(text)
    ppd.same(text, text)
    for name, value in (("sides", "two-sided-long-edge"), ("media", "iso_a4_210x297mm"), ("media", "na_letter_8.5x11in")):
        try:
            ppd.as_option(text, name, value)
        except ValueError:
            pass  # so it says that the driver cannot do it
    ppd.with_defaults(text, {name: values[0] for name, values in offered.items() if values})


def _airscan(data: bytes) -> None:
    """A scanner that is added is there, once, and gone when it is removed."""
    text = data.decode("utf-8", "surrogateescape")
    added = _scanner.with_device(text, "Fuzz", "http://192.0.2.9/eSCL", "eSCL")
    assert [device.uri for device in _scanner.devices(added) if device.name == "Fuzz"] == ["http://192.0.2.9/eSCL"]
    assert not [device for device in _scanner.devices(_scanner.without_device(added, "Fuzz")) if device.name == "Fuzz"]
    _scanner.without_backend(_scanner.with_backend(text, "fuzz"), "fuzz")


PARSERS = {
    "ppd": (_ppd, [
        b'*PPD-Adobe: "4.3"\n*NickName: "Acme Laser 9 - IPP Everywhere"\n*cupsFilter2: "image/urf image/urf 100 -"\n'
        b'*cupsFilter: "application/vnd.cups-raster 0 rastertohp"\n*OpenUI *PageSize/Media Size: PickOne\n*DefaultPageSize: A4\n'
        b'*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"\n*PageSize Letter: ""\n*CloseUI: *PageSize\n*DefaultPageRegion: A4\n'
        b'*JCLOpenUI *Duplex/Two-sided: PickOne\n*DefaultDuplex: None\n*Duplex None/Off: ""\n*JCLCloseUI: *Duplex\n*CustomPageSize True: ""\n',
    ]),
    "airscan": (_airscan, [
        b'# Manual\n[devices]\n#"Example" = http://192.0.2.1/eSCL\nOffice = http://192.0.2.9/eSCL, eSCL # first floor\n"Twice" = disable\n'
        b'[options]\ndiscovery = enable ; quick\n[blacklist]\nmodel = "X"\n',
        b"[devices]\n", b"", b'"A" = b',
    ]),
}
