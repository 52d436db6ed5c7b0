"""A model without a mind: it reads the numbered sentences of a prompt and answers with what stands in them.

Its answers are valid by construction, so that thousands of documents can be run without a real model.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.fakes.answers import completion

if TYPE_CHECKING:
    from tests.fakes.answers import Answer
    from tests.fakes.server import Received

Json: TypeAlias = "dict[str, Any]"

_SENTENCE = re.compile(r"^\[(\d+)(?: \w+)?\] (.*)$", re.MULTILINE)
_OWN = re.compile(r"begins in sentences? (\d+)(?: to (\d+))?")
_MARKED = re.compile(r"“[^”]+”|\"[^\"]+\"")
_SPEAKER = re.compile(r"\b([A-Z][\w-]+) (said|told|called|wrote)\b|\b(said) ([A-Z][\w-]+)")


def answer(request: Received) -> Answer:
    """A valid answer to any request that the engine makes."""
    body = request.json
    wanted = _wanted(body)
    if "polarity" in wanted:
        content = judgement(body)
    else:
        whole = findings(sentences(body))
        content = {name: whole[name] for name in whole if name in wanted}
    sent = len(request.body) // 4
    usage = (sent, max(1, len(json.dumps(content)) // 4), sent // 2, 0)
    tool = body["tools"][0]["function"]["name"] if "tools" in body else None
    return completion(content, usage=usage, tool=tool)


def sentences(body: Json) -> dict[int, str]:
    """The numbered sentences of the article that the prompt asks to annotate."""
    prompt = next(message["content"] for message in body["messages"] if message["role"] == "user")
    shown = {int(number): text for number, text in _SENTENCE.findall(prompt)}
    own = _OWN.search(prompt)
    if own is None:
        return shown
    first, last = int(own[1]), int(own[2] or own[1])
    return {number: text for number, text in shown.items() if first <= number <= last}


def findings(shown: dict[int, str]) -> Json:
    """A quote, a claim and a stance for each sentence with quotation marks."""
    names: dict[str, None] = {}
    quotes, claims, stances = list[Json](), list[Json](), list[Json]()
    for number, text in shown.items():
        marked = _MARKED.search(text)
        if marked is None:
            continue
        piece = {"text": marked[0], "sentence": number}
        speaker = _speaker(text, number)
        names |= dict.fromkeys([speaker["speaker"]] if speaker["speaker"] else [])
        key = f"q{len(quotes) + 1}"
        quotes.append(_quote(key, piece, speaker))
        claims.append(_claim(f"c{len(claims) + 1}", key, piece, speaker["speaker"]))
        stances.append(_stance(key, piece, speaker["speaker"]))
    actors: list[Json] = [{"name": name, "kind": "person", "aliases": []} for name in names]
    return {"actors": actors, "quotes": quotes, "claims": claims, "stances": stances}


def judgement(body: Json) -> Json:
    """In favor, with the first sentence's first word as evidence."""
    number, text = next(iter(sentences(body).items()))
    return {"evidence": [{"text": text.split()[0], "sentence": number}], "reason": "because", "polarity": "favor"}


def _wanted(body: Json) -> set[str]:
    """Names of the fields that the response schema asks for."""
    if "response_format" in body and "json_schema" in body["response_format"]:
        return set(body["response_format"]["json_schema"]["schema"]["properties"])
    if "tools" in body:
        return set(body["tools"][0]["function"]["parameters"]["properties"])
    return {"actors", "quotes", "claims", "stances"}


def _speaker(text: str, number: int) -> Json:
    found = _SPEAKER.search(text)
    if found is None:
        return {"speaker": None, "speaker_mentions": [], "cue": []}
    name, cue = found[1] or found[4], found[2] or found[3]
    return {
        "speaker": name,
        "speaker_mentions": [{"text": name, "sentence": number}],
        "cue": [{"text": cue, "sentence": number}],
    }


def _quote(key: str, piece: Json, speaker: Json) -> Json:
    rest: Json = {"addressee_mentions": [], "addressee": None, "parent": None, "mode": "speech"}
    return {"id": key, "content": [piece], **speaker, **rest}


def _claim(key: str, quote: str, piece: Json, claimant: str | None) -> Json:
    return {
        "id": key,
        "evidence": [piece],
        "proposition": piece["text"].strip('“”"'),
        "quote": quote,
        "claimant": claimant,
        "negated": False,
        "certainty": "unstated",
        "verifiable": True,
        "check_worthiness": 0.5,
        "kind": "factual",
    }


def _stance(quote: str, piece: Json, holder: str | None) -> Json:
    return {
        "evidence": [piece],
        "reason": "it is said",
        "holder": holder,
        "target": {"mentions": [], "label": "the matter", "kind": "topic", "actor": None, "claim": None},
        "quote": quote,
        "claim": None,
        "derived": False,
        "explicitness": "explicit",
        "act": "state",
        "polarity": "neutral",
    }
