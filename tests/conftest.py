"""What every test shares: a station, the switch for large sizes, how many tries a property gets."""

import pytest
from hypothesis import settings

# Imported once and here alone: fixtures of a session that stand in two places are made twice.
from tests.station import connected, database, server, station_home

__all__ = ["connected", "database", "server", "station_home"]

# Speed is measured by `yizhan bench`, never by a test on a machine that others share (D30).
settings.register_profile("house", deadline=None, print_blob=True, max_examples=40)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the large sizes too")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--long"):
        settings.load_profile("long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="large size: ./yz test --long"))
