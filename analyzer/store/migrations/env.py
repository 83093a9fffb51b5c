"""Runs the migrations on the connection that `analyzer.store.schema` holds; nothing else runs them."""

from alembic import context

from analyzer.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
context.run_migrations()
