"""All addresses of a station."""

from django.urls import include, path

from yizhan.api.app import api
from yizhan.api.dxp import take as take_dxp
from yizhan.ops import health

urlpatterns = [
    path("api/", api.urls),
    path("dxp", take_dxp),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("yizhan.web.urls")),
]
