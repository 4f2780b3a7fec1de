"""Défauts d’accessibilité signalés par le public."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signalement_accessibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("description", sa.LargeBinary(), nullable=False),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repondu_le", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signalement_accessibilite")),
    )
    op.create_index(
        op.f("ix_signalement_accessibilite_recu_le"), "signalement_accessibilite", ["recu_le"], unique=False
    )


def downgrade() -> None:
    op.drop_table("signalement_accessibilite")
