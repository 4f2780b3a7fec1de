"""Demander plusieurs successions d’un coup : envoyer un fichier et ses actes, corriger ce qui ne va pas, relancer."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Attestation, TexteCourt
from portail.guichets.contexte import taille, traduire
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.types import saisie_de
from portail.guichets.televersement import ChampCsv, ChampFichiers, recevoir_les_fichiers, taille_max_octets
from portail.notaires.successions.lots import actions
from portail.notaires.successions.lots.lecture import COLONNES, OCTETS_MAX, lire_la_ligne
from portail.notaires.successions.lots.queries import (
    PAR_PAGE,
    Avancement,
    actes_attendus,
    avancement_de,
    fichier_a_corriger,
    ligne_de,
    lignes_de,
    lot_de,
    lots_de,
    modele,
)
from portail.notaires.successions.models import EtatLigne, LigneDeLot
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.socle.horloge import aujourd_hui
from portail.socle.traduction import _

SECONDES_ENTRE_RELECTURES = 5
CELLULE_MAX = 500
ETATS: Mapping[EtatLigne, tuple[str, str]] = MappingProxyType(
    {
        EtatLigne.FAUTIVE: (_("À corriger"), "refus"),
        EtatLigne.A_TRAITER: (_("En attente"), "etude"),
        EtatLigne.DEPOSEE: (_("Déposée"), "accord"),
        EtatLigne.RAPPELEE: (_("Déjà demandée"), "fini"),
    }
)
ENGAGEMENT = Attestation(
    "engagement",
    _("Mon office est chargé de chacune de ces successions : les réponses ne serviront qu’à elles."),
    aide=_("Le secret professionnel les couvre (CASF, L133-4 et L133-5). Chaque requête est gardée au journal."),
)
LIGNE = tuple(
    TexteCourt(colonne, libelle, obligatoire=False, longueur_max=CELLULE_MAX) for colonne, libelle in COLONNES.items()
)


@blueprint.get("/successions/lots/")
def lots() -> ResponseReturnValue:
    """Liste les fichiers envoyés par l’office."""
    return render_template("notaires/lots/liste.html", lots=lots_de(membre_courant().office_id))


@blueprint.get("/successions/lots/modele.csv")
def modele_de_lot() -> ResponseReturnValue:
    """Rend le modèle du fichier, une ligne d’exemple comprise."""
    return _csv(modele(), "modele-successions.csv")


@blueprint.route("/successions/lots/nouveau", methods=["GET", "POST"])
def envoyer_un_lot() -> ResponseReturnValue:
    """Reçoit un fichier de requêtes, et les actes de décès qui l’accompagnent."""
    form = _formulaire_du_lot()
    if form.is_submitted() and (recue := _recu(form)) is not None:
        _garder_les_actes(form.actes, recue.lot.id)
        if recue.deja:
            flash(gettext("Ce fichier avait déjà été envoyé : rien n’a été refait."), "information")
        suivre = "" if recue.deja else "oui"
        return redirect(url_for("notaires.lot", lot_id=recue.lot.id, suivre=suivre or None), 303)
    maximum = entier_au("succession_lot_lignes")
    page = render_template("notaires/lots/nouveau.html", form=form, maximum=maximum)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/successions/lots/<uuid:lot_id>")
def lot(lot_id: UUID) -> ResponseReturnValue:
    """Montre où en est un fichier, ligne par ligne ; `suivre` le relit tant que des lignes attendent."""
    trouve = lot_de(lot_id, membre_courant())
    avancement, numero = avancement_de(trouve.id), max(1, request.args.get("page", 1, type=int))
    suivi = not avancement.est_fini and "suivre" in request.args
    page = make_response(_page_du_lot(trouve.id, avancement, numero, suivi=suivi))
    if suivi:
        page.headers["Refresh"] = str(SECONDES_ENTRE_RELECTURES)
    return page


@blueprint.post("/successions/lots/<uuid:lot_id>/actes")
def ajouter_des_actes(lot_id: UUID) -> ResponseReturnValue:
    """Joint aux lignes les actes que leur colonne nomme."""
    form = _formulaire_des_actes()
    trouve = lot_de(lot_id, membre_courant())
    if form.validate_on_submit():
        _garder_les_actes(form.actes, trouve.id)
    return redirect(url_for("notaires.lot", lot_id=trouve.id), 303)


@blueprint.post("/successions/lots/<uuid:lot_id>/relancer")
def relancer_un_lot(lot_id: UUID) -> ResponseReturnValue:
    """Remet en traitement les lignes à corriger."""
    nombre = actions.relancer(lot_id, membre=membre_courant())
    flash(ngettext("%(num)d ligne est relue.", "%(num)d lignes sont relues.", nombre), "succes")
    return redirect(url_for("notaires.lot", lot_id=lot_id, suivre="oui"), 303)


@blueprint.get("/successions/lots/<uuid:lot_id>/a-corriger.csv")
def lignes_a_corriger(lot_id: UUID) -> ResponseReturnValue:
    """Rend les lignes à corriger, leurs fautes en dernière colonne."""
    membre = membre_courant()
    trouve = lot_de(lot_id, membre)
    actions.consulter(trouve.id, membre=membre, quoi="emporter_lignes_fautives")
    return _csv(fichier_a_corriger(trouve.id), "lignes-a-corriger.csv")


@blueprint.route("/successions/lots/<uuid:lot_id>/lignes/<int:numero>", methods=["GET", "POST"])
def corriger_une_ligne(lot_id: UUID, numero: int) -> ResponseReturnValue:
    """Corrige une ligne et la dépose aussitôt ; ce qui ne va pas encore se dit au champ."""
    membre = membre_courant()
    ligne = ligne_de(lot_id, numero, membre)
    if ligne.etat is not EtatLigne.FAUTIVE:
        return redirect(url_for("notaires.lot", lot_id=lot_id), 303)
    form = formulaire_de(LIGNE, contexte=contexte_de_saisie(), valeurs={**ligne.contenu}, brut=envoi_garde())
    _marquer_ce_qui_est_exige(form)
    if form.validate_on_submit():
        contenu = {colonne: str(valeur or "") for colonne, valeur in form.reponses().items()}
        ligne = actions.corriger(ligne.id, contenu, membre=membre)
        if ligne.etat is not EtatLigne.FAUTIVE:
            flash(gettext("Ligne %(numero)s : %(etat)s.", numero=numero, etat=traduire(ETATS[ligne.etat][0])), "succes")
            return redirect(url_for("notaires.lot", lot_id=lot_id), 303)
    else:
        actions.consulter(lot_id, membre=membre, quoi="lire_ligne")
    _dire_les_fautes(form, ligne)
    code = SAISIE_A_CORRIGER if request.method == "POST" else 200
    return render_template("notaires/lots/ligne.html", form=form, ligne=ligne, lot_id=lot_id), code


def _page_du_lot(lot_id: UUID, avancement: Avancement, numero: int, *, suivi: bool) -> str:
    return render_template(
        "notaires/lots/lot.html",
        lot=lot_de(lot_id, membre_courant()),
        avancement=avancement,
        attendus=actes_attendus(lot_id),
        lignes=lignes_de(lot_id, numero),
        numero=numero,
        pages=max(1, -(-avancement.total // PAR_PAGE)),
        form=_formulaire_des_actes(),
        etats=ETATS,
        colonnes=COLONNES,
        suivi=suivi,
        secondes=SECONDES_ENTRE_RELECTURES,
    )


def _champ_des_actes() -> ChampFichiers:
    return ChampFichiers(
        gettext("Actes de décès"),
        description=gettext(
            "PDF ou photos, chacun nommé comme dans la colonne « acte », %(taille)s au plus par fichier.",
            taille=taille(taille_max_octets()),
        ),
        facultatif=True,
    )


def _formulaire_des_actes() -> FlaskForm:
    return type("FormulaireDesActes", (FlaskForm,), {"actes": _champ_des_actes()})()


def _formulaire_du_lot() -> FlaskForm:
    champs = {
        "fichier": ChampCsv(gettext("Fichier des requêtes (CSV)")),
        "actes": _champ_des_actes(),
        "engagement": saisie_de(ENGAGEMENT, contexte_de_saisie()),
    }
    return type("FormulaireDuLot", (FlaskForm,), champs)()


def _recu(form: FlaskForm) -> actions.Recue | None:
    """Garde le fichier et le rend, ou rien : la raison est alors sous le champ."""
    valide, envoye = form.validate(), request.files.get("fichier")
    if envoye is None or not envoye.filename:
        form.fichier.errors = [gettext("Choisissez le fichier à envoyer.")]
        return None
    if not valide:
        return None
    recues: list[actions.Recue] = []
    contenu, nom = envoye.stream.read(OCTETS_MAX + 1), envoye.filename
    accompli(form.fichier, lambda: recues.append(actions.recevoir(contenu, nom, membre=membre_courant())))
    return recues[0] if recues else None


def _garder_les_actes(champ: ChampFichiers, lot_id: UUID) -> None:
    """Garde chaque acte qu’une ligne nomme ; dit ceux qui ne conviennent pas, et ceux qu’aucune n’attend."""
    membre = membre_courant()
    gardes: list[str] = []
    inconnus: list[str] = []

    def garder(acte: Recu) -> None:
        nomme = actions.ajouter_un_acte(lot_id, acte, membre=membre)
        (gardes if nomme else inconnus).append(acte.examen.nom_propre)

    refus = recevoir_les_fichiers(champ.name, garder)
    if gardes:
        flash(ngettext("%(num)d acte est joint.", "%(num)d actes sont joints.", len(gardes)), "succes")
    for message in refus:
        flash(message, "erreur")
    if inconnus:
        flash(gettext("Aucune ligne n’attend ces actes : %(noms)s.", noms=", ".join(inconnus)), "attention")


def _marquer_ce_qui_est_exige(form: FormulaireDeSaisie) -> None:
    """Ôte « facultatif » de ce qui manque à une ligne vide ; rien n’y est obligatoire, la lecture dit les fautes."""
    for colonne in lire_la_ligne({}, jour=aujourd_hui())[1]:
        form[colonne].facultatif = False


def _dire_les_fautes(form: FormulaireDeSaisie, ligne: LigneDeLot) -> None:
    for faute in ligne.fautes:
        form[faute["colonne"]].errors = [traduire(faute["message"])]


def _csv(contenu: bytes, nom: str) -> Response:
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return Response(contenu, mimetype="text/csv", headers=entetes)
