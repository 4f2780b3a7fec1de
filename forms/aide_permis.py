"""Aide départementale au permis de conduire, AM ou B (aide facultative : CGCT L3211-1, règlement départemental)."""

from decimal import Decimal

from forms import blocs
from forms.regles.permis import PRET
from forms.regles.permis_agents import EXPORTABLES, PAGES_AGENT, PAR_LOT, VISAS
from forms.regles.permis_declarees import CALCULS, REGLEMENT, REGLES
from forms.regles.permis_motifs import MOTIFS, NOMS_DES_PARAMETRES
from portail.demarche.declaration import (
    JOUR,
    Attestation,
    BlocRepete,
    Choix,
    Commune,
    Conservation,
    DateConnue,
    Demarche,
    Depart,
    Mois,
    Montant,
    NaturePrestation,
    OuiNon,
    Page,
    Pas,
    Phase,
    Piece,
    Pretest,
    Silence,
    SortFinal,
    TexteCourt,
    ValeurCalculee,
    Versement,
    _,
    si,
    toutes,
)

PAGES = (
    Page(
        "identite",
        _("La personne qui passe le permis"),
        (*blocs.IDENTITE, blocs.NATIONALITE),
        pourquoi=_("L’aide dépend de l’âge. Elle est ouverte aux Français et aux personnes en séjour régulier."),
    ),
    Page(
        "coordonnees",
        _("Adresse et coordonnées"),
        (blocs.ADRESSE, blocs.DATE_ARRIVEE_44, *blocs.CONTACT),
        pourquoi=_("L’aide est réservée aux personnes qui vivent en Loire-Atlantique depuis un certain temps."),
    ),
    Page(
        "representant",
        _("Représentant légal"),
        blocs.REPRESENTANT,
        si=toutes(blocs.MINEUR, si("qualite_deposant", "lui_meme")),
        pourquoi=_("Avant 18 ans, un parent ou un tuteur doit donner son accord."),
    ),
    Page(
        "situation",
        _("Situation actuelle"),
        (blocs.STATUT, blocs.JEUNE_ASE),
    ),
    Page(
        "ressources",
        _("Ressources du foyer"),
        (
            blocs.RATTACHEMENT_FISCAL,
            *blocs.AVIS_IMPOT,
            ValeurCalculee("quotient", _("Quotient familial"), calcul="quotient_familial"),
        ),
        si=Pas(blocs.SUIVI_ASE),
        pourquoi=_("Le quotient familial se calcule ainsi : revenu fiscal de référence ÷ 12 ÷ nombre de parts."),
    ),
    Page(
        "permis",
        _("Permis et école de conduite"),
        (
            Choix(
                "categorie",
                _("Quel permis préparez-vous ?"),
                {"AM": _("Permis AM (scooter, voiturette)"), "B": _("Permis B (voiture)")},
            ),
            TexteCourt("ecole_conduite_nom", _("Nom de l’école de conduite")),
            Commune("ecole_conduite_commune", _("Commune de l’école de conduite")),
            DateConnue(
                "date_inscription",
                _("Date d’inscription à l’école de conduite"),
                aide=_("Celle du contrat. Exemple : 5 octobre 2026."),
                ans_max=10,
            ),
            Montant(
                "cout_total",
                _("Coût total de la formation"),
                aide=_("Le montant du contrat. Exemple : 1 640,50."),
                minimum=Decimal("0.01"),
                maximum=Decimal(5000),
            ),
            OuiNon(
                "autre_aide",
                _("Recevez-vous déjà une autre aide au permis ?"),
                aide=_(
                    "Par exemple : État (apprentis), France Travail, Région, commune, fonds d’aide aux jeunes. "
                    "Si vous attendez une réponse, choisissez « Je ne sais pas »."
                ),
                incertain=True,
            ),
        ),
    ),
    Page(
        "autres_aides",
        _("Autres aides"),
        (
            BlocRepete(
                "aides",
                _("Aides reçues pour ce permis"),
                (
                    Choix(
                        "aide_organisme",
                        _("Qui verse cette aide ?"),
                        {
                            "etat_apprentis": _("L’État, pour les apprentis"),
                            "france_travail": _("France Travail"),
                            "region_cfa": _("La Région ou le centre de formation d’apprentis"),
                            "faj": _("Le fonds d’aide aux jeunes"),
                            "commune": _("Une commune"),
                            PRET: _("Le prêt « permis à 1 € par jour »"),
                            "autre": _("Un autre organisme"),
                        },
                    ),
                    Montant("aide_montant", _("Montant de l’aide"), maximum=Decimal(5000)),
                ),
                element=_("Aide"),
                maximum=5,
            ),
        ),
        si=si("autre_aide", "oui"),
    ),
    Page(
        "paiement",
        _("Versement de l’aide"),
        blocs.PAIEMENT,
        pourquoi=_("L’aide est versée sur ce compte : le vôtre, ou celui d’un parent si vous êtes mineur."),
    ),
)

