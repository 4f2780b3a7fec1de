"""Signaler les échéances qui approchent : un courriel par agent ou par service, une fois par seuil.

Le portail accuse réception et constate le silence de lui-même ; l’alerte sert à décider avant lui.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Silence
from portail.documents.redaction import Redaction
from portail.dossiers.alertes.models import AlerteEcheance
from portail.dossiers.alertes.niveaux import Seuils, horloge_due, seuils_au
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.horloges.types import Code
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.queries import SANS_CONTENU
from portail.identite.queries import agents_par_id
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.traduction import _
from portail.territoire.jours import premier_jour_ouvrable
from portail.territoire.queries import service_de

LIGNES_PAR_COURRIEL = 60
DUS: Mapping[Code, str] = MappingProxyType(
    {
        Code.ACCUSE: _("accuser réception"),
        Code.MOTIFS: _("communiquer les motifs du rejet implicite"),
        Code.PROPOSITION: _("envoyer une proposition à la personne"),
        Code.TRANSMISSION: _("transmettre la demande à l’autorité compétente"),
    }
)
SILENCES: Mapping[Silence, str] = MappingProxyType(
    {Silence.REJET: _("décider, ou le silence vaudra rejet"), Silence.ACCORD: _("décider, ou le silence vaudra accord")}
)


@dataclass(frozen=True, slots=True)
class Alerte:
    """Une échéance à signaler : le dossier, son horloge, les seuils qu’elle a franchis."""

    dossier: Dossier
    code: Code
    date_echeance: date
    seuils: tuple[int, ...]


def alerter() -> int:
    """Écrit à chaque agent, à défaut à son service, les échéances qui ont franchi un seuil ; rend le nombre d’envois.

    Une échéance qui tombe avant le prochain jour travaillé se signale la veille du repos. Rejouable, et sûr à
    plusieurs : la base n’admet qu’une alerte par seuil et par adresse.
    """
    jour = horloge.aujourd_hui()
    horizon = premier_jour_ouvrable(jour + timedelta(days=1)) - timedelta(days=1)
    par_adresse = _par_adresse(_franchies(horizon, seuils_au(jour)))
    session.rollback()
    return sum(_ecrire(adresse, alertes, jour) for adresse, alertes in sorted(par_adresse.items()))


def _franchies(horizon: date, seuils: Seuils) -> list[Alerte]:
    plus_large = max(seuil for un in seuils.values() for seuil in un)
    proches = session.scalars(
        select(Dossier)
        .where(Dossier.echeance <= horizon + timedelta(days=plus_large))
        .options(*SANS_CONTENU)
        .order_by(Dossier.echeance, Dossier.id)
    ).all()
    alertes = []
    for dossier in proches:
        code, echeance = horloge_due(dossier), dossier.echeance
        if echeance is not None:
            passes = tuple(seuil for seuil in seuils[code] if echeance <= horizon + timedelta(days=seuil))
            alertes.append(Alerte(dossier, code, echeance, passes))
    return [alerte for alerte in alertes if alerte.seuils]


def _par_adresse(alertes: Sequence[Alerte]) -> dict[str, list[Alerte]]:
    """Rend les alertes par adresse : l’agent qui suit, à défaut son service ; avant signature, les deux."""
    agents = agents_par_id([a.dossier.agent_id for a in alertes if a.dossier.agent_id])
    groupes: dict[str, list[Alerte]] = defaultdict(list)
    for alerte in alertes:
        agent = agents.get(alerte.dossier.agent_id) if alerte.dossier.agent_id else None
        if agent is not None and agent.est_actif:
            groupes[agent.courriel].append(alerte)
        if agent is None or not agent.est_actif or alerte.dossier.etat is Etat.EN_SIGNATURE:
            groupes[service_de(alerte.dossier.service_code).courriel].append(alerte)
    return groupes


def _ecrire(adresse: str, alertes: Sequence[Alerte], jour: date) -> bool:
    """Promet un courriel de ce qui n’a pas encore été signalé à cette adresse ; rend vrai s’il y en a un."""
    with transaction():
        nouvelles = [alerte for alerte in alertes if _noter(alerte, adresse)]
        if not nouvelles:
            return False
        lignes = [_ligne(alerte, jour) for alerte in nouvelles[:LIGNES_PAR_COURRIEL]]
        if len(nouvelles) > LIGNES_PAR_COURRIEL:
            reste = Redaction.en("fr").texte(
                _("et %(nombre)s autres, dans la liste"), nombre=str(len(nouvelles) - LIGNES_PAR_COURRIEL)
            )
            lignes.append(reste)
        prevoir(
            Destinataire(courriel=adresse),
            "agent/echeances",
            {"elements": lignes, "chemin": "/agents/dossiers/?vue=semaine"},
            objet=("echeances", jour.isoformat()),
        )
    return True


def _noter(alerte: Alerte, adresse: str) -> bool:
    """Garde la trace de l’alerte, seuil par seuil ; rend vrai si l’un d’eux n’avait pas encore été signalé."""
    notees: Sequence[UUID] = session.scalars(
        insert(AlerteEcheance)
        .values(
            [
                {
                    "dossier_id": alerte.dossier.id,
                    "horloge": alerte.code.value,
                    "date_echeance": alerte.date_echeance,
                    "seuil_jours": seuil,
                    "destinataire": adresse,
                    "alerte_le": horloge.maintenant(),
                }
                for seuil in alerte.seuils
            ]
        )
        .on_conflict_do_nothing()
        .returning(AlerteEcheance.id)
    ).all()
    return bool(notees)


def _ligne(alerte: Alerte, jour: date) -> str:
    redaction, demarche = Redaction.en("fr"), declaration_de(alerte.dossier)
    du = _du(demarche, alerte.code)
    modele = _("%(numero)s, %(demarche)s : %(du)s ; échéance passée le %(jour)s")
    if alerte.date_echeance >= jour:
        modele = _("%(numero)s, %(demarche)s : %(du)s, au plus tard le %(jour)s")
    return redaction.texte(
        modele,
        numero=en_deux_groupes(alerte.dossier.numero),
        demarche=redaction.traduire(demarche.nom),
        du=redaction.traduire(du),
        jour=redaction.jour(alerte.date_echeance),
    )


def _du(demarche: Demarche, code: Code) -> str:
    """Rend ce que le service doit faire avant l’échéance."""
    if code is Code.TERME and demarche.terme is not None:
        return demarche.terme.du
    return (demarche.mots.alerte or SILENCES[demarche.silence]) if code is Code.SILENCE else DUS[code]
