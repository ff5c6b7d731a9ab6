"""Made-up people who must be found nowhere: not in a dump, a file, a log or a page (S-60 – S-63).

A small day goes through the real processes: doors, workers, scheduler, a simulated customs. Some
documents are good, some bad in every way that makes us say something about them.
"""

import mmap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.db.pipeline.yard import ZONE_CODE, Post, Yard, guid, later, papers, post, register
from tests.station import NOW, Server
from yizhan.ops.supervisor import Child, Supervisor
from yizhan.sim.cast import cast
from yizhan.sim.papers import LIST, ORDER, PAYMENT, WAYBILL, Trade
from yizhan.sim.people import Person, person
from yizhan.sim.render import Envelope, message, wrapped
from yizhan.sim.sample import STATION_DXP_ID
from yizhan.site.demo.enrol import Enrolled, enrol
from yizhan.site.demo.home import free_port
from yizhan.store import hashing
from yizhan.store.home import home

LOOKS = 600
CUSTOMS_SPEED = 3600
BIRDS = tuple(
    replace(
        person("canaries", number),
        name=name,
        phone=f"100{phone}",
        address=f"样例省样例市{name}路{number + 7}号虚构小区",
    )
    for number, (name, phone) in enumerate(
        (("欧阳金丝雀", "77665544"), ("司马画眉鸟", "88776655"), ("诸葛百灵鸟", "99887766"))
    )
)
BUYER, CONSIGNEE, PAYER = BIRDS


def needles() -> dict[str, str]:
    """What must be found nowhere, and which mask stands for it."""
    found: dict[str, str] = {}
    for bird in BIRDS:
        found[bird.name] = hashing.mask_name(bird.name)
        found[bird.id_number] = hashing.mask_id(bird.id_number)
        found[bird.phone] = hashing.mask_phone(bird.phone)
        found[bird.address] = hashing.mask_address(bird.address)
    return found


