"""Émettre la mensualité du mois : une seule par dossier, quoi qu’il arrive en même temps."""

from uuid import UUID

from portail.dossiers.actions.commun import demarche_du
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.models import Mensualite
from portail.dossiers.prestations.queries import compte_de, droit_au, droits_de, mensualites_de, regles_au
from portail.dossiers.versements.mensuels import DuDuMois, ouvrir_le_mois
from portail.dossiers.versements.models import Versement
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller


def emettre(dossier_id: UUID) -> bool:
    """Émet la mensualité de ce mois et ouvre son versement s’il y a quelque chose à verser ; vrai si c’est fait.

    Rejouable : sans effet si elle l’est déjà. Une ligne à zéro se garde : elle dit qu’on a regardé.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        demarche, jour = demarche_du(dossier), horloge.aujourd_hui()
        mois = jour.replace(day=1)
        emises = mensualites_de(dossier)
        if demarche.prestation is None or dossier.elimine_le or any(emise.mois >= mois for emise in emises):
            return False
        ligne = echeancier.mensualite(
            compte_de(dossier, demarche.prestation),
            mois,
            [emise.compte for emise in emises],
            regles_au(demarche.prestation, jour),
        )
        versement = None
        if ligne.verse > 0:
            droit = droit_au(droits_de(dossier), jour)
            du = DuDuMois(mois=mois, montant=ligne.verse, decision_id=droit.decision_id if droit else None)
            versement = ouvrir_le_mois(dossier, demarche, du)
        _garder(dossier, ligne, versement)
    return True


def _garder(dossier: Dossier, ligne: echeancier.Mensualite, versement: Versement | None) -> None:
    session.add(
        Mensualite(
            dossier_id=dossier.id,
            mois=ligne.mois,
            du=ligne.du,
            rappel=ligne.rappel,
            retenu=ligne.retenu,
            abandonne=ligne.abandonne,
            reste=ligne.reste,
            emise_le=horloge.maintenant(),
            versement_id=versement.id if versement else None,
        )
    )
    details = {"mois": ligne.mois.isoformat(), "retenue": ligne.retenu > 0, "rappel": ligne.rappel > 0}
    inscrire("emettre_mensualite", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
    session.flush()
