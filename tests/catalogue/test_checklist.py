from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from catalogue import checklist
from catalogue.checklist import Facts, Route, State
from catalogue.models import Cause, Edition, Original, Programme, Relation, Requirement
from statements import kept

NOW = datetime.now(UTC)
ANSWERS = ({}, {"yes": "yes"}, {"no": "no"})


def listed(needed):
    """The rows of a checklist by key."""
    return {need.key: need for need in needed}


def asked(edition, cause, *, answers=None, relation="self", age=None, route=Route.ONLINE, door="web"):
    facts = Facts(relation=relation, age=age, sent_to_dropbox=route == Route.DROPBOX, door=door)
    return listed(checklist.needs(cause, edition, answers=answers or {}, facts=facts, route=route))


def answered_all(edition, cause, answer):
    return {question.code: answer for question in checklist.questions_for(cause, edition)}


@pytest.mark.parametrize("route", Route)
def test_no_cause_is_without_papers_whoever_files_and_whatever_is_answered(edition, route):
    for cause in Cause.objects.all():
        for relation in cause.filed_by:
            for answer in ("yes", "no", "unknown"):
                answers = answered_all(edition, cause, answer)
                needed = asked(edition, cause, answers=answers, relation=relation, route=route)

                assert any(need.state == State.REQUIRED for need in needed.values()), (cause, relation, answer)
                assert checklist.missing(needed.values(), set()), (cause, relation, answer)


def test_every_cause_becomes_complete_when_everything_required_is_given(edition):
    for cause in Cause.objects.all():
        needed = asked(edition, cause, relation=cause.filed_by[0])
        given = {need.kinds[-1].code for need in needed.values() if need.state == State.REQUIRED}

        assert checklist.missing(needed.values(), given) == []
        for code in given:
            assert checklist.missing(needed.values(), given - {code}), (cause, code)


@pytest.mark.parametrize("proof", ["PHK_TT", "PHK_LAP", "PHK_NOT", "PHK_PB", "PHK_PHI"])
def test_any_one_proof_of_termination_is_enough(edition, cause, proof):
    phk = cause("JHT", "PHK")
    needed = asked(edition, phk, answers=answered_all(edition, phk, "no"))
    others = {need.key for need in needed.values() if need.key != "PHK_PROOF"}

    assert [need.key for need in checklist.missing(needed.values(), others)] == ["PHK_PROOF"]
    assert checklist.missing(needed.values(), others | {proof}) == []
    assert len(needed["PHK_PROOF"].kinds) == 5


def test_not_knowing_the_balance_leaves_the_tax_number_to_the_officer(edition, cause):
    resign = cause("JHT", "RESIGN")

    unsure = asked(edition, resign, answers={"BALANCE_ABOVE_50M": "unknown", "EARLIER_PARTIAL": "no"})
    big = asked(edition, resign, answers={"BALANCE_ABOVE_50M": "yes"})
    small = asked(edition, resign, answers={"BALANCE_ABOVE_50M": "no", "EARLIER_PARTIAL": "no"})

    assert unsure["NPWP"].state == State.OFFICER
    assert "NPWP" not in {need.key for need in checklist.missing(unsure.values(), set())}
    assert "NPWP" in {need.key for need in checklist.missing(big.values(), set())}
    assert "NPWP" not in small


def test_an_earlier_partial_claim_asks_for_the_tax_number_however_small_the_balance(edition, cause):
    needed = asked(edition, cause("JHT", "PKWT"), answers={"BALANCE_ABOVE_50M": "no", "EARLIER_PARTIAL": "yes"})

    assert needed["NPWP"].state == State.REQUIRED


def test_the_drop_box_asks_for_the_form_and_the_portal_for_the_photo(edition, cause):
    online = asked(edition, cause("JHT", "RESIGN"))
    dropbox = asked(edition, cause("JHT", "RESIGN"), route=Route.DROPBOX)

    assert "FOTO" in online and "F5" not in online
    assert "F5" in dropbox and "FOTO" not in dropbox
    assert dropbox["F5"].original == Original.ENVELOPE
    assert online["KTP"].accepted == ("photo",)
    assert dropbox["KTP"].accepted == ("photocopy", "original_shown")


def test_what_is_asked_bila_ada_is_never_missing(edition, cause):
    needed = asked(edition, cause("JHT", "PHK"))

    assert needed["PAKLARING"].state == State.IF_ANY
    assert "PAKLARING" not in {need.key for need in checklist.missing(needed.values(), set())}


@pytest.mark.parametrize(
    ("relation", "age", "wanted", "left_to_the_officer"),
    [
        ("spouse", None, {"NIKAH"}, set()),
        ("child", 30, {"AKTA_ANAK"}, set()),
        ("child", 16, {"AKTA_ANAK", "WALI", "KTP_WALI"}, set()),
        ("child", None, {"AKTA_ANAK"}, {"WALI", "KTP_WALI"}),
        ("parent", None, set(), set()),
        ("guardian", 40, {"AKTA_ANAK", "WALI", "KTP_WALI"}, set()),
        ("attorney", 40, {"KUASA_AW"}, {"NIKAH", "AKTA_ANAK", "WALI", "KTP_WALI"}),
    ],
)
def test_papers_of_heirs_follow_who_files(edition, cause, relation, age, wanted, left_to_the_officer):
    died = cause("JKM", "MENINGGAL")
    needed = asked(edition, died, answers=answered_all(edition, died, "no"), relation=relation, age=age)
    of_heirs = {"NIKAH", "AKTA_ANAK", "WALI", "KTP_WALI", "KUASA_AW", "WASIAT", "JIWA"}

    by_state = {state: {key for key in of_heirs & needed.keys() if needed[key].state == state} for state in State}

    assert by_state[State.REQUIRED] == wanted
    assert by_state[State.OFFICER] == left_to_the_officer


