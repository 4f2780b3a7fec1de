"""Les activités : en ouvrir une, tenir sa fiche, ses règles d’annulation, ce qu’elle demande."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, TexteCourt, TexteLong
from portail.guichets.administration.activites.commun import (
    LIGNE_MAX,
    a_remplir,
    champ_code,
    champ_oui_non,
    fil_des_inscriptions,
    page_de_formulaire,
)
from portail.guichets.administration.activites.mots import CHAMPS_DITS, MODES
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import choix_de_service, enregistre, par
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.envoyees import en_options, oui, oui_ou_non, texte
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.inscriptions.activites import fiches
from portail.inscriptions.activites.models import Activite, Mode
from portail.inscriptions.activites.queries import saison_de
from portail.inscriptions.activites.refus import ActiviteCommencee, CodeDejaPris
from portail.inscriptions.activites.tenues import activite_tenue, groupes_de_l_activite
from portail.inscriptions.places.queries import restes
from portail.inscriptions.tarifs.erreurs import TarifIncomplet
from portail.inscriptions.tarifs.queries import grille_du_code, grilles_au_choix
from portail.paiement.regies.queries import toutes_les_regies
from portail.socle.traduction import _

SEUIL = "asd_seuil_population"
OUI_NON = ("adhesion", "attestation_sante", "responsabilite_civile", "aisance_aquatique", "fiche_sanitaire")


@blueprint.route("/inscriptions/saisons/<code>/activites/nouvelle", methods=["GET", "POST"])
def creer_une_activite(code: str) -> ResponseReturnValue:
    """Ouvre une activité dans une saison, retirée du choix."""
    saison = saison_de(code)
    form = a_remplir((champ_code("stages-ete-2027"), *_champs()))

    def geste() -> None:
        nouveau = str(form.reponses()["code"])
        fiches.creer_une_activite(nouveau, code, _fiche(form), agent=agent_courant(), auteur=par())

    autres = {CodeDejaPris: "code", TarifIncomplet: "grille"}
    if form.validate_on_submit() and enregistre(form, "service", geste, autres=autres):
        flash(
            gettext("L’activité est créée, retirée du choix : ouvrez ses groupes, puis mettez-la au choix."), "succes"
        )
        return redirect(url_for("administration.fiche_de_l_activite", code=form.reponses()["code"]), code=303)
    return page_de_formulaire(
        form,
        gettext("Créer une activité"),
        etapes=fil_des_inscriptions((saison.libelle, url_for("administration.saison", code=code))),
        bouton=gettext("Créer l’activité"),
    )


@blueprint.route("/inscriptions/activites/<code>", methods=["GET", "POST"])
def fiche_de_l_activite(code: str) -> ResponseReturnValue:
    """Montre une activité, ses groupes, et change sa fiche."""
    lue = activite_tenue(agent_courant(), code)
    form = a_remplir(_champs(), _valeurs(lue))

    def geste() -> None:
        fiches.modifier_une_activite(lue.id, _fiche(form), agent=agent_courant(), auteur=par())

    autres = {TarifIncomplet: "grille", ActiviteCommencee: "service"}
    if form.validate_on_submit() and enregistre(form, "libelle", geste, autres=autres):
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.fiche_de_l_activite", code=code), code=303)
    groupes = groupes_de_l_activite(lue.id)
    return render_template(
        "administration/activites/activite.html",
        activite=lue,
        groupes=groupes,
        restes=restes([un.id for un in groupes]),
        form=form,
        etapes=fil_de_l_activite(lue)[:-1],
        changements_faits=changements_de(("activite", lue.id), textes=[lue.explication, lue.regles_annulation]),
    ), 422 if form.errors else 200


def fil_de_l_activite(lue: Activite) -> list[tuple[str, str]]:
    """Rend le fil d’Ariane d’une page de cette activité."""
    return fil_des_inscriptions(
        (lue.saison.libelle, url_for("administration.saison", code=lue.saison.code)),
        (lue.libelle, url_for("administration.fiche_de_l_activite", code=lue.code)),
    )


def _champs() -> Sequence[Champ]:
    return (
        TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=LIGNE_MAX),
        TexteLong("explication", CHAMPS_DITS["explication"], longueur_max=1000, obligatoire=False),
        choix_de_service(CHAMPS_DITS["service_code"]),
        Choix("regie", CHAMPS_DITS["regie_code"], {une.code: une.libelle for une in toutes_les_regies()}),
        Choix("grille", CHAMPS_DITS["grille_id"], {une.code: une.libelle for une in grilles_au_choix()}),
        Choix("mode", CHAMPS_DITS["mode"], en_options(MODES)),
        champ_oui_non("adhesion"),
        champ_oui_non("parametre_seuil", aide=_("Le seuil de population est un paramètre du portail.")),
        champ_oui_non("attestation_sante", aide=_("Une case et une date : jamais le questionnaire.")),
        champ_oui_non("responsabilite_civile"),
        champ_oui_non("aisance_aquatique"),
        champ_oui_non("fiche_sanitaire", aide=_("Lue de la seule personne qui dirige l’activité.")),
        TexteLong(
            "regles_annulation",
            CHAMPS_DITS["regles_annulation"],
            longueur_max=2000,
            aide=_("Montrées avant de payer. Les familles déjà inscrites gardent celles qu’elles ont acceptées."),
        ),
    )


def _valeurs(lue: Activite) -> dict[str, Any]:
    grilles = {une.id: une.code for une in grilles_au_choix()}
    return {
        "libelle": lue.libelle,
        "explication": lue.explication or None,
        "service": lue.service_code,
        "regie": lue.regie_code,
        "grille": grilles[lue.grille_id],
        "mode": lue.mode.value,
        "parametre_seuil": oui_ou_non(bool(lue.parametre_seuil)),
        **{nom: oui_ou_non(getattr(lue, nom)) for nom in OUI_NON},
        "regles_annulation": lue.regles_annulation or None,
    }


def _fiche(form: FormulaireDeSaisie) -> fiches.FicheActivite:
    lus = form.reponses()
    return fiches.FicheActivite(
        libelle=str(lus["libelle"]),
        explication=texte(lus["explication"]),
        service_code=str(lus["service"]),
        regie_code=str(lus["regie"]),
        grille_id=grille_du_code(str(lus["grille"])).id,
        mode=Mode(str(lus["mode"])),
        parametre_seuil=SEUIL if oui(lus["parametre_seuil"]) else "",
        regles_annulation=texte(lus["regles_annulation"]),
        **{nom: oui(lus[nom]) for nom in OUI_NON},
    )
