"""publishing: approvals, ratings, items from outside, subscribers and what became of their mail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
STATES = "state IN ('draft', 'in_review', 'approved', 'published', 'corrected')"
AUDIENCES = "'vardcentral', 'primarvardsrehab'"


def upgrade() -> None:
    with op.batch_alter_table("edition") as batch:
        batch.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("note_by", sa.String(), server_default="", nullable=False))
        batch.drop_constraint(op.f("ck_edition_state"), type_="check")
        batch.create_check_constraint(op.f("ck_edition_state"), STATES)
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_approval_month_revision"), "approval", ["month", "revision"])
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name=op.f("ck_rating_audience")),
        sa.CheckConstraint(
            "scale IN ('relevance', 'newsworthiness')", name=op.f("ck_rating_scale")
        ),
        sa.CheckConstraint("value BETWEEN 1 AND 7", name=op.f("ck_rating_value")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_rating_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rating_record_id"), "rating", ["record_id"])
    op.create_table(
        "outside_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("removed_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outside_item_day"), "outside_item", ["day"])
    op.create_table(
        "subscriber",
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("left_at", TIME, nullable=True),
        sa.CheckConstraint("lang IN ('sv', 'en')", name=op.f("ck_subscriber_lang")),
        sa.CheckConstraint(f"audience IN ('', {AUDIENCES})", name=op.f("ck_subscriber_audience")),
        sa.PrimaryKeyConstraint("mail", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("token", name=op.f("uq_subscriber_token")),
    )
    op.create_table(
        "delivery",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('sending', 'sent', 'refused', 'failed')", name=op.f("ck_delivery_state")
        ),
        sa.PrimaryKeyConstraint("month", "revision", "mail", name=op.f("pk_delivery")),
    )


def downgrade() -> None:
    for table in ("delivery", "subscriber", "outside_item", "rating", "approval"):
        op.drop_table(table)
    op.execute("UPDATE edition SET state = 'published' WHERE state = 'corrected'")
    op.execute("UPDATE edition SET state = 'draft' WHERE state IN ('in_review', 'approved')")
    with op.batch_alter_table("edition") as batch:
        batch.drop_constraint(op.f("ck_edition_state"), type_="check")
        batch.create_check_constraint(op.f("ck_edition_state"), "state IN ('draft', 'published')")
        batch.drop_column("note")
        batch.drop_column("note_by")
