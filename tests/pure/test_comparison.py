"""What the demonstration calls expected, lost in words, or wrong."""

from typing import Any

import pytest

from yizhan.services.trade.states import State
from yizhan.site.demo.comparison import Comparison, Found, Key, compare

KEY: Key = ("5001969001", "A1")


def trade(expect: str, *codes: str, group: str = "", number: str = "A1") -> dict[str, Any]:
    return {
        "ebp_code": KEY[0],
        "order_no": number,
        "kind": "a kind",
        "expect": expect,
        "codes": list(codes),
        "group": group,
        "documents": [{"file": "f", "position": 1, "type": "T", "expect": "accepted", "codes": []}],
    }


def found(states: dict[Key, State], *codes: str, judged: bool = True) -> Found:
    return Found(
        states,
        dict.fromkeys(states, frozenset(codes)),
        {},
        frozenset({"f"} if judged else ()),
    )


def seen(expected: dict[str, Any], what: Found, fate: str = "released") -> Comparison:
    return compare({"trades": [expected], "groups": []}, what, lambda _: fate)


@pytest.mark.parametrize(
    ("expected", "state", "codes", "fate", "good"),
    [
        (trade("released"), State.RELEASED, (), "released", True),
        (trade("released"), State.CLOSED, (), "released", True),
        (trade("released"), State.RETURNED, (), "refused", True),
        (trade("released"), State.RELEASED, (), "refused", False),
        (trade("released"), State.REVIEWED, (), "review", True),
        (trade("released"), State.HELD, (), "released", False),
        (trade("refused", "M101"), State.REFUSED, ("M101", "M105"), "released", True),
        (trade("refused", "M101"), State.REFUSED, ("M105",), "released", False),
        (trade("held", "K101"), State.HELD, ("K101",), "released", True),
        (trade("waiting", "W101"), State.WAITING, (), "released", True),
        (trade("waiting", "W101"), State.CLOSED, (), "released", False),
    ],
)
def test_a_trade_stands_where_it_should(
    expected: dict[str, Any], state: State, codes: tuple[str, ...], fate: str, *, good: bool
) -> None:
    result = seen(expected, found({KEY: state}, *codes), fate)
    assert (result.as_expected == 1) is good
    assert (not result.unexpected) is good
    assert result.answered == 1


def test_what_is_under_way_has_no_answer_yet() -> None:
    assert seen(trade("released"), found({KEY: State.SENT})).answered == 0
    assert seen(trade("released"), found({})).answered == 0
    assert seen(trade("released"), found({KEY: State.CLOSED}, judged=False)).answered == 0


def test_a_document_rejected_by_surprise_is_told_with_its_place() -> None:
    what = Found({KEY: State.CLOSED}, {}, {("f", 1): frozenset({"X020"})}, frozenset({"f"}))
    [line] = seen(trade("released"), what).unexpected
    assert "f #1" in line
    assert "X020" in line


def test_of_a_group_only_so_many_get_the_verdict() -> None:
    names = ("A1", "A2", "A3")
    group = {"group": "g", "expect": "refused", "codes": ["T102"], "least": 1, "most": 1}
    expected = {
        "trades": [trade("released", group="g", number=name) for name in names],
        "groups": [group],
    }

    def result(*refused: str) -> Comparison:
        states = {
            (KEY[0], name): State.REFUSED if name in refused else State.RELEASED for name in names
        }
        return compare(expected, found(states, "T102"), lambda _: "released")

    assert not result("A2").unexpected
    assert len(result().unexpected) == 1
    assert len(result("A1", "A3").unexpected) == 1
