"""De quoi faire vivre une prestation mensuelle dans un essai : une urgence, un accord, des mois qui passent."""

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import select, text

from portail.dossiers.actions import decision, instruction
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.prestations import taches
from portail.dossiers.prestations.models import Mensualite
from portail.dossiers.prestations.queries import droits_de, droits_lus
from portail.dossiers.versements.models import Versement
from portail.identite.models import Agent, Role, Usager
from portail.socle.base import session, transaction, verrouiller
from tests import fabriques
from tests.integration.lignes import relu
from tests.integration.lignes import taches as en_file
from tests.integration.propositions import COMPLET, SERVICE, demande_complete
from tests.unitaires.situations_apa import jeanne

IBAN = "FR7630006000011234567890189"
COMPTE = {"mode_versement": "compte", "iban": IBAN, "titulaire_compte": "Jeanne Briand"}


Gens: TypeAlias = tuple[Usager, Agent, Agent]


def euros(texte: str) -> Decimal:
    return Decimal(texte)


def monde() -> Gens:
    """Rend la personne, l’instructrice et le responsable, le 21 novembre 2026."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    personne = fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))
    claire = fabriques.agent(service=SERVICE)
    herve = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou")
    return personne, claire, herve


def demandee(personne: Usager, claire: Agent, **autres: Any) -> Dossier:
    """Rend une demande complète, payée sur un compte, prise en charge le jour même."""
    dossier = demande_complete(personne, jeanne(**(COMPTE | autres)))
    instruction.prendre_en_charge(dossier.id, agent=claire)
    return relu(dossier)


def accordee(dossier: Dossier, herve: Agent, montant: str | None = "400.00", *, gir: str = "4") -> Decision:
    """Le responsable accorde ce montant mensuel, aujourd’hui."""
    with transaction():
        lu = verrouiller(Dossier, dossier.id)
        lu.reponses_agent = {**lu.reponses_agent, "gir": gir, "plan_aide": lu.reponses_agent.get("plan_aide", "500.00")}
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(montant) if montant is not None else None)
    return decision.decider(dossier.id, agent=herve, projet=projet, revision=None)


def servi(gens: Gens, jour: date | None = None, montant: str | None = "400.00", **reponses: str) -> Dossier:
    """Une demande du jour, accordée ce jour-là à ce montant par mois ; sans montant, celui des calculs."""
    personne, claire, herve = gens
    dossier = demandee(personne, claire, **reponses)
    if jour:
        fabriques.mettre_l_horloge_au(jour)
    accordee(dossier, herve, montant)
    return relu(dossier)


def le_premier(annee: int, mois: int, jour: int = 1) -> None:
    """Met l’horloge à ce jour, et laisse le balayage émettre ce qui est dû."""
    fabriques.mettre_l_horloge_au(date(annee, mois, jour))
    taches.emettre_les_mensualites()
    for ligne in en_file("prestations.emettre"):
        taches.emettre(ligne.split('"')[3])
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'prestations.emettre'"))


def emises(dossier: Dossier) -> list[Mensualite]:
    return list(droits_lus(dossier).mensualites)


def verses(dossier: Dossier) -> list[tuple[date | None, Decimal]]:
    """Rend, par mois, ce qui est parti au mandat."""
    lus = session.scalars(select(Versement).where(Versement.dossier_id == dossier.id).order_by(Versement.ouvert_le))
    return [(un.mois, un.montant) for un in lus]


def droits(dossier: Dossier) -> list[tuple[str, date, date | None, Decimal]]:
    return [(un.titre.value, un.debut, un.fin, un.montant) for un in droits_de(dossier)]
