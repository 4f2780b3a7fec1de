"""Banc « liste » : la journée d’un agent devant mille, dix mille, cent mille et un million de dossiers.

Les mêmes pages à chaque palier : ce qu’elles coûtent au serveur web et à la base ne doit pas suivre leur nombre.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

import psutil
from flask import Flask

from portail.config import Environnement, lire_reglages
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.dossiers.etats import Etat
from portail.guichets.session import InterfaceDeSession
from portail.identite import sessions
from portail.identite.models import Agent
from portail.socle import base, demarrage
from tests.charge import commun, liste_donnees, plancher_lance
from tests.charge.commun import Vague, dire
from tests.charge.instructions import NavigateurCompte, journal_complet
from tests.charge.liste_pages import LISTE, PAGES, Page, chemins, cibles
from tests.charge.liste_rapport import Mesure, Palier, rapporter, resumer
from tests.charge.navigateur import Echange, Navigateur

NOM = "liste"
PALIERS = (1_000, 10_000, 100_000, 1_000_000)
PALIERS_RAPIDES = (1_000, 100_000)
CHAUFFE = 20
"""Une instruction n’a son plan durable qu’après une dizaine d’exécutions sur la même liaison."""
SUITE = re.compile(r"apres=([^\"&]+)")
JAMAIS = float("inf")


@dataclass(frozen=True, slots=True)
class Regime:
    """Combien de fois demander chaque page, à chaque palier."""

    paliers: Sequence[int]
    passages: int = 40
    chauffe: int = CHAUFFE


@dataclass(frozen=True, slots=True)
class Banc:
    """Une pile prête, son instructrice et sa responsable connectées."""

    pile: Pile
    web: psutil.Process
    postgres: psutil.Process
    temoins: Mapping[str, str]
    instructrice_id: UUID

    @property
    def url_base(self) -> str:
        """Rend l’adresse de la base."""
        return self.pile.environnement["DATABASE_URL"]


@dataclass(slots=True)
class Mesures:
    """Ce que le banc a mesuré, palier par palier."""

    paliers: list[Palier] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM, en_plus="[--paliers 1000,100000]")
    analyse.add_argument("--paliers", type=_paliers)
    analyse.add_argument("--passages", type=int)  # moins de passages : pour l’essai du banc
    options = analyse.parse_args(arguments)
    regime = Regime(PALIERS_RAPIDES, passages=8, chauffe=8) if options.rapide else Regime(PALIERS)
    passages = options.passages or regime.passages
    regime = Regime(options.paliers or regime.paliers, passages=passages, chauffe=min(passages, regime.chauffe))
    commun.s_arreter_proprement()
    mesures = mesurer(regime)
    rapporter(mesures.paliers, mesures.erreurs)
    return commun.conclure({"nom": NOM, **resumer(mesures.paliers, mesures.erreurs)}, en_json=options.json)


def _paliers(texte: str) -> Sequence[int]:
    """Rend les paliers demandés, du plus petit au plus grand ; lève `ValueError`."""
    lus = sorted({int(un) for un in texte.split(",")})
    if lus[0] < 1:
        raise ValueError(texte)
    return lus


def mesurer(regime: Regime) -> Mesures:
    """Lance la pile, la peuple palier par palier, mesure chaque page à chacun, arrête tout."""
    mesures = Mesures()
    with tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier, _banc(Path(dossier)) as (banc, modeles):
        deja = 0
        for nombre in regime.paliers:
            debut = time.monotonic()
            liste_donnees.peupler(banc.url_base, modeles, depuis=deja, jusqu_a=nombre)
            secondes = time.monotonic() - debut
            dire(f"{commun.entier(nombre)} dossiers (préparés en {commun.nombre(secondes, 0)} s) : mesure…")
            palier = Palier(nombre)
            _mesurer_le_palier(banc, palier, regime, Path(dossier) / f"plancher-{nombre}")
            mesures.paliers.append(palier)
            mesures.erreurs += palier.erreurs
            deja = nombre
    return mesures


@contextmanager
def _banc(dossier: Path) -> Iterator[tuple[Banc, Mapping[Etat, UUID]]]:
    """Ouvre une pile jetable, sans ouvrier ni limite de débit : services, agents, un dossier modèle par état."""
    dire("Démarrage de la pile…")
    environ = {**commun.environnement_neutre(), "LIMITES": "0"}
    with pile_de_demonstration(
        dossier / "pile", environnement=Environnement.TEST, environ=environ, ouvriers=0, charger=False
    ) as pile:
        demarrage.demarrer(lire_reglages(pile.environnement))
        try:
            equipe = liste_donnees.departement()
            modeles = liste_donnees.modeles(equipe.instructrice, equipe.responsable)
            temoins = {"instructrice": _connecter(equipe.instructrice), "responsable": _connecter(equipe.responsable)}
            base.fermer_session()
            web, postgres = (commun.processus_de(pile, nom) for nom in ("le serveur web", "le serveur PostgreSQL"))
            yield Banc(pile, web, postgres, temoins, equipe.instructrice.id), modeles
        finally:
            base.fermer_session()
            base.moteur().dispose()


def _connecter(agent: Agent) -> str:
    """Ouvre la session d’un agent, sans passer par un fournisseur, et rend son témoin signé."""
    jeton = sessions.nouveau_jeton()
    titulaire = sessions.Titulaire(agent_id=agent.id)
    sessions.enregistrer(jeton, titulaire, fournisseur="banc", jeton_identite=None, donnees={})
    portail = Flask(__name__)
    portail.secret_key = demarrage.reglages().cle_secrete
    return InterfaceDeSession()._signataire(portail).sign(jeton).decode()


def _mesurer_le_palier(banc: Banc, palier: Palier, regime: Regime, dossier_du_plancher: Path) -> None:
    """Mesure chaque page : d’abord ses instructions SQL, puis le temps et le processeur qu’elle prend."""
    adresses = _adresses(banc)
    comptes, modele = _compter(banc, adresses)
    for page in PAGES:
        demander = partial(_demander, banc, page, adresses[page.nom])
        for rang in range(regime.chauffe):
            demander(rang)
        avant = commun.cpu_secondes(banc.postgres)
        vague = commun.vague(demander, regime.passages, clients=1, serveur=banc.web, limite=JAMAIS)
        base_ms = (commun.cpu_secondes(banc.postgres) - avant) * 1000 / max(1, vague.parcours)
        lignes = page.lignes(modele[page.nom].corps)
        palier.mesures.append(Mesure(page.nom, vague, cpu_base_ms=base_ms, sql=comptes[page.nom], lignes=lignes))
        palier.erreurs += vague.erreurs
    palier.plancher = _plancher(banc, list(modele.values()), dossier_du_plancher, regime.passages)
    palier.erreurs += palier.plancher.erreurs


def _adresses(banc: Banc) -> Mapping[str, Sequence[str]]:
    """Rend, par page, les adresses à demander tour à tour à ce palier."""
    voulues = cibles(banc.url_base, banc.instructrice_id)
    entiere = Navigateur(banc.pile.url, banc.temoins["instructrice"]).aller("liste", f"{LISTE}?vue=tous")
    trouvee = SUITE.search(entiere.corps.decode())
    return {page.nom: chemins(page, voulues, suite=trouvee[1] if trouvee else "") for page in PAGES}


def _demander(banc: Banc, page: Page, adresses: Sequence[str], rang: int) -> Navigateur:
    navigateur = Navigateur(banc.pile.url, banc.temoins[page.qui])
    navigateur.aller(page.nom, adresses[rang % len(adresses)])
    navigateur.fermer()
    return navigateur


def _compter(banc: Banc, adresses: Mapping[str, Sequence[str]]) -> tuple[Mapping[str, int], Mapping[str, Echange]]:
    """Rend, par page, le nombre d’instructions SQL et l’échange, que le plancher imite."""
    journal = next(fils.journal for fils in banc.pile.fils if fils.nom == "le serveur PostgreSQL")
    comptes: dict[str, int] = {}
    echanges: dict[str, Echange] = {}
    for page in PAGES:  # que rien ne se fasse pour la première fois
        _demander(banc, page, adresses[page.nom], 0)
    with journal_complet(banc.url_base, journal) as releve:
        for page in PAGES:
            navigateur = NavigateurCompte(banc.pile.url, banc.temoins[page.qui], releve)
            echanges[page.nom] = navigateur.aller(page.nom, adresses[page.nom][0])
            comptes[page.nom] = sum(len(compte.metier) for compte in navigateur.comptes.values())
            navigateur.fermer()
    return comptes, echanges


def _plancher(banc: Banc, modele: Sequence[Echange], dossier: Path, passages: int) -> Vague:
    """Mesure le plancher : les mêmes pages resservies telles quelles ; un parcours est une page."""
    with plancher_lance.lancer(dossier, modele, banc.pile.environnement) as (url, serveur):

        def demander(rang: int) -> Navigateur:
            return plancher_lance.rejouer(url, [modele[rang % len(modele)]], rang)

        for rang in range(len(modele)):
            demander(rang)
        return commun.vague(demander, passages * len(modele), clients=1, serveur=serveur, limite=JAMAIS)


if __name__ == "__main__":
    sys.exit(main())
