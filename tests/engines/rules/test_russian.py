"""Russian quotes in marks, dashes and “что” clauses, with their speakers; every sentence is invented."""

from __future__ import annotations

import pytest

from annotator.engines.rules.languages import draft_quotes
from annotator.schema import ActorKind, Document


def quoted(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str | None]]:
    """Content, cue and speaker of each quote of a Russian text."""
    draft = draft_quotes(Document(id="d", text=text, language="ru"), "ru")
    return [(tuple(f.text for f in q.content), tuple(f.text for f in q.cue), q.speaker) for q in draft.quotes]


@pytest.mark.parametrize(
    ("text", "content", "cue", "speaker"),
    [
        pytest.param(
            "«Мы не отступим», — заявил министр обороны Иван Петров.",
            ("«Мы не отступим»",),
            ("заявил",),
            "Иван Петров",
            id="guillemets, a dash, an inverted verb",
        ),
        pytest.param(
            "„Мы не отступим“, — заявила Мария Сидорова.",
            ("„Мы не отступим“",),
            ("заявила",),
            "Мария Сидорова",
            id="low and high marks",
        ),
        pytest.param(
            "«Закон, — сказал Иван Петров, — вступит в силу в марте».",
            ("«Закон", "вступит в силу в марте»"),
            ("сказал",),
            "Иван Петров",
            id="an aside between dashes inside the marks",
        ),
        pytest.param(
            "Президент страны Пётр Иванов сообщил: «Реформа необходима».",
            ("«Реформа необходима»",),
            ("сообщил",),
            "Пётр Иванов",
            id="a colon",
        ),
        pytest.param(
            "— Не знаю, — ответила Мария Сидорова. — Завтра увидим.",
            ("Не знаю", "Завтра увидим."),
            ("ответила",),
            "Мария Сидорова",
            id="a line of dialogue with a dash",
        ),
        pytest.param(
            "«Это ошибка», — сказал журналистам Иван Петров. «Мы её исправим».",
            ("«Это ошибка»", "«Мы её исправим»"),
            ("сказал",),
            "Иван Петров",
            id="an addressee before the subject, the next sentence",
        ),
        pytest.param(
            "Иван Петров заявил, что переговоры продолжатся.",
            ("что переговоры продолжатся",),
            ("заявил",),
            "Иван Петров",
            id="что",
        ),
        pytest.param(
            "По словам мэра Сергея Орлова, мост останется открытым.",
            ("мост останется открытым",),
            ("По словам",),
            "Сергея Орлова",
            id="по словам, the name in its case as written",
        ),
    ],
)
def test_each_construction_gives_one_quote(
    text: str, content: tuple[str, ...], cue: tuple[str, ...], speaker: str
) -> None:
    """Marks stay in the content, asides and cues outside it."""
    assert quoted(text) == [(content, cue, speaker)]


def test_what_is_denied_or_a_title_is_no_quote() -> None:
    """“не сказал, что” reports nothing, and a title in marks is nobody's words."""
    assert quoted("Мэр не сказал, что мост закроют. Он читает «Новую Газету».") == []


def test_pronouns_last_names_and_cases_refer_back() -> None:
    """“он”, “Петров” and the genitive of a full name mean the man who was named."""
    text = (
        "«Это ошибка», — сказал министр Иван Петров. Он добавил, что уйдёт. Петров заявил, что вернётся."
        " По словам министра Ивана Петрова, всё уже решено."
    )
    draft = draft_quotes(Document(id="d", text=text, language="ru"), "ru")
    assert [quote.speaker for quote in draft.quotes] == ["Иван Петров"] * 4
    assert [(actor.name, actor.kind) for actor in draft.actors] == [("Иван Петров", ActorKind.PERSON)]
