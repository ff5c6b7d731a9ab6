"""Countries and regions (国别地区代码).

CEB messages carry the older three digits. Whether customs takes the newer letters there is not
known (specification §11), so that both are accepted: refusing a good document is the worse
mistake.
"""

from typing import Final

from yizhan.kernel.codes import table

NUMERIC = table("countries_numeric")
ALPHA3 = table("countries_alpha3")
ALPHA3_EN = table("countries_alpha3", "name_en")
ALPHA3_ACCEPTED: Final = True
CHINA: Final = frozenset({"142", "CHN"})

NAMES = {**NUMERIC, **ALPHA3} if ALPHA3_ACCEPTED else dict(NUMERIC)
