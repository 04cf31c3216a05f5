import re

import pytest

from notifications import wording
from notifications.letter_html import drawn
from notifications.models import Message
from notifications.purposes import PURPOSES
from notifications.samples import SAMPLES


def test_lines_with_a_dash_are_a_list_and_what_stands_before_leads_it_in():
    html = drawn("Bawa:\n- KTP\n- KK\nTulis nomor kasus.")

    assert html == (
        '<p class="lead">Bawa:</p>\n<ul>\n<li>KTP</li>\n<li>KK</li>\n</ul>\n<p>Tulis nomor kasus.</p>'
    )  # fmt: skip


def test_lines_with_labels_are_facts_and_a_line_without_goes_on_with_the_one_above():
    html = drawn("Di mana: Cabang Bogor\nJl. Contoh 1\nKapan: Senin")

    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["Di mana", "Kapan"]
    assert "<td>Cabang Bogor<br>\nJl. Contoh 1</td>" in html


def test_one_fact_is_a_fact_and_a_sentence_with_a_colon_is_none():
    assert '<th scope="row">Nomor kasus</th><td>LA-1</td>' in drawn("Nomor kasus: LA-1")
    assert drawn("Sebabnya: berkas terkunci.") == "<p>Sebabnya: berkas terkunci.</p>"


def test_a_labelled_address_is_a_button_with_its_address_below_and_the_next_one_a_link():
    html = drawn("Kirim dokumen: https://a.example/1\n\nLihat klaim: https://a.example/2")

    assert '<a class="button" href="https://a.example/1">Kirim dokumen</a>' in html
    assert '<p class="address">https://a.example/1</p>' in html
    assert '<p><a href="https://a.example/2">Lihat klaim</a></p>' in html


def test_digits_alone_are_a_code_and_what_must_not_be_overlooked_stands_out():
    html = drawn("482913\n\nJangan datang.", told=frozenset({"Jangan datang."}))

    assert html == '<p class="code">482913</p>\n<p class="told">Jangan datang.</p>'


@pytest.mark.parametrize(
    "text",
    ["<b>x</b>", "- <b>x</b>", "A: <b>x</b>\nB: y", "<b>x</b>: https://a.example/", 'A: https://a.example/"><b>x</b>'],
)
def test_whatever_stands_in_the_words_no_markup_comes_through(text):
    assert "<b>" not in drawn(text)


@pytest.mark.parametrize("name", PURPOSES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_both_parts_of_a_letter_say_the_same_words(name, language):
    row = Message(
        name=name, channel="email", ref="K7QM", language=language, context=PURPOSES[name].keep(SAMPLES[language])
    )

    made = wording.letter_of(row)

    shown = re.sub(r"<(style|title|h1)>.*?</\1>|<[^>]+>", " ", made.html, flags=re.DOTALL)
    words = set(re.findall(r"\w{4,}", shown.replace("&#x27;", "'"))) - {"Gratis", "Free"}
    assert words - {"Lapak", "Asik"} <= set(re.findall(r"\w{4,}", made.text))
    assert len(re.findall(r'class="button"', made.html)) <= 1


@pytest.mark.parametrize("name", PURPOSES)
def test_a_letter_loads_nothing_and_carries_no_style_outside_its_own(name):
    row = Message(name=name, channel="email", ref="K7QM", language="id", context=PURPOSES[name].keep(SAMPLES["id"]))

    html = wording.letter_of(row).html

    assert not re.search(r"<img|<script|<link|url\(|@import| style=| src=", html)
    assert html.count("<h1>") == 1
    assert "prefers-color-scheme: dark" in html
    assert len(html.encode()) < 12_000  # a mail reader cuts what is longer than 100 KB; ours has room
