"""The yearly quota of a buyer: never below nothing, whoever comes at once (R1.14, D9, D10)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from tests.db.pipeline.yard import ZONE, Said, Yard, drain, papers, post, posts, together
from tests.station import NOW
from yizhan.ceb import read_columns
from yizhan.pipeline import quota
from yizhan.pipeline.batches import Batch, Rules
from yizhan.pipeline.parties import Parties
from yizhan.pipeline.release import pack_due
from yizhan.pipeline.run import Worker
from yizhan.pipeline.verdicts import Verdict
from yizhan.services.tax import params
from yizhan.services.tax.rules import Treatment
from yizhan.services.trade.states import State
from yizhan.sim.cases import Scene
from yizhan.sim.goods import dear_articles
from yizhan.sim.papers import LIST, Trade
from yizhan.sim.people import Person, person
from yizhan.sim.trades import Item
from yizhan.store.bulk import Bulk, Staging
from yizhan.store.database import tenant

AVAILABLE, RESERVED, USED = 1, 2, 3
NOTHING = Decimal(0)


def bought(scene: Scene, buyer: Person, yuan: int, on: date | None = None) -> Trade:
    """One dear article for that buyer."""
    first = scene.buy()
    return scene.write_down(
        replace(
            first,
            on=on or first.on,
            buyer=buyer,
            consignee=buyer.name,
            items=(Item(dear_articles()[0], 1, yuan * 100),),
            freight_fen=0,
            discount_fen=0,
        )
    )


def left(yard: Yard, buyer: Person, year: int, amount: int) -> None:
    """Set the stage: the buyer has so much left, the rest of the year is used."""
    annual = params.law(date(year, 1, 1)).annual
    holder = yard.hasher.person_id(buyer.id_number)
    for account, opening in ((AVAILABLE, amount), (RESERVED, 0), (USED, annual - amount)):
        yard.change(
            "INSERT INTO ledger_balance VALUES (%s, 1, %s, %s, %s, %s)",
            ZONE, holder, year, account, opening,
        )  # fmt: skip


def moved(yard: Yard, buyer: Person) -> dict[int, Decimal]:
    """What all transfers together did to each account."""
    return {
        row["account"]: row["amount"]
        for row in yard.rows(
            "SELECT account, sum(amount) AS amount FROM ("
            " SELECT holder, credit AS account, amount FROM ledger_transfer"
            " UNION ALL SELECT holder, debit, -amount FROM ledger_transfer) x"
            " WHERE holder = %s GROUP BY account",
            yard.hasher.person_id(buyer.id_number),
        )
    }


@pytest.mark.parametrize("turn", range(4))
def test_of_two_lists_at_once_that_do_not_both_fit_one_passes(empty: Yard, turn: int) -> None:
    buyer = person("quota", turn)
    scene = empty.scene(40 + turn)
    two = [bought(scene, buyer, 3000) for _ in range(2)]
    year = two[0].bought.on.year
    left(empty, buyer, year, 5000)
    workers = [empty.worker() for _ in two]
    empty.take(workers[0], [paper for paper in papers(*two) if paper.kind != LIST])
    empty.send([post(trade.documents[LIST]) for trade in two])
    together(*(partial(drain, worker, 1) for worker in workers))
    states = sorted(empty.state(trade)["state"] for trade in two)
    assert states == [State.REFUSED, State.READY]
    refused = next(row for row in map(empty.state, two) if row["state"] == State.REFUSED)
    assert refused["codes"][0] == "T102"
    assert refused["reserved"] == NOTHING
    spent = params.law(date(year, 1, 1)).annual - 5000
    assert empty.balances(buyer) == {AVAILABLE: 2000, RESERVED: 3000, USED: spent}
    assert moved(empty, buyer) == {AVAILABLE: -3000, RESERVED: 3000}


def test_lists_of_one_batch_are_served_by_list_date(empty: Yard, worker: Worker) -> None:
    buyer, scene = person("quota", 10), empty.scene(50)
    today = scene.on
    late, early = (bought(scene, buyer, 3000, on) for on in (today, today - timedelta(days=1)))
    left(empty, buyer, today.year, 5000)
    empty.take(worker, papers(late, early))
    assert (empty.state(early)["state"], empty.state(late)["state"]) == (
        State.READY,
        State.REFUSED,
    )


def test_a_smaller_list_fits_where_a_larger_did_not(empty: Yard, worker: Worker) -> None:
    buyer, scene = person("quota", 11), empty.scene(51)
    large, small = bought(scene, buyer, 4000), bought(scene, buyer, 2600)
    left(empty, buyer, scene.on.year, 3000)
    empty.take(worker, papers(large))
    empty.take(worker, papers(small))
    assert empty.state(large)["state"] == State.REFUSED
    assert empty.state(small)["state"] == State.READY
    assert empty.balances(buyer)[AVAILABLE] == 400


def test_the_year_is_that_of_the_list(empty: Yard) -> None:
    """Asked of the ledger alone: the tariff tables know one year, lists may be of two."""
    buyer = "\\x" + empty.hasher.person_id(person("quota", 12).id_number).hex()
    verdicts = [
        Verdict(
            {
                "id": place,
                "list_id": place,
                "list_day": day,
                "list_value": Decimal(20_000),
                "list_treatment": int(Treatment.PREFERENTIAL),
                "list_buyer": buyer,
                "reserved": NOTHING,
            }
        )
        for place, day in enumerate((date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)), 1)
    ]
    with tenant(empty.connection(), ZONE) as cursor:
        bulk = Bulk(cursor, ZONE, Staging())
        nobody = Parties({}, {}, frozenset(), {})
        columns = read_columns([])
        batch = Batch(bulk, NOW, [], empty.hasher, Rules(72), nobody, columns)
        quota.reserve(batch, verdicts, [])
    assert [verdict.codes for verdict in verdicts] == [[], [], ["T102"]]
    years = empty.rows(
        "SELECT period, amount FROM ledger_balance WHERE account = %s ORDER BY period", RESERVED
    )
    assert [(row["period"], row["amount"]) for row in years] == [(2025, 20_000), (2026, 20_000)]


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2016, 4, 7), date(2025, 12, 31)])
def test_a_list_of_a_day_outside_the_tables_is_held_and_reserves_nothing(
    empty: Yard, worker: Worker, day: date
) -> None:
    trade = bought(empty.scene(52), person("quota", 16), 3000, day)
    empty.take(worker, papers(trade))
    assert empty.left_over() == 0
    row = empty.state(trade)
    assert (row["state"], row["codes"][0], row["reserved"]) == (State.HELD, "T103", NOTHING)
    assert empty.rows("SELECT FROM ledger_transfer") == []
    assert empty.rows("SELECT FROM assessment") == []


def test_a_refused_list_reserves_nothing(empty: Yard, worker: Worker) -> None:
    buyer, scene = person("quota", 13), empty.scene(53)
    trade = bought(scene, buyer, 3000)
    trade.documents[LIST].head["insuredFee"] = "1.00"
    empty.take(worker, papers(trade))
    assert empty.state(trade)["state"] == State.REFUSED
    assert empty.balances(buyer).get(RESERVED, NOTHING) == NOTHING
    assert moved(empty, buyer) == {}


@pytest.fixture
def declared(empty: Yard, worker: Worker) -> Trade:
    """A list at customs, with 3,000 of its buyer's year reserved."""
    trade = bought(empty.scene(54), person("quota", 14), 3000)
    empty.take(worker, papers(trade))
    assert pack_due(empty.connection(), empty.desk(), NOW) == 1
    return trade


