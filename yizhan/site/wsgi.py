"""The application every server process loads: portal, API and health."""

import os

from django.core.wsgi import get_wsgi_application

from yizhan.ops import logs
from yizhan.ops.leash import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.site.settings.base")
logs.configure()
# The server that made us may be killed, even before we came here; then nobody would restart us,
# so we go as well.
follow_parent()
application = get_wsgi_application()
