"""La réponse d’un expert : le même formulaire pour un agent et pour quelqu’un du dehors."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers.avis.actions import LONGUEUR_MAX, Reponse
from portail.dossiers.avis.models import SensAvis
from portail.guichets.saisie.simples import Exige, Radios, Texte, au_plus
from portail.guichets.televersement import ChampFichiers, recevoir_pour_message
from portail.socle.traduction import _

SENS: Mapping[SensAvis, tuple[str, str]] = MappingProxyType(
    {
        SensAvis.FAVORABLE: (_("Favorable"), "accord"),
        SensAvis.RESERVE: (_("Réservé"), "attendu"),
        SensAvis.DEFAVORABLE: (_("Défavorable"), "refus"),
    }
)
"""Chaque sens, en un mot et une forme."""


class FormulaireAvis(FlaskForm):
    """Un avis : son sens, son texte, des documents au besoin."""

    sens = Radios(lazy_gettext("Quel est votre avis ?"), [Exige(_("Choisissez le sens de votre avis."))])
    texte = Texte(
        lazy_gettext("Votre avis"),
        [Exige(_("Écrivez votre avis : le service doit pouvoir le comprendre.")), au_plus(LONGUEUR_MAX)],
    )
    fichiers = ChampFichiers(lazy_gettext("Documents"), facultatif=True)

    def preparer(self) -> None:
        """Pose les choix, dans la langue de la page."""
        self.sens.choices = [(sens.value, gettext(mot)) for sens, (mot, _forme) in SENS.items()]

    def reponse(self) -> Reponse | None:
        """Rend ce que l’expert répond, ou rien si un document est refusé : le champ dit alors pourquoi."""
        recus = recevoir_pour_message(self.fichiers)
        if self.fichiers.errors:
            return None
        return Reponse(sens=SensAvis(self.sens.data), texte=self.texte.data or "", fichiers=recus)
