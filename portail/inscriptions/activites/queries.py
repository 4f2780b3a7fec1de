"""Ce qui se lit des activités."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from portail.inscriptions.activites.eligibilite import Regle
from portail.inscriptions.activites.models import Activite, Groupe, PopulationCommunale, Saison
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def saison_de(code: str) -> Saison:
    """Rend la saison ; lève `Introuvable`."""
    saison = session.scalars(select(Saison).where(Saison.code == code)).one_or_none()
    if saison is None:
        raise Introuvable
    return saison


def activite_de(code: str) -> Activite:
    """Rend l’activité, ouverte ou non ; lève `Introuvable`."""
    activite = session.scalars(select(Activite).where(Activite.code == code)).one_or_none()
    if activite is None:
        raise Introuvable
    return activite


def activites_par_id(identifiants: Collection[UUID]) -> dict[UUID, Activite]:
    """Rend ces activités, par identifiant."""
    if not identifiants:
        return {}
    return {une.id: une for une in session.scalars(select(Activite).where(Activite.id.in_(identifiants)))}


def groupe_de(code: str) -> Groupe:
    """Rend le groupe ; lève `Introuvable`."""
    groupe = session.scalars(select(Groupe).where(Groupe.code == code)).one_or_none()
    if groupe is None:
        raise Introuvable
    return groupe


def groupes_par_id(identifiants: Collection[UUID]) -> dict[UUID, Groupe]:
    """Rend ces groupes, relus."""
    if not identifiants:
        return {}
    voulus = select(Groupe).where(Groupe.id.in_(identifiants)).execution_options(populate_existing=True)
    return {groupe.id: groupe for groupe in session.scalars(voulus)}


def groupes_a_choisir(activite_id: UUID) -> Sequence[Groupe]:
    """Rend les groupes d’une activité, par commune du site puis par jour."""
    siens = select(Groupe).where(Groupe.activite_id == activite_id, Groupe.annule_le.is_(None))
    return session.scalars(siens.order_by(Groupe.lieu_code_insee, Groupe.premier_jour, Groupe.debut)).all()


def activites_a_choisir() -> Sequence[Activite]:
    """Rend les activités montrées au public : ouvertes, et pas encore closes."""
    maintenant = horloge.maintenant()
    ouvertes = select(Activite).where(
        Activite.ouverte, or_(Activite.ferme_le.is_(None), Activite.ferme_le > maintenant)
    )
    return session.scalars(ouvertes.order_by(Activite.ouvre_le, Activite.libelle)).all()


def est_ouverte(activite: Activite, maintenant: datetime) -> bool:
    """Vrai si l’on peut s’y inscrire à cet instant."""
    commencee = activite.ouvre_le is None or activite.ouvre_le <= maintenant
    return activite.ouverte and commencee and (activite.ferme_le is None or maintenant < activite.ferme_le)


def regle_de(groupe: Groupe, communes: Collection[str] | None = None) -> Regle:
    """Rend ce que demande ce groupe, au millésime et au seuil de sa saison ; de ces seules communes, si on les dit."""
    saison = groupe.activite.saison
    code = groupe.activite.parametre_seuil
    # Le seuil du premier jour vaut toute la saison : un droit ne change pas en cours d’année.
    seuil = int(valeurs_au(saison.debut)[code]) if code else None
    return Regle(
        age_min=groupe.age_min,
        age_max=groupe.age_max,
        date_age=saison.date_age,
        niveau=groupe.niveau,
        seuil=seuil,
        populations=populations(saison.millesime, communes) if code else {},
    )


def populations(millesime: int, communes: Collection[str] | None = None) -> dict[str, int]:
    """Rend les habitants par commune de ce millésime ; de ces seules communes, si on les dit."""
    lues = select(PopulationCommunale.code_insee, PopulationCommunale.population).where(
        PopulationCommunale.millesime == millesime
    )
    if communes is not None:
        lues = lues.where(PopulationCommunale.code_insee.in_(communes))
    return {ligne[0]: ligne[1] for ligne in session.execute(lues)}
