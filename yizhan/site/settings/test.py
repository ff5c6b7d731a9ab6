"""Settings of the tests: a key of no worth, nothing else differs."""

from yizhan.site.settings.base import *  # noqa: F403 -- the same settings, under another name

SECRET_KEY = "only-for-tests"  # noqa: S105 -- guards nothing
