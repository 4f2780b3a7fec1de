"""Instruire : prendre en charge, accuser réception avec toutes les mentions, confier, vérifier, s’écrire."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import instruction, messagerie
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.etats import Etat
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Document, Dossier, Message
from portail.identite.models import Agent, Role, Usager
from portail.notifications.rendu import composer_courriel
from portail.pieces.models import EtatPiece, Fichier, MotifRefusPiece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import documents, entrees_de, gabarits_promis, journal_de, promis, relu, taches, trace_de
from tests.unitaires.situations_permis import PERMIS, sans_blancs

# CRPA, R112-11-1, et L114-5 : ce sans quoi les délais ne courent pas contre la personne (L112-12).
MENTIONS = {
    "date de réception": "reçue le 21 novembre 2026",
    "date du rejet implicite": "en l’absence de réponse expresse le 21 janvier 2027, elle sera réputée rejetée",
    "service": "Service jeunesse et aide à la mobilité",
    "adresse postale": "3 quai Ceineray, CS 94109, 44041 Nantes Cedex 1",
    "adresse électronique": "jeunesse@departement.example",
    "téléphone": "02 61 91 44 10",
    "délai de recours": "deux mois",
    "recours gracieux": "Vous pouvez demander au Département de revoir sa décision",
    "tribunal": "tribunal administratif de Nantes",
    "télérecours": "www.telerecours.fr",
}


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return fabriques.depose(yanis)


# ---------- Prendre en charge ----------


def test_prendre_en_charge_affecte_et_accuse_reception(claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 11, 24))

    instruction.prendre_en_charge(dossier.id, agent=claire)

    lu = relu(dossier)
    assert (lu.etat, lu.agent_id) == (Etat.EN_INSTRUCTION, claire.id)
    assert lu.accuse_reception_le is not None
    assert horloge.a_paris(lu.accuse_reception_le).date() == date(2026, 11, 24)
    assert lu.echeance == lu.date_silence == date(2027, 1, 21)
    assert journal_de(dossier)[-2:] == ["prendre_en_charge", "accuser_reception"]
    assert {entree.auteur_id for entree in entrees_de(dossier)[-2:]} == {claire.id}
    assert gabarits_promis(dossier) == ["dossier/enregistre", "dossier/recu"]


def test_l_accuse_de_reception_porte_chaque_mention_dans_le_document_et_le_courriel(claire: Agent, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2026, 11, 24))
    instruction.prendre_en_charge(dossier.id, agent=claire)
    [document] = documents(dossier, "accuse_reception")
    message = promis(dossier)[-1]
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")
    contenu = composer("accuse_reception", document.contenu["donnees"], langue="fr")

    for version in (courriel.texte, courriel.html, pdf.texte(contenu)):
        lue = sans_blancs(version)
        assert [nom for nom, mention in MENTIONS.items() if sans_blancs(mention) not in lue] == []


@pytest.mark.parametrize(
    ("role", "service", "actif"),
    [
        (Role.ACCUEIL, "jeunesse", True),
        (Role.SECRETAIRE, "jeunesse", True),
        (Role.ADMINISTRATEUR, None, True),
        (Role.INSTRUCTEUR, "autonomie", True),
        (Role.DIRECTEUR, None, True),
        (Role.INSTRUCTEUR, "jeunesse", False),
    ],
)
def test_sans_le_droit_rien_ne_se_fait(base: Session, dossier: Dossier, role: Role, service: str | None, actif: bool):
    agent = fabriques.agent(role, service)
    agent.est_actif = actif
    base.commit()
    avant = trace_de(dossier)

    for essai in (
        lambda: instruction.prendre_en_charge(dossier.id, agent=agent),
        lambda: instruction.affecter(dossier.id, agent=agent, a=agent),
        lambda: instruction.verifier(dossier.id, agent=agent, page=PERMIS.pages_agent[0], reponses={}, revision=None),
        lambda: messagerie.ecrire_agent(dossier.id, agent=agent, texte="Bonjour"),
        lambda: pieces_du_dossier.accepter_piece(dossier.id, agent=agent, code="rib"),
    ):
        with pytest.raises(Interdit):
            essai()

    assert trace_de(dossier) == avant


def test_une_panne_au_milieu_de_la_prise_en_charge_ne_laisse_rien(base: Session, claire: Agent, dossier: Dossier):
    contenu = {"gabarit": "lettre", "titre": "", "langue": "fr", "donnees": {}}
    base.add(Document(dossier_id=dossier.id, nature="accuse_reception", contenu=contenu, cree_le=horloge.maintenant()))
    base.commit()
    avant = trace_de(dossier)

    with pytest.raises(IntegrityError):
        instruction.prendre_en_charge(dossier.id, agent=claire)

    assert trace_de(dossier) == avant


def test_deja_accuse_on_n_accuse_pas_deux_fois(claire: Agent, dossier: Dossier):
    assert instruction.accuser_reception(dossier.id) is True
    assert instruction.accuser_reception(dossier.id) is False

    instruction.prendre_en_charge(dossier.id, agent=claire)

    assert len(documents(dossier, "accuse_reception")) == 1
    assert gabarits_promis(dossier).count("dossier/recu") == 1


# ---------- Confier, vérifier ----------


def test_confier_puis_rendre_a_la_file(claire: Agent, dossier: Dossier):
    lea = fabriques.agent(prenom="Léa", nom="Martin")

    instruction.affecter(dossier.id, agent=claire, a=lea)
    instruction.affecter(dossier.id, agent=lea, a=None)

    assert relu(dossier).agent_id is None
    details = [entree.details for entree in entrees_de(dossier) if entree.action == "affecter"]
    assert details == [{"avant": "", "apres": str(lea.id)}, {"avant": str(lea.id), "apres": ""}]


def test_on_ne_confie_pas_a_qui_ne_peut_pas_instruire(base: Session, claire: Agent, dossier: Dossier):
    ailleurs = fabriques.agent(Role.INSTRUCTEUR, "autonomie", prenom="Ailleurs")
    parti = fabriques.agent(prenom="Parti")
    parti.est_actif = False
    base.commit()
    avant = trace_de(dossier)

    for choisi in (ailleurs, fabriques.agent(Role.ACCUEIL, prenom="Accueil"), parti):
        with pytest.raises(Interdit):
            instruction.affecter(dossier.id, agent=claire, a=choisi)

    assert trace_de(dossier) == avant


def test_ce_que_l_agent_verifie_change_le_controle_sans_toucher_a_la_demande(claire: Agent, dossier: Dossier):
    def verdict() -> str:
        return {c.regle.code: c.verdict.value for c in bilan_de(relu(dossier), PERMIS).constats}["ecole_de_conduite"]

    avant, deposees = verdict(), relu(dossier).reponses
    instruction.verifier(
        dossier.id, agent=claire, page=PERMIS.pages_agent[0], reponses={"ecole_agrement": "non"}, revision=None
    )

    assert (avant, verdict()) == ("a_verifier", "non_conforme")
    assert relu(dossier).reponses == deposees
    assert entrees_de(dossier)[-1].details == {"page": "verification"}


# ---------- Pièces ----------


def test_accepter_puis_refuser_une_piece(claire: Agent, dossier: Dossier):
    def rib() -> tuple[EtatPiece, MotifRefusPiece | None, str | None]:
        piece = next(piece for piece in pieces_de(dossier.id) if piece.code == "rib")
        return piece.etat, piece.motif, piece.precision

    pieces_du_dossier.accepter_piece(dossier.id, agent=claire, code="rib")
    acceptee = rib()
    pieces_du_dossier.refuser_piece(
        dossier.id, agent=claire, code="rib", motif=MotifRefusPiece.ILLISIBLE, precision="Floue."
    )

    assert acceptee == (EtatPiece.ACCEPTEE, None, None)
    assert rib() == (EtatPiece.REFUSEE, MotifRefusPiece.ILLISIBLE, "Floue.")
    assert journal_de(dossier)[-2:] == ["accepter_piece", "refuser_piece"]


def test_on_ne_juge_pas_une_piece_qui_n_a_pas_ete_envoyee(claire: Agent, dossier: Dossier):
    avant = trace_de(dossier)

    for code in ("titre_sejour", "inconnue"):
        with pytest.raises(TransitionInterdite):
            pieces_du_dossier.accepter_piece(dossier.id, agent=claire, code=code)

    assert trace_de(dossier) == avant


# ---------- S’écrire ----------


def test_un_message_de_la_personne_previent_l_agent_qui_suit_et_lui_seul(
    base: Session, yanis: Usager, claire: Agent, dossier: Dossier
):
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="  Bonjour ?  ")
    sans_agent = gabarits_promis(dossier)
    instruction.prendre_en_charge(dossier.id, agent=claire)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Et maintenant ?", fichiers=[fabriques.fichier("a.pdf")])

    assert "agent/message" not in sans_agent
    dernier = promis(dossier)[-1]
    assert (dernier.gabarit, dernier.adresse) == ("agent/message", claire.courriel)
    textes = base.scalars(select(Message).where(Message.dossier_id == dossier.id).order_by(Message.envoye_le)).all()
    assert [(m.texte, m.usager_id, m.agent_id) for m in textes] == [
        ("Bonjour ?", yanis.id, None),
        ("Et maintenant ?", yanis.id, None),
    ]
    joint = base.scalars(select(Fichier).where(Fichier.message_id == textes[1].id)).one()
    assert (joint.nom, joint.piece_id) == ("a.pdf", None)
    assert entrees_de(dossier)[-1].details == {"fichiers": 1}
    assert [t for t in taches("pieces.preparer") if str(joint.id) in t]


def test_un_message_du_service_previent_la_personne_et_se_marque_lu_une_fois(
    base: Session, yanis: Usager, claire: Agent, dossier: Dossier
):
    message = messagerie.ecrire_agent(dossier.id, agent=claire, texte="Bonjour")
    messagerie.marquer_lus_par_agent(dossier.id, agent=claire)
    pas_lu = base.get_one(Message, message.id, populate_existing=True).lu_le
    messagerie.marquer_lus_par_usager(dossier.id, usager=yanis)
    lu_le = base.get_one(Message, message.id, populate_existing=True).lu_le
    messagerie.marquer_lus_par_usager(dossier.id, usager=yanis)

    assert pas_lu is None
    assert lu_le is not None
    assert base.get_one(Message, message.id, populate_existing=True).lu_le == lu_le
    assert (promis(dossier)[-1].gabarit, promis(dossier)[-1].adresse) == (
        "dossier/message",
        "lina.moreau@courriel.example",
    )


@pytest.mark.parametrize("texte", ["", "   \n ", "x" * 5001])
def test_un_message_vide_ou_trop_long_n_est_pas_envoye(yanis: Usager, claire: Agent, dossier: Dossier, texte: str):
    avant = trace_de(dossier)

    with pytest.raises(SaisieInvalide):
        messagerie.ecrire_usager(dossier.id, usager=yanis, texte=texte)
    with pytest.raises(SaisieInvalide):
        messagerie.ecrire_agent(dossier.id, agent=claire, texte=texte)

    assert trace_de(dossier) == avant


def test_le_journal_ne_porte_ni_nom_ni_texte(yanis: Usager, claire: Agent, dossier: Dossier):
    instruction.prendre_en_charge(dossier.id, agent=claire)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Mon secret médical")

    dit = " ".join(f"{e.action} {e.details} {e.objet_id}" for e in entrees_de(dossier))

    assert not [mot for mot in ("secret", "Belkacem", "BELKACEM", "Yanis", "@", dossier.numero) if mot in dit]
