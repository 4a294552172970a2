"""Who decided when: pages ask for a person's decisions of today, and for all since a visit."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_decision_reviewer_at"), "decision", ["reviewer", "at"])
    op.create_index(op.f("ix_decision_at"), "decision", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_at"), "decision")
    op.drop_index(op.f("ix_decision_reviewer_at"), "decision")
