"""SQL that tables of a zone have in common, as texts for `RunSQL` in migrations.

No role is named in them, so that a text kept as a file serves every station.
"""

import json
from collections.abc import Mapping
from typing import Final

ALL: Final = "select, insert, update, delete"
GRANTS: Final = {"portal": "select", "pipeline": ALL, "jobs": ALL}


def protect(table: str, portal: str | None = None, grants: Mapping[str, str] | None = None) -> str:
    """Forced row-level security: everybody is bound to the zone of the transaction.

    The portal moreover sees only rows for which `portal` holds (a condition on the row),
    unless it acts for an office; None: offices only. `grants` tells what each role may do.

    >>> print(protect("inbox", grants={"pipeline": "select"}), end="")
    SELECT yizhan_protect('inbox', NULL, '{"pipeline": "select"}');
    """
    rights = json.dumps(dict(GRANTS if grants is None else grants))
    condition = "NULL" if portal is None else _text(portal)
    return f"SELECT yizhan_protect({_text(table)}, {condition}, {_text(rights)});\n"


def monthly(table: str, key: str = "id", *, storage: str = "") -> str:
    """Register a table `PARTITION BY RANGE (key)`: previous, this and the next month are made.

    Every later month comes from `yizhan_make_partitions`, which the scheduler calls.
    """
    return f"SELECT yizhan_register_monthly({_text(table)}, {_text(key)}, {_text(storage)});\n"


def hashed(table: str, parts: int = 4, *, fillfactor: int = 100) -> str:
    """Make the partitions of a table `PARTITION BY HASH (zone)`.

    Rows that are updated often find room on their page with a `fillfactor` below 100.
    """
    storage = "" if fillfactor == 100 else f"fillfactor = {fillfactor}"  # noqa: PLR2004 -- its default
    return f"SELECT yizhan_make_hashed({_text(table)}, {parts}, {_text(storage)});\n"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
