"""Les scénarios de la fiche, tels que la démonstration les montre."""

import pytest
from sqlalchemy import select

from portail.demonstration import certificats as fictifs
from portail.demonstration.certificats import charger_les_certificats
from portail.demonstration.offices import charger_les_offices
from portail.demonstration.zonages import charger_les_zonages
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.models import Certificat
from portail.notaires.zones.appartenance import Droit, Statut
from portail.socle.base import session
from tests.integration.notaires.certificats import certificatrice


@pytest.mark.usefixtures("departement")
def test_les_certificats_fictifs_sont_ceux_de_la_fiche_et_ne_se_refont_pas():
    charger_les_zonages()
    agents, membres = {fictifs.INSTRUCTEUR: certificatrice()}, charger_les_offices()

    for _fois in range(2):
        charger_les_certificats(agents, membres)

    par_reference = {un.reference: un for un in session.scalars(select(Certificat))}
    assert len(par_reference) == 6
    attendus = {
        fictifs.HORS_ZONE: (EtatCertificat.DELIVRE, [(Statut.HORS_ZONE, Droit.COMMUNE)] * 2),
        fictifs.EN_ENS: (EtatCertificat.DELIVRE, [(Statut.ENS, Droit.DEPARTEMENT)]),
        fictifs.EN_PEAN: (EtatCertificat.DELIVRE, [(Statut.PEAN, Droit.SAFER)]),
        fictifs.ANCIENNE: (EtatCertificat.DELIVRE, [(Statut.HORS_ZONE, Droit.COMMUNE)]),
        fictifs.INCONNUE: (EtatCertificat.A_PRECISER, [(Statut.INCONNUE, Droit.A_VOIR)]),
    }
    for (reference, *_reste), (etat, dits) in attendus.items():
        certificat = par_reference[reference]
        assert (certificat.etat, [(un.statut, un.droit) for un in certificat.constats_lus()]) == (etat, dits)
    [ancienne] = par_reference[fictifs.ANCIENNE[0]].constats_lus()
    assert ancienne.parcelle.idu == "442130110C0087"
    a_cheval = par_reference[fictifs.A_CHEVAL[0]]
    assert a_cheval.etat is EtatCertificat.A_VERIFIER
    assert [(un.statut, un.en_ens_m2) for un in a_cheval.constats_lus()][1] == (Statut.PARTIEL, 1200)
