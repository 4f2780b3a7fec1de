"""La demande du conjoint : chaque personne a son dossier, les ressources du foyer comptent pour les deux."""

from forms.apa_pages import PAGES
from portail.demarche.declaration import DossierLie, _, si, toutes

FOYER = ("logement", "ressources", "avis")
"""Les pages dont les réponses sont celles du foyer."""

LIE = DossierLie(
    titre=_("Demander aussi pour le conjoint ou la conjointe"),
    explication=_(
        "Un second dossier s’ouvre. L’adresse, le logement et les ressources du foyer y sont déjà. "
        "Vous complétez le reste, puis vous l’envoyez."
    ),
    si=toutes(si("conjoint_demande", "oui"), si("lieu_vie_conjoint", "meme_domicile")),
    copies=(
        "adresse",
        "lieu_vie",
        "situation_familiale",
        "lieu_vie_conjoint",
        "conjoint_demande",
        *(champ.identifiant for page in PAGES if page.identifiant in FOYER for champ in page.champs),
    ),
    croises={
        "nom_naissance": "conjoint_nom",
        "prenoms": "conjoint_prenoms",
        "date_naissance": "conjoint_naissance",
        "conjoint_nom": "nom_naissance",
        "conjoint_prenoms": "prenoms",
        "conjoint_naissance": "date_naissance",
    },
    qualites={"lui_meme": "conjoint", "conjoint": "lui_meme"},
)
