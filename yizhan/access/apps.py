from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yizhan.access"
    label = "access"
