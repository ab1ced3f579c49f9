"""What is said when something that the operator gave is wrong."""

from __future__ import annotations


class ConfigError(Exception):
    """Something in the configuration or an argument is wrong; the message says what, where, and what would be right."""
