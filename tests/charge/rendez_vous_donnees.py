"""Peupler des agendas : vingt lieux, cent agents, mille plages, douze semaines de rendez-vous presque pleines.

Les rendez-vous s’écrivent par la base elle-même ; les agents, les lieux et l’objet passent par les actions de la vie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

import psycopg

from portail.identite.models import Agent, Role
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.plages.models import Plage, PlageObjet
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration import rendez_vous as fabrique

AGENTS_PAR_LIEU = 5
HORIZON_JOURS = 183
DUREE = 30
HEURES = ((time(9), time(12)), (time(13, 30), time(17)))
OCCUPATION = 85
"""La part des horaires déjà pris, en centièmes."""
PLEINS, PLEINS_CINQ_SEMAINES = 3, 2
"""Les lieux où tout est pris jusqu’au bout des douze semaines, et ceux où tout l’est pendant cinq."""
ABSENCES_PAR_AGENT = 30
OUVRABLES = [1, 2, 3, 4, 5]
BILAN = [
    (1, GenreRessource.AGENT, "puericultrice", 20),
    (2, GenreRessource.AGENT, "medecin", 20),
    (1, GenreRessource.SALLE, "consultation", 20),
    (2, GenreRessource.SALLE, "consultation", 20),
]
HORAIRES = """
    CREATE TEMPORARY TABLE horaire AS
    SELECT gen_random_uuid() AS rdv_id, row_number() OVER () AS n, a.ressource_id, a.lieu_id, h.debut,
           h.debut + make_interval(mins => %(duree)s) AS fin
    FROM (SELECT r.id AS ressource_id, r.lieu_id, l.code || r.nom AS cle,
                 dense_rank() OVER (ORDER BY l.code) AS rang_lieu
          FROM ressource r JOIN lieu l ON l.id = r.lieu_id WHERE r.genre = 'agent') a
    CROSS JOIN generate_series(0, %(jours)s - 1) AS j(n)
    CROSS JOIN LATERAL (
        SELECT (%(du)s::date + j.n + make_time(0, 0, 0) + d.debut + make_interval(mins => %(duree)s * k))
               AT TIME ZONE 'Europe/Paris' AS debut
        FROM (VALUES (interval '9 hours', 6), (interval '13 hours 30 minutes', 7)) AS d(debut, nombre),
             generate_series(0, d.nombre - 1) AS k
    ) AS h
    WHERE extract(isodow FROM %(du)s::date + j.n) < 6
      AND (a.rang_lieu <= %(pleins)s
           OR (a.rang_lieu <= %(pleins)s + %(cinq)s AND j.n < 35)
           OR abs(hashtext(a.cle || j.n || h.debut::time)) %% 100 < %(occupation)s)
"""
RENDEZ_VOUS = """
    INSERT INTO rendez_vous (id, numero, objet_id, lieu_id, service_code, modalite, debut, fin, etat, sequence,
                             places_prises, auteur_type, cree_le, modifie_le)
    SELECT rdv_id, 'B' || lpad(n::text, 7, '0'), %(objet)s, lieu_id, %(service)s, 'sur_place', debut, fin, 'pris', 0,
           1, 'systeme', now(), now()
    FROM horaire
"""
OCCUPATIONS = """
    INSERT INTO occupation (id, ressource_id, debut, fin, origine, rdv_id, actif, force)
    SELECT gen_random_uuid(), ressource_id, debut, fin, 'rdv', rdv_id, true, false FROM horaire
"""
ABSENCES = """
    INSERT INTO occupation (id, ressource_id, debut, fin, origine, source_id, actif, force)
    SELECT gen_random_uuid(), r.id, jour AT TIME ZONE 'Europe/Paris',
           (jour + interval '1 day') AT TIME ZONE 'Europe/Paris', 'absence',
           gen_random_uuid(), true, true
    FROM ressource r JOIN lieu l ON l.id = r.lieu_id CROSS JOIN generate_series(1, %(absences)s) AS k
    CROSS JOIN LATERAL (
        SELECT (%(du)s::date + abs(hashtext(l.code || r.nom || k)) %% 365)::timestamp AS jour) AS le
    WHERE r.genre = 'agent'
