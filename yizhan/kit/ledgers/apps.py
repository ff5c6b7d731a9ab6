from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "yizhan.kit.ledgers"
    label = "ledgers"
