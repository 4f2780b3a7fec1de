"""L’histoire d’une demande : chaque geste passe par l’action des guichets, au jour et à l’heure où il a lieu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from uuid import UUID

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche, Page
from portail.demonstration.comptes import usager_de_demonstration
from portail.demonstration.demandeurs import QuiDemande
from portail.demonstration.pieces_fictives import fichier_fictif
from portail.dossiers import lectures
from portail.dossiers.actions import brouillon, complement, decision, depot, instruction, messagerie
from portail.dossiers.actions import documents as documents_remis
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.examen import bilan_de
from portail.dossiers.lectures import RaisonLecture
from portail.dossiers.models import Dossier
from portail.dossiers.motifs.queries import motivee
from portail.dossiers.motifs.redaction import rediger
from portail.dossiers.queries import decision_de, documents_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Usager
from portail.journal.actions import consigner
from portail.pieces.actions import Recu, recevoir
from portail.pieces.models import MotifRefusPiece
from portail.pieces.queries import taille_max_fichier
from portail.socle import horloge
from portail.socle.base import session
from portail.territoire.jours import est_ouvre, premier_jour_ouvrable

CLAIRE, YANN, HERVE, MAELLE = "claire-lebreton", "yann-tanguy", "herve-guillou", "maelle-le-bihan"
GWENAELLE, PATRICK = "gwenaelle-prigent", "patrick-le-roux"
ENTRE_DEUX_GESTES, UN_INSTANT = timedelta(minutes=4), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Theatre:
    """Le cadre des histoires : les agents, par identifiant, et l’instant du chargement, dont tout est daté."""

    agents: Mapping[str, Agent]
    chargement: datetime

    @property
    def jour(self) -> date:
        """Rend le jour du chargement, à Paris."""
        return horloge.a_paris(self.chargement).date()


class Recit:
    """Une demande qui se raconte dans l’ordre : `r.le(20).depose()`, puis `r.au_bureau(18).prend()`…"""

    def __init__(self, theatre: Theatre, demandeur: QuiDemande, *, dossier_id: UUID | None = None) -> None:
        self._theatre = theatre
        self._demandeur = demandeur
        self._demarche: Demarche = demarche_de(demandeur.demarche)
        self._dernier = datetime.min.replace(tzinfo=theatre.chargement.tzinfo)
        self._dossier_id = dossier_id
        self._usager: Usager | None = None

    # ---------- Le temps ----------

    def le(self, jours: int, heure: str = "18:20") -> Self:
        """Se place `jours` jours avant le chargement, à cette heure de Paris ; jamais avant le geste précédent."""
        return self._se_placer(self._theatre.jour - timedelta(days=jours), heure)

    def au_bureau(self, jours: int, heure: str = "10:10") -> Self:
        """Comme `le`, un jour où les services travaillent : le suivant, à défaut le précédent."""
        jour = premier_jour_ouvrable(self._theatre.jour - timedelta(days=jours))
        while jour > self._theatre.jour or not est_ouvre(jour):
            jour -= timedelta(days=1)
        return self._se_placer(jour, heure)

    def _se_placer(self, jour: date, heure: str) -> Self:
        voulu = horloge.instant_du(jour, time.fromisoformat(heure))
        suivant = self._dernier + (ENTRE_DEUX_GESTES if voulu < self._theatre.chargement else UN_INSTANT)
        instant = max(min(voulu, self._theatre.chargement), suivant)
        self._dernier = instant
        horloge.poser_decalage(horloge.decalage() + (instant - horloge.maintenant()))
        return self

    # ---------- La personne ----------

    @property
    def dossier(self) -> Dossier:
        """Rend le dossier, relu."""
        return session.get_one(Dossier, self._dossier_id, populate_existing=True)

    @property
    def _personne(self) -> Usager:
        if self._usager is None:
            self._usager = usager_de_demonstration(
                self._demandeur.qui_depose, jour=self._theatre.jour, certifie=self._demandeur.certifie
            )
        return self._usager

    def _id(self) -> UUID:
        if self._dossier_id is None:
            raise RuntimeError("la demande n’est pas encore commencée")
        return self._dossier_id

    def commence(self, *, pages: int | None = None) -> Self:
        """Ouvre le brouillon et remplit ses premières pages, ou toutes."""
        demandeur, usager = self._demandeur, self._personne
        ouvert = brouillon.commencer(self._demarche, usager=usager, qualite=demandeur.qualite, langue="fr")
        self._dossier_id = ouvert.id
        self._remplit(demandeur.reponses(self._theatre.jour, horloge.aujourd_hui()), pages=pages)
        return self

    def _remplit(self, reponses: Mapping[str, Any], *, pages: int | None = None) -> None:
        for page, siennes in self._a_remplir(reponses, pages=pages):
            brouillon.enregistrer_page(self._id(), usager=self._personne, page=page, reponses=siennes, revision=None)

    def _a_remplir(self, reponses: Mapping[str, Any], *, pages: int | None) -> Sequence[tuple[Page, dict[str, Any]]]:
        """Rend les premières pages du parcours, ou toutes, et ce qu’on y répond."""
        connues = {**self.dossier.reponses, **reponses}
        visibles = parcours.parcours_de(self._demarche, connues, horloge.aujourd_hui())
        return [
            (une.page, {c.identifiant: reponses[c.identifiant] for c in une.champs if c.identifiant in reponses})
            for une in visibles[:pages]
        ]

    def joint(self, *codes: str, floues: Sequence[str] = ()) -> Self:
        """Joint ces pièces, ou toutes celles qu’on attend ; celles de `floues` sont des photos illisibles."""
        for code in codes or self._attendues():
            recu = self._recoit(code, floue=code in floues)
            pieces_du_dossier.joindre(self._id(), usager=self._personne, code=code, recu=recu)
        return self

    def _attendues(self) -> list[str]:
        attendues = parcours.pieces_attendues(self._demarche, self.dossier.reponses, horloge.aujourd_hui())
        return [piece.identifiant for piece in attendues]

    def _recoit(self, code: str, *, floue: bool = False) -> Recu:
        nom, contenu = fichier_fictif(code, self._demandeur, jour=horloge.aujourd_hui(), floue=floue)
        session.rollback()  # rien à garder : un fichier se reçoit hors de toute transaction
        return recevoir(nom, contenu, taille_max=taille_max_fichier())

    def depose(self, *, plus_tard: Sequence[str] = (), floues: Sequence[str] = ()) -> Self:
        """Commence, remplit, joint et envoie la demande."""
        self.commence()
        self.joint(*(code for code in self._attendues() if code not in plus_tard), floues=floues)
        for code in plus_tard:
            pieces_du_dossier.promettre_plus_tard(self._id(), usager=self._personne, code=code, promis=True)
        depot.deposer(self._id(), usager=self._personne, revision=None, accord_electronique=True)
        return self

    def ecrit(self, texte: str, *, piece: str = "") -> Self:
        """Écrit au service, avec une pièce s’il y en a une."""
        fichiers = [self._recoit(piece)] if piece else []
        messagerie.ecrire_usager(self._id(), usager=self._personne, texte=texte, fichiers=fichiers)
        return self

    def lit(self) -> Self:
        """Ouvre sa demande : les messages sont lus, la décision est notifiée."""
        messagerie.marquer_lus_par_usager(self._id(), usager=self._personne)
        if decision_de(self.dossier):
            decision.noter_consultation(self._id(), usager=self._personne)
        return self

    def complete(self, *pieces: str, **reponses: Any) -> Self:  # noqa: ANN401 — réponses JSON
        """Répond à la demande de complément."""
        if pieces:
            self.joint(*pieces)
        complement.repondre_complement(self._id(), usager=self._personne, reponses=reponses, revision=None)
        return self

    def retire(self) -> Self:
        """Retire sa demande."""
        depot.retirer(self._id(), usager=self._personne, revision=None)
        return self

    def recommence(self, **reponses: Any) -> Self:  # noqa: ANN401 — réponses JSON
        """Ouvre un brouillon depuis la demande finie, en changeant ces réponses."""
        neuf = brouillon.recommencer(self._id(), usager=self._personne)
        self._dossier_id = neuf.id
        page = next(page for page in self._demarche.pages if reponses.keys() & {c.identifiant for c in page.champs})
        brouillon.enregistrer_page(
            neuf.id, usager=self._personne, page=page, reponses={**neuf.reponses, **reponses}, revision=None
        )
        return self

    # ---------- Le service ----------

    def _agent(self, identifiant: str) -> Agent:
        agent = self._theatre.agents[identifiant]
        consigner("lire", auteur=auteur_agent(agent), objet=("dossier", self._id()))
        return agent

    def accuse(self) -> Self:
        """Laisse le portail accuser réception, comme il le fait à l’approche du délai."""
        instruction.accuser_reception(self._id())
        return self

    def ouvre(self, raison: RaisonLecture, precision: str = "", *, par: str = MAELLE) -> Self:
        """Ouvre la demande sans la suivre, en disant pourquoi : la personne le verra."""
        lectures.justifier(self._theatre.agents[par], [self.dossier], raison=raison, precision=precision)
        self._agent(par)
        return self

    def prend(self, par: str = CLAIRE) -> Self:
        """Prend en charge ; l’accusé de réception part."""
        instruction.prendre_en_charge(self._id(), agent=self._agent(par))
        return self

    def accepte(self, *codes: str, par: str = CLAIRE) -> Self:
        """Accepte ces pièces, ou toutes celles qu’on attendait."""
        agent = self._agent(par)
        for code in codes or self._attendues():
            pieces_du_dossier.accepter_piece(self._id(), agent=agent, code=code)
        return self

    def verifie(self, par: str = CLAIRE) -> Self:
        """Note que l’école de conduite est agréée."""
        [page] = self._demarche.pages_agent
        instruction.verifier(
            self._id(), agent=self._agent(par), page=page, reponses={"ecole_agrement": "ecole"}, revision=None
        )
        return self

    def refuse_piece(self, code: str, motif: MotifRefusPiece, precision: str, *, par: str = CLAIRE) -> Self:
        """Refuse une pièce."""
        pieces_du_dossier.refuser_piece(self._id(), agent=self._agent(par), code=code, motif=motif, precision=precision)
        return self

    def demande(
        self, message: str, *, jours: int, pieces: Sequence[str] = (), champs: Sequence[str] = (), par: str = CLAIRE
    ) -> Self:
        """Demande de compléter sous `jours` jours."""
        elements = [{"type": "champ", "identifiant": champ, "precision": ""} for champ in champs]
        elements += [{"type": "piece", "identifiant": piece, "precision": ""} for piece in pieces]
        complement.demander_complement(
            self._id(),
            agent=self._agent(par),
            elements=elements,
            message=message,
            date_limite=horloge.aujourd_hui() + timedelta(days=jours),
            revision=None,
        )
        return self

    def constate_le_delai(self) -> Self:
        """Laisse le portail rendre au service la demande dont le délai pour compléter est passé."""
        complement.clore_complement_echu(self._id())
        return self

    def repond(self, texte: str, *, par: str = CLAIRE) -> Self:
        """Lit les messages de la personne et lui écrit."""
        agent = self._agent(par)
        messagerie.marquer_lus_par_agent(self._id(), agent=agent)
        messagerie.ecrire_agent(self._id(), agent=agent, texte=texte)
        return self

    def decide(self, nature: NatureDecision, *motifs: str, fait: str = "", par: str = CLAIRE) -> Self:
        """Propose la décision, ou la signe si cet agent en a le droit ; motifs et montant sont ceux du dossier."""
        agent, dossier = self._agent(par), self.dossier
        bilan = bilan_de(dossier, self._demarche)
        rediges = rediger(motivee(self._demarche), motifs, bilan, langue=dossier.langue, fait=fait)
        montant = bilan.valeurs.get(self._demarche.montant_accorde) if nature is NatureDecision.ACCORD else None
        decision.decider(
            dossier.id, agent=agent, projet=Projet(nature=nature, motifs=rediges, montant=montant), revision=None
        )
        return self

    def signe(self, par: str = HERVE) -> Self:
        """Signe la décision proposée."""
        decision.signer(self._id(), agent=self._agent(par), revision=None)
        return self

    def remplace(self, nature: str, motif: str, *, par: str = HERVE) -> Self:
        """Remplace le dernier document de cette nature par une nouvelle version."""
        ancien = next(document for document in documents_de(self.dossier) if document.nature == nature)
        documents_remis.remplacer(ancien.id, agent=self._agent(par), motif=motif)
        return self

    def renvoie(self, par: str = HERVE) -> Self:
        """Rend le dossier à l’instruction."""
        decision.renvoyer(self._id(), agent=self._agent(par), revision=None)
        return self

    def classe(self, motif: str, *, par: str = CLAIRE) -> Self:
        """Classe sans suite."""
        decision.classer(self._id(), agent=self._agent(par), motif=motif, revision=None)
        return self
