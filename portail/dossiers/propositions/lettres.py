"""Ce que disent la proposition, la proposition définitive, et le refus qui naît faute d’accord."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portail.demarche.declaration import Demarche
from portail.demarche.formats import en_euros, en_nombre
from portail.demarche.propositions import Mesure
from portail.demarche.propositions import Proposition as Declaree
from portail.documents.redaction import INSECABLE, Redaction
from portail.dossiers.lettres_de_decision import voies_de_recours
from portail.dossiers.lettres_du_silence import GABARIT as DECISION_IMPLICITE
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.propositions.lignes import Ligne, total
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.redaction import affaire_de, coordonnees, motifs_ecrits
from portail.dossiers.remise import Faits, remettre
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.queries import service_de

NATURE = "proposition"
GABARIT_DU_REFUS = "motifs_du_rejet"
_TITRE = _("%(titre)s : notre proposition")
_TITRE_DEFINITIVE = _("%(titre)s : notre proposition définitive")
_INTRODUCTION = _("Voici ce que nous vous proposons pour votre demande « %(demarche)s » n° %(numero)s, par mois.")
_APRES_OBSERVATIONS = _("Nous avons étudié vos observations du %(jour)s.")
_SANS_OBSERVATIONS = _("Vous n’avez pas présenté d’observations sur notre première proposition.")
_REPONDRE = _(
    "Vous avez %(jours)s jours, à partir du jour où vous recevez cette proposition, pour l’accepter ou pour présenter "
    "vos observations et demander à la modifier."
)
_ENSUITE = _(
    "Si vous demandez une modification, nous vous envoyons une proposition définitive. Rien n’est décidé d’ici là."
)
_REPONDRE_A_LA_DEFINITIVE = _(
    "Vous avez %(jours)s jours, à partir du jour où vous recevez cette proposition définitive, pour l’accepter ou la "
    "refuser. Si vous la refusez, ou sans réponse de votre part dans ce délai, votre demande est réputée refusée."
)
_COMMENT = _(
    "Répondez dans votre espace, ou par lettre à : %(service)s. Pour une lettre, c’est la date d’envoi qui compte "
    "(article L. 112-1 du code des relations entre le public et l’administration)."
)
_A_TITRE_INDICATIF = _(
    "Ces montants sont ceux d’aujourd’hui. La décision, signée après votre accord, dira ce qui vous est versé."
)
_TITRE_REFUS = _("Votre demande est réputée refusée")
_SANS_REPONSE = _(
    "Le %(recue)s, vous avez reçu notre proposition définitive pour votre demande « %(demarche)s » n° %(numero)s. Vous "
    "aviez jusqu’au %(limite)s pour répondre. Nous n’avons pas reçu de réponse."
)
_REFUSEE = _(
    "Le %(jour)s, vous avez refusé notre proposition définitive pour votre demande « %(demarche)s » n° %(numero)s."
)
_EFFET = _("Votre demande est donc réputée refusée depuis le %(jour)s.")
_SI_POSTEE = _(
    "Vous aviez envoyé votre réponse à temps, par la poste ? Elle compte, même si nous la recevons après : ce refus "
    "n’aura alors pas d’effet."
)
_NOUVELLE = _("Vous pouvez aussi déposer une nouvelle demande à tout moment.")


def remettre_proposition(dossier: Dossier, demarche: Demarche, proposition: Proposition) -> Document:
    """Remet la proposition : chaque ligne, ce que les calculs en disent, comment et jusqu’à quand répondre."""
    if demarche.proposition is None:
        raise ValueError("cette démarche n’a pas de proposition")
    redaction = Redaction.en(dossier.langue)
    titre = redaction.traduire(demarche.proposition.titre)
    modele = _TITRE_DEFINITIVE if proposition.definitive else _TITRE
    donnees = {
        "titre": redaction.texte(modele, titre=titre),
        "paragraphes": [
            *_introduction(dossier, demarche, proposition, redaction),
            *(proposition.mot or "").splitlines(),
        ],
        "details": [
            *(list(paire) for paire in ecrites(demarche.proposition, proposition.chiffrees, redaction)),
            *([un["titre"], un["valeur"]] for un in proposition.calculs),
        ],
        "suites": [
            *(un["texte"] for un in proposition.calculs if un["texte"]),
            redaction.traduire(_A_TITRE_INDICATIF),
            *_comment_repondre(dossier, proposition, redaction),
        ],
        "accents": [],
    }
    return remettre(dossier, demarche, NATURE, donnees, objet_id=proposition.id)


def _introduction(
    dossier: Dossier, demarche: Demarche, proposition: Proposition, redaction: Redaction
) -> Iterator[str]:
    affaire = affaire_de(dossier, demarche, redaction)
    if proposition.definitive:
        yield _ce_que_la_personne_a_dit(dossier, redaction)
    yield redaction.texte(_INTRODUCTION, demarche=affaire.demarche, numero=affaire.numero)


def _ce_que_la_personne_a_dit(dossier: Dossier, redaction: Redaction) -> str:
    observee = next((une for une in propositions_de(dossier) if une.etat is EtatProposition.OBSERVEE), None)
    if observee is None or observee.date_reponse is None:
        return redaction.traduire(_SANS_OBSERVATIONS)
    return redaction.texte(_APRES_OBSERVATIONS, jour=redaction.jour(observee.date_reponse))


def _comment_repondre(dossier: Dossier, proposition: Proposition, redaction: Redaction) -> Iterator[str]:
    jours = str(proposition.delai_jours)
    if proposition.definitive:
        yield redaction.texte(_REPONDRE_A_LA_DEFINITIVE, jours=jours)
    else:
        yield redaction.texte(_REPONDRE, jours=jours)
        yield redaction.traduire(_ENSUITE)
    service = coordonnees(service_de(dossier.service_code))
    yield redaction.texte(_COMMENT, service=f"{service.nom}, {service.adresse}")


def ecrites(declaree: Declaree, lignes: Sequence[Ligne], redaction: Redaction) -> list[tuple[str, str]]:
    """Rend chaque ligne en mots (ce que c’est, ce que cela coûte par mois), puis leur total."""
    dites = [
        (_intitule(declaree, ligne, redaction), _cout(declaree, ligne, redaction))
        for ligne in sorted(lignes, key=lambda ligne: bool(ligne.enveloppe))
    ]
    par_mois = sum(not ligne.enveloppe for ligne in lignes)
    du_mois = (redaction.traduire(_("Total par mois")), _euros(total(lignes), redaction))
    return [*dites[:par_mois], du_mois, *dites[par_mois:]]


def _intitule(declaree: Declaree, ligne: Ligne, redaction: Redaction) -> str:
    nature = declaree.nature(ligne.nature)
    libelle = redaction.traduire(nature.libelle) if nature else ligne.nature
    enveloppe = declaree.enveloppe(ligne.enveloppe)
    if enveloppe is not None:
        libelle = f"{libelle}, {redaction.traduire(enveloppe.periode)}"
    return f"{libelle} ({ligne.intervenant})" if ligne.intervenant else libelle


def _cout(declaree: Declaree, ligne: Ligne, redaction: Redaction) -> str:
    nature = declaree.nature(ligne.nature)
    if nature is None or nature.mesure is Mesure.MONTANT:
        return _euros(ligne.montant, redaction)
    quantite = en_nombre(ligne.quantite, redaction.langue)
    unite = f"{INSECABLE}{redaction.traduire(nature.unite)}" if nature.unite else ""
    return f"{quantite}{unite} × {_euros(ligne.prix, redaction)} = {_euros(ligne.montant, redaction)}"


def _euros(montant: Decimal, redaction: Redaction) -> str:
    return en_euros(montant, redaction.langue)


def remettre_refus(dossier: Dossier, demarche: Demarche, proposition: Proposition, decision: Decision) -> Document:
    """Apprend à la personne que sa demande est réputée refusée : pourquoi, depuis quand, comment contester."""
    redaction = Redaction.en(dossier.langue)
    affaire = affaire_de(dossier, demarche, redaction)
    jour = redaction.jour(decision.date_decision or horloge.aujourd_hui())
    valeurs = {
        "demarche": affaire.demarche,
        "numero": affaire.numero,
        "jour": jour,
        "recue": redaction.jour(proposition.date_reception) if proposition.date_reception else "",
        "limite": redaction.jour(proposition.date_limite) if proposition.date_limite else "",
    }
    refusee = proposition.etat is EtatProposition.REFUSEE
    donnees = {
        "titre": redaction.traduire(_TITRE_REFUS),
        "paragraphes": [
            redaction.texte(_REFUSEE if refusee else _SANS_REPONSE, **valeurs),
            redaction.texte(_EFFET, jour=jour),
        ],
        "motifs": [
            {"titre": motif.titre, "droit": motif.droit, "fait": motif.fait}
            for motif in motifs_ecrits(decision, demarche, redaction)
        ],
        "suites": [redaction.traduire(texte) for texte in ([] if refusee else [_SI_POSTEE]) + [_NOUVELLE]],
        "recours_titre": redaction.traduire(_("Comment contester cette décision")),
        "recours": voies_de_recours(dossier, demarche, redaction),
        "accents": [jour],
    }
    faits = Faits(sens=decision.nature.value)
    return remettre(
        dossier, demarche, DECISION_IMPLICITE, donnees, gabarit=GABARIT_DU_REFUS, objet_id=decision.id, faits=faits
    )
