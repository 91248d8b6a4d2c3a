"""Which lines of an answer are the letter that it answers, or another that it forwards, and which were written now."""

from __future__ import annotations

import re

from jobs.answers.lines import broken

_MARK = re.compile(r"\s*[>»]")

_SEPARATOR = re.compile(
    r"[-\u2010-\u2015_*=\s]*(?:"
    r"original message|original appointment|reply message|forwarded message|begin forwarded message"
    r"|mensaje original|mensaje reenviado|inicio del mensaje reenviado|comienzo del mensaje reenviado"
    r"|(?:urspr[üu]ngliche|weitergeleitete|originale) (?:nachricht|e-?mail)|original-?nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-?mail)"
    r"|message d['’]origine|message (?:original|transf[ée]r[ée]|r[ée]exp[ée]di[ée])"
    r"|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])"
    r"|mensagem (?:original|encaminhada|reencaminhada)|in[íi]cio da mensagem (?:encaminhada|reencaminhada)"
    r")\s*:?[-\u2010-\u2015_*=\s]*|_{20,}|-{40,}",
    re.IGNORECASE,
)
"""A line that says that another letter begins."""

_HEADER = re.compile(
    r"[*_\s]*(?:"
    r"from|sent|date|to|cc|subject|reply-to|de|enviado(?: el| em)?|enviada em|fecha|data|para|asunto|assunto"
    r"|von|gesendet|datum|an|betreff|antwort an|envoy[ée](?: le)?|[àa]|objet|exp[ée]diteur|destinataire|remitente"
    r"|destinatario|absender|empf[äa]nger|r[ée]pondre [àa]|responder a"
    r")[*_\s]*:[*_\s]*(?P<value>.*)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"[*_\s]*(?:from|de|von|sent|gesendet|enviado|envoy[ée]|subject|betreff|asunto|assunto|objet|date|datum)[*_\s]*:",
    re.IGNORECASE,
)

_WROTE = re.compile(r"\b(?:wrote|escribi[óo]|schrieb|geschrieben|a [ée]crit|escreveu)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:-{2,} *)?(?:on|el|en|am|le|em|a|no dia|den|il|op|mon|tue|wed|thu|fri|sat|sun)\b|\d"
    r"|[^<>]{0,80}<[^<>\s]+@[^<>\s]+>",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{4}|\d\d[./]\d\d|\d[:.h]\d\d", re.IGNORECASE)
_WHEN_OR_WHO = re.compile(rf"{_WHEN.pattern}|@", re.IGNORECASE)
_ENDS = re.compile(r"(?::|-{3,})$")
_GOES_ON = re.compile(
    r".{0,300}?<[^<>\s]+@[^<>\s]+>(?: (?:wrote|escribi[óo]|a [ée]crit|escreveu|schrieb))? ?:(?= )", re.IGNORECASE
)
"""Some telephones put the letter into the very line that announces it."""
_MOST_LINES, _MOST_CHARACTERS = 4, 400
"""Over how many lines a mail program breaks its `On … wrote:`."""

_OUR_FOOT = re.compile(
    r"to answer, a line is enough|to answer, write back (?:in your own words|to this email)"
    r"|fewer emails, or none\? answer",
    re.IGNORECASE,
)
"""How the foot of a letter of ours begins (templates/letter.txt): what follows is never the client's."""
_OF_A_DECISION = re.compile(
    r"(?:.{1,80} )?(?:chose to send this, and|(?:hat|habe) entschieden, das zu senden, und|decid(?:ió|í) enviar esto y"
    r"|(?:j’)?ai? choisi d’envoyer ce message et|decidiu? enviar isto e)\b",
    re.IGNORECASE,
)
"""The first line of that foot where the letter is one of a decision."""
_SAMPLE = re.compile(r": ?… ?[”“\"»]")
"""The end of `“stuck: …”`: two in one line stand in that foot in every language, and nobody writes so."""


def written_now(lines: list[str]) -> list[str]:
    """The lines that are neither marked as quoted nor stand below what says that another letter follows.

    Where that other letter is marked line by line, what stands between and below the marked lines counts;
    where it is not, nothing below counts, since nobody could tell whose words they are.
    """
    kept: list[str] = []
    place = 0
    before = ""
    while place < len(lines):
        line = lines[place]
        end = _heading(lines, place)
        if end:
            place = _next_words(lines, end)
            if place == len(lines) or not _MARK.match(lines[place]):
                break
            continue
        if _our_foot(line):
            break
        if _MARK.match(line) or (before and broken(before, line)):
            before = line
            kept += [""] if kept and kept[-1] else []
        else:
            before = ""
            kept.append(line)
        place += 1
    return kept


def _our_foot(line: str) -> bool:
    if _OUR_FOOT.match(line):
        return True
    return not _MARK.match(line) and (len(_SAMPLE.findall(line)) > 1 or bool(_OF_A_DECISION.match(line)))


def _heading(lines: list[str], place: int) -> int:
    """Where what announces another letter at `place` ends, all its forms in a row; 0 if nothing does."""
    end = 0
    while place < len(lines):
        here = _separator(lines, place) or _attribution(lines, place) or _headers(lines, place)
        if not here:
            break
        end, place = here, _next_words(lines, here)
    return end


def _next_words(lines: list[str], place: int) -> int:
    while place < len(lines) and not lines[place]:
        place += 1
    return place


def _separator(lines: list[str], place: int) -> int:
    line = lines[place]
    return place + 1 if line and len(line) < 200 and _SEPARATOR.fullmatch(line) else 0


def _attribution(lines: list[str], place: int) -> int:
    """`On Mon, 23 Nov 2026 at 08:00, Alicia <…> wrote:`, in one line or broken over some."""
    if not _OPENS.match(lines[place]):
        return 0
    for end in range(place + 1, min(place + _MOST_LINES, len(lines)) + 1):
        line = lines[end - 1]
        if not line or _MARK.match(line):
            return 0
        whole = " ".join(lines[place:end])
        if _attributes(whole):
            inner = any(_begins_later(lines, place, n, end) for n in range(place + 1, end))
            return 0 if inner else end
    return 0


def _begins_later(lines: list[str], place: int, later: int, end: int) -> bool:
    """Whether it is a line further down that announces; one that only ends what `place` begins has no date."""
    whole = " ".join(lines[later:end])
    if not _OPENS.match(lines[later]) or not _attributes(whole):
        return False
    return bool(_WHEN.search(whole)) or not _WHEN.search(" ".join(lines[place:later]))


def _attributes(line: str) -> bool:
    """Whether a line says who wrote, and when: a person who tells of a boss that wrote names no minute or address."""
    if goes_on := _GOES_ON.match(line):
        line = goes_on[0]
    ends = len(line) <= _MOST_CHARACTERS and _ENDS.search(line)
    return bool(ends and _WROTE.search(line) and _OPENS.match(line) and _WHEN_OR_WHO.search(line))


def _headers(lines: list[str], place: int) -> int:
    """Outlook's From, Sent, To, Subject: three of them, or two with an address."""
    if not _FIRST.match(lines[place]):
        return 0
    end, found, last = place, 0, place
    while end < len(lines) and end - last <= 2 and found < 8:
        if _HEADER.match(lines[end]):
            found, last = found + 1, end
        elif not lines[end] and found >= 2:
            break
        end += 1
    block = lines[place : last + 1]
    return last + 1 if found >= 3 or (found == 2 and any("@" in line for line in block)) else 0
