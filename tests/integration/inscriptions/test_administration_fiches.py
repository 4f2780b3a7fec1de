"""Tenir à l’administration saisons, activités, groupes, comptes et tarifs : rien de rétroactif, tout est au journal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import activite_de, groupe_de, saison_de
from portail.inscriptions.paniers.devis import devis_de
from portail.inscriptions.places.chiffres import quotas_du_groupe
from portail.inscriptions.places.models import Quota
from portail.inscriptions.tarifs.queries import grille_de, grille_du_code
from portail.journal.queries import entrees_nommees
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.inscriptions import fabrique
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, reenvoyer, valeurs
from tests.integration.test_requetes_sql import compter

ICI = "/administration/inscriptions"
TARIFS = f"{ICI}/tarifs/sport-2026"
SAISON = {
    "libelle": "Saison 2027-2028",
    **{f"debut-{partie}": dit for partie, dit in (("jour", "1"), ("mois", "9"), ("annee", "2027"))},
    **{f"fin-{partie}": dit for partie, dit in (("jour", "31"), ("mois", "8"), ("annee", "2028"))},
    **{f"date_age-{partie}": dit for partie, dit in (("jour", "1"), ("mois", "9"), ("annee", "2027"))},
    "millesime": "2026",
    "precedente": "2026-2027",
}


def dans(jours: int) -> date:
    return horloge.aujourd_hui() + timedelta(days=jours)


def en_zones(nom: str, jour: date) -> dict[str, str]:
    return {f"{nom}-jour": str(jour.day), f"{nom}-mois": str(jour.month), f"{nom}-annee": str(jour.year)}


def changer(bureau: ClientExigeant, adresse: str, **change: str | list[str]) -> tuple[int, list[str]]:
    """Rouvre une fiche, en change ces champs, l’enregistre."""
    page = bureau.get(adresse)
    reponse = reenvoyer(bureau, page, adresse, valeurs(page) | change)
    return reponse.status_code, erreurs(reponse) if reponse.status_code == 422 else []


def preparee(bureau: ClientExigeant) -> str:
    """Prépare des tarifs pour demain et rend l’adresse où ils s’écrivent."""
    reponse = envoyer(bureau, f"{TARIFS}/preparer", en_zones("debut", dans(1)) | {"bornes": "600 ; 1200"})
    assert reponse.status_code == 303
    return str(reponse.headers["Location"])


# ---------- Saisons et activités ----------


def test_une_saison_s_ouvre_se_change_puis_se_fige_quand_un_enfant_y_est_inscrit(bureau: ClientExigeant, stage: Groupe):
    assert envoyer(bureau, f"{ICI}/saisons/nouvelle", SAISON | {"code": "2027-2028"}).status_code == 303
    assert saison_de("2027-2028").date_age == date(2027, 9, 1)
    assert erreurs(envoyer(bureau, f"{ICI}/saisons/nouvelle", SAISON | {"code": "2027-2028"}))
    assert erreurs(envoyer(bureau, f"{ICI}/saisons/nouvelle", SAISON | {"code": "x-1", "millesime": "1999"}))

    adresse = f"{ICI}/saisons/2026-2027"
    assert changer(bureau, adresse, **{"date_age-jour": "2"}) == (303, [])
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    [refus] = changer(bureau, adresse, **{"date_age-jour": "3"})[1]
    assert "des enfants sont inscrits cette saison" in refus
    assert changer(bureau, adresse, libelle="Saison de sport") == (303, [])
    session.expire_all()
    assert (saison_de("2026-2027").libelle, saison_de("2026-2027").date_age) == ("Saison de sport", date(2026, 9, 2))
    assert "L’âge se lit le : 2026-09-01 → 2026-09-02" in mots(bureau.get(adresse))


def test_une_activite_se_cree_hors_du_choix_et_ses_regles_ne_valent_que_pour_la_suite(
    bureau: ClientExigeant, stage: Groupe
):
    adresse = f"{ICI}/activites/{stage.activite.code}"
    neuve = valeurs(bureau.get(adresse)) | {"code": "stages-ete-2027", "libelle": "Stages d’été"}
    assert envoyer(bureau, f"{ICI}/saisons/2026-2027/activites/nouvelle", neuve).status_code == 303
    assert not activite_de("stages-ete-2027").ouverte
    vendue = fabrique.confirmee(fabrique.foyer("Lou"), stage)
    acceptees = vendue.regles_annulation

    assert changer(bureau, adresse, regles_annulation="Rien n’est rendu.") == (303, [])

    session.expire_all()
    assert fabrique.relue(vendue).regles_annulation == acceptees != ""
    panier = fabrique.au_panier(fabrique.foyer("Ana", nom="Bertho"), stage)
    assert "Rien n’est rendu." in devis_de(panier).regles_annulation
    [refus] = changer(bureau, adresse, mode="voeux")[1]
    assert "service, régie et façon de s’inscrire restent" in refus
    assert entrees_nommees(("activite", stage.activite_id), ["modifier_activite"])


def test_un_groupe_s_ouvre_et_ne_deplace_pas_les_familles_qui_y_sont(bureau: ClientExigeant, stage: Groupe):
    adresse = f"{ICI}/groupes/{stage.code}"
    fiche = valeurs(bureau.get(adresse)) | {"code": "vertou-lundi", "capacite": "12", "jours": "1"}
    creer = f"{ICI}/activites/{stage.activite.code}/groupes/nouveau"
    assert erreurs(envoyer(bureau, creer, fiche | {"produit": "journee"}))  # la grille n’a pas ce prix
    assert erreurs(envoyer(bureau, creer, fiche | {"quantite": ""}))
    assert envoyer(bureau, creer, fiche).status_code == 303
    [compte] = quotas_du_groupe(groupe_de("vertou-lundi").id)
    assert (compte.quota.capacite, compte.quota.partage) == (12, False)

    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    fait, refuses = changer(bureau, adresse, heure_debut="9:00")
    assert (fait, len(refuses)) == (422, 1), refuses
    [refus] = refuses
    assert "lieu, jours et heures ne changent plus" in refus
    assert changer(bureau, adresse, age_max="15", jours=["1", "2", "3", "4", "5"]) == (303, [])
    session.expire_all()
    assert (groupe_de(stage.code).age_max, groupe_de(stage.code).debut.hour) == (15, 14)
    assert "Âge, à : 14 → 15" in mots(bureau.get(adresse))


def test_un_compte_partage_borne_deux_groupes(bureau: ClientExigeant, stage: Groupe):
    donnees = {"code": "salle-dorices", "libelle": "Salle des Dorices", "capacite": "1"}
    assert envoyer(bureau, f"{ICI}/comptes/nouveau", donnees).status_code == 303
    [compte] = [un for un in session.query(Quota) if un.code == "salle-dorices"]
    autre = fabrique.groupe(places=5)
    for groupe in (stage, autre):
        assert envoyer(bureau, f"{ICI}/groupes/{groupe.code}/comptes", {"comptes": str(compte.id)}).status_code == 303

    fabrique.au_panier(fabrique.foyer("Lou"), stage)

    assert fabrique.pris(compte.id) == {compte.id: 1}
    assert "1 prises sur 1" in mots(bureau.get(f"{ICI}/groupes/{autre.code}"))
    assert erreurs(envoyer(bureau, f"{ICI}/groupes/{stage.code}/comptes", {}))  # une place y est prise
    assert fabrique.sans_derive()


# ---------- Tarifs ----------


def test_des_tarifs_se_preparent_pour_demain_et_ne_changent_rien_a_ce_qui_est_vendu(
    bureau: ClientExigeant, stage: Groupe
):
    vendue = fabrique.confirmee(fabrique.foyer("Lou"), stage)
    panier = fabrique.au_panier(fabrique.foyer("Ana", nom="Bertho"), stage)
    avant = devis_de(panier).total
    adresse = preparee(bureau)
    page = bureau.get(adresse)
    nouveaux = valeurs(page) | {"prix-1-t3": "50", "remises-0-taux": "10"}

    assert reenvoyer(bureau, page, adresse, nouveaux).status_code == 303

    grille_id = grille_du_code("sport-2026").id
    assert grille_de(grille_id).prix["demi_journee", "T4", ""] == Decimal(5)
    demain = grille_de(grille_id, dans(1))
    assert [(une.code, une.qf_max) for une in demain.tranches] == [("T1", 600), ("T2", 1200), ("T3", None)]
    assert demain.prix["demi_journee", "T3", ""] == Decimal(50)
    assert demain.taux_de("adhesion", 2) == Decimal("0.10")
    assert devis_de(panier).total == avant
    fabriques.mettre_l_horloge_au(dans(1))
    assert devis_de(panier).total > avant
    assert fabrique.relue(vendue).total == avant
    lue = mots(bureau.get(TARIFS))
    assert "Aude" not in lue
    assert "demi_journee T3 : 4.00 → 50.00" in lue


@pytest.mark.parametrize(
    ("change", "refus"),
    [
        ({"jours": "0"}, "demain au plus tôt"),
        ({"bornes": "900 ; 600"}, "de la plus petite à la plus grande"),
    ],
)
def test_des_tarifs_impossibles_ne_se_preparent_pas(bureau: ClientExigeant, sport: None, change, refus):
    debut = en_zones("debut", dans(int(change.pop("jours", 1))))
    reponse = envoyer(bureau, f"{TARIFS}/preparer", debut | {"bornes": "600"} | change)

    assert reponse.status_code == 422
    assert refus in erreurs(reponse)[0]
    assert len(grille_du_code("sport-2026").versions) == 1


def test_des_tarifs_a_venir_s_abandonnent_ceux_qui_ont_commence_ne_s_ecrivent_plus(bureau: ClientExigeant, sport: None):
    adresse = preparee(bureau)
    assert erreurs(envoyer(bureau, f"{TARIFS}/preparer", en_zones("debut", dans(1)) | {"bornes": "600"}))
    page = bureau.get(adresse)
    sans_adhesion = {nom: dit for nom, dit in valeurs(page).items() if not nom.startswith("prix-0-")}
    assert "il manque un prix pour « adhesion »" in erreurs(reenvoyer(bureau, page, adresse, sans_adhesion))[0]

    fabriques.mettre_l_horloge_au(dans(1))
    assert "ces tarifs ont commencé" in erreurs(reenvoyer(bureau, page, adresse, valeurs(page)))[0]
    assert envoyer(bureau, f"{adresse}/abandonner", depuis=TARIFS).status_code == 303
    assert len(grille_du_code("sport-2026").versions) == 2

    fabriques.mettre_l_horloge_au(dans(-1))
    assert envoyer(bureau, f"{adresse}/abandonner", depuis=TARIFS).status_code == 303
    assert len(grille_du_code("sport-2026").versions) == 1


def test_une_grille_neuve_s_ecrit_avant_de_servir_et_montre_ce_que_paierait_une_famille(
    bureau: ClientExigeant, sport: None
):
    nouvelle = {"code": "voile-2027", "libelle": "Voile", "bornes": "700"}
    assert envoyer(bureau, f"{ICI}/tarifs/nouvelle", nouvelle).status_code == 303
    [version] = grille_du_code("voile-2027").versions
    adresse = f"{ICI}/tarifs/voile-2027/{version.id}"
    prix = {"prix-0-produit": "journee", "prix-0-zone": "partout", "prix-0-t1": "8", "prix-0-t2": "12,50"}
    remise = {"remises-0-produit": "journee", "remises-0-rang": "2", "remises-0-taux": "20"}
    assert envoyer(bureau, adresse, prix | remise).status_code == 303

    donnees = {"version": version.debut.isoformat(), "enfants": "2", "combien_journee": "4", "quotient": "701"}
    page = mots(envoyer(bureau, f"{ICI}/tarifs/voile-2027/apercu", donnees))

    assert "Prix : 90 €" in page, page


def test_l_administrateur_d_un_autre_service_ne_touche_pas_a_l_activite(application, sport: None, ronan: Agent):
    ailleurs = fabriques.agent(Role.ADMINISTRATEUR, "autonomie", prenom="Alain")
    client = navigateur(application, ailleurs)
    code = activite_de(fabrique.STAGES).code

    assert client.get(f"{ICI}/activites/{code}").status_code == 404
    neuve = valeurs(navigateur(application, fabriques.agent(Role.ADMINISTRATEUR, None)).get(f"{ICI}/activites/{code}"))
    adresse = f"{ICI}/saisons/2026-2027/activites/nouvelle"
    sans_jeton = {nom: dit for nom, dit in neuve.items() if nom != "csrf_token"}
    assert envoyer(client, adresse, sans_jeton | {"code": "a-moi"}).status_code == 403
    assert session.query(Activite).filter_by(code="a-moi").count() == 0


def test_chaque_page_tient_en_douze_instructions(bureau: ClientExigeant, stage: Groupe):
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    adresse = preparee(bureau)
    pages = (
        ICI,
        TARIFS,
        adresse,
        f"{TARIFS}/apercu",
        f"{ICI}/saisons/2026-2027",
        f"{ICI}/saisons/2026-2027/activites/nouvelle",
        f"{ICI}/activites/{stage.activite.code}",
        f"{ICI}/groupes/{stage.code}",
        f"{ICI}/groupes/{stage.code}/comptes",
    )
    bureau.get(ICI)

    couts = {page: len(compter(lambda p=page: bureau.get(p))) for page in pages}

    assert max(couts.values()) <= 12, couts
