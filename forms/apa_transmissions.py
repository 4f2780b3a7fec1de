"""Ce que le Département transmet : la demande à un autre département (CASF, L122-4), ou à la caisse de retraite."""

from portail.demarche.declaration import Transmission, _, si

TRANSMISSIONS = (
    Transmission(
        code="departement",
        titre=_("Transmettre au département compétent"),
        autorite=_("Département qui reçoit la demande"),
        raison=_(
            "L’allocation est versée par le département du domicile de secours. "
            "Un séjour en établissement ou en accueil familial ne le change pas. "
            "Le vôtre n’est pas la Loire-Atlantique."
        ),
        suite=_(
            "Ce département a un mois pour dire s’il est compétent. Il étudie votre demande. "
            "Vous n’avez pas de nouvelle demande à faire."
        ),
        fondement=_("Code de l’action sociale et des familles, articles L122-2 à L122-4"),
        regle="domicile_de_secours",
        cle_delai="apa_transmission",
    ),
    Transmission(
        code="caisse_retraite",
        titre=_("Transmettre à la caisse de retraite"),
        autorite=_("Caisse de retraite qui reçoit la demande"),
        raison=_(
            "La perte d’autonomie n’ouvre pas droit à l’allocation. La caisse de retraite peut aider, "
            "et vous avez donné votre accord pour que nous lui transmettions la demande."
        ),
        suite=_("La caisse vous écrit. Vous n’avez pas de nouvelle demande à faire."),
        fondement=_("Code des relations entre le public et l’administration, article L114-2"),
        si=si("gir", "5", "6"),
        accord=si("accord_transmission_caisse", "oui"),
        apres_refus=True,
        nom_de="caisse_retraite",
    ),
)
