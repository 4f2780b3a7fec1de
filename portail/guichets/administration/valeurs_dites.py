"""Dire en mots ce que le journal garde en codes : personnes, services, démarches, dates, montants, textes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from portail.demarche.catalogue import catalogue
from portail.dossiers.motifs.actions import GESTES
from portail.guichets.administration.mots import NATURES, ROLES_DITS, SORTS_DITS
from portail.guichets.contexte import date_longue, euros, langue_courante
from portail.identite.queries import agents_par_id
from portail.journal.changements import empreinte_de, est_une_empreinte
from portail.socle.traduction import _, traducteur
from portail.territoire.queries import tous_les_services

PERSONNES = frozenset({"agent", "agents", "suppleant"})
SERVICES = frozenset({"service", "service_code", "role"})
DATES = frozenset({"debut", "fin"})
PARTOUT = "*"
DISPARUE = _("une personne dont la fiche est effacée")
UN_TEXTE = _("un texte")
UN_AUTRE_TEXTE = _("un autre texte")

Ecart = tuple[str, str, str]
Details = Mapping[str, Any]


class ValeursDites:
    """Les mots d’un historique ; les services ne se lisent que s’il en cite."""

    def __init__(self, historique: Sequence[Details], *, auteurs: Iterable[UUID], textes: Collection[str]) -> None:
        cites = [(champ, valeur) for details in historique for champ, *deux in ecarts_bruts(details) for valeur in deux]
        personnes = {UUID(un) for champ, valeur in cites if champ in PERSONNES for un in valeur.split(",") if un}
        self.noms = {un: agent.nom_affiche for un, agent in agents_par_id([*{*auteurs, *personnes}]).items()}
        nomme = any(champ in SERVICES for champ, _valeur in cites)
        self.services = {service.code: service.nom for service in tous_les_services()} if nomme else {}
        self.textes, self.traduire = textes, traducteur(langue_courante())

    def ecarts(self, action: str, details: Details) -> list[Ecart]:
        """Rend ce qui a changé, champ par champ : (champ, avant, après), en mots ; vide pour ce qui l’était."""
        return [
            (champ, self._dite(action, champ, avant), self._dite(action, champ, apres, autre=bool(avant)))
            for champ, avant, apres in ecarts_bruts(details)
        ]

    def _dite(self, action: str, champ: str, valeur: str, *, autre: bool = False) -> str:
        if not valeur:
            return ""
        if est_une_empreinte(valeur):
            connu = next((texte for texte in self.textes if empreinte_de(champ, texte) == valeur), "")
            return connu or self.traduire(UN_AUTRE_TEXTE if autre else UN_TEXTE)
        if champ == "plafond" and action.endswith("_delegation"):
            return euros(Decimal(valeur))
        if champ in DATES:
            return date_longue(date.fromisoformat(valeur))
        return self._en_mots(champ, valeur)

    def _en_mots(self, champ: str, valeur: str) -> str:
        """Rend les codes d’un champ en mots, séparés par des virgules ; un code inconnu reste tel quel."""
        if champ in PERSONNES:
            return ", ".join(self.noms.get(UUID(un)) or self.traduire(DISPARUE) for un in valeur.split(","))
        if champ == "role":
            return self._role(valeur)
        codes = [code.strip() for code in valeur.split(",")] if champ in ("natures", "gestes") else [valeur]
        return ", ".join(self._mot(champ, code) for code in codes)

    def _mot(self, champ: str, code: str) -> str:
        if champ in SERVICES:
            return self.services.get(code, code)
        if champ == "demarche":
            return self.traduire(catalogue()[code].nom) if code in catalogue() else code
        mots: Mapping[str, Mapping[Any, str]] = {"natures": NATURES, "gestes": GESTES, "sort": SORTS_DITS}
        return self.traduire(mots[champ][code]) if code in mots.get(champ, {}) else code

    def _role(self, ecrit: str) -> str:
        """Rend « Instruction, Service jeunesse, Aide au permis » de « agent_instructeur@jeunesse/aide-permis »."""
        role, _arobase, portee = ecrit.partition("@")
        service, _barre, demarche = portee.partition("/")
        dits = {code.value: dit for code, dit in ROLES_DITS.items()}
        portees = [self._mot(champ, code) for champ, code in (("service", service), ("demarche", demarche))]
        return ", ".join([self.traduire(dits.get(role, role)), *(un for un in portees if un not in ("", PARTOUT))])


def ecarts_bruts(details: Details) -> list[Ecart]:
    """Rend ce qui a changé tel que le journal le garde : codes, dates ISO, empreintes."""
    avant, apres = details.get("avant"), details.get("apres")
    if not isinstance(avant, dict) or not isinstance(apres, dict):
        return []
    return [(champ, str(avant.get(champ, "")), str(apres[champ])) for champ in apres]
