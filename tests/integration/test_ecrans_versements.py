"""Les écrans du versement : la personne voit où est son argent, le comptable le tient, par geste et par fichier."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portail.dossiers.etats import NatureDecision
from portail.dossiers.queries import decision_de
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.taches import avertir_des_caducites
from portail.identite.models import Agent, Role, Usager
from tests import fabriques, fichiers
from tests.integration.lignes import journal_de, relu
from tests.integration.navigation import envoyer, jeton, joint, mots, navigateur, titre
from tests.integration.versements import (
    ATTESTATION,
    AUTRE_IBAN,
    FACTURE,
    a_mandater,
    accorde,
    fichier_du_comptable,
    mandate,
    operer,
    rejete,
    transmettre,
    versement_du,
)

# ---------- La personne ----------


def test_le_suivi_dit_ce_qu_il_faut_envoyer_puis_ou_est_l_argent(application: Flask, yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}"
    debut = mots(client.get(adresse))
    assert "Versement de 500 €" in debut.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Facture acquittée de l’école de conduite" in debut
    assert "Vous avez jusqu’au 21 novembre 2027." in debut

    envoye = envoyer(
        client, f"{adresse}/justificatifs", {FACTURE: joint(fichiers.pdf()), ATTESTATION: joint(fichiers.pdf(2))}
    )
    assert (envoye.status_code, envoye.location) == (303, adresse)
    assert versement_du(dossier).etat is EtatVersement.A_VERIFIER
    assert "Envoyer mes justificatifs" not in mots(client.get(adresse))


def test_un_justificatif_sur_deux_est_garde_et_le_reste_est_dit(application: Flask, yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}/justificatifs"

    envoye = envoyer(client, adresse, {FACTURE: joint(fichiers.pdf()), ATTESTATION: joint(b"MZ", "virus.exe")})

    assert envoye.status_code == 422
    suite = envoyer(client, adresse, {FACTURE: joint(fichiers.pdf(3))})
    assert suite.status_code == 303
    assert "Il manque encore : Attestation de permis" in mots(client.get(adresse)).replace("\u00a0", " ")
    assert versement_du(dossier).etat is EtatVersement.ACCORDE


def test_rejete_la_personne_donne_un_autre_compte(application: Flask, yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}"
    page = client.get(adresse)
    assert "La banque a refusé le versement sur le compte finissant par 189. Le compte est fermé." in mots(page)
    assert f"{adresse}/compte" in page.text

    refuse = envoyer(client, f"{adresse}/compte", {"iban": "FR76 3000 6000 0112 3456 7890 188"})
    assert refuse.status_code == 422
    meme = envoyer(
        client, f"{adresse}/compte", {"iban": versement_du(dossier).iban, "titulaire_compte": "Yanis Belkacem"}
    )
    assert (meme.status_code, "la banque a refusé" in mots(meme)) == (422, True)
    assert versement_du(dossier).etat is EtatVersement.REJETE

    change = envoyer(client, f"{adresse}/compte", {"iban": AUTRE_IBAN, "titulaire_compte": "Yanis Belkacem"})

    assert change.status_code == 303
    assert (versement_du(dossier).etat, versement_du(dossier).iban) == (EtatVersement.A_MANDATER, AUTRE_IBAN)


def test_la_personne_ne_voit_jamais_le_compte_entier_ailleurs_que_dans_sa_saisie(
    application: Flask, yanis: Usager, herve: Agent
):
    dossier = rejete(yanis, herve)
    client = navigateur(application, yanis)
    for page in ("", "/compte", "/journal"):
        vue = client.get(f"/mon-espace/dossiers/{dossier.numero}{page}").text.replace(" ", "").replace("\u00a0", "")
        assert versement_du(dossier).iban not in vue


def test_mon_espace_met_en_tete_ce_que_le_versement_attend(application: Flask, yanis: Usager, herve: Agent):
    attendu, refuse = accorde(yanis, herve), rejete(yanis, herve)
    paye = mandate(yanis, herve)

    page = navigateur(application, yanis).get("/mon-espace/").text

    a_faire = page[page.index("t-a-faire") : page.index("Terminées")]
    assert f"/mon-espace/dossiers/{attendu.numero}/justificatifs" in a_faire
    assert f"/mon-espace/dossiers/{refuse.numero}/compte" in a_faire
    assert paye.numero not in a_faire


def test_le_compte_d_un_autre_n_existe_pas(application: Flask, yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)
    emma = navigateur(application, fabriques.usager(("Emma",), "Le Gall"))
    for page in ("compte", "justificatifs"):
        assert emma.get(f"/mon-espace/dossiers/{dossier.numero}/{page}").status_code == 404


def test_une_fois_paye_plus_rien_ne_se_change(application: Flask, yanis: Usager, herve: Agent):
    dossier = mandate(yanis, herve)
    operer(dossier, herve, GesteVersement.PAYER)
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}"

    assert "Changer de compte" not in mots(client.get(adresse))
    assert client.get(f"{adresse}/compte").status_code == 409
    assert client.get(f"{adresse}/justificatifs").status_code == 409


# ---------- L’agent ----------


def test_aucune_page_du_bureau_ne_montre_le_compte_entier(application: Flask, yanis: Usager, herve: Agent):
    dossier = a_mandater(yanis, herve)
    client = navigateur(application, herve)
    versement = versement_du(dossier)
    pages = [
        f"/agents/dossiers/{dossier.numero}",
        f"/agents/dossiers/{dossier.numero}/depose",
        "/agents/versements/?etat=a_mandater",
        f"/agents/versements/{versement.id}/mandater",
    ]
    for adresse in pages:
        page = client.get(adresse)
        assert page.status_code == 200, adresse
        assert versement.iban not in page.text.replace(" ", "").replace("\u00a0", ""), adresse
    assert "Compte finissant par 189" in mots(client.get(pages[0]))


def test_le_regisseur_mandate_paie_et_rejette_sans_lire_le_dossier(
    application: Flask, yanis: Usager, herve: Agent, regis: Agent
):
    dossier = a_mandater(yanis, herve)
    client, numero = navigateur(application, regis), versement_du(dossier).id
    assert dossier.nom in mots(client.get("/agents/versements/"))
    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 404

    fait = envoyer(client, f"/agents/versements/{numero}/mandater", {"mandat": "M-12", "jour": "2026-11-21"})
    assert (fait.status_code, fait.location) == (303, "/agents/versements/")
    envoyer(client, f"/agents/versements/{numero}/payer", {"mandat": "M-12", "jour": "2026-11-21"})
    assert versement_du(dossier).etat is EtatVersement.PAYE
    sans_motif = envoyer(client, f"/agents/versements/{numero}/rejeter", {"mandat": "M-12", "jour": "2026-11-21"})
    assert sans_motif.status_code == 422
    envoyer(
        client,
        f"/agents/versements/{numero}/rejeter",
        {"mandat": "M-12", "jour": "2026-11-21", "motif": "iban_inconnu"},
    )
    assert versement_du(dossier).etat is EtatVersement.REJETE


def test_une_date_ou_un_mandat_impossibles_se_disent_sous_le_champ(application: Flask, yanis: Usager, herve: Agent):
    dossier = mandate(yanis, herve)
    client, adresse = navigateur(application, herve), f"/agents/versements/{versement_du(dossier).id}/payer"

    page = envoyer(client, adresse, {"mandat": "M-99", "jour": "2026-11-21"})

    assert page.status_code == 422
    assert "n’est pas celui du mandat" in mots(page)
    assert versement_du(dossier).etat is EtatVersement.MANDATE


def test_l_instructrice_juge_les_justificatifs_depuis_le_dossier(application: Flask, yanis: Usager, herve: Agent):
    claire = fabriques.agent()
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)
    fabriques.justifie(claire, dossier)
    client, versement = navigateur(application, claire), versement_du(dossier)
    page = client.get(f"/agents/dossiers/{dossier.numero}")
    assert "Accepter les justificatifs" in mots(page)
    assert f"/agents/versements/{versement.id}/mandater" not in page.text

    redemande = envoyer(
        client,
        f"/agents/versements/{versement.id}/redemander",
        {"codes": [FACTURE], "motif": "illisible", "precision": "On ne lit rien."},
    )
    assert (redemande.status_code, versement_du(dossier).etat) == (303, EtatVersement.ACCORDE)
    transmettre(dossier, yanis, [FACTURE])
    valide = client.post(
        f"/agents/versements/{versement.id}/valider",
        data={"csrf_token": jeton(client.get(f"/agents/dossiers/{dossier.numero}"))},
    )
    assert (valide.status_code, versement_du(dossier).etat) == (303, EtatVersement.A_MANDATER)
    assert client.get(f"/agents/versements/{versement.id}/mandater").status_code == 403
    assert client.get("/agents/versements/import").status_code == 403


def test_hors_delai_le_responsable_prolonge_ou_constate(application: Flask, yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    fabriques.mettre_l_horloge_au(date(2027, 11, 22))
    avertir_des_caducites()
    client, versement = navigateur(application, herve), versement_du(dossier)
    adresse = f"/agents/versements/{versement.id}"
    assert "Caducité envisagée" in mots(client.get(f"/agents/dossiers/{dossier.numero}"))
    trop_tot = envoyer(client, f"{adresse}/caducite")
    assert (trop_tot.status_code, versement_du(dossier).etat) == (409, EtatVersement.ACCORDE)
    assert envoyer(client, f"{adresse}/prolonger", {"jusqu_au": "2027-11-21"}).status_code == 422

    fabriques.mettre_l_horloge_au(date(2027, 11, 22) + timedelta(days=16))
    fait = envoyer(client, f"{adresse}/caducite")

    assert fait.status_code == 303
    assert decision_de(relu(dossier)).nature is NatureDecision.CADUCITE


# ---------- Le comptable et ses fichiers ----------


def test_l_export_se_telecharge_et_se_note(application: Flask, yanis: Usager, herve: Agent, regis: Agent):
    dossier = a_mandater(yanis, herve)
    client = navigateur(application, regis)

    fichier = client.post("/agents/versements/export", data={"csrf_token": jeton(client.get("/agents/versements/"))})

    assert (fichier.status_code, fichier.mimetype) == (200, "text/csv")
    assert fichier.headers["Cache-Control"] == "no-store"
    assert versement_du(dossier).iban in fichier.text
    assert journal_de(dossier)[-1] == "exporter_versement"


def test_l_import_mene_a_son_bilan_ligne_par_ligne(application: Flask, yanis: Usager, herve: Agent, regis: Agent):
    dossier = a_mandater(yanis, herve)
    client = navigateur(application, regis)
    contenu = fichier_du_comptable(
        f"{dossier.numero}-1;mandate;M-7;2026-11-21;500;", "INCONNU-1;paye;M-7;2026-11-21;500;"
    )

    envoye = envoyer(client, "/agents/versements/import", {"fichier": joint(contenu, "retour.csv")})
    bilan = client.get(envoye.location)

    assert titre(bilan) == "Bilan de l’import"
    assert "Opérations faites1" in mots(bilan).replace(" ", "").replace("Opérationsfaites", "Opérations faites")
    assert "INCONNU-1" in mots(bilan)
    assert "Référence inconnue" in mots(bilan)
    assert versement_du(dossier).etat is EtatVersement.MANDATE
    rejoue = envoyer(client, "/agents/versements/import", {"fichier": joint(contenu, "retour.csv")})
    assert rejoue.location == envoye.location
    autre = navigateur(application, herve)
    assert autre.get(envoye.location).status_code == 404


def test_un_mauvais_fichier_se_dit_sous_le_champ(application: Flask, regis: Agent):
    client = navigateur(application, regis)

    for donnees in ({}, {"fichier": joint(b"PK\x03\x04", "x.xlsx")}):
        page = envoyer(client, "/agents/versements/import", donnees)
        assert page.status_code == 422


@pytest.mark.parametrize(
    ("role", "liste", "fichiers_permis"),
    [(Role.REGISSEUR, 200, 200), (Role.RESPONSABLE, 200, 200), (Role.INSTRUCTEUR, 200, 403), (Role.ACCUEIL, 403, 403)],
)
def test_qui_ouvre_quoi(application: Flask, yanis: Usager, role: Role, liste: int, fichiers_permis: int):
    client = navigateur(application, fabriques.agent(role, prenom="Anne"))

    assert client.get("/agents/versements/").status_code == liste
    assert client.get("/agents/versements/import").status_code == fichiers_permis
    jeton_ = jeton(client.get("/accessibilite/signaler"))
    export = client.post("/agents/versements/export", data={"csrf_token": jeton_})
    assert export.status_code == fichiers_permis
