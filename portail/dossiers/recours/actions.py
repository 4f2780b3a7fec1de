"""Former un recours, en un geste : rien à ressaisir, un dossier neuf, un accusé, un autre agent."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Beneficiaire, Demarche
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.actions.brouillon import ouvrir
from portail.dossiers.actions.commun import demarche_du, recalculer, toucher, verrouiller_pour_usager
from portail.dossiers.actions.depot import envoyer
from portail.dossiers.erreurs import DecisionNonContestable
from portail.dossiers.habilitations import intervenant_de
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Decision, Dossier, Intervenant
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.ecartes import agents_de
from portail.dossiers.recours.models import Recours
from portail.dossiers.recours.queries import (
    ABANDONNES,
    delai_pour_contester,
    demarche_du_recours,
    nature_du_recours,
    peut_etre_contestee,
    recours_contre,
)
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.journal.actions import inscrire
from portail.pieces.actions import Recu
from portail.socle import horloge
from portail.socle.base import session, transaction

APPUI = "appui"
"""La pièce où vont les documents joints au recours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """Ce que la personne ajoute à son recours ; tout est facultatif."""

    texte: str = ""
    etre_entendu: str | None = None
    fichiers: Sequence[Recu] = ()


def former(dossier_id: UUID, *, usager: Usager, arguments: Arguments, accord_electronique: bool) -> Dossier:
    """Forme un recours contre la décision en vigueur et en accuse l’enregistrement ; formé deux fois, c’est le même.

    Le délai passé ne l’empêche pas : il se note. Lève `DecisionNonContestable`.
    """
    with transaction():
        origine = verrouiller_pour_usager(dossier_id, usager)
        decision = decision_de(origine)
        demarche = demarche_du_recours()
        if decision is None or demarche is None or not peut_etre_contestee(origine, decision):
            raise DecisionNonContestable
        deja = recours_contre(decision)
        if deja is not None and deja.dossier.etat not in ABANDONNES:
            return deja.dossier
        if deja is not None:
            deja.recours.abandonne_le = horloge.maintenant()
            session.flush()  # la base n’admet qu’un recours vivant par décision
        dossier = _ouvrir(origine, decision, demarche, usager, arguments)
        recours = _lier(dossier, origine, decision)
        auteur = auteur_usager(usager)
        for recu in arguments.fichiers:
            pieces_du_dossier.ajouter(dossier, APPUI, recu, auteur=auteur)
        envoyer(dossier, auteur=auteur, revision=None, accord_electronique=accord_electronique)
        _reprendre_les_intervenants(dossier, origine)
        inscrire(
            "former_recours",
            auteur=auteur,
            objet=("dossier", origine.id),
            details={"recours": str(dossier.id), "nature": recours.nature.value, "hors_delai": recours.hors_delai},
        )
        recalculer(origine)
        toucher(origine)
    return dossier


def _ouvrir(origine: Dossier, decision: Decision, demarche: Demarche, usager: Usager, arguments: Arguments) -> Dossier:
    """Ouvre le dossier du recours, rempli de la décision et de la demande contestées, dans le même service."""
    lien = intervenant_de(usager, origine)
    assert lien is not None  # noqa: S101 — vérifié sous le verrou : la personne est du dossier
    premier = Intervenant(
        usager_id=usager.id, qualite=lien.qualite, nom=lien.nom, courriel=lien.courriel, telephone=lien.telephone
    )
    reponses = _reponses(origine, decision, demarche, arguments)
    dossier = ouvrir(demarche, reponses, premier, auteur=auteur_usager(usager), langue=origine.langue)
    dossier.service_code = origine.service_code
    dossier.agents_ecartes = agents_de(origine)
    return dossier


def _reponses(origine: Dossier, decision: Decision, demarche: Demarche, arguments: Arguments) -> dict[str, Any]:
    """Rend les réponses du recours : la personne telle que la demande la dit, la décision, les arguments."""
    ici, la = demarche.beneficiaire, demarche_du(origine).beneficiaire
    traits = [trait.name for trait in fields(Beneficiaire)]
    personne = {getattr(ici, trait): origine.reponses.get(getattr(la, trait)) for trait in traits}
    plateforme = {nom: origine.reponses.get(nom) for nom in ("qualite_deposant", "identite_certifiee")}
    jour = decision.date_decision or horloge.aujourd_hui()
    return {
        **{nom: valeur for nom, valeur in (personne | plateforme).items() if valeur is not None},
        "dossier_conteste": en_deux_groupes(origine.numero),
        "date_contestee": jour.isoformat(),
        "raisons_recours": arguments.texte.strip() or None,
        "etre_entendu": arguments.etre_entendu or None,
    }


def _lier(dossier: Dossier, origine: Dossier, decision: Decision) -> Recours:
    delai = delai_pour_contester(horloges_du(origine), horloge.aujourd_hui())
    recours = Recours(
        dossier_id=dossier.id,
        origine_id=origine.id,
        decision_id=decision.id,
        nature=nature_du_recours(demarche_du(origine)),
        forme_le=horloge.maintenant(),
        date_limite=delai.limite,
        hors_delai=delai.passe,
    )
    session.add(recours)
    session.flush()
    return recours


def _reprendre_les_intervenants(dossier: Dossier, origine: Dossier) -> None:
    """Rend le recours visible de tous ceux qui sont de la demande contestée, avec les mêmes droits."""
    presents = {lien.qualite: lien for lien in dossier.intervenants}
    for lien in origine.intervenants:
        meme = presents.get(lien.qualite)
        if meme is None:
            dossier.intervenants.append(
                Intervenant(
                    usager_id=lien.usager_id,
                    qualite=lien.qualite,
                    rang=lien.rang,
                    nom=lien.nom,
                    courriel=lien.courriel,
                    telephone=lien.telephone,
                    peut_agir=lien.peut_agir,
                )
            )
        elif meme.usager_id is None:
            meme.usager_id, meme.peut_agir = lien.usager_id, lien.peut_agir
