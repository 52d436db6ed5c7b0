"""Tests of `annotator.documents.zones`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.read import read
from annotator.documents.zones import detect
from annotator.schema import Document, ZoneKind

MINSK = Path(__file__).parents[2] / "eval/gold/minsk/minsk.txt"

ONE = "The leaders of Belarus and Iran signed new agreements on Wednesday to boost ties in key areas, they said."
TWO = "Both governments have been placed under heavy sanctions, which limits the number of their trading partners."
THREE = "The two presidents also said that their countries would start work toward a strategic partnership treaty."

Parts: TypeAlias = list[tuple[str, str]]


def _zones(text: str, title: str | None = None, author: str | None = None) -> Parts:
    """Kind and text of each zone."""
    document = Document(id="a", text=text, title=title, author=author)
    return [(zone.kind.value, zone.span.text) for zone in detect(document).zones]


def _kinds(*lines: str) -> list[str]:
    """Kind of each of some lines; a line must lie in one zone."""
    zones = detect(Document(id="a", text="\n".join(lines))).zones
    found: list[str] = []
    at = 0
    for line in lines:
        found += [zone.kind.value for zone in zones if zone.span.start <= at and at + len(line) <= zone.span.end]
        at += len(line) + 1
    return found


def test_minsk() -> None:
    """The article that came with the task: no headline, a dateline, and everything from the heading on cut."""
    document = read(MINSK)
    zones = detect(document).zones
    cut = document.text.index("You may also like")
    assert [(zone.kind, zone.rule, zone.span.start, zone.span.end) for zone in zones] == [
        (ZoneKind.DATELINE, "dateline with bar", 0, 7),
        (ZoneKind.BODY, "rest", 8, cut - 1),
        (ZoneKind.BOILERPLATE, "related", cut, len(document.text.rstrip())),
    ]


@pytest.mark.parametrize(
    "newline", ["\r\n", "\r", "\n\n", " \n\t\n", "\u2029"], ids=["CRLF", "CR", "blank", "dirty", "PS"]
)
def test_line_ends_do_not_matter(newline: str) -> None:
    """Minsk in other line ends has the same zones, with offsets into the text as it is."""
    text = newline.join(read(MINSK).text.splitlines())
    zones = detect(Document(id="m", text=text)).zones
    assert [zone.kind for zone in zones] == [ZoneKind.DATELINE, ZoneKind.BODY, ZoneKind.BOILERPLATE]
    assert zones[-1].span.text.startswith("You may also like")
    assert zones[-1].span.text.endswith("Ahead Of Asia Cup 2025")


def test_minsk_without_line_breaks() -> None:
    """A page that lost its line breaks still loses its link list, because no sentence follows the heading."""
    text = " ".join(read(MINSK).text.split())
    zones = detect(Document(id="m", text=text)).zones
    assert [zone.kind for zone in zones] == [ZoneKind.DATELINE, ZoneKind.BODY, ZoneKind.BOILERPLATE]
    assert zones[-1].span.text.startswith("You may also like Strictly")


def test_heading_within_running_text_is_body() -> None:
    """Without line breaks, a sentence behind the heading shows that the article goes on."""
    text = f"{ONE} {TWO} {THREE} You may also like Strictly announces a star {ONE} {TWO} And so on without an end"
    assert [kind for kind, _ in _zones(text)] == ["body"]


ARTICLE: Parts = [
    ("boilerplate", "Home > World > Europe"),
    ("headline", "Minsk and Tehran sign thirteen agreements"),
    ("standfirst", "The pact covers defence, trade and food, the governments say"),
    ("byline", "By Jane Doe, Staff writer"),
    ("byline", "Published 20 August 2025, 10:00"),
    ("boilerplate", "5 min read"),
    ("caption", "The two presidents in Minsk on Wednesday. (AP Photo/John Roe)"),
    ("dateline", "MINSK (AP) —"),
    ("body", ONE),
    ("boilerplate", "Read more: What the treaty says"),
    ("body", TWO),
    ("boilerplate", "Advertisement"),
    ("body", THREE),
    ("byline", "(Reporting by Jane Doe; Editing by John Roe)"),
    ("boilerplate", "© 2025 Example Media. All rights reserved."),
    ("boilerplate", "Tags: Belarus, Iran"),
    ("boilerplate", "Follow us on Facebook"),
    ("boilerplate", "Related articles\nTrump to patrol Washington streets\nSri Lanka Is Always A Threat"),
]


PAGES: dict[str, Parts] = {
    "German": [
        ("headline", "Ukraine-Krieg"),
        ("headline", "Bundesregierung plant neue Hilfen"),
        ("standfirst", "Die Koalition will im Herbst weitere Mittel freigeben. Kritik kommt von der Opposition."),
        ("byline", "Von Jana Dau, Berlin"),
        ("byline", "Stand: 20.08.2025, 14:30 Uhr"),
        ("body", "Die Bundesregierung will der Ukraine weitere Hilfen zukommen lassen, sagte ein Sprecher."),
        ("boilerplate", "Anzeige"),
        ("body", "„Wir werden liefern“, sagte er. Lesen Sie auch das Kleingedruckte, riet er der Opposition."),
        ("boilerplate", "Lesen Sie auch: Was die Hilfen kosten"),
        ("body", "Die Opposition sieht das anders und fordert mehr Transparenz bei den Ausgaben."),
        ("boilerplate", "© dpa-infocom, dpa:250820-930-12345/1"),
        ("boilerplate", "Das könnte Sie auch interessieren"),
        ("boilerplate", "Fußball: Bayern gewinnt gegen Köln"),
    ],
    "French": [
        ("headline", "Le gouvernement annonce un nouveau plan"),
        ("byline", "Par Jeanne Dupont"),
        ("byline", "Publié le 20 août 2025 à 10h00"),
        ("body", "Le gouvernement a annoncé mercredi un nouveau plan pour le logement, selon le ministre."),
        ("body", "« Nous allons agir », a-t-il dit. Abonnez-vous à l'idée, a-t-il plaisanté."),
        ("boilerplate", "À lire aussi : Pourquoi les loyers montent"),
        ("body", "L'opposition a critiqué ce plan, qu'elle juge insuffisant et trop coûteux pour les communes."),
        ("boilerplate", "Inscrivez-vous à notre newsletter"),
    ],
    "Spanish": [
        ("headline", "El presidente viaja a Minsk"),
        ("body", "El presidente viajará a Minsk esta semana, según informó el Gobierno el lunes."),
        ("caption", "Foto: EFE"),
        ("body", 'El ministro dijo que la visita es importante. "Suscríbete a la idea", añadió entre risas.'),
        ("boilerplate", "Lea también: Qué dice el tratado"),
        ("boilerplate", "Síguenos en Facebook"),
    ],
    "Russian": [
        ("headline", "Лукашенко и Пезешкиан подписали договор"),
        ("body", "Президенты Белоруссии и Ирана подписали в среду пакет соглашений о сотрудничестве."),
        ("caption", "Фото: ТАСС"),
        ("body", "«Мы поддерживаем Иран», — заявил Лукашенко. Читайте также договор, посоветовал он."),
        ("boilerplate", "Читайте также: Что известно о визите"),
        ("boilerplate", "Подпишитесь на наш канал в Telegram"),
    ],
    "English": [
        ("headline", "World news"),
        ("headline", "Belarus"),
        ("headline", "Lukashenko welcomes Iranian president"),
        ("standfirst", "Leaders sign 13 agreements in Minsk amid sanctions pressure from the west"),
        ("byline", "Jane Doe and agencies"),
        ("byline", "Wed 20 Aug 2025 14.30 BST"),
        ("boilerplate", "Share"),
        ("body", ONE),
        ("boilerplate", "View image in fullscreen"),
        ("caption", "The presidents in Minsk. Photograph: John Roe/AP"),
        ("body", "“We support Iran,” Lukashenko said."),
        ("boilerplate", "Sign up to Headlines Europe"),
        ("boilerplate", "A digest of the main headlines emailed direct to you every week day"),
        ("boilerplate", "Enter your email address"),
        ("body", TWO),
        ("boilerplate", "Most viewed"),
        ("boilerplate", "Trump to patrol Washington"),
    ],
}


@pytest.mark.parametrize("language", PAGES)
def test_pages_of_five_languages(language: str) -> None:
    """The frame of a page is known in each language that has rules, and what people say stays body."""
    page = PAGES[language]
    assert list(zip(_kinds(*(line for _, line in page)), (line for _, line in page), strict=True)) == page


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"], ids=["lines", "paragraphs", "CRLF paragraphs"])
def test_whole_page(gap: str) -> None:
    """A page copied whole comes apart into what a reader sees."""
    text = gap.join(part for _, part in ARTICLE).replace(f"—{gap}", "— ")
    assert _zones(text) == ARTICLE


@pytest.mark.parametrize(
    ("first", "rest", "dateline"),
    [
        pytest.param("Minsk | ", ONE, "Minsk |", id="a bar"),
        pytest.param("WASHINGTON (AP) — ", ONE, "WASHINGTON (AP) —", id="agency"),
        pytest.param("BERLIN, 3. März (dpa) - ", ONE, "BERLIN, 3. März (dpa) -", id="German with date and agency"),
        pytest.param("DECATUR, Ill. — ", ONE, "DECATUR, Ill. —", id="capitals and state"),
        pytest.param("Berlin – ", ONE, "Berlin –", id="a known place"),
        pytest.param("Tokyo, March 3 — ", ONE, "Tokyo, March 3 —", id="a date"),
        pytest.param("МИНСК, 20 августа. /ТАСС/. ", ONE, "МИНСК, 20 августа. /ТАСС/.", id="Russian"),
        pytest.param("Madrid, 3 mar (EFE).- ", ONE, "Madrid, 3 mar (EFE).-", id="Spanish"),
    ],
)
def test_dateline_is_cut_off_the_first_paragraph(first: str, rest: str, dateline: str) -> None:
    """The dateline is a zone of its own, and the sentence behind it is whole."""
    assert _zones(f"{first}{rest}\n{TWO}") == [("dateline", dateline), ("body", f"{rest}\n{TWO}")]


def test_dateline_may_stand_alone() -> None:
    """Some pages set the dateline above the text."""
    assert _zones(f"WASHINGTON (AP)\n{ONE}") == [("dateline", "WASHINGTON (AP)"), ("body", ONE)]


@pytest.mark.parametrize(
    "line",
    [
        "Bernie Sanders (I-Vt.) — who ran before — said that he would vote against the new bill on Friday.",
        "NATO, she said, would stay in the country for as long as the government wanted it to be there.",
        "Trump – who lost the last election – said that he would not go to the debate in the capital.",
    ],
    ids=["a party", "an acronym", "an insertion"],
)
def test_dash_alone_makes_no_dateline(line: str) -> None:
    """Subjects of first sentences are not places."""
    assert _zones(f"{line}\n{TWO}") == [("body", f"{line}\n{TWO}")]


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        pytest.param("You may also like", "Trump to patrol Washington streets", id="English"),
        pytest.param("Das könnte Sie auch interessieren", "Trump lässt in Washington patrouillieren", id="German"),
        pytest.param("À lire aussi :", "Trump fait patrouiller la garde nationale", id="French"),
        pytest.param("También te puede interesar", "Trump patrullará las calles de Washington", id="Spanish"),
        pytest.param("Читайте также:", "Трамп выйдет на улицы Вашингтона с полицией", id="Russian"),
    ],
)
def test_list_in_mid_article_takes_only_its_links(heading: str, link: str) -> None:
    """The paragraphs after a list of links stay body, also when they are short."""
    short = "He declined to comment."
    kinds = _kinds(ONE, heading, link, link, short, THREE)
    assert kinds == ["body", "boilerplate", "boilerplate", "boilerplate", "body", "body"]


def test_subhead_below_a_list_stays_with_its_paragraph() -> None:
    """A short heading right above a paragraph belongs to the article."""
    kinds = _kinds(ONE, "Related", "Trump to patrol Washington streets with police", "A difficult visit", TWO)
    assert kinds == ["body", "boilerplate", "boilerplate", "body", "body"]


def test_list_above_the_article_takes_no_headline() -> None:
    """Before the article begins, its headline would look like one more link."""
    kinds = _kinds("Trending", "Minsk and Tehran sign thirteen agreements", ONE, TWO)
    assert kinds == ["boilerplate", "headline", "body", "body"]


def test_what_stands_between_links_goes_with_them() -> None:
    """Dates and bylines between headlines do not end a list."""
    last = ["Trump to patrol Washington", "Aug. 20, 2025 at 5:00 p.m.", "By Jane Doe", "Sri Lanka Is Always A Threat"]
    assert _kinds(ONE, TWO, "More stories", *last) == ["body", "body", *["boilerplate"] * 5]


@pytest.mark.parametrize(
    "line",
    [
        "“Read more,” she told the pupils.",
        "Read more books, the minister told the pupils of the school.",
        "“Sign up for our newsletter and follow us on Twitter,” the activist told the crowd.",
        "Sign up for health insurance before Sunday, officials said.",
        "You may also like the idea of a longer truce, the minister said.",
        "Related crimes rose by a third, the police said.",
        "Advertisement revenue fell.",
        "We use cookies as bribes, the baker said.",
        "Copyright lawyers expect a long fight.",
        "Share prices fell.",
        "“Share this,” he said.",
        "Watch: it will happen, he said.",
        "Photos showed horror-stricken mourners.",
        "Follow Germany on climate, France was told.",
        "Tags are cheap, she said.",
        "By Friday, the White House had changed its mind.",
        "Join us on Sunday, the bishop told the faithful.",
        "Recommended by nobody, the plan failed.",
        "Lesen Sie auch das Kleingedruckte, riet der Anwalt.",
        "“Abonnieren Sie unseren Newsletter”, sagte er.",
    ],
)
def test_what_people_say_and_do_is_body(line: str) -> None:
    """Sentences with the words of boilerplate are no boilerplate, wherever they stand."""
    assert _kinds(ONE, line, TWO) == ["body"] * 3
    assert _kinds(ONE, TWO, line) == ["body"] * 3
    assert "boilerplate" not in _kinds(line, ONE, TWO)


@pytest.mark.parametrize(
    "text",
    ["They met.", "Minsk signs agreements", "You may also like", "Read more: Minsk signs", "😀", "\u200b"],
    ids=["a sentence", "a headline", "a heading", "a link", "an emoji", "an invisible character"],
)
def test_one_line_is_one_zone(text: str) -> None:
    """A text of one line is not taken apart, and has no headline."""
    zones = detect(Document(id="a", text=text)).zones
    assert [zone.span.text for zone in zones] == [text]
    assert zones[0].kind in {ZoneKind.BODY, ZoneKind.BOILERPLATE}


@pytest.mark.parametrize("text", ["", " \r\n\t "], ids=["nothing", "blanks"])
def test_blank_text_has_no_zones(text: str) -> None:
    """White space is in no zone."""
    assert detect(Document(id="a", text=text)).zones == ()


def test_title_and_author_from_metadata_help() -> None:
    """A first line that repeats the title is the headline even as a sentence, and the author's name a byline."""
    zones = _zones(f"Minsk signs.\nJane Doe\n{ONE}", title="Minsk signs", author="Jane Doe")
    assert zones == [("headline", "Minsk signs."), ("byline", "Jane Doe"), ("body", ONE)]


