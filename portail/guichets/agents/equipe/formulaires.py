"""Les formulaires de l’équipe : absence, répartition, secteur, étiquette."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.saisie.simples import Case, Cases, Exige, Ligne, Liste, Radios, Texte, au_plus
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.affectation.secteurs import NOM_MAX as NOM_DE_SECTEUR_MAX
from portail.instruction.affectation.secteurs import nom_de_zone
from portail.instruction.etiquettes.actions import NOM_MAX as NOM_D_ETIQUETTE_MAX
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

PERSONNE = ""
CHIFFRES_MAX = 9
COMMUNES_MAX = 4000


class FormulaireAbsence(FlaskForm):
    """Qui est absent, quand, qui supplée, ce que deviennent ses dossiers ; jamais pourquoi."""

    qui = Liste(lazy_gettext("Qui est absent ?"), [Exige(_("Choisissez la personne absente."))])
    debut = ChampJour(lazy_gettext("Premier jour d’absence"))
    fin = ChampJour(lazy_gettext("Dernier jour d’absence"))
    suppleant = Liste(lazy_gettext("Qui supplée ?"), default=PERSONNE)
    sort = Radios(
        lazy_gettext("Que deviennent ses dossiers en cours ?"),
        [Exige(_("Dites ce que deviennent ses dossiers."))],
        default=SortDesDossiers.GARDER.value,
    )

    def proposer(self, absents: Iterable[Agent], suppleants: Iterable[Agent]) -> None:
        """Pose les personnes et les sorts possibles ; l’absence commence aujourd’hui par défaut."""
        self.qui.choices = {str(agent.id): agent.nom_affiche for agent in absents}
        noms = {str(agent.id): f"{agent.nom_affiche} ({agent.qualite})" for agent in suppleants}
        self.suppleant.choices = {PERSONNE: gettext("Personne"), **noms}
        self.sort.choices = [
            (SortDesDossiers.GARDER.value, gettext("Ils restent à son nom ; son suppléant les voit parmi les siens")),
            (SortDesDossiers.CONFIER.value, gettext("Ils passent à son suppléant, pour de bon")),
            (SortDesDossiers.RENDRE.value, gettext("Ils retournent à la file du service")),
        ]
        if not self.is_submitted():
            self.debut.data = self.fin.data = horloge.aujourd_hui()

    def validate_debut(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date."""
        _exiger_une_date(field)

    def validate_fin(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date."""
        _exiger_une_date(field)

    @property
    def periode(self) -> tuple[date, date]:
        """Rend le premier et le dernier jour, d’un formulaire valide."""
        return cast("date", self.debut.data), cast("date", self.fin.data)

    @property
    def suppleant_choisi(self) -> UUID | None:
        """Rend le suppléant, ou rien."""
        return UUID(self.suppleant.data) if self.suppleant.data else None


class FormulaireFin(FlaskForm):
    """Le dernier jour d’une absence qu’on écourte."""

    dernier_jour = ChampJour(lazy_gettext("Dernier jour d’absence"))

    def validate_dernier_jour(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date."""
        _exiger_une_date(field)

    @property
    def jour(self) -> date:
        """Rend le jour choisi, d’un formulaire valide."""
        return cast("date", self.dernier_jour.data)


def _exiger_une_date(field: Any) -> None:  # noqa: ANN401 — champ WTForms
    if not isinstance(field.data, date):
        field.errors = []
        raise ValidationError(gettext("Choisissez une date."))


class FormulaireRepartition(FlaskForm):
    """Affecter d’office ou à la main, et jusqu’à combien de dossiers par agent."""

    automatique = Case(lazy_gettext("Affecter d’office chaque nouvelle demande"))
    plafond = Ligne(
        lazy_gettext("Nombre de dossiers en cours au-delà duquel un agent ne reçoit plus rien d’office"),
        description=lazy_gettext("Laissez vide pour ne pas fixer de plafond. Exemple : 60"),
    )

    @property
    def plafond_lu(self) -> int | None:
        """Rend le plafond, ou rien."""
        brut = (self.plafond.data or "").strip()
        return int(brut) if brut else None

    def validate_plafond(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige un nombre entier, si l’on écrit quelque chose."""
        brut = (field.data or "").strip()
        if brut and not (brut.isascii() and brut.isdecimal() and len(brut) <= CHIFFRES_MAX and int(brut) > 0):
            raise ValidationError(gettext("Écrivez un nombre de dossiers. Exemple : 60"))


class FormulaireSecteur(FlaskForm):
    """Un secteur : son nom, ses intercommunalités, les communes à part, ses agents."""

    nom = Ligne(lazy_gettext("Nom du secteur"), [Exige(_("Donnez un nom au secteur.")), au_plus(NOM_DE_SECTEUR_MAX)])
    epci = Cases(lazy_gettext("Intercommunalités"))
    communes = Texte(
        lazy_gettext("Communes à part"),
        [au_plus(COMMUNES_MAX)],
        description=lazy_gettext("Une par ligne. Une commune écrite ici l’emporte sur son intercommunalité."),
    )
    agents = Cases(lazy_gettext("Agents du secteur"))

    def proposer(self, intercommunalites: Mapping[str, str], instructeurs: Iterable[Agent]) -> None:
        """Pose les choix."""
        self.epci.choices = dict(intercommunalites)
        self.agents.choices = {str(agent.id): agent.nom_affiche for agent in instructeurs}

    def remplir(self, nom: str, zones: Iterable[str], agents: Iterable[UUID]) -> None:
        """Montre un secteur tel qu’il est, tant que rien n’est envoyé."""
        if self.is_submitted():
            return
        connues = annuaire().intercommunalites
        self.nom.data = nom
        self.epci.data = [code for code in zones if code in connues]
        self.communes.data = "\n".join(nom_de_zone(code) for code in zones if code not in connues)
        self.agents.data = [str(agent) for agent in agents]

    def _lignes(self) -> list[str]:
        return [ligne.strip() for ligne in (self.communes.data or "").splitlines() if ligne.strip()]

    def validate_communes(self, _field: object) -> None:
        """Exige des communes du département."""
        inconnues = [nom for nom in self._lignes() if annuaire().reconnaitre(nom) is None]
        if inconnues:
            raise ValidationError(
                gettext("Commune inconnue dans le département : %(noms)s.", noms=", ".join(inconnues))
            )

    @property
    def zones(self) -> frozenset[str]:
        """Rend les codes des intercommunalités et des communes choisies."""
        communes = (annuaire().reconnaitre(nom) for nom in self._lignes())
        return frozenset(self.epci.data or ()) | {commune.code_insee for commune in communes if commune}

    @property
    def agents_choisis(self) -> frozenset[UUID]:
        """Rend les agents du secteur."""
        return frozenset(UUID(identifiant) for identifiant in self.agents.data or ())


class FormulaireEtiquette(FlaskForm):
    """Le nom d’une étiquette."""

    nom = Ligne(
        lazy_gettext("Nom de l’étiquette"),
        [Exige(_("Donnez un nom à l’étiquette.")), au_plus(NOM_D_ETIQUETTE_MAX)],
        description=lazy_gettext("Un mot pour ranger. Jamais de santé, d’opinion ni de jugement sur une personne."),
    )
