"""L’historique de l’office : retrouver une requête, un certificat, renvoyer une réponse, exporter."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.espaces_naturels.champs import ETATS as ETATS_CERTIFICAT
from portail.guichets.notaires.successions.mots import ETATS, REPONSES
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import membres_de
from portail.notaires.certificats.demandes import parcelles_gardees
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.certificats.mots import MUTATIONS, commune_de
from portail.notaires.certificats.queries import certificats_a_exporter, certificats_de_l_office
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.successions.models import Requete
from portail.notaires.successions.office import (
    EtatMontre,
    Filtres,
    etat_montre,
    noter_l_export,
    page_de,
    renvoyer_la_reponse,
    reponse_donnee,
    requete_de,
    toutes_de,
)
from portail.notaires.validite import derniers_jours
from portail.socle import debits, horloge, tableur

DEBIT_EXPORT, DEBIT_RENVOI = "20/hour", "20/hour"
RECHERCHE_MAX = 60
COLONNES = (
    "numero", "reference", "deposee_le", "deposee_par", "nom_naissance", "prenoms", "deces_le", "etat",
    "reponse", "repondue_le", "valable_jusqu_au",
)  # fmt: skip
COLONNES_CERTIFICATS = (
    "numero", "reference", "commune", "parcelles", "mutation", "demande_le", "demande_par", "etat", "delivre_le",
    "valable_jusqu_au",
)  # fmt: skip


@blueprint.get("/historique")
def historique() -> ResponseReturnValue:
    """Cherche parmi les requêtes de l’office : référence, numéro, période, membre, état."""
    membre, filtres = membre_courant(), _filtres()
    membres = membres_de(membre.office_id)
    return render_template(
        "notaires/historique.html",
        filtres=filtres,
        page=page_de(membre, filtres, request.args.get("page", 1, type=int)),
        membres={un.id: un for un in membres},
        certificats=certificats_de_l_office(membre, cherche=filtres.texte) if _est_commun(filtres) else None,
        garde={nom: valeur for nom, valeur in request.args.items() if valeur and nom != "page"},
    )


@blueprint.post("/historique/export")
def exporter_l_historique() -> ResponseReturnValue:
    """Rend les requêtes cherchées, pour un tableur ; l’export est au journal de l’office."""
    membre = membre_courant()
    debits.consommer(DEBIT_EXPORT, "notaires/export", str(membre.id))
    membres = {un.id: un for un in membres_de(membre.office_id)}
    lues = toutes_de(membre, _filtres())
    fins = derniers_jours("succession_validite_mois", {une.id: une.repondue_le for une in lues})
    lignes = (_ligne(une, membres[une.membre_id], fins.get(une.id)) for une in lues)
    return _en_csv(membre, "requetes", COLONNES, lignes)


@blueprint.post("/historique/certificats/export")
def exporter_les_certificats() -> ResponseReturnValue:
    """Rend les certificats cherchés, pour un tableur ; l’export est au journal de l’office."""
    membre = membre_courant()
    debits.consommer(DEBIT_EXPORT, "notaires/export", str(membre.id))
    membres = {un.id: un for un in membres_de(membre.office_id)}
    lus = certificats_a_exporter(membre, cherche=_filtres().texte)
    fins = derniers_jours("zonage_validite_mois", {un.id: un.delivre_le for un in lus})
    lignes = (_ligne_de_certificat(un, membres[un.membre_id], fins.get(un.id)) for un in lus)
    return _en_csv(membre, "certificats", COLONNES_CERTIFICATS, lignes)


def _en_csv(membre: Membre, quoi: str, colonnes: Sequence[str], lignes: Iterable[Iterable[object]]) -> Response:
    """Rend ce fichier à enregistrer, une fois l’export noté."""
    contenu = tableur.ecrire(colonnes, lignes)
    noter_l_export(membre, quoi, contenu)
    nom = f"{quoi}-{horloge.aujourd_hui().isoformat()}.csv"
    return Response(
        contenu,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"},
    )


@blueprint.post("/successions/<numero:numero>/renvoyer")
def renvoyer_le_message(numero: str) -> ResponseReturnValue:
    """Renvoie au membre connecté le message qui annonce la réponse."""
    membre = membre_courant()
    lue = requete_de(membre, numero)
    debits.consommer(DEBIT_RENVOI, "notaires/renvoi", str(membre.id))
    renvoyer_la_reponse(membre, lue)
    flash(gettext("Le message est renvoyé à %(adresse)s.", adresse=membre.courriel), "succes")
    return redirect(url_for("notaires.requete", numero=numero), 303)


def _filtres() -> Filtres:
    """Lit les filtres de l’adresse ou de l’envoi ; une valeur inconnue ne filtre pas."""
    lus = request.values
    return Filtres(
        etat=lus.get("etat", type=EtatMontre),
        texte=lus.get("q", "").strip()[:RECHERCHE_MAX],
        membre_id=lus.get("membre", type=UUID),
        du=lus.get("du", type=date.fromisoformat),
        au=lus.get("au", type=date.fromisoformat),
    )


def _est_commun(filtres: Filtres) -> bool:
    """Vrai si cette recherche vaut aussi pour les certificats : les autres filtres sont ceux des requêtes."""
    return filtres == Filtres(texte=filtres.texte)


def _ligne(une: Requete, membre: Membre, fin: date | None) -> Iterable[object]:
    defunt, reponse = Identite.de_json(une.defunt), reponse_donnee(une)
    return (
        une.numero,
        une.reference,
        horloge.a_paris(une.deposee_le).date().isoformat(),
        membre.nom_affiche,
        defunt.nom_naissance,
        " ".join(defunt.prenoms),
        une.deces["le"],
        gettext(ETATS[etat_montre(une)][0]),
        gettext(REPONSES[reponse]) if reponse else "",
        horloge.a_paris(une.repondue_le).date().isoformat() if une.repondue_le else "",
        fin.isoformat() if fin else "",
    )


def _ligne_de_certificat(un: Certificat, membre: Membre, fin: date | None) -> Iterable[object]:
    return (
        un.numero,
        un.reference,
        commune_de(un),
        ", ".join(une.reference for une in parcelles_gardees(un.demande)),
        gettext(MUTATIONS[Mutation(un.demande["nature"])]),
        horloge.a_paris(un.demande_le).date().isoformat(),
        membre.nom_affiche,
        gettext(ETATS_CERTIFICAT[un.etat][0]),
        horloge.a_paris(un.delivre_le).date().isoformat() if un.delivre_le else "",
        fin.isoformat() if fin else "",
    )
