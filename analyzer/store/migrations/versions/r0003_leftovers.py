"""What a deleted dossier still has on the disk. And what was read of files goes where no dossier has them, or loses the
name that a file had in some dossier."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READING = sa.table("reading", sa.column("sha256"), sa.column("edition"), sa.column("summary"))


def upgrade() -> None:
    op.create_table(
        "leftover",
        sa.Column("dossier", sa.String(length=32), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", name="pk_leftover"),
    )
    op.execute("DELETE FROM reading WHERE sha256 NOT IN (SELECT sha256 FROM document)")
    connection = op.get_bind()
    for sha256, edition, summary in connection.execute(sa.select(READING)).all():
        connection.execute(
            sa.update(READING)
            .where(READING.c.sha256 == sha256, READING.c.edition == edition)
            .values(summary=json.dumps(_nameless(json.loads(summary), sha256), ensure_ascii=False))
        )


def downgrade() -> None:
    op.drop_table("leftover")


def _nameless(summary: dict[str, Any], sha256: str) -> dict[str, Any]:
    problems = [each.replace(summary["name"], sha256) for each in summary.get("problems", ())]
    return {**summary, "name": sha256, "problems": problems}
