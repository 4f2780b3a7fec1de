"""Choisir combien de billets de chaque tarif : les mêmes champs pour le public et au guichet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from portail.demarche.champs import Champ
from portail.demarche.declaration import Nombre
from portail.demarche.formats import en_euros
from portail.demarche.valeurs import Valeur
from portail.guichets.contexte import traduire
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.patrimoine.models import TarifDeProduit
from portail.parametres.queries import entier_au
from portail.socle.traduction import _

_A_MONTRER = _("%(prix)s. À montrer à l’entrée : %(justificatif)s. Ne nous l’envoyez pas.")


def _champs_des_tarifs(tarifs: Sequence[TarifDeProduit], langue: str) -> list[Champ]:
    """Rend un nombre à remplir par tarif, son prix et ce qu’il faudra montrer en aide."""
    maximum = Decimal(entier_au("billetterie_billets_max"))
    return [
        Nombre(_nom(tarif), tarif.libelle, aide=_aide(tarif, langue), obligatoire=False, maximum=maximum)
        for tarif in tarifs
    ]


def formulaire_des_tarifs(
    tarifs: Sequence[TarifDeProduit], langue: str, autres: Sequence[Champ] = ()
) -> FormulaireDeSaisie:
    """Rend le formulaire : un nombre par tarif, puis les autres champs ; zéro se dit en n’écrivant rien."""
    champs = [*_champs_des_tarifs(tarifs, langue), *autres]
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    for tarif in tarifs:
        form[_nom(tarif)].sans_mention = True
    return form


def quantites_lues(reponses: Mapping[str, Valeur], tarifs: Sequence[TarifDeProduit]) -> list[tuple[UUID, int]]:
    """Rend combien de billets de chaque tarif."""
    return [(tarif.id, int(Decimal(str(reponses.get(_nom(tarif)) or 0)))) for tarif in tarifs]


def _nom(tarif: TarifDeProduit) -> str:
    return f"tarif_{tarif.rang}"


def _aide(tarif: TarifDeProduit, langue: str) -> str:
    prix = en_euros(tarif.prix, langue) if tarif.prix else traduire(_("Gratuit"))
    if not tarif.justificatif:
        return prix
    return traduire(_A_MONTRER) % {"prix": prix, "justificatif": tarif.justificatif}
