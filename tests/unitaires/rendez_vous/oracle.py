"""L’oracle : les créneaux cherchés minute par minute, sans rien partager du moteur que la description de l’agenda.

Aucune arithmétique de semaines, aucun intervalle : on parcourt les jours un à un, on regarde l’horloge de Paris à
chaque minute, on essaie toutes les façons de réunir.
"""

import calendar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import holidays

from portail.rendez_vous.creneaux.rythmes import Hebdomadaire

PARIS = ZoneInfo("Europe/Paris")
UN_JOUR = timedelta(days=1)
CHOMES = holidays.country_holidays("FR")


@cache
def minutes_du(jour):
    """Les minutes de ce jour à Paris, dans l’ordre, et l’heure qu’y marque l’horloge."""
    depuis = int(datetime(jour.year, jour.month, jour.day, tzinfo=UTC).timestamp()) // 60 - 180
    marquees = ((t, datetime.fromtimestamp(t * 60, PARIS)) for t in range(depuis, depuis + 1800))
    return [(t, heure.time()) for t, heure in marquees if heure.date() == jour]


def premiere_minute(jour, heure):
    return next(t for t, marquee in minutes_du(jour) if marquee >= heure)


@cache
def jours_de(rythme, premier, jusqu_a):
    """Les jours d’un rythme, en partant du premier et en avançant d’un jour à la fois."""
    return set(
        _semaines(rythme, premier, jusqu_a) if isinstance(rythme, Hebdomadaire) else _mois(rythme, premier, jusqu_a)
    )


def _semaines(rythme, premier, jusqu_a):
    jour, semaine = premier, 0
    while jour <= jusqu_a:
        if jour.isoweekday() == 1 and jour != premier:
            semaine += 1
        if semaine % rythme.intervalle == 0 and jour.isoweekday() in rythme.jours:
            yield jour
        jour += UN_JOUR


