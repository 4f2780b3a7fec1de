"""Cet enfant peut-il entrer dans ce groupe, aujourd’hui ? Relu à l’inscription, à la proposition et au paiement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.eligibilite import Constat, Profil, Regle, commune_admise, examiner
from portail.inscriptions.activites.models import Activite, DerogationDeCommune, Groupe, Nature, Saison
from portail.inscriptions.activites.queries import est_ouverte, regle_de
from portail.inscriptions.places.erreurs import NonEligible, PasOuvert
from portail.inscriptions.places.models import Inscription, Sortie
from portail.inscriptions.places.prises import Voulue
from portail.socle import horloge
from portail.socle.base import session

MENEES = (Sortie.ANNULE_FAMILLE,)
"""Quitter en cours de saison n’ôte pas le droit acquis."""


@dataclass(frozen=True, slots=True)
class _Lu:
    """Ce qui se lit une fois pour tous les candidats à une activité."""

    regle: Regle
    """Celle du premier groupe : les autres n’en changent que l’âge et le niveau."""
    acquis: frozenset[str]
    admis: frozenset[UUID]


def constat_de(enfant: Enfant, groupe: Groupe, *, niveau: str = "") -> Constat:
    """Rend tout ce qui empêche cet enfant d’entrer dans ce groupe, et à quel titre sa commune convient."""
    return _constat(_lire([enfant], groupe), enfant, groupe, niveau)


def constats_de(
    enfants: Sequence[Enfant], groupes: Sequence[Groupe], *, niveaux: Mapping[UUID, str] | None = None
) -> dict[tuple[UUID, UUID], Constat]:
    """Rend le constat de chaque (enfant, groupe) d’une même activité, en aussi peu de lectures que pour un seul.

    `niveaux` : celui de chaque enfant ; sans lui, on lui suppose celui que demande le groupe.
    """
    if not enfants or not groupes:
        return {}
    lu = _lire(enfants, groupes[0])
    return {
        (enfant.id, groupe.id): _constat(
            lu, enfant, groupe, groupe.niveau if niveaux is None else niveaux.get(enfant.id, "")
        )
        for enfant in enfants
        for groupe in groupes
    }


def _lire(enfants: Sequence[Enfant], groupe: Groupe) -> _Lu:
    activite = groupe.activite
    regle = regle_de(groupe, {code for enfant in enfants for code in enfant.communes})
    # Les autres titres ne se lisent que pour qui sa commune ne suffit pas.
    a_voir = [enfant for enfant in enfants if not commune_admise(enfant.communes, regle)]
    return _Lu(regle, deja_inscrits(a_voir, activite.saison), derogations(a_voir, activite.saison_id))


def _constat(lu: _Lu, enfant: Enfant, groupe: Groupe, niveau: str) -> Constat:
    profil = Profil(
        naissance=enfant.date_naissance,
        communes=enfant.communes,
        niveau=niveau,
        deja_inscrit=enfant.empreinte in lu.acquis,
        derogation=enfant.id in lu.admis,
    )
    sienne = replace(lu.regle, age_min=groupe.age_min, age_max=groupe.age_max, niveau=groupe.niveau)
    return examiner(profil, sienne)


def etait_inscrit(enfant: Enfant, saison: Saison) -> bool:
    """Vrai si l’enfant a eu une place confirmée cette saison ou la précédente."""
    return bool(deja_inscrits([enfant], saison))


def deja_inscrits(enfants: Sequence[Enfant], saison: Saison) -> frozenset[str]:
    """Rend les empreintes de ceux de ces enfants qui ont eu une place confirmée cette saison ou la précédente."""
    if not enfants:
        return frozenset()
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
    if not enfants:
        return frozenset()
    siennes = select(DerogationDeCommune.enfant_id).where(
        DerogationDeCommune.enfant_id.in_([enfant.id for enfant in enfants]), DerogationDeCommune.saison_id == saison_id
    )
    return frozenset(session.scalars(siennes))


def stages_de(enfant: Enfant, saison_id: UUID) -> int:
    """Rend combien de stages de la saison tiennent une place à cet enfant, chez l’un ou l’autre de ses parents."""
    return stages_des([enfant])[enfant.empreinte, saison_id]


def stages_des(enfants: Sequence[Enfant]) -> Counter[tuple[str, UUID]]:
    """Rend combien de stages tiennent une place à chacun de ces enfants, par empreinte et par saison."""
    leurs = (
        select(Inscription.enfant_empreinte, Activite.saison_id, func.count())
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Activite, Activite.id == Groupe.activite_id)
        .where(
            Inscription.enfant_empreinte.in_([enfant.empreinte for enfant in enfants]),
            Inscription.active,
            Groupe.nature == Nature.STAGE,
        )
        .group_by(Inscription.enfant_empreinte, Activite.saison_id)
    )
    return Counter({(ligne[0], ligne[1]): ligne[2] for ligne in session.execute(leurs)})


def est_fini(groupe: Groupe) -> bool:
    """Vrai si plus personne n’entre dans ce groupe : annulé, ou passé."""
    return groupe.annule_le is not None or groupe.dernier_jour < horloge.aujourd_hui()


def exiger_ouvert(groupe: Groupe) -> None:
    """Lève `PasOuvert` si l’on ne peut pas, ou plus, s’inscrire dans ce groupe."""
    if est_fini(groupe) or not est_ouverte(groupe.activite, horloge.maintenant()):
        raise PasOuvert


def exiger_eligibles(voulues: Iterable[Voulue]) -> None:
    """Lève `NonEligible` avec toutes les raisons, pour le premier enfant qui ne peut entrer dans son groupe.

    Une lecture par activité, quel que soit le nombre d’enfants.
    """
    par_activite: dict[UUID, list[Voulue]] = defaultdict(list)
    for une in voulues:
        par_activite[une.groupe.activite_id].append(une)
    for siennes in par_activite.values():
        lu = _lire([une.enfant for une in siennes], siennes[0].groupe)
        for une in siennes:
            constat = _constat(lu, une.enfant, une.groupe, une.niveau)
            if not constat.convient:
                raise NonEligible(une.groupe.id, une.enfant.id, constat.obstacles)
