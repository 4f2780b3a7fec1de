"""Nos appels et le simulateur, jugés par un client de PayFiP que nous n’avons pas écrit (eopayment, d’Entr’ouvert)."""

import json
import os
import subprocess
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
import requests

from portail.paiement.payfip import xml
from portail.paiement.payfip.fautes import CodeFaute
from tests.payfip import Guichetier

PYTHON = os.environ.get("PORTAIL_TEST_EOPAYMENT", "")
"""Un Python à part, où eopayment est installé : il n’est ni dans nos dépendances, ni importé par le portail."""
ORACLE = Path(__file__).with_name("oracle_eopayment.py")
ENVELOPPE = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Body><ns0:{0} xmlns:ns0='
    '"http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/'
    'PaiementSecuriseService"><arg0>{1}</arg0></ns0:{0}></soap-env:Body></soap-env:Envelope>'
)
ENTETES = {"User-Agent": "Zeep/4.3.3", "Accept": "*/*", "SOAPAction": '""', "Content-Type": "text/xml; charset=utf-8"}
"""Enregistrés : eopayment 3.15, zeep 4.3.3, sur le WSDL de la DGFiP, le 22 novembre 2026."""
ENREGISTRES = {
    "creerPaiementSecurise": (
        "<exer>2026</exer><mel>claire.guillet@courriel.example</mel><montant>5000</montant><numcli>090909</numcli>"
        "<objet>Stage de voile</objet><refdet>ASD7K4M2P9X01</refdet><saisie>T</saisie>"
        "<urlnotif>https://portail.example/notif</urlnotif><urlredirect>https://portail.example/retour</urlredirect>"
    ),
    "recupererDetailPaiementSecurise": "<idOp>4383d76e-e678-11f1-99aa-02fc00000001</idOp>",
    "recupererDetailClient": "<numCli>090909</numCli>",
}
COMPRIS = {
    **{f"avant {issue}": "WAITING" for issue in "PVRZA"},
    "P": "PAID",
    "V": "PAID",
    "R": "DENIED",
    "Z": "DENIED",
    "A": "CANCELLED",
    "P1": "EXPIRED",
    "P5, 119 minutes": "WAITING",
    "P5, 120 minutes": "EXPIRED",
    "client": "ANIMATION SPORTIVE",
    **{code: code for code in CodeFaute if code not in {"P1", "P3", "P4", "P5"}},
}
"""P3 et P4 sont des fautes de la page, que ce client n’ouvre pas."""


@pytest.mark.parametrize("operation", sorted(ENREGISTRES))
def test_nos_appels_sont_les_siens_et_le_simulateur_les_comprend(payfip: Guichetier, operation: str):
    sien = ENVELOPPE.format(operation, ENREGISTRES[operation])
    champs = xml.lire(sien.encode()).seul("Body", xml.SOAP).seul(operation, xml.ESPACE).seul("arg0").champs()

    assert canonicalize(xml.ecrire(operation, champs).decode()) == canonicalize(sien)
    recu = requests.post(f"{payfip.racine}/tpa/services/securite", data=sien.encode(), headers=ENTETES, timeout=300)
    # Cet idOp n’est pas d’ici : P1, en faute SOAP ; les deux autres appels aboutissent.
    attendu = (500, "<code>P1</code>") if "Detail" in operation and "idOp" in champs else (200, f"{operation}Response")
    assert recu.status_code == attendu[0]
    assert attendu[1] in recu.text


@pytest.mark.skipif(not PYTHON, reason="PORTAIL_TEST_EOPAYMENT ne nomme pas de Python où eopayment est installé")
def test_il_comprend_chaque_reponse_du_simulateur(payfip: Guichetier):
    # Il tient un abandon de moins de deux minutes pour une attente : l’horloge du simulateur en retarde de trois.
    payfip.etat.decalage = -180

    lance = subprocess.run([PYTHON, str(ORACLE), payfip.racine], capture_output=True, text=True, check=True)

    assert json.loads(lance.stdout) == COMPRIS
