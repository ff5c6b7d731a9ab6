from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "yizhan.pipeline"
    label = "pipeline"
