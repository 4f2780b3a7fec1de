"""Une famille au guichet ou au téléphone : la retrouver, en ouvrir la fiche, dire qui l’a ouverte.

Un agent n’ouvre que la famille dont on lui donne exactement l’adresse ou le téléphone, ou qu’il inscrit pour la
première fois ; chaque ouverture est au journal de cette personne, et ne vaut que ce jour-là.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Usager
from portail.journal.actions import Auteur, inscrire
from portail.journal.queries import derniers_gestes
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _

OUVERTURE = "ouvrir_au_guichet"
TROUVEES = 10


class SansContact(SaisieInvalide):
    """Ni adresse ni téléphone : personne ne pourrait prévenir cette famille."""

    message = _("Notez une adresse électronique ou un téléphone : sans eux, personne ne pourra prévenir la famille.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheResponsable:
    """Qui répond des enfants, et comment le joindre."""

    nom: str
    prenom: str
    courriel: str = ""
    telephone: str = ""


def familles_joignables(*, courriel: str = "", telephone: str = "") -> Sequence[Usager]:
    """Rend les personnes qui ont exactement cette adresse, ou ce téléphone, la plus récente d’abord."""
    voulus = [
        condition
        for valeur, condition in (
            (courriel, Usager.courriel == courriel.strip().lower()),
            (telephone, Usager.telephone == telephone.strip()),
        )
        if valeur.strip()
    ]
    trouvees: dict[UUID, Usager] = {}
    for condition in voulus:
        leurs = select(Usager).where(condition).order_by(Usager.cree_le.desc()).limit(TROUVEES)
        trouvees |= {un.id: un for un in session.scalars(leurs)}
    return list(trouvees.values())


def ouvrir_une_famille(fiche: FicheResponsable, *, auteur: Auteur) -> Usager:
    """Ouvre la fiche d’une famille qui n’a pas de compte ; elle la rejoindra avec le code de chaque enfant.

    Lève `SansContact`.
    """
    if not fiche.courriel.strip() and not fiche.telephone.strip():
        raise SansContact
    with transaction():
        usager = Usager(
            identite_declaree={"nom_naissance": fiche.nom.strip(), "prenoms": [fiche.prenom.strip()]},
            courriel=fiche.courriel.strip().lower() or None,
            telephone=fiche.telephone.strip() or None,
            cree_le=horloge.maintenant(),
        )
        session.add(usager)
        session.flush()
        inscrire(OUVERTURE, auteur=auteur, objet=("usager", usager.id), details={"nouvelle": True})
    return usager


def ouvrir_au_guichet(usager_id: UUID, *, auteur: Auteur) -> Usager:
    """Ouvre la fiche d’une famille connue et le note ; lève `Introuvable`."""
    with transaction():
        usager = session.get(Usager, usager_id)
        if usager is None:
            raise Introuvable
        inscrire(OUVERTURE, auteur=auteur, objet=("usager", usager_id), details={"nouvelle": False})
    return usager


def famille_ouverte(usager_id: UUID, *, agent_id: UUID) -> Usager:
    """Rend la famille que cet agent a ouverte aujourd’hui ; lève `Introuvable` pour toute autre."""
    geste = derniers_gestes(auteur_id=agent_id, objets=[("usager", usager_id)]).get(str(usager_id))
    usager = session.get(Usager, usager_id)
    if usager is None or geste is None or horloge.a_paris(geste).date() != horloge.aujourd_hui():
        raise Introuvable
    return usager


def usagers_par_id(identifiants: Collection[UUID]) -> dict[UUID, Usager]:
    """Rend ces personnes, pour les nommer."""
    if not identifiants:
        return {}
    return {un.id: un for un in session.scalars(select(Usager).where(Usager.id.in_(identifiants)))}
