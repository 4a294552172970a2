"""How Alembic runs the migrations: always on the connection that litwatch.store hands over."""

from alembic import context

from litwatch.store.schema import in_tables
from litwatch.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    transactional_ddl=True,  # both databases undo a half-done migration
    compare_type=True,
    include_object=in_tables,
)
with context.begin_transaction():
    context.run_migrations()
