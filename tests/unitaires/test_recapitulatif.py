"""Montrer une demande : rubriques en direct, figées au dépôt, dans une autre langue."""

import json
from dataclasses import replace

from portail.demarche.declaration import BlocRepete, Iban, Information, Page, TexteCourt
from portail.demarche.recapitulatif import NON_RENSEIGNE, instantane, masquer_les_comptes, rubriques, rubriques_figees
from tests.unitaires.situations_permis import DEPOT, PERMIS, aminata, bilan, espaces_simples, lina


def lignes(reponses, **options):
    """Champ → (libellé, valeur), dans l’ordre, toutes rubriques confondues."""
    vues = rubriques(PERMIS, reponses, jour=DEPOT, bilan=bilan(reponses), **options)
    return {(ligne.champ, ligne.libelle): ligne for rubrique in vues for ligne in rubrique.lignes}


def valeur(reponses, champ: str) -> str:
    return espaces_simples(next(ligne.valeur for (nom, _), ligne in lignes(reponses).items() if nom == champ))


def test_les_reponses_s_ecrivent_par_rubrique_dans_l_ordre_des_pages():
    vues = rubriques(PERMIS, lina(), jour=DEPOT)

    assert [rubrique.identifiant for rubrique in vues] == [
        "identite",
        "coordonnees",
        "situation",
        "ressources",
        "permis",
        "paiement",
    ]
    assert valeur(lina(), "date_naissance") == "14 août 2009"
    assert valeur(lina(), "statut") == "Lycéen ou lycéenne"
    assert valeur(lina(), "rfr") == "14 300 €"
    assert valeur(lina(), "adresse") == "8 rue du Minage\n44190 Clisson"


def test_le_quotient_calcule_se_lit_avec_sa_formule():
    assert valeur(lina(), "quotient") == "14 300 € ÷ 12 mois ÷ 2,5 parts = 476,67 €, soit 476 € par mois."


def test_ce_qui_n_a_pas_pu_se_calculer_ne_se_montre_pas():
    assert "quotient" not in {champ for champ, _ in lignes(lina(rfr=None))}


def test_ce_qui_manque_est_dit():
    ligne = next(ligne for (nom, _), ligne in lignes(lina()).items() if nom == "telephone")

    assert (ligne.valeur, ligne.renseignee) == (NON_RENSEIGNE, False)


def test_un_bloc_repete_nomme_chaque_exemplaire():
    deux = aminata(
        aides=[
            {"aide_organisme": "etat_apprentis", "aide_montant": "500.00"},
            {"aide_organisme": "commune", "aide_montant": "120.50"},
        ]
    )

    dites = {
        espaces_simples(libelle): espaces_simples(ligne.valeur)
        for (nom, libelle), ligne in lignes(deux).items()
        if nom == "aides"
    }
    assert dites == {
        "Aide 1 : Qui verse cette aide ?": "L’État, pour les apprentis",
        "Aide 1 : Montant de l’aide": "500 €",
        "Aide 2 : Qui verse cette aide ?": "Une commune",
        "Aide 2 : Montant de l’aide": "120,50 €",
    }


def test_un_bloc_vide_est_dit_non_renseigne():
    assert valeur(aminata(aides=[]), "aides") == NON_RENSEIGNE


def test_une_page_de_texte_seul_n_est_pas_une_rubrique():
    lue = replace(
        PERMIS, pages=(Page("a", "A", (Information("i", "À lire"),)), Page("b", "B", (TexteCourt("q", "Q"),)))
    )

    assert [rubrique.identifiant for rubrique in rubriques(lue, {"q": "x"}, jour=DEPOT)] == ["b"]


def test_la_langue_du_destinataire_traduit_questions_et_nombres():
    anglais = {"Revenu fiscal de référence du foyer": "Household reference tax income", "Non renseigné": "Not given"}
    vues = lignes(lina(), traduire=lambda texte: anglais.get(texte, texte), langue="en")

    assert vues["rfr", "Household reference tax income"].valeur == "€14,300"
    assert vues["date_naissance", "Date de naissance"].valeur == "14 August 2009"
    assert next(ligne for (nom, _), ligne in vues.items() if nom == "telephone").valeur == "Not given"


def test_l_instantane_garde_tout_en_json_et_se_relit_pareil():
    reponses, examen = lina(), bilan(lina())

    fige = instantane(PERMIS, reponses, {"rib": ["rib-moreau.jpg"]}, jour=DEPOT, bilan=examen)

    assert json.loads(json.dumps(fige)) == fige
    assert rubriques_figees(fige) == rubriques(PERMIS, reponses, jour=DEPOT, bilan=examen)
    assert (fige["demarche"], fige["version"], fige["jour"]) == ("aide-permis", 1, "2026-11-21")
    assert {"identifiant": "rib", "nom": "Relevé d’identité bancaire (RIB)", "fichiers": ["rib-moreau.jpg"]} in fige[
        "pieces"
    ]
    assert [constat["code"] for constat in fige["constats"]][:2] == ["age", "residence"]
    assert {calcul["code"]: calcul["valeur"] for calcul in fige["calculs"]}["quotient_familial"] == "476"


def test_l_instantane_ne_garde_pas_les_reponses_orphelines():
    fige = instantane(PERMIS, aminata(autre_aide="non"), {}, jour=DEPOT, bilan=bilan(aminata(autre_aide="non")))

    assert "aides" not in {ligne["champ"] for rubrique in fige["rubriques"] for ligne in rubrique["lignes"]}


def test_une_declaration_qui_change_ne_change_pas_l_instantane():
    fige = instantane(PERMIS, lina(), {}, jour=DEPOT, bilan=bilan(lina()))
    avant = rubriques_figees(fige)

    refondue = replace(PERMIS, version=2, pages=(Page("a", "Tout autre", (TexteCourt("q", "Autre question"),)),))

    assert rubriques_figees(fige) == avant
    assert rubriques(refondue, lina(), jour=DEPOT) != avant


def test_un_iban_se_masque_jusque_dans_un_bloc_repete():
    compte = Iban("compte", "Compte")
    bloc = BlocRepete("comptes", "Comptes", (compte, TexteCourt("titulaire", "Titulaire")), element="Compte")
    demarche = replace(PERMIS, pages=(*PERMIS.pages, Page("autres", "Autres comptes", (bloc,))))
    iban = "FR7630006000011234567890189"
    reponses = lina(iban=iban, comptes=[{"compte": iban, "titulaire": "Lina"}, {"compte": None, "titulaire": "Ana"}])
    lues = rubriques(demarche, reponses, jour=DEPOT)
    figees = rubriques_figees(
        json.loads(json.dumps(instantane(demarche, reponses, {}, jour=DEPOT, bilan=bilan(lina()))))
    )

    for vues in (lues, figees):
        entieres = "".join(ligne.valeur for rubrique in vues for ligne in rubrique.lignes)
        masquees = [ligne for rubrique in masquer_les_comptes(demarche, vues) for ligne in rubrique.lignes]
        montrees = "".join("".join(ligne.valeur.split()) for ligne in masquees)
        assert "".join(entieres.split()).count(iban) == 2
        assert iban not in montrees
        assert montrees.count(iban[-3:]) >= 2
        assert {ligne.valeur for ligne in masquees if ligne.champ == "comptes"} >= {"Lina", "Ana", NON_RENSEIGNE}
