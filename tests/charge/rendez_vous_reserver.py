"""La réservation du banc « rendez-vous » : des clients tous ensemble, sur vingt agents et seize horaires."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import psutil
from sqlalchemy import text

from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import AgendaTresDemande, CreneauPris
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.personnes import Personne
from portail.socle import base
from portail.socle.erreurs import ErreurMetier
from tests.charge import commun
from tests.charge.rendez_vous_donnees import AGENTS_PAR_LIEU, Departement
from tests.charge.rendez_vous_rapport import Reservation

LIEUX_DEMANDES = 20 // AGENTS_PAR_LIEU
HORAIRES = 16
CHEVAUCHEMENTS = text("""
    SELECT count(*) FROM occupation a JOIN occupation b
    ON a.ressource_id = b.ressource_id AND a.id < b.id AND a.debut < b.fin AND b.debut < a.fin
    WHERE a.actif AND b.actif AND NOT a.force AND NOT b.force
""")
VERROU = text("SELECT id FROM ressource WHERE id = :id FOR NO KEY UPDATE")
LIGNE = text("""
    INSERT INTO occupation (id, ressource_id, debut, fin, origine, source_id, actif, force)
    VALUES (gen_random_uuid(), :id, :debut, :fin, 'visite', gen_random_uuid(), true, false)
""")


def mesurer(postgres: psutil.Process, departement: Departement, clients: int) -> Reservation:
    """Fait réserver tout le monde ensemble, puis écrire le plancher ; compte en base ce qui se chevauche."""
    choix = _choix(departement)
    hasard = random.Random(0)
    demandes = [_demande(hasard.choice(choix), rang) for rang in range(clients)]
    issues: list[str] = []

    def prendre(rang: int) -> None:
        issues.append(_issue(demandes[rang]))

    durees, cpu, debit = _ensemble(postgres, prendre, clients)
    ressources = _ressources(departement)
    debut = max(un.debut for un in choix) + timedelta(days=700)

    def ecrire(rang: int) -> None:
        quand = debut + timedelta(hours=rang)
        with base.moteur().begin() as connexion:
            connexion.execute(VERROU, {"id": ressources[rang % len(ressources)]})
            valeurs = {"id": ressources[rang % len(ressources)], "debut": quand, "fin": quand + timedelta(minutes=30)}
            connexion.execute(LIGNE, valeurs)

    durees_du_plancher, cpu_du_plancher, _debit = _ensemble(postgres, ecrire, clients)
    with base.moteur().connect() as connexion:
        chevauchements = connexion.scalar(CHEVAUCHEMENTS) or 0
    return Reservation(
        clients=clients,
        reussies=issues.count(""),
        refusees=issues.count("refus"),
        durees_ms=durees,
        cpu_ms=cpu,
        durees_du_plancher_ms=durees_du_plancher,
        cpu_du_plancher_ms=cpu_du_plancher,
        par_seconde=debit,
        chevauchements=chevauchements,
        erreurs=[une for une in issues if une not in {"", "refus"}],
    )


def _choix(departement: Departement) -> Sequence[Choix]:
    """Rend les horaires demandés : les seize premiers où rien n’est pris, dans les quatre derniers lieux."""
    voulus = frozenset(departement.lieux[-LIEUX_DEMANDES:])
    par_lieu = chercher(Recherche(objet_id=departement.pesee, lieux=voulus, du=departement.libre_le)).par_lieu
    base.fermer_session()
    return [
        Choix(objet_id=departement.pesee, lieu_id=lieu, modalite=Modalite.SUR_PLACE, debut=creneau.debut)
        for lieu, creneaux in par_lieu.items()
        for creneau in creneaux[:HORAIRES]
    ]


def _ressources(departement: Departement) -> Sequence[UUID]:
    requete = text("SELECT id FROM ressource WHERE genre = 'agent' AND lieu_id = ANY(:lieux) ORDER BY id")
    with base.moteur().connect() as connexion:
        return list(connexion.scalars(requete, {"lieux": list(departement.lieux[-LIEUX_DEMANDES:])}))


def _demande(choix: Choix, rang: int) -> Demande:
    personne = Personne(prenom="Camille", nom=f"Client {rang}", telephone=f"06 39 98 {rang // 100:02} {rang % 100:02}")
    return Demande(choix=choix, personne=personne, cle=uuid4().hex)


def _issue(demande: Demande) -> str:
    """Rend rien si le rendez-vous est pris, « refus » si le créneau ne l’est plus, à défaut ce qui ne va pas."""
    try:
        reserver(demande)
    except (CreneauPris, AgendaTresDemande):
        return "refus"
    except (ErreurMetier, OSError) as erreur:
        return type(erreur).__name__
    finally:
        base.fermer_session()
    return ""


def _ensemble(postgres: psutil.Process, geste: Callable[[int], None], clients: int) -> tuple[list[float], float, float]:
    """Lance le geste de tous les clients au même instant ; rend les durées, le processeur par client, le débit."""
    depart = threading.Barrier(clients)
    debuts: list[float] = []
    fins: list[float] = []
    durees: list[float] = []

    def un(rang: int) -> None:
        depart.wait()
        debut = time.perf_counter()
        geste(rang)
        fin = time.perf_counter()
        debuts.append(debut)
        fins.append(fin)
        durees.append((fin - debut) * 1000)

    cpu = time.process_time() + commun.cpu_secondes(postgres)
    with ThreadPoolExecutor(max_workers=clients) as equipe:
        list(equipe.map(un, range(clients)))
    processeur = (time.process_time() + commun.cpu_secondes(postgres) - cpu) * 1000 / clients
    return durees, processeur, clients / (max(fins) - min(debuts))
