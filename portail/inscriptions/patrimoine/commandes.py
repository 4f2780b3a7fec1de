"""La commande d’exploitation de la billetterie : `flask --app wsgi importer-billetterie`."""

from pathlib import Path

import click

from portail.inscriptions.patrimoine import imports

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("importer-billetterie")
@click.option("--sites", type=_FICHIER, default=imports.SITES)
@click.option("--produits", type=_FICHIER, default=imports.PRODUITS)
@click.option("--tarifs", type=_FICHIER, default=imports.TARIFS)
def importer_billetterie(sites: Path, produits: Path, tarifs: Path) -> None:
    """Ajoute les sites, les produits et les tarifs inconnus ; rejouable, n’écrase rien."""
    try:
        ajoutes = imports.importer(sites, produits, tarifs)
    except (KeyError, ValueError, TypeError) as erreur:
        raise click.ClickException(f"une ligne se contredit : {erreur}") from erreur
    click.echo(f"{ajoutes} ligne(s) ajoutée(s).")


COMMANDES = (importer_billetterie,)
