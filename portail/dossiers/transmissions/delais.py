"""Le délai pour transmettre : compté du dépôt, tant qu’une règle dit qu’une autre autorité est compétente."""

from portail.demarche.declaration import Demarche
from portail.dossiers.examen import bilan_de, jour_de_reference
from portail.dossiers.horloges.lecture import declaration_de, faits_du
from portail.dossiers.horloges.transmissions import delai_connu
from portail.dossiers.models import Dossier
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au


def delai_de(dossier: Dossier, demarche: Demarche) -> int | None:
    """Rend les mois laissés pour transmettre la demande, en vigueur à sa réception ; rien si elle relève du service."""
    if not demarche.transmissions:
        return None
    jour = jour_de_reference(dossier)
    manquees = {constat.regle.code for constat in bilan_de(dossier, demarche, jour).non_conformes}
    delais = [entier_au(une.cle_delai, jour) for une in demarche.transmissions if une.regle and une.regle in manquees]
    return min(delais, default=None)


def revoir_la_competence(dossier: Dossier, *, auteur: Auteur) -> None:
    """Note au journal, dans la transaction courante, que ce qui vient d’être écrit change l’autorité compétente.

    À l’appelant de recalculer les horloges ensuite. Sans effet si rien ne change.
    """
    demarche = declaration_de(dossier)
    if not demarche.transmissions:
        return
    mois = delai_de(dossier, demarche)
    if mois != delai_connu(faits_du(dossier)):
        details = {"delai_transmission": mois}
        inscrire("revoir_competence", auteur=auteur, objet=("dossier", dossier.id), details=details)
