"""The simulated customs behind HTTP: `POST /dxp`, and `GET /` that says how far it is."""

import json
import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yizhan.sim.cast import CUSTOMS_DXP_ID
from yizhan.sim.customs import Customs
from yizhan.sim.deliver import Delivery, poster
from yizhan.sim.journal import Journal
from yizhan.sim.receipts import NOTE
from yizhan.sim.wire import BYTES_MAX, Unreadable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SETTINGS: Final = "YIZHAN_SIM_CUSTOMS"
KEY: Final = "YIZHAN_CUSTOMS_KEY"

Answer = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the desk is set up; the API key comes by the environment alone."""

    seed: int
    speed: float
    station: str
    ca: str = ""
    journal: str = ""


class Desk:
    """A WSGI application around one customs and its delivery."""

    def __init__(self, customs: Customs, delivery: Delivery) -> None:
        self._customs, self._delivery = customs, delivery

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        status, kind, body = self._answer(environ)
        start_response(
            status,
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("X-Simulator", "yizhan customs simulator"),
            ],
        )
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        request = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        if request == ("GET", "/"):
            return _json("200 OK", self._state())
        if request != ("POST", "/dxp"):
            return _json("404 Not Found", {"note": NOTE})
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdigit():
            return _json("411 Length Required", {"note": NOTE})
        if int(length) > BYTES_MAX:
            return _json("413 Content Too Large", {"note": NOTE})
        body = environ["wsgi.input"].read(int(length))
        try:
            reply = self._customs.take(body, datetime.now(UTC))
        except Unreadable as wrong:
            return _json("400 Bad Request", {"note": NOTE, "why": str(wrong)})
        return "200 OK", "application/xml; charset=utf-8", reply

    def _state(self) -> dict[str, Any]:
        return {
            "simulator": True,
            "note": NOTE,
            "messages": self._customs.messages,
            "lists": self._customs.lists,
            "declared_twice": self._customs.twice,
            "receipts_waiting": self._customs.waiting(),
            "receipts_delivered": self._delivery.receipts,
            "receipts_refused": self._delivery.refused,
        }


def _json(status: str, value: dict[str, Any]) -> Answer:
    return status, "application/json", json.dumps(value, ensure_ascii=False).encode()


def application() -> Callable[..., Iterable[bytes]]:
    """The desk as the environment sets it up, its delivery running beside it."""
    settings = Settings(**json.loads(os.environ[SETTINGS]))
    logging.basicConfig(level=logging.INFO, format="sim customs: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    journal = Journal(Path(settings.journal) if settings.journal else None)
    customs = Customs(settings.seed, settings.speed, CUSTOMS_DXP_ID, journal)
    post = poster(settings.station, os.environ.get(KEY, ""), settings.ca)
    delivery = Delivery(customs, post, settings.seed)
    threading.Thread(
        target=delivery.run, args=(threading.Event(),), name="delivery", daemon=True
    ).start()
    return Desk(customs, delivery)


def hand_over(settings: Settings) -> None:
    """Leaves the settings where the server's process finds them."""
    os.environ[SETTINGS] = json.dumps(asdict(settings))
