"""Le plan d’aide de l’APA : ses lignes, qui le rédige, ses délais (CASF, R232-7, R232-12, R232-13, L232-7)."""

from portail.demarche.declaration import Enveloppe, Mesure, NatureDeLigne, Proposition, Viseur, _, si

TRES_DEPENDANT = si("gir", "1", "2")
"""Là, le service prestataire est proposé d’office, sauf refus exprès et écrit (R232-12, R232-13)."""
AVEC_DROIT = si("gir", "1", "2", "3", "4")
HEURES = _("heures")

PROPOSITION = Proposition(
    titre=_("Plan d’aide"),
    natures=(
        NatureDeLigne(
            code="prestataire",
            libelle=_("Service d’aide à domicile, prestataire"),
            mesure=Mesure.HEURES,
            unite=HEURES,
            cle_tarif="apa_tarif_prestataire",
        ),
        NatureDeLigne(
            code="mandataire",
            libelle=_("Service d’aide à domicile, mandataire"),
            mesure=Mesure.HEURES,
            unite=HEURES,
            salarie=True,
            refus_ecrit_si=TRES_DEPENDANT,
        ),
        NatureDeLigne(
            code="emploi_direct",
            libelle=_("Emploi direct"),
            mesure=Mesure.HEURES,
            unite=HEURES,
            salarie=True,
            refus_ecrit_si=TRES_DEPENDANT,
        ),
        NatureDeLigne(code="portage", libelle=_("Portage de repas"), mesure=Mesure.QUANTITE, unite=_("repas")),
        NatureDeLigne(code="teleassistance", libelle=_("Téléassistance")),
        NatureDeLigne(code="aide_technique", libelle=_("Aide technique ou fournitures")),
        NatureDeLigne(
            code="accueil_temporaire", libelle=_("Accueil temporaire"), mesure=Mesure.QUANTITE, unite=_("jours")
        ),
        NatureDeLigne(code="repit", libelle=_("Répit de l’aidant")),
        NatureDeLigne(code="repit_majore", libelle=_("Répit de l’aidant, au-delà du plafond"), enveloppe="repit"),
        NatureDeLigne(
            code="relais_hospitalisation",
            libelle=_("Relais pendant l’hospitalisation de l’aidant"),
            enveloppe="hospitalisation",
        ),
    ),
    enveloppes=(
        Enveloppe(
            code="repit",
            titre=_("Droit au répit de l’aidant"),
            periode=_("par an"),
            retenu="repit_aidant",
            plafond="repit_plafond",
            calculs=("repit_plafond", "repit_accorde"),
        ),
        Enveloppe(
            code="hospitalisation",
            titre=_("Hospitalisation de l’aidant"),
            periode=_("chaque fois"),
            retenu="relais_aidant",
            plafond="relais_plafond",
            calculs=("relais_plafond", "relais_accorde"),
        ),
    ),
    redacteurs=(Viseur.EVALUATEUR, Viseur.INSTRUCTEUR),
    retenu="plan_aide",
    plafond="plafond",
    calculs=("plafond", "participation", "taux", "apa_versee", "reste_hors_plafond"),
    cle_delai_proposition="apa_proposition",
    cle_delai_observations="apa_observations",
    cle_delai_definitive="apa_definitive",
    cle_delai_reponse="apa_reponse",
    motif_refus="proposition_sans_reponse",
    fondement=_("Code de l’action sociale et des familles, article R232-7"),
    si=AVEC_DROIT,
    refus_ecrit=_("Jour où la personne a refusé par écrit un service prestataire"),
    liens={
        "aucun": _("Aucun lien de famille"),
        "enfant": _("Son enfant"),
        "autre_parent": _("Un autre membre de sa famille"),
        "conjoint": _("Son mari ou sa femme"),
        "concubin": _("Son concubin ou sa concubine"),
        "partenaire": _("Son ou sa partenaire de PACS"),
    },
    liens_exclus=("conjoint", "concubin", "partenaire"),
    interdit=_("La loi ne permet pas d’employer son conjoint, son concubin ou son partenaire de PACS (L232-7)."),
)
