from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "yizhan.services.clearance"
    label = "clearance"
