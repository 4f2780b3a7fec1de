"""Le certificat imprimé : ce que l’on dit de chaque parcelle, la carte et la même chose en mots, d’où cela vient."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from portail.documents import lettres
from portail.documents.models import Document
from portail.documents.redaction import FRANCAIS
from portail.documents.remise import Resume, departement, emettre, fermer
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.redaction import coordonnees
from portail.identite.notaires.models import Office
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.certificats.mots import MUTATIONS, commune_de, droit_dit, resume_dit, statut_certifie
from portail.notaires.certificats.queries import contenances_autres, valable_jusqu_au
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS
from portail.notaires.zones.carte import carte
from portail.notaires.zones.constats import Constat, Terrain
from portail.notaires.zones.mots import a_faire, description, donnees_lues, phrases, surface_dite
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.traduction import _
from portail.territoire.queries import service_de

NATURE = GABARIT = "certificat_zonage"
_REMPLACE = _("Ce certificat remplace celui du %(jour)s, qui ne vaut plus. Motif : %(motif)s")
_NATURE = _(
    "Ce certificat est un document d’information. Il ne dispense pas de la déclaration d’intention d’aliéner. "
    "Il vaut à sa date, le %(jour)s. Demandez-en un autre si la vente a lieu après le %(fin)s."
)
_ECART = _("%(parcelle)s : l’acte dit %(acte)s, le cadastre %(cadastre)s. La réponse se lit sur le tracé du cadastre.")


def remettre(certificat: Certificat, office: Office, terrain: Terrain, certifies: Sequence[Constat]) -> Document:
    """Remet le certificat, dans la transaction courante ; le document d’avant est révoqué, celui-ci le remplace."""
    ancien = session.get(Document, certificat.document_id) if certificat.document_id else None
    remplace = ""
    if ancien is not None:
        remplace = _REMPLACE % {"jour": _jour(ancien.cree_le), "motif": certificat.motif}
        fermer(ancien, motif=certificat.motif or "")
        session.flush()
    donnees = donnees_du_certificat(certificat, office, replace(terrain, constats=tuple(certifies)))
    nouveau = emettre(
        NATURE,
        donnees | {"remplace": remplace},
        gabarit=GABARIT,
        resume=Resume(
            numero=certificat.numero,
            personne=tuple(office.nom.split()),
            valable_jusqu_au=valable_jusqu_au(horloge.maintenant()),
        ),
        objet_id=certificat.id,
    )
    if ancien is not None:
        ancien.remplace_par_id = nouveau.id
    return nouveau


def donnees_du_certificat(certificat: Certificat, office: Office, terrain: Terrain) -> dict[str, Any]:
    """Rend les données du gabarit `certificat_zonage` ; `terrain` : ce qui est certifié, et les tracés à dessiner."""
    service = coordonnees(service_de(SERVICE_ESPACES_NATURELS))
    communes = lettres.entete(
        departement=departement(),
        service=service,
        destinataire=[office.nom, office.voie, f"{office.code_postal} {office.commune}"],
        affaire=lettres.Affaire(numero=en_deux_groupes(certificat.numero), demarche=""),
        jour=horloge.aujourd_hui(),
    )
    delivre_le = horloge.maintenant()
    fin = FRANCAIS.jour(valable_jusqu_au(delivre_le))
    return communes | {
        "titre": _("Certificat d’appartenance à une zone de préemption"),
        "references": _references(certificat, "\n".join(service.lignes)),
        "sens": resume_dit(terrain.constats),
        "details": [[_("Parcelles"), ", ".join(un.parcelle.reference for un in terrain.constats)]],
        "colonnes": [_("Parcelle"), _("Surface"), _("Situation"), _("Qui peut acheter en priorité")],
        "lignes": [_ligne(un) for un in terrain.constats],
        "zones": _deliberations(terrain.constats),
        "zones_titre": _("Les zones et leurs délibérations"),
        "ecarts": _ecarts(terrain.constats),
        "carte": {"dessin": carte(terrain), "alternative": description(terrain.constats)},
        "carte_titre": _("La carte"),
        "en_mots_titre": _("La même chose en mots"),
        "en_mots": [[un.parcelle.reference, " ".join(phrases(un))] for un in terrain.constats],
        "suites_titre": _("Avant de vendre"),
        "suites": list(dict.fromkeys(phrase for un in terrain.constats for phrase in a_faire(un))),
        "sources_titre": _("Ce que ce certificat vaut"),
        "sources": [_NATURE % {"jour": _jour(delivre_le), "fin": fin}, *donnees_lues(terrain.constats)],
    }


def _references(certificat: Certificat, service: str) -> list[list[str]]:
    demande = certificat.demande
    dites = [
        (_("Certificat n°"), en_deux_groupes(certificat.numero)),
        (_("Votre référence"), certificat.reference),
        (_("Commune"), commune_de(certificat)),
        (_("Adresse du bien"), demande["adresse"]),
        (_("Propriétaire"), demande["proprietaire"]),
        (_("Mutation"), MUTATIONS[Mutation(demande["nature"])]),
        (_("Service"), service),
    ]
    return [[libelle, valeur] for libelle, valeur in dites if valeur]


def _ligne(constat: Constat) -> list[str]:
    surface = surface_dite(constat.surface_m2) if constat.surface_m2 else "—"
    return [constat.parcelle.reference, surface, statut_certifie(constat), droit_dit(constat)]


def _deliberations(constats: Sequence[Constat]) -> list[list[str]]:
    zones = {(zone.sorte, zone.code): zone for un in constats for zone in un.zones}
    modele = _("Délibération n° %(numero)s du %(jour)s")
    return [
        [
            f"{zone.nom} ({zone.sorte.upper()})",
            modele % {"numero": zone.deliberation, "jour": FRANCAIS.jour(zone.deliberation_le)},
        ]
        for zone in zones.values()
    ]


def _ecarts(constats: Sequence[Constat]) -> list[str]:
    """Rend les parcelles dont l’acte ne dit pas la contenance du cadastre."""
    au_cadastre = contenances_autres(un.parcelle for un in constats)
    return [
        _ECART
        % {
            "parcelle": un.parcelle.reference,
            "acte": surface_dite(un.parcelle.contenance_m2 or 0),
            "cadastre": surface_dite(au_cadastre[un.parcelle.idu]),
        }
        for un in constats
        if un.parcelle.idu in au_cadastre
    ]


def _jour(instant: datetime) -> str:
    return FRANCAIS.jour(horloge.a_paris(instant).date())
