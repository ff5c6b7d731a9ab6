from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yizhan.pipeline.documents"
    label = "documents"
