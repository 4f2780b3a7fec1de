"""Des agendas au hasard, petits et retors : plages qui se recouvrent, occupations imbriquées, changements d’heure."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from portail.rendez_vous.creneaux.agenda import Agenda, Ecart, Fermeture, Plage, Pris, Ressource
from portail.rendez_vous.creneaux.formes import Besoin, forme_de
from portail.rendez_vous.creneaux.rythmes import Hebdomadaire, Mensuel
from portail.rendez_vous.creneaux.souhaits import Bornes, Moment

PARIS = ZoneInfo("Europe/Paris")
DEPARTS = tuple(
    date.fromisoformat(jour)
    for jour in ("2026-10-23", "2027-03-26", "2027-10-29", "2026-11-09", "2026-12-22", "2027-04-30", "2028-02-26")
)
"""Avant chaque changement d’heure, un 11 novembre, Noël, le 1er mai, un 29 février."""
LIEUX = tuple(UUID(int=n) for n in (1, 2))
PREFERES = (LIEUX[0], LIEUX[0], LIEUX[0], LIEUX[1])
COMPETENCES = ("puericultrice", "medecin")
HEURES = (0, 1, 2, 8, 9, 9, 9, 9, 10, 13)
"""La nuit aussi : c’est là que l’heure change."""
MODALITES = ("sur_place", "telephone")


def numero(n):
    return UUID(int=1000 + n)


def minute(jour, heures, minutes=0):
    return int(datetime(jour.year, jour.month, jour.day, heures, minutes, tzinfo=PARIS).timestamp()) // 60


def au_hasard(hasard, *, agents, jours, ensemble=False):
    """Un agenda, ses occupations brutes et le premier jour regardé ; `ensemble` : des gens qui se croisent souvent."""
    du = hasard.choice(DEPARTS) + timedelta(days=hasard.randint(0, 2))
    ressources = [ressource(hasard, n) for n in range(agents)]
    ressources += autres(hasard, agents)
    ouvrables = [une for une in ressources if une.genre in ("agent", "interprete")]
    heures = (9,) if ensemble and hasard.random() < 0.7 else HEURES
    plages = [plage(hasard, une, du, heures) for une in ouvrables for _ in range(hasard.choice((1, 1, 2)))]
    occupations = {une.id: [occupation(hasard, du, jours) for _ in range(hasard.randint(0, 6))] for une in ressources}
    agenda = Agenda(
        ressources={une.id: une for une in ressources},
        plages=plages,
        pris={identifiant: Pris.de(siennes) for identifiant, siennes in occupations.items()},
        fermetures=[fermeture(hasard, du) for _ in range(hasard.choice((0, 0, 0, 1)))],
        hors_calendrier=hasard.random() < 0.2,
    )
    return agenda, occupations, du


def ressource(hasard, n):
    competences = frozenset(c for c in COMPETENCES if hasard.random() < 0.8)
    return Ressource(id=numero(n), genre="agent", competences=competences, lieu=hasard.choice(PREFERES))


def autres(hasard, depuis):
    """Des salles, un interprète, parfois."""
    salles = [
        Ressource(id=numero(depuis + n), genre="salle", lieu=hasard.choice(PREFERES))
        for n in range(hasard.randint(0, 3))
    ]
    if hasard.random() < 0.4:
        lieu = hasard.choice((None, *PREFERES))
        salles.append(Ressource(id=numero(99), genre="interprete", langues=frozenset({"lsf"}), lieu=lieu))
    return salles


def plage(hasard, une, du, heures):
    premier = du - timedelta(days=hasard.choice((-1, 0, 1, 3, 9, 40)))
    debut = hasard.choice(heures) * 60 + hasard.choice((0, 0, 5, 15, 30))
    fin = min(debut + hasard.choice((25, 90, 180, 240, 300)), 1435)
    return Plage(
        ressource=une.id,
        lieu=une.lieu or hasard.choice(LIEUX),
        rythme=rythme(hasard),
        premier_jour=premier,
        dernier_jour=hasard.choice((None, None, None, du + timedelta(days=1))),
        debut=time(*divmod(debut, 60)),
        fin=time(*divmod(fin, 60)),
        modalites=frozenset(hasard.choice((MODALITES, MODALITES[:1], MODALITES))),
        ecarts={du + timedelta(days=hasard.randint(0, 3)): ecart(hasard) for _ in range(hasard.choice((0, 0, 1, 2)))},
    )


def rythme(hasard):
    jours = tuple(jour for jour in range(1, 8) if hasard.random() < 0.8) or (1,)
    intervalle = hasard.choice((1, 1, 1, 1, 2, 3))
    return hasard.choice((
        Hebdomadaire(jours, intervalle),
        Hebdomadaire(jours, intervalle),
        Hebdomadaire(jours, intervalle),
        Mensuel(jours, hasard.choice((1, 2, 4, 5, -1)), hasard.choice((1, 1, 2))),
    ))  # fmt: skip


def ecart(hasard):
    if hasard.random() < 0.3:
        return Ecart(annulee=True)
    heures = {"debut": time(10, 5), "fin": time(12)} if hasard.random() < 0.6 else {}
    return Ecart(**heures, lieu=hasard.choice(LIEUX))


def occupation(hasard, du, jours):
    """N’importe quand, ou autour de neuf heures, où sont les bords des plages."""
    debut = minute(du, 0) + hasard.randint(0, jours * 1440) // 5 * 5 + hasard.choice((0, 0, 1))
    if hasard.random() < 0.6:
        debut = minute(du + timedelta(days=hasard.randint(0, jours - 1)), 8) + 5 * hasard.randint(0, 60)
    return debut, debut + hasard.choice((5, 10, 20, 45, 61, 200, 900))


def naissance(hasard, du):
    """Souvent le jour même d’un anniversaire qui compte."""
    jour = du + timedelta(days=hasard.randint(0, 3))
    exacte = date(jour.year - hasard.choice((1, 2, 6)), jour.month, min(jour.day, 28))
    return hasard.choice((None, None, exacte, du - timedelta(days=hasard.randint(-3, 800)), date(2021, 1, 31)))


def fermeture(hasard, du):
    jour = du + timedelta(days=hasard.randint(-1, 3))
    return Fermeture(lieu=hasard.choice((None, *LIEUX)), du=jour, au=jour + timedelta(days=hasard.randint(0, 1)))


def forme_au_hasard(hasard, modalite, besoins, *, langues, passages=1):
    return forme_de(
        besoins,
        modalite=modalite,
        pas=hasard.choice((5, 10, 15, 20, 45)),
        avant=hasard.choice((0, 0, 5, 10)),
        apres=hasard.choice((0, 0, 5, 15)),
        battement=hasard.choice((0, 5, 15)),
        langue=hasard.choice(langues),
        passages=passages,
    )


def seul(hasard):
    return [Besoin(genre="agent", duree=hasard.choice((15, 20, 45, 60)), competence=hasard.choice(("", *COMPETENCES)))]


def reunis(hasard):
    """Un binôme, avec ou sans salle ; une chaîne, avec ou sans la même salle d’un bout à l’autre."""
    besoins = []
    for ordre in range(1, hasard.choice((1, 1, 2, 2, 3)) + 1):
        duree = hasard.choice((10, 20, 30))
        for _ in range(hasard.choice((1, 1, 1, 2))):
            competence = hasard.choice(("", "", *COMPETENCES))
            besoins.append(Besoin(genre="agent", duree=duree, ordre=ordre, competence=competence))
        if hasard.random() < 0.35:
            besoins.append(Besoin(genre="salle", duree=hasard.choice((10, 20)), ordre=ordre))
    return besoins


def bornes_au_hasard(hasard, du, *, jours):
    return Bornes(
        maintenant=minute(du, hasard.choice((0, 7, 11)), 3),
        delai=hasard.choice((0, 0, 120, 1440)),
        horizon=hasard.choice((1, 2, 42, 42)),
        du=du + timedelta(days=hasard.choice((-1, 0, 0, 1))),
        au=du + timedelta(days=jours - 1),
        modalite=hasard.choice((*MODALITES, "sur_place", "sur_place")),
        moment=hasard.choice((None, None, None, *Moment)),
        jours=hasard.choice((frozenset(), frozenset(), frozenset(), frozenset({1, 3, 6, 7}))),
        lieux=hasard.choice((frozenset(), frozenset(), frozenset({LIEUX[0]}))),
        agents=hasard.choice((frozenset(), frozenset(), frozenset(), frozenset({numero(0)}))),
        naissance=naissance(hasard, du),
        age_min=hasard.choice((None, None, 0, 3)),
        age_max=hasard.choice((None, 12, 24, 72)),
    )
