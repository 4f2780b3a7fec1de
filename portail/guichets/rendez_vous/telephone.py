"""Être rappelé : la personne choisit quand, et comment on lui parle si elle entend mal."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Choix, Telephone, TexteCourt
from portail.guichets.contexte import date_et_heure, heure, langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.telephone.actions import Demandee, demander, renoncer
from portail.rendez_vous.telephone.erreurs import AppelComplet, DejaDemande, DejaPrise, NumeroInvalide
from portail.rendez_vous.telephone.models import Relais, Sujet
from portail.rendez_vous.telephone.phrases import RELAIS, SUJETS
from portail.rendez_vous.telephone.queries import creneaux_d_appel, services_qui_rappellent
from portail.socle.erreurs import TropDeDemandes
from portail.socle.traduction import _
from portail.territoire.models import Service
from portail.territoire.queries import services_actifs

PAR_NAVIGATEUR, PAR_POSTE = "10/hour", "120/hour"
CRENEAUX_MONTRES = 24
_DEMANDE = "appel_demande"


@blueprint.route("/rendez-vous/etre-rappele", methods=["GET", "POST"])
@ouvert
def etre_rappele() -> ResponseReturnValue:
    """Demande quel service, quand, à quel numéro ; puis confirme."""
    services = [service for service in services_actifs() if service.code in services_qui_rappellent()]
    choisi = next((service for service in services if service.code == request.args.get("service")), None)
    if choisi is None and len(services) == 1:
        choisi = services[0]
    if choisi is None:
        return render_template("rendez_vous/qui_rappelle.html", services=services)
    form = formulaire_de(
        _champs(choisi), contexte=contexte_de_saisie(), valeurs={"relais": Relais.AUCUN.value}, brut=envoi_garde()
    )
    if form.validate_on_submit():
        limiter("rendez_vous/appel", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        if accompli(
            form["telephone"],
            lambda: _demander(choisi, form),
            NumeroInvalide, DejaDemande, TropDeDemandes, AppelComplet,
            autres={AppelComplet: form["quand"]},
        ):  # fmt: skip
            return redirect(url_for("rendez_vous.appel_demande"), 303)
    page = render_template("rendez_vous/etre_rappele.html", form=form, service=choisi)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/rendez-vous/etre-rappele/recu")
@ouvert
def appel_demande() -> ResponseReturnValue:
    """Confirme quand l’appel viendra."""
    recue = cookie.get(_DEMANDE)
    if not recue:
        return redirect(url_for("rendez_vous.etre_rappele"), 303)
    instants = {nom: datetime.fromisoformat(recue[nom]) for nom in ("debut", "fin")}
    return render_template("rendez_vous/appel_demande.html", numero=recue["numero"], **instants)


@blueprint.post("/rendez-vous/etre-rappele/annuler")
@ouvert
def ne_plus_etre_rappele() -> ResponseReturnValue:
    """Annule la demande que ce navigateur vient de faire : le moment redevient libre."""
    recue = cookie.pop(_DEMANDE, None)
    if not recue:
        return redirect(url_for("rendez_vous.etre_rappele"), 303)
    try:
        renoncer(UUID(recue["id"]))
    except DejaPrise as refus:
        flash(refus_dit(refus), "attention")
    else:
        flash(gettext("Votre demande est annulée : nous ne vous appellerons pas."), "succes")
    return redirect(url_for("rendez_vous.etre_rappele"), 303)


def _champs(service: Service) -> list[Champ]:
    libres = creneaux_d_appel(service.code)[:CRENEAUX_MONTRES]
    quand = {libre.debut.isoformat(): _entre(libre.debut, libre.fin) for libre in libres}
    return [
        Choix("sujet", _("De quoi voulez-vous parler ?"), {sujet.value: mot for sujet, mot in SUJETS.items()},
              aide=_("Vous direz le reste de vive voix.")),
        Choix("quand", _("Quand pouvons-nous vous appeler ?"), quand),
        TexteCourt("nom", _("Votre nom, ou qui demander"), longueur_max=80, autocomplete="name"),
        Telephone("telephone", _("Votre téléphone"), autocomplete="tel",
                  aide=_("Fixe ou mobile. Exemple : 06 39 98 00 01")),
        Choix("relais", _("Comment nous parler ?"), {relais.value: mot for relais, mot in RELAIS.items()}),
        Attestation("sans_message", _("Ne laissez aucun message si je ne réponds pas"), obligatoire=False),
    ]  # fmt: skip


def _entre(debut: datetime, fin: datetime) -> str:
    return f"{date_et_heure(debut)} – {heure(fin)}"


def _demander(service: Service, form: FormulaireDeSaisie) -> None:
    dits = form.reponses()
    demande = demander(
        Demandee(
            service_code=service.code,
            sujet=Sujet(dits["sujet"]),
            nom=str(dits["nom"]),
            telephone=str(dits["telephone"]),
            debut=datetime.fromisoformat(str(dits["quand"])).astimezone(UTC),
            relais=Relais(dits["relais"]),
            langue_parlee=langue_courante(),
            sans_message=bool(dits.get("sans_message")),
        )
    )
    cookie[_DEMANDE] = {
        "id": str(demande.id),
        "debut": demande.debut.isoformat(),
        "fin": demande.fin.isoformat(),
        "numero": str(dits["telephone"]),
    }
