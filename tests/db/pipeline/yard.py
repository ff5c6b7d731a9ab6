"""A station at work: made-up firms that send, workers that clear, and what has come of it."""

import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.station import NOW
from yizhan.pipeline.batches import DOCUMENTS_AIM
from yizhan.pipeline.receive import Answer, Incoming, Stored, receive
from yizhan.pipeline.release import Desk
from yizhan.pipeline.run import Worker, make_worker
from yizhan.services.trade import bulk as trades
from yizhan.sim.cases import Scene
from yizhan.sim.cast import CUSTOMS_DXP_ID, Cast, Party, cast
from yizhan.sim.papers import LIST, Document, Trade
from yizhan.sim.people import Person
from yizhan.sim.receipts import Receipt
from yizhan.sim.receipts import receipts as customs_receipts
from yizhan.sim.render import message
from yizhan.sim.sample import STATION_DXP_ID
from yizhan.sim.signing import Signer
from yizhan.site.demo.enrol import register_all
from yizhan.store.database import Role, connect, tenant
from yizhan.store.hashing import Hasher
from yizhan.store.sealing import Sealer

ZONE, ZONE_CODE = 1, "chongqing"
TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
YESTERDAY = TODAY - timedelta(days=1)
ROUNDS_MAX = 400
Rows = list[dict[str, Any]]

KEPT = (
    "revisit",
    "inbox",
    "release_queue",
    "receipt",
    "fault",
    "message_result",
    "message_key",
    "message",
    "payment_key",
    "waybill_key",
    "waybill_rival",
    "trade_party",
    "trade",
    "assessment",
    "purchase_tally",
    "listed_party",
    "ledger_transfer",
    "ledger_balance",
    "customs_answer",
    "customs_answer_key",
    "list_key",
    "dxp_item",
    "dxp_key",
    "dxp_message",
    "vault",
    "ceb311_order_line",
    "ceb311_order",
    "ceb411_payment",
    "ceb511_waybill",
    "ceb621_inventory_line",
    "ceb621_inventory",
    "ceb622_inventory_receipt",
)


@dataclass(frozen=True)
class Post:
    """A message on its way: who sends it, and its bytes."""

    sender: Party
    body: bytes


@dataclass(frozen=True)
class Said:
    """What customs says of a trade's list; a later second is a later word."""

    trade: Trade
    status: str
    second: int = 0
    info: str = "[Code:2600;Desc:模拟]"


def posts(documents: Iterable[Document], size: int = 100) -> list[Post]:
    """The documents in messages of up to `size`, each of one type and one sender."""
    piles: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        piles[document.kind, document.sender.customs_code].append(document)
    return [
        Post(pile[0].sender, message(kind, pile[start : start + size], pile[0].sender, guid()))
        for (kind, _), pile in piles.items()
        for start in range(0, len(pile), size)
    ]


def post(document: Document) -> Post:
    """A message of that document alone, under an id of its own."""
    return posts([document])[0]


def guid() -> str:
    return str(uuid.uuid4()).upper()


def papers(*bought: Trade) -> list[Document]:
    """All documents of these trades."""
    return [document for trade in bought for document in trade.documents.values()]


def later(document: Document, seconds: int = 1, /, **changes: str) -> Document:
    """The document again, changed, with a later appTime."""
    at = datetime.strptime(document.head["appTime"], "%Y%m%d%H%M%S")  # noqa: DTZ007 -- as written
    moved = f"{at + timedelta(seconds=seconds):%Y%m%d%H%M%S}"
    lines = [dict(line) for line in document.lines]
    return Document(
        document.kind, document.sender, {**document.head, "appTime": moved, **changes}, lines
    )


