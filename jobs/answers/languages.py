"""The words of the commands in the five languages of the letters: one table a language. English holds in all of them.

The first word of each kind is the one that letters show; the others are what people write instead. Words of
dates that stand alone are here, too; the names of the months are in sync/calendar_words.py.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Language:
    """Words, blank-separated unless they are phrases; all are folded by `words_of` before they are used."""

    done: tuple[str, ...]
    all_done: tuple[str, ...]
    move: tuple[str, ...]
    to: tuple[str, ...]
    because: tuple[str, ...]
    rating: tuple[str, ...]
    out_of: tuple[str, ...]
    stuck: tuple[str, ...]
    win: tuple[str, ...]
    help_wanted: tuple[str, ...]
    agenda: tuple[str, ...]
    fewer: tuple[str, ...]
    stop: tuple[str, ...]
    start: tuple[str, ...]
    both: tuple[str, ...]
    on: tuple[str, ...]
    next: tuple[str, ...]
    last: tuple[str, ...]
    days: dict[str, int]
    in_days: tuple[str, ...]
    weekdays: tuple[str, ...]


ENGLISH = Language(
    done=("done",),
    all_done=("all done", "done all", "everything done", "all of them done"),
    move=("move",),
    to=("to", "until", "till"),
    because=("because", "since", "as", "due to"),
    rating=("rating", "my rating"),
    out_of=("of", "out of"),
    stuck=("stuck",),
    win=("win", "wins"),
    help_wanted=("help",),
    agenda=("agenda",),
    fewer=("fewer",),
    stop=("stop",),
    start=("start",),
    both=("and", "&", "+"),
    on=("on", "on the", "the", "this"),
    next=("next", "coming"),
    last=("last",),
    days={"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2}
    | {"day after tomorrow": 2, "the day before yesterday": -2, "day before yesterday": -2},
    in_days=(r"in (\d{1,3}) days?", r"in (\d{1,2}) weeks?|in (a) week"),
    weekdays=(
        "monday mon",
        "tuesday tue tues",
        "wednesday wed",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
)

SPANISH = Language(
    done=("hecho", "hecha", "hechos", "hechas"),
    all_done=("todo hecho", "todos hechos", "hecho todo"),
    move=("mover", "mueve", "pasar", "aplazar"),
    to=("al", "a", "para", "hasta", "para el", "hasta el"),
    because=("porque", "ya que", "por"),
    rating=("nota", "valoración"),
    out_of=("de",),
    stuck=("bloqueo", "atascado", "atascada", "bloqueado", "bloqueada"),
    win=("logro", "logros"),
    help_wanted=("ayuda",),
    agenda=("agenda", "tema", "temas"),
    fewer=("menos",),
    stop=("parar", "alto", "basta"),
    start=("empezar", "reanudar"),
    both=("y", "e"),
    on=("el", "el día", "este"),
    next=("próximo", "el próximo"),
    last=("pasado", "el pasado"),
    days={"hoy": 0, "mañana": 1, "ayer": -1, "pasado mañana": 2, "anteayer": -2, "antes de ayer": -2},
    in_days=(r"(?:en|dentro de) (\d{1,3}) dias?", r"(?:en|dentro de) (\d{1,2}) semanas?|en (una) semana"),
    weekdays=("lunes lun", "martes mar", "miércoles mié", "jueves jue", "viernes vie", "sábado sáb", "domingo dom"),
)

GERMAN = Language(
    done=("erledigt", "fertig", "gemacht"),
    all_done=("alles erledigt", "alle erledigt", "alles fertig", "alles gemacht"),
    move=("verschieben", "verschiebe", "verlegen"),
    to=("auf", "auf den", "bis", "zum"),
    because=("weil", "denn", "wegen", "da"),
    rating=("bewertung", "note"),
    out_of=("von",),
    stuck=("stecke fest", "hänge fest", "blockiert", "es hakt"),
    win=("erfolg", "erfolge"),
    help_wanted=("hilfe",),
    agenda=("agenda", "thema", "themen"),
    fewer=("weniger",),
    stop=("stopp", "stop"),
    start=("start", "starten"),
    both=("und", "u."),
    on=("am", "den", "dem", "diesen"),
    next=("nächsten", "nächster", "am nächsten", "kommenden"),
    last=("letzten", "am letzten", "vergangenen"),
    days={"heute": 0, "morgen": 1, "gestern": -1, "übermorgen": 2, "vorgestern": -2},
    in_days=(r"in (\d{1,3}) tag(?:en)?", r"in (\d{1,2}) wochen?|in (einer) woche"),
    weekdays=(
        "montag mo",
        "dienstag di",
        "mittwoch mi",
        "donnerstag do",
        "freitag fr",
        "samstag sonnabend sa",
        "sonntag so",
    ),
)

FRENCH = Language(
    done=("fait", "faite", "faits", "faites", "terminé"),
    all_done=("tout fait", "tout est fait", "tout terminé"),
    move=("déplacer", "déplace", "reporter", "reporte"),
    to=("au", "à", "pour le", "jusqu'au"),
    because=("parce que", "parce qu'", "car", "puisque"),
    rating=("note", "ma note"),
    out_of=("sur",),
    stuck=("blocage", "bloqué", "bloquée", "coincé", "coincée"),
    win=("réussite", "réussites", "victoire", "victoires"),
    help_wanted=("aide",),
    agenda=("agenda", "ordre du jour"),
    fewer=("moins",),
    stop=("stop", "arrêter"),
    start=("reprendre", "démarrer"),
    both=("et",),
    on=("le", "ce"),
    next=("prochain",),
    last=("dernier",),
    days={"aujourd'hui": 0, "demain": 1, "hier": -1, "après-demain": 2, "avant-hier": -2},
    in_days=(r"dans (\d{1,3}) jours?", r"dans (\d{1,2}) semaines?|dans (une) semaine"),
    weekdays=("lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim"),
)

PORTUGUESE = Language(
    done=("feito", "feita", "feitos", "feitas"),
    all_done=("tudo feito", "todos feitos"),
    move=("mover", "adiar", "passar"),
    to=("para", "para o dia", "até"),
    because=("porque", "pois", "por"),
    rating=("nota", "avaliação"),
    out_of=("de",),
    stuck=("bloqueio", "travado", "travada", "parado", "parada", "bloqueado", "bloqueada"),
    win=("vitória", "vitórias", "conquista", "conquistas"),
    help_wanted=("ajuda",),
    agenda=("agenda", "pauta"),
    fewer=("menos",),
    stop=("parar", "pare"),
    start=("começar", "retomar"),
    both=("e",),
    on=("em", "no dia", "na", "no", "dia", "nesta"),
    next=("próxima", "na próxima", "próximo"),
    last=("passada", "na última", "última"),
    days={"hoje": 0, "amanhã": 1, "ontem": -1, "depois de amanhã": 2, "anteontem": -2},
    in_days=(r"(?:em|daqui a) (\d{1,3}) dias?", r"(?:em|daqui a) (\d{1,2}) semanas?|em (uma) semana"),
    weekdays=(
        "segunda segunda-feira seg",
        "terça terça-feira ter",
        "quarta quarta-feira qua",
        "quinta quinta-feira qui",
        "sexta sexta-feira sex",
        "sábado sáb",
        "domingo dom",
    ),
)

LANGUAGES = {"en": ENGLISH, "es": SPANISH, "de": GERMAN, "fr": FRENCH, "pt": PORTUGUESE}
"""By the code of a letter's language."""

