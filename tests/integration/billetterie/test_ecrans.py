"""La billetterie à l’écran : acheter sans compte ni JavaScript, vendre au guichet, contrôler une entrée."""

import re
from uuid import uuid4

import pytest

from portail.inscriptions.billets.cles import mention_de
from portail.inscriptions.patrimoine import liens
from portail.inscriptions.patrimoine.models import EtatAchat
from portail.paiement.paiements.etats import Moyen
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.socle import horloge
from tests import fabriques, pdf
from tests.entree import entrer
from tests.integration.billetterie import fabrique
from tests.integration.paiement import fabrique as caisse

pytestmark = pytest.mark.usefixtures("sans_jeton")
ACHETEUR = {"courriel": fabrique.COURRIEL, "conditions": "oui"}


def mettre_au_panier(client, visite, **nombres):
    return client.post(f"/billetterie/{fabrique.ENTREE}/billets?seance={visite.id}", data=nombres)


def test_acheter_de_bout_en_bout_un_billet_gratuit(client, visite):
    assert "Château de Châteaubriant" in client.get("/billetterie/").text
    page = client.get(f"/billetterie/{fabrique.ENTREE}").text
    assert f"seance={visite.id}" in page
    assert "14" in page
    choix = client.get(f"/billetterie/{fabrique.ENTREE}/billets?seance={visite.id}").text
    assert "Ne nous l’envoyez pas" in choix

    assert mettre_au_panier(client, visite, tarif_3="2").location == "/billetterie/panier"
    assert "Vos places sont gardées jusqu’à" in client.get("/billetterie/panier").text
    avant = client.get("/billetterie/payer").text
    assert "L221-28" in avant
    assert "remboursé" in avant
    refus = client.post("/billetterie/payer", data={"courriel": fabrique.COURRIEL})
    assert refus.status_code == 422

    suite = client.post("/billetterie/payer", data=ACHETEUR)
    assert suite.location.startswith("/billetterie/achats/")
    billets = client.get(suite.location).text
    assert billets.count("Code QR du billet") == 2
    assert "Vos billets" in billets
    texte = pdf.texte(client.get(f"{suite.location}/billets.pdf").data)
    assert "Château de Châteaubriant" in texte


def test_acheter_un_billet_payant_mene_a_payer_puis_aux_billets(client, visite, en_ligne):
    mettre_au_panier(client, visite, tarif_1="2")
    suite = client.post("/billetterie/payer", data=ACHETEUR)
    assert suite.location.startswith("/paiement/")

    [ligne] = fabrique.lignes_de(visite)
    achat = ligne.achat_id
    caisse.payee(en_ligne, fabrique.somme(fabrique.relu_par_id(achat)))
    page = client.get(liens.chemin_de(achat))
    assert page.text.count("Code QR du billet") == 2
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_une_quantite_a_corriger_se_dit_sur_la_page(client, visite):
    assert mettre_au_panier(client, visite).status_code == 422
    assert mettre_au_panier(client, visite, tarif_1="11").status_code == 422
    assert mettre_au_panier(client, visite, tarif_1="6", tarif_3="6").status_code == 422
    assert fabrique.prises(visite) == 0


def test_complet_entre_temps_ramene_aux_dates(client, sites):
    visite = fabrique.seance(places=1)
    fabrique.gratuit(visite)
    suite = mettre_au_panier(client, visite, tarif_1="1")

    assert suite.location == f"/billetterie/{fabrique.ENTREE}"
    assert "Il ne reste pas assez de places" in client.get(suite.location).text
    assert "complet" in client.get(suite.location).text


def test_le_panier_se_prolonge_se_vide_et_n_est_qu_a_ce_navigateur(client, application, visite):
    mettre_au_panier(client, visite, tarif_1="2")
    assert client.post("/billetterie/panier/prolonger").status_code == 303
    [ligne] = fabrique.lignes_de(visite)
    autre = application.test_client()
    autre.post("/billetterie/panier/retirer", data={"ligne": str(ligne.id)})
    assert fabrique.prises(visite) == 2

    client.post("/billetterie/panier/retirer", data={"ligne": str(ligne.id)})
    assert fabrique.prises(visite) == 0
    mettre_au_panier(client, visite, tarif_1="1")
    client.post("/billetterie/panier/rendre")
    assert "Votre panier est vide" in client.get("/billetterie/panier").text
    assert fabrique.prises(visite) == 0


def test_l_achat_d_un_autre_ne_s_ouvre_pas(client, visite):
    achat = fabrique.gratuit(visite)
    chemin = f"/billetterie/achats/{achat.id}"

    assert client.get(liens.chemin_de(achat.id)).status_code == 200
    assert client.get(f"{chemin}/{'0' * 32}").status_code == 404
    assert client.get(f"{chemin}/{'0' * 32}/billets.pdf").status_code == 404
    assert client.post(f"{chemin}/{'0' * 32}/revenir").status_code == 404
    assert client.get(f"/billetterie/achats/{uuid4()}/{liens.code_de(achat.id)}").status_code == 404


def test_revenir_de_l_achat_au_panier(client, visite, en_ligne):
    mettre_au_panier(client, visite, tarif_1="1")
    client.post("/billetterie/payer", data=ACHETEUR)
    [ligne] = fabrique.lignes_de(visite)

    suite = client.post(f"{liens.chemin_de(ligne.achat_id)}/revenir")
    assert suite.location == "/billetterie/panier"
    assert "Plein tarif" in client.get("/billetterie/panier").text


def test_retirer_son_accord_ne_dit_pas_si_l_adresse_etait_connue(client, sites):
    connue = client.post("/billetterie/nouvelles", data={"courriel": fabrique.COURRIEL})
    assert (connue.status_code, connue.location) == (303, "/billetterie/")


