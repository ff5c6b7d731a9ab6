"""A portal with a small day in it, a browser, and people who come by their links."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.portal import data
from tests.journeys.portal.day import day
from yizhan.access import operations
from yizhan.store.database import Role, connect, tenant
from yizhan.web.board import figures

CHROMIUM = Path("/usr/bin/chromium")
ZONE, ZONE_CODE = 1, "chongqing"
# A closed network: no look-ups, no updates, no sandbox of its own as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = (1360, 860), (390, 844)
SCREENSHOTS = Path(__file__).parents[3] / "screenshots"


class Quiet(WSGIRequestHandler):
    """Says nothing on stderr."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the parent's name
        pass


class Threads(ThreadingMixIn, WSGIServer):
    """A browser opens several connections at once."""

    daemon_threads = True


@dataclass
class Portal:
    """Where the portal answers, what it holds, and how people get in."""

    url: str
    writer: data.Writer
    members: dict[str, int]

    def link(self, who: str) -> str:
        """A fresh one-time link for a person."""
        token = operations.make_link(ZONE_CODE, self.members[who], data.now())
        return f"{self.url}/s/{token}"

    def trade(self, number: str) -> str:
        return f"{self.url}/trades/{self.writer.trades[number]}"

    def message(self, key: str) -> str:
        return f"{self.url}/messages/{self.writer.messages[key]}"


@contextmanager
def answering() -> Iterator[str]:
    """The whole application, on a free port."""
    application: Any = get_wsgi_application()

    def closing(environ: dict[str, Any], start: Any) -> list[bytes]:  # noqa: ANN401 -- WSGI's own
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()
            connections.close_all()

    with make_server("127.0.0.1", 0, closing, Threads, Quiet) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def enrol() -> dict[str, int]:
    """People of an office without messages, of customs, of the seller, of a stranger's firm."""
    people = {
        "officer": {"office": "customs", "role": "officer"},
        "tax": {"office": "tax", "role": "officer"},
        "seller": {"organisation": data.SELLER},
        "payer": {"organisation": data.PAYER},
        "stranger": {"organisation": data.STRANGER},
    }
    return {
        name: operations.register_person(ZONE, username=name, name=name.title(), **more)  # type: ignore[arg-type]  # few fields, each right
        for name, more in people.items()
    }


@pytest.fixture(scope="session", autouse=True)
def _synchronous() -> Iterator[None]:
    """The browser's driver runs a loop in this thread; nothing of ours is asynchronous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def portal(database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Portal]:
    """The portal over a day of trades."""
    assert database
    with django_db_blocker.unblock():
        with connect(Role.JOBS) as connection, tenant(connection, ZONE) as cursor:
            data.organisations(cursor, ZONE)
        with connect(Role.PIPELINE) as connection, tenant(connection, ZONE) as cursor:
            writer = data.Writer(cursor, ZONE)
            day(writer, data.now())
        figures.forget()
        with answering() as url:
            yield Portal(url, writer, enrol())
        connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: ./yz test installs it as root")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Visit:
    """A person at a browser; `troubles` are errors the page itself reported."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    def picture(self, name: str) -> None:
        """A picture to look at, kept out of the repository."""
        if os.environ.get("YIZHAN_SCREENSHOTS"):
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    """`visit("officer", language="en", size=PHONE)`: somebody signed in by a fresh link."""
    opened = []

    def come(who: str, *, language: str = "zh", size: tuple[int, int] = DESK) -> Visit:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        opened.append(context)
        page = context.new_page()
        found = Visit(page)

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error":
                found.troubles.append(message.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: found.troubles.append(str(error)))
        page.goto(f"{portal.link(who)}?lang={language}")
        page.click("main button")
        return found

    yield come
    for context in opened:
        context.close()
