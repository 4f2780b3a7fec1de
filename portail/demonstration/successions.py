"""Des successions fictives : huit personnes décédées, de la réponse rendue à celle qui reste à instruire."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.demonstration import papiers
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.notaires.aides.actions import commencer
from portail.notaires.aides.imports import importer
from portail.notaires.aides.lecture import COLONNES
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.demandes import Demande, Domicile
from portail.notaires.successions.depot import deposer
from portail.notaires.successions.doublons import cle_reference
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.models import Rapprochement, Requete, Verdict
from portail.notaires.successions.propositions import Proposition, juger, proposer
from portail.notaires.successions.rapprochements import rapprocher
from portail.notaires.successions.recuperation import Heritier
from portail.notaires.successions.reponses import repondre_les_dues
from portail.notaires.successions.validations import valider
from portail.pieces.actions import Recu, recevoir
from portail.pieces.queries import taille_max_fichier
from portail.socle import horloge
from portail.socle.base import session
from portail.territoire.jours import est_ouvre

NOTAIRE, CONSOEUR, INSTRUCTEUR, RESPONSABLE = "paul-rolland", "anne-breton", "yves-tardif", "viviane-robin"
REPONDUES_DEPUIS, EN_COURS_DEPUIS = 38, 6
"""Jours depuis le dépôt : la réponse des unes est partie, celle des autres s’étudie."""
DECES = date(2026, 10, 3)
ENTRE_DEUX = timedelta(minutes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cas:
    """Une personne décédée, ce que le département lui a versé, et où en est la réponse.

    `aides` : des lignes du fichier des aides, moins l’identité. `reponse` : celle qui est proposée, s’il y en a une.
    """

    defunt: Identite
    domicile: Domicile
    aides: Sequence[Mapping[str, str]] = ()
    succession: Mapping[str, Any] = field(default_factory=dict)
    reponse: Reponse | None = None
    motif: str = ""
    retenue: bool = True
    repondue: bool = False
    validee: bool = False

    @property
    def reference(self) -> str:
        """Rend la référence de l’étude."""
        return f"2026-{self.defunt.nom_naissance} {self.defunt.prenoms[0]}"[:30]


def _aide(nature: str, montant: str, **autres: str) -> Mapping[str, str]:
    return {"nature": nature, "montant": montant, **autres}


def _ne(nom: str, prenoms: str, naissance: date, lieu: str, sexe: str) -> Identite:
    return Identite(nom, tuple(prenoms.split()), DateConnue.du(naissance), lieu=lieu, sexe=sexe)


YVONNE = Cas(
    defunt=_ne("GAUTIER", "Yvonne Marie", date(1931, 2, 12), "44195", "F"),
    domicile=Domicile("44195", "4 rue du Port", "44260"),
    aides=(_aide("apa", "8000.00"), _aide("aide_aux_repas", "900.00")),
    succession={"heritiers": (Heritier.ENFANTS,)},
    repondue=True,
)
"""Elle n’a eu que l’APA et une aide aux repas qui ne se récupèrent pas : le fichier des aides les rejette."""
PIERRE = Cas(
    defunt=_ne("AUBERT", "Pierre", date(1934, 5, 2), "44109", "M"),
    domicile=Domicile("44109", "12 rue des Halles", "44000"),
    aides=(_aide("hebergement_personnes_agees", "42000.00"),),
    succession={"heritiers": (Heritier.ENFANTS,), "actif_net_estime": Decimal(30000)},
    reponse=Reponse.CREANCE,
    repondue=True,
)
CLAUDINE = Cas(
    defunt=_ne("MERCIER", "Claudine", date(1971, 6, 8), "44184", "F"),
    domicile=Domicile("44184", "8 rue du Phare", "44600"),
    aides=(_aide("hebergement_personnes_handicapees", "120000.00"),),
    succession={"heritiers": (Heritier.PARENTS,), "testament": False, "actif_net_estime": Decimal(80000)},
)
HENRI = Cas(
    defunt=_ne("LERAY", "Henri", date(1930, 11, 3), "44036", "M"),
    domicile=Domicile("44036", "3 place Saint-Nicolas", "44110"),
    aides=(_aide("aide_menagere", "5000.00"),),
    succession={"heritiers": (Heritier.NEVEUX,), "actif_net_estime": Decimal(50000)},
    reponse=Reponse.CREANCE,
)
MARIE = Cas(
    defunt=_ne("LE GOFF", "Marie", date(1938, 3, 4), "44109", "F"),
    domicile=Domicile("44109", "20 rue Crébillon", "44000"),
    aides=(_aide("repas", "900.00"), _aide("aide_menagere", "3000.00")),
    reponse=Reponse.RECHERCHE,
    motif="Précisez les noms de ses parents et ses domiciles avant 2015.",
    retenue=False,
    repondue=True,
)
"""Deux personnes de ce nom, nées le même jour à Nantes : chacune a reçu une aide."""
SUZANNE = Cas(
    defunt=_ne("PRIOU", "Suzanne", date(1933, 9, 21), "44069", "F"),
    domicile=Domicile("44069", "6 faubourg Saint-Michel", "44350"),
    aides=(_aide("hebergement_personnes_agees", "36000.00", demandee_le="2024-02-01", debut="2024-03-01"),),
    succession={"heritiers": (Heritier.ENFANTS,), "donations": True, "donations_le": (date(2018, 6, 12),)},
    reponse=Reponse.CREANCE,
    validee=True,
)
"""Sa maison fut donnée moins de dix ans avant la demande d’aide."""
MARCEL = Cas(
    defunt=_ne("GUILBAUD", "Marcel", date(1929, 1, 30), "La Roche-sur-Yon (85000)", "M"),
    domicile=Domicile("44109", "Résidence du Port (fictive), 2 quai de la Fosse", "44000"),
    aides=(_aide("hebergement_personnes_agees", "51000.00", domicile_de_secours="85"),),
    reponse=Reponse.INCOMPETENT,
    repondue=True,
)
JEAN = Cas(
    defunt=_ne("MOREAU", "Jean", date(1940, 4, 18), "44047", "M"), domicile=Domicile("44047", "1 quai Boulay", "44220")
)
"""Demandé avec l’acte de décès d’Yvonne : refusé, et signalé au délégué à la protection des données."""
DEPOSES: Sequence[Cas] = (YVONNE, PIERRE, MARIE, MARCEL, CLAUDINE, HENRI, SUZANNE)


def charger_les_successions(agents: Mapping[str, Agent], membres: Mapping[str, Membre]) -> int:
    """Importe les aides de ces personnes, dépose leurs requêtes et rend les réponses venues ; rend leur nombre.

    Ne refait jamais ce qui est fait.
    """
    connues = set(session.scalars(select(Requete.cle_reference)))
    manquants = [cas for cas in DEPOSES if cle_reference(cas.reference) not in connues]
    if not manquants:
        return 0
    _importer(manquants)
    depart = horloge.a_paris(horloge.maintenant()).date()
    for anciens, jours in ((True, REPONDUES_DEPUIS), (False, EN_COURS_DEPUIS)):
        siens = [cas for cas in manquants if cas.repondue is anciens]
        _deposer_et_instruire(siens, _jour_ouvre(depart - timedelta(days=jours)), agents, membres)
    if YVONNE in manquants:
        with suppress(ActeDejaVu):
            deposer(_demande(JEAN), membre=membres[CONSOEUR], acte=_acte(YVONNE))
    return len(manquants)


def _importer(cas: Sequence[Cas]) -> None:
    lignes = [_ligne(un, rang) for un in cas for rang in range(len(un.aides))]
    empreinte = sha256(repr(lignes).encode()).hexdigest()
    importer(commencer(nom="aides-fictives.csv", empreinte=empreinte, octets=len(repr(lignes))).id, lignes)


def _ligne(cas: Cas, rang: int) -> dict[str, str]:
    """Rend une ligne du fichier des aides ; Marie est deux personnes, les autres une seule."""
    defunt, ne_le = cas.defunt, cas.defunt.naissance
    cle = f"{defunt.nom_naissance}-{defunt.prenoms[0]}".replace(" ", "-")
    valeurs = dict.fromkeys(COLONNES, "") | {
        "reference_personne": f"D-{cle}-{rang if cas is MARIE else 0}",
        "reference_aide": f"D-{cle}-A{rang}",
        "nom_naissance": defunt.nom_naissance,
        "prenoms": " ".join(defunt.prenoms),
        "date_naissance": f"{ne_le.annee:04d}-{ne_le.mois:02d}-{ne_le.jour:02d}",
        "lieu_naissance": defunt.lieu,
        "sexe": defunt.sexe,
        "demandee_le": "2019-01-07",
        "debut": "2019-02-01",
        "fin": "2026-09-30",
        "arrete_le": "2026-10-01",
        "provisoire": "non",
        "domicile_de_secours": "44",
        "hypotheque": "non",
    }
    return {**valeurs, **cas.aides[rang]}


def _deposer_et_instruire(
    cas: Sequence[Cas], jour: date, agents: Mapping[str, Agent], membres: Mapping[str, Membre]
) -> None:
    requetes: list[Requete] = []
    for rang, un in enumerate(cas):
        _se_placer(_a(jour, 9) + rang * ENTRE_DEUX)
        requete = deposer(_demande(un), membre=membres[NOTAIRE], acte=_acte(un)).requete
        rapprocher(requete.id)
        requetes.append(requete)
    _se_placer(_a(_jour_ouvre(jour + timedelta(days=3)), 14))
    for un, requete in zip(cas, requetes, strict=True):
        _instruire(un, requete.id, agents)
    if cas and cas[0].repondue:
        attendues = max(un.repondre_le for un in requetes if un.repondre_le)
        _se_placer(attendues + timedelta(seconds=1))
        repondre_les_dues()


def _instruire(cas: Cas, requete_id: UUID, agents: Mapping[str, Agent]) -> None:
    """L’instructeur juge et propose, la responsable valide ; ce qui n’a pas de candidat se valide seul."""
    if cas.reponse is not None:
        instructeur = agents[INSTRUCTEUR]
        for candidat in session.scalars(select(Rapprochement.id).where(Rapprochement.requete_id == requete_id)).all():
            juger(requete_id, candidat, Verdict.RETENU if cas.retenue else Verdict.A_VOIR, instructeur)
        proposer(requete_id, Proposition(reponse=cas.reponse, motif=cas.motif, departement_competent=""), instructeur)
    if cas.repondue or cas.validee:
        valider([requete_id], agents[RESPONSABLE])


def _demande(cas: Cas) -> Demande:
    """Rend la demande ; le décès précède le dépôt, quel que soit le jour où la démonstration se charge."""
    deces = min(DECES, horloge.aujourd_hui() - timedelta(days=5))
    return Demande(
        reference=cas.reference,
        defunt=cas.defunt,
        deces_le=deces,
        deces_commune="44109",
        domicile=cas.domicile,
        **cas.succession,
    )


def _acte(cas: Cas) -> Recu:
    contenu = _papier(f"{cas.defunt.prenoms[0]} {cas.defunt.nom_naissance}")
    return recevoir("acte-de-deces.pdf", contenu, taille_max=taille_max_fichier())


@cache
def _papier(nom: str) -> bytes:
    """Rend l’acte de cette personne, le même chaque fois qu’on le montre."""
    return papiers.pdf("Acte de décès", [nom, "Mairie de Nantes (acte fictif)"])


def _jour_ouvre(jour: date) -> date:
    while not est_ouvre(jour):
        jour -= timedelta(days=1)
    return jour


def _a(jour: date, heure: int) -> datetime:
    return horloge.instant_du(jour, time(heure)).astimezone(UTC)


def _se_placer(instant: datetime) -> None:
    horloge.poser_decalage(instant - datetime.now(UTC))
