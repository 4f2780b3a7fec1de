"""Ce qu’une démarche publie de ses règles : données employées et leurs sources, part prise à la décision.

Tiré de la déclaration, jamais récrit à la main : ce qui s’applique est ce qui se publie (CRPA, R311-3-1-2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portail.demarche.champs import Champ, Commune
from portail.demarche.declaration import Calcul, Demarche, Regle, _
from portail.demarche.eligibilite import arguments_de
from portail.demarche.regles import JOUR


class Provenance(StrEnum):
    """D’où vient une donnée qu’une règle emploie."""

    DECLAREE = "declaree"
    CERTIFIEE = "certifiee"
    AGENT = "agent"
    CALCUL = "calcul"
    PLATEFORME = "plateforme"


class Part(StrEnum):
    """La part qu’une règle ou un calcul prend à la décision."""

    PROPOSE_UN_REFUS = "propose_un_refus"
    PROPOSE_UNE_RESERVE = "propose_une_reserve"
    FAIT_VERIFIER = "fait_verifier"
    PROPOSE_LE_MONTANT = "propose_le_montant"
    SERT_A = "sert_a"
    INFORME = "informe"


@dataclass(frozen=True, slots=True)
class DonneeEmployee:
    """Une donnée, par son libellé (à traduire), et sa provenance."""

    libelle: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Expliquee:
    """Une règle ou un calcul, avec ce que le public en lit ; `suites` : les motifs proposés ou ce qu’il alimente."""

    objet: Regle | Calcul
    donnees: tuple[DonneeEmployee, ...]
    part: Part
    suites: tuple[str, ...]


_PLATEFORME = {
    "qualite_deposant": _("Pour qui la demande est faite"),
    "identite_certifiee": _("Identité certifiée par FranceConnect, ou non"),
    "doublons": _("Autres demandes de la même personne, pour le même objet"),
}
_COMMUNES = DonneeEmployee(_("Liste des communes du département"), Provenance.PLATEFORME)
_DATE = DonneeEmployee(_("Date de la demande"), Provenance.PLATEFORME)


def expliquer(demarche: Demarche) -> tuple[Expliquee, ...]:
    """Rend les calculs puis les règles d’une démarche, expliqués."""
    return tuple(_expliquer(objet, demarche) for objet in _objets(demarche))


def parametres_employes(demarche: Demarche) -> tuple[str, ...]:
    """Rend les codes des paramètres qu’emploient les règles et les calculs, chacun une fois."""
    return tuple(dict.fromkeys(code for objet in _objets(demarche) for code in objet.parametres))


def _objets(demarche: Demarche) -> tuple[Regle | Calcul, ...]:
    return (*_calculs(demarche), *demarche.regles)


def _calculs(demarche: Demarche) -> tuple[Calcul, ...]:
    """Rend les calculs, ceux des volets d’abord : les autres se servent de ce qu’ils rendent."""
    return (*(calcul for volet in demarche.volets for calcul in volet.calculs), *demarche.calculs)


def _expliquer(objet: Regle | Calcul, demarche: Demarche) -> Expliquee:
    part, suites = _part(objet, demarche)
    return Expliquee(objet, tuple(dict.fromkeys(_donnees(objet, demarche))), part, suites)


def _donnees(objet: Regle | Calcul, demarche: Demarche) -> Iterator[DonneeEmployee]:
    for lieux in objet.entrees.values():
        yield from _lues(lieux, demarche)
    if "communes" in objet.contexte:
        yield _COMMUNES
    if JOUR in arguments_de(objet.fonction):
        yield _DATE


def _lues(lieux: tuple[str, ...], demarche: Demarche) -> Iterator[DonneeEmployee]:
    """Rend les données d’une entrée ; un champ propre au pré-test n’est dit que s’il est le seul."""
    du_pretest = {champ.identifiant for champ in demarche.champs_pretest}
    dits = [lieu for lieu in lieux if lieu not in du_pretest] or list(lieux)
    return (_donnee(lieu, demarche) for lieu in dits)


def _donnee(lieu: str, demarche: Demarche) -> DonneeEmployee:
    if lieu in _PLATEFORME:
        return DonneeEmployee(_PLATEFORME[lieu], Provenance.PLATEFORME)
    calcul = next((calcul for calcul in _calculs(demarche) if calcul.code == lieu), None)
    if calcul is not None:
        return DonneeEmployee(calcul.titre, Provenance.CALCUL)
    nom = lieu.partition(".")[0]
    des_agents = (*demarche.pages_agent, *(page for volet in demarche.volets for page in volet.pages))
    d_agent = {champ.identifiant: champ for page in des_agents for champ in page.champs}
    if nom in d_agent:
        return DonneeEmployee(d_agent[nom].libelle, Provenance.AGENT)
    champ = _champ(nom, demarche)
    return DonneeEmployee(champ.libelle, Provenance.CERTIFIEE if champ.certifie_par else Provenance.DECLAREE)


def _champ(nom: str, demarche: Demarche) -> Champ:
    du_pretest = {champ.identifiant: champ for champ in demarche.champs_pretest}
    return demarche.champs.get(nom) or du_pretest.get(nom) or Commune(nom, nom)


def _part(objet: Regle | Calcul, demarche: Demarche) -> tuple[Part, tuple[str, ...]]:
    if isinstance(objet, Regle):
        return _part_de_la_regle(objet, demarche)
    if objet.code == demarche.montant_accorde:
        return Part.PROPOSE_LE_MONTANT, ()
    servis = tuple(autre.titre for autre in _objets(demarche) if _emploie(autre, objet.code))
    return (Part.SERT_A, servis) if servis else (Part.INFORME, ())


def _part_de_la_regle(regle: Regle, demarche: Demarche) -> tuple[Part, tuple[str, ...]]:
    motif = next((motif for motif in demarche.motifs if motif.code == regle.motif), None)
    if motif is None:
        return (Part.FAIT_VERIFIER if regle.a_verifier else Part.INFORME), ()
    return Part.PROPOSE_UNE_RESERVE if motif.est_une_reserve else Part.PROPOSE_UN_REFUS, (motif.libelle,)


def _emploie(objet: Regle | Calcul, code: str) -> bool:
    return any(code in lieux for lieux in objet.entrees.values())
