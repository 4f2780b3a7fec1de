"""De quoi déclarer des visas et les faire rendre, dans un essai."""

from portail.demarche.visas import Portee, Visa, Viseur

CONTROLE = Visa(code="controle", titre="Contrôle interne", viseur=Viseur.INSTRUCTEUR)
DIRECTION = Visa(code="direction", titre="Visa de la direction", viseur=Viseur.DIRECTEUR)
SUR_REFUS = Visa(code="juridique", titre="Visa juridique", viseur=Viseur.SECRETAIRE, decisions=(Portee.REFUS,))
