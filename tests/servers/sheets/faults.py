"""How the server misbehaves on order: which call, in what way, how often."""

from __future__ import annotations

from dataclasses import dataclass

HTML = (
    "<!DOCTYPE html><html><head><title>Error 502 (Server Error)!!1</title></head><body><p><b>502.</b></p></body></html>"
)
WAYS = ("status", "html", "truncated", "cut", "slow", "hang", "reset", "late", "redirect", "expire")


@dataclass(slots=True)
class When:
    """Which calls are meant: number `call` (1 is the first; 0: any) of kind `kind` (blank: any), after `skip` others.

    A kind is a name of service.KINDS, or read, write, or token (the token endpoint, whose calls have no number).
    It holds `times` times, then no more.
    """

    call: int = 0
    kind: str = ""
    skip: int = 0
    times: int = 1

    def met(self, number: int, kinds: set[str]) -> bool:
        """Whether this call is meant; counts it."""
        fits = self.call in (0, number) and (self.kind in kinds if self.kind else "token" not in kinds)
        if not fits or not self.times:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Fault:
    """One misbehaviour.

    way: status (an error body of `code`, with `reason` of errors.REASONS, and Retry-After where given),
    html (an HTML page with `code`), truncated (half of the JSON as a whole answer), cut (the connection closes in
    the middle), slow (`seconds` before the answer), hang (no answer until the client leaves), reset (the connection
    is reset), late (the connection is reset now, and the call is carried out after `delay` further calls),
    redirect (302 to `location`), expire (every token given out so far is no longer good, from this call on).
    `applied`: the call was carried out before.
    """

    way: str
    when: When
    code: int = 503
    reason: str = ""
    message: str = ""
    retry_after: str = ""
    seconds: float = 0.0
    applied: bool = False
    delay: int = 1
    location: str = ""


class Faults:
    """The faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.happened: list[tuple[int, Fault]] = []

    def add(
        self, way: str | int, *, call: int = 0, kind: str = "", skip: int = 0, times: int = 1, **rest: object
    ) -> Fault:
        """Order one. A number as `way` is a status with that code: `add(503, kind="write", applied=True)`."""
        if isinstance(way, int):
            rest, way = {**rest, "code": way}, "status"
        if way not in WAYS:
            raise ValueError(f"{way}: one of {', '.join(WAYS)}")
        if way == "html":
            rest = {"code": 502, **rest}
        fault = Fault(way, When(call, kind, skip, times), **rest)  # type: ignore[arg-type]
        self.pending.append(fault)
        return fault

    def clear(self) -> None:
        self.pending.clear()

    def take(self, number: int, kinds: set[str]) -> Fault | None:
        for fault in self.pending:
            if fault.when.met(number, kinds):
                self.happened.append((number, fault))
                return fault
        return None
