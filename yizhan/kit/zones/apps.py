from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "yizhan.kit.zones"
    label = "zones"
