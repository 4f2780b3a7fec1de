"""Journal en ajout seul et chaîné, et schéma de la file de tâches."""

from alembic import op
from procrastinate import App, SyncPsycopgConnector

revision = "0003_20261122d"
down_revision = "0002_20261122d"
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
CREATE TRIGGER ancrage_journal_ajout_seul BEFORE UPDATE OR DELETE ON ancrage_journal
  FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER ancrage_journal_sans_vidage BEFORE TRUNCATE ON ancrage_journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER ancrage_feuille_ajout_seul BEFORE UPDATE OR DELETE ON ancrage_feuille
  FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER ancrage_feuille_sans_vidage BEFORE TRUNCATE ON ancrage_feuille
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser();
"""

# Ce qu’un motif de décision a dit un jour ne se récrit pas : on en écrit une autre version.
MOTIFS = """
CREATE FUNCTION version_motif_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'les versions d’un motif sont en ajout seul : % refusé', TG_OP;
END $$;
CREATE TRIGGER version_motif_ajout_seul BEFORE UPDATE OR DELETE ON version_motif
  FOR EACH ROW EXECUTE FUNCTION version_motif_refuser();
"""

# Un certificat cite la version qu’il a lue : les zones d’une version écrite ne bougent plus.
ZONAGES = """
CREATE FUNCTION zonage_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'une version de zonage écrite ne change plus : % refusé', TG_OP;
END $$;
CREATE TRIGGER version_zonage_figee BEFORE UPDATE OR DELETE ON version_zonage
  FOR EACH ROW EXECUTE FUNCTION zonage_refuser();
CREATE TRIGGER zone_figee BEFORE UPDATE OR DELETE ON zone
  FOR EACH ROW EXECUTE FUNCTION zonage_refuser();
"""

# L’ancrage coupe le journal entre deux écritures : chacune partage ce verrou jusqu’à sa validation.
# Un objet à la fois : le verrou se prend avant de lire la fin de la chaîne, et VOLATILE fait lire ce qui vient
# d’être validé par celui qui l’avait.
CHAINE = """
CREATE FUNCTION journal_tete(le_type text, l_id text) RETURNS TABLE (rang integer, empreinte text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('journal/coupure', 0));
  PERFORM pg_advisory_xact_lock(hashtextextended('journal/' || le_type || '/' || l_id, 0));
  RETURN QUERY SELECT j.rang_objet, j.empreinte::text FROM journal j
    WHERE j.objet_type = le_type AND j.objet_id = l_id ORDER BY j.rang_objet DESC LIMIT 1;
END $$;
"""

# Un dossier sait s’il a un message à lire, qui que ce soit qui écrive : sa liste n’ouvre aucun message.
MESSAGES = """
CREATE FUNCTION message_tenir_a_lire() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reste boolean;
BEGIN
  reste := NEW.lu_le IS NULL OR EXISTS (
    SELECT FROM message WHERE dossier_id = NEW.dossier_id AND usager_id IS NOT NULL AND lu_le IS NULL
  );
  UPDATE dossier SET message_a_lire = reste WHERE id = NEW.dossier_id AND message_a_lire <> reste;
  RETURN NULL;
END $$;
CREATE TRIGGER message_a_lire AFTER INSERT OR UPDATE OF lu_le ON message
  FOR EACH ROW WHEN (NEW.usager_id IS NOT NULL) EXECUTE FUNCTION message_tenir_a_lire();
"""

# Qui cherche un nom courant ne doit pas lire tous ceux qui le portent : la base doit savoir lesquels le sont.
NOMS = "ALTER TABLE dossier ALTER COLUMN nom_recherche SET STATISTICS 1000"


def upgrade() -> None:
    op.execute(REFUS)
    op.execute(MOTIFS)
    op.execute(ZONAGES)
    op.execute(CHAINE)
    op.execute(MESSAGES)
    op.execute(NOMS)
    schema = App(connector=SyncPsycopgConnector()).schema_manager.get_schema()
    # Envoyé tel quel : ses « % » et ses corps de fonction ne sont pas des paramètres.
    op.get_bind().connection.driver_connection.execute(schema)


def downgrade() -> None:
    raise NotImplementedError("on ne retire pas le journal ; la file de tâches se retire avec sa bibliothèque")
