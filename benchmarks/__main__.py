"""`make bench`: every measurement, one after the other."""

from __future__ import annotations

from benchmarks import mail, nightly

if __name__ == "__main__":
    nightly.main()
    mail.main()
