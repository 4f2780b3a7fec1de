"""Suivre une demande : ce qui est attendu de moi, où elle en est, messages, documents, qui l’a lue."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.documents.composition import mots
from portail.documents.qr import dessiner
from portail.documents.remise import adresse_du_qr
from portail.dossiers import queries
from portail.dossiers.actions import decision as decisions
from portail.dossiers.actions import depot, messagerie
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.lectures import lectures_dites
from portail.dossiers.models import Document, Dossier
from portail.dossiers.suivi_lu import SuiviLu, suivi_lu
from portail.guichets.contexte import dessin, langue_courante
from portail.guichets.droits import droits_a_l_ecran
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.reponses import en_json, en_pdf
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Texte, au_plus
from portail.guichets.televersement import ChampFichiers, recevoir_pour_message
from portail.guichets.usagers import propositions
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.delais import delais
from portail.guichets.usagers.frise import etat_dit, frise_de, prochaine_echeance, sens_dit
from portail.guichets.usagers.lies import lie_a_l_ecran
from portail.guichets.usagers.preemption import preemption_a_l_ecran
from portail.guichets.usagers.recours import recours_a_l_ecran
from portail.guichets.usagers.versement import versement_a_l_ecran
from portail.guichets.usagers.visites import visite_a_l_ecran
from portail.identite.actions import auteur_usager
from portail.identite.anonymat import montrer_chacun
from portail.identite.queries import agents_par_id
from portail.journal.actions import consigner
from portail.pieces.models import EtatPiece, Piece
from portail.pieces.queries import par_message, pieces_de
from portail.socle import debits, fichiers, horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur

LETTRES_DE_DECISION = frozenset({"decision", "decision_implicite"})
"""Les ouvrir vaut notification ; la page de suivi, non : elle ne dit pas comment contester."""
DEBIT_MESSAGES = "60/hour"
MESSAGE_MAX = 5000


class FormulaireMessage(FlaskForm):
    """Un message au service, avec ou sans document."""

    texte = Texte(
        lazy_gettext("Votre message"),
        [Exige(a_traduire("Écrivez votre message avant de l’envoyer.")), au_plus(MESSAGE_MAX)],
    )
    fichiers = ChampFichiers(lazy_gettext("Documents"), facultatif=True)


@blueprint.get("/mon-espace/dossiers/<numero:numero>")
@ouvert_aux_offices
def dossier(numero: str) -> ResponseReturnValue:
    """Page de suivi ; un brouillon mène à ce qu’il reste à remplir."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    if suivi.etat is Etat.BROUILLON:
        return redirect(url_for("usagers.reprendre", numero=numero))
    if usager.agit_par is not None:  # plusieurs membres suivent la même : le journal dit lequel l’a lue
        consigner("lire", auteur=auteur_usager(usager), objet=("dossier", suivi.id))
    lu = suivi_lu(suivi)
    if lu.a_lire and peut_agir(usager, suivi):  # qui ne fait que regarder ne les a pas reçus pour la personne
        messagerie.marquer_lus_par_usager(suivi.id, usager=usager)
    return _montrer(lu, formulaire_repris(FormulaireMessage))


def _montrer(lu: SuiviLu, form: FormulaireMessage) -> ResponseReturnValue:
    suivi, decision = lu.dossier, lu.decision
    demarche = demarche_de(suivi.demarche, version=suivi.version_demarche)
    consultations = lectures_dites(suivi, traducteur(langue_courante()))
    agents = agents_par_id(list({*lu.agents_cites(), *(une.agent_id for une in consultations if une.agent_id)}))
    pieces = {piece.code: piece for piece in pieces_de(suivi.id)}
    attendues = parcours.pieces_attendues(demarche, suivi.reponses, horloge.aujourd_hui())
    return render_template(
        "usagers/dossier.html",
        dossier=suivi,
        demarche=demarche,
        form=form,
        etat=etat_dit(suivi),
        frise=frise_de(suivi),
        echeance=prochaine_echeance(suivi, demarche),
        complement=lu.complement,
        decision=decision,
        sens=sens_dit(decision, demarche) if decision else None,
        **delais(suivi, decision),
        **propositions.proposition_a_l_ecran(lu),
        **preemption_a_l_ecran(suivi, decision),
        **visite_a_l_ecran(lu, agents),
        **lie_a_l_ecran(lu),
        **recours_a_l_ecran(lu),
        **droits_a_l_ecran(demarche, lu),
        **versement_a_l_ecran(lu, list(pieces.values())),
        transmissions=lu.transmissions,
        messages=lu.messages,
        joints=par_message(lu.joints),
        documents=lu.documents,
        pieces=pieces,
        attendues=attendues,
        promises=_promises(suivi, attendues, pieces),
        consultations=consultations,
        personnes=montrer_chacun(agents, lu.service, traducteur(langue_courante())),
        service=lu.service,
        en_cours=suivi.etat in ETATS_EN_COURS,
    ), 422 if form.errors else 200


