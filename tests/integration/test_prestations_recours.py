"""Un refus qui ne tient pas : l’avance reprend, le droit s’ouvre au jour qu’on avait refusé."""

from datetime import date

import pytest

from portail.dossiers.actions import decision, silence
from portail.dossiers.etats import Fondement, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import avance
from portail.dossiers.prestations.queries import droits_lus
from portail.dossiers.prestations.suivi import suivi_des_droits
from portail.dossiers.retraits import actions as retraits
from portail.identite.models import Agent, Role
from tests import fabriques
from tests.contestations import former
from tests.integration.lignes import journal_de, relu
from tests.integration.prestations import accordee, demandee, droits, emises, euros, le_premier, verses
from tests.integration.propositions import COMPLET, SERVICE
from tests.unitaires.situations_apa import APA

FORFAIT = euros("1040.17")
MOTIFS = [{"code": "gir_5_ou_6", "droit": "L232-2.", "fait": "GIR 5."}]
REFUS = decision.Projet(nature=NatureDecision.REFUS, motifs=MOTIFS)
REFUSE_LE, TERME = date(2026, 12, 11), date(2027, 1, 20)


@pytest.fixture
def refuse(gens) -> Dossier:
    """Une urgence avancée le 21 novembre, décembre versé en entier, un refus le 11 décembre."""
    personne, claire, herve = gens
    dossier = demandee(personne, claire, urgence="sortie_hospitalisation")
    avance.accorder_avance(dossier.id, agent=herve, revision=None)
    le_premier(2026, 11, 22)
    le_premier(2026, 12)
    fabriques.mettre_l_horloge_au(REFUSE_LE)
    decision.decider(dossier.id, agent=herve, projet=REFUS, revision=None)
    return relu(dossier)


def admettre(dossier: Dossier, gens, jour: date, montant: str) -> None:
    """Le recours formé à temps est admis ce jour-là, par un autre agent."""
    personne, _, _ = gens
    recours = former(dossier, personne)
    fabriques.mettre_l_horloge_au(jour)
    soizic = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Soizic", nom="Le Bihan")
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=euros(montant))
    decision.decider(recours.id, agent=soizic, projet=projet, revision=None)


def trop_percu(dossier: Dossier):
    suivi = suivi_des_droits(APA, droits_lus(dossier))
    assert suivi is not None
    return suivi.trop_percu


def test_le_refus_clot_l_avance_et_laisse_un_trop_percu(refuse: Dossier):
    assert droits(refuse) == [("avance", COMPLET, date(2026, 12, 10), FORFAIT)]
    # décembre versé en entier, dix jours dus
    assert trop_percu(refuse) == FORFAIT - (FORFAIT * 10 / 31).quantize(euros("0.01"))


def test_le_recours_admis_ouvre_le_droit_au_jour_du_refus_sans_un_jour_de_trou(refuse: Dossier, gens):
    admettre(refuse, gens, date(2027, 2, 8), "1300.00")

    assert droits(refuse) == [
        ("avance", COMPLET, date(2026, 12, 10), FORFAIT),
        ("decision", REFUSE_LE, None, euros("1300.00")),
    ]
    assert trop_percu(refuse) == 0
    le_premier(2027, 3)
    decembre = (FORFAIT * 10 / 31 + euros("1300.00") * 21 / 31).quantize(euros("0.01"))
    [_, _, *vides, mars] = emises(refuse)
    assert all(une.du == 0 for une in vides)
    assert mars.rappel == decembre - FORFAIT + euros("1300.00") * 2
    assert verses(refuse)[-1] == (date(2027, 3, 1), mars.rappel + euros("1300.00"))


def test_admis_plus_bas_que_le_forfait_le_surplus_se_retient_par_cinquiemes(refuse: Dossier, gens):
    admettre(refuse, gens, date(2026, 12, 20), "400.00")
    le_premier(2027, 1)
    janvier = emises(refuse)[-1]
    # novembre : dix jours à 346,72 contre 133,33 ; décembre : 1 040,17 contre 400
    trop = euros("346.72") - euros("133.33") + FORFAIT - euros("400.00")
    assert (janvier.du, janvier.retenu, janvier.reste) == (euros("400.00"), euros("80.00"), trop - euros("80.00"))


def test_un_accord_partiel_reforme_reprend_a_sa_date_au_bon_montant(gens):
    personne, claire, herve = gens
    dossier = demandee(personne, claire)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    motifs = [{"code": "gir_5_ou_6", "droit": "L232-2.", "fait": "Plan réduit."}]
    partiel = decision.Projet(nature=NatureDecision.ACCORD_PARTIEL, motifs=motifs, montant=euros("200.00"))
    decision.decider(dossier.id, agent=herve, projet=partiel, revision=None)
    le_premier(2027, 1)
    admettre(relu(dossier), gens, date(2027, 1, 15), "310.00")

    assert droits(dossier)[0][2] == date(2026, 11, 30)  # remplacé, il n’a jamais couru
    assert droits(dossier)[1][1:] == (date(2026, 12, 1), None, euros("310.00"))
    le_premier(2027, 2)
    assert (emises(dossier)[-1].du, emises(dossier)[-1].rappel) == (euros("310.00"), euros("220.00"))


def test_le_refus_retire_l_avance_reprend_jusqu_a_son_terme(refuse: Dossier, gens):
    _, _, herve = gens
    fabriques.mettre_l_horloge_au(date(2026, 12, 20))
    retirer(refuse, herve)

    assert droits(refuse) == [("avance", COMPLET, TERME, FORFAIT)]
    assert trop_percu(refuse) == 0
    assert "reprendre_avance" in journal_de(refuse)
    le_premier(2027, 1)
    assert emises(refuse)[-1].du == (FORFAIT * 20 / 31).quantize(euros("0.01"))


def test_reprise_l_avance_finit_encore_la_veille_de_la_nouvelle_decision(refuse: Dossier, gens):
    _, claire, herve = gens
    fabriques.mettre_l_horloge_au(date(2026, 12, 20))
    retirer(refuse, herve)
    silence.reexaminer(refuse.id, agent=claire, revision=None)
    fabriques.mettre_l_horloge_au(date(2026, 12, 28))
    accordee(refuse, herve, "900.00", gir="2")
    assert [(debut, fin) for _, debut, fin, _ in droits(refuse)] == [
        (COMPLET, date(2026, 12, 27)),
        (date(2026, 12, 28), None),
    ]


def retirer(dossier: Dossier, herve: Agent) -> None:
    projet = retraits.ProjetDeRetrait(
        nature=NatureDecision.RETRAIT, fondement=Fondement.ILLEGALITE, fait="Le GIR était faux."
    )
    retraits.revenir_sur_la_decision(dossier.id, agent=herve, projet=projet, revision=None)
