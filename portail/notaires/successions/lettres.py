"""La réponse à un office : A, B, C ou D, une seule forme (CASF, L132-8). Elle ne nomme aucun agent.

Toutes les réponses A ont les mêmes mots, hors l’identité et ce que l’office a écrit ; le fichier de toutes les réponses
a la même taille (`OCTETS`), quels que soient leur sens et la longueur des noms.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from portail.demarche.formats import en_date
from portail.documents.codes import en_groupes
from portail.documents.lettres import Affaire, Coordonnees, entete
from portail.documents.models import Document
from portail.documents.redaction import FRANCAIS
from portail.documents.remise import Resume, departement, emettre
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.redaction import coordonnees
from portail.identite.notaires.models import Membre, Office
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.notaires.rapprochement.identites import DateConnue
from portail.notaires.successions.creances import demande_de
from portail.notaires.successions.demandes import Demande, Domicile
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.lettre_de_creance import ce_que_dit_la_creance, creances_dites, demandes_a_l_office
from portail.notaires.successions.models import Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.communes import annuaire
from portail.territoire.departements import departements
from portail.territoire.jours import ajouter_mois
from portail.territoire.queries import service_de

NATURE = "reponse_succession"
OCTETS = 1 << 17
"""Le fichier est complété jusqu’à un multiple de cette taille ; toutes les réponses tiennent dans le premier."""
TITRE = _("Réponse à votre recherche de créance d’aide sociale")
_INTRODUCTION = _(
    "Vous nous avez demandé si le Département détient une créance d’aide sociale, récupérable au titre de l’article "
    "L. 132-8 du code de l’action sociale et des familles, sur la succession de cette personne :"
)
_NON_DIT = _("Non indiqué")
_SUITES = _("Ce que nous vous demandons")
_A_SAVOIR = _("À savoir")
_AILLEURS = _("Cette réponse ne préjuge pas des créances d’autres organismes ni d’autres départements.")
_ASPA = _(
    "L’allocation de solidarité aux personnes âgées (ASPA) et l’allocation supplémentaire d’invalidité (ASI) relèvent "
    "d’un autre créancier : interrogez la CARSAT ou la MSA."
)
_VALIDITE = _("Cette réponse vaut jusqu’au %(jour)s. Passé ce jour, refaites une requête.")
_SECRET = _("Ces informations sont couvertes par le secret professionnel et ne servent qu’à cette succession.")

_AUCUNE = _(
    "À la date du %(jour)s, aucune créance d’aide sociale récupérable au titre de l’article L. 132-8 n’est connue du "
    "Département pour cette personne."
)
_CREANCE = _(
    "À la date du %(jour)s, le Département détient une créance d’aide sociale récupérable au titre de l’article "
    "L. 132-8 pour cette personne."
)
_RECHERCHE = _("À la date du %(jour)s, une recherche complémentaire est nécessaire.")
_RECHERCHE_SUITE = _("Cette réponse ne dit ni qu’une créance existe, ni qu’il n’en existe pas.")
_RECHERCHE_SEULE = _("Vous n’avez rien à faire : une nouvelle réponse remplacera celle-ci, le %(jour)s.")
_PRECISEZ = _("Pour préciser votre demande, faites une nouvelle requête, ou écrivez-nous : %(service)s.")
_INCOMPETENT = _(
    "À la date du %(jour)s, le Département n’est pas compétent : le domicile de secours de cette personne relève d’un "
    "autre département (articles L. 122-1 et suivants du code de l’action sociale et des familles)."
)
_COMPETENT = _("Département compétent : %(nom)s (%(code)s). Adressez-lui votre demande.")
_A_CHERCHER = _("Nous ne savons pas lequel. Les domiciles de cette personne, avant tout établissement, le diront.")
_REMPLACE = _("Cette réponse remplace celle du %(jour)s, de code %(code)s.")


def remettre(requete: Requete, office: Office, membre: Membre, *, remplace: Document | None = None) -> Document:
    """Remet la réponse de cette requête, dans la transaction courante ; `remplace` : celle qui ne vaut plus."""
    defunt, jour = demande_de(requete).defunt, horloge.aujourd_hui()
    return emettre(
        NATURE,
        donnees(requete, office, membre, jour, remplace=remplace),
        resume=Resume(
            numero=requete.numero, personne=(*defunt.prenoms[:1], defunt.nom_naissance), valable_jusqu_au=_fin(jour)
        ),
        objet_id=requete.id,
        multiple=OCTETS,
    )


def donnees(
    requete: Requete, office: Office, membre: Membre, jour: date, *, remplace: Document | None = None
) -> dict[str, Any]:
    """Rend ce que la réponse dit, datée de ce jour : les données du gabarit `reponse_succession`."""
    demande, service = demande_de(requete), coordonnees(service_de(SERVICE_RECOURS))
    corps = _CORPS[requete.reponse or Reponse.RECHERCHE](requete, jour, service)
    return {
        **_entete(requete, office, membre, service, jour),
        "titre": TITRE,
        "introduction": [_INTRODUCTION],
        "identite": _identite(demande),
        "reponse_titre": _("Notre réponse"),
        "paragraphes": [],
        "creances": [],
        "suites_titre": _SUITES,
        "suites": [],
        "a_savoir_titre": _A_SAVOIR,
        "a_savoir": [_AILLEURS, _ASPA, _VALIDITE % {"jour": FRANCAIS.jour(_fin(jour))}, _SECRET],
        "signature": f"{departement().nom_complet}\n{service.nom}",
        "remplace": _remplace(remplace),
        **corps,
    }


def _fin(jour: date) -> date:
    return ajouter_mois(jour, entier_au("succession_validite_mois", jour))


def _entete(requete: Requete, office: Office, membre: Membre, service: Coordonnees, jour: date) -> dict[str, Any]:
    numero = en_deux_groupes(requete.numero)
    commun = entete(
        departement=departement(),
        service=service,
        destinataire=[office.nom, membre.nom_affiche, office.voie, f"{office.code_postal} {office.commune}"],
        affaire=Affaire(numero=numero, demarche=TITRE),
        jour=jour,
    )
    references = [
        [_("Requête n°"), numero],
        [_("Déposée le"), FRANCAIS.jour(horloge.a_paris(requete.deposee_le).date())],
        [_("Votre référence"), requete.reference],
        [_("Service chargé de la requête"), "\n".join(service.lignes)],
    ]
    return commun | {"references": references, "pied": _("Requête n° %(numero)s") % {"numero": numero}}


def _identite(demande: Demande) -> list[list[str]]:
    """Rend l’identité entière, les mêmes lignes pour tous."""
    defunt = demande.defunt
    deces = FRANCAIS.jour(demande.deces_le) if demande.deces_le else _NON_DIT
    return [
        [_("Nom de naissance"), defunt.nom_naissance],
        [_("Nom d’usage"), defunt.nom_usage or _NON_DIT],
        [_("Prénoms"), ", ".join(defunt.prenoms)],
        [_("Date de naissance"), naissance_dite(defunt.naissance)],
        [_("Lieu de naissance"), commune_dite(defunt.lieu) or _NON_DIT],
        [_("Date du décès"), deces],
        [_("Lieu du décès"), commune_dite(demande.deces_commune) or _NON_DIT],
        [_("Dernier domicile"), _adresse(demande.domicile)],
    ]


def naissance_dite(naissance: DateConnue) -> str:
    """Rend la date en toutes lettres, ou ce que l’acte en dit : « février 1931 », « 1931 »."""
    if naissance.est_entiere:
        return FRANCAIS.jour(date(naissance.annee, naissance.mois, naissance.jour))
    if naissance.mois:
        return en_date(date(naissance.annee, naissance.mois, 2)).partition(" ")[2]
    return str(naissance.annee)


def commune_dite(ecrite: str) -> str:
    """Rend le nom de la commune de ce code ; un nom, ou un code d’ailleurs, tel quel."""
    commune = annuaire().par_code(ecrite)
    return commune.nom if commune else ecrite


def _adresse(domicile: Domicile) -> str:
    ville = f"{domicile.code_postal} {commune_dite(domicile.commune)}".strip()
    return "\n".join(filter(None, (domicile.voie, ville))) or _NON_DIT


def _remplace(ancien: Document | None) -> str:
    if ancien is None:
        return ""
    jour = FRANCAIS.jour(horloge.a_paris(ancien.cree_le).date())
    return _REMPLACE % {"jour": jour, "code": en_groupes(ancien.code)}


def _au(modele: str, jour: date) -> str:
    return modele % {"jour": FRANCAIS.jour(jour)}


def _corps_a(_requete: Requete, jour: date, _service: Coordonnees) -> dict[str, Any]:
    return {"conclusion": _au(_AUCUNE, jour)}


def _corps_b(requete: Requete, jour: date, service: Coordonnees) -> dict[str, Any]:
    garde = requete.creances or {}
    return {
        "conclusion": _au(_CREANCE, jour),
        "paragraphes": ce_que_dit_la_creance(garde),
        "creances": creances_dites(garde),
        "suites": demandes_a_l_office(service),
    }


def _corps_c(requete: Requete, jour: date, service: Coordonnees) -> dict[str, Any]:
    if requete.motif is None:
        suite = _RECHERCHE_SEULE % {"jour": FRANCAIS.instant(_prevue(requete))}
        return {"conclusion": _au(_RECHERCHE, jour), "paragraphes": [_RECHERCHE_SUITE, suite]}
    joindre = _PRECISEZ % {"service": ", ".join(service.lignes)}
    return {
        "conclusion": _au(_RECHERCHE, jour),
        "paragraphes": [_RECHERCHE_SUITE],
        "suites": [*requete.motif.splitlines(), joindre],
    }


def _prevue(requete: Requete) -> datetime:
    assert requete.repondre_le is not None  # noqa: S101 — posé par qui répond
    return requete.repondre_le


def _corps_d(requete: Requete, jour: date, _service: Coordonnees) -> dict[str, Any]:
    code = requete.departement_competent or ""
    nom = departements().get(code)
    lequel = _COMPETENT % {"nom": nom, "code": code} if nom else _A_CHERCHER
    return {"conclusion": _au(_INCOMPETENT, jour), "paragraphes": [lequel]}


_CORPS: Mapping[Reponse, Callable[[Requete, date, Coordonnees], dict[str, Any]]] = MappingProxyType(
    {
        Reponse.AUCUNE_CREANCE: _corps_a,
        Reponse.CREANCE: _corps_b,
        Reponse.RECHERCHE: _corps_c,
        Reponse.INCOMPETENT: _corps_d,
    }
)
