"""Une demande, son acte, et les gestes d’un office sur elles, pour les essais."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from portail.identite.notaires.models import Membre
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.brouillons.actions import commencer
from portail.notaires.successions.demandes import Demande, Domicile
from portail.notaires.successions.depot import Depose, deposer
from portail.pieces.actions import Recu, recevoir
from portail.pieces.controle.examen import MO
from tests import fichiers
from tests.integration.connexions import jeton_de_formulaire

YVONNE = Identite("GAUTIER", ("Yvonne", "Marie"), DateConnue(1931, 2, 12), lieu="44195", sexe="F")
LOUIS = Identite("GAUTIER", ("Louis",), DateConnue(1929, 5, 1), lieu="Alger", sexe="M")
DEMANDE = Demande(
    reference="2026-118 GAUTIER",
    defunt=YVONNE,
    deces_le=date(2026, 10, 3),
    deces_commune="44109",
    domicile=Domicile("44195", "4 rue du Port", "44260"),
)
AVEC_CONJOINT = replace(DEMANDE, conjoint=LOUIS, conjoint_deces_le=date(2001, 1, 2), conjoint_deces_commune="44109")
IDENTITE = {
    "nom_naissance": "GAUTIER", "prenoms": "Yvonne, Marie", "sexe": "F", "naissance-jour": "12",
    "naissance-mois": "février", "naissance-annee": "1931", "lieu_naissance": "Savenay",
}  # fmt: skip
DECES = {"deces_le-jour": "3", "deces_le-mois": "10", "deces_le-annee": "2026", "deces_commune": "Nantes"}
DOMICILE = {"domicile-voie": "4 rue du Port", "domicile-code_postal": "44260", "domicile-commune": "Savenay"}
DEFUNT = {**IDENTITE, **DECES, **DOMICILE, "domiciles_anterieurs-0-commune": "Nantes", "conjoint": "non"}
SUCCESSION = {"heritiers": ["enfants"], "testament": "non", "donations": "ne_sais_pas", "assurance_vie": "non"}
ENGAGEMENTS = {"engagement_finalite": "oui", "engagement_secret": "oui"}


_PDF = fichiers.pdf()


def pdf(texte: str) -> bytes:
    """Rend un PDF, le même pour le même texte."""
    return _PDF + f"\n% {texte}\n".encode()


def acte(texte: str = "Acte de décès") -> Recu:
    """Rend un acte reçu ; deux textes font deux actes."""
    return recevoir("acte.pdf", pdf(texte), taille_max=10 * MO)


def depose(membre: Membre, demande: Demande = DEMANDE, *, sans_acte: bool = False) -> Depose:
    """Dépose une requête, avec l’acte de cette personne."""
    nom = f"{demande.defunt.nom_naissance} {demande.deces_le}"
    return deposer(demande, membre=membre, acte=None if sans_acte else acte(nom))


def envoyer(client, adresse: str, donnees: dict[str, object], *, montree: str = ""):
    """Envoie ce formulaire comme le ferait un navigateur qui vient de l’afficher."""
    page = client.get(montree or adresse)
    return client.post(adresse, data={"csrf_token": jeton_de_formulaire(page), **donnees})


def fichier(texte: str = "Acte de décès", nom: str = "acte.pdf") -> tuple[BytesIO, str]:
    """Rend un fichier à envoyer."""
    return BytesIO(pdf(texte)), nom


def remplir(client, *, defunt: dict[str, object] | None = None) -> str:
    """Écrit toute une requête, acte compris, et rend l’adresse de son récapitulatif."""
    commence = envoyer(client, "/notaires/successions/nouvelle", {"reference": "2026-118 GAUTIER"})
    succession = envoyer(client, commence.location, defunt or DEFUNT)
    pieces = envoyer(client, succession.location, SUCCESSION)
    joint = envoyer(client, pieces.location, {"acte": fichier()})
    assert joint.status_code == 303, joint.text
    return joint.location


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer, dans une adresse, une requête reçue de cet office et une autre commencée."""
    brouillon = commencer({"reference": "2026-118"}, membre=maitre)
    return {"numero": depose(maitre).requete.numero, "brouillon_id": str(brouillon.id), "page": "defunt"}
