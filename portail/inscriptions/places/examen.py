"""Cet enfant peut-il entrer dans ce groupe, aujourd’hui ? Relu à l’inscription, à la proposition et au paiement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.eligibilite import Constat, Profil, examiner
from portail.inscriptions.activites.models import Activite, DerogationDeCommune, Groupe, Nature, Saison
from portail.inscriptions.activites.queries import a_une_derogation, est_ouverte, regle_de
from portail.inscriptions.places.erreurs import NonEligible, PasOuvert
from portail.inscriptions.places.models import Inscription, Sortie
from portail.socle import horloge
from portail.socle.base import session

MENEES = (Sortie.ANNULE_FAMILLE,)
"""Quitter en cours de saison n’ôte pas le droit acquis."""


def constat_de(enfant: Enfant, groupe: Groupe, *, niveau: str = "") -> Constat:
    """Rend tout ce qui empêche cet enfant d’entrer dans ce groupe, et à quel titre sa commune convient."""
    saison = groupe.activite.saison
    profil = Profil(
        naissance=enfant.date_naissance,
        communes=enfant.communes,
        niveau=niveau,
        deja_inscrit=bool(groupe.activite.parametre_seuil) and etait_inscrit(enfant, saison),
        derogation=a_une_derogation(enfant.id, saison.id),
    )
    return examiner(profil, regle_de(groupe))


def constats_de(
    enfants: Sequence[Enfant], groupes: Sequence[Groupe], *, niveaux: Mapping[UUID, str] | None = None
) -> dict[tuple[UUID, UUID], Constat]:
    """Rend le constat de chaque (enfant, groupe) d’une même activité, en aussi peu de lectures que pour un seul.

    `niveaux` : celui de chaque enfant ; sans lui, on lui suppose celui que demande le groupe.
    """
    if not enfants or not groupes:
        return {}
    activite = groupes[0].activite
    regle = regle_de(groupes[0])
    acquis = deja_inscrits(enfants, activite.saison) if activite.parametre_seuil else frozenset()
    admis = derogations(enfants, activite.saison_id) if activite.parametre_seuil else frozenset()
    constats = {}
    for enfant in enfants:
        for groupe in groupes:
            niveau = groupe.niveau if niveaux is None else niveaux.get(enfant.id, "")
            profil = Profil(
                naissance=enfant.date_naissance,
                communes=enfant.communes,
                niveau=niveau,
                deja_inscrit=enfant.empreinte in acquis,
                derogation=enfant.id in admis,
            )
            sienne = replace(regle, age_min=groupe.age_min, age_max=groupe.age_max, niveau=groupe.niveau)
            constats[enfant.id, groupe.id] = examiner(profil, sienne)
    return constats


def etait_inscrit(enfant: Enfant, saison: Saison) -> bool:
    """Vrai si l’enfant a eu une place confirmée cette saison ou la précédente."""
    return bool(deja_inscrits([enfant], saison))


def deja_inscrits(enfants: Sequence[Enfant], saison: Saison) -> frozenset[str]:
    """Rend les empreintes de ceux de ces enfants qui ont eu une place confirmée cette saison ou la précédente."""
    saisons: list[UUID] = [une for une in (saison.id, saison.precedente_id) if une is not None]
    menees = (
        select(Inscription.enfant_empreinte)
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Activite, Activite.id == Groupe.activite_id)
        .where(
            Inscription.enfant_empreinte.in_([enfant.empreinte for enfant in enfants]),
            Inscription.confirmee_le.is_not(None),
            Inscription.active | Inscription.sortie.in_(MENEES),
            Activite.saison_id.in_(saisons),
        )
    )
    return frozenset(session.scalars(menees.distinct()))


def derogations(enfants: Sequence[Enfant], saison_id: UUID) -> frozenset[UUID]:
    """Rend ceux de ces enfants qu’un agent a admis pour la saison, quelle que soit leur commune."""
    siennes = select(DerogationDeCommune.enfant_id).where(
        DerogationDeCommune.enfant_id.in_([enfant.id for enfant in enfants]), DerogationDeCommune.saison_id == saison_id
    )
    return frozenset(session.scalars(siennes))


def stages_de(enfant: Enfant, saison_id: UUID) -> int:
    """Rend combien de stages de la saison tiennent une place à cet enfant, chez l’un ou l’autre de ses parents."""
    siens = (
        select(func.count())
        .select_from(Inscription)
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Activite, Activite.id == Groupe.activite_id)
        .where(
            Inscription.enfant_empreinte == enfant.empreinte,
            Inscription.active,
            Groupe.nature == Nature.STAGE,
            Activite.saison_id == saison_id,
        )
    )
    return session.scalar(siens) or 0


def est_fini(groupe: Groupe) -> bool:
    """Vrai si plus personne n’entre dans ce groupe : annulé, ou passé."""
    return groupe.annule_le is not None or groupe.dernier_jour < horloge.aujourd_hui()


def exiger_ouvert(groupe: Groupe) -> None:
    """Lève `PasOuvert` si l’on ne peut pas, ou plus, s’inscrire dans ce groupe."""
    if est_fini(groupe) or not est_ouverte(groupe.activite, horloge.maintenant()):
        raise PasOuvert


def exiger_eligible(enfant: Enfant, groupe: Groupe, *, niveau: str = "") -> None:
    """Lève `NonEligible` avec toutes les raisons."""
    constat = constat_de(enfant, groupe, niveau=niveau)
    if not constat.convient:
        raise NonEligible(groupe.id, enfant.id, constat.obstacles)
