"""Tenir les lieux, le territoire de chacun et leurs jours de fermeture ; chaque changement est au journal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.rendez_vous.lieux.evenements import FermetureLevee
from portail.rendez_vous.lieux.models import Fermeture, Lieu, SecteurDeLieu
from portail.rendez_vous.lieux.voies import cle_de_voie
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.evenements import publier
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

EN_CLAIR = frozenset({"code_postal", "code_insee", "longitude", "latitude", "lieu", "du", "au", "voie"})


class CodeDeLieuPris(SaisieInvalide):
    """Un lieu a déjà ce code."""

    message = _("Un lieu a déjà ce code. Choisissez-en un autre.")


class SecteurDejaPris(SaisieInvalide):
    """Cette commune, ou cette voie, est déjà reçue ailleurs."""

    message = _("Déjà dans le secteur d’un autre lieu : retirez-la d’abord de l’autre.")


class CommuneInconnue(SaisieInvalide):
    """Aucune commune du département n’a ce code."""

    message = _("Choisissez une commune du département.")


class VoieVide(SaisieInvalide):
    """Il ne reste rien du nom de la voie, une fois le numéro ôté."""

    message = _("Écrivez le nom de la voie, sans son numéro. Exemple : rue Lavoisier")


class FermeturePassee(SaisieInvalide):
    """La fin vient avant le début, ou tout est déjà passé."""

    message = _("Le dernier jour vient avant le premier, ou il est déjà passé.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheLieu:
    """Ce que le public lit d’un lieu, et où il est (degrés décimaux, WGS 84)."""

    nom: str
    adresse: str
    code_postal: str
    code_insee: str
    telephone: str
    acces: str = ""
    permanences: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def textes(self) -> Mapping[str, str]:
        """Rend les valeurs par colonne, pour le journal."""
        return {nom: "" if valeur is None else str(valeur) for nom, valeur in asdict(self).items()}


def creer_lieu(code: str, fiche: FicheLieu, *, auteur: Auteur) -> Lieu:
    """Crée un lieu ouvert ; lève `CodeDeLieuPris`, `CommuneInconnue`."""
    _verifier_la_commune(fiche.code_insee)
    lieu = Lieu(code=code, **asdict(fiche))
    try:
        with transaction():
            session.add(lieu)
            session.flush()
            _noter("creer_lieu", lieu, auteur, {}, fiche.textes)
    except IntegrityError as erreur:
        raise CodeDeLieuPris from erreur
    return lieu


def modifier_lieu(code: str, fiche: FicheLieu, *, auteur: Auteur) -> Lieu:
    """Change ce qu’on dit d’un lieu ; les rendez-vous déjà pris y renvoient."""
    _verifier_la_commune(fiche.code_insee)
    with transaction():
        lieu = verrouiller_lieu(code)
        avant = _fiche(lieu).textes
        for nom, valeur in asdict(fiche).items():
            setattr(lieu, nom, valeur)
        _noter("modifier_lieu", lieu, auteur, avant, fiche.textes)
    return lieu


def fermer_lieu(code: str, *, auteur: Auteur) -> None:
    """Retire un lieu du choix : plus aucun créneau n’y est proposé ; ce qui est pris le reste."""
    _ouvrir(code, actif=False, auteur=auteur)


def rouvrir_lieu(code: str, *, auteur: Auteur) -> None:
    """Remet un lieu au choix."""
    _ouvrir(code, actif=True, auteur=auteur)


def ajouter_au_secteur(code: str, *, code_insee: str, voie: str = "", auteur: Auteur) -> None:
    """Donne au lieu une commune, ou une de ses voies ; lève `SecteurDejaPris`, `CommuneInconnue`, `VoieVide`."""
    commune = _verifier_la_commune(code_insee)
    cle = cle_de_voie(voie) or None
    if voie.strip() and cle is None:
        raise VoieVide
    try:
        with transaction():
            lieu = verrouiller_lieu(code)
            session.add(SecteurDeLieu(code_insee=commune, voie=cle, lieu_id=lieu.id))
            session.flush()
            _noter("ajouter_au_secteur", lieu, auteur, {}, {"code_insee": commune, "voie": cle or ""})
    except IntegrityError as erreur:
        raise SecteurDejaPris from erreur


def oter_du_secteur(code: str, secteur_id: UUID, *, auteur: Auteur) -> None:
    """Retire au lieu une commune ou une voie ; lève `Introuvable` si elle n’est pas, ou plus, à lui."""
    with transaction():
        lieu = verrouiller_lieu(code)
        secteur = session.get(SecteurDeLieu, secteur_id, populate_existing=True)
        if secteur is None or secteur.lieu_id != lieu.id:
            raise Introuvable
        _noter("oter_du_secteur", lieu, auteur, {"code_insee": secteur.code_insee, "voie": secteur.voie or ""}, {})
        session.delete(secteur)


def fermer_du_au(code: str | None, *, du: date, au: date, motif: str, auteur: Auteur) -> Fermeture:
    """Ferme un lieu, ou tous (`code` vide), du premier au dernier jour compris ; lève `FermeturePassee`.

    Les rendez-vous déjà pris ces jours-là restent : ils se replacent un par un.
    """
    if au < max(du, horloge.aujourd_hui()):
        raise FermeturePassee
    with transaction():
        lieu = verrouiller_lieu(code) if code else None
        fermeture = Fermeture(lieu_id=lieu.id if lieu else None, du=du, au=au, motif=motif.strip())
        session.add(fermeture)
        session.flush()
        _noter_la_fermeture("fermer_du_au", fermeture, auteur, {}, _dite(fermeture))
    return fermeture


def lever_la_fermeture(fermeture_id: UUID, *, auteur: Auteur) -> None:
    """Supprime une fermeture à venir, ou fait finir hier celle qui a commencé ; le passé ne se récrit pas."""
    hier = date.fromordinal(horloge.aujourd_hui().toordinal() - 1)
    with transaction():
        fermeture = verrouiller(Fermeture, fermeture_id)
        if fermeture.au <= hier:
            raise FermeturePassee
        avant = _dite(fermeture)
        if fermeture.du > hier:
            session.delete(fermeture)
            _noter_la_fermeture("lever_la_fermeture", fermeture, auteur, avant, {})
        else:
            fermeture.au = hier
            _noter_la_fermeture("lever_la_fermeture", fermeture, auteur, avant, _dite(fermeture))
        session.flush()
        publier(FermetureLevee(fermeture.lieu_id))


def verrouiller_lieu(code: str) -> Lieu:
    """Rend le lieu relu et verrouillé ; lève `Introuvable`."""
    lieu = session.scalars(
        select(Lieu).where(Lieu.code == code).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if lieu is None:
        raise Introuvable
    return lieu


def _verifier_la_commune(code_insee: str) -> str:
    commune = annuaire().par_code(code_insee)
    if commune is None:
        raise CommuneInconnue
    return commune.code_insee


def _ouvrir(code: str, *, actif: bool, auteur: Auteur) -> None:
    with transaction():
        lieu = verrouiller_lieu(code)
        if lieu.est_actif is not actif:
            lieu.est_actif = actif
            mots = {True: "ouvert", False: "ferme"}
            details = {"avant": {"acces": mots[not actif]}, "apres": {"acces": mots[actif]}}
            action = "rouvrir_lieu" if actif else "fermer_lieu"
            inscrire(action, auteur=auteur, objet=("lieu", code), details=details)


def _fiche(lieu: Lieu) -> FicheLieu:
    return FicheLieu(**{nom: getattr(lieu, nom) for nom in FicheLieu.__dataclass_fields__})


def _dite(fermeture: Fermeture) -> dict[str, str]:
    return {"du": fermeture.du.isoformat(), "au": fermeture.au.isoformat(), "motif": fermeture.motif}


def _noter(action: str, lieu: Lieu, auteur: Auteur, avant: Mapping[str, str], apres: Mapping[str, str]) -> None:
    details = changement(avant, apres, en_clair=EN_CLAIR)
    if details:
        inscrire(action, auteur=auteur, objet=("lieu", lieu.code), details=details)


def _noter_la_fermeture(
    action: str, fermeture: Fermeture, auteur: Auteur, avant: Mapping[str, str], apres: Mapping[str, str]
) -> None:
    details = {"fermeture": str(fermeture.id), "lieu": str(fermeture.lieu_id or "")}
    inscrire(
        action,
        auteur=auteur,
        objet=("fermeture", fermeture.id),
        details={**details, **changement(avant, apres, en_clair=EN_CLAIR)},
    )
