"""Documents written by the thousand, and the people in them sealed into the vault."""

from collections.abc import Mapping

import polars as pl

from yizhan.ceb.registry import MESSAGES
from yizhan.pipeline.documents import tables
from yizhan.store.bulk import Bulk


def store(
    bulk: Bulk,
    heads: Mapping[str, pl.DataFrame],
    lines: Mapping[str, pl.DataFrame],
    messages: pl.Series,
) -> None:
    """Append documents to their tables.

    `messages` are the ids of the batch's messages in order; heads say by number whose they are.
    """
    for kind, frame in heads.items():
        columns = tables.stored_columns(MESSAGES[kind].head)
        ids = messages.gather(frame["message"].cast(pl.UInt32))
        bulk.insert(
            tables.head_table(kind),
            frame.select("id", ids.alias("message"), "position", "sender", *columns),
        )
    for kind, frame in lines.items():
        entity = MESSAGES[kind].lines
        if entity is not None:
            bulk.insert(
                tables.line_table(kind),
                frame.select("document", "line", "sender", *tables.stored_columns(entity)),
            )