def test_wage_that_was_kept_up_decides_whose_account_is_asked_for(edition, cause):
    stmb = cause("JKK", "STMB")

    kept = asked(edition, stmb, answers={"WAGE_KEPT_PAID": "yes"})
    stopped = asked(edition, stmb, answers={"WAGE_KEPT_PAID": "no"})
    unsure = asked(edition, stmb, answers={"WAGE_KEPT_PAID": "unknown"})

    assert "REK_PT" in kept and "REK" not in kept
    assert "REK" in stopped and "REK_PT" not in stopped
    assert unsure["REK"].state == unsure["REK_PT"].state == State.OFFICER


@pytest.mark.parametrize("programme", ["JKM", "JKK", "JP"])
def test_originals_of_these_programmes_still_come_in_an_envelope_or_are_shown(edition, programme):
    for cause in Cause.objects.filter(programme__code=programme):
        originals = {need.original for need in asked(edition, cause, relation=cause.filed_by[0]).values()}

        assert Original.ENVELOPE in originals
        assert Original.SHOW in originals or programme == "JKM"


def test_the_overview_says_what_depends_before_anything_is_asked(edition, cause):
    seen = listed(checklist.overview(cause("JHT", "RESIGN"), edition))

    assert seen["NPWP"].state == State.DEPENDS
    assert "Rp50 juta" in seen["NPWP"].reason
    assert seen["KTP"].state == seen["FOTO"].state == State.REQUIRED
    assert seen["EXIT_PROOF"].reason == "Cukup salah satu."
    assert "F5" not in seen


def test_a_claim_is_judged_without_asking_the_database_twice(edition, cause, django_assert_num_queries):
    phk, resign = cause("JHT", "PHK"), cause("JHT", "RESIGN")
    with django_assert_num_queries(3):
        asked(edition, phk)

    with django_assert_num_queries(0):
        needed = asked(edition, phk)
        asked(edition.pk, resign.pk, route=Route.DROPBOX)
        checklist.questions_for(phk, edition)
        checklist.overview(resign, edition)
        checklist.missing(needed.values(), {"KTP"})


def test_words_an_office_polished_are_read_again_after_a_while(edition, cause, monkeypatch):
    resign = cause("JHT", "RESIGN")
    asked(edition, resign)
    kind = Requirement.objects.get(edition=edition, cause=resign, kind__code="KTP").kind
    kind.name = "KTP-el"
    kind.save(update_fields=["name"])

    assert asked(edition, resign)["KTP"].label != "KTP-el"
    later = kept.monotonic() + checklist.RULES_KEPT_FOR + 1
    monkeypatch.setattr(kept, "monotonic", lambda: later)
    assert asked(edition, resign)["KTP"].label == "KTP-el"


def test_a_draft_is_read_afresh_every_time(edition, cause):
    draft = Edition.objects.create(number=2)
    resign = cause("JHT", "RESIGN")
    line = edition.requirements.get(cause=resign, kind__code="KTP")
    line.pk, line.edition = None, draft
    line.save()
    assert asked(draft, resign)["KTP"].state == State.REQUIRED

    line.need = Requirement.Need.IF_ANY
    line.save(update_fields=["need"])

    assert asked(draft, resign)["KTP"].state == State.IF_ANY


def test_the_edition_in_force_is_the_newest_that_has_begun(edition):
    day = NOW.date()
    later = Edition.objects.create(number=2, valid_from=day, published_at=NOW, published_by="officer:1")
    Edition.objects.create(number=3, valid_from=day)

    assert checklist.current_edition(day) == later
    assert checklist.current_edition(date(day.year - 1, 1, 1)) == edition
    with pytest.raises(Edition.DoesNotExist):
        checklist.current_edition(date(2019, 12, 31))


def test_a_checklist_speaks_the_language_of_the_page(edition, cause):
    with translation.override("en"):
        english = asked(edition, cause("JHT", "RESIGN"))
    with translation.override("id"):
        indonesian = asked(edition, cause("JHT", "RESIGN"))

    assert english["KK"].label == "Family card (KK)"
    assert indonesian["KK"].label == "Kartu Keluarga (KK)"
    assert indonesian["KK"].looks_like and indonesian["KK"].tip


def test_only_the_questions_of_the_cause_are_asked(edition, cause):
    def codes(programme, code):
        return [question.code for question in checklist.questions_for(cause(programme, code), edition)]

    assert codes("JHT", "PENSIUN") == ["BALANCE_ABOVE_50M", "EARLIER_PARTIAL", "COMPANY_RETIREMENT"]
    assert codes("JHT", "PHK") == ["BALANCE_ABOVE_50M", "EARLIER_PARTIAL"]
    assert codes("JP", "PENSIUN_HARI_TUA") == []


def test_what_is_claimed_elsewhere_is_explained_and_linked(edition):
    elsewhere = Programme.objects.get(is_claimable=False)

    assert elsewhere.code == "JKP"
    assert elsewhere.external_url.startswith("https://")


def test_who_may_file_fits_whether_the_participant_lives(edition):
    for cause in Cause.objects.all():
        assert (Relation.SELF in cause.filed_by) != cause.participant_died