def marks() -> list[bytes]:
    """The needles and what is left of them in the middle, as texts, hex and other encodings."""
    parts = [text for needle in needles() for text in (needle, needle[len(needle) // 3 :])]
    # The rear part of a name alone is a common word.
    texts = [part for part in parts if len(part) >= 4]
    return [
        mark
        for text in texts
        for raw in {text.encode(), text.encode("gb18030"), text.encode("unicode-escape")}
        for mark in (raw, raw.hex().encode())
    ]


def trade(yard: Yard, seed: int, buyer: Person = BUYER) -> Trade:
    """An ordinary trade of a canary for another canary."""
    scene = yard.scene(seed)
    return scene.write_down(replace(scene.buy(), buyer=buyer, consignee=CONSIGNEE.name))


def changed(which: Trade, kind: str, **changes: str) -> Trade:
    which.documents[kind].head |= changes
    return which


def day(yard: Yard) -> list[Post]:
    """Good documents, and bad ones of every sort."""
    payer = {"payerName": PAYER.name, "payerIdNumber": PAYER.id_number, "telephone": PAYER.phone}
    whole = [
        trade(yard, 301),
        trade(yard, 302, CONSIGNEE),
        changed(trade(yard, 303), PAYMENT, **payer),
        changed(trade(yard, 304), LIST, consigneeAddress=PAYER.address),
        changed(trade(yard, 305), WAYBILL, consignee=PAYER.name, consigneeTelephone=PAYER.phone),
    ]
    bad = [
        changed(trade(yard, 306), ORDER, buyerIdNumber=BUYER.id_number[:-1] + "Y"),
        changed(trade(yard, 307), ORDER, buyerIdNumber=BUYER.id_number + BUYER.id_number * 4),
        changed(trade(yard, 308), ORDER, buyerName=BUYER.name * 20),
        changed(trade(yard, 309), ORDER, buyerTelephone=BUYER.phone * 6),
        changed(trade(yard, 310), ORDER, consigneeAddress=BUYER.address * 20),
        changed(trade(yard, 311), ORDER, buyerName=""),
        changed(trade(yard, 312), ORDER, buyerIdType="2", acturalPaid="1.00"),
    ]
    sent = [post(each) for each in papers(*whole)] + [post(each.documents[ORDER]) for each in bad]
    order = whole[0].documents[ORDER]
    sender = order.sender

    def body() -> bytes:
        return message(ORDER, [order], sender, guid())

    envelope = Envelope(guid(), sender.dxp_id, STATION_DXP_ID, NOW)
    name = f"<ceb:buyerName>{BUYER.name}</ceb:buyerName>".encode()
    broken = [
        wrapped(body().replace(name, name + name), ORDER, envelope),
        body().partition(BUYER.address.encode())[0] + BUYER.address.encode(),
        body().replace(b"UTF-8", b"GB18030"),
        body().replace(name, name.replace(BUYER.name.encode(), BUYER.name.encode() + b"\xff")),
        b"<!DOCTYPE a [<!ENTITY b '" + BUYER.name.encode() + b"'>]>" + body()[60:],
        BUYER.name.encode() + body(),
    ]
    sent += [Post(sender, each) for each in broken]
    sent.append(post(later(whole[2].documents[PAYMENT], 0)))
    return sent


@dataclass(frozen=True)
class Station:
    """A station of processes, and where their lines are kept."""

    url: str
    log: Path
    enrolled: Enrolled


@pytest.fixture(scope="module")
def station(
    yard: Yard, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> Iterator[Station]:
    """Web, worker, scheduler and a simulated customs."""
    assert server.name == "embedded"
    register()
    enrolled = enrol(ZONE_CODE, cast(ZONE_CODE), NOW)
    web, customs = free_port(0), free_port(0)
    url = f"http://127.0.0.1:{web}"
    zone = ["--zone", ZONE_CODE]
    children = [
        Child("web", ["web", "--port", str(web), "--threads", "2"]),
        Child("worker", ["worker", *zone]),
        Child("scheduler", ["scheduler", *zone]),
        Child(
            "customs",
            [
                *("sim", "customs", "--port", str(customs)),
                *("--station", f"{url}/dxp", "--speed", str(CUSTOMS_SPEED)),
            ],
        ),
    ]
    log = tmp_path_factory.mktemp("log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIZHAN_CUSTOMS_URL", f"http://127.0.0.1:{customs}/dxp")
        patch.setenv("YIZHAN_CUSTOMS_KEY", enrolled.keys[yard.cast.customs.customs_code])
        with Supervisor(children, log):
            until(lambda: _open(url))
            yield Station(url, log, enrolled)


def _open(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").is_success
    except httpx.TransportError:
        return False


def until(done: Callable[[], bool]) -> None:
    """Look again and again, within bounds."""
    for _ in range(LOOKS):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("waited in vain")


@pytest.fixture(scope="module")
def gone_through(yard: Yard, station: Station) -> Station:
    """The day has been sent, cleared and answered; one document was put aside."""
    yard.change(
        "ALTER TABLE ceb411_payment ADD CONSTRAINT poison CHECK (payer_name_mask <> %s)".replace(
            "%s", f"'{hashing.mask_name(PAYER.name)}'"
        )
    )
    sent = day(yard)
    for one in sent:
        key = station.enrolled.keys[one.sender.customs_code]
        answer = httpx.post(
            f"{station.url}/api/v1/messages",
            content=one.body,
            headers={"authorization": f"Bearer {key}", "content-type": "application/xml"},
        )
        assert answer.status_code in {200, 202}, answer.text
        assert not any(mark in answer.content for mark in marks())
    until(lambda: not yard.rows("SELECT FROM inbox WHERE not_before < 'infinity'"))
    # Two trades are in order; customs speaks of both.
    until(lambda: len(yard.rows("SELECT FROM trade WHERE customs_status IS NOT NULL")) == 2)
    return station


def test_the_day_said_something_of_everything(yard: Yard, gone_through: Station) -> None:
    """Else the search below would be easy."""
    assert gone_through.log.is_dir()
    found = {row["code"] for row in yard.rows("SELECT DISTINCT code FROM fault")}
    assert {"C110", "M106", "M112", "X001", "X002", "X003", "A101", "X022"} <= found, found
    assert yard.one("SELECT count(*) AS aside FROM inbox")["aside"] > 0
    assert yard.one("SELECT count(*) AS sent FROM dxp_message")["sent"] > 0


def test_a_dump_shows_nobody(database: str, server: Server, gone_through: Station) -> None:
    """Every table as text, read by the one who may read all: a dump is made by no other."""
    assert gone_through.url
    dump = b"\n".join(dumped(server, database))
    for mark in marks():
        hide(dump, mark)
    for needle, mask in needles().items():
        if needle in {PAYER.address, PAYER.id_number}:  # stood only in what was put aside
            continue
        assert mask.encode() in dump, mask


def hide(where: bytes, mark: bytes, path: str = "") -> None:
    """Fails with what stands around the mark."""
    place = where.find(mark)
    around = where[max(place - 150, 0) : place + 150].decode("utf-8", "replace")
    assert place < 0, (path, around)


def dumped(server: Server, database: str) -> Iterator[bytes]:
    (name,) = urlsplit(database).path.rpartition("/")[2:]
    with psycopg.connect(server.admin, dbname=name) as connection:
        tables = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND n.nspname NOT IN ('information_schema') ORDER BY 1"
        ).fetchall()
        assert len(tables) > 100
        for (name,) in tables:
            command = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(
                sql.SQL(name)  # regclass has quoted it
            )
            with connection.cursor().copy(command) as rows:
                yield from (bytes(row) for row in rows)


def test_no_file_of_the_station_shows_anybody(
    database: str, server: Server, gone_through: Station
) -> None:
    """Tables, write-ahead log, the server's own log: every file of the home, byte by byte."""
    assert database
    assert gone_through.url
    server.run("CHECKPOINT")
    files = [path for path in home().rglob("*") if path.is_file() and path.stat().st_size]
    assert any("pg_wal" in path.parts for path in files)
    for path in files:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as whole,
        ):
            for needle in needles():
                assert whole.find(needle.encode()) < 0, (path, needle)


def test_no_log_shows_anybody(gone_through: Station) -> None:
    files = [path for path in gone_through.log.rglob("*") if path.is_file()]
    text = b"".join(path.read_bytes() for path in files)
    assert b"put aside" in text
    for mark in marks():
        hide(text, mark)


def test_no_page_shows_anybody(yard: Yard, gone_through: Station) -> None:
    """Every trade and every message, as an officer and as a clerk see them, in both languages."""
    trades = [row["id"] for row in yard.rows("SELECT id FROM trade")]
    messages = [row["id"] for row in yard.rows("SELECT id FROM message")]
    paths = ["/", "/trades", *(f"/trades/{number}" for number in trades)]
    paths += [f"/messages/{number}" for number in messages]
    seen = b""
    for token in (gone_through.enrolled.officer, gone_through.enrolled.clerk):
        with httpx.Client(base_url=gone_through.url, follow_redirects=True) as client:
            enter(client, token)
            for path in paths:
                for language in ("zh", "en"):
                    page = client.get(path, params={"lang": language})
                    assert page.status_code in {200, 403, 404}, path
                    for mark in marks():
                        hide(page.content, mark, path)
                    seen += page.content
    for mask in (hashing.mask_name(BUYER.name), hashing.mask_id(BUYER.id_number)):
        assert mask.encode() in seen


def enter(client: httpx.Client, token: str) -> None:
    shown = client.get(f"/s/{token}").text
    secret = shown.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post(f"/s/{token}", data={"csrfmiddlewaretoken": secret})
    assert answer.status_code == 200


def test_no_receipt_shows_anybody(gone_through: Station) -> None:
    """What senders pull, as JSON and as the official messages."""
    for key in gone_through.enrolled.keys.values():
        for kind in ("application/json", "application/xml"):
            headers = {"authorization": f"Bearer {key}", "accept": kind}
            answer = httpx.get(f"{gone_through.url}/api/v1/receipts", headers=headers)
            assert answer.status_code == 200
            for mark in marks():
                hide(answer.content, mark)
