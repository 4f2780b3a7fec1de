"""Les variables d’un modèle de réponse : lesquelles existent, ce qu’elles valent pour un dossier."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from portail.demarche.declaration import Demarche
from portail.demarche.formats import en_date
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.identite.anonymat import montrer
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _, traducteur
from portail.territoire.models import Service

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "nom": _("prénoms et nom de la personne"),
        "numero": _("numéro du dossier"),
        "demarche": _("nom de la démarche"),
        "date": _("date du jour, en toutes lettres"),
        "depot": _("date du dépôt de la demande, en toutes lettres"),
        "service": _("nom du service"),
        "courriel": _("adresse électronique du service"),
        "telephone": _("téléphone du service"),
        "agent": _("prénom et nom de l’agent qui écrit"),
        "qualite": _("qualité de l’agent qui écrit"),
    }
)
_ENTRE_ACCOLADES = re.compile(r"\{([^{}]*)\}")


class VariableInconnue(SaisieInvalide):
    """Le texte cite une variable qui n’existe pas, ou laisse une accolade seule."""

    message = _("Inconnu : %(inconnues)s. Les variables sont : %(connues)s.")


def verifier(texte: str) -> None:
    """Lève `VariableInconnue`, avec la liste des variables, si le texte en cite une qui n’existe pas."""
    inconnues = [f"{{{nom}}}" for nom in _ENTRE_ACCOLADES.findall(texte) if nom not in VARIABLES]
    seules = [signe for signe in "{}" if signe in _ENTRE_ACCOLADES.sub("", texte)]
    if inconnues or seules:
        connues = ", ".join(f"{{{nom}}}" for nom in VARIABLES)
        valeurs = {"inconnues": ", ".join(dict.fromkeys(inconnues + seules)), "connues": connues}
        raise VariableInconnue(valeurs=valeurs)


def remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """Rend le texte, chaque variable remplacée par sa valeur."""
    return _ENTRE_ACCOLADES.sub(lambda trouvee: valeurs[trouvee[1]], texte)


def valeurs_pour(dossier: Dossier, *, demarche: Demarche, service: Service, agent: Agent) -> Mapping[str, str]:
    """Rend la valeur de chaque variable pour ce dossier, dates et noms dans la langue de la personne."""
    langue = dossier.langue
    montre = montrer(agent, service, traducteur(langue))
    depose = horloge.a_paris(dossier.depose_le).date() if dossier.depose_le else None
    return {
        "nom": f"{dossier.prenoms} {dossier.nom}".strip(),
        "numero": en_deux_groupes(dossier.numero),
        "demarche": traducteur(langue)(demarche.nom),
        "date": en_date(horloge.aujourd_hui(), langue),
        "depot": en_date(depose, langue) if depose else "",
        "service": service.nom,
        "courriel": service.courriel,
        "telephone": service.telephone,
        "agent": montre.nom_affiche,
        "qualite": montre.qualite,
    }
