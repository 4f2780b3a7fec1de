"""« Règles et paramètres » d’une démarche : ce que le traitement vérifie et calcule, et avec quelles valeurs.

CRPA, R311-3-1-2 : degré de contribution, données et sources, paramètres, opérations.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import demarche_de
from portail.demarche.conditions import CHAMPS_PLATEFORME, Condition, champs_cites
from portail.demarche.transparence import Part, Provenance, expliquer, parametres_employes
from portail.documents.conditions_ecrites import ConditionsEcrites
from portail.documents.redaction import Redaction
from portail.dossiers.motifs.queries import motivee
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.public.blueprint import blueprint
from portail.guichets.public.presentation import dire
from portail.guichets.unites import valeur_ecrite
from portail.parametres.models import Parametre
from portail.parametres.queries import historiques_de, valeurs_au
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _, traducteur

PROVENANCES: Mapping[Provenance, str] = MappingProxyType(
    {
        Provenance.DECLAREE: _("réponse de la demande"),
        Provenance.CERTIFIEE: _("réponse de la demande, ou identité certifiée par FranceConnect"),
        Provenance.AGENT: _("vérification d’un agent"),
        Provenance.CALCUL: _("calcul de cette page"),
        Provenance.PLATEFORME: _("connue de nos services"),
    }
)
PARTS: Mapping[Part, str] = MappingProxyType(
    {
        Part.PROPOSE_UN_REFUS: _("Si la condition n’est pas remplie, un refus est proposé à l’agent. L’agent décide."),
        Part.PROPOSE_UNE_RESERVE: _("S’il y a lieu, une réserve est proposée à l’agent, à dire avec l’accord."),
        Part.FAIT_VERIFIER: _("L’agent fait cette vérification, puis décide. Aucun refus n’est proposé."),
        Part.PROPOSE_LE_MONTANT: _("Le résultat est proposé à l’agent comme montant de l’aide. L’agent décide."),
        Part.SERT_A: _("Le résultat sert à :"),
        Part.INFORME: _("Le résultat informe l’agent. Il ne propose pas de décision."),
    }
)


@blueprint.get("/demarches/<identifiant>/regles")
@ouvert
def regles(identifiant: str) -> ResponseReturnValue:
    """Publie les règles, les calculs et les paramètres d’une démarche."""
    demarche = demarche_de(identifiant)
    if not demarche.algorithmique:
        raise Introuvable
    jour = horloge.aujourd_hui()
    historiques = historiques_de(parametres_employes(demarche))
    return render_template(
        "public/regles.html",
        demarche=demarche,
        expliquees=expliquer(motivee(demarche)),
        historiques=historiques,
        en_vigueur={code: _en_vigueur(periodes) for code, periodes in historiques.items()},
        valeurs=valeurs_au(jour),
        jour=jour,
        dire=dire,
        provenances=PROVENANCES,
        parts=PARTS,
        valeur_ecrite=valeur_ecrite,
        cites=_cites,
        quand=partial(_quand, ConditionsEcrites(demarche, Redaction.en(langue_courante()))),
    )


def _quand(ecrites: ConditionsEcrites, condition: Condition | None) -> str:
    """Rend en mots quand une règle s’applique ; rien si c’est toujours, ou si cela ne dépend que de nos services."""
    if condition is None or champs_cites(condition) <= CHAMPS_PLATEFORME - {"qualite_deposant"}:
        return ""
    return ecrites.dire(condition)


def _cites(textes: Iterable[str]) -> str:
    """Rend des titres traduits, entre guillemets."""
    traduire = traducteur(langue_courante())
    return ", ".join(gettext("« %(titre)s »", titre=traduire(texte)) for texte in textes)


def _en_vigueur(periodes: Sequence[Parametre]) -> Parametre | None:
    jour = horloge.aujourd_hui()
    return next((un for un in periodes if un.debut <= jour and (un.fin is None or un.fin >= jour)), None)
