"""Whether a subject may do an act."""

from yizhan.access.matrix import FIRM, MATRIX
from yizhan.access.subjects import Subject
from yizhan.kernel.errors import NotAllowed


def may(subject: Subject, act: str) -> bool:
    """What the matrix says. An act it does not know is our bug: KeyError."""
    right = MATRIX[act]
    return (subject.office or FIRM) in right.sides and not subject.roles.isdisjoint(right.roles)


def require(subject: Subject, act: str) -> None:
    """Go on only if `subject` may. Raises NotAllowed."""
    if not may(subject, act):
        raise NotAllowed(f"{act} is not for {subject.office or FIRM} {sorted(subject.roles)}")
