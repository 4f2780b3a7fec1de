"""Lire un agenda .ics : ce qui est pris, ce qui ne se lit pas, jamais de devinette."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portail.rendez_vous.agendas.lecture import OCTETS_MAX, Lu, lire
from portail.rendez_vous.agendas.repetitions import Illisible

DU, AU = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC)


def lu(*lignes: str) -> Lu:
    texte = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", *lignes, "END:VEVENT", "END:VCALENDAR"])
    return lire(texte.encode(), du=DU, au=AU)


def debuts(*lignes: str) -> list[datetime]:
    return [une.debut for une in lu(*lignes).prises]


@pytest.mark.parametrize(
    ("debut", "attendu"),
    [
        ("DTSTART;TZID=Europe/Paris:20260323T090000", datetime(2026, 3, 23, 8, tzinfo=UTC)),
        ("DTSTART:20260323T090000Z", datetime(2026, 3, 23, 9, tzinfo=UTC)),
        ("DTSTART:20260330T090000", datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("DTSTART;TZID=America/Guadeloupe:20260323T090000", datetime(2026, 3, 23, 13, tzinfo=UTC)),
    ],
)
def test_les_heures_se_lisent_dans_leur_fuseau(debut: str, attendu: datetime):
    [une] = lu(debut, "DURATION:PT1H30M").prises

    assert (une.debut, une.fin - une.debut) == (attendu, timedelta(minutes=90))


def test_un_jour_entier_va_de_minuit_a_minuit_a_paris_meme_de_vingt_trois_heures():
    [une] = lu("DTSTART;VALUE=DATE:20260329").prises

    assert (une.debut, une.fin - une.debut) == (datetime(2026, 3, 28, 23, tzinfo=UTC), timedelta(hours=23))


def test_chaque_semaine_garde_l_heure_de_paris_au_changement_d_heure_et_saute_les_exceptions():
    assert debuts(
        "DTSTART;TZID=Europe/Paris:20260323T090000",
        "DTEND;TZID=Europe/Paris:20260323T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO",
        "EXDATE;TZID=Europe/Paris:20260406T090000",
    ) == [
        datetime(2026, 3, 23, 8, tzinfo=UTC),
        datetime(2026, 3, 30, 7, tzinfo=UTC),
        datetime(2026, 4, 13, 7, tzinfo=UTC),
    ]


def test_une_semaine_sur_deux_deux_jours_jusqu_a_une_date():
    trouves = debuts(
        "DTSTART:20260303T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20260319T080000Z"
    )

    assert [un.date() for un in trouves] == [date(2026, 3, jour) for jour in (3, 5, 17, 19)]


def test_un_seul_jour_deplace_remplace_celui_de_la_serie():
    assert debuts(
        "DTSTART:20260303T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2",
        "END:VEVENT", "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID:20260310T080000Z", "DTSTART:20260311T140000Z",
        "DURATION:PT1H",
    ) == [datetime(2026, 3, 3, 8, tzinfo=UTC), datetime(2026, 3, 11, 14, tzinfo=UTC)]  # fmt: skip


@pytest.mark.parametrize("libre", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_ce_qui_ne_rend_pas_indisponible_ne_prend_rien(libre: str):
    assert lu("DTSTART:20260303T080000Z", "DURATION:PT1H", libre) == Lu([], 0)


def test_une_alarme_n_est_pas_l_evenement():
    alarme = ("BEGIN:VALARM", "DURATION:PT15M", "DTSTART:20260304T080000Z", "END:VALARM")

    assert len(lu(*alarme, "DTSTART:20260303T080000Z", "DTEND:20260303T090000Z").prises) == 1


@pytest.mark.parametrize(
    "lignes",
    [
        ("DTSTART:20260303T080000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYMONTHDAY=3"),
        ("DTSTART:20260303T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=1MO"),
        ("DTSTART:20260303T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=0"),
        ("DTSTART;TZID=Nulle/Part:20260303T080000", "DURATION:PT1H"),
        ("DTSTART:20260303T080000Z", "DTEND:20260303T070000Z"),
        ("DTSTART:hier", "DURATION:PT1H"),
        ("DTSTART:20260303T080000Z", "DURATION:longtemps"),
        ("DURATION:PT1H",),
    ],
)
def test_ce_qui_ne_se_lit_pas_se_compte_sans_se_deviner(lignes: tuple[str, ...]):
    assert lu(*lignes) == Lu([], 1)


@pytest.mark.parametrize(
    "contenu", [b"", b"<html></html>", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"x" * (OCTETS_MAX + 1)]
)
def test_ce_qui_n_est_pas_un_agenda_se_refuse(contenu: bytes):
    with pytest.raises(Illisible):
        lire(contenu, du=DU, au=AU)
