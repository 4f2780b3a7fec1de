"""Les inscriptions de la démonstration : une saison qui va, et ce que vivent ses familles, daté du chargement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from portail.demonstration.activites_fictives import activite_comme, groupe_comme, ramener_au_present, reduire
from portail.demonstration.familles import MAISONNEES, Foyer, encaisser
from portail.demonstration.ouvertures_fictives import (
    attribuer_sur_voeux,
    ouvrir_au_premier_arrive,
    recueillir_des_voeux,
)
from portail.demonstration.personnes import PARTICULIERS
from portail.identite.actions import auteur_agent
from portail.identite.famille import actions as famille
from portail.identite.famille.models import Enfant
from portail.identite.models import Agent
from portail.inscriptions.activites.actions import nommer_le_directeur
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import activite_de, groupe_de, saison_de
from portail.inscriptions.attente.actions import accepter
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.imports import importer
from portail.inscriptions.paniers.annulations import renoncer
from portail.inscriptions.paniers.balayage import rendre_les_non_reglees
from portail.inscriptions.paniers.models import Commande, MotifDeRenoncement
from portail.inscriptions.paniers.queries import inscriptions_de_la_commande
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.sante.actions import ContenuSanitaire, ecrire
from portail.paiement.paiements import encaissement
from portail.paiement.paiements.etats import EtatEncaissement, Moyen
from portail.paiement.paiements.models import Encaissement
from portail.paiement.paiements.sommes import verrouiller_la_somme
from portail.socle import horloge
from portail.socle.base import session, transaction

RONAN, GAELLE, PATRICK = "ronan-kerdal", "gaelle-riou", "patrick-le-roux"
HIVER = "stages-hiver-2027"
COMPLET, PARTI = "nozay-hiver-2", "sautron-mardi-7"
"""Le stage où l’on attend ; le groupe dont la dernière place est partie."""
TRAVAUX = "Une partie de la salle est en travaux."
UN_AN = timedelta(days=364)


@dataclass(slots=True)
class Scene:
    """Où se jouent les histoires : l’instant du chargement, les agents, les foyers déjà venus."""

    chargement: datetime
    ecart: timedelta
    agents: Mapping[str, Agent]
    foyers: dict[str, Foyer] = field(default_factory=dict)

    @property
    def jour(self) -> date:
        """Rend le jour du chargement, à Paris."""
        return horloge.a_paris(self.chargement).date()

    def le(self, jours: int, heure: str = "10:20") -> None:
        """Se place tant de jours avant le chargement, jamais après lui."""
        voulu = datetime.combine(self.jour - timedelta(days=jours), time.fromisoformat(heure), horloge.PARIS)
        instant = min(voulu, self.chargement)
        horloge.poser_decalage(horloge.decalage() + (instant - horloge.maintenant()))

    def foyer(self, nom: str) -> Foyer:
        """Rend un foyer, son compte ouvert à sa première venue."""
        if nom not in self.foyers:
            maisonnee = MAISONNEES[nom]
            certifie = maisonnee.qui in PARTICULIERS
            self.foyers[nom] = Foyer(maisonnee, jour=self.jour, ecart=self.ecart, certifie=certifie)
        return self.foyers[nom]


def charger_les_familles(agents: Mapping[str, Agent]) -> int:
    """Importe les activités, puis fait venir les familles ; ne refait rien de fait. Rend le nombre de foyers."""
    importer()
    if session.scalars(select(Enfant.id)).first() is not None:
        return 0
    scene = Scene(horloge.maintenant(), ramener_au_present(horloge.aujourd_hui()), agents)
    for histoire in HISTOIRES:
        histoire(scene)
    scene.le(0, "23:59")
    return len(scene.foyers)


def _les_guillet(scene: Scene) -> None:
    """Deux enfants, un quotient de 750 : 20 + 15 + 15 euros, réglés ; une fiche sanitaire, une personne autorisée."""
    guillet = scene.foyer("guillet")
    scene.le(3)
    guillet.ecrit_sa_famille()
    nommer_le_directeur(
        activite_de(HIVER).id,
        scene.agents[GAELLE],
        agent=scene.agents[RONAN],
        auteur=auteur_agent(scene.agents[RONAN]),
    )
    commande = guillet.s_engage(("Nolwenn", "vallet-mercredi-11"), ("Lou", "sautron-hiver-1"))
    scene.le(2)
    encaisser(commande, agent=scene.agents[PATRICK])
    lou = guillet.enfant("Lou")
    contenu = ContenuSanitaire(
        allergies="Arachide.", medecin="Docteur Hamon, 02 61 91 04 12", vaccins_a_jour=True, soins_urgence=True
    )
    ecrire(lou.id, activite_de(HIVER).id, contenu, **guillet.agit)
    famille.autoriser(lou.id, nom="Yvette Guillet", telephone="06 39 98 01 12", lien="Grand-mère", **guillet.agit)


def _les_tanguy(scene: Scene) -> None:
    """L’aîné a fait du sport l’an dernier : il garde son droit. Sa sœur non : Blain a passé le seuil."""
    tanguy = scene.foyer("tanguy")
    scene.le(UN_AN.days)
    tanguy.ecrit_sa_famille("Malo")
    groupe = _groupe_de_l_an_dernier()
    encaisser(tanguy.s_engage(("Malo", groupe.code)), agent=scene.agents[PATRICK])
    scene.le(3)
    tanguy.atteste("Malo")
    tanguy.s_engage(("Malo", "nozay-jeudi-7"))


def _groupe_de_l_an_dernier() -> Groupe:
    """Rend un groupe de la saison passée, où l’on venait de toute commune."""
    modele = groupe_de("nozay-jeudi-7")
    avant = activite_comme(
        modele.activite,
        "multisports-2025",
        saison_id=saison_de("2025-2026").id,
        libelle=modele.activite.libelle,
        attestation_sante=False,
        ferme_le=horloge.maintenant() + timedelta(days=30),
    )
    jours = {"premier_jour": modele.premier_jour - UN_AN, "dernier_jour": modele.dernier_jour - UN_AN}
    return groupe_comme(modele, "nozay-jeudi-2025", activite=avant, places=18, libelle=modele.libelle, **jours)


def _les_morel_et_les_voeux(scene: Scene) -> None:
    """Nantes chez elle, Sautron chez lui : Jade a droit au sport. Son vœu obtenu est au panier ; d’autres non."""
    morel, pere, roux = scene.foyer("morel"), scene.foyer("pere"), scene.foyer("roux")
    scene.le(9)
    morel.ecrit_sa_famille()
    pere.rejoint(morel, "Jade")
    roux.ecrit_sa_famille()
    encaisser(roux.s_engage(("Titouan", "vallet-mercredi-11")), agent=scene.agents[PATRICK])
    scene.foyer("pichon").ecrit_sa_famille()
    voeux = {morel: "Jade", roux: "Titouan", scene.foyer("pichon"): "Loïc"}
    attribuer_sur_voeux(voeux, scene.le, agent=scene.agents[RONAN])
    scene.le(0)
    [attente] = attentes_de(morel.usager.id)
    accepter(attente.id, **morel.agit)


def _le_stage_complet(scene: Scene) -> None:
    """Deux places prises, deux foyers attendent ; une famille renonce : la place est gardée au premier."""
    pichon, bouvier, lemoine = scene.foyer("pichon"), scene.foyer("bouvier"), scene.foyer("lemoine")
    scene.le(3, "09:30")
    reduire(COMPLET, 2, raison=TRAVAUX, agent=scene.agents[RONAN])
    for foyer in (bouvier, lemoine):
        foyer.ecrit_sa_famille()
    commande = pichon.s_engage(("Gwen", COMPLET), ("Loïc", COMPLET))
    bouvier.attend(("Maël", COMPLET))
    scene.le(2, "11:40")
    encaisser(commande, agent=scene.agents[PATRICK])
    lemoine.attend(("Elsa", COMPLET))
    scene.le(1, "14:10")
    premiere = inscriptions_de_la_commande(commande)[0]
    renoncer(premiere.id, MotifDeRenoncement.MEDICAL, **pichon.agit)


def _la_place_partie(scene: Scene) -> None:
    """Le chèque arrive après l’échéance, la dernière place prise : payée sans place, tout est à rendre."""
    gicquel, le_goff = scene.foyer("gicquel"), scene.foyer("le-goff")
    scene.le(15)
    reduire(PARTI, 1, raison=TRAVAUX, agent=scene.agents[RONAN])
    gicquel.ecrit_sa_famille()
    commande = gicquel.s_engage(("Simon", PARTI))
    scene.le(4, "11:00")
    rendre_les_non_reglees()
    le_goff.ecrit_sa_famille()
    autre = le_goff.s_engage(("Awen", PARTI))
    scene.le(2, "09:15")
    encaisser(autre, agent=scene.agents[PATRICK])
    _le_cheque_tardif(commande, agent=scene.agents[PATRICK])


def _le_cheque_tardif(commande: Commande, *, agent: Agent) -> None:
    """L’argent d’une commande abandonnée est là : ses places n’y sont plus."""
    with transaction():
        somme = verrouiller_la_somme(objet_de(commande.id))
        recu = Encaissement(
            moyen=Moyen.CHEQUE,
            montant=somme.montant,
            jour=horloge.aujourd_hui(),
            reference="7654321",
            etat=EtatEncaissement.ACQUIS,
            agent_id=agent.id,
            cle=f"demonstration-{commande.numero}",
        )
        encaissement.ecrire(somme, recu, auteur=auteur_agent(agent), courriel=somme.courriel)


def _le_jour_d_ouverture(scene: Scene) -> None:
    """Des vœux à dire ; une ouverture au premier arrivé demain, une autre en cours."""
    recueillir_des_voeux(scene.le, agent=scene.agents[RONAN])
    ouvrir_au_premier_arrive(scene.le, agent=scene.agents[RONAN])


HISTOIRES = (
    _les_tanguy,
    _la_place_partie,
    _les_guillet,
    _les_morel_et_les_voeux,
    _le_stage_complet,
    _le_jour_d_ouverture,
)
