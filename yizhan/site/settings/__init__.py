"""Settings of Django: `base` for a station, `test` for the tests."""
