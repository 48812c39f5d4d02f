"""A digest as a reader opens it, in a real browser."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from pipeline.core.digest import Digest
from reports.render import html

Scheme = Literal["light", "dark"]


def opened(browser: Browser, folder: Path, found: Digest, width: int = 375, scheme: Scheme = "light") -> tuple[Page, list[str]]:
    """The page as a reader opens it from a file, and what it asked of the outside."""
    file = folder / "digest.html"
    file.write_bytes(html(found).encode())
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri(), wait_until="load")
    return page, [url for url in asked if url != file.as_uri() and not url.startswith("data:image/png;base64,")]
