"""Remettre un document : son contenu figé, son code, puis son PDF composé et scellé par une tâche."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.config import Departement
from portail.documents import mention
from portail.documents.cachet import sceller
from portail.documents.codes import nouveau_code
from portail.documents.composition import composer_a_part
from portail.documents.models import Document
from portail.documents.redaction import Redaction
from portail.documents.verification import lien, verification
from portail.socle import demarrage, horloge
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite
from portail.socle.taches import differer_par_nom
from portail.socle.traduction import _

COMPOSER = "documents.composer"
SIGNES_MONTRES = 4
"""Ce que la vérification montre d’un numéro ; le reste est masqué."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Ce que dit la vérification : jamais un nom ni un numéro entiers. `montant` en euros."""

    numero: str
    personne: tuple[str, ...]
    """Les mots dont les initiales se montrent : prénoms, puis nom."""
    sens: str = ""
    montant: Decimal | None = None
    valable_jusqu_au: date | None = None
    """Le dernier jour où le document vaut ; rien s’il vaut tant qu’il n’est pas révoqué."""

    def au(self, jour: date) -> dict[str, str]:
        """Rend ce qui se garde, pour un document daté de ce jour."""
        return {
            "date": jour.isoformat(),
            "numero": self.numero[:SIGNES_MONTRES],
            "initiales": "".join(mot[:1] for mot in self.personne).upper(),
            "sens": self.sens,
            "montant": "" if self.montant is None else f"{self.montant:.2f}",
            "valable_jusqu_au": self.valable_jusqu_au.isoformat() if self.valable_jusqu_au else "",
        }


def departement() -> Departement:
    """Rend le département, tel que réglé."""
    return demarrage.reglages().departement


def emettre(
    nature: str,
    donnees: dict[str, Any],
    *,
    resume: Resume,
    gabarit: str = "",
    langue: str = "fr",
    objet_id: UUID | None = None,
    dossier_id: UUID | None = None,
    multiple: int = 0,
) -> Document:
    """Garde le document et diffère la composition de son PDF, dans la transaction courante.

    `donnees` : ce que le gabarit attend, dont `titre` ; le bloc de vérification s’y ajoute. Un seul document d’une
    nature est en vigueur pour un objet. `multiple` : la taille du PDF, en octets, en sera un, pour ne rien dire de ce
    qu’il contient.
    """
    code = nouveau_code()
    bloc = verification(
        code,
        url_publique=demarrage.reglages().url_publique,
        emetteur=departement().nom_complet,
        redaction=Redaction.en(langue),
    )
    document = Document(
        dossier_id=dossier_id,
        nature=nature,
        objet_id=objet_id,
        code=code,
        contenu={
            "gabarit": gabarit or nature,
            "titre": donnees["titre"],
            "langue": langue,
            "donnees": donnees | {"verification": bloc},
            **({"multiple": multiple} if multiple else {}),
        },
        resume=resume.au(horloge.aujourd_hui()),
        cree_le=horloge.maintenant(),
    )
    session.add(document)
    session.flush()
    differer_par_nom(COMPOSER, document_id=str(document.id))
    return document


def fermer(document: Document, *, motif: str, par: Document | None = None) -> None:
    """Révoque un document, au profit de `par` s’il est remplacé ; lève `TransitionInterdite` s’il l’est déjà."""
    if document.revoque_le is not None:
        raise TransitionInterdite(_("Ce document est déjà révoqué."))
    document.revoque_le = horloge.maintenant()
    document.motif_revocation = motif
    document.remplace_par_id = par.id if par else None


def remplacer_ceux_de(objet_id: UUID, *, par: Document | None, motif: str) -> None:
    """Révoque les documents de cet objet (une décision qui n’est plus en vigueur) ; `par` les remplace, s’il y en a."""
    for ancien in session.scalars(select(Document).where(Document.objet_id == objet_id, Document.revoque_le.is_(None))):
        fermer(ancien, motif=motif, par=par)


def composer_document(document: Document, mention_signee: str) -> bytes:
    """Rend le PDF d’un document, composé de ses données puis scellé ; à faire dans une tâche."""
    contenu = document.contenu
    adresse = adresse_du_qr(document.code, mention_signee)
    pdf = composer_a_part(contenu["gabarit"], contenu["donnees"], langue=contenu["langue"], lien=adresse)
    return sceller(pdf, multiple=contenu.get("multiple", 0))


def adresse_du_qr(code: str, mention_signee: str) -> str:
    """Rend ce que porte le code QR d’un document : la page qui le vérifie, suivie de sa mention."""
    return lien(code, mention_signee, url_publique=demarrage.reglages().url_publique)


def signer_la_mention(document: Document) -> str:
    """Rend la mention du code QR, signée par la clé courante."""
    resume = document.resume
    numero, graine = demarrage.reglages().cachet.cles_verification[0]
    return mention.signer(
        mention.Mention(
            code=document.code,
            nature=mention.en_signes(document.nature),
            date=resume["date"].replace("-", ""),
            numero=resume["numero"],
            initiales=mention.en_signes(resume["initiales"]),
            sens=mention.en_signes(resume["sens"]),
            montant=resume["montant"],
            empreinte=mention.empreinte_de(document.contenu),
        ),
        numero,
        graine,
    )
