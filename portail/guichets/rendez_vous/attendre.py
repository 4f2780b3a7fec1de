"""S’inscrire sur la liste d’attente : où et quand l’on peut venir, qui vient, puis un code par adresse."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, ChoixMultiple, Telephone, TexteCourt
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.attente import regle_dite
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import choix_de
from portail.guichets.rendez_vous.horaires import JOURS_RECUS, MOMENTS, reste_a_dire
from portail.guichets.rendez_vous.ouverts import derniere_attente, ouvrir_l_attente
from portail.guichets.rendez_vous.parcours import garde, garder, interprete
from portail.guichets.rendez_vous.qui import ADRESSE, COURRIEL, PRENOM_ET_NOM, connues, personne_dite
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.rendez_vous.verification import envoyer_le_code
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.attente.actions import Inscription, pour_la_seance, s_inscrire
from portail.rendez_vous.attente.erreurs import AttenteImpossible
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux.distances import du_plus_proche
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.noms import noms_courts
from portail.rendez_vous.lieux.queries import lieu_par_id, lieux_actifs, secteur_de_l_adresse
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.objets.publics import peut_s_attendre
from portail.rendez_vous.plages.queries import lieux_qui_recoivent
from portail.rendez_vous.rappels.voies import annonce_de
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import exiger
from portail.rendez_vous.reservations.queries import seance_du
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

PAR_NAVIGATEUR, PAR_POSTE = "10/hour", "120/hour"
INSECABLE = "\u00a0"
A_REPRENDRE = (409, 422)
PEU_IMPORTE = "tous"
QUAND: Mapping[str, str] = MappingProxyType(
    {PEU_IMPORTE: _("Peu importe"), **{moment.value: mot for moment, mot in MOMENTS.items()}}
)


@blueprint.route("/rendez-vous/attendre", methods=["GET", "POST"])
@ouvert
def attendre() -> ResponseReturnValue:
    """Demande ce qui convient et qui vient ; puis un code pour chaque adresse où l’on écrira."""
    souhait = souhait_demande()
    if not peut_s_attendre(souhait.objet):
        raise Introuvable
    if reste_a_dire(souhait):
        return redirect(souhait.adresse("rendez_vous.ou"), 303)
    seance = _seance(souhait)
    form = formulaire_de(
        _champs(souhait, seance), contexte=contexte_de_saisie(), valeurs=_connues(souhait), brut=envoi_garde()
    )
    if form.validate_on_submit():
        limiter("rendez_vous/attente", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        souhait = garder(souhait, personne=form.reponses(), attente=_ce_qui_convient(form.reponses()))
        if accompli(form["telephone"], lambda: _suffit(souhait), autres={NomAttendu: _nom(form)}):
            return _verifier_ou_inscrire(souhait)
    page = render_template(
        "rendez_vous/attendre.html",
        form=form,
        souhait=souhait,
        seance=seance,
        lieu=lieu_par_id(seance.lieu_id) if seance else None,
        regle=regle_dite(),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def s_inscrit(souhait: Souhait) -> bool:
    """Vrai si ce parcours, quand les adresses seront vérifiées, mène à la liste d’attente."""
    return bool(garde(souhait).get("attente"))


def inscrire(souhait: Souhait) -> ResponseReturnValue:
    """Inscrit la personne et le lui montre ; refusée, la ramène à ce qu’elle a écrit et le dit."""
    try:
        ouvrir_l_attente(s_inscrire(_inscription(souhait)).id)
    except ErreurMetier as refus:
        if refus.code_http not in A_REPRENDRE:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(souhait.adresse("rendez_vous.attendre"), 303)
    garder(souhait, attente=None)
    flash(gettext("Vous êtes sur la liste d’attente."), "succes")
    return redirect(url_for("rendez_vous.en_attente", attente_id=derniere_attente()), 303)


def _verifier_ou_inscrire(souhait: Souhait) -> ResponseReturnValue:
    if envoyer_le_code(souhait):
        return redirect(souhait.adresse("rendez_vous.code"), 303)
    return inscrire(souhait)


def _seance(souhait: Souhait) -> RendezVous | None:
    """Rend la séance à plusieurs que nomme l’adresse ; rien si l’on attend tout ce qui convient."""
    if not souhait.objet.collectif or souhait.debut is None:
        return None
    return seance_du(choix_de(souhait, souhait.debut))


def _champs(souhait: Souhait, seance: RendezVous | None) -> list[Champ]:
    siens = _champs_de_la_personne(souhait)
    return siens if seance else [*_champs_du_souhait(souhait), *siens]


def _champs_du_souhait(souhait: Souhait) -> list[Champ]:
    return [
        ChoixMultiple("lieux", _("Où pouvez-vous venir ?"), _lieux(souhait),
                      aide=_("Plus vous cochez de lieux, plus vite une place se libère.")),
        ChoixMultiple("jours", _("Quels jours ?"), {str(rang): nom for rang, nom in enumerate(JOURS_RECUS, start=1)},
                      obligatoire=False, aide=_("Ne cochez rien si tous les jours vous vont.")),
        Choix("moment", _("À quel moment de la journée ?"), QUAND),
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
        *([ADRESSE] if souhait.modalite is Modalite.DOMICILE else []),
    ]  # fmt: skip


def _connues(souhait: Souhait) -> dict[str, Any]:
    """Rend ce que l’on sait déjà : ce qui vient d’être écrit, à défaut ce que l’on cherchait et qui l’on est."""
    ici = _lieu_d_ici(souhait)
    cherchees = {
        "lieux": [str(ici.id)] if ici else None,
        "jours": [str(souhait.jour)] if souhait.jour else None,
        "moment": souhait.moment.value if souhait.moment else PEU_IMPORTE,
    }
    return {**cherchees, **connues(souhait), **(garde(souhait).get("attente") or {})}


def _ce_qui_convient(reponses: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lieux": list(reponses.get("lieux") or ()),
        "jours": list(reponses.get("jours") or ()),
        "moment": reponses.get("moment") or PEU_IMPORTE,
    }


def _nom(form: FormulaireDeSaisie) -> object:
    return form["pseudonyme"] if "pseudonyme" in form else form["nom"]


def _suffit(souhait: Souhait) -> None:
    """Lève si l’on ne sait pas ce qu’il faut pour inscrire, et pour écrire ; la liste elle-même se lit ensuite."""
    voulue = _inscription(souhait)
    exiger(voulue.personne, souhait.objet, voulue.modalite, par_un_agent=False)
    if annonce_de(souhait.objet, voulue.personne).silence is not None:
        raise AttenteImpossible


def _inscription(souhait: Souhait) -> Inscription:
    personne, seance = personne_dite(souhait), _seance(souhait)
    if seance is not None:
        return pour_la_seance(seance, personne)
    convient = garde(souhait).get("attente") or {}
    return Inscription(
        objet_id=souhait.objet.id,
        lieux=[UUID(lieu) for lieu in convient.get("lieux") or ()],
        personne=personne,
        modalite=souhait.modalite,
        jours=[int(jour) for jour in convient.get("jours") or ()],
        moment=next((moment for moment in Moment if moment.value == convient.get("moment")), None),
        langue_interprete=interprete(souhait),
    )
