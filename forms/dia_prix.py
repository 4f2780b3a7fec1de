"""Les conditions de la vente : rubrique F du cerfa 10072*04. Le prix est obligatoire (code de l’urbanisme, L215-14)."""

from decimal import Decimal

from portail.demarche.declaration import Choix, DateConnue, Montant, Page, TexteCourt, TexteLong, _, si

UN_CENTIME, UN_MILLIARD = Decimal("0.01"), Decimal(1_000_000_000)
RENTE = si("paiement", "rente")

PAGES_DU_PRIX = (
    Page(
        "mutation",
        _("Comment le bien change de main"),
        (
            Choix(
                "nature_mutation",
                _("De quelle opération s’agit-il ?"),
                {
                    "vente": _("Une vente de gré à gré"),
                    "adjudication": _("Une vente aux enchères (adjudication)"),
                    "apport": _("Un apport en société"),
                    "echange": _("Un échange"),
                    "dation": _("Une dation en paiement"),
                    "autre": _("Une autre opération payée"),
                },
            ),
        ),
        pourquoi=_("Une succession, ou une donation en famille, ne se déclare pas."),
    ),
    Page(
        "adjudication",
        _("Les enchères"),
        (
            DateConnue("adjudication_le", _("Jour des enchères"), aide=_("Exemple : 14 janvier 2027."), passee=False),
            TexteCourt("adjudication_lieu", _("Lieu des enchères")),
        ),
        si=si("nature_mutation", "adjudication"),
    ),
    Page(
        "prix",
        _("Le prix"),
        (
            Montant(
                "prix",
                _("Prix de vente"),
                aide=_("La mise à prix pour des enchères, la valeur estimée sans prix. Exemple : 85 000."),
                minimum=UN_CENTIME,
                maximum=UN_MILLIARD,
            ),
            TexteCourt("prix_en_lettres", _("Prix en toutes lettres"), longueur_max=200),
            Montant("prix_mobilier", _("Dont mobilier"), obligatoire=False, maximum=UN_MILLIARD),
            Choix(
                "paiement",
                _("Comment le prix est-il payé ?"),
                {
                    "comptant": _("Comptant, à la signature"),
                    "terme": _("À terme, en plusieurs fois"),
                    "rente": _("En rente viagère"),
                    "dation": _("Par un autre bien (dation, échange)"),
                },
            ),
            DateConnue(
                "promesse_le",
                _("Date de la promesse de vente"),
                aide=_("S’il y en a une. Exemple : 3 novembre 2026."),
                ans_max=10,
                obligatoire=False,
            ),
        ),
        pourquoi=_("Sans prix, la déclaration ne peut pas être reçue : aucun délai ne commence."),
    ),
    Page(
        "rente",
        _("La rente viagère"),
        (
            Montant("rente_bouquet", _("Somme payée à la signature (bouquet)"), maximum=UN_MILLIARD),
            Montant("rente_annuelle", _("Rente annuelle"), minimum=UN_CENTIME, maximum=UN_MILLIARD),
        ),
        si=RENTE,
    ),
    Page(
        "modalites",
        _("Les modalités du paiement"),
        (TexteLong("modalites", _("Décrivez ces modalités"), aide=_("Les échéances, ou le bien remis et sa valeur.")),),
        si=si("paiement", "terme", "dation"),
    ),
    Page(
        "commission",
        _("La commission"),
        (
            Montant(
                "commission",
                _("Commission de l’intermédiaire"),
                aide=_("Laissez vide s’il n’y en a pas."),
                obligatoire=False,
                maximum=UN_MILLIARD,
            ),
            Choix(
                "commission_charge",
                _("Qui la paie ?"),
                {"acquereur": _("Qui achète"), "vendeur": _("Qui vend")},
                obligatoire=False,
            ),
        ),
    ),
)
