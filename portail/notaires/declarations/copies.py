"""Les copies d’une déclaration : au maire, aux finances publiques, aux autres titulaires, dès qu’elle arrive.

Chaque envoi est noté au journal du dossier, à son heure ; aucun ne vaut renonciation (CE, 30 janvier 2015).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from portail.demarche.catalogue import demarche_de
from portail.documents.redaction import Redaction
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.declarations.relais import relais_de
from portail.notaires.declarations.terrain import constats_de
from portail.notaires.zones.models import Competent
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import entier_au
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import LANGUE_SOURCE, _
from portail.territoire.communes import annuaire
from portail.territoire.queries import mairie_de

GABARIT = "autorite/declaration"
_COPIE = _(
    "Copie de cette déclaration vous est transmise (code de l’urbanisme, L215-14). Cette transmission ne vaut pas "
    "renonciation du Département."
)
_RELAIS = _(
    "Le Département ne s’est pas prononcé dans son délai. Le Conservatoire du littoral, s’il est compétent, peut "
    "exercer le droit de préemption jusqu’au %(conservatoire)s, puis la commune jusqu’au %(commune)s. Passé le "
    "%(silence)s, le silence vaut renonciation de tous."
)
_DECISION = _("Le Département exerce son droit de préemption. La décision vous est transmise.")
_EVINCE = _(
    "Vous deviez acheter ce bien. Le Département exerce son droit de préemption : il achète à votre place. Vous pouvez "
    "contester cette décision ; la marche à suivre est à la fin."
)


@dataclass(frozen=True, slots=True)
class Autorite:
    """À qui l’on transmet : son code au journal, les lignes de son enveloppe, son courriel s’il est connu."""

    code: str
    lignes: tuple[str, ...]
    courriel: str | None = None


@cache
def _connues() -> dict[str, Autorite]:
    with files("portail").joinpath("donnees/autorites.csv").open(encoding="utf-8") as fichier:
        return {
            ligne["code"]: Autorite(ligne["code"], (ligne["nom"], *ligne["adresse"].split(", ")), ligne["courriel"])
            for ligne in csv.DictReader(fichier, delimiter=";")
        }


def transmettre_les_copies(dossier: Dossier) -> None:
    """Promet la copie de la déclaration à chacun, dans la transaction du dépôt."""
    rubriques = (dossier.instantane or {}).get("rubriques", [])
    for autorite in (_connues()["ddfip"], *_titulaires(dossier)):
        _ecrire(dossier, autorite, _COPIE, rubriques=rubriques)


def passer_le_relais(dossier: Dossier) -> None:
    """Dit aux autres titulaires que leur tour est venu, et jusqu’à quand chacun."""
    redaction, relais = Redaction.en(LANGUE_SOURCE), relais_de(horloges_du(dossier), entier_au("dia_relais"))
    if relais is None:
        return
    jours = {nom: redaction.jour(jour) for nom, jour in asdict(relais).items()}
    for autorite in _titulaires(dossier):
        _ecrire(dossier, autorite, _RELAIS, jours=jours)


def notifier_la_preemption(dossier: Dossier, decision: Decision, lettre: Document) -> None:
    """Transmet une préemption au contrôle de légalité, et la notifie à qui vend et à qui devait acheter.

    Qui a déclaré l’a déjà reçue dans son espace.
    """
    donnees = lettre.contenu["donnees"]
    motifs = [f"{motif['droit']} {motif['fait']}" for motif in decision.motifs]
    suite = {"paragraphes": [donnees["sens"], *motifs], "recours": donnees["recours"]}
    _ecrire(dossier, _connues()["prefecture"], _DECISION, **suite)
    vendeur, evince = _vendeur(dossier), _evince(dossier)
    if vendeur is not None:
        _ecrire(dossier, vendeur, _DECISION, **suite)
    if evince is not None:
        _ecrire(dossier, evince, _EVINCE, **suite)


def _titulaires(dossier: Dossier) -> Iterator[Autorite]:
    """Rend le Conservatoire du littoral s’il est compétent sur une parcelle, puis la mairie de la commune du bien."""
    try:
        constats = constats_de(dossier.reponses)
    except SaisieInvalide:  # une déclaration papier mal remplie : l’agent la fera corriger
        constats = []
    if any(zone.competent is Competent.CONSERVATOIRE for constat in constats for zone in constat.zones):
        yield _connues()["conservatoire"]
    commune = annuaire().par_code((dossier.reponses.get("commune_bien") or {}).get("insee") or "")
    if commune is not None:
        mairie = mairie_de(commune.code_insee)
        adresse = mairie.adresse.splitlines() if mairie and mairie.adresse else []
        lignes = (f"Mairie de {commune.nom}", *(adresse or [f"{commune.codes_postaux[0]} {commune.nom}"]))
        yield Autorite("maire", lignes, mairie.courriel if mairie else None)


def _vendeur(dossier: Dossier) -> Autorite | None:
    """Rend qui vend, si un autre a déclaré pour lui."""
    adresse = dossier.reponses.get("adresse_proprietaire")
    if dossier.reponses.get("qualite_deposant") == "lui_meme" or not isinstance(adresse, dict):
        return None
    return Autorite("vendeur", (f"{dossier.prenoms} {dossier.nom}".strip(), *_enveloppe(adresse)))


def _evince(dossier: Dossier) -> Autorite | None:
    """Rend qui devait acheter, si la déclaration le dit."""
    nom, adresse = dossier.reponses.get("acquereur_nom"), dossier.reponses.get("acquereur_adresse")
    return Autorite("acquereur", (str(nom), *_enveloppe(adresse))) if nom and isinstance(adresse, dict) else None


def _enveloppe(adresse: dict[str, str]) -> list[str]:
    ville = f"{adresse.get('code_postal', '')} {adresse.get('commune', '')}".strip()
    return [ligne for ligne in (adresse.get("voie"), adresse.get("complement"), ville) if ligne]


def _ecrire(
    dossier: Dossier,
    autorite: Autorite,
    raison: str,
    *,
    jours: Mapping[str, str] = MappingProxyType({}),
    **suite: Any,  # noqa: ANN401 — du JSON, pour le gabarit
) -> None:
    redaction, demarche = Redaction.en(LANGUE_SOURCE), demarche_de(dossier.demarche, version=dossier.version_demarche)
    contexte = {
        "destinataire": list(autorite.lignes),
        "numero": en_deux_groupes(dossier.numero),
        "demarche": redaction.traduire(demarche.titre),
        "recue_le": redaction.jour(jour_de_reference(dossier)),
        "raison": redaction.texte(raison, **jours),
        "rubriques": [],
        "paragraphes": [],
        "recours": [],
        **suite,
    }
    prevoir(Destinataire(courriel=autorite.courriel, poste=True), GABARIT, contexte, objet=("dossier", dossier.id))
    details = {"autorite": autorite.code, "canal": "courriel" if autorite.courriel else "courrier"}
    inscrire("transmettre_copie", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
