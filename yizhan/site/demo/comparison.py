"""What each trade got, beside what it had to get. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from yizhan.services.trade.states import State

Key = tuple[str, str]  # platform's code, order number
Place = tuple[str, int]  # file, position in it from 1

AWAITING: Final = "W101"  # said in the receipt; the trade's state says it too
RELEASED = frozenset({State.RELEASED, State.CLOSED})
SETTLED = RELEASED | {State.HELD, State.REFUSED, State.REVIEWED, State.RETURNED, State.WAITING}
OF_FATE: Final[Mapping[str, frozenset[State]]] = {
    "released": RELEASED,
    "refused": frozenset({State.RETURNED}),
    "review": frozenset({State.REVIEWED}),
}
OF_STATION: Final[Mapping[str, frozenset[State]]] = {
    "held": frozenset({State.HELD}),
    "refused": frozenset({State.REFUSED}),
    "waiting": frozenset({State.WAITING}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the station says: trades, codes of their faults, verdicts of documents."""

    states: Mapping[Key, State]
    codes: Mapping[Key, frozenset[str]]
    rejected: Mapping[Place, frozenset[str]]  # codes; of a message as a whole at position 0
    judged: frozenset[str]  # files whose verdict is there


@dataclass
class Comparison:
    """Counts, and a line for each trade that got what it should not have."""

    trades: int = 0
    answered: int = 0
    as_expected: int = 0
    unexpected: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)


def compare(expected: Mapping[str, Any], found: Found, fate: Callable[[Key], str]) -> Comparison:
    """Every trade of the sample; `fate` tells where customs lets a list end."""
    result = Comparison()
    groups = {group["group"]: group for group in expected["groups"]}
    hit: dict[str, int] = defaultdict(int)
    for trade in expected["trades"]:
        key = (trade["ebp_code"], trade["order_no"])
        group = groups.get(trade["group"])
        hit[trade["group"]] += group is not None and _meets(group, key, found, fate)
        wrong = _wrong(trade, group, found, fate)
        state = found.states.get(key)
        result.trades += 1
        result.answered += _is_answered(trade, state, found)
        result.as_expected += not wrong
        result.states["absent" if state is None else state.name.lower()] += 1
        if wrong:
            result.unexpected.append(f"{trade['kind']} {key[0]}/{key[1]}: {wrong}")
    for name, group in groups.items():
        if not group["least"] <= hit[name] <= group["most"]:
            result.unexpected.append(
                f"{name}: {hit[name]} {group['expect']}, {group['least']}–{group['most']} wanted"
            )
    return result


def is_settled(expected: Mapping[str, Any], found: Found) -> bool:
    """Whether nothing is under way any more: every trade stands where it stays."""
    return all(
        _is_answered(trade, found.states.get((trade["ebp_code"], trade["order_no"])), found)
        for trade in expected["trades"]
    )


def _is_answered(trade: Mapping[str, Any], state: State | None, found: Found) -> bool:
    """Released, refused, held, or told what is still awaited; nothing, if all was rejected."""
    if any(document["file"] not in found.judged for document in trade["documents"]):
        return False
    return state in SETTLED if state is not None else not _accepted(trade)


def _wrong(
    trade: Mapping[str, Any],
    group: Mapping[str, Any] | None,
    found: Found,
    fate: Callable[[Key], str],
) -> str:
    """What is not as expected, in a few words; empty when all is."""
    for document in trade["documents"]:
        if complaint := _document_wrong(document, found):
            return complaint
    key = (trade["ebp_code"], trade["order_no"])
    if group and _meets(group, key, found, fate):
        return ""
    if not _meets(trade, key, found, fate):
        if key not in found.states and not _accepted(trade):
            return ""
        state = found.states.get(key)
        name = state.name.lower() if state else "absent"
        return f"{name} {sorted(found.codes.get(key, ()))}, wanted {_words(trade)}"
    return ""


def _words(trade: Mapping[str, Any]) -> str:
    return f"{trade['expect']} {trade['codes']}"


def _document_wrong(document: Mapping[str, Any], found: Found) -> str:
    name, position = document["file"], int(document["position"])
    codes = found.rejected.get((name, position), frozenset()) | found.rejected.get(
        (name, 0), frozenset()
    )
    wanted = frozenset(document["codes"])
    if (document["expect"] == "rejected") == bool(codes) and wanted <= codes:
        return ""
    return f"{document['type']} in {name} #{position}: {sorted(codes)}, wanted {sorted(wanted)}"


def _meets(wanted: Mapping[str, Any], key: Key, found: Found, fate: Callable[[Key], str]) -> bool:
    """Whether the trade stands where `wanted` says, and quotes the codes it must."""
    state = found.states.get(key)
    allowed = OF_FATE[fate(key)] if wanted["expect"] == "released" else OF_STATION[wanted["expect"]]
    needed: Sequence[str] = [code for code in wanted["codes"] if code != AWAITING]
    return state in allowed and frozenset(needed) <= found.codes.get(key, frozenset())


def _accepted(trade: Mapping[str, Any]) -> bool:
    return any(document["expect"] == "accepted" for document in trade["documents"])
