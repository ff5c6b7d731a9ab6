"""Fixtures of the database tests."""

from tests.station import connected, database, server, station_home

__all__ = ["connected", "database", "server", "station_home"]
