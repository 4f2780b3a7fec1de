"""La visite à domicile de l’APA : l’équipe médico-sociale évalue les besoins chez la personne (CASF, R232-7)."""

from portail.demarche.declaration import Metier, Visite, _

VISITE = Visite(
    titre=_("Visite à domicile"),
    roles=(Metier.EVALUATEUR,),
    cle_duree="apa_visite_duree",
    a_preparer=(
        _("La carte d’identité de la personne, et sa carte Vitale"),
        _("Les coordonnées du médecin, et des services ou personnes qui aident déjà"),
        _("Les factures d’aide à domicile, s’il y en a"),
    ),
)
