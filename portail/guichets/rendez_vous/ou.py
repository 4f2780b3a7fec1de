"""Où l’on habite, comment l’on se rencontre, et pour les enfants leur naissance : ce qu’il faut pour chercher."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Choix, Commune, DateConnue, TexteCourt
from portail.demarche.valeurs import Valeur
from portail.guichets.contexte import telephone as telephone_dit
from portail.guichets.gardes import ouvert
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.parcours import garde, garder
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.creneaux.instants import mois_revolus
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.publics import verifier_l_age
from portail.rendez_vous.plages.queries import modalites_recues
from portail.rendez_vous.ressources.langues import INTERPRETES, SANS_INTERPRETE
from portail.socle import horloge
from portail.socle.demarrage import reglages
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

NAISSANCES = ("naissance", "seconde")
_AIDE_DU_SECTEUR = _("Son nom ou son code postal. Le lieu de votre secteur vient d’abord, puis les plus proches.")
_AIDE_DES_PROCHES = _("Son nom ou son code postal. Les lieux les plus proches viennent d’abord.")
MODALITES: Mapping[Modalite, str] = MappingProxyType(
    {
        Modalite.SUR_PLACE: _("Sur place"),
        Modalite.TELEPHONE: _("Par téléphone"),
        Modalite.VISIO: _("En vidéo"),
        Modalite.DOMICILE: _("Chez moi"),
    }
)


class HorsDuDepartement(SaisieInvalide):
    """La commune écrite n’est pas du département, ou ne s’y reconnaît pas."""

    message = _(
        "Nous ne trouvons pas « %(commune)s » dans le département. Écrivez la commune où vous êtes ; si vous habitez "
        "ailleurs, adressez-vous à votre département, ou appelez le %(telephone)s."
    )


@blueprint.route("/rendez-vous/ou", methods=["GET", "POST"])
@ouvert
def ou() -> ResponseReturnValue:
    """Demande ce qui permet de chercher, puis montre les horaires."""
    souhait = souhait_demande()
    facons = _facons(souhait)
    form = formulaire_de(
        _champs(souhait.objet, facons),
        contexte=contexte_de_saisie(),
        valeurs=_connues(souhait, facons),
        brut=envoi_garde(),
    )
    if form.validate_on_submit() and _est_d_ici(form) and _a_l_age(form, souhait.objet):
        return redirect(_chercher(souhait, form.reponses()), 303)
    return render_template("rendez_vous/ou.html", form=form, souhait=souhait), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/rendez-vous/permanences")
@ouvert
def permanences() -> ResponseReturnValue:
    """Dit où venir sans rendez-vous : à qui n’a pas de domicile, et à qui ne peut pas attendre."""
    lieux = [lieu for lieu in lieux_actifs() if lieu.permanences]
    return render_template("rendez_vous/permanences.html", lieux=lieux)


def _facons(souhait: Souhait) -> list[Modalite]:
    """Rend comment l’on peut se rencontrer : ce que l’objet admet et que quelqu’un pratique ; personne : tout."""
    admises, objet = [Modalite(une) for une in souhait.objet.modalites], souhait.objet
    if objet.collectif:
        return admises
    recues = modalites_recues(objet.id, du=horloge.aujourd_hui(), ressources=souhait.avec)
    return [une for une in admises if une.value in recues] or admises


def _champs(objet: ObjetRdv, facons: Sequence[Modalite]) -> list[Champ]:
    d_abord = _AIDE_DU_SECTEUR if objet.sectorise else _AIDE_DES_PROCHES
    champs: list[Champ] = [
        Commune("commune", _("Votre commune"), autocomplete="address-level2", aide=d_abord),
        TexteCourt("voie", _("Votre rue"), longueur_max=80, obligatoire=False, autocomplete="address-line1",
                   aide=_("Dans quelques communes, le lieu dépend de la rue. Exemple : rue des Lilas")),
    ]  # fmt: skip
    if len(objet.modalites) > 1:
        options = {facon.value: MODALITES[facon] for facon in facons}
        champs.append(Choix("modalite", _("Comment voulez-vous nous rencontrer ?"), options))
    if objet.demande_enfant:
        champs.append(
            DateConnue("naissance", _("Date de naissance de l’enfant"), aide=_("Exemple : 3 11 2026"), ans_max=25)
        )
        champs.append(
            DateConnue("seconde", _("Vous venez avec un second enfant ? Sa date de naissance"), obligatoire=False,
                       aide=_("Nous cherchons alors deux horaires qui se suivent."), ans_max=25)
        )  # fmt: skip
    champs.append(Choix("interprete", _("Avez-vous besoin d’un interprète ?"), INTERPRETES))
    if objet.texte_avant:
        champs.append(Attestation("accepte", _("J’ai lu ce qui précède")))
    return champs


def _connues(souhait: Souhait, facons: Sequence[Modalite]) -> dict[str, Valeur]:
    dits = garde(souhait)
    commune = annuaire().par_code(souhait.commune)
    connues: dict[str, Valeur] = {
        "voie": souhait.voie or None,
        "modalite": (souhait.modalite if souhait.modalite in facons else facons[0]).value,
        **dict(zip(NAISSANCES, dits.get("naissances") or (), strict=False)),
        "interprete": dits.get("interprete") or SANS_INTERPRETE,
    }
    if commune is not None:
        connues["commune"] = {"insee": commune.code_insee, "nom": commune.nom}
    return connues


def _est_d_ici(form: FormulaireDeSaisie) -> bool:
    """Faux, et dit que faire, si la commune n’est pas du département."""
    return accompli(form["commune"], lambda: _exiger_d_ici(form.reponses()["commune"]))


def _exiger_d_ici(commune: Valeur) -> None:
    if isinstance(commune, dict) and not commune.get("insee"):
        telephone = telephone_dit(reglages().departement.telephone)
        raise HorsDuDepartement(valeurs={"commune": commune["nom"], "telephone": telephone})


def _a_l_age(form: FormulaireDeSaisie, objet: ObjetRdv) -> bool:
    """Faux, et le dit, si l’enfant est déjà trop âgé : inutile de montrer des horaires qu’il n’aura pas."""
    return all(
        accompli(form[nom], partial(_verifier_l_age, objet, str(brute)))
        for nom, brute in form.reponses().items()
        if nom in NAISSANCES and brute
    )


def _verifier_l_age(objet: ObjetRdv, brute: str) -> None:
    naissance, jour = date.fromisoformat(brute), horloge.aujourd_hui()
    if mois_revolus(naissance, jour) >= (objet.age_min_mois or 0):  # plus jeune, il l’aura peut-être le jour venu
        verifier_l_age(objet, naissance, jour)


def _chercher(souhait: Souhait, reponses: Mapping[str, Valeur]) -> str:
    interprete = reponses.get("interprete")
    ecrit = garder(
        souhait,
        naissances=[reponses[nom] for nom in NAISSANCES if reponses.get(nom)],
        interprete="" if interprete == SANS_INTERPRETE else interprete,
        accepte=bool(reponses.get("accepte")),
    )
    commune = reponses.get("commune")
    return ecrit.adresse(
        commune=(commune["insee"] or "") if isinstance(commune, dict) else "",
        voie=reponses.get("voie") or "",
        modalite=Modalite(reponses.get("modalite") or souhait.modalite),
        lieu="",
    )
