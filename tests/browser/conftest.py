"""Headless Chromium from Debian's packages, driven by playwright."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a module; while it is open, no other event loop can run in this thread."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only where a browser is

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed; .ci/run installs it from Debian's packages")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A new tab that fails the test on any script error, dialog or request beyond the page's own file."""
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.extend([message.text] if message.type == "error" else []))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("request", lambda request: troubles.extend([] if request.url.startswith("file:") else [request.url]))
    yield page
    context.close()
    assert troubles == []
