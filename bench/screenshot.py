"""Runs the demo and takes the pictures of its digest in docs/: `./run proof screenshot`. Needs Chromium."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from pipeline.demo.journey import show

DOCS = Path(__file__).parent.parent / "docs"
WIDTHS = {1024: 3050, 375: 3750}
"""Width and height: from the top to the first of the questions."""


def main() -> int:
    """Writes the pictures; 2 when there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium found: apt-get install chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        outbox = show(Path(folder) / "demo").outbox
        page = next(outbox.glob("*.html"))
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                tab = context.new_page()
                tab.goto(page.as_uri())
                picture = DOCS / f"digest-{width}-{scheme}.png"
                tab.screenshot(path=picture)
                context.close()
                print(picture)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
