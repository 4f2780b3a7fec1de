"""Ce que le département remet à la personne : accusés, demandes, décisions — en données, lues en HTML et en PDF.

Un document garde les données exactes de son texte ; le PDF est composé ensuite, par une tâche.
"""

from typing import Any
from uuid import UUID

from portail.config import Departement
from portail.demarche.declaration import Demarche
from portail.demarche.fiche import chiffres_publics
from portail.demarche.phrases import remplir
from portail.demarche.recapitulatif import rubriques
from portail.documents import accuses, decisions, lettres, recours
from portail.documents.composition import composer_a_part
from portail.documents.formulaire import formulaire
from portail.documents.redaction import Redaction
from portail.dossiers.examen import bilan_de, jour_de_reference, silence_si_complet
from portail.dossiers.models import Complement, Decision, Document, Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.redaction import (
    affaire_de,
    coordonnees,
    effet_du_silence,
    montant_ecrit,
    motifs_ecrits,
    reserves_ecrites,
    sens_de,
)
from portail.identite.queries import agent_de
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import valeurs_au
from portail.pieces.queries import pieces_de
from portail.socle import demarrage, horloge
from portail.socle.base import session
from portail.socle.taches import differer_par_nom
from portail.socle.traduction import _
from portail.territoire.queries import service_de

COMPOSER = "dossiers.composer_document"


def _departement() -> Departement:
    return demarrage.reglages().departement


