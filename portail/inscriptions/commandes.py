"""La commande d’exploitation des inscriptions : `flask --app wsgi importer-activites`."""

from pathlib import Path

import click

from portail.inscriptions import imports

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("importer-activites")
@click.option("--saisons", type=_FICHIER, default=imports.SAISONS)
@click.option("--tarifs", type=_FICHIER, default=imports.TARIFS)
@click.option("--activites", type=_FICHIER, default=imports.ACTIVITES)
@click.option("--groupes", type=_FICHIER, default=imports.GROUPES)
def importer_activites(saisons: Path, tarifs: Path, activites: Path, groupes: Path) -> None:
    """Ajoute les saisons, les tarifs, les activités et les groupes inconnus ; rejouable, n’écrase rien."""
    fichiers = imports.Fichiers(saisons=saisons, tarifs=tarifs, activites=activites, groupes=groupes)
    try:
        bilan = imports.importer(fichiers)
    except (KeyError, ValueError) as erreur:
        raise click.ClickException(f"une ligne se contredit : {erreur}") from erreur
    click.echo(
        f"{bilan.saisons} saison(s), {bilan.grilles} grille(s), "
        f"{bilan.activites} activité(s), {bilan.groupes} groupe(s)."
    )


COMMANDES = (importer_activites,)
