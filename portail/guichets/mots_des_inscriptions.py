"""Les mots des inscriptions, pour les familles et le bureau : quand, où, pour qui, ce qui reste, ce qui empêche."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from types import MappingProxyType

from flask_babel import gettext, ngettext

from portail.demarche.formats import en_nombre
from portail.guichets.contexte import date_et_heure, date_longue, heure, langue_courante, traduire
from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.eligibilite import PHRASES, Constat
from portail.inscriptions.activites.models import Groupe, Nature
from portail.inscriptions.attestations.models import Genre
from portail.inscriptions.attestations.mots import NOMS
from portail.inscriptions.paniers.models import EtatCommande
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import Reste
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.traduction import LANGUE_SOURCE, _
from portail.territoire.communes import annuaire

INSECABLE = "\u00a0"
EN_MINUTES, EN_HEURES = 120, 48
"""En deçà, une durée se dit en minutes, puis en heures ; au-delà, en jours."""
JOURS = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))
ETATS: Mapping[EtatPlace, tuple[str, str]] = MappingProxyType(
    {
        EtatPlace.PANIER: (_("Au panier"), "nouveau"),
        EtatPlace.EN_PAIEMENT: (_("Règlement attendu"), "attendu"),
        EtatPlace.PROPOSEE: (_("Place gardée pour vous"), "attendu"),
        EtatPlace.CONFIRMEE: (_("Inscrit"), "accord"),
        EtatPlace.LIBEREE: (_("Place rendue"), "fini"),
    }
)
COMMANDES: Mapping[EtatCommande, tuple[str, str]] = MappingProxyType(
    {
        EtatCommande.PANIER: (_("Au panier"), "nouveau"),
        EtatCommande.A_PAYER: (_("À payer"), "attendu"),
        EtatCommande.EN_PAIEMENT: (_("Paiement en cours"), "etude"),
        EtatCommande.AU_GUICHET: (_("À régler au guichet"), "attendu"),
        EtatCommande.PAYEE: (_("Réglée : les places sont acquises"), "accord"),
        EtatCommande.PAYE_SANS_PLACE: (_("Payée trop tard : tout vous est rendu"), "retard"),
        EtatCommande.ABANDONNEE: (_("Abandonnée"), "fini"),
    }
)
PRODUITS: Mapping[str, str] = MappingProxyType(
    {"adhesion": _("Adhésion de la saison"), "demi_journee": _("Demi-journée de stage")}
)


def nom_du_produit(code: str) -> str:
    """Rend un produit en toutes lettres ; un code inconnu se lit comme il est écrit."""
    return traduire(PRODUITS[code]) if code in PRODUITS else code.replace("_", " ").capitalize()


def commune_du(groupe: Groupe) -> str:
    """Rend le nom de la commune où le groupe se tient."""
    commune = annuaire().par_code(groupe.lieu_code_insee)
    return commune.nom if commune else groupe.lieu_code_insee


def heures_du(groupe: Groupe) -> str:
    """Rend « 14 h 00 – 15 h 30 »."""
    if langue_courante() == LANGUE_SOURCE:
        debut, fin = (f"{une.hour}{INSECABLE}h{INSECABLE}{une.minute:02d}" for une in (groupe.debut, groupe.fin))
    else:
        debut, fin = (f"{une:%H:%M}" for une in (groupe.debut, groupe.fin))
    return f"{debut}{INSECABLE}– {fin}"


def quand_du(groupe: Groupe) -> str:
    """Rend « mercredi, 14 h 00 – 15 h 30, du 9 septembre 2026 au 30 juin 2027 »."""
    jours = ", ".join(traduire(JOURS[jour - 1]) for jour in groupe.jours)
    if groupe.nature is Nature.STAGE and len(groupe.jours) > 1:
        jours = gettext("du %(premier)s au %(dernier)s", premier=traduire(JOURS[groupe.jours[0] - 1]),
                        dernier=traduire(JOURS[groupe.jours[-1] - 1]))  # fmt: skip
    periode = gettext(
        "du %(debut)s au %(fin)s", debut=date_longue(groupe.premier_jour), fin=date_longue(groupe.dernier_jour)
    )
    return ", ".join(dit for dit in (jours, heures_du(groupe), periode) if dit)


def groupe_dit(groupe: Groupe) -> str:
    """Rend un groupe en une ligne : son nom, sa commune si le nom ne la dit pas, quand."""
    commune = commune_du(groupe)
    return ", ".join([groupe.libelle, *([] if commune in groupe.libelle else [commune]), quand_du(groupe)])


def ages_du(groupe: Groupe) -> str:
    """Rend « de 7 à 10 ans le 1er septembre 2026 »."""
    return gettext(
        "de %(age_min)s à %(age_max)s ans le %(jour)s",
        age_min=groupe.age_min,
        age_max=groupe.age_max,
        jour=date_longue(groupe.activite.saison.date_age),
    )


def reste_dit(reste: Reste | None) -> str:
    """Rend combien de places restent, en toutes lettres."""
    if reste is None or reste.est_complet:
        return gettext("complet, liste d’attente possible")
    return ngettext("%(num)d place libre", "%(num)d places libres", reste.libres)


def niveau_dit(code: str) -> str:
    """Rend un niveau en toutes lettres."""
    connus = {"debutant": _("débutant"), "confirme": _("confirmé")}
    return traduire(connus[code]) if code in connus else code.replace("_", " ")


def seuil_de(groupe: Groupe) -> int | None:
    """Rend la population que la commune de l’enfant ne doit pas atteindre, ou rien."""
    code = groupe.activite.parametre_seuil
    return int(valeurs_au(groupe.activite.saison.debut)[code]) if code else None


def jusqu_a_dit(instant: datetime) -> str:
    """Rend « jusqu’à 14 h 32 », ou « jusqu’au 24 novembre 2026 à 10 h 20 » si ce n’est pas aujourd’hui."""
    if horloge.a_paris(instant).date() == horloge.aujourd_hui():
        return gettext("jusqu’à %(heure)s", heure=heure(instant))
    return gettext("jusqu’au %(quand)s", quand=date_et_heure(instant))


def duree_dite(duree: timedelta) -> str:
    """Rend « 12 minutes », « 5 heures » ou « 3 jours » : l’unité qui se lit, entamée."""
    minutes = ceil(duree.total_seconds() / 60)
    if minutes < EN_MINUTES:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    heures = ceil(minutes / 60)
    if heures < EN_HEURES:
        return ngettext("%(num)d heure", "%(num)d heures", heures)
    return ngettext("%(num)d jour", "%(num)d jours", ceil(heures / 24))


def obstacles_dits(constat: Constat, groupe: Groupe, enfant: Enfant) -> list[str]:
    """Rend, en toutes lettres, tout ce qui empêche cet enfant d’entrer dans ce groupe."""
    valeurs = {
        "age_min": groupe.age_min,
        "age_max": groupe.age_max,
        "date_age": date_longue(groupe.activite.saison.date_age),
        "prenom": enfant.prenom,
        "age": constat.age,
        "seuil": en_nombre(Decimal(seuil_de(groupe) or 0), langue_courante()),
    }
    return [traduire(PHRASES[obstacle]) % valeurs for obstacle in constat.obstacles]


def pieces_dites(genres: Sequence[Genre]) -> str:
    """Rend « attestation de santé, assurance de responsabilité civile »."""
    return ", ".join(traduire(NOMS[genre]).lower() for genre in genres)
