"""Les fournisseurs d’identité, lus de l’environnement : OpenID Connect, chacun avec ses défauts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from portail.environnement import Lecteur

_ADRESSES = ("EMETTEUR", "AUTORISATION_URL", "JETON_URL", "USERINFO_URL", "CLES_URL", "FIN_SESSION_URL")
_DEFAUTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "FRANCECONNECT": {
            "EMETTEUR": "https://oidc.franceconnect.gouv.fr/api/v2",
            "PORTEES": "openid identite_pivot preferred_username email",
            "ACR": "eidas1",
        },
        "PROCONNECT": {
            "EMETTEUR": "https://auth.agentconnect.gouv.fr/api/v2",
            "PORTEES": "openid given_name usual_name email uid siret idp_id roles",
            "ACR": "eidas0-mfa eidas1-mfa eidas2 eidas3",
        },
        "NOTAIRES": {
            "PORTEES": "openid profile email",
            "USERINFO_SIGNE": "0",
            "ISS_AU_RETOUR": "0",
            "AUTHENTIFICATION": "client_secret_basic",
        },
    }
)


@dataclass(frozen=True, slots=True)
class ReglagesFournisseur:
    """Un fournisseur d’identité OpenID Connect, par découverte (`emetteur`) ou adresse par adresse."""

    nom: str
    emetteur: str
    client_id: str
    client_secret: str = field(repr=False)
    autorisation_url: str = ""
    jeton_url: str = ""
    userinfo_url: str = ""
    cles_url: str = ""
    fin_session_url: str = ""
    algorithme: str = "ES256"
    authentification: str = "client_secret_post"
    portees: str = "openid"
    acr: tuple[str, ...] = ()
    pkce: bool = False
    userinfo_signe: bool = True
    iss_au_retour: bool = True

    @property
    def configure(self) -> bool:
        """Vrai si le fournisseur peut servir."""
        return bool(self.client_id and (self.emetteur or self.autorisation_url))


def lire_revendications(lecteur: Lecteur) -> tuple[str, str]:
    """Rend les noms que le fournisseur des notaires donne au numéro d’office et à l’adresse électronique."""
    noms = lecteur.texte("NOTAIRES_REVENDICATIONS", defaut="crpcen email").split()
    if len(noms) != 2:
        lecteur.fautes.append("NOTAIRES_REVENDICATIONS nomme deux revendications : l’office, puis l’adresse.")
        return "crpcen", "email"
    return noms[0], noms[1]


def lire_fournisseur(lecteur: Lecteur, prefixe: str) -> ReglagesFournisseur:
    """Lit un fournisseur d’identité ; une adresse non chiffrée n’est admise que hors production."""
    defauts = _DEFAUTS[prefixe]

    def lit(nom: str) -> str:
        return lecteur.texte(f"{prefixe}_{nom}", defaut=defauts.get(nom, ""))

    adresses = {nom: lit(nom) for nom in _ADRESSES}
    client_id = lit("CLIENT_ID")
    if lecteur.production and client_id:
        lecteur.fautes += [
            f"{prefixe}_{nom} doit commencer par https:// en production."
            for nom, url in adresses.items()
            if url and urlsplit(url).scheme != "https"
        ]
        if not lit("CLIENT_SECRET"):
            lecteur.fautes.append(f"{prefixe}_CLIENT_SECRET manque.")
    algorithme = lit("ALGORITHME") or "ES256"
    if algorithme not in {"ES256", "RS256"}:
        lecteur.fautes.append(f"{prefixe}_ALGORITHME vaut « {algorithme} » : ES256 ou RS256 attendu.")
    return ReglagesFournisseur(
        nom=prefixe.lower(),
        emetteur=adresses["EMETTEUR"],
        client_id=client_id,
        client_secret=lit("CLIENT_SECRET"),
        autorisation_url=adresses["AUTORISATION_URL"],
        jeton_url=adresses["JETON_URL"],
        userinfo_url=adresses["USERINFO_URL"],
        cles_url=adresses["CLES_URL"],
        fin_session_url=adresses["FIN_SESSION_URL"],
        algorithme=algorithme,
        authentification=lit("AUTHENTIFICATION") or "client_secret_post",
        portees=lit("PORTEES") or "openid",
        acr=tuple(lit("ACR").split()),
        pkce=lecteur.oui(f"{prefixe}_PKCE", defaut=False),
        userinfo_signe=lecteur.oui(f"{prefixe}_USERINFO_SIGNE", defaut=defauts.get("USERINFO_SIGNE") != "0"),
        iss_au_retour=lecteur.oui(f"{prefixe}_ISS_AU_RETOUR", defaut=defauts.get("ISS_AU_RETOUR") != "0"),
    )
