"""Les créneaux, par l’exemple : changements d’heure, âge au jour dit, binôme, chaîne, jumeaux, bords des plages."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from portail.rendez_vous.creneaux.agenda import Agenda, Ecart, Plage, Pris, Ressource
from portail.rendez_vous.creneaux.assemblage import affectations
from portail.rendez_vous.creneaux.calcul import creneaux
from portail.rendez_vous.creneaux.formes import Besoin, forme_de
from portail.rendez_vous.creneaux.instants import instant_de, minute_a_paris, minute_apres, minute_de, mois_revolus
from portail.rendez_vous.creneaux.rythmes import Hebdomadaire, Mensuel, jours_du_rythme
from portail.rendez_vous.creneaux.souhaits import Bornes
from portail.socle.horloge import a_paris

ICI, AILLEURS = UUID(int=1), UUID(int=2)
ANNE, BRUNO, CLEA, SALLE = (UUID(int=n) for n in (11, 12, 13, 20))
TOUS_LES_JOURS = Hebdomadaire((1, 2, 3, 4, 5, 6, 7))
LUNDI = date(2026, 11, 23)


def agent(qui, *competences):
    return Ressource(id=qui, genre="agent", competences=frozenset(competences), lieu=ICI)


def plage(qui, debut="09:00", fin="12:00", **autres):
    communs = {
        "lieu": ICI,
        "rythme": TOUS_LES_JOURS,
        "premier_jour": date(2026, 1, 1),
        "dernier_jour": None,
        "modalites": frozenset({"sur_place"}),
    }
    heures = {"debut": time.fromisoformat(debut), "fin": time.fromisoformat(fin)}
    return Plage(ressource=qui, **heures, **{**communs, **autres})


def agenda(ressources, plages, pris=()):
    return Agenda(
        ressources={une.id: une for une in ressources},
        plages=plages,
        pris={qui: Pris.de([(a(de), a(jusqu_a))]) for qui, de, jusqu_a in pris},
    )


def a(heure, jour=LUNDI):
    return minute_a_paris(jour, time.fromisoformat(heure))


def bornes(du=LUNDI, au=None, **autres):
    maintenant = minute_a_paris(du - timedelta(days=1), time(8))
    return Bornes(maintenant=maintenant, horizon=366, du=du, au=au or du, modalite="sur_place", **autres)


def seul(duree=30, pas=30, **autres):
    return forme_de([Besoin(genre="agent", duree=duree)], modalite="sur_place", pas=pas, **autres)


def heures(trouves):
    return [f"{a_paris(un.debut):%H:%M}" for un in trouves]


@pytest.mark.parametrize("dimanche", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
def test_le_changement_d_heure_ne_decale_aucun_creneau(dimanche):
    fin_de_semaine = bornes(dimanche - timedelta(days=1), dimanche)

    trouves = list(creneaux(agenda([agent(ANNE)], [plage(ANNE, "09:00", "10:00")]), seul(), fin_de_semaine))

    assert heures(trouves) == ["09:00", "09:30"] * 2
    decalages = {a_paris(un.debut).utcoffset() for un in trouves}
    assert decalages == {timedelta(hours=1), timedelta(hours=2)}


def test_l_heure_qui_n_existe_pas_commence_au_changement():
    mars = date(2027, 3, 28)
    nuit = agenda([agent(ANNE)], [plage(ANNE, "02:30", "04:00")])

    assert heures(creneaux(nuit, seul(), bornes(mars))) == ["03:00", "03:30"]
    assert minute_a_paris(mars, time(2, 30)) == minute_a_paris(mars, time(3)) == minute_a_paris(mars, time(2))
    effacee = agenda([agent(ANNE)], [plage(ANNE, "02:00", "03:00")])
    assert heures(creneaux(effacee, seul(), bornes(mars))) == []


def test_l_heure_qui_revient_se_compte_une_fois_de_plus():
    octobre = date(2027, 10, 31)
    nuit = agenda([agent(ANNE)], [plage(ANNE, "01:30", "03:30")])

    assert heures(creneaux(nuit, seul(60, 60), bornes(octobre))) == ["01:30", "02:30", "02:30"]
    assert instant_de(minute_a_paris(octobre, time(2, 30))) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_la_grille_part_du_debut_de_la_plage_et_non_de_la_fin_du_rendez_vous_precedent():
    occupe = agenda([agent(ANNE)], [plage(ANNE)], [(ANNE, "09:00", "09:20")])

    assert heures(creneaux(occupe, seul(20, 30), bornes())) == ["09:30", "10:00", "10:30", "11:00", "11:30"]


def test_un_tampon_depasse_de_la_plage_mais_ne_touche_aucune_occupation():
    serre = agenda([agent(ANNE)], [plage(ANNE, "09:00", "10:30")], [(ANNE, "08:00", "08:55"), (ANNE, "10:35", "11:00")])

    assert heures(creneaux(serre, seul(avant=5, apres=5), bornes())) == ["09:00", "09:30", "10:00"]
    assert heures(creneaux(serre, seul(avant=5, apres=10), bornes())) == ["09:00", "09:30"]


def test_une_occupation_longue_n_en_cache_pas_une_courte():
    matin = Pris.de([(a("09:00"), a("11:00")), (a("09:30"), a("09:45")), (a("11:30"), a("12:00"))])
    imbriquee = replace(agenda([agent(ANNE)], [plage(ANNE)]), pris={ANNE: matin})

    assert heures(creneaux(imbriquee, seul(), bornes())) == ["11:00"]


def test_deux_plages_qui_se_recouvrent_ne_font_pas_de_doublon():
    double = agenda([agent(ANNE), agent(BRUNO)], [plage(ANNE), plage(ANNE, "10:00"), plage(BRUNO, "10:00", "11:00")])

    trouves = list(creneaux(double, seul(60, 60), bornes()))

    assert heures(trouves) == ["09:00", "10:00", "11:00"]
    assert [un.candidats for un in trouves] == [((ANNE,),), ((ANNE, BRUNO),), ((ANNE,),)]


@pytest.mark.parametrize(
    ("ecart", "attendues"),
    [
        (Ecart(annulee=True), []),
        (Ecart(debut=time(14), fin=time(15)), ["14:00", "14:30"]),
        (Ecart(lieu=AILLEURS), ["09:00", "09:30"]),
    ],
)
def test_une_seule_occurrence_change(ecart, attendues):
    modifiee = agenda([agent(ANNE)], [plage(ANNE, "09:00", "10:00", ecarts={LUNDI: ecart})])
    trouves = list(creneaux(modifiee, seul(), bornes(LUNDI, LUNDI + timedelta(days=1))))

    assert heures(trouves) == [*attendues, "09:00", "09:30"]
    assert {un.lieu for un in trouves[:-2]} == ({ecart.lieu or ICI} if attendues else set())


def test_l_enfant_ne_le_24_novembre_2020_a_six_ans_le_24_novembre_2026():
    naissance = date(2020, 11, 24)
    deux_jours = bornes(LUNDI, LUNDI + timedelta(days=1), naissance=naissance, age_min=0, age_max=72)

    trouves = creneaux(agenda([agent(ANNE)], [plage(ANNE, "09:00", "09:30")]), seul(), deux_jours)

    assert [a_paris(un.debut).date() for un in trouves] == [LUNDI]


@pytest.mark.parametrize(
    ("naissance", "jour", "mois"),
    [
        (date(2026, 11, 3), date(2026, 11, 24), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 11, 30), date(2026, 11, 24), -1),
    ],
)
def test_les_mois_sont_revolus(naissance, jour, mois):
    assert mois_revolus(naissance, jour) == mois


def binome():
    return forme_de([Besoin(genre="agent", duree=45, competence="social")] * 2, modalite="sur_place", pas=45)


def test_un_binome_demande_deux_personnes():
    une = agenda([agent(ANNE, "social")], [plage(ANNE)])
    deux = agenda([agent(ANNE, "social"), agent(BRUNO, "social")], [plage(ANNE), plage(BRUNO, "10:30")])

    assert heures(creneaux(une, binome(), bornes())) == []
    assert heures(creneaux(deux, binome(), bornes())) == ["10:30", "11:15"]


def chaine(battement=0, *, salle=False, **autres):
    besoins = [
        Besoin(genre="agent", duree=20, ordre=1, competence="puericultrice"),
        Besoin(genre="agent", duree=20, ordre=2, competence="medecin"),
    ]
    if salle:
        besoins += [Besoin(genre="salle", duree=20, ordre=1), Besoin(genre="salle", duree=20, ordre=2)]
    return forme_de(besoins, modalite="sur_place", pas=20, battement=battement, **autres)


def consultation(*pris, salle=False):
    ressources = [agent(ANNE, "puericultrice"), agent(BRUNO, "medecin")]
    ressources += [Ressource(id=SALLE, genre="salle", lieu=ICI)] if salle else []
    return agenda(ressources, [plage(ANNE, "09:00", "10:00"), plage(BRUNO, "09:00", "10:00")], pris)


def test_une_chaine_attend_au_plus_le_battement():
    retenu = consultation((BRUNO, "09:00", "09:30"))

    assert heures(creneaux(retenu, chaine(), bornes())) == ["09:20"]
    [premier, _second] = creneaux(retenu, chaine(battement=10), bornes())
    assert premier.passages == (((a("09:00"), a("09:20")), (a("09:30"), a("09:50"))),)


def test_une_chaine_garde_la_meme_salle_jusqu_a_la_derniere_minute():
    forme = chaine(salle=True)

    assert forme.continus == (Besoin(genre="salle", duree=0),)
    assert heures(creneaux(consultation(salle=True), forme, bornes())) == ["09:00", "09:20"]
    reprise = consultation((SALLE, "09:40", "10:00"), salle=True)
    assert heures(creneaux(reprise, forme, bornes())) == ["09:00"]
    assert heures(creneaux(consultation(), forme, bornes())) == []


def test_par_telephone_il_ne_faut_pas_de_salle():
    besoins = [Besoin(genre="agent", duree=30), Besoin(genre="salle", duree=30)]

    assert len(forme_de(besoins, modalite="sur_place", pas=30).besoins) == 2
    assert forme_de(besoins, modalite="telephone", pas=30).est_simple


def test_des_jumeaux_passent_l_un_apres_l_autre_devant_la_meme_personne():
    deux = agenda([agent(ANNE), agent(BRUNO)], [plage(ANNE, "09:00", "10:00"), plage(BRUNO, "09:30", "10:00")])
    forme = seul(15, 15, apres=5, passages=2)

    trouves = list(creneaux(deux, forme, bornes()))

    assert heures(trouves) == ["09:00", "09:15"]
    assert {un.candidats for un in trouves} == {((ANNE,),)}
    [(premiere, seconde), *_autres] = affectations(trouves[0], forme)
    assert (premiere.fin, seconde.debut) == (instant_de(a("09:15")), instant_de(a("09:20")))
    assert premiere.occupations[0].fin == seconde.occupations[0].debut


def test_le_moins_charge_d_abord():
    [creneau] = creneaux(agenda([agent(ANNE), agent(BRUNO)], [plage(ANNE), plage(BRUNO)]), seul(180), bornes())

    ordre = [une.ressources for (une,) in affectations(creneau, seul(180), {ANNE: 3, BRUNO: 1})]

    assert ordre == [(BRUNO,), (ANNE,)]
    assert creneau.candidats == ((ANNE, BRUNO),)


def test_le_rendez_vous_deplace_garde_sa_duree():
    matin = agenda([agent(ANNE)], [plage(ANNE, "09:00", "10:00")])
    deplace = forme_de([Besoin(genre="agent", duree=30)], modalite="sur_place", pas=30, duree=60)

    assert heures(creneaux(matin, deplace, bornes())) == ["09:00"]


def test_une_plage_ancienne_se_retrouve_sans_repartir_du_debut():
    tous_les_quinze_jours = Hebdomadaire((2,), 2)

    loin = list(jours_du_rythme(tous_les_quinze_jours, date(1990, 1, 2), du=date(2026, 11, 1), au=date(2026, 11, 30)))

    assert all((jour - date(1990, 1, 2)).days % 14 == 0 for jour in loin)
    assert loin == [date(2026, 11, 3), date(2026, 11, 17)]


def test_le_cinquieme_jour_du_mois_se_saute_et_le_dernier_jamais():
    annee = {"du": date(2027, 1, 1), "au": date(2027, 12, 31)}

    assert len(list(jours_du_rythme(Mensuel((1,), 5), date(2026, 1, 1), **annee))) == 4
    assert len(list(jours_du_rythme(Mensuel((1,), -1), date(2026, 1, 1), **annee))) == 12


def test_une_occupation_qui_ne_tombe_pas_sur_une_minute_prend_les_deux():
    instant = datetime(2026, 11, 23, 8, 30, 40, tzinfo=UTC)

    assert (minute_apres(instant) - minute_de(instant), instant_de(minute_de(instant)).second) == (1, 0)
    assert minute_apres(instant_de(17)) == minute_de(instant_de(17)) == 17
