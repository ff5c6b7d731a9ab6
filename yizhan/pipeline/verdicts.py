"""What the stages after matching find about complete trades, and the state that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yizhan.kernel.faults import SPECS, FaultCode, Outcome
from yizhan.services.trade.states import State


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about a trade: code, place, sentence, and the two values compared."""

    code: FaultCode
    where: str
    say: tuple[str, str]
    compared: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """A complete trade (its row) and all that was found about it."""

    row: Mapping[str, Any]
    findings: list[Finding] = field(default_factory=list)

    @property
    def trade(self) -> int:
        return int(self.row["id"])

    @property
    def refused(self) -> bool:
        return bool(self.findings) and any(
            SPECS[found.code].outcome is Outcome.REFUSE for found in self.findings
        )

    @property
    def held(self) -> bool:
        return any(SPECS[found.code].outcome is Outcome.HOLD for found in self.findings)

    @property
    def assessed(self) -> bool:
        """Whether the list's tax is known; else it reserves nothing and counts for nobody."""
        return not any(found.code.startswith("T10") for found in self.findings)

    @property
    def state(self) -> State:
        if not self.findings:
            return State.READY
        if self.refused:
            return State.REFUSED
        return State.HELD if self.held else State.READY

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(found.code.value for found in self.findings))
