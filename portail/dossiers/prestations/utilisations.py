"""L’aide vraiment utilisée : son coût du mois remplace le plan, les calculs de la démarche disent ce qui est dû."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from portail.demarche.declaration import Demarche, ajouter_mois
from portail.demarche.prestations import Prestation
from portail.dossiers.actions.commun import demarche_du, toucher, verifier_revision, verrouiller_pour_agent
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.bareme import jour_du_bareme, montant_au
from portail.dossiers.prestations.echeancier import Titre, mois_de, mois_suivant
from portail.dossiers.prestations.erreurs import MoisImpossible
from portail.dossiers.prestations.models import Utilisation
from portail.dossiers.prestations.queries import droits_de, droits_lus
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable


def mois_a_noter(dossier: Dossier, prestation: Prestation) -> list[date]:
    """Rend les mois passés, non prescrits, où une décision ouvrait un droit, du plus récent au plus ancien."""
    jour = horloge.aujourd_hui()
    premier = ajouter_mois(jour, -entier_au(prestation.cle_prescription, jour))
    dernier = mois_suivant(jour.replace(day=1), -1)
    mois: set[date] = set()
    for droit in droits_de(dossier):
        if droit.titre is Titre.DECISION and droit.a_couru:
            mois.update(mois_de(max(droit.debut, premier), min(droit.fin or dernier, dernier)))
    return sorted((un for un in mois if un <= dernier), reverse=True)


def noter(dossier_id: UUID, *, agent: Agent, mois: date, cout: Decimal, revision: int | None) -> Utilisation:
    """Note ce qu’a coûté l’aide d’un mois, en euros, et le montant qui en est dû ; noté deux fois, le dernier vaut.

    Lève `Interdit`, `ConflitDeVersion`, `MoisImpossible`.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        demarche = demarche_du(dossier)
        if demarche.prestation is None:
            raise Introuvable
        if mois not in mois_a_noter(dossier, demarche.prestation):
            raise MoisImpossible
        notees = {une.mois: une for une in droits_lus(dossier).utilisations}
        utilisation = notees.get(mois) or Utilisation(dossier_id=dossier.id, mois=mois)
        utilisation.cout = cout
        utilisation.montant = montant_du(dossier, demarche, mois, cout)
        utilisation.agent_id, utilisation.notee_le = agent.id, horloge.maintenant()
        session.add(utilisation)
        session.flush()
        dossier.revision += 1
        details = {"mois": mois.isoformat()}
        inscrire("noter_utilisation", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        toucher(dossier)
    return utilisation


def montant_du(dossier: Dossier, demarche: Demarche, mois: date, cout: Decimal) -> Decimal:
    """Rend le montant dû pour ce coût, au barème de ce mois-là ; lève `MoisImpossible` faute de calcul."""
    if demarche.prestation is None:
        raise Introuvable
    jour = jour_du_bareme(dossier, demarche, mois)
    montant = montant_au(dossier, demarche, jour, connus={demarche.prestation.plan: f"{cout:.2f}"})
    if montant is None:
        raise MoisImpossible
    return montant
