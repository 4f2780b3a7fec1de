"""Les mots fixes des gabarits de documents, dans la langue du destinataire."""

from collections.abc import Mapping

from portail.socle.traduction import _

MOTS: Mapping[str, str] = {
    "page": _("Page"),
    "sur": _("sur"),
    "droit": _("En droit :"),
    "fait": _("En fait :"),
    "motifs": _("Pourquoi cette décision"),
    "pieces": _("Documents joints"),
    "aucune_piece": _("Aucun document joint."),
    "exige_par": _("Demandé par :"),
    "algorithme": _("Calcul automatisé"),
    "facultatif": _("facultatif"),
    "une_reponse": _("Cochez une seule réponse."),
    "plusieurs_reponses": _("Cochez toutes les réponses utiles."),
    "jour": _("Jour"),
    "mois": _("Mois"),
    "annee": _("Année"),
    "voie": _("Numéro et voie"),
    "complement": _("Complément (étage, lieu-dit)"),
    "code_postal": _("Code postal"),
    "commune": _("Commune"),
    "fait_a": _("Fait à"),
    "le": _("le"),
    "signature": _("Signature"),
}
