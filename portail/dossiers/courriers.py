"""Ce que le département remet à la personne : accusés, demandes, décisions — en données, lues en HTML et en PDF.

Un document garde les données exactes de son texte ; le PDF est composé ensuite, par une tâche.
"""

from datetime import date
from typing import Any

from portail.demarche.declaration import Demarche
from portail.demarche.recapitulatif import noms_a_montrer, rubriques
from portail.documents import accuses, lettres
from portail.documents.composition import composer_a_part
from portail.documents.formulaire import formulaire
from portail.documents.redaction import Redaction
from portail.documents.remise import departement
from portail.dossiers.examen import bilan_de, ce_qui_manque, jour_de_reference, silence_si_complet
from portail.dossiers.horloges.faits import Reponse
from portail.dossiers.horloges.lecture import faits_du, terme_du
from portail.dossiers.horloges.recalcul import horloges_de
from portail.dossiers.lettres_de_decision import remettre_decision as remettre_decision  # un courrier comme un autre
from portail.dossiers.lettres_de_decision import voies_de_recours
from portail.dossiers.models import CanalDepot, Complement, Document, Dossier
from portail.dossiers.redaction import MOYENS, affaire_de, coordonnees, effet_du_silence
from portail.dossiers.remise import remettre
from portail.dossiers.suivis.prevenance import prevenir_agent as prevenir_agent  # à qui écrire, au bureau
from portail.dossiers.suivis.prevenance import prevenir_le_service as prevenir_le_service
from portail.pieces.queries import pieces_de
from portail.socle import demarrage, horloge
from portail.socle.traduction import _
from portail.territoire.queries import service_de


def remettre_accuse_enregistrement(dossier: Dossier, demarche: Demarche) -> Document:
    """Remet l’accusé d’enregistrement électronique (CRPA, R112-11-2)."""
    assert dossier.depose_le is not None  # noqa: S101 — posé par le dépôt qui appelle
    assert dossier.date_accuse is not None  # noqa: S101 — idem
    redaction = Redaction.en(dossier.langue)
    donnees = accuses.accuse_enregistrement(
        affaire_de(dossier, demarche, redaction),
        enregistre_le=dossier.depose_le,
        date_accuse=dossier.date_accuse,
        arrivee=_arrivee(dossier, redaction),
        redaction=redaction,
    )
    return remettre(dossier, demarche, "accuse_enregistrement", donnees)


def _arrivee(dossier: Dossier, redaction: Redaction) -> accuses.Arrivee | None:
    """Rend comment et quel jour la demande est arrivée au guichet, ou rien si elle vient du portail."""
    if dossier.date_reception is None:
        return None
    return accuses.Arrivee(redaction.traduire(MOYENS[dossier.canal]), dossier.date_reception)


def donnees_accuse_reception(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    """Rend le corps de l’accusé de réception."""
    return accuses.accuse_reception(
        affaire_de(dossier, demarche, redaction),
        recue_le=jour_de_reference(dossier),
        service=coordonnees(service_de(dossier.service_code)),
        silence=demarche.silence,
        date_silence=dossier.date_silence or silence_si_complet(dossier, demarche),
        effet_silence=effet_du_silence(demarche, redaction),
        delai_recours=demarche.recours.delai,
        recours=voies_de_recours(dossier, demarche, redaction),
        electronique=dossier.canal is CanalDepot.LIGNE,
        manque=_ce_qui_manque(dossier, demarche, redaction),
        mots=demarche.mots,
        terme=terme_du(dossier),
        redaction=redaction,
    )


def _ce_qui_manque(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend, en mots, ce qui manque à une demande reçue incomplète ; en ligne, rien ne s’envoie incomplet."""
    if dossier.canal is CanalDepot.LIGNE:
        return []
    manque = ce_qui_manque(dossier, demarche, pieces_de(dossier.id))
    return [redaction.traduire(texte) for texte in (*(p.titre for p in manque.pages), *(p.nom for p in manque.pieces))]


def remettre_accuse_reception(dossier: Dossier, demarche: Demarche) -> Document:
    """Remet l’accusé de réception électronique (CRPA, R112-11-1)."""
    donnees = donnees_accuse_reception(dossier, demarche, Redaction.en(dossier.langue))
    return remettre(dossier, demarche, "accuse_reception", donnees)


def remettre_demande_de_pieces(dossier: Dossier, demarche: Demarche, complement: Complement) -> Document:
    """Remet la demande de pièces et d’informations (CRPA, R112-11-4)."""
    redaction = Redaction.en(dossier.langue)
    donnees = accuses.demande_pieces(
        affaire_de(dossier, demarche, redaction),
        recue_le=jour_de_reference(dossier),
        manquantes=manquantes(demarche, complement, redaction),
        date_limite=complement.date_limite,
        silence=demarche.silence,
        date_silence=_silence_apres(dossier, demarche, complement),
        moyens=redaction.texte(_("dans votre espace sur le portail, ou par courrier au service")),
        redaction=redaction,
    )
    return remettre(dossier, demarche, "demande_pieces", donnees, objet_id=complement.id)


def _silence_apres(dossier: Dossier, demarche: Demarche, complement: Complement) -> date | None:
    """Rend la date du silence si ce qui manque arrive le dernier jour."""
    suite = (*faits_du(dossier), Reponse(complement.date_limite))
    silence = horloges_de(demarche, suite).silence
    return silence.echeance if silence else None


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
    return remettre(dossier, demarche, "classement", donnees, gabarit="lettre")


def composer_recapitulatif(dossier: Dossier, demarche: Demarche, *, langue: str) -> bytes:
    """Rend le récapitulatif en PDF : tel que déposé, ou tel qu’il est tant que rien n’est envoyé."""
    redaction = Redaction.en(langue)
    fige = dossier.instantane or _brouillon_a_lire(dossier, demarche, redaction)
    donnees = lettres.recapitulatif(
        departement=departement(),
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
            {"nom": redaction.traduire(piece.nom), "fichiers": noms_a_montrer(piece, pieces, redaction.traduire)}
            for piece in demarche.pieces
            if pieces.get(piece.identifiant)
        ],
    }


def composer_formulaire_papier(demarche: Demarche, *, langue: str) -> bytes:
    """Rend la version papier de la démarche, tirée de la même déclaration."""
    donnees = formulaire(
        demarche,
        departement=departement(),
        service=coordonnees(service_de(demarche.service)),
        url=f"{demarrage.reglages().url_publique}/demarches/{demarche.identifiant}",
        redaction=Redaction.en(langue),
    )
    return composer_a_part("formulaire_papier", donnees, langue=langue)
