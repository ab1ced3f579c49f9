"""Declarations and promises out of prose, tables, consent tools, and a hand-written file."""

from analyzers.policy.links import PolicyLink, find_policy_links
from analyzers.policy.reader import document_text, read_policy

__all__ = ["PolicyLink", "document_text", "find_policy_links", "read_policy"]
