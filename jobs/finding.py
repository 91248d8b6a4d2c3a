"""What the doctor says of one thing; who looks at what is doctor.py's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `next_step` says what to do, where something is in the way; blank: all is well."""

    what: str
    says: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"{'✗' if self.next_step else '✓'} {self.what}: {self.says}"
