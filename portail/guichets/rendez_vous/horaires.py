"""Les horaires libres, en liste : le lieu de la personne d’abord, puis les autres, du plus proche au plus loin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from types import MappingProxyType

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.jours import JOURS
from portail.guichets.poste import limiter
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.parcours import garde, interprete, naissances, nombre_de_passages
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.causes import Cause
from portail.rendez_vous.creneaux.pourquoi import pourquoi
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, completes, prochains
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux.distances import distance_km, du_plus_proche
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_actifs, secteur_de_l_adresse
from portail.rendez_vous.objets.publics import peut_s_attendre
from portail.rendez_vous.plages.queries import lieux_qui_recoivent
from portail.rendez_vous.reservations.queries import lieux_des_seances
from portail.socle import horloge
from portail.socle.traduction import _

PAR_NAVIGATEUR, PAR_POSTE = "120/minute", "600/minute"
JOURS_MONTRES = 6
AILLEURS = 6
COMPLETES = 6
MOMENTS: Mapping[Moment, str] = MappingProxyType({Moment.MATIN: _("Le matin"), Moment.APRES_MIDI: _("L’après-midi")})
JOURS_RECUS = JOURS[:6]


@dataclass(frozen=True, slots=True)
class Jour:
    """Un jour et ses heures."""

    jour: date
    heures: list[Creneau]


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """Un autre lieu : son prochain horaire, et à combien de kilomètres du premier."""

    lieu: Lieu
    prochain: Creneau
    distance_km: int | None


@blueprint.get("/rendez-vous/horaires")
@ouvert
def horaires() -> ResponseReturnValue:
    """Montre les horaires libres du lieu choisi, ou de celui de la commune, et les autres lieux."""
    limiter("rendez_vous", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
    souhait = souhait_demande()
    if reste_a_dire(souhait):
        return redirect(souhait.adresse("rendez_vous.ou"), 303)
    lieux = lieux_actifs()
    recoivent = _qui_recoivent(souhait, lieux)
    ici = _lieu_d_ici(souhait, lieux, recoivent)
    jours, suite = _jours(souhait, ici) if ici else ([], None)
    ailleurs = ailleurs_de(souhait, lieux, ici)
    return render_template(
        "rendez_vous/horaires.html",
        souhait=souhait,
        ici=ici,
        jours=jours,
        suite=suite,
        ailleurs=ailleurs,
        causes=[] if jours or not ici else _causes(souhait, ici),
        completes=_completes(souhait, [ici] if ici else lieux),
        moments=MOMENTS,
        lieux=[lieu for lieu, _km in du_plus_proche(recoivent or lieux, ici)],
        aujourd_hui=horloge.aujourd_hui(),
        noms_des_jours=JOURS_RECUS,
        s_attend=peut_attendre(souhait),
    )


def recherche_de(souhait: Souhait, *lieux: Lieu) -> Recherche:
    """Rend la recherche que dit ce souhait, dans ces lieux ; sans lieu, partout."""
    nes_le = [date.fromisoformat(naissance) for naissance in naissances(souhait)]
    deplaces = [qui.rdv for qui in souhait.deplaces]
    return Recherche(
        objet_id=souhait.objet.id,
        lieux=frozenset(lieu.id for lieu in lieux),
        modalite=souhait.modalite.value,
        du=souhait.depuis,
        moment=souhait.moment,
        jours=frozenset({souhait.jour} if souhait.jour else ()),
        naissance=min(nes_le, default=None),
        nombre=nombre_de_passages(souhait),
        langue=interprete(souhait),
        agents=souhait.avec,
        duree=deplaces[0].minutes if deplaces else None,
        ignorer=frozenset(rdv.id for rdv in deplaces),
    )


def reste_a_dire(souhait: Souhait) -> bool:
    """Vrai s’il manque la naissance de l’enfant ou le texte à accepter ; d’un rendez-vous déjà pris, on sait tout."""
    if souhait.deplaces:
        return False
    sans_enfant = souhait.objet.demande_enfant and not naissances(souhait)
    return sans_enfant or (bool(souhait.objet.texte_avant) and not garde(souhait).get("accepte"))


def _lieu_d_ici(souhait: Souhait, lieux: Iterable[Lieu], recoivent: Sequence[Lieu]) -> Lieu | None:
    """Rend le lieu choisi, à défaut celui du secteur de la personne, ou le plus proche qui reçoit ; rien si inconnu.

    Le secteur ne passe d’abord que pour un objet sectorisé : pour les autres, c’est la distance qui compte.
    """
    choisi = next((lieu for lieu in lieux if lieu.code == souhait.lieu), None)
    if choisi is not None or not souhait.commune:
        return choisi
    secteur = secteur_de_l_adresse(souhait.commune, souhait.voie)
    if secteur is None or souhait.objet.sectorise or not recoivent:
        return secteur.lieu if secteur else None
    return du_plus_proche(recoivent, secteur.lieu)[0][0]


def _jours(souhait: Souhait, lieu: Lieu) -> tuple[list[Jour], date | None]:
    """Rend les premiers jours qui ont des horaires, et le jour à partir duquel en chercher d’autres."""
    trouves = chercher(recherche_de(souhait, lieu))
    siens = groupby(trouves.par_lieu.get(lieu.id, ()), key=lambda creneau: _jour_de(creneau.debut))
    jours = [Jour(jour, list(heures)) for jour, heures in siens]
    if len(jours) > JOURS_MONTRES:
        return jours[:JOURS_MONTRES], jours[JOURS_MONTRES].jour
    return jours, trouves.au + timedelta(days=1) if trouves.au < trouves.horizon else None


def _causes(souhait: Souhait, ici: Lieu) -> list[Cause]:
    """Rend pourquoi il n’y a rien ici, sans rien dire de l’agenda de quelqu’un."""
    return [cause for cause in pourquoi(recherche_de(souhait, ici), code_insee=souhait.commune) if cause.est_publique]


def _completes(souhait: Souhait, lieux: Sequence[Lieu]) -> list[tuple[Creneau, Lieu]]:
    """Rend les prochaines séances où il n’y a plus de place et que l’on peut attendre."""
    if not souhait.objet.collectif or not peut_attendre(souhait):
        return []
    par_id, trouvees = {lieu.id: lieu for lieu in lieux}, completes(recherche_de(souhait, *lieux))
    return [(seance, par_id[seance.lieu]) for seance in trouvees[:COMPLETES] if seance.lieu in par_id]


def _qui_recoivent(souhait: Souhait, lieux: Iterable[Lieu]) -> list[Lieu]:
    """Rend les lieux où l’on reçoit pour cela, avec qui la personne vient."""
    if souhait.objet.collectif:
        recoivent = lieux_des_seances(souhait.objet.id)
    else:
        recoivent = lieux_qui_recoivent(souhait.objet.id, du=horloge.aujourd_hui(), ressources=souhait.avec)
    return [lieu for lieu in lieux if lieu.id in recoivent]


def peut_attendre(souhait: Souhait) -> bool:
    """Vrai si cette personne peut s’inscrire sur la liste d’attente de ce qu’elle cherche."""
    return peut_s_attendre(souhait.objet) and not souhait.deplaces


def _jour_de(instant: datetime) -> date:
    return horloge.a_paris(instant).date()


def ailleurs_de(souhait: Souhait, lieux: Sequence[Lieu], ici: Lieu | None) -> list[Ailleurs]:
    """Rend les autres lieux qui ont un horaire, du plus proche au plus loin, chacun avec son premier."""
    autres = [lieu for lieu in lieux if ici is None or lieu.id != ici.id]
    premiers = prochains(recherche_de(souhait, *autres)) if autres else {}
    trouves = [
        Ailleurs(lieu, premiers[lieu.id], distance_km(ici, lieu) if ici else None)
        for lieu in autres
        if lieu.id in premiers
    ]
    sans_distance = max((autre.distance_km or 0 for autre in trouves), default=0) + 1
    trouves.sort(
        key=lambda autre: (
            sans_distance if autre.distance_km is None else autre.distance_km,
            autre.prochain.debut,
            autre.lieu.nom,
        )
    )
    return trouves[:AILLEURS]
