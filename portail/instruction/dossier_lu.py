"""La page d’un dossier : ce qui lui appartient et que l’agent y voit, lu en une requête."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Boolean, Date, String, Uuid, and_, bindparam, or_, select

from portail.dossiers.avis.models import Avis
from portail.dossiers.delegations.models import Delegation
from portail.dossiers.etats import RETRAITS, Etat
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.modeles.models import GabaritReponse
from portail.dossiers.models import Complement, Decision, Document, Dossier, Message
from portail.dossiers.queries import CONTENU
from portail.dossiers.recommandes.models import PliRecommande
from portail.dossiers.recours.models import Recours
from portail.dossiers.recours.queries import RecoursForme
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.suites_lues import SUITES, SuitesLues
from portail.dossiers.suivis.models import SuiviDossier
from portail.dossiers.versements.models import Versement
from portail.dossiers.visas.models import VisaRendu
from portail.dossiers.volets.models import Volet
from portail.identite.absences.models import Absence
from portail.identite.models import Agent
from portail.instruction.etiquettes.models import Etiquette, EtiquetteDossier
from portail.instruction.notes.models import NoteInterne
from portail.notifications.models import Notification
from portail.pieces.models import Fichier
from portail.socle import horloge
from portail.socle.ensemble import Ensemble, Liste


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLu(SuitesLues):
    """Un dossier et ses suites, chaque liste dans l’ordre où la page la montre."""

    dossier: Dossier
    messages: Sequence[Message]
    joints: Sequence[Fichier]
    """Les fichiers des messages et des avis."""
    complements: Sequence[Complement]
    decisions: Sequence[Decision]
    """Celle en vigueur, celles qu’elle remplace, les projets."""
    documents: Sequence[Document]
    envois: Sequence[Notification]
    avis: Sequence[Avis]
    visas: Sequence[VisaRendu]
    versements: Sequence[Versement]
    contradictoires: Sequence[Contradictoire]
    plis: Sequence[PliRecommande]
    recours: Sequence[Recours]
    """Ceux formés contre ses décisions."""
    contestants: Sequence[Dossier]
    """Leurs dossiers, sans leur contenu."""
    notes: Sequence[NoteInterne]
    """Aucune pour qui n’instruit pas le dossier."""
    suivis: Sequence[SuiviDossier]
    """Celui de l’agent, s’il le suit."""
    etiquettes: Sequence[Etiquette]
    """Toutes celles du service."""
    posees: Sequence[EtiquetteDossier]
    gabarits: Sequence[GabaritReponse]
    delegations: Sequence[Delegation]
    """Celles du service qui ont pris effet, finies comprises."""
    absences: Sequence[Absence]
    """Celle, aujourd’hui, de l’agent chargé du dossier."""
    volets: Sequence[Volet]
    """Où en sont les volets commencés, sans ce qu’ils contiennent."""

    @property
    def prises(self) -> list[Decision]:
        """Rend les décisions prises, celle en vigueur d’abord, puis celles qu’elle remplace."""
        return [decision for decision in self.decisions if decision.date_decision is not None]

    @property
    def en_vigueur(self) -> Decision | None:
        """Rend la décision en vigueur, expresse ou née du silence, ou rien."""
        return next((decision for decision in self.prises if decision.remplacee_le is None), None)

    @property
    def projet(self) -> Decision | None:
        """Rend la décision proposée à la signature, ou rien."""
        if self.dossier.etat is not Etat.EN_SIGNATURE:
            return None
        return self._dernier_projet(retrait=False)

    @property
    def projet_a_valider(self) -> Decision | None:
        """Rend le projet qui attend un visa ou une signature : décision, retrait ou abrogation ; ou rien."""
        if self.dossier.etat is Etat.EN_SIGNATURE:
            return self.projet
        return self._dernier_projet(retrait=True) if self.dossier.validation_attendue else None

    def _dernier_projet(self, *, retrait: bool) -> Decision | None:
        projets = [un for un in self.decisions if un.date_decision is None and (un.nature in RETRAITS) is retrait]
        return max(projets, key=lambda projet: projet.propose_le, default=None)

    def recours_contre(self, decision: Decision) -> RecoursForme | None:
        """Rend le dernier recours formé contre cette décision, ou rien."""
        dossiers = {dossier.id: dossier for dossier in self.contestants}
        formes = (RecoursForme(un, dossiers[un.dossier_id]) for un in self.recours if un.decision_id == decision.id)
        return next(formes, None)

    def agents_cites(self) -> Iterator[UUID]:
        """Rend les agents que la page nomme ; ceux du journal à part."""
        cites = (
            self.dossier.agent_id,
            *(message.agent_id for message in self.messages),
            *(avis.agent_id for avis in self.avis),
            *(visa.agent_id for visa in self.visas),
            *(note.agent_id for note in self.notes),
            *(absence.suppleant_id for absence in self.absences),
            *(visite.evaluateur_id for visite in self.visites),
        )
        return filter(None, cites)


_DOSSIER = bindparam("dossier_id", type_=Uuid())
_OBJET = bindparam("objet_id", type_=String())
_SERVICE = bindparam("service_code", type_=String())
_JOUR = bindparam("jour", type_=Date())
_ENSEMBLE = Ensemble(
    messages=Liste(Message, Message.dossier_id == _DOSSIER, Message.envoye_le.desc()),
    joints=Liste(
        Fichier,
        and_(Fichier.dossier_id == _DOSSIER, or_(Fichier.message_id.is_not(None), Fichier.avis_id.is_not(None))),
        Fichier.recu_le,
    ),
    complements=Liste(Complement, Complement.dossier_id == _DOSSIER, Complement.demande_le.desc()),
    decisions=Liste(Decision, Decision.dossier_id == _DOSSIER, Decision.remplacee_le.desc().nulls_first()),
    documents=Liste(Document, Document.dossier_id == _DOSSIER, Document.cree_le.desc()),
    envois=Liste(
        Notification,
        and_(Notification.objet_type == "dossier", Notification.objet_id == _OBJET),
        Notification.prevu_le.desc(),
    ),
    avis=Liste(Avis, Avis.dossier_id == _DOSSIER, Avis.demande_le.desc()),
    visas=Liste(VisaRendu, VisaRendu.dossier_id == _DOSSIER, VisaRendu.rendu_le),
    versements=Liste(Versement, Versement.dossier_id == _DOSSIER, Versement.ouvert_le.desc()),
    contradictoires=Liste(Contradictoire, Contradictoire.dossier_id == _DOSSIER, Contradictoire.ouvert_le.desc()),
    plis=Liste(PliRecommande, PliRecommande.dossier_id == _DOSSIER, (PliRecommande.envoye_le.desc(), PliRecommande.id)),
    recours=Liste(Recours, Recours.origine_id == _DOSSIER, Recours.forme_le.desc()),
    contestants=Liste(
        Dossier,
        Dossier.id.in_(select(Recours.dossier_id).where(Recours.origine_id == _DOSSIER)),
        Dossier.id,
        sans=(*CONTENU, Dossier.intervenants),
    ),
    notes=Liste(
        NoteInterne,
        and_(NoteInterne.dossier_id == _DOSSIER, bindparam("instruit", type_=Boolean())),
        (NoteInterne.ecrite_le.desc(), NoteInterne.id),
    ),
    suivis=Liste(
        SuiviDossier,
        and_(SuiviDossier.dossier_id == _DOSSIER, SuiviDossier.agent_id == bindparam("agent_id", type_=Uuid())),
        SuiviDossier.depuis,
    ),
    etiquettes=Liste(Etiquette, Etiquette.service_code == _SERVICE, Etiquette.nom),
    posees=Liste(EtiquetteDossier, EtiquetteDossier.dossier_id == _DOSSIER, EtiquetteDossier.etiquette_id),
    gabarits=Liste(GabaritReponse, GabaritReponse.service_code == _SERVICE, GabaritReponse.titre),
    delegations=Liste(
        Delegation, and_(Delegation.service_code == _SERVICE, Delegation.debut <= _JOUR), Delegation.debut
    ),
    absences=Liste(
        Absence,
        and_(Absence.agent_id == bindparam("titulaire_id", type_=Uuid()), Absence.debut <= _JOUR, Absence.fin >= _JOUR),
        Absence.debut,
    ),
    volets=Liste(Volet, Volet.dossier_id == _DOSSIER, Volet.code, sans=(Volet.reponses,)),
    **SUITES,
)


def dossier_lu(agent: Agent, dossier: Dossier) -> DossierLu:
    """Rend tout ce que la page de ce dossier en montre à cet agent."""
    listes = _ENSEMBLE.lire(
        dossier_id=dossier.id,
        objet_id=str(dossier.id),
        service_code=dossier.service_code,
        agent_id=agent.id,
        titulaire_id=dossier.agent_id,
        instruit=peut_instruire(agent, dossier),
        jour=horloge.aujourd_hui(),
    )
    return DossierLu(dossier=dossier, **listes)
