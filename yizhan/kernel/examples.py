"""The frame of worked examples: a kind answers inputs of one shape under one part of the law.

A further family is a tuple of kinds beside its rules, and one line in `cli/examples.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any, TypeAlias

from yizhan.kernel.errors import YizhanError

Outcome: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an example gives; what it leaves out has the defaults of the file's `how_to_use`."""

    given: Mapping[str, Any]
    as_of: date
    rules: tuple[str, ...]

    def money(self, key: str, default: str = "0.00") -> Decimal:
        """Yuan, a rate or a count."""
        return Decimal(str(self.given.get(key, default)))

    def amounts(self, key: str) -> list[Decimal]:
        """A list of yuan."""
        return [Decimal(str(amount)) for amount in self.given[key]]

    def quantity(self, key: str) -> Fraction:
        """A quantity, which may stand as n/d; exact."""
        return Fraction(str(self.given.get(key, "0")))

    def day(self, *keys: str) -> date:
        """The first of these days that is given, else the file's day."""
        found = next((self.given[key] for key in keys if self.given.get(key)), None)
        return self.as_of if found is None else date.fromisoformat(found)


@dataclass(frozen=True, slots=True)
class Kind:
    """Inputs that hold all of `needs`, and besides only `may` (patterns), under rules of `law`.

    `law` are prefixes such as `R1.`; `answer` reckons every figure the kind can tell.
    """

    name: str
    law: tuple[str, ...]
    needs: frozenset[str]
    may: frozenset[str]
    answer: Callable[[Inputs], Outcome]

    def fits(self, inputs: Inputs) -> bool:
        """Whether these inputs are of this shape."""
        lawful = any(rule.startswith(self.law) for rule in inputs.rules)
        given = inputs.given.keys()
        needed = all(any(fnmatchcase(key, need) for key in given) for need in self.needs)
        return lawful and needed and all(self._takes(key) for key in given)

    def _takes(self, key: str) -> bool:
        return any(fnmatchcase(key, pattern) for pattern in self.needs | self.may)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one example; `outcome` and `matches` are None when no kind knows it."""

    id: str
    rule: str
    outcome: Outcome | None
    expected: Mapping[str, Any]
    matches: bool | None
    problem: str = ""

    def plain(self) -> dict[str, Any]:
        """The same for JSON."""
        line: dict[str, Any] = {
            "id": self.id,
            "rule": self.rule,
            "outcome": self.outcome,
            "expected": self.expected,
            "matches": self.matches,
        }
        if self.matches is None:
            line["unknown"] = True
        if self.problem:
            line["problem"] = self.problem
        return line


def judge(example: Mapping[str, Any], kinds: Iterable[Kind], *, as_of: date) -> Verdict:
    """One example reckoned by the most particular kind that fits and tells what is expected.

    Figures that are not expected are left out. An example that no kind can tell is unknown,
    never skipped; one that a kind stumbles over does not match.
    """
    expected: Mapping[str, Any] = example.get("expected") or {}
    rule = str(example.get("rule", ""))
    rules = tuple(part.strip() for part in rule.split(","))
    inputs = Inputs(example.get("inputs") or {}, as_of, rules)
    reckoned, problem = _reckon(inputs, kinds, expected)
    matches = None if problem is None else False
    chosen = None
    if reckoned is not None:
        wanted = {key: reckoned[key] for key in expected or reckoned}
        matches = all(same(wanted[key], value) for key, value in expected.items())
        chosen = {key: _plain(value) for key, value in wanted.items()}
    return Verdict(str(example.get("id", "")), rule, chosen, expected, matches, problem or "")


def _reckon(
    inputs: Inputs, kinds: Iterable[Kind], expected: Mapping[str, Any]
) -> tuple[Outcome | None, str | None]:
    """What a kind answers, else what it stumbled over, else neither."""
    problem = None
    fitting = [kind for kind in kinds if kind.fits(inputs)]
    for kind in sorted(fitting, key=lambda kind: -len(kind.needs)):
        try:
            reckoned = kind.answer(inputs)
        except (YizhanError, ArithmeticError, LookupError, TypeError, ValueError) as stumble:
            problem = problem or f"{kind.name}: {stumble!r}"
            continue
        if expected.keys() <= reckoned.keys():
            return reckoned, None
    return None, problem


def same(found: object, expected: object) -> bool:
    """Whether a figure is the expected one: decimals by value, everything else exactly."""
    if isinstance(found, Decimal):
        try:
            return not isinstance(expected, bool) and found == Decimal(str(expected))
        except InvalidOperation:
            return False
    if isinstance(found, Sequence) and not isinstance(found, str):
        return (
            isinstance(expected, list)
            and len(found) == len(expected)
            and all(same(one, other) for one, other in zip(found, expected, strict=True))
        )
    plain = _plain(found)
    return type(plain) is type(expected) and plain == expected


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
