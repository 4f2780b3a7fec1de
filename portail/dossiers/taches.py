"""Tâches des dossiers : documents à composer, échéances balayées, brouillons oubliés."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, select

from portail.documents.redaction import Redaction
from portail.dossiers import lectures, saisies
from portail.dossiers.actions import brouillon, complement, instruction, silence
from portail.dossiers.actions.commun import prevenir
from portail.dossiers.alertes import envoi as alertes
from portail.dossiers.alertes.niveaux import demarches_a_terme
from portail.dossiers.conservation import actions as conservation
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.models import CanalDepot, Complement, Dossier
from portail.dossiers.queries import silences_echus, termes_passes
from portail.journal.actions import SYSTEME, inscrire
from portail.journal.models import Entree
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import differer, en_file, periodique, tache
from portail.territoire.jours import ajouter_jours_ouvres, est_ouvre

LOT = 200


@periodique("dossiers.accuser_les_receptions", "*/10 * * * *")
def accuser_les_receptions() -> None:
    """Accuse réception de ce qui arrive à deux jours ouvrés de sa limite : le délai légal ne dépend de personne."""
    bientot = ajouter_jours_ouvres(horloge.aujourd_hui(), 2)
    dus = session.scalars(
        select(Dossier.id)
        .where(Dossier.accuse_reception_le.is_(None), Dossier.etat.in_(ETATS_EN_COURS), Dossier.date_accuse <= bientot)
        .order_by(Dossier.date_accuse)
        .limit(LOT)
    ).all()
    session.rollback()
    for identifiant in dus:
        instruction.accuser_reception(identifiant)


@periodique("dossiers.clore_les_complements", "5 * * * *")
def clore_les_complements() -> None:
    """Rend aux services les dossiers dont le délai pour compléter est passé."""
    echus = session.scalars(
        select(Complement.dossier_id)
        .where(Complement.repondu_le.is_(None), Complement.date_limite < horloge.aujourd_hui())
        .join(Dossier, Dossier.id == Complement.dossier_id)
        .where(Dossier.etat == Etat.A_COMPLETER)
        .limit(LOT)
    ).all()
    session.rollback()
    for identifiant in set(echus):
        complement.clore_complement_echu(identifiant)


@tache("dossiers.constater_silence")
def constater_silence(dossier_id: str) -> None:
    """Enregistre la décision née du silence ; sans effet si quelqu’un a décidé à temps."""
    silence.constater_silence(UUID(dossier_id))


@periodique("dossiers.constater_les_silences", "*/10 * * * *")
def constater_les_silences() -> None:
    """Met en file chaque dossier dont le délai du silence est passé : un dossier fautif n’arrête pas les autres."""
    with transaction():
        en_cours = en_file(constater_silence, "dossier_id")
        for identifiant in map(str, silences_echus(limite=LOT)):
            if identifiant not in en_cours:
                differer(constater_silence, dossier_id=identifiant)


@periodique("dossiers.passer_les_termes", "5 0 * * *")
def passer_les_termes() -> None:
    """Note chaque nuit les termes du service passés sans décision : d’autres que lui peuvent alors décider."""
    passes = termes_passes(demarches_a_terme(), limite=LOT)
    session.rollback()
    for identifiant in passes:
        silence.passer_le_terme(identifiant)


@periodique("dossiers.alerter_des_echeances", "40 4 * * *")
def alerter_des_echeances() -> None:
    """Écrit au service, les jours travaillés, les échéances légales qui approchent."""
    if est_ouvre(horloge.aujourd_hui()):
        alertes.alerter()


@periodique("dossiers.rappeler_les_complements", "15 6 * * *")
def rappeler_les_complements() -> None:
    """Rappelle ce qui manque quelques jours avant la date limite."""
    jour = horloge.aujourd_hui()
    bientot = jour + timedelta(days=entier_au("complement_rappel"))
    a_rappeler = session.scalars(
        select(Complement.dossier_id)
        .where(
            Complement.repondu_le.is_(None),
            Complement.rappele_le.is_(None),
            Complement.date_limite.between(jour, bientot),
        )
        .limit(LOT)
    ).all()
    session.rollback()
    for identifiant in set(a_rappeler):
        complement.rappeler(identifiant)


@periodique("dossiers.purger_les_brouillons", "20 2 * * *")
def purger_les_brouillons() -> None:
    """Avertit des brouillons oubliés, puis les efface : durées dans les paramètres, jamais rien de déposé.

    Un brouillon n’est effacé qu’averti, et pas avant le jour annoncé : un balayage en retard ne prive pas du préavis.
    """
    reglages, maintenant = valeurs_au(horloge.aujourd_hui()), horloge.maintenant()
    garde = timedelta(days=int(reglages["brouillon_duree"]))
    preavis = garde - timedelta(days=int(reglages["brouillon_avertissement"]))
    a_avertir = _oublies(maintenant - garde + preavis, ~_averti())
    for identifiant in _identifiants(a_avertir):
        _avertir(identifiant, a_avertir, garde, preavis)
    a_effacer = _oublies(maintenant - garde, _averti(Entree.instant <= maintenant - preavis))
    for identifiant in _identifiants(a_effacer):
        _effacer(identifiant, a_effacer)


def _oublies(depuis: datetime, averti: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rend la condition « brouillon en ligne oublié » ; une demande reçue au guichet reste : elle saisit le service."""
    en_ligne = Dossier.canal == CanalDepot.LIGNE
    return and_(Dossier.etat == Etat.BROUILLON, en_ligne, Dossier.modifie_le < depuis, averti)


