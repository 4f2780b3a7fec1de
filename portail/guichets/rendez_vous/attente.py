"""La liste d’attente : s’y inscrire, voir son rang, prendre ou laisser le créneau que l’on nous garde, la quitter."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import ChoixMultiple, Courriel, Telephone, TexteCourt
from portail.guichets.contexte import traduire
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.refus import accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.horaires import JOURS
from portail.guichets.rendez_vous.souhait import Souhait, conclure, garde, garder, mon_attente, ouvrir, souhait_demande
from portail.guichets.rendez_vous.vous import personne_dite
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.attente.actions import Inscription, accepter, quitter, refuser, s_inscrire
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.attente.phrases import ETATS, REGLE
from portail.rendez_vous.attente.queries import attente_de, nombres_de_la_regle, rang
from portail.rendez_vous.lieux.queries import lieux_actifs, lieux_par_id, secteur_de_l_adresse
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.personnes import exiger
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

DEBIT = "20/hour"
SAISIE_A_CORRIGER, CONFLIT = 422, 409


@blueprint.route("/rendez-vous/attendre", methods=["GET", "POST"])
@ouvert
def attendre() -> ResponseReturnValue:
    """Inscrit la personne sur la liste d’attente de l’objet qu’elle cherche."""
    souhait = souhait_demande()
    form = formulaire_de(_champs(souhait), contexte=contexte_de_saisie(), valeurs=_connues(souhait), brut=envoi_garde())
    if form.validate_on_submit():
        debits.consommer(DEBIT, "rendez_vous/attente", poste())
        garder(souhait.objet, personne=form.reponses())
        if accompli(form["telephone"], lambda: _inscrire(souhait, form), ErreurMetier, autres={NomAttendu: _nom(form)}):
            flash(gettext("Vous êtes sur la liste d’attente."), "succes")
            return redirect(url_for("rendez_vous.en_attente"), 303)
    page = render_template("rendez_vous/attendre.html", form=form, souhait=souhait, regle=_regle())
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/rendez-vous/attente")
@ouvert
def en_attente() -> ResponseReturnValue:
    """Montre le rang, et le créneau gardé s’il y en a un."""
    return _montrer()


@blueprint.post("/rendez-vous/attente/accepter")
@ouvert
def accepter_l_horaire() -> ResponseReturnValue:
    """Prend le créneau gardé."""

    def geste(attente_id: UUID, proposition: int) -> None:
        pris = accepter(attente_id, proposition=proposition)
        conclure([rdv.participations[0].id for rdv in pris])

    return _repondre(geste, gettext("Votre rendez-vous est pris."), "rendez_vous.mien")


@blueprint.post("/rendez-vous/attente/refuser")
@ouvert
def refuser_l_horaire() -> ResponseReturnValue:
    """Laisse le créneau gardé à la personne suivante."""

    def geste(attente_id: UUID, proposition: int) -> None:
        refuser(attente_id, proposition=proposition)

    return _repondre(geste, gettext("C’est noté : l’horaire va à quelqu’un d’autre."), "rendez_vous.en_attente")


@blueprint.post("/rendez-vous/attente/quitter")
@ouvert
def quitter_l_attente() -> ResponseReturnValue:
    """Sort de la liste."""
    return _repondre(
        lambda attente_id, _proposition: quitter(attente_id),
        gettext("Vous n’êtes plus sur la liste d’attente."),
        "rendez_vous.en_attente",
    )


def _repondre(geste: Callable[[UUID, int], object], dit: str, suite: str) -> ResponseReturnValue:
    brute = request.form.get("proposition", "")
    try:
        geste(mon_attente(), int(brute) if brute.isdecimal() else 0)
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return _montrer(refus_dit(refus)), CONFLIT
    flash(dit, "succes")
    return redirect(url_for(suite), 303)


def _montrer(refus: str = "") -> str:
    attente = attente_de(mon_attente())
    objet = objets_par_id([attente.objet_id])[attente.objet_id]
    lieux = lieux_par_id(attente.lieu_ids | ({attente.lieu_id} if attente.lieu_id else set()))
    return render_template(
        "rendez_vous/attente.html",
        attente=attente,
        objet=objet,
        lieux=[lieux[identifiant] for identifiant in attente.lieu_ids],
        lieu=lieux.get(attente.lieu_id) if attente.lieu_id else None,
        etat=ETATS[attente.etat],
        rang=rang(attente) if attente.etat is EtatAttente.ATTEND else None,
        regle=_regle(),
        refus=refus,
    )


def _regle() -> str:
    return traduire(REGLE) % nombres_de_la_regle()


def _champs(souhait: Souhait) -> list[Champ]:
    lieux = {str(lieu.id): lieu.nom for lieu in lieux_actifs()}
    noms = (
        [TexteCourt("pseudonyme", _("Un prénom ou un pseudonyme"), longueur_max=60, autocomplete="off")]
        if souhait.objet.pseudonyme_admis
        else [
            TexteCourt("prenom", _("Votre prénom"), longueur_max=60, autocomplete="given-name"),
            TexteCourt("nom", _("Votre nom"), longueur_max=80, autocomplete="family-name"),
        ]
    )
    return [
        ChoixMultiple("lieux", _("Où pouvez-vous venir ?"), lieux,
                      aide=_("Plus vous cochez de lieux, plus vite une place se libère.")),
        ChoixMultiple("jours", _("Quels jours ?"), {str(rang): nom for rang, nom in enumerate(JOURS, start=1)},
                      obligatoire=False, aide=_("Ne cochez rien si tous les jours vous vont.")),
        *noms,
        Telephone("telephone", _("Téléphone mobile"), obligatoire=False, autocomplete="tel",
                  aide=_("Un téléphone ou un courriel : c’est par là que nous vous préviendrons.")),
        Courriel("courriel", _("Adresse électronique"), obligatoire=False, autocomplete="email",
                 aide=_("Exemple : marie.durand@messagerie.example")),
    ]  # fmt: skip


def _connues(souhait: Souhait) -> dict[str, object]:
    dites = garde(souhait.objet).get("personne") or {}
    secteur = secteur_de_l_adresse(souhait.commune, souhait.voie) if souhait.commune else None
    return {"lieux": [str(secteur.lieu.id)] if secteur else None, **dites}


def _nom(form: FormulaireDeSaisie) -> object:
    return form["pseudonyme"] if "pseudonyme" in form else form["nom"]


def _inscrire(souhait: Souhait, form: FormulaireDeSaisie) -> None:
    reponses, personne = form.reponses(), personne_dite(souhait)
    exiger(personne, souhait.objet, souhait.modalite, par_un_agent=False)
    attente = s_inscrire(
        Inscription(
            objet_id=souhait.objet.id,
            lieux=[UUID(lieu) for lieu in reponses.get("lieux") or ()],
            personne=personne,
            modalite=souhait.modalite,
            jours=[int(jour) for jour in reponses.get("jours") or ()],
            moment=souhait.moment,
            langue_interprete=garde(souhait.objet).get("interprete") or "",
        )
    )
    ouvrir(attente=attente.id)
