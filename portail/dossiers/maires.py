"""Informer le maire d’une demande reçue, quand un texte le veut : par courriel si on en a un, sinon par la poste.

Le message ne dit que le dépôt : qui, quoi, quand. Rien de la demande n’y est repris, ni santé ni ressources.
"""

from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.journal.actions import Auteur, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.traduction import LANGUE_SOURCE, _
from portail.territoire.communes import annuaire
from portail.territoire.queries import mairie_de


def informer_le_maire(dossier: Dossier, demarche: Demarche, *, auteur: Auteur) -> None:
    """Promet le message à la mairie de la commune de la personne, dans la transaction courante.

    Sans effet si la démarche ne le veut pas, ou si la commune n’est pas du département.
    """
    commune = annuaire().par_code(dossier.commune_insee or "") if demarche.information_maire else None
    if commune is None:
        return
    redaction, mairie = Redaction.en(LANGUE_SOURCE), mairie_de(commune.code_insee)
    adresse = (
        mairie.adresse.splitlines() if mairie and mairie.adresse else [f"{commune.codes_postaux[0]} {commune.nom}"]
    )
    contexte = {
        "destinataire": [redaction.texte(_("Mairie de %(commune)s"), commune=commune.nom), *adresse],
        "numero": en_deux_groupes(dossier.numero),
        "demarche": redaction.traduire(demarche.nom),
        "personne": f"{dossier.prenoms} {dossier.nom}".strip(),
        "recue_le": redaction.jour(jour_de_reference(dossier)),
        "fondement": redaction.traduire(demarche.information_maire),
    }
    courriel = mairie.courriel if mairie else None
    prevoir(Destinataire(courriel=courriel, poste=True), "autorite/maire", contexte, objet=("dossier", dossier.id))
    inscrire(
        "informer_maire",
        auteur=auteur,
        objet=("dossier", dossier.id),
        details={"commune": commune.code_insee, "canal": "courriel" if courriel else "courrier"},
    )
