"""Écrire, changer, supprimer un modèle de réponse ; ses variables sont vérifiées avant de le garder."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portail.dossiers.modeles.models import GabaritReponse
from portail.dossiers.modeles.variables import verifier
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

EN_CLAIR = frozenset({"service_code"})


class TitreDejaPris(SaisieInvalide):
    """Le service a déjà un modèle de ce titre : on ne saurait lequel choisir."""

    message = _("Ce service a déjà un modèle de ce titre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheGabarit:
    """Un modèle : son service, son titre, son texte."""

    service_code: str
    titre: str
    texte: str


def creer(fiche: FicheGabarit, *, auteur: Auteur) -> GabaritReponse:
    """Garde un nouveau modèle ; lève `VariableInconnue` ou `TitreDejaPris`."""
    verifier(fiche.texte)
    gabarit = GabaritReponse(**asdict(fiche), modifie_le=horloge.maintenant())
    _garder("creer_gabarit", gabarit, avant={}, apres=asdict(fiche), auteur=auteur)
    return gabarit


def modifier(gabarit_id: UUID, fiche: FicheGabarit, *, auteur: Auteur) -> None:
    """Change un modèle ; lève `VariableInconnue` ou `TitreDejaPris`. Les messages déjà envoyés ne changent pas."""
    verifier(fiche.texte)
    try:
        with transaction():
            gabarit = verrouiller(GabaritReponse, gabarit_id)
            details = changement(_dit(gabarit), asdict(fiche), en_clair=EN_CLAIR)
            gabarit.service_code, gabarit.titre, gabarit.texte = fiche.service_code, fiche.titre, fiche.texte
            if details:
                gabarit.modifie_le = horloge.maintenant()
                session.flush()
                inscrire("modifier_gabarit", auteur=auteur, objet=("gabarit_reponse", gabarit_id), details=details)
    except IntegrityError as erreur:
        raise TitreDejaPris from erreur


def supprimer(gabarit_id: UUID, *, auteur: Auteur) -> None:
    """Supprime un modèle ; le journal garde l’empreinte de son texte."""
    with transaction():
        gabarit = verrouiller(GabaritReponse, gabarit_id)
        details = changement(_dit(gabarit), {}, en_clair=EN_CLAIR)
        session.delete(gabarit)
        inscrire("supprimer_gabarit", auteur=auteur, objet=("gabarit_reponse", gabarit_id), details=details)


def _garder(
    action: str, gabarit: GabaritReponse, *, avant: dict[str, str], apres: dict[str, str], auteur: Auteur
) -> None:
    try:
        with transaction():
            session.add(gabarit)
            session.flush()
            details = changement(avant, apres, en_clair=EN_CLAIR)
            inscrire(action, auteur=auteur, objet=("gabarit_reponse", gabarit.id), details=details)
    except IntegrityError as erreur:
        raise TitreDejaPris from erreur


def _dit(gabarit: GabaritReponse) -> dict[str, str]:
    return {"service_code": gabarit.service_code, "titre": gabarit.titre, "texte": gabarit.texte}
