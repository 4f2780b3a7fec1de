"""Banc « ouverture » : treize mille inscriptions un jour d’ouverture, de la salle d’attente au reçu.

Les premières familles arrivent toutes ensemble, sans salle : c’est ce que la machine tient, donc le débit à régler.
Les autres attendent dans la salle, qui les admet à ce débit, moins une marge. Les gestes sont ceux que les écrans
appellent, sans page autour ; quelques familles passent ensuite par les pages, du choix au reçu, et la salle se recharge
par la sienne. Le PayFiP simulé tourne à côté. Le plancher compte les places par trois transactions nues.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import psutil

from portail.config import Environnement, lire_reglages
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.inscriptions import abonnements
from portail.socle import base, demarrage
from tests.charge import (
    commun,
    ouverture_donnees,
    ouverture_equipe,
    ouverture_familles,
    ouverture_pages,
    ouverture_plancher,
)
from tests.charge.commun import dire
from tests.charge.ouverture_donnees import Famille, JourDOuverture
from tests.charge.ouverture_familles import Etapes
from tests.charge.ouverture_rapport import TOUTES, Mesures, rapporter, resumer

NOM = "ouverture"
INSCRIPTIONS_EN_BREF, INSCRIPTIONS_AU_MOINS = 300, 40
"""Au moins : de quoi que personne ne manque à aucune étape."""
ECHAUFFEMENT = 2
PREMIERES = 5
"""Une famille sur cinq vient avant la salle, pour savoir ce que la machine tient."""
MARGE = 0.8
"""La part de ce que la machine tient que l’on donne pour débit à la salle."""
RECHARGEMENTS = 500
PAR_LES_PAGES = 10
"""Une famille sur dix, ensuite, par les pages ; trois cents au plus."""
PAR_LES_PAGES_AU_PLUS = 300


@dataclass(frozen=True, slots=True)
class Banc:
    """Une base peuplée, et les processus dont on compte le travail."""

    pile: Pile
    comptes: tuple[psutil.Process, ...]
    jour: JourDOuverture


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM)
    analyse.add_argument("--inscriptions", type=int)  # moins d’inscriptions : pour l’essai du banc
    options = analyse.parse_args(arguments)
    commun.s_arreter_proprement()
    voulues = options.inscriptions or (INSCRIPTIONS_EN_BREF if options.rapide else TOUTES)
    mesures = mesurer(max(INSCRIPTIONS_AU_MOINS, voulues))
    rapporter(mesures)
    return commun.conclure({"nom": NOM, **resumer(mesures)}, en_json=options.json)


def mesurer(inscriptions: int) -> Mesures:
    """Lance la base, la peuple, fait venir tout le monde, arrête tout."""
    with tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier, _banc(Path(dossier), inscriptions) as banc:
        return _mesurer(banc)


@contextmanager
def _banc(dossier: Path, inscriptions: int) -> Iterator[Banc]:
    """Ouvre une base jetable, la peuple, y branche ce processus."""
    dire("Démarrage de la pile…")
    environ = {**commun.environnement_neutre(), "LIMITES": "0"}
    with pile_de_demonstration(
        dossier / "pile", environnement=Environnement.TEST, environ=environ, ouvriers=0, charger=False
    ) as pile:
        demarrage.demarrer(lire_reglages(pile.environnement))
        abonnements.installer()
        try:
            debut = time.monotonic()
            jour = ouverture_donnees.peupler(pile.environnement["DATABASE_URL"], inscriptions)
            base.fermer_session()
            dire(f"Familles prêtes en {commun.nombre(time.monotonic() - debut, 0)} s.")
            noms = ("le serveur PostgreSQL", "le serveur web")  # le web reçoit les notifications de PayFiP
            yield Banc(pile, tuple(commun.processus_de(pile, nom) for nom in noms), jour)
        finally:
            base.fermer_session()
            base.moteur().dispose()


def _mesurer(banc: Banc) -> Mesures:
    """Fait venir les premières familles, puis les autres par la salle, puis le plancher ; compte les places en base."""
    jour, familles = banc.jour, banc.jour.familles
    mesures = Mesures(
        familles=len(familles), inscriptions=jour.inscriptions, groupes=len(jour.groupes), places=jour.places
    )
    mesures.echauffees = sum(ouverture_familles.s_inscrire(une, Etapes(), jour=jour) for une in familles[:ECHAUFFEMENT])
    premieres = familles[ECHAUFFEMENT : ECHAUFFEMENT + len(familles) // PREMIERES]
    dire(f"{len(premieres)} familles ensemble, sans salle…")
    venir = partial(ouverture_familles.s_inscrire, jour=jour)
    mesures.ensemble = ouverture_equipe.tous_ensemble(banc.comptes, premieres, venir)
    mesures.debit = max(1, int(mesures.ensemble.par_minute * MARGE))
    en_pages = min(PAR_LES_PAGES_AU_PLUS, len(familles) // PAR_LES_PAGES)
    _par_les_pages(banc, familles[-en_pages:], mesures)
    _par_la_salle(banc, familles[ECHAUFFEMENT + len(premieres) : -en_pages], mesures)
    dire("Plancher…")
    ouverture_plancher.preparer(jour)
    mesures.plancher = ouverture_equipe.tous_ensemble(banc.comptes, premieres, ouverture_plancher.compter)
    mesures.survente, mesures.derives = ouverture_donnees.verifier()
    mesures.confirmees = ouverture_donnees.confirmees()
    return mesures


def _par_les_pages(banc: Banc, familles: Sequence[Famille], mesures: Mesures) -> None:
    """Fait passer ces familles par les pages, toutes ensemble ; la première d’abord, pour que rien ne soit neuf."""
    dire(f"{len(familles)} familles ensemble, par les pages…")
    venir = partial(ouverture_pages.s_inscrire, url=banc.pile.url, temoins=_temoins(familles))
    mesures.echauffees += venir(familles[0], Etapes())
    mesures.pages = ouverture_equipe.tous_ensemble(banc.comptes, familles[1:], venir, en_pages=True)


def _temoins(familles: Sequence[Famille]) -> dict[UUID, str]:
    return {une.usager_id: commun.temoin_de(une.usager_id) for une in familles}


def _par_la_salle(banc: Banc, familles: Sequence[Famille], mesures: Mesures) -> None:
    """Fait entrer ces familles dans la salle avant l’heure, puis les écoule à son débit."""
    dire(f"{len(familles)} familles entrent dans la salle d’attente…")
    salle_id = ouverture_donnees.ouvrir_la_salle(banc.jour)
    entrer = partial(ouverture_familles.entrer, salle_id=salle_id)
    mesures.entrees = ouverture_equipe.tous_ensemble(banc.comptes, familles, entrer)
    ouverture_donnees.donner_l_heure(salle_id)
    rechargent = familles[:RECHARGEMENTS]
    recharger = partial(ouverture_pages.recharger, url=banc.pile.url, temoins=_temoins(rechargent))
    mesures.rechargements = ouverture_equipe.tous_ensemble(banc.comptes, rechargent, recharger, en_pages=True)
    dire(f"La salle admet {commun.entier(mesures.debit)} familles par minute…")
    ouverture_donnees.regler_le_debit(salle_id, mesures.debit, banc.jour)
    venir = partial(ouverture_familles.s_inscrire, jour=banc.jour, salle_id=salle_id)
    mesures.ecoulement = ouverture_equipe.a_mesure_des_admissions(banc.comptes, familles, venir, salle_id=salle_id)


if __name__ == "__main__":
    sys.exit(main())
