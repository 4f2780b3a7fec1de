"""Lire un agenda .ics : ce qui est pris, ce qui ne se lit pas, jamais de devinette."""

import time
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.rendez_vous.agendas.lecture import EVENEMENTS_MAX, OCTETS_MAX, Lu, lire
from portail.rendez_vous.agendas.repetitions import Illisible, Repetition

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


# ---------- Un fichier hostile, ou seulement étrange ----------

UNE_HEURE = "DURATION:PT1H"
LE_3 = "DTSTART:20260303T080000Z"


@pytest.mark.parametrize(
    "lignes",
    [
        (LE_3, "DURATION:PT" + "9" * 5_000 + "H"),
        (LE_3, "DURATION:P" + "9" * 300 + "D"),
        (LE_3, "DURATION:P3000000D", "RRULE:FREQ=DAILY"),
        ("DTSTART:00010101T000000", UNE_HEURE),
        ("DTSTART:99991231T235959Z", UNE_HEURE),
        ("DTSTART;VALUE=DATE:99991231",),
        (LE_3, UNE_HEURE, "RRULE:FREQ=DAILY;INTERVAL=" + "9" * 400),
        (LE_3, UNE_HEURE, "RRULE:FREQ=DAILY;COUNT=" + "9" * 5_000),
        (LE_3, UNE_HEURE, "RRULE:FREQ=SECONDLY"),
        (LE_3, UNE_HEURE, "RRULE:FREQ=DAILY;INTERVAL=2;BYDAY=MO"),
    ],
)
def test_un_nombre_demesure_se_compte_comme_illisible(lignes: tuple[str, ...]):
    assert lu(*lignes) == Lu([], 1)


@pytest.mark.parametrize(
    "fuseau", ["America", "../../../etc/passwd", "/etc/passwd", "a" * 60, "a" * 5_000, "zone.tab", "..", "a\x00b"]
)
def test_un_fuseau_n_est_jamais_un_chemin(fuseau: str):
    assert lu(f"DTSTART;TZID={fuseau}:20260303T080000", UNE_HEURE) == Lu([], 1)


@pytest.mark.parametrize("fuseau", ["Romance Standard Time", '"Romance Standard Time"'])
def test_les_fuseaux_de_windows_se_lisent(fuseau: str):
    [une] = lu(f"DTSTART;TZID={fuseau}:20260303T090000", UNE_HEURE).prises

    assert une.debut == datetime(2026, 3, 3, 8, tzinfo=UTC)


def plusieurs(combien: int, *lignes: str) -> bytes:
    bloc = "\r\n".join(["BEGIN:VEVENT", *lignes, "END:VEVENT"])
    return "\r\n".join(["BEGIN:VCALENDAR", *[bloc] * combien, "END:VCALENDAR"]).encode()


def test_des_series_sans_fin_se_refusent_avant_d_etre_deroulees():
    contenu = plusieurs(EVENEMENTS_MAX, LE_3, UNE_HEURE, "RRULE:FREQ=DAILY")

    debut = time.process_time()
    with pytest.raises(Illisible):
        lire(contenu, du=DU, au=DU + timedelta(days=366))
    assert time.process_time() - debut < 10


def test_trop_d_evenements_se_refusent():
    with pytest.raises(Illisible):
        lire(plusieurs(EVENEMENTS_MAX + 1, LE_3, UNE_HEURE), du=DU, au=AU)


def test_une_ligne_pliee_mille_fois_se_lit_d_un_trait():
    contenu = b"BEGIN:VCALENDAR\nX-A:\n" + b" a\n" * 300_000 + b"END:VCALENDAR"

    debut = time.process_time()
    assert lire(contenu, du=DU, au=AU) == Lu([], 0)
    assert time.process_time() - debut < 10


def test_notre_propre_flux_revenu_ne_prend_rien():
    nous = f"UID:agenda-{uuid4()}"

    assert lu("END:VEVENT", "BEGIN:VEVENT", nous, LE_3, UNE_HEURE).prises == []
    assert len(lu("END:VEVENT", "BEGIN:VEVENT", "UID:agenda-du-maire", LE_3, UNE_HEURE).prises) == 1


def au_jour_le_jour(regle: Repetition, premier: date, depuis: date, jusqu_au: date) -> list[date]:
    """La même série, déroulée un jour après l’autre depuis le premier."""
    rendus, jour, voulus = 0, premier, []
    lundi = premier - timedelta(days=premier.weekday())
    while jour <= jusqu_au and (regle.combien is None or rendus < regle.combien):
        ecart = (jour - lundi).days // 7 if regle.semaine else (jour - premier).days
        if ecart % regle.intervalle == 0 and (not regle.semaine or jour.isoweekday() in regle.semaine):
            rendus += 1
            voulus += [jour] if jour >= depuis else []
        jour += timedelta(days=1)
    return voulus


@given(
    st.builds(
        Repetition,
        intervalle=st.integers(1, 5),
        combien=st.none() | st.integers(1, 80),
        fin=st.none(),
        semaine=st.sets(st.integers(1, 7)).map(lambda jours: tuple(sorted(jours))),
    ),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 200),
)
def test_une_serie_prise_en_chemin_est_celle_que_l_on_deroule(
    regle: Repetition, premier: date, depuis: date, combien: int
):
    jusqu_au = depuis + timedelta(days=combien)

    assert list(regle.jours(premier, depuis=depuis, jusqu_au=jusqu_au)) == au_jour_le_jour(
        regle, premier, depuis, jusqu_au
    )