def say(yard: Yard, worker: Worker, *said: Said) -> None:
    yard.send([yard.says(said)])
    drain(worker)


def accounts(yard: Yard, trade: Trade) -> tuple[int, int, int]:
    """Whole yuan: what is reserved, what is used, what is taken from the year in all."""
    found = yard.balances(trade.bought.buyer)
    annual = params.law(trade.bought.on).annual
    return int(found[RESERVED]), int(found.get(USED, 0)), int(annual - found[AVAILABLE])


def test_what_customs_releases_is_used(yard: Yard, worker: Worker, declared: Trade) -> None:
    assert accounts(yard, declared) == (3000, 0, 3000)
    say(yard, worker, Said(declared, "120", 1))
    assert accounts(yard, declared) == (3000, 0, 3000)
    say(yard, worker, Said(declared, "800", 2))
    assert yard.state(declared)["state"] == State.RELEASED
    assert accounts(yard, declared) == (0, 3000, 3000)
    say(yard, worker, Said(declared, "899", 3))
    assert accounts(yard, declared) == (0, 3000, 3000)


def test_what_customs_sends_back_is_free_again(yard: Yard, worker: Worker, declared: Trade) -> None:
    say(yard, worker, Said(declared, "120", 1), Said(declared, "100", 2))
    assert yard.state(declared)["state"] == State.RETURNED
    assert accounts(yard, declared) == (0, 0, 0)


