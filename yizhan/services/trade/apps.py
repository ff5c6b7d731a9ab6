from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "yizhan.services.trade"
    label = "trade"
