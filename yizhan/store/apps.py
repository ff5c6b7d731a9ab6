from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "yizhan.store"
    label = "store"
