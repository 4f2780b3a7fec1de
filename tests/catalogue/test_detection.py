"""Chaque contrôle trouve la faute qu’il cherche : une démarche saine, une seule chose abîmée."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from portail.demarche.controles import chemins, droit, regles, remplissage, structure, textes
from portail.demarche.declaration import (
    AgeInferieur,
    Attestation,
    AuMoins,
    Beneficiaire,
    BlocRepete,
    Choix,
    ChoixMultiple,
    Constat,
    Demarche,
    Information,
    Nir,
    Nombre,
    OuiNon,
    Page,
    Pas,
    Recours,
    Silence,
    TexteCourt,
    ValeurCalculee,
    Verdict,
    Visa,
    Viseur,
    si,
    toutes,
)
from portail.demarche.verification import CONTROLES, Controle, alertes, fautes
from tests.catalogue.fausses import (
    QUESTION,
    SAINE,
    a_voir,
    avec_calcul,
    avec_motif,
    avec_page,
    avec_piece,
    avec_regle,
    pretest,
    resultat,
    vu,
)
from tests.catalogue.fausses_lies import LIES
from tests.catalogue.fausses_prestations import PRESTATIONS
from tests.catalogue.fausses_propositions import PROPOSITIONS
from tests.catalogue.fausses_transmissions import TRANSMISSIONS
from tests.catalogue.fausses_visites import VISITES
from tests.catalogue.fausses_volets import VOLETS


@dataclass(frozen=True)
class Cas:
    controle: Controle
    fausse: Demarche
    faute: str


RARES = {
    "qualite_deposant": "tuteur", "nationalite": "apatride_refugie", "canal_prefere": "telephone", "categorie": "AM",
    "statut": "service_civique", "rattachement_fiscal": "conjoint", "autre_aide": "ne_sais_pas",
}  # fmt: skip
SANS_TITRE = Visa(code="muet", titre="", viseur=Viseur.DIRECTEUR)

CAS = [
    Cas(structure.identifiants_uniques, avec_page(TexteCourt("iban", "IBAN")), "champ en double : iban"),
    Cas(
        structure.identifiants_uniques,
        replace(SAINE, pages=(*SAINE.pages, SAINE.pages[0])),
        "page en double : identite",
    ),
    Cas(structure.identifiants_uniques, replace(SAINE, pieces=(*SAINE.pieces, SAINE.pieces[0])), "pièce en double"),
    Cas(
        structure.identifiants_uniques, replace(SAINE, regles=(*SAINE.regles, SAINE.regles[0])), "règle en double : age"
    ),
    Cas(structure.identifiants_uniques, replace(SAINE, calculs=SAINE.calculs * 2), "calcul en double"),
    Cas(structure.identifiants_uniques, replace(SAINE, motifs=SAINE.motifs * 2), "motif en double"),
    Cas(
        structure.identifiants_uniques,
        replace(SAINE, engagements=(Attestation("iban", "Je m’engage."),)),
        "champ en double : iban",
    ),
    Cas(structure.titres_distincts, avec_calcul(resultat, titre="Âge"), "titre en double : Âge"),
    Cas(
        structure.identifiants_lisibles, replace(SAINE, identifiant="Aide_Permis"), "identifiant de démarche mal écrit"
    ),
    Cas(structure.identifiants_lisibles, avec_page(TexteCourt("prénom", "Prénom")), "nom mal écrit : prénom"),
    Cas(structure.identifiants_lisibles, avec_page(TexteCourt("doublons", "Doublons")), "réservé à la plateforme"),
    Cas(
        structure.identifiants_lisibles,
        replace(SAINE, pages=(*SAINE.pages, Page("recapitulatif", "Fin", (QUESTION,)))),
        "réservé à la plateforme : recapitulatif",
    ),
    Cas(structure.pages_remplies, replace(SAINE, pages=()), "aucune page"),
    Cas(structure.pages_remplies, replace(SAINE, pages=(Page("vide", "Vide", ()),)), "page vide : 0 champs"),
    Cas(
        structure.pages_remplies,
        avec_page(*(TexteCourt(f"question_{rang}", "Question") for rang in range(7))),
        "page en_plus : 7 champs",
    ),
    Cas(structure.options_presentes, avec_page(Choix("choix", "Choix", {"seul": "Seul"})), "moins de deux options"),
    Cas(
        structure.options_presentes,
        avec_page(Choix("choix", "Choix", {"à vélo": "À vélo", "a_pied": "À pied"})),
        "option mal écrite : à vélo",
    ),
    Cas(
        structure.options_presentes,
        avec_page(ChoixMultiple("choix", "Choix", {"a": "A", "b": "B"}, exclusive="aucun")),
        "option exclusive inconnue : aucun",
    ),
    Cas(structure.blocs_repetes, avec_page(BlocRepete("bloc", "Bloc", (QUESTION,))), "sans champ, ou sans nom"),
    Cas(structure.blocs_repetes, avec_page(BlocRepete("bloc", "Bloc", (), element="Un")), "sans champ, ou sans nom"),
    Cas(
        structure.blocs_repetes,
        avec_page(BlocRepete("bloc", "Bloc", (QUESTION,), element="Un", minimum=3, maximum=2)),
        "de 3 à 2 exemplaires",
    ),
    Cas(
        structure.blocs_repetes,
        avec_page(BlocRepete("bloc", "Bloc", (TexteCourt("q", "Q", si=si("statut")),), element="Un")),
        "champ q conditionnel",
    ),
    Cas(structure.deposants_connus, replace(SAINE, deposants={"parent": "Pour mon enfant"}), "« lui_meme » manque"),
    Cas(structure.presentation_complete, replace(SAINE, version=0), "version et durée"),
    Cas(structure.presentation_complete, replace(SAINE, a_qui=()), "à qui s’adresse"),
    Cas(structure.presentation_complete, replace(SAINE, situations=("vacances",)), "situation inconnue : vacances"),
    Cas(structure.renvois_de_champs, replace(SAINE, beneficiaire=Beneficiaire(nom="nom")), "bénéficiaire, nom"),
    Cas(structure.renvois_de_champs, replace(SAINE, unicite=("permis",)), "unicité : champ inconnu : permis"),
    Cas(structure.exports_admis, replace(SAINE, exportables=("inconnu",)), "export : champ inconnu : inconnu"),
    Cas(structure.exports_admis, replace(SAINE, exportables=("iban",)), "export : iban ne s’exporte pas"),
    Cas(
        structure.exports_admis,
        replace(avec_page(Nir("nir", "Sécurité sociale")), exportables=("nir",)),
        "export : nir ne s’exporte pas",
    ),
    Cas(structure.renvois_de_champs, pretest(champs=("inconnu",)), "pré-test : champ inconnu : inconnu"),
    Cas(structure.renvois_de_champs, pretest(api={"ville": "ville"}), "entrée d’API sans champ : ville"),
    Cas(structure.renvois_de_calculs, replace(SAINE, montant_accorde="total"), "calcul inconnu : total"),
    Cas(structure.renvois_de_calculs, pretest(sorties=("total",)), "calcul inconnu : total"),
    Cas(structure.renvois_de_calculs, pretest(essentiel=("total",)), "calcul inconnu : total"),
    Cas(structure.renvois_de_calculs, avec_page(ValeurCalculee("valeur", "Valeur")), "calcul inconnu : (aucun)"),
    Cas(
        chemins.conditions_sur_le_passe,
        avec_page(OuiNon("ou", "Oui ou non ?"), QUESTION, si=si("ou", "oui")),
        "page en_plus : condition sur ou",
    ),
    Cas(
        chemins.conditions_sur_le_passe,
        avec_page(OuiNon("ou", "Oui ou non ?"), TexteCourt("suite", "Suite", si=si("ou", "oui"))),
        "champ suite : condition sur ou",
    ),
    Cas(chemins.champs_de_conditions, avec_page(si=si("inconnu", "oui")), "champ inconnu : inconnu"),
    Cas(chemins.champs_de_conditions, avec_page(si=si("statut", "retraite")), "statut ne vaut jamais retraite"),
    Cas(chemins.champs_de_conditions, avec_page(si=si("qualite_deposant", "notaire")), "ne vaut jamais notaire"),
    Cas(chemins.champs_de_conditions, avec_page(si=Pas(AgeInferieur("statut", 18))), "statut n’est pas une date"),
    Cas(chemins.champs_de_conditions, avec_page(si=AuMoins("statut", Decimal(1))), "statut n’est pas un nombre"),
    Cas(chemins.champs_de_conditions, avec_piece(si=si("inconnu"), quand="Parfois"), "pièce en_plus"),
    Cas(
        chemins.conditions_possibles,
        avec_page(si=toutes(si("statut", "lyceen"), si("statut", "salarie"))),
        "page en_plus : condition impossible",
    ),
    Cas(
        chemins.conditions_possibles,
        avec_page(si=toutes(si("jeune_ase", "oui"), si("rattachement_fiscal", "parents"))),
        "page en_plus : condition impossible",
    ),
    Cas(
        chemins.conditions_possibles,
        avec_page(QUESTION, TexteCourt("suite", "Suite", si=AuMoins("rfr", Decimal(99_999_999)))),
        "champ suite : condition impossible",
    ),
    Cas(
        chemins.conditions_possibles,
        avec_piece(
            si=toutes(AgeInferieur("date_naissance", 3), Pas(AgeInferieur("date_naissance", 5))), quand="Jamais"
        ),
        "pièce en_plus : condition impossible",
    ),
    Cas(
        chemins.conditions_possibles,
        avec_page(si=toutes(AuMoins("rfr", Decimal(20)), Pas(AuMoins("rfr", Decimal(10))))),
        "page en_plus : condition impossible",
    ),
    Cas(droit.base_legale, replace(SAINE, fondements=()), "fondement juridique manquant"),
    Cas(droit.base_legale, replace(SAINE, finalite=""), "finalité du traitement"),
    Cas(droit.base_legale, avec_regle(vu, fondement=""), "règle en_plus : fondement manquant"),
    Cas(droit.base_legale, avec_calcul(resultat, fondement=""), "calcul en_plus : fondement manquant"),
    Cas(droit.silence_et_delai, replace(SAINE, delai=None), "sans délai"),
    Cas(droit.silence_et_delai, replace(SAINE, silence=Silence.AUCUN), "silence qui ne vaut rien"),
    Cas(droit.recours_dit, replace(SAINE, recours=Recours(rapo=False)), "texte du recours manquant"),
    Cas(droit.conservation_dite, replace(SAINE, conservation=replace(SAINE.conservation, texte="")), "conservation"),
    Cas(droit.conservation_dite, replace(SAINE, conservation=replace(SAINE.conservation, active_mois=0)), "négatives"),
    Cas(droit.motifs_complets, replace(SAINE, motifs=()), "aucun motif"),
    Cas(droit.motifs_complets, avec_motif(droit=""), "motif en_plus : libellé, droit, fait ou geste manquant"),
    Cas(droit.motifs_complets, avec_motif(gestes=()), "motif en_plus : libellé, droit, fait ou geste manquant"),
    Cas(droit.motifs_complets, avec_regle(vu, motif="inconnu"), "motif inconnu : inconnu"),
    Cas(droit.pieces_annoncees, avec_piece(si=si("statut", "lyceen")), "pièce en_plus : condition sans « quand »"),
    Cas(droit.visas_nommes, replace(SAINE, visas=(SANS_TITRE,)), "visa muet : titre manquant"),
    Cas(structure.identifiants_uniques, replace(SAINE, visas=(SANS_TITRE, SANS_TITRE)), "visa en double : muet"),
    Cas(regles.parametres_connus, avec_regle(vu, parametres=("inconnu",)), "règle en_plus : paramètre inconnu"),
    Cas(regles.parametres_connus, replace(SAINE, cle_delai_complement="inconnu"), "délai : paramètre inconnu"),
    Cas(regles.parametres_connus, replace(SAINE, montant="{inconnu} €"), "fiche : paramètre inconnu : inconnu"),
    Cas(
        regles.parametres_connus, replace(SAINE, effet_silence="{inconnu} euros"), "fiche : paramètre inconnu : inconnu"
    ),
    Cas(regles.parametres_connus, replace(SAINE, resume="{montant} euros"), "fiche : paramètre inconnu : montant"),
    Cas(regles.parametres_connus, replace(SAINE, cle_delai_accuse="inconnu"), "délai : paramètre inconnu"),
    Cas(regles.entrees_connues, avec_regle(vu, entrees={"rfr": ("revenu",)}), "entrée inconnue : revenu"),
    Cas(regles.entrees_connues, avec_regle(vu, entrees={"rfr": ("adresse.pays",)}), "entrée inconnue : adresse.pays"),
    Cas(regles.entrees_connues, avec_regle(vu, entrees={"rfr": ()}), "rfr ne se lit nulle part"),
    Cas(
        regles.entrees_connues,
        replace(SAINE, calculs=SAINE.calculs[::-1]),
        "calcul montant : entrée inconnue : forfait",
    ),
    Cas(regles.appels_possibles, avec_regle(vu, entrees={}), "argument sans entrée : rfr"),
    Cas(regles.appels_possibles, avec_regle(vu, parametres=("are_delai",)), "entrée sans argument : are_delai"),
    Cas(regles.appels_possibles, avec_regle(vu, facultatives=("parts",)), "facultative ou contexte inconnu : parts"),
    Cas(regles.appels_possibles, avec_regle(vu, contexte=("meteo",)), "contexte inconnu : meteo"),
    Cas(regles.formules_dites, avec_regle(vu, formule=""), "règle en_plus : formule vide"),
    Cas(regles.formules_dites, avec_calcul(resultat, formule=""), "calcul en_plus : formule vide"),
    Cas(regles.formules_dites, avec_regle(vu, formule="{permis_qf_max}"), "n’emploie pas : permis_qf_max"),
    Cas(regles.formules_dites, avec_regle(vu, parametres=("are_delai",)), "sans nom pour le public : are_delai"),
    Cas(regles.verifications_dites, avec_regle(a_voir), "rendu sans être dit"),
    Cas(regles.verifications_dites, avec_regle(vu, a_verifier="Le titre de séjour."), "dit sans être rendu"),
    Cas(regles.verifications_dites, avec_regle(vu, motif="age"), "ne conclut jamais à un refus"),
    Cas(regles.verifications_dites, avec_regle(a_voir, motif="age", a_verifier="Le titre."), "jamais à un refus"),
    Cas(regles.chiffres_rendus, avec_regle(vu, messages={}), "sans message"),
    Cas(regles.chiffres_rendus, avec_regle(vu, messages={"vu": "Il manque {parts}."}), "chiffre non rendu : parts"),
    Cas(
        regles.chiffres_rendus,
        avec_regle(lambda *, rfr: Constat(Verdict.EN_ATTENTE, "vu", {"rfr": rfr})),
        "posée par la plateforme",
    ),
    Cas(
        regles.chiffres_rendus,
        avec_regle(lambda *, rfr: Constat(Verdict.CONFORME, "vu", {"rfr": 1 / (rfr - 600)})),
        "règle en_plus : échec",
    ),
    Cas(regles.chiffres_rendus, avec_calcul(resultat, explication="{parts}"), "chiffre non rendu : parts"),
    Cas(regles.chiffres_rendus, avec_calcul(resultat, explication=""), "sans explication"),
    Cas(regles.chiffres_rendus, avec_calcul(lambda *, rfr: rfr), "rend Decimal pour"),
    Cas(regles.chiffres_rendus, avec_motif(fait="Il a {age} ans et {chats} chats."), "chiffre inconnu : chats"),
    Cas(remplissage.autocomplete_valide, avec_page(TexteCourt("a", "A", autocomplete="nom")), "autocomplete inconnu"),
    Cas(remplissage.autocomplete_valide, avec_page(TexteCourt("a", "A", autocomplete="off")), "autocomplete inconnu"),
    Cas(
        remplissage.autocomplete_present,
        replace(SAINE, pages=(Page("a", "A", (TexteCourt("prenoms", "Prénoms"),)),)),
        "autocomplete « given-name » attendu",
    ),
    Cas(textes.textes_bornes, replace(SAINE, nom="Aide " * 30), "nom : 150 signes, 60 au plus"),
    Cas(textes.textes_bornes, replace(SAINE, titre=""), "titre vide"),
    Cas(textes.textes_bornes, avec_page(TexteCourt("a", "")), "champ a : libellé vide"),
    Cas(textes.textes_bornes, avec_regle(vu, messages={"vu": "{rfr} " * 100}), "règle en_plus, vu : 600 signes"),
    Cas(textes.typographie, avec_page(TexteCourt("a", "D'où venez-vous")), "champ a, libellé : typographie"),
    Cas(textes.typographie, avec_page(TexteCourt("a", "Qui ?")), "champ a, libellé : typographie"),
    Cas(textes.typographie, avec_piece(aide="Et caetera..."), "pièce en_plus, aide : typographie"),
    Cas(textes.typographie, avec_page(Nombre("a", "A", unite=" euros")), "champ a, unité : typographie"),
    Cas(textes.typographie, avec_motif(fait="Un  fait."), "motif en_plus, fait : typographie"),
    Cas(textes.accolades_admises, avec_page(Information("a", "A", aide="{age}")), "champ a, aide : accolades"),
    *(Cas(*fausse) for fausse in (*PRESTATIONS, *PROPOSITIONS, *VISITES, *LIES, *TRANSMISSIONS, *VOLETS)),
]


def test_la_demarche_de_depart_est_saine():
    assert fautes(SAINE) == []
    assert alertes(SAINE) == []


@pytest.mark.parametrize(
    "condition",
    [
        toutes(AuMoins("rfr", Decimal(10)), Pas(AuMoins("rfr", Decimal(20)))),
        toutes(Pas(AgeInferieur("date_naissance", 14)), AgeInferieur("date_naissance", 16)),
        toutes(*(si(champ) for champ in ("nom_usage", "adresse", "telephone", "statut", "iban", "cout_total"))),
        toutes(*(si(champ, valeur) for champ, valeur in RARES.items()), Pas(AgeInferieur("date_naissance", 18))),
    ],
)
def test_une_condition_rare_mais_possible_n_est_pas_une_faute(condition):
    assert fautes(avec_page(si=condition)) == []


@pytest.mark.parametrize("cas", CAS, ids=[f"{cas.controle.__name__}-{cas.faute}" for cas in CAS])
def test_le_controle_trouve_la_faute(cas):
    trouvees = list(cas.controle(cas.fausse))

    assert any(cas.faute in trouvee for trouvee in trouvees), trouvees
    assert set(trouvees) <= set(fautes(cas.fausse))


def test_chaque_controle_a_un_cas():
    assert {cas.controle for cas in CAS} == set(CONTROLES)
