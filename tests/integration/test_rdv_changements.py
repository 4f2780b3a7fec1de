"""Déplacer, annuler, et qui en a le droit ; les faits lus en base."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from portail.identite.models import Role, Usager
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.objets.publics import HorsDeLAge
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import changements, queries
from portail.rendez_vous.reservations.erreurs import PlusARegler, TropTard
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, RendezVousDeplace
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.personnes import Enfant
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_gestes import deplacer, gestes, occupations, relu, soi
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, paris, prendre, quelqu_un

MARDI = LUNDI + timedelta(days=1)


# ---------- Déplacer ----------


def test_deplacer_garde_le_meme_rendez_vous_et_rend_l_ancien_creneau(ici: Accueil, publies: list[object]):
    rdv = prendre(ici, paris(LUNDI, 9))
    deplacer(ici, rdv, paris(MARDI, 10))

    assert (relu(rdv).debut, relu(rdv).sequence, relu(rdv).numero) == (paris(MARDI, 10), 1, rdv.numero)
    assert [une.debut for une in occupations()] == [paris(MARDI, 10)]
    assert gestes(rdv) == ["prendre_rendez_vous", "deplacer_rendez_vous"]
    deplace, libere = publies
    assert isinstance(deplace, RendezVousDeplace)
    assert not deplace.par_le_service
    assert isinstance(libere, CreneauLibere)
    assert (libere.debut, libere.ressource_ids) == (paris(LUNDI, 9), {ici.ressource.id})
    prendre(ici, paris(LUNDI, 9), quelqu_un(1))


def test_deplacer_vers_un_creneau_pris_ne_perd_rien(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    prendre(ici, paris(LUNDI, 10), quelqu_un(1))

    with pytest.raises(CreneauPris) as refus:
        deplacer(ici, rdv, paris(LUNDI, 10))

    assert (relu(rdv).debut, relu(rdv).sequence) == (paris(LUNDI, 9), 0)
    assert occupations()[0].rdv_id == rdv.id
    assert len(refus.value.voisins) == 3


def test_deplacer_d_un_quart_d_heure_passe_sur_soi_meme(departement: None):
    ici = accueil(pas_minutes=15)
    rdv = prendre(ici, paris(LUNDI, 9))
    deplacer(ici, rdv, paris(LUNDI, 9, 15))

    assert [(une.debut, une.fin) for une in occupations()] == [(paris(LUNDI, 9, 15), paris(LUNDI, 9, 45))]


def test_le_meme_deplacement_refait_ne_compte_pas_deux_fois(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    deplacer(ici, rdv, paris(LUNDI, 10))
    deplacer(ici, rdv, paris(LUNDI, 10))

    assert relu(rdv).sequence == 1
    assert gestes(rdv).count("deplacer_rendez_vous") == 1


def test_passe_la_limite_il_faut_appeler_mais_un_agent_le_peut(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    fabriques.mettre_l_horloge_au(LUNDI, time(7, 30))
    for geste in (lambda: deplacer(ici, rdv, paris(MARDI, 9)), lambda: changements.annuler(rdv.id, acteur=soi(rdv))):
        with pytest.raises(TropTard) as refus:
            geste()
        assert refus.value.valeurs["telephone"] == ici.lieu.telephone

    deplacer(ici, rdv, paris(MARDI, 9), Acteur(agent=ici.secretaire))
    assert relu(rdv).debut == paris(MARDI, 9)


def test_deplacer_revoit_l_age_le_jour_venu(departement: None):
    ici = accueil(demande_enfant=True, age_max_mois=72)
    rdv = prendre(ici, paris(LUNDI, 9), replace(SARAH, enfants=(Enfant(date_naissance=date(2020, 11, 24)),)))

    with pytest.raises(HorsDeLAge):
        deplacer(ici, rdv, paris(MARDI, 9))


# ---------- Annuler ----------


def test_annuler_rend_le_temps_une_seule_fois(ici: Accueil, publies: list[object]):
    rdv = prendre(ici, paris(LUNDI, 9))
    changements.annuler(rdv.id, acteur=soi(rdv))

    lu = relu(rdv)
    assert (lu.etat, lu.sequence, lu.participations[0].etat) == (EtatRdv.ANNULE_USAGER, 1, EtatParticipation.ANNULE)
    assert occupations() == []
    [libere] = publies
    assert libere.debut == paris(LUNDI, 9)
    for geste in (lambda: changements.annuler(rdv.id, acteur=soi(rdv)), lambda: deplacer(ici, rdv, paris(MARDI, 9))):
        with pytest.raises(PlusARegler):
            geste()


# ---------- Qui a le droit ----------


def test_personne_d_autre_ne_voit_ni_ne_touche(ici: Accueil, yanis: Usager):
    rdv = prendre(ici, paris(LUNDI, 9), replace(SARAH, usager_id=yanis.id))
    autre = prendre(ici, paris(LUNDI, 10), quelqu_un(1))
    etrangers = [
        Acteur(),
        Acteur(usager_id=fabriques.usager(("Léo",), "Autre").id),
        soi(autre),
        Acteur(agent=fabriques.agent(service="jeunesse", prenom="Paul")),
        Acteur(agent=fabriques.agent(Role.RESPONSABLE, fabrique.SERVICE, prenom="Rose")),
    ]
    for acteur in etrangers:
        for geste in (
            lambda acteur=acteur: queries.rendez_vous_pour(acteur, rdv.numero),
            lambda acteur=acteur: changements.annuler(rdv.id, acteur=acteur),
            lambda acteur=acteur: deplacer(ici, rdv, paris(MARDI, 9), acteur),
        ):
            with pytest.raises(Introuvable):
                geste()
    for acteur in (soi(rdv), Acteur(usager_id=yanis.id), Acteur(agent=ici.secretaire), Acteur(agent=ici.agent)):
        assert queries.rendez_vous_pour(acteur, rdv.numero).id == rdv.id


def test_qui_encadre_ne_voit_que_les_rendez_vous_ou_il_recoit(ici: Accueil):
    invite = fabriques.agent(Role.RESPONSABLE, fabrique.SERVICE, prenom="Ingrid")
    agenda = fabrique.agenda(invite, ici.lieu)
    fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet, debut=time(13), fin=time(14))
    rdv, autre = prendre(ici, paris(LUNDI, 13)), prendre(ici, paris(LUNDI, 9), quelqu_un(1))

    assert queries.rendez_vous_pour(Acteur(agent=invite), rdv.numero).id == rdv.id
    with pytest.raises(Introuvable):
        queries.rendez_vous_pour(Acteur(agent=invite), autre.numero)
    vus = queries.rendez_vous_entre(paris(LUNDI, 0), paris(MARDI, 0), agent=invite)
    assert [un.id for un in vus] == [rdv.id]


def test_un_objet_a_cacher_n_est_pas_dans_l_espace_de_la_personne(departement: None, yanis: Usager):
    connecte = replace(SARAH, usager_id=yanis.id)
    visible = prendre(accueil(), paris(LUNDI, 9), connecte)
    prendre(accueil(visibilite=Visibilite.INVISIBLE), paris(LUNDI, 10), connecte)

    assert [rdv.id for rdv, _sienne in queries.rendez_vous_de_l_usager(yanis.id)] == [visible.id]
