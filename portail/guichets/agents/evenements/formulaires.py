"""Les formulaires de l’organisateur : régler un évènement, ses places, écrire, dire pourquoi l’on annule."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from portail.guichets.agents.formulaires import ChampHeure, ChampJour
from portail.guichets.saisie.simples import Case, Exige, Ligne, Liste, Texte, au_plus
from portail.inscriptions.evenements.models import Evenement
from portail.inscriptions.evenements.organisation import Fiche
from portail.socle import horloge
from portail.socle.traduction import _

PLACES_MAX = 20_000
TITRE_MAX, TEXTE_MAX, MESSAGE_MAX = 120, 4000, 3000
REPRIS = (
    "titre", "explication", "lieu_nom", "lieu_adresse", "acces", "repas", "enregistre", "usage_des_images",
    "partenaires",
)  # fmt: skip


def nombre_lu(field: Field) -> int | None:
    """Rend le nombre écrit, ou rien s’il est illisible ou démesuré."""
    brut = (field.data or "").strip()
    return int(brut) if brut.isdecimal() and len(brut) < 9 else None


def exiger_des_places(field: Field) -> None:
    """Lève `ValidationError` si ce n’est pas un nombre de places."""
    nombre = nombre_lu(field)
    if nombre is None or not 1 <= nombre <= PLACES_MAX:
        raise ValidationError(gettext("Écrivez un nombre entre 1 et %(max)s.", max=PLACES_MAX))


class FormulaireEvenement(FlaskForm):
    """Un évènement : quoi, où, quand, comment l’on s’y inscrit."""

    titre = Ligne(lazy_gettext("Titre"), [Exige(_("Écrivez le titre.")), au_plus(TITRE_MAX)])
    explication = Texte(
        lazy_gettext("De quoi il s’agit"),
        [Exige(_("Dites en quelques phrases de quoi il s’agit.")), au_plus(TEXTE_MAX)],
    )
    lieu_nom = Ligne(lazy_gettext("Lieu"), [Exige(_("Écrivez le nom du lieu.")), au_plus(TITRE_MAX)])
    lieu_adresse = Ligne(lazy_gettext("Adresse"), [Exige(_("Écrivez l’adresse du lieu.")), au_plus(200)])
    acces = Texte(
        lazy_gettext("Accès"),
        [au_plus(TITRE_MAX * 5)],
        description=lazy_gettext("Transports, entrée de plain-pied, places réservées."),
    )
    jour = ChampJour(lazy_gettext("Jour"))
    heure = ChampHeure(lazy_gettext("Heure du début"))
    jour_fin = ChampJour(lazy_gettext("Jour de la fin"))
    heure_fin = ChampHeure(lazy_gettext("Heure de la fin"))
    jour_ouverture = ChampJour(lazy_gettext("Inscriptions ouvertes le"))
    jour_fermeture = ChampJour(lazy_gettext("Dernier jour pour s’inscrire"))
    repas = Case(lazy_gettext("Un repas est prévu"))
    enregistre = Case(lazy_gettext("L’évènement est filmé ou enregistré"))
    usage_des_images = Texte(
        lazy_gettext("S’il est filmé : ce que deviennent les images"),
        [au_plus(MESSAGE_MAX)],
        description=lazy_gettext(
            "Où elles sont montrées, à qui, combien de temps. Exemple : en ligne un an sur le site du Département."
        ),
    )
    partenaires = Case(lazy_gettext("Réservé aux structures invitées"))

    def remplir(self, evenement: Evenement) -> None:
        """Pose ce qui est déjà réglé."""
        for nom in REPRIS:
            self[nom].data = getattr(evenement, nom)
        debut, fin = horloge.a_paris(evenement.debut), horloge.a_paris(evenement.fin)
        self.jour.data, self.heure.data = debut.date(), debut.time()
        self.jour_fin.data, self.heure_fin.data = fin.date(), fin.time()
        self.jour_ouverture.data = horloge.a_paris(evenement.ouvre_le).date()
        self.jour_fermeture.data = horloge.a_paris(evenement.ferme_le - timedelta(seconds=1)).date()

    def validate_heure(self, field: Field) -> None:
        """Exige une heure lisible."""
        _heure_lue(field)

    def validate_heure_fin(self, field: Field) -> None:
        """Exige une heure lisible."""
        _heure_lue(field)

    def validate_usage_des_images(self, field: Field) -> None:
        """Exige de dire à quoi servent les images, si l’on filme."""
        if self.enregistre.data and not (field.data or "").strip():
            raise ValidationError(gettext("Dites ce que deviennent les images : les inscrits doivent le savoir."))

    @property
    def fiche(self) -> Fiche:
        """Rend ce qui est écrit, après la validation ; le dernier jour pour s’inscrire compte en entier."""
        debut, fin = _instant(self.jour, self.heure), _instant(self.jour_fin, self.heure_fin)
        assert self.jour_ouverture.data and self.jour_fermeture.data  # noqa: S101, PT018 — validés
        minuit = horloge.instant_du(self.jour_fermeture.data + timedelta(days=1)).astimezone(UTC)
        return Fiche(
            titre=(self.titre.data or "").strip(),
            explication=(self.explication.data or "").strip(),
            lieu_nom=(self.lieu_nom.data or "").strip(),
            lieu_adresse=(self.lieu_adresse.data or "").strip(),
            acces=(self.acces.data or "").strip(),
            debut=debut,
            fin=fin,
            ouvre_le=horloge.instant_du(self.jour_ouverture.data).astimezone(UTC),
            ferme_le=min(minuit, fin),
            repas=bool(self.repas.data),
            enregistre=bool(self.enregistre.data),
            usage_des_images=(self.usage_des_images.data or "").strip() if self.enregistre.data else "",
            partenaires=bool(self.partenaires.data),
        )


class FormulaireNouvelEvenement(FormulaireEvenement):
    """Un évènement à créer : en plus, le service et le nombre de places."""

    service = Liste(lazy_gettext("Service qui organise"), [Exige(_("Choisissez un service."))])
    capacite = Ligne(lazy_gettext("Nombre de places"), [Exige(_("Écrivez un nombre de places."))])

    def validate_capacite(self, field: Field) -> None:
        """Exige un nombre de places."""
        exiger_des_places(field)


class FormulaireStructure(FlaskForm):
    """Une structure à inviter."""

    libelle = Ligne(
        lazy_gettext("Nom de la structure"), [Exige(_("Écrivez le nom de la structure.")), au_plus(TITRE_MAX)]
    )
    capacite = Ligne(lazy_gettext("Places pour cette structure"), [Exige(_("Écrivez un nombre de places."))])

    def validate_capacite(self, field: Field) -> None:
        """Exige un nombre de places."""
        exiger_des_places(field)


class FormulaireRaison(FlaskForm):
    """Pourquoi l’on annule, tel que les inscrits le liront."""

    raison = Texte(
        lazy_gettext("Raison, telle que les inscrits la liront"),
        [Exige(_("Dites pourquoi.")), au_plus(MESSAGE_MAX)],
        description=lazy_gettext("N’y nommez pas l’évènement : un message se lit par-dessus une épaule."),
    )


class FormulaireRetrait(FlaskForm):
    """Pourquoi l’on retire quelqu’un, s’il faut le lui dire."""

    raison = Texte(
        lazy_gettext("Raison, telle que la personne la lira"),
        [au_plus(MESSAGE_MAX)],
        description=lazy_gettext("N’y nommez pas l’évènement : un message se lit par-dessus une épaule."),
    )


class FormulaireMessage(FlaskForm):
    """Un mot à tous les inscrits."""

    texte = Texte(
        lazy_gettext("Votre message"),
        [Exige(_("Écrivez votre message avant de l’envoyer.")), au_plus(MESSAGE_MAX)],
        description=lazy_gettext("N’y nommez pas l’évènement : un message se lit par-dessus une épaule."),
    )
    a_la_file = Case(lazy_gettext("L’envoyer aussi à la liste d’attente"))


def _heure_lue(field: Field) -> None:
    field.errors = []
    if field.data is None:
        raise ValidationError(gettext("Écrivez une heure. Exemple : 09:00"))


def _instant(jour: Any, heure: Any) -> datetime:  # noqa: ANN401 — champs WTForms
    return horloge.instant_du(jour.data, heure.data).astimezone(UTC)
