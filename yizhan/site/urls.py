"""All addresses of a station."""

from django.urls import include, path

from yizhan.api.app import api
from yizhan.ops import health
from yizhan.web import urls as portal

# Pages for people; for programs `api.middleware` says the same as a problem document.
handler400 = portal.handler400
handler403 = portal.handler403
handler404 = portal.handler404
handler500 = portal.handler500

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include(portal)),
    path("", api.urls),
]
