"""APA à domicile : les noms publics de ses paramètres, ce qui s’exporte et les motifs de ses décisions, en données."""

from portail.demarche.declaration import Motif, _

NOMS_DES_PARAMETRES = {
    "apa_mtp": _("Majoration pour tierce personne (MTP) au 1er janvier"),
    "apa_coef_gir1": _("Plafond du GIR 1, en nombre de MTP"),
    "apa_coef_gir2": _("Plafond du GIR 2, en nombre de MTP"),
    "apa_coef_gir3": _("Plafond du GIR 3, en nombre de MTP"),
    "apa_coef_gir4": _("Plafond du GIR 4, en nombre de MTP"),
    "apa_coef_repit": _("Répit de l’aidant, par an, en nombre de MTP"),
    "apa_coef_relais": _("Hospitalisation de l’aidant, chaque fois, en nombre de MTP"),
    "apa_majoration_participation": _("Part à payer des majorations pour l’aidant (1 : comme le plan, 0 : rien)"),
    "apa_seuil_inf": _("Seuil bas de ressources"),
    "apa_seuil_sup": _("Seuil haut de ressources"),
    "apa_fraction1": _("Fin de la première tranche du plan d’aide"),
    "apa_fraction2": _("Fin de la deuxième tranche du plan d’aide"),
    "apa_taux_max": _("Part du plan à payer au-delà du seuil haut"),
    "apa_div_couple": _("Diviseur des ressources d’un couple à domicile"),
    "apa_div_etablissement": _("Diviseur des ressources, conjoint ou conjointe en établissement"),
    "apa_urgence": _("Part du plafond du GIR 1 versée en montant forfaitaire"),
    "apa_urgence_tarif_arrondi": _("Plafond du GIR 1 arrondi avant le calcul du montant forfaitaire"),
    "apa_seuil_versement": _("Montant jusqu’auquel rien n’est versé"),
    "smic_horaire": _("Smic horaire brut"),
    "apa_age_min": _("Âge minimal"),
    "apa_depot_avance": _("Avance admise pour demander avant cet âge"),
    "apa_domicile_secours": _("Durée minimale de résidence habituelle"),
    "apa_transmission": _("Délai pour transmettre la demande à un autre département"),
    "apa_orientation_non": _("Réponses « non » qui mènent au Département"),
    "apa_part_bati": _("Part de la valeur locative des logements non loués"),
    "apa_part_terrains": _("Part de la valeur locative des terrains non loués"),
    "apa_part_capitaux": _("Part de l’argent non placé"),
    "apa_part_assurance_vie": _("Part des assurances-vie"),
}

EXPORTABLES = ("date_naissance", "type_demande", "caisse_retraite", "lieu_vie")
"""De quoi répartir le travail et suivre la demande : ni santé, ni protection, ni argent."""

MOTIFS = (
    Motif(
        code="age_inferieur_60",
        libelle=_("Âge"),
        droit=_("Code de l’action sociale et des familles, articles L232-1 et R232-1 : condition d’âge."),
        fait=_("À la date de la décision, vous avez {age} ans. L’allocation est ouverte à partir de {age_min} ans."),
    ),
    Motif(
        code="gir_5_ou_6",
        libelle=_("Perte d’autonomie insuffisante (GIR 5 ou 6)"),
        droit=_("Code de l’action sociale et des familles, articles L232-2 et R232-4 : groupes 1 à 4 de la grille."),
        fait=_(
            "L’évaluation faite à votre domicile vous classe dans le GIR {gir}. L’allocation est ouverte du GIR 1 au "
            "GIR 4. Les conseils de l’évaluation sont écrits dans cette décision."
        ),
    ),
    Motif(
        code="domicile_de_secours",
        libelle=_("Domicile de secours dans un autre département"),
        droit=_("Code de l’action sociale et des familles, articles L122-2 à L122-4 : domicile de secours."),
        fait=_(
            "Votre domicile de secours n’est pas en Loire-Atlantique : vous y vivez depuis le {arrivee}, et il faut "
            "{mois} mois de résidence habituelle, hors établissement. Votre demande est transmise au bon département."
        ),
    ),
    Motif(
        code="residence_non_reguliere",
        libelle=_("Résidence non stable ou non régulière"),
        droit=_("Code de l’action sociale et des familles, articles L232-1 et R232-2 : résidence stable et régulière."),
        fait=_("Vous n’avez pas justifié d’une résidence stable et régulière en France."),
    ),
    Motif(
        code="etablissement",
        libelle=_("Vie en établissement"),
        droit=_("Code de l’action sociale et des familles, articles L232-3 et L232-8 : allocation à domicile."),
        fait=_("Vous vivez dans un établissement qui relève de l’allocation en établissement."),
    ),
    Motif(
        code="prestation_non_cumulable",
        libelle=_("Prestation non cumulable maintenue"),
        droit=_("Code de l’action sociale et des familles, article L232-23 : aides qui ne se cumulent pas."),
        fait=_("Le {choisi_le}, vous avez choisi de garder une prestation qui ne se cumule pas avec l’allocation."),
    ),
    Motif(
        code="proposition_sans_reponse",
        libelle=_("Pas de réponse à la proposition définitive"),
        droit=_("Code de l’action sociale et des familles, article R232-7 : demande réputée refusée."),
        fait=_("Vous n’avez pas accepté la proposition définitive de plan d’aide dans les dix jours de sa réception."),
    ),
    Motif(
        code="inferieur_seuil_versement",
        libelle=_("Montant trop faible pour être versé"),
        droit=_("Code de l’action sociale et des familles, article D232-31 : montant minimal de versement."),
        fait=_(
            "Votre droit est reconnu. L’allocation est de {montant} € par mois ; jusqu’à {seuil} € compris, trois fois "
            "le Smic horaire brut de {smic} €, elle n’est pas versée."
        ),
        gestes=("accepter",),
    ),
    Motif(
        code="incomplet",
        libelle=_("Dossier resté incomplet"),
        droit=_("Code des relations entre le public et l’administration, article L114-5."),
        fait=_("Vous n’avez pas envoyé, dans le délai indiqué, les documents demandés."),
        gestes=("refuser", "classer"),
    ),
)