PIECES = (
    blocs.PIECE_IDENTITE,
    Piece(
        "avis_impot",
        _("Dernier avis d’impôt sur les revenus du foyer"),
        aide=_("Toutes les pages. Celui de vos parents si vous êtes rattaché à leur foyer."),
        quand=_("Sauf si vous êtes accompagné par l’aide sociale à l’enfance"),
        si=Pas(blocs.SUIVI_ASE),
        fondement=REGLEMENT,
    ),
    Piece(
        "inscription_ecole",
        _("Contrat ou attestation d’inscription à l’école de conduite"),
        aide=_("Avec la date et le tampon de l’école."),
        fondement=REGLEMENT,
    ),
    blocs.TITRE_SEJOUR,
    blocs.AUTORISATION_PARENTALE,
    Piece(
        "attestation_ase",
        _("Attestation de l’aide sociale à l’enfance"),
        aide=_("Demandez-la à votre référent ou à votre référente."),
        quand=_("Si vous êtes, ou avez été, accompagné par l’aide sociale à l’enfance"),
        si=blocs.SUIVI_ASE,
        fondement=REGLEMENT,
    ),
    blocs.RIB,
    Piece(
        "facture_acquittee",
        _("Facture acquittée de l’école de conduite"),
        aide=_("Elle porte la mention « acquittée » et le nom de la personne qui passe le permis."),
        phase=Phase.PAIEMENT,
        fondement=REGLEMENT,
    ),
    Piece(
        "attestation_permis",
        _("Attestation de permis obtenu ou d’épreuve réussie"),
        phase=Phase.PAIEMENT,
        fondement=REGLEMENT,
    ),
)

DEMARCHE = Demarche(
    identifiant="aide-permis",
    version=1,
    nom=_("Aide au permis de conduire"),
    titre=_("Demander l’aide au permis de conduire"),
    resume=_(
        "Le Département aide les jeunes de Loire-Atlantique à payer leur permis : "
        "{permis_montant_b} € pour la voiture, {permis_montant_am} € pour le scooter ou la voiturette."
    ),
    service="jeunesse",
    situations=("permis",),
    # Les mots qu’on cherche, séparés par des virgules : un seul texte à traduire.
    mots_cles=(_("auto-école, code de la route, conduite, scooter, voiture, voiturette, mobilité, jeune"),),
    duree_minutes=15,
    montant=_("{permis_montant_b} €"),
    montant_detail=_("Permis B. Pour le permis AM : {permis_montant_am} €."),
    a_qui=(
        _("Vous avez au moins {permis_age_min_b} ans (permis B) ou {permis_age_min_am} ans (permis AM)."),
        _("Vous avez moins de {permis_age_max_exclu} ans."),
        _("Vous habitez en Loire-Atlantique depuis au moins {permis_residence_min} mois."),
        _("Le quotient familial de votre foyer est de {permis_qf_max} € par mois ou moins."),
        _("Vous êtes inscrit ou inscrite dans une école de conduite."),
        _("Vous ne recevez pas d’autre aide au permis."),
    ),
    deroulement=(
        (
            _("Après l’envoi de la demande"),
            _("Vous recevez un accusé d’enregistrement. Nous vérifions vos documents, puis nous vous écrivons."),
        ),
        (
            _("Après notre accord"),
            _(
                "Vous avez {permis_delai_facture} mois pour envoyer la facture et l’attestation de permis. "
                "Nous versons ensuite l’aide sur votre compte."
            ),
        ),
    ),
    nature=NaturePrestation.FACULTATIVE,
    fondements=(
        _("Code général des collectivités territoriales, article L3211-1"),
        REGLEMENT,
        _("Code des relations entre le public et l’administration, article L231-4, 3°"),
    ),
    silence=Silence.REJET,
    delai=Mois(2, depuis=Depart.RECEPTION),
    recours=blocs.RECOURS_GRACIEUX,
    conservation=Conservation(
        active_mois=24,
        intermediaire_annees=5,
        sort_final=SortFinal.ELIMINER,
        texte=_(
            "Deux ans après le paiement ou le refus, puis cinq ans en archives, avant destruction. "
            "Les pièces comptables sont gardées dix ans."
        ),
    ),
    finalite=_(
        "Étudier votre demande, vous répondre et verser l’aide. "
        "Base légale : mission d’intérêt public (RGPD, article 6-1-e)."
    ),
    deposants=blocs.deposants("lui_meme", "parent", "tuteur", "curateur", "professionnel_aidant"),
    pages=PAGES,
    pieces=PIECES,
    pages_agent=PAGES_AGENT,
    regles=REGLES,
    calculs=CALCULS,
    noms_des_parametres=NOMS_DES_PARAMETRES,
    motifs=MOTIFS,
    engagements=(
        Attestation("engagement_non_cumul", _("Je m’engage à ne pas recevoir une autre aide au permis.")),
        Attestation("engagement_depart", _("Je m’engage à signaler une annulation d’inscription ou un déménagement.")),
    ),
    pretest=Pretest(
        champs=("categorie", "date_naissance", "commune_insee", "date_arrivee_44", "rfr", "nb_parts", "autre_aide"),
        api={
            "categorie": "categorie",
            "naissance": "date_naissance",
            "commune_insee": "commune_insee",
            "arrivee_44": "date_arrivee_44",
            "rfr": "rfr",
            "parts": "nb_parts",
            "autre_aide": "autre_aide",
            "date": JOUR,
        },
        sorties=("quotient_familial",),
        montant="forfait",
    ),
    champs_pretest=(Commune("commune_insee", _("Dans quelle commune habitez-vous ?")),),
    suites_accord=(
        _("Gardez cette décision. L’aide est versée quand vous nous envoyez la facture acquittée de l’école."),
        _("Vous avez {permis_delai_facture} mois pour l’envoyer. Passé ce délai, l’accord n’a plus d’effet."),
    ),
    montant_accorde="montant",
    unicite=("categorie",),
    visas=VISAS,
    decisions_par_lot=PAR_LOT,
    exportables=EXPORTABLES,
    cle_delai_paiement="permis_delai_facture",
    versement=Versement(),
)
