"""La lettre de décision : accord, refus, retrait, réponse à un recours ; ce que la loi exige d’elle avant de signer."""

from typing import Any

from portail.demarche.affichage import afficher
from portail.demarche.declaration import Demarche
from portail.demarche.fiche import chiffres_publics
from portail.demarche.phrases import remplir
from portail.documents import decisions, recours
from portail.documents.redaction import Redaction
from portail.documents.remise import departement, remplacer_ceux_de
from portail.dossiers.etats import ACCORDS, FAVORABLES, RETRAITS
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.prestations.lettres import details_de_l_accord
from portail.dossiers.recours import lettres as lettres_du_recours
from portail.dossiers.redaction import coordonnees, montant_ecrit, motifs_ecrits, reserves_ecrites, sens_de
from portail.dossiers.remise import Faits, remettre
from portail.dossiers.retraits.lettres import paragraphes_du_retrait, titre_du_retrait
from portail.parametres.queries import valeurs_au
from portail.socle import demarrage, horloge
from portail.socle.traduction import _
from portail.territoire.queries import service_de


def voies_de_recours(
    dossier: Dossier, demarche: Demarche, redaction: Redaction, decision: Decision | None = None
) -> list[str]:
    """Rend les voies et délais de recours de cette démarche, ou de cette décision si elle répond à un recours."""
    service = service_de(dossier.service_code)
    return recours.voies_de_recours(
        lettres_du_recours.droit_de_contester(demarche, decision),
        autorite=f"{service.nom}, {service.adresse}",
        tribunal=departement().tribunal,
        redaction=redaction,
    )


def donnees_decision(dossier: Dossier, demarche: Demarche, decision: Decision) -> dict[str, Any]:
    """Rend le corps d’une décision signée ; lève `MentionManquante` s’il y manque ce que la loi exige."""
    redaction = Redaction.en(dossier.langue)
    defavorable = decision.nature not in FAVORABLES
    reserves = reserves_ecrites(dossier, decision, demarche, redaction)
    # D’un droit mensuel accordé, le montant, la part à payer et la durée se discutent : les voies de recours sont dues.
    contestable = defavorable or bool(decision.motifs or reserves) or demarche.prestation is not None
    pour_motiver = lettres_du_recours.declaration_pour_motiver(dossier, demarche)
    donnees = decisions.decision(
        titre=_titre(demarche, decision, redaction),
        paragraphes=paragraphes_du_retrait(dossier, demarche, decision, redaction)
        if decision.nature in RETRAITS
        else (),
        sens=sens_de(decision.nature, redaction, demarche),
        signataire=_signataire(decision),
        details=details_de_l_accord(dossier, demarche, decision, redaction)
        or [*montant_ecrit(decision.montant, redaction), *_dits(dossier, demarche, redaction)],
        motifs=[*motifs_ecrits(decision, pour_motiver, redaction), *reserves],
        suites=_suites(dossier, demarche, decision, redaction),
        recours=_comment_contester(dossier, demarche, decision, redaction) if contestable else [],
        algorithme=_part_du_calcul(dossier, demarche, redaction),
        redaction=redaction,
    )
    decisions.exiger_les_mentions(donnees, defavorable=defavorable, algorithmique=demarche.algorithmique)
    return donnees | lettres_du_recours.ce_que_dit_la_decision(dossier, decision, redaction)


def _suites(dossier: Dossier, demarche: Demarche, decision: Decision, redaction: Redaction) -> list[str]:
    """Rend ce que l’évaluation dit à la personne, puis ce qui va se passer si c’est un accord."""
    if decision.nature in RETRAITS:
        return []
    champs = {champ.identifiant: champ for page in demarche.pages_agent for champ in page.champs}
    rendus = (nom for volet in demarche.volets for nom in volet.rend if nom in volet.champs)
    dits = ((champs[nom].libelle, dossier.reponses_agent.get(nom)) for nom in rendus)
    conseils = [
        redaction.texte(_("%(intitule)s : %(texte)s"), intitule=redaction.traduire(intitule), texte=str(texte))
        for intitule, texte in dits
        if texte
    ]
    return conseils + (suites_accord(demarche, redaction) if decision.nature in ACCORDS else [])


def _dits(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> list[tuple[str, str]]:
    """Rend ce que les agents ont noté et que la lettre dit, étiqueté."""
    champs = {champ.identifiant: champ for page in demarche.pages_agent for champ in page.champs}
    notes = ((champs[nom], dossier.reponses_agent.get(nom)) for nom in demarche.dits)
    return [
        (redaction.traduire(champ.libelle), afficher(champ, valeur, redaction.traduire, redaction.langue))
        for champ, valeur in notes
        if valeur not in (None, "")
    ]


def _titre(demarche: Demarche, decision: Decision, redaction: Redaction) -> str:
    if decision.nature in RETRAITS:
        return titre_du_retrait(decision, redaction)
    nom = redaction.traduire(demarche.nom)
    return redaction.texte(_("Décision sur votre demande « %(demarche)s »"), demarche=nom)


def _signataire(decision: Decision) -> decisions.Signataire:
    fige = decision.signataire or {}
    return decisions.Signataire(
        nom=f"{fige.get('prenom', '')} {fige.get('nom', '')}".strip(),
        qualite=fige.get("qualite", ""),
        service=fige.get("service", ""),
    )


def _part_du_calcul(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend la mention due quand une règle ou un barème a participé à la décision (CRPA, L311-3-1)."""
    if not demarche.algorithmique:
        return []
    return decisions.mention_algorithmique(
        finalite=redaction.traduire(demarche.finalite),
        service=coordonnees(service_de(dossier.service_code)),
        page_des_regles=f"{demarrage.reglages().url_publique}/demarches/{demarche.identifiant}/regles",
        redaction=redaction,
    )


def _comment_contester(dossier: Dossier, demarche: Demarche, decision: Decision, redaction: Redaction) -> list[str]:
    voies = voies_de_recours(dossier, demarche, redaction, decision)
    return voies + lettres_du_recours.mise_en_garde(dossier, redaction)


def remettre_decision(dossier: Dossier, demarche: Demarche, decision: Decision) -> Document:
    """Remet la décision signée : sens, motifs, recours, part du calcul (CRPA, L211-5, L212-1, L311-3-1)."""
    donnees = donnees_decision(dossier, demarche, decision)
    faits = Faits(sens=decision.nature.value, montant=decision.montant)
    document = remettre(dossier, demarche, "decision", donnees, objet_id=decision.id, faits=faits)
    if decision.remplace_id is not None:
        # Ce qui est retiré ne vaut plus : sa vérification le dit, sans renvoyer à une version plus récente.
        revient = decision.nature in RETRAITS
        dit = _("La décision a été retirée ou abrogée.") if revient else _("Une autre décision l’a remplacée.")
        motif = Redaction.en(dossier.langue).traduire(dit)
        remplacer_ceux_de(decision.remplace_id, par=None if revient else document, motif=motif)
    return document


def suites_accord(demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend ce qui suit un accord, avec les délais en vigueur."""
    valeurs = chiffres_publics(demarche, valeurs_au(horloge.aujourd_hui()))
    return [remplir(redaction.traduire(texte), valeurs, redaction.langue) for texte in demarche.suites_accord]
