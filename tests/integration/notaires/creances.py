"""Une personne aidée, une requête qui la demande et, si l’on veut, la récupération ouverte, pour les essais."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.identite.notaires.models import Membre
from portail.notaires.aides.models import AideVersee, Beneficiaire
from portail.notaires.aides.recherche import empreinte
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.notaires.rapprochement.cles import cles
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.recuperations.actions import donner_actif_par_office, ouvrir
from portail.notaires.recuperations.calcul import Faits
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Rapprochement, Requete, Verdict
from portail.notaires.successions.recuperation import Nature
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques

AUBERT = Identite("AUBERT", ("Pierre",), DateConnue(1934, 5, 2), lieu="44109", sexe="M")
ACCORDS = dict.fromkeys(("nom", "prenoms", "naissance", "lieu", "sexe"), "identique")
SUCCESSION = {
    "heritiers": ["enfants"],
    "testament": False,
    "donations": False,
    "donations_le": [],
    "assurance_vie": False,
    "actif_net_estime": None,
}


def instructrice() -> Agent:
    """Rend une agente qui instruit à l’unité des recours."""
    return fabriques.agent(service=SERVICE_RECOURS, prenom="Nadia", nom="Morvan")


def responsable(prenom: str = "Luc") -> Agent:
    """Rend qui encadre l’unité des recours."""
    return fabriques.agent(Role.RESPONSABLE, SERVICE_RECOURS, prenom=prenom, nom="Kerjean")


def aidee(identite: Identite, *aides: tuple[Nature, int], demandee_le: date = date(2019, 1, 7)) -> Beneficiaire:
    """Range cette personne parmi celles que le département a aidées, avec ses aides (nature, euros)."""
    rangees = cles(identite, empreinte())
    with transaction():
        personne = Beneficiaire(
            reference=uuid4().hex,
            identite=identite.en_json(),
            empreinte=1,
            cle_naissance=rangees.naissance,
            cles_noms=list(rangees.noms),
        )
        session.add(personne)
        session.flush()
        for nature, montant in aides:
            session.add(
                AideVersee(
                    beneficiaire_id=personne.id,
                    reference=uuid4().hex,
                    empreinte=1,
                    nature=nature,
                    demandee_le=demandee_le,
                    debut=demandee_le,
                    fin=date(2026, 9, 30),
                    montant=Decimal(montant),
                    arrete_le=date(2026, 10, 1),
                    est_provisoire=False,
                    domicile_de_secours="44",
                    a_hypotheque=False,
                )
            )
    return personne


def requete_repondue(
    membre: Membre, personne: Beneficiaire, *, reponse: Reponse = Reponse.CREANCE, identite: Identite = AUBERT
) -> Requete:
    """Rend une requête répondue, récupération ouverte si la réponse dit une créance."""
    instant = horloge.maintenant()
    with transaction():
        requete = Requete(
            office_id=membre.office_id,
            membre_id=membre.id,
            reference="2026-118",
            cle_reference=1,
            defunt=identite.en_json(),
            deces={
                "le": "2026-10-03",
                "commune": "44109",
                "domicile": {"commune": "44109"},
                "domiciles_anterieurs": [],
            },
            succession=SUCCESSION,
            empreinte_defunt=1,
            etat=EtatRequete.REPONDUE,
            deposee_le=instant,
            repondre_le=instant,
            repondue_le=instant,
            reponse=reponse,
        )
        session.add(requete)
        session.flush()
        session.add(ressemblance(requete, personne))
        if reponse is Reponse.CREANCE:
            ouvrir(requete)
    return requete


def ressemblance(requete: Requete, personne: Beneficiaire) -> Rapprochement:
    """Rend cette personne retenue pour ce défunt, à écrire."""
    return Rapprochement(
        requete_id=requete.id, beneficiaire_id=personne.id, note=100, accords=ACCORDS, verdict=Verdict.RETENU
    )


def adresses(membre: Membre) -> dict[str, str]:
    """Rend de quoi nommer une requête de cet office, sa récupération à décider et qui lui ressemble."""
    personne = aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, 42_000))
    requete = requete_repondue(membre, personne)
    retenue = session.scalars(select(Rapprochement).where(Rapprochement.requete_id == requete.id)).one()
    donner_actif_par_office(requete.id, Faits(actif_net=Decimal(30_000)), membre=membre)
    return {"numero": requete.numero, "rapprochement_id": str(retenue.id)}
