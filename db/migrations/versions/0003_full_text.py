"""full text of the records: their words, and each database's own index on them.

`litwatch db upgrade` fills the table afterwards, in the same transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# The words are folded already: every sign beyond ASCII that is left is part of a word.
SQLITE = """CREATE VIRTUAL TABLE record_text_fts USING fts5(
    title, terms, abstract,
    content='record_text', content_rowid='id', tokenize='ascii'
)"""
POSTGRESQL = """ALTER TABLE record_text ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title), 'A')
    || setweight(to_tsvector('simple', terms), 'B')
    || setweight(to_tsvector('simple', abstract), 'C')
) STORED"""


def upgrade() -> None:
    op.create_table(
        "record_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_text_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_text")),
        sa.UniqueConstraint("record_id", name=op.f("uq_record_text_record_id")),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE)
    else:
        op.execute(POSTGRESQL)
        op.execute("CREATE INDEX ix_record_text_words ON record_text USING gin (words)")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE record_text_fts")
    op.drop_table("record_text")
