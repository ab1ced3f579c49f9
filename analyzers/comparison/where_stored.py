"""What a scan can tell of where data lies: nothing of storage, at most where addresses point.

Told are the regions that operators of data centres write into the names of their hosts (Amazon Web Services, "Regions and
Zones"; Google Cloud, "Regions and zones"; Azure, "Azure regions"). That a request went there says nothing of what is kept.
"""

from __future__ import annotations

import re

from analyzers.comparison.case import Case, named
from analyzers.comparison.outcome import Outcome
from analyzers.model import Promise

REGIONS = {
    "us-east-1 us-east-2 us-west-1 us-west-2 us-central1 us-east1 us-east4 us-west1 us-west2 eastus eastus2 westus westus2 "
    "centralus": "United States",
    "ca-central-1 northamerica-northeast1 canadacentral": "Canada",
    "eu-west-1 northeurope": "Ireland",
    "eu-west-2 europe-west2 uksouth ukwest": "United Kingdom",
    "eu-west-3 europe-west9 francecentral": "France",
    "eu-central-1 europe-west3 germanywestcentral": "Germany",
    "eu-central-2 europe-west6 switzerlandnorth": "Switzerland",
    "eu-north-1 swedencentral": "Sweden",
    "eu-south-1 europe-west8 italynorth": "Italy",
    "eu-south-2 europe-southwest1 spaincentral": "Spain",
    "europe-west1": "Belgium",
    "europe-west4 westeurope": "Netherlands",
    "europe-north1": "Finland",
    "europe-central2 polandcentral": "Poland",
    "ap-south-1 asia-south1 centralindia": "India",
    "ap-southeast-1 asia-southeast1 southeastasia": "Singapore",
    "ap-southeast-2 australia-southeast1 australiaeast": "Australia",
    "ap-northeast-1 asia-northeast1 japaneast": "Japan",
    "ap-northeast-2 asia-northeast3 koreacentral": "South Korea",
    "sa-east-1 southamerica-east1 brazilsouth": "Brazil",
}
"""Region -> country, as their operators publish them (seen November 2026)."""
_COUNTRY = {region: country for regions, country in REGIONS.items() for region in regions.split()}
_CLOUD = re.compile(r"\.(?:amazonaws\.com|run\.app|cloudfunctions\.net|azurewebsites\.net|windows\.net|azure\.com)$")
NEVER = "Where data is stored does not show in a browser; an address tells where a request went at most."


def storage_country(case: Case, _: Promise) -> Outcome:
    """Never testable; the regions that hosts bear in their names are told beside it."""
    hosts = sorted({seen.host for seen in case.observations if seen.host})
    found = {host: country for host in hosts if (country := country_of(host))}
    if not found:
        return Outcome(outcome="not-testable", why=NEVER)
    told = named(f"{host} ({country})" for host, country in found.items())
    return Outcome(outcome="not-testable", why=f"{NEVER} Hosts that bear a region in their names: {told}.")


def country_of(host: str) -> str:
    """The country of the data centre whose region the host's name bears; empty for none."""
    if not _CLOUD.search(host):
        return ""
    parts = re.split(r"[.]|(?<=\w)-(?=s3)|(?<=s3)-", host)
    return next((_COUNTRY[part] for part in parts if part in _COUNTRY), "")
