"""Émettre la mensualité du mois : une seule par dossier, quoi qu’il arrive en même temps."""

from datetime import date
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.dossiers.actions.commun import demarche_du
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.models import Mensualite
from portail.dossiers.prestations.queries import DroitsLus, compte_de, droit_au, droits_lus, regles_au
from portail.dossiers.prestations.reprises import reprendre
from portail.dossiers.prestations.revalorisation import mettre_au_bareme
from portail.dossiers.versements.mensuels import DuDuMois, ouvrir_le_mois
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller


def emettre(dossier_id: UUID) -> bool:
    """Émet la mensualité de ce mois et ouvre ses versements s’il y a quelque chose à verser ; vrai si c’est fait.

    Rejouable : sans effet si elle l’est déjà. Une ligne à zéro se garde : elle dit qu’on a regardé. Les droits sont
    d’abord mis au barème de l’année, et le trop-perçu né d’une autre demande est repris ici.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        demarche, jour = demarche_du(dossier), horloge.aujourd_hui()
        if demarche.prestation is None or not _reste_a_emettre(dossier, droits_lus(dossier), jour):
            return False
        mettre_au_bareme(dossier, demarche, jour)
        reprendre(dossier, demarche, jour)
        lus = droits_lus(dossier)
        compte, regles = compte_de(lus, demarche.prestation), regles_au(demarche.prestation, jour)
        ligne = echeancier.mensualite(compte, jour.replace(day=1), lus.comptees, regles)
        _garder(dossier, ligne)
        _ouvrir(dossier, demarche, lus, ligne, jour)
    return True


def _reste_a_emettre(dossier: Dossier, lus: DroitsLus, jour: date) -> bool:
    emise = any(emise.mois >= jour.replace(day=1) for emise in lus.mensualites)
    return not (emise or lus.deces or dossier.elimine_le)


def _ouvrir(dossier: Dossier, demarche: Demarche, lus: DroitsLus, ligne: echeancier.Mensualite, jour: date) -> None:
    if ligne.verse > 0:
        droit = droit_au(lus.droits, jour)
        du = DuDuMois(mois=ligne.mois, montant=ligne.verse, decision_id=droit.decision_id if droit else None)
        ouvrir_le_mois(dossier, demarche, du)


def _garder(dossier: Dossier, ligne: echeancier.Mensualite) -> None:
    session.add(
        Mensualite(
            dossier_id=dossier.id,
            mois=ligne.mois,
            du=ligne.du,
            rappel=ligne.rappel,
            retenu=ligne.retenu,
            abandonne=ligne.abandonne,
            reste=ligne.reste,
            repris=ligne.repris,
            emise_le=horloge.maintenant(),
        )
    )
    retenue = ligne.retenu + ligne.repris > 0
    details = {"mois": ligne.mois.isoformat(), "retenue": retenue, "rappel": ligne.rappel > 0}
    inscrire("emettre_mensualite", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
    session.flush()
