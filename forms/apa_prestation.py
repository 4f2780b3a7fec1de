"""Le versement mensuel de l’APA : forfait, urgence, hospitalisation, trop-perçu (CASF, L232-12, L232-25, R232-30…)."""

from portail.demarche.declaration import ModeVersement, Prestation, Versement, _, si

PRESTATION = Prestation(
    forfait="forfait",
    plan="plan_aide",
    dits=("participation",),
    avance_si=si("urgence", "sortie_hospitalisation", "deces_ou_hospitalisation_aidant", "fin_de_vie", "autre"),
    avance_titre=_("Aide d’urgence"),
    avance_fondement=_("Code de l’action sociale et des familles, articles L232-12 et R232-29"),
    cle_jours_maintenus="apa_hospitalisation",
    cle_taux_retenue="apa_retenue",
    cles_seuil_reprise=("apa_seuil_versement", "smic_horaire"),
    cle_prescription="apa_prescription",
    cle_revision="apa_revision",
    cle_rappel_revision="apa_revision_rappel",
    cle_jour_mandat="apa_mandat",
    revalorisation=_("Code de l’action sociale et des familles, articles L232-3-1 et L232-4"),
)

VERSEMENT = Versement(
    mode="mode_versement",
    modes={"compte": ModeVersement.COMPTE, "service": ModeVersement.SERVICE, "cesu": ModeVersement.TITRES},
    confiees={
        ModeVersement.SERVICE: ("prestataire",),
        ModeVersement.TITRES: ("prestataire", "mandataire", "emploi_direct"),
    },
    accord=_("Code de l’action sociale et des familles, article L232-15"),
)
