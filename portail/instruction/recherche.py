"""La recherche de tout le bureau : un numéro, un nom, un téléphone, un courriel ; colonnes indexées seulement.

On ne trouve que ce que l’on peut lire.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select

from portail.demarche.lecture.coordonnees import lire_telephone
from portail.demarche.lecture.refus import ValeurRefusee
from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.numero import lire_numero
from portail.dossiers.personnes import normaliser
from portail.dossiers.queries import SANS_CONTENU
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Usager
from portail.instruction.noms import dossiers_nommes, ne_peut_etre_un_nom
from portail.instruction.portees import Portee, portees
from portail.instruction.queries import perimetre
from portail.journal.actions import inscrire
from portail.socle.base import session, transaction
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

LIMITE = 50
LETTRES_MIN = 3
"""En deçà, l’index de trigrammes ne sert à rien."""
_TELEPHONE = re.compile(r"\+?[\d\s.()/-]{9,}")


class Critere(StrEnum):
    """Ce que l’on cherche, reconnu à sa forme."""

    NUMERO = "numero"
    NOM = "nom"
    TELEPHONE = "telephone"
    COURRIEL = "courriel"


@dataclass(frozen=True, slots=True)
class Recherche:
    """Un critère et sa valeur, normalisée comme la colonne."""

    critere: Critere
    valeur: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """Les dossiers trouvés, les plus récents d’abord ; `incomplets` s’il y en a davantage."""

    dossiers: Sequence[Dossier]
    incomplets: bool


def lire_recherche(texte: str) -> Recherche:
    """Rend ce que l’on cherche ; lève `SaisieInvalide` si c’est trop court ou illisible."""
    ecrit = texte.strip()
    if "@" in ecrit:
        return Recherche(Critere.COURRIEL, ecrit.lower())
    if _TELEPHONE.fullmatch(ecrit):
        return Recherche(Critere.TELEPHONE, _telephone(ecrit))
    if numero := lire_numero(ecrit):
        return Recherche(Critere.NUMERO, numero)
    nom = normaliser(ecrit)
    if not any(len(mot) >= LETTRES_MIN for mot in nom.split()):
        raise SaisieInvalide(_("Écrivez au moins trois lettres d’un nom, un numéro, un téléphone ou un courriel."))
    return Recherche(Critere.NOM, nom)


def _telephone(ecrit: str) -> str:
    try:
        return lire_telephone(ecrit)
    except ValeurRefusee as refus:
        raise SaisieInvalide(str(refus)) from refus


def requete_de(recherche: Recherche, agent: Agent) -> Select[Dossier]:
    """Rend la requête : ce que l’agent peut lire et qui répond au critère."""
    return (
        select(Dossier)
        .where(perimetre(agent), _condition(recherche, portees(agent)))
        .options(*SANS_CONTENU)
        .order_by(Dossier.depose_le.desc(), Dossier.id.desc())
        .limit(LIMITE + 1)
    )


def _condition(recherche: Recherche, siennes: Sequence[Portee]) -> ColumnElement[bool]:
    valeur = recherche.valeur
    if recherche.critere is Critere.COURRIEL:
        return _par_personne(func.lower(Intervenant.courriel) == valeur, Usager.courriel == valeur)
    if recherche.critere is Critere.TELEPHONE:
        return _par_personne(Intervenant.telephone == valeur, Usager.telephone == valeur)
    if recherche.critere is Critere.NUMERO:
        numerotes = select(Dossier.id).where(Dossier.numero == valeur)
        if ne_peut_etre_un_nom(valeur):
            return Dossier.id.in_(numerotes)
        # Huit lettres peuvent former à la fois un numéro juste et un nom.
        return Dossier.id.in_(numerotes.union(dossiers_nommes(siennes, normaliser(valeur), limite=LIMITE + 1)))
    return Dossier.id.in_(dossiers_nommes(siennes, valeur, limite=LIMITE + 1))


def _par_personne(de_l_intervenant: ColumnElement[bool], du_compte: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rend la condition « quelqu’un du dossier répond à ce critère », par ses coordonnées ou celles de son compte."""
    return Dossier.id.in_(
        select(Intervenant.dossier_id)
        .where(de_l_intervenant)
        .union(select(Intervenant.dossier_id).join(Usager, Usager.id == Intervenant.usager_id).where(du_compte))
    )


def chercher(recherche: Recherche, *, agent: Agent) -> Resultats:
    """Rend les dossiers trouvés ; la recherche est au journal de l’agent, par une empreinte de ce qu’il a cherché."""
    trouves = session.scalars(requete_de(recherche, agent)).all()
    with transaction():
        inscrire(
            "rechercher",
            auteur=auteur_agent(agent),
            objet=("agent", agent.id),
            details={
                "critere": recherche.critere.value,
                "empreinte": empreinte_cle(recherche.valeur, "recherche"),
                "nombre": len(trouves[:LIMITE]),
            },
        )
    return Resultats(trouves[:LIMITE], len(trouves) > LIMITE)
