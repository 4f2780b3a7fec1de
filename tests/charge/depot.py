"""Banc « dépôt » : le parcours entier d’une demande sous charge, et le plancher du même trafic, en alternance."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg

from portail.config import Environnement, lire_reglages
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.identite.actions import connecter_usager
from portail.identite.certifiee import IdentiteCertifiee
from portail.parametres.actions import importer
from portail.socle import base, demarrage
from portail.territoire.actions import importer_services
from tests.charge import commun, plancher_lance
from tests.charge.commun import Vague, dire
from tests.charge.instructions import Compte, NavigateurCompte, journal_complet
from tests.charge.navigateur import Echange, Navigateur
from tests.charge.parcours import deposer
from tests.charge.rapport_depot import rapporter, resumer

NOM = "depot"
EN_COURS = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo' AND scheduled_at IS NULL)"
)
ABANDONNEES = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
PAS_SECONDES = 0.2


@dataclass(frozen=True, slots=True)
class Regime:
    """Combien mesurer : `tours` alternances de `parcours` du portail et `rejeux` du plancher, `clients` à la fois.

    Après `secondes`, démarrage compris, plus rien ne commence, sauf une alternance d’un parcours par client si aucune
    n’a eu lieu ; l’ouvrier a ensuite `sursis_secondes` pour finir.
    """

    tours: int
    parcours: int
    rejeux: int
    clients: int = 4
    secondes: float = 30
    sursis_secondes: float = 8


ENTIER = Regime(tours=15, parcours=16, rejeux=64, secondes=240, sursis_secondes=60)
RAPIDE = Regime(tours=6, parcours=8, rejeux=32)


@dataclass(slots=True)
class Mesures:
    """Ce que le banc a mesuré."""

    regime: Regime
    portail: list[Vague] = field(default_factory=list)
    plancher: list[Vague] = field(default_factory=list)
    comptes: dict[str, Compte] = field(default_factory=dict)
    memoires_mo: dict[str, float] = field(default_factory=dict)
    taches_restantes: int = 0
    erreurs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Banc:
    """Une pile prête et réglée, et l’instant où plus rien ne doit commencer."""

    pile: Pile
    web: psutil.Process
    ouvrier: psutil.Process
    limite: float

    @property
    def url_base(self) -> str:
        """Rend l’adresse de la base."""
        return self.pile.environnement["DATABASE_URL"]


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM)
    analyse.add_argument("--parcours", type=int)  # une seule vague, de cette taille : pour l’essai du banc
    options = analyse.parse_args(arguments)
    regime = RAPIDE if options.rapide else ENTIER
    if options.parcours:
        regime = Regime(tours=1, parcours=options.parcours, rejeux=options.parcours, clients=2, secondes=15)
    commun.s_arreter_proprement()
    mesures = mesurer(regime)
    rapporter(mesures)
    return commun.conclure({"nom": NOM, **resumer(mesures)}, en_json=options.json)


def mesurer(regime: Regime) -> Mesures:
    """Lance la pile et le plancher, les mesure tour à tour, arrête tout."""
    mesures, limite = Mesures(regime), time.monotonic() + regime.secondes
    with tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier, _banc(Path(dossier), limite) as banc:
        dire("Relevé des instructions SQL…")
        modele = _compter(banc, mesures)
        with plancher_lance.lancer(Path(dossier) / "plancher", modele, banc.pile.environnement) as (url, serveur):
            dire("Mesure…")
            rejouer = partial(plancher_lance.rejouer, url, modele)
            for rang in range(2):
                rejouer(rang)
            _alterner(banc, mesures, rejouer, serveur)
        _laisser_finir(banc, mesures)
        mesures.memoires_mo = {"web": commun.memoire_mo(banc.web), "ouvrier": commun.memoire_mo(banc.ouvrier)}
    return mesures


@contextmanager
def _banc(dossier: Path, limite: float) -> Iterator[Banc]:
    """Ouvre une pile jetable : paramètres et services en base, aucune donnée fictive."""
    dire("Démarrage de la pile…")
    with pile_de_demonstration(
        dossier / "pile", environnement=Environnement.TEST, environ=commun.environnement_neutre(), charger=False
    ) as pile:
        demarrage.demarrer(lire_reglages(pile.environnement))
        importer()
        importer_services()
        web = commun.processus_de(pile, "le serveur web")
        ouvrier = commun.processus_de(pile, "l’ouvrier des tâches de fond")
        try:
            yield Banc(pile, web, ouvrier, limite)
        finally:
            base.fermer_session()
            base.moteur().dispose()


def personne_connectee() -> str:
    """Ouvre la session d’une personne neuve, sans passer par un fournisseur, et rend son témoin signé."""
    usager = connecter_usager(
        emetteur="banc",
        sujet=uuid4().hex,
        identite=IdentiteCertifiee(
            nom_naissance="MOREAU",
            prenoms=("Lina", "Rose"),
            date_naissance=date(date.today().year - 20, 1, 14),  # noqa: DTZ011 — le jour de cette machine suffit
            sexe="female",
            lieu_naissance_insee="44109",
            pays_naissance_insee="99100",
            courriel="lina@courriel.example",
        ),
        langue="fr",
    )
    return commun.temoin_de(usager.id)


def _compter(banc: Banc, mesures: Mesures) -> list[Echange]:
    """Relève chaque instruction SQL du web pendant un parcours seul ; rend ses échanges, que le plancher imite."""
    journal = next(fils.journal for fils in banc.pile.fils if fils.nom == "le serveur PostgreSQL")
    for _ in range(2):  # que rien ne se fasse pour la première fois
        deposer(Navigateur(banc.pile.url, personne_connectee()))
    temoin = personne_connectee()
    banc.ouvrier.suspend()
    try:
        with journal_complet(banc.url_base, journal) as releve:
            navigateur = NavigateurCompte(banc.pile.url, temoin, releve)
            deposer(navigateur)
    finally:
        banc.ouvrier.resume()
    mesures.comptes = navigateur.comptes
    return navigateur.echanges


def _alterner(
    banc: Banc, mesures: Mesures, rejouer: Callable[[int], Navigateur], serveur_du_plancher: psutil.Process
) -> None:
    """Mesure le portail, puis le plancher, et recommence."""
    regime = mesures.regime
    for _ in range(regime.tours):
        vague = partial(commun.vague, clients=regime.clients, limite=banc.limite)
        temoins = [personne_connectee() for _ in range(regime.parcours)]

        def jouer(rang: int, temoins: list[str] = temoins) -> Navigateur:
            return deposer(Navigateur(banc.pile.url, temoins[rang]))

        mesures.portail.append(vague(jouer, len(temoins), serveur=banc.web))
        mesures.plancher.append(vague(rejouer, regime.rejeux, serveur=serveur_du_plancher))
        if time.monotonic() > banc.limite:
            break
    mesures.erreurs += [erreur for une in (*mesures.portail, *mesures.plancher) for erreur in une.erreurs]


def _laisser_finir(banc: Banc, mesures: Mesures) -> None:
    """Laisse l’ouvrier vider sa file ; ce qu’il abandonne est une erreur."""
    limite = banc.limite + mesures.regime.sursis_secondes
    with psycopg.connect(banc.url_base, autocommit=True) as connexion:
        while (restantes := _nombre(connexion, EN_COURS)) and time.monotonic() < limite:
            time.sleep(PAS_SECONDES)
        if abandonnees := _nombre(connexion, ABANDONNEES):
            mesures.erreurs.append(f"{abandonnees} tâche(s) de fond abandonnée(s)")
    mesures.taches_restantes = restantes


def _nombre(connexion: psycopg.Connection, requete: str) -> int:
    ligne = connexion.execute(requete).fetchone()
    return int(ligne[0]) if ligne else 0


if __name__ == "__main__":
    sys.exit(main())