def test_repeated_answers_change_nothing(yard: Yard, worker: Worker, declared: Trade) -> None:
    say(yard, worker, Said(declared, "800", 2))
    before = yard.picture()
    for _ in range(2):
        say(yard, worker, Said(declared, "800", 2), Said(declared, "800", 2))
    assert yard.picture() == before
    told = yard.one("SELECT count(*) AS times FROM customs_answer")
    assert told["times"] == 1


def test_an_older_answer_never_wins(yard: Yard, worker: Worker, declared: Trade) -> None:
    say(yard, worker, Said(declared, "800", 5))
    say(yard, worker, Said(declared, "100", 4))
    say(yard, worker, Said(declared, "120", 3))
    assert yard.state(declared)["state"] == State.RELEASED
    assert accounts(yard, declared) == (0, 3000, 3000)
    kept = yard.rows("SELECT status FROM customs_answer ORDER BY return_time")
    assert [row["status"] for row in kept] == ["120", "100", "800"]


def test_the_last_word_wins_whatever_came_between(
    yard: Yard, worker: Worker, declared: Trade
) -> None:
    say(yard, worker, Said(declared, "100", 2))
    assert accounts(yard, declared) == (0, 0, 0)
    say(yard, worker, Said(declared, "800", 3))
    assert accounts(yard, declared) == (0, 3000, 3000)


def test_customs_word_wins_though_the_year_was_spent_meanwhile(
    yard: Yard, worker: Worker, declared: Trade
) -> None:
    say(yard, worker, Said(declared, "100", 2))
    buyer = declared.bought.buyer
    scene = yard.scene(55)
    rest = [bought(scene, buyer, 4900, scene.on - timedelta(days=back)) for back in range(5)]
    yard.take(worker, papers(*rest))
    assert accounts(yard, declared) == (24_500, 0, 24_500)
    say(yard, worker, Said(declared, "800", 3))
    assert yard.state(declared)["state"] == State.RELEASED
    assert yard.left_over() == 0


def test_a_correction_and_an_answer_in_one_batch(
    yard: Yard, worker: Worker, declared: Trade
) -> None:
    """Both give something back to somebody's year."""
    scene, buyer = yard.scene(56), person("quota", 15)
    other = bought(scene, buyer, 2000)
    yard.change(
        "INSERT INTO listed_party VALUES (1, %s, 'person', '测试', 'test', 'test', '2020-01-01')",
        yard.hasher.person_id(buyer.id_number),
    )
    yard.take(worker, papers(other))
    assert yard.state(other)["state"] == State.HELD
    wrong = other.documents[LIST]
    wrong.head |= {"appTime": f"{int(wrong.head['appTime']) + 1}", "insuredFee": "1.00"}
    yard.send([*posts([wrong]), yard.says([Said(declared, "100", 2)])])
    drain(worker)
    assert yard.left_over() == 0
    assert accounts(yard, declared) == (0, 0, 0)
    assert accounts(yard, other) == (0, 0, 0)
