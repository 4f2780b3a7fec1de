"""Régler un objet de rendez-vous, l’ouvrir, le fermer ; chaque changement est au journal."""

from sqlalchemy.exc import IntegrityError

from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objet_de
from portail.rendez_vous.objets.reglages import EN_CLAIR, Reglage, besoins_de, en_textes, lire, poser
from portail.rendez_vous.objets.regles import verifier
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, SaisieInvalide
from portail.socle.traduction import _


class ObjetChange(ConflitDeVersion):
    """Quelqu’un a changé cet objet entre-temps."""

    message = _("Cet objet de rendez-vous a changé depuis que vous avez ouvert la page. Relisez-le, puis recommencez.")


class CodeDObjetPris(SaisieInvalide):
    """Un objet a déjà ce code."""

    message = _("Un objet de rendez-vous a déjà ce code. Choisissez-en un autre.")


def copier(code: str, *, vers: str, libelle: str, auteur: Auteur) -> ObjetRdv:
    """Crée un objet sur le modèle d’un autre, fermé et à confirmer : on le règle, puis on l’ouvre.

    Lève `CodeDObjetPris`.
    """
    modele = objet_de(code)
    valeurs = {colonne.key: getattr(modele, colonne.key) for colonne in ObjetRdv.__table__.columns}
    propres = {"code": vers, "libelle": libelle.strip(), "ouvert": False, "a_confirmer": True, "version": 0}
    copie = ObjetRdv(**{nom: valeur for nom, valeur in valeurs.items() if nom != "id"} | propres)
    copie.besoins = [besoin.en_ligne() for besoin in besoins_de(modele)]
    try:
        with transaction():
            session.add(copie)
            session.flush()
            inscrire("copier_objet_rdv", auteur=auteur, objet=("objet_rdv", vers), details={"modele": code})
    except IntegrityError as erreur:
        raise CodeDObjetPris from erreur
    return copie


def regler(code: str, reglage: Reglage, *, version: int | None, auteur: Auteur) -> ObjetRdv:
    """Change un sujet d’un objet ; les rendez-vous déjà pris gardent leur heure et leur durée.

    `version` : celle que l’on a lue ; vide, on ne compare pas. Lève `ReglageImpossible`, `ObjetChange`.
    """
    identifiant = objet_de(code).id
    with transaction():
        objet = verrouiller(ObjetRdv, identifiant)
        if version is not None and version != objet.version:
            raise ObjetChange
        avant = en_textes(lire(objet, type(reglage)))
        with session.no_autoflush:  # la base ne voit que ce qui a été vérifié
            poser(objet, reglage)
            verifier(objet)
        details = changement(avant, en_textes(reglage), en_clair=EN_CLAIR)
        if details:
            objet.version += 1
            inscrire("regler_objet_rdv", auteur=auteur, objet=("objet_rdv", code), details=details)
    return objet


def confirmer(code: str, *, auteur: Auteur) -> None:
    """Note que les valeurs importées de cet objet ont été relues et conviennent."""
    identifiant = objet_de(code).id
    with transaction():
        objet = verrouiller(ObjetRdv, identifiant)
        if objet.a_confirmer:
            objet.a_confirmer = False
            inscrire("confirmer_objet_rdv", auteur=auteur, objet=("objet_rdv", code))


def ouvrir(code: str, *, auteur: Auteur) -> None:
    """Remet un objet au choix."""
    _ouvrir(code, ouvert=True, auteur=auteur)


def fermer(code: str, *, auteur: Auteur) -> None:
    """Retire un objet du choix, agents compris ; les rendez-vous déjà pris restent."""
    _ouvrir(code, ouvert=False, auteur=auteur)


def _ouvrir(code: str, *, ouvert: bool, auteur: Auteur) -> None:
    identifiant = objet_de(code).id
    with transaction():
        objet = verrouiller(ObjetRdv, identifiant)
        if objet.ouvert is not ouvert:
            objet.ouvert = ouvert
            objet.version += 1
            mots = {True: "ouvert", False: "ferme"}
            details = {"avant": {"acces": mots[not ouvert]}, "apres": {"acces": mots[ouvert]}}
            action = "ouvrir_objet_rdv" if ouvert else "fermer_objet_rdv"
            inscrire(action, auteur=auteur, objet=("objet_rdv", code), details=details)
