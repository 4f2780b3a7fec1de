"""Les familles de la démonstration : chaque situation de la fiche s’y voit, quel que soit le jour du chargement."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.demonstration.comptes import ouvrir_les_agents
from portail.demonstration.inscriptions import charger_les_familles
from portail.demonstration.regies import charger_les_regies
from portail.identite.models import Usager
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttente
from portail.inscriptions.attente.queries import rangs
from portail.inscriptions.ouvertures.models import Campagne, EtatCampagne, SalleDAttente
from portail.inscriptions.ouvertures.queries import demande_de
from portail.inscriptions.paniers.models import Commande, EtatCommande
from portail.inscriptions.paniers.queries import commandes_de, panier_de, temps_restant
from portail.inscriptions.sante.models import FicheSanitaire
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.inscriptions import fabrique


def usager(qui: str) -> Usager:
    return session.scalars(select(Usager).where(Usager.courriel == f"{qui}@courriel.example")).one()


@pytest.mark.usefixtures("departement")
@pytest.mark.parametrize("jour", [date(2026, 11, 22), date(2027, 6, 13), date(2026, 2, 3)])
def test_les_familles_montrent_chaque_situation(jour: date):
    fabriques.mettre_l_horloge_au(jour)
    agents = ouvrir_les_agents()
    charger_les_regies()

    assert charger_les_familles(agents) == 10
    assert charger_les_familles(agents) == 0

    assert horloge.aujourd_hui() == jour
    etats = Counter(session.scalars(select(Commande.etat)))
    assert etats == {
        EtatCommande.PAYEE: 5,
        EtatCommande.PANIER: 1,
        EtatCommande.AU_GUICHET: 1,
        EtatCommande.PAYE_SANS_PLACE: 1,
    }
    [guillet] = commandes_de(usager("claire.guillet").id)
    assert (guillet.etat, guillet.total) == (EtatCommande.PAYEE, Decimal("50.00"))
    panier = panier_de(usager("anais.morel").id)
    assert panier is not None
    assert temps_restant(panier).days >= 1
    attentes = {une.etat: une for une in session.scalars(select(AttenteFoyer))}
    assert set(rangs(attentes[EtatAttente.ATTEND]).values()) == {2}
    assert attentes[EtatAttente.PROPOSE].usager_id in {usager("thomas.bouvier").id, usager("marine.pichon").id}
    campagnes = {une.etat: une for une in session.scalars(select(Campagne))}
    assert set(campagnes) == {EtatCampagne.ATTRIBUEE, EtatCampagne.PREPAREE}
    refusee = demande_de(campagnes[EtatCampagne.ATTRIBUEE].id, usager_id=usager("delphine.roux").id)
    assert refusee is not None
    assert [voeu.explication["raison"] for voeu in refusee.voeux] == ["complet"]
    a_venir = [salle.ouvre_le > horloge.maintenant() for salle in session.scalars(select(SalleDAttente))]
    assert sorted(a_venir) == [False, True]
    assert session.scalars(select(FicheSanitaire)).one().usager_id == usager("claire.guillet").id
    assert fabrique.sans_derive()
