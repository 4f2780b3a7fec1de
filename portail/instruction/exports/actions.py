"""Demander un export, suivre son écriture, le rendre prêt, l’oublier ; tout est au journal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from portail.dossiers.lectures import RaisonLecture
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.exports.models import EtatExport, Export, FormatExport, SegmentExport
from portail.instruction.exports.queries import (
    EXPORTER,
    OCTETS,
    deja_au_journal,
    en_octets,
    nombre_en_cours,
    portees_de,
)
from portail.instruction.queries import Filtres, identifiants_a_voir
from portail.instruction.vues.actions import FILTRES
from portail.journal.actions import inscrire, inscrire_pour_chacun
from portail.parametres.queries import entier_au
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide, TransitionInterdite, TropDeDemandes
from portail.socle.fichiers import Depot
from portail.socle.taches import differer, differer_par_nom
from portail.socle.traduction import _

ECRIRE = "instruction.ecrire_export"
EN_COURS_MAX = 3
ESSAIS_MAX = 5


class ExportTropGrand(SaisieInvalide):
    """Plus de lignes qu’un export n’en prend."""

    message = _("Un export compte %(maximum)s lignes au plus : ajoutez un filtre.")


class ExportVide(SaisieInvalide):
    """La vue ne montre aucun dossier."""

    message = _("Cette vue ne montre aucun dossier : il n’y a rien à exporter.")


class TropDExports(TropDeDemandes):
    """L’agent a déjà des exports qui attendent."""

    message = _("Vos exports précédents ne sont pas finis. Attendez qu’ils le soient.")


def demander(
    filtres: Filtres,
    *,
    agent: Agent,
    en: FormatExport,
    raison: RaisonLecture,
    precision: str = "",
    adresse: Mapping[str, str],
) -> Export:
    """Demande l’export des dossiers de la vue, tels qu’ils y sont à cet instant ; une tâche l’écrit.

    `adresse` : les filtres tels que l’adresse les dit, pour les redire et les consigner. Lève `ExportVide`,
    `ExportTropGrand` ou `TropDExports`.
    """
    maximum = entier_au("export_lignes_max")
    choisis = identifiants_a_voir(agent, filtres, limite=maximum + 1)
    if not choisis:
        raise ExportVide
    if len(choisis) > maximum:
        raise ExportTropGrand(valeurs={"maximum": maximum})
    with transaction():
        if nombre_en_cours(agent) >= EN_COURS_MAX:
            raise TropDExports
        export = Export(
            agent_id=agent.id,
            format=en,
            filtres=dict(adresse),
            selection=en_octets(choisis),
            raison=raison.value,
            total=len(choisis),
            demande_le=horloge.maintenant(),
        )
        session.add(export)
        session.flush()
        details = {"format": en.value, "dossiers": len(choisis), "raison": raison.value, **_filtres_sans_nom(adresse)}
        inscrire(
            "demander_export", auteur=auteur_agent(agent), objet=("export", export.id), details=details, texte=precision
        )
        differer_par_nom(ECRIRE, export_id=str(export.id))
    return export


def _filtres_sans_nom(adresse: Mapping[str, str]) -> dict[str, object]:
    """Rend les filtres que le journal peut porter : ni autre texte de l’adresse, ni le nom cherché ; qu’il l’est."""
    connus = {nom: valeur for nom, valeur in sorted(adresse.items()) if nom in FILTRES}
    return {"filtres": connus | ({"q": True} if "q" in adresse else {})}


def commencer(export_id: UUID) -> tuple[Export, Agent] | None:
    """Note que l’écriture commence, ou recommence, et rend l’export et son auteur ; rien s’il n’est plus à écrire."""
    with transaction():
        export = verrouiller(Export, export_id)
        if export.etat is not EtatExport.DEMANDE:
            return None
        agent = session.get_one(Agent, export.agent_id, populate_existing=True)  # ses droits d’à présent
        if export.essais >= ESSAIS_MAX or not agent.est_actif:
            export.etat, export.selection, export.filtres = EtatExport.ECHOUE, None, {}
            return None
        export.essais += 1
        export.faits, export.portees = 0, [list(portee) for portee in portees_de(agent)]
    return export, agent


def avancer(export: Export, dossiers: Sequence[Dossier], *, agent: Agent, passes: int) -> None:
    """Note au journal de chaque dossier qu’il est exporté, et où en est l’écriture."""
    with transaction():
        connus = deja_au_journal(export, [dossier.id for dossier in dossiers])
        inscrire_pour_chacun(
            EXPORTER,
            auteur=auteur_agent(agent),
            objets=[("dossier", dossier.id) for dossier in dossiers if dossier.id not in connus],
            details={"export": str(export.id), "raison": export.raison},
        )
        session.execute(update(Export).where(Export.id == export.id).values(faits=passes))


def finir(export_id: UUID, depots: Sequence[Depot], *, lignes: int) -> None:
    """Rend l’export prêt : ses morceaux, sa taille, et jusqu’à quand il se télécharge."""
    with transaction():
        export = verrouiller(Export, export_id)
        if export.etat is not EtatExport.DEMANDE:
            return
        session.add_all(
            SegmentExport(export_id=export.id, rang=rang, cle=d.cle, empreinte=d.empreinte, taille=d.taille)
            for rang, d in enumerate(depots)
        )
        export.etat, export.selection = EtatExport.PRET, None
        export.total = export.faits = lignes
        export.taille = sum(depot.taille for depot in depots)
        export.pret_le = horloge.maintenant()
        export.expire_le = export.pret_le + timedelta(hours=entier_au("export_duree"))
        agent = session.get_one(Agent, export.agent_id)
        inscrire("finir_export", auteur=auteur_agent(agent), objet=("export", export.id), details={"lignes": lignes})


def effacer(export_id: UUID, *, agent: Agent) -> None:
    """Efface le fichier avant son terme ; lève `Introuvable` ou `TransitionInterdite`."""
    with transaction():
        export = verrouiller(Export, export_id)
        if export.agent_id != agent.id:
            raise Introuvable
        if export.etat is not EtatExport.PRET:
            raise TransitionInterdite
        _oublier(export)
        inscrire("effacer_export", auteur=auteur_agent(agent), objet=("export", export.id))


def expirer(export_id: UUID) -> None:
    """Efface le fichier d’un export dont le terme est passé ; qui l’a demandé et combien de lignes restent connus."""
    with transaction():
        export = verrouiller(Export, export_id)
        if export.etat is EtatExport.PRET and export.expire_le and export.expire_le <= horloge.maintenant():
            _oublier(export)


def _oublier(export: Export) -> None:
    """Efface les morceaux une fois la transaction validée, et le nom que la recherche pouvait porter."""
    cles = session.scalars(select(SegmentExport.cle).where(SegmentExport.export_id == export.id)).all()
    session.execute(delete(SegmentExport).where(SegmentExport.export_id == export.id))
    export.etat, export.filtres, export.portees = EtatExport.EXPIRE, {}, []
    differer(effacer_contenus, cles=list(cles))


def nombre_de(selection: bytes) -> int:
    """Rend le nombre de dossiers d’une sélection."""
    return len(selection) // OCTETS
