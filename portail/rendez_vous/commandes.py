"""La commande d’exploitation des rendez-vous : `flask --app wsgi importer-rendez-vous`."""

from pathlib import Path

import click

from portail.rendez_vous import imports
from portail.rendez_vous.objets.regles import ReglageImpossible
from portail.rendez_vous.telephone.imports import importer_plages_d_appel

_FICHIER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("importer-rendez-vous")
@click.option("--lieux", type=_FICHIER, default=imports.LIEUX)
@click.option("--secteurs", type=_FICHIER, default=imports.SECTEURS)
@click.option("--objets", type=_FICHIER, default=imports.OBJETS)
def importer_rendez_vous(lieux: Path, secteurs: Path, objets: Path) -> None:
    """Ajoute les lieux, les secteurs, les objets et les plages d’appel inconnus ; rejouable, n’écrase rien."""
    try:
        nouveaux, poses = imports.importer_lieux(lieux, secteurs)
        regles = imports.importer_objets(objets)
    except ReglageImpossible as erreur:
        raise click.ClickException(f"{erreur.champ} : {erreur.message % erreur.valeurs}") from erreur
    appels = importer_plages_d_appel()
    click.echo(f"{nouveaux} lieu(x), {poses} secteur(s), {regles} objet(s) de rendez-vous, {appels} plage(s) d’appel.")


COMMANDES = (importer_rendez_vous,)
