"""Éliminer en deux temps : marquer sur un bordereau, puis, une fois visé par les Archives, effacer le contenu.

Code du patrimoine, L212-2 et R212-14 : rien ne se détruit sans visa. Les fichiers et les textes s’effacent ; restent le
numéro, les dates et le journal, qui n’a jamais porté de donnée personnelle.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from portail.demarche.droit import SortFinal
from portail.dossiers.conservation.erreurs import NumerosInconnus
from portail.dossiers.conservation.habilitations import peut_etre_elimine, peut_viser
from portail.dossiers.conservation.models import Bordereau, LigneBordereau
from portail.dossiers.conservation.queries import dossiers_a_marquer, rapport
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Dossier
from portail.dossiers.numero import lire_numero
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire, oublier_les_textes
from portail.notifications.models import Notification
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.base import Modele, session, transaction, verrouiller
from portail.socle.effacement import effacer_les_dependances, vider
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.taches import differer
from portail.socle.visas import EtatBordereau, verifier_le_visa

PAR_BORDEREAU = 500
GARDEES = frozenset(
    {
        "id", "numero", "demarche", "version_demarche", "etat", "service_code", "canal", "langue", "revision",
        "cree_le", "modifie_le", "depose_le", "accuse_reception_le", "date_accuse", "date_silence", "date_reponse",
        "date_fin", "date_fin_active", "date_fin_dua", "date_reception", "conserve", "elimine_le",
        "casier",
    }
)  # fmt: skip
"""Ce qui reste d’un dossier éliminé ; toute autre colonne, même ajoutée plus tard, est vidée."""


def preparer() -> list[UUID]:
    """Marque ce dont la durée d’utilité est finie, un bordereau par démarche ; rend les bordereaux préparés. Rejouable.

    Ce que la démarche destine à être conservé n’est jamais marqué.
    """
    jour = horloge.aujourd_hui()
    echues = [ligne.demarche for ligne in rapport(jour) if ligne.echus]
    session.rollback()
    prepares = [
        _preparer(demarche.identifiant, demarche.version, demarche.conservation.sort_final, jour)
        for demarche in echues
        if demarche.conservation.sort_final is not SortFinal.CONSERVER
    ]
    return [prepare for prepare in prepares if prepare is not None]


def _preparer(demarche: str, version: int, sort: SortFinal, jour: date) -> UUID | None:
    with transaction():
        retenus = [
            dossier
            for dossier in dossiers_a_marquer(demarche, version, jour, limite=PAR_BORDEREAU)
            if peut_etre_elimine(dossier, horloges_du(dossier), jour)
        ]
        if not retenus:
            return None
        bordereau = Bordereau(demarche=demarche, sort_final=sort, prepare_le=horloge.maintenant())
        session.add(bordereau)
        session.flush()
        for dossier in retenus:
            session.add(
                LigneBordereau(
                    bordereau_id=bordereau.id,
                    dossier_id=dossier.id,
                    date_fin=dossier.date_fin,
                    date_fin_dua=dossier.date_fin_dua,
                )
            )
        inscrire(
            "preparer_elimination",
            auteur=SYSTEME,
            objet=("bordereau", bordereau.id),
            details={"demarche": demarche, "dossiers": len(retenus), "sort": sort.value},
        )
    return bordereau.id


def viser(
    bordereau_id: UUID, *, agent: Agent, reference: str, date_visa: date, gardes: Collection[str] = ()
) -> Bordereau:
    """Enregistre le visa des Archives ; les dossiers de `gardes` (leurs numéros) sont conservés, le reste s’éliminera.

    Lève `Interdit` hors de l’administration, `SaisieInvalide` sans référence, pour une date à venir ou d’avant le
    bordereau, ou pour un numéro qui n’y est pas, `TransitionInterdite` s’il est déjà visé.
    """
    if not peut_viser(agent):
        raise Interdit
    with transaction():
        bordereau = verrouiller(Bordereau, bordereau_id)
        if bordereau.etat is not EtatBordereau.PREPARE:
            raise TransitionInterdite
        verifier_le_visa(reference, date_visa, prepare_le=bordereau.prepare_le)
        nombre = _garder(bordereau, gardes)
        bordereau.etat = EtatBordereau.VISE
        bordereau.visa_elimination, bordereau.date_visa = reference.strip(), date_visa
        bordereau.vise_le, bordereau.vise_par_id = horloge.maintenant(), agent.id
        inscrire(
            "viser_elimination",
            auteur=auteur_agent(agent),
            objet=("bordereau", bordereau.id),
            details={"date": date_visa.isoformat(), "gardes": nombre},
        )
    return bordereau


def _garder(bordereau: Bordereau, gardes: Collection[str]) -> int:
    """Retire du bordereau ce que le tri conserve ; rend leur nombre."""
    ecrits = (numero.strip() for numero in gardes)
    lus = {lire_numero(numero) or numero for numero in ecrits if numero}
    trouves = session.execute(
        select(LigneBordereau, Dossier)
        .join(Dossier, Dossier.id == LigneBordereau.dossier_id)
        .where(LigneBordereau.bordereau_id == bordereau.id, Dossier.numero.in_(lus))
    ).all()
    inconnus = lus - {dossier.numero for _, dossier in trouves}
    if inconnus:
        raise NumerosInconnus(valeurs={"numeros": ", ".join(sorted(inconnus))})
    for ligne, dossier in trouves:
        ligne.retire_le, dossier.conserve = horloge.maintenant(), True
        inscrire("conserver", auteur=SYSTEME, objet=("dossier", dossier.id), details={"bordereau": str(bordereau.id)})
    return len(trouves)


def abandonner(bordereau_id: UUID, *, agent: Agent) -> Bordereau:
    """Défait un bordereau pas encore visé : ses dossiers pourront être marqués de nouveau."""
    if not peut_viser(agent):
        raise Interdit
    with transaction():
        bordereau = verrouiller(Bordereau, bordereau_id)
        if bordereau.etat is not EtatBordereau.PREPARE:
            raise TransitionInterdite
        for ligne in _en_attente(bordereau):
            ligne.retire_le = horloge.maintenant()
        bordereau.etat = EtatBordereau.ABANDONNE
        inscrire("abandonner_elimination", auteur=auteur_agent(agent), objet=("bordereau", bordereau.id))
    return bordereau


def _en_attente(bordereau: Bordereau) -> list[LigneBordereau]:
    return list(
        session.scalars(
            select(LigneBordereau).where(
                LigneBordereau.bordereau_id == bordereau.id,
                LigneBordereau.elimine_le.is_(None),
                LigneBordereau.retire_le.is_(None),
            )
        )
    )


def executer() -> int:
    """Élimine ce que les Archives ont visé, un dossier par transaction ; rend leur nombre. Rejouable."""
    vises = session.scalars(select(Bordereau).where(Bordereau.etat == EtatBordereau.VISE)).all()
    attendus = [(bordereau.id, [ligne.id for ligne in _en_attente(bordereau)]) for bordereau in vises]
    session.rollback()
    elimines = 0
    for bordereau_id, lignes in attendus:
        elimines += sum(_eliminer(ligne_id) for ligne_id in lignes)
        _cloturer(bordereau_id)
    return elimines


def _eliminer(ligne_id: UUID) -> bool:
    """Efface le contenu du dossier, s’il le peut encore ; redevenu vivant, il quitte le bordereau."""
    with transaction():
        ligne = verrouiller(LigneBordereau, ligne_id)
        dossier = verrouiller(Dossier, ligne.dossier_id)
        if ligne.elimine_le is not None or ligne.retire_le is not None:
            return False
        if not peut_etre_elimine(dossier, horloges_du(dossier), horloge.aujourd_hui()):
            ligne.retire_le = horloge.maintenant()
            return False
        ligne.elimine_le = horloge.maintenant()
        inscrire(
            "eliminer",
            auteur=SYSTEME,
            objet=("dossier", dossier.id),
            details={"bordereau": str(ligne.bordereau_id)},
        )
        _effacer(dossier)
    return True


def _effacer(dossier: Dossier) -> None:
    """Efface fichiers, textes et données de la personne ; le numéro, les dates et le journal restent."""
    dossier.elimine_le = horloge.maintenant()
    identifiant, table = dossier.id, Modele.metadata.tables[Dossier.__tablename__]
    session.flush()
    session.expire_all()  # ce qui suit passe sous les objets chargés
    session.execute(
        delete(Notification).where(Notification.objet_type == "dossier", Notification.objet_id == str(identifiant))
    )
    oublier_les_textes(objet=("dossier", identifiant))
    cles = effacer_les_dependances(table, identifiant)
    vider(table, identifiant, gardees=GARDEES)
    if cles:
        differer(effacer_contenus, cles=cles)


def _cloturer(bordereau_id: UUID) -> None:
    with transaction():
        bordereau = verrouiller(Bordereau, bordereau_id)
        if bordereau.etat is EtatBordereau.VISE and not _en_attente(bordereau):
            bordereau.etat, bordereau.execute_le = EtatBordereau.EXECUTE, horloge.maintenant()
            inscrire("executer_elimination", auteur=SYSTEME, objet=("bordereau", bordereau.id))
