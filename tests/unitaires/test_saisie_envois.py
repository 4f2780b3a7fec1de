"""Ce qui est envoyé se relit, et ne se perd jamais."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portail.demarche.champs import BlocRepete, Commune, Information, ValeurCalculee
from portail.guichets.saisie.formulaire import formulaire_de
from tests.unitaires.formulaires import (
    ACCORD,
    ADRESSE,
    AIDES,
    APP,
    ENFANTS,
    HTML,
    LOGEMENT,
    METIER,
    NAISSANCE,
    NOM,
    TOUS,
    VALEURS,
    donnees_de,
    page,
)
from tests.unitaires.saisies import CONTEXTE

ZONES = [
    "nom", "naissance-jour", "naissance-mois", "naissance-annee", "adresse-voie", "adresse-commune",
    "adresse-code_postal", "logement", "aides", "enfants-0-prenom", "enfants-7-naissance-annee", "enfants-0", "enfants",
    "enfants-x-prenom", "enfants-99999999999-garde", "retirer", "ajouter",
]  # fmt: skip


def test_tout_ce_qui_est_garde_se_remontre_et_se_relit_a_l_identique(affiche, envoye):
    rendu = page(affiche(*TOUS, valeurs=VALEURS, revision=3))
    form = envoye(*TOUS, donnees=donnees_de(rendu))
    assert form.errors == {}
    assert form.reponses() == VALEURS
    assert form.revision_lue() == 3


def test_le_rendu_n_a_ni_identifiant_double_ni_etiquette_orpheline(affiche, envoye):
    for form in (affiche(*TOUS, valeurs=VALEURS), envoye(*TOUS)):
        rendu = page(form)
        identifiants = [noeud.get("id") for noeud in rendu.iter() if noeud.get("id")]
        assert len(identifiants) == len(set(identifiants))
        assert {noeud.get("for") for noeud in rendu.iter(f"{HTML}label")} <= set(identifiants)
        decrits = " ".join(noeud.get("aria-describedby") or "" for noeud in rendu.iter()).split()
        assert set(decrits) <= set(identifiants)


def test_un_envoi_vide_refuse_tous_les_obligatoires_et_eux_seuls(envoye):
    form = envoye(*TOUS)
    lus = [champ for champ in TOUS if not isinstance(champ, Information | ValeurCalculee | BlocRepete)]
    assert set(form.errors) == {champ.identifiant for champ in lus if champ.obligatoire}
    assert form.reponses() == {"telephone": None, "aides": None, "accord": False, "enfants": []}
    affiches_facultatifs = {field.name for field in form.champs if field.facultatif}
    assert affiches_facultatifs.isdisjoint(form.errors)


def test_une_erreur_ne_perd_rien_de_ce_qui_est_ecrit(envoye):
    ecrit = {
        "nom": " Moreau ", "naissance-jour": "31", "naissance-mois": "févr.", "naissance-annee": "2009",
        "adresse-voie": "8 rue du Minage", "adresse-code_postal": "4419", "logement": "appartement", "metier": "m2",
        "aides": ["apa", "pch"], "accord": "oui",
    }  # fmt: skip
    form = envoye(NOM, NAISSANCE, ADRESSE, LOGEMENT, METIER, AIDES, ACCORD, donnees=ecrit)
    assert set(form.errors) == {"naissance", "adresse"}
    renvoye = donnees_de(page(form))
    for nom, texte in ecrit.items():
        assert renvoye[nom] == (texte if isinstance(texte, list) else [texte])


def test_ce_qui_est_envoye_peut_etre_remontre_plus_tard(affiche, envoye):
    ecrit = {"nom": "Moreau", "adresse-code_postal": "4419", "aides": ["apa"], "enfants-4-prenom": "Léa"}
    brut = envoye(NOM, ADRESSE, AIDES, ENFANTS, donnees=ecrit).brut()
    form = affiche(NOM, ADRESSE, AIDES, ENFANTS, valeurs=VALEURS, brut=brut, revision=7)
    renvoye = donnees_de(page(form))
    assert renvoye["nom"] == ["Moreau"]
    assert renvoye["adresse-code_postal"] == ["4419"]
    assert renvoye["adresse-commune"] == [""]
    assert renvoye["aides"] == ["apa"]
    assert renvoye["enfants-0-prenom"] == ["Léa"]
    assert renvoye["revision"] == ["7"]


def test_ce_qui_est_garde_tel_qu_envoye_se_remontre_aussi(affiche):
    form = affiche(NOM, AIDES, brut={"nom": ["Moreau"], "aides": ["apa", "pch"], "csrf_token": ["x"]})
    assert form.nom._value() == "Moreau"
    assert [option.checked for option in form.aides] == [True, True]


def test_un_envoi_l_emporte_sur_ce_qu_on_voulait_remontrer(envoye):
    form = envoye(NOM, donnees={"nom": "Briand"}, brut={"nom": "Ancien"}, valeurs={"nom": "Moreau"})
    assert form.reponses() == {"nom": "Briand"}


def test_une_adresse_dit_la_zone_fautive_et_propose_les_communes(envoye):
    form = envoye(ADRESSE, donnees={"adresse-voie": "1 rue", "adresse-code_postal": "44170"})
    assert "Abbaretz, La Grigonnais, Jans" in form.adresse.errors[0]
    assert [(p.name, p.en_erreur) for p in form.adresse.parties] == [
        ("adresse-voie", False),
        ("adresse-complement", False),
        ("adresse-code_postal", False),
        ("adresse-commune", True),
    ]
    assert form.adresse.parties[3].erreur == form.adresse.errors[0]
    assert [option.value for option in form.adresse.parties[3].options][:3] == ["", "Abbaretz", "La Grigonnais"]
    assert [p.options for p in form.adresse.parties[:3]] == [(), (), ()]


def test_dans_un_bloc_repete_la_commune_se_choisit_aussi(envoye):
    lieux = BlocRepete("lieux", "Lieux", (ADRESSE, Commune("commune", "Commune")), maximum=2)
    ecrites = {"lieux-0-adresse-voie": "1 rue", "lieux-0-adresse-code_postal": "44170", "lieux-0-commune": "44190"}
    fautif = envoye(lieux, donnees=ecrites)
    adresse, commune = fautif.lieux.entrees[0].fields
    assert adresse.parties[3].options[1].value == "Abbaretz"
    assert commune.propositions[2].value == "Clisson"
    choisies = {"lieux-0-adresse-commune": "Abbaretz", "lieux-0-commune-choix": "Clisson"}
    [lieu] = envoye(lieux, donnees=ecrites | choisies).reponses()["lieux"]
    assert (lieu["adresse"]["commune_insee"], lieu["commune"]["insee"]) == ("44001", "44043")


def test_une_commune_se_deduit_d_un_code_postal_qui_n_en_dessert_qu_une(envoye):
    form = envoye(ADRESSE, donnees={"adresse-voie": "1 quai", "adresse-code_postal": "44000"})
    assert form.reponses()["adresse"]["commune_insee"] == "44109"


def test_un_message_commun_a_plusieurs_zones_n_est_dit_qu_une_fois(envoye):
    form = envoye(NAISSANCE)
    assert len(form.naissance.errors) == 1
    assert all(partie.en_erreur for partie in form.naissance.parties)


def test_un_champ_verrouille_garde_sa_valeur_quoi_qu_on_envoie(envoye):
    form = envoye(NOM, NAISSANCE, valeurs=VALEURS, verrouilles=frozenset({"nom", "naissance"}),
                  donnees={"nom": "Pirate", "naissance-jour": "1"})  # fmt: skip
    assert form.errors == {}
    assert form.reponses() == {"nom": "Moreau", "naissance": "2009-08-14"}
    assert (form.nom.verrouille, form.naissance.affichage, form.nom.source) == (True, "14 août 2009", "FranceConnect")


def test_une_valeur_calculee_se_montre_sans_se_lire(affiche, envoye):
    qf = ValeurCalculee("qf", "Quotient familial", calcul="qf")
    assert affiche(qf, valeurs={"qf": "476"}).qf.valeur == "476"
    assert affiche(qf).qf.valeur == ""
    assert envoye(qf, donnees={"qf": "1"}).reponses() == {}


@pytest.mark.parametrize("revision", ["", "abc", "-1", "1.5"])
def test_une_revision_illisible_est_une_absence_de_revision(envoye, revision):
    assert envoye(NOM, donnees={"revision": revision}).revision_lue() is None


def test_un_fichier_a_la_place_d_un_texte_ne_casse_rien():
    with open(__file__, "rb") as fichier, APP.test_request_context("/", method="POST", data={"nom": fichier}):
        form = formulaire_de([NOM], contexte=CONTEXTE, valeurs={})
        assert not form.validate_on_submit()
        assert set(form.errors) == {"nom"}


def test_le_jeton_de_formulaire_est_exige():
    with APP.test_request_context("/", method="POST", data={"nom": "Moreau"}):
        APP.config["WTF_CSRF_ENABLED"] = True
        try:
            form = formulaire_de([NOM], contexte=CONTEXTE, valeurs={})
            assert not form.validate_on_submit()
            assert set(form.errors) == {"csrf_token"}
        finally:
            APP.config["WTF_CSRF_ENABLED"] = False


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(ZONES), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)))
def test_aucun_envoi_ne_met_le_formulaire_en_defaut(donnees):
    declares = (NOM, NAISSANCE, ADRESSE, LOGEMENT, AIDES, ENFANTS)
    with APP.test_request_context("/", method="POST", data=donnees | {"revision": "1"}):
        form = formulaire_de(declares, contexte=CONTEXTE, valeurs={})
        form.validate()
        page(form)
        assert set(form.reponses()) | set(form.errors) <= {champ.identifiant for champ in declares}
