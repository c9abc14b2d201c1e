"""Makes docs/images/plan.png: the shifts of telecom_hotline's plan, as its own report shows them, of the first group.

python -m docs.making.picture FOLDER    FOLDER: that of `callfloor plan telecom_hotline --out FOLDER`

Needs Chromium (on Debian: apt install chromium) and Playwright from the development tools.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from docs.making.figures import ROOT

PICTURE = ROOT / "docs" / "images" / "plan.png"
WIDTH = 1000
HEIGHT = 948  # of the section's beginning: the first group, which is the VIP desk
COLOURS = 96  # a chart has few: the file is a third as large


def main() -> None:
    """Open the report, and keep its picture of the shifts."""
    report = Path(sys.argv[1]) / "report.html"
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.wait_for_timeout(3000)
        shot = page.locator("section:has(h2#shifts)").screenshot()
        browser.close()
    whole = Image.open(BytesIO(shot)).convert("RGB")
    image = whole.crop((0, 0, whole.width, HEIGHT)).quantize(COLOURS)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    image.save(PICTURE, optimize=True)
    sys.stdout.write(
        f"{PICTURE.relative_to(ROOT)}: {image.size[0]} x {image.size[1]}, {PICTURE.stat().st_size // 1024} kB\n"
    )


if __name__ == "__main__":
    main()
