"""Les histoires de la démonstration : une par demande, racontée par les gestes des gens, datés du chargement."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from portail.demonstration.a_plusieurs import RecitAPlusieurs
from portail.demonstration.personnages import PERSONNAGES
from portail.demonstration.recit import YANN, Recit
from portail.demonstration.suites import RecitSuivi
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import CanalDepot
from portail.pieces.models import MotifRefusPiece

ACCORD, REFUS, IRRECEVABLE = NatureDecision.ACCORD, NatureDecision.REFUS, NatureDecision.IRRECEVABILITE


# ---------- Nouvelles demandes et brouillons ----------


def _maxence(r: Recit) -> None:
    r.le(1, "22:10").depose()


def _ines(r: Recit) -> None:
    r.le(4, "12:31").depose()
    r.le(2, "12:40").ecrit(
        "Bonjour, mon école de conduite a changé de nom depuis mon inscription. Dois-je envoyer un nouveau contrat ?"
    )


def _jade(r: Recit) -> None:
    r.le(7, "18:33").depose(plus_tard=["autorisation_parentale"])


def _lucas(r: Recit) -> None:
    r.le(13, "16:20").depose()
    r.le(3, "08:00").accuse()


def _mathis(r: RecitAPlusieurs) -> None:
    """On attend l’avis de quelqu’un du dehors."""
    r.le(31, "21:03").depose()
    r.au_bureau(28).prend(par=YANN).accepte("avis_impot", par=YANN)
    r.au_bureau(4, "14:30").demande_un_avis(
        "Sylvie Morin, déléguée à l’éducation routière",
        "sylvie.morin@education-routiere.example",
        "L’agrément de cette école de conduite est-il toujours valable ?",
        jours=20,
    )


def _mathis_bis(r: Recit) -> None:
    """Sa mère dépose la même demande sans le savoir : un doublon possible."""
    r.le(5, "14:15").depose()


def _rozenn(r: RecitAPlusieurs) -> None:
    """Sans adresse électronique, elle a écrit : ses lettres se postent, la dernière attend."""
    r.au_bureau(12, "10:40").arrive(CanalDepot.PAPIER, en_chemin=3).est_enregistree()
    r.au_bureau(11, "16:20").poste()
    r.au_bureau(2, "11:30").prend()


def _corentin(r: RecitAPlusieurs) -> None:
    """Sa demande, dictée au téléphone, reste à finir au guichet."""
    r.au_bureau(1, "15:50").arrive(CanalDepot.TELEPHONE, pages=3)


def _killian(r: Recit) -> None:
    """Un brouillon à moitié rempli."""
    r.le(2, "19:25").commence(pages=4)


def _assia(r: Recit) -> None:
    """Un brouillon complet, jamais envoyé, bientôt oublié."""
    r.le(47, "23:12").commence().joint("inscription_ecole")


# ---------- À l’étude ----------


def _chloe(r: Recit) -> None:
    r.le(19, "17:22").depose()
    r.au_bureau(16).prend().accepte().verifie()


def _theo(r: Recit) -> None:
    r.le(26, "18:58").depose()
    r.au_bureau(23).prend(par=YANN)
    r.le(21, "12:12").ecrit(
        "Bonjour, je viens de recevoir mon contrat d’apprentissage. Cela change-t-il quelque chose pour ma demande ?"
    )
    r.au_bureau(20, "15:02").repond(
        "Bonjour Théo, l’aide de l’État aux apprentis ne se cumule pas avec la nôtre. L’avez-vous demandée ?", par=YANN
    )
    r.le(19, "19:44").lit().ecrit(
        "Non, je ne l’ai pas demandée. Je vous envoie l’attestation de mon centre de formation.",
        piece="inscription_ecole",
    )


def _anne_charlotte(r: Recit) -> None:
    """La date limite pour compléter approche."""
    r.le(32, "10:17").depose()
    r.au_bureau(29).prend()
    r.au_bureau(27, "11:50").demande(
        "Bonjour,\n\nLe contrat joint n’est pas signé par l’école de conduite. Pouvez-vous envoyer la version signée "
        "et vérifier le coût total de la formation ?",
        jours=30,
        pieces=["inscription_ecole"],
        champs=["cout_total"],
    )
    r.le(25, "20:20").lit()


def _nolan(r: Recit) -> None:
    """Le délai pour compléter est passé sans réponse."""
    r.le(38, "22:41").depose()
    r.au_bureau(35).prend()
    r.refuse_piece("piece_identite", MotifRefusPiece.PERIMEE, "La carte n’est plus valable depuis plus de cinq ans.")
    r.au_bureau(33).demande(
        "Bonjour,\n\nPouvez-vous envoyer une pièce d’identité en cours de validité ?",
        jours=28,
        pieces=["piece_identite"],
    )
    r.le(2, "06:05").constate_le_delai()


def _li_na(r: Recit) -> None:
    """La personne a répondu hier : l’agent voit ce qui a changé."""
    r.le(24, "15:09").depose()
    r.au_bureau(21).prend().accepte("avis_impot", "inscription_ecole")
    r.refuse_piece(
        "rib", MotifRefusPiece.AUTRE_PERSONNE, "Le relevé est au nom d’une autre personne que le titulaire indiqué."
    )
    r.au_bureau(10, "16:44").demande(
        "Bonjour,\n\nMerci de vérifier le coût de la formation et le nom du titulaire, et d’envoyer un relevé "
        "d’identité bancaire à ce nom.",
        jours=30,
        pieces=["rib"],
        champs=["cout_total", "titulaire_compte"],
    )
    r.le(1, "19:38").lit().complete("rib", cout_total="1580.00", titulaire_compte="Mme Li Na")


def _sarah(r: Recit) -> None:
    r.le(22, "11:36").depose()
    r.au_bureau(19).prend().accepte().verifie()
    r.au_bureau(1, "15:15").decide(ACCORD)


def _enzo(r: Recit) -> None:
    r.le(29, "18:01").depose()
    r.au_bureau(27).prend(par=YANN).accepte(par=YANN).verifie(par=YANN)
    r.au_bureau(5, "09:55").decide(ACCORD, par=YANN)


def _maiwenn(r: Recit) -> None:
    """Sa commune n’est pas dans le département : le projet attend d’être relu par une collègue."""
    r.le(16, "19:47").depose()
    r.au_bureau(13).prend(par=YANN)
    r.au_bureau(3, "10:50").decide(
        IRRECEVABLE,
        "residence",
        fait="Votre commune, Redon, est dans le département d’Ille-et-Vilaine. "
        "Vous pouvez demander si votre département propose une aide.",
        par=YANN,
    )


def _louise(r: Recit) -> None:
    r.le(25, "20:50").depose()
    r.au_bureau(22).prend().accepte()
    r.au_bureau(3, "14:20").decide(REFUS, "ressources")


def _clara(r: Recit) -> None:
    """Plus de deux mois sans réponse : l’échéance est passée."""
    r.le(66, "17:17").depose()
    r.au_bureau(62).prend().accepte("avis_impot")
    r.le(8, "13:45").ecrit(
        "Bonjour, je n’ai pas de nouvelles depuis deux mois. Où en est ma demande ? Mon école de conduite attend."
    )


def _ethan(r: Recit) -> None:
    """Le silence vaudrait rejet dans deux ou trois jours."""
    r.le(59, "19:29").depose()
    r.au_bureau(55).prend().accepte()


def _romane(r: Recit) -> None:
    """La proposition a été renvoyée à l’instruction ; l’échéance approche."""
    r.le(56, "12:22").depose()
    r.au_bureau(52).prend().accepte("avis_impot", "rib")
    r.au_bureau(9, "10:02").decide(ACCORD)
    r.au_bureau(7, "17:05").renvoie()


# ---------- Décidées, classées, retirées ----------


def _ousmane(r: RecitSuivi) -> None:
    """Sa lettre de décision est remplacée : l’ancienne ne se vérifie plus. Depuis, son aide est payée."""
    r.le(52, "18:44").depose()
    r.au_bureau(49).prend().accepte().verifie()
    r.au_bureau(42).decide(ACCORD)
    r.au_bureau(40).signe()
    r.le(39, "19:01").lit()
    r.au_bureau(36, "09:40").remplace("decision", "Le nom du service n’était plus le bon sur la première lettre.")
    r.le(30, "20:15").se_justifie()
    r.au_bureau(27).valide_les_justificatifs()
    r.au_bureau(22, "15:10").mandate("MD-0412")
    r.au_bureau(14, "09:05").paie("MD-0412")


def _manon(r: Recit) -> None:
    """L’accord est signé ; elle ne l’a pas encore lu."""
    r.le(34, "16:37").depose()
    r.au_bureau(31).prend(par=YANN).accepte(par=YANN).verifie(par=YANN)
    r.au_bureau(6, "11:11").decide(ACCORD, par=YANN)
    r.au_bureau(3, "16:50").signe()


def _hugo(r: RecitSuivi) -> None:
    """Il conteste le refus : la directrice, qui n’y a pas touché, étudie son recours."""
    r.le(61, "21:32").depose()
    r.au_bureau(58).prend().accepte()
    r.au_bureau(52).decide(REFUS, "ressources")
    r.au_bureau(50).signe()
    r.le(49, "12:00").lit()
    r.le(9, "21:20").conteste(
        "Ma mère a perdu son emploi depuis l’avis d’impôt que vous avez regardé. Nos revenus ont beaucoup baissé."
    )
    r.au_bureau(6, "09:30").etudie_le_recours()


def _zoe(r: Recit) -> None:
    r.le(48, "23:20").depose(plus_tard=["inscription_ecole"])
    r.au_bureau(45).prend()
    r.au_bureau(43).demande(
        "Bonjour,\n\nIl me manque votre contrat avec l’école de conduite.", jours=30, pieces=["inscription_ecole"]
    )
    r.le(12, "06:05").constate_le_delai()
    r.au_bureau(8).classe(
        "Vous n’avez pas envoyé le contrat de l’école de conduite demandé. Votre demande est donc classée."
    )


def _gabriel(r: Recit) -> None:
    r.le(28, "18:18").depose()
    r.au_bureau(25).prend(par=YANN)
    r.le(22, "20:09").retire()


def _victor(r: RecitAPlusieurs) -> None:
    """Sa commune est en Maine-et-Loire, malgré son nom."""
    r.le(23, "15:51").depose()
    r.au_bureau(20).prend()
    r.au_bureau(17).decide(
        IRRECEVABLE,
        "residence",
        fait="Votre commune, Ingrandes-Le Fresne sur Loire, est dans le département de Maine-et-Loire depuis 2016. "
        "Vous pouvez demander si votre département propose une aide.",
    )
    r.au_bureau(16, "11:20").vise(par=YANN)
    r.au_bureau(16, "16:30").signe()


HISTOIRES: Mapping[str, Callable[[RecitAPlusieurs], None]] = MappingProxyType(
    {
        "hugo": _hugo, "clara": _clara, "ethan": _ethan, "romane": _romane, "ousmane": _ousmane, "zoe": _zoe,
        "assia": _assia, "nolan": _nolan, "manon": _manon, "anne-charlotte": _anne_charlotte, "mathis": _mathis,
        "enzo": _enzo, "gabriel": _gabriel, "theo": _theo, "louise": _louise, "li-na": _li_na, "victor": _victor,
        "sarah": _sarah, "chloe": _chloe, "lucas": _lucas, "jade": _jade, "mathis-bis": _mathis_bis, "ines": _ines,
        "killian": _killian, "rozenn": _rozenn, "corentin": _corentin, "maiwenn": _maiwenn,
        "maxence": _maxence, **PERSONNAGES,
    }
)  # fmt: skip
"""Une histoire par demandeur."""
