"""One message at a time, as views on the columns: read it, or judge it as far as one file shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from yizhan.ceb import checks, signature
from yizhan.ceb.columns import Columns, read_columns
from yizhan.ceb.declare import Message
from yizhan.ceb.registry import MESSAGES
from yizhan.ceb.schemas import Variant
from yizhan.ceb.write import Document
from yizhan.kernel.faults import SPECS, Fault, FaultCode, Outcome


@dataclass(frozen=True, slots=True)
class Judged:
    """What one file shows: `verdict` follows the faults, of which notes reject nothing."""

    type: str
    direction: Literal["", "import", "export"]
    wrapped: bool
    signature: signature.Status
    documents: int
    schema: Literal["valid", "invalid"]
    verdict: Literal["accepted", "rejected"]
    faults: tuple[Fault, ...]


def read(xml: bytes, *, variant: Variant = Variant.OFFICIAL) -> list[Document]:
    """The valid documents of `xml`, bare or wrapped, as values under their columns."""
    columns = read_columns([xml], variants=[variant])
    documents: list[Document] = []
    for type_, heads in columns.heads.items():
        lines = _by_position(columns, type_)
        for row in heads.iter_rows(named=True):
            position = row.pop("position")
            row.pop("message")
            documents.append(Document(row, lines.get(position, [])))
    return documents


def _by_position(columns: Columns, type_: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    if type_ in columns.lines:
        for row in columns.lines[type_].iter_rows(named=True):
            values = {
                name: row[name] for name in row if name not in {"message", "position", "line"}
            }
            found.setdefault(row["position"], []).append(values)
    return found


def check(xml: bytes, *, at: datetime, signed_by_station: bool = False) -> Judged:
    """Judge `xml` offline: form, envelope, schema, codes, calendar, arithmetic, signature.

    `signed_by_station` is for senders who let the station sign for them (D11). `at` is now.
    """
    variant = Variant.STATION_SIGNS if signed_by_station else Variant.OFFICIAL
    columns = read_columns([xml], variants=[variant])
    seen = columns.reads[0]
    message = MESSAGES.get(seen.type)
    verdict = signature.verify(seen.inner) if seen.signed else signature.Verdict("none")
    faults = [
        *seen.faults,
        *(fault for _, _, fault in checks.judge(columns, at)),
        *_signature_faults(message, verdict),
    ]
    rejected = any(SPECS[fault.code].outcome is Outcome.REJECT for fault in faults)
    return Judged(
        type=seen.type,
        direction=message.direction if message else "",
        wrapped=seen.wrapped,
        signature=verdict.status,
        documents=seen.documents,
        schema="invalid" if seen.faults else "valid",
        verdict="rejected" if rejected else "accepted",
        faults=tuple(sorted(faults, key=lambda fault: fault.document)),
    )


def _signature_faults(message: Message | None, verdict: signature.Verdict) -> list[Fault]:
    """A signature that fails is shown; it rejects only where the schema demands one."""
    if message is None or not message.signature or verdict.status != "invalid":
        return []
    return [Fault(FaultCode.SIGNATURE_WRONG, "Signature", verdict.why)]
