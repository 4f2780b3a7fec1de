"""Ce que les écrans des droits mensuels partagent : un séjour à déclarer, un mois en mots, ce qui est prévu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from babel.dates import format_date
from flask_babel import gettext

from portail.demarche.champs import Champ, DateRecente
from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.echeancier import Titre
from portail.dossiers.prestations.models import Hospitalisation
from portail.dossiers.prestations.queries import DroitsLus
from portail.dossiers.prestations.sejours import Sejour
from portail.dossiers.prestations.suivi import suivi_des_droits
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.phrases import ETATS, a_qui
from portail.dossiers.versements.queries import versements_de
from portail.guichets.contexte import euros, langue_courante
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle.traduction import _, usage_de

JOURS_MAX = 740
"""Ce qui se lit d’une date ; la prescription, elle, est un paramètre."""
TITRES: Mapping[Titre, tuple[str, str]] = MappingProxyType(
    {
        Titre.AVANCE: (_("Avance en urgence"), "accord"),
        Titre.SILENCE: (_("Montant forfaitaire, sans réponse à temps"), "accord"),
        Titre.DECISION: (_("Décision"), "accord"),
    }
)
"""Ce qui donne le droit, en mots, et sa forme."""
EN_MOTS_SIMPLES: Mapping[EtatVersement, tuple[str, str]] = MappingProxyType(
    {
        EtatVersement.A_MANDATER: (_("En préparation"), "etude"),
        EtatVersement.MANDATE: (_("Paiement ordonné"), "etude"),
        EtatVersement.PAYE: (_("Versé"), "accord"),
    }
)


def mois_dit(mois: date) -> str:
    """Rend « mars 2027 »."""
    return format_date(mois, "MMMM y", locale=usage_de(langue_courante()))


def droits_a_l_ecran(demarche: Demarche, lus: DroitsLus) -> dict[str, Any]:
    """Rend où en sont ces droits, en mots ; vide s’il n’y en a jamais eu."""
    suivi = suivi_des_droits(demarche, lus)
    if suivi is None:
        return {}
    return {
        "droits": suivi,
        "droits_titres": {titre: (gettext(mot), forme) for titre, (mot, forme) in TITRES.items()},
        "mois_dit": mois_dit,
    }


@dataclass(frozen=True, slots=True)
class VersementDit:
    """Un versement d’un mois : où en est l’argent (mot et forme), combien, à qui."""

    etat: tuple[str, str]
    montant: Decimal
    a_qui: str


def versements_dits(dossier: Dossier, *, a_la_personne: bool = False) -> Mapping[date, Sequence[VersementDit]]:
    """Rend les versements du dossier, mois par mois ; à la personne, sans les mots du comptable."""
    etats = {**ETATS, **EN_MOTS_SIMPLES} if a_la_personne else ETATS
    dits: dict[date, list[VersementDit]] = {}
    for un in reversed(versements_de(dossier)):
        if un.mois is not None:
            mot, forme = etats[un.etat]
            dits.setdefault(un.mois, []).append(VersementDit((gettext(mot), forme), un.montant, a_qui_dit(un)))
    return dits


def a_qui_dit(versement: Versement) -> str:
    """Rend à qui l’on paie, en mots."""
    phrase, valeurs = a_qui(versement)
    return gettext(phrase, **valeurs)


def chiffres_dits(dossier: Dossier, demarche: Demarche) -> list[tuple[str, str]]:
    """Rend ce que les calculs de la démarche disent avec le montant : la part de la personne, par exemple."""
    if demarche.prestation is None:
        return []
    bilan, traduire = bilan_de(dossier, demarche), Redaction.en(langue_courante()).traduire
    dits = (bilan.explication(code) for code in demarche.prestation.dits)
    return [(traduire(un.calcul.titre), euros(un.valeur)) for un in dits if un is not None]


def formulaire_du_sejour(en_cours: Hospitalisation | None, revision: int | None = None) -> FormulaireDeSaisie:
    """Rend le formulaire d’un séjour ; de celui qui est en cours, seule la sortie se demande."""
    entree: tuple[Champ, ...] = (
        DateRecente(
            "entree", _("Jour de l’entrée à l’hôpital"), aide=_("Exemple : 5 octobre 2026."), jours_max=JOURS_MAX
        ),
    )
    sortie = DateRecente(
        "sortie",
        _("Jour de la sortie de l’hôpital"),
        aide="" if en_cours else _("Laissez vide si la personne y est encore."),
        obligatoire=en_cours is not None,
        jours_max=JOURS_MAX,
    )
    champs = (sortie,) if en_cours else (*entree, sortie)
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde(), revision=revision)


def sejour_de(form: FormulaireDeSaisie, en_cours: Hospitalisation | None) -> Sejour:
    """Rend le séjour écrit : l’entrée déjà connue, si l’on n’en demandait que la sortie."""
    lues = form.reponses()
    entree = en_cours.jour_d_entree if en_cours else date.fromisoformat(str(lues["entree"]))
    sortie = lues.get("sortie")
    return Sejour(entree=entree, sortie=date.fromisoformat(str(sortie)) if sortie else None)
