"""Choisir des groupes pour un ou plusieurs enfants : au panier si tout est libre, sinon sur la liste d’attente."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, ChoixMultiple
from portail.guichets.contexte import traduire
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint, foyer, foyer_id
from portail.guichets.mots_des_inscriptions import (
    groupe_dit,
    niveau_dit,
    obstacles_dits,
    pieces_dites,
    reste_dit,
)
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.eligibilite import Constat
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import groupes_a_choisir
from portail.inscriptions.attente.actions import attendre
from portail.inscriptions.attestations.queries import PiecesManquantes
from portail.inscriptions.ouvertures.erreurs import PassageObligatoire, SurVoeux
from portail.inscriptions.ouvertures.salles import exiger_son_tour
from portail.inscriptions.paniers.actions import ajouter
from portail.inscriptions.places.erreurs import Complet, NonEligible, PasOuvert
from portail.inscriptions.places.examen import constats_de, est_fini
from portail.inscriptions.places.prises import Voulue
from portail.inscriptions.places.queries import Reste, restes
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

ATTENDRE = "attendre"
"""Le second bouton : s’inscrire sur la liste d’attente."""
ENSEMBLE, CE_QUI_VIENT = "ensemble", "ce_qui_vient"


@dataclass(frozen=True, slots=True)
class Offre:
    """Ce que l’on propose à ce foyer : ses enfants, les groupes, qui peut entrer où, ce qui reste."""

    activite: Activite
    groupes: Mapping[UUID, Groupe]
    enfants: Sequence[Enfant]
    constats: Mapping[tuple[UUID, UUID], Constat]
    libres: Mapping[UUID, Reste]

    def admis(self, enfant: Enfant) -> list[Groupe]:
        """Rend les groupes où cet enfant peut entrer, à son niveau près."""
        return [groupe for groupe in self.groupes.values() if self.constats[enfant.id, groupe.id].convient]

    def empeches(self) -> list[tuple[Enfant, list[str]]]:
        """Rend chaque enfant qui n’entre nulle part, et pourquoi."""
        return [(enfant, self._raisons(enfant)) for enfant in self.enfants if not self.admis(enfant)]

    def _raisons(self, enfant: Enfant) -> list[str]:
        dites = (
            raison
            for groupe in self.groupes.values()
            for raison in obstacles_dits(self.constats[enfant.id, groupe.id], groupe, enfant)
        )
        return list(dict.fromkeys(dites))


@blueprint.route("/inscriptions/activites/<code>/choisir", methods=["GET", "POST"])
def choisir(code: str) -> ResponseReturnValue:
    """Fait choisir les groupes de chaque enfant, puis garde les places, ou inscrit sur la liste d’attente."""
    activite = activite_montree(code)
    try:
        exiger_son_tour(activite, usager_id=foyer_id())
    except (PassageObligatoire, PasOuvert) as refus:
        flash(refus_dit(refus), "attention")
        return redirect(url_for("inscriptions.salle", code=code), 303)
    offre = _offre(activite)
    form = _formulaire(offre)
    if form.validate_on_submit():
        voulues = _voulues(offre, form)
        if not voulues:
            return _montrer(offre, form, gettext("Choisissez un groupe pour au moins un enfant."), SAISIE_A_CORRIGER)
        return _prendre(offre, form, voulues)
    return _montrer(offre, form, "", SAISIE_A_CORRIGER if form.errors else 200)


def _prendre(offre: Offre, form: FormulaireDeSaisie, voulues: Sequence[Voulue]) -> ResponseReturnValue:
    attend = ATTENDRE in request.form
    try:
        if attend:
            attente = attendre(voulues, tout_ou_rien=_ensemble(form), **foyer())
            flash(gettext("Vous êtes sur la liste d’attente."), "succes")
            return redirect(url_for("inscriptions.attente", attente_id=attente.id), 303)
        ajouter(voulues, **foyer())
    except SurVoeux as refus:
        flash(refus_dit(refus), "attention")
        return redirect(url_for("inscriptions.voeux", code=offre.activite.code), 303)
    except Complet as refus:
        relue = replace(offre, libres=restes(list(offre.groupes)))
        return _montrer(relue, _formulaire(relue, partage=True), refus_dit(refus), CONFLIT, attente=True)
    except ErreurMetier as refus:
        return _montrer(offre, form, _dire(refus, offre), refus.code_http, attente=attend)
    flash(gettext("Les places sont gardées pour vous : il reste à régler."), "succes")
    return redirect(url_for("inscriptions.panier"), 303)


def _ensemble(form: FormulaireDeSaisie) -> bool:
    """Vrai si le foyer veut toutes les places, ou aucune."""
    return form.reponses().get("partage") == ENSEMBLE


def _dire(refus: ErreurMetier, offre: Offre) -> str:
    """Rend le refus, avec ce qui manque ou ce qui empêche, enfant par enfant."""
    prenoms = {enfant.id: enfant for enfant in offre.enfants}
    if isinstance(refus, PiecesManquantes):
        manques = [f"{prenoms[qui].prenom} ({pieces_dites(genres)})" for qui, genres in refus.manques.items()]
        return f"{refus_dit(refus)} {', '.join(manques)}"
    if isinstance(refus, NonEligible):
        groupe, enfant = offre.groupes[refus.groupe_id], prenoms[refus.enfant_id]
        constat = replace(offre.constats[enfant.id, groupe.id], obstacles=refus.obstacles)
        return " ".join([refus_dit(refus), *obstacles_dits(constat, groupe, enfant)])
    return refus_dit(refus)


def _offre(activite: Activite) -> Offre:
    groupes = {groupe.id: groupe for groupe in groupes_a_choisir(activite.id) if not est_fini(groupe)}
    enfants = [enfant for enfant in enfants_de(foyer_id()) if enfant.identite]
    return Offre(
        activite=activite,
        groupes=groupes,
        enfants=enfants,
        constats=constats_de(enfants, list(groupes.values())),
        libres=restes(list(groupes)),
    )


def _formulaire(offre: Offre, *, partage: bool = False) -> FormulaireDeSaisie:
    return formulaire_de(
        list(_champs(offre, partage=partage)), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde()
    )


def _champs(offre: Offre, *, partage: bool) -> Iterator[Champ]:
    proposes: list[Groupe] = []
    for enfant in offre.enfants:
        admis = offre.admis(enfant)
        if not admis:
            continue
        proposes += admis
        yield from _champs_de_l_enfant(offre, enfant, admis)
    complets = [groupe for groupe in proposes if groupe.id not in offre.libres or offre.libres[groupe.id].est_complet]
    if proposes and (partage or complets or ATTENDRE in request.form):
        yield Choix("partage", _("Sur la liste d’attente, que voulez-vous ?"), {
            CE_QUI_VIENT: _("Ce qui se libère, même une seule place"),
            ENSEMBLE: _("Toutes les places ensemble, ou rien"),
        }, obligatoire=False)  # fmt: skip


def _champs_de_l_enfant(offre: Offre, enfant: Enfant, admis: Sequence[Groupe]) -> Iterator[Champ]:
    cle, prenom = enfant.id.hex, {"prenom": enfant.prenom}
    options = {str(groupe.id): _option(groupe, offre.libres.get(groupe.id)) for groupe in admis}
    yield ChoixMultiple(f"groupes_{cle}", traduire(_("%(prenom)s, dans quel groupe ?")) % prenom, options,
                        obligatoire=False, aide=_("Ne cochez rien pour ne pas inscrire cet enfant."))  # fmt: skip
    niveaux = sorted({groupe.niveau for groupe in admis} - {""})
    if niveaux:
        yield Choix(f"niveau_{cle}", traduire(_("%(prenom)s, quel niveau ?")) % prenom,
                    {niveau: niveau_dit(niveau).capitalize() for niveau in niveaux}, obligatoire=False)  # fmt: skip
    yield ChoixMultiple(f"accords_{cle}", traduire(_("%(prenom)s, vos accords")) % prenom, {
        "sortie_seul": _("L’enfant peut rentrer seul"),
        "droit_image": _("L’enfant peut être photographié (refusé si vous ne cochez pas)"),
    }, obligatoire=False)  # fmt: skip


def _option(groupe: Groupe, reste: Reste | None) -> str:
    return f"{groupe_dit(groupe)} ({reste_dit(reste)})"


def _voulues(offre: Offre, form: FormulaireDeSaisie) -> list[Voulue]:
    dits = form.reponses()
    return [
        Voulue(
            groupe=offre.groupes[UUID(voulu)],
            enfant=enfant,
            niveau=str(dits.get(f"niveau_{enfant.id.hex}") or ""),
            sortie_seul="sortie_seul" in _liste(dits.get(f"accords_{enfant.id.hex}")),
            droit_image="droit_image" in _liste(dits.get(f"accords_{enfant.id.hex}")),
        )
        for enfant in offre.enfants
        for voulu in _liste(dits.get(f"groupes_{enfant.id.hex}"))
    ]


def _liste(valeur: object) -> list[str]:
    return [str(une) for une in valeur] if isinstance(valeur, list) else []


def _montrer(
    offre: Offre, form: FormulaireDeSaisie, refus: str, code: int, *, attente: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "inscriptions/choisir.html",
        activite=offre.activite,
        offre=offre,
        form=form,
        refus=refus,
        attente=attente or "partage" in form,
        bouton_d_attente=ATTENDRE,
    )
    return page, code
