"""Tenir sa famille : les enfants, qui en répond, qui peut venir les chercher."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from portail.identite.famille.ages import age_le
from portail.identite.famille.erreurs import CodeInconnu, CommuneInconnue, DejaDansLaFamille, PasUnEnfant
from portail.identite.famille.models import Enfant, Invitation, PersonneAutorisee, Qualite, Rattachement, Residence
from portail.identite.models import Usager
from portail.journal.actions import Auteur, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import entier_au
from portail.socle import dictee, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable
from portail.socle.tours import chacun_son_tour
from portail.territoire.communes import cle_de_nom

MAJORITE = 18
LONGUEUR_DU_CODE = 10
_CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheEnfant:
    """Qui est l’enfant."""

    nom: str
    prenom: str
    date_naissance: date

    def en_json(self) -> dict[str, str]:
        """Rend ce qui se garde, chiffré."""
        return {
            "nom": self.nom.strip(),
            "prenom": self.prenom.strip(),
            "date_naissance": self.date_naissance.isoformat(),
        }

    @property
    def empreinte(self) -> str:
        """Rend ce à quoi l’on reconnaît cet enfant, à l’écriture de son nom près."""
        texte = "|".join((cle_de_nom(self.nom), cle_de_nom(self.prenom), self.date_naissance.isoformat()))
        return empreinte_cle(texte, "famille.enfant")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheRattachement:
    """À quel titre l’adulte répond de l’enfant, et où l’enfant vit avec lui."""

    code_insee: str
    qualite: Qualite = Qualite.PARENT
    residence: Residence = Residence.PRINCIPALE
    adresse: Mapping[str, Any] = field(default_factory=dict)


def ajouter_enfant(fiche: FicheEnfant, rattachement: FicheRattachement, *, usager_id: UUID, auteur: Auteur) -> Enfant:
    """Ajoute un enfant à la famille de cet usager ; lève `DejaDansLaFamille`, `PasUnEnfant`, `CommuneInconnue`."""
    _exiger(fiche, rattachement)
    with transaction():
        chacun_son_tour(f"famille/{usager_id}")  # deux clics, un seul enfant
        if _deja(usager_id, fiche.empreinte):
            raise DejaDansLaFamille
        maintenant = horloge.maintenant()
        enfant = Enfant(identite=fiche.en_json(), empreinte=fiche.empreinte, cree_le=maintenant, modifie_le=maintenant)
        enfant.rattachements = [_lien(rattachement, usager_id)]
        session.add(enfant)
        session.flush()
        inscrire("ajouter_enfant", auteur=auteur, objet=("enfant", enfant.id), details={"usager": str(usager_id)})
    return enfant


def modifier_enfant(enfant_id: UUID, fiche: FicheEnfant, *, usager_id: UUID, auteur: Auteur) -> Enfant:
    """Corrige l’identité d’un enfant ; lève `Introuvable` pour qui n’en répond pas."""
    with transaction():
        enfant = _le_sien(enfant_id, usager_id)
        _exiger(fiche)
        enfant.identite, enfant.empreinte = fiche.en_json(), fiche.empreinte
        enfant.modifie_le = horloge.maintenant()
        inscrire("modifier_enfant", auteur=auteur, objet=("enfant", enfant.id))
    return enfant


def changer_le_rattachement(
    enfant_id: UUID, fiche: FicheRattachement, *, usager_id: UUID, auteur: Auteur
) -> Rattachement:
    """Change où et comment l’enfant vit avec cet usager."""
    _exiger_la_commune(fiche.code_insee)
    with transaction():
        enfant = _le_sien(enfant_id, usager_id)
        lien = enfant.rattachement_de(usager_id)
        if lien is None:
            raise Introuvable
        lien.qualite, lien.residence, lien.code_insee = fiche.qualite, fiche.residence, fiche.code_insee
        lien.adresse = dict(fiche.adresse)
        inscrire("changer_rattachement", auteur=auteur, objet=("enfant", enfant.id))
    return lien


def se_detacher(enfant_id: UUID, *, usager_id: UUID, auteur: Auteur) -> None:
    """Retire l’enfant de la famille de cet usager ; ses inscriptions restent. Lève `Introuvable`."""
    with transaction():
        enfant = _le_sien(enfant_id, usager_id)
        enfant.rattachements = [un for un in enfant.rattachements if un.usager_id != usager_id]
        siennes = delete(PersonneAutorisee).where(
            PersonneAutorisee.enfant_id == enfant_id, PersonneAutorisee.usager_id == usager_id
        )
        session.execute(siennes)
        inscrire("se_detacher_enfant", auteur=auteur, objet=("enfant", enfant.id))


def inviter(enfant_id: UUID, *, usager_id: UUID, auteur: Auteur) -> str:
    """Rend le code à donner à l’autre responsable ; il vaut quelques jours [P], une fois, et remplace le précédent."""
    code = dictee.tirer(LONGUEUR_DU_CODE)
    with transaction():
        enfant = _le_sien(enfant_id, usager_id)
        donnes = delete(Invitation).where(
            Invitation.enfant_id == enfant_id, Invitation.usager_id == usager_id, Invitation.employee_le.is_(None)
        )
        session.execute(donnes)
        expire_le = horloge.maintenant() + timedelta(days=entier_au("famille_invitation_jours"))
        session.add(
            Invitation(empreinte=_empreinte(code), enfant_id=enfant.id, usager_id=usager_id, expire_le=expire_le)
        )
        inscrire("inviter_responsable", auteur=auteur, objet=("enfant", enfant.id))
    return code


def rejoindre(
    code: str, date_naissance: date, rattachement: FicheRattachement, *, usager_id: UUID, auteur: Auteur
) -> Enfant:
    """Rattache à l’enfant celui qui tient le code et sait sa date de naissance, et prévient ; lève `CodeInconnu`.

    Un essai manqué se compte, même refusé : quelques-uns [P] éteignent le code.
    """
    _exiger_la_commune(rattachement.code_insee)
    lu = dictee.lire(code, LONGUEUR_DU_CODE)
    if lu is None:
        raise CodeInconnu
    with transaction():
        enfant = _tenter(_empreinte(lu), date_naissance)
        if enfant is not None and enfant.rattachement_de(usager_id) is None:
            _prevenir_les_autres(enfant)
            enfant.rattachements = [*enfant.rattachements, _lien(rattachement, usager_id)]
            session.flush()
            inscrire("rejoindre_enfant", auteur=auteur, objet=("enfant", enfant.id))
    if enfant is None:
        raise CodeInconnu
    return enfant


def autoriser(
    enfant_id: UUID, *, nom: str, telephone: str, lien: str = "", usager_id: UUID, auteur: Auteur
) -> PersonneAutorisee:
    """Ajoute une personne qui peut venir chercher l’enfant."""
    with transaction():
        enfant = _le_sien(enfant_id, usager_id)
        personne = PersonneAutorisee(
            enfant_id=enfant.id,
            usager_id=usager_id,
            nom=nom.strip(),
            telephone=telephone.strip(),
            lien=lien.strip(),
            cree_le=horloge.maintenant(),
        )
        session.add(personne)
        session.flush()
        inscrire("autoriser_personne", auteur=auteur, objet=("enfant", enfant.id))
    return personne


def retirer_l_autorisation(personne_id: UUID, *, usager_id: UUID, auteur: Auteur) -> UUID:
    """Retire cette personne et rend l’enfant ; tout responsable de l’enfant le peut. Lève `Introuvable`."""
    with transaction():
        personne = session.get(PersonneAutorisee, personne_id, populate_existing=True)
        if personne is None:
            raise Introuvable
        enfant = _le_sien(personne.enfant_id, usager_id)
        session.delete(personne)
        inscrire("retirer_personne_autorisee", auteur=auteur, objet=("enfant", enfant.id))
    return enfant.id


def _exiger(fiche: FicheEnfant, rattachement: FicheRattachement | None = None) -> None:
    jour = horloge.aujourd_hui()
    if fiche.date_naissance > jour or age_le(jour, fiche.date_naissance) >= MAJORITE:
        raise PasUnEnfant
    if rattachement is not None:
        _exiger_la_commune(rattachement.code_insee)


def _exiger_la_commune(code_insee: str) -> None:
    if not _CODE_INSEE.fullmatch(code_insee):
        raise CommuneInconnue


def _deja(usager_id: UUID, empreinte: str) -> bool:
    siens = select(Enfant.id).join(Rattachement).where(Rattachement.usager_id == usager_id)
    return session.scalar(siens.where(Enfant.empreinte == empreinte).limit(1)) is not None


def _lien(fiche: FicheRattachement, usager_id: UUID) -> Rattachement:
    return Rattachement(
        usager_id=usager_id,
        qualite=fiche.qualite,
        residence=fiche.residence,
        code_insee=fiche.code_insee,
        adresse=dict(fiche.adresse),
        cree_le=horloge.maintenant(),
    )


def _le_sien(enfant_id: UUID, usager_id: UUID) -> Enfant:
    """Rend l’enfant, verrouillé, à qui en répond ; lève `Introuvable` aux autres."""
    enfant = verrouiller(Enfant, enfant_id)
    if enfant.rattachement_de(usager_id) is None:
        raise Introuvable
    return enfant


def _tenter(empreinte: str, date_naissance: date) -> Enfant | None:
    """Rend l’enfant du code si la date va avec lui, et éteint le code ; sinon compte l’essai."""
    trouvee = select(Invitation).where(Invitation.empreinte == empreinte).with_for_update()
    invitation = session.scalars(trouvee.execution_options(populate_existing=True)).one_or_none()
    if invitation is None or invitation.employee_le or invitation.expire_le <= horloge.maintenant():
        return None
    if invitation.essais >= entier_au("famille_invitation_essais"):
        return None
    enfant = verrouiller(Enfant, invitation.enfant_id)
    if enfant.identite.get("date_naissance") != date_naissance.isoformat():
        invitation.essais += 1
        return None
    invitation.employee_le = horloge.maintenant()
    return enfant


def _prevenir_les_autres(enfant: Enfant) -> None:
    """Écrit à ceux qui répondaient déjà de l’enfant : un code perdu ne doit pas servir à leur insu."""
    deja = [lien.usager_id for lien in enfant.rattachements]
    for usager in session.scalars(select(Usager).where(Usager.id.in_(deja)).order_by(Usager.id)):
        vers = Destinataire(courriel=usager.courriel, langue=usager.langue)
        prevoir(vers, "compte/enfant_rejoint", {}, objet=("enfant", enfant.id))


def _empreinte(code: str) -> str:
    return empreinte_cle(code, "famille.invitation")
