from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yizhan.web"
    label = "web"
