"""Document tables as SQL, from the declarations: a head table a type, and one for its lines.

A personal field has no column of its own: it is a keyed hash and a mask (D14).
"""

from collections.abc import Iterator
from functools import cache

from yizhan.ceb.declare import Entity, Field
from yizhan.ceb.registry import MESSAGES, STEMS
from yizhan.store import schema

TYPES = {"text": "text", "decimal": "numeric(24,5)", "int": "bigint"}
HEAD_KEYS = ("zone", "id", "message", "position", "sender")
LINE_KEYS = ("zone", "document", "line", "sender")


def head_table(kind: str) -> str:
    """The table of the documents of message type `kind`."""
    return STEMS[kind]


def line_table(kind: str) -> str:
    """The table of their lines."""
    return f"{STEMS[kind]}_line"


@cache
def stored_columns(entity: Entity) -> tuple[str, ...]:
    """The columns an entity's fields are kept in."""
    return tuple(name for field in entity.fields for name, _ in _columns(field))


def _columns(field: Field) -> Iterator[tuple[str, str]]:
    if field.personal:
        yield f"{field.column}_hash", "bytea"
        yield f"{field.column}_mask", "text"
    else:
        yield field.column, TYPES[field.kind]


def _body(entity: Entity) -> str:
    return "".join(
        f', "{name}" {kind}' for field in entity.fields for name, kind in _columns(field)
    )


def create_sql() -> str:
    """Every document table, under policies and cut into months."""
    return "".join(sql for kind in MESSAGES for sql in _create(kind))


def _create(kind: str) -> Iterator[str]:
    message, own = MESSAGES[kind], "sender = (SELECT yizhan_firm())"
    head = head_table(kind)
    yield (
        f"CREATE TABLE {head} (zone smallint NOT NULL, id bigint NOT NULL,"
        f" message bigint NOT NULL, position integer NOT NULL, sender integer NOT NULL"
        f"{_body(message.head)}, PRIMARY KEY (zone, id)) PARTITION BY RANGE (id);\n"
    )
    yield schema.protect(head, portal=own) + schema.monthly(head)
    if message.lines is None:
        return
    lines = line_table(kind)
    yield (
        f"CREATE TABLE {lines} (zone smallint NOT NULL, document bigint NOT NULL,"
        f" line integer NOT NULL, sender integer NOT NULL{_body(message.lines)},"
        f" PRIMARY KEY (zone, document, line)) PARTITION BY RANGE (document);\n"
    )
    yield schema.protect(lines, portal=own) + schema.monthly(lines, key="document")
