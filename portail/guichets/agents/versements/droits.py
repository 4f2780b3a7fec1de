"""Les droits mensuels d’un dossier, au bureau : avancer en urgence, noter un séjour, noter l’aide utilisée."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.champs import Champ, Choix, Montant
from portail.demarche.declaration import Demarche
from portail.demarche.prestations import Prestation
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import avance, sejours, utilisations
from portail.dossiers.prestations.queries import droits_lus
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.droits import (
    chiffres_dits,
    droits_a_l_ecran,
    formulaire_du_sejour,
    mois_dit,
    sejour_de,
    versements_dits,
)
from portail.guichets.identites import agent_courant
from portail.guichets.modes import modes_dits
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.instruction.dossier_lu import DossierLu
from portail.journal.actions import consigner
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire

COUT_MAX = Decimal(20_000)


def droits_du_dossier(lu: DossierLu, demarche: Demarche, *, signe: bool) -> dict[str, Any]:
    """Rend, pour la page du dossier, ses droits en bref et l’avance que l’agent peut accorder s’il `signe`."""
    if demarche.prestation is None:
        return {}
    commencee = bool(lu.droits) or lu.en_vigueur is not None
    avancable = avance.peut_etre_avancee(lu.dossier, demarche, commencee=commencee)
    return {
        "prestation": demarche.prestation,
        "avance_possible": avancable,
        "avance_a_signer": avancable and signe,
        **droits_a_l_ecran(demarche, lu),
    }


def a_tenir(numero: str) -> tuple[Dossier, Prestation]:
    """Rend un dossier que l’agent instruit et qui a des droits mensuels ; lève `Introuvable`, `Interdit`."""
    lu = acces.dossier_a_instruire(agent_courant(), numero)
    prestation = declaration_de(lu).prestation
    if prestation is None or not droits_lus(lu).droits:
        raise Introuvable
    return lu, prestation


def saisie(lu: Dossier, *champs: Champ) -> FormulaireDeSaisie:
    """Rend un formulaire de ces champs, à la révision du dossier."""
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde(), revision=lu.revision)


def traiter(
    lu: Dossier,
    form: FormulaireDeSaisie,
    geste: Callable[[], object],
    *,
    champ: str,
    titre: str,
    fait: str,
    accord: str = "",
) -> ResponseReturnValue:
    """Fait le geste et revient aux droits, ou montre le formulaire ; un refus se dit sur ce champ.

    `fait` : ce qui se dit ensuite. `accord` : le texte qui demande l’accord de la personne.
    """
    if form.validate_on_submit() and accompli(form[champ], geste):
        return _retour(lu.numero, fait)
    return render_template(
        "agents/versements/droits_noter.html", dossier=lu, form=form, titre=titre, accord=accord
    ), 422 if form.errors else 200


def _retour(numero: str, fait: str) -> ResponseReturnValue:
    flash(fait, "succes")
    return redirect(url_for("agents.droits", numero=numero), code=303)


@blueprint.get("/dossiers/<numero:numero>/droits")
def droits(numero: str) -> ResponseReturnValue:
    """Montre les droits, ce qui a été versé et ce qui vient, les séjours et l’aide utilisée."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    demarche = declaration_de(lu)
    lus, instruit = droits_lus(lu), peut_instruire(agent, lu)
    ecran = droits_a_l_ecran(demarche, lus)
    if not ecran:
        raise Introuvable
    consigner("lire", auteur=auteur_agent(agent), objet=("dossier", lu.id))
    return render_template(
        "agents/versements/droits.html",
        dossier=lu,
        demarche=demarche,
        instruit=instruit,
        chiffres=chiffres_dits(lu, demarche),
        utilisations=lus.utilisations[::-1],
        versements=versements_dits(lu),
        modes=modes_dits(lu, demarche),
        regle=instruit and peut_tenir_les_comptes(agent, lu),
        **ecran,
    )


@blueprint.post("/dossiers/<numero:numero>/droits/avance")
def accorder_avance(numero: str) -> ResponseReturnValue:
    """Avance le forfait, en urgence."""
    lu = acces.dossier_a_instruire(agent_courant(), numero)
    if declaration_de(lu).prestation is None:
        raise Introuvable
    avance.accorder_avance(lu.id, agent=agent_courant(), revision=request.form.get("revision", type=int))
    flash(_("L’avance est accordée. La personne est prévenue, le versement part sans attendre."), "succes")
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-droits"), code=303)


@blueprint.route("/dossiers/<numero:numero>/droits/sejour", methods=["GET", "POST"])
def sejour(numero: str) -> ResponseReturnValue:
    """Note un séjour à l’hôpital, ou la sortie de celui qui est en cours."""
    lu, _prestation = a_tenir(numero)
    en_cours = droits_lus(lu).sejour_en_cours
    form = formulaire_du_sejour(en_cours, lu.revision)

    def garder() -> None:
        ecrit, revision = sejour_de(form, en_cours), form.revision_lue()
        sejours.enregistrer(lu.id, agent=agent_courant(), sejour=ecrit, revision=revision)

    return traiter(
        lu,
        form,
        garder,
        champ="sortie" if en_cours else "entree",
        titre=_("Noter la sortie de l’hôpital") if en_cours else _("Noter un séjour à l’hôpital"),
        fait=_("Le séjour est noté. Les prochaines mensualités en tiennent compte."),
    )


@blueprint.post("/dossiers/<numero:numero>/droits/sejour/<uuid:sejour_id>/effacer")
def effacer_le_sejour(numero: str, sejour_id: UUID) -> ResponseReturnValue:
    """Efface un séjour noté par erreur."""
    lu, _prestation = a_tenir(numero)
    revision = request.form.get("revision", type=int)
    sejours.effacer(lu.id, agent=agent_courant(), sejour_id=sejour_id, revision=revision)
    return _retour(numero, _("Le séjour est effacé. La prochaine mensualité rend ce qu’il avait retenu."))


@blueprint.route("/dossiers/<numero:numero>/droits/utilisation", methods=["GET", "POST"])
def utilisation(numero: str) -> ResponseReturnValue:
    """Note ce qu’a coûté l’aide d’un mois, d’après les factures."""
    lu, prestation = a_tenir(numero)
    mois = {un.isoformat(): mois_dit(un) for un in utilisations.mois_a_noter(lu, prestation)}
    form = saisie(
        lu,
        Choix("mois", a_traduire("Mois"), mois),
        Montant("cout", a_traduire("Coût de l’aide vraiment utilisée ce mois-là"), maximum=COUT_MAX),
    )
    return traiter(
        lu,
        form,
        partial(_noter, lu, form),
        champ="mois",
        titre=_("Noter l’aide utilisée d’un mois"),
        fait=_("L’aide utilisée est notée. La prochaine mensualité en tient compte."),
    )


def _noter(lu: Dossier, form: FormulaireDeSaisie) -> None:
    lues = form.reponses()
    mois, cout = date.fromisoformat(str(lues["mois"])), Decimal(str(lues["cout"]))
    utilisations.noter(lu.id, agent=agent_courant(), mois=mois, cout=cout, revision=form.revision_lue())
