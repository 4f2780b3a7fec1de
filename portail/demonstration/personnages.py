"""Les histoires des personnages des fiches : chacun dans la situation que son scénario décrit."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from portail.demonstration.recit import Recit
from portail.demonstration.suites import RecitSuivi
from portail.dossiers.etats import NatureDecision
from portail.dossiers.lectures import RaisonLecture
from portail.dossiers.versements.etats import MotifRejet
from portail.pieces.models import MotifRefusPiece


def _lina(r: Recit) -> None:
    """Sa mère a déposé ; deux pièces sont à renvoyer."""
    r.le(20, "21:14").depose(floues=["autorisation_parentale"])
    r.au_bureau(17).prend().accepte("inscription_ecole", "rib")
    r.refuse_piece(
        "autorisation_parentale",
        MotifRefusPiece.ILLISIBLE,
        "La photo est floue : on ne lit ni la date ni la signature.",
    )
    r.refuse_piece("avis_impot", MotifRefusPiece.TRONQUEE, "Il manque la page 2, avec le nombre de parts.")
    r.au_bureau(6, "14:35").demande(
        "Bonjour,\n\nIl me manque deux documents pour étudier la demande de Lina : l’autorisation d’un parent, bien "
        "lisible, et toutes les pages de votre avis d’impôt.\n\nUne photo nette prise en plein jour suffit.",
        jours=30,
        pieces=["autorisation_parentale", "avis_impot"],
    )
    r.le(4, "20:02").ecrit(
        "Bonjour, est-ce que l’avis d’impôt de l’an dernier peut convenir ? Je n’ai pas encore celui de cette année."
    )
    r.au_bureau(3, "11:05").ouvre(RaisonLecture.CONTACT, "Sa mère appelle pour savoir où en est la demande.")
    r.au_bureau(1, "09:20").repond(
        "Bonjour Madame, oui, l’avis de l’an dernier convient si c’est le dernier que vous avez reçu."
    )


def _yanis(r: Recit) -> None:
    """Il dépose la veille de ses vingt-cinq ans : encore dans les temps."""
    r.le(0, "08:05").depose()


def _emma(r: Recit) -> None:
    """Moins d’un an de résidence : un refus attend la signature."""
    r.le(15, "12:48").depose()
    r.au_bureau(13).prend().accepte()
    r.au_bureau(2, "16:12").decide(NatureDecision.REFUS, "residence")


def _tom(r: Recit) -> None:
    """Trop jeune pour le permis B ; il prépare une demande pour le permis AM."""
    r.le(33, "17:40").depose()
    r.au_bureau(30).prend()
    r.au_bureau(14, "11:05").decide(NatureDecision.REFUS, "age")
    r.au_bureau(12, "15:30").signe()
    r.le(11, "18:55").lit()
    r.le(9, "19:10").recommence(categorie="AM", cout_total="320.00")


def _aminata(r: Recit) -> None:
    """L’aide de l’État ne se cumule pas : le refus vient d’être signé."""
    r.le(27, "13:02").depose()
    r.au_bureau(24).prend().accepte()
    r.au_bureau(8, "10:40").decide(NatureDecision.REFUS, "cumul")
    r.au_bureau(1, "11:25").signe()


def _noe(r: RecitSuivi) -> None:
    """La banque a refusé le versement : il doit donner un autre compte."""
    r.le(38, "20:31").depose()
    r.au_bureau(35).prend().accepte().verifie()
    r.au_bureau(18).decide(NatureDecision.ACCORD)
    r.au_bureau(16, "09:45").signe()
    r.le(15, "07:52").lit()
    r.le(14, "18:02").se_justifie()
    r.au_bureau(12).valide_les_justificatifs()
    r.au_bureau(9, "15:40").mandate("MD-0437")
    r.au_bureau(3, "09:10").est_rejete("MD-0437", MotifRejet.COMPTE_CLOS)


def _eva(r: Recit) -> None:
    """Même foyer et même compte que son frère : un droit distinct, pas un doublon."""
    r.le(38, "20:47").depose(plus_tard=["rib"])
    r.au_bureau(35, "10:25").prend().accepte("avis_impot", "inscription_ecole")
    r.au_bureau(18, "10:30").repond(
        "Bonjour Eva, pensez à nous envoyer votre RIB quand vous l’aurez : il nous servira pour le versement."
    )
    r.le(3, "18:05").lit().joint("rib")


PERSONNAGES: Mapping[str, Callable[[RecitSuivi], None]] = MappingProxyType(
    {"noe": _noe, "eva": _eva, "tom": _tom, "aminata": _aminata, "lina": _lina, "emma": _emma, "yanis": _yanis}
)
