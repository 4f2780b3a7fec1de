"""Journal en ajout seul, et schéma de la file de tâches."""

from alembic import op
from procrastinate import App, SyncPsycopgConnector

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUS = """
CREATE FUNCTION journal_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'le journal est en ajout seul : % refusé', TG_OP;
END $$;
CREATE TRIGGER journal_ajout_seul BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER journal_sans_vidage BEFORE TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser();
"""


def upgrade() -> None:
    op.execute(REFUS)
    schema = App(connector=SyncPsycopgConnector()).schema_manager.get_schema()
    # Envoyé tel quel : ses « % » et ses corps de fonction ne sont pas des paramètres.
    op.get_bind().connection.driver_connection.execute(schema)


def downgrade() -> None:
    raise NotImplementedError("on ne retire pas le journal ; la file de tâches se retire avec sa bibliothèque")
