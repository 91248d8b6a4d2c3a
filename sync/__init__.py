"""The sheet, and what it means. Knows coaching; knows nothing of mail, cron or the clock."""
