"""Ce que demande une déclaration d’intention d’aliéner : les rubriques A à I du cerfa 10072*04."""

from dataclasses import replace
from decimal import Decimal

from forms import blocs
from portail.demarche.declaration import (
    Adresse,
    BlocRepete,
    Choix,
    Commune,
    DateConnue,
    Nombre,
    OuiNon,
    Page,
    Pas,
    Siren,
    TexteCourt,
    TexteLong,
    _,
    si,
)

CENT_MILLIONS = Decimal(100_000_000)
POUR_AUTRUI = Pas(si("qualite_deposant", "lui_meme"))
SOCIETE = si("proprietaire", "morale")
PARTS = si("designation", "parts")

PROPRIETAIRES = (
    Page(
        "proprietaire",
        _("Qui est propriétaire ?"),
        (
            Choix(
                "proprietaire",
                _("À qui le bien appartient-il ?"),
                {
                    "physique": _("À une personne"),
                    "indivision": _("À plusieurs personnes, ensemble (indivision, époux)"),
                    "morale": _("À une société, ou à une autre personne morale"),
                },
            ),
        ),
    ),
    Page(
        "personne",
        _("Le ou la propriétaire"),
        (blocs.NOM_NAISSANCE, blocs.NOM_USAGE, blocs.PRENOMS),
        si=Pas(SOCIETE),
    ),
    Page(
        "indivisaires",
        _("Les autres propriétaires"),
        (
            BlocRepete(
                "indivisaires",
                _("Autres propriétaires"),
                (
                    TexteCourt("indivisaire_nom", _("Nom et prénoms")),
                    TexteCourt("indivisaire_part", _("Part"), aide=_("Exemple : 1/2."), obligatoire=False),
                ),
                element=_("Propriétaire"),
                minimum=1,
                maximum=20,
            ),
        ),
        si=si("proprietaire", "indivision"),
        pourquoi=_("La vente d’un bien en indivision se déclare au nom de tous."),
    ),
    Page(
        "societe",
        _("La personne morale propriétaire"),
        (
            TexteCourt("denomination", _("Dénomination")),
            TexteCourt("forme_juridique", _("Forme juridique"), aide=_("Exemple : société civile immobilière.")),
            Siren("siren", _("Numéro SIREN"), aide=_("Neuf chiffres. Exemple : 732 829 320.")),
            TexteCourt("representant_societe", _("Nom et qualité de qui la représente")),
        ),
        si=SOCIETE,
    ),
    Page(
        "coordonnees",
        _("Adresse et coordonnées"),
        (
            Adresse("adresse_proprietaire", _("Adresse de qui vend"), aide=_("Le domicile, ou le siège.")),
            blocs.COURRIEL,
            blocs.TELEPHONE,
        ),
        pourquoi=_("C’est à cette adresse électronique que nous répondons."),
    ),
    Page(
        "declarant",
        _("Qui déclare ?"),
        (
            TexteCourt("declarant_nom", _("Nom du notaire ou du mandataire")),
            Adresse("declarant_adresse", _("Adresse du notaire ou du mandataire")),
            TexteCourt("declarant_reference", _("Référence de votre dossier"), obligatoire=False),
        ),
        si=POUR_AUTRUI,
        pourquoi=_("La décision est notifiée à cette adresse et à qui vend."),
    ),
)

PARCELLES = BlocRepete(
    "parcelles",
    _("Parcelles"),
    (
        TexteCourt(
            "parcelle_prefixe",
            _("Préfixe"),
            aide=_("Seulement si la commune en a absorbé une autre. Exemple : 011."),
            motif="[0-9]{3}",
            exemple="011",
            obligatoire=False,
            longueur_max=3,
        ),
        TexteCourt(
            "parcelle_section",
            _("Section"),
            aide=_("Exemple : AB."),
            motif="0?[A-Za-z]|[A-Za-z]{2}",
            exemple="AB",
            longueur_max=2,
        ),
        TexteCourt(
            "parcelle_numero",
            _("Numéro"),
            aide=_("Exemple : 145."),
            motif="0{0,3}[1-9][0-9]{0,3}",
            exemple="145",
            longueur_max=4,
        ),
        Nombre(
            "parcelle_contenance",
            _("Contenance"),
            aide=_("En mètres carrés : 1 hectare en vaut 10 000, 1 are 100. Exemple : 8 000."),
            minimum=Decimal(1),
            maximum=CENT_MILLIONS,
            unite=_("m²"),
        ),
    ),
    element=_("Parcelle"),
    minimum=1,
    maximum=50,
)

