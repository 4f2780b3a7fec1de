"""Ce qui se lit des paramètres et des ouvertures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import bindparam, or_, select

from portail.parametres.models import EtatOuverture, Ouverture, Parametre
from portail.socle import horloge
from portail.socle.base import session, source

FRAICHEUR_SECONDES = 10
"""Ce qu’un autre processus vient de changer se voit au plus tard après cela."""
JOURS_GARDES = 64
_EN_VIGUEUR = select(Parametre.code, Parametre.valeur).where(
    Parametre.debut <= bindparam("jour"), or_(Parametre.fin.is_(None), Parametre.fin >= bindparam("jour"))
)
_OUVERTURE = select(Ouverture.etat, Ouverture.message).where(Ouverture.demarche == bindparam("demarche"))


class _Gardees:
    """Les valeurs déjà lues par ce processus : jour → jusqu’à quand elles valent, valeurs."""

    source: object = None
    par_jour: dict[date, tuple[float, Mapping[str, Decimal]]] = {}


def valeurs_au(jour: date) -> Mapping[str, Decimal]:
    """Rend toutes les valeurs en vigueur ce jour, par code ; gardées quelques secondes, chaque page les demande."""
    if _Gardees.source is not source() or len(_Gardees.par_jour) > JOURS_GARDES:
        oublier_les_valeurs()
    limite, valeurs = _Gardees.par_jour.get(jour, (0.0, {}))
    if time.monotonic() >= limite:
        valeurs = MappingProxyType(_valeurs_lues(jour))
        _Gardees.par_jour[jour] = (time.monotonic() + FRAICHEUR_SECONDES, valeurs)
    return valeurs


def oublier_les_valeurs() -> None:
    """Fait relire les valeurs : elles viennent de changer."""
    _Gardees.source, _Gardees.par_jour = source(), {}


def _valeurs_lues(jour: date) -> dict[str, Decimal]:
    # L’heure de relire peut tomber au milieu d’un geste : il n’a peut-être pas fini d’écrire ce qui va ensemble.
    with session.no_autoflush:
        lignes = session.execute(_EN_VIGUEUR, {"jour": jour}).all()
    return {code: valeur for code, valeur in lignes}  # noqa: C416 — des lignes, pas des couples


def entier_au(code: str, jour: date | None = None) -> int:
    """Rend une valeur entière en vigueur ; lève `KeyError` si elle manque : un paramètre cité existe toujours."""
    return int(valeurs_au(jour or horloge.aujourd_hui())[code])


def historique_de(code: str) -> Sequence[Parametre]:
    """Rend toutes les périodes d’un paramètre, la plus récente d’abord."""
    return session.scalars(select(Parametre).where(Parametre.code == code).order_by(Parametre.debut.desc())).all()


def historiques_de(codes: Sequence[str]) -> Mapping[str, Sequence[Parametre]]:
    """Rend toutes les périodes de chacun de ces paramètres, la plus récente d’abord ; en une requête."""
    trouves = session.scalars(select(Parametre).where(Parametre.code.in_(codes)).order_by(Parametre.debut.desc())).all()
    return {code: [un for un in trouves if un.code == code] for code in codes}


def parametres_en_vigueur(jour: date) -> Sequence[Parametre]:
    """Rend les paramètres en vigueur, par code."""
    return session.scalars(
        select(Parametre)
        .where(Parametre.debut <= jour, or_(Parametre.fin.is_(None), Parametre.fin >= jour))
        .order_by(Parametre.code)
    ).all()


@dataclass(frozen=True, slots=True)
class EtatDemarche:
    """L’ouverture d’une démarche et ce qu’on en dit."""

    etat: EtatOuverture = EtatOuverture.OUVERTE
    message: str = ""

    @property
    def est_ouverte(self) -> bool:
        """Vrai si l’on peut déposer."""
        return self.etat is EtatOuverture.OUVERTE

    @property
    def accepte_les_brouillons(self) -> bool:
        """Vrai si l’on peut commencer une demande : suspendue, on la prépare sans la déposer."""
        return self.etat is not EtatOuverture.FERMEE


def ouverture(demarche: str) -> EtatDemarche:
    """Rend l’ouverture d’une démarche (ouverte, faute de mention)."""
    ligne = session.execute(_OUVERTURE, {"demarche": demarche}).one_or_none()
    return EtatDemarche(ligne.etat, ligne.message) if ligne else EtatDemarche()


def ouvertures() -> Mapping[str, EtatDemarche]:
    """Rend les démarches qui ont une mention d’ouverture."""
    return {ligne.demarche: EtatDemarche(ligne.etat, ligne.message) for ligne in session.scalars(select(Ouverture))}
