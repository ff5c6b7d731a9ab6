"""Trade modes (监管方式代码), four digits, and which of them a message may name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from yizhan.kernel.codes import table

NAMES = table("trade_modes")
DIRECT: Final = frozenset({"9610"})
BONDED: Final = frozenset({"1210", "1239"})
RETAIL: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "CEB621Message": DIRECT | BONDED,
        "CEB603Message": DIRECT | BONDED | {"9710", "9810"},
        # The text names the return modes, the schema's remark still the old ones.
        "CEB213Message": DIRECT | BONDED | {"9661", "1261"},
    }
)
