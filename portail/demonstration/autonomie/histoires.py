"""Les histoires de l’APA à domicile : une demande à chaque étape, de la visite à prévoir aux mois versés."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from portail.demonstration.autonomie.aines import AINES
from portail.demonstration.autonomie.recit import JULIEN, RecitAutonomie
from portail.dossiers.etats import NatureDecision

SOINS = {"toilette": "B", "habillage": "B", "alimentation": "B"}
GIR_2 = {**SOINS, "coherence": "C", "orientation": "C"}
GIR_4 = {"toilette": "B", "habillage": "B"}
GIR_5 = {"toilette": "B"}
CONSTATS = "Se fatigue vite. La salle de bain est à l’étage."
CONSEILS = "Installer une barre d’appui dans la salle de bain."
CARSAT = ("Carsat Pays de la Loire", "2 place de Bretagne\n44932 Nantes Cedex 9")
ILLE_ET_VILAINE = ("Département d’Ille-et-Vilaine", "1 avenue de la Préfecture\n35042 Rennes Cedex")


# ---------- Avant le plan d’aide ----------


def _marcel(r: RecitAutonomie) -> None:
    """Marcel demande pour lui puis pour Odette : deux dossiers liés, la visite de Marcel est prévue."""
    r.le(12, "10:05").depose()
    odette = r.le(12, "10:50").demande_aussi(AINES["odette"])
    odette.le(12, "11:20").acheve_et_depose()
    odette.au_bureau(9).prend(par=JULIEN)
    r.au_bureau(9).prend(par=JULIEN)
    r.au_bureau(6, "11:00").prevoit_la_visite(dans=15, heure="14:00")


def _simone(r: RecitAutonomie) -> None:
    """Son fils qui l’aidait est décédé : l’aide d’urgence est versée, la visite est prévue."""
    r.le(9, "09:40").depose()
    r.au_bureau(8, "10:00").prend(par=JULIEN).avance()
    r.au_bureau(8, "11:00").emet()
    r.au_bureau(5, "09:30").est_versee("MD-0881")
    r.au_bureau(4, "10:30").prevoit_la_visite(dans=8, heure="09:30")


def _germaine(r: RecitAutonomie) -> None:
    """Sa fille a demandé pour elle. La visite a eu lieu, l’évaluation n’est pas finie."""
    r.le(24, "20:11").depose()
    r.au_bureau(21).prend(par=JULIEN)
    r.au_bureau(16, "11:30").prevoit_la_visite(dans=13, heure="10:00")
    r.au_bureau(1, "12:10").evalue(GIR_2, constats=CONSTATS, pages=2)


def _daniel(r: RecitAutonomie) -> None:
    """Il reçoit la majoration pour tierce personne : il aura à choisir, une fois le plan connu."""
    r.le(18, "14:12").depose()
    r.au_bureau(15).prend(par=JULIEN)
    r.au_bureau(2, "15:05").evalue(SOINS, constats=CONSTATS)


# ---------- Le plan d’aide ----------


def _jeanne(r: RecitAutonomie) -> None:
    """Quarante heures à 25 € dépassent le plafond : elle a reçu la proposition, pas encore répondu."""
    r.le(29, "10:26").depose()
    r.au_bureau(26).prend(par=JULIEN)
    r.au_bureau(13, "14:40").evalue(GIR_4, constats=CONSTATS, conseils=CONSEILS)
    r.au_bureau(4, "16:20").propose("40.00")


def _rene(r: RecitAutonomie) -> None:
    """Il préfère des repas livrés à quelques heures d’aide : la proposition définitive est à écrire."""
    r.le(34, "11:02").depose()
    r.au_bureau(31).prend(par=JULIEN)
    r.au_bureau(19, "15:30").evalue(GIR_4, constats=CONSTATS)
    r.au_bureau(9, "10:45").propose("28.00")
    r.le(5, "17:10").lit_le_plan()
    r.le(3, "18:25").observe("Je préfère moins d’heures, et que l’on m’apporte les repas du midi.")


# ---------- Décidées ----------


def _robert(r: RecitAutonomie) -> None:
    """Ses ressources sont élevées : le droit est reconnu, trop faible pour être versé."""
    r.le(45, "09:15").depose()
    _jusqu_a_l_accord(r, heures="14.00", depuis=45)


def _antoine(r: RecitAutonomie) -> None:
    """Trop autonome pour l’allocation : refus, et sa demande passe à sa caisse de retraite."""
    r.le(41, "16:44").depose()
    r.au_bureau(38).prend(par=JULIEN)
    r.au_bureau(25, "14:30").evalue(GIR_5, constats="Très autonome.", conseils=CONSEILS)
    r.au_bureau(18, "11:20").decide(NatureDecision.REFUS, "gir_5_ou_6", par=JULIEN)
    r.au_bureau(15, "09:50").signe()
    r.au_bureau(14, "10:35").transmet("caisse_retraite", *CARSAT)


def _lucette(r: RecitAutonomie) -> None:
    """Une résidence autonomie ne change pas le département qui paie : sa demande part à Rennes."""
    r.le(16, "10:31").depose()
    r.au_bureau(14).prend(par=JULIEN)
    r.au_bureau(7, "15:20").transmet("departement", *ILLE_ET_VILAINE)


def _therese(r: RecitAutonomie) -> None:
    """L’allocation lui est versée chaque mois."""
    r.le(150, "10:08").depose()
    _jusqu_a_l_accord(r, heures="24.00", depuis=150, portage="12")
    for jours in (92, 61, 31, 1):
        r.au_bureau(jours, "07:30").emet()
        r.au_bureau(max(jours - 4, 0), "10:15").est_versee(f"MD-{900 + jours}")


def _paulette(r: RecitAutonomie) -> None:
    """Elle est à l’hôpital depuis plus de trente jours : le versement s’est arrêté."""
    r.le(170, "17:32").depose()
    _jusqu_a_l_accord(r, heures="30.00", depuis=170)
    r.au_bureau(95, "07:30").emet().est_versee("MD-0795")
    r.le(66, "09:12").entre_a_l_hopital()
    r.au_bureau(61, "07:30").emet().est_versee("MD-0761")
    r.au_bureau(31, "07:30").emet().est_versee("MD-0731")


def _maurice(r: RecitAutonomie) -> None:
    """Il a utilisé moins d’aide que prévu : le trop-perçu se retient, un cinquième au plus chaque mois."""
    r.le(160, "15:18").depose()
    _jusqu_a_l_accord(r, heures="32.00", depuis=160)
    r.au_bureau(62, "07:30").emet().est_versee("MD-0662")
    r.au_bureau(33, "14:10").a_utilise("300.00")
    r.au_bureau(31, "07:30").emet().est_versee("MD-0631")
    r.au_bureau(0, "07:30").emet()


def _jusqu_a_l_accord(r: RecitAutonomie, *, heures: str, depuis: int, portage: str = "") -> None:
    """Raconte une demande de l’accusé à l’accord signé, le plan accepté tel quel."""
    r.au_bureau(depuis - 3).prend(par=JULIEN)
    r.au_bureau(depuis - 14, "14:30").evalue(GIR_4, constats=CONSTATS)
    r.au_bureau(depuis - 20, "11:10").propose(heures, portage=portage)
    r.le(depuis - 24, "18:50").lit_le_plan().accepte_le_plan()
    r.au_bureau(depuis - 28, "10:25").decide(NatureDecision.ACCORD, par=JULIEN)
    r.au_bureau(depuis - 31, "16:05").signe()
    r.le(depuis - 33, "12:20").lit()


HISTOIRES_DES_AINES: Mapping[str, Callable[[RecitAutonomie], None]] = MappingProxyType(
    {
        "therese": _therese, "paulette": _paulette, "maurice": _maurice, "robert": _robert, "antoine": _antoine,
        "rene": _rene, "jeanne": _jeanne, "germaine": _germaine, "daniel": _daniel, "lucette": _lucette,
        "marcel": _marcel, "simone": _simone,
    }
)  # fmt: skip
"""Une histoire par demande."""
