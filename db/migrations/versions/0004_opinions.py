"""machine opinions: why a score, usefulness, confidence of tags, the audit sample, models in force."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("prediction", sa.Column("known", sa.Float(), nullable=True))
    op.add_column("prediction", sa.Column("why", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("tag", sa.Column("confidence", sa.String(), nullable=True))
    op.create_table(
        "usefulness",
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_usefulness_record_id_record")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_usefulness")),
    )
    op.create_table(
        "audit_sample",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("place", sa.Float(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_audit_sample_record_id_record")
        ),
        sa.PrimaryKeyConstraint("month", "record_id", name=op.f("pk_audit_sample")),
    )
    op.create_table(
        "model_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "action IN ('promoted', 'refused', 'rolled_back')",
            name=op.f("ck_model_event_action"),
        ),
        sa.CheckConstraint(
            "question IN ('relevance', 'usefulness')", name=op.f("ck_model_event_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_event")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("model_event")
    op.drop_table("audit_sample")
    op.drop_table("usefulness")
    with op.batch_alter_table("tag") as batch:
        batch.drop_column("confidence")
    with op.batch_alter_table("prediction") as batch:
        batch.drop_column("why")
        batch.drop_column("known")