def test_markdown() -> None:
    """Front matter and links are cut, the heading is the headline, and the article's own headings are body."""
    top = "---\ntitle: x\n---\n# Minsk signs\n\n![Minsk](a.jpg)"
    text = f"{top}\n\n{ONE}\n\n## Sanctions\n\n{TWO}\n\n- [A](/a)\n- [B](/b)\n"
    assert _zones(text) == [
        ("boilerplate", "---\ntitle: x\n---"),
        ("headline", "# Minsk signs"),
        ("caption", "![Minsk](a.jpg)"),
        ("body", f"{ONE}\n\n## Sanctions\n\n{TWO}"),
        ("boilerplate", "- [A](/a)\n- [B](/b)"),
    ]


def test_paragraph_of_a_wrapped_text_is_not_cut() -> None:
    """In a text wrapped at a fixed width, a line may begin with the words of a heading."""
    text = (
        "The leaders of Belarus and Iran signed new agreements; the crowd was told to\n"
        "read more: to learn what the treaty says about trade and about the defence of\n"
        "both, which is the part that the opposition in each of the two countries has\n"
        "related: it wrote that the text had been kept from parliament until that day,\n"
        "and that nobody had seen it."
    )
    assert _zones(text) == [("body", text)]


fragments = st.sampled_from(
    ["You may also like", "Read more: A", "By Jane Doe", "WASHINGTON (AP) — They met.", ONE, TWO, "A headline", "Share"]
)
texts = st.lists(fragments | st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=12).flatmap(
    lambda parts: st.lists(
        st.sampled_from(["\n", "\r\n", "\n\n", " ", "\u2028"]), min_size=len(parts), max_size=len(parts)
    ).map(lambda gaps: "".join(f"{part}{gap}" for part, gap in zip(parts, gaps, strict=True)))
)


@given(texts)
def test_zones_hold_the_text_in_order(text: str) -> None:
    """Zones are sorted and disjoint, hold what the text has there, and leave out nothing but white space."""
    zones = detect(Document(id="a", text=text)).zones
    spans = [zone.span for zone in zones]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(text[span.start : span.end] == span.text == span.text.strip() for span in spans)
    assert "".join("".join(span.text.split()) for span in spans) == "".join(text.split())
    assert all(zone.rule for zone in zones)


paragraphs = st.lists(st.sampled_from([ONE, TWO, THREE]), min_size=1, max_size=4)


@given(
    paragraphs, paragraphs, st.lists(st.sampled_from(["A headline of five words", "Will it hold", "'Mega' trainers"]))
)
def test_no_paragraph_is_lost(before: list[str], after: list[str], links: list[str]) -> None:
    """Whatever stands around a list of links, the paragraphs of the article are body."""
    kinds = _kinds(*before, "You may also like", *links, *after)
    assert kinds[: len(before)] == ["body"] * len(before)
    assert kinds[len(kinds) - len(after) :] == ["body"] * len(after)
