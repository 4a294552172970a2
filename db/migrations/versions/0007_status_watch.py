"""status watch: what notices bear and who cleared them, when sources answered, Retraction Watch."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("record_notice", sa.Column("dated", sa.Date(), nullable=True))
    op.add_column("record_notice", sa.Column("missing_since", sa.Date(), nullable=True))
    op.add_column("record_notice", sa.Column("cleared", sa.Date(), nullable=True))
    op.add_column("record_notice", sa.Column("cleared_by", sa.String(), nullable=True))
    op.add_column("alert", sa.Column("closed_by", sa.String(), nullable=True))
    op.add_column("alert", sa.Column("closed_words", sa.Text(), nullable=True))
    op.create_table(
        "status_check",
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("answered_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_status_check_record_id_record")
        ),
        sa.PrimaryKeyConstraint("record_id", "source", name=op.f("pk_status_check")),
    )
    op.create_table(
        "retraction_watch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("notice_doi", sa.String(), nullable=True),
        sa.Column("notice_pmid", sa.String(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraction_watch")),
    )
    op.create_index(op.f("ix_retraction_watch_doi"), "retraction_watch", ["doi"])
    op.create_index(op.f("ix_retraction_watch_pmid"), "retraction_watch", ["pmid"])


def downgrade() -> None:
    op.drop_table("retraction_watch")
    op.drop_table("status_check")
    with op.batch_alter_table("alert") as batch:
        batch.drop_column("closed_words")
        batch.drop_column("closed_by")
    with op.batch_alter_table("record_notice") as batch:
        for name in ("cleared_by", "cleared", "missing_since", "dated"):
            batch.drop_column(name)
