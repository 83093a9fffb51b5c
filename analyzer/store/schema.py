"""Brings a database to the tables of this version, and refuses one that is of a later version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from analyzer.store.database import Database
from analyzer.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

# The revision of the newest migration. Stated here so that a database that needs nothing opens without loading Alembic.
REVISION = "0003"
_LOCK = 7_306_514  # any number, the same for all: who migrates a PostgreSQL database holds it


def migrate(database: Database) -> None:
    """Raises StoreUnavailable."""
    with database.opening() as connection:
        if revision_of(connection) == REVISION:
            return
    with database.opening(writes=True) as connection:
        if not database.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = revision_of(connection)
        if found == REVISION:  # another process was first
            return
        # Half a second, which only a new or an old database needs.
        from alembic import command
        from alembic.script import ScriptDirectory

        config = configuration(connection)
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise StoreUnavailable(
                "Deze gegevens zijn gemaakt met een nieuwere versie van Normtoets. Werk Normtoets bij, of gebruik een "
                "andere gegevensmap."
            )
        command.upgrade(config, "head")


def revision_of(connection: Connection) -> str | None:
    """None: an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def configuration(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "analyzer.store:migrations")
    config.set_main_option("path_separator", "os")
    return config
