"""La machine à états en base : chaque geste dans chaque état, permis ou refusé sans laisser de trace."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.dossiers.actions import brouillon, complement, decision, depot, instruction
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.actions.messagerie import ecrire_usager
from portail.dossiers.etats import ETATS_EN_COURS, TRANSITIONS, Etat, Geste, NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME
from portail.pieces.models import MotifRefusPiece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import Interdit, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import entrees_de, pour_voir, relu, trace_de
from tests.unitaires.situations_permis import PERMIS


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return fabriques.depose(yanis)


def mettre(base: Session, dossier: Dossier, etat: Etat) -> None:
    """Pose l’état sans passer par un geste : on éprouve le suivant, pas le chemin."""
    base.execute(text("UPDATE dossier SET etat = :etat WHERE id = :id"), {"etat": etat.value, "id": dossier.id})
    if etat is Etat.BROUILLON:
        base.execute(text("DELETE FROM document WHERE dossier_id = :id"), {"id": dossier.id})
    base.commit()


def appliquer(dossier: Dossier, geste: Geste) -> Dossier:
    with transaction():
        verrouille = verrouiller(Dossier, dossier.id)
        verrouille.appliquer(geste, auteur=SYSTEME, details={"essai": 1})
    return verrouille


def fichier_du_rib(dossier: Dossier) -> UUID:
    return next(piece.fichiers[0].id for piece in pieces_de(dossier.id) if piece.code == "rib")


@pytest.mark.parametrize("geste", Geste)
def test_un_geste_permis_change_l_etat_la_revision_et_le_journal(base: Session, dossier: Dossier, geste: Geste):
    for etat in TRANSITIONS[geste].depuis:
        mettre(base, dossier, etat)
        avant = trace_de(dossier)

        appliquer(dossier, geste)

        apres = relu(dossier)
        assert (apres.etat, apres.revision) == (TRANSITIONS[geste].vers, avant.revision + 1)
        derniere = entrees_de(dossier)[-1]
        assert derniere.action == geste.value
        assert derniere.details == {"de": etat.value, "vers": apres.etat.value, "essai": 1}
        assert len(entrees_de(dossier)) == len(avant.journal) + 1


@pytest.mark.parametrize("geste", Geste)
def test_un_geste_interdit_ne_laisse_aucune_trace(base: Session, dossier: Dossier, geste: Geste):
    for etat in set(Etat) - TRANSITIONS[geste].depuis:
        mettre(base, dossier, etat)
        avant = trace_de(dossier)

        with pytest.raises(TransitionInterdite):
            appliquer(dossier, geste)

        assert trace_de(dossier) == avant


Essai = Callable[[Dossier, Usager, Agent], object]
PAGE = PERMIS.pages[0]
ACCORD = fabriques.ACCORD
REFUS = decision.Projet(
    nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
)
IRRECEVABLE = decision.Projet(nature=NatureDecision.IRRECEVABILITE, motifs=REFUS.motifs)
OUVERTS = ETATS_EN_COURS - {Etat.EN_SIGNATURE}

# Chaque action publique : où elle est permise, et comment on la tente.
ACTIONS: dict[str, tuple[frozenset[Etat], Essai]] = {
    "enregistrer_page": (
        frozenset({Etat.BROUILLON}),
        lambda d, u, _: brouillon.enregistrer_page(
            d.id, usager=u, page=PAGE, reponses={"nationalite": "ue_eee_suisse"}, revision=None
        ),
    ),
    "supprimer_brouillon": (frozenset({Etat.BROUILLON}), lambda d, u, _: brouillon.supprimer_brouillon(d.id, usager=u)),
    "recommencer": (
        frozenset(Etat) - ETATS_EN_COURS - {Etat.BROUILLON},
        lambda d, u, _: brouillon.recommencer(d.id, usager=u),
    ),
    "prendre_en_charge": (frozenset({Etat.DEPOSE}), lambda d, _, a: instruction.prendre_en_charge(d.id, agent=a)),
    "affecter": (ETATS_EN_COURS, lambda d, _, a: instruction.affecter(d.id, agent=a, a=a)),
    "verifier": (
        ETATS_EN_COURS,
        lambda d, _, a: instruction.verifier(
            d.id, agent=a, page=PERMIS.pages_agent[0], reponses={"ecole_agrement": "ecole"}, revision=None
        ),
    ),
    "demander_complement": (
        frozenset({Etat.DEPOSE, Etat.EN_INSTRUCTION}),
        lambda d, _, a: complement.demander_complement(
            d.id,
            agent=a,
            elements=[{"type": "champ", "identifiant": "telephone", "precision": ""}],
            message="Votre numéro ?",
            date_limite=horloge.aujourd_hui() + timedelta(days=30),
            revision=None,
        ),
    ),
    "accepter": (ETATS_EN_COURS, lambda d, _, a: decision.decider(d.id, agent=a, projet=ACCORD, revision=None)),
    "refuser": (ETATS_EN_COURS, lambda d, _, a: decision.decider(d.id, agent=a, projet=REFUS, revision=None)),
    # Un autre la relit : elle se propose même à qui signe, et ne se propose pas par-dessus un projet.
    "irrecevable": (OUVERTS, lambda d, _, a: decision.decider(d.id, agent=a, projet=IRRECEVABLE, revision=None)),
    "classer": (OUVERTS, lambda d, _, a: decision.classer(d.id, agent=a, motif="Sans nouvelles.", revision=None)),
    "renvoyer": (frozenset({Etat.EN_SIGNATURE}), lambda d, _, a: decision.renvoyer(d.id, agent=a, revision=None)),
    "retirer": (ETATS_EN_COURS, lambda d, u, _: depot.retirer(d.id, usager=u, revision=None)),
    "ecrire": (frozenset(Etat) - {Etat.BROUILLON}, lambda d, u, _: ecrire_usager(d.id, usager=u, texte="Bonjour")),
    "retirer_fichier": (
        frozenset({Etat.BROUILLON, Etat.A_COMPLETER}),
        lambda d, u, _: pieces_du_dossier.retirer_fichier(d.id, usager=u, fichier_id=fichier_du_rib(d)),
    ),
    "promettre_plus_tard": (
        frozenset({Etat.BROUILLON, Etat.A_COMPLETER}),
        lambda d, u, _: pieces_du_dossier.promettre_plus_tard(d.id, usager=u, code="rib", promis=True),
    ),
    "joindre": (
        ETATS_EN_COURS | {Etat.BROUILLON},
        lambda d, u, _: pieces_du_dossier.joindre(d.id, usager=u, code="rib", recu=fabriques.fichier()),
    ),
    "accepter_piece": (ETATS_EN_COURS, lambda d, _, a: pieces_du_dossier.accepter_piece(d.id, agent=a, code="rib")),
    "refuser_piece": (
        ETATS_EN_COURS,
        lambda d, _, a: pieces_du_dossier.refuser_piece(
            d.id, agent=a, code="rib", motif=MotifRefusPiece.ILLISIBLE, precision=""
        ),
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_une_action_n_agit_que_dans_les_etats_qui_l_admettent(
    base: Session, dossier: Dossier, yanis: Usager, herve: Agent, action: str
):
    admis, essayer = ACTIONS[action]
    reperes = ((Dossier, dossier.id), (Usager, yanis.id), (Agent, herve.id))
    for etat in Etat:
        dossier, yanis, herve = (base.get_one(modele, identifiant) for modele, identifiant in reperes)
        mettre(base, dossier, etat)
        avant = trace_de(dossier)
        with pour_voir(base):
            if etat in admis:
                essayer(dossier, yanis, herve)
                continue
            # Un brouillon n’est à aucun agent : c’est le droit, et non l’état, qui manque.
            with pytest.raises((TransitionInterdite, Interdit)):
                essayer(dossier, yanis, herve)
            assert trace_de(dossier) == avant, etat


def test_signer_ou_completer_sans_projet_ni_demande_est_refuse(
    base: Session, dossier: Dossier, yanis: Usager, herve: Agent
):
    for etat in Etat:
        mettre(base, dossier, etat)
        avant = trace_de(dossier)
        for essai in (
            lambda: decision.signer(dossier.id, agent=herve, revision=None),
            lambda: complement.repondre_complement(dossier.id, usager=yanis, reponses={}, revision=None),
        ):
            with pytest.raises((TransitionInterdite, Interdit)):
                essai()
        assert trace_de(dossier) == avant
