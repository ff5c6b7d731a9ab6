"""The code tables."""

import pytest

from yizhan.kernel.codes import (
    countries,
    currencies,
    customs_districts,
    trade_modes,
    transport_modes,
    units,
    wrap_types,
)


@pytest.mark.parametrize(
    ("module", "rows", "code", "name"),
    [
        (units.NAMES, 123, "035", "千克"),
        (countries.NUMERIC, 245, "142", "中国"),
        (countries.ALPHA3, 264, "CHN", "中国"),
        (currencies.NAMES, 32, "142", "人民币"),
        (transport_modes.NAMES, 18, "5", "航空运输"),
        (wrap_types.NAMES, 7, "2", "纸箱"),
        (trade_modes.NAMES, 98, "9610", "电子商务"),
        (customs_districts.NAMES, 88, "0200", "天津关区"),
    ],
)
def test_tables_are_whole(module: dict[str, str], rows: int, code: str, name: str) -> None:
    assert len(module) == rows
    assert module[code] == name
    assert all(len(each) == len(code) for each in module)
    assert all(module.values())


def test_names_in_english_and_iso() -> None:
    assert countries.ALPHA3_EN["CHN"] == "China"
    assert currencies.ISO[currencies.YUAN] == "CNY"
    assert countries.NAMES.keys() >= countries.CHINA
    assert trade_modes.RETAIL["CEB621Message"] == {"1210", "1239", "9610"}
