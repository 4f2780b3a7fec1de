"""S’inscrire : une page de questions, puis la page de son inscription."""

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.valeurs import Valeur
from portail.guichets.evenements.blueprint import blueprint
from portail.guichets.evenements.ouvertes import ouvrir
from portail.guichets.evenements.saisie import champs_de, demande_dite
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.inscriptions.evenements import actions
from portail.inscriptions.evenements.erreurs import PasOuvert, StructureAttendue, TropDAccompagnants
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.inscriptions.evenements.queries import est_ouvert, evenement_public, reste_a_prendre, restes
from portail.journal.actions import SYSTEME
from portail.parametres.queries import entier_au
from portail.socle import debits, horloge
from portail.socle.erreurs import SaisieInvalide

PAR_NAVIGATEUR, PAR_POSTE, PAR_ADRESSE = "20/hour", "300/hour", "10/hour"
CLE = "cle"
CLE_MAX = 64


@blueprint.route("/evenements/<code>/inscription", methods=["GET", "POST"])
@ouvert
def s_inscrire(code: str) -> ResponseReturnValue:
    """Demande qui vient, puis inscrit ou met sur la liste d’attente."""
    evenement, usager = evenement_public(code), usager_present()
    if not est_ouvert(evenement, horloge.maintenant()):
        raise PasOuvert
    form = formulaire_de(
        champs_de(evenement), contexte=contexte_de_saisie(), valeurs=_connues(usager), brut=envoi_garde()
    )
    if form.validate_on_submit():
        faite: list[InscriptionEvenement] = []
        if _inscrit(form, evenement, usager, faite):
            return _ouvrir(faite[0])
    page = render_template(
        "evenements/inscription.html",
        form=form,
        evenement=evenement,
        reste=reste_a_prendre(evenement, restes([evenement])),
        cle=request.form.get(CLE) or secrets.token_urlsafe(16),
        garde_mois=entier_au("evenement_conservation_mois"),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _inscrit(
    form: FormulaireDeSaisie, evenement: Evenement, usager: Usager | None, faite: list[InscriptionEvenement]
) -> bool:
    """Fait l’inscription ; rend faux, le refus dit sur son champ, si elle ne se peut pas."""
    demande = demande_dite(
        form.reponses(), cle=request.form.get(CLE, "")[:CLE_MAX], usager_id=usager.id if usager else None
    )
    limiter("evenements/inscription", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
    debits.consommer(PAR_ADRESSE, "evenements/adresse", demande.courriel.lower())
    auteur = auteur_usager(usager) if usager else SYSTEME
    geste = partial(actions.s_inscrire, evenement.id, demande, auteur=auteur)
    champs = set(form._fields)
    autres: Mapping[type[Any], Any] = {
        refus: form[nom]
        for refus, nom in ((TropDAccompagnants, "accompagnants"), (StructureAttendue, "structure"))
        if nom in champs
    }
    return accompli(form["courriel"], lambda: faite.append(geste()), SaisieInvalide, autres=autres)


def _ouvrir(inscription: InscriptionEvenement) -> ResponseReturnValue:
    ouvrir(inscription)
    dits = {
        EtatInscription.INSCRIT: gettext("Votre inscription est faite."),
        EtatInscription.ATTENTE: gettext("Vous êtes sur la liste d’attente."),
    }
    dit = dits.get(inscription.etat)
    if dit:
        flash(dit, "succes")
    return redirect(url_for("evenements.mienne", numero=inscription.numero), 303)


def _connues(usager: Usager | None) -> dict[str, Valeur]:
    if usager is None:
        return {"places": "1"}
    prenoms = usager.identite.get("prenoms") or [""]
    return {
        "prenom": prenoms[0],
        "nom": usager.nom_usage or usager.identite.get("nom_naissance", ""),
        "courriel": usager.courriel,
        "places": "1",
    }
