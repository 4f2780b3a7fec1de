"""Le compte à créditer : la personne le change depuis son espace, jamais pour celui que la banque vient de refuser."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.dossiers.actions.commun import demarche_du, toucher, verrouiller_pour_usager
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import normaliser
from portail.dossiers.versements.erreurs import CompteRefuse, RibExige
from portail.dossiers.versements.etats import ENGAGES, TRANSITIONS, GesteVersement
from portail.dossiers.versements.models import ProchainCompte, Versement, VersementChange
from portail.dossiers.versements.phrases import dire_le_compte_change, dire_le_prochain_compte
from portail.dossiers.versements.queries import dernier_sur_compte, prochain_compte
from portail.dossiers.versements.verrous import dernier_versement
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.journal.actions import inscrire
from portail.pieces.actions import Recu, enregistrer_fichier
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.chiffrement import empreinte_cle

RIB = "rib"
"""La pièce où va le relevé d’identité bancaire, si la démarche en déclare une."""
USAGE = "iban"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteBancaire:
    """Un compte, IBAN déjà lu et vérifié (ISO 13616), son titulaire, et le relevé s’il est joint."""

    iban: str
    titulaire: str
    rib: Recu | None = None


def changer_de_compte(dossier_id: UUID, *, usager: Usager, compte: CompteBancaire) -> Versement | None:
    """Change le compte à créditer ; un versement rejeté repart aussitôt, ou après vérification d’un titulaire inconnu.

    Une prestation mensuelle dont tout est parti, ou payée ailleurs, garde ce compte pour la suite. Lève
    `CompteRefuse`, `RibExige`, `VersementChange` si l’argent est déjà parti.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        if demarche_du(dossier).prestation is not None and dernier_sur_compte(dossier) is None:
            _garder_pour_la_suite(dossier, None, compte, usager)
            return None
        versement = dernier_versement(dossier)
        if _vaut_pour_la_suite(versement):
            _garder_pour_la_suite(dossier, versement, compte, usager)
            return versement
        geste = _geste(dossier, versement, compte)
        if (versement.iban, versement.titulaire) == (compte.iban, compte.titulaire):
            return versement
        for change in (versement, *_autres_en_attente(dossier, versement, geste)):
            change.iban, change.titulaire = compte.iban, compte.titulaire
            change.appliquer(geste, auteur=auteur_usager(usager))
        if compte.rib is not None and _a_un_rib(demarche_du(dossier)):
            enregistrer_fichier(dossier.id, RIB, compte.rib)
        toucher(dossier)
        dire_le_compte_change(dossier, versement)
    return versement


def peut_changer(versement: Versement) -> bool:
    """Vrai si la personne peut donner un autre compte : pour ce versement, ou pour les mois qui suivent."""
    return versement.etat in TRANSITIONS[GesteVersement.CHANGER_IBAN] or _vaut_pour_la_suite(versement)


def _vaut_pour_la_suite(versement: Versement) -> bool:
    return versement.mois is not None and versement.etat in ENGAGES


def _garder_pour_la_suite(
    dossier: Dossier, versement: Versement | None, compte: CompteBancaire, usager: Usager
) -> None:
    connu = _est_connu(dossier, versement, compte)
    _exiger_un_compte_admis(versement, compte, connu=connu)
    suite = prochain_compte(dossier) or ProchainCompte(dossier_id=dossier.id)
    suite.iban, suite.titulaire, suite.a_verifier = compte.iban, compte.titulaire, not connu
    suite.donne_le = horloge.maintenant()
    session.add(suite)
    session.flush()
    geste = GesteVersement.CHANGER_IBAN if connu else GesteVersement.SOUMETTRE_IBAN
    inscrire(
        geste, auteur=auteur_usager(usager), objet=("dossier", dossier.id), details={"a_partir_du_mois_suivant": True}
    )
    if compte.rib is not None and _a_un_rib(demarche_du(dossier)):
        enregistrer_fichier(dossier.id, RIB, compte.rib)
    toucher(dossier)
    dire_le_prochain_compte(dossier, compte.iban)


def _autres_en_attente(dossier: Dossier, versement: Versement, geste: GesteVersement) -> Sequence[Versement]:
    """Rend, verrouillés, les autres mois d’une prestation qui attendent eux aussi un compte."""
    if versement.mois is None:
        return ()
    return session.scalars(
        select(Versement)
        .where(
            Versement.dossier_id == dossier.id,
            Versement.id != versement.id,
            Versement.mois.is_not(None),
            Versement.etat.in_(list(TRANSITIONS[geste])),
        )
        .order_by(Versement.ouvert_le)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _geste(dossier: Dossier, versement: Versement, compte: CompteBancaire) -> GesteVersement:
    """Rend le geste à faire ; vérifie le compte avant tout changement."""
    connu = _est_connu(dossier, versement, compte)
    geste = GesteVersement.CHANGER_IBAN if connu else GesteVersement.SOUMETTRE_IBAN
    if versement.etat not in TRANSITIONS[geste]:
        raise VersementChange
    _exiger_un_compte_admis(versement, compte, connu=connu)
    return geste


def _est_connu(dossier: Dossier, versement: Versement | None, compte: CompteBancaire) -> bool:
    meme = versement is not None and normaliser(compte.titulaire) == normaliser(versement.titulaire or "")
    return meme or titulaire_connu(dossier, compte.titulaire)


def _exiger_un_compte_admis(versement: Versement | None, compte: CompteBancaire, *, connu: bool) -> None:
    """Lève `CompteRefuse` pour le compte que la banque a refusé, `RibExige` pour un titulaire inconnu sans relevé."""
    if versement is not None and versement.iban_rejete_empreinte == empreinte_du_compte(compte.iban):
        raise CompteRefuse
    if not connu and compte.rib is None:
        raise RibExige


def _a_un_rib(demarche: Demarche) -> bool:
    return demarche.piece(RIB) is not None


def empreinte_du_compte(iban: str) -> str:
    """Rend l’empreinte à clé d’un compte : reconnaître celui qui fut refusé sans le garder."""
    return empreinte_cle(iban, USAGE)


def titulaire_connu(dossier: Dossier, titulaire: str) -> bool:
    """Vrai si le titulaire est la personne du dossier ou quelqu’un qui y intervient, à l’ordre des mots près."""
    mots = set(normaliser(titulaire).split())
    noms = [f"{dossier.nom} {' '.join(dossier.prenoms.split()[:1])}", *(lien.nom for lien in dossier.intervenants)]
    connus = (set(normaliser(nom).split()) for nom in noms)
    return any(connu and connu <= mots for connu in connus)
