"""The check for missing migrations finds a model that has none."""

from django.apps.registry import Apps
from django.db import models

from tools.migrations import missing


def test_a_model_without_its_migration_is_told() -> None:
    registry = Apps(["yizhan.access"])

    class Stray(models.Model):
        class Meta:
            app_label = "access"
            apps = registry

    assert Stray in registry.get_models()
    assert "access: Create model Stray" in missing(registry)
