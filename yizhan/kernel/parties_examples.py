"""Worked examples of numbers: credit codes, identity cards and GTINs (R6.8, R8.5, R9.8)."""

from collections.abc import Callable
from typing import Final, NamedTuple

from yizhan.kernel import parties
from yizhan.kernel.examples import Inputs, Kind, Outcome


class System(NamedTuple):
    """A numbering system: is it valid, and its check character from the rest."""

    valid: Callable[[str], bool]
    check: Callable[[str], str]


SYSTEMS: Final = {
    "R6.8": System(parties.valid_uscc, parties.uscc_check_char),
    "R8.5": System(parties.valid_id_card, parties.id_card_check_char),
    "R9.8": System(parties.valid_gtin, parties.gtin_check_digit),
}


def _system(inputs: Inputs) -> System:
    return next(SYSTEMS[rule] for rule in inputs.rules if rule in SYSTEMS)


def _codes(inputs: Inputs) -> Outcome:
    results = [_system(inputs).valid(code) for code in inputs.given["codes"]]
    return {"results": results, "all_valid": all(results)}


def _code(inputs: Inputs) -> Outcome:
    system, code = _system(inputs), inputs.given["code"]
    valid = system.valid(code)
    try:
        check = system.check(parties.normal(code)[:-1])
    except ValueError:
        return {"valid": valid}
    return {"valid": valid, "check_char": check, "check_digit": check}


def _bodies(inputs: Inputs) -> Outcome:
    found = [_system(inputs).check(body) for body in inputs.given["bodies"]]
    return {"check_chars": found, "check_digits": found}


def _body(inputs: Inputs) -> Outcome:
    found = _system(inputs).check(inputs.given["body"])
    return {"check_char": found, "check_digit": found}


KINDS: Final = tuple(
    Kind(f"identity/{key}", tuple(SYSTEMS), frozenset({key}), frozenset(), answer)
    for key, answer in (("codes", _codes), ("code", _code), ("bodies", _bodies), ("body", _body))
)
