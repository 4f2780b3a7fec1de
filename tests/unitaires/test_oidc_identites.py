"""Les affirmations des fournisseurs deviennent une identité, ou rien."""

from datetime import date, timedelta

import pytest

from portail.demonstration.fournisseur.identites import affirmations
from portail.demonstration.personnes import AGENTS, PARTICULIERS, Age, date_de_naissance, personne
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.identite_agent import agent_depuis_claims
from portail.guichets.connexion.identite_certifiee import identite_depuis_claims
from portail.socle import horloge

JOUR = date(2026, 11, 21)
PORTEES = ("openid", "identite_pivot", "preferred_username", "email")
SIRET = ("22440002800011",)


def claims_de(identifiant: str, **autres: object) -> dict[str, object]:
    qui = personne(identifiant, PARTICULIERS)
    return affirmations(qui, PORTEES, jour=JOUR) | autres


def test_l_identite_pivot_est_reprise_trait_pour_trait():
    identite = identite_depuis_claims(claims_de("jeanne-briand"))

    assert identite.nom_naissance == "LEROUX"
    assert identite.nom_usage == "BRIAND"
    assert identite.prenoms == ("Jeanne", "Marie", "Thérèse")
    assert identite.date_naissance == date(1942, 4, 3)
    assert (identite.sexe, identite.lieu_naissance_insee, identite.pays_naissance_insee) == ("F", "44015", "99100")
    assert identite.courriel == "jeanne.briand@courriel.example"


@pytest.mark.parametrize("qui", PARTICULIERS, ids=lambda qui: qui.identifiant)
def test_toute_personne_de_la_demonstration_est_reconnue(qui):
    assert identite_depuis_claims(claims_de(qui.identifiant)).date_naissance == qui.naissance(JOUR)


def test_une_naissance_a_l_etranger_n_a_pas_de_commune():
    identite = identite_depuis_claims(claims_de("nadia-cherif", birthplace="Tunis"))

    assert (identite.lieu_naissance_insee, identite.pays_naissance_insee) == ("", "99351")


def test_un_prenom_peut_contenir_une_espace():
    claims = claims_de("lina-moreau", given_name="Lina Rose", given_name_array=["Lina Rose"])

    assert identite_depuis_claims(claims).prenoms == ("Lina Rose",)


def test_sans_liste_les_prenoms_sont_separes_par_des_espaces():
    claims = claims_de("lina-moreau")
    del claims["given_name_array"]

    assert identite_depuis_claims(claims).prenoms == ("Lina", "Rose")


@pytest.mark.parametrize("courriel", [None, "", "sans-arobase", ["liste@courriel.example"], 12])
def test_un_courriel_absent_ou_faux_n_empeche_pas_la_connexion(courriel):
    assert identite_depuis_claims(claims_de("lina-moreau", email=courriel)).courriel == ""


@pytest.mark.parametrize(
    ("trait", "valeur"),
    [
        ("family_name", None),
        ("family_name", "  "),
        ("family_name", ["MOREAU"]),
        ("family_name", "M" * 257),
        ("family_name", "MO\x00REAU"),
        ("given_name_array", "Lina"),
        ("given_name_array", ["Lina", ""]),
        ("given_name_array", [12]),
        ("birthdate", None),
        ("birthdate", "1992-11-00"),
        ("birthdate", "14/08/2009"),
        ("birthdate", "20090814"),
        ("birthdate", (horloge.aujourd_hui() + timedelta(days=1)).isoformat()),
        ("gender", None),
        ("gender", "F"),
        ("birthcountry", None),
        ("birthcountry", "FR"),
        ("birthplace", ""),
        ("birthplace", "Nantes"),
        ("birthplace", "٤٤١٠٩"),
        ("preferred_username", 3),
    ],
)
def test_un_trait_absent_ou_mal_forme_arrete_la_connexion(trait, valeur):
    with pytest.raises(EchecConnexion) as echec:
        identite_depuis_claims(claims_de("lina-moreau", **{trait: valeur}))

    assert echec.value.raison is Raison.IDENTITE_INCOMPLETE


def test_sans_prenom_du_tout_la_connexion_s_arrete():
    claims = claims_de("lina-moreau", given_name="", given_name_array=[])

    with pytest.raises(EchecConnexion):
        identite_depuis_claims(claims)


def agent(identifiant: str, **autres: object) -> dict[str, object]:
    portees = ("given_name", "usual_name", "email", "uid", "siret", "roles")
    return affirmations(personne(identifiant, AGENTS), portees, jour=JOUR) | autres


def test_un_agent_du_departement_est_reconnu():
    reconnu = agent_depuis_claims(agent("claire-lebreton"), siret_admis=SIRET)

    assert (reconnu.courriel, reconnu.siret) == ("claire.lebreton@departement.example", SIRET[0])


@pytest.mark.parametrize(
    ("claims", "raison"),
    [
        (agent("carole-voisin"), Raison.SIRET),
        (agent("claire-lebreton", siret=None), Raison.SIRET),
        (agent("claire-lebreton", siret=[*SIRET]), Raison.SIRET),
        (agent("denis-prive", siret=SIRET[0]), Raison.PAS_AGENT_PUBLIC),
        (agent("claire-lebreton", roles=None), Raison.PAS_AGENT_PUBLIC),
        (agent("claire-lebreton", roles=["prive", 3]), Raison.PAS_AGENT_PUBLIC),
        (agent("claire-lebreton", email=""), Raison.IDENTITE_INCOMPLETE),
    ],
)
def test_authentifie_ne_veut_pas_dire_autorise(claims, raison):
    with pytest.raises(EchecConnexion) as echec:
        agent_depuis_claims(claims, siret_admis=SIRET)

    assert echec.value.raison is raison


def test_des_roles_en_texte_sont_lus():
    claims = agent("claire-lebreton", roles="agent_public agent_public_territorial")

    assert agent_depuis_claims(claims, siret_admis=SIRET).siret == SIRET[0]


@pytest.mark.parametrize(
    ("age", "attendue"),
    [
        (Age(17, 3, 7), date(2009, 8, 14)),
        (Age(25, 0, -1), date(2001, 11, 22)),
        (Age(0, 11), date(2025, 12, 21)),
    ],
)
def test_les_ages_sont_tenus_au_jour_dit(age, attendue):
    assert date_de_naissance(age, JOUR) == attendue


def test_un_age_tenu_le_29_fevrier_reste_une_date():
    assert date_de_naissance(Age(1), date(2028, 2, 29)) == date(2027, 2, 28)
