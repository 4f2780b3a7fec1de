"""Une somme à payer : la montrer, mener à PayFiP, dire ce qu’il en est au retour. La même page du début à la fin."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portail.demarche.declaration import Courriel
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.mots_du_paiement import ECHECS
from portail.guichets.paiement.blueprint import blueprint
from portail.guichets.poste import poste
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_usager
from portail.journal.actions import SYSTEME
from portail.paiement.paiements import ouverture
from portail.paiement.paiements.erreurs import CourrielExige, PayfipNOuvrePas
from portail.paiement.paiements.liens import somme_du_lien
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.queries import Compte, compte_de, lu_recemment
from portail.paiement.paiements.relecture import relire
from portail.paiement.payfip.client import ClientPayfip
from portail.parametres.queries import valeurs_au
from portail.socle import debits, demarrage, horloge
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

DEBIT = "30/10minutes"
PATIENCE_SECONDES = 3.0
"""Combien la page attend PayFiP ; au-delà, elle dit qu’elle vérifie."""
ENTRE_DEUX_SECONDES = 5.0
SUIVRE_SECONDES = 10
OUVERTURE = timedelta(minutes=15)
"""Temps pendant lequel la page de PayFiP peut encore s’ouvrir."""
SAISIE_A_CORRIGER = 422


@blueprint.route("/paiement/<uuid:somme_id>/<code>", methods=["GET", "POST"])
@ouvert
def somme(somme_id: UUID, code: str) -> ResponseReturnValue:
    """Montre la somme et où en est son paiement ; envoyée, mène à PayFiP."""
    due = somme_du_lien(somme_id, code)
    compte = _compte_a_jour(due)
    form = _formulaire(due)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "paiement/payer", poste())
        return _payer(compte, form)
    return _page(compte, form)


def _payer(compte: Compte, form: FormulaireDeSaisie) -> ResponseReturnValue:
    usager = usager_present()
    try:
        depart = ouverture.initier(
            compte.somme.id,
            courriel=str(form.reponses()["courriel"]),
            montant=compte.a_payer,
            auteur=auteur_usager(usager) if usager else SYSTEME,
        )
    except CourrielExige as refus:
        form["courriel"].errors = [refus_dit(refus)]
        return _page(compte, form)
    except ErreurMetier as refus:
        flash(refus_dit(refus), "erreur" if isinstance(refus, PayfipNOuvrePas) else "attention")
        return redirect(request.path, 303)
    return redirect(depart.url, 303)


def _compte_a_jour(due: SommeDue) -> Compte:
    """Rend le compte, après avoir demandé à PayFiP où en est la tentative en cours, si c’est utile."""
    compte = compte_de(due)
    attendu = compte.en_attente
    if attendu is None or attendu.idop is None or lu_recemment(attendu, ENTRE_DEUX_SECONDES):
        return compte
    relire(attendu.id, delai_secondes=PATIENCE_SECONDES)
    return compte_de(due)


def _page(compte: Compte, form: FormulaireDeSaisie) -> Response:
    attendu, echec = compte.en_attente, compte.dernier_echec
    suivre = attendu is not None and "suivre" in request.args
    corps = render_template(
        "paiement/somme.html",
        compte=compte,
        form=form,
        echec=ECHECS[echec.etat] if echec else "",
        suivre=suivre,
        suivre_secondes=SUIVRE_SECONDES,
        reprendre=_adresse_de_reprise(attendu),
        minimum=_minimum(compte),
        chemin=request.path,
    )
    reponse = make_response(corps, SAISIE_A_CORRIGER if form.errors else 200)
    if suivre:
        # À la demande seulement, et la page dit comment l’arrêter (RGAA, 13.1).
        reponse.headers["Refresh"] = f"{SUIVRE_SECONDES}; url={request.path}?suivre=1"
    return reponse


def _minimum(compte: Compte) -> Decimal | None:
    """Rend le montant le plus bas qu’encaisse PayFiP, si ce qui se paie maintenant est en dessous."""
    minimum = valeurs_au(horloge.aujourd_hui())["payfip_montant_min"]
    return minimum if compte.a_payer < minimum else None


def _adresse_de_reprise(attendu: Paiement | None) -> str:
    """Rend l’adresse de la page de PayFiP si elle peut encore s’ouvrir, ou rien."""
    if attendu is None or attendu.idop is None or attendu.redirige_le is None:
        return ""
    if horloge.maintenant() > attendu.redirige_le + OUVERTURE:
        return ""
    return ClientPayfip(demarrage.reglages().payfip_url).page(attendu.idop)


def _formulaire(due: SommeDue) -> FormulaireDeSaisie:
    champ = Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("PayFiP et la régie y envoient leur reçu. Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
    )
    connu: dict[str, Any] = {"courriel": due.courriel or ""}
    return formulaire_de((champ,), contexte=contexte_de_saisie(), valeurs=connu, brut=envoi_garde())
