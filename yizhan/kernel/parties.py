"""Numbers by which firms, people and goods are named, and their check characters.

A right check character proves careful typing and nothing more.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from stdnum import ean

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE: Final = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_USCC_SHAPE: Final = re.compile(f"[{USCC_ALPHABET}]{{18}}", re.ASCII)
_CUSTOMS_CODE: Final = re.compile(r"[0-9]{4}[0-9A-Z]{6}", re.ASCII)
_ID_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})


def normal(code: str) -> str:
    """A code as it is compared: no spaces around it, upper case.

    >>> normal(" 91510600ma6abcd101 ")
    '91510600MA6ABCD101'
    """
    return code.strip().upper()


def uscc_check_char(body: str) -> str:
    """Check character of the first 17 of a unified social credit code (GB 32100-2015, R6.8).

    A sum divisible by 31 gives 0: the formula's 31 is no index.

    >>> uscc_check_char("91320100MA7Q2W3T8")
    '0'

    Raises ValueError for a character that these codes never hold.
    """
    body = normal(body)
    if len(body) != len(_USCC_WEIGHTS) or not set(body) <= _USCC_VALUE.keys():
        raise ValueError(f"not the first 17 characters of a credit code: {body!r}")
    total = sum(
        _USCC_VALUE[character] * weight
        for character, weight in zip(body, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_shape(code: str) -> bool:
    """18 characters of the alphabet: no I, O, S, V, Z. All that may refuse a code (R6.8)."""
    return _USCC_SHAPE.fullmatch(normal(code)) is not None


@lru_cache(maxsize=4096)
def valid_uscc(code: str) -> bool:
    """Whether a unified social credit code (统一社会信用代码) has its check character.

    Some early real codes do not: a failure is a warning and a look-up, not a refusal (R6.8).
    """
    code = normal(code)
    return uscc_shape(code) and code[-1] == uscc_check_char(code[:-1])


def valid_customs_code(code: str) -> bool:
    """Shape of a firm's ten-character customs code: four digits of its place, then six more.

    >>> valid_customs_code("5006967ABC"), valid_customs_code("ABCD967ABC")
    (True, False)
    """
    return _CUSTOMS_CODE.fullmatch(normal(code)) is not None


def firm_code_shape(code: str) -> bool:
    """Shape of either code by which customs names a firm."""
    return valid_customs_code(code) or uscc_shape(code)


def id_card_check_char(body: str) -> str:
    """Check character of the first 17 digits of a resident identity card (GB 11643, R8.5).

    >>> id_card_check_char("11010519491231002")
    'X'

    Raises ValueError for anything but 17 digits.
    """
    if len(body) != 17 or not (body.isascii() and body.isdigit()):  # noqa: PLR2004 - GB 11643
        raise ValueError("not the first 17 digits of an identity card")
    # The weights are powers of 2 modulo 11, and 13 is 2 there: one number of base 13 is their sum.
    rest = (1 - 2 * int(body, 13)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - the standard's tenth is X


def valid_id_card(number: str) -> bool:
    """Whether a resident identity card number is well typed: digits, birthday, check character.

    Not cached: the numbers of people stay where they are.
    """
    number = normal(number)
    if _ID_SHAPE.fullmatch(number) is None or number[-1] != id_card_check_char(number[:-1]):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def gtin_check_digit(body: str) -> str:
    """Check digit of a GTIN without it: from the right weights 3, 1 (R9.8).

    >>> gtin_check_digit("690123456789")
    '2'

    Raises ValueError for a length that no GTIN has, or anything but digits.
    """
    if len(body) + 1 not in _GTIN_LENGTHS or not (body.isascii() and body.isdigit()):
        raise ValueError(f"not a GTIN without its check digit: {body!r}")
    return str(ean.calc_check_digit(body))


def valid_gtin(code: str) -> bool:
    """Whether a GTIN-8, -12, -13 or -14 has its check digit."""
    code = code.strip()
    try:
        return code[-1:] == gtin_check_digit(code[:-1])
    except ValueError:
        return False
