"""La liste d’attente : s’y inscrire, voir son rang, prendre ou laisser le créneau que l’on nous garde, la quitter."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import ChoixMultiple, Telephone, TexteCourt
from portail.guichets.contexte import traduire
from portail.guichets.ecrits import nombre_ecrit
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_courant
from portail.guichets.poste import limiter
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import choix_de
from portail.guichets.rendez_vous.horaires import JOURS
from portail.guichets.rendez_vous.ouverts import (
    derniere_attente,
    exiger_l_attente,
    ouvrir_l_attente,
    ouvrir_le_rendez_vous,
)
from portail.guichets.rendez_vous.parcours import garde, garder
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.rendez_vous.vous import COURRIEL, PRENOM_ET_NOM, personne_dite
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.attente.actions import (
    Inscription,
    accepter,
    pour_la_seance,
    quitter,
    refuser,
    s_inscrire,
)
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.attente.phrases import ETATS, REGLE
from portail.rendez_vous.attente.queries import attente_de, attente_de_l_usager, nombres_de_la_regle, rang
from portail.rendez_vous.lieux.distances import du_plus_proche
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.noms import noms_courts
from portail.rendez_vous.lieux.queries import lieu_par_id, lieux_actifs, lieux_par_id, secteur_de_l_adresse
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.plages.queries import lieux_qui_recoivent
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import exiger
from portail.rendez_vous.reservations.queries import rendez_vous_de_la_participation, seance_du
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

PAR_NAVIGATEUR, PAR_POSTE = "10/hour", "120/hour"
INSECABLE = "\u00a0"


@blueprint.route("/rendez-vous/attendre", methods=["GET", "POST"])
@ouvert
def attendre() -> ResponseReturnValue:
    """Inscrit la personne sur la liste d’attente de l’objet qu’elle cherche, ou d’une seule de ses séances."""
    souhait = souhait_demande()
    seance = _seance(souhait)
    champs = (
        _champs_de_la_personne(souhait) if seance else [*_champs_du_souhait(souhait), *_champs_de_la_personne(souhait)]
    )
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=_connues(souhait), brut=envoi_garde())
    if form.validate_on_submit():
        limiter("rendez_vous/attente", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        souhait = garder(souhait, personne=form.reponses())
        voulue = _inscription(souhait, form.reponses(), seance)
        if accompli(
            form["telephone"], lambda: _inscrire(souhait, voulue), ErreurMetier, autres={NomAttendu: _nom(form)}
        ):
            flash(gettext("Vous êtes sur la liste d’attente."), "succes")
            return redirect(url_for("rendez_vous.en_attente", attente_id=derniere_attente()), 303)
    page = render_template(
        "rendez_vous/attendre.html",
        form=form,
        souhait=souhait,
        seance=seance,
        lieu=lieu_par_id(seance.lieu_id) if seance else None,
        regle=_regle(),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/rendez-vous/attente")
@ouvert
def derniere() -> ResponseReturnValue:
    """Rouvre la dernière inscription que ce navigateur a faite, ou dont il a suivi le lien."""
    return redirect(url_for("rendez_vous.en_attente", attente_id=derniere_attente()), 303)


@blueprint.get("/rendez-vous/attente/<uuid:attente_id>/ouvrir")
@ouvert
def ouvrir_la_mienne(attente_id: UUID) -> ResponseReturnValue:
    """Ouvre, pour la personne connectée, l’une de ses inscriptions."""
    ouvrir_l_attente(attente_de_l_usager(usager_courant().id, attente_id).id)
    return redirect(url_for("rendez_vous.en_attente", attente_id=attente_id), 303)


@blueprint.get("/rendez-vous/attente/<uuid:attente_id>")
@ouvert
def en_attente(attente_id: UUID) -> ResponseReturnValue:
    """Montre le rang, et le créneau gardé s’il y en a un."""
    exiger_l_attente(attente_id)
    return _montrer(attente_id)


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/accepter")
@ouvert
def accepter_l_horaire(attente_id: UUID) -> ResponseReturnValue:
    """Prend le créneau gardé."""

    def geste(proposition: int) -> str:
        prises = [participation.id for participation in accepter(attente_id, proposition=proposition)]
        rdv, _participation = rendez_vous_de_la_participation(prises[0])
        ouvrir_le_rendez_vous(rdv.numero, prises)
        return url_for("rendez_vous.mien", numero=rdv.numero)

    return _repondre(attente_id, geste, gettext("Votre rendez-vous est pris."))


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/refuser")
@ouvert
def refuser_l_horaire(attente_id: UUID) -> ResponseReturnValue:
    """Laisse le créneau gardé à la personne suivante."""

    def geste(proposition: int) -> str:
        refuser(attente_id, proposition=proposition)
        return url_for("rendez_vous.en_attente", attente_id=attente_id)

    return _repondre(attente_id, geste, gettext("C’est noté : l’horaire va à quelqu’un d’autre."))


@blueprint.post("/rendez-vous/attente/<uuid:attente_id>/quitter")
@ouvert
def quitter_l_attente(attente_id: UUID) -> ResponseReturnValue:
    """Sort de la liste."""

    def geste(_proposition: int) -> str:
        quitter(attente_id)
        return url_for("rendez_vous.en_attente", attente_id=attente_id)

    return _repondre(attente_id, geste, gettext("Vous n’êtes plus sur la liste d’attente."))


def _repondre(attente_id: UUID, geste: Callable[[int], str], dit: str) -> ResponseReturnValue:
    """Fait le geste, qui rend où aller ensuite ; refusé, remontre la page et le dit."""
    exiger_l_attente(attente_id)
    try:
        suite = geste(nombre_ecrit(request.form.get("proposition", "")) or 0)
    except ErreurMetier as refus:
        if refus.code_http != CONFLIT:
            raise
        return _montrer(attente_id, refus_dit(refus)), CONFLIT
    flash(dit, "succes")
    return redirect(suite, 303)


def _montrer(attente_id: UUID, refus: str = "") -> str:
    attente = attente_de(attente_id)
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


def _seance(souhait: Souhait) -> RendezVous | None:
    """Rend la séance à plusieurs que nomme l’adresse ; rien si l’on attend tout ce qui convient."""
    if not souhait.objet.collectif or souhait.debut is None:
        return None
    return seance_du(choix_de(souhait, souhait.debut))


def _champs_du_souhait(souhait: Souhait) -> list[Champ]:
    return [
        ChoixMultiple("lieux", _("Où pouvez-vous venir ?"), _lieux(souhait),
                      aide=_("Plus vous cochez de lieux, plus vite une place se libère.")),
        ChoixMultiple("jours", _("Quels jours ?"), {str(rang): nom for rang, nom in enumerate(JOURS, start=1)},
                      obligatoire=False, aide=_("Ne cochez rien si tous les jours vous vont.")),
    ]  # fmt: skip


def _lieux(souhait: Souhait) -> dict[str, str]:
    """Rend les lieux qui reçoivent pour cela, celui de la personne d’abord, puis du plus proche au plus loin."""
    actifs = lieux_actifs()
    recoivent = lieux_qui_recoivent(souhait.objet.id, du=horloge.aujourd_hui())
    noms, ici = noms_courts(actifs), _lieu_d_ici(souhait)
    proches = du_plus_proche([lieu for lieu in actifs if lieu.id in recoivent] or actifs, ici)
    return {
        str(lieu.id): f"{noms[lieu.id]} – {gettext('à %(km)s km', km=km).replace(' ', INSECABLE)}"
        if km
        else noms[lieu.id]
        for lieu, km in proches
    }


def _lieu_d_ici(souhait: Souhait) -> Lieu | None:
    secteur = secteur_de_l_adresse(souhait.commune, souhait.voie) if souhait.commune else None
    return secteur.lieu if secteur else None


def _champs_de_la_personne(souhait: Souhait) -> list[Champ]:
    pseudonyme = TexteCourt("pseudonyme", _("Un prénom ou un pseudonyme"), longueur_max=60, autocomplete="off")
    noms = (pseudonyme,) if souhait.objet.pseudonyme_admis else PRENOM_ET_NOM
    return [
        *noms,
        Telephone("telephone", _("Téléphone mobile"), obligatoire=False, autocomplete="tel",
                  aide=_("Un téléphone ou un courriel : c’est par là que nous vous préviendrons.")),
        COURRIEL,
    ]  # fmt: skip


def _connues(souhait: Souhait) -> dict[str, object]:
    dites = garde(souhait).get("personne") or {}
    ici = _lieu_d_ici(souhait)
    return {"lieux": [str(ici.id)] if ici else None, **dites}


def _nom(form: FormulaireDeSaisie) -> object:
    return form["pseudonyme"] if "pseudonyme" in form else form["nom"]


def _inscription(souhait: Souhait, reponses: Mapping[str, Any], seance: RendezVous | None) -> Inscription:
    personne = personne_dite(souhait)
    if seance is not None:
        return pour_la_seance(seance, personne)
    return Inscription(
        objet_id=souhait.objet.id,
        lieux=[UUID(lieu) for lieu in reponses.get("lieux") or ()],
        personne=personne,
        modalite=souhait.modalite,
        jours=[int(jour) for jour in reponses.get("jours") or ()],
        moment=souhait.moment,
        langue_interprete=garde(souhait).get("interprete") or "",
    )


def _inscrire(souhait: Souhait, voulue: Inscription) -> None:
    exiger(voulue.personne, souhait.objet, voulue.modalite, par_un_agent=False)
    ouvrir_l_attente(s_inscrire(voulue).id)
