"""people and teaching: accounts, readings, undo; key messages, decks, alerts, seminars, views."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TIME = sa.DateTime(timezone=True)
PEOPLE = sa.text("\"by\" <> 'machine'")


def upgrade() -> None:
    op.create_table(
        "deck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deck")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fault_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_login_attempt_at"), "login_attempt", ["at"])
    op.create_index(op.f("ix_login_attempt_name_at"), "login_attempt", ["name", "at"])
    op.create_table(
        "received_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("handled", sa.Text(), nullable=False),
        sa.Column("handled_by", sa.String(), nullable=False),
        sa.Column("handled_at", TIME, nullable=True),
        sa.Column("informed", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_view")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_received_view_day"), "received_view", ["day"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_saved_view_owner_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seminar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seminar")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seminar_day"), "seminar", ["day"])
    op.create_table(
        "statement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ks_page", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("lifecycle", sa.String(), nullable=False),
        sa.Column("say_now", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("pmids", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", TIME, nullable=True),
        sa.CheckConstraint(
            "lifecycle IN ('active', 'under_review', 'retired')",
            name=op.f("ck_statement_version_lifecycle"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'in_force', 'refused')", name=op.f("ck_statement_version_state")
        ),
        sa.CheckConstraint(
            "status IN ('ks_summary', 'found', 'draft')", name=op.f("ck_statement_version_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_version")),
        sa.UniqueConstraint(
            "statement", "version", name=op.f("uq_statement_version_statement_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_statement_version_statement"), "statement_version", ["statement"])
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("session_key", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("left_at", TIME, nullable=True),
        sa.CheckConstraint(
            "role IN ('reader', 'trainer', 'curator', 'specialist', 'child_specialist', 'rpo', 'editor', 'admin')",
            name=op.f("ck_user_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("name", name=op.f("uq_user_account_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "what IN ('added', 'role', 'left', 'back', 'password', 'sessions')",
            name=op.f("ck_account_event_what"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_account_event_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_account_event_user_id"), "account_event", ["user_id"])
    op.create_table(
        "visit",
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("before_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("reviewer", name=op.f("pk_visit")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_token_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"])
    op.create_table(
        "deck_slide",
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("works", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["deck.id"], name=op.f("fk_deck_slide_deck_id_deck")),
        sa.PrimaryKeyConstraint("deck_id", "place", name=op.f("pk_deck_slide")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("mailed_at", TIME, nullable=True),
        sa.Column("done_at", TIME, nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_words", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('slide', 'statement', 'review')", name=op.f("ck_task_kind")),
        sa.ForeignKeyConstraint(["deck_id"], ["deck.id"], name=op.f("fk_task_deck_id_deck")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_about"), "task", ["about"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("touches", sa.JSON(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("acknowledged_at", TIME, nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("escalated_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_alert_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("record_id", "state", name=op.f("uq_alert_record_id_state")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("instead_of", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('second', 'expert')", name=op.f("ck_reading_kind")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_reading_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reading_record_id_kind"), "reading", ["record_id", "kind"])
    op.create_table(
        "record_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_note_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_note")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_record_note_record_id"), "record_note", ["record_id"])
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('supports', 'nuances', 'contradicts', 'new', 'none')",
            name=op.f("ck_relation_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_relation_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_relation_record_id_statement"), "relation", ["record_id", "statement"])
    op.create_index(op.f("ix_relation_statement"), "relation", ["statement"])
    op.create_table(
        "decision_undo",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_undo_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_undo")),
    )
    op.create_table(
        "sent_decision",
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_sent_decision_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("reviewer", "key", name=op.f("pk_sent_decision")),
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", BYTEWISE, nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("how IN ('talk', 'third', 'rule')", name=op.f("ck_resolution_how")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_resolution_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_resolution_record_id_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_resolution_record_id"), "resolution", ["record_id"])
    op.create_index("ix_tag_people_at", "tag", ["at"], sqlite_where=PEOPLE, postgresql_where=PEOPLE)
    op.create_index(op.f("ix_record_role_first_seen"), "record", ["role", "first_seen"])


def downgrade() -> None:
    op.drop_index(op.f("ix_record_role_first_seen"), "record")
    op.drop_index("ix_tag_people_at", "tag")
    for table in (
        "resolution",
        "sent_decision",
        "decision_undo",
        "relation",
        "record_note",
        "reading",
        "alert",
        "task",
        "deck_slide",
        "api_token",
        "visit",
        "account_event",
        "user_account",
        "statement_version",
        "seminar",
        "saved_view",
        "received_view",
        "login_attempt",
        "fault_report",
        "deck",
    ):
        op.drop_table(table)
