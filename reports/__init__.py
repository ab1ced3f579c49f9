"""The reports that counsel receives. They print what analyzers/ judged, and decide nothing."""

from reports.json_report import FailedSite, to_json
from reports.write import write_index, write_reports

__all__ = ["FailedSite", "to_json", "write_index", "write_reports"]
