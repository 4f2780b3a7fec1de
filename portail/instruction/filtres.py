"""Ce que l’adresse de la liste demande à voir, et la condition que cela fait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select, union

from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.models import Dossier
from portail.dossiers.numero import lire_numero
from portail.dossiers.personnes import normaliser
from portail.dossiers.suivis.models import SuiviDossier, VuDossier
from portail.instruction.affectation.queries import communes_du_secteur
from portail.instruction.attentes import CASIERS_OUVERTS, Attente, Regard
from portail.instruction.etiquettes.models import EtiquetteDossier
from portail.instruction.noms import dossiers_nommes, ne_peut_etre_un_nom
from portail.socle import horloge
from portail.territoire.communes import annuaire

CHERCHES_MAX = 200
"""Une recherche de la liste range les plus récents seulement ; au-delà, il faut préciser."""
JOURS_SEMAINE = 7
JAMAIS = date(9999, 12, 31)
ECHEANCE: ColumnElement[date] = func.coalesce(Dossier.echeance, literal_column(f"'{JAMAIS}'::date"))
"""Ce par quoi la liste se trie ; écrite comme dans les index (`dossiers.tri`), sans quoi ils ne serviraient pas."""


class Vue(StrEnum):
    """Les vues prêtes du bureau."""

    RETARD = "retard"
    SEMAINE = "semaine"
    ATTENDUS = "attendus"
    USAGER = "usager"
    TIERS = "tiers"
    NOUVEAUX = "nouveaux"
    MESSAGES = "messages"
    NON_LUS = "non_lus"
    SUIVIS = "suivis"
    TOUS = "tous"


ATTENTES_DES_VUES = {
    Vue.RETARD: Attente.MOI,
    Vue.SEMAINE: Attente.MOI,
    Vue.ATTENDUS: Attente.MOI,
    Vue.USAGER: Attente.USAGER,
    Vue.TIERS: Attente.TIERS,
}
"""Les vues d’une seule attente."""


class Suivi(StrEnum):
    """Par qui le dossier est suivi."""

    SERVICE = "service"
    MOI = "moi"
    PERSONNE = "personne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtres:
    """Ce que l’agent demande à voir ; tout vient de l’adresse, donc se partage."""

    vue: Vue = Vue.ATTENDUS
    attendu: Attente | None = None
    demarche: str = ""
    etat: Etat | None = None
    suivi: Suivi = Suivi.SERVICE
    agent_id: UUID | None = None
    """Suivi par cet agent."""
    etiquette: UUID | None = None
    epci: str = ""
    """SIREN d’une intercommunalité."""
    secteur: UUID | None = None
    recherche: str = ""
    apres: str = ""
    """Curseur : « rang_échéance_identifiant » du dernier dossier vu ; stable quand d’autres arrivent."""

    @property
    def attente(self) -> Attente | None:
        """Rend la seule attente demandée, par la vue ou par le filtre, ou rien."""
        return ATTENTES_DES_VUES.get(self.vue) or self.attendu

    @property
    def se_contredisent(self) -> bool:
        """Vrai si la vue et le filtre demandent deux attentes différentes : rien n’y répond."""
        return self.attendu not in (None, self.attente)


def conditions(regard: Regard, filtres: Filtres) -> list[ColumnElement[bool]]:
    """Rend ce que les filtres ajoutent aux parts de la liste ; une recherche les remplace tous."""
    if filtres.recherche:
        return []
    return [*_de_la_vue(regard, filtres.vue), *_de_qui_suit(regard, filtres), *_des_choix(filtres)]


def ensemble(regard: Regard, filtres: Filtres) -> Select[UUID] | None:
    """Rend les quelques dossiers d’où partir quand la vue ou la recherche en désigne peu, sinon rien."""
    if filtres.recherche:
        return _cherches(regard, filtres.recherche)
    if filtres.vue in (Vue.SUIVIS, Vue.NON_LUS):
        return select(SuiviDossier.dossier_id).where(SuiviDossier.agent_id == regard.agent_id)
    return None


def miens(regard: Regard) -> ColumnElement[bool]:
    """Rend la condition « l’agent, ou l’absent qu’il supplée, a ce dossier en charge »."""
    return and_(
        Dossier.agent_id.in_(sorted(regard.moi)),
        Dossier.casier.in_(CASIERS_OUVERTS),
        Dossier.etat.in_(sorted(ETATS_EN_COURS)),
    )


def non_lu(regard: Regard) -> ColumnElement[bool]:
    """Rend la condition « il a changé depuis que l’agent l’a ouvert »."""
    return ~exists().where(
        VuDossier.agent_id == regard.agent_id, VuDossier.dossier_id == Dossier.id, VuDossier.vu_le >= Dossier.modifie_le
    )


def _de_la_vue(regard: Regard, vue: Vue) -> Iterator[ColumnElement[bool]]:
    jour = horloge.aujourd_hui()
    if vue is Vue.RETARD:
        yield jour > ECHEANCE
    if vue is Vue.SEMAINE:
        yield ECHEANCE.between(jour, jour + timedelta(days=JOURS_SEMAINE))
    if vue is Vue.NOUVEAUX:
        yield Dossier.etat == Etat.DEPOSE
    if vue is Vue.MESSAGES:
        yield and_(Dossier.message_a_lire)
    if vue is Vue.NON_LUS:
        yield non_lu(regard)


def _de_qui_suit(regard: Regard, filtres: Filtres) -> Iterator[ColumnElement[bool]]:
    if filtres.suivi is Suivi.MOI:
        yield Dossier.agent_id == regard.agent_id
    if filtres.suivi is Suivi.PERSONNE:
        yield Dossier.agent_id.is_(None)
    if filtres.agent_id is not None:
        yield Dossier.agent_id == filtres.agent_id


def _des_choix(filtres: Filtres) -> Iterator[ColumnElement[bool]]:
    if filtres.etat is not None:
        yield Dossier.etat == filtres.etat
    if filtres.demarche:
        yield Dossier.demarche == filtres.demarche
    if filtres.epci:
        yield Dossier.commune_insee.in_(sorted(annuaire().codes_de_l_epci(filtres.epci)))
    if filtres.secteur is not None:
        yield Dossier.commune_insee.in_(sorted(communes_du_secteur(filtres.secteur)))
    if filtres.etiquette is not None:
        portes = select(EtiquetteDossier.dossier_id).where(EtiquetteDossier.etiquette_id == filtres.etiquette)
        yield Dossier.id.in_(portes)


def _cherches(regard: Regard, texte: str) -> Select[UUID]:
    """Cherche un numéro s’il en a la forme, et un nom, chaque mot, sans accents ; les plus récents."""
    numero = lire_numero(texte)
    nommes = dossiers_nommes(regard.portees, normaliser(texte), limite=CHERCHES_MAX + 1)
    if numero is None:
        return nommes
    numerotes = select(Dossier.id).where(Dossier.numero == numero)
    return numerotes if ne_peut_etre_un_nom(texte) else select(union(numerotes, nommes).subquery().c.id)
