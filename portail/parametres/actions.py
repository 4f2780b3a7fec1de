"""Changer une valeur millésimée ou l’ouverture d’une démarche ; chaque changement est au journal."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from portail.config import RACINE
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.parametres.models import EtatOuverture, Ouverture, Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

FICHIER = RACINE / "portail" / "donnees" / "parametres.csv"


def _lignes(chemin: Path) -> Iterator[Parametre]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        for ligne in csv.DictReader(fichier, delimiter=";"):
            yield Parametre(
                code=ligne["code"],
                valeur=Decimal(ligne["valeur"]),
                unite=ligne["unite"],
                debut=date.fromisoformat(ligne["debut"]),
                fin=date.fromisoformat(ligne["fin"]) if ligne["fin"] else None,
                source=ligne["source"],
                certitude=ligne["certitude"],
                modifie_le=horloge.maintenant(),
            )


def importer(chemin: Path = FICHIER) -> int:
    """Ajoute les valeurs du fichier dont le code est inconnu de la base et rend leur nombre ; rejouable."""
    with transaction():
        connus = set(session.scalars(select(Parametre.code)))
        nouveaux = [ligne for ligne in _lignes(chemin) if ligne.code not in connus]
        session.add_all(nouveaux)
        if nouveaux:
            inscrire("importer_parametres", auteur=SYSTEME, objet=("parametre", "*"), details={"nombre": len(nouveaux)})
    oublier_les_valeurs()
    return len(nouveaux)


def changer_valeur(code: str, *, valeur: Decimal, debut: date, source: str, auteur: Auteur) -> Parametre:
    """Pose une nouvelle valeur à partir de `debut` et clôt la précédente la veille ; l’historique reste."""
    with transaction():
        courant = session.scalars(
            select(Parametre).where(Parametre.code == code).order_by(Parametre.debut.desc()).limit(1).with_for_update()
        ).first()
        if courant is None:
            raise SaisieInvalide(_("Ce paramètre n’existe pas."))
        if debut <= courant.debut:
            raise SaisieInvalide(
                _("La nouvelle valeur commence après la précédente, qui date du %(debut)s."),
                {"debut": courant.debut.strftime("%d/%m/%Y")},
            )
        ancienne = courant.valeur
        if courant.fin is None or courant.fin >= debut:
            courant.fin = debut - timedelta(days=1)
        session.flush()
        nouveau = Parametre(
            code=code,
            valeur=valeur,
            unite=courant.unite,
            debut=debut,
            fin=None,
            source=source,
            certitude="V",
            modifie_le=horloge.maintenant(),
        )
        session.add(nouveau)
        inscrire(
            "changer_parametre",
            auteur=auteur,
            objet=("parametre", code),
            details={"avant": str(ancienne), "apres": str(valeur), "debut": debut.isoformat()},
        )
    oublier_les_valeurs()
    return nouveau


def changer_ouverture(demarche: str, *, etat: EtatOuverture, message: str, auteur: Auteur) -> None:
    """Ouvre, suspend ou ferme une démarche, avec le message montré au public."""
    with transaction():
        ligne = session.get(Ouverture, demarche, with_for_update=True, populate_existing=True)
        avant = ligne.etat if ligne else EtatOuverture.OUVERTE
        if ligne is None:
            ligne = Ouverture(demarche=demarche)
            session.add(ligne)
        ligne.etat, ligne.message, ligne.modifie_le = etat, message, horloge.maintenant()
        inscrire(
            "changer_ouverture",
            auteur=auteur,
            objet=("demarche", demarche),
            details={"avant": avant.value, "apres": etat.value},
        )
