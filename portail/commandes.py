"""La ligne de commande d’exploitation : `flask --app wsgi <commande>`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask
from sqlalchemy import Select, String, cast, func, select, text
from sqlalchemy.exc import IntegrityError

from portail.dossiers import lectures, saisies
from portail.dossiers.commandes import COMMANDES as COMMANDES_DES_DOSSIERS
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.dossiers.numero import lire_numero
from portail.dossiers.saisies import SaisieGardee
from portail.dossiers.taches import purger_les_brouillons
from portail.identite import acces, codes, sessions
from portail.identite import actions as identite
from portail.identite.models import CodeDeConnexion, Role, SessionOuverte
from portail.inscriptions.commandes import COMMANDES as COMMANDES_DES_INSCRIPTIONS
from portail.inscriptions.patrimoine.commandes import COMMANDES as COMMANDES_DU_PATRIMOINE
from portail.journal import ancrage, controle
from portail.journal.actions import SYSTEME
from portail.journal.models import TexteDuJournal
from portail.notaires.commandes import COMMANDES as COMMANDES_DES_NOTAIRES
from portail.ouvrier import devenir as devenir_ouvrier
from portail.parametres import actions as parametres
from portail.parametres.queries import entier_au
from portail.rendez_vous.commandes import COMMANDES as COMMANDES_DES_RENDEZ_VOUS
from portail.socle import base, debits, demarrage, fichiers, horloge, inventaire, migrations, rotation
from portail.socle.erreurs import Introuvable
from portail.tables import Modele
from portail.territoire import actions as territoire
from portail.territoire.queries import services_actifs

VERROU_MIGRATION = 4_404_404
LOT = 200
Fichier = click.Path(exists=True, dir_okay=False, path_type=Path)


def installer(app: Flask) -> None:
    """Ajoute les commandes à l’application."""
    for commande in (
        migrer, ouvrier, creer_agent, fermer_agent, importer_mairies, importer_parametres, importer_services,
        rechiffrer, verifier_fichiers, purger, verifier_journal, exporter_ancrages, *COMMANDES_DES_DOSSIERS,
        *COMMANDES_DES_RENDEZ_VOUS, *COMMANDES_DES_INSCRIPTIONS, *COMMANDES_DU_PATRIMOINE,
        *COMMANDES_DES_NOTAIRES,
    ):  # fmt: skip
        app.cli.add_command(commande)


@click.command("migrer")
def migrer() -> None:
    """Amène la base au dernier schéma ; plusieurs machines peuvent la lancer ensemble."""
    with base.moteur().connect() as connexion:
        connexion.execute(text("SELECT pg_advisory_lock(:verrou)"), {"verrou": VERROU_MIGRATION})
        connexion.commit()
        try:
            migrations.migrer(base.moteur())
        except migrations.BaseTropAncienne as erreur:
            raise click.ClickException(str(erreur.message)) from erreur
        finally:
            connexion.execute(text("SELECT pg_advisory_unlock(:verrou)"), {"verrou": VERROU_MIGRATION})
        revision = connexion.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    click.echo(f"La base est à jour (révision {revision}).")


@click.command("ouvrier")
@click.option("--concurrence", default=2, show_default=True, type=click.IntRange(1, 16), help="tâches à la fois")
def ouvrier(concurrence: int) -> None:
    """Prend les tâches de fond jusqu’à l’arrêt ; SIGTERM laisse finir celles qui sont commencées."""
    base.moteur().dispose()
    devenir_ouvrier(concurrence)


def _lire_habilitation(texte: str) -> tuple[Role, str | None]:
    """Lit « role » ou « role@service »."""
    role, _, service = texte.partition("@")
    if role not in set(Role):
        raise click.BadParameter(f"le rôle « {role} » n’existe pas ; admis : {', '.join(Role)}.")
    connus = [un.code for un in services_actifs()]
    if service and service not in connus:
        raise click.BadParameter(f"le service « {service} » n’existe pas ; connus : {', '.join(connus) or 'aucun'}.")
    return Role(role), service or None


@click.command("creer-agent")
@click.option("--prenom", required=True)
@click.option("--nom", required=True)
@click.option("--qualite", required=True, help="fonction, telle qu’elle signe : « instructrice »")
@click.option("--courriel", required=True, help="celui que ProConnect donne")
@click.option("--telephone", default="")
@click.option("--siret", default="", help="celui que ProConnect donne ; à défaut le premier de DEPARTEMENT_SIRET")
@click.option("--role", "roles", multiple=True, required=True, help="« role » ou « role@service » ; répétable")
def creer_agent(
    prenom: str, nom: str, qualite: str, courriel: str, telephone: str, siret: str, roles: tuple[str, ...]
) -> None:
    """Ouvre l’accès d’un agent, avec ses rôles par service."""
    siret_admis = demarrage.reglages().departement.siret_admis
    siret = siret or siret_admis[0]
    if siret not in siret_admis:
        raise click.BadParameter(f"le SIRET {siret} n’est pas dans DEPARTEMENT_SIRET : l’agent ne pourrait pas entrer.")
    try:
        adresse = validate_email(courriel, check_deliverability=False).normalized
        identite.ouvrir_agent(
            prenom=prenom, nom=nom, qualite=qualite, courriel=adresse, telephone=telephone, siret=siret,
            habilitations=[_lire_habilitation(role) for role in roles], auteur=SYSTEME,
        )  # fmt: skip
    except EmailNotValidError as erreur:
        raise click.BadParameter(f"« {courriel} » n’est pas une adresse électronique.") from erreur
    except IntegrityError as erreur:
        raise click.ClickException("Un agent a déjà cette adresse électronique.") from erreur
    click.echo(f"L’accès de {prenom} {nom} est ouvert.")


@click.command("fermer-agent")
@click.argument("courriel")
def fermer_agent(courriel: str) -> None:
    """Ferme l’accès d’un agent, tout de suite : ses sessions ouvertes aussi."""
    try:
        fermees = acces.fermer_l_acces_de(courriel, auteur=SYSTEME)
    except Introuvable as erreur:
        raise click.ClickException("Aucun agent n’a cette adresse électronique.") from erreur
    click.echo(f"L’accès est fermé, {fermees} session(s) avec lui.")


@click.command("importer-parametres")
@click.argument("fichier", type=Fichier, default=parametres.FICHIER)
def importer_parametres(fichier: Path) -> None:
    """Ajoute les valeurs millésimées dont le code manque en base ; rejouable."""
    click.echo(f"{parametres.importer(fichier)} valeur(s) ajoutée(s).")


@click.command("importer-mairies")
@click.argument("fichier", type=Fichier)
def importer_mairies(fichier: Path) -> None:
    """Ajoute ou met à jour où écrire aux mairies (colonnes code_insee, courriel, adresse) ; rejouable."""
    click.echo(f"{territoire.importer_mairies(fichier)} mairie(s) à jour.")


@click.command("importer-services")
@click.argument("fichier", type=Fichier, default=territoire.FICHIER)
def importer_services(fichier: Path) -> None:
    """Ajoute ou met à jour les services du département ; rejouable."""
    click.echo(f"{territoire.importer_services(fichier)} service(s) à jour.")


@click.command("rechiffrer")
@click.option("--lot", default=LOT, show_default=True, type=click.IntRange(1, 10_000), help="lignes par transaction")
def rechiffrer(lot: int) -> None:
    """Réécrit avec la première clé de CLES_CHIFFREMENT ce qu’une autre chiffre ; interrompue, elle se reprend."""

    def annoncer(quoi: str, total: int) -> None:
        click.echo(f"  {quoi} : {total} réécrit(s)")

    refusees: list[str] = []
    for nom, etape in (("Colonnes", rotation.rechiffrer_les_colonnes), ("Fichiers", rotation.rechiffrer_les_fichiers)):
        bilan = etape(lot=lot, annoncer=annoncer)
        refusees += bilan.refusees
        click.echo(f"{nom} : {bilan.reecrites} valeur(s) réécrite(s).")
    if refusees:
        raise click.ClickException("Aucune clé n’ouvre ces valeurs :\n  " + "\n  ".join(refusees))
    click.echo("Tout est chiffré par la clé courante : l’ancienne peut être retirée.")


@click.command("verifier-fichiers")
def verifier_fichiers() -> None:
    """Relit chaque fichier cité par la base et compare son empreinte ; signale aussi ceux que rien ne cite."""
    cites: set[str] = set()
    alteres: list[str] = []
    for cite in inventaire.fichiers_cites():
        cites.add(cite.cle)
        try:
            fichiers.lire(cite.cle, cite.empreinte)
        except fichiers.FichierAltere:
            alteres.append(f"{cite.table} : {cite.cle}")
    orphelins = sum(cle not in cites for cle in fichiers.cles())
    click.echo(f"{len(cites)} fichier(s) relu(s), {len(alteres)} altéré(s) ou absent(s), {orphelins} sans ligne.")
    if alteres:
        raise click.ClickException("À restaurer depuis une sauvegarde :\n  " + "\n  ".join(alteres))


@dataclass(frozen=True, slots=True)
class _Echus:
    """Ce dont la durée de garde est passée : son nom, comment le reconnaître, ce qui l’efface."""

    nom: str
    lignes: Callable[[], Select[int]]
    effacer: Callable[[], object]

    def compter(self) -> int:
        """Rend le nombre de lignes à effacer."""
        requete = self.lignes()
        base.fermer_session()
        with base.a_part() as connexion:
            return connexion.execute(requete).scalar_one()


def _eteints(modele: type[Modele]) -> Callable[[], Select[int]]:
    """Rend de quoi compter les lignes dont la date de fin est passée, en temps réel."""
    table = modele.__table__
    return lambda: select(func.count()).select_from(table).where(table.c.expire_le < datetime.now(UTC))


def _brouillons() -> Select[int]:
    """Rend de quoi compter les brouillons qui ont dépassé leur durée de garde."""
    avant = horloge.maintenant() - timedelta(days=entier_au("brouillon_duree"))
    return select(func.count(Dossier.id)).where(Dossier.etat == Etat.BROUILLON, Dossier.modifie_le < avant)


def _textes_du_journal() -> Select[int]:
    """Rend de quoi compter les textes du journal qui ont dépassé leur durée de garde."""
    avant = lectures.fin_de_garde_des_textes()
    return select(func.count(TexteDuJournal.empreinte)).where(TexteDuJournal.ecrit_le < avant)


ECHUS = (
    _Echus("sessions éteintes", _eteints(SessionOuverte), sessions.purger),
    _Echus("codes de connexion", _eteints(CodeDeConnexion), codes.purger),
    _Echus("compteurs de débit", _eteints(debits.Debit), debits.purger),
    _Echus("saisies gardées", _eteints(SaisieGardee), saisies.purger),
    _Echus("brouillons", _brouillons, purger_les_brouillons),
    _Echus("textes du journal", _textes_du_journal, lectures.oublier_les_textes_echus),
)


@click.command("purger")
@click.option("--appliquer", is_flag=True, help="efface pour de bon ; sans elle, rien n’est effacé")
def purger(appliquer: bool) -> None:
    """Compte ce dont la durée de garde est passée, et l’efface avec `--appliquer`.

    L’ouvrier fait le même ménage de lui-même ; rien de ce qui a été déposé n’est jamais touché.
    """
    for echus in ECHUS:
        click.echo(f"{echus.compter():6} {echus.nom}")
        if appliquer:
            echus.effacer()
    click.echo("Effacé." if appliquer else "Rien n’est effacé : ajoutez --appliquer.")


@click.command("verifier-journal")
@click.option("--dossier", "numero", default="", help="un seul dossier, par son numéro")
@click.option("--ancrages", "copie", type=Fichier, help="copie gardée ailleurs (`exporter-ancrages`), à comparer")
def verifier_journal(numero: str, copie: Path | None) -> None:
    """Relit les chaînes du journal, ses textes et ses ancrages ; dit où c’est rompu, avec le code 1."""
    gardes = json.loads(copie.read_text(encoding="utf-8")) if copie else []
    bilan = controle.controler(_dossier_vise(numero), copie=gardes)
    if bilan.entrees == 0 and numero:
        raise click.ClickException(f"Le dossier {numero} n’a aucune entrée au journal.")
    click.echo(f"{bilan.entrees} entrée(s) relue(s), {bilan.objets} chaîne(s), {bilan.ancrages} ancrage(s).")
    if bilan.constats:
        raise click.ClickException("Le journal est rompu :\n  " + "\n  ".join(_dire(bilan.constats)))
    click.echo("Aucune rupture.")


def _dossier_vise(numero: str) -> tuple[str, object] | None:
    """Rend l’objet du journal de ce dossier, ou rien si tout est à relire."""
    if not numero:
        return None
    lu = lire_numero(numero)
    identifiant = base.session.scalar(select(Dossier.id).where(Dossier.numero == lu)) if lu else None
    if identifiant is None:
        raise click.BadParameter(f"aucun dossier n’a le numéro {numero}.")
    return ("dossier", identifiant)


def _dire(constats: Sequence[controle.Constat]) -> list[str]:
    """Rend chaque constat, le dossier nommé par son numéro s’il existe encore."""
    noms = {}
    for constat in constats:
        type_objet, identifiant = constat.objet
        if type_objet == "dossier" and identifiant not in noms:
            numero = base.session.scalar(select(Dossier.numero).where(cast(Dossier.id, String) == identifiant))
            noms[identifiant] = f"dossier {numero or identifiant}"
    return [
        f"{noms.get(constat.objet[1]) or ' '.join(filter(None, constat.objet))} : {constat.texte}."
        for constat in constats
    ]


@click.command("exporter-ancrages")
def exporter_ancrages() -> None:
    """Écrit tous les ancrages en JSON, à garder hors de portée de qui exploite la base."""
    click.echo(json.dumps(ancrage.ancrages_ecrits(), indent=1))
