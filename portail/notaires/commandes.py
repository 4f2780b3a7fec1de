"""Les commandes d’exploitation du bureau des notaires : `importer-aides`, et celles des zonages."""

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

import click

from portail.notaires.aides.actions import commencer
from portail.notaires.aides.fichiers import Lecteur
from portail.notaires.aides.imports import importer
from portail.notaires.aides.models import ImportAides
from portail.notaires.aides.rejets import fichier_de_rejets
from portail.notaires.zones.commandes import COMMANDES as COMMANDES_DES_ZONES
from portail.socle.erreurs import ErreurMetier

ANNONCE = 100_000
_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("importer-aides")
@click.argument("fichier", type=_FICHIER)
@click.option("--rejets", type=click.Path(dir_okay=False, path_type=Path), help="où écrire les lignes rejetées")
def importer_aides(fichier: Path, rejets: Path | None) -> None:
    """Importe les aides récupérables (docs/successions.md) ; arrêtée, la même commande reprend où elle en était."""
    with fichier.open("rb") as flux:
        empreinte = file_digest(flux, "sha256").hexdigest()
        flux.seek(0)
        try:
            lecteur = Lecteur(flux)
            ouvert = commencer(nom=fichier.name, empreinte=empreinte, octets=fichier.stat().st_size)
            fini = importer(ouvert.id, _annoncees(lecteur, ouvert), octets_lus=lambda: lecteur.octets_lus)
        except ErreurMetier as refus:
            raise click.ClickException(str(refus.message)) from refus
    click.echo(
        f"{fini.lignes} ligne(s) : {fini.ajoutees} ajoutée(s), {fini.changees} changée(s), "
        f"{fini.inchangees} inchangée(s), {fini.rejetees} rejetée(s). "
        f"{fini.absentes} aide(s) connue(s) que le fichier ne cite plus : rien n’est effacé."
    )
    if rejets is not None and fini.rejetees:
        with rejets.open("wb") as sortie:
            sortie.writelines(fichier_de_rejets(fini.id))
        click.echo(f"Lignes rejetées : {rejets}.")


def _annoncees(lecteur: Lecteur, ouvert: ImportAides) -> Iterator[Mapping[str, str]]:
    """Rend les lignes, en disant où l’on en est."""
    for rang, ligne in enumerate(lecteur, start=1):
        if rang % ANNONCE == 0:
            click.echo(f"  {rang} lignes lues, {lecteur.octets_lus * 100 // max(1, ouvert.octets)} %")
        yield ligne


COMMANDES = (importer_aides, *COMMANDES_DES_ZONES)