def _averti(*autres: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rend la condition « averti, et laissé tel quel depuis » ; `autres` portent sur l’avertissement."""
    return exists().where(
        Entree.objet_type == "dossier",
        Entree.objet_id == cast(Dossier.id, String),
        Entree.action == "avertir_brouillon",
        Entree.instant > Dossier.modifie_le,
        *autres,
    )


def _identifiants(condition: ColumnElement[bool]) -> list[UUID]:
    trouves = session.scalars(select(Dossier.id).where(condition).order_by(Dossier.modifie_le)).all()
    session.rollback()
    return list(trouves)


def _encore(identifiant: UUID, condition: ColumnElement[bool]) -> Dossier | None:
    """Rend le brouillon verrouillé si la condition tient toujours : la personne vient peut-être de le reprendre."""
    return session.scalars(
        select(Dossier)
        .where(Dossier.id == identifiant, condition)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _avertir(identifiant: UUID, condition: ColumnElement[bool], garde: timedelta, preavis: timedelta) -> None:
    with transaction():
        dossier = _encore(identifiant, condition)
        if dossier is not None:
            effacement = max(dossier.modifie_le + garde, horloge.maintenant() + preavis)
            jour = Redaction.en(dossier.langue).jour(horloge.a_paris(effacement).date())
            inscrire("avertir_brouillon", auteur=SYSTEME, objet=("dossier", identifiant))
            prevenir(dossier, "dossier/brouillon_expire", {"date_effacement": jour})


def _effacer(identifiant: UUID, condition: ColumnElement[bool]) -> None:
    with transaction():
        dossier = _encore(identifiant, condition)
        if dossier is not None:
            inscrire("purger_brouillon", auteur=SYSTEME, objet=("dossier", identifiant))
            brouillon.effacer(dossier)


@periodique("dossiers.preparer_les_eliminations", "10 2 * * 1")
def preparer_les_eliminations() -> None:
    """Marque chaque semaine ce dont la durée d’utilité est finie ; les Archives visent, rien ne s’efface."""
    conservation.preparer()


@periodique("dossiers.eliminer_ce_qui_est_vise", "30 2 * * *")
def eliminer_ce_qui_est_vise() -> None:
    """Élimine chaque nuit ce que les Archives ont visé."""
    conservation.executer()


@periodique("dossiers.purger_les_saisies", "45 * * * *")
def purger_les_saisies() -> None:
    """Efface les envois gardés que personne n’est venu reprendre."""
    saisies.purger()


@periodique("dossiers.oublier_les_textes_du_journal", "40 2 * * *")
def oublier_les_textes_du_journal() -> None:
    """Efface les raisons écrites dont la durée de garde est passée ; la chaîne du journal reste entière."""
    lectures.oublier_les_textes_echus()
