"""Le récépissé d’une demande faite au guichet, imprimé pour la personne ; rien n’en est gardé."""

from datetime import timedelta

from portail.documents.accuses import Arrivee
from portail.documents.composition import composer_a_part
from portail.documents.recepisse import recepisse
from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import RATTACHER, demarche_du
from portail.dossiers.examen import ARRIVEES, jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.redaction import MOYENS, affaire_de
from portail.dossiers.remise import entete
from portail.parametres.queries import entier_au
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.demarrage import reglages


def composer_recepisse(dossier: Dossier, code: str) -> bytes:
    """Rend le récépissé en PDF, avec ce code, tout juste émis."""
    demarche, redaction = demarche_du(dossier), Redaction.en(dossier.langue)
    arrivees = {piece.code for piece in pieces_de(dossier.id) if piece.etat in ARRIVEES}
    donnees = recepisse(
        affaire_de(dossier, demarche, redaction),
        arrivee=Arrivee(redaction.traduire(MOYENS[dossier.canal]), jour_de_reference(dossier)),
        date_accuse=None if dossier.accuse_reception_le else dossier.date_accuse,
        recues=[redaction.traduire(piece.nom) for piece in demarche.pieces if piece.identifiant in arrivees],
        code=code,
        fin=horloge.aujourd_hui() + timedelta(days=entier_au("rattachement_duree")),
        adresse=f"{reglages().url_publique.partition('://')[2]}{RATTACHER}",
        redaction=redaction,
    )
    return composer_a_part("recepisse", entete(dossier, demarche, redaction) | donnees, langue=dossier.langue)
