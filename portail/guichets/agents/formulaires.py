"""Les formulaires des gestes des agents."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, TimeField
from wtforms.validators import ValidationError

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.dossiers.actions.complement import est_un_delai
from portail.dossiers.actions.decision import GESTES
from portail.dossiers.etats import NatureDecision
from portail.dossiers.motifs.redaction import rediger
from portail.guichets.contexte import langue_courante
from portail.guichets.ecrits import jour_admis
from portail.guichets.saisie.simples import Cases, Exige, FormulaireVersionne, Ligne, Liste, Radios, Texte, au_plus
from portail.guichets.televersement import ChampFichiers
from portail.identite.models import Agent
from portail.pieces.models import MotifRefusPiece
from portail.socle import horloge
from portail.socle.traduction import _, traducteur

MESSAGE_MAX = 5000
MOTIF_MAX = 2000
PERSONNE = ""


class ChampJour(DateField):
    """Une date à venir, dans le contrôle natif du navigateur."""

    gabarit = "texte"
    type_html = "date"
    autocomplete = None
    inputmode = ""
    classe = "moyen"
    verrouille = False
    facultatif = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lit la date ; vide ou illisible, dit quoi écrire."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
        self.data = jour_admis(self.data)
        if valuelist and self.data is None:
            raise ValueError(gettext("Écrivez une date. Exemple : 24/11/2026."))


class ChampHeure(TimeField):
    """Une heure, dans le contrôle natif du navigateur."""

    gabarit = "texte"
    type_html = "time"
    autocomplete = None
    inputmode = ""
    classe = "court"
    verrouille = False
    facultatif = False


def exiger_lisible(field: Field, message: str) -> None:
    """Dit quoi écrire, et cela seulement, quand cette date ou cette heure ne se lit pas."""
    field.errors = []
    if field.data is None:
        raise ValidationError(message)


class FormulaireMessage(FlaskForm):
    """Un message à la personne, avec ou sans document."""

    texte = Texte(
        lazy_gettext("Votre message"), [Exige(_("Écrivez votre message avant de l’envoyer.")), au_plus(MESSAGE_MAX)]
    )
    fichiers = ChampFichiers(lazy_gettext("Documents"), facultatif=True)


class FormulaireAffectation(FormulaireVersionne):
    """À qui confier le dossier."""

    a = Liste(lazy_gettext("Suivi par"), default=PERSONNE)

    def proposer(self, collegues: Iterable[Agent], *, actuel: UUID | None) -> None:
        """Pose les collègues proposés et celui qui suit déjà le dossier."""
        noms = {str(agent.id): f"{agent.nom_affiche} ({agent.qualite})" for agent in collegues}
        self.a.choices = {PERSONNE: gettext("Personne : rendre à la file du service"), **noms}
        if self.revision.raw_data is None and not self.is_submitted() and actuel:
            self.a.data = str(actuel)

    @property
    def choisi(self) -> UUID | None:
        """Rend l’agent choisi, ou rien."""
        return UUID(self.a.data) if self.a.data else None


class FormulaireClassement(FormulaireVersionne):
    """Pourquoi l’on classe sans suite ; la personne lira ce texte."""

    motif = Texte(
        lazy_gettext("Raison, telle que la personne la lira"),
        [Exige(_("Dites à la personne pourquoi sa demande est classée.")), au_plus(MOTIF_MAX)],
    )


class FormulaireRefusPiece(FormulaireVersionne):
    """Pourquoi une pièce ne convient pas."""

    motif = Radios(lazy_gettext("Pourquoi cette pièce ne convient-elle pas ?"), [Exige(_("Choisissez une raison."))])
    precision = Texte(
        lazy_gettext("Précision pour la personne"),
        [au_plus(MOTIF_MAX)],
        description=lazy_gettext("Exemple : « On ne lit ni la date ni le tampon. »"),
    )

    @property
    def motif_choisi(self) -> MotifRefusPiece:
        """Rend le motif choisi."""
        return MotifRefusPiece(self.motif.data)


class FormulaireComplement(FormulaireVersionne):
    """Ce que l’on redemande : des réponses et des pièces nommées, avant une date."""

    champs = Cases(lazy_gettext("Réponses à corriger ou à préciser"))
    pieces = Cases(lazy_gettext("Documents à envoyer ou à remplacer"))
    message = Texte(
        lazy_gettext("Ce que vous écrivez à la personne"),
        [Exige(_("Expliquez ce que vous attendez, simplement.")), au_plus(MESSAGE_MAX)],
    )
    date_limite = ChampJour(lazy_gettext("À envoyer avant le"))

    def preparer(self, choix_champs: dict[str, str], choix_pieces: dict[str, str], *, jours: int) -> None:
        """Pose les choix et la date limite par défaut."""
        self.champs.choices = choix_champs
        self.pieces.choices = choix_pieces
        if not self.is_submitted():
            self.date_limite.data = horloge.aujourd_hui() + timedelta(days=jours)

    def validate_pieces(self, _field: object) -> None:
        """Exige au moins un élément."""
        if not self.champs.data and not self.pieces.data:
            raise ValidationError(gettext("Choisissez au moins une réponse ou un document à demander."))

    def validate_date_limite(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date à venir."""
        if not isinstance(field.data, date) or not est_un_delai(field.data):
            raise ValidationError(gettext("Choisissez une date à venir. Exemple : dans un mois."))

    def elements(self, raisons: Mapping[str, str]) -> list[dict[str, str]]:
        """Rend ce qui est demandé, sous la forme de l’action ; `raisons` : pourquoi, par pièce."""
        champs = [{"type": "champ", "identifiant": c, "precision": ""} for c in self.champs.data or []]
        return champs + [
            {"type": "piece", "identifiant": p, "precision": raisons.get(p, "")} for p in self.pieces.data or []
        ]


