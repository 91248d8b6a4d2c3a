"""The words of dates in the five languages of the letters, folded: months, weekdays, and words to skip."""

from __future__ import annotations

_MONTHS = (
    "january jan enero ene januar jänner janvier janv janeiro",
    "february feb febrero februar feber février févr fév fevereiro fev",
    "march mar marzo märz mrz maerz mär mars março",
    "april apr abril abr avril avr",
    "may mayo mai maio",
    "june jun junio juni juin junho",
    "july jul julio juli juillet juil julho",
    "august aug agosto ago août aout",
    "september sep sept septiembre setiembre septembre setembro set",
    "october oct octubre oktober okt octobre outubro out",
    "november nov noviembre novembre novembro",
    "december dec diciembre dic dezember dez décembre déc dezembro",
)
_WEEKDAYS = (
    "monday mon lunes lun montag mo lundi segunda segunda-feira seg",
    "tuesday tue tues martes dienstag di mardi terça terça-feira ter",
    "wednesday wed miércoles mié mittwoch mi mercredi mer quarta quarta-feira qua",
    "thursday thu thur thurs jueves jue donnerstag do jeudi jeu quinta quinta-feira qui",
    "friday fri viernes vie freitag fr vendredi ven sexta sexta-feira sex",
    "saturday sat sábado sáb samstag sonnabend sa samedi sam sab",
    "sunday sun domingo dom sonntag so dimanche dim",
)

MONTHS: dict[str, int] = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
"""Folded name -> 1 to 12."""

WEEKDAYS: dict[str, int] = {word: n for n, words in enumerate(_WEEKDAYS) for word in words.split()}
"""Folded name -> 0 (Monday) to 6."""

NOISE = frozenset({"de", "of", "the", "le", "den", "am", "del", "feira"})
"""Words between the parts of a date that say nothing."""
