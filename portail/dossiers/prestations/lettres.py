"""Ce que l’on écrit des droits mensuels : l’avance, ce que doit dire un accord, un montant qui change."""

from datetime import date

from portail.demarche.declaration import Demarche
from portail.demarche.formats import en_euros
from portail.documents.redaction import Redaction
from portail.documents.remise import remplacer_ceux_de
from portail.dossiers.actions.commun import prevenir
from portail.dossiers.etats import ACCORDS
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.prestations.echeancier import mois_suivant
from portail.dossiers.prestations.models import Droit, Revalorisation
from portail.dossiers.prestations.ouverture import revision_le
from portail.dossiers.redaction import affaire_de
from portail.dossiers.remise import Faits, remettre
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.traduction import _

NATURE = "avance"
_ACCORDEE = _("Vous avez demandé « %(demarche)s » (n° %(numero)s). Votre situation est urgente.")
_MONTANT = _(
    "En attendant notre décision, vous recevez %(montant)s par mois, du %(debut)s au %(fin)s au plus tard (%(droit)s)."
)
_IMPUTEE = _("Cette somme se déduira de ce qui vous sera versé ensuite, si notre décision est plus basse.")
_ENSUITE = _("L’étude de votre demande continue. Ce versement prend fin le jour de notre décision.")


def remettre_avance(dossier: Dossier, demarche: Demarche, droit: Droit) -> Document:
    """Remet la lettre qui accorde l’avance : combien, de quand à quand, et ce qu’elle devient."""
    if demarche.prestation is None or droit.fin is None:
        raise ValueError("une avance a une fin, dans une démarche qui en prévoit")
    redaction = Redaction.en(dossier.langue)
    affaire = affaire_de(dossier, demarche, redaction)
    donnees = {
        "titre": redaction.traduire(demarche.prestation.avance_titre),
        "paragraphes": [
            redaction.texte(_ACCORDEE, demarche=affaire.demarche, numero=affaire.numero),
            redaction.texte(
                _MONTANT,
                montant=en_euros(droit.montant, redaction.langue),
                debut=redaction.jour(droit.debut),
                fin=redaction.jour(droit.fin),
                droit=redaction.traduire(demarche.prestation.avance_fondement),
            ),
            redaction.traduire(_IMPUTEE),
            redaction.traduire(_ENSUITE),
        ],
        "accents": [],
    }
    faits = Faits(montant=droit.montant)
    return remettre(dossier, demarche, NATURE, donnees, gabarit="lettre", objet_id=droit.id, faits=faits)


def details_de_l_accord(
    dossier: Dossier, demarche: Demarche, decision: Decision, redaction: Redaction
) -> list[tuple[str, str]]:
    """Rend ce qu’un accord doit dire d’une prestation mensuelle, étiqueté ; vide pour toute autre décision.

    Montant et part de la personne par mois, premier versement, jour de la révision.
    """
    prestation, jour = demarche.prestation, decision.date_decision or horloge.aujourd_hui()
    if prestation is None or decision.nature not in ACCORDS:
        return []
    bilan = bilan_de(dossier, demarche)
    dits = [une for une in map(bilan.explication, prestation.dits) if une is not None]
    chiffres = [(redaction.traduire(une.calcul.titre), _par_mois(en_euros(une.valeur, redaction.langue), redaction))
                for une in dits]  # fmt: skip
    if decision.montant is not None:
        montant = _par_mois(en_euros(decision.montant, redaction.langue), redaction)
        chiffres.insert(0, (redaction.traduire(_("Montant mensuel")), montant))
    if decision.montant:
        premier = _au_plus_tard(jour, entier_au(prestation.cle_jour_mandat, jour))
        chiffres.append(
            (redaction.traduire(_("Premier versement")), redaction.texte(_AVANT, jour=redaction.jour(premier)))
        )
    revision = redaction.jour(revision_le(prestation, jour))
    return [*chiffres, (redaction.traduire(_("Révision")), redaction.texte(_AVANT, jour=revision))]


_AVANT = _("au plus tard le %(jour)s")
_PAR_MOIS = _("%(montant)s par mois")


def _par_mois(montant: str, redaction: Redaction) -> str:
    return redaction.texte(_PAR_MOIS, montant=montant)


def _au_plus_tard(decision: date, jour_du_mois: int) -> date:
    """Rend le dernier jour pour ordonner le premier versement : le mois qui suit la décision."""
    return mois_suivant(decision).replace(day=jour_du_mois)


# ---------- Le montant change au 1er janvier ----------

REVALORISATION = "revalorisation"
GABARIT = "dossier/droits"
_CHANGE = _("Votre montant change le %(jour)s")
_AVANT_APRES = _("Vous receviez %(ancien)s par mois. À partir du %(jour)s, c’est %(montant)s par mois.")
_PLUS_RIEN = _(
    "Vous receviez %(ancien)s par mois. À partir du %(jour)s, votre droit continue, mais le montant est trop faible "
    "pour être versé."
)
_POURQUOI = _(
    "Pourquoi : la loi fait changer chaque année les plafonds, les tranches et les tarifs de cette aide (%(texte)s). "
    "Nous avons refait le même calcul, avec votre situation telle que nous la connaissons."
)
_MEME_DECISION = _("Votre décision reste valable : vous n’avez rien à faire. Ce qui a déjà été versé se rattrape.")
_CORRIGE = _("Le barème de l’année a été corrigé : une autre lettre dit le montant.")
_DESACCORD = _(
    "Le calcul est fait par un traitement automatisé. Vous pouvez en demander les règles et le détail, ou dire que "
    "vous n’êtes pas d’accord : écrivez-nous un message dans votre espace, ou par courrier."
)


def dire_la_revalorisation(dossier: Dossier, demarche: Demarche, revalorisation: Revalorisation) -> Document:
    """Remet la lettre qui dit le nouveau montant et pourquoi, et prévient la personne."""
    if demarche.prestation is None:
        raise ValueError("une revalorisation, dans une démarche qui en prévoit")
    redaction = Redaction.en(dossier.langue)
    jour = redaction.jour(revalorisation.depuis)
    ancien, montant = (en_euros(un, redaction.langue) for un in (revalorisation.ancien, revalorisation.montant))
    change = _AVANT_APRES if revalorisation.montant else _PLUS_RIEN
    paragraphes = [
        redaction.texte(change, ancien=ancien, montant=montant, jour=jour),
        redaction.texte(_POURQUOI, texte=redaction.traduire(demarche.prestation.revalorisation)),
        redaction.traduire(_MEME_DECISION),
        redaction.traduire(_DESACCORD),
    ]
    donnees = {"titre": redaction.texte(_CHANGE, jour=jour), "paragraphes": paragraphes, "accents": [montant, jour]}
    faits = Faits(montant=revalorisation.montant)
    prevenir(dossier, GABARIT, {"titre": donnees["titre"], "paragraphes": paragraphes})
    remplacer_ceux_de(revalorisation.id, par=None, motif=_CORRIGE)
    return remettre(
        dossier, demarche, REVALORISATION, donnees, gabarit="lettre", objet_id=revalorisation.id, faits=faits
    )