@dataclass
class Yard:
    """A zone with its firms; connections close when the yard does."""

    firms: dict[str, int]
    cast: Cast = field(default_factory=lambda: cast(ZONE_CODE))
    sealer: Sealer = field(default_factory=lambda: Sealer.for_zone(ZONE))
    hasher: Hasher = field(default_factory=lambda: Hasher.for_zone(ZONE))
    open_ones: ExitStack = field(default_factory=ExitStack)
    _own: dict[Role, psycopg.Connection[Any]] = field(default_factory=dict)

    def scene(self, seed: int, on: date = YESTERDAY) -> Scene:
        return Scene(self.cast, seed, on)

    def trade(self, scene: Scene) -> Trade:
        """An ordinary trade."""
        return scene.write_down(scene.buy())

    def connection(self, role: Role = Role.PIPELINE) -> psycopg.Connection[Any]:
        """A connection of one's own."""
        return self.open_ones.enter_context(connect(role))

    def worker(self, at: datetime = NOW) -> Worker:
        """A worker on a connection of its own; its clock stands still."""
        return make_worker(self.connection(), [ZONE_CODE], lambda: at)

    def firm(self, party: Party) -> int:
        return self.firms[party.customs_code]

    def send(
        self, sent: Sequence[Post], *, key: str | None = None, at: datetime = NOW
    ) -> list[Answer]:
        """Each message in a request of its own; one answer each."""
        own = self._kept(Role.PIPELINE)
        return [
            answer
            for one in sent
            for answer in receive(
                own,
                self.sealer,
                ZONE,
                self.firm(one.sender),
                [Incoming(one.body, key)],
                door="test",
                at=at,
            )
        ]

    def take(self, worker: Worker, documents: Iterable[Document], size: int = 100) -> list[int]:
        """Send and clear; the ids of the messages."""
        answers = self.send(posts(documents, size))
        drain(worker)
        return [answer.message for answer in answers if isinstance(answer, Stored)]

    def desk(self, *, patience: timedelta = timedelta(hours=1)) -> Desk:
        """The way out to customs; lists of those who let us are signed with a key of today."""
        signer = Signer.new(self.cast.agents[0], NOW)
        return Desk(
            zone=ZONE,
            dxp_id=STATION_DXP_ID,
            customs_dxp_id=CUSTOMS_DXP_ID,
            signed_patience=patience,
            sealer=self.sealer,
            sign=signer.sign,
        )

    def says(self, said: Sequence[Said]) -> Post:
        """What customs says of lists, in one message of theirs."""
        receipts = [self._receipt(one) for one in said]
        return Post(self.cast.customs, customs_receipts(receipts, guid()))

    def _receipt(self, said: Said) -> Receipt:
        head = said.trade.documents[LIST].head
        return Receipt(
            station=STATION_DXP_ID,
            guid=guid(),
            customs_code=head["customsCode"],
            ebp_code=head["ebpCode"],
            ebc_code=head["ebcCode"],
            agent_code=head["agentCode"],
            cop_no=head["copNo"],
            pre_no=f"B{uuid.uuid4().int % 10**17:017d}",
            invt_no="",
            status=said.status,
            info=said.info,
            happened_at=NOW - timedelta(hours=1) + timedelta(seconds=said.second),
        )

    def balances(self, buyer: Person) -> dict[int, Decimal]:
        """What stands in a buyer's accounts of the year."""
        return {
            row["account"]: row["amount"]
            for row in self.rows(
                "SELECT account, amount FROM ledger_balance WHERE holder = %s",
                self.hasher.person_id(buyer.id_number),
            )
        }

    def rows(self, query: str, *values: object) -> Rows:
        """What a query of the station's own finds in the zone."""
        with tenant(self._kept(Role.JOBS), ZONE) as cursor:
            cursor.row_factory = dict_row
            cursor.execute(query.encode(), values)
            return cursor.fetchall()

    def one(self, query: str, *values: object) -> dict[str, Any]:
        (row,) = self.rows(query, *values)
        return row

    def state(self, trade: Trade) -> dict[str, Any]:
        """The row of a trade."""
        return self.one("SELECT * FROM trade WHERE order_no = %s", trade.bought.number)

    def change(self, statement: str, *values: object) -> None:
        """A change that no worker makes: setting the stage, or doing damage."""
        with tenant(self._kept(Role.OWNER), ZONE) as cursor:
            cursor.execute(statement.encode(), values)

    def empty(self) -> None:
        """As if nothing had ever arrived."""
        with tenant(self._kept(Role.OWNER), ZONE) as cursor:
            for table in KEPT:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def codes_of(self, messages: Sequence[int]) -> list[list[str]]:
        """The codes of the faults of each message's documents, as its sender is told them."""
        found = {
            row["message"]: [fault["code"] for fault in row["faults"]]
            for row in self.rows(
                "SELECT message, faults FROM message_result WHERE message = ANY(%s)", list(messages)
            )
        }
        return [found[number] for number in messages]

    def picture(self) -> dict[str, Rows]:
        """All that became of the trades, without the ids and instants that differ each time."""
        return {name: self.rows(query) for name, query in PICTURE.items()}

    def left_over(self) -> int:
        """Messages and trades that somebody still has to look at."""
        return int(
            self.one(
                "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM revisit) AS left_over"
            )["left_over"]
        )

    def _kept(self, role: Role) -> psycopg.Connection[Any]:
        if role not in self._own:
            self._own[role] = self.connection(role)
        return self._own[role]


