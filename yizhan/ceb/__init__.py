"""Message formats: one declaration per type, and all that is made from it (D24).

Many messages at once go through `read_columns`; `read` and `check` are views of one message on
it, `write` is the way back, and `identity` tells what a message is before it is read.
"""

from yizhan.ceb.columns import Columns, Read, read_columns
from yizhan.ceb.envelope import Identity, identity
from yizhan.ceb.offline import Judged, check, read
from yizhan.ceb.schemas import Variant
from yizhan.ceb.write import Document, Transfer, write

__all__ = [
    "Columns",
    "Document",
    "Identity",
    "Judged",
    "Read",
    "Transfer",
    "Variant",
    "check",
    "identity",
    "read",
    "read_columns",
    "write",
]
