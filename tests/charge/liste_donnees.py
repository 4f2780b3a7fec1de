"""Peupler une base de dossiers : quelques-uns suivis par les vraies actions, puis recopiés par la base elle-même.

Un modèle par état donne son contenu (réponses chiffrées, décision, journal, documents…) ; chaque copie a son numéro,
sa personne, son service, son agent et ses dates. Les clés étrangères ne sont pas contrôlées pendant la copie.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from portail.dossiers.actions import messagerie
from portail.dossiers.etats import Etat
from portail.identite.models import Agent, Role
from portail.tables import Modele  # toutes les tables : recopier une ligne touche à leurs clés
from tests import fabriques
from tests.charge.liste_lot import CREER_LE_LOT, DEFINIR_NUMERO, NOMS

SUITES = 4
"""Un dossier sur quatre a son journal, ses envois, ses documents et ses pièces : ces tables grandissent aussi."""
SANS_INDEX_AU_DELA = 50_000
"""Au-delà de ce nombre de lignes, reconstruire les index va plus vite que de les tenir."""
AGENTS = 40
SERVICES: Mapping[str, tuple[str, int]] = {
    "jeunesse": ("aide-permis", 40),
    "autonomie": ("apa-domicile", 25),
    "habitat": ("habitat", 10),
    "logement": ("fsl-internet", 10),
    "mdph": ("mdph", 10),
    "vie_associative": ("subvention-association", 5),
}
"""Service : sa démarche, et sa part des dossiers, en centièmes."""

_DOSSIER = {
    "id": "l.dossier_id", "numero": "l.numero", "demarche": "l.demarche", "service_code": "l.service_code",
    "agent_id": "l.agent_id", "etat": "l.etat", "nom": "l.nom", "prenoms": "l.prenoms",
    "nom_recherche": "l.nom_recherche", "personne_empreinte": "md5('p' || l.n)",
    "identite_empreinte": "md5('i' || l.n)", "commune_insee": "l.commune_insee",
    "cree_le": "l.cree_le", "modifie_le": "l.modifie_le", "depose_le": "l.depose_le",
    "accuse_reception_le": "CASE WHEN l.etat NOT IN ('brouillon', 'depose') THEN l.depose_le + interval '2 days' END",
    "date_accuse": "l.depose_le::date + 14", "date_silence": "l.depose_le::date + 61", "echeance": "l.echeance",
    "date_fin": "l.date_fin", "date_reponse": "l.date_fin",
    "message_a_lire": "l.a_lire",
    "instantane": "CASE WHEN l.a_des_suites THEN m.instantane END",
}  # fmt: skip
_USAGER = {"id": "l.usager_id", "courriel": "'compte' || l.n || '@courriel.example'", "telephone": "NULL"}
_INTERVENANT = {
    "id": "gen_random_uuid()", "dossier_id": "l.dossier_id", "usager_id": "l.usager_id",
    "nom": "l.prenoms || ' ' || l.nom", "courriel": "'personne' || l.n || '@courriel.example'",
    "telephone": "'+33' || (600000000 + l.n)",
}  # fmt: skip
_MESSAGE = {
    "id": "gen_random_uuid()", "dossier_id": "l.dossier_id",
    "lu_le": "CASE WHEN l.a_lire THEN NULL ELSE l.modifie_le END", "envoye_le": "l.modifie_le",
}  # fmt: skip
_DECISION = {
    "id": "gen_random_uuid()", "dossier_id": "l.dossier_id",
    "signe_le": "CASE WHEN m.signe_le IS NULL THEN NULL ELSE l.date_fin + interval '10 hours' END",
    "date_decision": "CASE WHEN m.date_decision IS NULL THEN NULL ELSE l.date_fin END",
}  # fmt: skip
_SUITES: Mapping[str, Mapping[str, str]] = {
    "piece": {"id": "gen_random_uuid()", "dossier_id": "l.dossier_id"},
    "document": {"id": "gen_random_uuid()", "dossier_id": "l.dossier_id", "code": "gen_random_uuid()"},
    "journal": {"id": "gen_random_uuid()", "rang": "", "objet_id": "l.dossier_id::text"},
    "notification": {"id": "gen_random_uuid()", "objet_id": "l.dossier_id::text"},
}
TABLES = ("usager", "dossier", "intervenant", "message", "decision", *_SUITES)


@dataclass(frozen=True, slots=True)
class Equipe:
    """Deux agents du service qui a le plus de dossiers."""

    instructrice: Agent
    responsable: Agent


def departement() -> Equipe:
    """Ouvre les services et leurs agents, répartis comme les dossiers."""
    fabriques.departement()
    agents = [
        fabriques.agent(Role.INSTRUCTEUR, service, prenom="Agent", nom=f"{service}{rang}")
        for service, (_, part) in SERVICES.items()
        for rang in range(max(1, AGENTS * part // 100 - 1))
    ]
    responsables = [fabriques.agent(Role.RESPONSABLE, service, prenom="Chef", nom=service) for service in SERVICES]
    return Equipe(agents[0], responsables[0])


def modeles(instructrice: Agent, responsable: Agent) -> Mapping[Etat, UUID]:
    """Suit par les vraies actions un dossier de chaque état, et rend leurs identifiants."""
    usager = fabriques.usager()
    faits = {
        Etat.BROUILLON: fabriques.brouillon(usager),
        Etat.DEPOSE: fabriques.depose(usager),
        Etat.EN_INSTRUCTION: fabriques.en_instruction(usager, instructrice),
        Etat.A_COMPLETER: fabriques.a_completer(usager, instructrice),
        Etat.EN_SIGNATURE: fabriques.en_signature(usager, instructrice),
        Etat.DECIDE: fabriques.decide(usager, responsable),
    }
    for etat, dossier in faits.items():
        if etat is not Etat.BROUILLON:
            messagerie.ecrire_usager(dossier.id, usager=usager, texte="Bonjour, où en est ma demande ?")
    return {etat: dossier.id for etat, dossier in faits.items()}


def peupler(adresse: str, modeles_: Mapping[Etat, UUID], *, depuis: int, jusqu_a: int, suites: int = SUITES) -> None:
    """Ajoute les dossiers de rang `depuis` + 1 à `jusqu_a`, puis fait ce que PostgreSQL fait de lui-même la nuit.

    Un dossier sur `suites` a son journal, ses envois, ses documents et ses pièces.
    """
    with psycopg.connect(adresse, autocommit=True) as connexion:
        connexion.execute("SET session_replication_role = replica")
        connexion.execute("SET work_mem = '64MB'; SET maintenance_work_mem = '512MB'; SELECT setseed(0.44)")
        connexion.execute(DEFINIR_NUMERO)
        _preparer_le_lot(connexion, modeles_, (depuis, jusqu_a), suites)
        with _sans_index(connexion, utile=jusqu_a - depuis > SANS_INDEX_AU_DELA):
            _copier(
                connexion, "usager", _USAGER, "m.id = (SELECT usager_id FROM intervenant WHERE dossier_id = l.modele)"
            )
            _copier(connexion, "dossier", _DOSSIER, "m.id = l.modele")
            _copier(connexion, "intervenant", _INTERVENANT, "m.dossier_id = l.modele AND m.rang = 0")
            _copier(connexion, "message", _MESSAGE, "m.dossier_id = l.modele AND l.a_ecrit")
            _copier(connexion, "decision", _DECISION, "m.dossier_id = l.modele")
            for table, remplacees in _SUITES.items():
                lien = "m.objet_id = l.modele::text" if "objet_id" in remplacees else "m.dossier_id = l.modele"
                _copier(connexion, table, remplacees, f"{lien} AND l.a_des_suites")
        connexion.execute("DROP TABLE tirage")
        for table in TABLES:
            connexion.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def _preparer_le_lot(
    connexion: psycopg.Connection, modeles_: Mapping[Etat, UUID], bornes: tuple[int, int], suites: int
) -> None:
    """Tire au sort ce qui distingue chaque copie."""
    connexion.execute("DROP TABLE IF EXISTS tirage")
    connexion.execute(CREER_LE_LOT, {
        "depuis": bornes[0] + 1, "jusqu_a": bornes[1], "suites": suites, "jeton": uuid4().hex,
        "services": [code for code, (_, part) in SERVICES.items() for _rang in range(part)],
        "demarches": [demarche for demarche, part in SERVICES.values() for _rang in range(part)],
        **NOMS, "etats": [etat.value for etat in modeles_], "modeles": list(modeles_.values()),
    })  # fmt: skip
    connexion.execute("ANALYZE tirage")


def _copier(connexion: psycopg.Connection, table: str, remplacees: Mapping[str, str], lien: str) -> None:
    """Recopie la ligne du modèle pour chaque dossier du lot, colonnes nouvelles comprises, sauf celles remplacées."""
    colonnes = [
        c.name for c in Modele.metadata.tables[table].columns if remplacees.get(c.name) != "" and not c.computed
    ]
    valeurs = (sql.SQL(remplacees[nom]) if nom in remplacees else sql.Identifier("m", nom) for nom in colonnes)
    ordre = sql.SQL(
        "INSERT INTO {table} ({colonnes}) SELECT {valeurs} FROM tirage l JOIN {table} m ON {lien} ORDER BY l.n"
    )
    connexion.execute(
        ordre.format(
            table=sql.Identifier(table),
            colonnes=sql.SQL(", ").join(map(sql.Identifier, colonnes)),
            valeurs=sql.SQL(", ").join(valeurs),
            lien=sql.SQL(lien),
        )
    )


@contextmanager
def _sans_index(connexion: psycopg.Connection, *, utile: bool) -> Iterator[None]:
    """Retire le temps du bloc les index qui ne sont pas des contraintes, et les refait après."""
    lus = connexion.execute(
        """SELECT indexname, indexdef FROM pg_indexes JOIN pg_class ON relname = indexname
        WHERE schemaname = 'public' AND tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'""",
        [list(TABLES)],
    ).fetchall()
    lus = lus if utile else []
    for nom, _ in lus:
        connexion.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(nom)))
    yield
    for _, definition in lus:
        connexion.execute(definition)
