"""Les questions communes à plusieurs démarches : même identifiant, même libellé partout (RGAA 11.3)."""

from decimal import Decimal

from portail.demarche.declaration import (
    Adresse,
    AgeInferieur,
    Choix,
    ChoixMultiple,
    Courriel,
    DateConnue,
    Iban,
    Nombre,
    NumeroFiscal,
    OuiNon,
    Pas,
    Piece,
    Recours,
    Telephone,
    TexteCourt,
    _,
    si,
    toutes,
)

MINEUR = AgeInferieur("date_naissance", 18)
SUIVI_ASE = si("jeune_ase", "oui")

DEPOSANTS = {
    "lui_meme": _("Pour moi"),
    "parent": _("Pour mon enfant"),
    "conjoint": _("Pour mon conjoint ou ma conjointe"),
    "enfant": _("Pour mon père ou ma mère"),
    "autre_proche": _("Pour un autre proche"),
    "tuteur": _("Pour une personne dont j’ai la tutelle"),
    "curateur": _("Pour une personne dont j’ai la curatelle"),
    "habilitation_familiale": _("Pour un proche, par habilitation familiale"),
    "mandataire_protection_future": _("Pour un proche, par mandat de protection future"),
    "professionnel_aidant": _("Pour une personne que j’accompagne dans mon travail"),
    "mandataire": _("Pour une personne qui m’a donné mandat"),
    "notaire": _("Pour une personne dont je suis le notaire"),
}


def deposants(*codes: str) -> dict[str, str]:
    """Rend les réponses possibles à « Pour qui faites-vous cette demande ? », dans cet ordre."""
    return {code: DEPOSANTS[code] for code in codes}


NOM_NAISSANCE = TexteCourt(
    "nom_naissance",
    _("Nom de naissance"),
    aide=_("Celui de l’acte de naissance."),
    longueur_max=80,
    autocomplete="family-name",
    certifie_par="nom_naissance",
)
NOM_USAGE = TexteCourt(
    "nom_usage",
    _("Nom d’usage"),
    # Le nom de famille est employé, sauf demande expresse (CRPA, L111-3) : remplir ce champ est cette demande.
    aide=_("À remplir seulement si nous devons l’employer dans nos courriers."),
    obligatoire=False,
    longueur_max=80,
    autocomplete="family-name",
)
PRENOMS = TexteCourt(
    "prenoms",
    _("Prénoms"),
    aide=_("Dans l’ordre de l’état civil, séparés par des espaces."),
    autocomplete="given-name",
    certifie_par="prenoms",
)
DATE_NAISSANCE = DateConnue(
    "date_naissance",
    _("Date de naissance"),
    aide=_("Exemple : 27 mars 2004."),
    autocomplete="bday",
    certifie_par="date_naissance",
)
IDENTITE = (NOM_NAISSANCE, NOM_USAGE, PRENOMS, DATE_NAISSANCE)

NATIONALITE = Choix(
    "nationalite",
    _("Nationalité"),
    {
        "fr": _("Française"),
        "ue_eee_suisse": _("D’un pays de l’Union européenne, d’Islande, de Norvège, du Liechtenstein ou de Suisse"),
        "autre": _("D’un autre pays"),
        "apatride_refugie": _("Apatride ou réfugié"),
    },
)

ADRESSE = Adresse(
    "adresse",
    _("Adresse du domicile"),
    aide=_("Aucun justificatif de domicile n’est demandé."),
    autocomplete="street-address",
)
DATE_ARRIVEE_44 = DateConnue(
    "date_arrivee_44",
    _("Depuis quand habitez-vous en Loire-Atlantique ?"),
    aide=_("Depuis toujours ? Indiquez la date de naissance. Si vous ne savez plus, donnez une date approchée."),
)

COURRIEL = Courriel(
    "courriel",
    _("Adresse électronique"),
    aide=_("Pour recevoir nos réponses. Exemple : marie.durand@courriel.example."),
    autocomplete="email",
    certifie_par="courriel",
)
TELEPHONE = Telephone(
    "telephone",
    _("Téléphone"),
    aide=_("Fixe ou mobile. Exemple : 06 39 98 12 34."),
    obligatoire=False,
    autocomplete="tel",
)
CANAL_PREFERE = Choix(
    "canal_prefere",
    _("Comment préférez-vous être contacté ou contactée ?"),
    {
        "courriel": _("Par courriel"),
        "sms": _("Par SMS"),
        "courrier": _("Par courrier postal"),
        "telephone": _("Par téléphone"),
    },
)
CONTACT = (COURRIEL, TELEPHONE, CANAL_PREFERE)
BESOIN_ACCESSIBILITE = ChoixMultiple(
    "besoin_accessibilite",
    _("Avez-vous besoin d’une aide pour communiquer ?"),
    {
        "lsf": _("Langue des signes française"),
        "lfpc": _("Langue française parlée complétée"),
        "transcription": _("Transcription écrite"),
        "falc": _("Textes faciles à lire et à comprendre"),
        "accompagnement": _("Accompagnement par une personne"),
        "aucun": _("Non, aucune aide"),
    },
    obligatoire=False,
    exclusive="aucun",
)

