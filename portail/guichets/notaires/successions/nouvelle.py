"""Écrire une requête, page à page : elle est gardée à chaque page, et tout l’office peut la reprendre."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.valeurs import Faute
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.successions.champs import (
    PIECES,
    RECAPITULATIF,
    REFERENCE,
    PageDeRequete,
    etapes_de,
    pages_de,
)
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.notaires.successions.brouillons.actions import commencer, ecrire, effacer
from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.brouillons.queries import brouillon_de
from portail.notaires.successions.brouillons.reponses import demande_de
from portail.notaires.successions.demandes import fautes_de
from portail.socle import horloge
from portail.socle.erreurs import Introuvable


class Etape:
    """Où l’on en est d’un brouillon : ce que toute page de saisie montre autour de ses champs."""

    def __init__(self, brouillon: Brouillon | None, nom: str) -> None:
        """Situe l’étape ; sans brouillon, c’est la première. Lève `Introuvable` si elle n’est pas du parcours."""
        self.brouillon, self._nom = brouillon, nom
        self._etapes = etapes_de(brouillon.reponses if brouillon else {})
        if nom not in self._etapes:
            raise Introuvable

    @property
    def numero(self) -> int:
        """Rend le rang de l’étape, à partir de 1."""
        return self._etapes.index(self._nom) + 1

    @property
    def total(self) -> int:
        """Rend le nombre d’étapes."""
        return len(self._etapes)

    @property
    def suivante(self) -> str:
        """Rend l’adresse de l’étape d’après."""
        return self._adresse(self.numero)

    @property
    def precedente(self) -> str | None:
        """Rend l’adresse de l’étape d’avant, ou rien."""
        return self._adresse(self.numero - 2) if self.numero > 1 else None

    def _adresse(self, rang: int) -> str:
        assert self.brouillon is not None  # noqa: S101 — sans brouillon, il n’y a pas d’autre étape
        return adresse_de(self.brouillon, self._etapes[rang])


def adresse_de(brouillon: Brouillon, etape: str) -> str:
    """Rend l’adresse d’une étape : une page de questions, les pièces, le récapitulatif."""
    propres = {PIECES: "notaires.pieces_de_la_requete", RECAPITULATIF: "notaires.relire_la_requete"}
    if etape in propres:
        return url_for(propres[etape], brouillon_id=brouillon.id)
    return url_for("notaires.saisir_la_requete", brouillon_id=brouillon.id, page=etape)


def en_cours(brouillon_id: UUID) -> Brouillon:
    """Rend ce brouillon de l’office ; lève `Introuvable`, pour un brouillon envoyé aussi."""
    brouillon = brouillon_de(membre_courant(), brouillon_id)
    if brouillon.requete_id is not None:
        raise Introuvable
    return brouillon


@blueprint.route("/successions/nouvelle", methods=["GET", "POST"])
def nouvelle_requete() -> ResponseReturnValue:
    """Montre l’office, demande la référence, et commence un brouillon."""
    form = _formulaire(REFERENCE, {})
    if form.validate_on_submit():
        brouillon = commencer(form.reponses(), membre=membre_courant())
        return redirect(Etape(brouillon, REFERENCE.nom).suivante, 303)
    return _page(form, REFERENCE, Etape(None, REFERENCE.nom))


@blueprint.route("/successions/nouvelle/<uuid:brouillon_id>/<page>", methods=["GET", "POST"])
def saisir_la_requete(brouillon_id: UUID, page: str) -> ResponseReturnValue:
    """Montre une page de questions et l’enregistre."""
    brouillon = en_cours(brouillon_id)
    montree = next((une for une in pages_de(brouillon.reponses) if une.nom == page), None)
    if montree is None:
        raise Introuvable
    form = _formulaire(montree, brouillon.reponses)
    if form.validate_on_submit() and _est_coherent(form, brouillon):
        ecrit = ecrire(brouillon.id, form.reponses(), membre=membre_courant())
        return redirect(_suite(ecrit, page), 303)
    return _page(form, montree, Etape(brouillon, page))


@blueprint.post("/successions/nouvelle/<uuid:brouillon_id>/effacer")
def effacer_le_brouillon(brouillon_id: UUID) -> ResponseReturnValue:
    """Efface une requête commencée."""
    effacer(brouillon_id, membre=membre_courant())
    flash(gettext("La requête commencée est effacée."), "succes")
    return redirect(url_for("notaires.accueil"), 303)


def _formulaire(page: PageDeRequete, reponses: Mapping[str, Any]) -> FormulaireDeSaisie:
    form = formulaire_de(page.champs, contexte=contexte_de_saisie(), valeurs=reponses, brut=envoi_garde())
    for field in form.champs:
        if field.name.endswith("naissance"):
            field.facultatif = False  # entière ou incomplète, il en faut une : l’une ne se dit pas facultative
    return form


def _est_coherent(form: FormulaireDeSaisie, brouillon: Brouillon) -> bool:
    """Vrai si rien de cette page n’est à corriger, une fois rapproché des autres ; les fautes se disent aux champs."""
    demande = demande_de({**brouillon.reponses, **form.reponses()})
    trouvees = fautes_de(demande, jour=horloge.aujourd_hui())
    siennes = [field for field in form.champs if field.name in trouvees]
    for field in siennes:
        field.signaler((Faute(trouvees[field.name]),))
    return not siennes


def _suite(brouillon: Brouillon, page: str) -> str:
    """Rend où aller : la sortie si l’on s’arrête, le récapitulatif si l’on corrigeait, sinon l’étape suivante."""
    if "quitter" in request.form:
        return url_for("notaires.accueil")
    if "modifier" in request.args and not fautes_de(demande_de(brouillon.reponses), jour=horloge.aujourd_hui()):
        return adresse_de(brouillon, RECAPITULATIF)
    return Etape(brouillon, page).suivante


def _page(form: FormulaireDeSaisie, page: PageDeRequete, etape: Etape) -> ResponseReturnValue:
    return render_template(
        "notaires/successions/page.html", form=form, page=page, etape=etape, office=membre_courant().office
    ), SAISIE_A_CORRIGER if form.errors else 200
