"""Aide au permis : les noms publics de ses paramètres et les motifs de ses refus, en données."""

from portail.demarche.declaration import Motif, _

NOMS_DES_PARAMETRES = {
    "permis_montant_am": _("Montant de l’aide, permis AM"),
    "permis_montant_b": _("Montant de l’aide, permis B"),
    "permis_age_min_am": _("Âge minimal, permis AM"),
    "permis_age_min_b": _("Âge minimal, permis B"),
    "permis_age_max_exclu": _("Âge où l’aide s’arrête"),
    "permis_residence_min": _("Durée minimale de résidence"),
    "permis_qf_max": _("Quotient familial maximal"),
    "permis_qf_arrondi": _("Arrondi du quotient familial, au multiple inférieur de"),
    "permis_qf_ase": _("Quotient familial avec l’aide sociale à l’enfance"),
    "permis_cumul_admis": _("Cumul avec une autre aide au permis admis"),
    "permis_pret_admis": _("Prêt « permis à 1 € par jour » admis"),
    "permis_association_agreee": _("École de conduite associative agréée admise"),
    "permis_aides_par_categorie": _("Nombre d’aides par personne et par permis"),
}

MOTIFS = (
    Motif(
        code="age",
        libelle=_("Âge"),
        droit=_("Règlement départemental de l’aide au permis : condition d’âge à la date de la demande."),
        fait=_(
            "À la date de votre demande, vous aviez {age} ans. "
            "L’aide au permis {categorie} va de {age_min} à {age_max} ans."
        ),
    ),
    Motif(
        code="residence",
        libelle=_("Résidence en Loire-Atlantique"),
        droit=_("Règlement départemental de l’aide au permis : condition de résidence en Loire-Atlantique."),
        fait=_(
            "À la date de votre demande, vous n’habitiez pas en Loire-Atlantique depuis {mois} mois. "
            "Date d’arrivée déclarée : {arrivee}."
        ),
    ),
    Motif(
        code="ressources",
        libelle=_("Ressources au-dessus du plafond"),
        droit=_("Règlement départemental de l’aide au permis : plafond de quotient familial."),
        fait=_(
            "Le revenu fiscal de référence de votre foyer est de {rfr} €, pour {parts:part|parts}. "
            "Votre quotient familial est de {quotient} € par mois. Le plafond est de {plafond} €."
        ),
    ),
    Motif(
        code="cumul",
        libelle=_("Autre aide au permis"),
        droit=_("Règlement départemental de l’aide au permis : absence d’une autre aide au permis."),
        fait=_("Vous recevez déjà une autre aide pour ce permis. Montant déclaré : {aides} €."),
    ),
    Motif(
        code="ecole",
        libelle=_("École de conduite"),
        droit=_("Règlement départemental de l’aide au permis : inscription dans une école de conduite agréée."),
        fait=_("L’école de conduite indiquée n’est pas agréée pour cette aide. Inscription déclarée : {inscription}."),
    ),
    Motif(
        code="sejour",
        libelle=_("Droit au séjour"),
        droit=_("Règlement départemental de l’aide au permis : nationalité française ou séjour régulier."),
        fait=_("Vous n’avez pas justifié d’un titre de séjour en cours de validité."),
    ),
    Motif(
        code="doublon",
        libelle=_("Aide déjà accordée"),
        droit=_("Règlement départemental de l’aide au permis : nombre d’aides par personne et par permis."),
        fait=_("Vous avez déjà fait une demande pour le permis {categorie}. Nombre d’aides possibles : {admises}."),
    ),
    Motif(
        code="incomplet",
        libelle=_("Dossier resté incomplet"),
        droit=_("Code des relations entre le public et l’administration, article L114-5."),
        fait=_("Vous n’avez pas envoyé, dans le délai indiqué, les documents demandés."),
        gestes=("refuser", "declarer_irrecevable"),
    ),
    Motif(
        code="credits",
        libelle=_("Crédits épuisés"),
        droit=_("Règlement départemental de l’aide au permis : aide accordée dans la limite des crédits votés."),
        fait=_("Les crédits votés pour cette aide sont épuisés à la date de votre demande."),
    ),
)
