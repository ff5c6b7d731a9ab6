"""The class Django looks for by its name."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg.conninfo import conninfo_to_dict

from yizhan.store.roles import Role, url_for


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of the role in `ROLE`; loading settings must not start a server."""

    def get_connection_params(self) -> dict[str, Any]:
        found = conninfo_to_dict(url_for(Role(self.settings_dict["ROLE"])))
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
        self.settings_dict.update({ours: found.get(theirs, "") for ours, theirs in names.items()})
        self.settings_dict["PORT"] = found.get("port", "")
        return super().get_connection_params()
