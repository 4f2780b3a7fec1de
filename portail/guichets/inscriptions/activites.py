"""Les activités et leurs groupes : où, quand, pour qui, ce qui reste ; et qui de la famille peut y entrer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.demarche.formats import en_nombre
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint
from portail.guichets.mots_des_inscriptions import JOURS, commune_du, obstacles_dits
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.models import Activite, Groupe, Mode
from portail.inscriptions.activites.queries import activites_a_choisir, est_ouverte, groupes_a_choisir, regle_de
from portail.inscriptions.ouvertures.models import Campagne, EtatCampagne, SalleDAttente
from portail.inscriptions.ouvertures.queries import campagne_de
from portail.inscriptions.ouvertures.salles import salle_de
from portail.inscriptions.places.examen import constats_de, est_fini
from portail.inscriptions.places.queries import restes
from portail.socle import horloge
from portail.territoire.communes import Commune, annuaire

AGES = range(3, 19)
TEXTE_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtre:
    """Ce que l’adresse demande de voir ; vide : tout."""

    commune: str = ""
    """Code Insee du lieu."""
    age: int | None = None
    jour: int | None = None
    habite: str = ""
    """La commune où vit l’enfant, telle qu’écrite."""

    def garde(self, groupe: Groupe) -> bool:
        """Vrai si ce groupe répond à la demande."""
        return (
            self.commune in {"", groupe.lieu_code_insee}
            and (self.age is None or groupe.age_min <= self.age <= groupe.age_max)
            and (self.jour is None or self.jour in groupe.jours)
        )


@dataclass(frozen=True, slots=True)
class Residence:
    """Ce que vaut la commune où vit l’enfant, pour une activité qui en demande une."""

    commune: Commune | None
    habitants: str
    convient: bool
    seuil: str


@blueprint.get("/inscriptions/")
@ouvert
def accueil() -> ResponseReturnValue:
    """Liste les activités à choisir."""
    maintenant = horloge.maintenant()
    activites = activites_a_choisir()
    return render_template(
        "inscriptions/accueil.html",
        activites=[(une, est_ouverte(une, maintenant)) for une in activites],
        connu=usager_present() is not None,
        voeux=Mode.VOEUX,
    )


@blueprint.get("/inscriptions/activites/<code>")
@ouvert
def activite(code: str) -> ResponseReturnValue:
    """Montre une activité, ses groupes, et pour chacun qui de la famille peut y entrer."""
    montree, filtre = activite_montree(code), _filtre()
    tous = [groupe for groupe in groupes_a_choisir(montree.id) if not est_fini(groupe)]
    gardes = [groupe for groupe in tous if filtre.garde(groupe)]
    usager = usager_present()
    enfants = [enfant for enfant in enfants_de(usager.id) if enfant.identite] if usager else []
    return render_template(
        "inscriptions/activite.html",
        activite=montree,
        ouverture=_ouverture(montree),
        filtre=filtre,
        communes=sorted({(groupe.lieu_code_insee, commune_du(groupe)) for groupe in tous}, key=lambda une: une[1]),
        ages=AGES,
        jours=[(rang, nom) for rang, nom in enumerate(JOURS, start=1) if any(rang in un.jours for un in tous)],
        groupes=gardes,
        libres=restes([groupe.id for groupe in gardes]),
        enfants=enfants,
        empeches=_empeches(enfants, gardes),
        residence=_residence(filtre.habite, tous),
    )


@dataclass(frozen=True, slots=True)
class Ouverture:
    """Où en est l’ouverture d’une activité, et par où l’on y entre."""

    ouverte: bool
    ouvre_le: datetime | None
    salle: SalleDAttente | None
    campagne: Campagne | None
    sur_voeux: bool
    """Vrai si l’on dit ses vœux au lieu de prendre une place."""


def _ouverture(montree: Activite) -> Ouverture:
    maintenant = horloge.maintenant()
    campagne = campagne_de(montree.id) if montree.mode is Mode.VOEUX else None
    attribuee = campagne is not None and campagne.etat is EtatCampagne.ATTRIBUEE
    ouverte = est_ouverte(montree, maintenant)
    return Ouverture(
        ouverte=ouverte,
        ouvre_le=montree.ouvre_le if montree.ouvre_le and montree.ouvre_le > maintenant else None,
        salle=salle_de(montree.id),
        campagne=campagne,
        sur_voeux=montree.mode is Mode.VOEUX and not attribuee,
    )


def _filtre() -> Filtre:
    demandes = request.args
    return Filtre(
        commune=demandes.get("commune", "")[:5],
        age=next((age for age in AGES if str(age) == demandes.get("age")), None),
        jour=next((jour for jour in range(1, 8) if str(jour) == demandes.get("jour")), None),
        habite=demandes.get("habite", "").strip()[:TEXTE_MAX],
    )


def _empeches(enfants: Sequence[Enfant], groupes: Sequence[Groupe]) -> dict[object, list[tuple[Enfant, list[str]]]]:
    """Rend, par groupe, chaque enfant et ce qui l’empêche d’y entrer ; une liste vide : rien."""
    constats = constats_de(enfants, groupes)
    return {
        groupe.id: [(enfant, obstacles_dits(constats[enfant.id, groupe.id], groupe, enfant)) for enfant in enfants]
        for groupe in groupes
    }


def _residence(ecrite: str, groupes: Sequence[Groupe]) -> Residence | None:
    """Rend si la commune écrite convient, quand l’activité en demande une."""
    if not ecrite or not groupes:
        return None
    regle = regle_de(groupes[0])
    if regle.seuil is None:
        return None
    trouvees = annuaire().chercher(ecrite, limite=1)
    commune = trouvees[0] if trouvees else None
    habitants = regle.populations.get(commune.code_insee) if commune else None
    return Residence(
        commune=commune,
        habitants=_nombre(habitants),
        convient=habitants is not None and habitants < regle.seuil,
        seuil=_nombre(regle.seuil),
    )


def _nombre(valeur: int | None) -> str:
    return "" if valeur is None else en_nombre(Decimal(valeur), langue_courante())
