"""Units of measure (计量单位代码), three digits."""

from yizhan.kernel.codes import table

NAMES = table("units")