def _mois(rythme, premier, jusqu_a):
    annee, mois, numero = premier.year, premier.month, 0
    while date(annee, mois, 1) <= jusqu_a:
        du_mois = [date(annee, mois, n) for n in range(1, calendar.monthrange(annee, mois)[1] + 1)]
        for voulu in rythme.jours:
            memes = [jour for jour in du_mois if jour.isoweekday() == voulu]
            rang = rythme.rang - 1 if rythme.rang > 0 else -1
            if numero % rythme.intervalle == 0 and rang < len(memes) and premier <= memes[rang] <= jusqu_a:
                yield memes[rang]
        annee, mois, numero = (annee + mois // 12, mois % 12 + 1, numero + 1)


def ferme(agenda, lieu, jour):
    if agenda.hors_calendrier:
        return False
    closes = (une for une in agenda.fermetures if une.lieu is None or une.lieu == lieu)
    return jour in CHOMES or any(une.du <= jour and jour <= une.au for une in closes)


def ouvertures(agenda, jour, modalite):
    """Les minutes où chaque plage de ce jour reçoit : (ressource, lieu, première minute, minutes)."""
    for plage in agenda.plages:
        heures = heures_du_jour(plage, jour)
        if heures is None or modalite not in plage.modalites:
            continue
        debut, fin, lieu = heures
        minutes = range(premiere_minute(jour, debut), premiere_minute(jour, fin))
        if len(minutes) and not ferme(agenda, lieu, jour):
            yield plage.ressource, lieu, minutes[0], set(minutes)


def heures_du_jour(plage, jour):
    finie = plage.dernier_jour is not None and jour > plage.dernier_jour
    if finie or jour not in jours_de(plage.rythme, plage.premier_jour, jour):
        return None
    ecart = plage.ecarts.get(jour)
    if ecart is None:
        return plage.debut, plage.fin, plage.lieu
    if ecart.annulee:
        return None
    return ecart.debut or plage.debut, ecart.fin or plage.fin, ecart.lieu or plage.lieu


class Oracle:
    """Les créneaux d’un agenda ; `occupations` : les minutes prises, par ressource."""

    def __init__(self, agenda, occupations, forme, bornes):
        self.agenda, self.forme, self.bornes = agenda, forme, bornes
        self.prises = {
            ressource: {t for debut, fin in siennes for t in range(debut, fin)}
            for ressource, siennes in occupations.items()
        }

    def creneaux(self):
        """{(lieu, début): (les heures des étapes, les candidats de chaque besoin)}."""
        trouves = {}
        jour = self.bornes.du
        while jour <= self.bornes.au:
            if self.jour_admis(jour):
                trouves |= self.du_jour(jour)
            jour += UN_JOUR
        return trouves

    def jour_admis(self, jour):
        bornes = self.bornes
        aujourd_hui = datetime.fromtimestamp(bornes.maintenant * 60, PARIS).date()
        if (jour - aujourd_hui).days > bornes.horizon or (bornes.jours and jour.isoweekday() not in bornes.jours):
            return False
        if bornes.naissance is None:
            return True
        trop_jeune = bornes.age_min is not None and not self.a_tant_de_mois(jour, bornes.age_min)
        trop_grand = bornes.age_max is not None and self.a_tant_de_mois(jour, bornes.age_max)
        return not trop_jeune and not trop_grand

    def a_tant_de_mois(self, jour, mois):
        ne = self.bornes.naissance
        annees, rang = divmod(ne.month - 1 + mois, 12)
        return (jour.year, jour.month, jour.day) >= (ne.year + annees, rang + 1, ne.day)

    def du_jour(self, jour):
        ouvertes = list(ouvertures(self.agenda, jour, self.bornes.modalite))
        trouves = {}
        for lieu in {une[1] for une in ouvertes}:
            if self.bornes.lieux and lieu not in self.bornes.lieux:
                continue
            for t, heure in minutes_du(jour):
                if self.heure_admise(t, heure):
                    trouve = self.a_cette_minute(t, lieu, ouvertes, jour)
                    if trouve:
                        trouves[lieu, t] = trouve
        return trouves

    def heure_admise(self, t, heure):
        if t < self.bornes.maintenant + self.bornes.delai:
            return False
        if self.bornes.moment == "matin":
            return heure.hour < 12
        return self.bornes.moment is None or heure.hour >= 12

    def a_cette_minute(self, t, lieu, ouvertes, jour):
        rang = next((n for n, besoin in enumerate(self.forme.besoins) if besoin.genre == "agent"), None)
        if rang is None:
            return None
        duree = self.forme.besoins[rang].duree
        meneurs = {
            ressource
            for ressource, ou, depuis, minutes in ouvertes
            if ou == lieu and (t - depuis) % self.forme.pas == 0 and minutes.issuperset(range(t, t + duree))
            if not self.bornes.agents or ressource in self.bornes.agents
        }
        if not meneurs:
            return None
        attentes = range(0, self.forme.battement + 1, 5)
        transitions = len(self.forme.etapes) - 1
        for attendues in product(attentes, repeat=transitions * self.forme.passages):
            passages = self.heures(t, attendues)
            candidats = [self.candidats(n, passages, lieu, ouvertes, jour) for n in range(len(self.forme.besoins))]
            candidats[rang] &= meneurs
            if any(len(set(choix)) == len(choix) for choix in product(*candidats)):
                return passages, candidats
        return None

    def heures(self, t, attendues):
        restantes = list(attendues)
        passages = []
        for numero in range(self.forme.passages):
            if numero:
                t += self.forme.avant + self.forme.apres
            etapes = []
            for rang, etape in enumerate(self.forme.etapes):
                if rang:
                    t += restantes.pop(0)
                duree = max(besoin.duree for besoin in etape)
                etapes.append((t, t + duree))
                t += duree
            passages.append(tuple(etapes))
        return tuple(passages)

    def candidats(self, n, passages, lieu, ouvertes, jour):
        """Qui peut tenir ce besoin à tous les passages."""
        besoin = self.forme.besoins[n]
        etape = self.etape_du_besoin(n)
        qui = set()
        for ressource in self.agenda.ressources.values():
            if ressource.genre != besoin.genre:
                continue
            if besoin.competence and besoin.competence not in ressource.competences:
                continue
            if besoin.langue and besoin.langue not in ressource.langues:
                continue
            heures = [
                (etapes[0][0], etapes[-1][1]) if etape is None else (etapes[etape][0], etapes[etape][0] + besoin.duree)
                for etapes in passages
            ]
            if all(self.peut(ressource, debut, fin, lieu, ouvertes, jour) for debut, fin in heures):
                qui.add(ressource.id)
        return qui

    def etape_du_besoin(self, n):
        for rang, etape in enumerate(self.forme.etapes):
            if n < len(etape):
                return rang
            n -= len(etape)
        return None

    def peut(self, ressource, debut, fin, lieu, ouvertes, jour):
        tampons = range(debut - self.forme.avant, fin + self.forme.apres)
        if not self.prises.get(ressource.id, set()).isdisjoint(tampons):
            return False
        if ressource.genre in ("salle", "equipement"):
            return ressource.lieu == lieu and datetime.fromtimestamp(fin * 60, PARIS).date() == jour
        partout = ressource.genre == "interprete" and ressource.lieu is None
        return any(
            qui == ressource.id and (partout or ou == lieu) and minutes.issuperset(range(debut, fin))
            for qui, ou, _depuis, minutes in ouvertes
        )
