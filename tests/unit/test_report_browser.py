# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports in a real browser: hostile text stays text, nothing runs, nothing is fetched, everybody can read it."""

from __future__ import annotations

import shutil

import pytest
import report_samples as samples

from ansible_collections.fieldtech.workstation.plugins.plugin_utils import _record, report

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: the reports are not opened in a browser")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium or chromedriver is not installed (Debian: chromium chromium-driver): the reports are not opened in a browser"
)

HOSTILE = [
    "<script>window.pwned = 1</script>",
    "</code></pre></style></title><script>window.pwned = 2</script>",
    "\"><img src=x onerror='window.pwned=3'>",
    "' onmouseover='window.pwned=4' style='position:fixed' x='",
    "<svg/onload=window.pwned=5>",
    "<iframe srcdoc='<script>parent.pwned=6</script>'></iframe>",
    "javascript:window.pwned=7",
    "{{ ''.__class__.__mro__ }}{% for x in [1] %}{% endfor %}{# #}${7*7}<%= 7 %>",
    "<!--<meta http-equiv=refresh content=0;url=https://example.org/>",
    "&lt;b&gt;&#60;i&#62;",
    "\x1b]0;x\x07\x1b[31m\x00\x9b",
    "\u202eevil\u202c\u2066\u200b\ufeff",
    "z\u0301" + "\u0301" * 200,
    "\ud800\udfff",
    "日本語" * 300,
    "W" * 5000,
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser with scripts allowed, as a user's is, and a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--user-data-dir=%s" % tmp_path_factory.mktemp("profile"),
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    yield driver
    driver.quit()


def _hostile(value):
    """Put hostile text into every text of a job."""
    count = 0

    def spoil(one, key=None):
        nonlocal count
        if isinstance(one, dict):
            spoilt = {name: spoil(inner, name) for name, inner in one.items()}
            if key in ("evidence", "numbers"):
                spoilt.update({text: text if key == "evidence" else 1.5 for text in HOSTILE[:9]})
            return spoilt
        if isinstance(one, list):
            return [spoil(inner, key) for inner in one]
        if isinstance(one, str) and key in ("item", "title", "message", "what", "remedy", "name", "os", "kernel", "symptom", "command", "why_not", "faults"):
            count += 1
            return HOSTILE[count % len(HOSTILE)]
        return one

    return spoil(value)


def _records():
    """Every kind of record, hostile through and through."""
    many = [{**samples.STOPPED, "item": text, "fault": text if number % 2 else samples.STOPPED["fault"], "outcome": _record.FAULT_OUTCOMES[number % 10],
             "attempts": [{"round": 1, "result": "failed", "message": text}], "check_outs": [{"name": text, "result": "failed", "message": text}],
             "evidence": {text: text, "item.list": [text, text]}, "unexamined_causes": [text],
             "repair": {**samples.STOPPED["repair"], "command": "echo " + text, "why_not": text}} for number, text in enumerate(HOSTILE)]
    job = _hostile(samples.intervention())
    job["before"]["unexamined"] = [_hostile(samples.unexamined(what=text, remedy=text)) for text in HOSTILE]
    job["after"] = job["before"]
    now = samples.STARTED
    return [
        _record.record("pc-1", _record.CONCLUDED, now, now + 1, intervention=job, playbook=HOSTILE[2]),
        _record.record(HOSTILE[1], _record.CONCLUDED, now, now + 1, intervention=samples.intervention(faults=many)),
        *(_record.record(text, _record.UNREACHABLE, now, now, trouble={"task": text, "message": text}) for text in HOSTILE),
        *(_record.record("%d %s" % (number, text), _record.EXAMINED, now, now, [samples.examination(samples.STOPPED)]) for number, text in enumerate(HOSTILE)),
    ]


def _pages(records):
    """The technician's report and the hand-outs with faults."""
    return {
        "report": report.technician(records, samples.FAULTS),
        "handout": report.handout(records[0], samples.FAULTS),
        "many": report.handout(records[1], samples.FAULTS),
    }


def _open(browser, tmp_path, text):
    """Open a page from disk, as a technician would."""
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    browser.get(path.as_uri())
    return path


@pytest.mark.parametrize("name", ["report", "handout", "many"])
def test_hostile_text_stays_text(browser, tmp_path, name):
    path = _open(browser, tmp_path, _pages(_records())[name])
    browser.get_log("browser")
    browser.execute_script("document.querySelectorAll('*').forEach(one => one.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))")
    assert browser.execute_script("return typeof window.pwned") == "undefined"
    assert browser.current_url == path.as_uri()
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    elements = set(browser.execute_script("return [...document.querySelectorAll('*')].map(one => one.localName)"))
    assert elements.isdisjoint({"script", "img", "svg", "iframe", "object", "b", "i", "form", "base"})
    attributes = browser.execute_script("return [...document.querySelectorAll('*')].flatMap(one => [...one.attributes].map(two => two.name))")
    assert not [one for one in attributes if one.startswith("on") or one in ("style", "src", "srcdoc")]
    assert browser.execute_script("return document.querySelectorAll('style').length") == 1
    links = browser.execute_script("return [...document.links].map(one => one.protocol)")
    assert set(links) <= {"file:", "https:"}
    shown = browser.execute_script("return document.body.textContent")
    expected = ["<script>window.pwned = 1</script>", "<svg/onload=window.pwned=5>", "{{ ''.__class__.__mro__ }}", "&lt;b&gt;&#60;i&#62;"]
    expected += [r"\x1b]0;x\x07\x1b[31m\x00\x9b", r"\u202eevil\u202c\u2066\u200b\ufeff"]
    # This hand-out has room for a few of them only.
    assert [text for text in expected if text not in shown] == [] or name == "handout"
    assert not [char for char in shown if not char.isprintable() and char not in "\n\u00a0"]
    assert browser.execute_script("return document.querySelectorAll('h1').length") == 1


def test_the_policy_stops_what_escaping_might_miss(browser, tmp_path):
    """Were there a hole in the escaping, the page's own policy would still let nothing run and fetch nothing."""
    page = _pages(_records())["handout"]
    hole = page.replace(
        "</main>",
        "<script>window.pwned = 1</script><img src='x.png' onerror='window.pwned=2'><p id='styled' style='color: rgb(1, 2, 3)'>x</p>"
        "<style>body { color: rgb(1, 2, 3) }</style></main>",
    )
    assert hole != page
    _open(browser, tmp_path, hole)
    assert browser.execute_script("return typeof window.pwned") == "undefined"
    assert browser.execute_script("return getComputedStyle(document.getElementById('styled')).color") != "rgb(1, 2, 3)"
    refused = [entry["message"] for entry in browser.get_log("browser") if "Content Security Policy" in entry["message"]]
    assert len(refused) >= 3, refused


@pytest.mark.parametrize("name", ["report", "handout", "many"])
def test_a_page_fits_a_phone(browser, tmp_path, name):
    text = _pages(_records())[name]
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True})
    try:
        _open(browser, tmp_path, text)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


# The contrast of each piece of text with what is painted behind it, as WCAG 2 computes it.
CONTRAST = """
const luminance = rgb => {
  const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const parse = text => text.match(/[\\d.]+/g).map(Number);
const behind = one => {
  for (; one; one = one.parentElement) {
    const colour = parse(getComputedStyle(one).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour.slice(0, 3);
  }
  return [255, 255, 255];
};
document.querySelectorAll('details').forEach(one => one.open = true);
const poor = [];
for (const one of document.body.querySelectorAll('*')) {
  if (![...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
  const [a, b] = [luminance(parse(getComputedStyle(one).color).slice(0, 3)), luminance(behind(one))].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) poor.push([one.localName + '.' + one.className, ratio.toFixed(2)]);
}
return poor;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_what_is_behind_it(browser, tmp_path, scheme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        for text in _pages(_records()).values():
            _open(browser, tmp_path, text)
            background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
            assert (background == "rgb(16, 22, 29)") == (scheme == "dark")
            assert browser.execute_script(CONTRAST) == []
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
