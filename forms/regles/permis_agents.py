"""Aide au permis : ce que les agents vérifient, visent, décident par lot et exportent, en données."""

from portail.demarche.declaration import Choix, Page, ParLot, Portee, Visa, Viseur, _

PAGES_AGENT = (
    Page(
        "verification",
        _("Vérifications du service"),
        (
            Choix(
                "ecole_agrement",
                _("L’école de conduite est-elle agréée ?"),
                {
                    "ecole": _("Oui, école de conduite agréée par le préfet"),
                    "association": _("Oui, association agréée"),
                    "non": _("Non"),
                },
                obligatoire=False,
            ),
        ),
    ),
)

# Une irrecevabilité clôt la demande sans l’étudier : quelqu’un d’autre la relit avant qu’elle se signe.
VISAS = (
    Visa(
        code="relecture",
        titre=_("Relecture par un autre instructeur"),
        viseur=Viseur.INSTRUCTEUR,
        decisions=(Portee.IRRECEVABILITE,),
    ),
)

PAR_LOT = (ParLot.ACCORD, ParLot.REFUS)

EXPORTABLES = ("date_naissance", "statut", "categorie", "ecole_conduite_nom", "ecole_conduite_commune", "cout_total")