BIEN = (
    Page(
        "situation",
        _("Où est le bien ?"),
        (
            Commune("commune_bien", _("Commune du bien"), hors_departement=False),
            TexteCourt("lieu_dit", _("Adresse ou lieu-dit"), obligatoire=False),
            TexteCourt(
                "certificat",
                _("Numéro du certificat d’appartenance"),
                aide=_("Si le Département vous en a délivré un."),
                obligatoire=False,
                longueur_max=20,
            ),
        ),
    ),
    Page(
        "parcelles",
        _("Les parcelles"),
        (PARCELLES,),
        pourquoi=_("Nous vérifions tout de suite si elles sont dans une zone où le Département peut préempter."),
    ),
    Page(
        "designation",
        _("Ce qui est vendu"),
        (
            Choix(
                "designation",
                _("Que vendez-vous ?"),
                {
                    "non_bati": _("Un terrain sans construction"),
                    "bati": _("Un terrain et ce qui y est construit"),
                    "lots": _("Des lots de copropriété"),
                    "parts": _("Des parts de la société propriétaire (SCI, par exemple)"),
                },
            ),
        ),
    ),
    Page(
        "bati",
        _("Ce qui est construit"),
        (
            Nombre("surface_construite", _("Surface construite au sol"), maximum=CENT_MILLIONS, unite=_("m²")),
            Nombre("surface_utile", _("Surface utile ou habitable"), maximum=CENT_MILLIONS, unite=_("m²")),
            Nombre("niveaux", _("Nombre de niveaux"), minimum=Decimal(1), maximum=Decimal(60), obligatoire=False),
        ),
        si=si("designation", "bati"),
    ),
    Page(
        "lots",
        _("Les lots de copropriété"),
        (
            BlocRepete(
                "lots",
                _("Lots vendus"),
                (
                    TexteCourt("lot_numero", _("Numéro du lot"), longueur_max=20),
                    TexteCourt("lot_part", _("Part des parties communes"), obligatoire=False, longueur_max=20),
                    Nombre("lot_surface", _("Surface du lot"), maximum=CENT_MILLIONS, unite=_("m²")),
                ),
                element=_("Lot"),
                minimum=1,
                maximum=30,
            ),
        ),
        si=si("designation", "lots"),
    ),
    Page(
        "parts",
        _("Les parts vendues"),
        (
            TexteCourt("parts_societe", _("Société dont les parts sont vendues")),
            Siren("parts_siren", _("Numéro SIREN de cette société"), aide=_("Neuf chiffres. Exemple : 732 829 320.")),
            Nombre("parts_vendues", _("Nombre de parts vendues"), minimum=Decimal(1)),
            Nombre("parts_total", _("Nombre total de parts"), minimum=Decimal(1)),
        ),
        si=PARTS,
        pourquoi=_("Vendre la majorité des parts d’une société qui possède le terrain se déclare aussi."),
    ),
    Page(
        "occupation",
        _("Usage et occupation"),
        (
            Choix(
                "usage_bien",
                _("À quoi sert le bien ?"),
                {
                    "agricole": _("À l’agriculture"),
                    "boise": _("C’est un bois"),
                    "naturel": _("C’est un espace naturel, sans culture"),
                    "habitation": _("À l’habitation"),
                    "autre": _("À autre chose"),
                },
            ),
            Choix(
                "occupation",
                _("Qui l’occupe ?"),
                {
                    "proprietaire": _("Qui le possède"),
                    "locataire": _("Un ou une locataire"),
                    "fermier": _("Un fermier ou une fermière (bail rural)"),
                    "vacant": _("Personne"),
                },
            ),
        ),
    ),
    Page(
        "bail",
        _("Le bail"),
        (
            TexteCourt("occupant_nom", _("Nom de qui loue")),
            DateConnue("bail_fin", _("Fin du bail"), aide=_("Exemple : 1er novembre 2029."), passee=False),
        ),
        si=si("occupation", "locataire", "fermier"),
        pourquoi=_("Un fermier en place peut avoir la priorité pour acheter."),
    ),
    Page(
        "droits",
        _("Droits sur le bien"),
        (
            TexteLong(
                "droits_reels",
                _("Quels droits grèvent le bien ?"),
                aide=_("Servitude, usufruit, hypothèque, droit d’usage… Laissez vide s’il n’y en a pas."),
                obligatoire=False,
            ),
        ),
    ),
)

VISITE = Page(
    "visite",
    _("Visiter le bien"),
    (
        OuiNon("visite_admise", _("Peut-on visiter le bien ?")),
        TexteCourt("visite_contact", _("Qui appeler pour cela"), obligatoire=False),
    ),
)

ACQUEREUR = Page(
    "acquereur",
    _("Qui veut acheter"),
    (
        TexteCourt("acquereur_nom", _("Nom de qui achète"), obligatoire=False),
        TexteCourt("acquereur_profession", _("Profession de qui achète"), obligatoire=False),
        replace(Adresse("acquereur_adresse", _("Adresse de qui achète")), obligatoire=False),
        TexteLong("acquereur_projet", _("Projet de qui achète"), obligatoire=False),
    ),
    pourquoi=_("Tout est facultatif. Si le Département préempte, il prévient cette personne : elle peut contester."),
)
