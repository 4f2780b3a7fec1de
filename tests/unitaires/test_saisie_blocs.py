"""Les blocs répétés : ajouter, retirer, corriger, sans script."""

from portail.demarche.champs import BlocRepete, TexteCourt
from tests.unitaires.formulaires import ENFANTS, LEA, NOM, page


def un_enfant(rang, prenom="Léa"):
    return {
        f"enfants-{rang}-prenom": prenom, f"enfants-{rang}-naissance-jour": "1", f"enfants-{rang}-naissance-mois": "3",
        f"enfants-{rang}-naissance-annee": "2015", f"enfants-{rang}-garde": "oui",
    }  # fmt: skip


def prenoms(form):
    return [entree.fields[0]._value() for entree in form.enfants]


def test_un_bloc_montre_ses_exemplaires_et_un_vide_ou_rien_n_est_obligatoire(affiche):
    bloc = affiche(ENFANTS, valeurs={"enfants": [LEA, LEA]}).enfants
    assert [(entree.name, entree.vide) for entree in bloc] == [
        ("enfants-0", False), ("enfants-1", False), ("enfants-2", True),
    ]  # fmt: skip
    assert (bloc.element, bloc.facultatif, bloc.peut_ajouter) == ("Enfant", True, False)
    assert [[field.facultatif for field in entree] for entree in bloc] == [[False] * 3, [False] * 3, [True] * 3]


def test_un_bloc_plein_ne_propose_plus_d_exemplaire(affiche):
    assert [entree.vide for entree in affiche(ENFANTS, valeurs={"enfants": [LEA] * 3}).enfants] == [False] * 3


def test_un_bloc_exige_garde_ses_champs_obligatoires_jusqu_au_minimum(affiche):
    parent = BlocRepete("parents", "Parents", (TexteCourt("nom", "Nom"),), element="Parent", minimum=1)
    [entree] = affiche(parent).parents
    assert (entree.vide, entree.fields[0].facultatif) == (True, False)


def test_un_bloc_se_lit_et_laisse_l_exemplaire_vide(envoye):
    form = envoye(ENFANTS, donnees=un_enfant(0) | {"enfants-1-prenom": "", "enfants-1-naissance-jour": ""})
    assert form.reponses() == {"enfants": [LEA]}


def test_ajouter_ou_retirer_ne_controle_rien_et_ne_perd_rien(envoye):
    commence = un_enfant(0) | {"enfants-1-prenom": "Noé"}
    form = envoye(ENFANTS, NOM, donnees=commence | {"ajouter": "enfants"})
    assert form.a_change_de_forme
    assert form.errors == {}
    assert prenoms(form) == ["Léa", "Noé", ""]
    form = envoye(ENFANTS, NOM, donnees=commence | {"retirer": "enfants-0"})
    assert form.errors == {}
    assert prenoms(form) == ["Noé", ""]
    assert form.validate_on_submit() is False


def test_le_bouton_d_un_autre_bloc_ne_change_rien(envoye):
    form = envoye(ENFANTS, donnees=un_enfant(0) | {"ajouter": "parents", "retirer": "parents-0"})
    assert not form.a_change_de_forme
    assert form.reponses() == {"enfants": [LEA]}


def test_les_fautes_d_un_exemplaire_sont_a_leur_place(envoye):
    form = envoye(ENFANTS, donnees=un_enfant(0) | {"enfants-2-prenom": "Noé", "enfants-2-naissance-jour": "32"})
    premier, second, vide = form.enfants
    assert premier.errors == vide.errors == []
    assert [bool(field.errors) for field in second] == [False, True, True]
    assert [partie.en_erreur for partie in second.fields[1].parties] == [True, True, True]
    assert second.fields[1].parties[0].id == "enfants-1-naissance-jour"
    textes = "".join(page(form).itertext())
    assert "choisissez une réponse." in textes
    assert form.reponses() == {}


def test_un_bloc_trop_court_le_dit_en_tete(envoye):
    parent = BlocRepete("parents", "Parents", (TexteCourt("nom", "Nom"),), element="Parent", minimum=1, maximum=2)
    assert envoye(parent).parents.errors == ["Remplissez-en au moins 1, au plus 2."]
