"""Kinds of package (包装种类代码), the older single digit that CEB messages carry."""

from yizhan.kernel.codes import table

NAMES = table("wrap_types")
