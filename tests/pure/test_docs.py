"""The generated pages say what the code says."""

import pytest

from tools import docs


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_up_to_date(name: str) -> None:
    kept = (docs.ROOT / name).read_text(encoding="utf-8")
    assert kept == docs.PAGES[name](), "run ./yz dev docs"
