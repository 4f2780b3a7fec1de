"""Le journal d’un dossier, en mots : ce qui s’est passé, par qui, pour quelle raison."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from portail.dossiers.avis.queries import noms_des_experts
from portail.dossiers.lectures import raison_dite
from portail.identite.models import Agent
from portail.identite.notaires.queries import membres_par_id
from portail.identite.queries import agents_par_id
from portail.journal.models import Entree, TypeAuteur
from portail.journal.queries import textes_cites
from portail.socle.traduction import _

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "commencer": _("Demande commencée"),
        "deposer": _("Demande déposée"),
        "prendre_en_charge": _("Pris en charge"),
        "affecter": _("Affecté"),
        "suivre": _("Suivi par un agent"),
        "ne_plus_suivre": _("N’est plus suivi par un agent"),
        "etiqueter": _("Étiquettes changées"),
        "ecrire_note": _("Note interne écrite"),
        "effacer_note": _("Note interne effacée"),
        "rappeler_complement": _("Rappel de compléter envoyé"),
        "renvoyer_message": _("Message renvoyé"),
        "poster_courrier": _("Courrier noté comme posté"),
        "envoyer_recommande": _("Décision envoyée en lettre recommandée"),
        "suivre_recommande": _("Suivi de la lettre recommandée noté"),
        "traiter_retour": _("Retour d’une lettre recommandée traité"),
        "verifier": _("Vérification notée"),
        "ecarter_fichier": _("Fichier écarté par le contrôle"),
        "accuser_reception": _("Accusé de réception envoyé"),
        "demander_complement": _("Complément demandé"),
        "completer": _("Complément reçu ou délai passé"),
        "complement_echu": _("Délai pour compléter passé"),
        "proposer": _("Décision proposée à la signature"),
        "renvoyer": _("Renvoyé à l’instruction"),
        "accepter": _("Accord signé"),
        "refuser": _("Refus signé"),
        "declarer_irrecevable": _("Déclaré irrecevable"),
        "classer": _("Classé sans suite"),
        "transmettre": _("Demande transmise à l’autorité compétente"),
        "transmettre_apres_refus": _("Demande transmise après le refus, avec l’accord de la personne"),
        "retirer": _("Retiré par l’usager"),
        "joindre": _("Document joint"),
        "retirer_fichier": _("Document retiré"),
        "accepter_piece": _("Pièce acceptée"),
        "refuser_piece": _("Pièce refusée"),
        "ecrire": _("Message envoyé"),
        "justifier_lecture": _("Raison de consultation donnée"),
        "lire": _("Dossier consulté"),
        "lire_depose": _("Demande telle que déposée consultée"),
        "lire_journal": _("Journal consulté"),
        "lire_piece": _("Pièce consultée"),
        "lire_document": _("Document consulté"),
        "lire_fiche": _("Dossier vu dans la fiche de la personne"),
        "telecharger_document": _("Document téléchargé"),
        "telecharger_piece": _("Pièce téléchargée"),
        "telecharger_recapitulatif": _("Récapitulatif téléchargé"),
        "telecharger_journal": _("Journal téléchargé"),
        "telecharger_dossier": _("Dossier entier imprimé"),
        "exporter": _("Dossier mis dans un export de liste"),
        "revoquer_document": _("Document révoqué"),
        "remplacer_document": _("Document remplacé"),
        "consulter_decision": _("Décision consultée par l’usager"),
        "mettre_a_disposition": _("Décision mise à disposition"),
        "completude": _("Dossier complet"),
        "constater_silence": _("Décision implicite constatée"),
        "passer_terme": _("Terme du service passé sans décision"),
        "transmettre_copie": _("Copie transmise à une autre autorité"),
        "effacer_acquereur": _("Nom de qui devait acheter effacé"),
        "repondre_preemption": _("Réponse au prix du Département enregistrée"),
        "reputer_renoncer": _("Sans réponse au prix du Département : réputé renoncer à vendre"),
        "reexaminer": _("Étude reprise après une décision implicite"),
        "retirer_la_decision": _("Décision retirée"),
        "abroger": _("Décision abrogée"),
        "proposer_le_retrait": _("Retrait ou abrogation proposé à la signature"),
        "renvoyer_le_retrait": _("Retrait ou abrogation renvoyé sans signature"),
        "inviter_a_observer": _("Observations demandées avant un retrait ou une abrogation"),
        "viser": _("Projet de décision visé"),
        "demander_avis": _("Avis demandé à un expert"),
        "rappeler_avis": _("Rappel d’un avis demandé"),
        "signaler_avis": _("Avis non rendu à la date dite"),
        "revoquer_avis": _("Demande d’avis révoquée"),
        "rendre_avis": _("Avis rendu"),
        "entrer_pour_avis": _("Entrée de l’expert"),
        "lire_pour_avis": _("Éléments partagés consultés pour donner un avis"),
        "lire_piece_pour_avis": _("Pièce consultée pour donner un avis"),
        "former_recours": _("Décision contestée par l’usager"),
        "reformer": _("Décision remplacée après un recours"),
        "confirmer_decision": _("Décision confirmée après un recours"),
        "constater_caducite": _("Caducité de l’accord constatée"),
        "ouvrir_versement": _("Versement prévu"),
        "transmettre_justificatifs": _("Justificatifs de paiement envoyés par l’usager"),
        "redemander_justificatifs": _("Justificatifs de paiement redemandés"),
        "valider_versement": _("Versement prêt à mandater"),
        "changer_iban": _("Compte à créditer changé par l’usager"),
        "soumettre_iban": _("Compte à créditer changé par l’usager, à vérifier"),
        "exporter_versement": _("Coordonnées bancaires exportées pour le mandat"),
        "diriger_versement": _("Versement envoyé vers une autre destination"),
        "choisir_mode_versement": _("À qui verser l’aide : choix enregistré"),
        "revaloriser_droit": _("Montant mis au barème de l’année"),
        "reprendre_trop_percu": _("Trop-perçu repris d’une demande à l’autre"),
        "reprendre_avance": _("Avance reprise après un retrait"),
        "regler_trop_percu": _("Trop-perçu remboursé ou remis"),
        "noter_deces": _("Décès noté"),
        "mandater_versement": _("Versement mandaté"),
        "payer_versement": _("Versement payé"),
        "rejeter_versement": _("Versement rejeté par la banque"),
        "annuler_versement": _("Versement annulé"),
        "proroger_versement": _("Délai des justificatifs prolongé"),
        "relancer_versement": _("Rappel d’envoyer les justificatifs"),
        "avertir_caducite": _("Caducité envisagée, observations demandées"),
        "demander_attestation": _("Attestation demandée par l’usager"),
        "demander_motifs": _("Motifs du rejet implicite demandés par l’usager"),
        "communiquer_motifs": _("Motifs du rejet implicite communiqués"),
        "emettre_code": _("Récépissé remis, avec un code de rattachement"),
        "rattacher": _("Demande rattachée au compte de la personne"),
        "demander_rattachement": _("Rattachement demandé sous une autre identité"),
        "accepter_rattachement": _("Rattachement accepté"),
        "refuser_rattachement": _("Rattachement refusé"),
        "lire_courrier": _("Courrier à poster consulté"),
        "lire_identite": _("Coordonnées reprises pour une autre demande"),
        "remplir_volet": _("Document réservé en cours de rédaction"),
        "valider_volet": _("Document réservé validé"),
        "rouvrir_volet": _("Document réservé rouvert"),
        "lire_volet": _("Document réservé consulté"),
        "joindre_au_volet": _("Fichier joint à un document réservé"),
        "retirer_du_volet": _("Fichier retiré d’un document réservé"),
        "eliminer": _("Contenu éliminé"),
        "preparer_proposition": _("Proposition préparée"),
        "envoyer_proposition": _("Proposition envoyée à la personne"),
        "revoir_competence": _("Autorité compétente revue"),
        "retirer_proposition": _("Proposition retirée par le service"),
        "recevoir_proposition": _("Proposition reçue par la personne"),
        "accepter_proposition": _("Proposition acceptée par la personne"),
        "observer_proposition": _("Observations présentées sur la proposition"),
        "refuser_proposition": _("Proposition définitive refusée par la personne"),
        "clore_observations": _("Délai d’observations passé sans réponse"),
        "constater_sans_reponse": _("Proposition définitive restée sans réponse"),
        "accorder_avance": _("Aide avancée en urgence"),
        "ouvrir_droit": _("Droit mensuel ouvert"),
        "fermer_droit": _("Fin d’un droit mensuel"),
        "emettre_mensualite": _("Mensualité calculée"),
        "declarer_sejour": _("Séjour à l’hôpital déclaré"),
        "noter_sortie": _("Sortie de l’hôpital notée"),
        "effacer_sejour": _("Séjour à l’hôpital effacé"),
        "noter_utilisation": _("Aide utilisée notée"),
        "rappeler_revision": _("Rappel de la révision"),
        "informer_maire": _("Maire de la commune informé de la demande"),
        "lier_dossier": _("Demande liée ouverte pour une autre personne du foyer"),
        "planifier_visite": _("Visite prévue"),
        "deplacer_visite": _("Visite déplacée"),
        "annuler_visite": _("Visite annulée"),
        "constater_absence": _("Personne absente à la visite"),
        "rappeler_visite": _("Rappel de la visite envoyé"),
        "ecarter_refus": _("Refus réputé écarté : réponse partie à temps"),
    }
)


def action_en_mots(action: str, traduire: Callable[[str], str]) -> str:
    """Rend une action du journal en mots ; une action sans mots se lit par son code."""
    return traduire(ACTIONS[action]) if action in ACTIONS else action.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Moment:
    """Une entrée du journal et ce qu’elle dit : quoi, par qui (nom, qualité), pour quelle raison."""

    entree: Entree
    action: str
    agent: Agent | None
    raison: str
    expert: str = ""
    """Nom et qualité de qui a agi du dehors : un expert, un membre d’office notarial."""

    @property
    def est_de_l_usager(self) -> bool:
        """Vrai si la personne a agi."""
        return self.entree.auteur_type is TypeAuteur.USAGER


def moments(entrees: Sequence[Entree], traduire: Callable[[str], str]) -> list[Moment]:
    """Rend ces entrées en mots, dans le même ordre."""
    agents = agents_par_id([e.auteur_id for e in entrees if e.auteur_type is TypeAuteur.AGENT and e.auteur_id])
    avis = {e.auteur_id for e in entrees if e.auteur_type is TypeAuteur.EXPERT and e.auteur_id}
    experts = {**noms_des_experts(avis), **_membres(entrees)}
    textes = textes_cites(entrees)
    return [
        Moment(
            entree=entree,
            action=action_en_mots(entree.action, traduire),
            agent=agents.get(entree.auteur_id) if entree.auteur_id else None,
            raison=raison_dite(entree.details, textes, traduire),
            expert=experts.get(entree.auteur_id, "") if entree.auteur_id else "",
        )
        for entree in entrees
    ]


def _membres(entrees: Sequence[Entree]) -> dict[UUID, str]:
    """Rend le nom et l’office de chaque membre qui a agi."""
    agissent = {e.auteur_id for e in entrees if e.auteur_type is TypeAuteur.NOTAIRE and e.auteur_id}
    return {nom: f"{un.nom_affiche}, {un.office.nom}" for nom, un in membres_par_id(agissent).items()}
