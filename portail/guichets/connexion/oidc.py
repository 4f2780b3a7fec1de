"""Client OpenID Connect des guichets : le départ vers un fournisseur d’identité, et le retour contrôlé de bout en bout.

Sources : documentation de FranceConnect v2 et de ProConnect, OpenID Connect Core 1.0 (§ 3.1.3.7, § 5.3), RFC 9207.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from portail.config import ReglagesFournisseur
from portail.guichets.connexion.decouverte import adresses_de
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.jetons import affirmations_signees, sujet_de, verifier_identite, verifier_origine
from portail.guichets.connexion.reseau import Reponse, demander
from portail.guichets.connexion.tentatives import Tentative, Tentatives

# FranceConnect en exige 22 ou 32 selon la page ; 64 convient partout.
OCTETS_ALEA = 32
# Ceux qui veulent le niveau de garantie dans `claims` plutôt que dans `acr_values`.
_NIVEAU_PAR_CLAIMS = frozenset({"proconnect"})
_FORMULAIRE = "application/x-www-form-urlencoded"
_ERREURS: Mapping[str, Raison] = MappingProxyType(
    {
        "access_denied": Raison.ABANDON,
        "login_required": Raison.ABANDON,
        "server_error": Raison.INDISPONIBLE,
        "temporarily_unavailable": Raison.INDISPONIBLE,
    }
)
_REFUS_DE_JETON: Mapping[str, Raison] = MappingProxyType({"invalid_grant": Raison.CODE_REFUSE})


@dataclass(frozen=True, slots=True)
class Retour:
    """Une connexion dont tout a été contrôlé : qui l’affirme (`emetteur`, `sujet`), ce qui est affirmé, où aller."""

    emetteur: str
    sujet: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)
    jeton_identite: str = field(repr=False)
    destination: str


def adresse_autorisation(
    fournisseur: ReglagesFournisseur, *, retour_url: str, destination: str = ""
) -> tuple[str, Tentative]:
    """Rend l’adresse où envoyer la personne, et la tentative à garder en session jusqu’à son retour.

    La liste des paramètres est fermée : FranceConnect refuse tout autre paramètre (Y030007). Lève `EchecConnexion`.
    """
    tentative = Tentative(
        fournisseur=fournisseur.nom,
        state=secrets.token_hex(OCTETS_ALEA),
        nonce=secrets.token_hex(OCTETS_ALEA),
        verificateur=secrets.token_urlsafe(OCTETS_ALEA) if fournisseur.pkce else "",
        retour_url=retour_url,
        destination=destination,
        commencee_le=time.time(),
    )
    url: str = prepare_grant_uri(
        adresses_de(fournisseur).autorisation,
        fournisseur.client_id,
        "code",
        redirect_uri=retour_url,
        scope=fournisseur.portees,
        state=tentative.state,
        nonce=tentative.nonce,
        **_niveau_demande(fournisseur),
        **_defi(tentative),
    )
    return url, tentative


def identite_au_retour(
    fournisseur: ReglagesFournisseur, parametres: Mapping[str, str], tentatives: Tentatives
) -> Retour:
    """Rend la connexion contrôlée, ou lève `EchecConnexion` ; l’ordre des contrôles compte.

    `state` d’abord, consommé même si la suite échoue ; puis l’émetteur du retour, l’erreur annoncée, le code, les
    jetons, et enfin l’identité.
    """
    tentative = _tentative(fournisseur, parametres, tentatives)
    _verifier_retour(fournisseur, parametres)
    jeton_identite, jeton_acces = _jetons(fournisseur, tentative, parametres["code"])
    sujet = verifier_identite(
        affirmations_signees(jeton_identite, fournisseur),
        fournisseur,
        nonce=tentative.nonce,
        jeton_acces=jeton_acces,
    )
    claims = _userinfo(fournisseur, jeton_acces)
    if sujet_de(claims) != sujet:
        raise EchecConnexion(Raison.SUJET_DIFFERENT)
    return Retour(
        emetteur=fournisseur.emetteur,
        sujet=sujet,
        claims=claims,
        jeton_identite=jeton_identite,
        destination=tentative.destination,
    )


def adresse_fin_session(
    fournisseur: ReglagesFournisseur, *, jeton_identite: str, retour_url: str
) -> tuple[str, str] | None:
    """Rend l’adresse de déconnexion et le `state` à vérifier au retour ; `None` si le fournisseur n’en offre pas."""
    adresse = adresses_de(fournisseur).fin_session
    if not adresse:
        return None
    state = secrets.token_hex(OCTETS_ALEA)
    parametres = {"id_token_hint": jeton_identite, "state": state, "post_logout_redirect_uri": retour_url}
    return f"{adresse}?{urlencode(parametres)}", state


def _niveau_demande(fournisseur: ReglagesFournisseur) -> dict[str, str]:
    if not fournisseur.acr:
        return {}
    if fournisseur.nom not in _NIVEAU_PAR_CLAIMS:
        return {"acr_values": " ".join(fournisseur.acr)}
    acr = {"essential": True, "values": list(fournisseur.acr)}
    return {"claims": json.dumps({"id_token": {"amr": None, "acr": acr}}, separators=(",", ":"))}


def _defi(tentative: Tentative) -> dict[str, str]:
    if not tentative.verificateur:
        return {}
    return {
        "code_challenge": create_s256_code_challenge(tentative.verificateur),
        "code_challenge_method": "S256",
    }


def _tentative(fournisseur: ReglagesFournisseur, parametres: Mapping[str, str], tentatives: Tentatives) -> Tentative:
    tentative = tentatives.prendre(parametres.get("state", ""))
    if tentative is None or tentative.fournisseur != fournisseur.nom:
        raise EchecConnexion(Raison.ETAT_INCONNU)
    if tentative.perimee:
        raise EchecConnexion(Raison.TENTATIVE_PERIMEE)
    return tentative


def _verifier_retour(fournisseur: ReglagesFournisseur, parametres: Mapping[str, str]) -> None:
    """Vérifie l’émetteur (RFC 9207), puis l’erreur annoncée, puis la présence du code."""
    defaut = "" if fournisseur.iss_au_retour else fournisseur.emetteur
    if parametres.get("iss", defaut) != fournisseur.emetteur:
        raise EchecConnexion(Raison.EMETTEUR_DU_RETOUR)
    if "error" in parametres:
        raise EchecConnexion(_ERREURS.get(parametres["error"], Raison.CONFIGURATION))
    if not parametres.get("code"):
        raise EchecConnexion(Raison.CODE_ABSENT)


def _jetons(fournisseur: ReglagesFournisseur, tentative: Tentative, code: str) -> tuple[str, str]:
    """Échange le code et rend le jeton d’identité et le jeton d’accès."""
    corps = {"grant_type": "authorization_code", "code": code, "redirect_uri": tentative.retour_url}
    if tentative.verificateur:
        corps["code_verifier"] = tentative.verificateur
    client = ClientAuth(fournisseur.client_id, fournisseur.client_secret, fournisseur.authentification)
    url, entetes, texte = client.prepare(
        "POST",
        adresses_de(fournisseur).jeton,
        {"Accept": "application/json", "Content-Type": _FORMULAIRE},
        urlencode(corps),
    )
    reponse = demander("POST", url, entetes=entetes, corps=texte)
    if reponse.statut != 200:
        raise _refus(reponse)
    jetons = reponse.objet()
    identite, acces = jetons.get("id_token"), jetons.get("access_token")
    if not (isinstance(identite, str) and identite and isinstance(acces, str) and acces):
        raise EchecConnexion(Raison.JETON_ABSENT)
    return identite, acces


def _refus(reponse: Reponse) -> EchecConnexion:
    """Traduit le refus du code : périmé ou déjà servi (400 invalid_grant), sinon faute de réglage."""
    erreur = str(reponse.objet().get("error"))
    return EchecConnexion(_REFUS_DE_JETON.get(erreur, Raison.CONFIGURATION), reference=reponse.reference)


def _userinfo(fournisseur: ReglagesFournisseur, jeton_acces: str) -> Mapping[str, Any]:
    """Rend les affirmations de `/userinfo`, vérifiées comme le jeton d’identité quand elles doivent être signées."""
    entetes = {"Authorization": f"Bearer {jeton_acces}", "Accept": "application/jwt, application/json"}
    reponse = demander("GET", adresses_de(fournisseur).userinfo, entetes=entetes)
    if reponse.statut != 200:
        raise EchecConnexion(Raison.IDENTITE_REFUSEE, reference=reponse.reference)
    if not fournisseur.userinfo_signe:
        return reponse.objet()
    if reponse.type_contenu != "application/jwt":
        raise EchecConnexion(Raison.IDENTITE_NON_SIGNEE)
    claims = affirmations_signees(reponse.corps.decode("ascii", "replace").strip(), fournisseur)
    verifier_origine(claims, fournisseur)
    return claims
