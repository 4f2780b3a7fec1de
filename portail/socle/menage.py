"""Le ménage de fond : reprendre les tâches d’un ouvrier disparu, effacer les compteurs de débit éteints."""

from sqlalchemy import text

from portail.socle import debits
from portail.socle.base import a_part
from portail.socle.taches import ESSAIS, periodique

# Un ouvrier vivant se signale toutes les dix secondes ; disparu, ses tâches resteraient « en cours » pour toujours.
_PERDUES = """
  SELECT job.id, job.attempts, job.queueing_lock FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers ouvrier ON ouvrier.id = job.worker_id
  WHERE job.status = 'doing' AND (ouvrier.id IS NULL OR ouvrier.last_heartbeat < now() - interval '1 minute')
"""
_ABANDONNER = text(
    f"UPDATE procrastinate_jobs SET status = 'failed' "  # noqa: S608 — deux textes constants
    f"WHERE id IN (SELECT id FROM ({_PERDUES}) perdues WHERE attempts >= :essais OR queueing_lock IS NOT NULL)"
)
_REPRENDRE = text(
    f"SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM ({_PERDUES}) perdues"  # noqa: S608 — idem
)


@periodique("socle.reprendre_les_taches_perdues", "* * * * *")
def reprendre_les_taches_perdues() -> None:
    """Remet en file ce qu’un ouvrier disparu avait pris ; abandonne ce qui a fait tomber trop d’ouvriers.

    Un balayage périodique n’est pas repris : le suivant rattrape, et son verrou de file est peut-être déjà pris.
    """
    with a_part() as connexion:
        connexion.execute(_ABANDONNER, {"essais": ESSAIS})
        connexion.execute(_REPRENDRE)


@periodique("socle.purger_les_debits", "35 * * * *")
def purger_les_debits() -> None:
    """Efface les compteurs de débit éteints."""
    debits.purger()
