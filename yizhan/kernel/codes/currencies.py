"""Currencies (货币代码), older three digits. Our table holds the main ones only."""

from typing import Final

from yizhan.kernel.codes import table

NAMES = table("currencies_numeric")
ISO = table("currencies_numeric", "iso4217")
YUAN: Final = "142"
# A code of the right shape may be one our table lacks; anything else cannot be a currency.
SHAPE: Final = r"^[0-9]{3}$"
