"""strategies and their recall, one work with several records, revisions, sources of windows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
UNFINISHED = sa.text("state <> 'complete'")
KEY = ["topic", "part", "fingerprint", "date_field", "first", "last"]


def upgrade() -> None:
    op.create_table(
        "strategy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'retired')", name=op.f("ck_strategy_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint(
            "topic", "part", "version", name=op.f("uq_strategy_topic_part_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_strategy_fingerprint"), "strategy", ["fingerprint"])

    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("gold", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("missed", sa.JSON(), nullable=False),
        sa.Column("not_testable", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("how IN ('offline', 'live')", name=op.f("ck_recall_how")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_recall_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recall_run_id"), "recall", ["run_id"])

    op.create_table(
        "record_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("raw_before", sa.String(), nullable=True),
        sa.Column("raw_after", sa.String(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_revision_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_revision")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_record_revision_record_id"), "record_revision", ["record_id"])

    op.create_table(
        "same_work",
        sa.Column("first", BYTEWISE, nullable=False),
        sa.Column("second", BYTEWISE, nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('certain', 'proposed', 'confirmed', 'rejected')",
            name=op.f("ck_same_work_state"),
        ),
        sa.ForeignKeyConstraint(["first"], ["record.id"], name=op.f("fk_same_work_first_record")),
        sa.ForeignKeyConstraint(["second"], ["record.id"], name=op.f("fk_same_work_second_record")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_same_work")),
    )

    _unfinished_by([])
    # Until now every window was PubMed's.
    source = sa.Column("source", sa.String(), nullable=False, server_default="pubmed")
    op.add_column("harvest_window", source)
    _unfinished_by(["source", *KEY])


def downgrade() -> None:
    _unfinished_by([])
    op.drop_column("harvest_window", "source")
    _unfinished_by(KEY)
    op.drop_table("same_work")
    op.drop_table("record_revision")
    op.drop_table("recall")
    op.drop_table("strategy")


def _unfinished_by(key: list[str]) -> None:
    """Drop the index of unfinished windows, or make it on these columns."""
    name = "uq_harvest_window_unfinished"
    if not key:
        op.drop_index(name, "harvest_window")
        return
    op.create_index(
        name,
        "harvest_window",
        key,
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
