"""Ce qui ne ressemble pas à l’usage d’un office : refusé ou non, le délégué à la protection des données en est prévenu.

Un décès, une raison : un acte ne vaut que pour la personne qu’il nomme. Le reste n’empêche rien, et se signale.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.models import Agent, Habilitation, Role
from portail.identite.notaires.models import Membre
from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.rapprochement.noms import formes, mots
from portail.notaires.rapprochement.score import ressemblance
from portail.notaires.successions.models import Alarme, EmpreinteActe, Requete, SorteAlarme
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import entier_au
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import debits, horloge
from portail.socle.base import session, transaction
from portail.socle.chiffrement import cle_entiere, empreinte_cle
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.jours import est_ouvre

ALARMES = "/agents/successions/alarmes"


class ActeDejaVu(SaisieInvalide):
    """L’acte de décès a déjà été montré pour une autre personne."""

    message = _(
        "Cet acte de décès a déjà été joint pour une autre personne. Vérifiez l’acte et l’identité du défunt : "
        "un acte ne vaut que pour la personne qu’il nomme."
    )


@contextmanager
def surveiller(membre: Membre, *, en_lot: bool = False) -> Iterator[None]:
    """Entoure la transaction d’un dépôt : compte le débit avant, et garde l’alarme d’un acte refusé après.

    Les requêtes d’un fichier (`en_lot`) ne se comptent pas une à une. Lève `TropDeDemandes`.
    """
    if not en_lot:
        debits.consommer(f"{entier_au('succession_debit_membre')}/hour", "successions/membre", str(membre.id))
        debits.consommer(f"{entier_au('succession_debit_office')}/hour", "successions/office", str(membre.office_id))
    try:
        yield
    except ActeDejaVu:
        with transaction():
            lever(SorteAlarme.MEME_ACTE, office_id=membre.office_id, membre_id=membre.id)
        raise


def verifier(requete: Requete) -> None:
    """Vérifie une requête qui vient d’être écrite, dans la transaction du dépôt ; lève `ActeDejaVu`."""
    requete.cles_voisines = _cles_voisines(Identite.de_json(requete.defunt))
    session.flush()
    verifier_l_acte(requete)
    for sorte, est_inhabituel in _USAGES.items():
        if est_inhabituel(requete):
            lever(sorte, office_id=requete.office_id, membre_id=requete.membre_id)


def verifier_l_acte(requete: Requete) -> None:
    """Retient de qui est l’acte joint ; lève `ActeDejaVu` s’il est celui d’une autre personne.

    Une faute corrigée dans le nom n’en fait pas une autre. Le conjoint prédécédé est cherché sous l’acte du défunt.
    """
    acte = session.get(Justificatif, requete.acte_id) if requete.acte_id else None
    if acte is None or requete.conjoint_de_id is not None:
        return
    cle = empreinte_cle(acte.empreinte, "acte_de_deces")
    vu = {"empreinte": cle, "empreinte_defunt": requete.empreinte_defunt, "vu_le": horloge.maintenant()}
    session.execute(insert(EmpreinteActe).values(vu).on_conflict_do_nothing())
    de_qui = session.scalars(select(EmpreinteActe.empreinte_defunt).where(EmpreinteActe.empreinte == cle)).one()
    if de_qui != requete.empreinte_defunt and not _est_presque(de_qui, Identite.de_json(requete.defunt)):
        raise ActeDejaVu


def lever(sorte: SorteAlarme, *, office_id: UUID, membre_id: UUID) -> None:
    """Lève une alarme, dans la transaction courante : une par membre, par sorte et par jour, comptée ensuite."""
    maintenant = horloge.maintenant()
    ordre = insert(Alarme).values(
        id=uuid4(), office_id=office_id, membre_id=membre_id, sorte=sorte, jour=horloge.aujourd_hui(), nombre=1,
        levee_le=maintenant,
    )  # fmt: skip
    encore = {"nombre": Alarme.nombre + 1, "levee_le": maintenant, "vue_le": None, "vue_par_id": None}
    ecrite = ordre.on_conflict_do_update(index_elements=["membre_id", "sorte", "jour"], set_=encore)
    alarme_id, nombre = session.execute(ecrite.returning(Alarme.id, Alarme.nombre)).one()
    objet = ("alarme_recherche", alarme_id)
    inscrire("lever_alarme", auteur=SYSTEME, objet=objet, details={"sorte": sorte.value, "nombre": nombre})
    if nombre == 1:
        for courriel in _delegues():
            prevoir(Destinataire(courriel=courriel), "notaires/alarme", {"chemin": ALARMES}, objet=objet)


def _delegues() -> list[str]:
    delegues = select(Agent.courriel).join(Habilitation).where(Agent.est_actif, Habilitation.role == Role.DPO)
    return list(session.scalars(delegues.distinct().order_by(Agent.courriel)))


def _est_presque(empreinte_defunt: int, defunt: Identite) -> bool:
    """Vrai si une personne de cette empreinte, déjà demandée, ressemble fort à celle-ci."""
    deja = session.scalars(select(Requete.defunt).where(Requete.empreinte_defunt == empreinte_defunt).limit(1)).first()
    forte = entier_au("succession_ressemblance_forte")
    return deja is not None and ressemblance(defunt, Identite.de_json(deja)).note >= forte


def _cles_voisines(defunt: Identite) -> list[int]:
    """Rend les empreintes de chaque nom avec le premier prénom, et avec la date de naissance."""
    prenom = next((mot for prenom in defunt.prenoms for mot in mots(prenom)), "")
    noms = formes(defunt.nom_naissance) | formes(defunt.nom_usage)
    textes = {f"{nom} {suite}" for nom in noms for suite in (prenom, defunt.naissance.chiffres)}
    return sorted(cle_entiere(texte, "voisin") for texte in textes)


def _varie(requete: Requete) -> bool:
    """Vrai si l’office a demandé récemment trop de personnes qui ne diffèrent de celle-ci que par un point."""
    depuis = requete.deposee_le - timedelta(days=entier_au("succession_variations_jours"))
    voisines = select(func.count(Requete.empreinte_defunt.distinct())).where(
        Requete.office_id == requete.office_id,
        Requete.deposee_le > depuis,
        Requete.cles_voisines.overlap(requete.cles_voisines),
    )
    return (session.scalar(voisines) or 0) >= entier_au("succession_variations_max")


def _est_une_rafale(requete: Requete) -> bool:
    return _aux_heures_usuelles(requete) and _de_suite(requete) >= entier_au("succession_rafale_max")


def _est_hors_heures(requete: Requete) -> bool:
    return not _aux_heures_usuelles(requete) and _de_suite(requete) >= entier_au("succession_rafale_hors_heures")


def _aux_heures_usuelles(requete: Requete) -> bool:
    instant = horloge.a_paris(requete.deposee_le)
    ouvertes = range(entier_au("succession_heures_debut"), entier_au("succession_heures_fin"))
    return est_ouvre(instant.date()) and instant.hour in ouvertes


def _de_suite(requete: Requete) -> int:
    """Rend combien de requêtes ce membre vient de faire une à une, celle-ci comprise ; aucune si un lot la fait."""
    if requete.lot_id is not None:
        return 0
    depuis = requete.deposee_le - timedelta(minutes=entier_au("succession_rafale_minutes"))
    siennes = select(func.count()).where(
        Requete.membre_id == requete.membre_id,
        Requete.deposee_le > depuis,
        Requete.lot_id.is_(None),
        Requete.conjoint_de_id.is_(None),
    )
    return session.scalar(siennes) or 0


def _est_jeune(requete: Requete) -> bool:
    deces, ne_le = date.fromisoformat(requete.deces["le"]), Identite.de_json(requete.defunt).naissance
    avant_l_anniversaire = (deces.month, deces.day) < (ne_le.mois, ne_le.jour)
    return deces.year - ne_le.annee - avant_l_anniversaire < entier_au("succession_age_usuel")


_USAGES: Mapping[SorteAlarme, Callable[[Requete], bool]] = MappingProxyType(
    {
        SorteAlarme.VARIATIONS: _varie,
        SorteAlarme.RAFALE: _est_une_rafale,
        SorteAlarme.HORS_HEURES: _est_hors_heures,
        SorteAlarme.DEFUNT_JEUNE: _est_jeune,
    }
)
