"""Des suites de gestes tirées au sort : l’étude, une fin, ce qui suit, le temps qui passe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portail.dossiers.actions import complement, decision, depot, instruction, silence
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role, Usager
from portail.socle import decalage, horloge
from portail.socle.erreurs import ErreurMetier
from tests import fabriques
from tests.declarations import ACCORD
from tests.silences import RECEPTION, REFUS
from tests.unitaires.situations_permis import PERMIS

FINIS = {Etat.DECIDE, Etat.CLOS, Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS}
MOTIFS = [{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
IRRECEVABLE = decision.Projet(nature=NatureDecision.IRRECEVABILITE, motifs=MOTIFS)
DROITS = {"rejet": PERMIS, "accord": ACCORD}
Geste = Callable[[Dossier, Usager, Agent, Agent], object]


def demander(champ: str, jours: int) -> Geste:
    genre = "piece" if champ in {piece.identifiant for piece in PERMIS.pieces} else "champ"
    return lambda d, u, a, r: complement.demander_complement(
        d.id,
        agent=a,
        elements=[{"type": genre, "identifiant": champ, "precision": ""}],
        message="Merci de compléter.",
        date_limite=horloge.aujourd_hui() + timedelta(days=jours),
        revision=None,
    )


GESTES: dict[str, Geste] = {
    "prendre": lambda d, u, a, r: instruction.prendre_en_charge(d.id, agent=a),
    "accuser": lambda d, u, a, r: instruction.accuser_reception(d.id),
    "affecter": lambda d, u, a, r: instruction.affecter(d.id, agent=a, a=r),
    "demander_une_reponse": demander("telephone", 15),
    "demander_une_piece": demander("inscription_ecole", 30),
    "demander_le_rib": demander("rib", 10),
    "joindre": lambda d, u, a, r: fabriques.joindre(d, u, "inscription_ecole"),
    "repondre": lambda d, u, a, r: complement.repondre_complement(
        d.id, usager=u, reponses={"telephone": "+33639982222"}, revision=None
    ),
    "clore_le_complement": lambda d, u, a, r: complement.clore_complement_echu(d.id),
    "proposer": lambda d, u, a, r: decision.decider(d.id, agent=a, projet=fabriques.ACCORD, revision=None),
    "renvoyer": lambda d, u, a, r: decision.renvoyer(d.id, agent=r, revision=None),
    "signer": lambda d, u, a, r: decision.signer(d.id, agent=r, revision=None),
    "accepter": lambda d, u, a, r: decision.decider(d.id, agent=r, projet=fabriques.ACCORD, revision=None),
    "refuser": lambda d, u, a, r: decision.decider(d.id, agent=r, projet=REFUS, revision=None),
    "irrecevable": lambda d, u, a, r: decision.decider(d.id, agent=r, projet=IRRECEVABLE, revision=None),
    "classer": lambda d, u, a, r: decision.classer(d.id, agent=a, motif="Sans nouvelles.", revision=None),
    "retirer": lambda d, u, a, r: depot.retirer(d.id, usager=u, revision=None),
    "constater": lambda d, u, a, r: silence.constater_silence(d.id),
    "reexaminer": lambda d, u, a, r: silence.reexaminer(d.id, agent=a, revision=None),
    "demander_les_motifs": lambda d, u, a, r: silence.demander_motifs(d.id, usager=u),
    "communiquer_les_motifs": lambda d, u, a, r: silence.communiquer_motifs(
        d.id, agent=a, motifs=MOTIFS, revision=None
    ),
    "lire_la_decision": lambda d, u, a, r: decision.noter_consultation(d.id, usager=u),
}
FINS = ("accepter", "refuser", "irrecevable", "classer", "retirer", "signer", "constater")
SUITES = ("lire_la_decision", "reexaminer", "demander_les_motifs", "communiquer_les_motifs", "proposer", "joindre")
ETUDE = tuple(sorted(GESTES.keys() - {*FINS, *SUITES} | {"proposer", "constater", "joindre"}))


def suites_de(gestes: tuple[str, ...], longueur: int, jours: int) -> st.SearchStrategy[list[tuple[str, int]]]:
    """Rend des gestes et les jours qui passent avant chacun ; un geste refusé ne coûte rien."""
    return st.lists(st.tuples(st.sampled_from(gestes), st.integers(0, jours)), max_size=longueur)


# L’étude, une fin, ce qui suit, et parfois une seconde fin : un chemin qui finit trop tôt n’apprend rien.
CHEMINS = st.tuples(
    suites_de(ETUDE, 14, 12), suites_de(FINS, 2, 40), suites_de(SUITES, 8, 20), suites_de(FINS, 2, 30)
).map(lambda morceaux: [pas for morceau in morceaux for pas in morceau])


def suivre(chemin: list[tuple[str, int]], verifier: Callable[[Dossier, str], None]) -> Dossier:
    """Dépose une demande, fait chaque geste permis et vérifie après chacun ; rend le dossier."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(RECEPTION)
    yanis, claire = fabriques.usager(), fabriques.agent()
    herve = fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou")
    dossier = fabriques.depose(yanis)
    verifier(dossier, "deposer")
    for geste, jours in chemin:
        decalage.avancer(timedelta(days=jours))
        try:
            GESTES[geste](dossier, yanis, claire, herve)
        except ErreurMetier:
            continue
        verifier(dossier, geste)
    return dossier


@contextmanager
def pour_un_essai(base: Session) -> Iterator[None]:
    """Défait, à la sortie, tout ce que l’essai a validé, horloge comprise."""
    base.commit()
    point = base.get_bind().begin_nested()
    try:
        yield
    finally:
        base.rollback()
        point.rollback()
        base.expunge_all()
        decalage.rafraichir()
