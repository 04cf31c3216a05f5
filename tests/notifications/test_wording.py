"""A house test: every message has all its texts, and each says what this house promises."""

import re

import pytest
from django.conf import settings as house

from notifications import gsm7, outbox, wording
from notifications.models import Message
from notifications.purposes import PURPOSES, Unfilled
from notifications.templatetags.messages import fit
from tests.notifications.conftest import SAMPLE

FOLDER = house.BASE_DIR / "templates" / "messages"
LONGEST = {
    **SAMPLE,
    "case_number": "LA-7K3M-9QXT-24-LAMA",
    "link": "https://lapakasik.bpjsketenagakerjaan.go.id/klaim/buka/",
}


def letter(name: str, channel: str, context: dict) -> wording.Letter:
    purpose = PURPOSES[name]
    row = Message(name=name, channel=channel, ref="K7QM", context=purpose.keep(context))
    return wording.letter_of(row)


def sources(name: str) -> list[str]:
    files = [FOLDER / name / file for file in ("subject.txt", "body.txt", "sms.txt")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return [*texts, *wording.whatsapp_template(name)["variables"].values()]


def asked_words(source: str) -> set[str]:
    """Every word a template asks for, also inside if and for."""
    blocks = " ".join(re.findall(r"{[{%](.*?)[%}]}", source))
    of_loops = set(re.findall(r"for (\w+) in", blocks))
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|\|\w+|:\d+", " ", blocks)
    keywords = {"if", "endif", "else", "for", "endfor", "in", "and", "or", "not", "elif"}
    return set(re.findall(r"[a-z_]+", bare)) - keywords - of_loops


def test_every_folder_of_messages_has_a_purpose_and_every_purpose_a_folder():
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(PURPOSES)


@pytest.mark.parametrize("name", PURPOSES)
def test_a_purpose_declares_exactly_the_words_its_texts_ask_for(name):
    purpose = PURPOSES[name]
    in_layout = {"case_number", "applicant_name", "link", "no_need_to_come"} & (purpose.words | purpose.if_any)

    asked = set().union(*map(asked_words, sources(name)))

    assert (asked | in_layout) - {"ref"} == purpose.words | purpose.if_any


@pytest.mark.parametrize("name", PURPOSES)
@pytest.mark.parametrize("channel", ["email", "sms", "whatsapp"])
@pytest.mark.parametrize("full", [True, False])
def test_each_message_renders_with_only_its_words_and_leaves_no_hole(name, channel, full):
    context = SAMPLE if full else {word: SAMPLE[word] for word in PURPOSES[name].words}

    made = letter(name, channel, context)

    for text in (made.text, made.subject, made.html):
        assert not re.search(r"{{|{%|\ufffe|None|\[\]", text)
    assert not re.search(r"\n\n\n|  ", made.text)


@pytest.mark.parametrize("name", PURPOSES)
def test_an_sms_begins_with_the_brand_names_its_ref_and_fits_two_segments(name):
    text = letter(name, "sms", LONGEST).text

    assert text.startswith("LAPAK ASIK: ")
    assert text.endswith("Ref K7QM")
    assert gsm7.is_gsm7(text)
    assert gsm7.segments(text) <= 2, (len(text), text)


def test_an_sms_with_the_address_of_a_number_fits_two_segments_too():
    address = f"https://lapakasik.bpjsketenagakerjaan.go.id/tunggu/{'t' * 43}/"

    text = letter("place_offered", "sms", {**LONGEST, "link": address}).text

    assert address in text
    assert gsm7.segments(text) <= 2, (len(text), text)


@pytest.mark.parametrize("name", PURPOSES)
def test_a_text_message_links_to_the_claims_page_only_and_carries_no_token(name):
    for channel in ("sms", "whatsapp"):
        links = re.findall(r"https?://\S+", letter(name, channel, SAMPLE).text)
        assert set(links) <= {SAMPLE["link"]}


@pytest.mark.parametrize("name", PURPOSES)
def test_an_email_says_that_it_is_free_and_that_nobody_asks_for_a_code(name):
    made = letter(name, "email", SAMPLE)

    for body in (made.text, made.html):
        assert "Layanan ini gratis" in body
        assert "tidak pernah meminta kode, PIN" in body
        assert "Layanan Masyarakat 175" in body
        assert "Ref K7QM" in body
    assert "\n" not in made.subject
    assert len(made.subject) < 100


@pytest.mark.parametrize("name", sorted(set(PURPOSES) - {"one_time_code"}))
def test_whatsapp_names_its_ref_and_does_not_begin_or_end_with_a_variable(name):
    template = wording.whatsapp_template(name)

    assert template["category"] == "UTILITY"
    assert re.fullmatch(r"HX[0-9a-f]{32}", template["content_sid"])
    assert "Ref K7QM." in letter(name, "whatsapp", SAMPLE).text
    assert not re.search(r"^{{|}}$", template["text"])  # Meta refuses such a template
    assert re.findall(r"{{(\d+)}}", template["text"]) == [str(n) for n in range(1, len(template["variables"]) + 1)]


def test_the_code_by_whatsapp_has_the_words_meta_fixes_for_authentication():
    """An authentication template has one preset text, so no Ref in it: a code is never asked about afterwards."""
    template = wording.whatsapp_template("one_time_code")

    assert template["category"] == "AUTHENTICATION"
    assert letter("one_time_code", "whatsapp", SAMPLE).content_variables == {"1": SAMPLE["code"]}


@pytest.mark.parametrize(
    "name",
    [name for name, purpose in PURPOSES.items() if "no_need_to_come" in purpose.if_any and name != "one_time_code"],
)
def test_who_has_an_online_place_is_told_on_every_channel_not_to_come(name):
    for channel in ("email", "sms", "whatsapp"):
        assert "Anda tidak perlu datang" in letter(name, channel, SAMPLE).text
        assert "tidak perlu datang" not in letter(name, channel, {**SAMPLE, "no_need_to_come": ""}).text


@pytest.mark.parametrize("name", [name for name, purpose in PURPOSES.items() if "come" in purpose.if_any])
def test_who_has_an_on_site_place_is_told_on_every_channel_to_come(name):
    come = "Datanglah ke kantor cabang pada jam itu dengan KTP dan dokumen asli."
    at_the_branch = {**LONGEST, "no_need_to_come": "", "come": come}

    for channel in ("email", "sms", "whatsapp"):
        text = letter(name, channel, at_the_branch).text
        assert come in text
        assert "tidak perlu datang" not in text
        assert at_the_branch["papers_due"] not in text  # their papers come with them
        assert "mungkin menelepon" not in text
    assert gsm7.segments(letter(name, "sms", at_the_branch).text) <= 2


def test_who_must_bring_an_envelope_is_never_told_to_stay_home():
    for name in ("sent_to_dropbox", "late_paper_kept"):
        for channel in ("email", "sms", "whatsapp"):
            assert "tidak perlu datang" not in letter(name, channel, SAMPLE).text


@pytest.mark.parametrize("name", PURPOSES)
def test_no_message_speaks_of_identity_or_account_numbers(name):
    words = PURPOSES[name].words | PURPOSES[name].if_any

    assert not words & {"nik", "kpj", "account_number", "birth_date"}


def test_a_name_cannot_bring_markup_into_the_html():
    made = letter("verified", "email", {**SAMPLE, "applicant_name": "<b>Siti</b> & Co"})

    assert "&lt;b&gt;Siti&lt;/b&gt; &amp; Co" in made.html
    assert "<b>Siti</b> & Co" in made.text


def test_a_name_cannot_bring_template_code_or_a_second_line_into_an_sms():
    text = letter("place_taken", "sms", {**SAMPLE, "branch_name": "{{ code }}\nBank"}).text

    assert "{{ code }} Bank" in text


def test_a_template_that_asks_for_an_unknown_word_refuses():
    with pytest.raises(Unfilled):
        wording._fill("Halo {{ siapa }}", {"nama": "Siti"})


def test_an_empty_whatsapp_variable_refuses_since_twilio_would_send_its_sample():
    row = Message(
        name="verified", channel="whatsapp", ref="K7QM", context={**PURPOSES["verified"].keep(SAMPLE), "programme": " "}
    )

    with pytest.raises(Unfilled, match="variable 2"):
        wording.letter_of(row)


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("Café “Ibu” — 50 %…", 'Café "Ibu" - 50 %...'),
        ("Ngurah Ağung", "Ngurah Agung"),
        ("Łukasz 😀", "?ukasz ?"),
        ("harga [5] €", "harga [5] €"),
    ],
)
def test_an_sms_carries_the_nearest_gsm7_letters(written, carried):
    assert gsm7.to_gsm7(written) == carried


@pytest.mark.parametrize(
    ("text", "count"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 81, 2)]
)
def test_segments_are_counted_as_the_networks_count(text, count):
    assert gsm7.segments(text) == count


def test_a_list_too_long_for_an_sms_says_how_many_more_there_are():
    assert fit(["KTP", "Kartu Keluarga", "Akta kematian", "Paklaring"], 20) == "KTP, Kartu Keluarga dan 2 lainnya"
    assert fit(["KTP", "KK"], 20) == "KTP, KK"


def test_a_ref_has_four_letters_none_of_which_is_taken_for_another():
    refs = {outbox.ref_of(outbox.uuid5(outbox.NAMESPACE_URL, str(n))) for n in range(2000)}

    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}", ref) for ref in refs)
    assert len(refs) > 1990
