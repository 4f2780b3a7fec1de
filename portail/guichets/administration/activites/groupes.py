"""Les groupes et leurs comptes de places : en ouvrir, tenir leur fiche, partager un compte."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, ChoixMultiple, Commune, Nombre, TexteCourt
from portail.guichets.administration.activites.activites import fil_de_l_activite
from portail.guichets.administration.activites.commun import (
    LIGNE_MAX,
    a_remplir,
    champ_code,
    champ_date,
    fil_des_inscriptions,
    page_de_formulaire,
)
from portail.guichets.administration.activites.mots import CHAMPS_DITS, GESTES_DU_GROUPE, JOURS, NATURES
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import enregistre, par
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.envoyees import en_options, texte
from portail.inscriptions.activites.models import Groupe, Nature
from portail.inscriptions.activites.refus import CodeDejaPris, GroupeCommence, ProduitSansQuantite
from portail.inscriptions.activites.tenues import activite_tenue, groupe_tenu
from portail.inscriptions.places import groupes as actions
from portail.inscriptions.places.chiffres import comptes_partages, quotas_du_groupe
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.inscriptions.tarifs.erreurs import TarifIncomplet
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

HEURE = r"([01]?\d|2[0-3]):[0-5]\d"
DU_PRIX = {TarifIncomplet: "produit", ProduitSansQuantite: "produit"}
CAPACITE = Nombre("capacite", CHAMPS_DITS["capacite"], maximum=Decimal(10_000))


@blueprint.route("/inscriptions/activites/<code>/groupes/nouveau", methods=["GET", "POST"])
def creer_un_groupe(code: str) -> ResponseReturnValue:
    """Ouvre un groupe d’une activité, et son compte de places."""
    activite = activite_tenue(agent_courant(), code)
    form = a_remplir((champ_code("vallet-mercredi-7"), *_champs(), CAPACITE))

    def geste() -> None:
        dits = form.reponses()
        actions.creer_un_groupe(
            str(dits["code"]),
            activite.id,
            _fiche(dits),
            capacite=int(str(dits["capacite"])),
            agent=agent_courant(),
            auteur=par(),
        )

    autres = {**DU_PRIX, CodeDejaPris: "code", CapaciteTropPetite: "capacite"}
    if form.validate_on_submit() and enregistre(form, "dernier_jour", geste, autres=autres):
        flash(gettext("Le groupe est créé."), "succes")
        return redirect(url_for("administration.fiche_du_groupe", code=form.reponses()["code"]), code=303)
    return page_de_formulaire(
        form, gettext("Créer un groupe"), etapes=fil_de_l_activite(activite), bouton=gettext("Créer le groupe")
    )


@blueprint.route("/inscriptions/groupes/<code>", methods=["GET", "POST"])
def fiche_du_groupe(code: str) -> ResponseReturnValue:
    """Montre un groupe, ses comptes de places, et change sa fiche."""
    lu = groupe_tenu(agent_courant(), code)
    form = a_remplir(_champs(), _valeurs(lu))

    def geste() -> None:
        actions.modifier_un_groupe(lu.id, _fiche(form.reponses()), agent=agent_courant(), auteur=par())

    autres = {**DU_PRIX, GroupeCommence: "lieu_nom"}
    if form.validate_on_submit() and enregistre(form, "dernier_jour", geste, autres=autres):
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.fiche_du_groupe", code=code), code=303)
    return render_template(
        "administration/activites/groupe.html",
        groupe=lu,
        quotas=quotas_du_groupe(lu.id),
        form=form,
        etapes=fil_de_l_activite(lu.activite),
        changements_faits=changements_de(("groupe", lu.id), actions=GESTES_DU_GROUPE),
    ), 422 if form.errors else 200


@blueprint.route("/inscriptions/groupes/<code>/comptes", methods=["GET", "POST"])
def partager_les_comptes(code: str) -> ResponseReturnValue:
    """Dit quels comptes partagés comptent aussi les places d’un groupe."""
    lu = groupe_tenu(agent_courant(), code)
    partages = {str(un.id): f"{un.libelle} ({un.code})" for un in comptes_partages()}
    siens = [str(un.quota.id) for un in quotas_du_groupe(lu.id) if str(un.quota.id) in partages]
    champ = ChoixMultiple("comptes", _("Comptes partagés"), partages, obligatoire=False)
    form = a_remplir((champ,), {"comptes": siens})

    def geste() -> None:
        voulus = {str(un) for un in _liste(form.reponses()["comptes"])}
        comptes = [un.id for un in comptes_partages() if str(un.id) in voulus]
        actions.partager_les_comptes(lu.id, comptes, agent=agent_courant(), auteur=par())

    if form.validate_on_submit() and enregistre(form, "comptes", geste):
        flash(gettext("Les comptes du groupe sont enregistrés."), "succes")
        return redirect(url_for("administration.fiche_du_groupe", code=code), code=303)
    return page_de_formulaire(
        form,
        gettext("Comptes de places du groupe"),
        etapes=[*fil_de_l_activite(lu.activite), (lu.libelle, url_for("administration.fiche_du_groupe", code=code))],
        bouton=gettext("Enregistrer"),
        textes=[gettext("Une place de ce groupe compte dans chacun : il est complet dès que l’un l’est.")],
    )


@blueprint.route("/inscriptions/comptes/nouveau", methods=["GET", "POST"])
def creer_un_compte() -> ResponseReturnValue:
    """Ouvre un compte de places que plusieurs groupes partageront."""
    libelle = TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=LIGNE_MAX)
    form = a_remplir((champ_code("vallet-mercredi"), libelle, CAPACITE))

    def geste() -> None:
        dits = form.reponses()
        capacite = int(str(dits["capacite"]))
        actions.creer_un_compte(str(dits["code"]), str(dits["libelle"]), capacite=capacite, auteur=par())

    if form.validate_on_submit() and enregistre(form, "capacite", geste, autres={CodeDejaPris: "code"}):
        flash(gettext("Le compte est créé : dites quels groupes le partagent."), "succes")
        return redirect(url_for("administration.inscriptions"), code=303)
    return page_de_formulaire(
        form,
        gettext("Créer un compte de places partagé"),
        etapes=fil_des_inscriptions(),
        bouton=gettext("Créer le compte"),
        textes=[gettext("Exemple : deux groupes dans la même salle ne dépassent pas 24 enfants à eux deux.")],
    )


def _champs() -> Sequence[Champ]:
    ligne = partial(TexteCourt, longueur_max=LIGNE_MAX)
    return (
        Choix("nature", CHAMPS_DITS["nature"], en_options(NATURES)),
        ligne("libelle", CHAMPS_DITS["libelle"]),
        ligne("lieu_nom", CHAMPS_DITS["lieu_nom"]),
        ligne("lieu_adresse", CHAMPS_DITS["lieu_adresse"], obligatoire=False),
        Commune("commune", CHAMPS_DITS["lieu_code_insee"], hors_departement=False),
        ChoixMultiple("jours", CHAMPS_DITS["jours"], JOURS),
        TexteCourt("heure_debut", _("Heure de début"), longueur_max=5, motif=HEURE, exemple="14:00"),
        TexteCourt("heure_fin", _("Heure de fin"), longueur_max=5, motif=HEURE, exemple="15:30"),
        champ_date("premier_jour"),
        champ_date("dernier_jour"),
        Nombre("age_min", CHAMPS_DITS["age_min"], maximum=Decimal(25), aide=_("Ans révolus à la rentrée, compris.")),
        Nombre("age_max", CHAMPS_DITS["age_max"], maximum=Decimal(25)),
        ligne("niveau", CHAMPS_DITS["niveau"], obligatoire=False, aide=_("Vide : tous.")),
        TexteCourt(
            "produit",
            CHAMPS_DITS["produit"],
            obligatoire=False,
            longueur_max=40,
            motif=r"[a-z][a-z0-9_]*",
            exemple="demi_journee",
            aide=_("Son code dans la grille tarifaire. Vide : compris dans l’adhésion."),
        ),
        Nombre("quantite", CHAMPS_DITS["quantite"], obligatoire=False, maximum=Decimal(200)),
    )


def _valeurs(lu: Groupe) -> dict[str, Any]:
    commune = annuaire().par_code(lu.lieu_code_insee)
    libres = ("libelle", "lieu_nom", "lieu_adresse", "niveau", "produit")
    return {
        **{nom: getattr(lu, nom) or None for nom in libres},
        "nature": lu.nature.value,
        "commune": {"nom": commune.nom, "insee": commune.code_insee} if commune else None,
        "jours": [str(jour) for jour in lu.jours],
        "heure_debut": f"{lu.debut:%H:%M}",
        "heure_fin": f"{lu.fin:%H:%M}",
        "premier_jour": lu.premier_jour.isoformat(),
        "dernier_jour": lu.dernier_jour.isoformat(),
        "age_min": str(lu.age_min),
        "age_max": str(lu.age_max),
        "quantite": str(lu.quantite) if lu.quantite else None,
    }


def _fiche(dits: Mapping[str, Any]) -> actions.FicheGroupe:
    return actions.FicheGroupe(
        nature=Nature(dits["nature"]),
        **{nom: texte(dits[nom]) for nom in ("libelle", "lieu_nom", "lieu_adresse", "niveau", "produit")},
        lieu_code_insee=str(dits["commune"]["insee"]),
        jours=tuple(sorted(int(str(jour)) for jour in _liste(dits["jours"]))),
        debut=_heure(dits["heure_debut"]),
        fin=_heure(dits["heure_fin"]),
        premier_jour=date.fromisoformat(dits["premier_jour"]),
        dernier_jour=date.fromisoformat(dits["dernier_jour"]),
        age_min=int(dits["age_min"]),
        age_max=int(dits["age_max"]),
        quantite=int(dits["quantite"] or 0),
    )


def _heure(ecrite: str) -> time:
    return time.fromisoformat(ecrite.zfill(5))


def _liste(valeur: object) -> list[object]:
    return list(valeur) if isinstance(valeur, list | tuple) else []
