"""Payer un avis des sommes à payer, sans compte : ce qui y est imprimé suffit, et rien ne s’apprend à essayer."""

import pytest

from portail.demonstration.payfip.scenario import Panne
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.paiement.paiements import gestes
from portail.paiement.paiements.comptes import parts_egales
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import SommeDue
from portail.paiement.regies import actions as regies
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, erreurs, mots, titre, valeurs
from tests.integration.paiement.fabrique import COURRIEL, annuler, conclure, ouvrir, payee
from tests.integration.paiement.fabrique import regie as une_autre_regie
from tests.integration.paiement.test_regie import recu
from tests.payfip import Guichetier

PAGE = "/payer-un-titre"


def avis(due: SommeDue, **autre: str) -> dict[str, str]:
    """Rend ce qui est imprimé sur l’avis, et l’adresse de qui paie."""
    return {"numcli": "090909", "reference": due.numero, "montant": "50,00", "courriel": COURRIEL} | autre


def test_un_titre_d_ici_mene_a_payfip(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, capsys: pytest.CaptureFixture[str]
):
    depart = envoyer(client, PAGE, avis(due))

    [operation] = en_ligne.etat.operations.values()
    assert (depart.status_code, depart.location) == (303, f"{en_ligne.racine}/tpa/paiementws.web?idop={operation.idop}")
    champs = operation.champs
    assert (champs["montant"], champs["refdet"], champs["mel"]) == ("5000", f"ASD{due.numero}01", COURRIEL)
    trace = capsys.readouterr().err
    assert '"route": "/payer-un-titre"' in trace
    assert COURRIEL not in trace
    assert due.numero not in trace


@pytest.mark.parametrize("ecrite", ["{0}", "{1} {2}", "asd{0}", "ASD{0}01", "ASD {1} {2} 07"])
def test_la_reference_se_recopie_comme_on_la_lit(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, ecrite: str
):
    reference = ecrite.format(due.numero, due.numero[:4], due.numero[4:])

    assert envoyer(client, PAGE, avis(due, reference=reference)).status_code == 303
    assert len(en_ligne.etat.operations) == 1


@pytest.mark.parametrize(
    "faux",
    [
        {"numcli": "123456"},
        {"numcli": "090910"},
        {"reference": "7K4M2P9X"},
        {"reference": "2026-00123-T"},
        {"montant": "49,99"},
    ],
)
def test_tout_autre_titre_se_paie_sur_payfip_et_rien_n_en_reste(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, faux: dict[str, str]
):
    une_autre_regie("autre", numcli="090910", prefixe="AUT")

    montree = envoyer(client, PAGE, avis(due, **faux))

    assert (montree.status_code, titre(montree)) == (200, "Payez ce titre sur payfip.gouv.fr")
    assert 'href="https://www.payfip.gouv.fr"' in montree.text
    assert "Stage de voile" not in montree.text
    assert chemin_de(due.id) not in montree.text
    assert en_ligne.etat.operations == {}
    # Une référence fausse, un montant faux, une autre régie : mot pour mot la même réponse.
    dit = mots(montree).split("À recopier")[0]
    assert dit == mots(envoyer(client, PAGE, avis(due, reference="00000000"))).split("À recopier")[0]


@pytest.mark.parametrize(("montant", "dit"), [("0,80", "en dessous de 1,00"), ("100 000", "au-dessus de 99999,99")])
def test_payfip_a_un_plus_petit_et_un_plus_grand_montant(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, montant: str, dit: str
):
    refus = envoyer(client, PAGE, avis(due, montant=montant))

    assert refus.status_code == 422
    assert dit in erreurs(refus)[0]
    assert valeurs(refus)["reference"] == due.numero


def test_quatre_informations_et_rien_d_autre(client: ClientExigeant, departement: None):
    refus = envoyer(client, PAGE, {"numcli": "12", "reference": "", "montant": "x", "courriel": "claire"})

    assert refus.status_code == 422
    assert len(erreurs(refus)) == 4
    assert set(valeurs(refus)) == {"csrf_token", "revision", "numcli", "reference", "montant", "courriel"}
    assert {"L1617-5", "buraliste"} <= set(mots(refus).replace(")", " ").replace(",", " ").split())


def test_une_part_deja_payee_laisse_le_reste(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, maryse: Agent
):
    gestes.encaisser_au_guichet(due.id, recu("30.00"), agent=maryse)

    assert "il ne reste que 20,00" in erreurs(envoyer(client, PAGE, avis(due)))[0]
    assert envoyer(client, PAGE, avis(due, montant="20")).status_code == 303
    assert [un.champs["montant"] for un in en_ligne.etat.operations.values()] == ["2000"]


def test_un_titre_en_plusieurs_fois_se_paie_part_par_part(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, maryse: Agent
):
    parts = parts_egales(due.montant, 2, horloge.aujourd_hui())
    gestes.payer_en_plusieurs_fois(due.id, parts, agent=maryse)

    assert envoyer(client, PAGE, avis(due, montant="25")).status_code == 303
    assert [un.champs["montant"] for un in en_ligne.etat.operations.values()] == ["2500"]


def test_un_paiement_en_cours_mene_ou_il_se_suit(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)

    suivi = envoyer(client, PAGE, avis(due))

    assert (suivi.status_code, suivi.location) == (303, chemin_de(due.id))
    assert len(en_ligne.etat.operations) == 1
    assert conclure(en_ligne, paiement, "P").etat is EtatPaiement.PAYE


@pytest.mark.parametrize("quoi", ["reglee", "annulee", "fermee", "muet"])
def test_ce_qui_ne_se_paie_pas_le_dit_sans_rien_perdre(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, regie: Regie, quoi: str
):
    dit = {
        "reglee": "déjà réglée",
        "annulee": "n’est plus à payer",
        "fermee": "fermé pour le moment",
        "muet": "PayFiP ne répond pas",
    }[quoi]
    if quoi == "reglee":
        payee(en_ligne, due)
    elif quoi == "annulee":
        annuler(due)
    elif quoi == "fermee":
        regies.fermer_regie(regie.code, auteur=SYSTEME)
    else:
        en_ligne.panne(Panne.PASSERELLE)

    refus = envoyer(client, PAGE, avis(due))

    assert refus.status_code == 409
    assert dit in refus.text
    assert valeurs(refus)["reference"] == due.numero


def test_qui_essaie_des_references_est_arrete(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, limites: None
):
    jeton = valeurs(client.get(PAGE))["csrf_token"]
    faux = avis(due, reference="00000000", csrf_token=jeton)

    codes = [client.post(PAGE, data=faux).status_code for _ in range(21)]

    assert codes == [200] * 20 + [429]
