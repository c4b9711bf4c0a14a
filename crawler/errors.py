"""The two ways in which a command ends badly, each one line for the user and one exit code."""

from __future__ import annotations


class UsageError(Exception):
    """The user asked for something that cannot be: exit code 2. The message is one line, without a full stop."""


class RunError(Exception):
    """The run failed its own checks, or could not go on: exit code 1. The message is one line."""
