"""Les trois émetteurs simulés et leur sévérité, telle que FranceConnect et ProConnect la pratiquent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from portail.demonstration.personnes import AGENTS, NOTAIRES, PARTICULIERS, AgentPublic, MembreOffice, Particulier

CLIENT_ID = "portail-demo"
CLIENT_SECRET = "secret-demo"  # noqa: S105 — rien à protéger


def _liste(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


_COMMUNS = _liste("response_type client_id redirect_uri scope state nonce prompt claims")
_DEFI = _liste("code_challenge code_challenge_method")
_OBLIGATOIRES = _liste("response_type client_id redirect_uri scope state nonce")

Personne = Particulier | AgentPublic | MembreOffice


@dataclass(frozen=True, slots=True)
class Emetteur:
    """Un fournisseur d’identité simulé ; durées en secondes."""

    nom: str
    titre: str
    parametres: frozenset[str]
    obligatoires: frozenset[str]
    refus: str
    niveaux: tuple[str, ...]
    personnes: Sequence[Personne]
    duree_code: int = 30
    duree_jeton: int = 60
    longueur_alea: int = 32
    authentification: str = "client_secret_post"
    userinfo_signe: bool = True
    iss_au_retour: bool = True
    at_hash: bool = False


FRANCECONNECT = Emetteur(
    nom="franceconnect",
    titre="FranceConnect",
    parametres=_COMMUNS | _liste("acr_values idp_hint ui_locales"),
    obligatoires=_OBLIGATOIRES | {"acr_values"},
    refus="Y030007",
    niveaux=("eidas1",),
    personnes=PARTICULIERS,
)

PROCONNECT = Emetteur(
    nom="proconnect",
    titre="ProConnect",
    parametres=_COMMUNS | _DEFI | _liste("acr_values login_hint siret_hint idp_hint"),
    obligatoires=_OBLIGATOIRES,
    refus="Y000400",
    niveaux=("eidas0", "eidas0-mfa", "eidas1", "eidas1-mfa", "eidas2", "eidas3"),
    personnes=AGENTS,
    duree_code=60,
    duree_jeton=3600,
)

NOTAIRES_IDNOT = Emetteur(
    nom="notaires",
    titre="ID.not",
    parametres=_COMMUNS | _DEFI,
    obligatoires=_OBLIGATOIRES,
    refus="invalid_request",
    niveaux=(),
    personnes=NOTAIRES,
    duree_jeton=300,
    longueur_alea=0,
    authentification="client_secret_basic",
    userinfo_signe=False,
    iss_au_retour=False,
    at_hash=True,
)

EMETTEURS: Mapping[str, Emetteur] = MappingProxyType(
    {emetteur.nom: emetteur for emetteur in (FRANCECONNECT, PROCONNECT, NOTAIRES_IDNOT)}
)


def variables_du_portail(adresse: str) -> dict[str, str]:
    """Rend les variables d’environnement qui branchent le portail sur ce fournisseur, joint à `adresse`."""
    variables = {}
    for emetteur in EMETTEURS.values():
        prefixe = emetteur.nom.upper()
        variables[f"{prefixe}_EMETTEUR"] = f"{adresse}/{emetteur.nom}"
        variables[f"{prefixe}_CLIENT_ID"] = CLIENT_ID
        variables[f"{prefixe}_CLIENT_SECRET"] = CLIENT_SECRET
    return variables
