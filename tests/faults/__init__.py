"""Crawls of a portal that misbehaves, in real processes."""