_PLEASE = (
    "please|pls|thanks|thank you|many thanks|thx|cheers|por favor|gracias|muchas gracias|bitte|danke|vielen dank"
    "|s'il te plaît|s'il vous plaît|svp|stp|merci|merci beaucoup|obrigado|obrigada|muito obrigado|muito obrigada"
)
_GREETINGS = (
    "hi|hello|hey|dear|good morning|good afternoon|good evening|hola|buenos días|buenas tardes|buenas|querido|querida"
    "|hallo|liebe|lieber|guten morgen|guten tag|guten abend|moin|servus|bonjour|bonsoir|salut|cher|chère|coucou"
    "|olá|oi|bom dia|boa tarde|boa noite|caro|cara|prezado|prezada"
)
_CLOSINGS = (
    "best regards|kind regards|warm regards|regards|best|best wishes|all the best|sincerely|yours|yours sincerely"
    "|yours truly|love|warmly|take care|talk soon|see you|see you soon|saludos|un saludo|saludos cordiales|un abrazo"
    "|abrazos|atentamente|cordialmente|besos|viele grüße|liebe grüße|beste grüße|mit freundlichen grüßen"
    "|herzliche grüße|schöne grüße|grüße|gruß|lg|vg|mfg|bis bald|cordialement|bien cordialement|bien à vous|bien à toi"
    "|bonne journée|bonne soirée|bises|amicalement|salutations|à bientôt|abraço|abraços|um abraço|cumprimentos"
    "|melhores cumprimentos|atenciosamente|att|beijos|até breve"
)


def fold(words: str) -> str:
    """As words are compared here: no case, no accents, straight apostrophes, single blanks. Telephones omit accents."""
    bare = unicodedata.normalize("NFD", words.casefold().replace("’", "'"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


PLEASE = frozenset(fold(word) for word in _PLEASE.split("|"))
"""Courtesies that may stand before or behind a command in its line."""
GREETINGS = frozenset(fold(word) for word in _GREETINGS.split("|"))
"""Words with which a line of greeting begins."""
CLOSINGS = PLEASE | frozenset(fold(word) for word in _CLOSINGS.split("|"))
"""Lines that close an answer, or thank."""


ALONE = frozenset(
    fold(word)
    for language in LANGUAGES.values()
    for word in (*language.done, *language.all_done, *language.fewer, *language.stop, *language.start)
)
"""Commands of one word or two, in all languages: nobody is called so."""


def of(code: str) -> tuple[Language, ...]:
    """English and the letter's language: those whose commands are understood."""
    return (ENGLISH,) if code == "en" or code not in LANGUAGES else (LANGUAGES[code], ENGLISH)


@lru_cache(maxsize=256)
def words_of(code: str, kind: str) -> tuple[str, ...]:
    """The folded words of one kind, longest first, so that `out of` is tried before `of`."""
    found = {fold(word) for language in of(code) for word in getattr(language, kind)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=8)
def weekdays(code: str) -> dict[str, int]:
    """Folded name or abbreviation -> 0 (Monday) to 6."""
    tables = (enumerate(language.weekdays) for language in of(code))
    return {fold(name): n for table in tables for n, names in table for name in names.split()}


@lru_cache(maxsize=8)
def days(code: str) -> dict[str, int]:
    """Folded `yesterday` and the like -> days from today."""
    return {fold(name): away for language in of(code) for name, away in language.days.items()}
