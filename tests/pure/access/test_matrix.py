"""The matrix of rights, as a kept copy: a change of rights is seen in a review."""

import pytest

from yizhan.access.checks import may, require
from yizhan.access.matrix import MATRIX
from yizhan.access.models import Role
from yizhan.access.subjects import Subject
from yizhan.kernel.errors import NotAllowed

KEPT = {
    "board.view": "firm/administrator firm/clerk customs/officer tax/officer zone/officer",
    "trade.view": "firm/administrator firm/clerk customs/officer tax/officer zone/officer",
    "message.view": "firm/administrator firm/clerk customs/officer zone/officer",
    "message.send": "firm/administrator firm/clerk",
    "receipt.pull": "firm/administrator firm/clerk",
    "rulebook.view": "firm/administrator firm/clerk customs/officer tax/officer zone/officer",
    "key.issue": "firm/administrator",
}
WHO = ("firm/administrator", "firm/clerk", "customs/officer", "tax/officer", "zone/officer")


def subject(who: str) -> Subject:
    side, _, role = who.partition("/")
    office = "" if side == "firm" else side
    return Subject(1, "甲", 1, "chongqing", None if office else 7, "", office, frozenset({role}))


def test_the_matrix_is_the_kept_one() -> None:
    found = {act: " ".join(who for who in WHO if may(subject(who), act)) for act in MATRIX}
    assert found == KEPT


@pytest.mark.parametrize("who", ["fx/officer", "customs/stranger", "unknown/administrator"])
@pytest.mark.parametrize("act", list(MATRIX))
def test_who_stands_nowhere_may_nothing(who: str, act: str) -> None:
    with pytest.raises(NotAllowed):
        require(subject(who), act)


def test_an_unknown_act_is_our_bug() -> None:
    with pytest.raises(KeyError):
        may(subject("firm/administrator"), "everything.do")


def test_every_role_stands_somewhere() -> None:
    assert {role for right in MATRIX.values() for role in right.roles} == set(Role.values)
