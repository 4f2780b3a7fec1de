"""Le journal d’un dossier, remis à la personne : lisible, et vérifiable sans nous croire sur parole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portail.demarche.catalogue import demarche_de
from portail.documents.composition import composer_a_part
from portail.documents.journal import journal as donnees_du_journal
from portail.documents.redaction import Redaction
from portail.dossiers.chronique import Moment, moments
from portail.dossiers.lectures import lectures_dites
from portail.dossiers.models import Dossier
from portail.dossiers.redaction import affaire_de
from portail.identite.anonymat import montrer, montrer_chacun
from portail.identite.models import Usager
from portail.identite.queries import agents_par_id
from portail.journal.actions import JUSTIFIER, TEXTE
from portail.journal.ancrage import Preuve, preuve_de
from portail.journal.models import Entree, TexteDuJournal, TypeAuteur
from portail.journal.queries import LECTURES, entrees_de, textes_cites
from portail.journal.verifier import FORMAT, empreinte_des_details, sceller
from portail.socle import demarrage, horloge
from portail.socle.traduction import _, departement_dit
from portail.territoire.models import Service
from portail.territoire.queries import service_de

FAITS_DU_PDF = 40
PAGE_DE_VERIFICATION = "/verifier-le-journal"
COMMUNICABLES = frozenset(
    {
        "commencer", "deposer", "joindre", "retirer_fichier", "ecarter_fichier", "ecrire", "retirer", "completer",
        "demander_complement", "rappeler_complement", "complement_echu", "prendre_en_charge", "affecter",
        "accuser_reception", "accepter", "refuser", "declarer_irrecevable", "classer", "transmettre",
        "transmettre_apres_refus", "consulter_decision", JUSTIFIER,
        "former_recours", "reformer", "confirmer_decision", "transmettre_justificatifs", "changer_iban",
        "soumettre_iban", "mandater_versement", "payer_versement", "rejeter_versement", "envoyer_proposition",
        "retirer_proposition", "revoir_competence",
        "informer_maire", "lier_dossier", "planifier_visite",
        "deplacer_visite", "annuler_visite", "constater_absence", "rappeler_visite",
        "recevoir_proposition", "accepter_proposition", "observer_proposition", "refuser_proposition",
        "constater_sans_reponse", "ecarter_refus", "accorder_avance", "ouvrir_droit", "fermer_droit",
        "emettre_mensualite", "declarer_sejour", "noter_sortie", "effacer_sejour", "noter_utilisation",
        "diriger_versement", "choisir_mode_versement", "revaloriser_droit", "reprendre_trop_percu", "reprendre_avance",
        "regler_trop_percu", "rappeler_revision", "envoyer_recommande", "suivre_recommande",
    }
)  # fmt: skip
"""Les actions dont les détails se donnent à la personne ; des autres (une décision proposée, un avis), elle a
l’empreinte : ce qui prépare une décision ne se communique qu’une fois prise (CRPA, L311-2).
"""
_NOTE = (
    _(
        "Chaque entrée porte une empreinte, calculée avec celle de l’entrée précédente : modifier, ôter, ajouter ou "
        "déplacer une seule entrée change toutes les suivantes."
    ),
    _(
        "Pour vérifier : téléchargez le fichier JSON de ce journal et le vérificateur, puis lancez "
        "« python3 -m portail.journal.verifier fichier.json », ou « python3 verifier.py fichier.json ». "
        "Il n’a besoin de rien d’autre que Python."
    ),
    _(
        "Chaque nuit, la fin de tous les journaux est résumée en une racine, publiée à l’adresse %(adresse)s. "
        "Si la racine de votre fichier y figure, votre journal n’a pas changé depuis ce jour-là."
    ),
    _(
        "Les détails qui préparent une décision ne sont pas donnés : seule leur empreinte l’est. "
        "La vérification reste possible."
    ),
)


@dataclass(frozen=True, slots=True)
class JournalRemis:
    """Le journal d’un dossier pour une personne : ses moments, du plus ancien au plus récent, et leur preuve."""

    dossier: Dossier
    service: Service
    usager: Usager
    redaction: Redaction
    moments: Sequence[Moment]
    textes: dict[str, TexteDuJournal]
    preuve: Preuve | None

    @property
    def note(self) -> list[str]:
        """Rend la note de vérification, en paragraphes."""
        return [self.redaction.texte(texte, adresse=adresse_des_racines()) for texte in _NOTE]

    def qui(self, moment: Moment) -> str:
        """Rend qui a agi, tel que la personne le lit."""
        if moment.agent:
            return montrer(moment.agent, self.service, self.redaction.traduire).en_toutes_lettres
        if moment.entree.auteur_type is TypeAuteur.EXPERT:
            return moment.expert or self.redaction.traduire(_("Expert consulté"))
        if moment.expert:
            return moment.expert
        if not moment.est_de_l_usager:
            return self.redaction.traduire(_("Le portail"))
        if moment.entree.auteur_id == self.usager.id:
            return self.redaction.traduire(_("Vous"))
        autre = next((i.nom for i in self.dossier.intervenants if i.usager_id == moment.entree.auteur_id), "")
        return autre or self.redaction.traduire(_("Une autre personne de la demande"))


def adresse_des_racines() -> str:
    """Rend l’adresse publique où les racines sont publiées et le vérificateur donné."""
    return f"{demarrage.reglages().url_publique}{PAGE_DE_VERIFICATION}"


def journal_de(dossier: Dossier, *, usager: Usager, redaction: Redaction) -> JournalRemis:
    """Rend tout le journal du dossier pour cette personne."""
    entrees = list(reversed(entrees_de(("dossier", dossier.id), limite=None)))
    return JournalRemis(
        dossier=dossier,
        service=service_de(dossier.service_code),
        usager=usager,
        redaction=redaction,
        moments=moments(entrees, redaction.traduire),
        textes=dict(textes_cites([entree for entree in entrees if est_communicable(entree)])),
        preuve=preuve_de(("dossier", dossier.id)),
    )


def est_communicable(entree: Entree) -> bool:
    """Vrai si les détails de l’entrée se donnent à la personne."""
    return entree.action in COMMUNICABLES or entree.action.startswith(LECTURES)


def en_fichier(journal: JournalRemis) -> dict[str, Any]:
    """Rend le contenu du fichier JSON, scellé : ce que vérifie `portail.journal.verifier`."""
    departement = demarrage.reglages().departement
    return sceller(
        {
            "format": FORMAT,
            "dossier": journal.dossier.numero,
            "objet": {"type": "dossier", "id": str(journal.dossier.id)},
            "emetteur": departement.nom_complet,
            "etabli_le": horloge.maintenant().isoformat(timespec="seconds"),
            "note": journal.note,
            "racines": adresse_des_racines(),
            "nombre": len(journal.moments),
            "entrees": [_entree(journal, moment) for moment in journal.moments],
            "ancrage": _ancrage(journal.preuve),
        }
    )


def _entree(journal: JournalRemis, moment: Moment) -> dict[str, Any]:
    """Rend une entrée : ce qui entre dans son empreinte, et comment elle se lit."""
    contenu = moment.entree.contenu
    if not est_communicable(moment.entree):
        contenu["empreinte_details"] = empreinte_des_details(contenu.pop("details"), contenu.pop("sel"))
    texte = journal.textes.get(str(contenu.get("details", {}).get(TEXTE)))
    if texte is not None:
        contenu["texte"] = {"texte": texte.texte, "sel": texte.sel}
    return {**contenu, "lu": {"quoi": moment.action, "qui": journal.qui(moment), "raison": moment.raison}}


def _ancrage(preuve: Preuve | None) -> dict[str, Any] | None:
    if preuve is None:
        return None
    return {
        "jour": preuve.ancrage.jour.isoformat(),
        "racine": preuve.ancrage.racine,
        "rang": preuve.rang,
        "chemin": preuve.chemin,
    }


def en_pdf(journal: JournalRemis) -> bytes:
    """Rend le journal en PDF court : consultations, faits récents, note de vérification, empreintes."""
    redaction, dossier = journal.redaction, journal.dossier
    donnees = donnees_du_journal(
        departement=departement_dit(demarrage.reglages().departement, redaction.langue),
        affaire=affaire_de(dossier, demarche_de(dossier.demarche, version=dossier.version_demarche), redaction),
        etabli_le=redaction.instant(horloge.maintenant()),
        nombre=len(journal.moments),
        lectures=_lectures(journal),
        faits=[
            (redaction.instant(moment.entree.instant), f"{moment.action}\n{journal.qui(moment)}")
            for moment in reversed(journal.moments[-FAITS_DU_PDF:])
        ],
        note=journal.note,
        empreintes=_empreintes(journal),
        redaction=redaction,
    )
    return composer_a_part("journal", donnees, langue=redaction.langue)


def _lectures(journal: JournalRemis) -> list[tuple[str, str]]:
    traduire = journal.redaction.traduire
    lectures = lectures_dites(journal.dossier, traduire)
    agents = agents_par_id([lecture.agent_id for lecture in lectures if lecture.agent_id])
    montres = montrer_chacun(agents, journal.service, traduire)
    return [
        (journal.redaction.instant(lecture.derniere), "\n".join([qui, *lecture.raisons]))
        for lecture in lectures
        if (
            qui := lecture.expert
            or (montres[lecture.agent_id].en_toutes_lettres if lecture.agent_id in montres else "")
        )
    ]


def _empreintes(journal: JournalRemis) -> list[tuple[str, str]]:
    traduire = journal.redaction.traduire
    derniere = journal.moments[-1].entree.empreinte if journal.moments else ""
    lignes = [(traduire(_("Dernière empreinte")), derniere)]
    if journal.preuve is not None:
        jour = journal.redaction.jour(journal.preuve.ancrage.jour)
        lignes.append((journal.redaction.texte(_("Racine du %(jour)s"), jour=jour), journal.preuve.ancrage.racine))
    return lignes
