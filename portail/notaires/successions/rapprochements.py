"""Rapprocher une requête des personnes aidées : ce qui lui ressemble, rangé ; jamais une créance sans un agent."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.aides.recherche import Candidat, chercher
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Rapprochement, Requete
from portail.socle.base import session, transaction, verrouiller

OBJET = "requete_succession"


@dataclass(frozen=True, slots=True)
class Bilan:
    """Combien de personnes aidées lui ressemblent, combien n’étaient pas encore connues, et si tout fut comparé."""

    candidats: int
    nouveaux: int
    est_entier: bool

    @property
    def est_vide(self) -> bool:
        """Vrai si personne ne lui ressemble, et que cela prouve quelque chose."""
        return self.candidats == 0 and self.est_entier

    @property
    def etat(self) -> EtatRequete:
        """Rend l’état qui en résulte : une personne au plus, ou plusieurs à départager."""
        seule = self.candidats <= 1 and self.est_entier
        return EtatRequete.IDENTIFIEE if seule else EtatRequete.HOMONYMIE


def rapprocher(requete_id: UUID) -> None:
    """Cherche le défunt parmi les personnes aidées ; sans effet sur une requête qui n’attend pas de l’être.

    Sans personne qui lui ressemble, la réponse A est préparée : un responsable la validera.
    """
    with transaction():
        requete = verrouiller(Requete, requete_id)
        if requete.etat is not EtatRequete.RECUE:
            return
        bilan = completer_les_candidats(requete)
        requete.passer_a(bilan.etat)
        if bilan.est_vide:
            requete.reponse = Reponse.AUCUNE_CREANCE
            requete.passer_a(EtatRequete.RAPPROCHEE)
        details = {"candidats": bilan.candidats, "entiere": bilan.est_entier}
        inscrire("rapprocher_requete", auteur=SYSTEME, objet=(OBJET, requete.id), details=details)


def completer_les_candidats(requete: Requete) -> Bilan:
    """Ajoute, dans la transaction courante, les personnes qui ressemblent au défunt et qu’on n’avait pas encore."""
    trouvees = chercher(Identite.de_json(requete.defunt))
    siens = select(Rapprochement.beneficiaire_id).where(Rapprochement.requete_id == requete.id)
    connus = set(session.scalars(siens))
    nouveaux = [candidat for candidat in trouvees.candidats if candidat.beneficiaire_id not in connus]
    session.add_all(_rapprochement(requete, candidat) for candidat in nouveaux)
    session.flush()
    return Bilan(len(connus) + len(nouveaux), len(nouveaux), trouvees.est_entiere)


def _rapprochement(requete: Requete, candidat: Candidat) -> Rapprochement:
    vue = candidat.ressemblance
    points = ("nom", "prenoms", "naissance", "lieu", "sexe")
    return Rapprochement(
        requete_id=requete.id,
        beneficiaire_id=candidat.beneficiaire_id,
        note=vue.note,
        accords={point: getattr(vue, point).value for point in points},
    )
