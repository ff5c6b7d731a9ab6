"""Message formats: one declaration per type, and all that is made from it (D24).

Many messages at once go through `read_columns`; `identity` tells what a message is before it
is read.
"""

from yizhan.ceb.columns import Columns, Read, read_columns
from yizhan.ceb.envelope import Identity, identity
from yizhan.ceb.schemas import Variant

__all__ = ["Columns", "Identity", "Read", "Variant", "identity", "read_columns"]
