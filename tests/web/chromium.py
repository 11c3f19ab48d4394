"""A real Chromium for tests: how it is started, what it looks at, and what a page must not do there."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from flask import Flask
from playwright.sync_api import Browser, Page, Request, ViewportSize, sync_playwright
from werkzeug.serving import make_server

# The one that has no window looks at pages with the same engine, for half the work.
PATHS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
PATH = next((one for one in PATHS if one.exists()), PATHS[-1])
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
ENLARGED = ViewportSize(width=320, height=256)
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
LOOK = """async (rules) => {
  document.querySelectorAll('details').forEach(one => { one.open = true });
  const only = rules ? { runOnly: rules } : {};
  const found = await axe.run(document, { preload: false, resultTypes: ['violations'], ...only });
  return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary}`);
}"""
OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def is_there() -> bool:
    """Whether Chromium can be started; where CI says so it must be."""
    return PATH.exists() or os.environ.get("CI") == "true"


def say_once(config: pytest.Config, folder: Path) -> None:
    """One loud line, however many processes share the tests."""
    try:
        (folder / "said-no-chromium").touch(exist_ok=False)
    except FileExistsError:
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        sys.__stderr__.write(f"\n*** NO CHROMIUM AT {PATH}: THE BROWSER TESTS ARE SKIPPED ***\n")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser that talks to nobody but the page's own host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port, in a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with a page, light and dark, wide and narrow: by axe, by its width, by whom it asks."""
    found: list[str] = []

    def watch(request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(page.url).netloc and page.url != "about:blank":
            found.append(f"{path} asks another host: {request.url}")

    page.on("request", watch)
    page.on("console", lambda message: found.append(f"{path}: {message.text}") if message.type == "error" else None)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        found.append(f"{path} answers {answer and answer.status}")
    found += seen(page, path)
    return found


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands."""
    found: list[str] = []
    page.evaluate(AXE)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{name}, {size['width']} px, {scheme}: {one}" for one in page.evaluate(LOOK, rules)]
        if page.evaluate(OVERHANG) > 0:
            found.append(f"{name} scrolls sideways at {size['width']} px")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(ENLARGED)
    if page.evaluate(OVERHANG) > 0:
        found.append(f"{name} scrolls sideways when it is enlarged four times")
    return found
