"""Ce que dit la page d’un échec de connexion : une famille, un texte simple, de quoi continuer."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portail.guichets.connexion.echecs import Famille
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True)
class PageEchec:
    """Titre, explication et conseils ; `%(fournisseur)s` y est remplacé. `reessayer` propose de recommencer."""

    titre: str
    explication: str
    conseils: tuple[str, ...]
    reessayer: bool = True


_RIEN = _("Rien n’a été enregistré.")

PAGES: Mapping[Famille, PageEchec] = MappingProxyType(
    {
        Famille.ABANDON: PageEchec(
            _("La connexion n’a pas abouti"),
            _("La connexion avec %(fournisseur)s n’est pas allée jusqu’au bout. Vous l’avez peut-être annulée."),
            (_("Recommencez quand vous voulez."), _RIEN),
        ),
        Famille.PERIMEE: PageEchec(
            _("Cette connexion n’est plus valable"),
            _("Elle a pris trop de temps, elle a déjà servi, ou elle a commencé dans un autre navigateur."),
            (_("Recommencez depuis le début, sans utiliser le bouton « Précédent »."), _RIEN),
        ),
        Famille.INDISPONIBLE: PageEchec(
            _("%(fournisseur)s ne répond pas"),
            _("Le service %(fournisseur)s est en panne ou trop occupé. Ce n’est pas de votre faute."),
            (_("Réessayez dans quelques minutes."), _RIEN),
        ),
        Famille.REFUSEE: PageEchec(
            _("Nous n’avons pas pu vérifier votre connexion"),
            _("La réponse de %(fournisseur)s n’était pas celle attendue. Par sécurité, nous avons tout arrêté."),
            (_("Réessayez une fois. Si cela recommence, prévenez-nous par téléphone."), _RIEN),
        ),
        Famille.NIVEAU: PageEchec(
            _("Une connexion plus sûre est nécessaire"),
            _("Votre connexion avec %(fournisseur)s n’est pas assez protégée pour entrer ici."),
            (_("Recommencez en choisissant une connexion à deux étapes (mot de passe et code, par exemple)."), _RIEN),
        ),
        Famille.IDENTITE: PageEchec(
            _("Votre identité est incomplète"),
            _("%(fournisseur)s ne nous a pas transmis toutes les informations nécessaires."),
            (_("Réessayez en acceptant de transmettre toutes les informations demandées."), _RIEN),
        ),
        Famille.NON_HABILITE: PageEchec(
            _("Aucun accès ne vous est ouvert ici"),
            _("Votre identité est vérifiée, mais cet espace est réservé aux agents que le Département a inscrits."),
            (
                _("Demandez votre accès à l’administrateur du portail."),
                _("Si vous venez faire une démarche pour vous-même, passez par la connexion des usagers."),
            ),
            reessayer=False,
        ),
        Famille.OFFICE: PageEchec(
            _("Aucun accès ne vous est ouvert ici"),
            _("Votre identité est vérifiée, mais votre office ne vous a pas encore ouvert d’accès, ou l’a fermé."),
            (
                _("Demandez votre accès au notaire qui gère ceux de votre office."),
                _("Si votre office n’a pas encore d’accès, écrivez-nous : la réponse se donne alors par courrier."),
            ),
            reessayer=False,
        ),
    }
)
