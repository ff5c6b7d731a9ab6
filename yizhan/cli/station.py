"""A station as its senders see it: post messages, ask for verdicts, pull receipts.

Every call may be repeated: the station knows a message again by its content, and answers with
the first receipt.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import httpx

from yizhan.kernel.errors import YizhanError

MESSAGES_MAX: Final = 100
REQUEST_BYTES_MAX: Final = 15 * 1024 * 1024  # a little under the station's 16 MiB: headers
AGAIN: Final = frozenset({429, 502, 503, 504})
FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 5.0
CALL_SECONDS: Final = 60.0
TURNED_AWAY: Final = 400

Answer = Mapping[str, Any]


class Unreachable(YizhanError):
    """The station did not answer within our patience."""

    code = "UNREACHABLE"
    say = (
        "无法连接驿站,请检查地址后重试;重发是安全的。",
        "The station cannot be reached; sending again is safe.",
    )


class TurnedAway(YizhanError):
    """The station refused the request itself; sending it unchanged will not help."""

    code = "TURNED_AWAY"
    say = ("驿站拒绝了请求。", "The station turned the request away.")

    def __init__(self, problem: Answer) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('title')}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way, and the name people know it by."""

    name: str
    body: bytes


class Station:
    """Calls to one station with one API key; safe to use from one thread."""

    def __init__(self, url: str, key: str, *, patience_seconds: float = 60.0) -> None:
        self._patience_seconds = patience_seconds
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"},
            timeout=CALL_SECONDS,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def post(self, group: Sequence[Outgoing], *, key: str = "") -> list[Answer]:
        """One receipt or problem a message, in order. Raises TurnedAway and Unreachable.

        Without `key`, the Idempotency-Key, each message goes by the id it carries itself.
        """
        headers = {"Idempotency-Key": key} if key else {}
        if len(group) == 1:
            headers["Content-Type"] = "application/xml"
            answer = self._ask("POST", "/api/v1/messages", content=group[0].body, headers=headers)
        else:
            files = [("message", (one.name, one.body, "application/xml")) for one in group]
            answer = self._ask("POST", "/api/v1/messages", files=files, headers=headers)
        return list(answer["receipts"])

    def message(self, number: str, *, wait_seconds: int = 0) -> Answer:
        """State and verdict of a message; the station holds the answer back for `wait_seconds`."""
        return self._ask("GET", f"/api/v1/messages/{number}", params={"wait": wait_seconds})

    def receipts(self, cursor: str = "", *, limit: int = 500) -> Answer:
        """One page of receipts after `cursor`."""
        params: dict[str, str | int] = {"limit": limit}
        if cursor:
            params["cursor"] = cursor
        return self._ask("GET", "/api/v1/receipts", params=params)

    def _ask(self, method: str, path: str, **request: Any) -> Answer:  # noqa: ANN401 -- httpx's own
        return answered(
            lambda: self._client.request(method, path, **request), self._patience_seconds
        )


def answered(call: Callable[[], httpx.Response], patience_seconds: float) -> Answer:
    """The answer of `call`, made again with growing pauses while the station is away or busy."""
    until = time.monotonic() + patience_seconds
    wait_seconds = FIRST_WAIT_SECONDS
    while True:
        try:
            response = call()
        except httpx.TransportError as error:
            reason, hint = type(error).__name__, ""
        else:
            if response.status_code not in AGAIN:
                return _read(response)
            reason, hint = f"HTTP {response.status_code}", response.headers.get("Retry-After", "")
        if hint.isdecimal():
            wait_seconds = max(wait_seconds, float(hint))
        if time.monotonic() + wait_seconds > until:
            raise Unreachable(reason)
        # Spread out, so that senders turned away together do not come back together.
        time.sleep(wait_seconds * random.uniform(0.5, 1.0))  # noqa: S311 -- not a secret
        wait_seconds = min(wait_seconds * 2, LONGEST_WAIT_SECONDS)


def _read(response: httpx.Response) -> Answer:
    try:
        answer = response.json()
    except ValueError:
        raise TurnedAway({"code": "NO_STATION", "title": f"HTTP {response.status_code}"}) from None
    if response.status_code >= TURNED_AWAY or not isinstance(answer, dict):
        raise TurnedAway(answer if isinstance(answer, dict) else {})
    return answer


def grouped(messages: Iterable[Outgoing], *, most: int = MESSAGES_MAX) -> Iterator[list[Outgoing]]:
    """Requests of at most `most` messages and 15 MiB; a larger message goes alone."""
    group: list[Outgoing] = []
    size = 0
    for one in messages:
        if group and (len(group) == most or size + len(one.body) > REQUEST_BYTES_MAX):
            yield group
            group, size = [], 0
        group.append(one)
        size += len(one.body)
    if group:
        yield group
