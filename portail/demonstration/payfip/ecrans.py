"""Les pages du PayFiP simulé : payer, et régler ce qui doit aller de travers."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.demonstration.payfip.etat import OUVERTURE_SECONDES, Operation, payfip
from portail.demonstration.payfip.notifications import envoyer_une_fois, notifier
from portail.demonstration.payfip.regles import LIBELLES
from portail.demonstration.payfip.scenario import Notifications, Panne, Scenario

blueprint = Blueprint("payfip", __name__, template_folder="pages")
ISSUES: Mapping[str, str] = {
    "P": "Payer par carte : accepté",
    "V": "Payer par prélèvement : accepté",
    "R": "Payer par carte : refusé",
    "Z": "Payer par prélèvement : refusé",
    "A": "Abandonner",
}
PLUS_TARD, FERMER = "plus_tard", "fermer"


@blueprint.get("/tpa/paiementws.web")
def page() -> ResponseReturnValue:
    """Ouvre la page de paiement, une seule fois et dans le quart d’heure."""
    operation, code = _ouverte(request.args.get("idop", ""))
    if operation is None:
        return render_template("payfip_erreur.html", code=code, libelle=LIBELLES[code]), 400
    operation.ouverte = True
    return render_template("payfip_payer.html", operation=operation, issues=ISSUES)


@blueprint.post("/tpa/paiementws.web")
def payer() -> ResponseReturnValue:
    """Donne à l’opération l’issue choisie, prévient le portail, et y renvoie la personne."""
    etat = payfip()
    operation = etat.operations.get(request.form.get("idop", ""))
    if operation is None or operation.issue:
        code = "P3" if operation else "P1"
        return render_template("payfip_erreur.html", code=code, libelle=LIBELLES[code]), 400
    choix = request.form.get("choix", "")
    if choix == PLUS_TARD:
        etat.conclure(operation.idop, "P", dans=OUVERTURE_SECONDES)
        notifier(etat, operation.idop, dans=OUVERTURE_SECONDES)
    elif choix in ISSUES:
        etat.conclure(operation.idop, choix)
        notifier(etat, operation.idop)
        return redirect(operation.champs["urlredirect"], 303)
    return render_template("payfip_ferme.html", operation=operation, plus_tard=choix == PLUS_TARD)


def _ouverte(idop: str) -> tuple[Operation | None, str]:
    """Rend l’opération dont la page peut s’ouvrir, ou le code de la faute."""
    etat = payfip()
    operation = etat.operations.get(idop)
    if operation is None:
        return None, "P1"
    if operation.ouverte or operation.issue:
        return None, "P3"
    if etat.heure() > operation.creee_a + OUVERTURE_SECONDES:
        return None, "P4"
    return operation, ""


# ---------- Le pupitre ----------


@blueprint.get("/pupitre")
def pupitre() -> ResponseReturnValue:
    """Montre les opérations et le scénario en cours."""
    etat = payfip()
    operations = sorted(etat.operations.values(), key=lambda une: -une.creee_a)[:50]
    return render_template(
        "payfip_pupitre.html",
        etat=etat,
        operations=[(une, _dite(une)) for une in operations],
        notifications=list(Notifications),
        pannes=list(Panne),
        fautes=LIBELLES,
    )


@blueprint.post("/pupitre/scenario")
def regler() -> ResponseReturnValue:
    """Change le scénario ; un champ vide reprend sa valeur ordinaire."""
    lus, form = Scenario(), request.form
    lus.notifications = Notifications(form.get("notifications") or lus.notifications)
    lus.panne = Panne(form.get("panne") or lus.panne)
    lus.faute = form.get("faute", "") if form.get("faute") in LIBELLES else ""
    lus.p5_secondes = float(form.get("p5_secondes") or 0)
    lus.delai_notification_secondes = float(form.get("delai_notification_secondes") or 0)
    lus.montant_altere = int(form.get("montant_altere") or 0)
    lus.saisie_alteree = form.get("saisie_alteree", "")[:1].upper()
    lus.purge = bool(form.get("purge"))
    payfip().scenario = lus
    return redirect(url_for("payfip.pupitre"), 303)


@blueprint.post("/pupitre/avancer")
def avancer() -> ResponseReturnValue:
    """Avance d’un quart d’heure l’horloge du simulateur."""
    payfip().avancer(OUVERTURE_SECONDES)
    return redirect(url_for("payfip.pupitre"), 303)


@blueprint.post("/pupitre/notifier")
def renotifier() -> ResponseReturnValue:
    """Envoie de nouveau la notification d’une opération."""
    if request.form.get("idop", "") in payfip().operations:
        envoyer_une_fois(payfip(), request.form["idop"])
    return redirect(url_for("payfip.pupitre"), 303)


def _dite(operation: Operation) -> str:
    if not operation.issue:
        return "Page ouverte" if operation.ouverte else "Page jamais ouverte"
    return ISSUES[operation.issue] if payfip().resultat_connu(operation) else "Résultat pas encore connu"
