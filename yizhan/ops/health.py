"""Is this process alive, and may it be given work? For supervisors and load balancers."""

import logging
from typing import Final

from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_log = logging.getLogger(__name__)
READY, NOT_READY = 200, 503
NEEDED: Final = ("message", "inbox", "trade")


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers, its tables are made, and it keeps what it commits."""
    missing = _missing()
    status = READY if not missing else NOT_READY
    return JsonResponse(
        {"status": "not ready" if missing else "ready", "missing": missing}, status=status
    )


def _missing() -> list[str]:
    """What is not as it must be, in one word each; no values, no addresses."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "select name from unnest(%s::text[]) as name where to_regclass(name) is null",
                [list(NEEDED)],
            )
            tables = [str(name) for (name,) in cursor.fetchall()]
            cursor.execute(
                "select name from pg_settings where setting = 'off'"
                " and name in ('fsync', 'full_page_writes', 'synchronous_commit')"
            )
            return tables + [str(name) for (name,) in cursor.fetchall()]
    except DatabaseError:
        _log.warning("the database does not answer")
        return ["database"]
