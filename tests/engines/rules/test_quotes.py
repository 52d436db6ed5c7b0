"""English quotes: each edge case of the annotation rules, and each kind of frame; every sentence is invented."""

from __future__ import annotations

import pytest

from annotator.schema import Mode
from tests.engines.rules.reading import Quoted, contents, quoted

THOUGHT = Mode.THOUGHT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "“We will win, Ann Lee said.\nShe left.",
            [Quoted(("“We will win",), "said", "Ann Lee", "Ann Lee")],
            id="a mark that is never closed reaches to its tag",
        ),
        pytest.param(
            '“We left," Ann Lee said. "We won.”',
            [Quoted(('“We left,"', '"We won.”'), "said", "Ann Lee", "Ann Lee")],
            id="straight and curved marks close each other",
        ),
        pytest.param(
            "Ann Lee said: “We came.\n“We saw.\n“We won.”\nThen she left.",
            [Quoted(("“We came.", "“We saw.", "“We won.”"), "said", "Ann Lee", "Ann Lee")],
            id="re-opened marks go on over paragraphs",
        ),
        pytest.param(
            "“We won,” Ann Lee said.\n“Nobody thought so.”\nThen she left.",
            [Quoted(("“We won,”", "“Nobody thought so.”"), "said", "Ann Lee", "Ann Lee")],
            id="a paragraph of nothing but marks goes on too",
        ),
        pytest.param(
            "“He told me, ‘Go home,’ and I went,” Ann Lee said.",
            [
                Quoted(("“He told me, ‘Go home,’ and I went,”",), "said", "Ann Lee", "Ann Lee"),
                Quoted(("‘Go home,’",), "told", "He", None, 0),
            ],
            id="a nested quote is a child",
        ),
        pytest.param(
            "'It's over,' Ann Lee said. 'Mind the boys' toys.'",
            [Quoted(("'It's over,'", "'Mind the boys' toys.'"), "said", "Ann Lee", "Ann Lee")],
            id="apostrophes are no marks where apostrophes are marks",
        ),
        pytest.param("Dwayne “The Rock” Lee starred in “Moana.”", [], id="nicknames and titles are no quotes"),
        pytest.param("The so-called “experts” left.", [], id="scare quotes are no quotes"),
        pytest.param('A 6\'2" man bought a 42" screen.', [], id="inch signs are no marks"),
        pytest.param(
            "“Go,” said Hugh Hill, a doctor in Ohio.",
            [Quoted(("“Go,”",), "said", "Hugh Hill, a doctor in Ohio", "Hugh Hill")],
            id="an inverted speaker with an apposition",
        ),
        pytest.param(
            "Hugh Hill, a doctor, said the plan failed.",
            [Quoted(("the plan failed",), "said", "Hugh Hill, a doctor", "Hugh Hill")],
            id="an apposition between speaker and verb",
        ),
        pytest.param(
            "TRUMPETER: I agree.\nANN LEE: You never did.",
            [
                Quoted(("I agree.",), ":", "TRUMPETER", "TRUMPETER"),
                Quoted(("You never did.",), ":", "ANN LEE", "ANN LEE"),
            ],
            id="transcript turns have no marks",
        ),
        pytest.param(
            "“We won.” — Ann Lee",
            [Quoted(("“We won.”",), "—", "Ann Lee", "Ann Lee")],
            id="a dash attributes at the end of a paragraph",
        ),
        pytest.param(
            "The plan — Ann Lee said — is dead.",
            [Quoted(("The plan", "is dead"), "said", "Ann Lee", "Ann Lee")],
            id="a tag between dashes",
        ),
        pytest.param(
            "Ann Lee: Voters Want Peace\n\nThe story follows.",
            [Quoted(("Voters Want Peace",), ":", "Ann Lee", "Ann Lee")],
            id="a headline with a colon",
        ),
        pytest.param(
            "Senator Ann Lee and Governor Bob Ray said they would resign.",
            [Quoted(("they would resign",), "said", "Senator Ann Lee and Governor Bob Ray", "Ann Lee and Bob Ray")],
            id="a compound speaker",
        ),
        pytest.param(
            "The Kremlin said it had no plans.",
            [Quoted(("it had no plans",), "said", "The Kremlin", "Kremlin")],
            id="a metonym speaks",
        ),
        pytest.param(
            "Ann Lee met voters on Monday. She said the plan was dead.",
            [Quoted(("the plan was dead",), "said", "She", "Ann Lee")],
            id="a pronoun speaks",
        ),
        pytest.param(
            "A senior official said the talks had failed.",
            [Quoted(("the talks had failed",), "said", "A senior official", "a senior official")],
            id="an anonymous source",
        ),
        pytest.param(
            "The plan was described by Ann Lee as “reckless.”",
            [Quoted(("The plan", "as “reckless.”"), "was described", "Ann Lee", "Ann Lee")],
            id="in the passive the subject is content",
        ),
        pytest.param(
            "It was announced that the plan was dead.",
            [Quoted(("that the plan was dead",), "was announced", None, None)],
            id="a passive without a speaker",
        ),
        pytest.param(
            "It is believed that he fled.",
            [Quoted(("that he fled",), "is believed", None, None, mode=THOUGHT)],
            id="a belief of nobody",
        ),
        pytest.param(
            "Ann Lee was in tears. “I have nothing left.”",
            [Quoted(("“I have nothing left.”",), "", "Ann Lee", "Ann Lee")],
            id="a quote without a reporting verb",
        ),
        pytest.param(
            "« Go now », said Ann Lee.", [Quoted(("« Go now »",), "said", "Ann Lee", "Ann Lee")], id="guillemets"
        ),
        pytest.param(
            "„Go now“, said Ann Lee.", [Quoted(("„Go now“",), "said", "Ann Lee", "Ann Lee")], id="German marks"
        ),
        pytest.param(
            "‘Go now,’ said Ann Lee.", [Quoted(("‘Go now,’",), "said", "Ann Lee", "Ann Lee")], id="single marks"
        ),
        pytest.param("「行く」said Ann Lee.", [Quoted(("「行く」",), "said", "Ann Lee", "Ann Lee")], id="corner marks"),
        pytest.param(
            "“We won,” Ann Lee said.\r\n“We lost,” Bob Ray said.\r\n",
            [
                Quoted(("“We won,”",), "said", "Ann Lee", "Ann Lee"),
                Quoted(("“We lost,”",), "said", "Bob Ray", "Bob Ray"),
            ],
            id="CRLF",
        ),
        pytest.param(
            "“We\u00a0won,” Ann\u00a0Lee said.",
            [Quoted(("“We\u00a0won,”",), "said", "Ann\u00a0Lee", "Ann\u00a0Lee")],
            id="no-break spaces",
        ),
        pytest.param(
            "“We\u200b won,” Ann Lee said.",
            [Quoted(("“We\u200b won,”",), "said", "Ann Lee", "Ann Lee")],
            id="zero-width characters",
        ),
        pytest.param(
            "“Le cafe\u0301 won,” Ann Lee said.",
            [Quoted(("“Le cafe\u0301 won,”",), "said", "Ann Lee", "Ann Lee")],
            id="combining characters",
        ),
        pytest.param(
            "😀 “We won,” Ann Lee said.",
            [Quoted(("“We won,”",), "said", "Ann Lee", "Ann Lee")],
            id="emoji before a quote",
        ),
        pytest.param(
            "“We won,” Ann Lee said. They left. “We won,” Bob Ray said.",
            [
                Quoted(("“We won,”",), "said", "Ann Lee", "Ann Lee"),
                Quoted(("“We won,”",), "said", "Bob Ray", "Bob Ray"),
            ],
            id="the same sentence twice",
        ),
    ],
)
async def test_edge_cases(text: str, expected: list[Quoted]) -> None:
    """Each edge case of the annotation rules comes out as they say."""
    assert await quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“A is it,” she said, “and B.”", [("“A is it,”", "“and B.”")], id="a cue inside marked content"),
        pytest.param("“A is it,” she said. “B is.”", [("“A is it,”", "“B is.”")], id="one cue, one quote"),
        pytest.param("The plan, she said, is dead.", [("The plan", "is dead")], id="a cue inside unmarked content"),
        pytest.param("The plan is dead, she said.", [("The plan is dead",)], id="a tag after unmarked content"),
        pytest.param(
            "She said on Monday in Ohio that it was dead.", [("that it was dead",)], id="adjuncts before that"
        ),
        pytest.param("She said the “rigged” vote was void.", [("the “rigged” vote was void",)], id="marks in a clause"),
        pytest.param(
            "She said it was dead and added that he knew.", [("it was dead",), ("that he knew",)], id="two cues"
        ),
        pytest.param(
            "She said it was dead, adding that he knew.",
            [("it was dead",), ("that he knew",)],
            id="a participle as cue",
        ),
        pytest.param(
            "She called the plan “reckless.”", [("the plan “reckless.”",)], id="an object with what it is called"
        ),
        pytest.param("She described the plan as a mess.", [("the plan as a mess",)], id="an object with as"),
        pytest.param("She accused him of lying.", [("him of lying",)], id="an object with of"),
        pytest.param("She urged them to act.", [("to act",)], id="the object of urge is spoken to"),
        pytest.param("She called for an end to the war.", [("an end to the war",)], id="call for takes a noun phrase"),
        pytest.param("She warned of a crisis.", [("a crisis",)], id="warn of takes a noun phrase"),
        pytest.param("She promised reforms.", [("reforms",)], id="promise takes a noun phrase"),
        pytest.param("She condemned the strikes.", [], id="condemn without marks is a stance only"),
        pytest.param("She denied the charges.", [], id="deny with a bare noun is a stance only"),
        pytest.param("She denied that he lied.", [("that he lied",)], id="a denial with that"),
        pytest.param("She denied lying.", [("lying",)], id="a denial with a gerund"),
        pytest.param("She declined to comment.", [], id="declining to comment says nothing"),
        pytest.param("She would not say who left.", [], id="not saying says nothing"),
        pytest.param("She did not say that he left.", [], id="a negated cue says nothing"),
        pytest.param("According to Ann Lee, it failed.", [("it failed",)], id="according to, before its clause"),
        pytest.param("It failed, according to Ann Lee.", [("It failed",)], id="according to, after its clause"),
        pytest.param("Lee’s claim that he lied drew fire.", [("that he lied",)], id="a noun with its owner"),
        pytest.param("A poll shows that voters are angry.", [("that voters are angry",)], id="a poll says"),
        pytest.param("She asked whether he knew.", [("whether he knew",)], id="an indirect question"),
        pytest.param("Ann Lee wants to run.", [("to run",)], id="an intention"),
        pytest.param("Ann Lee is worried about the vote.", [("the vote",)], id="an adjective of thought"),
        pytest.param("She is expected to win.", [("She", "to win")], id="an expectation of nobody"),
        pytest.param("When she said it was dead, he left.", [("it was dead",)], id="a subordinate cue"),
        pytest.param(
            "The deal, which she said was dead, lives.", [("which", "was dead")], id="a relative word is content"
        ),
        pytest.param("I think it is fine.", [], id="the writer's own thought"),
        pytest.param("Mayor Ann Lee said that the", [], id="a text that was cut off before anything is said"),
        pytest.param("She announced that in a", [], id="a phrase that was cut off"),
        pytest.param("Ann Lee said he would not.", [("he would not",)], id="an auxiliary says something"),
        pytest.param("“What for?” she asked.", [("“What for?”",)], id="small words in marks"),
    ],
)
async def test_frames(text: str, expected: list[tuple[str, ...]]) -> None:
    """Each frame takes exactly its content."""
    assert await contents(text) == expected
