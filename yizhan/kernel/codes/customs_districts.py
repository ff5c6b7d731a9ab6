"""Customs offices (关区代码), four digits. Partial: an unknown one is noted, never refused."""

from yizhan.kernel.codes import table

NAMES = table("customs_districts")
