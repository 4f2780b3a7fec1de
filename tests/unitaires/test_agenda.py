"""Le rendez-vous pour l’agenda : heures de Paris, fuseau décrit, versions, textes échappés et pliés."""

from datetime import UTC, date, datetime, timedelta

from portail.socle.agenda import OCTETS_PAR_LIGNE, PARIS, EvenementAgenda, en_ics, flux_ics
from portail.socle.horloge import a_paris


def evenement(debut: datetime, **autres) -> EvenementAgenda:
    faits = {
        "identifiant": "rdv-1",
        "debut": debut,
        "fin": debut + timedelta(minutes=30),
        "ecrit_le": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "titre": "Rendez-vous Département",
        "lieu": "4 rue Lavoisier, 44140 Aigrefeuille-sur-Maine",
        "description": "Une ligne ; une autre\nEt la suite",
    }
    return EvenementAgenda(**{**faits, **autres})


def lignes(texte: str) -> list[str]:
    assert texte.endswith("\r\n")
    return texte.replace("\r\n ", "").split("\r\n")[:-1]


def test_l_heure_est_celle_de_paris_hiver_comme_ete():
    hiver = lignes(en_ics(evenement(datetime(2026, 10, 26, 9, tzinfo=UTC))))
    ete = lignes(en_ics(evenement(datetime(2026, 10, 24, 9, tzinfo=UTC))))

    assert {"DTSTART;TZID=Europe/Paris:20261026T100000", "DTEND;TZID=Europe/Paris:20261026T103000"} <= set(hiver)
    assert "DTSTART;TZID=Europe/Paris:20261024T110000" in ete
    assert "DTSTAMP:20261120T090000Z" in hiver


def test_le_fuseau_decrit_est_celui_que_suit_l_horloge_du_portail():
    assert PARIS[7] == "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
    assert PARIS[14] == "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"
    for annee in range(2026, 2037):
        mars, octobre = _dernier_dimanche(annee, 3), _dernier_dimanche(annee, 10)
        for jour in (date(annee, 1, 1) + timedelta(days=n) for n in range(365)):
            heures = a_paris(datetime(jour.year, jour.month, jour.day, 12, tzinfo=UTC)).utcoffset()
            assert heures == timedelta(hours=2 if mars <= jour < octobre else 1), jour


def _dernier_dimanche(annee: int, mois: int) -> date:
    fin = date(annee, mois, 31)
    return fin - timedelta(days=(fin.weekday() + 1) % 7)


def test_un_changement_augmente_la_version_une_annulation_retire():
    debut = datetime(2026, 11, 24, 9, tzinfo=UTC)
    change = lignes(en_ics(evenement(debut, version=3)))
    annule = lignes(en_ics(evenement(debut, version=4, annule=True)))

    assert {"METHOD:PUBLISH", "SEQUENCE:3", "STATUS:CONFIRMED"} <= set(change)
    assert {"METHOD:CANCEL", "SEQUENCE:4", "STATUS:CANCELLED"} <= set(annule)


def test_les_textes_sont_echappes_et_les_lignes_pliees():
    texte = en_ics(evenement(datetime(2026, 11, 24, 9, tzinfo=UTC), description="é" * 200 + ";,\\\nfin"))

    assert all(len(ligne.encode()) <= OCTETS_PAR_LIGNE + 1 for ligne in texte.split("\r\n"))
    assert "DESCRIPTION:" + "é" * 200 + "\\;\\,\\\\\\nfin" in lignes(texte)


def test_un_flux_porte_tous_les_rendez_vous_et_un_seul_fuseau():
    debut = datetime(2026, 11, 24, 9, tzinfo=UTC)
    flux = lignes(flux_ics([evenement(debut), evenement(debut, identifiant="rdv-2")], nom="Agenda, lundi"))

    assert flux.count("BEGIN:VEVENT") == 2
    assert flux.count("BEGIN:VTIMEZONE") == 1
    assert "X-WR-CALNAME:Agenda\\, lundi" in flux
