"""Des personnes et des dossiers prêts pour l’essai ; chacun passe par les mêmes actions que dans la vie."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.demarche.catalogue import demarche_de
from portail.demarche.parcours import pieces_attendues
from portail.dossiers import lectures
from portail.dossiers.actions import brouillon as brouillons
from portail.dossiers.actions import complement, decision, depot, instruction
from portail.dossiers.actions.pieces import joindre as joindre_au_dossier
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.numero import nouveau_numero
from portail.dossiers.queries import projet_de_decision
from portail.dossiers.visas import actions as visas
from portail.identite.actions import connecter_usager
from portail.identite.certifiee import IdentiteCertifiee
from portail.identite.models import Agent, Role, Usager
from portail.parametres.actions import importer
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.pieces.actions import Recu, recevoir
from portail.pieces.controle.examen import MO
from portail.socle import decalage, horloge
from portail.socle.base import Modele, session, transaction
from portail.territoire.actions import importer_services
from portail.territoire.models import Service
from tests import fichiers
from tests.entree import agent_ouvert
from tests.unitaires.situations_permis import PERMIS, yanis

SERVICE = "jeunesse"
JOUR = date(2026, 11, 21)
"""Le jour où commence un essai qui n’en dit pas d’autre."""
ACCORD = decision.Projet(nature=NatureDecision.ACCORD)


_livrees: dict[type[Modele], list[dict[str, Any]]] = {}
"""Ce que l’installation écrit, gardé après la première fois : chaque essai le remet d’un bloc."""


def departement() -> None:
    """Met en base ce qu’une installation a toujours : les services et les valeurs millésimées."""
    if not _livrees:
        importer_services()
        importer()
        for modele in (Service, Parametre):
            colonnes = [colonne.key for colonne in modele.__table__.columns]
            _livrees[modele] = [{c: getattr(un, c) for c in colonnes} for un in session.scalars(select(modele))]
        return
    with transaction():
        for modele, lignes_livrees in _livrees.items():
            session.execute(insert(modele).on_conflict_do_nothing(), lignes_livrees)
    oublier_les_valeurs()


def mettre_l_horloge_au(jour: date, heure: time = time(12)) -> None:
    """Met l’horloge du portail, tous processus compris, à ce jour et à cette heure de Paris."""
    decalage.avancer(horloge.instant_du(jour, heure) - horloge.maintenant())


def usager(
    prenoms: Sequence[str] = ("Yanis",), nom: str = "Belkacem", *, naissance: date = date(2001, 11, 22), sujet: str = ""
) -> Usager:
    """Rend une personne connue de FranceConnect, dont l’identité est certifiée."""
    return connecter_usager(
        emetteur="franceconnect",
        sujet=sujet or uuid4().hex,
        identite=IdentiteCertifiee(
            nom_naissance=nom.upper(),
            prenoms=tuple(prenoms),
            date_naissance=naissance,
            sexe="male",
            lieu_naissance_insee="44109",
            pays_naissance_insee="99100",
            courriel=f"{prenoms[0]}.{nom}@courriel.example".replace(" ", "").lower(),
        ),
        langue="fr",
    )


def agent(
    role: Role = Role.INSTRUCTEUR, service: str | None = SERVICE, *, prenom: str = "Claire", nom: str = "Lebreton"
) -> Agent:
    """Rend un agent qui a ce rôle dans ce service."""
    return agent_ouvert((role, service), prenom=prenom, nom=nom)


def responsable(prenom: str = "Hervé", nom: str = "Guillou") -> Agent:
    """Rend qui encadre le service et signe."""
    return agent(Role.RESPONSABLE, prenom=prenom, nom=nom)


def justifie(agent: Agent, *dossiers: Dossier) -> None:
    """Note que l’agent a dit pourquoi il ouvre ces dossiers, qui ne sont pas de sa file."""
    lectures.justifier(agent, dossiers, raison=lectures.RaisonLecture.CONTACT)


@cache
def _document() -> bytes:
    return fichiers.pdf()


def fichier(nom: str = "document.pdf", contenu: bytes = b"") -> Recu:
    """Rend un fichier reçu et contrôlé, prêt à être joint."""
    return recevoir(nom, contenu or _document(), taille_max=10 * MO)


def joindre(dossier: Dossier, personne: Usager, *codes: str) -> None:
    """Joint un document à chacune de ces pièces."""
    for code in codes:
        joindre_au_dossier(dossier.id, usager=personne, code=code, recu=fichier(f"{code}.pdf"))


def brouillon(personne: Usager, *, pieces: bool = True, **reponses: Any) -> Dossier:
    """Rend une demande d’aide au permis remplie, pièces jointes, que rien n’empêche d’envoyer."""
    voulues = yanis() | reponses
    dossier = brouillons.commencer(PERMIS, usager=personne, qualite=voulues["qualite_deposant"], langue="fr")
    for page in PERMIS.pages:
        brouillons.enregistrer_page(dossier.id, usager=personne, page=page, reponses=voulues, revision=None)
    if pieces:
        attendues = pieces_attendues(demarche_de(dossier.demarche), dossier.reponses, horloge.aujourd_hui())
        joindre(dossier, personne, *(piece.identifiant for piece in attendues))
    return dossier


def depose(personne: Usager, **reponses: Any) -> Dossier:
    """Rend une demande envoyée."""
    dossier = brouillon(personne, **reponses)
    return depot.deposer(dossier.id, usager=personne, revision=None, accord_electronique=True)


def en_instruction(personne: Usager, instructeur: Agent, **reponses: Any) -> Dossier:
    """Rend une demande qu’un agent a prise en charge."""
    return instruction.prendre_en_charge(depose(personne, **reponses).id, agent=instructeur)


def a_completer(
    personne: Usager, instructeur: Agent, *, champs: Sequence[str] = ("telephone",), pieces: Sequence[str] = ("rib",),
    jours: int = 30, **reponses: Any,
) -> Dossier:  # fmt: skip
    """Rend une demande que la personne doit compléter, sur ces champs et ces pièces."""
    dossier = en_instruction(personne, instructeur, **reponses)
    complement.demander_complement(
        dossier.id,
        agent=instructeur,
        elements=[
            *({"type": "champ", "identifiant": champ, "precision": ""} for champ in champs),
            *({"type": "piece", "identifiant": piece, "precision": "Floue."} for piece in pieces),
        ],
        message="Merci d’envoyer un relevé lisible.",
        date_limite=horloge.aujourd_hui() + timedelta(days=jours),
        revision=None,
    )
    return dossier


def en_signature(personne: Usager, instructeur: Agent, projet: decision.Projet = ACCORD, **reponses: Any) -> Dossier:
    """Rend une demande dont la décision attend une signature."""
    dossier = en_instruction(personne, instructeur, **reponses)
    decision.decider(dossier.id, agent=instructeur, projet=projet, revision=None)
    return dossier


def decide(personne: Usager, signataire: Agent, projet: decision.Projet = ACCORD, **reponses: Any) -> Dossier:
    """Rend une demande décidée par un agent qui signe, relue d’abord par un autre si la démarche le veut."""
    dossier = en_instruction(personne, signataire, **reponses)
    decision.decider(dossier.id, agent=signataire, projet=projet, revision=None)
    if projet_de_decision(dossier) is not None:
        visas.viser(dossier.id, agent=agent(prenom="Paul", nom="Relecteur"), revision=None)
        decision.signer(dossier.id, agent=signataire, revision=None)
    return dossier


def ligne(etat: Etat = Etat.DEPOSE, **colonnes: Any) -> Dossier:
    """Rend un dossier réduit à sa ligne, sans réponse ni courrier : de quoi remplir une liste."""
    [dossier] = lignes([{"etat": etat, **colonnes}])
    return dossier


def lignes(toutes: Iterable[dict[str, Any]]) -> list[Dossier]:
    """Rend autant de dossiers réduits à leur ligne, écrits ensemble."""
    maintenant = horloge.maintenant()
    communes = {
        "demarche": PERMIS.identifiant,
        "version_demarche": PERMIS.version,
        "etat": Etat.DEPOSE,
        "service_code": SERVICE,
        "cree_le": maintenant,
        "modifie_le": maintenant,
        "depose_le": maintenant,
    }
    dossiers = [Dossier(**{**communes, "numero": nouveau_numero(), **colonnes}) for colonnes in toutes]
    for dossier in dossiers:
        if dossier.etat is Etat.BROUILLON:
            dossier.depose_le = None
    with transaction():
        session.add_all(dossiers)
    return dossiers
