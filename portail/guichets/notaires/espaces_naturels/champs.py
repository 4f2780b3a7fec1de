"""Ce qu’une demande de certificat demande, et les états dits à l’office."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.champs import Champ
from portail.demarche.declaration import BlocRepete, Choix, Commune, TexteCourt, TexteLong
from portail.guichets.contexte import taille
from portail.guichets.document_joint import ChampDocument
from portail.guichets.televersement import taille_max_octets
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.mots import MUTATIONS
from portail.notaires.zones.parcelles import PARCELLES_AU_PLUS
from portail.socle.traduction import _

ETATS: Mapping[EtatCertificat, tuple[str, str]] = MappingProxyType(
    {
        EtatCertificat.A_VERIFIER: (_("En vérification"), "etude"),
        EtatCertificat.A_PRECISER: (_("Attend votre réponse"), "attendu"),
        EtatCertificat.DELIVRE: (_("Délivré"), "accord"),
        EtatCertificat.A_RECTIFIER: (_("En rectification"), "etude"),
        EtatCertificat.RETIRE: (_("Retiré"), "fini"),
    }
)
PARCELLE: tuple[Champ, ...] = (
    TexteCourt("section", _("Section"), longueur_max=3, motif="0?[A-Za-z]|[A-Za-z]{2}", exemple="ZK"),
    TexteCourt("numero", _("Numéro"), longueur_max=4, motif="[0-9]{1,4}", exemple="12"),
    TexteCourt(
        "prefixe",
        _("Préfixe"),
        aide=_("Trois chiffres, pour une ancienne commune."),
        longueur_max=3,
        motif="[0-9]{3}",
        exemple="011",
        obligatoire=False,
    ),
    TexteCourt(
        "contenance",
        _("Contenance dans l’acte"),
        aide=_("Exemple : 80 a, ou 8000 m²"),
        longueur_max=20,
        obligatoire=False,
    ),
)
CHAMPS: tuple[Champ, ...] = (
    TexteCourt("reference", _("La référence de votre dossier"), longueur_max=30),
    Commune(
        "commune",
        _("Commune du bien"),
        aide=_("D’aujourd’hui ou ancienne. Exemples : Couëron, Belligné"),
        hors_departement=False,
    ),
    BlocRepete(
        "parcelles",
        _("Les parcelles, une à une"),
        champs=PARCELLE,
        element=_("Parcelle"),
        maximum=PARCELLES_AU_PLUS,
        obligatoire=False,
    ),
    TexteLong(
        "liste",
        _("Ou une liste à coller"),
        aide=_("Une parcelle par ligne : section, numéro, puis la contenance si vous voulez. Exemple : ZK 12 80 a"),
        longueur_max=3000,
        obligatoire=False,
    ),
)
PRECISIONS: tuple[Champ, ...] = (
    Choix("nature", _("Nature de la mutation"), {une.value: dite for une, dite in MUTATIONS.items()}),
    TexteCourt(
        "adresse",
        _("Adresse du bien"),
        longueur_max=120,
        obligatoire=False,
        aide=_("Sans parcelle, nous cherchons celle de cette adresse. Exemple : 12 rue de la Salle"),
    ),
    TexteCourt("proprietaire", _("Propriétaire"), aide=_("Son nom seulement."), longueur_max=80, obligatoire=False),
)


class ChampListe(ChampDocument):
    """Un fichier de parcelles."""

    accepte = ".csv,.txt,text/csv,text/plain"


class FormulaireDesFichiers(FlaskForm):
    """Ce qui s’ajoute à la demande : la liste en fichier, le plan d’une division."""

    fichier = ChampListe(facultatif=True)
    document = ChampDocument(facultatif=True)

    def nommer(self) -> None:
        """Pose les étiquettes, dans la langue de la page."""
        self.fichier.label.text = gettext("Ou un fichier CSV")
        self.fichier.description = gettext("Mêmes colonnes que la liste : section, numéro, contenance.")
        self.document.label.text = gettext("Plan ou état parcellaire, si une division est en cours")
        self.document.description = gettext("PDF ou photo, %(taille)s au plus.", taille=taille(taille_max_octets()))
