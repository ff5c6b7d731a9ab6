"""Modes of transport (运输方式代码), one character."""

from yizhan.kernel.codes import table

NAMES = table("transport_modes")
