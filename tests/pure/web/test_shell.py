"""What every page says."""

import pytest
from django.test import RequestFactory, override_settings

from yizhan.web.shell import errors


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "海关为模拟"), ("en", "customs is simulated")]
)
def test_a_demonstration_says_so_on_every_page(language: str, said: str) -> None:
    request = RequestFactory().get("/nowhere", {"lang": language})
    with override_settings(SIMULATED=True):
        assert said in errors.not_found(request).content.decode()
    with override_settings(SIMULATED=False):
        assert said not in errors.not_found(request).content.decode()
