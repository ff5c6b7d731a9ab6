from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "yizhan.services.risk"
    label = "risk"
