"""A worker process: one loop of the pipeline for each zone it serves."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from yizhan.access.models import Organisation
from yizhan.kit.zones import profiles
from yizhan.kit.zones.profiles import Profile
from yizhan.pipeline.batches import Rules
from yizhan.pipeline.run import Worker, work
from yizhan.store.database import Role, connect
from yizhan.store.hashing import Hasher
from yizhan.store.sealing import Sealer
from yizhan.store.tenancy import acting


def run(zones: Sequence[str], stop: threading.Event) -> None:
    """Clear the messages of `zones` until told to stop; when one loop fails, all end."""
    loops = [threading.Thread(target=_loop, args=(code, stop), name=code) for code in zones[1:]]
    for loop in loops:
        loop.start()
    _loop(zones[0], stop)
    for loop in loops:
        loop.join()


def _loop(code: str, stop: threading.Event) -> None:
    profile = profiles.load(code)
    try:
        with connect(Role.PIPELINE) as connection:
            worker = Worker(
                connection,
                Sealer.for_zone(profile.id),
                {profile.id: Hasher.for_zone(profile.id)},
                {profile.id: _rules(profile)},
                lambda: datetime.now(UTC),
            )
            work([profile.id], worker, stop)
    finally:
        stop.set()


def _rules(profile: Profile) -> Rules:
    """What the profile says, with carriers by the number they have here."""
    codes = profile.pipeline.waybill_order_optional_senders
    with acting(profile.id, using="jobs"):
        carriers = Organisation.objects.using("jobs").filter(
            zone=profile.id, customs_code__in=codes
        )
        return Rules(
            profile.pipeline.patience_hours,
            frozenset(carriers.values_list("pk", flat=True)) if codes else frozenset(),
        )
