"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ids sort by their bytes on both databases.
_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("manifest_sha256", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published')", name=op.f("ck_edition_state")),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("month", "revision", name="uq_edition_month_revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "raw",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_raw"),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "harvest_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("date_field", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'incomplete', 'complete')", name=op.f("ck_harvest_window_state")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_harvest_window_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_harvest_window"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_harvest_window_run_id", "harvest_window", ["run_id"])
    op.create_index(
        "uq_harvest_window_unfinished",
        "harvest_window",
        ["topic", "part", "fingerprint", "date_field", "first", "last"],
        unique=True,
        sqlite_where=sa.text("state <> 'complete'"),
        postgresql_where=sa.text("state <> 'complete'"),
    )

    op.create_table(
        "record",
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmcid", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("journal", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("created", sa.Date(), nullable=True),
        sa.Column("revised", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raw_sha", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('background', 'imported', 'watched')", name=op.f("ck_record_role")
        ),
        sa.ForeignKeyConstraint(["raw_sha"], ["raw.sha256"], name="fk_record_raw_sha_raw"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("pmid", name="uq_record_pmid"),
    )
    op.create_index("ix_record_created", "record", ["created"])
    op.create_index("ix_record_doi", "record", ["doi"])
    op.create_index("ix_record_pmcid", "record", ["pmcid"])
    op.create_index("ix_record_role", "record", ["role"])
    op.create_index("ix_record_state", "record", ["state"])

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('include', 'exclude', 'maybe')", name=op.f("ck_decision_verdict")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_decision_record_id_record"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_record_id", "decision", ["record_id"])

    op.create_table(
        "prediction",
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "band IN ('likely', 'uncertain', 'unlikely')", name=op.f("ck_prediction_band")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_prediction_record_id_record"
        ),
        sa.PrimaryKeyConstraint("record_id", "model", name="pk_prediction"),
    )
    op.create_table(
        "record_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_record_notice_record_id_record"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_record_notice"),
        sa.UniqueConstraint(
            "record_id",
            "kind",
            "target",
            "source",
            name="uq_record_notice_record_id_kind_target_source",
        ),
    )
    op.create_index("ix_record_notice_pmid", "record_notice", ["pmid"])

    op.create_table(
        "record_source",
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_record_source_record_id_record"
        ),
        sa.PrimaryKeyConstraint("record_id", "source", name="pk_record_source"),
    )
    op.create_table(
        "record_topic",
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_record_topic_record_id_record"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["harvest_window.id"], name="fk_record_topic_window_id_harvest_window"
        ),
        sa.PrimaryKeyConstraint(
            "record_id", "topic", "part", "fingerprint", name="pk_record_topic"
        ),
    )
    op.create_index("ix_record_topic_topic", "record_topic", ["topic"])

    op.create_table(
        "tag",
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("taxonomy_version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'rejected')", name=op.f("ck_tag_state")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_tag_record_id_record"),
        sa.PrimaryKeyConstraint("record_id", "facet", "value", "by", name="pk_tag"),
    )
    op.create_table(
        "window_pmid",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("pmid", _BYTEWISE, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('found', 'fetched', 'known', 'missing')", name=op.f("ck_window_pmid_state")
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["harvest_window.id"], name="fk_window_pmid_window_id_harvest_window"
        ),
        sa.PrimaryKeyConstraint("window_id", "pmid", name="pk_window_pmid"),
    )
    op.create_table(
        "written_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("record_id", _BYTEWISE, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_written_field_record_id_record"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_written_field"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_written_field_month_record_id_field_audience",
        "written_field",
        ["month", "record_id", "field", "audience"],
    )


def downgrade() -> None:
    op.drop_table("written_field")
    op.drop_table("window_pmid")
    op.drop_table("tag")
    op.drop_table("record_topic")
    op.drop_table("record_source")
    op.drop_table("record_notice")
    op.drop_table("prediction")
    op.drop_table("decision")
    op.drop_table("record")
    op.drop_table("harvest_window")
    op.drop_table("run")
    op.drop_table("raw")
    op.drop_table("edition")
