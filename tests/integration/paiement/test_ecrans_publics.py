"""Payer sans compte, de la page au reçu : ce que la personne lit à chaque moment, ce que PayFiP peut nous envoyer."""

import pytest
from flask import Flask

from portail.demonstration.payfip.scenario import Panne
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.messages import chemin_du_recu
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.regies.models import Regie
from portail.socle.base import session
from tests import pdf
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, erreurs, mots, titre, valeurs
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    annuler,
    avancer,
    conclure,
    encaissements,
    ouvrir,
    payee,
    relectures_en_file,
    relu,
    somme,
)
from tests.payfip import Guichetier

NOTIFICATION = "/paiement/payfip/notification"


def page(due: SommeDue) -> str:
    return chemin_de(due.id)


# ---------- La page ----------


def test_la_page_dit_combien_et_mene_a_payfip(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    montree = client.get(page(due))
    assert titre(montree) == "Payer 50 €"
    assert "Stage de voile, été 2027" in mots(montree)
    assert valeurs(montree)["courriel"] == COURRIEL

    depart = envoyer(client, page(due), {"courriel": "autre@courriel.example"})

    [operation] = en_ligne.etat.operations.values()
    assert depart.status_code == 303
    assert depart.location == f"{en_ligne.racine}/tpa/paiementws.web?idop={operation.idop}"
    assert operation.champs["mel"] == "autre@courriel.example"
    assert operation.champs["urlredirect"] == f"http://portail.example{page(due)}"


def test_le_retour_verifie_et_confirme(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    retour = en_ligne.choisir(paiement.idop or "", "P").headers["Location"]

    montree = client.get(retour.removeprefix("http://portail.example"))

    assert titre(montree) == "Votre paiement est enregistré"
    assert relu(paiement.id).etat is EtatPaiement.PAYE
    assert "Reçu n°" in mots(montree)


def test_tant_que_payfip_ne_sait_pas_la_page_dit_qu_on_verifie(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue
):
    ouvrir(due)
    montree = client.get(page(due))

    assert titre(montree) == "Paiement en cours de vérification"
    assert "Ne payez pas une seconde fois" in mots(montree)
    assert "Refresh" not in montree.headers
    assert valeurs(montree) == {}
    suivie = client.get(f"{page(due)}?suivre=1")
    assert suivie.headers["Refresh"] == f"10; url={page(due)}?suivre=1"
    assert "Arrêter l’actualisation" in mots(suivie)


def test_un_second_envoi_n_ouvre_rien(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    ouverte = client.get(page(due))
    jeton = valeurs(ouverte)["csrf_token"]
    envois = [client.post(page(due), data={"csrf_token": jeton, "courriel": COURRIEL}) for _ in range(2)]

    assert [envoi.status_code for envoi in envois] == [303, 303]
    assert envois[1].location == page(due)
    assert len(en_ligne.etat.operations) == 1
    assert "déjà en cours" in mots(client.get(page(due))) or "vérification" in titre(client.get(page(due)))


@pytest.mark.parametrize(
    ("issue", "dit"),
    [("R", "Votre banque a refusé"), ("Z", "Votre banque a refusé"), ("A", "Vous avez abandonné")],
)
def test_apres_un_echec_la_page_le_dit_et_laisse_recommencer(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, issue: str, dit: str
):
    conclure(en_ligne, ouvrir(due), issue)

    montree = client.get(page(due))

    assert dit in mots(montree)
    assert "Rien n’a été payé" in mots(montree)
    assert envoyer(client, page(due), {"courriel": COURRIEL}).status_code == 303
    assert len(en_ligne.etat.operations) == 2


def test_si_payfip_ne_repond_pas_la_page_le_dit(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    en_ligne.panne(Panne.PASSERELLE)

    refus = envoyer(client, page(due), {"courriel": COURRIEL})

    assert (refus.status_code, refus.location) == (303, page(due))
    assert "PayFiP ne répond pas. Rien n’a été payé" in mots(client.get(page(due)))


@pytest.mark.parametrize("panne", [Panne.PASSERELLE, Panne.XXE, Panne.INDISPONIBILITE])
def test_au_retour_une_panne_laisse_la_page_debout(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, panne: Panne
):
    ouvrir(due)
    en_ligne.panne(panne)
    avancer(en_ligne, minutes=1)

    montree = client.get(page(due))

    assert (montree.status_code, titre(montree)) == (200, "Paiement en cours de vérification")


def test_une_adresse_fausse_se_corrige_sur_place(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    refus = envoyer(client, page(due), {"courriel": "claire"})

    assert refus.status_code == 422
    assert len(erreurs(refus)) == 1
    assert en_ligne.etat.operations == {}


def test_une_anomalie_demande_d_attendre_la_regie(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    en_ligne.scenario.montant_altere = 100
    conclure(en_ligne, ouvrir(due), "P")

    montree = client.get(page(due))

    assert "La régie vérifie votre paiement" in mots(montree)
    assert "courriel" not in valeurs(montree)


def test_une_somme_annulee_ne_se_paie_plus(client: ClientExigeant, due: SommeDue):
    annuler(due)

    montree = client.get(page(due))

    assert "n’est plus gardé" in mots(montree)
    assert "courriel" not in valeurs(montree)


def test_trop_peu_se_paie_au_guichet(client: ClientExigeant, regie: Regie):
    montree = client.get(page(somme(regie, "0.80")))

    assert "À payer au guichet de la régie" in mots(montree)
    assert "courriel" not in valeurs(montree)


def test_un_paiement_tardif_dit_qu_il_sera_rembourse(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=121)
    client.get(page(due))
    annuler(due)
    conclure(en_ligne, paiement, "P")

    assert "50\u00a0€ vous seront remboursés par le comptable public" in client.get(page(due)).text


def test_la_page_ne_s_ouvre_pas_sans_son_code(client: ClientExigeant, due: SommeDue, regie: Regie):
    autre = somme(regie)
    faux = [
        page(due)[:-1] + ("0" if page(due)[-1] != "0" else "1"),
        page(due).replace(str(due.id), str(autre.id)),
        f"/paiement/{due.id}/x",
        f"/paiement/{due.id}/é",
        f"/paiement/00000000-0000-4000-8000-000000000000/{'0' * 32}",
    ]

    assert [client.get(adresse).status_code for adresse in faux] == [404] * len(faux)


# ---------- Le reçu ----------


def test_le_recu_est_un_pdf_qui_n_est_pas_une_quittance(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, regie: Regie
):
    recu = payee(en_ligne, due)

    document = client.get(chemin_du_recu(recu))

    texte = " ".join(pdf.texte(document.data).split())
    assert document.mimetype == "application/pdf"
    assert "Reçu de paiement" in texte
    for dit in ("50", recu.numero, due.numero, "Stage de voile", "Claire Guillet", f"ASD{due.numero}01", "L112-11"):
        assert dit in texte, dit
    assert "pas la quittance" in texte
    autre = somme(regie)
    assert client.get(f"{page(autre)}/recu/{recu.id}").status_code == 404


def test_l_adresse_du_message_ouvre_le_recu(client: ClientExigeant, en_ligne: Guichetier, due: SommeDue):
    [recu] = [payee(en_ligne, due, "V")]

    assert "pas encore encaissé" in " ".join(pdf.texte(client.get(chemin_du_recu(recu)).data).split())


# ---------- La notification ----------


@pytest.mark.parametrize("parametre", ["idop", "idOp", "IDOP"])
@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_la_notification_reveille_quelle_que_soit_la_casse(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, methode: str, parametre: str
):
    paiement = ouvrir(due)
    envoi = {"query_string" if methode == "GET" else "data": {parametre: paiement.idop}}

    recu = client.open(NOTIFICATION, method=methode, **envoi)

    assert (recu.status_code, recu.data) == (200, b"")
    assert relectures_en_file() == 1
    assert relu(paiement.id).etat is EtatPaiement.REDIRIGE


@pytest.mark.parametrize(
    "envoi",
    [
        {},
        {"idop": ""},
        {"idop": "cc0cb210-1cd4-11ea-8cca-0213ad91a103"},
        {"idop": "' OR 1=1 --"},
        {"idop": "a" * 5000},
        {"refdet": "ASD00000000001", "resultrans": "P"},
    ],
)
def test_une_notification_forgee_recoit_404_sans_detail(client: ClientExigeant, due: SommeDue, envoi: dict[str, str]):
    ouvrir(due)

    recu = client.post(NOTIFICATION, data=envoi)

    assert (recu.status_code, recu.data) == (404, b"")
    assert relectures_en_file() == 0


def test_un_resultat_forge_dans_la_notification_n_est_pas_lu(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue
):
    paiement = ouvrir(due)

    client.post(NOTIFICATION, data={"idop": paiement.idop, "resultrans": "P", "montant": "5000"})

    assert relu(paiement.id).etat is EtatPaiement.REDIRIGE
    assert encaissements(due) == []


# ---------- Le reste ----------


def test_le_navigateur_a_le_droit_d_aller_chez_payfip(application: Flask, client: ClientExigeant):
    politique = client.get("/payer-un-titre").headers["Content-Security-Policy"]

    assert "form-action 'self'" in politique
    assert "http://127.0.0.1:8001" in politique.split("form-action")[1].split(";")[0]


def test_la_commande_n_est_prevenue_qu_une_fois(
    client: ClientExigeant, en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")

    for _ in range(5):
        client.get(page(due))
        client.post(NOTIFICATION, data={"idop": paiement.idop})

    assert commandes.noms() == ["PaiementOuvert", "PaiementConfirme"]
    assert [un.paiement_id for un in encaissements(due)] == [session.get_one(Paiement, paiement.id).id]
