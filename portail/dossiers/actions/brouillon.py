"""Le brouillon : commencer, enregistrer chaque page, recommencer, supprimer."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Demarche, Page
from portail.dossiers import crochets
from portail.dossiers.actions.commun import demarche_du, toucher, verifier_revision, verrouiller_pour_usager
from portail.dossiers.erreurs import DemarcheFermee, DepuisUneDecision
from portail.dossiers.etats import Etat
from portail.dossiers.models import CanalDepot, Dossier, Intervenant, QualiteIntervenant
from portail.dossiers.numero import nouveau_numero
from portail.dossiers.personnes import LUI_MEME, champs_verrouilles, preremplir, ranger
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import ouverture
from portail.pieces.actions import effacer_les_pieces
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite


def commencer(
    demarche: Demarche, *, usager: Usager, qualite: str, langue: str, connu: Mapping[str, str] | None = None
) -> Dossier:
    """Ouvre un brouillon, prérempli de ce que l’on sait déjà ; lève `DemarcheFermee`.

    `connu` : ce que dit l’adresse d’où l’on vient (`crochets.preremplir`) ; ce qui ne s’y lit pas est laissé.
    """
    reservee = bool(demarche.qualite_des_offices) and qualite == demarche.qualite_des_offices
    if qualite not in demarche.deposants or reservee is (usager.agit_par is None):
        raise SaisieInvalide
    reponses = preremplir(demarche, usager, qualite) | crochets.preremplir(demarche, connu or {})
    with transaction():
        return ouvrir_pour(demarche, usager, langue, reponses)


def recommencer(dossier_id: UUID, *, usager: Usager) -> Dossier:
    """Ouvre un brouillon avec les réponses d’une demande finie (refus, désistement) : rien à ressaisir."""
    with transaction():
        ancien = verrouiller_pour_usager(dossier_id, usager)
        if ancien.etat in (Etat.BROUILLON, Etat.DEPOSE, Etat.EN_INSTRUCTION, Etat.A_COMPLETER, Etat.EN_SIGNATURE):
            raise TransitionInterdite
        return ouvrir_pour(demarche_du(ancien), usager, ancien.langue, dict(ancien.reponses))


def ouvrir_pour(demarche: Demarche, usager: Usager, langue: str, reponses: dict[str, Any]) -> Dossier:
    """Ouvre le brouillon d’un usager dans la transaction courante ; lève `DemarcheFermee`, `DepuisUneDecision`."""
    if demarche.conteste_une_decision:
        raise DepuisUneDecision
    if not ouverture(demarche.identifiant).accepte_les_brouillons:
        raise DemarcheFermee
    premier = Intervenant(
        usager_id=usager.id,
        qualite=qualite_de(reponses),
        nom=usager.nom_affiche,
        courriel=usager.courriel,
        telephone=usager.telephone,
    )
    return ouvrir(demarche, reponses, premier, auteur=auteur_usager(usager), langue=langue)


def qualite_de(reponses: dict[str, Any]) -> QualiteIntervenant:
    """Rend à quel titre est dans le dossier qui fait la demande : pour soi, ou pour une autre personne."""
    pour_soi = reponses.get("qualite_deposant") == LUI_MEME
    return QualiteIntervenant.BENEFICIAIRE if pour_soi else QualiteIntervenant.DEPOSANT


def ouvrir(
    demarche: Demarche,
    reponses: dict[str, Any],
    premier: Intervenant,
    *,
    auteur: Auteur,
    langue: str,
    canal: CanalDepot = CanalDepot.LIGNE,
    date_reception: date | None = None,
) -> Dossier:
    """Ouvre un brouillon dans la transaction courante ; `premier` : qui fait la demande, et à qui l’on répond."""
    dossier = Dossier(
        numero=nouveau_numero(),
        demarche=demarche.identifiant,
        version_demarche=demarche.version,
        service_code=demarche.service,
        canal=canal,
        date_reception=date_reception,
        langue=langue,
        reponses=reponses,
        revision=0,
        cree_le=horloge.maintenant(),
        modifie_le=horloge.maintenant(),
    )
    dossier.intervenants = [premier]
    ranger(dossier, demarche)
    session.add(dossier)
    session.flush()
    details = {} if date_reception is None else {"canal": canal.value, "reception": date_reception.isoformat()}
    inscrire("commencer", auteur=auteur, objet=("dossier", dossier.id), details=details)
    return dossier


def enregistrer_page(
    dossier_id: UUID, *, usager: Usager, page: Page, reponses: dict[str, Any], revision: int | None
) -> Dossier:
    """Enregistre les réponses d’une page du brouillon ; lève `ConflitDeVersion` si un autre onglet a écrit avant.

    Ce que l’identité certifiée verrouille n’est jamais repris de la saisie. Le même envoi deux fois ne change rien.
    Lève `HorsDeLaDemarche` si ces réponses relèvent d’une autre autorité.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        demarche = demarche_du(dossier)
        crochets.verifier(demarche, _fusionner(dossier, demarche, page, reponses), page=page.identifiant)
        ecrire_page(dossier, page, reponses, revision)
    return dossier


def ecrire_page(dossier: Dossier, page: Page, reponses: dict[str, Any], revision: int | None) -> None:
    """Enregistre une page du brouillon, déjà verrouillé, dans la transaction courante."""
    if dossier.etat is not Etat.BROUILLON:
        raise TransitionInterdite
    demarche = demarche_du(dossier)
    nouvelles = _fusionner(dossier, demarche, page, reponses)
    if nouvelles != dossier.reponses or dossier.page != page.identifiant:
        if nouvelles != dossier.reponses:
            verifier_revision(dossier, revision)
            dossier.reponses = nouvelles
            dossier.revision += 1
            ranger(dossier, demarche)
        dossier.page = page.identifiant
        toucher(dossier)


def _fusionner(dossier: Dossier, demarche: Demarche, page: Page, reponses: dict[str, Any]) -> dict[str, Any]:
    verrouilles = champs_verrouilles(demarche, dossier.reponses)
    de_la_page = {champ.identifiant for champ in page.champs} - verrouilles
    gardees = {cle: valeur for cle, valeur in dossier.reponses.items() if cle not in de_la_page}
    return gardees | {cle: valeur for cle, valeur in reponses.items() if cle in de_la_page}


def supprimer_brouillon(dossier_id: UUID, *, usager: Usager) -> None:
    """Efface un brouillon et ses fichiers, à la demande de la personne."""
    with transaction():
        supprimer(verrouiller_pour_usager(dossier_id, usager), auteur=auteur_usager(usager))


def supprimer(dossier: Dossier, *, auteur: Auteur) -> None:
    """Efface un brouillon, déjà verrouillé, dans la transaction courante, et le note."""
    if dossier.etat is not Etat.BROUILLON:
        raise TransitionInterdite
    inscrire("supprimer_brouillon", auteur=auteur, objet=("dossier", dossier.id))
    effacer(dossier)


def effacer(dossier: Dossier) -> None:
    """Efface un brouillon dans la transaction courante : fichiers, liens, dossier."""
    effacer_les_pieces(dossier.id)
    for lien in dossier.intervenants:
        session.delete(lien)
    session.flush()
    session.delete(dossier)
