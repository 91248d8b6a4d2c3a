"""The coaches' digest: who gets one (readers), what is true for her (day), what is said of it (a file a kind of line),
and the letter that it makes (compose). How it goes out is that of every letter."""
