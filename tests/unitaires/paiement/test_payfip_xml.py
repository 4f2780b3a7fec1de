"""L’XML de PayFiP : ce qu’on écrit, exactement ; ce qu’on lit, avec méfiance."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.paiement.payfip import xml
from portail.paiement.payfip.client import faute_de, resultat_de
from portail.paiement.payfip.fautes import (
    PAR_CODE,
    TECHNIQUES,
    CodeFaute,
    EchecPayfip,
    FauteFonctionnelle,
    IssueInconnue,
    ReponseIllisible,
    faute_fonctionnelle,
)

ESPACE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
DETAIL = {
    "dattrans": "22112026",
    "exer": "20",
    "heurtrans": "1432",
    "idOp": "cc0cb210-1cd4-11ea-8cca-0213ad91a103",
    "mel": "a@b.example",
    "montant": "5000",
    "numauto": "A55A",
    "numcli": "090909",
    "objet": "stage voile",
    "refdet": "ASD7K4M2P9X01",
    "resultrans": "P",
    "saisie": "T",
}


def test_l_appel_ecrit_est_celui_du_contrat():
    ecrit = xml.ecrire("recupererDetailPaiementSecurise", {"idOp": 'a<b>&"c'})

    assert ecrit.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Body>'
        f'<ns0:recupererDetailPaiementSecurise xmlns:ns0="{ESPACE}"><arg0><idOp>a&lt;b&gt;&amp;"c</idOp></arg0>'
        "</ns0:recupererDetailPaiementSecurise></soap-env:Body></soap-env:Envelope>"
    )


@given(
    st.dictionaries(
        st.sampled_from(["exer", "mel", "objet"]),
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"])),
    )
)
def test_ce_qui_est_ecrit_se_relit(champs):
    lu = xml.lire(xml.ecrire("creerPaiementSecurise", champs))

    arg = lu.seul("Body", xml.SOAP).seul("creerPaiementSecurise", ESPACE).seul("arg0")
    assert arg.champs() == {nom: valeur.strip() for nom, valeur in champs.items()}


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"bonjour",
        b"<a>",
        b"<a></b>",
        b"<html><body><h1>502</h1></body>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
        b"<a>&x;</a>",
        b'<?xml-stylesheet href="x"?><a/>',
        b'<?xml version="1.0" encoding="inconnu"?><a/>',
        b"\xff\xfe<\x00",
        b"<a>" + b"a" * (xml.TAILLE_MAX + 1) + b"</a>",
        b"<a>" * 20 + b"</a>" * 20,
        b"<a>" + b"<b/>" * 300 + b"</a>",
        b"<a/><b/>",
        b"<p:a/>",
    ],
)  # fmt: skip
def test_tout_le_reste_est_refuse(contenu: bytes):
    with pytest.raises(ReponseIllisible):
        xml.lire(contenu)


@given(st.binary(max_size=400))
def test_n_importe_quels_octets_sont_lus_ou_refuses(contenu: bytes):
    with suppress(ReponseIllisible):
        assert isinstance(xml.lire(contenu), xml.Element)


@pytest.mark.parametrize("champs", ["<a>1</a><a>2</a>", '<a xmlns="x">1</a>', "<a><b>1</b></a>"])
def test_un_champ_double_qualifie_ou_compose_est_refuse(champs: str):
    with pytest.raises(ReponseIllisible):
        xml.lire(f"<r>{champs}</r>".encode()).champs()


# ---------- Le résultat ----------


def test_le_resultat_est_en_euros_et_a_l_heure_de_paris():
    lu = resultat_de(DETAIL)

    assert (lu.montant, lu.issue, lu.saisie, lu.autorisation) == (50, "P", "T", "A55A")
    assert str(lu.montant) == "50.00"
    assert lu.quand is not None
    assert lu.quand.isoformat() == "2026-11-22T14:32:00+01:00"


@pytest.mark.parametrize(("issue", "encaisse"), [("P", True), ("V", True), ("R", False), ("Z", False), ("A", False)])
def test_chaque_issue_dit_si_l_argent_est_pris(issue: str, encaisse: bool):
    lu = resultat_de(DETAIL | {"resultrans": issue})

    assert lu.issue.encaisse is encaisse


@pytest.mark.parametrize("issue", ["", "p", "X", "PV"])
def test_une_issue_que_nul_n_a_decrite_ne_se_devine_pas(issue: str):
    with pytest.raises(IssueInconnue):
        resultat_de(DETAIL | {"resultrans": issue})


@pytest.mark.parametrize("montant", ["", "50,00", "50.00", "-5000", "5e3", "٥٠", "9" * 13])
def test_un_montant_qui_n_est_pas_en_centimes_est_illisible(montant: str):
    with pytest.raises(ReponseIllisible):
        resultat_de(DETAIL | {"montant": montant})


@pytest.mark.parametrize("jour", ["", "31022026", "2026-11-22"])
def test_une_date_illisible_ne_perd_pas_un_paiement(jour: str):
    lu = resultat_de(DETAIL | {"dattrans": jour})

    assert (lu.issue.encaisse, lu.jour, lu.quand) == (True, None, None)


def test_sans_heure_le_jour_reste():
    lu = resultat_de({nom: valeur for nom, valeur in DETAIL.items() if nom != "heurtrans"})

    assert (str(lu.jour), lu.quand) == ("2026-11-22", None)


# ---------- Les fautes ----------


def faute(type_de_faute: str, code: str = "") -> EchecPayfip:
    dite = f"fr.gouv.finances.cp.tpa.webservice.exceptions.{type_de_faute}"
    detail = f'<detail><n:{type_de_faute} xmlns:n="{ESPACE}"><code>{code}</code></n:{type_de_faute}></detail>'
    return faute_de(
        xml.lire(f"<Fault><faultcode>S:Server</faultcode><faultstring>{dite}</faultstring>{detail}</Fault>".encode())
    )


@pytest.mark.parametrize("code", list(CodeFaute))
def test_chaque_code_a_son_type(code: CodeFaute):
    recue = faute("FonctionnelleErreur", code.value)

    assert type(recue) is PAR_CODE[code]
    assert recue.code == code.value


def test_tout_code_est_traduit():
    assert set(PAR_CODE) == set(CodeFaute)


@pytest.mark.parametrize("nom", list(TECHNIQUES))
def test_chaque_faute_technique_a_son_type(nom: str):
    assert type(faute(nom)) is TECHNIQUES[nom]


@pytest.mark.parametrize("nom", list(TECHNIQUES))
def test_une_faute_technique_se_lit_aussi_sans_detail(nom: str):
    assert (
        type(faute_de(xml.lire(f"<Fault><faultstring>fr.gouv.{nom}</faultstring></Fault>".encode()))) is TECHNIQUES[nom]
    )


def test_une_faute_inconnue_est_illisible():
    assert type(faute("AutreErreur")) is ReponseIllisible


@pytest.mark.parametrize(
    ("code", "garde"), [("Q7", "Q7"), ("", "fonctionnelle"), ("<script>", "fonctionnelle"), ("A" * 50, "A" * 8)]
)
def test_un_code_inconnu_reste_une_faute_fonctionnelle_au_code_borne(code: str, garde: str):
    recue = faute_fonctionnelle(code)

    assert type(recue) is FauteFonctionnelle
    assert recue.code == garde
