"""Les commandes d’exploitation des zonages : `importer-zonage`, `importer-cadastre`, `importer-adresses`."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path

import click

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.imports import actions
from portail.notaires.zones.imports.actions import Annonce
from portail.notaires.zones.imports.queries import rejets_de
from portail.notaires.zones.models import Couche, EtatImportGeographique
from portail.socle.horloge import PARIS

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)
_JOUR = click.DateTime(formats=["%Y-%m-%d"])


@click.command("importer-zonage")
@click.argument("fichier", type=_FICHIER)
@click.option("--sorte", required=True, type=click.Choice([sorte.value for sorte in Sorte]))
@click.option("--effet", required=True, type=_JOUR, help="jour où la version prend effet (AAAA-MM-JJ)")
@click.option("--donnee", required=True, type=_JOUR, help="jour où la couche a été établie (AAAA-MM-JJ)")
@click.option("--source", required=True, help="qui a établi la couche")
def importer_zonage(fichier: Path, sorte: str, effet: datetime, donnee: datetime, source: str) -> None:
    """Écrit une version d’un zonage (GeoJSON, docs/zonages.md) ; rejouable, une version écrite ne change plus."""
    _importer(fichier, Couche(sorte), _jour(donnee), effet=_jour(effet), source=source)


@click.command("importer-cadastre")
@click.argument("fichiers", type=_FICHIER, nargs=-1, required=True)
@click.option("--millesime", required=True, type=_JOUR, help="date du plan cadastral (AAAA-MM-JJ)")
def importer_cadastre(fichiers: Sequence[Path], millesime: datetime) -> None:
    """Met à jour le cadastre d’une commune par fichier (GeoJSON d’Etalab, .gz admis) ; rejouable."""
    for fichier in fichiers:
        _importer(fichier, Couche.CADASTRE, _jour(millesime))


@click.command("importer-adresses")
@click.argument("fichier", type=_FICHIER)
@click.option("--donnee", required=True, type=_JOUR, help="date de la Base adresse nationale (AAAA-MM-JJ)")
def importer_adresses(fichier: Path, donnee: datetime) -> None:
    """Met à jour les adresses des communes que cite le fichier (CSV de la BAN, .gz admis) ; rejouable."""
    _importer(fichier, Couche.ADRESSES, _jour(donnee))


def _importer(fichier: Path, couche: Couche, donnee: date, *, effet: date | None = None, source: str = "") -> None:
    with fichier.open("rb") as flux:
        empreinte = file_digest(flux, "sha256").hexdigest()
        flux.seek(0)
        annonce = Annonce(couche, fichier.name, empreinte, donnee, date_effet=effet, source=source)
        fini = actions.importer(actions.commencer(annonce).id, flux)
    for rejet in rejets_de(fini.id):
        click.echo(f"  rejeté, rang {rejet.rang} {rejet.reference} : {rejet.raison}")
    if fini.etat is EtatImportGeographique.REFUSE:
        raise click.ClickException(f"{fichier.name} : {fini.refus}")
    click.echo(
        f"{fichier.name} : {fini.lus} lu(s), {fini.ajoutes} ajouté(s), {fini.changes} changé(s), "
        f"{fini.inchanges} inchangé(s), {fini.otes} ôté(s), {fini.rejetes} rejeté(s)."
    )


def _jour(lu: datetime) -> date:
    return lu.replace(tzinfo=PARIS).date()


COMMANDES = (importer_zonage, importer_cadastre, importer_adresses)
