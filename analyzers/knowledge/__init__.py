"""What is known of the world: services, cookie and storage names, each entry with source and date."""

from analyzers.knowledge.base import DataSet, KnowledgeError, NameEntry, Service
from analyzers.knowledge.store import Knowledge, default_folder

__all__ = ["DataSet", "Knowledge", "KnowledgeError", "NameEntry", "Service", "default_folder"]
