"""Tables du portail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_20261122d"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "achat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("regie_code", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "panier",
                "a_payer",
                "en_paiement",
                "au_guichet",
                "paye",
                "paye_sans_place",
                "abandonne",
                "rembourse",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prolongations", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("conditions_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "auteur_type",
            sa.Enum(
                "usager",
                "agent",
                "systeme",
                "expert",
                "notaire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paye_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("impaye_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "etat IN ('panier', 'abandonne') OR (total IS NOT NULL AND conditions_le IS NOT NULL)",
            name=op.f("ck_achat__engage"),
        ),
        sa.CheckConstraint("total >= 0 AND prolongations >= 0", name=op.f("ck_achat__positifs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achat")),
        sa.UniqueConstraint("numero", name=op.f("uq_achat_numero")),
    )
    op.create_index(
        "ix_achat_a_rendre",
        "achat",
        ["expire_le"],
        unique=False,
        postgresql_where=sa.text("etat IN ('panier', 'a_payer', 'au_guichet')"),
    )
    op.create_index("ix_achat_cree_le", "achat", ["cree_le"], unique=False)
    op.create_table(
        "adresse_locale",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("commune_insee", sa.String(), nullable=False),
        sa.Column("cle", sa.String(collation="C"), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adresse_locale")),
    )
    op.create_index("ix_adresse_locale_cle", "adresse_locale", ["commune_insee", "cle"], unique=False)
    op.create_table(
        "agent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prenom", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("qualite", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("siret", sa.String(), nullable=False),
        sa.Column("est_actif", sa.Boolean(), nullable=False),
        sa.Column("matricule", sa.String(), nullable=False),
        sa.Column("anonyme", sa.Boolean(), nullable=False),
        sa.Column("raccourcis", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("courriel", name=op.f("uq_agent_courriel")),
        sa.UniqueConstraint("matricule", name=op.f("uq_agent_matricule")),
    )
    op.create_table(
        "ancrage_journal",
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("racine", sa.String(), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("jusqu_au_rang", sa.BigInteger(), nullable=False),
        sa.Column("precedente", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("calcule_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jour", name=op.f("pk_ancrage_journal")),
    )
    op.create_table(
        "beneficiaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("identite", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte", sa.BigInteger(), nullable=False),
        sa.Column("cle_naissance", sa.BigInteger(), nullable=False),
        sa.Column("cles_noms", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiaire")),
        sa.UniqueConstraint("reference", name=op.f("uq_beneficiaire_reference")),
    )
    op.create_index(op.f("ix_beneficiaire_cle_naissance"), "beneficiaire", ["cle_naissance"], unique=False)
    op.create_index("ix_beneficiaire_cles_noms", "beneficiaire", ["cles_noms"], unique=False, postgresql_using="gin")
    op.create_table(
        "billet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("entree_type", sa.String(), nullable=False),
        sa.Column("entree_id", sa.Uuid(), nullable=False),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=False),
        sa.Column("heure", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("emis_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("annule_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entre_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("du <= au", name=op.f("ck_billet__validite")),
        sa.CheckConstraint("rang > 0", name=op.f("ck_billet__rang")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billet")),
        sa.UniqueConstraint("code", name=op.f("uq_billet_code")),
    )
    op.create_index("ix_billet_entree", "billet", ["entree_type", "entree_id", "au"], unique=False)
    op.create_index(
        "uq_billet_rang",
        "billet",
        ["objet_type", "objet_id", "rang"],
        unique=True,
        postgresql_where=sa.text("annule_le IS NULL"),
    )
    op.create_table(
        "cadastre_commune",
        sa.Column("commune_insee", sa.String(), nullable=False),
        sa.Column("millesime", sa.Date(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("parcelles", sa.Integer(), nullable=False),
        sa.Column("importe_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("commune_insee", name=op.f("pk_cadastre_commune")),
    )
    op.create_table(
        "code_de_connexion",
        sa.Column("courriel_empreinte", sa.String(), nullable=False),
        sa.Column("code_empreinte", sa.String(), nullable=False),
        sa.Column("identite", sa.LargeBinary(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("courriel_empreinte", name=op.f("pk_code_de_connexion")),
    )
    op.create_index(op.f("ix_code_de_connexion_expire_le"), "code_de_connexion", ["expire_le"], unique=False)
    op.create_table(
        "contact_prospection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("courriel", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("site_code", sa.String(), nullable=False),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("jusqu_au", sa.Date(), nullable=False),
        sa.Column("accepte_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_prospection")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_contact_prospection_empreinte")),
    )
    op.create_table(
        "debit",
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("compte", sa.Integer(), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_debit")),
    )
    op.create_index(op.f("ix_debit_expire_le"), "debit", ["expire_le"], unique=False)
    op.create_table(
        "decalage_horloge",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("duree", sa.Interval(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_decalage_horloge__unique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decalage_horloge")),
    )
    op.create_table(
        "empreinte_acte",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("empreinte_defunt", sa.BigInteger(), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_empreinte_acte")),
    )
    op.create_table(
        "enfant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("identite", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enfant")),
    )
    op.create_index(op.f("ix_enfant_empreinte"), "enfant", ["empreinte"], unique=False)
    op.create_table(
        "grille_tarifaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grille_tarifaire")),
        sa.UniqueConstraint("code", name=op.f("uq_grille_tarifaire_code")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("instant", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "auteur_type",
            sa.Enum(
                "usager",
                "agent",
                "systeme",
                "expert",
                "notaire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rang_objet", sa.Integer(), nullable=False),
        sa.Column("sel", sa.String(), nullable=False),
        sa.Column("precedente", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint(
            "objet_type", "objet_id", "rang_objet", name=op.f("uq_journal_objet_type_objet_id_rang_objet")
        ),
        sa.UniqueConstraint("rang", name=op.f("uq_journal_rang")),
    )
    op.create_table(
        "journal_texte",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("sel", sa.String(), nullable=False),
        sa.Column("texte", sa.LargeBinary(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.String(), nullable=False),
        sa.Column("ecrit_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_journal_texte")),
    )
    op.create_index(op.f("ix_journal_texte_ecrit_le"), "journal_texte", ["ecrit_le"], unique=False)
    op.create_index(
        op.f("ix_journal_texte_objet_type_objet_id"), "journal_texte", ["objet_type", "objet_id"], unique=False
    )
    op.create_table(
        "lieu",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("code_postal", sa.String(), nullable=False),
        sa.Column("code_insee", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("acces", sa.String(), nullable=False),
        sa.Column("permanences", sa.String(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("est_actif", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_lieu__deux_coordonnees")),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180 AND latitude BETWEEN -90 AND 90", name=op.f("ck_lieu__sur_terre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lieu")),
        sa.UniqueConstraint("code", name=op.f("uq_lieu_code")),
    )
    op.create_index(op.f("ix_lieu_code_insee"), "lieu", ["code_insee"], unique=False)
    op.create_table(
        "mairie",
        sa.Column("code_insee", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=True),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code_insee", name=op.f("pk_mairie")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "canal",
            sa.Enum(
                "courriel", "sms", "courrier", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("adresse", sa.LargeBinary(), nullable=False),
        sa.Column("gabarit", sa.String(), nullable=False),
        sa.Column("contexte", sa.LargeBinary(), nullable=False),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "prevu",
                "envoye",
                "echec",
                "rejete",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("erreur", sa.String(), nullable=False),
        sa.Column("prevu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envoye_le", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(op.f("ix_notification_etat_prevu_le"), "notification", ["etat", "prevu_le"], unique=False)
    op.create_index(
        op.f("ix_notification_objet_type_objet_id"), "notification", ["objet_type", "objet_id"], unique=False
    )
    op.create_table(
        "ouverture",
        sa.Column("demarche", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "ouverte", "suspendue", "fermee", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("demarche", name=op.f("pk_ouverture")),
    )
    op.create_table(
        "parametre",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("valeur", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("unite", sa.String(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("certitude", sa.String(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("code"), "="),
            (sa.text("daterange(debut, fin, '[]')"), "&&"),
            using="gist",
            name="ex_parametre_periode",
        ),
        sa.CheckConstraint("fin IS NULL OR fin >= debut", name=op.f("ck_parametre__periode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parametre")),
    )
    op.create_index(op.f("ix_parametre_code"), "parametre", ["code"], unique=False)
    op.create_table(
        "parcelle_cadastrale",
        sa.Column("idu", sa.String(), nullable=False),
        sa.Column("commune_insee", sa.String(), nullable=False),
        sa.Column("prefixe", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("contenance_m2", sa.Integer(), nullable=True),
        sa.Column("millesime", sa.Date(), nullable=False),
        sa.Column("geometrie", sa.LargeBinary(), nullable=False),
        sa.Column("ouest", sa.Double(), nullable=False),
        sa.Column("sud", sa.Double(), nullable=False),
        sa.Column("est", sa.Double(), nullable=False),
        sa.Column("nord", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("idu", name=op.f("pk_parcelle_cadastrale")),
    )
    op.create_index(
        "ix_parcelle_cadastrale_commune", "parcelle_cadastrale", ["commune_insee", "section", "numero"], unique=False
    )
    op.create_index(
        "ix_parcelle_cadastrale_emprise",
        "parcelle_cadastrale",
        ["commune_insee", "ouest", "est", "sud", "nord"],
        unique=False,
    )
    op.create_table(
        "population_communale",
        sa.Column("millesime", sa.Integer(), nullable=False),
        sa.Column("code_insee", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.CheckConstraint("population >= 0", name=op.f("ck_population_communale__positive")),
        sa.PrimaryKeyConstraint("millesime", "code_insee", name=op.f("pk_population_communale")),
    )
    op.create_table(
        "quota",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("capacite", sa.Integer(), nullable=False),
        sa.Column("pris", sa.Integer(), nullable=False),
        sa.Column("partage", sa.Boolean(), nullable=False),
        sa.CheckConstraint("0 <= pris AND pris <= capacite", name=op.f("ck_quota__jamais_trop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("code", name=op.f("uq_quota_code")),
    )
    op.create_table(
        "saisie_gardee",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("chemin", sa.String(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_saisie_gardee")),
    )
    op.create_index(op.f("ix_saisie_gardee_expire_le"), "saisie_gardee", ["expire_le"], unique=False)
    op.create_table(
        "saison",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=False),
        sa.Column("date_age", sa.Date(), nullable=False),
        sa.Column("millesime", sa.Integer(), nullable=False),
        sa.Column("precedente_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("debut < fin", name=op.f("ck_saison__dates")),
        sa.ForeignKeyConstraint(["precedente_id"], ["saison.id"], name=op.f("fk_saison_precedente_id_saison")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saison")),
        sa.UniqueConstraint("code", name=op.f("uq_saison_code")),
    )
    op.create_table(
        "service",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("est_actif", sa.Boolean(), nullable=False),
        sa.Column("agents_anonymes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service")),
    )
    op.create_table(
        "signalement_accessibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("description", sa.LargeBinary(), nullable=False),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repondu_le", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signalement_accessibilite")),
    )
    op.create_index(
        op.f("ix_signalement_accessibilite_recu_le"), "signalement_accessibilite", ["recu_le"], unique=False
    )
    op.create_table(
        "usager",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("identite_certifiee", sa.LargeBinary(), nullable=True),
        sa.Column("identite_declaree", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.String(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usager")),
    )
    op.create_index(op.f("ix_usager_courriel"), "usager", ["courriel"], unique=False)
    op.create_index(op.f("ix_usager_telephone"), "usager", ["telephone"], unique=False)
    op.create_table(
        "version_motif",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demarche", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("en_usage", sa.Boolean(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("droit", sa.String(), nullable=False),
        sa.Column("fait", sa.String(), nullable=False),
        sa.Column("gestes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "libelle <> '' AND droit <> '' AND fait <> ''", name=op.f("ck_version_motif__motif_complet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_motif")),
        sa.UniqueConstraint("demarche", "code", "rang", name=op.f("uq_version_motif_demarche_code_rang")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=False),
        sa.Column("suppleant_id", sa.Uuid(), nullable=True),
        sa.Column(
            "sort",
            sa.Enum(
                "garder", "confier", "rendre", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("declaree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appliquee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "sort <> 'confier' OR suppleant_id IS NOT NULL", name=op.f("ck_absence__confier_a_quelqu_un")
        ),
        sa.CheckConstraint("fin >= debut", name=op.f("ck_absence__periode")),
        sa.CheckConstraint("suppleant_id <> agent_id", name=op.f("ck_absence__suppleant_autre")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_absence_agent_id_agent")),
        sa.ForeignKeyConstraint(["suppleant_id"], ["agent.id"], name=op.f("fk_absence_suppleant_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(
        "ix_absence_a_appliquer", "absence", ["debut"], unique=False, postgresql_where=sa.text("appliquee_le IS NULL")
    )
    op.create_index(op.f("ix_absence_agent_id_fin"), "absence", ["agent_id", "fin"], unique=False)
    op.create_index(op.f("ix_absence_suppleant_id_fin"), "absence", ["suppleant_id", "fin"], unique=False)
    op.create_table(
        "activite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("saison_id", sa.Uuid(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("explication", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("regie_code", sa.String(), nullable=False),
        sa.Column("directeur_id", sa.Uuid(), nullable=True),
        sa.Column("grille_id", sa.Uuid(), nullable=False),
        sa.Column("adhesion", sa.Boolean(), nullable=False),
        sa.Column("parametre_seuil", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("arrivee", "voeux", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("ouvre_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attestation_sante", sa.Boolean(), nullable=False),
        sa.Column("responsabilite_civile", sa.Boolean(), nullable=False),
        sa.Column("aisance_aquatique", sa.Boolean(), nullable=False),
        sa.Column("fiche_sanitaire", sa.Boolean(), nullable=False),
        sa.Column("regles_annulation", sa.String(), nullable=False),
        sa.Column("ouverte", sa.Boolean(), nullable=False),
        sa.Column("a_confirmer", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ferme_le IS NULL OR ouvre_le IS NULL OR ouvre_le < ferme_le", name=op.f("ck_activite__dates")
        ),
        sa.ForeignKeyConstraint(["directeur_id"], ["agent.id"], name=op.f("fk_activite_directeur_id_agent")),
        sa.ForeignKeyConstraint(
            ["grille_id"], ["grille_tarifaire.id"], name=op.f("fk_activite_grille_id_grille_tarifaire")
        ),
        sa.ForeignKeyConstraint(["saison_id"], ["saison.id"], name=op.f("fk_activite_saison_id_saison")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_activite_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activite")),
        sa.UniqueConstraint("code", name=op.f("uq_activite_code")),
    )
    op.create_index(op.f("ix_activite_directeur_id"), "activite", ["directeur_id"], unique=False)
    op.create_index(op.f("ix_activite_grille_id"), "activite", ["grille_id"], unique=False)
    op.create_index(op.f("ix_activite_saison_id"), "activite", ["saison_id"], unique=False)
    op.create_index(op.f("ix_activite_service_code"), "activite", ["service_code"], unique=False)
    op.create_table(
        "aide_versee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("beneficiaire_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("empreinte", sa.BigInteger(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "hebergement_personnes_agees",
                "hebergement_personnes_handicapees",
                "aide_menagere",
                "repas",
                "prestation_dependance",
                "forfait_journalier",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("demandee_le", sa.Date(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("arrete_le", sa.Date(), nullable=False),
        sa.Column("est_provisoire", sa.Boolean(), nullable=False),
        sa.Column("domicile_de_secours", sa.String(), nullable=False),
        sa.Column("a_hypotheque", sa.Boolean(), nullable=False),
        sa.CheckConstraint("fin IS NULL OR debut <= fin", name=op.f("ck_aide_versee__dates")),
        sa.CheckConstraint("montant >= 0", name=op.f("ck_aide_versee__positif")),
        sa.ForeignKeyConstraint(
            ["beneficiaire_id"],
            ["beneficiaire.id"],
            name=op.f("fk_aide_versee_beneficiaire_id_beneficiaire"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aide_versee")),
        sa.UniqueConstraint("reference", name=op.f("uq_aide_versee_reference")),
    )
    op.create_index(op.f("ix_aide_versee_beneficiaire_id"), "aide_versee", ["beneficiaire_id"], unique=False)
    op.create_table(
        "ancrage_feuille",
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.String(), nullable=False),
        sa.Column("rang_objet", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jour"], ["ancrage_journal.jour"], name=op.f("fk_ancrage_feuille_jour_ancrage_journal")
        ),
        sa.PrimaryKeyConstraint("jour", "objet_type", "objet_id", name=op.f("pk_ancrage_feuille")),
    )
    op.create_index(
        op.f("ix_ancrage_feuille_objet_type_objet_id_jour"),
        "ancrage_feuille",
        ["objet_type", "objet_id", "jour"],
        unique=False,
    )
    op.create_table(
        "attente_foyer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("tout_ou_rien", sa.Boolean(), nullable=False),
        sa.Column("une_par_enfant", sa.Boolean(), nullable=False),
        sa.Column("priorite", sa.Integer(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attend",
                "propose",
                "servi",
                "expire",
                "quitte",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inscrite_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refus", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("propositions", sa.Integer(), nullable=False),
        sa.Column("pas_avant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("echeance", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annoncer_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sortie_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(etat = 'propose') = (echeance IS NOT NULL)", name=op.f("ck_attente_foyer__proposition")),
        sa.CheckConstraint("NOT (tout_ou_rien AND une_par_enfant)", name=op.f("ck_attente_foyer__une_regle")),
        sa.CheckConstraint("refus >= 0 AND silences >= 0", name=op.f("ck_attente_foyer__comptes")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_attente_foyer_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attente_foyer")),
    )
    op.create_index(op.f("ix_attente_foyer_annoncer_le"), "attente_foyer", ["annoncer_le"], unique=False)
    op.create_index(
        "ix_attente_foyer_echeance",
        "attente_foyer",
        ["echeance"],
        unique=False,
        postgresql_where=sa.text("etat = 'propose'"),
    )
    op.create_index(
        "ix_attente_foyer_file",
        "attente_foyer",
        [sa.literal_column("priorite DESC"), "depuis", "id"],
        unique=False,
        postgresql_where=sa.text("etat = 'attend'"),
    )
    op.create_index(op.f("ix_attente_foyer_sortie_le"), "attente_foyer", ["sortie_le"], unique=False)
    op.create_index(op.f("ix_attente_foyer_usager_id"), "attente_foyer", ["usager_id"], unique=False)
    op.create_table(
        "bordereau_elimination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demarche", sa.String(), nullable=False),
        sa.Column(
            "sort_final",
            sa.Enum(
                "eliminer", "conserver", "trier", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "etat",
            sa.Enum(
                "prepare",
                "vise",
                "execute",
                "abandonne",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("prepare_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visa_elimination", sa.String(), nullable=False),
        sa.Column("date_visa", sa.Date(), nullable=True),
        sa.Column("vise_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vise_par_id", sa.Uuid(), nullable=True),
        sa.Column("execute_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "etat IN ('prepare', 'abandonne') OR (visa_elimination <> '' AND vise_le IS NOT NULL)",
            name=op.f("ck_bordereau_elimination__visa"),
        ),
        sa.ForeignKeyConstraint(["vise_par_id"], ["agent.id"], name=op.f("fk_bordereau_elimination_vise_par_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bordereau_elimination")),
    )
    op.create_table(
        "commande",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("regie_code", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "panier",
                "a_payer",
                "en_paiement",
                "au_guichet",
                "payee",
                "paye_sans_place",
                "abandonnee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prolongations", sa.Integer(), nullable=False),
        sa.Column("echeance", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("quotient_connu", sa.Boolean(), nullable=False),
        sa.Column("regles_annulation", sa.String(), nullable=False),
        sa.Column("conditions_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "auteur_type",
            sa.Enum(
                "usager",
                "agent",
                "systeme",
                "expert",
                "notaire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("impayee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(etat = 'au_guichet') <= (echeance IS NOT NULL)", name=op.f("ck_commande__echeance")),
        sa.CheckConstraint(
            "etat IN ('panier', 'abandonnee') OR (total IS NOT NULL AND conditions_le IS NOT NULL)",
            name=op.f("ck_commande__engagee"),
        ),
        sa.CheckConstraint("total >= 0 AND prolongations >= 0", name=op.f("ck_commande__positifs")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_commande_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commande")),
        sa.UniqueConstraint("numero", name=op.f("uq_commande_numero")),
    )
    op.create_index(
        "ix_commande_a_rendre",
        "commande",
        ["expire_le"],
        unique=False,
        postgresql_where=sa.text("etat IN ('panier', 'a_payer')"),
    )
    op.create_index(
        "ix_commande_au_guichet",
        "commande",
        ["echeance"],
        unique=False,
        postgresql_where=sa.text("etat = 'au_guichet'"),
    )
    op.create_index(op.f("ix_commande_usager_id"), "commande", ["usager_id"], unique=False)
    op.create_index(
        "uq_commande_panier", "commande", ["usager_id"], unique=True, postgresql_where=sa.text("etat = 'panier'")
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("demarche", sa.String(), nullable=True),
        sa.Column("natures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("plafond", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("declaree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alertee_pour", sa.Date(), nullable=True),
        sa.CheckConstraint("fin IS NULL OR fin >= debut", name=op.f("ck_delegation__periode")),
        sa.CheckConstraint("plafond IS NULL OR plafond >= 0", name=op.f("ck_delegation__plafond_positif")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_delegation_agent_id_agent")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_delegation_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(op.f("ix_delegation_agent_id"), "delegation", ["agent_id"], unique=False)
    op.create_index(op.f("ix_delegation_fin"), "delegation", ["fin"], unique=False)
    op.create_index(
        op.f("ix_delegation_service_code_agent_id"), "delegation", ["service_code", "agent_id"], unique=False
    )
    op.create_table(
        "demande_de_rappel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column(
            "sujet",
            sa.Enum(
                "rendez_vous",
                "demande",
                "renseignement",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("telephone", sa.LargeBinary(), nullable=False),
        sa.Column("numero_empreinte", sa.String(), nullable=False),
        sa.Column(
            "relais",
            sa.Enum(
                "aucun",
                "lsf",
                "lpc",
                "transcription",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("langue_parlee", sa.String(), nullable=False),
        sa.Column("sans_message", sa.Boolean(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "a_appeler",
                "prise",
                "jointe",
                "non_jointe",
                "annulee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("demandee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("close_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "etat <> 'prise' OR agent_id IS NOT NULL", name=op.f("ck_demande_de_rappel__prise_par_quelqu_un")
        ),
        sa.CheckConstraint("debut < fin", name=op.f("ck_demande_de_rappel__dans_l_ordre")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_demande_de_rappel_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_demande_de_rappel_service_code_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_de_rappel")),
    )
    op.create_index(op.f("ix_demande_de_rappel_agent_id"), "demande_de_rappel", ["agent_id"], unique=False)
    op.create_index(op.f("ix_demande_de_rappel_close_le"), "demande_de_rappel", ["close_le"], unique=False)
    op.create_index(
        op.f("ix_demande_de_rappel_service_code_debut"), "demande_de_rappel", ["service_code", "debut"], unique=False
    )
    op.create_index(
        "uq_demande_de_rappel_numero",
        "demande_de_rappel",
        ["service_code", "numero_empreinte"],
        unique=True,
        postgresql_where=sa.text("etat IN ('a_appeler', 'prise')"),
    )
    op.create_table(
        "derogation_commune",
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("saison_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("accordee_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_derogation_commune_agent_id_agent")),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_derogation_commune_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["saison_id"], ["saison.id"], name=op.f("fk_derogation_commune_saison_id_saison")),
        sa.PrimaryKeyConstraint("enfant_id", "saison_id", name=op.f("pk_derogation_commune")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("demarche", sa.String(), nullable=False),
        sa.Column("version_demarche", sa.Integer(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "brouillon",
                "depose",
                "a_completer",
                "en_instruction",
                "en_signature",
                "decide",
                "clos",
                "desiste",
                "sans_suite",
                "irrecevable",
                "transmis",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("affecte_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "canal",
            sa.Enum(
                "ligne",
                "papier",
                "telephone",
                "accueil",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("reponses", sa.LargeBinary(), nullable=False),
        sa.Column("reponses_agent", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("instantane", sa.LargeBinary(), nullable=True),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("prenoms", sa.String(), nullable=False),
        sa.Column("nom_recherche", sa.String(), nullable=False),
        sa.Column("personne_empreinte", sa.String(), nullable=True),
        sa.Column("identite_empreinte", sa.String(), nullable=True),
        sa.Column("commune_insee", sa.String(), nullable=True),
        sa.Column("accord_electronique", sa.Boolean(), nullable=False),
        sa.Column("date_reception", sa.Date(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depose_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accuse_reception_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("date_accuse", sa.Date(), nullable=True),
        sa.Column("date_silence", sa.Date(), nullable=True),
        sa.Column("date_transmission", sa.Date(), nullable=True),
        sa.Column("suspendu_depuis", sa.Date(), nullable=True),
        sa.Column("echeance", sa.Date(), nullable=True),
        sa.Column("date_reponse", sa.Date(), nullable=True),
        sa.Column("date_fin", sa.Date(), nullable=True),
        sa.Column("date_fin_active", sa.Date(), nullable=True),
        sa.Column("date_fin_dua", sa.Date(), nullable=True),
        sa.Column("conserve", sa.Boolean(), nullable=False),
        sa.Column("elimine_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agents_ecartes", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("avis_attendus", sa.Integer(), nullable=False),
        sa.Column("reponse_attendue", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("evaluateur_attendu", sa.Uuid(), nullable=True),
        sa.Column("validation_attendue", sa.String(), nullable=True),
        sa.Column(
            "casier",
            sa.String(),
            sa.Computed(
                "CASE\n    WHEN etat = 'brouillon' OR elimine_le IS NOT NULL THEN NULL\n    WHEN etat = 'a_completer' THEN 'usager'\n    WHEN etat = 'en_signature' OR etat IN ('decide', 'clos', 'irrecevable') AND validation_attendue IS NOT NULL\n      THEN coalesce(validation_attendue, 'signature') || CASE WHEN agents_ecartes = '{}' THEN '' ELSE ' ecart' END\n    WHEN etat IN ('depose', 'en_instruction') AND avis_attendus > 0 THEN 'avis'\n    WHEN etat IN ('depose', 'en_instruction') AND reponse_attendue THEN 'usager'\n    WHEN etat IN ('depose', 'en_instruction') AND evaluateur_attendu IS DISTINCT FROM agent_id\n        AND evaluateur_attendu IS NOT NULL\n      THEN 'avis'\n    WHEN etat IN ('depose', 'en_instruction') OR etat = 'decide' AND echeance IS NOT NULL\n        OR etat IN ('decide', 'clos', 'irrecevable') AND pli_retourne\n      THEN CASE WHEN agent_id IS NULL THEN 'file' || CASE WHEN agents_ecartes = '{}' THEN '' ELSE ' ecart' END ELSE 'suivi' END\n    ELSE 'fini'\n  END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("message_a_lire", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pli_retourne", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("(canal = 'ligne') = (date_reception IS NULL)", name=op.f("ck_dossier__reception_datee")),
        sa.CheckConstraint(
            "elimine_le IS NULL OR etat NOT IN ('brouillon', 'a_completer', 'depose', 'en_instruction', 'en_signature')",
            name=op.f("ck_dossier__elimine_fini"),
        ),
        sa.CheckConstraint("etat = 'brouillon' OR depose_le IS NOT NULL", name=op.f("ck_dossier__depot_date")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_dossier_agent_id_agent")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_dossier_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("numero", name=op.f("uq_dossier_numero")),
    )
    op.create_index(
        "ix_dossier_agent",
        "dossier",
        ["agent_id", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "service_code", "demarche", "etat", "modifie_le"],
        postgresql_where=None,
    )
    op.create_index(
        "ix_dossier_arrivee",
        "dossier",
        ["service_code", "depose_le", "id"],
        unique=False,
        postgresql_include=["demarche", "agent_id", "casier", "nom_recherche"],
        postgresql_where=sa.text("depose_le IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_au_guichet",
        "dossier",
        ["service_code"],
        unique=False,
        postgresql_where=sa.text("etat = 'brouillon' AND canal <> 'ligne'"),
    )
    op.create_index(
        "ix_dossier_brouillon", "dossier", ["modifie_le"], unique=False, postgresql_where=sa.text("etat = 'brouillon'")
    )
    op.create_index(
        "ix_dossier_demarche",
        "dossier",
        ["demarche", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "service_code", "agent_id"],
        postgresql_where=None,
    )
    op.create_index(
        "ix_dossier_due",
        "dossier",
        ["service_code", "echeance"],
        unique=False,
        postgresql_include=[
            "demarche",
            "accuse_reception_le",
            "date_accuse",
            "date_silence",
            "date_transmission",
            "date_fin",
        ],
        postgresql_where=sa.text("echeance IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_echeance", "dossier", ["echeance"], unique=False, postgresql_where=sa.text("echeance IS NOT NULL")
    )
    op.create_index(
        "ix_dossier_etat",
        "dossier",
        ["service_code", "etat", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "agent_id", "demarche"],
        postgresql_where=None,
    )
    op.create_index(
        "ix_dossier_file",
        "dossier",
        ["service_code", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "demarche"],
        postgresql_where=sa.text("agent_id IS NULL"),
    )
    op.create_index(
        "ix_dossier_fin_dua",
        "dossier",
        ["date_fin_dua"],
        unique=False,
        postgresql_where=sa.text("date_fin_dua IS NOT NULL AND elimine_le IS NULL"),
    )
    op.create_index(op.f("ix_dossier_identite_empreinte"), "dossier", ["identite_empreinte"], unique=False)
    op.create_index(
        "ix_dossier_message",
        "dossier",
        ["service_code", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "demarche", "agent_id"],
        postgresql_where=sa.text("message_a_lire"),
    )
    op.create_index(
        "ix_dossier_nom",
        "dossier",
        ["nom_recherche"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"nom_recherche": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_dossier_personne_empreinte"), "dossier", ["personne_empreinte"], unique=False)
    op.create_index(
        "ix_dossier_reponse",
        "dossier",
        ["service_code", "date_reponse"],
        unique=False,
        postgresql_include=["demarche", "agent_id", "etat", "depose_le", "date_reception"],
        postgresql_where=sa.text("date_reponse IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_service",
        "dossier",
        ["service_code", "casier", sa.literal_column("coalesce(echeance, '9999-12-31'::date)"), "id"],
        unique=False,
        postgresql_include=["echeance", "agent_id", "commune_insee", "demarche"],
        postgresql_where=None,
    )
    op.create_index(
        "ix_dossier_silence",
        "dossier",
        ["date_silence"],
        unique=False,
        postgresql_where=sa.text("etat IN ('a_completer', 'depose', 'en_instruction', 'en_signature')"),
    )
    op.create_index(
        "ix_dossier_stock",
        "dossier",
        ["service_code", "demarche", "agent_id", "etat"],
        unique=False,
        postgresql_include=["depose_le", "date_reception"],
        postgresql_where=sa.text("etat IN ('a_completer', 'depose', 'en_instruction', 'en_signature')"),
    )
    op.create_table(
        "etiquette",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_etiquette_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etiquette")),
        sa.UniqueConstraint("service_code", "nom", name=op.f("uq_etiquette_service_code_nom")),
    )
    op.create_table(
        "evenement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("titre", sa.String(), nullable=False),
        sa.Column("explication", sa.String(), nullable=False),
        sa.Column("lieu_nom", sa.String(), nullable=False),
        sa.Column("lieu_adresse", sa.String(), nullable=False),
        sa.Column("acces", sa.String(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ouvre_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repas", sa.Boolean(), nullable=False),
        sa.Column("enregistre", sa.Boolean(), nullable=False),
        sa.Column("usage_des_images", sa.String(), nullable=False),
        sa.Column("partenaires", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publie_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annule_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raison_annulation", sa.String(), nullable=False),
        sa.Column("anonymise_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("debut < fin", name=op.f("ck_evenement__dans_l_ordre")),
        sa.CheckConstraint("ouvre_le < ferme_le AND ferme_le <= fin", name=op.f("ck_evenement__ouverture")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_evenement_quota_id_quota")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_evenement_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evenement")),
        sa.UniqueConstraint("code", name=op.f("uq_evenement_code")),
        sa.UniqueConstraint("quota_id", name=op.f("uq_evenement_quota_id")),
    )
    op.create_index(
        "ix_evenement_a_oublier", "evenement", ["fin"], unique=False, postgresql_where=sa.text("anonymise_le IS NULL")
    )
    op.create_index(
        "ix_evenement_public", "evenement", ["debut"], unique=False, postgresql_where=sa.text("publie_le IS NOT NULL")
    )
    op.create_index(op.f("ix_evenement_service_code_debut"), "evenement", ["service_code", "debut"], unique=False)
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("csv", "xlsx", "ods", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("filtres", sa.LargeBinary(), nullable=False),
        sa.Column("selection", sa.LargeBinary(), nullable=True),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("portees", sa.LargeBinary(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "demande",
                "pret",
                "echoue",
                "expire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("faits", sa.Integer(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("demande_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pret_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_export_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index("ix_export_agent_id", "export", ["agent_id", "demande_le"], unique=False)
    op.create_index(
        "ix_export_demande", "export", ["demande_le"], unique=False, postgresql_where=sa.text("etat = 'demande'")
    )
    op.create_index("ix_export_pret", "export", ["expire_le"], unique=False, postgresql_where=sa.text("etat = 'pret'"))
    op.create_table(
        "fermeture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=True),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=False),
        sa.Column("motif", sa.String(), nullable=False),
        sa.CheckConstraint("au >= du", name=op.f("ck_fermeture__periode")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_fermeture_lieu_id_lieu")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fermeture")),
    )
    op.create_index(op.f("ix_fermeture_au"), "fermeture", ["au"], unique=False)
    op.create_index(op.f("ix_fermeture_lieu_id"), "fermeture", ["lieu_id"], unique=False)
    op.create_table(
        "flux_agenda",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_flux_agenda_agent_id_agent")),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_flux_agenda")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_flux_agenda_agent_id")),
    )
    op.create_table(
        "gabarit_reponse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("titre", sa.String(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_gabarit_reponse_service_code_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gabarit_reponse")),
        sa.UniqueConstraint("service_code", "titre", name=op.f("uq_gabarit_reponse_service_code_titre")),
    )
    op.create_table(
        "habilitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent_accueil",
                "agent_instructeur",
                "evaluateur_medico_social",
                "medecin",
                "responsable",
                "directeur",
                "secretaire",
                "directeur_activite",
                "regisseur_comptable",
                "prada",
                "dpo",
                "mediateur",
                "admin_fonctionnel",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_code", sa.String(), nullable=True),
        sa.Column("demarche", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_habilitation_agent_id_agent")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_habilitation_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habilitation")),
        sa.UniqueConstraint(
            "agent_id",
            "role",
            "service_code",
            "demarche",
            name=op.f("uq_habilitation_agent_id_role_service_code_demarche"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_habilitation_agent_id"), "habilitation", ["agent_id"], unique=False)
    op.create_table(
        "import_aides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("octets", sa.BigInteger(), nullable=False),
        sa.Column("octets_lus", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "recu",
                "en_cours",
                "fini",
                "abandonne",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("commence_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fini_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("ajoutees", sa.Integer(), nullable=False),
        sa.Column("changees", sa.Integer(), nullable=False),
        sa.Column("inchangees", sa.Integer(), nullable=False),
        sa.Column("rejetees", sa.Integer(), nullable=False),
        sa.Column("absentes", sa.Integer(), nullable=False),
        sa.Column("effacees", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_import_aides_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_aides")),
    )
    op.create_table(
        "import_geographique",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "couche",
            sa.Enum(
                "ens",
                "pean",
                "cadastre",
                "adresses",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=True),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("date_donnee", sa.Date(), nullable=False),
        sa.Column("date_effet", sa.Date(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "recu",
                "en_cours",
                "fini",
                "refuse",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("refus", sa.String(), nullable=False),
        sa.Column("commence_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fini_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lus", sa.Integer(), nullable=False),
        sa.Column("ajoutes", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("inchanges", sa.Integer(), nullable=False),
        sa.Column("otes", sa.Integer(), nullable=False),
        sa.Column("rejetes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(date_effet IS NULL) = (couche NOT IN ('ens', 'pean'))", name=op.f("ck_import_geographique__effet")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_import_geographique_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_geographique")),
    )
    op.create_index(op.f("ix_import_geographique_commence_le"), "import_geographique", ["commence_le"], unique=False)
    op.create_table(
        "import_releve",
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("nouvelles", sa.Integer(), nullable=False),
        sa.Column("sans_effet", sa.Integer(), nullable=False),
        sa.Column("erreurs", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("importe_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rejoue_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_import_releve_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_releve")),
        sa.UniqueConstraint("agent_id", "empreinte", name=op.f("uq_import_releve_agent_id_empreinte")),
    )
    op.create_table(
        "import_versements",
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("appliquees", sa.Integer(), nullable=False),
        sa.Column("sans_effet", sa.Integer(), nullable=False),
        sa.Column("erreurs", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("importe_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rejoue_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_import_versements_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_versements")),
        sa.UniqueConstraint("agent_id", "empreinte", name=op.f("uq_import_versements_agent_id_empreinte")),
    )
    op.create_table(
        "invitation_famille",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employee_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_invitation_famille_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_invitation_famille_usager_id_usager")),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_invitation_famille")),
    )
    op.create_index(op.f("ix_invitation_famille_enfant_id"), "invitation_famille", ["enfant_id"], unique=False)
    op.create_index(
        op.f("ix_invitation_famille_expire_le"),
        "invitation_famille",
        ["expire_le"],
        unique=False,
        postgresql_where=sa.text("employee_le IS NULL"),
    )
    op.create_index(op.f("ix_invitation_famille_usager_id"), "invitation_famille", ["usager_id"], unique=False)
    op.create_table(
        "justificatif",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("type_mime", sa.String(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column(
            "controle",
            sa.Enum(
                "a_faire",
                "sain",
                "infecte",
                "illisible",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("propre_cle", sa.String(), nullable=True),
        sa.Column("propre_empreinte", sa.String(), nullable=True),
        sa.Column("propre_type", sa.String(), nullable=True),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_justificatif_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_justificatif")),
        sa.UniqueConstraint("cle", name=op.f("uq_justificatif_cle")),
    )
    op.create_index(op.f("ix_justificatif_usager_id"), "justificatif", ["usager_id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "geste",
            sa.Enum(
                "affecter",
                "demander_complement",
                "ecrire",
                "accepter",
                "refuser",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("consigne", sa.LargeBinary(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "prepare",
                "lance",
                "arrete",
                "termine",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lance_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("termine_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("etat = 'prepare' OR lance_le IS NOT NULL", name=op.f("ck_lot__lance_date")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_lot_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
    )
    op.create_index("ix_lot_agent_id", "lot", ["agent_id", "cree_le"], unique=False)
    op.create_index(op.f("ix_lot_cree_le"), "lot", ["cree_le"], unique=False)
    op.create_index("ix_lot_lance", "lot", ["lance_le"], unique=False, postgresql_where=sa.text("etat = 'lance'"))
    op.create_table(
        "objet_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column(
            "famille",
            sa.Enum(
                "social",
                "pmi",
                "sante_sexuelle",
                "autonomie",
                "metiers",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("professionnel", sa.String(), nullable=False),
        sa.Column("explication", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("modalites", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("duree_minutes", sa.Integer(), nullable=False),
        sa.Column("pas_minutes", sa.Integer(), nullable=False),
        sa.Column("tampon_avant_minutes", sa.Integer(), nullable=False),
        sa.Column("tampon_apres_minutes", sa.Integer(), nullable=False),
        sa.Column("delai_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_jours", sa.Integer(), nullable=False),
        sa.Column("objectif_jours", sa.Integer(), nullable=True),
        sa.Column("hors_calendrier", sa.Boolean(), nullable=False),
        sa.Column("ouvert", sa.Boolean(), nullable=False),
        sa.Column(
            "qui_reserve",
            sa.Enum("agents", "invites", "tous", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "visibilite",
            sa.Enum(
                "visible",
                "sans_message",
                "invisible",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("suivi", sa.Boolean(), nullable=False),
        sa.Column("sectorise", sa.Boolean(), nullable=False),
        sa.Column("collectif", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("limite_annulation_minutes", sa.Integer(), nullable=False),
        sa.Column("limite_deplacement_minutes", sa.Integer(), nullable=False),
        sa.Column("demande_enfant", sa.Boolean(), nullable=False),
        sa.Column("age_min_mois", sa.Integer(), nullable=True),
        sa.Column("age_max_mois", sa.Integer(), nullable=True),
        sa.Column("pseudonyme_admis", sa.Boolean(), nullable=False),
        sa.Column("sans_message_possible", sa.Boolean(), nullable=False),
        sa.Column("texte_avant", sa.String(), nullable=False),
        sa.Column("texte_apres", sa.String(), nullable=False),
        sa.Column("a_apporter", sa.String(), nullable=False),
        sa.Column("orientation", sa.String(), nullable=False),
        sa.Column("a_confirmer", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cardinality(modalites) > 0 AND modalites <@ ARRAY['sur_place', 'telephone', 'visio', 'domicile']::varchar[]",
            name=op.f("ck_objet_rdv__modalites"),
        ),
        sa.CheckConstraint(
            "age_min_mois >= 0 AND age_max_mois > coalesce(age_min_mois, 0)", name=op.f("ck_objet_rdv__ages")
        ),
        sa.CheckConstraint(
            "collectif = (places IS NOT NULL) AND (places IS NULL OR places > 1)", name=op.f("ck_objet_rdv__places")
        ),
        sa.CheckConstraint("delai_minutes >= 0 AND horizon_jours BETWEEN 1 AND 366", name=op.f("ck_objet_rdv__delais")),
        sa.CheckConstraint(
            "demande_enfant OR (age_min_mois IS NULL AND age_max_mois IS NULL)",
            name=op.f("ck_objet_rdv__age_de_quelqu_un"),
        ),
        sa.CheckConstraint("duree_minutes BETWEEN 5 AND 600", name=op.f("ck_objet_rdv__duree")),
        sa.CheckConstraint(
            "limite_annulation_minutes >= 0 AND limite_deplacement_minutes >= 0", name=op.f("ck_objet_rdv__limites")
        ),
        sa.CheckConstraint("objectif_jours >= 1", name=op.f("ck_objet_rdv__objectif")),
        sa.CheckConstraint("pas_minutes BETWEEN 5 AND 600", name=op.f("ck_objet_rdv__pas")),
        sa.CheckConstraint(
            "tampon_avant_minutes >= 0 AND tampon_apres_minutes >= 0", name=op.f("ck_objet_rdv__tampons")
        ),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_objet_rdv_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objet_rdv")),
        sa.UniqueConstraint("code", name=op.f("uq_objet_rdv_code")),
    )
    op.create_index(op.f("ix_objet_rdv_service_code"), "objet_rdv", ["service_code"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("crpcen", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("voie", sa.String(), nullable=False),
        sa.Column("code_postal", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("est_actif", sa.Boolean(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("crpcen ~ '^[0-9]{5}$'", name=op.f("ck_office__cinq_chiffres")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_office_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("crpcen", name=op.f("uq_office_crpcen")),
        sa.UniqueConstraint("usager_id", name=op.f("uq_office_usager_id")),
    )
    op.create_table(
        "passage_de_billet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("billet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "issue",
            sa.Enum(
                "admis", "en_double", "annule", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("appareil", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("constate_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_passage_de_billet_agent_id_agent")),
        sa.ForeignKeyConstraint(["billet_id"], ["billet.id"], name=op.f("fk_passage_de_billet_billet_id_billet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_de_billet")),
    )
    op.create_index(op.f("ix_passage_de_billet_billet_id"), "passage_de_billet", ["billet_id"], unique=False)
    op.create_index(
        "ix_passage_de_billet_doubles",
        "passage_de_billet",
        ["billet_id"],
        unique=False,
        postgresql_where=sa.text("issue <> 'admis'"),
    )
    op.create_table(
        "personne_autorisee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("telephone", sa.LargeBinary(), nullable=False),
        sa.Column("lien", sa.LargeBinary(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_personne_autorisee_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_personne_autorisee_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personne_autorisee")),
    )
    op.create_index(op.f("ix_personne_autorisee_enfant_id"), "personne_autorisee", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_personne_autorisee_usager_id"), "personne_autorisee", ["usager_id"], unique=False)
    op.create_table(
        "plage_d_appel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("jour", sa.Integer(), nullable=False),
        sa.Column("debut", sa.Time(), nullable=False),
        sa.Column("fin", sa.Time(), nullable=False),
        sa.Column("pas_minutes", sa.Integer(), nullable=False),
        sa.Column("capacite", sa.Integer(), nullable=False),
        sa.CheckConstraint("debut < fin", name=op.f("ck_plage_d_appel__dans_l_ordre")),
        sa.CheckConstraint(
            "jour BETWEEN 0 AND 6 AND pas_minutes BETWEEN 10 AND 240 AND capacite >= 1",
            name=op.f("ck_plage_d_appel__bornes"),
        ),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_plage_d_appel_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plage_d_appel")),
        sa.UniqueConstraint("service_code", "jour", "debut", name=op.f("uq_plage_d_appel_service_code_jour_debut")),
    )
    op.create_table(
        "prestataire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("siret", sa.String(), nullable=False),
        sa.Column("iban", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_prestataire_agent_id_agent")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_prestataire_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prestataire")),
        sa.UniqueConstraint("service_code", "siret", name=op.f("uq_prestataire_service_code_siret")),
    )
    op.create_table(
        "quota_tenu",
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.CheckConstraint("nombre > 0", name=op.f("ck_quota_tenu__au_moins_une")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_quota_tenu_quota_id_quota")),
        sa.PrimaryKeyConstraint("quota_id", "objet_type", "objet_id", name=op.f("pk_quota_tenu")),
    )
    op.create_index("ix_quota_tenu_objet", "quota_tenu", ["objet_type", "objet_id"], unique=False)
    op.create_table(
        "rattachement_enfant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column(
            "qualite",
            sa.Enum("parent", "tuteur", "tiers", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "residence",
            sa.Enum(
                "principale",
                "alternee",
                "ailleurs",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_insee", sa.String(), nullable=False),
        sa.Column("adresse", sa.LargeBinary(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_rattachement_enfant_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_rattachement_enfant_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rattachement_enfant")),
        sa.UniqueConstraint("enfant_id", "usager_id", name=op.f("uq_rattachement_enfant_enfant_id_usager_id")),
    )
    op.create_index(op.f("ix_rattachement_enfant_usager_id"), "rattachement_enfant", ["usager_id"], unique=False)
    op.create_table(
        "referent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("depuis_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_referent_agent_id_agent")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_referent_service_code_service")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_referent_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referent")),
        sa.UniqueConstraint("usager_id", "service_code", name=op.f("uq_referent_usager_id_service_code")),
    )
    op.create_index(op.f("ix_referent_agent_id"), "referent", ["agent_id"], unique=False)
    op.create_table(
        "regie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("numcli", sa.String(), nullable=False),
        sa.Column("prefixe", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("T", "X", "W", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("est_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("numcli ~ '^[0-9]{6}$'", name=op.f("ck_regie__six_chiffres")),
        sa.CheckConstraint("prefixe ~ '^[A-Z0-9]{2,6}$'", name=op.f("ck_regie__court")),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_regie_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regie")),
        sa.UniqueConstraint("code", name=op.f("uq_regie_code")),
        sa.UniqueConstraint("numcli", name=op.f("uq_regie_numcli")),
        sa.UniqueConstraint("prefixe", name=op.f("uq_regie_prefixe")),
    )
    op.create_table(
        "reglage_affectation",
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("automatique", sa.Boolean(), nullable=False),
        sa.Column("plafond", sa.Integer(), nullable=True),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("plafond IS NULL OR plafond > 0", name=op.f("ck_reglage_affectation__plafond_positif")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_reglage_affectation_service_code_service")
        ),
        sa.PrimaryKeyConstraint("service_code", name=op.f("pk_reglage_affectation")),
    )
    op.create_table(
        "ressource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "genre",
            sa.Enum(
                "agent",
                "salle",
                "equipement",
                "interprete",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("lieu_id", sa.Uuid(), nullable=True),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("competences", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("langues", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("visio", sa.String(), nullable=False),
        sa.Column("version_agenda", sa.Integer(), nullable=False),
        sa.Column("est_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(genre = 'agent') = (agent_id IS NOT NULL)", name=op.f("ck_ressource__agent_nomme")),
        sa.CheckConstraint(
            "genre NOT IN ('salle', 'equipement') OR lieu_id IS NOT NULL", name=op.f("ck_ressource__quelque_part")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_ressource_agent_id_agent")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_ressource_lieu_id_lieu")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ressource")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_ressource_agent_id")),
    )
    op.create_index(op.f("ix_ressource_lieu_id"), "ressource", ["lieu_id"], unique=False)
    op.create_table(
        "secteur",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_secteur_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secteur")),
        sa.UniqueConstraint("service_code", "nom", name=op.f("uq_secteur_service_code_nom")),
    )
    op.create_table(
        "secteur_de_lieu",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_insee", sa.String(), nullable=False),
        sa.Column("voie", sa.String(), nullable=True),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("voie <> ''", name=op.f("ck_secteur_de_lieu__voie_nommee")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_secteur_de_lieu_lieu_id_lieu")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secteur_de_lieu")),
        sa.UniqueConstraint(
            "code_insee", "voie", name=op.f("uq_secteur_de_lieu_code_insee_voie"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(op.f("ix_secteur_de_lieu_lieu_id"), "secteur_de_lieu", ["lieu_id"], unique=False)
    op.create_table(
        "site_patrimoine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("acces", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("regie_code", sa.String(), nullable=False),
        sa.Column("ouvert", sa.Boolean(), nullable=False),
        sa.Column("a_confirmer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_site_patrimoine_service_code_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_patrimoine")),
        sa.UniqueConstraint("code", name=op.f("uq_site_patrimoine_code")),
    )
    op.create_table(
        "version_de_grille",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grille_id", sa.Uuid(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("acte", sa.String(), nullable=False),
        sa.Column("a_confirmer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grille_id"], ["grille_tarifaire.id"], name=op.f("fk_version_de_grille_grille_id_grille_tarifaire")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_de_grille")),
        sa.UniqueConstraint("grille_id", "debut", name=op.f("uq_version_de_grille_grille_id_debut")),
    )
    op.create_table(
        "version_zonage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "sorte",
            sa.Enum("ens", "pean", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("date_effet", sa.Date(), nullable=False),
        sa.Column("date_donnee", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("importee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_version_zonage_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_zonage")),
        sa.UniqueConstraint("sorte", "date_effet", name=op.f("uq_version_zonage_sorte_date_effet")),
    )
    op.create_table(
        "vue_enregistree",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=True),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("filtres", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("creee_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_vue_enregistree_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_vue_enregistree_service_code_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vue_enregistree")),
        sa.UniqueConstraint("agent_id", "nom", name=op.f("uq_vue_enregistree_agent_id_nom")),
    )
    op.create_index(op.f("ix_vue_enregistree_service_code"), "vue_enregistree", ["service_code"], unique=False)
    op.create_table(
        "adhesion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("saison_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_empreinte", sa.String(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("commande_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commande_id"], ["commande.id"], name=op.f("fk_adhesion_commande_id_commande")),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_adhesion_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["saison_id"], ["saison.id"], name=op.f("fk_adhesion_saison_id_saison")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_adhesion_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adhesion")),
    )
    op.create_index(op.f("ix_adhesion_commande_id"), "adhesion", ["commande_id"], unique=False)
    op.create_index(op.f("ix_adhesion_enfant_id"), "adhesion", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_adhesion_usager_id"), "adhesion", ["usager_id"], unique=False)
    op.create_index(
        "uq_adhesion_enfant",
        "adhesion",
        ["saison_id", "enfant_empreinte"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "agent_de_secteur",
        sa.Column("secteur_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_de_secteur_agent_id_agent")),
        sa.ForeignKeyConstraint(["secteur_id"], ["secteur.id"], name=op.f("fk_agent_de_secteur_secteur_id_secteur")),
        sa.PrimaryKeyConstraint("secteur_id", "agent_id", name=op.f("pk_agent_de_secteur")),
    )
    op.create_index(op.f("ix_agent_de_secteur_agent_id"), "agent_de_secteur", ["agent_id"], unique=False)
    op.create_table(
        "aide_citee",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_aides.id"], name=op.f("fk_aide_citee_import_id_import_aides"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "reference", name=op.f("pk_aide_citee")),
    )
    op.create_table(
        "alerte_echeance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("horloge", sa.String(), nullable=False),
        sa.Column("date_echeance", sa.Date(), nullable=False),
        sa.Column("seuil_jours", sa.Integer(), nullable=False),
        sa.Column("destinataire", sa.String(), nullable=False),
        sa.Column("alerte_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_alerte_echeance_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerte_echeance")),
        sa.UniqueConstraint(
            "dossier_id",
            "horloge",
            "date_echeance",
            "seuil_jours",
            "destinataire",
            name=op.f("uq_alerte_echeance_dossier_id_horloge_date_echeance_seuil_jours_destinataire"),
        ),
    )
    op.create_table(
        "attestation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "genre",
            sa.Enum(
                "sante",
                "responsabilite_civile",
                "aisance_aquatique",
                "quotient",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enfant_id", sa.Uuid(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("faite_le", sa.Date(), nullable=False),
        sa.Column("valable_jusqu_au", sa.Date(), nullable=False),
        sa.Column("valeur", sa.LargeBinary(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "declare", "piece", "api", "agent", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("verifiee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(genre = 'quotient') = (usager_id IS NOT NULL)", name=op.f("ck_attestation__personne")),
        sa.CheckConstraint("(genre = 'quotient') = (valeur IS NOT NULL)", name=op.f("ck_attestation__valeur")),
        sa.CheckConstraint("(enfant_id IS NULL) <> (usager_id IS NULL)", name=op.f("ck_attestation__a_quelqu_un")),
        sa.CheckConstraint("valable_jusqu_au >= faite_le", name=op.f("ck_attestation__dates")),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_attestation_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["piece_id"], ["justificatif.id"], name=op.f("fk_attestation_piece_id_justificatif")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_attestation_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
    )
    op.create_index(
        "ix_attestation_enfant",
        "attestation",
        ["enfant_id", "genre"],
        unique=False,
        postgresql_where=sa.text("enfant_id IS NOT NULL"),
    )
    op.create_index(
        "ix_attestation_usager",
        "attestation",
        ["usager_id"],
        unique=False,
        postgresql_where=sa.text("usager_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_attestation_valable_jusqu_au"), "attestation", ["valable_jusqu_au"], unique=False)
    op.create_table(
        "avis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("demande_par_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("nom", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("pages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pieces", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("demande_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=False),
        sa.Column("rappele_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signale_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoque_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "sens",
            sa.Enum(
                "favorable",
                "reserve",
                "defavorable",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("texte", sa.LargeBinary(), nullable=True),
        sa.Column("rendu_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(agent_id IS NULL) <> (courriel IS NULL)", name=op.f("ck_avis__agent_ou_courriel")),
        sa.CheckConstraint("(courriel IS NULL) = (nom IS NULL)", name=op.f("ck_avis__externe_nomme")),
        sa.CheckConstraint("(sens IS NULL) = (rendu_le IS NULL)", name=op.f("ck_avis__rendu_avec_un_sens")),
        sa.CheckConstraint("rendu_le IS NULL OR revoque_le IS NULL", name=op.f("ck_avis__rendu_ou_revoque")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_avis_agent_id_agent")),
        sa.ForeignKeyConstraint(["demande_par_id"], ["agent.id"], name=op.f("fk_avis_demande_par_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_avis_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avis")),
    )
    op.create_index(op.f("ix_avis_agent_id"), "avis", ["agent_id"], unique=False)
    op.create_index(
        "ix_avis_attendu",
        "avis",
        ["date_limite"],
        unique=False,
        postgresql_where=sa.text("rendu_le IS NULL AND revoque_le IS NULL"),
    )
    op.create_index(op.f("ix_avis_dossier_id"), "avis", ["dossier_id"], unique=False)
    op.create_table(
        "besoin_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column(
            "genre",
            sa.Enum(
                "agent",
                "salle",
                "equipement",
                "interprete",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("competence", sa.String(), nullable=False),
        sa.Column("duree_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("ordre >= 1 AND duree_minutes BETWEEN 5 AND 600", name=op.f("ck_besoin_rdv__bornes")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_besoin_rdv_objet_id_objet_rdv")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_besoin_rdv")),
    )
    op.create_index(op.f("ix_besoin_rdv_objet_id"), "besoin_rdv", ["objet_id"], unique=False)
    op.create_table(
        "bordereau_comptable",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("regie_id", sa.Uuid(), nullable=False),
        sa.Column("exercice", sa.Integer(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "prepare",
                "vise",
                "execute",
                "abandonne",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sommes", sa.Integer(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("prepare_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visa_elimination", sa.String(), nullable=False),
        sa.Column("date_visa", sa.Date(), nullable=True),
        sa.Column("vise_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vise_par_id", sa.Uuid(), nullable=True),
        sa.Column("execute_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eliminees", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat IN ('prepare', 'abandonne') OR (visa_elimination <> '' AND vise_le IS NOT NULL)",
            name=op.f("ck_bordereau_comptable__visa"),
        ),
        sa.CheckConstraint("sommes > 0 AND eliminees >= 0", name=op.f("ck_bordereau_comptable__nombres")),
        sa.ForeignKeyConstraint(["regie_id"], ["regie.id"], name=op.f("fk_bordereau_comptable_regie_id_regie")),
        sa.ForeignKeyConstraint(["vise_par_id"], ["agent.id"], name=op.f("fk_bordereau_comptable_vise_par_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bordereau_comptable")),
    )
    op.create_index(op.f("ix_bordereau_comptable_regie_id"), "bordereau_comptable", ["regie_id"], unique=False)
    op.create_index(
        "uq_bordereau_comptable_en_attente",
        "bordereau_comptable",
        ["regie_id"],
        unique=True,
        postgresql_where=sa.text("etat IN ('prepare', 'vise')"),
    )
    op.create_table(
        "campagne",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activite_id", sa.Uuid(), nullable=False),
        sa.Column("ouvre_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("poids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("graine", sa.String(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "preparee", "close", "attribuee", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("attribuee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(etat = 'attribuee') = (attribuee_le IS NOT NULL)", name=op.f("ck_campagne__attribuee")),
        sa.CheckConstraint("(etat = 'preparee') = (graine IS NULL)", name=op.f("ck_campagne__graine")),
        sa.CheckConstraint("maximum >= 1", name=op.f("ck_campagne__maximum")),
        sa.CheckConstraint("ouvre_le < ferme_le", name=op.f("ck_campagne__dates")),
        sa.ForeignKeyConstraint(["activite_id"], ["activite.id"], name=op.f("fk_campagne_activite_id_activite")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campagne")),
    )
    op.create_index(op.f("ix_campagne_activite_id"), "campagne", ["activite_id"], unique=False)
    op.create_table(
        "code_de_rattachement",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("emis_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("utilise_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_code_de_rattachement_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_code_de_rattachement")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_code_de_rattachement_empreinte")),
    )
    op.create_table(
        "complement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("elements", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("reponses_avant", sa.LargeBinary(), nullable=False),
        sa.Column("demande_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=False),
        sa.Column("rappele_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repondu_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_complement_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_complement_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complement")),
    )
    op.create_index(op.f("ix_complement_date_limite"), "complement", ["date_limite"], unique=False)
    op.create_index(op.f("ix_complement_dossier_id"), "complement", ["dossier_id"], unique=False)
    op.create_table(
        "deces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("note_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_deces_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_deces_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deces")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_deces_dossier_id")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "accord",
                "accord_partiel",
                "refus",
                "irrecevabilite",
                "accord_implicite",
                "refus_implicite",
                "retrait",
                "abrogation",
                "caducite",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("motifs", sa.LargeBinary(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("propose_par_id", sa.Uuid(), nullable=True),
        sa.Column("propose_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signataire_id", sa.Uuid(), nullable=True),
        sa.Column("signataire", sa.LargeBinary(), nullable=True),
        sa.Column("signe_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consulte_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("date_decision", sa.Date(), nullable=True),
        sa.Column("remplacee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remplace_id", sa.Uuid(), nullable=True),
        sa.Column(
            "fondement",
            sa.Enum(
                "illegalite",
                "condition",
                "fraude",
                "demande",
                "sans_droit",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(nature IN ('retrait', 'abrogation')) = (fondement IS NOT NULL)", name=op.f("ck_decision__retrait_fonde")
        ),
        sa.CheckConstraint(
            "nature NOT IN ('accord_implicite', 'refus_implicite') OR (signataire_id IS NULL AND signe_le IS NULL)",
            name=op.f("ck_decision__implicite_sans_signataire"),
        ),
        sa.CheckConstraint("signe_le IS NULL OR date_decision IS NOT NULL", name=op.f("ck_decision__signee_datee")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_decision_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["propose_par_id"], ["agent.id"], name=op.f("fk_decision_propose_par_id_agent")),
        sa.ForeignKeyConstraint(["remplace_id"], ["decision.id"], name=op.f("fk_decision_remplace_id_decision")),
        sa.ForeignKeyConstraint(["signataire_id"], ["agent.id"], name=op.f("fk_decision_signataire_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_dossier_id"), "decision", ["dossier_id"], unique=False)
    op.create_index(
        "ix_decision_signe_le", "decision", ["signe_le"], unique=False, postgresql_where=sa.text("signe_le IS NOT NULL")
    )
    op.create_index(
        "uq_decision_en_vigueur",
        "decision",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("date_decision IS NOT NULL AND remplacee_le IS NULL"),
    )
    op.create_table(
        "demande_de_rattachement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("demande_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acceptee", sa.Boolean(), nullable=True),
        sa.Column("tranche_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tranche_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(tranche_le IS NULL) = (acceptee IS NULL)", name=op.f("ck_demande_de_rattachement__tranchee")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_demande_de_rattachement_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["tranche_par_id"], ["agent.id"], name=op.f("fk_demande_de_rattachement_tranche_par_id_agent")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_demande_de_rattachement_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_de_rattachement")),
    )
    op.create_index(
        op.f("ix_demande_de_rattachement_dossier_id"), "demande_de_rattachement", ["dossier_id"], unique=False
    )
    op.create_index(
        op.f("ix_demande_de_rattachement_usager_id"), "demande_de_rattachement", ["usager_id"], unique=False
    )
    op.create_index(
        "uq_demande_de_rattachement_ouverte",
        "demande_de_rattachement",
        ["dossier_id", "usager_id"],
        unique=True,
        postgresql_where=sa.text("tranche_le IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("resume", sa.LargeBinary(), nullable=False),
        sa.Column("mention", sa.LargeBinary(), nullable=True),
        sa.Column("cle", sa.String(), nullable=True),
        sa.Column("empreinte", sa.String(), nullable=True),
        sa.Column("taille", sa.Integer(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoque_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("motif_revocation", sa.LargeBinary(), nullable=True),
        sa.Column("remplace_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "remplace_par_id IS NULL OR revoque_le IS NOT NULL", name=op.f("ck_document__remplace_revoque")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_document_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["remplace_par_id"], ["document.id"], name=op.f("fk_document_remplace_par_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("code", name=op.f("uq_document_code")),
    )
    op.create_index(op.f("ix_document_dossier_id"), "document", ["dossier_id"], unique=False)
    op.create_index(
        "uq_document_en_vigueur",
        "document",
        ["dossier_id", "nature", "objet_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("revoque_le IS NULL"),
    )
    op.create_table(
        "etiquette_dossier",
        sa.Column("etiquette_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("posee_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_etiquette_dossier_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["etiquette_id"], ["etiquette.id"], name=op.f("fk_etiquette_dossier_etiquette_id_etiquette")
        ),
        sa.PrimaryKeyConstraint("etiquette_id", "dossier_id", name=op.f("pk_etiquette_dossier")),
    )
    op.create_index(op.f("ix_etiquette_dossier_dossier_id"), "etiquette_dossier", ["dossier_id"], unique=False)
    op.create_table(
        "export_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name=op.f("fk_export_segment_export_id_export")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_segment")),
        sa.UniqueConstraint("export_id", "rang", name=op.f("uq_export_segment_export_id_rang")),
    )
    op.create_table(
        "fiche_sanitaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("activite_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("ecrite_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("a_effacer_le", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["activite_id"], ["activite.id"], name=op.f("fk_fiche_sanitaire_activite_id_activite")),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_fiche_sanitaire_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_fiche_sanitaire_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiche_sanitaire")),
        sa.UniqueConstraint("enfant_id", "activite_id", name=op.f("uq_fiche_sanitaire_enfant_id_activite_id")),
    )
    op.create_index(op.f("ix_fiche_sanitaire_a_effacer_le"), "fiche_sanitaire", ["a_effacer_le"], unique=False)
    op.create_index(op.f("ix_fiche_sanitaire_activite_id"), "fiche_sanitaire", ["activite_id"], unique=False)
    op.create_index(op.f("ix_fiche_sanitaire_usager_id"), "fiche_sanitaire", ["usager_id"], unique=False)
    op.create_table(
        "groupe",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("activite_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum("section", "stage", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("lieu_nom", sa.String(), nullable=False),
        sa.Column("lieu_adresse", sa.String(), nullable=False),
        sa.Column("lieu_code_insee", sa.String(), nullable=False),
        sa.Column("jours", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("debut", sa.Time(), nullable=False),
        sa.Column("fin", sa.Time(), nullable=False),
        sa.Column("premier_jour", sa.Date(), nullable=False),
        sa.Column("dernier_jour", sa.Date(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=False),
        sa.Column("age_max", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.String(), nullable=False),
        sa.Column("produit", sa.String(), nullable=False),
        sa.Column("quantite", sa.Integer(), nullable=False),
        sa.Column("annule_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantite >= 0 AND (produit <> '' OR quantite = 0)", name=op.f("ck_groupe__produit")),
        sa.CheckConstraint("age_min >= 0 AND age_min <= age_max", name=op.f("ck_groupe__ages")),
        sa.CheckConstraint("debut < fin", name=op.f("ck_groupe__heures")),
        sa.CheckConstraint("premier_jour <= dernier_jour", name=op.f("ck_groupe__jours")),
        sa.ForeignKeyConstraint(["activite_id"], ["activite.id"], name=op.f("fk_groupe_activite_id_activite")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupe")),
        sa.UniqueConstraint("code", name=op.f("uq_groupe_code")),
    )
    op.create_index(op.f("ix_groupe_activite_id"), "groupe", ["activite_id"], unique=False)
    op.create_table(
        "hospitalisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("entree", sa.LargeBinary(), nullable=False),
        sa.Column("sortie", sa.LargeBinary(), nullable=True),
        sa.Column("declaree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_hospitalisation_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_hospitalisation_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_hospitalisation_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospitalisation")),
    )
    op.create_index(op.f("ix_hospitalisation_dossier_id"), "hospitalisation", ["dossier_id"], unique=False)
    op.create_index(
        "uq_hospitalisation_en_cours",
        "hospitalisation",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("sortie IS NULL"),
    )
    op.create_table(
        "intervenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column(
            "qualite",
            sa.Enum(
                "beneficiaire",
                "deposant",
                "representant",
                "mandataire",
                "cosignataire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("peut_agir", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_intervenant_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_intervenant_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervenant")),
        sa.UniqueConstraint("dossier_id", "qualite", "rang", name=op.f("uq_intervenant_dossier_id_qualite_rang")),
    )
    op.create_index("ix_intervenant_courriel", "intervenant", [sa.literal_column("lower(courriel)")], unique=False)
    op.create_index(op.f("ix_intervenant_telephone"), "intervenant", ["telephone"], unique=False)
    op.create_index(op.f("ix_intervenant_usager_id"), "intervenant", ["usager_id"], unique=False)
    op.create_table(
        "lien_de_dossiers",
        sa.Column("premier_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("premier_id <> second_id", name=op.f("ck_lien_de_dossiers__deux_dossiers")),
        sa.ForeignKeyConstraint(
            ["premier_id"], ["dossier.id"], name=op.f("fk_lien_de_dossiers_premier_id_dossier"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["dossier.id"], name=op.f("fk_lien_de_dossiers_second_id_dossier"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("premier_id", name=op.f("pk_lien_de_dossiers")),
        sa.UniqueConstraint("second_id", name=op.f("uq_lien_de_dossiers_second_id")),
    )
    op.create_table(
        "ligne_elimination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bordereau_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("date_fin", sa.Date(), nullable=False),
        sa.Column("date_fin_dua", sa.Date(), nullable=False),
        sa.Column("elimine_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retire_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bordereau_id"],
            ["bordereau_elimination.id"],
            name=op.f("fk_ligne_elimination_bordereau_id_bordereau_elimination"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_ligne_elimination_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ligne_elimination")),
        sa.UniqueConstraint("bordereau_id", "dossier_id", name=op.f("uq_ligne_elimination_bordereau_id_dossier_id")),
        info={"survit_a_l_elimination": True},
    )
    op.create_index(op.f("ix_ligne_elimination_dossier_id"), "ligne_elimination", ["dossier_id"], unique=False)
    op.create_index(
        "uq_ligne_elimination_en_attente",
        "ligne_elimination",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("elimine_le IS NULL AND retire_le IS NULL"),
    )
    op.create_table(
        "ligne_rejetee",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("ligne", sa.Integer(), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_aides.id"], name=op.f("fk_ligne_rejetee_import_id_import_aides"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "ligne", name=op.f("pk_ligne_rejetee")),
    )
    op.create_table(
        "lot_dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "issue",
            sa.Enum(
                "attente",
                "fait",
                "ecarte",
                "erreur",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("traite_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "issue NOT IN ('ecarte', 'erreur') OR raison <> ''", name=op.f("ck_lot_dossier__raison_dite")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_lot_dossier_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_dossier_lot_id_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_dossier")),
        sa.UniqueConstraint("lot_id", "dossier_id", name=op.f("uq_lot_dossier_lot_id_dossier_id")),
        sa.UniqueConstraint("lot_id", "rang", name=op.f("uq_lot_dossier_lot_id_rang")),
    )
    op.create_index(op.f("ix_lot_dossier_dossier_id"), "lot_dossier", ["dossier_id"], unique=False)
    op.create_table(
        "membre_office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("prenom", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("notaire", "clerc", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("peut_deleguer", sa.Boolean(), nullable=False),
        sa.Column("est_actif", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("est_actif = (ferme_le IS NULL)", name=op.f("ck_membre_office__ferme_date")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_membre_office_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membre_office")),
        sa.UniqueConstraint("office_id", "courriel", name=op.f("uq_membre_office_office_id_courriel")),
    )
    op.create_index(op.f("ix_membre_office_courriel"), "membre_office", ["courriel"], unique=False)
    op.create_index(op.f("ix_membre_office_office_id"), "membre_office", ["office_id"], unique=False)
    op.create_table(
        "mensualite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("mois", sa.Date(), nullable=False),
        sa.Column("du", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("rappel", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("retenu", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("abandonne", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("reste", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("repris", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("emise_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("annulee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "du >= 0 AND rappel >= 0 AND retenu >= 0 AND abandonne >= 0 AND reste >= 0 AND repris >= 0",
            name=op.f("ck_mensualite__montants_positifs"),
        ),
        sa.CheckConstraint("extract(day from mois) = 1", name=op.f("ck_mensualite__premier_du_mois")),
        sa.CheckConstraint("retenu + repris <= du + rappel", name=op.f("ck_mensualite__retenue_possible")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_mensualite_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mensualite")),
        sa.UniqueConstraint("dossier_id", "mois", name=op.f("uq_mensualite_dossier_id_mois")),
    )
    op.create_index(op.f("ix_mensualite_dossier_id"), "mensualite", ["dossier_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("texte", sa.LargeBinary(), nullable=False),
        sa.Column("envoye_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lu_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_message_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_message_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_message_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_dossier_id"), "message", ["dossier_id"], unique=False)
    op.create_table(
        "mode_choisi",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "compte", "service", "titres", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("prestataire_id", sa.Uuid(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("choisi_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "prestataire_id IS NULL OR mode = 'service'", name=op.f("ck_mode_choisi__prestataire_du_service")
        ),
        sa.CheckConstraint("extract(day from depuis) = 1", name=op.f("ck_mode_choisi__premier_du_mois")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_mode_choisi_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_mode_choisi_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["prestataire_id"], ["prestataire.id"], name=op.f("fk_mode_choisi_prestataire_id_prestataire")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_mode_choisi_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mode_choisi")),
        sa.UniqueConstraint("dossier_id", "depuis", name=op.f("uq_mode_choisi_dossier_id_depuis")),
    )
    op.create_table(
        "morceau_import",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_aides.id"],
            name=op.f("fk_morceau_import_import_id_import_aides"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "rang", name=op.f("pk_morceau_import")),
    )
    op.create_table(
        "note_interne",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("texte", sa.LargeBinary(), nullable=False),
        sa.Column("ecrite_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_note_interne_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_note_interne_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_interne")),
    )
    op.create_index(op.f("ix_note_interne_dossier_id"), "note_interne", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_note_interne_ecrite_le"), "note_interne", ["ecrite_le"], unique=False)
    op.create_table(
        "piece",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attendue",
                "plus_tard",
                "recue",
                "acceptee",
                "refusee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "motif",
            sa.Enum(
                "illisible",
                "tronquee",
                "perimee",
                "mauvais_document",
                "autre_personne",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("precision", sa.LargeBinary(), nullable=True),
        sa.Column("maj_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assemblage_cle", sa.String(), nullable=True),
        sa.Column("assemblage_empreinte", sa.String(), nullable=True),
        sa.Column("assemblage_taille", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_piece_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece")),
        sa.UniqueConstraint("dossier_id", "code", name=op.f("uq_piece_dossier_id_code")),
    )
    op.create_table(
        "plage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ressource_id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.Column("modalites", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("premier_jour", sa.Date(), nullable=False),
        sa.Column("dernier_jour", sa.Date(), nullable=True),
        sa.Column(
            "rythme",
            sa.Enum("hebdomadaire", "mensuel", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("intervalle", sa.Integer(), nullable=False),
        sa.Column("jours", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("debut", sa.Time(), nullable=False),
        sa.Column("fin", sa.Time(), nullable=False),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(rythme = 'mensuel') = (rang IS NOT NULL) AND (rang IS NULL OR rang IN (-1, 1, 2, 3, 4, 5))",
            name=op.f("ck_plage__rang"),
        ),
        sa.CheckConstraint(
            "cardinality(modalites) > 0 AND modalites <@ ARRAY['sur_place', 'telephone', 'visio', 'domicile']::varchar[]",
            name=op.f("ck_plage__modalites"),
        ),
        sa.CheckConstraint("rythme = 'hebdomadaire' OR cardinality(jours) = 1", name=op.f("ck_plage__un_jour_du_mois")),
        sa.CheckConstraint(
            "cardinality(jours) > 0 AND jours <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]", name=op.f("ck_plage__jours")
        ),
        sa.CheckConstraint("debut < fin", name=op.f("ck_plage__heures")),
        sa.CheckConstraint("dernier_jour >= premier_jour", name=op.f("ck_plage__periode")),
        sa.CheckConstraint("intervalle BETWEEN 1 AND 52", name=op.f("ck_plage__intervalle")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_plage_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["ressource_id"], ["ressource.id"], name=op.f("fk_plage_ressource_id_ressource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plage")),
    )
    op.create_index(op.f("ix_plage_lieu_id_premier_jour"), "plage", ["lieu_id", "premier_jour"], unique=False)
    op.create_index(op.f("ix_plage_ressource_id_premier_jour"), "plage", ["ressource_id", "premier_jour"], unique=False)
    op.create_table(
        "prochain_compte",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("iban", sa.LargeBinary(), nullable=False),
        sa.Column("titulaire", sa.LargeBinary(), nullable=False),
        sa.Column("a_verifier", sa.Boolean(), nullable=False),
        sa.Column("donne_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_prochain_compte_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prochain_compte")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_prochain_compte_dossier_id")),
    )
    op.create_table(
        "produit_patrimoine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("explication", sa.String(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "creneau",
                "open",
                "visite",
                "atelier",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("duree_minutes", sa.Integer(), nullable=False),
        sa.Column("valable_jours", sa.Integer(), nullable=True),
        sa.Column("en_vente", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(nature = 'open') = (valable_jours IS NOT NULL)", name=op.f("ck_produit_patrimoine__validite")
        ),
        sa.CheckConstraint("duree_minutes > 0 AND valable_jours > 0", name=op.f("ck_produit_patrimoine__positifs")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site_patrimoine.id"], name=op.f("fk_produit_patrimoine_site_id_site_patrimoine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_produit_patrimoine")),
        sa.UniqueConstraint("code", name=op.f("uq_produit_patrimoine_code")),
    )
    op.create_index(op.f("ix_produit_patrimoine_site_id"), "produit_patrimoine", ["site_id"], unique=False)
    op.create_table(
        "reglement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "reprise",
                "remboursement",
                "remise",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vers_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("fait_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(nature = 'reprise') = (agent_id IS NULL)", name=op.f("ck_reglement__agent_ou_reprise")),
        sa.CheckConstraint(
            "(nature = 'reprise') = (vers_id IS NOT NULL)", name=op.f("ck_reglement__reprise_quelque_part")
        ),
        sa.CheckConstraint("montant > 0", name=op.f("ck_reglement__positif")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_reglement_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_reglement_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["vers_id"], ["dossier.id"], name=op.f("fk_reglement_vers_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglement")),
    )
    op.create_index(op.f("ix_reglement_dossier_id"), "reglement", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_reglement_vers_id"), "reglement", ["vers_id"], unique=False)
    op.create_table(
        "rejet_geographique",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_geographique.id"],
            name=op.f("fk_rejet_geographique_import_id_import_geographique"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "rang", name=op.f("pk_rejet_geographique")),
    )
    op.create_table(
        "releve_de_delai",
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("premier", sa.DateTime(timezone=True), nullable=True),
        sa.Column("jours", sa.Integer(), nullable=True),
        sa.Column("releve_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(premier IS NULL) = (jours IS NULL)", name=op.f("ck_releve_de_delai__ensemble")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_releve_de_delai_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_releve_de_delai_objet_id_objet_rdv")),
        sa.PrimaryKeyConstraint("objet_id", "lieu_id", "jour", name=op.f("pk_releve_de_delai")),
    )
    op.create_table(
        "remise_par_rang",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("produit", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("taux", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.CheckConstraint("taux BETWEEN 0 AND 1 AND rang >= 2", name=op.f("ck_remise_par_rang__bornes")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version_de_grille.id"], name=op.f("fk_remise_par_rang_version_id_version_de_grille")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remise_par_rang")),
        sa.UniqueConstraint("version_id", "produit", "rang", name=op.f("uq_remise_par_rang_version_id_produit_rang")),
    )
    op.create_table(
        "rendez_vous",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column(
            "modalite",
            sa.Enum(
                "sur_place",
                "telephone",
                "visio",
                "domicile",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "pris",
                "honore",
                "absent",
                "excuse",
                "annule_usager",
                "annule_service",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("places_prises", sa.Integer(), nullable=False),
        sa.Column("places_tenues", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("groupe_id", sa.Uuid(), nullable=True),
        sa.Column("remplace_id", sa.Uuid(), nullable=True),
        sa.Column("motif", sa.LargeBinary(), nullable=True),
        sa.Column(
            "auteur_type",
            sa.Enum(
                "usager",
                "agent",
                "systeme",
                "expert",
                "notaire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anonymise_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("debut < fin", name=op.f("ck_rendez_vous__dans_l_ordre")),
        sa.CheckConstraint(
            "places_prises >= 0 AND places_tenues >= 0 AND places_prises + places_tenues <= coalesce(places, 1)",
            name=op.f("ck_rendez_vous__places"),
        ),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_rendez_vous_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_rendez_vous_objet_id_objet_rdv")),
        sa.ForeignKeyConstraint(
            ["remplace_id"], ["rendez_vous.id"], name=op.f("fk_rendez_vous_remplace_id_rendez_vous")
        ),
        sa.ForeignKeyConstraint(["service_code"], ["service.code"], name=op.f("fk_rendez_vous_service_code_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendez_vous")),
        sa.UniqueConstraint("numero", name=op.f("uq_rendez_vous_numero")),
    )
    op.create_index(
        "ix_rendez_vous_a_anonymiser",
        "rendez_vous",
        ["fin"],
        unique=False,
        postgresql_where=sa.text("anonymise_le IS NULL"),
    )
    op.create_index(op.f("ix_rendez_vous_groupe_id"), "rendez_vous", ["groupe_id"], unique=False)
    op.create_index(op.f("ix_rendez_vous_lieu_id_debut"), "rendez_vous", ["lieu_id", "debut"], unique=False)
    op.create_index(op.f("ix_rendez_vous_objet_id_debut"), "rendez_vous", ["objet_id", "debut"], unique=False)
    op.create_index(op.f("ix_rendez_vous_remplace_id"), "rendez_vous", ["remplace_id"], unique=False)
    op.create_index(op.f("ix_rendez_vous_service_code_debut"), "rendez_vous", ["service_code", "debut"], unique=False)
    op.create_table(
        "salle_d_attente",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activite_id", sa.Uuid(), nullable=False),
        sa.Column("salle_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ouvre_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ferme_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("debit", sa.Integer(), nullable=False),
        sa.Column("graine", sa.LargeBinary(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("rangs", sa.Integer(), nullable=True),
        sa.Column("admis", sa.Integer(), nullable=False),
        sa.Column("admis_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("admis >= 0 AND admis <= COALESCE(rangs, 0)", name=op.f("ck_salle_d_attente__admis")),
        sa.CheckConstraint("debit > 0", name=op.f("ck_salle_d_attente__debit")),
        sa.CheckConstraint("salle_le < ouvre_le", name=op.f("ck_salle_d_attente__dates")),
        sa.ForeignKeyConstraint(["activite_id"], ["activite.id"], name=op.f("fk_salle_d_attente_activite_id_activite")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_salle_d_attente")),
        sa.UniqueConstraint("activite_id", name=op.f("uq_salle_d_attente_activite_id")),
    )
    op.create_table(
        "somme_due",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("regie_id", sa.Uuid(), nullable=False),
        sa.Column("objet_type", sa.String(), nullable=False),
        sa.Column("objet_id", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "etat",
            sa.Enum("ouverte", "annulee", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("payeur", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("retour", sa.String(), nullable=False),
        sa.Column("tentatives", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anonymise_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("montant > 0", name=op.f("ck_somme_due__positif")),
        sa.ForeignKeyConstraint(["regie_id"], ["regie.id"], name=op.f("fk_somme_due_regie_id_regie")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_somme_due_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_somme_due")),
        sa.UniqueConstraint("numero", name=op.f("uq_somme_due_numero")),
        sa.UniqueConstraint("objet_type", "objet_id", name=op.f("uq_somme_due_objet_type_objet_id")),
    )
    op.create_index(op.f("ix_somme_due_cree_le"), "somme_due", ["cree_le"], unique=False)
    op.create_index(op.f("ix_somme_due_regie_id"), "somme_due", ["regie_id"], unique=False)
    op.create_index(op.f("ix_somme_due_usager_id"), "somme_due", ["usager_id"], unique=False)
    op.create_table(
        "structure_invitee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evenement_id", sa.Uuid(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evenement_id"], ["evenement.id"], name=op.f("fk_structure_invitee_evenement_id_evenement")
        ),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_structure_invitee_quota_id_quota")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_invitee")),
        sa.UniqueConstraint("quota_id", name=op.f("uq_structure_invitee_quota_id")),
    )
    op.create_index(
        op.f("ix_structure_invitee_evenement_id_libelle"), "structure_invitee", ["evenement_id", "libelle"], unique=True
    )
    op.create_table(
        "suivi_dossier",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_suivi_dossier_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_suivi_dossier_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("agent_id", "dossier_id", name=op.f("pk_suivi_dossier")),
    )
    op.create_index(op.f("ix_suivi_dossier_dossier_id"), "suivi_dossier", ["dossier_id"], unique=False)
    op.create_table(
        "tarif",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("produit", sa.String(), nullable=False),
        sa.Column("tranche", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("prix", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.CheckConstraint("prix >= 0", name=op.f("ck_tarif__positif")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version_de_grille.id"], name=op.f("fk_tarif_version_id_version_de_grille")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tarif")),
        sa.UniqueConstraint(
            "version_id", "produit", "tranche", "zone", name=op.f("uq_tarif_version_id_produit_tranche_zone")
        ),
    )
    op.create_table(
        "tentative_d_appel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demande_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "issue",
            sa.Enum(
                "jointe",
                "sans_reponse",
                "occupe",
                "faux_numero",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("faite_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_tentative_d_appel_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande_de_rappel.id"], name=op.f("fk_tentative_d_appel_demande_id_demande_de_rappel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tentative_d_appel")),
    )
    op.create_index(op.f("ix_tentative_d_appel_demande_id"), "tentative_d_appel", ["demande_id"], unique=False)
    op.create_table(
        "tranche_de_quotient",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("qf_max", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version_de_grille.id"], name=op.f("fk_tranche_de_quotient_version_id_version_de_grille")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche_de_quotient")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_tranche_de_quotient_version_id_code")),
        sa.UniqueConstraint("version_id", "rang", name=op.f("uq_tranche_de_quotient_version_id_rang")),
    )
    op.create_table(
        "transmission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("autorite", sa.LargeBinary(), nullable=False),
        sa.Column("adresse", sa.LargeBinary(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("transmise_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_transmission_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_transmission_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission")),
        sa.UniqueConstraint("dossier_id", "code", name=op.f("uq_transmission_dossier_id_code")),
    )
    op.create_table(
        "utilisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("mois", sa.Date(), nullable=False),
        sa.Column("cout", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("notee_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cout >= 0 AND montant >= 0", name=op.f("ck_utilisation__positive")),
        sa.CheckConstraint("extract(day from mois) = 1", name=op.f("ck_utilisation__premier_du_mois")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_utilisation_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_utilisation_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utilisation")),
        sa.UniqueConstraint("dossier_id", "mois", name=op.f("uq_utilisation_dossier_id_mois")),
    )
    op.create_index(op.f("ix_utilisation_dossier_id"), "utilisation", ["dossier_id"], unique=False)
    op.create_table(
        "visa_rendu",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("projet_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sens",
            sa.Enum("vise", "renvoie", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("raison", sa.LargeBinary(), nullable=True),
        sa.Column("rendu_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(sens = 'renvoie') = (raison IS NOT NULL)", name=op.f("ck_visa_rendu__renvoi_motive")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_visa_rendu_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_visa_rendu_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visa_rendu")),
        sa.UniqueConstraint("projet_id", "agent_id", name=op.f("uq_visa_rendu_projet_id_agent_id")),
        sa.UniqueConstraint("projet_id", "code", name=op.f("uq_visa_rendu_projet_id_code")),
    )
    op.create_index(op.f("ix_visa_rendu_dossier_id"), "visa_rendu", ["dossier_id"], unique=False)
    op.create_table(
        "visite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("evaluateur_id", sa.Uuid(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lieu", sa.LargeBinary(), nullable=False),
        sa.Column("presents", sa.LargeBinary(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "planifiee",
                "tenue",
                "absence",
                "annulee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("motif", sa.LargeBinary(), nullable=True),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rappelee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("debut < fin", name=op.f("ck_visite__dans_l_ordre")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_visite_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["evaluateur_id"], ["agent.id"], name=op.f("fk_visite_evaluateur_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visite")),
    )
    op.create_index(op.f("ix_visite_dossier_id"), "visite", ["dossier_id"], unique=False)
    op.create_index(
        "ix_visite_rappel",
        "visite",
        ["debut"],
        unique=False,
        postgresql_where=sa.text("etat = 'planifiee' AND rappelee_le IS NULL"),
    )
    op.create_index(
        "uq_visite_planifiee", "visite", ["dossier_id"], unique=True, postgresql_where=sa.text("etat = 'planifiee'")
    )
    op.create_table(
        "volet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reponses", sa.LargeBinary(), nullable=False),
        sa.Column("pages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("commence_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifie_par_id", sa.Uuid(), nullable=False),
        sa.Column("valide_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valide_par_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(valide_le IS NULL) = (valide_par_id IS NULL)", name=op.f("ck_volet__valide_par_quelqu_un")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_volet_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["modifie_par_id"], ["agent.id"], name=op.f("fk_volet_modifie_par_id_agent")),
        sa.ForeignKeyConstraint(["valide_par_id"], ["agent.id"], name=op.f("fk_volet_valide_par_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volet")),
        sa.UniqueConstraint("dossier_id", "code", name=op.f("uq_volet_dossier_id_code")),
    )
    op.create_table(
        "volet_archive",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("reponses", sa.LargeBinary(), nullable=False),
        sa.Column("valide_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valide_par_id", sa.Uuid(), nullable=False),
        sa.Column("archive_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archive_par_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["archive_par_id"], ["agent.id"], name=op.f("fk_volet_archive_archive_par_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_volet_archive_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["valide_par_id"], ["agent.id"], name=op.f("fk_volet_archive_valide_par_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volet_archive")),
        sa.UniqueConstraint("dossier_id", "code", "rang", name=op.f("uq_volet_archive_dossier_id_code_rang")),
    )
    op.create_table(
        "vu_dossier",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_vu_dossier_agent_id_agent")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_vu_dossier_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("agent_id", "dossier_id", name=op.f("pk_vu_dossier")),
    )
    op.create_index(op.f("ix_vu_dossier_dossier_id"), "vu_dossier", ["dossier_id"], unique=False)
    op.create_table(
        "zone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("deliberation_le", sa.Date(), nullable=False),
        sa.Column("deliberation", sa.String(), nullable=False),
        sa.Column(
            "competent",
            sa.Enum(
                "departement",
                "conservatoire",
                "commune",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("geometrie", sa.LargeBinary(), nullable=False),
        sa.Column("ouest", sa.Double(), nullable=False),
        sa.Column("sud", sa.Double(), nullable=False),
        sa.Column("est", sa.Double(), nullable=False),
        sa.Column("nord", sa.Double(), nullable=False),
        sa.CheckConstraint("ouest <= est AND sud <= nord", name=op.f("ck_zone__emprise")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version_zonage.id"], name=op.f("fk_zone_version_id_version_zonage"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_zone_version_id_code")),
    )
    op.create_index("ix_zone_emprise", "zone", ["version_id", "ouest", "est", "sud", "nord"], unique=False)
    op.create_table(
        "zone_de_secteur",
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("secteur_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["secteur_id"], ["secteur.id"], name=op.f("fk_zone_de_secteur_secteur_id_secteur")),
        sa.ForeignKeyConstraint(
            ["service_code"], ["service.code"], name=op.f("fk_zone_de_secteur_service_code_service")
        ),
        sa.PrimaryKeyConstraint("service_code", "code", name=op.f("pk_zone_de_secteur")),
    )
    op.create_index(op.f("ix_zone_de_secteur_secteur_id"), "zone_de_secteur", ["secteur_id"], unique=False)
    op.create_table(
        "alarme_recherche",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sorte",
            sa.Enum(
                "meme_acte",
                "variations",
                "rafale",
                "hors_heures",
                "defunt_jeune",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("levee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vue_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vue_par_id", sa.Uuid(), nullable=True),
        sa.Column("suite", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_alarme_recherche_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_alarme_recherche_office_id_office")),
        sa.ForeignKeyConstraint(["vue_par_id"], ["agent.id"], name=op.f("fk_alarme_recherche_vue_par_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarme_recherche")),
        sa.UniqueConstraint("membre_id", "sorte", "jour", name=op.f("uq_alarme_recherche_membre_id_sorte_jour")),
    )
    op.create_index(op.f("ix_alarme_recherche_levee_le"), "alarme_recherche", ["levee_le"], unique=False)
    op.create_index(op.f("ix_alarme_recherche_office_id"), "alarme_recherche", ["office_id"], unique=False)
    op.create_table(
        "attente_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "modalite",
            sa.Enum(
                "sur_place",
                "telephone",
                "visio",
                "domicile",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("jours", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "moment",
            sa.Enum("matin", "apres_midi", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("au_plus_tot", sa.Date(), nullable=False),
        sa.Column("au_plus_tard", sa.Date(), nullable=True),
        sa.Column("seance_voulue_id", sa.Uuid(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("personne", sa.String(), nullable=False),
        sa.Column("identite", sa.LargeBinary(), nullable=True),
        sa.Column("enfants", sa.LargeBinary(), nullable=True),
        sa.Column("langue_interprete", sa.String(), nullable=False),
        sa.Column("telephone", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("adresse", sa.LargeBinary(), nullable=True),
        sa.Column("besoins", sa.LargeBinary(), nullable=True),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attend",
                "propose",
                "accepte",
                "expire",
                "quitte",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inscrite_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refus", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("sortie_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenue_id", sa.Uuid(), nullable=True),
        sa.Column("seance_id", sa.Uuid(), nullable=True),
        sa.Column("lieu_id", sa.Uuid(), nullable=True),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annoncer_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("echeance", sa.DateTime(timezone=True), nullable=True),
        sa.Column("propositions", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(etat = 'propose') = (tenue_id IS NOT NULL) AND (etat = 'propose') = (echeance IS NOT NULL)",
            name=op.f("ck_attente_rdv__proposition"),
        ),
        sa.CheckConstraint("au_plus_tard IS NULL OR au_plus_tard >= au_plus_tot", name=op.f("ck_attente_rdv__jours")),
        sa.CheckConstraint("refus >= 0 AND silences >= 0", name=op.f("ck_attente_rdv__comptes")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_attente_rdv_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_attente_rdv_objet_id_objet_rdv")),
        sa.ForeignKeyConstraint(["seance_id"], ["rendez_vous.id"], name=op.f("fk_attente_rdv_seance_id_rendez_vous")),
        sa.ForeignKeyConstraint(
            ["seance_voulue_id"], ["rendez_vous.id"], name=op.f("fk_attente_rdv_seance_voulue_id_rendez_vous")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_attente_rdv_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attente_rdv")),
        sa.UniqueConstraint("tenue_id", name=op.f("uq_attente_rdv_tenue_id")),
    )
    op.create_index(op.f("ix_attente_rdv_annoncer_le"), "attente_rdv", ["annoncer_le"], unique=False)
    op.create_index(
        "ix_attente_rdv_echeance",
        "attente_rdv",
        ["echeance"],
        unique=False,
        postgresql_where=sa.text("etat = 'propose'"),
    )
    op.create_index(
        "ix_attente_rdv_file",
        "attente_rdv",
        ["objet_id", "depuis", "id"],
        unique=False,
        postgresql_where=sa.text("etat = 'attend'"),
    )
    op.create_index(op.f("ix_attente_rdv_seance_voulue_id"), "attente_rdv", ["seance_voulue_id"], unique=False)
    op.create_index(op.f("ix_attente_rdv_sortie_le"), "attente_rdv", ["sortie_le"], unique=False)
    op.create_index(op.f("ix_attente_rdv_usager_id"), "attente_rdv", ["usager_id"], unique=False)
    op.create_index(
        "uq_attente_rdv_personne",
        "attente_rdv",
        ["objet_id", "personne"],
        unique=True,
        postgresql_where=sa.text("etat IN ('attend', 'propose')"),
    )
    op.create_table(
        "certificat_zonage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("cle_reference", sa.BigInteger(), nullable=False),
        sa.Column("commune_insee", sa.String(), nullable=False),
        sa.Column("demande", sa.LargeBinary(), nullable=False),
        sa.Column("constats", sa.LargeBinary(), nullable=False),
        sa.Column("examens", sa.LargeBinary(), nullable=False),
        sa.Column("echanges", sa.LargeBinary(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "a_verifier",
                "a_preciser",
                "delivre",
                "a_rectifier",
                "retire",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("demande_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=False),
        sa.Column("alerte_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivre_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("motif", sa.LargeBinary(), nullable=True),
        sa.Column("zonage", sa.String(), nullable=False),
        sa.Column("change_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat NOT IN ('delivre', 'a_rectifier') OR (delivre_le IS NOT NULL AND document_id IS NOT NULL)",
            name=op.f("ck_certificat_zonage__delivre_date"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_certificat_zonage_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_certificat_zonage_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_certificat_zonage_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_certificat_zonage_office_id_office")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["justificatif.id"], name=op.f("fk_certificat_zonage_plan_id_justificatif")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificat_zonage")),
        sa.UniqueConstraint("numero", name=op.f("uq_certificat_zonage_numero")),
        sa.UniqueConstraint("office_id", "cle", name=op.f("uq_certificat_zonage_office_id_cle")),
    )
    op.create_index(
        "ix_certificat_zonage_a_traiter",
        "certificat_zonage",
        ["date_limite"],
        unique=False,
        postgresql_where=sa.text("etat IN ('a_verifier', 'a_rectifier')"),
    )
    op.create_index(op.f("ix_certificat_zonage_cle_reference"), "certificat_zonage", ["cle_reference"], unique=False)
    op.create_index(op.f("ix_certificat_zonage_membre_id"), "certificat_zonage", ["membre_id"], unique=False)
    op.create_index("ix_certificat_zonage_office", "certificat_zonage", ["office_id", "demande_le"], unique=False)
    op.create_table(
        "compte",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("emetteur", sa.String(), nullable=False),
        sa.Column("sujet", sa.String(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("membre_id", sa.Uuid(), nullable=True),
        sa.Column("vu_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(usager_id, agent_id, membre_id) = 1", name=op.f("ck_compte__une_personne")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_compte_agent_id_agent")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_office.id"], name=op.f("fk_compte_membre_id_membre_office")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_compte_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte")),
        sa.UniqueConstraint("emetteur", "sujet", name=op.f("uq_compte_emetteur_sujet")),
    )
    op.create_index(op.f("ix_compte_agent_id"), "compte", ["agent_id"], unique=False)
    op.create_index(op.f("ix_compte_membre_id"), "compte", ["membre_id"], unique=False)
    op.create_index(op.f("ix_compte_usager_id"), "compte", ["usager_id"], unique=False)
    op.create_table(
        "contradictoire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "accord",
                "accord_partiel",
                "refus",
                "irrecevabilite",
                "accord_implicite",
                "refus_implicite",
                "retrait",
                "abrogation",
                "caducite",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "fondement",
            sa.Enum(
                "illegalite",
                "condition",
                "fraude",
                "demande",
                "sans_droit",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fait", sa.LargeBinary(), nullable=False),
        sa.Column("ouvert_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=False),
        sa.CheckConstraint("nature IN ('retrait', 'abrogation')", name=op.f("ck_contradictoire__d_un_retrait")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_contradictoire_agent_id_agent")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_contradictoire_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_contradictoire_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradictoire")),
    )
    op.create_index(
        op.f("ix_contradictoire_decision_id_ouvert_le"), "contradictoire", ["decision_id", "ouvert_le"], unique=False
    )
    op.create_index(op.f("ix_contradictoire_dossier_id"), "contradictoire", ["dossier_id"], unique=False)
    op.create_table(
        "demande_sur_voeux",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campagne_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("ensemble", sa.Boolean(), nullable=False),
        sa.Column("criteres", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("contestation", sa.LargeBinary(), nullable=True),
        sa.Column("contestee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reponse", sa.LargeBinary(), nullable=True),
        sa.Column("repondue_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(contestation IS NULL) = (contestee_le IS NULL)", name=op.f("ck_demande_sur_voeux__contestation")
        ),
        sa.CheckConstraint("(reponse IS NULL) = (repondue_le IS NULL)", name=op.f("ck_demande_sur_voeux__reponse")),
        sa.ForeignKeyConstraint(
            ["campagne_id"], ["campagne.id"], name=op.f("fk_demande_sur_voeux_campagne_id_campagne")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_demande_sur_voeux_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_sur_voeux")),
        sa.UniqueConstraint("campagne_id", "usager_id", name=op.f("uq_demande_sur_voeux_campagne_id_usager_id")),
    )
    op.create_index(
        "ix_demande_sur_voeux_contestee",
        "demande_sur_voeux",
        ["contestee_le"],
        unique=False,
        postgresql_where=sa.text("contestee_le IS NOT NULL AND repondue_le IS NULL"),
    )
    op.create_index(op.f("ix_demande_sur_voeux_usager_id"), "demande_sur_voeux", ["usager_id"], unique=False)
    op.create_table(
        "droit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column(
            "titre",
            sa.Enum(
                "avance", "silence", "decision", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("terme", sa.Date(), nullable=True),
        sa.Column("a_reviser_le", sa.Date(), nullable=True),
        sa.Column("rappele_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(titre = 'avance') = (decision_id IS NULL)", name=op.f("ck_droit__avance_sans_decision")),
        sa.CheckConstraint("fin IS NULL OR fin >= debut - 1", name=op.f("ck_droit__fin_apres_debut")),
        sa.CheckConstraint("montant >= 0", name=op.f("ck_droit__montant_positif")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_droit_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_droit_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_droit")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_droit_decision_id")),
    )
    op.create_index(
        "ix_droit_a_reviser",
        "droit",
        ["a_reviser_le"],
        unique=False,
        postgresql_where=sa.text("fin IS NULL AND rappele_le IS NULL"),
    )
    op.create_index(op.f("ix_droit_dossier_id"), "droit", ["dossier_id"], unique=False)
    op.create_index("ix_droit_fin", "droit", ["fin"], unique=False)
    op.create_index(
        "uq_droit_avance", "droit", ["dossier_id"], unique=True, postgresql_where=sa.text("titre = 'avance'")
    )
    op.create_table(
        "echeance_due",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("somme_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=False),
        sa.CheckConstraint("montant > 0", name=op.f("ck_echeance_due__positif")),
        sa.ForeignKeyConstraint(["somme_id"], ["somme_due.id"], name=op.f("fk_echeance_due_somme_id_somme_due")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_echeance_due")),
        sa.UniqueConstraint("somme_id", "rang", name=op.f("uq_echeance_due_somme_id_rang")),
    )
    op.create_table(
        "fichier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("avis_id", sa.Uuid(), nullable=True),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("type_mime", sa.String(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column(
            "controle",
            sa.Enum(
                "a_faire",
                "sain",
                "infecte",
                "illisible",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("propre_cle", sa.String(), nullable=True),
        sa.Column("propre_empreinte", sa.String(), nullable=True),
        sa.Column("propre_taille", sa.Integer(), nullable=True),
        sa.Column("propre_type", sa.String(), nullable=True),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remplace_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["avis_id"], ["avis.id"], name=op.f("fk_fichier_avis_id_avis")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_fichier_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_fichier_message_id_message")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_fichier_piece_id_piece")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fichier")),
        sa.UniqueConstraint("cle", name=op.f("uq_fichier_cle")),
    )
    op.create_index(op.f("ix_fichier_avis_id"), "fichier", ["avis_id"], unique=False)
    op.create_index(op.f("ix_fichier_dossier_id"), "fichier", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_fichier_message_id"), "fichier", ["message_id"], unique=False)
    op.create_index(op.f("ix_fichier_piece_id"), "fichier", ["piece_id"], unique=False)
    op.create_table(
        "groupe_quota",
        sa.Column("groupe_id", sa.Uuid(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["groupe_id"], ["groupe.id"], name=op.f("fk_groupe_quota_groupe_id_groupe")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_groupe_quota_quota_id_quota")),
        sa.PrimaryKeyConstraint("groupe_id", "quota_id", name=op.f("pk_groupe_quota")),
    )
    op.create_index(op.f("ix_groupe_quota_quota_id"), "groupe_quota", ["quota_id"], unique=False)
    op.create_table(
        "inscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("groupe_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_empreinte", sa.String(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("commande_id", sa.Uuid(), nullable=True),
        sa.Column("niveau", sa.String(), nullable=False),
        sa.Column("sortie_seul", sa.Boolean(), nullable=False),
        sa.Column("droit_image", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "sortie",
            sa.Enum(
                "retiree",
                "expiree",
                "non_payee",
                "refusee",
                "annule_famille",
                "annule_service",
                "exclu",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sortie_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(sortie IS NULL) = (sortie_le IS NULL)", name=op.f("ck_inscription__date_de_sortie")),
        sa.CheckConstraint("active = (sortie IS NULL)", name=op.f("ck_inscription__sortie")),
        sa.ForeignKeyConstraint(["commande_id"], ["commande.id"], name=op.f("fk_inscription_commande_id_commande")),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_inscription_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["groupe_id"], ["groupe.id"], name=op.f("fk_inscription_groupe_id_groupe")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_inscription_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inscription")),
    )
    op.create_index(op.f("ix_inscription_commande_id"), "inscription", ["commande_id"], unique=False)
    op.create_index(op.f("ix_inscription_enfant_empreinte"), "inscription", ["enfant_empreinte"], unique=False)
    op.create_index(op.f("ix_inscription_enfant_id"), "inscription", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_inscription_groupe_id"), "inscription", ["groupe_id"], unique=False)
    op.create_index(op.f("ix_inscription_usager_id"), "inscription", ["usager_id"], unique=False)
    op.create_index(
        "uq_inscription_empreinte",
        "inscription",
        ["groupe_id", "enfant_empreinte"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "uq_inscription_enfant",
        "inscription",
        ["groupe_id", "enfant_id"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "inscription_evenement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("evenement_id", sa.Uuid(), nullable=False),
        sa.Column("structure_id", sa.Uuid(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("identite", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("adresse_empreinte", sa.String(), nullable=True),
        sa.Column("besoins", sa.LargeBinary(), nullable=True),
        sa.Column("refuse_l_image", sa.Boolean(), nullable=False),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("presents", sa.Integer(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "a_confirmer",
                "attente",
                "inscrit",
                "annule",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attend_depuis", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inscrit_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annule_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rappele_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cle", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(etat = 'a_confirmer') = (expire_le IS NOT NULL)", name=op.f("ck_inscription_evenement__echeance")
        ),
        sa.CheckConstraint(
            "(etat = 'annule') = (annule_le IS NOT NULL)", name=op.f("ck_inscription_evenement__annulation")
        ),
        sa.CheckConstraint(
            "etat <> 'attente' OR attend_depuis IS NOT NULL", name=op.f("ck_inscription_evenement__rang")
        ),
        sa.CheckConstraint("0 <= presents AND presents <= places", name=op.f("ck_inscription_evenement__presents")),
        sa.CheckConstraint("places >= 1", name=op.f("ck_inscription_evenement__au_moins_une")),
        sa.ForeignKeyConstraint(
            ["evenement_id"], ["evenement.id"], name=op.f("fk_inscription_evenement_evenement_id_evenement")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure_invitee.id"],
            name=op.f("fk_inscription_evenement_structure_id_structure_invitee"),
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_inscription_evenement_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inscription_evenement")),
        sa.UniqueConstraint("cle", name=op.f("uq_inscription_evenement_cle")),
        sa.UniqueConstraint("numero", name=op.f("uq_inscription_evenement_numero")),
    )
    op.create_index(
        "ix_inscription_evenement_echeance",
        "inscription_evenement",
        ["expire_le"],
        unique=False,
        postgresql_where=sa.text("etat = 'a_confirmer'"),
    )
    op.create_index(
        op.f("ix_inscription_evenement_evenement_id"), "inscription_evenement", ["evenement_id"], unique=False
    )
    op.create_index(
        "ix_inscription_evenement_file",
        "inscription_evenement",
        ["evenement_id", "attend_depuis"],
        unique=False,
        postgresql_where=sa.text("etat = 'attente'"),
    )
    op.create_index(op.f("ix_inscription_evenement_usager_id"), "inscription_evenement", ["usager_id"], unique=False)
    op.create_index(
        "uq_inscription_evenement_adresse",
        "inscription_evenement",
        ["evenement_id", "adresse_empreinte"],
        unique=True,
        postgresql_where=sa.text("etat <> 'annule' AND adresse_empreinte IS NOT NULL"),
    )
    op.create_table(
        "invitation_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoquee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rdv_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_invitation_rdv_agent_id_agent")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_invitation_rdv_objet_id_objet_rdv")),
        sa.ForeignKeyConstraint(["rdv_id"], ["rendez_vous.id"], name=op.f("fk_invitation_rdv_rdv_id_rendez_vous")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_invitation_rdv_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_rdv")),
    )
    op.create_index(op.f("ix_invitation_rdv_expire_le"), "invitation_rdv", ["expire_le"], unique=False)
    op.create_index(op.f("ix_invitation_rdv_rdv_id"), "invitation_rdv", ["rdv_id"], unique=False)
    op.create_index(
        "uq_invitation_rdv_en_cours",
        "invitation_rdv",
        ["usager_id", "objet_id"],
        unique=True,
        postgresql_where=sa.text("revoquee_le IS NULL"),
    )
    op.create_table(
        "lot_successions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_lot_successions_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_lot_successions_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_successions")),
        sa.UniqueConstraint("office_id", "empreinte", name=op.f("uq_lot_successions_office_id_empreinte")),
    )
    op.create_index(op.f("ix_lot_successions_office_id"), "lot_successions", ["office_id"], unique=False)
    op.create_table(
        "paiement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("somme_id", sa.Uuid(), nullable=False),
        sa.Column("numcli", sa.String(), nullable=False),
        sa.Column(
            "saisie",
            sa.Enum("T", "X", "W", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("refdet", sa.String(), nullable=False),
        sa.Column("idop", sa.String(), nullable=True),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "initie",
                "non_ouvert",
                "redirige",
                "paye",
                "en_cours",
                "refuse",
                "abandonne",
                "inconnu",
                "anomalie",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "issue",
            sa.Enum("P", "V", "R", "Z", "A", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redirige_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conclu_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lu_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prochaine_lecture_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dernier_code", sa.String(), nullable=False),
        sa.Column("ecarts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("montant_rendu", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.CheckConstraint(
            "idop IS NOT NULL OR etat IN ('initie', 'non_ouvert')", name=op.f("ck_paiement__ouvert_chez_payfip")
        ),
        sa.CheckConstraint("montant > 0", name=op.f("ck_paiement__positif")),
        sa.ForeignKeyConstraint(["somme_id"], ["somme_due.id"], name=op.f("fk_paiement_somme_id_somme_due")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paiement")),
        sa.UniqueConstraint("idop", name=op.f("uq_paiement_idop")),
        sa.UniqueConstraint("refdet", name=op.f("uq_paiement_refdet")),
    )
    op.create_index(
        "ix_paiement_a_relire",
        "paiement",
        ["prochaine_lecture_le"],
        unique=False,
        postgresql_where=sa.text("prochaine_lecture_le IS NOT NULL"),
    )
    op.create_index("ix_paiement_somme", "paiement", ["somme_id"], unique=False)
    op.create_index(
        "uq_paiement_actif",
        "paiement",
        ["somme_id"],
        unique=True,
        postgresql_where=sa.text("etat IN ('initie', 'redirige')"),
    )
    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rdv_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("personne", sa.String(), nullable=True),
        sa.Column("identite", sa.LargeBinary(), nullable=True),
        sa.Column("enfant", sa.LargeBinary(), nullable=True),
        sa.Column("telephone", sa.LargeBinary(), nullable=True),
        sa.Column("courriel", sa.LargeBinary(), nullable=True),
        sa.Column("adresse", sa.LargeBinary(), nullable=True),
        sa.Column("besoins", sa.LargeBinary(), nullable=True),
        sa.Column("sans_message", sa.Boolean(), nullable=False),
        sa.Column("langue", sa.String(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attendu",
                "arrive",
                "honore",
                "absent",
                "excuse",
                "annule",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cle", sa.String(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rdv_id"], ["rendez_vous.id"], name=op.f("fk_participation_rdv_id_rendez_vous")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_participation_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("cle", name=op.f("uq_participation_cle")),
    )
    op.create_index(
        "ix_participation_personne",
        "participation",
        ["personne"],
        unique=False,
        postgresql_where=sa.text("personne IS NOT NULL"),
    )
    op.create_index(op.f("ix_participation_rdv_id"), "participation", ["rdv_id"], unique=False)
    op.create_index(
        "ix_participation_usager",
        "participation",
        ["usager_id"],
        unique=False,
        postgresql_where=sa.text("usager_id IS NOT NULL"),
    )
    op.create_table(
        "passage_en_salle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("salle_id", sa.Uuid(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=False),
        sa.Column("arrivee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("admis_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("au_guichet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rang >= 1", name=op.f("ck_passage_en_salle__rang")),
        sa.ForeignKeyConstraint(
            ["salle_id"], ["salle_d_attente.id"], name=op.f("fk_passage_en_salle_salle_id_salle_d_attente")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_passage_en_salle_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_en_salle")),
        sa.UniqueConstraint("salle_id", "rang", name=op.f("uq_passage_en_salle_salle_id_rang")),
        sa.UniqueConstraint("salle_id", "usager_id", name=op.f("uq_passage_en_salle_salle_id_usager_id")),
    )
    op.create_index(op.f("ix_passage_en_salle_usager_id"), "passage_en_salle", ["usager_id"], unique=False)
    op.create_table(
        "plage_exception",
        sa.Column("plage_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("annulee", sa.Boolean(), nullable=False),
        sa.Column("debut", sa.Time(), nullable=True),
        sa.Column("fin", sa.Time(), nullable=True),
        sa.Column("lieu_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(debut IS NULL) = (fin IS NULL) AND debut < fin", name=op.f("ck_plage_exception__heures")),
        sa.CheckConstraint(
            "annulee = (debut IS NULL AND lieu_id IS NULL)", name=op.f("ck_plage_exception__une_difference")
        ),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_plage_exception_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["plage_id"], ["plage.id"], name=op.f("fk_plage_exception_plage_id_plage")),
        sa.PrimaryKeyConstraint("plage_id", "jour", name=op.f("pk_plage_exception")),
    )
    op.create_table(
        "plage_objet",
        sa.Column("plage_id", sa.Uuid(), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_plage_objet_objet_id_objet_rdv")),
        sa.ForeignKeyConstraint(["plage_id"], ["plage.id"], name=op.f("fk_plage_objet_plage_id_plage")),
        sa.PrimaryKeyConstraint("plage_id", "objet_id", name=op.f("pk_plage_objet")),
    )
    op.create_index(op.f("ix_plage_objet_objet_id"), "plage_objet", ["objet_id"], unique=False)
    op.create_table(
        "pli_recommande",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("envoye_le", sa.Date(), nullable=False),
        sa.Column("presente_le", sa.Date(), nullable=True),
        sa.Column(
            "issue",
            sa.Enum(
                "distribue",
                "refuse",
                "non_reclame",
                "inconnu",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("issue_le", sa.Date(), nullable=True),
        sa.Column("traite_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "issue NOT IN ('refuse', 'non_reclame') OR presente_le IS NOT NULL",
            name=op.f("ck_pli_recommande__avise_presente"),
        ),
        sa.CheckConstraint("(issue IS NULL) = (issue_le IS NULL)", name=op.f("ck_pli_recommande__issue_datee")),
        sa.CheckConstraint(
            "issue_le >= coalesce(presente_le, envoye_le)", name=op.f("ck_pli_recommande__issue_apres_presentation")
        ),
        sa.CheckConstraint("presente_le >= envoye_le", name=op.f("ck_pli_recommande__presente_apres_envoi")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_pli_recommande_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_pli_recommande_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pli_recommande")),
        sa.UniqueConstraint("numero", name=op.f("uq_pli_recommande_numero")),
    )
    op.create_index(
        "ix_pli_recommande_attendu",
        "pli_recommande",
        ["envoye_le"],
        unique=False,
        postgresql_where=sa.text("issue IS NULL"),
    )
    op.create_index(op.f("ix_pli_recommande_decision_id"), "pli_recommande", ["decision_id"], unique=False)
    op.create_index(op.f("ix_pli_recommande_dossier_id"), "pli_recommande", ["dossier_id"], unique=False)
    op.create_table(
        "preemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("commune_insee", sa.String(), nullable=False),
        sa.Column("parcelles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("prix", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column(
            "genre",
            sa.Enum(
                "prix", "inferieur", "partielle", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decidee_le", sa.Date(), nullable=False),
        sa.Column("annulee_le", sa.Date(), nullable=True),
        sa.Column(
            "reponse",
            sa.Enum(
                "attendue",
                "accepte",
                "maintient",
                "renonce",
                "repute",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("repondue_le", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_preemption_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_preemption_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preemption")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_preemption_decision_id")),
    )
    op.create_index(op.f("ix_preemption_decidee_le"), "preemption", ["decidee_le"], unique=False)
    op.create_index(op.f("ix_preemption_dossier_id"), "preemption", ["dossier_id"], unique=False)
    op.create_table(
        "proposition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("definitive", sa.Boolean(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "preparee",
                "envoyee",
                "observee",
                "acceptee",
                "refusee",
                "sans_reponse",
                "retiree",
                "remplacee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("lignes", sa.LargeBinary(), nullable=False),
        sa.Column("refus_ecrit_le", sa.Date(), nullable=True),
        sa.Column("mot", sa.LargeBinary(), nullable=True),
        sa.Column("calculs", sa.LargeBinary(), nullable=False),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envoyee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delai_jours", sa.Integer(), nullable=True),
        sa.Column("date_reception", sa.Date(), nullable=True),
        sa.Column("date_limite", sa.Date(), nullable=True),
        sa.Column("date_reponse", sa.Date(), nullable=True),
        sa.Column("observations", sa.LargeBinary(), nullable=True),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("saisie_par_id", sa.Uuid(), nullable=True),
        sa.Column("motif_retrait", sa.LargeBinary(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(etat = 'preparee') = (envoyee_le IS NULL)", name=op.f("ck_proposition__envoi_date")),
        sa.CheckConstraint(
            "(etat = 'retiree') = (motif_retrait IS NOT NULL)", name=op.f("ck_proposition__retrait_motive")
        ),
        sa.CheckConstraint(
            "(etat IN ('observee', 'acceptee', 'refusee')) = (date_reponse IS NOT NULL)",
            name=op.f("ck_proposition__reponse_datee"),
        ),
        sa.CheckConstraint(
            "etat NOT IN ('refusee', 'sans_reponse') OR definitive", name=op.f("ck_proposition__refus_de_la_definitive")
        ),
        sa.CheckConstraint(
            "(date_reception IS NULL) = (date_limite IS NULL)", name=op.f("ck_proposition__reception_limite")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_proposition_agent_id_agent")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_proposition_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_proposition_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["saisie_par_id"], ["agent.id"], name=op.f("fk_proposition_saisie_par_id_agent")),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_proposition_usager_id_usager")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposition")),
        sa.UniqueConstraint("dossier_id", "rang", name=op.f("uq_proposition_dossier_id_rang")),
    )
    op.create_index(op.f("ix_proposition_dossier_id"), "proposition", ["dossier_id"], unique=False)
    op.create_index(
        "ix_proposition_limite",
        "proposition",
        ["date_limite"],
        unique=False,
        postgresql_where=sa.text("etat = 'envoyee' AND definitive"),
    )
    op.create_index(
        "uq_proposition_envoyee",
        "proposition",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("etat = 'envoyee'"),
    )
    op.create_index(
        "uq_proposition_preparee",
        "proposition",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("etat = 'preparee'"),
    )
    op.create_table(
        "recours",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("origine_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum("rapo", "gracieux", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("forme_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=True),
        sa.Column("hors_delai", sa.Boolean(), nullable=False),
        sa.Column("abandonne_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_rendue_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_recours_decision_id_decision")),
        sa.ForeignKeyConstraint(
            ["decision_rendue_id"], ["decision.id"], name=op.f("fk_recours_decision_rendue_id_decision")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_recours_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["origine_id"], ["dossier.id"], name=op.f("fk_recours_origine_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_recours")),
        sa.UniqueConstraint("decision_rendue_id", name=op.f("uq_recours_decision_rendue_id")),
    )
    op.create_index(op.f("ix_recours_decision_id"), "recours", ["decision_id"], unique=False)
    op.create_index(op.f("ix_recours_origine_id"), "recours", ["origine_id"], unique=False)
    op.create_index(
        "uq_recours_vivant", "recours", ["decision_id"], unique=True, postgresql_where=sa.text("abandonne_le IS NULL")
    )
    op.create_table(
        "seance_patrimoine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("produit_id", sa.Uuid(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("annulee_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["produit_id"], ["produit_patrimoine.id"], name=op.f("fk_seance_patrimoine_produit_id_produit_patrimoine")
        ),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_seance_patrimoine_quota_id_quota")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seance_patrimoine")),
        sa.UniqueConstraint("produit_id", "debut", name=op.f("uq_seance_patrimoine_produit_id_debut")),
        sa.UniqueConstraint("quota_id", name=op.f("uq_seance_patrimoine_quota_id")),
    )
    op.create_index("ix_seance_patrimoine_debut", "seance_patrimoine", ["debut"], unique=False)
    op.create_table(
        "session_ouverte",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("usager_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("membre_id", sa.Uuid(), nullable=True),
        sa.Column("second_facteur_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fournisseur", sa.String(), nullable=False),
        sa.Column("jeton_identite", sa.LargeBinary(), nullable=True),
        sa.Column("donnees", sa.LargeBinary(), nullable=False),
        sa.Column("vue_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_session_ouverte_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_session_ouverte_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["usager_id"], ["usager.id"], name=op.f("fk_session_ouverte_usager_id_usager")),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_session_ouverte")),
    )
    op.create_index(op.f("ix_session_ouverte_agent_id"), "session_ouverte", ["agent_id"], unique=False)
    op.create_index(op.f("ix_session_ouverte_expire_le"), "session_ouverte", ["expire_le"], unique=False)
    op.create_index(op.f("ix_session_ouverte_membre_id"), "session_ouverte", ["membre_id"], unique=False)
    op.create_index(op.f("ix_session_ouverte_usager_id"), "session_ouverte", ["usager_id"], unique=False)
    op.create_table(
        "tarif_patrimoine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("produit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("justificatif", sa.String(), nullable=False),
        sa.Column("prix", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.CheckConstraint("prix >= 0", name=op.f("ck_tarif_patrimoine__positif")),
        sa.ForeignKeyConstraint(
            ["produit_id"], ["produit_patrimoine.id"], name=op.f("fk_tarif_patrimoine_produit_id_produit_patrimoine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tarif_patrimoine")),
        sa.UniqueConstraint("produit_id", "code", name=op.f("uq_tarif_patrimoine_produit_id_code")),
    )
    op.create_table(
        "tenue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("attente_id", sa.Uuid(), nullable=True),
        sa.Column("rdv_annule_id", sa.Uuid(), nullable=True),
        sa.Column("personne", sa.String(), nullable=True),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.Column(
            "modalite",
            sa.Enum(
                "sur_place",
                "telephone",
                "visio",
                "domicile",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seance_id", sa.Uuid(), nullable=True),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("prolongations", sa.Integer(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("debut < fin", name=op.f("ck_tenue__dans_l_ordre")),
        sa.CheckConstraint("num_nonnulls(session, attente_id, rdv_annule_id) = 1", name=op.f("ck_tenue__a_quelqu_un")),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_tenue_lieu_id_lieu")),
        sa.ForeignKeyConstraint(["objet_id"], ["objet_rdv.id"], name=op.f("fk_tenue_objet_id_objet_rdv")),
        sa.ForeignKeyConstraint(["rdv_annule_id"], ["rendez_vous.id"], name=op.f("fk_tenue_rdv_annule_id_rendez_vous")),
        sa.ForeignKeyConstraint(["seance_id"], ["rendez_vous.id"], name=op.f("fk_tenue_seance_id_rendez_vous")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenue")),
        sa.UniqueConstraint("attente_id", name=op.f("uq_tenue_attente_id")),
        sa.UniqueConstraint("personne", "objet_id", name=op.f("uq_tenue_personne_objet_id")),
        sa.UniqueConstraint("session", name=op.f("uq_tenue_session")),
    )
    op.create_index(op.f("ix_tenue_expire_le"), "tenue", ["expire_le"], unique=False)
    op.create_index(op.f("ix_tenue_objet_id"), "tenue", ["objet_id"], unique=False)
    op.create_index(op.f("ix_tenue_rdv_annule_id"), "tenue", ["rdv_annule_id"], unique=False)
    op.create_index(op.f("ix_tenue_seance_id"), "tenue", ["seance_id"], unique=False)
    op.create_table(
        "versement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("mois", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "compte", "service", "titres", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reste", sa.Boolean(), nullable=False),
        sa.Column("prestataire_id", sa.Uuid(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "accorde",
                "a_verifier",
                "a_mandater",
                "mandate",
                "paye",
                "rejete",
                "annule",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("iban", sa.LargeBinary(), nullable=True),
        sa.Column("titulaire", sa.LargeBinary(), nullable=True),
        sa.Column("iban_rejete_empreinte", sa.String(), nullable=True),
        sa.Column("ouvert_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("date_limite", sa.Date(), nullable=True),
        sa.Column("transmis_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mandat", sa.String(), nullable=False),
        sa.Column("date_mandat", sa.Date(), nullable=True),
        sa.Column("date_paiement", sa.Date(), nullable=True),
        sa.Column("date_rejet", sa.Date(), nullable=True),
        sa.Column(
            "motif_rejet",
            sa.Enum(
                "compte_clos",
                "iban_inconnu",
                "titulaire",
                "refus_de_la_banque",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("relances", sa.Integer(), nullable=False),
        sa.Column("contradictoire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observations_avant", sa.Date(), nullable=True),
        sa.CheckConstraint("etat <> 'paye' OR date_paiement IS NOT NULL", name=op.f("ck_versement__paye_date")),
        sa.CheckConstraint("etat <> 'rejete' OR motif_rejet IS NOT NULL", name=op.f("ck_versement__rejete_motive")),
        sa.CheckConstraint(
            "etat NOT IN ('mandate', 'paye') OR mandat <> ''", name=op.f("ck_versement__mandate_numerote")
        ),
        sa.CheckConstraint("mode <> 'titres' OR iban IS NULL", name=op.f("ck_versement__titres_sans_compte")),
        sa.CheckConstraint("prestataire_id IS NULL OR mode = 'service'", name=op.f("ck_versement__prestataire_paye")),
        sa.CheckConstraint(
            "decision_id IS NOT NULL OR mois IS NOT NULL", name=op.f("ck_versement__du_a_quelque_chose")
        ),
        sa.CheckConstraint("montant > 0", name=op.f("ck_versement__positif")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_versement_decision_id_decision")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_versement_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["prestataire_id"], ["prestataire.id"], name=op.f("fk_versement_prestataire_id_prestataire")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versement")),
        sa.UniqueConstraint("reference", name=op.f("uq_versement_reference")),
    )
    op.create_index(op.f("ix_versement_dossier_id"), "versement", ["dossier_id"], unique=False)
    op.create_index("ix_versement_etat", "versement", ["etat", "ouvert_le"], unique=False)
    op.create_index(op.f("ix_versement_prestataire_id"), "versement", ["prestataire_id"], unique=False)
    op.create_index(
        "uq_versement_decision_mois",
        "versement",
        ["dossier_id", "decision_id", "mois", "reste"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "attente_lieu",
        sa.Column("attente_id", sa.Uuid(), nullable=False),
        sa.Column("lieu_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attente_id"], ["attente_rdv.id"], name=op.f("fk_attente_lieu_attente_id_attente_rdv")
        ),
        sa.ForeignKeyConstraint(["lieu_id"], ["lieu.id"], name=op.f("fk_attente_lieu_lieu_id_lieu")),
        sa.PrimaryKeyConstraint("attente_id", "lieu_id", name=op.f("pk_attente_lieu")),
    )
    op.create_index(op.f("ix_attente_lieu_lieu_id"), "attente_lieu", ["lieu_id"], unique=False)
    op.create_table(
        "demande_de_remboursement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commande_id", sa.Uuid(), nullable=False),
        sa.Column("inscription_id", sa.Uuid(), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "motif",
            sa.Enum(
                "medical", "demenagement", "autre", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "etat",
            sa.Enum(
                "a_verifier",
                "acceptee",
                "refusee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decidee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(etat = 'a_verifier') = (decidee_le IS NULL)", name=op.f("ck_demande_de_remboursement__decidee")
        ),
        sa.CheckConstraint("montant > 0", name=op.f("ck_demande_de_remboursement__positif")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_demande_de_remboursement_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["commande_id"], ["commande.id"], name=op.f("fk_demande_de_remboursement_commande_id_commande")
        ),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_demande_de_remboursement_inscription_id_inscription")
        ),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["justificatif.id"], name=op.f("fk_demande_de_remboursement_piece_id_justificatif")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande_de_remboursement")),
        sa.UniqueConstraint("inscription_id", name=op.f("uq_demande_de_remboursement_inscription_id")),
    )
    op.create_index(
        op.f("ix_demande_de_remboursement_commande_id"), "demande_de_remboursement", ["commande_id"], unique=False
    )
    op.create_index(
        "ix_demande_de_remboursement_file",
        "demande_de_remboursement",
        ["cree_le"],
        unique=False,
        postgresql_where=sa.text("etat = 'a_verifier'"),
    )
    op.create_table(
        "encaissement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("somme_id", sa.Uuid(), nullable=False),
        sa.Column("regie_id", sa.Uuid(), nullable=False),
        sa.Column("paiement_id", sa.Uuid(), nullable=True),
        sa.Column(
            "moyen",
            sa.Enum(
                "carte",
                "prelevement",
                "cheque",
                "especes",
                "ancv",
                "pass_sport",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("recu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "acquis", "en_cours", "rejete", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "saisie",
            sa.Enum("T", "X", "W", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("autorisation", sa.String(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("cle", sa.String(), nullable=True),
        sa.Column("a_rendre", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "motif_remboursement",
            sa.Enum(
                "double",
                "trop_percu",
                "tardif",
                "anomalie",
                "annulation_service",
                "annulation_famille",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("rendu_le", sa.Date(), nullable=True),
        sa.Column("mandat", sa.String(), nullable=False),
        sa.Column("rapproche_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(paiement_id IS NOT NULL) = (moyen IN ('carte', 'prelevement'))", name=op.f("ck_encaissement__en_ligne")
        ),
        sa.CheckConstraint("(a_rendre = 0) = (motif_remboursement IS NULL)", name=op.f("ck_encaissement__motive")),
        sa.CheckConstraint(
            "(agent_id IS NOT NULL) OR (paiement_id IS NOT NULL)", name=op.f("ck_encaissement__recu_par_quelqu_un")
        ),
        sa.CheckConstraint("a_rendre BETWEEN 0 AND montant", name=op.f("ck_encaissement__borne")),
        sa.CheckConstraint("montant > 0", name=op.f("ck_encaissement__positif")),
        sa.CheckConstraint("rendu_le IS NULL OR a_rendre > 0", name=op.f("ck_encaissement__rendu_du")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_encaissement_agent_id_agent")),
        sa.ForeignKeyConstraint(["paiement_id"], ["paiement.id"], name=op.f("fk_encaissement_paiement_id_paiement")),
        sa.ForeignKeyConstraint(["regie_id"], ["regie.id"], name=op.f("fk_encaissement_regie_id_regie")),
        sa.ForeignKeyConstraint(["somme_id"], ["somme_due.id"], name=op.f("fk_encaissement_somme_id_somme_due")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encaissement")),
        sa.UniqueConstraint("cle", name=op.f("uq_encaissement_cle")),
        sa.UniqueConstraint("numero", name=op.f("uq_encaissement_numero")),
        sa.UniqueConstraint("paiement_id", name=op.f("uq_encaissement_paiement_id")),
    )
    op.create_index(
        "ix_encaissement_a_rendre",
        "encaissement",
        ["regie_id"],
        unique=False,
        postgresql_where=sa.text("a_rendre > 0 AND rendu_le IS NULL"),
    )
    op.create_index("ix_encaissement_regie_jour", "encaissement", ["regie_id", "jour"], unique=False)
    op.create_index("ix_encaissement_somme", "encaissement", ["somme_id"], unique=False)
    op.create_table(
        "lien_evenement",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("inscription_id", sa.Uuid(), nullable=False),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inscription_id"],
            ["inscription_evenement.id"],
            name=op.f("fk_lien_evenement_inscription_id_inscription_evenement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_lien_evenement")),
    )
    op.create_index(op.f("ix_lien_evenement_expire_le"), "lien_evenement", ["expire_le"], unique=False)
    op.create_index(op.f("ix_lien_evenement_inscription_id"), "lien_evenement", ["inscription_id"], unique=False)
    op.create_table(
        "lien_rdv",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=True),
        sa.Column("attente_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(participation_id, attente_id, invitation_id) = 1", name=op.f("ck_lien_rdv__vers_une_chose")
        ),
        sa.ForeignKeyConstraint(["attente_id"], ["attente_rdv.id"], name=op.f("fk_lien_rdv_attente_id_attente_rdv")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation_rdv.id"], name=op.f("fk_lien_rdv_invitation_id_invitation_rdv")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_lien_rdv_participation_id_participation")
        ),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_lien_rdv")),
    )
    op.create_index(op.f("ix_lien_rdv_attente_id"), "lien_rdv", ["attente_id"], unique=False)
    op.create_index(op.f("ix_lien_rdv_expire_le"), "lien_rdv", ["expire_le"], unique=False)
    op.create_index(op.f("ix_lien_rdv_invitation_id"), "lien_rdv", ["invitation_id"], unique=False)
    op.create_index(op.f("ix_lien_rdv_participation_id"), "lien_rdv", ["participation_id"], unique=False)
    op.create_table(
        "ligne_achat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("achat_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("produit_id", sa.Uuid(), nullable=False),
        sa.Column("seance_id", sa.Uuid(), nullable=True),
        sa.Column("tarif_id", sa.Uuid(), nullable=False),
        sa.Column("prix", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("quantite", sa.Integer(), nullable=False),
        sa.Column("annulee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("prix >= 0", name=op.f("ck_ligne_achat__positif")),
        sa.CheckConstraint("quantite > 0", name=op.f("ck_ligne_achat__au_moins_un")),
        sa.ForeignKeyConstraint(["achat_id"], ["achat.id"], name=op.f("fk_ligne_achat_achat_id_achat")),
        sa.ForeignKeyConstraint(
            ["produit_id"], ["produit_patrimoine.id"], name=op.f("fk_ligne_achat_produit_id_produit_patrimoine")
        ),
        sa.ForeignKeyConstraint(
            ["seance_id"], ["seance_patrimoine.id"], name=op.f("fk_ligne_achat_seance_id_seance_patrimoine")
        ),
        sa.ForeignKeyConstraint(
            ["tarif_id"], ["tarif_patrimoine.id"], name=op.f("fk_ligne_achat_tarif_id_tarif_patrimoine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ligne_achat")),
    )
    op.create_index(op.f("ix_ligne_achat_achat_id"), "ligne_achat", ["achat_id"], unique=False)
    op.create_index(op.f("ix_ligne_achat_produit_id"), "ligne_achat", ["produit_id"], unique=False)
    op.create_index("ix_ligne_achat_seance", "ligne_achat", ["seance_id"], unique=False)
    op.create_table(
        "ligne_de_commande",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commande_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("inscription_id", sa.Uuid(), nullable=True),
        sa.Column("saison_id", sa.Uuid(), nullable=False),
        sa.Column("produit", sa.String(), nullable=False),
        sa.Column("tranche", sa.String(), nullable=False),
        sa.Column("quantite", sa.Integer(), nullable=False),
        sa.Column("prix", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("rang_enfant", sa.Integer(), nullable=False),
        sa.Column("taux", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.CheckConstraint("montant >= 0", name=op.f("ck_ligne_de_commande__positif")),
        sa.ForeignKeyConstraint(
            ["commande_id"], ["commande.id"], name=op.f("fk_ligne_de_commande_commande_id_commande")
        ),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_ligne_de_commande_enfant_id_enfant")),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_ligne_de_commande_inscription_id_inscription")
        ),
        sa.ForeignKeyConstraint(["saison_id"], ["saison.id"], name=op.f("fk_ligne_de_commande_saison_id_saison")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ligne_de_commande")),
        sa.UniqueConstraint("commande_id", "rang", name=op.f("uq_ligne_de_commande_commande_id_rang")),
    )
    op.create_index(op.f("ix_ligne_de_commande_enfant_id"), "ligne_de_commande", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_ligne_de_commande_inscription_id"), "ligne_de_commande", ["inscription_id"], unique=False)
    op.create_table(
        "message_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("texte", sa.LargeBinary(), nullable=False),
        sa.Column("ecrit_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lu_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_message_rdv_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_message_rdv_participation_id_participation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_rdv")),
    )
    op.create_index(
        "ix_message_rdv_non_lu",
        "message_rdv",
        ["ecrit_le"],
        unique=False,
        postgresql_where=sa.text("agent_id IS NULL AND lu_le IS NULL"),
    )
    op.create_index(op.f("ix_message_rdv_participation_id"), "message_rdv", ["participation_id"], unique=False)
    op.create_table(
        "occupation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ressource_id", sa.Uuid(), nullable=False),
        sa.Column("debut", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fin", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "origine",
            sa.Enum(
                "rdv",
                "absence",
                "externe",
                "tenue",
                "visite",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rdv_id", sa.Uuid(), nullable=True),
        sa.Column("tenue_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("force", sa.Boolean(), nullable=False),
        sa.Column("motif_force", sa.LargeBinary(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("ressource_id"), "="),
            (sa.text("tstzrange(debut, fin)"), "&&"),
            where=sa.text("actif AND NOT force"),
            using="gist",
            name="ex_occupation_ressource",
        ),
        sa.CheckConstraint("(origine = 'rdv') = (rdv_id IS NOT NULL)", name=op.f("ck_occupation__rdv")),
        sa.CheckConstraint("(origine = 'tenue') = (expire_le IS NOT NULL)", name=op.f("ck_occupation__echeance")),
        sa.CheckConstraint("(origine = 'tenue') = (tenue_id IS NOT NULL)", name=op.f("ck_occupation__tenue")),
        sa.CheckConstraint("(source_id IS NULL) = (origine IN ('rdv', 'tenue'))", name=op.f("ck_occupation__source")),
        sa.CheckConstraint(
            "NOT force OR motif_force IS NOT NULL OR origine IN ('absence', 'externe')",
            name=op.f("ck_occupation__force"),
        ),
        sa.CheckConstraint("debut < fin", name=op.f("ck_occupation__dans_l_ordre")),
        sa.ForeignKeyConstraint(
            ["rdv_id"],
            ["rendez_vous.id"],
            name=op.f("fk_occupation_rdv_id_rendez_vous"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["ressource_id"], ["ressource.id"], name=op.f("fk_occupation_ressource_id_ressource")),
        sa.ForeignKeyConstraint(
            ["tenue_id"],
            ["tenue.id"],
            name=op.f("fk_occupation_tenue_id_tenue"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupation")),
    )
    op.create_index(op.f("ix_occupation_rdv_id"), "occupation", ["rdv_id"], unique=False)
    op.create_index(
        op.f("ix_occupation_ressource_id_fin_debut"), "occupation", ["ressource_id", "fin", "debut"], unique=False
    )
    op.create_index(
        "ix_occupation_source",
        "occupation",
        ["source_id"],
        unique=False,
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_occupation_tenue_id"), "occupation", ["tenue_id"], unique=False)
    op.create_table(
        "operation_versement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("versement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "geste",
            sa.Enum(
                "transmettre_justificatifs",
                "redemander_justificatifs",
                "valider_versement",
                "changer_iban",
                "soumettre_iban",
                "diriger_versement",
                "mandater_versement",
                "payer_versement",
                "rejeter_versement",
                "annuler_versement",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mandat", sa.String(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("faite_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_operation_versement_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_versements.id"], name=op.f("fk_operation_versement_import_id_import_versements")
        ),
        sa.ForeignKeyConstraint(
            ["versement_id"], ["versement.id"], name=op.f("fk_operation_versement_versement_id_versement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_versement")),
        sa.UniqueConstraint(
            "versement_id", "geste", "mandat", name=op.f("uq_operation_versement_versement_id_geste_mandat")
        ),
    )
    op.create_table(
        "place",
        sa.Column("inscription_id", sa.Uuid(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "panier",
                "en_paiement",
                "proposee",
                "confirmee",
                "liberee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(etat IN ('panier', 'proposee')) = (expire_le IS NOT NULL)", name=op.f("ck_place__echeance")
        ),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_place_inscription_id_inscription")
        ),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_place_quota_id_quota")),
        sa.PrimaryKeyConstraint("inscription_id", "quota_id", name=op.f("pk_place")),
    )
    op.create_index(
        "ix_place_echeance",
        "place",
        ["expire_le"],
        unique=False,
        postgresql_where=sa.text("etat IN ('panier', 'proposee')"),
    )
    op.create_index(
        "ix_place_tenue", "place", ["quota_id"], unique=False, postgresql_where=sa.text("etat <> 'liberee'")
    )
    op.create_table(
        "place_attendue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attente_id", sa.Uuid(), nullable=False),
        sa.Column("groupe_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_empreinte", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.String(), nullable=False),
        sa.Column("sortie_seul", sa.Boolean(), nullable=False),
        sa.Column("droit_image", sa.Boolean(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attend",
                "proposee",
                "acceptee",
                "quittee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inscription_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "etat <> 'proposee' OR inscription_id IS NOT NULL", name=op.f("ck_place_attendue__proposition")
        ),
        sa.ForeignKeyConstraint(
            ["attente_id"], ["attente_foyer.id"], name=op.f("fk_place_attendue_attente_id_attente_foyer")
        ),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_place_attendue_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["groupe_id"], ["groupe.id"], name=op.f("fk_place_attendue_groupe_id_groupe")),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_place_attendue_inscription_id_inscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_attendue")),
    )
    op.create_index(op.f("ix_place_attendue_attente_id"), "place_attendue", ["attente_id"], unique=False)
    op.create_index(op.f("ix_place_attendue_enfant_id"), "place_attendue", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_place_attendue_groupe_id"), "place_attendue", ["groupe_id"], unique=False)
    op.create_index(op.f("ix_place_attendue_inscription_id"), "place_attendue", ["inscription_id"], unique=False)
    op.create_index(
        "uq_place_attendue_enfant",
        "place_attendue",
        ["groupe_id", "enfant_empreinte"],
        unique=True,
        postgresql_where=sa.text("etat IN ('attend', 'proposee')"),
    )
    op.create_table(
        "presence_au_groupe",
        sa.Column("inscription_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("notee_le", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_presence_au_groupe_inscription_id_inscription")
        ),
        sa.PrimaryKeyConstraint("inscription_id", "jour", name=op.f("pk_presence_au_groupe")),
    )
    op.create_table(
        "rappel_rdv",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rendez_vous_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sorte",
            sa.Enum("loin", "proche", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "canal",
            sa.Enum(
                "courriel", "sms", "courrier", name="valeurs", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prevu_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envoye_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "prevu",
                "envoye",
                "porte",
                "remplace",
                "trop_tard",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(etat IN ('envoye', 'porte')) = (envoye_le IS NOT NULL)",
            name=op.f("ck_rappel_rdv__date_quand_il_est_parti"),
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_rappel_rdv_notification_id_notification"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_rappel_rdv_participation_id_participation")
        ),
        sa.ForeignKeyConstraint(
            ["rendez_vous_id"], ["rendez_vous.id"], name=op.f("fk_rappel_rdv_rendez_vous_id_rendez_vous")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rappel_rdv")),
        sa.UniqueConstraint(
            "participation_id",
            "sorte",
            "version",
            "canal",
            name=op.f("uq_rappel_rdv_participation_id_sorte_version_canal"),
        ),
    )
    op.create_index(op.f("ix_rappel_rdv_notification_id"), "rappel_rdv", ["notification_id"], unique=False)
    op.create_index(
        "ix_rappel_rdv_prevu_le", "rappel_rdv", ["prevu_le"], unique=False, postgresql_where=sa.text("etat = 'prevu'")
    )
    op.create_index(op.f("ix_rappel_rdv_rendez_vous_id"), "rappel_rdv", ["rendez_vous_id"], unique=False)
    op.create_table(
        "requete_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("cle_reference", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("conjoint_de_id", sa.Uuid(), nullable=True),
        sa.Column("defunt", sa.LargeBinary(), nullable=False),
        sa.Column("deces", sa.LargeBinary(), nullable=False),
        sa.Column("succession", sa.LargeBinary(), nullable=False),
        sa.Column("empreinte_defunt", sa.BigInteger(), nullable=False),
        sa.Column("cles_voisines", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("acte_id", sa.Uuid(), nullable=True),
        sa.Column("mandat_id", sa.Uuid(), nullable=True),
        sa.Column(
            "etat",
            sa.Enum(
                "a_completer",
                "recue",
                "identifiee",
                "homonymie",
                "rapprochee",
                "validee",
                "repondue",
                "recuperation",
                "close",
                "retiree",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("deposee_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repondre_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reponse",
            sa.Enum("A", "B", "C", "D", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("motif", sa.LargeBinary(), nullable=True),
        sa.Column("departement_competent", sa.String(), nullable=True),
        sa.Column("creances", sa.LargeBinary(), nullable=True),
        sa.Column("validee_par_id", sa.Uuid(), nullable=True),
        sa.Column("validee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repondue_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat <> 'repondue' OR repondue_le IS NOT NULL", name=op.f("ck_requete_succession__repondue_datee")
        ),
        sa.CheckConstraint(
            "etat NOT IN ('rapprochee', 'validee', 'repondue') OR reponse IS NOT NULL",
            name=op.f("ck_requete_succession__reponse_dite"),
        ),
        sa.CheckConstraint(
            "validee_par_id IS NULL OR validee_le IS NOT NULL", name=op.f("ck_requete_succession__validee_datee")
        ),
        sa.ForeignKeyConstraint(
            ["acte_id"], ["justificatif.id"], name=op.f("fk_requete_succession_acte_id_justificatif")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_requete_succession_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["conjoint_de_id"],
            ["requete_succession.id"],
            name=op.f("fk_requete_succession_conjoint_de_id_requete_succession"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_requete_succession_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["lot_successions.id"], name=op.f("fk_requete_succession_lot_id_lot_successions")
        ),
        sa.ForeignKeyConstraint(
            ["mandat_id"], ["justificatif.id"], name=op.f("fk_requete_succession_mandat_id_justificatif")
        ),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_requete_succession_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_requete_succession_office_id_office")),
        sa.ForeignKeyConstraint(
            ["validee_par_id"], ["agent.id"], name=op.f("fk_requete_succession_validee_par_id_agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requete_succession")),
        sa.UniqueConstraint("numero", name=op.f("uq_requete_succession_numero")),
    )
    op.create_index(
        "ix_requete_succession_a_repondre",
        "requete_succession",
        ["repondre_le"],
        unique=False,
        postgresql_where=sa.text("etat IN ('recue', 'identifiee', 'homonymie', 'rapprochee', 'validee')"),
    )
    op.create_index(op.f("ix_requete_succession_agent_id"), "requete_succession", ["agent_id"], unique=False)
    op.create_index(op.f("ix_requete_succession_cle_reference"), "requete_succession", ["cle_reference"], unique=False)
    op.create_index(
        op.f("ix_requete_succession_conjoint_de_id"), "requete_succession", ["conjoint_de_id"], unique=False
    )
    op.create_index(
        "ix_requete_succession_defunt", "requete_succession", ["empreinte_defunt", "deposee_le"], unique=False
    )
    op.create_index("ix_requete_succession_deposee_le", "requete_succession", ["deposee_le"], unique=False)
    op.create_index("ix_requete_succession_etat", "requete_succession", ["etat", "repondre_le"], unique=False)
    op.create_index(op.f("ix_requete_succession_lot_id"), "requete_succession", ["lot_id"], unique=False)
    op.create_index(op.f("ix_requete_succession_membre_id"), "requete_succession", ["membre_id"], unique=False)
    op.create_index("ix_requete_succession_office", "requete_succession", ["office_id", "deposee_le"], unique=False)
    op.create_index("ix_requete_succession_repondue_le", "requete_succession", ["repondue_le"], unique=False)
    op.create_table(
        "revalorisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("droit_id", sa.Uuid(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.Column("ancien", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("a_la_main", sa.Boolean(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("calculee_le", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("montant >= 0 AND ancien >= 0", name=op.f("ck_revalorisation__montants_positifs")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_revalorisation_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["droit_id"], ["droit.id"], name=op.f("fk_revalorisation_droit_id_droit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revalorisation")),
        sa.UniqueConstraint("droit_id", "depuis", name=op.f("uq_revalorisation_droit_id_depuis")),
    )
    op.create_index(op.f("ix_revalorisation_dossier_id"), "revalorisation", ["dossier_id"], unique=False)
    op.create_table(
        "voeu",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demande_id", sa.Uuid(), nullable=False),
        sa.Column("campagne_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_id", sa.Uuid(), nullable=False),
        sa.Column("enfant_empreinte", sa.String(), nullable=False),
        sa.Column("groupe_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.String(), nullable=False),
        sa.Column("explication", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inscription_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("rang >= 1", name=op.f("ck_voeu__rang")),
        sa.ForeignKeyConstraint(["campagne_id"], ["campagne.id"], name=op.f("fk_voeu_campagne_id_campagne")),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande_sur_voeux.id"], name=op.f("fk_voeu_demande_id_demande_sur_voeux")
        ),
        sa.ForeignKeyConstraint(["enfant_id"], ["enfant.id"], name=op.f("fk_voeu_enfant_id_enfant")),
        sa.ForeignKeyConstraint(["groupe_id"], ["groupe.id"], name=op.f("fk_voeu_groupe_id_groupe")),
        sa.ForeignKeyConstraint(
            ["inscription_id"], ["inscription.id"], name=op.f("fk_voeu_inscription_id_inscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voeu")),
        sa.UniqueConstraint(
            "campagne_id", "enfant_empreinte", "groupe_id", name=op.f("uq_voeu_campagne_id_enfant_empreinte_groupe_id")
        ),
        sa.UniqueConstraint("demande_id", "enfant_id", "rang", name=op.f("uq_voeu_demande_id_enfant_id_rang")),
    )
    op.create_index(op.f("ix_voeu_enfant_id"), "voeu", ["enfant_id"], unique=False)
    op.create_index(op.f("ix_voeu_inscription_id"), "voeu", ["inscription_id"], unique=False)
    op.create_table(
        "brouillon_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("reponses", sa.LargeBinary(), nullable=False),
        sa.Column("acte_id", sa.Uuid(), nullable=True),
        sa.Column("mandat_id", sa.Uuid(), nullable=True),
        sa.Column("modifie_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requete_id", sa.Uuid(), nullable=True),
        sa.Column("rappelee", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acte_id"], ["justificatif.id"], name=op.f("fk_brouillon_succession_acte_id_justificatif")
        ),
        sa.ForeignKeyConstraint(
            ["mandat_id"], ["justificatif.id"], name=op.f("fk_brouillon_succession_mandat_id_justificatif")
        ),
        sa.ForeignKeyConstraint(
            ["membre_id"], ["membre_office.id"], name=op.f("fk_brouillon_succession_membre_id_membre_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_brouillon_succession_office_id_office")),
        sa.ForeignKeyConstraint(
            ["requete_id"],
            ["requete_succession.id"],
            name=op.f("fk_brouillon_succession_requete_id_requete_succession"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brouillon_succession")),
    )
    op.create_index(op.f("ix_brouillon_succession_modifie_le"), "brouillon_succession", ["modifie_le"], unique=False)
    op.create_index(op.f("ix_brouillon_succession_office_id"), "brouillon_succession", ["office_id"], unique=False)
    op.create_table(
        "ligne_lot_successions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("ligne", sa.Integer(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "a_traiter",
                "fautive",
                "deposee",
                "rappelee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("fautes", sa.LargeBinary(), nullable=False),
        sa.Column("acte_id", sa.Uuid(), nullable=True),
        sa.Column("requete_id", sa.Uuid(), nullable=True),
        sa.Column("rappelle_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(etat = 'deposee') = (requete_id IS NOT NULL)", name=op.f("ck_ligne_lot_successions__deposee_liee")
        ),
        sa.CheckConstraint(
            "(etat = 'rappelee') = (rappelle_id IS NOT NULL)", name=op.f("ck_ligne_lot_successions__rappelee_liee")
        ),
        sa.ForeignKeyConstraint(
            ["acte_id"], ["justificatif.id"], name=op.f("fk_ligne_lot_successions_acte_id_justificatif")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lot_successions.id"],
            name=op.f("fk_ligne_lot_successions_lot_id_lot_successions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rappelle_id"],
            ["requete_succession.id"],
            name=op.f("fk_ligne_lot_successions_rappelle_id_requete_succession"),
        ),
        sa.ForeignKeyConstraint(
            ["requete_id"],
            ["requete_succession.id"],
            name=op.f("fk_ligne_lot_successions_requete_id_requete_succession"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ligne_lot_successions")),
        sa.UniqueConstraint("lot_id", "ligne", name=op.f("uq_ligne_lot_successions_lot_id_ligne")),
        sa.UniqueConstraint("requete_id", name=op.f("uq_ligne_lot_successions_requete_id")),
    )
    op.create_index(op.f("ix_ligne_lot_successions_lot_id"), "ligne_lot_successions", ["lot_id"], unique=False)
    op.create_table(
        "ligne_releve",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("regie_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("refdet", sa.String(), nullable=False),
        sa.Column("autorisation", sa.String(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum("carte", "prelevement", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("encaissement_id", sa.Uuid(), nullable=True),
        sa.Column("classee_le", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("montant > 0", name=op.f("ck_ligne_releve__positif")),
        sa.ForeignKeyConstraint(
            ["encaissement_id"], ["encaissement.id"], name=op.f("fk_ligne_releve_encaissement_id_encaissement")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_releve.id"], name=op.f("fk_ligne_releve_import_id_import_releve")
        ),
        sa.ForeignKeyConstraint(["regie_id"], ["regie.id"], name=op.f("fk_ligne_releve_regie_id_regie")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ligne_releve")),
        sa.UniqueConstraint("encaissement_id", name=op.f("uq_ligne_releve_encaissement_id")),
        sa.UniqueConstraint(
            "regie_id", "refdet", "autorisation", name=op.f("uq_ligne_releve_regie_id_refdet_autorisation")
        ),
    )
    op.create_index("ix_ligne_releve_regie_jour", "ligne_releve", ["regie_id", "jour"], unique=False)
    op.create_table(
        "rapprochement_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requete_id", sa.Uuid(), nullable=False),
        sa.Column("beneficiaire_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=False),
        sa.Column("accords", sa.LargeBinary(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("a_voir", "retenu", "ecarte", name="valeurs", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint("note BETWEEN 0 AND 100", name=op.f("ck_rapprochement_succession__note_bornee")),
        sa.ForeignKeyConstraint(
            ["beneficiaire_id"],
            ["beneficiaire.id"],
            name=op.f("fk_rapprochement_succession_beneficiaire_id_beneficiaire"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["requete_id"],
            ["requete_succession.id"],
            name=op.f("fk_rapprochement_succession_requete_id_requete_succession"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rapprochement_succession")),
        sa.UniqueConstraint(
            "requete_id", "beneficiaire_id", name=op.f("uq_rapprochement_succession_requete_id_beneficiaire_id")
        ),
    )
    op.create_index(
        op.f("ix_rapprochement_succession_beneficiaire_id"),
        "rapprochement_succession",
        ["beneficiaire_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_rapprochement_succession_requete_id"), "rapprochement_succession", ["requete_id"], unique=False
    )
    op.create_table(
        "recuperation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requete_id", sa.Uuid(), nullable=False),
        sa.Column(
            "etat",
            sa.Enum(
                "attente_actif",
                "a_decider",
                "decision",
                "titre_emis",
                "soldee",
                "remise",
                "reportee",
                name="valeurs",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("relance_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("relances", sa.Integer(), nullable=False),
        sa.Column("calcul", sa.LargeBinary(), nullable=True),
        sa.Column("montant", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("motif", sa.LargeBinary(), nullable=True),
        sa.Column("ecart", sa.LargeBinary(), nullable=True),
        sa.Column("decidee_par_id", sa.Uuid(), nullable=True),
        sa.Column("decidee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notifiee_le", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("titre", sa.String(), nullable=True),
        sa.Column("titre_le", sa.Date(), nullable=True),
        sa.Column("soldee_le", sa.Date(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("etat = 'attente_actif' OR calcul IS NOT NULL", name=op.f("ck_recuperation__calculee")),
        sa.CheckConstraint(
            "etat IN ('attente_actif', 'a_decider') OR (montant IS NOT NULL AND decidee_par_id IS NOT NULL)",
            name=op.f("ck_recuperation__decidee"),
        ),
        sa.CheckConstraint(
            "etat NOT IN ('titre_emis', 'soldee') OR titre IS NOT NULL", name=op.f("ck_recuperation__titree")
        ),
        sa.CheckConstraint("montant IS NULL OR montant >= 0", name=op.f("ck_recuperation__positif")),
        sa.ForeignKeyConstraint(["decidee_par_id"], ["agent.id"], name=op.f("fk_recuperation_decidee_par_id_agent")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_recuperation_document_id_document")),
        sa.ForeignKeyConstraint(
            ["requete_id"], ["requete_succession.id"], name=op.f("fk_recuperation_requete_id_requete_succession")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recuperation")),
        sa.UniqueConstraint("requete_id", name=op.f("uq_recuperation_requete_id")),
    )
    op.create_index(op.f("ix_recuperation_etat"), "recuperation", ["etat"], unique=False)
    op.create_index(op.f("ix_recuperation_relance_le"), "recuperation", ["relance_le"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_recuperation_relance_le"), table_name="recuperation")
    op.drop_index(op.f("ix_recuperation_etat"), table_name="recuperation")
    op.drop_table("recuperation")
    op.drop_index(op.f("ix_rapprochement_succession_requete_id"), table_name="rapprochement_succession")
    op.drop_index(op.f("ix_rapprochement_succession_beneficiaire_id"), table_name="rapprochement_succession")
    op.drop_table("rapprochement_succession")
    op.drop_index("ix_ligne_releve_regie_jour", table_name="ligne_releve")
    op.drop_table("ligne_releve")
    op.drop_index(op.f("ix_ligne_lot_successions_lot_id"), table_name="ligne_lot_successions")
    op.drop_table("ligne_lot_successions")
    op.drop_index(op.f("ix_brouillon_succession_office_id"), table_name="brouillon_succession")
    op.drop_index(op.f("ix_brouillon_succession_modifie_le"), table_name="brouillon_succession")
    op.drop_table("brouillon_succession")
    op.drop_index(op.f("ix_voeu_inscription_id"), table_name="voeu")
    op.drop_index(op.f("ix_voeu_enfant_id"), table_name="voeu")
    op.drop_table("voeu")
    op.drop_index(op.f("ix_revalorisation_dossier_id"), table_name="revalorisation")
    op.drop_table("revalorisation")
    op.drop_index("ix_requete_succession_repondue_le", table_name="requete_succession")
    op.drop_index("ix_requete_succession_office", table_name="requete_succession")
    op.drop_index(op.f("ix_requete_succession_membre_id"), table_name="requete_succession")
    op.drop_index(op.f("ix_requete_succession_lot_id"), table_name="requete_succession")
    op.drop_index("ix_requete_succession_etat", table_name="requete_succession")
    op.drop_index("ix_requete_succession_deposee_le", table_name="requete_succession")
    op.drop_index("ix_requete_succession_defunt", table_name="requete_succession")
    op.drop_index(op.f("ix_requete_succession_conjoint_de_id"), table_name="requete_succession")
    op.drop_index(op.f("ix_requete_succession_cle_reference"), table_name="requete_succession")
    op.drop_index(op.f("ix_requete_succession_agent_id"), table_name="requete_succession")
    op.drop_index(
        "ix_requete_succession_a_repondre",
        table_name="requete_succession",
        postgresql_where=sa.text("etat IN ('recue', 'identifiee', 'homonymie', 'rapprochee', 'validee')"),
    )
    op.drop_table("requete_succession")
    op.drop_index(op.f("ix_rappel_rdv_rendez_vous_id"), table_name="rappel_rdv")
    op.drop_index("ix_rappel_rdv_prevu_le", table_name="rappel_rdv", postgresql_where=sa.text("etat = 'prevu'"))
    op.drop_index(op.f("ix_rappel_rdv_notification_id"), table_name="rappel_rdv")
    op.drop_table("rappel_rdv")
    op.drop_table("presence_au_groupe")
    op.drop_index(
        "uq_place_attendue_enfant",
        table_name="place_attendue",
        postgresql_where=sa.text("etat IN ('attend', 'proposee')"),
    )
    op.drop_index(op.f("ix_place_attendue_inscription_id"), table_name="place_attendue")
    op.drop_index(op.f("ix_place_attendue_groupe_id"), table_name="place_attendue")
    op.drop_index(op.f("ix_place_attendue_enfant_id"), table_name="place_attendue")
    op.drop_index(op.f("ix_place_attendue_attente_id"), table_name="place_attendue")
    op.drop_table("place_attendue")
    op.drop_index("ix_place_tenue", table_name="place", postgresql_where=sa.text("etat <> 'liberee'"))
    op.drop_index("ix_place_echeance", table_name="place", postgresql_where=sa.text("etat IN ('panier', 'proposee')"))
    op.drop_table("place")
    op.drop_table("operation_versement")
    op.drop_index(op.f("ix_occupation_tenue_id"), table_name="occupation")
    op.drop_index("ix_occupation_source", table_name="occupation", postgresql_where=sa.text("source_id IS NOT NULL"))
    op.drop_index(op.f("ix_occupation_ressource_id_fin_debut"), table_name="occupation")
    op.drop_index(op.f("ix_occupation_rdv_id"), table_name="occupation")
    op.drop_table("occupation")
    op.drop_index(op.f("ix_message_rdv_participation_id"), table_name="message_rdv")
    op.drop_index(
        "ix_message_rdv_non_lu",
        table_name="message_rdv",
        postgresql_where=sa.text("agent_id IS NULL AND lu_le IS NULL"),
    )
    op.drop_table("message_rdv")
    op.drop_index(op.f("ix_ligne_de_commande_inscription_id"), table_name="ligne_de_commande")
    op.drop_index(op.f("ix_ligne_de_commande_enfant_id"), table_name="ligne_de_commande")
    op.drop_table("ligne_de_commande")
    op.drop_index("ix_ligne_achat_seance", table_name="ligne_achat")
    op.drop_index(op.f("ix_ligne_achat_produit_id"), table_name="ligne_achat")
    op.drop_index(op.f("ix_ligne_achat_achat_id"), table_name="ligne_achat")
    op.drop_table("ligne_achat")
    op.drop_index(op.f("ix_lien_rdv_participation_id"), table_name="lien_rdv")
    op.drop_index(op.f("ix_lien_rdv_invitation_id"), table_name="lien_rdv")
    op.drop_index(op.f("ix_lien_rdv_expire_le"), table_name="lien_rdv")
    op.drop_index(op.f("ix_lien_rdv_attente_id"), table_name="lien_rdv")
    op.drop_table("lien_rdv")
    op.drop_index(op.f("ix_lien_evenement_inscription_id"), table_name="lien_evenement")
    op.drop_index(op.f("ix_lien_evenement_expire_le"), table_name="lien_evenement")
    op.drop_table("lien_evenement")
    op.drop_index("ix_encaissement_somme", table_name="encaissement")
    op.drop_index("ix_encaissement_regie_jour", table_name="encaissement")
    op.drop_index(
        "ix_encaissement_a_rendre",
        table_name="encaissement",
        postgresql_where=sa.text("a_rendre > 0 AND rendu_le IS NULL"),
    )
    op.drop_table("encaissement")
    op.drop_index(
        "ix_demande_de_remboursement_file",
        table_name="demande_de_remboursement",
        postgresql_where=sa.text("etat = 'a_verifier'"),
    )
    op.drop_index(op.f("ix_demande_de_remboursement_commande_id"), table_name="demande_de_remboursement")
    op.drop_table("demande_de_remboursement")
    op.drop_index(op.f("ix_attente_lieu_lieu_id"), table_name="attente_lieu")
    op.drop_table("attente_lieu")
    op.drop_index("uq_versement_decision_mois", table_name="versement", postgresql_nulls_not_distinct=True)
    op.drop_index(op.f("ix_versement_prestataire_id"), table_name="versement")
    op.drop_index("ix_versement_etat", table_name="versement")
    op.drop_index(op.f("ix_versement_dossier_id"), table_name="versement")
    op.drop_table("versement")
    op.drop_index(op.f("ix_tenue_seance_id"), table_name="tenue")
    op.drop_index(op.f("ix_tenue_rdv_annule_id"), table_name="tenue")
    op.drop_index(op.f("ix_tenue_objet_id"), table_name="tenue")
    op.drop_index(op.f("ix_tenue_expire_le"), table_name="tenue")
    op.drop_table("tenue")
    op.drop_table("tarif_patrimoine")
    op.drop_index(op.f("ix_session_ouverte_usager_id"), table_name="session_ouverte")
    op.drop_index(op.f("ix_session_ouverte_membre_id"), table_name="session_ouverte")
    op.drop_index(op.f("ix_session_ouverte_expire_le"), table_name="session_ouverte")
    op.drop_index(op.f("ix_session_ouverte_agent_id"), table_name="session_ouverte")
    op.drop_table("session_ouverte")
    op.drop_index("ix_seance_patrimoine_debut", table_name="seance_patrimoine")
    op.drop_table("seance_patrimoine")
    op.drop_index("uq_recours_vivant", table_name="recours", postgresql_where=sa.text("abandonne_le IS NULL"))
    op.drop_index(op.f("ix_recours_origine_id"), table_name="recours")
    op.drop_index(op.f("ix_recours_decision_id"), table_name="recours")
    op.drop_table("recours")
    op.drop_index("uq_proposition_preparee", table_name="proposition", postgresql_where=sa.text("etat = 'preparee'"))
    op.drop_index("uq_proposition_envoyee", table_name="proposition", postgresql_where=sa.text("etat = 'envoyee'"))
    op.drop_index(
        "ix_proposition_limite", table_name="proposition", postgresql_where=sa.text("etat = 'envoyee' AND definitive")
    )
    op.drop_index(op.f("ix_proposition_dossier_id"), table_name="proposition")
    op.drop_table("proposition")
    op.drop_index(op.f("ix_preemption_dossier_id"), table_name="preemption")
    op.drop_index(op.f("ix_preemption_decidee_le"), table_name="preemption")
    op.drop_table("preemption")
    op.drop_index(op.f("ix_pli_recommande_dossier_id"), table_name="pli_recommande")
    op.drop_index(op.f("ix_pli_recommande_decision_id"), table_name="pli_recommande")
    op.drop_index("ix_pli_recommande_attendu", table_name="pli_recommande", postgresql_where=sa.text("issue IS NULL"))
    op.drop_table("pli_recommande")
    op.drop_index(op.f("ix_plage_objet_objet_id"), table_name="plage_objet")
    op.drop_table("plage_objet")
    op.drop_table("plage_exception")
    op.drop_index(op.f("ix_passage_en_salle_usager_id"), table_name="passage_en_salle")
    op.drop_table("passage_en_salle")
    op.drop_index(
        "ix_participation_usager", table_name="participation", postgresql_where=sa.text("usager_id IS NOT NULL")
    )
    op.drop_index(op.f("ix_participation_rdv_id"), table_name="participation")
    op.drop_index(
        "ix_participation_personne", table_name="participation", postgresql_where=sa.text("personne IS NOT NULL")
    )
    op.drop_table("participation")
    op.drop_index(
        "uq_paiement_actif", table_name="paiement", postgresql_where=sa.text("etat IN ('initie', 'redirige')")
    )
    op.drop_index("ix_paiement_somme", table_name="paiement")
    op.drop_index(
        "ix_paiement_a_relire", table_name="paiement", postgresql_where=sa.text("prochaine_lecture_le IS NOT NULL")
    )
    op.drop_table("paiement")
    op.drop_index(op.f("ix_lot_successions_office_id"), table_name="lot_successions")
    op.drop_table("lot_successions")
    op.drop_index(
        "uq_invitation_rdv_en_cours", table_name="invitation_rdv", postgresql_where=sa.text("revoquee_le IS NULL")
    )
    op.drop_index(op.f("ix_invitation_rdv_rdv_id"), table_name="invitation_rdv")
    op.drop_index(op.f("ix_invitation_rdv_expire_le"), table_name="invitation_rdv")
    op.drop_table("invitation_rdv")
    op.drop_index(
        "uq_inscription_evenement_adresse",
        table_name="inscription_evenement",
        postgresql_where=sa.text("etat <> 'annule' AND adresse_empreinte IS NOT NULL"),
    )
    op.drop_index(op.f("ix_inscription_evenement_usager_id"), table_name="inscription_evenement")
    op.drop_index(
        "ix_inscription_evenement_file",
        table_name="inscription_evenement",
        postgresql_where=sa.text("etat = 'attente'"),
    )
    op.drop_index(op.f("ix_inscription_evenement_evenement_id"), table_name="inscription_evenement")
    op.drop_index(
        "ix_inscription_evenement_echeance",
        table_name="inscription_evenement",
        postgresql_where=sa.text("etat = 'a_confirmer'"),
    )
    op.drop_table("inscription_evenement")
    op.drop_index("uq_inscription_enfant", table_name="inscription", postgresql_where=sa.text("active"))
    op.drop_index("uq_inscription_empreinte", table_name="inscription", postgresql_where=sa.text("active"))
    op.drop_index(op.f("ix_inscription_usager_id"), table_name="inscription")
    op.drop_index(op.f("ix_inscription_groupe_id"), table_name="inscription")
    op.drop_index(op.f("ix_inscription_enfant_id"), table_name="inscription")
    op.drop_index(op.f("ix_inscription_enfant_empreinte"), table_name="inscription")
    op.drop_index(op.f("ix_inscription_commande_id"), table_name="inscription")
    op.drop_table("inscription")
    op.drop_index(op.f("ix_groupe_quota_quota_id"), table_name="groupe_quota")
    op.drop_table("groupe_quota")
    op.drop_index(op.f("ix_fichier_piece_id"), table_name="fichier")
    op.drop_index(op.f("ix_fichier_message_id"), table_name="fichier")
    op.drop_index(op.f("ix_fichier_dossier_id"), table_name="fichier")
    op.drop_index(op.f("ix_fichier_avis_id"), table_name="fichier")
    op.drop_table("fichier")
    op.drop_table("echeance_due")
    op.drop_index("uq_droit_avance", table_name="droit", postgresql_where=sa.text("titre = 'avance'"))
    op.drop_index("ix_droit_fin", table_name="droit")
    op.drop_index(op.f("ix_droit_dossier_id"), table_name="droit")
    op.drop_index(
        "ix_droit_a_reviser", table_name="droit", postgresql_where=sa.text("fin IS NULL AND rappele_le IS NULL")
    )
    op.drop_table("droit")
    op.drop_index(op.f("ix_demande_sur_voeux_usager_id"), table_name="demande_sur_voeux")
    op.drop_index(
        "ix_demande_sur_voeux_contestee",
        table_name="demande_sur_voeux",
        postgresql_where=sa.text("contestee_le IS NOT NULL AND repondue_le IS NULL"),
    )
    op.drop_table("demande_sur_voeux")
    op.drop_index(op.f("ix_contradictoire_dossier_id"), table_name="contradictoire")
    op.drop_index(op.f("ix_contradictoire_decision_id_ouvert_le"), table_name="contradictoire")
    op.drop_table("contradictoire")
    op.drop_index(op.f("ix_compte_usager_id"), table_name="compte")
    op.drop_index(op.f("ix_compte_membre_id"), table_name="compte")
    op.drop_index(op.f("ix_compte_agent_id"), table_name="compte")
    op.drop_table("compte")
    op.drop_index("ix_certificat_zonage_office", table_name="certificat_zonage")
    op.drop_index(op.f("ix_certificat_zonage_membre_id"), table_name="certificat_zonage")
    op.drop_index(op.f("ix_certificat_zonage_cle_reference"), table_name="certificat_zonage")
    op.drop_index(
        "ix_certificat_zonage_a_traiter",
        table_name="certificat_zonage",
        postgresql_where=sa.text("etat IN ('a_verifier', 'a_rectifier')"),
    )
    op.drop_table("certificat_zonage")
    op.drop_index(
        "uq_attente_rdv_personne", table_name="attente_rdv", postgresql_where=sa.text("etat IN ('attend', 'propose')")
    )
    op.drop_index(op.f("ix_attente_rdv_usager_id"), table_name="attente_rdv")
    op.drop_index(op.f("ix_attente_rdv_sortie_le"), table_name="attente_rdv")
    op.drop_index(op.f("ix_attente_rdv_seance_voulue_id"), table_name="attente_rdv")
    op.drop_index("ix_attente_rdv_file", table_name="attente_rdv", postgresql_where=sa.text("etat = 'attend'"))
    op.drop_index("ix_attente_rdv_echeance", table_name="attente_rdv", postgresql_where=sa.text("etat = 'propose'"))
    op.drop_index(op.f("ix_attente_rdv_annoncer_le"), table_name="attente_rdv")
    op.drop_table("attente_rdv")
    op.drop_index(op.f("ix_alarme_recherche_office_id"), table_name="alarme_recherche")
    op.drop_index(op.f("ix_alarme_recherche_levee_le"), table_name="alarme_recherche")
    op.drop_table("alarme_recherche")
    op.drop_index(op.f("ix_zone_de_secteur_secteur_id"), table_name="zone_de_secteur")
    op.drop_table("zone_de_secteur")
    op.drop_index("ix_zone_emprise", table_name="zone")
    op.drop_table("zone")
    op.drop_index(op.f("ix_vu_dossier_dossier_id"), table_name="vu_dossier")
    op.drop_table("vu_dossier")
    op.drop_table("volet_archive")
    op.drop_table("volet")
    op.drop_index("uq_visite_planifiee", table_name="visite", postgresql_where=sa.text("etat = 'planifiee'"))
    op.drop_index(
        "ix_visite_rappel", table_name="visite", postgresql_where=sa.text("etat = 'planifiee' AND rappelee_le IS NULL")
    )
    op.drop_index(op.f("ix_visite_dossier_id"), table_name="visite")
    op.drop_table("visite")
    op.drop_index(op.f("ix_visa_rendu_dossier_id"), table_name="visa_rendu")
    op.drop_table("visa_rendu")
    op.drop_index(op.f("ix_utilisation_dossier_id"), table_name="utilisation")
    op.drop_table("utilisation")
    op.drop_table("transmission")
    op.drop_table("tranche_de_quotient")
    op.drop_index(op.f("ix_tentative_d_appel_demande_id"), table_name="tentative_d_appel")
    op.drop_table("tentative_d_appel")
    op.drop_table("tarif")
    op.drop_index(op.f("ix_suivi_dossier_dossier_id"), table_name="suivi_dossier")
    op.drop_table("suivi_dossier")
    op.drop_index(op.f("ix_structure_invitee_evenement_id_libelle"), table_name="structure_invitee")
    op.drop_table("structure_invitee")
    op.drop_index(op.f("ix_somme_due_usager_id"), table_name="somme_due")
    op.drop_index(op.f("ix_somme_due_regie_id"), table_name="somme_due")
    op.drop_index(op.f("ix_somme_due_cree_le"), table_name="somme_due")
    op.drop_table("somme_due")
    op.drop_table("salle_d_attente")
    op.drop_index(op.f("ix_rendez_vous_service_code_debut"), table_name="rendez_vous")
    op.drop_index(op.f("ix_rendez_vous_remplace_id"), table_name="rendez_vous")
    op.drop_index(op.f("ix_rendez_vous_objet_id_debut"), table_name="rendez_vous")
    op.drop_index(op.f("ix_rendez_vous_lieu_id_debut"), table_name="rendez_vous")
    op.drop_index(op.f("ix_rendez_vous_groupe_id"), table_name="rendez_vous")
    op.drop_index(
        "ix_rendez_vous_a_anonymiser", table_name="rendez_vous", postgresql_where=sa.text("anonymise_le IS NULL")
    )
    op.drop_table("rendez_vous")
    op.drop_table("remise_par_rang")
    op.drop_table("releve_de_delai")
    op.drop_table("rejet_geographique")
    op.drop_index(op.f("ix_reglement_vers_id"), table_name="reglement")
    op.drop_index(op.f("ix_reglement_dossier_id"), table_name="reglement")
    op.drop_table("reglement")
    op.drop_index(op.f("ix_produit_patrimoine_site_id"), table_name="produit_patrimoine")
    op.drop_table("produit_patrimoine")
    op.drop_table("prochain_compte")
    op.drop_index(op.f("ix_plage_ressource_id_premier_jour"), table_name="plage")
    op.drop_index(op.f("ix_plage_lieu_id_premier_jour"), table_name="plage")
    op.drop_table("plage")
    op.drop_table("piece")
    op.drop_index(op.f("ix_note_interne_ecrite_le"), table_name="note_interne")
    op.drop_index(op.f("ix_note_interne_dossier_id"), table_name="note_interne")
    op.drop_table("note_interne")
    op.drop_table("morceau_import")
    op.drop_table("mode_choisi")
    op.drop_index(op.f("ix_message_dossier_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_mensualite_dossier_id"), table_name="mensualite")
    op.drop_table("mensualite")
    op.drop_index(op.f("ix_membre_office_office_id"), table_name="membre_office")
    op.drop_index(op.f("ix_membre_office_courriel"), table_name="membre_office")
    op.drop_table("membre_office")
    op.drop_index(op.f("ix_lot_dossier_dossier_id"), table_name="lot_dossier")
    op.drop_table("lot_dossier")
    op.drop_table("ligne_rejetee")
    op.drop_index(
        "uq_ligne_elimination_en_attente",
        table_name="ligne_elimination",
        postgresql_where=sa.text("elimine_le IS NULL AND retire_le IS NULL"),
    )
    op.drop_index(op.f("ix_ligne_elimination_dossier_id"), table_name="ligne_elimination")
    op.drop_table("ligne_elimination")
    op.drop_table("lien_de_dossiers")
    op.drop_index(op.f("ix_intervenant_usager_id"), table_name="intervenant")
    op.drop_index(op.f("ix_intervenant_telephone"), table_name="intervenant")
    op.drop_index("ix_intervenant_courriel", table_name="intervenant")
    op.drop_table("intervenant")
    op.drop_index(
        "uq_hospitalisation_en_cours", table_name="hospitalisation", postgresql_where=sa.text("sortie IS NULL")
    )
    op.drop_index(op.f("ix_hospitalisation_dossier_id"), table_name="hospitalisation")
    op.drop_table("hospitalisation")
    op.drop_index(op.f("ix_groupe_activite_id"), table_name="groupe")
    op.drop_table("groupe")
    op.drop_index(op.f("ix_fiche_sanitaire_usager_id"), table_name="fiche_sanitaire")
    op.drop_index(op.f("ix_fiche_sanitaire_activite_id"), table_name="fiche_sanitaire")
    op.drop_index(op.f("ix_fiche_sanitaire_a_effacer_le"), table_name="fiche_sanitaire")
    op.drop_table("fiche_sanitaire")
    op.drop_table("export_segment")
    op.drop_index(op.f("ix_etiquette_dossier_dossier_id"), table_name="etiquette_dossier")
    op.drop_table("etiquette_dossier")
    op.drop_index(
        "uq_document_en_vigueur",
        table_name="document",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("revoque_le IS NULL"),
    )
    op.drop_index(op.f("ix_document_dossier_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(
        "uq_demande_de_rattachement_ouverte",
        table_name="demande_de_rattachement",
        postgresql_where=sa.text("tranche_le IS NULL"),
    )
    op.drop_index(op.f("ix_demande_de_rattachement_usager_id"), table_name="demande_de_rattachement")
    op.drop_index(op.f("ix_demande_de_rattachement_dossier_id"), table_name="demande_de_rattachement")
    op.drop_table("demande_de_rattachement")
    op.drop_index(
        "uq_decision_en_vigueur",
        table_name="decision",
        postgresql_where=sa.text("date_decision IS NOT NULL AND remplacee_le IS NULL"),
    )
    op.drop_index("ix_decision_signe_le", table_name="decision", postgresql_where=sa.text("signe_le IS NOT NULL"))
    op.drop_index(op.f("ix_decision_dossier_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_table("deces")
    op.drop_index(op.f("ix_complement_dossier_id"), table_name="complement")
    op.drop_index(op.f("ix_complement_date_limite"), table_name="complement")
    op.drop_table("complement")
    op.drop_table("code_de_rattachement")
    op.drop_index(op.f("ix_campagne_activite_id"), table_name="campagne")
    op.drop_table("campagne")
    op.drop_index(
        "uq_bordereau_comptable_en_attente",
        table_name="bordereau_comptable",
        postgresql_where=sa.text("etat IN ('prepare', 'vise')"),
    )
    op.drop_index(op.f("ix_bordereau_comptable_regie_id"), table_name="bordereau_comptable")
    op.drop_table("bordereau_comptable")
    op.drop_index(op.f("ix_besoin_rdv_objet_id"), table_name="besoin_rdv")
    op.drop_table("besoin_rdv")
    op.drop_index(op.f("ix_avis_dossier_id"), table_name="avis")
    op.drop_index(
        "ix_avis_attendu", table_name="avis", postgresql_where=sa.text("rendu_le IS NULL AND revoque_le IS NULL")
    )
    op.drop_index(op.f("ix_avis_agent_id"), table_name="avis")
    op.drop_table("avis")
    op.drop_index(op.f("ix_attestation_valable_jusqu_au"), table_name="attestation")
    op.drop_index("ix_attestation_usager", table_name="attestation", postgresql_where=sa.text("usager_id IS NOT NULL"))
    op.drop_index("ix_attestation_enfant", table_name="attestation", postgresql_where=sa.text("enfant_id IS NOT NULL"))
    op.drop_table("attestation")
    op.drop_table("alerte_echeance")
    op.drop_table("aide_citee")
    op.drop_index(op.f("ix_agent_de_secteur_agent_id"), table_name="agent_de_secteur")
    op.drop_table("agent_de_secteur")
    op.drop_index("uq_adhesion_enfant", table_name="adhesion", postgresql_where=sa.text("active"))
    op.drop_index(op.f("ix_adhesion_usager_id"), table_name="adhesion")
    op.drop_index(op.f("ix_adhesion_enfant_id"), table_name="adhesion")
    op.drop_index(op.f("ix_adhesion_commande_id"), table_name="adhesion")
    op.drop_table("adhesion")
    op.drop_index(op.f("ix_vue_enregistree_service_code"), table_name="vue_enregistree")
    op.drop_table("vue_enregistree")
    op.drop_table("version_zonage")
    op.drop_table("version_de_grille")
    op.drop_table("site_patrimoine")
    op.drop_index(op.f("ix_secteur_de_lieu_lieu_id"), table_name="secteur_de_lieu")
    op.drop_table("secteur_de_lieu")
    op.drop_table("secteur")
    op.drop_index(op.f("ix_ressource_lieu_id"), table_name="ressource")
    op.drop_table("ressource")
    op.drop_table("reglage_affectation")
    op.drop_table("regie")
    op.drop_index(op.f("ix_referent_agent_id"), table_name="referent")
    op.drop_table("referent")
    op.drop_index(op.f("ix_rattachement_enfant_usager_id"), table_name="rattachement_enfant")
    op.drop_table("rattachement_enfant")
    op.drop_index("ix_quota_tenu_objet", table_name="quota_tenu")
    op.drop_table("quota_tenu")
    op.drop_table("prestataire")
    op.drop_table("plage_d_appel")
    op.drop_index(op.f("ix_personne_autorisee_usager_id"), table_name="personne_autorisee")
    op.drop_index(op.f("ix_personne_autorisee_enfant_id"), table_name="personne_autorisee")
    op.drop_table("personne_autorisee")
    op.drop_index(
        "ix_passage_de_billet_doubles", table_name="passage_de_billet", postgresql_where=sa.text("issue <> 'admis'")
    )
    op.drop_index(op.f("ix_passage_de_billet_billet_id"), table_name="passage_de_billet")
    op.drop_table("passage_de_billet")
    op.drop_table("office")
    op.drop_index(op.f("ix_objet_rdv_service_code"), table_name="objet_rdv")
    op.drop_table("objet_rdv")
    op.drop_index("ix_lot_lance", table_name="lot", postgresql_where=sa.text("etat = 'lance'"))
    op.drop_index(op.f("ix_lot_cree_le"), table_name="lot")
    op.drop_index("ix_lot_agent_id", table_name="lot")
    op.drop_table("lot")
    op.drop_index(op.f("ix_justificatif_usager_id"), table_name="justificatif")
    op.drop_table("justificatif")
    op.drop_index(op.f("ix_invitation_famille_usager_id"), table_name="invitation_famille")
    op.drop_index(
        op.f("ix_invitation_famille_expire_le"),
        table_name="invitation_famille",
        postgresql_where=sa.text("employee_le IS NULL"),
    )
    op.drop_index(op.f("ix_invitation_famille_enfant_id"), table_name="invitation_famille")
    op.drop_table("invitation_famille")
    op.drop_table("import_versements")
    op.drop_table("import_releve")
    op.drop_index(op.f("ix_import_geographique_commence_le"), table_name="import_geographique")
    op.drop_table("import_geographique")
    op.drop_table("import_aides")
    op.drop_index(op.f("ix_habilitation_agent_id"), table_name="habilitation")
    op.drop_table("habilitation")
    op.drop_table("gabarit_reponse")
    op.drop_table("flux_agenda")
    op.drop_index(op.f("ix_fermeture_lieu_id"), table_name="fermeture")
    op.drop_index(op.f("ix_fermeture_au"), table_name="fermeture")
    op.drop_table("fermeture")
    op.drop_index("ix_export_pret", table_name="export", postgresql_where=sa.text("etat = 'pret'"))
    op.drop_index("ix_export_demande", table_name="export", postgresql_where=sa.text("etat = 'demande'"))
    op.drop_index("ix_export_agent_id", table_name="export")
    op.drop_table("export")
    op.drop_index(op.f("ix_evenement_service_code_debut"), table_name="evenement")
    op.drop_index("ix_evenement_public", table_name="evenement", postgresql_where=sa.text("publie_le IS NOT NULL"))
    op.drop_index("ix_evenement_a_oublier", table_name="evenement", postgresql_where=sa.text("anonymise_le IS NULL"))
    op.drop_table("evenement")
    op.drop_table("etiquette")
    op.drop_index(
        "ix_dossier_stock",
        table_name="dossier",
        postgresql_include=["depose_le", "date_reception"],
        postgresql_where=sa.text("etat IN ('a_completer', 'depose', 'en_instruction', 'en_signature')"),
    )
    op.drop_index(
        "ix_dossier_silence",
        table_name="dossier",
        postgresql_where=sa.text("etat IN ('a_completer', 'depose', 'en_instruction', 'en_signature')"),
    )
    op.drop_index(
        "ix_dossier_service",
        table_name="dossier",
        postgresql_include=["echeance", "agent_id", "commune_insee", "demarche"],
        postgresql_where=None,
    )
    op.drop_index(
        "ix_dossier_reponse",
        table_name="dossier",
        postgresql_include=["demarche", "agent_id", "etat", "depose_le", "date_reception"],
        postgresql_where=sa.text("date_reponse IS NOT NULL"),
    )
    op.drop_index(op.f("ix_dossier_personne_empreinte"), table_name="dossier")
    op.drop_index(
        "ix_dossier_nom", table_name="dossier", postgresql_using="gin", postgresql_ops={"nom_recherche": "gin_trgm_ops"}
    )
    op.drop_index(
        "ix_dossier_message",
        table_name="dossier",
        postgresql_include=["echeance", "demarche", "agent_id"],
        postgresql_where=sa.text("message_a_lire"),
    )
    op.drop_index(op.f("ix_dossier_identite_empreinte"), table_name="dossier")
    op.drop_index(
        "ix_dossier_fin_dua",
        table_name="dossier",
        postgresql_where=sa.text("date_fin_dua IS NOT NULL AND elimine_le IS NULL"),
    )
    op.drop_index(
        "ix_dossier_file",
        table_name="dossier",
        postgresql_include=["echeance", "demarche"],
        postgresql_where=sa.text("agent_id IS NULL"),
    )
    op.drop_index(
        "ix_dossier_etat",
        table_name="dossier",
        postgresql_include=["echeance", "agent_id", "demarche"],
        postgresql_where=None,
    )
    op.drop_index("ix_dossier_echeance", table_name="dossier", postgresql_where=sa.text("echeance IS NOT NULL"))
    op.drop_index(
        "ix_dossier_due",
        table_name="dossier",
        postgresql_include=[
            "demarche",
            "accuse_reception_le",
            "date_accuse",
            "date_silence",
            "date_transmission",
            "date_fin",
        ],
        postgresql_where=sa.text("echeance IS NOT NULL"),
    )
    op.drop_index(
        "ix_dossier_demarche",
        table_name="dossier",
        postgresql_include=["echeance", "service_code", "agent_id"],
        postgresql_where=None,
    )
    op.drop_index("ix_dossier_brouillon", table_name="dossier", postgresql_where=sa.text("etat = 'brouillon'"))
    op.drop_index(
        "ix_dossier_au_guichet",
        table_name="dossier",
        postgresql_where=sa.text("etat = 'brouillon' AND canal <> 'ligne'"),
    )
    op.drop_index(
        "ix_dossier_arrivee",
        table_name="dossier",
        postgresql_include=["demarche", "agent_id", "casier", "nom_recherche"],
        postgresql_where=sa.text("depose_le IS NOT NULL"),
    )
    op.drop_index(
        "ix_dossier_agent",
        table_name="dossier",
        postgresql_include=["echeance", "service_code", "demarche", "etat", "modifie_le"],
        postgresql_where=None,
    )
    op.drop_table("dossier")
    op.drop_table("derogation_commune")
    op.drop_index(
        "uq_demande_de_rappel_numero",
        table_name="demande_de_rappel",
        postgresql_where=sa.text("etat IN ('a_appeler', 'prise')"),
    )
    op.drop_index(op.f("ix_demande_de_rappel_service_code_debut"), table_name="demande_de_rappel")
    op.drop_index(op.f("ix_demande_de_rappel_close_le"), table_name="demande_de_rappel")
    op.drop_index(op.f("ix_demande_de_rappel_agent_id"), table_name="demande_de_rappel")
    op.drop_table("demande_de_rappel")
    op.drop_index(op.f("ix_delegation_service_code_agent_id"), table_name="delegation")
    op.drop_index(op.f("ix_delegation_fin"), table_name="delegation")
    op.drop_index(op.f("ix_delegation_agent_id"), table_name="delegation")
    op.drop_table("delegation")
    op.drop_index("uq_commande_panier", table_name="commande", postgresql_where=sa.text("etat = 'panier'"))
    op.drop_index(op.f("ix_commande_usager_id"), table_name="commande")
    op.drop_index("ix_commande_au_guichet", table_name="commande", postgresql_where=sa.text("etat = 'au_guichet'"))
    op.drop_index(
        "ix_commande_a_rendre", table_name="commande", postgresql_where=sa.text("etat IN ('panier', 'a_payer')")
    )
    op.drop_table("commande")
    op.drop_table("bordereau_elimination")
    op.drop_index(op.f("ix_attente_foyer_usager_id"), table_name="attente_foyer")
    op.drop_index(op.f("ix_attente_foyer_sortie_le"), table_name="attente_foyer")
    op.drop_index("ix_attente_foyer_file", table_name="attente_foyer", postgresql_where=sa.text("etat = 'attend'"))
    op.drop_index("ix_attente_foyer_echeance", table_name="attente_foyer", postgresql_where=sa.text("etat = 'propose'"))
    op.drop_index(op.f("ix_attente_foyer_annoncer_le"), table_name="attente_foyer")
    op.drop_table("attente_foyer")
    op.drop_index(op.f("ix_ancrage_feuille_objet_type_objet_id_jour"), table_name="ancrage_feuille")
    op.drop_table("ancrage_feuille")
    op.drop_index(op.f("ix_aide_versee_beneficiaire_id"), table_name="aide_versee")
    op.drop_table("aide_versee")
    op.drop_index(op.f("ix_activite_service_code"), table_name="activite")
    op.drop_index(op.f("ix_activite_saison_id"), table_name="activite")
    op.drop_index(op.f("ix_activite_grille_id"), table_name="activite")
    op.drop_index(op.f("ix_activite_directeur_id"), table_name="activite")
    op.drop_table("activite")
    op.drop_index(op.f("ix_absence_suppleant_id_fin"), table_name="absence")
    op.drop_index(op.f("ix_absence_agent_id_fin"), table_name="absence")
    op.drop_index("ix_absence_a_appliquer", table_name="absence", postgresql_where=sa.text("appliquee_le IS NULL"))
    op.drop_table("absence")
    op.drop_table("version_motif")
    op.drop_index(op.f("ix_usager_telephone"), table_name="usager")
    op.drop_index(op.f("ix_usager_courriel"), table_name="usager")
    op.drop_table("usager")
    op.drop_index(op.f("ix_signalement_accessibilite_recu_le"), table_name="signalement_accessibilite")
    op.drop_table("signalement_accessibilite")
    op.drop_table("service")
    op.drop_table("saison")
    op.drop_index(op.f("ix_saisie_gardee_expire_le"), table_name="saisie_gardee")
    op.drop_table("saisie_gardee")
    op.drop_table("quota")
    op.drop_table("population_communale")
    op.drop_index("ix_parcelle_cadastrale_emprise", table_name="parcelle_cadastrale")
    op.drop_index("ix_parcelle_cadastrale_commune", table_name="parcelle_cadastrale")
    op.drop_table("parcelle_cadastrale")
    op.drop_index(op.f("ix_parametre_code"), table_name="parametre")
    op.drop_table("parametre")
    op.drop_table("ouverture")
    op.drop_index(op.f("ix_notification_objet_type_objet_id"), table_name="notification")
    op.drop_index(op.f("ix_notification_etat_prevu_le"), table_name="notification")
    op.drop_table("notification")
    op.drop_table("mairie")
    op.drop_index(op.f("ix_lieu_code_insee"), table_name="lieu")
    op.drop_table("lieu")
    op.drop_index(op.f("ix_journal_texte_objet_type_objet_id"), table_name="journal_texte")
    op.drop_index(op.f("ix_journal_texte_ecrit_le"), table_name="journal_texte")
    op.drop_table("journal_texte")
    op.drop_table("journal")
    op.drop_table("grille_tarifaire")
    op.drop_index(op.f("ix_enfant_empreinte"), table_name="enfant")
    op.drop_table("enfant")
    op.drop_table("empreinte_acte")
    op.drop_table("decalage_horloge")
    op.drop_index(op.f("ix_debit_expire_le"), table_name="debit")
    op.drop_table("debit")
    op.drop_table("contact_prospection")
    op.drop_index(op.f("ix_code_de_connexion_expire_le"), table_name="code_de_connexion")
    op.drop_table("code_de_connexion")
    op.drop_table("cadastre_commune")
    op.drop_index("uq_billet_rang", table_name="billet", postgresql_where=sa.text("annule_le IS NULL"))
    op.drop_index("ix_billet_entree", table_name="billet")
    op.drop_table("billet")
    op.drop_index("ix_beneficiaire_cles_noms", table_name="beneficiaire", postgresql_using="gin")
    op.drop_index(op.f("ix_beneficiaire_cle_naissance"), table_name="beneficiaire")
    op.drop_table("beneficiaire")
    op.drop_table("ancrage_journal")
    op.drop_table("agent")
    op.drop_index("ix_adresse_locale_cle", table_name="adresse_locale")
    op.drop_table("adresse_locale")
    op.drop_index("ix_achat_cree_le", table_name="achat")
    op.drop_index(
        "ix_achat_a_rendre", table_name="achat", postgresql_where=sa.text("etat IN ('panier', 'a_payer', 'au_guichet')")
    )
    op.drop_table("achat")
