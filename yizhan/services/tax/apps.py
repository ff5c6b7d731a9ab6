from django.apps import AppConfig


class TaxConfig(AppConfig):
    name = "yizhan.services.tax"
    label = "tax"