def _entete(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    agent = agent_de(dossier.agent_id) if dossier.agent_id else None
    adresse = dossier.reponses.get(demarche.beneficiaire.adresse)
    lignes = [f"{dossier.prenoms} {dossier.nom}".strip()]
    if isinstance(adresse, dict):
        lignes += [adresse.get("voie", ""), adresse.get("complement", "")]
        lignes.append(f"{adresse.get('code_postal', '')} {adresse.get('commune', '')}".strip())
    return lettres.entete(
        departement=_departement(),
        service=coordonnees(service_de(dossier.service_code)),
        destinataire=[ligne for ligne in lignes if ligne],
        affaire=affaire_de(dossier, demarche, redaction),
        jour=horloge.aujourd_hui(),
        suivi_par=f"{agent.nom_affiche}, {agent.qualite}" if agent else "",
        redaction=redaction,
    )


def _remettre(
    dossier: Dossier,
    demarche: Demarche,
    nature: str,
    donnees: dict[str, Any],
    *,
    gabarit: str = "",
    objet_id: UUID | None = None,
) -> Document:
    """Garde le document et diffère la composition de son PDF, dans la transaction courante."""
    redaction = Redaction.en(dossier.langue)
    completes = _entete(dossier, demarche, redaction) | donnees
    document = Document(
        dossier_id=dossier.id,
        nature=nature,
        objet_id=objet_id,
        contenu={
            "gabarit": gabarit or nature,
            "titre": completes["titre"],
            "langue": dossier.langue,
            "donnees": completes,
        },
        cree_le=horloge.maintenant(),
    )
    session.add(document)
    session.flush()
    differer_par_nom(COMPOSER, document_id=str(document.id))
    return document


def voies_de_recours(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend les voies et délais de recours de cette démarche."""
    service = service_de(dossier.service_code)
    return recours.voies_de_recours(
        demarche.recours,
        autorite=f"{service.nom}, {service.adresse}",
        tribunal=_departement().tribunal,
        redaction=redaction,
    )


def remettre_accuse_enregistrement(dossier: Dossier, demarche: Demarche) -> Document:
    """Remet l’accusé d’enregistrement électronique (CRPA, R112-11-2)."""
    assert dossier.depose_le is not None  # noqa: S101 — posé par le dépôt qui appelle
    assert dossier.date_accuse is not None  # noqa: S101 — idem
    redaction = Redaction.en(dossier.langue)
    donnees = accuses.accuse_enregistrement(
        affaire_de(dossier, demarche, redaction),
        enregistre_le=dossier.depose_le,
        date_accuse=dossier.date_accuse,
        redaction=redaction,
    )
    return _remettre(dossier, demarche, "accuse_enregistrement", donnees)


def _donnees_accuse_reception(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    return accuses.accuse_reception(
        affaire_de(dossier, demarche, redaction),
        recue_le=jour_de_reference(dossier),
        service=coordonnees(service_de(dossier.service_code)),
        silence=demarche.silence,
        date_silence=dossier.date_silence or silence_si_complet(dossier, demarche),
        effet_silence=effet_du_silence(demarche, redaction),
        delai_recours=demarche.recours.delai,
        recours=voies_de_recours(dossier, demarche, redaction),
        redaction=redaction,
    )


def remettre_accuse_reception(dossier: Dossier, demarche: Demarche) -> Document:
    """Remet l’accusé de réception électronique (CRPA, R112-11-1)."""
    donnees = _donnees_accuse_reception(dossier, demarche, Redaction.en(dossier.langue))
    return _remettre(dossier, demarche, "accuse_reception", donnees)


def remettre_demande_de_pieces(dossier: Dossier, demarche: Demarche, complement: Complement) -> Document:
    """Remet la demande de pièces et d’informations (CRPA, R112-11-4)."""
    redaction = Redaction.en(dossier.langue)
    donnees = accuses.demande_pieces(
        affaire_de(dossier, demarche, redaction),
        recue_le=jour_de_reference(dossier),
        manquantes=manquantes(demarche, complement, redaction),
        date_limite=complement.date_limite,
        silence=demarche.silence,
        date_silence=_silence_apres(dossier, complement),
        moyens=redaction.texte(_("dans votre espace sur le portail, ou par courrier au service")),
        redaction=redaction,
    )
    return _remettre(dossier, demarche, "demande_pieces", donnees, objet_id=complement.id)


def _silence_apres(dossier: Dossier, complement: Complement) -> Any:  # noqa: ANN401 — date ou rien
    """Rend la date du silence si les pièces arrivent le dernier jour."""
    if dossier.date_silence is None or dossier.suspendu_depuis is None:
        return dossier.date_silence
    return dossier.date_silence + (complement.date_limite - dossier.suspendu_depuis)


def manquantes(demarche: Demarche, complement: Complement, redaction: Redaction) -> list[accuses.Manquante]:
    """Rend la liste exhaustive de ce qui est demandé, avec ce qui l’exige."""
    fondement = redaction.traduire(demarche.fondements[0])
    champs, retenues = demarche.champs, []
    for element in complement.elements:
        piece = demarche.piece(element["identifiant"]) if element["type"] == "piece" else None
        nom = piece.nom if piece else champs[element["identifiant"]].libelle
        exige = redaction.traduire(piece.fondement) if piece and piece.fondement else fondement
        retenues.append(
            accuses.Manquante(nom=redaction.traduire(nom), raison=element.get("precision", ""), fondement=exige)
        )
    return retenues


def remettre_decision(dossier: Dossier, demarche: Demarche, decision: Decision) -> Document:
    """Remet la décision signée : sens, motifs, recours, part du calcul (CRPA, L211-5, L212-1, L311-3-1)."""
    redaction = Redaction.en(dossier.langue)
    signataire = decision.signataire or {}
    service = coordonnees(service_de(dossier.service_code))
    reserves = reserves_ecrites(dossier, decision, demarche, redaction)
    motifs = [*motifs_ecrits(decision, demarche, redaction), *reserves]
    donnees = decisions.decision(
        titre=redaction.texte(
            _("Décision sur votre demande « %(demarche)s »"), demarche=redaction.traduire(demarche.nom)
        ),
        sens=sens_de(decision.nature, redaction),
        signataire=decisions.Signataire(
            nom=f"{signataire.get('prenom', '')} {signataire.get('nom', '')}".strip(),
            qualite=signataire.get("qualite", ""),
            service=signataire.get("service", ""),
        ),
        details=montant_ecrit(decision.montant, redaction),
        motifs=motifs,
        suites=_suites(demarche, redaction) if not decision.motifs else [],
        recours=voies_de_recours(dossier, demarche, redaction) if motifs else [],
        algorithme=decisions.mention_algorithmique(
            finalite=redaction.traduire(demarche.finalite), service=service, redaction=redaction
        )
        if demarche.algorithmique
        else [],
        redaction=redaction,
    )
    return _remettre(dossier, demarche, "decision", donnees, objet_id=decision.id)


def _suites(demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend ce qui suit un accord, avec les délais en vigueur."""
    valeurs = chiffres_publics(demarche, valeurs_au(horloge.aujourd_hui()))
    return [remplir(redaction.traduire(texte), valeurs, redaction.langue) for texte in demarche.suites_accord]


def remettre_classement(dossier: Dossier, demarche: Demarche, motif: str) -> Document:
    """Dit à la personne que sa demande est classée, et pourquoi."""
    redaction = Redaction.en(dossier.langue)
    donnees = {
        "titre": redaction.traduire(_("Votre demande est classée sans suite")),
        "paragraphes": [
            *motif.strip().splitlines(),
            redaction.traduire(_("Vous pouvez déposer une nouvelle demande à tout moment.")),
        ],
        "accents": [],
    }
    return _remettre(dossier, demarche, "classement", donnees, gabarit="lettre")


def composer_recapitulatif(dossier: Dossier, demarche: Demarche, *, langue: str) -> bytes:
    """Rend le récapitulatif en PDF : tel que déposé, ou tel qu’il est tant que rien n’est envoyé."""
    redaction = Redaction.en(langue)
    fige = dossier.instantane or _brouillon_a_lire(dossier, demarche, redaction)
    donnees = lettres.recapitulatif(
        departement=_departement(),
        affaire=affaire_de(dossier, demarche, redaction),
        depose_le=redaction.instant(dossier.depose_le)
        if dossier.depose_le
        else redaction.traduire(_("pas encore envoyée")),
        fige=fige,
        engagements=[redaction.traduire(engagement.libelle) for engagement in demarche.engagements],
        redaction=redaction,
    )
    return composer_a_part("recapitulatif", donnees, langue=langue)


def _brouillon_a_lire(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    lues = rubriques(
        demarche,
        dossier.reponses,
        jour=horloge.aujourd_hui(),
        bilan=bilan_de(dossier, demarche),
        traduire=redaction.traduire,
        langue=redaction.langue,
    )
    pieces = {piece.code: [fichier.nom for fichier in piece.fichiers] for piece in pieces_de(dossier.id)}
    return {
        "rubriques": [
            {"titre": r.titre, "lignes": [{"libelle": ligne.libelle, "valeur": ligne.valeur} for ligne in r.lignes]}
            for r in lues
        ],
        "pieces": [
            {"nom": redaction.traduire(piece.nom), "fichiers": pieces[piece.identifiant]}
            for piece in demarche.pieces
            if pieces.get(piece.identifiant)
        ],
    }


def composer_document(document: Document) -> bytes:
    """Rend le PDF d’un document, de ses données."""
    contenu = document.contenu
    return composer_a_part(contenu["gabarit"], contenu["donnees"], langue=contenu["langue"])


def prevenir_agent(dossier: Dossier, gabarit: str) -> None:
    """Promet un message à l’agent qui suit le dossier ; sans agent, la file du service le montre déjà."""
    if dossier.agent_id is None:
        return
    agent = agent_de(dossier.agent_id)
    prevoir(
        Destinataire(courriel=agent.courriel),
        gabarit,
        {"numero": en_deux_groupes(dossier.numero), "chemin": f"/agents/dossiers/{dossier.numero}"},
        objet=("dossier", dossier.id),
    )


def composer_formulaire_papier(demarche: Demarche, *, langue: str) -> bytes:
    """Rend la version papier de la démarche, tirée de la même déclaration."""
    donnees = formulaire(
        demarche,
        departement=_departement(),
        service=coordonnees(service_de(demarche.service)),
        url=f"{demarrage.reglages().url_publique}/demarches/{demarche.identifiant}",
        redaction=Redaction.en(langue),
    )
    return composer_a_part("formulaire_papier", donnees, langue=langue)
