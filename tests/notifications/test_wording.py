"""A house test: every message has all its texts in both languages, and each says what this house promises."""

import re
from itertools import combinations

import pytest
from django.conf import settings as house
from django.db.models.functions import Length

from catalogue.models import Bilingual, Cause, PaperGroup, PaperKind, Programme
from notifications import gsm7, outbox, wording
from notifications.models import Message
from notifications.purposes import LETTER_ONLY, PURPOSES, Unfilled
from notifications.samples import AT_THE_BRANCH, SAMPLES
from notifications.sources import LANGUAGES
from notifications.templatetags.messages import fit
from tests.notifications.conftest import SAMPLE

pytestmark = pytest.mark.django_db  # which WhatsApp templates are approved stands in a table

FOLDER = house.BASE_DIR / "templates" / "messages"
CHANNELS = ("email", "sms", "whatsapp")
LONGEST_LINK = "https://lapakasik.bpjsketenagakerjaan.go.id/klaim/buka/"
FREE = {"id": "Layanan ini gratis", "en": "This service is free"}
NEVER_ASKED = {"id": "tidak pernah meminta kode, PIN", "en": "never asks for your code, PIN"}

each_message = pytest.mark.parametrize("name", PURPOSES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def letter(name: str, channel: str, context: dict, language: str = "id") -> wording.Letter:
    purpose = PURPOSES[name]
    row = Message(name=name, channel=channel, ref="K7QM", context=purpose.keep(context), language=language)
    return wording.letter_of(row)


def longest(language: str) -> dict:
    """The sample in its longest plausible words."""
    return {**SAMPLES[language], "case_number": "LA-7K3M-9QXT-24-LAMA", "link": LONGEST_LINK}


def at_the_branch(language: str) -> dict:
    return {**longest(language), "no_need_to_come": "", "come": AT_THE_BRANCH[language]}


def sources(name: str, language: str) -> list[str]:
    folder = FOLDER / name if language == "id" else FOLDER / name / language
    texts = [(folder / file).read_text(encoding="utf-8") for file in ("subject.txt", "body.txt", "sms.txt")]
    return [*texts, *wording.whatsapp_template(name, language)["variables"].values()]


def asked_words(source: str) -> set[str]:
    """Every word a template asks for, also inside if and for."""
    blocks = " ".join(re.findall(r"{[{%](.*?)[%}]}", source))
    of_loops = set(re.findall(r"for (\w+) in", blocks))
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|\|\w+|:\d+", " ", blocks)
    keywords = {"if", "endif", "else", "for", "endfor", "in", "and", "or", "not", "elif"}
    return set(re.findall(r"[a-z_]+", bare)) - keywords - of_loops


def branches(name: str) -> list[dict]:
    """The words of a message with each choice of those that may be left out: what its author may forget to test."""
    purpose = PURPOSES[name]
    may = sorted(purpose.if_any)
    left_out = [gone for count in range(len(may) + 1) for gone in combinations(may, count)]
    return [dict.fromkeys(gone, "") for gone in left_out]


# --- Complete ---


def test_every_folder_of_messages_has_a_purpose_and_every_purpose_a_folder():
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(PURPOSES)


@each_message
def test_a_message_has_the_same_files_in_both_languages_and_no_other(name):
    ours = {path.name for path in (FOLDER / name).iterdir() if path.is_file()}
    theirs = {path.name for path in (FOLDER / name / "en").iterdir()}

    assert ours == theirs == {"subject.txt", "body.txt", "sms.txt", "whatsapp.json"}


@each_message
@each_language
def test_a_purpose_declares_exactly_the_words_its_texts_ask_for(name, language):
    purpose = PURPOSES[name]
    in_layout = {"case_number", "applicant_name", "link", "no_need_to_come"} & (purpose.words | purpose.if_any)

    asked = set().union(*map(asked_words, sources(name, language)))

    assert (asked | in_layout) - {"ref"} == purpose.words | purpose.if_any


@each_message
def test_each_file_asks_for_the_same_words_in_both_languages(name):
    for ours, theirs in zip(sources(name, "id"), sources(name, "en"), strict=True):
        assert asked_words(ours) == asked_words(theirs)


@each_message
def test_whatsapp_has_the_same_variables_and_category_in_both_languages_and_a_template_of_its_own(name):
    ours, theirs = (wording.whatsapp_template(name, language) for language in LANGUAGES)

    assert ours["variables"].keys() == theirs["variables"].keys()
    assert ours["category"] == theirs["category"]
    assert ours["content_sid"] != theirs["content_sid"]


def test_no_two_messages_share_a_template_of_whatsapp():
    sids = [wording.whatsapp_template(name, language)["content_sid"] for name in PURPOSES for language in LANGUAGES]

    assert len(set(sids)) == len(sids)


@each_message
@each_language
def test_each_message_renders_in_all_its_branches_and_leaves_no_hole(name, language):
    for left_out in branches(name):
        for words in (SAMPLES[language], at_the_branch(language)):
            for channel in CHANNELS:
                made = letter(name, channel, {**words, **left_out}, language)
                for text in (made.text, made.subject, made.html):
                    assert not re.search(r"{{|{%|\ufffe|None|\[\]", text), (left_out, text)
                assert not re.search(r"\n\n\n|  ", made.text), (left_out, made.text)


@each_message
def test_the_english_says_nothing_in_indonesian(name):
    kept = {"Layanan Masyarakat", "Layanan Tanpa", "Kantor Cabang"}
    indonesian = r"\b(Anda|kasus|klaim|dokumen|dan|tidak|kantor cabang|sampai|untuk|kirim|lainnya)\b"
    for channel in CHANNELS:
        made = letter(name, channel, SAMPLES["en"], "en")
        said = re.sub(r"https?://\S+|\S+@\S+|\w+\.(zip|jpg)|" + "|".join(kept), "", f"{made.subject}\n{made.text}")

        assert not re.search(indonesian, said), said


def test_a_language_nobody_wrote_is_answered_in_indonesian():
    assert letter("verified", "sms", SAMPLE, "jv").text == letter("verified", "sms", SAMPLE, "id").text


# --- SMS ---


@each_message
@each_language
def test_an_sms_begins_with_the_brand_names_its_ref_and_fits_two_segments(name, language):
    text = letter(name, "sms", longest(language), language).text

    assert text.startswith("LAPAK ASIK: ")
    assert text.endswith("Ref K7QM")
    assert gsm7.is_gsm7(text)
    assert gsm7.segments(text) <= 2, (len(text), text)


def longest_of(model: type[Bilingual], language: str) -> str:
    column = "name" if language == "id" else "name_en"
    return model.objects.order_by(Length(column).desc()).values_list(column, flat=True)[0]


@each_language
def test_an_sms_fits_two_segments_with_the_longest_names_of_the_catalogue(house, language):
    papers = max((longest_of(kind, language) for kind in (PaperKind, PaperGroup)), key=len)
    words = {
        **longest(language),
        "programme": longest_of(Programme, language),
        "cause": longest_of(Cause, language),
        "missing": [papers] * 9,
        "bring": [papers] * 9,
        "paper": papers,
    }

    for name in PURPOSES:
        for context in (words, {**words, "no_need_to_come": "", "come": AT_THE_BRANCH[language]}):
            text = letter(name, "sms", context, language).text
            assert gsm7.segments(text) <= 2, (name, len(text), text)


@each_language
def test_an_sms_with_the_address_of_a_number_fits_two_segments_too(language):
    address = f"https://lapakasik.bpjsketenagakerjaan.go.id/tunggu/{'t' * 43}/"

    text = letter("place_offered", "sms", {**longest(language), "link": address}, language).text

    assert address in text
    assert gsm7.segments(text) <= 2, (len(text), text)


# --- What must not be in them ---


@each_message
@each_language
def test_a_text_message_links_to_the_claims_page_only_and_says_no_word_that_is_for_letters(name, language):
    for channel in ("sms", "whatsapp"):
        text = letter(name, channel, SAMPLES[language], language).text
        assert set(re.findall(r"https?://\S+", text)) <= {SAMPLES[language]["link"]}
        assert not [word for word in LETTER_ONLY if SAMPLES[language][word] in text]


def test_a_text_message_that_asks_for_a_word_of_letters_is_refused(monkeypatch):
    from notifications import sources

    then = sources.current("place_taken", "id")
    asking = sources.Sources({**then.texts, "sms.txt": "LAPAK ASIK: {{ caller_phrase }} Ref {{ ref }}"}, "id")
    monkeypatch.setattr(sources, "current", lambda name, language: asking)

    with pytest.raises(Unfilled):
        letter("place_taken", "sms", SAMPLE)


@each_message
def test_no_message_keeps_an_identity_or_account_number_it_is_given(name):
    """Whatever a caller gives: only declared words are kept, and none of them is a number of that kind."""
    secrets = {"nik": "3171011708850001", "kpj": "19087654321", "account_number": "8810045567", "birth_date": "1985"}
    purpose = PURPOSES[name]

    for language in LANGUAGES:
        context = purpose.keep({**SAMPLES[language], **secrets})
        for channel in CHANNELS:
            row = Message(name=name, channel=channel, ref="K7QM", context=context, language=language)
            made = wording.letter_of(row)
            said = f"{context} {made.subject} {made.text} {made.html}"
            assert not [secret for secret in secrets.values() if secret in re.sub(r"\d{4}, \d\d", "", said)]


def test_a_name_cannot_bring_markup_into_the_html():
    made = letter("verified", "email", {**SAMPLE, "applicant_name": "<b>Siti</b> & Co"})

    assert "&lt;b&gt;Siti&lt;/b&gt; &amp; Co" in made.html
    assert "<b>Siti</b> & Co" in made.text


def test_a_name_cannot_bring_template_code_or_a_second_line_into_an_sms():
    text = letter("place_taken", "sms", {**SAMPLE, "branch_name": "{{ code }}\nBank"}).text

    assert "{{ code }} Bank" in text


# --- What must be in them ---


@each_message
@each_language
def test_an_email_says_that_it_is_free_and_that_nobody_asks_for_a_code(name, language):
    made = letter(name, "email", SAMPLES[language], language)

    for body in (made.text, made.html):
        assert FREE[language] in body
        assert NEVER_ASKED[language] in body
        assert "Layanan Masyarakat 175" in body
        assert "Ref K7QM" in body
    assert "\n" not in made.subject
    assert len(made.subject) < 110
    assert f'<html lang="{language}">' in made.html


@pytest.mark.parametrize("name", sorted(set(PURPOSES) - {"one_time_code"}))
@each_language
def test_whatsapp_names_its_ref_and_does_not_begin_or_end_with_a_variable(name, language):
    template = wording.whatsapp_template(name, language)

    assert template["category"] == "UTILITY"
    assert re.fullmatch(r"HX[0-9a-f]{32}", template["content_sid"])
    assert "Ref K7QM." in letter(name, "whatsapp", SAMPLES[language], language).text
    assert not re.search(r"^{{|}}$", template["text"])  # Meta refuses such a template
    assert re.findall(r"{{(\d+)}}", template["text"]) == [str(n) for n in range(1, len(template["variables"]) + 1)]


@each_language
def test_the_code_by_whatsapp_has_the_words_meta_fixes_for_authentication(language):
    """An authentication template has one preset text, so no Ref in it: a code is never asked about afterwards."""
    template = wording.whatsapp_template("one_time_code", language)

    assert template["category"] == "AUTHENTICATION"
    assert letter("one_time_code", "whatsapp", SAMPLE, language).content_variables == {"1": SAMPLE["code"]}


@pytest.mark.parametrize("name", [name for name, purpose in PURPOSES.items() if "no_need_to_come" in purpose.if_any])
@each_language
def test_who_has_an_online_place_is_told_on_every_channel_not_to_come(name, language):
    sample = SAMPLES[language]
    for channel in CHANNELS:
        assert sample["no_need_to_come"] in letter(name, channel, sample, language).text
        without = letter(name, channel, {**sample, "no_need_to_come": ""}, language).text
        assert not re.search("tidak perlu datang|not need to come", without)


@pytest.mark.parametrize("name", [name for name, purpose in PURPOSES.items() if "come" in purpose.if_any])
@each_language
def test_who_has_an_on_site_place_is_told_on_every_channel_to_come(name, language):
    words = at_the_branch(language)

    for channel in CHANNELS:
        text = letter(name, channel, words, language).text
        assert words["come"] in text
        assert not re.search("tidak perlu datang|not need to come", text)
        assert words["papers_due"] not in text  # their papers come with them
        assert not re.search("mungkin menelepon Anda|may telephone you", text)
    assert gsm7.segments(letter(name, "sms", words, language).text) <= 2


@each_language
def test_who_must_bring_an_envelope_is_never_told_to_stay_home(language):
    for name in ("sent_to_dropbox", "late_paper_kept"):
        for channel in CHANNELS:
            text = letter(name, channel, SAMPLES[language], language).text
            assert not re.search("tidak perlu datang|not need to come", text)


# --- Refusals and small parts ---


def test_a_template_that_asks_for_an_unknown_word_refuses():
    with pytest.raises(Unfilled):
        wording._fill("Halo {{ siapa }}", {"nama": "Siti"})


def test_an_empty_whatsapp_variable_refuses_since_twilio_would_send_its_sample():
    with pytest.raises(Unfilled, match="variable 2"):
        letter("verified", "whatsapp", {**SAMPLE, "programme": " "})


def test_a_list_too_long_for_an_sms_says_how_many_more_there_are():
    assert fit(["KTP", "Kartu Keluarga", "Akta kematian", "Paklaring"], 20) == "KTP, Kartu Keluarga dan 2 lainnya"
    assert fit(["KTP", "KK"], 20) == "KTP, KK"
    assert fit(["Surat laporan PHK dari perusahaan", "KTP"], 20) == "Surat laporan PHK... dan 1 lainnya"


def test_a_ref_has_four_letters_none_of_which_is_taken_for_another():
    refs = {outbox.ref_of(outbox.uuid5(outbox.NAMESPACE_URL, str(n))) for n in range(2000)}

    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}", ref) for ref in refs)
    assert len(refs) > 1990
