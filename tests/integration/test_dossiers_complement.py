"""Compléter : ce qui manque est nommé, le délai du silence s’arrête puis reprend, l’avant et l’après se voient."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import complement, decision
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.etats import Etat
from portail.dossiers.models import Complement, Dossier
from portail.dossiers.queries import complement_ouvert
from portail.dossiers.taches import clore_les_complements, rappeler_les_complements
from portail.identite.models import Agent, Role, Usager
from portail.notifications.rendu import composer_courriel
from portail.pieces.models import EtatPiece, MotifRefusPiece
from portail.pieces.queries import pieces_de
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide
from tests import fabriques, pdf
from tests.integration.lignes import documents, entrees_de, gabarits_promis, promis, relu, trace_de

DEMANDE = [
    {"type": "champ", "identifiant": "telephone", "precision": ""},
    {"type": "piece", "identifiant": "inscription_ecole", "precision": "On ne lit ni la date ni le tampon."},
]
LIMITE = date(2026, 12, 21)


def demander(dossier: Dossier, agent: Agent, elements=DEMANDE, limite: date = LIMITE, revision: int | None = None):
    return complement.demander_complement(
        dossier.id, agent=agent, elements=elements, message="Merci !", date_limite=limite, revision=revision
    )


def repondre(dossier: Dossier, personne: Usager, revision: int | None = None, **reponses: object) -> None:
    complement.repondre_complement(dossier.id, usager=personne, reponses=reponses, revision=revision)


# ---------- Demander ----------


def test_demander_nomme_ce_qui_manque_et_suspend_le_delai(claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))

    demander(dossier, claire)

    lu = relu(dossier)
    assert (lu.etat, lu.suspendu_depuis, lu.echeance) == (Etat.A_COMPLETER, date(2026, 12, 1), None)
    assert lu.date_silence == date(2027, 1, 21)
    ouvert = complement_ouvert(lu)
    assert ouvert is not None
    assert (ouvert.elements, ouvert.message, ouvert.date_limite) == (DEMANDE, "Merci !", LIMITE)
    assert entrees_de(dossier)[-1].details == {
        "de": "en_instruction",
        "vers": "a_completer",
        "elements": 2,
        "limite": "2026-12-21",
        "indispensable": True,
    }


def test_la_demande_dit_les_textes_la_date_et_le_nouveau_silence_partout(claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    demander(dossier, claire)
    [document] = documents(dossier, "demande_pieces")
    message = promis(dossier)[-1]
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")
    lettre = pdf.texte(composer("demande_pieces", document.contenu["donnees"], langue="fr"))
    # CRPA, L114-5 et R112-11-4 : liste exhaustive, textes qui l’exigent, délai, effet sur la décision implicite.
    dans_la_lettre = [
        "Contrat ou attestation d’inscription à l’école de conduite",
        "On ne lit ni la date ni le tampon.",
        "Règlement départemental",
        "Téléphone",
        "21 décembre 2026",
        "article L. 114-5",
        "10 février 2027",
    ]

    assert message.gabarit == "dossier/complement"
    sans_blancs = ["".join(mot.split()) for mot in dans_la_lettre]
    assert [mot for mot in sans_blancs if mot not in "".join(lettre.split())] == []
    for version in (courriel.texte, courriel.html):
        lue = "".join(version.split())
        assert [mot for mot in (*sans_blancs[:1], *sans_blancs[3:5]) if mot not in lue] == []


def test_une_piece_redemandee_attend_un_autre_fichier_une_refusee_garde_sa_raison(claire: Agent, dossier: Dossier):
    pieces_du_dossier.refuser_piece(
        dossier.id, agent=claire, code="rib", motif=MotifRefusPiece.ILLISIBLE, precision="Floue."
    )

    demander(dossier, claire, [*DEMANDE, {"type": "piece", "identifiant": "rib", "precision": ""}])

    etats = {piece.code: (piece.etat, piece.precision) for piece in pieces_de(dossier.id)}
    assert etats["inscription_ecole"] == (EtatPiece.ATTENDUE, None)
    assert etats["rib"] == (EtatPiece.REFUSEE, "Floue.")
    assert etats["avis_impot"] == (EtatPiece.RECUE, None)


def test_demander_sur_un_nouveau_dossier_accuse_aussi_reception(yanis: Usager, claire: Agent):
    dossier = fabriques.depose(yanis)

    demander(dossier, claire)

    assert (relu(dossier).agent_id, relu(dossier).accuse_reception_le is not None) == (claire.id, True)
    assert gabarits_promis(dossier) == ["dossier/enregistre", "dossier/recu", "dossier/complement"]


@pytest.mark.parametrize(
    ("elements", "limite"),
    [
        ([], LIMITE),
        ([{"type": "champ", "identifiant": "inconnu", "precision": ""}], LIMITE),
        ([{"type": "piece", "identifiant": "telephone", "precision": ""}], LIMITE),
        (DEMANDE, date(2026, 11, 21)),
        (DEMANDE, date(2026, 11, 20)),
    ],
    ids=["rien", "champ inconnu", "un champ n’est pas une pièce", "aujourd’hui", "hier"],
)
def test_une_demande_mal_faite_ne_part_pas(claire: Agent, dossier: Dossier, elements, limite: date):
    avant = trace_de(dossier)

    with pytest.raises(SaisieInvalide):
        demander(dossier, claire, elements, limite)

    assert trace_de(dossier) == avant


def test_ni_l_accueil_ni_un_ecran_perime_ne_demandent(claire: Agent, dossier: Dossier):
    avant = trace_de(dossier)

    with pytest.raises(Interdit):
        demander(dossier, fabriques.agent(Role.ACCUEIL, prenom="Accueil"))
    with pytest.raises(ConflitDeVersion):
        demander(dossier, claire, revision=avant.revision - 1)

    assert trace_de(dossier) == avant


# ---------- Répondre ----------


def test_repondre_rend_la_main_repousse_le_silence_et_garde_l_avant(base: Session, yanis: Usager, claire: Agent):
    dossier = fabriques.en_instruction(yanis, claire, telephone="+33639981111")
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    demande = demander(dossier, claire)
    fabriques.mettre_l_horloge_au(date(2026, 12, 11))

    repondre(dossier, yanis, relu(dossier).revision, telephone="+33639982222", iban="FR00", nom_naissance="PIRATE")

    lu = relu(dossier)
    assert (lu.etat, lu.suspendu_depuis) == (Etat.EN_INSTRUCTION, None)
    assert lu.date_silence == lu.echeance == date(2027, 1, 31)
    assert (lu.reponses["telephone"], lu.reponses["nom_naissance"]) == ("+33639982222", "BELKACEM")
    assert lu.reponses["iban"] != "FR00"
    relue = base.get_one(Complement, demande.id, populate_existing=True)
    assert relue.reponses_avant == {"telephone": "+33639981111"}
    assert relue.repondu_le is not None
    assert (promis(dossier)[-1].gabarit, promis(dossier)[-1].adresse) == ("agent/complement", claire.courriel)
    assert entrees_de(dossier)[-1].details["champs"] == ["telephone"]


def test_repondre_le_jour_meme_ne_gagne_ni_ne_perd_un_jour(yanis: Usager, claire: Agent, dossier: Dossier):
    demander(dossier, claire)
    repondre(dossier, yanis, telephone="+33639982222")

    assert relu(dossier).date_silence == date(2027, 1, 21)


def test_deux_complements_repoussent_deux_fois(yanis: Usager, claire: Agent, dossier: Dossier):
    for jour in (date(2026, 12, 1), date(2026, 12, 20)):
        fabriques.mettre_l_horloge_au(jour)
        demander(dossier, claire, limite=jour + timedelta(days=30))
        fabriques.mettre_l_horloge_au(jour + timedelta(days=5))
        repondre(dossier, yanis, telephone="+33639982222")

    assert relu(dossier).date_silence == date(2027, 1, 31)


def test_le_complement_d_un_autre_ou_un_ecran_perime_ne_repond_pas(yanis: Usager, claire: Agent, dossier: Dossier):
    demander(dossier, claire)
    avant = trace_de(dossier)

    with pytest.raises(Introuvable):
        repondre(dossier, fabriques.usager(("Emma",), "Le Gall"), telephone="+33639982222")
    with pytest.raises(ConflitDeVersion):
        repondre(dossier, yanis, avant.revision - 1, telephone="+33639982222")

    assert trace_de(dossier) == avant


# ---------- Échéance passée ----------


@pytest.mark.parametrize(("jour", "clos"), [(LIMITE, False), (LIMITE + timedelta(days=1), True)])
def test_le_delai_passe_le_service_reprend_la_main(claire: Agent, dossier: Dossier, jour: date, clos: bool):
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    demander(dossier, claire)
    fabriques.mettre_l_horloge_au(jour)

    clore_les_complements()
    clore_les_complements()

    lu = relu(dossier)
    assert (lu.etat is Etat.EN_INSTRUCTION) is clos
    assert (lu.date_silence == date(2027, 2, 10)) is clos
    assert [e.action for e in entrees_de(dossier)].count("complement_echu") == int(clos)


def test_une_reponse_tardive_ne_suspend_pas_au_dela_du_delai_imparti(yanis: Usager, claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    demander(dossier, claire)
    # Le balayage n’est pas passé : l’ouvrier était arrêté.
    fabriques.mettre_l_horloge_au(LIMITE + timedelta(days=15))

    repondre(dossier, yanis, telephone="+33639982222")

    assert relu(dossier).date_silence == date(2027, 2, 10)


def test_decider_sans_attendre_la_reponse_fait_repartir_le_delai(base: Session, claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    demander(dossier, claire)
    fabriques.mettre_l_horloge_au(date(2026, 12, 4))

    decision.decider(dossier.id, agent=claire, projet=fabriques.ACCORD, revision=None)
    propose = (relu(dossier).suspendu_depuis, relu(dossier).date_silence, relu(dossier).echeance)
    decision.renvoyer(dossier.id, agent=fabriques.agent(Role.RESPONSABLE, prenom="Hervé"), revision=None)

    assert propose == (None, date(2027, 1, 24), date(2027, 1, 24))
    assert relu(dossier).echeance == date(2027, 1, 24)
    assert base.scalars(select(Complement.repondu_le)).all() == [None]


def test_un_rappel_part_une_fois_avant_la_date_limite(claire: Agent, yanis: Usager, dossier: Dossier):
    demander(dossier, claire)
    autre = fabriques.a_completer(yanis, claire, jours=30)
    repondre(autre, yanis, telephone="+33639982222")
    rappeler_les_complements()
    trop_tot = gabarits_promis(dossier).count("dossier/complement_rappel")
    fabriques.mettre_l_horloge_au(LIMITE - timedelta(days=1))

    rappeler_les_complements()
    rappeler_les_complements()

    assert trop_tot == 0
    assert promis(dossier)[-1].contexte["date_limite"].replace("\u00a0", " ") == "21 décembre 2026"
    assert gabarits_promis(dossier).count("dossier/complement_rappel") == 1
    assert "dossier/complement_rappel" not in gabarits_promis(autre)
