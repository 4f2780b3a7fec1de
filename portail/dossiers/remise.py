"""Remettre un document : son contenu figé, son code, puis son PDF composé et scellé par une tâche."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.config import Departement
from portail.demarche.declaration import Demarche
from portail.documents import lettres, mention
from portail.documents.cachet import sceller
from portail.documents.codes import nouveau_code
from portail.documents.composition import composer_a_part
from portail.documents.redaction import Redaction
from portail.documents.verification import lien, verification
from portail.dossiers.models import Document, Dossier
from portail.dossiers.redaction import affaire_de, coordonnees
from portail.identite.anonymat import montrer
from portail.identite.queries import agent_de
from portail.socle import demarrage, horloge
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite
from portail.socle.taches import differer_par_nom
from portail.socle.traduction import _
from portail.territoire.queries import service_de

COMPOSER = "dossiers.composer_document"
SIGNES_MONTRES = 4
"""Ce que la vérification montre du numéro de dossier ; le reste est masqué."""


@dataclass(frozen=True, slots=True)
class Faits:
    """Ce que le code QR affirme d’une décision, pour qu’une lettre retouchée se voie : son sens, son montant."""

    sens: str = ""
    montant: Decimal | None = None


def departement() -> Departement:
    """Rend le département, tel que réglé."""
    return demarrage.reglages().departement


def entete(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> dict[str, Any]:
    """Rend l’en-tête d’une lettre au sujet de ce dossier, datée d’aujourd’hui."""
    agent, service = agent_de(dossier.agent_id) if dossier.agent_id else None, service_de(dossier.service_code)
    adresse = dossier.reponses.get(demarche.beneficiaire.adresse)
    lignes = [f"{dossier.prenoms} {dossier.nom}".strip()]
    if isinstance(adresse, dict):
        lignes += [adresse.get("voie", ""), adresse.get("complement", "")]
        lignes.append(f"{adresse.get('code_postal', '')} {adresse.get('commune', '')}".strip())
    return lettres.entete(
        departement=departement(),
        service=coordonnees(service),
        destinataire=[ligne for ligne in lignes if ligne],
        affaire=affaire_de(dossier, demarche, redaction),
        jour=horloge.aujourd_hui(),
        suivi_par=montrer(agent, service, redaction.traduire).en_toutes_lettres if agent else "",
        redaction=redaction,
    )


def remettre(
    dossier: Dossier,
    demarche: Demarche,
    nature: str,
    donnees: dict[str, Any],
    *,
    gabarit: str = "",
    objet_id: UUID | None = None,
    faits: Faits | None = None,
) -> Document:
    """Garde le document et diffère la composition de son PDF, dans la transaction courante."""
    redaction = Redaction.en(dossier.langue)
    code = nouveau_code()
    bloc = verification(
        code,
        url_publique=demarrage.reglages().url_publique,
        emetteur=departement().nom_complet,
        redaction=redaction,
    )
    completes = entete(dossier, demarche, redaction) | donnees | {"verification": bloc}
    document = Document(
        dossier_id=dossier.id,
        nature=nature,
        objet_id=objet_id,
        code=code,
        contenu={
            "gabarit": gabarit or nature,
            "titre": completes["titre"],
            "langue": dossier.langue,
            "donnees": completes,
        },
        resume=_resume(dossier, faits or Faits()),
        cree_le=horloge.maintenant(),
    )
    session.add(document)
    session.flush()
    differer_par_nom(COMPOSER, document_id=str(document.id))
    return document


def _resume(dossier: Dossier, faits: Faits) -> dict[str, str]:
    """Rend ce que dit la vérification : jamais un nom ni un numéro entiers."""
    return {
        "date": horloge.aujourd_hui().isoformat(),
        "numero": dossier.numero[:SIGNES_MONTRES],
        "initiales": "".join(nom[:1] for nom in (dossier.prenoms, dossier.nom)).upper(),
        "sens": faits.sens,
        "montant": "" if faits.montant is None else f"{faits.montant:.2f}",
    }


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
    return sceller(composer_a_part(contenu["gabarit"], contenu["donnees"], langue=contenu["langue"], lien=adresse))


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
