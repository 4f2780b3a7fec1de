"""Les formulaires d’une plage : quand l’on reçoit, où, pour quoi ; un seul jour différent ; à qui il faut écrire."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import Optional

from portail.guichets.agents.formulaires import ChampHeure, ChampJour, exiger_lisible
from portail.guichets.jours import JOURS, jours_dits
from portail.guichets.saisie.simples import Cases, Exige, FormulaireVersionne, Liste, Radios, Texte, au_plus
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.noms import noms_courts
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.plages.fiche import FichePlage, UnSeulJour
from portail.rendez_vous.plages.models import Plage, Rythme
from portail.socle.traduction import _

MOTIF_MAX = 300
RANGS: Mapping[str, str] = {
    "1": _("premier"), "2": _("deuxième"), "3": _("troisième"), "4": _("quatrième"), "5": _("cinquième"),
    "-1": _("dernier"),
}  # fmt: skip
INTERVALLES: Mapping[str, str] = {
    "1": _("toutes les semaines"),
    "2": _("une semaine sur deux"),
    "3": _("une semaine sur trois"),
    "4": _("une semaine sur quatre"),
}
MODALITES: Mapping[Modalite, str] = {
    Modalite.SUR_PLACE: _("Sur place"),
    Modalite.TELEPHONE: _("Par téléphone"),
    Modalite.VISIO: _("En vidéo"),
    Modalite.DOMICILE: _("Chez la personne"),
}
MENSUEL, HEBDOMADAIRE = Rythme.MENSUEL.value, Rythme.HEBDOMADAIRE.value


class JourFacultatif(ChampJour):
    """Une date que l’on peut taire."""

    facultatif = True


class HeureFacultative(ChampHeure):
    """Une heure que l’on peut taire."""

    facultatif = True


class FormulairePlage(FormulaireVersionne):
    """Une plage : quand, où, pour quoi."""

    lieu = Liste(lazy_gettext("Où"), [Exige(_("Choisissez un lieu."))])
    objets = Cases(lazy_gettext("Pour quels rendez-vous"), [Exige(_("Choisissez au moins un rendez-vous."))])
    modalites = Cases(lazy_gettext("Comment l’on se rencontre"), [Exige(_("Choisissez au moins une façon."))])
    debut = ChampHeure(lazy_gettext("De"))
    fin = ChampHeure(lazy_gettext("À"))
    premier_jour = ChampJour(lazy_gettext("Premier jour"))
    dernier_jour = JourFacultatif(
        lazy_gettext("Dernier jour"), [Optional()], description=lazy_gettext("Vide : sans fin.")
    )
    jours = Cases(
        lazy_gettext("Quels jours"),
        description=lazy_gettext("Rien de coché : celui du premier jour. Un seul si la plage revient chaque mois."),
    )
    rythme = Radios(lazy_gettext("Revient"), [Exige(_("Dites quand la plage revient."))])
    intervalle = Liste(lazy_gettext("Si chaque semaine"))
    rang = Liste(lazy_gettext("Si chaque mois, lequel"))

    def proposer(self, lieux: Sequence[Lieu], objets: Sequence[ObjetRdv]) -> None:
        """Pose ce qui se choisit."""
        self.lieu.choices = {str(identifiant): nom for identifiant, nom in noms_courts(lieux).items()}
        self.objets.choices = {str(objet.id): objet.libelle for objet in objets}
        self.modalites.choices = {modalite.value: gettext(mot) for modalite, mot in MODALITES.items()}
        self.jours.choices = {str(rang): gettext(mot) for rang, mot in enumerate(JOURS, start=1)}
        self.rythme.choices = {HEBDOMADAIRE: gettext("Chaque semaine"), MENSUEL: gettext("Chaque mois")}
        self.intervalle.choices = {rang: gettext(mot) for rang, mot in INTERVALLES.items()}
        self.rang.choices = {rang: gettext(mot) for rang, mot in RANGS.items()}

    def validate_debut(self, field: Field) -> None:
        """Exige une heure lisible."""
        exiger_lisible(field, gettext("Écrivez une heure. Exemple : 09:00"))

    def validate_fin(self, field: Field) -> None:
        """Exige une heure lisible."""
        exiger_lisible(field, gettext("Écrivez une heure. Exemple : 12:00"))

    def validate_premier_jour(self, field: Field) -> None:
        """Exige un jour lisible."""
        exiger_lisible(field, gettext("Écrivez une date. Exemple : 24/11/2026."))

    def fiche(self, ressource_id: UUID) -> FichePlage:
        """Rend la plage écrite ; après la validation."""
        mensuel = self.rythme.data == MENSUEL
        return FichePlage(
            ressource_id=ressource_id,
            lieu_id=UUID(self.lieu.data),
            objets=frozenset(UUID(un) for un in self.objets.data or ()),
            modalites=frozenset(self.modalites.data or ()),
            premier_jour=_du(self.premier_jour),
            dernier_jour=self.dernier_jour.data,
            debut=self.debut.data,  # type: ignore[arg-type]  # validé
            fin=self.fin.data,  # type: ignore[arg-type]  # validé
            rythme=Rythme(self.rythme.data or HEBDOMADAIRE),
            jours=frozenset(int(un) for un in self.jours.data or ()),
            intervalle=1 if mensuel else int(self.intervalle.data or 1),
            rang=int(self.rang.data or 1) if mensuel else None,
        )


def _du(champ: ChampJour) -> date:
    assert champ.data is not None  # noqa: S101 — validé
    return champ.data


def rythme_dit(plage: Plage) -> str:
    """Rend « mardi, jeudi, toutes les semaines », « deuxième mardi du mois »."""
    jours = jours_dits(plage.jours)
    if plage.rythme is Rythme.MENSUEL:
        return gettext("%(rang)s %(jour)s du mois", rang=gettext(RANGS[str(plage.rang)]), jour=jours[0])
    dits = ", ".join(jours)
    if str(plage.intervalle) not in INTERVALLES:
        return gettext("%(jours)s, une semaine sur %(n)s", jours=dits, n=plage.intervalle)
    return f"{dits}, {gettext(INTERVALLES[str(plage.intervalle)])}"


def valeurs_de(plage: Plage) -> dict[str, Any]:
    """Rend ce que montre le formulaire d’une plage écrite."""
    return {
        "lieu": str(plage.lieu_id),
        "objets": [str(un.objet_id) for un in plage.objets],
        "modalites": list(plage.modalites),
        "debut": plage.debut,
        "fin": plage.fin,
        "premier_jour": plage.premier_jour,
        "dernier_jour": plage.dernier_jour,
        "jours": [str(jour) for jour in plage.jours],
        "rythme": plage.rythme.value,
        "intervalle": str(plage.intervalle),
        "rang": str(plage.rang or 1),
        "revision": str(plage.version),
    }


class FormulaireUnSeulJour(FlaskForm):
    """Ce qui change un seul jour."""

    quoi = Radios(lazy_gettext("Ce jour-là"), [Exige(_("Dites ce qui change ce jour-là."))])
    debut = HeureFacultative(lazy_gettext("Nouvelle heure de début"), [Optional()])
    fin = HeureFacultative(lazy_gettext("Nouvelle heure de fin"), [Optional()])
    lieu = Liste(lazy_gettext("Autre lieu"))

    def proposer(self, lieux: Sequence[Lieu]) -> None:
        """Pose ce qui se choisit."""
        self.quoi.choices = {
            "annule": gettext("Personne ne reçoit : la plage n’a pas lieu"),
            "change": gettext("La plage a lieu à d’autres heures, ou ailleurs"),
        }
        courts = {str(identifiant): nom for identifiant, nom in noms_courts(lieux).items()}
        self.lieu.choices = {"": gettext("Le même"), **courts}

    @property
    def voulu(self) -> UnSeulJour:
        """Rend ce qui change ; après la validation."""
        if self.quoi.data == "annule":
            return UnSeulJour(annulee=True)
        return UnSeulJour(
            debut=self.debut.data, fin=self.fin.data, lieu_id=UUID(self.lieu.data) if self.lieu.data else None
        )


class FormulaireReplacer(FlaskForm):
    """Les rendez-vous que l’on annule, et pourquoi ; un autre horaire est cherché pour chacun."""

    lesquels = Cases(lazy_gettext("Rendez-vous à replacer"), [Exige(_("Choisissez au moins un rendez-vous."))])
    motif = Texte(
        lazy_gettext("Pourquoi, tel que les personnes le liront"),
        [Exige(_("Dites pourquoi ces rendez-vous sont annulés.")), au_plus(MOTIF_MAX)],
    )
