"""Récrire, ajouter, retirer un motif de décision ; chaque version reste, chaque changement est au journal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError

from portail.demarche.catalogue import demarche_de
from portail.demarche.droit import Motif
from portail.demarche.recherche import normaliser
from portail.dossiers.etats import Geste
from portail.dossiers.motifs.models import VersionMotif
from portail.dossiers.motifs.queries import AJOUTE, EtatMotif, etats_des_motifs, regles_qui_proposent
from portail.dossiers.motifs.variables import verifier
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide
from portail.socle.traduction import _

GESTES: Mapping[str, str] = MappingProxyType(
    {
        Geste.REFUSER.value: _("Un refus"),
        Geste.ACCEPTER.value: _("Un accord partiel"),
        Geste.DECLARER_IRRECEVABLE.value: _("Une irrecevabilité"),
    }
)
"""Ce qu’un motif peut motiver : toute décision défavorable (CRPA, L211-2)."""
EN_CLAIR = frozenset({"debut", "en_usage", "gestes"})


class LibelleDejaPris(SaisieInvalide):
    """La démarche a déjà un motif de cet intitulé : on ne saurait lequel choisir."""

    message = _("Cette démarche a déjà un motif de cet intitulé.")


class EffetPasse(SaisieInvalide):
    """Une décision déjà prise ne change pas de motif."""

    message = _("Choisissez aujourd’hui ou une date à venir : les décisions déjà prises gardent leur texte.")


class MotifPropose(SaisieInvalide):
    """Une règle de la démarche propose ce motif."""

    message = _("Une règle de la démarche propose ce motif : %(regles)s. Il reste en usage ; récrivez-le plutôt.")


class GesteNecessaire(SaisieInvalide):
    """Une règle propose ce motif pour une décision qu’il ne motiverait plus."""

    message = _("Une règle de la démarche propose ce motif : %(regles)s. Gardez les décisions qu’il motivait.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheMotif:
    """Ce qu’un motif dit à partir d’un jour ; `gestes` : les décisions qu’il peut motiver, parmi `GESTES`."""

    libelle: str
    droit: str
    fait: str
    gestes: tuple[str, ...]
    debut: date


def ajouter(demarche: str, fiche: FicheMotif, *, auteur: Auteur) -> VersionMotif:
    """Ajoute un motif à la démarche.

    Lève `Introuvable`, `ChiffreInconnu`, `EffetPasse` ou `LibelleDejaPris`, même si un autre vient de le prendre.
    """
    declaree = demarche_de(demarche)
    _verifier(demarche, fiche)
    code = AJOUTE + normaliser(fiche.libelle).replace(" ", "_")
    try:
        with transaction():
            existants = etats_des_motifs(declaree)
            if code in existants or _est_pris(fiche.libelle, existants):
                raise LibelleDejaPris
            version = _version(demarche, code, fiche, rang=1)
            _garder("ajouter_motif", version, avant={}, auteur=auteur)
    except IntegrityError as erreur:
        raise LibelleDejaPris from erreur
    return version


def changer(demarche: str, code: str, fiche: FicheMotif, *, revision: int | None, auteur: Auteur) -> None:
    """Récrit un motif à partir d’un jour ; ce qui était prévu et pas commencé ne vaudra jamais.

    Lève `Introuvable`, `ChiffreInconnu`, `EffetPasse`, `LibelleDejaPris`, `GesteNecessaire`, ou `ConflitDeVersion` si
    quelqu’un l’a changé depuis `revision`.
    """
    _verifier(demarche, fiche)
    try:
        with transaction():
            existants = etats_des_motifs(demarche_de(demarche))
            etat = _a_jour(existants, code, revision)
            if _est_pris(fiche.libelle, {autre: un for autre, un in existants.items() if autre != code}):
                raise LibelleDejaPris
            _exiger_les_gestes_proposes(demarche, etat.declare, fiche)
            if not _est_le_meme(etat, fiche):
                version = _version(demarche, code, fiche, rang=etat.revision + 1)
                version.en_usage = etat.voulu_en_usage
                _garder("changer_motif", version, avant=_avant(etat), auteur=auteur)
    except IntegrityError as erreur:
        raise ConflitDeVersion from erreur


def retirer(demarche: str, code: str, *, revision: int | None, auteur: Auteur) -> None:
    """Retire un motif de l’usage, dès aujourd’hui ; lève `MotifPropose` si une règle le propose."""
    regles = regles_qui_proposent(demarche, code)
    if regles:
        raise MotifPropose(valeurs={"regles": ", ".join(regles)})
    _poser_l_usage("retirer_motif", demarche, code, en_usage=False, revision=revision, auteur=auteur)


def remettre(demarche: str, code: str, *, revision: int | None, auteur: Auteur) -> None:
    """Remet en usage, dès aujourd’hui, un motif retiré."""
    _poser_l_usage("remettre_motif", demarche, code, en_usage=True, revision=revision, auteur=auteur)


def _poser_l_usage(
    action: str, demarche: str, code: str, *, en_usage: bool, revision: int | None, auteur: Auteur
) -> None:
    try:
        with transaction():
            etat = _a_jour(etats_des_motifs(demarche_de(demarche)), code, revision)
            if etat.voulu_en_usage is en_usage:
                return
            version = _version(demarche, code, _fiche(etat.actuel), rang=etat.revision + 1)
            version.en_usage = en_usage
            _garder(action, version, avant=_avant(etat), auteur=auteur)
    except IntegrityError as erreur:
        raise ConflitDeVersion from erreur


def _a_jour(existants: Mapping[str, EtatMotif], code: str, revision: int | None) -> EtatMotif:
    """Rend le motif si personne ne l’a changé depuis ; lève `Introuvable` ou `ConflitDeVersion`."""
    if code not in existants:
        raise Introuvable
    if existants[code].revision != revision:
        raise ConflitDeVersion
    return existants[code]


def _verifier(demarche: str, fiche: FicheMotif) -> None:
    if not fiche.gestes or not set(fiche.gestes) <= set(GESTES):
        raise SaisieInvalide
    if fiche.debut < horloge.aujourd_hui():
        raise EffetPasse
    verifier(fiche.fait, demarche)


def _est_pris(libelle: str, existants: Mapping[str, EtatMotif]) -> bool:
    return normaliser(libelle) in {normaliser(etat.dernier.libelle) for etat in existants.values()}


def _exiger_les_gestes_proposes(demarche: str, declare: Motif | None, fiche: FicheMotif) -> None:
    regles = regles_qui_proposent(demarche, declare.code) if declare else ()
    if declare and regles and set(declare.gestes) & set(GESTES) - set(fiche.gestes):
        raise GesteNecessaire(valeurs={"regles": ", ".join(regles)})


def _est_le_meme(etat: EtatMotif, fiche: FicheMotif) -> bool:
    """Vrai si rien ne change : même texte, et rien de prévu ou la même date."""
    dernier = _fiche(etat.dernier)
    return replace(fiche, debut=dernier.debut) == dernier and (etat.prevue is None or etat.prevue.debut == fiche.debut)


def _fiche(motif: Motif) -> FicheMotif:
    """Rend le motif comme on le récrirait aujourd’hui."""
    return FicheMotif(
        libelle=motif.libelle,
        droit=motif.droit,
        fait=motif.fait,
        gestes=_admis(motif.gestes),
        debut=horloge.aujourd_hui(),
    )


def _version(demarche: str, code: str, fiche: FicheMotif, *, rang: int) -> VersionMotif:
    return VersionMotif(
        demarche=demarche,
        code=code,
        rang=rang,
        debut=fiche.debut,
        en_usage=True,
        libelle=fiche.libelle,
        droit=fiche.droit,
        fait=fiche.fait,
        gestes=list(_admis(fiche.gestes)),
        cree_le=horloge.maintenant(),
    )


def _admis(gestes: Collection[str]) -> tuple[str, ...]:
    return tuple(geste for geste in GESTES if geste in gestes)


def _garder(action: str, version: VersionMotif, *, avant: Mapping[str, str], auteur: Auteur) -> None:
    session.add(version)
    session.flush()
    apres = _dit(version.motif, debut=version.debut, en_usage=version.en_usage)
    details = changement(avant, apres, en_clair=EN_CLAIR)
    inscrire(action, auteur=auteur, objet=("motif", f"{version.demarche}/{version.code}"), details=details)


def _avant(etat: EtatMotif) -> dict[str, str]:
    """Rend, pour le journal, ce qui s’est écrit en dernier."""
    debut = etat.versions[0].debut if etat.versions else None
    return _dit(etat.dernier, debut=debut, en_usage=etat.voulu_en_usage)


def _dit(motif: Motif, *, debut: date | None, en_usage: bool) -> dict[str, str]:
    return {
        "libelle": motif.libelle,
        "droit": motif.droit,
        "fait": motif.fait,
        "gestes": ", ".join(_admis(motif.gestes)),
        "debut": debut.isoformat() if debut else "",
        "en_usage": "oui" if en_usage else "non",
    }
