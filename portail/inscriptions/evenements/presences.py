"""Les billets d’une inscription, un par personne, et qui est venu : ce que disent les billets contrôlés à l’entrée."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update

from portail.identite.models import Agent
from portail.inscriptions.billets import emission
from portail.inscriptions.billets.controle import Verdict, controler
from portail.inscriptions.billets.emission import Voulu
from portail.inscriptions.billets.entrees import Entree, declarer
from portail.inscriptions.billets.evenements import BilletControle
from portail.inscriptions.billets.mention import Reference
from portail.inscriptions.billets.models import Billet
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import Evenement, InscriptionEvenement
from portail.inscriptions.evenements.queries import evenement_tenu
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.traduction import _, traducteur

ENTREE = "evenement"
ECRAN = "/agents/evenements/"
"""L’écran d’où l’on contrôle ; suivi de l’identifiant."""
PLACE = _("Place %(rang)s sur %(nombre)s")


def installer() -> None:
    """Fait connaître les évènements à qui contrôle les billets."""
    declarer(ENTREE, entree_pour)


def entree_pour(evenement_id: UUID, agent: Agent) -> Entree:
    """Rend l’entrée d’un évènement d’un service de l’agent ; lève `Introuvable` pour tout autre."""
    return entree_de(evenement_tenu(agent, evenement_id))


def entree_de(evenement: Evenement) -> Entree:
    """Rend l’entrée de cet évènement : aujourd’hui s’il dure encore, à défaut son premier jour."""
    premier, dernier = _jours(evenement)
    jour = min(max(horloge.aujourd_hui(), premier), dernier)
    reference = Reference(type=ENTREE, id=evenement.id)
    return Entree(reference=reference, titre=evenement.titre, jour=jour, retour=f"{ECRAN}{evenement.id}")


def emettre(inscription: InscriptionEvenement, evenement: Evenement) -> Sequence[Billet]:
    """Rend les billets de cette inscription, émis au besoin, dans la transaction courante : un par place.

    Celui qui contrôle n’y lit aucun nom : la feuille hors ligne ne doit rien dire de personne.
    """
    premier, dernier = _jours(evenement)
    dit = traducteur(inscription.langue)
    voulus = [
        Voulu(
            rang=rang,
            du=premier,
            au=dernier,
            heure=f"{horloge.a_paris(evenement.debut):%H:%M}",
            nature="gratuit",
            libelle=dit(PLACE) % {"rang": rang, "nombre": inscription.places},
        )
        for rang in range(1, inscription.places + 1)
    ]
    return emission.emettre(objet_de(inscription), Reference(type=ENTREE, id=evenement.id), voulus, auteur=SYSTEME)


def annuler(inscription: InscriptionEvenement) -> None:
    """Annule les billets de cette inscription, dans la transaction courante."""
    emission.annuler(objet_de(inscription), auteur=SYSTEME)


def billets_de(inscription: InscriptionEvenement) -> Sequence[Billet]:
    """Rend les billets valables de cette inscription, par rang."""
    return emission.billets_de(objet_de(inscription))


def faire_entrer(inscription: InscriptionEvenement, evenement: Evenement, *, nombre: int, agent: Agent) -> int:
    """Fait entrer, sans billet montré, autant de personnes de cette inscription ; rend combien sont entrées."""
    entree = entree_de(evenement)
    restants = [billet for billet in billets_de(inscription) if billet.entre_le is None][:nombre]
    constats = [controler(billet.code, entree, agent=agent) for billet in restants]
    return sum(constat.verdict is Verdict.ADMIS for constat in constats)


def noter_le_passage(controle: BilletControle) -> None:
    """Compte une personne de plus, quand un billet d’évènement fait entrer."""
    if controle.objet_type != OBJET:
        return
    de_plus = update(InscriptionEvenement).where(
        InscriptionEvenement.id == controle.objet_id, InscriptionEvenement.presents < InscriptionEvenement.places
    )
    session.execute(
        de_plus.values(presents=InscriptionEvenement.presents + 1).execution_options(synchronize_session=False)
    )


def objet_de(inscription: InscriptionEvenement) -> Reference:
    """Rend ce dont les billets sont issus."""
    return Reference(type=OBJET, id=inscription.id)


def _jours(evenement: Evenement) -> tuple[date, date]:
    return horloge.a_paris(evenement.debut).date(), horloge.a_paris(evenement.fin).date()
