"""Runs that repeat: when they are due, who starts them, and how cron or systemd can."""
