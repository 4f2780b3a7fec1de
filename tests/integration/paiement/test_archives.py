"""Les comptes anciens s’effacent en deux temps : un bordereau, un visa. Ce qui bouge encore reste ; lu en base."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.paiement.archives import actions as archives
from portail.paiement.archives.models import BordereauComptable
from portail.paiement.archives.queries import dernier_exercice
from portail.paiement.paiements import gestes, sommes
from portail.paiement.paiements.conservation import oublier_les_payeurs
from portail.paiement.paiements.etats import MotifRemboursement
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.rapprochement import actions as rapprochement
from portail.paiement.rapprochement.models import ImportReleve, LigneDuReleve
from portail.paiement.regies.models import Regie
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.visas import DateDeVisaImpossible, EtatBordereau
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, erreurs, mots
from tests.integration.paiement.fabrique import encaissements, objet, payee, somme
from tests.integration.paiement.test_rapprochement import ligne, releve
from tests.payfip import Guichetier

DIX_ANS_ET_UN_JOUR_APRES = date(2037, 1, 1)
LA_VEILLE = date(2036, 12, 31)
ECRAN = "/administration/archives-comptables"


def nombre(modele: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(modele)) or 0


def oubliee(payfip: Guichetier, due: SommeDue) -> None:
    """La somme est payée, dix ans passent, on a oublié par qui."""
    payee(payfip, due)
    fabriques.mettre_l_horloge_au(DIX_ANS_ET_UN_JOUR_APRES)
    oublier_les_payeurs()


def visee(nathalie: Agent) -> BordereauComptable:
    [identifiant] = archives.preparer()
    return archives.viser(identifiant, agent=nathalie, reference="AD44-2037-3", date_visa=DIX_ANS_ET_UN_JOUR_APRES)


def relu(bordereau: BordereauComptable) -> BordereauComptable:
    return session.get_one(BordereauComptable, bordereau.id, populate_existing=True)


def test_la_duree_court_de_la_fin_de_l_exercice(en_ligne: Guichetier, due: SommeDue):
    payee(en_ligne, due)
    fabriques.mettre_l_horloge_au(LA_VEILLE)
    oublier_les_payeurs()
    assert dernier_exercice() == 2025
    assert archives.preparer() == []
    fabriques.mettre_l_horloge_au(DIX_ANS_ET_UN_JOUR_APRES)
    assert dernier_exercice() == 2026

    [identifiant] = archives.preparer()

    bordereau = session.get_one(BordereauComptable, identifiant)
    assert (bordereau.exercice, bordereau.sommes, bordereau.montant) == (2026, 1, Decimal(50))
    assert archives.preparer() == []
    assert nombre(SommeDue) == 1


def test_rien_ne_s_efface_sans_visa_puis_il_ne_reste_que_le_bordereau(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, nathalie: Agent
):
    payee(en_ligne, due)
    rapprochement.importer(releve(ligne(due)), nom="a.csv", agent=maryse)
    fabriques.mettre_l_horloge_au(DIX_ANS_ET_UN_JOUR_APRES)
    oublier_les_payeurs()
    [identifiant] = archives.preparer()
    assert archives.executer() == 0
    assert nombre(SommeDue) == 1

    archives.viser(identifiant, agent=nathalie, reference="AD44-2037-3", date_visa=DIX_ANS_ET_UN_JOUR_APRES)
    assert archives.executer() == 1
    assert archives.executer() == 0

    for modele in (SommeDue, Paiement, Encaissement, LigneDuReleve, ImportReleve):
        assert nombre(modele) == 0
    bordereau = session.get_one(BordereauComptable, identifiant, populate_existing=True)
    assert (bordereau.etat, bordereau.eliminees) == (EtatBordereau.EXECUTE, 1)
    du_bordereau = select(Entree.action).where(Entree.objet_id == str(identifiant)).order_by(Entree.rang_objet)
    assert session.scalars(du_bordereau).all() == [
        "preparer_elimination", "viser_elimination", "executer_elimination"
    ]  # fmt: skip


def test_ce_qui_bouge_encore_reste(en_ligne: Guichetier, due: SommeDue, regie: Regie, nathalie: Agent):
    jamais_payee = somme(regie).id
    oubliee(en_ligne, due)
    bordereau = visee(nathalie)
    with transaction():
        sommes.rendre(objet(due), Decimal(10), motif=MotifRemboursement.ANNULATION_SERVICE, auteur=SYSTEME)

    assert archives.executer() == 1  # celle que nul n’a payée, et que nul n’a touchée

    assert session.get(SommeDue, jamais_payee, populate_existing=True) is None
    assert [un.a_rendre for un in encaissements(due)] == [10]
    assert (relu(bordereau).sommes, relu(bordereau).eliminees) == (2, 1)


def test_un_remboursement_de_cette_annee_retient_la_somme(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, nathalie: Agent
):
    encaissement = payee(en_ligne, due)
    with transaction():
        sommes.rendre(objet(due), Decimal(10), motif=MotifRemboursement.ANNULATION_SERVICE, auteur=SYSTEME)
    fabriques.mettre_l_horloge_au(LA_VEILLE)
    gestes.noter_le_remboursement(encaissement.id, jour=LA_VEILLE, mandat="M-1", agent=maryse)
    fabriques.mettre_l_horloge_au(DIX_ANS_ET_UN_JOUR_APRES)
    oublier_les_payeurs()

    assert archives.preparer() == []


def test_seule_l_administration_vise_et_une_seule_fois(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, nathalie: Agent
):
    oubliee(en_ligne, due)
    [identifiant] = archives.preparer()
    jour = DIX_ANS_ET_UN_JOUR_APRES

    with pytest.raises(Interdit):
        archives.viser(identifiant, agent=maryse, reference="AD44", date_visa=jour)
    with pytest.raises(DateDeVisaImpossible):
        archives.viser(identifiant, agent=nathalie, reference="AD44", date_visa=LA_VEILLE)
    with pytest.raises(SaisieInvalide):
        archives.viser(identifiant, agent=nathalie, reference=" ", date_visa=jour)
    archives.abandonner(identifiant, agent=nathalie)
    with pytest.raises(TransitionInterdite):
        archives.viser(identifiant, agent=nathalie, reference="AD44", date_visa=jour)
    assert len(archives.preparer()) == 1


def test_l_ecran_va_du_bordereau_au_visa(bureau: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    oubliee(en_ligne, due)
    envoyer(bureau, f"{ECRAN}/preparer", depuis=ECRAN)
    [bordereau] = session.scalars(select(BordereauComptable)).all()
    adresse = f"{ECRAN}/{bordereau.id}"
    assert "Régie de l’animation sportive" in mots(bureau.get(ECRAN))

    refus = envoyer(bureau, adresse, {"reference": "AD44-2037-3", "date_visa": "31/12/2036"})
    vise = envoyer(bureau, adresse, {"reference": "AD44-2037-3", "date_visa": "01/01/2037"})
    archives.executer()

    assert (refus.status_code, vise.status_code) == (422, 303)
    assert "entre la préparation du bordereau et aujourd’hui" in " ".join(erreurs(refus))
    finie = mots(bureau.get(adresse))
    assert "Visa AD44-2037-3" in finie
    assert "1 somme effacée" in finie.replace("\u00a0", " ")
    assert "Claire" not in finie