class FormulaireDecision(FormulaireVersionne):
    """La décision : sa nature, ses motifs en droit et en fait, son montant."""

    exige_un_montant = False
    nature = Radios(lazy_gettext("Que proposez-vous ?"), [Exige(_("Choisissez une décision."))])
    montant = Ligne(lazy_gettext("Montant accordé, en euros"), description=lazy_gettext("Exemple : 500"))
    motifs = Cases(lazy_gettext("Motifs, si la décision est défavorable"))
    fait = Texte(
        lazy_gettext("Motivation en fait, telle que la personne la lira"),
        [au_plus(MOTIF_MAX)],
        description=lazy_gettext("Laissez vide pour reprendre le texte de chaque motif, avec les chiffres du dossier."),
    )

    def preparer(self, demarche: Demarche, bilan: Bilan, montant: Decimal | None) -> None:
        """Pose les choix, les motifs que les règles proposent et le montant ; `demarche` : ses motifs en vigueur."""
        traduire = traducteur(langue_courante())
        self.nature.choices = {
            NatureDecision.ACCORD.value: gettext("Accord"),
            NatureDecision.ACCORD_PARTIEL.value: gettext("Accord partiel"),
            NatureDecision.REFUS.value: gettext("Refus"),
            NatureDecision.IRRECEVABILITE.value: gettext("Irrecevable"),
        }
        for nature, dite in demarche.mots.natures.items():
            if nature in self.nature.choices:
                self.nature.choices[nature] = traduire(dite)
        self.exige_un_montant = bool(demarche.montant_accorde)
        self._motivee = demarche
        self.motifs.choices = {motif.code: traduire(motif.libelle) for motif in demarche.motifs}
        if self.revision.raw_data is None and not self.is_submitted():
            self.motifs.data = list(bilan.motifs)
            self.montant.data = f"{montant.normalize():f}".replace(".", ",") if montant is not None else ""

    def montant_lu(self) -> Decimal | None:
        """Rend le montant, au centime, ou rien."""
        brut = (self.montant.data or "").replace("€", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        return Decimal(brut).quantize(Decimal("0.01")) if brut else None

    def validate_montant(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige un montant lisible pour un accord."""
        try:
            montant = self.montant_lu()
            admis = montant is None or 0 <= montant < Decimal(10**9)  # « NaN » ne se compare pas
        except InvalidOperation:
            raise ValidationError(gettext("Écrivez un montant en euros. Exemple : 500")) from None
        if not admis:
            raise ValidationError(gettext("Écrivez un montant positif. Exemple : 500"))
        if self.exige_un_montant and self.nature.data == NatureDecision.ACCORD_PARTIEL and not montant:
            raise ValidationError(gettext("Un accord partiel dit le montant accordé. Exemple : 300"))
        del field

    def validate_motifs(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige, pour toute décision défavorable, un motif qui vaut pour elle (CRPA, L211-2)."""
        geste = next((geste for nature, geste in GESTES.items() if nature == self.nature.data), None)
        if geste is None or self.nature.data == NatureDecision.ACCORD:
            return
        if not field.data:
            raise ValidationError(gettext("Choisissez au moins un motif : une décision défavorable se motive."))
        traduire, choisis = traducteur(langue_courante()), [m for m in self._motivee.motifs if m.code in field.data]
        deplaces = [traduire(motif.libelle) for motif in choisis if geste not in motif.gestes]
        if deplaces:
            dits = ", ".join(deplaces)
            raise ValidationError(gettext("Ce motif ne vaut pas pour cette décision : %(motifs)s.", motifs=dits))

    def motifs_rediges(self, demarche: Demarche, bilan: Bilan, *, langue: str) -> list[dict[str, str]]:
        """Rend les motifs choisis, en droit et en fait, chiffres compris ; `langue` est celle du dossier."""
        if self.nature.data == NatureDecision.ACCORD:
            return []
        return rediger(demarche, self.motifs.data or [], bilan, langue=langue, fait=(self.fait.data or "").strip())
