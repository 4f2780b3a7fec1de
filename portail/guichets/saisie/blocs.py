"""Un bloc répété dans un formulaire : exemplaires remplis, un vide, ajout et retrait sans script."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from portail.demarche.champs import BlocRepete, Champ
from portail.demarche.valeurs import Brut, Contexte, Faute, exemplaires, sous_brut
from portail.guichets.saisie.champs import ChampDeSaisie, Libre, traduit

AJOUTER, RETIRER = "ajouter", "retirer"
"""Noms des boutons ; leur valeur est le nom du bloc, ou celui de l’exemplaire."""


class Exemplaire:
    """Un exemplaire du bloc, ses champs dans l’ordre ; `vide` : celui qu’on propose de remplir."""

    def __init__(self, name: str, fields: list[ChampDeSaisie], *, vide: bool) -> None:
        self.name, self.fields, self.vide = name, fields, vide

    def __iter__(self) -> Iterator[ChampDeSaisie]:
        return iter(self.fields)

    @property
    def errors(self) -> list[str]:
        """Rend les messages de ses champs."""
        return [str(message) for field in self.fields for message in field.errors]


class SaisieBloc(ChampDeSaisie):
    """Un groupe de champs répété, vu du formulaire."""

    champ: BlocRepete

    def __init__(self, *args: Libre, fabriquer: Callable[[Champ, Contexte], Libre], **kw: Libre) -> None:
        """`fabriquer` rend le champ de formulaire, à lier, d’un champ de la déclaration."""
        super().__init__(*args, **kw)
        self.fabriquer, self.formulaire = fabriquer, kw.get("_form")
        self.facultatif = self.champ.minimum == 0
        self.element = traduit(self.champ.element) or str(self.label.text)
        self.a_change = False
        """Vrai si l’envoi demande d’ajouter ou de retirer un exemplaire."""

    def process(self, formdata: Libre, data: Libre = None, extra_filters: Libre = None) -> None:
        """Reçoit la valeur gardée ou l’envoi, moins l’exemplaire qu’on retire."""
        super().process(formdata, data, extra_filters)
        if formdata is None:
            return
        retire = formdata.get(RETIRER) or ""
        if retire.startswith(f"{self.name}-"):
            rang = retire.removeprefix(f"{self.name}-")
            envoye = self.envoye(formdata)
            self.remettre({nom: texte for nom, texte in envoye.items() if not nom.startswith(f"{rang}-")})
            self.a_change = True
        self.a_change = self.a_change or formdata.get(AJOUTER) == self.name

    def remettre(self, ecrit: Brut) -> None:
        """Montre les exemplaires remplis, renumérotés, et un vide tant qu’on peut en ajouter."""
        remplis = exemplaires(ecrit)
        super().remettre({f"{rang}-{nom}": texte for rang, un in enumerate(remplis) for nom, texte in un.items()})
        vides: list[Brut] = [{}] if len(remplis) < self.champ.maximum else []
        self.entrees = [self._exemplaire(rang, un) for rang, un in enumerate([*remplis, *vides])]

    @property
    def peut_ajouter(self) -> bool:
        """Dit si un exemplaire de plus est admis après ceux qui se montrent."""
        return len(self.entrees) < self.champ.maximum

    def __iter__(self) -> Iterator[Exemplaire]:
        return iter(self.entrees)

    def signaler(self, fautes: tuple[Faute, ...]) -> None:
        """Porte les fautes du bloc entier, et rend à chaque champ d’exemplaire les siennes."""
        super().signaler(tuple(faute for faute in fautes if faute.partie is None))
        for rang, entree in enumerate(self.entrees):
            for field in entree:
                field.signaler(tuple(_fautes_de(fautes, f"{rang}-{field.champ.identifiant}")))
        des_exemplaires: list[Libre] = [entree.errors for entree in self.entrees if entree.errors]
        self.errors = [*self.errors, *des_exemplaires]

    def _exemplaire(self, rang: int, brut: Brut) -> Exemplaire:
        nom = f"{self.name}-{rang}"
        fields = [self._sous_champ(champ, f"{nom}-{champ.identifiant}", brut) for champ in self.champ.champs]
        for field in fields:
            # L’exemplaire vide peut rester vide : rien n’y est obligatoire tant que le minimum est atteint.
            field.facultatif = field.facultatif or (not brut and rang >= self.champ.minimum)
        return Exemplaire(nom, fields, vide=not brut)

    def _sous_champ(self, champ: Champ, nom: str, brut: Brut) -> ChampDeSaisie:
        lie: ChampDeSaisie = self.fabriquer(champ, self.contexte).bind(form=self.formulaire, name=nom)
        lie.process(None, None)
        lie.remettre(sous_brut(brut, champ.identifiant))
        return lie


def _fautes_de(fautes: Iterable[Faute], place: str) -> Iterator[Faute]:
    """Rend les fautes du champ d’exemplaire qui est à cette place, situées dans ce champ."""
    for faute in fautes:
        if faute.partie == place:
            yield replace(faute, partie=None)
        elif faute.partie and faute.partie.startswith(f"{place}-"):
            yield replace(faute, partie=faute.partie.removeprefix(f"{place}-"))