def register() -> dict[str, int]:
    """The firms of the cast, entered; ids by customs code."""
    return dict(register_all(ZONE, cast(ZONE_CODE)))


def drain(worker: Worker, messages: int = 0) -> int:
    """Clear until nothing is left, `messages` at a time (0: as many as fit); returns the rounds."""
    for rounds in range(ROUNDS_MAX):
        if messages:
            worker.per_message = DOCUMENTS_AIM / messages
        if not worker.clear(ZONE):
            return rounds
    raise AssertionError(f"not done after {ROUNDS_MAX} rounds")


def together(*jobs: Callable[[], object]) -> None:
    """Run the jobs at once, each in a thread, started by one gate; raises what any raised."""
    gate = threading.Barrier(len(jobs))
    wrong: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]


def _facts() -> str:
    passing = ("_id", "_message", "_position")
    names = [
        name for facts in trades.FACTS.values() for name in facts if not name.endswith(passing)
    ]
    return ", ".join(names)


PICTURE = {
    "trades": f"SELECT ebp_code, order_no, state, codes, reserved, reserved_holder,"  # noqa: S608 -- our names
    f" reserved_period, order_id IS NULL AS no_order, payment_id IS NULL AS no_payment,"
    f" waybill_id IS NULL AS no_waybill, list_id IS NULL AS no_list, due_at IS NULL AS no_due,"
    f" {_facts()} FROM trade ORDER BY ebp_code, order_no",
    "waybills": "SELECT logistics_code, logistics_no, waybill_id IS NULL AS none, app_time,"
    " order_no, consignee, phone, address, weight, freight, insured, sender, list_ebp, list_order"
    " FROM waybill_key ORDER BY logistics_code, logistics_no",
    "balances": "SELECT book, holder, period, account, amount FROM ledger_balance"
    " ORDER BY book, holder, period, account",
    "transfers": "SELECT x.book, x.holder, x.period, x.debit, x.credit, x.amount, x.rule,"
    " t.order_no FROM ledger_transfer x LEFT JOIN trade t ON t.list_id = x.reference"
    " ORDER BY t.order_no, x.debit, x.credit, x.amount",
    "assessments": "SELECT t.order_no, a.day, a.treatment, a.value, a.duty, a.consumption, a.vat,"
    " a.total, a.gcode, a.line_vat, a.rules FROM assessment a JOIN trade t ON t.id = a.trade"
    " AND t.list_id = a.list ORDER BY t.order_no",
    "parties": "SELECT t.order_no, p.firm FROM trade_party p JOIN trade t ON t.id = p.trade"
    " ORDER BY t.order_no, p.firm",
    "faults": "SELECT t.order_no, f.code FROM fault f JOIN trade t ON t.id = f.trade"
    " ORDER BY t.order_no, f.code",
    "queue": "SELECT t.order_no, q.position > 0 AS placed, q.signed FROM release_queue q"
    " JOIN trade t ON t.id = q.trade AND t.list_id = q.list ORDER BY t.order_no",
    "tally": "SELECT holder, day, lists, yuan FROM purchase_tally ORDER BY holder, day",
    "vault": "SELECT kind, hash, mask FROM vault ORDER BY kind, hash",
}