"""


@dataclass(frozen=True, slots=True)
class Taille:
    """Combien de lieux, et de semaines presque pleines."""

    lieux: int
    semaines: int


ENTIERE, PETITE = Taille(lieux=20, semaines=12), Taille(lieux=4, semaines=1)


@dataclass(frozen=True, slots=True)
class Departement:
    """Ce que l’on mesure : les lieux, l’objet simple, la chaîne, et le premier jour où rien n’est pris."""

    lieux: Sequence[UUID]
    pesee: UUID
    bilan: UUID
    libre_le: date


def peupler(url: str, taille: Taille) -> Departement:
    """Écrit tout ; rend ce que l’on mesure."""
    fabriques.departement()
    objets = [
        fabrique.objet("PESEE", duree=DUREE, horizon_jours=HORIZON_JOURS),
        fabrique.objet("BILAN", duree=40, pas_minutes=20, horizon_jours=HORIZON_JOURS, besoins=BILAN),
    ]
    lieux = [fabrique.lieu(f"lieu-{rang:02}") for rang in range(taille.lieux)]
    agents = [[_agent(rang, numero) for numero in range(AGENTS_PAR_LIEU)] for rang in range(taille.lieux)]
    with transaction():
        _agendas(lieux, agents, objets)
    pesee, bilan = (objet.id for objet in objets)
    _remplir(url, pesee, taille)
    return Departement([lieu.id for lieu in lieux], pesee, bilan, lundi_prochain() + timedelta(weeks=taille.semaines))


def _agent(lieu: int, numero: int) -> Agent:
    return fabriques.agent(Role.INSTRUCTEUR, fabrique.SERVICE, prenom=f"Agent{lieu}", nom=f"Numero{numero}")


def _agendas(lieux: Sequence[Lieu], agents: Sequence[Sequence[Agent]], objets: Sequence[ObjetRdv]) -> None:
    """Écrit l’agenda de chaque agent, ses plages, et deux salles par lieu."""
    maintenant, premier = horloge.maintenant(), date(2025, 1, 6)
    for lieu, siens in zip(lieux, agents, strict=True):
        for numero, agent in enumerate(siens):
            ressource = Ressource(
                genre=GenreRessource.AGENT, agent_id=agent.id, lieu_id=lieu.id, nom=agent.nom,
                competences=["puericultrice", "medecin"][: 2 if numero == 0 else 1], langues=[],
            )  # fmt: skip
            session.add(ressource)
            session.flush()
            session.add_all(
                Plage(
                    ressource_id=ressource.id, lieu_id=lieu.id, modalites=["sur_place"], premier_jour=premier,
                    jours=[jour], debut=debut, fin=fin, modifiee_le=maintenant,
                    objets=[PlageObjet(objet_id=objet.id) for objet in objets],
                )
                for jour in OUVRABLES for debut, fin in HEURES
            )  # fmt: skip
        session.add_all(
            Ressource(genre=GenreRessource.SALLE, lieu_id=lieu.id, nom=nom, competences=["consultation"], langues=[])
            for nom in ("Salle 1", "Salle 2")
        )


def _remplir(url: str, pesee: UUID, taille: Taille) -> None:
    """Écrit les rendez-vous et les absences, puis fait relire les statistiques à la base."""
    valeurs = {
        "du": lundi_prochain(),
        "jours": 7 * taille.semaines,
        "duree": DUREE,
        "pleins": PLEINS,
        "cinq": PLEINS_CINQ_SEMAINES,
        "occupation": OCCUPATION,
        "objet": pesee,
        "service": fabrique.SERVICE,
        "absences": ABSENCES_PAR_AGENT,
    }
    with psycopg.connect(url, autocommit=True) as connexion:
        # Ces lignes ne citent que ce qui vient d’être écrit : le revérifier une à une prendrait la moitié du temps.
        connexion.execute("SET session_replication_role = replica")
        for instruction in (HORAIRES, RENDEZ_VOUS, OCCUPATIONS, ABSENCES):
            connexion.execute(instruction, valeurs)
        connexion.execute("VACUUM ANALYZE")


def compter(url: str) -> tuple[int, int, int]:
    """Rend combien il y a d’agents, de plages et de rendez-vous."""
    requete = """
        SELECT (SELECT count(*) FROM ressource WHERE genre = 'agent'), (SELECT count(*) FROM plage),
               (SELECT count(*) FROM rendez_vous)
    """
    with psycopg.connect(url) as connexion:
        agents, plages, pris = connexion.execute(requete).fetchone() or (0, 0, 0)
    return agents, plages, pris


def lundi_prochain() -> date:
    """Rend le premier lundi à venir."""
    aujourd_hui = horloge.aujourd_hui()
    return aujourd_hui + timedelta(days=7 - aujourd_hui.weekday())
