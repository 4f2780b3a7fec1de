"""Ce que les dossiers font quand une pièce du dessous les prévient, dans la même transaction."""

from sqlalchemy import select, update

from portail.demarche.declaration import Phase
from portail.demarche.recapitulatif import RESERVE
from portail.dossiers.actions.commun import demarche_du, prevenir
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.evenements import DecisionEnVigueur, DecisionSignee
from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.prestations import ouverture as prestations
from portail.dossiers.recours import effets as recours
from portail.dossiers.suivis.evenements import GesteFait
from portail.dossiers.suivis.prevenance import prevenir_ceux_qui_suivent
from portail.dossiers.versements import ouverture as versements
from portail.dossiers.visites import actions as visites
from portail.identite.evenements import CoordonneesChangees
from portail.journal.actions import SYSTEME, inscrire
from portail.pieces.evenements import FichierEcarte
from portail.socle.base import session
from portail.socle.evenements import abonner
from portail.socle.traduction import _, traducteur


def installer() -> None:
    """Abonne les dossiers aux événements des pièces et des comptes ; recours, versements et droits, aux décisions."""
    abonner(FichierEcarte, _prevenir_du_fichier_ecarte)
    abonner(CoordonneesChangees, _suivre_la_personne)
    abonner(DecisionEnVigueur, versements.suivre)
    abonner(DecisionEnVigueur, prestations.suivre)
    abonner(DecisionSignee, recours.appliquer)
    abonner(GesteFait, prevenir_ceux_qui_suivent)
    abonner(GesteFait, visites.suivre_la_fin)
    abonner(GesteFait, prestations.suivre_la_fin)


def _suivre_la_personne(evenement: CoordonneesChangees) -> None:
    """Écrit désormais à la personne là où elle le veut, dans sa langue ; une adresse propre à une demande y reste."""
    en_cours = (
        select(Dossier.id)
        .join(Intervenant)
        .where(Intervenant.usager_id == evenement.usager_id, Dossier.etat.in_([*ETATS_EN_COURS, Etat.BROUILLON]))
    )
    siens = update(Intervenant).where(
        Intervenant.usager_id == evenement.usager_id, Intervenant.dossier_id.in_(en_cours)
    )
    avant, apres = evenement.avant, evenement.apres
    if avant.courriel != apres.courriel:
        session.execute(siens.where(Intervenant.courriel == avant.courriel).values(courriel=apres.courriel))
    if avant.telephone != apres.telephone:
        session.execute(siens.where(Intervenant.telephone == avant.telephone).values(telephone=apres.telephone))
    if avant.langue != apres.langue:
        session.execute(update(Dossier).where(Dossier.id.in_(en_cours)).values(langue=apres.langue))


def _prevenir_du_fichier_ecarte(evenement: FichierEcarte) -> None:
    """Dit à la personne qu’un de ses fichiers n’a pas pu être gardé, et lequel."""
    dossier = session.get(Dossier, evenement.dossier_id)
    if dossier is None:
        return
    piece = demarche_du(dossier).piece(evenement.code) if evenement.code else None
    traduire = traducteur(dossier.langue)
    inscrire(
        "ecarter_fichier",
        auteur=SYSTEME,
        objet=("dossier", dossier.id),
        details={"fichier": str(evenement.fichier_id), "infecte": evenement.infecte},
    )
    if evenement.avis_id is not None:
        return  # le fichier est celui d’un expert : la personne n’a rien à renvoyer
    if piece is not None and piece.phase is Phase.VOLET:
        return  # il est d’un agent, dans un volet que la personne ne remplit pas
    prevenir(
        dossier,
        "dossier/fichier_ecarte",
        {
            "piece": traduire(piece.nom if piece else _("un message")),
            # Un message ne redit pas le nom d’un document réservé.
            "fichier": traduire(RESERVE) if piece is not None and piece.volet else evenement.nom,
            "infecte": evenement.infecte,
        },
    )