STATUT = Choix(
    "statut",
    _("Que faites-vous en ce moment ?"),
    {
        "collegien": _("Collégien ou collégienne"),
        "lyceen": _("Lycéen ou lycéenne"),
        "apprenti": _("Apprenti ou apprentie"),
        "etudiant": _("Étudiant ou étudiante"),
        "demandeur_emploi": _("À la recherche d’un emploi"),
        "salarie": _("Salarié ou salariée"),
        "service_civique": _("En service civique"),
        "ni_emploi_ni_formation": _("Ni emploi, ni études, ni formation"),
        "autre": _("Autre situation"),
    },
)
JEUNE_ASE = OuiNon(
    "jeune_ase",
    _("Êtes-vous, ou avez-vous été, accompagné par l’aide sociale à l’enfance ?"),
    aide=_("La réponse reste confidentielle. Si c’est oui, vos ressources ne sont pas demandées."),
    obligatoire=False,
)

# Données d’un tiers : aucun remplissage automatique.
REPRESENTANT = (
    TexteCourt("representant_nom", _("Nom du représentant légal"), longueur_max=80),
    TexteCourt("representant_prenoms", _("Prénoms du représentant légal")),
    Choix(
        "representant_lien",
        _("Lien avec la personne mineure"),
        {
            "mere": _("Mère"),
            "pere": _("Père"),
            "tuteur": _("Tuteur ou tutrice"),
            "autre": _("Autre représentant légal"),
        },
    ),
    Courriel(
        "representant_courriel",
        _("Adresse électronique du représentant légal"),
        aide=_("Exemple : marie.durand@courriel.example."),
    ),
    Telephone(
        "representant_telephone",
        _("Téléphone du représentant légal"),
        aide=_("Fixe ou mobile. Exemple : 06 39 98 12 34."),
        obligatoire=False,
    ),
)

RATTACHEMENT_FISCAL = Choix(
    "rattachement_fiscal",
    _("Sur quel avis d’impôt figurez-vous ?"),
    {
        "parents": _("Celui de mes parents"),
        "propre": _("Le mien"),
        "conjoint": _("Celui que je partage avec mon conjoint ou ma conjointe"),
    },
    aide=_("Prenez le dernier avis reçu. Les questions suivantes portent sur lui."),
)
RFR = Nombre(
    "rfr",
    _("Revenu fiscal de référence du foyer"),
    aide=_("Page 1 de l’avis d’impôt, ligne « Revenu fiscal de référence ». Exemple : 14 300."),
    unite=_("€"),
)
NB_PARTS = Nombre(
    "nb_parts",
    _("Nombre de parts"),
    aide=_("Page 1 de l’avis d’impôt. Exemple : 2,5."),
    minimum=Decimal(1),
    maximum=Decimal(30),
    pas=Decimal("0.25"),
)
NUMERO_FISCAL = NumeroFiscal(
    "numero_fiscal",
    _("Numéro fiscal"),
    aide=_("13 chiffres, en haut de l’avis. Avec la référence, nous vérifions l’avis sans vous interroger."),
    obligatoire=False,
)
REFERENCE_AVIS = TexteCourt(
    "reference_avis",
    _("Référence de l’avis d’impôt"),
    aide=_("13 chiffres et lettres, sous le numéro fiscal."),
    obligatoire=False,
    longueur_max=20,
    motif=r"[0-9A-Z]{13}",
    exemple="2644A12345678",
)
AVIS_IMPOT = (RFR, NB_PARTS, NUMERO_FISCAL, REFERENCE_AVIS)

PAIEMENT = (
    Iban(
        "iban",
        _("IBAN du compte à créditer"),
        aide=_("Sur le relevé d’identité bancaire. Un compte français commence par FR76."),
    ),
    TexteCourt(
        "titulaire_compte",
        _("Titulaire du compte"),
        aide=_("Le nom écrit sur le relevé d’identité bancaire."),
        longueur_max=80,
    ),
)

PIECE_IDENTITE = Piece(
    "piece_identite",
    _("Pièce d’identité"),
    aide=_("Carte d’identité ou passeport. Pour la carte, le recto et le verso."),
    quand=_("Si vous ne passez pas par FranceConnect"),
    si=Pas(si("identite_certifiee", True)),
    fondement=_("Code des relations entre le public et l’administration, article R113-5"),
)
TITRE_SEJOUR = Piece(
    "titre_sejour",
    _("Titre de séjour en cours de validité"),
    aide=_("Le recto et le verso."),
    quand=_("Si vous êtes majeur et d’un pays hors de l’Union européenne"),
    # Un mineur n’a pas à détenir de titre de séjour (CESEDA, L411-1).
    si=toutes(si("nationalite", "autre", "apatride_refugie"), Pas(MINEUR)),
)
AUTORISATION_PARENTALE = Piece(
    "autorisation_parentale",
    _("Autorisation du représentant légal"),
    aide=_("Une lettre datée et signée suffit : « J’autorise mon enfant à demander l’aide au permis. »"),
    quand=_("Si la personne concernée a moins de 18 ans"),
    si=MINEUR,
)
RIB = Piece(
    "rib",
    _("Relevé d’identité bancaire (RIB)"),
    aide=_("Celui du compte indiqué, au même nom."),
    indispensable=False,
)

RECOURS_GRACIEUX = Recours(
    rapo=False,
    texte=_(
        "Vous pouvez demander au Département de revoir sa décision, dans les deux mois. "
        "Ce recours gracieux est facultatif. Il interrompt le délai pour saisir le tribunal. "
        "Vous pouvez aussi saisir directement le tribunal administratif, dans les deux mois."
    ),
)
"""Aide facultative : recours gracieux ou tribunal, au choix (CRPA, L411-2)."""
