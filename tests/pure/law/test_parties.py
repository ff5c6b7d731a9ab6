"""Numbers of firms, people and goods: every wrong check character is found (R6.8, R8.5, R9.8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum.cn import ric, uscc

from yizhan.kernel import parties

uscc_bodies = st.text(alphabet=parties.USCC_ALPHABET, min_size=17, max_size=17)
digits_17 = st.text(alphabet="0123456789", min_size=17, max_size=17)
birthdays = st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8))


@pytest.mark.parametrize(
    ("what", "code", "valid"),
    [
        ("plain", "91510600MA6ABCD101", True),
        ("sum divisible by 31: the check character is 0", "91320100MA7Q2W3T80", True),
        ("lower case is normalised first", "91510600ma6abcd101", True),
        ("spaces around", " 91510600MA6ABCD101 ", True),
        ("a registering authority with a letter", "A1110000600037341", False),
        ("wrong check character", "91510600MA6ABCD102", False),
        ("the letter I is not in the alphabet", "91510600MI6ABCD101", False),
        ("full-width digits are no digits", "91510600MA6ABCD10１", False),
        ("too short", "91510600MA6ABCD1", False),
        ("empty", "", False),
    ],
)
def test_credit_codes(what: str, code: str, valid: bool) -> None:  # noqa: FBT001 - a column
    assert parties.valid_uscc(code) is valid, what


@given(uscc_bodies)
def test_exactly_one_check_character_is_right(body: str) -> None:
    check = parties.uscc_check_char(body)
    right = [one for one in parties.USCC_ALPHABET if parties.valid_uscc(body + one)]
    assert right == [check]


@given(st.text(alphabet="0123456789", min_size=8, max_size=8), uscc_bodies)
def test_credit_codes_agree_with_stdnum(place: str, rest: str) -> None:
    body = place + rest[8:]
    assert parties.uscc_check_char(body) == uscc.calc_check_digit(body)


def test_authorities_with_a_letter_are_firms_too() -> None:
    body = "A1110000600037341"
    assert parties.valid_uscc(body + parties.uscc_check_char(body))


@pytest.mark.parametrize("body", ["", "123", "I" * 17, "9151060０MA6ABCD10"])
def test_no_check_character_of_nonsense(body: str) -> None:
    with pytest.raises(ValueError, match="first 17"):
        parties.uscc_check_char(body)


@given(digits_17)
def test_identity_cards_agree_with_the_weights_of_the_standard(body: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    assert parties.id_card_check_char(body) == "10X98765432"[total % 11]
    assert parties.id_card_check_char(body) == ric.calc_check_digit(body + "?")


@given(st.text(alphabet="0123456789", min_size=6, max_size=6), birthdays, st.integers(0, 999))
def test_one_wrong_digit_is_always_found(place: str, birthday: str, number: int) -> None:
    body = f"{place}{birthday}{number:03}"
    card = body + parties.id_card_check_char(body)
    assert parties.valid_id_card(card)
    assert parties.valid_id_card(card.lower())
    for at in range(17):
        wrong = f"{card[:at]}{(int(card[at]) + 1) % 10}{card[at + 1 :]}"
        assert not parties.valid_id_card(wrong), at


@pytest.mark.parametrize(
    ("what", "body"),
    [("no such day", "11010519990230001"), ("no such month", "11010519991301001")],
)
def test_a_birthday_must_be_a_day(what: str, body: str) -> None:
    assert not parties.valid_id_card(body + parties.id_card_check_char(body)), what


@pytest.mark.parametrize("number", ["", "1101051949123100２X", "11010519491231002", "X" * 18])
def test_no_card_of_nonsense(number: str) -> None:
    assert not parties.valid_id_card(number)


@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_goods_numbers(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text(alphabet="0123456789", min_size=length, max_size=length))
    code = body + parties.gtin_check_digit(body)
    digits = [int(digit) for digit in reversed(code)]
    assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
    assert parties.valid_gtin(code)
    assert parties.valid_gtin(code) is bool(ean.is_valid(code))


@pytest.mark.parametrize("code", ["", "6901234567893", "690123456789", "69012345678９2", "12"])
def test_no_goods_number_of_nonsense(code: str) -> None:
    assert not parties.valid_gtin(code)


@pytest.mark.parametrize(
    ("code", "shaped"),
    [("5006967ABC", True), ("500696", False), ("91510600MA6ABCD102", True), ("ABCDEFGHJK", False)],
)
def test_shape_of_a_firms_code(code: str, shaped: bool) -> None:  # noqa: FBT001 - a column
    assert parties.firm_code_shape(code) is shaped
