"""Les scénarios de la fiche des notaires, du fichier des aides jusqu’à la réponse certifiée."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portail.documents.codes import en_groupes
from portail.notaires.aides.models import Beneficiaire
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.depot import deposer
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Alarme, Requete, SorteAlarme, Verdict
from portail.notaires.successions.propositions import AucuneAideIci, PersonneRetenue
from portail.notaires.successions.recuperation import Heritier
from portail.socle.base import session
from tests import pdf
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.reponses import (
    PIERRE,
    a_l_heure,
    candidats,
    dit,
    document_de,
    importe,
    instructrice,
    juge,
    ligne,
    pdf_de,
    propose,
    recue,
    relue,
    responsable,
    validees,
)
from tests.integration.notaires.requetes import DEMANDE, YVONNE, acte, depose
from tests.poppler import avec_poppler, signatures

pytestmark = pytest.mark.usefixtures("departement")
CLAUDINE = Identite("MERCIER", ("Claudine",), DateConnue(1971, 6, 8), lieu="44184", sexe="F")
HENRI = Identite("LERAY", ("Henri",), DateConnue(1930, 11, 3), lieu="44036", sexe="M")


def creance_repondue(identite, *lignes, **succession):
    """Mène une requête jusqu’à la réponse B sur ces aides, et la rend."""
    importe(*lignes)
    nadia, luc = instructrice(), responsable()
    requete = recue(notaire(), identite, **succession)
    juge(requete, nadia, Verdict.RETENU)
    propose(requete, nadia, Reponse.CREANCE)
    assert validees([requete], luc) == [""]
    assert a_l_heure(requete) == 1
    return relue(requete.id)


def tout(requete):
    return " ".join(json.dumps(dit(requete), ensure_ascii=False).split())


@avec_poppler
def test_1_yvonne_n_a_eu_que_l_apa_la_reponse_est_a(client, tmp_path):
    rejetees = importe(ligne(YVONNE, "apa", "8000"), ligne(YVONNE, "aide_aux_repas", "900"))
    requete = recue(notaire(), YVONNE)
    assert (rejetees.rejetees, session.scalar(select(func.count()).select_from(Beneficiaire))) == (2, 0)
    assert (requete.etat, requete.reponse, requete.agent_id) == (EtatRequete.RAPPROCHEE, Reponse.AUCUNE_CREANCE, None)
    assert validees([requete], responsable()) == [""]
    assert relue(requete.id).repondue_le is None

    assert a_l_heure(requete) == 1

    lu, contenu = pdf.texte(pdf_de(requete)), pdf_de(requete)
    for attendu in ("aucune créance", "L. 132-8", "GAUTIER", "Yvonne, Marie", "12 février 1931", "3 octobre 2026"):
        assert attendu in lu.replace("\xa0", " ")
    assert "ne préjuge pas des créances d’autres organismes ni d’autres départements" in lu.replace("\xa0", " ")
    assert "CARSAT" in lu
    assert pdf.defauts(contenu) == []
    (tmp_path / "reponse.pdf").write_bytes(contenu)
    assert "Signature is Valid" in signatures(tmp_path / "reponse.pdf")
    code = document_de(requete).code
    assert en_groupes(code).replace("\xa0", " ") in lu.replace("\xa0", " ")
    page = client.get(f"/verifier/{code}").text
    assert "Ce document est authentique" in page
    for tu in ("GAUTIER", "Yvonne", "aucune créance", requete.numero):
        assert tu not in page


def test_2_pierre_doit_quarante_deux_mille_euros_trente_mille_se_reprennent():
    requete = creance_repondue(
        PIERRE,
        ligne(PIERRE, "hebergement_personnes_agees", "42000"),
        heritiers=(Heritier.ENFANTS,),
        actif_net_estime=Decimal(30000),
    )

    assert Decimal(requete.creances["calcul"]["succession"]) == 30000
    lu = tout(requete)
    for attendu in ("Hébergement d’une personne âgée", "42 000 €, arrêté au 1er octobre 2026", "30 000 € peuvent être"):
        assert attendu in lu
    assert "état liquidatif" in lu
    assert recuperation_ouverte(requete.id) is not None


@pytest.mark.parametrize(
    ("succession", "phrase"),
    [
        ({"heritiers": (Heritier.PARENTS,)}, "rien n’en serait repris"),
        ({"testament": True}, "ni contre un légataire, ni contre un donataire"),
    ],
)
def test_3_claudine_heritee_par_sa_mere_ou_par_une_association_rien_ne_se_reprend(succession, phrase):
    requete = creance_repondue(
        CLAUDINE,
        ligne(CLAUDINE, "hebergement_personnes_handicapees", "120000"),
        actif_net_estime=Decimal(80000),
        **succession,
    )

    assert requete.reponse is Reponse.CREANCE, "les héritiers disent ce qui se reprend, pas s’il y a une créance"
    assert Decimal(requete.creances["calcul"]["succession"]) == 0
    assert phrase in tout(requete)


def test_4_henri_au_dessus_des_seuils_quatre_mille_euros():
    requete = creance_repondue(HENRI, ligne(HENRI, "aide_menagere", "5000"), actif_net_estime=Decimal(50000))

    assert Decimal(requete.creances["calcul"]["succession"]) == 4000
    assert "4 000 € peuvent être repris" in tout(requete)


def test_5_deux_marie_le_goff_nees_le_meme_jour_une_recherche_complementaire():
    marie = Identite("LE GOFF", ("Marie",), DateConnue(1938, 3, 4), lieu="44109", sexe="F")
    importe(ligne(marie, "repas", "900"), ligne(marie, "aide_menagere", "3000"))
    nadia, luc = instructrice(), responsable()
    requete = recue(notaire(), marie)
    assert (requete.etat, requete.reponse, len(candidats(requete))) == (EtatRequete.HOMONYMIE, None, 2)

    propose(requete, nadia, Reponse.RECHERCHE, "Précisez les noms de ses parents.")
    assert validees([requete], luc) == [""]
    a_l_heure(requete)

    lu = tout(requete)
    assert relue(requete.id).reponse is Reponse.RECHERCHE
    assert "Précisez les noms de ses parents." in lu
    assert "ni qu’une créance existe, ni qu’il n’en existe pas" in lu
    assert recuperation_ouverte(requete.id) is None


def test_6_la_maison_donnee_moins_de_dix_ans_avant_la_demande_d_aide():
    requete = creance_repondue(
        PIERRE,
        ligne(PIERRE, "hebergement_personnes_agees", "42000", demandee_le="2024-02-01", debut="2024-03-01"),
        donations=True,
        donations_le=(date(2009, 5, 4), date(2018, 6, 12)),
    )

    assert requete.creances["donataires"] == ["2018-06-12"]
    assert "contre le donataire : donation du 12 juin 2018" in tout(requete)


def test_7_l_acte_d_un_autre_defunt_est_rejete_et_signale():
    depose(notaire())
    ailleurs = notaire("85012")

    memes_octets = acte(f"{YVONNE.nom_naissance} {DEMANDE.deces_le}")
    with pytest.raises(ActeDejaVu):
        deposer(replace(DEMANDE, defunt=PIERRE), membre=ailleurs, acte=memes_octets)

    assert session.scalars(select(Alarme.sorte)).all() == [SorteAlarme.MEME_ACTE]
    assert session.scalar(select(func.count()).select_from(Requete)) == 1


def test_8_un_domicile_de_secours_en_vendee_un_autre_departement_repond():
    importe(ligne(PIERRE, "hebergement_personnes_agees", "42000", domicile_de_secours="85"))
    nadia, luc = instructrice(), responsable()
    requete = recue(notaire(), PIERRE)
    juge(requete, nadia, Verdict.RETENU)
    with pytest.raises(AucuneAideIci):
        propose(requete, nadia, Reponse.CREANCE)
    with pytest.raises(PersonneRetenue):
        propose(requete, nadia, Reponse.AUCUNE_CREANCE)

    propose(requete, nadia, Reponse.INCOMPETENT)
    assert validees([requete], luc) == [""]
    a_l_heure(requete)

    assert relue(requete.id).departement_competent == "85"
    assert "Département compétent : Vendée (85)" in tout(requete)
    assert "42 000" not in tout(requete)