def test_vendre_au_guichet_la_regie_encaisse_et_les_billets_paraissent(client, visite, enora):
    maryse = fabriques.agent(fabriques.Role.REGISSEUR, caisse.SERVICE, prenom="Maryse", nom="Le Floch")
    entrer(client, enora)
    page = client.get("/agents/billetterie/chateau-chateaubriant").text
    assert f"vendre/{fabrique.ENTREE}?seance={visite.id}" in page
    assert "Ouvrir des séances" not in page

    suite = client.post(f"/agents/billetterie/vendre/{fabrique.ENTREE}?seance={visite.id}", data={"tarif_1": "2"})
    achat = fabrique.relu_par_id(suite.location.rpartition("/")[2])
    assert achat.etat is EtatAchat.AU_GUICHET
    assert "À encaisser au guichet" in client.get(suite.location).text
    recu = RecuAuGuichet(
        moyen=Moyen.ESPECES, montant=achat.total, jour=horloge.aujourd_hui(), reference="", cle=uuid4().hex
    )
    encaisser_au_guichet(fabrique.somme(achat).id, recu, agent=maryse)

    assert client.get(suite.location).text.count("Code QR du billet") == 2
    numero = client.get(f"/agents/billetterie/?q={achat.numero}")
    assert numero.location == suite.location
    [billet, _autre] = fabrique.billets(achat)
    assert client.get(f"/agents/billetterie/?q={billet.code}").location == suite.location


def test_ouvrir_changer_annuler_une_seance(client, visite, ronan):
    entrer(client, ronan)
    demain = fabrique.demain()
    jour = {f"{nom}-{partie}": str(getattr(demain, attribut)) for nom in ("premier", "dernier")
            for partie, attribut in (("jour", "day"), ("mois", "month"), ("annee", "year"))}  # fmt: skip
    envoi = {
        **jour,
        "produit": "chateaubriant-guidee",
        "jours": str(demain.isoweekday()),
        "heures": "10:00 15:30",
        "places": "12",
    }
    ouverte = client.post("/agents/billetterie/chateau-chateaubriant/ouvrir", data=envoi)
    assert ouverte.status_code == 303, re.findall(r"msg-erreur[^<]*<[^>]*>?[^<]*", ouverte.text)
    assert client.get("/agents/billetterie/chateau-chateaubriant").text.count("Visite guidée") >= 2

    adresse = f"/agents/billetterie/seances/{visite.id}"
    fabrique.gratuit(visite, 3)
    trop_peu = client.post(f"{adresse}/places", data={"places": "2", "raison": "Travaux"})
    assert trop_peu.status_code == 422
    assert client.post(f"{adresse}/places", data={"places": "3", "raison": "Travaux"}).status_code == 303
    assert "3 places prises sur 3" in client.get(adresse).text
    assert client.post(f"{adresse}/annuler", data={"raison": "Orage"}).status_code == 303
    assert "Annulée" in client.get(adresse).text
    assert fabrique.prises(visite) == 0


def test_les_chiffres_comptent_les_billets_et_ceux_qui_sont_entres(client, visite, ronan):
    fabrique.gratuit(visite, 3)
    entrer(client, ronan)
    page = client.get("/agents/billetterie/chateau-chateaubriant/chiffres").text

    assert "Moins de 18 ans" in page
    assert re.search(r'<td class="nombre">3</td>', page)


def test_controler_en_ligne_sans_script(client, sites, enora):
    achat = fabrique.gratuit(fabrique.seance(jour=horloge.aujourd_hui(), heure=fabrique.time(23, 30)))
    [billet] = fabrique.billets(achat)
    entrer(client, enora)
    adresse = f"/agents/entrees/site/{fabrique.produit().site_id}"

    assert "Entrée</span>" in client.post(adresse, data={"code": mention_de(billet)}).text
    assert "Déjà entré" in client.post(adresse, data={"code": billet.code}).text
    assert "Personnes entrées : 1 / 1" in client.get(adresse).text
    assert client.post(adresse, data={"code": ""}).status_code == 422
    assert client.get("/agents/entrees/inconnu/" + str(uuid4())).status_code == 404


def test_la_page_du_telephone_ne_porte_aucune_donnee_et_permet_l_appareil_photo(client, sites, enora):
    entrer(client, enora)
    page = client.get(f"/agents/entrees/site/{fabrique.produit().site_id}/telephone")

    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert enora.nom not in page.text
    assert "entrees.js" in page.text


def test_synchroniser_dit_les_conflits(client, sites, enora):
    achat = fabrique.gratuit(fabrique.seance(jour=horloge.aujourd_hui(), heure=fabrique.time(23, 30)))
    [billet] = fabrique.billets(achat)
    entrer(client, enora)
    adresse = f"/agents/entrees/site/{fabrique.produit().site_id}"
    feuille = client.get(f"{adresse}/feuille.json").get_json()
    assert feuille["cles"].keys() == {"1"}

    def envoyer(appareil):
        passage = {"id": str(uuid4()), "code": billet.code, "le": horloge.maintenant().isoformat()}
        return client.post(f"{adresse}/synchroniser", json={"appareil": appareil, "passages": [passage]}).get_json()

    assert envoyer("un")["passages"][0]["verdict"] == "admis"
    second = envoyer("deux")
    assert second["passages"][0]["verdict"] == "deja_entre"
    assert second["passages"][0]["depuis"]
    assert (second["entres"], second["attendus"]) == (1, 1)
    assert "Présenté une seconde fois" in client.get(adresse).text
    assert client.post(f"{adresse}/synchroniser", json={"passages": [{}]}).status_code == 422
