"""Les évaluations d’avant : celles que l’on a rouvertes, et celles des demandes précédentes de la même personne."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.queries import SANS_CONTENU, de_la_meme_personne
from portail.dossiers.volets.habilitations import peut_lire
from portail.dossiers.volets.models import Volet as VoletEcrit
from portail.dossiers.volets.models import VoletArchive
from portail.dossiers.volets.queries import VoletLu, volet_pour
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def archiver(ecrit: VoletEcrit, *, par: Agent) -> VoletArchive:
    """Garde ce volet tel qu’il fut validé, dans la transaction courante ; lève `ValueError` s’il ne l’est pas."""
    if ecrit.valide_le is None or ecrit.valide_par_id is None:
        raise ValueError("un volet qui n’est pas validé ne s’archive pas")
    siennes = (VoletArchive.dossier_id == ecrit.dossier_id, VoletArchive.code == ecrit.code)
    dernier = session.scalar(select(func.max(VoletArchive.rang)).where(*siennes)) or 0
    archive = VoletArchive(
        dossier_id=ecrit.dossier_id,
        code=ecrit.code,
        rang=dernier + 1,
        reponses=ecrit.reponses,
        valide_le=ecrit.valide_le,
        valide_par_id=ecrit.valide_par_id,
        archive_le=horloge.maintenant(),
        archive_par_id=par.id,
    )
    session.add(archive)
    return archive


def archives_de(dossier: Dossier, code: str) -> Sequence[VoletArchive]:
    """Rend les versions gardées de ce volet, la plus récente d’abord, sans ce qu’elles contiennent."""
    siennes = select(VoletArchive).where(VoletArchive.dossier_id == dossier.id, VoletArchive.code == code)
    return session.scalars(siennes.options(defer(VoletArchive.reponses)).order_by(VoletArchive.rang.desc())).all()


def archive_pour(agent: Agent, dossier: Dossier | None, code: str, rang: int) -> tuple[VoletArchive, VoletLu]:
    """Rend une version gardée que cet agent peut lire, et le volet tel qu’alors ; sinon lève `Introuvable`."""
    lu = volet_pour(agent, dossier, code)
    archive = session.scalars(
        select(VoletArchive).where(
            VoletArchive.dossier_id == (dossier.id if dossier else None),
            VoletArchive.code == code,
            VoletArchive.rang == rang,
        )
    ).one_or_none()
    if archive is None:
        raise Introuvable
    alors = VoletEcrit(dossier_id=archive.dossier_id, code=code, reponses=archive.reponses, pages={})
    return archive, VoletLu(lu.declare, alors)


def derniere_validation_gardee(dossier_id: UUID, code: str) -> datetime | None:
    """Rend quand la dernière version gardée fut validée : ce qui fut joint avant lui appartient ; rien sinon."""
    siennes = (VoletArchive.dossier_id == dossier_id, VoletArchive.code == code)
    return session.scalar(select(func.max(VoletArchive.valide_le)).where(*siennes))


def volets_anterieurs(agent: Agent, dossier: Dossier, code: str) -> list[tuple[Dossier, datetime]]:
    """Rend les autres demandes de la même personne où ce volet est validé et que l’agent peut lire, et quand."""
    lignes = session.execute(
        select(Dossier, VoletEcrit.valide_le)
        .join(VoletEcrit, VoletEcrit.dossier_id == Dossier.id)
        .where(
            de_la_meme_personne(dossier),
            VoletEcrit.code == code,
            VoletEcrit.valide_le.is_not(None),
        )
        .options(*SANS_CONTENU)
        .order_by(VoletEcrit.valide_le.desc())
    ).all()
    return [(autre, valide_le) for autre, valide_le in lignes if valide_le is not None and _lit(agent, autre, code)]


def _lit(agent: Agent, dossier: Dossier, code: str) -> bool:
    declare = declaration_de(dossier).volet(code)
    return declare is not None and peut_lire(agent, dossier, declare)
