"""Des ouvertures fictives : des vœux attribués, d’autres à dire, une salle d’attente pour demain, une en cours."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from portail.demonstration.activites_fictives import activite_comme, groupe_comme, reduire
from portail.demonstration.familles import Foyer
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Mode
from portail.inscriptions.activites.queries import activite_de, groupe_de
from portail.inscriptions.ouvertures import attributions, campagnes, salles
from portail.socle import horloge

VOILE, DEBUTANTS = "stages-voile-2027", "voile-debutant-1"
MODELE = "vallet-hiver-1"
POIDS = {"premiere_fois": 4, "quotient_t1": 2, "fratrie": 1, "commune_du_site": 1}
HUIT_HEURES = time(8)
SeSituer = Callable[[int, str], None]
"""Se placer tant de jours avant le chargement, à telle heure."""


def attribuer_sur_voeux(voeux: Mapping[Foyer, str], le: SeSituer, *, agent: Agent) -> None:
    """Fait dire ses vœux à chaque foyer pour l’enfant nommé, clôt et attribue : deux places, chacun son explication."""
    auteur = auteur_agent(agent)
    le(10, "09:00")
    reduire(DEBUTANTS, 2, raison="Deux bateaux sont en réparation.", agent=agent)
    debut = horloge.maintenant()
    fin = debut + timedelta(days=8)
    voile = activite_de(VOILE).id
    campagne = campagnes.preparer(voile, ouvre_le=debut, ferme_le=fin, poids=POIDS, agent=agent, auteur=auteur)
    le(5, "20:15")
    for foyer, prenom in voeux.items():
        dit = campagnes.VoeuxDit(enfant=foyer.enfant(prenom), groupes=[groupe_de(DEBUTANTS)], niveau="debutant")
        campagnes.dire_ses_voeux(campagne.id, [dit], ensemble=False, **foyer.agit)
    le(2, "09:05")
    campagnes.clore(campagne.id)
    le(1, "10:20")
    attributions.attribuer_la_campagne(campagne.id, agent=agent, auteur=auteur)


def recueillir_des_voeux(le: SeSituer, *, agent: Agent) -> None:
    """Ouvre une campagne où les vœux se disent encore, pour douze jours."""
    le(2, "09:00")
    equitation = _stages("stages-equitation", "Stages d’équitation", ouvre_le=None, semaines=22, mode=Mode.VOEUX)
    debut = horloge.maintenant()
    fin = debut + timedelta(days=14)
    auteur = auteur_agent(agent)
    campagnes.preparer(equitation.id, ouvre_le=debut, ferme_le=fin, poids=POIDS, agent=agent, auteur=auteur)


def ouvrir_au_premier_arrive(le: SeSituer, *, agent: Agent) -> None:
    """Ouvre deux activités derrière leur salle d’attente : l’une demain à huit heures, l’autre depuis hier."""
    le(0, "23:59")
    maintenant, jour = horloge.maintenant(), horloge.aujourd_hui()
    demain = datetime.combine(jour + timedelta(days=1), HUIT_HEURES, horloge.PARIS)
    escalade = _stages("stages-escalade", "Stages d’escalade", ouvre_le=demain, semaines=20)
    _ouvrir(escalade, salle_le=maintenant - timedelta(hours=1), ouvre_le=demain, debit=30, agent=agent)
    le(1, "07:00")
    hier = datetime.combine(jour - timedelta(days=1), HUIT_HEURES, horloge.PARIS)
    cirque = _stages("stages-cirque", "Stages de cirque", ouvre_le=hier, semaines=24)
    _ouvrir(cirque, salle_le=hier - timedelta(minutes=30), ouvre_le=hier, debit=12, agent=agent)


def _ouvrir(activite: Activite, *, salle_le: datetime, ouvre_le: datetime, debit: int, agent: Agent) -> None:
    auteur = auteur_agent(agent)
    salles.ouvrir_une_salle(activite.id, salle_le=salle_le, ouvre_le=ouvre_le, debit=debit, agent=agent, auteur=auteur)


def _stages(
    code: str, libelle: str, *, ouvre_le: datetime | None, semaines: int, mode: Mode = Mode.ARRIVEE
) -> Activite:
    """Rend une activité neuve : un stage le matin, un l’après-midi, un lundi dans tant de semaines."""
    modele = groupe_de(MODELE)
    regles = modele.activite
    stages = activite_comme(
        regles,
        code,
        libelle=libelle,
        explication="Cinq demi-journées pendant les vacances, en petit groupe.",
        parametre_seuil=regles.parametre_seuil,
        ouvre_le=ouvre_le,
        mode=mode,
    )
    lundi = horloge.aujourd_hui() + timedelta(weeks=semaines)
    lundi -= timedelta(days=lundi.weekday())
    semaine = {"premier_jour": lundi, "dernier_jour": lundi + timedelta(days=4)}
    for moment, debut, fin in (("Vallet, le matin", 9, 12), ("Vallet, l’après-midi", 14, 17)):
        heures = {"debut": time(debut), "fin": time(fin)}
        groupe_comme(modele, f"{code}-{debut}", activite=stages, places=12, libelle=moment, **heures, **semaine)
    return stages