def _promises(suivi: Dossier, attendues: Sequence[PieceDeclaree], pieces: Mapping[str, Piece]) -> list[PieceDeclaree]:
    """Rend les pièces que la personne a promises et que l’on attend encore."""
    if suivi.etat not in ETATS_EN_COURS:
        return []
    plus_tard = {code for code, piece in pieces.items() if piece.etat is EtatPiece.PLUS_TARD}
    return [attendue for attendue in attendues if attendue.identifiant in plus_tard]


@blueprint.post("/mon-espace/dossiers/<numero:numero>/messages")
@ouvert_aux_offices
def ecrire(numero: str) -> ResponseReturnValue:
    """Envoie un message au service."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    debits.consommer(DEBIT_MESSAGES, "message", str(usager.id))
    form = FormulaireMessage()
    if form.validate_on_submit():
        recus = recevoir_pour_message(form.fichiers)
        if not form.fichiers.errors:
            messagerie.ecrire_usager(suivi.id, usager=usager, texte=form.texte.data or "", fichiers=recus)
            flash(_("Votre message est envoyé. Le service est prévenu."), "succes")
            return redirect(url_for("usagers.dossier", numero=numero, _anchor="t-messages"), code=303)
    return _montrer(suivi_lu(suivi), form)


@blueprint.get("/mon-espace/dossiers/<numero:numero>/documents/<uuid:document_id>")
@ouvert_aux_offices
def document(numero: str, document_id: UUID) -> ResponseReturnValue:
    """Rend un document du département : à l’écran, en PDF scellé, ou son contenu tel qu’il est signé (JSON)."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    trouve = queries.document_de(suivi, document_id)
    if trouve.nature in LETTRES_DE_DECISION:
        decisions.noter_consultation(suivi.id, usager=usager, decision_id=trouve.objet_id)
    propositions.noter_la_lecture(suivi, trouve)
    forme = request.args.get("format")
    if forme == "json":
        return en_json(trouve.contenu, f"{trouve.nature}-{numero}.json")
    if forme != "pdf":
        return _a_l_ecran(suivi, trouve)
    if trouve.cle is None or trouve.empreinte is None:
        flash(_("La version PDF se prépare. Revenez dans une minute. Cette page dit déjà la même chose."), "attention")
        return redirect(url_for("usagers.document", numero=numero, document_id=document_id), code=303)
    consigner(
        "telecharger_document",
        auteur=auteur_usager(usager),
        objet=("dossier", suivi.id),
        details={"document": trouve.nature},
    )
    return en_pdf(fichiers.lire(trouve.cle, trouve.empreinte), f"{trouve.nature}-{numero}.pdf")


def _a_l_ecran(suivi: Dossier, document: Document) -> ResponseReturnValue:
    contenu = document.contenu
    return render_template(
        "usagers/document.html",
        dossier=suivi,
        document=document,
        donnees=contenu["donnees"],
        mots=mots(contenu["langue"]),
        qr=dessin(dessiner(adresse_du_qr(document.code, document.mention))) if document.mention else "",
        nouveau=queries.document_de(suivi, document.remplace_par_id) if document.remplace_par_id else None,
    )


@blueprint.route("/mon-espace/dossiers/<numero:numero>/retirer", methods=["GET", "POST"])
@ouvert_aux_offices
def retirer(numero: str) -> ResponseReturnValue:
    """Demande confirmation, puis retire la demande."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    if suivi.etat not in ETATS_EN_COURS:
        raise Introuvable
    form = FormulaireVersionne(revision=suivi.revision)
    if form.validate_on_submit():
        depot.retirer(suivi.id, usager=usager, revision=form.revision_lue())
        flash(_("Votre demande est retirée."), "succes")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    return render_template(
        "usagers/retirer.html",
        dossier=suivi,
        demarche=demarche_de(suivi.demarche, version=suivi.version_demarche),
        form=form,
    )
