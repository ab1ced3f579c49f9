"""What a promise's sentence fixes: days, countries, kinds of data, anonymous or aggregate."""

from __future__ import annotations

import re
from typing import Any

from analyzers.policy.vocabulary import MECHANISMS, words

Facts = dict[str, Any]

NUMBER_WORDS = {
    word: number
    for number, names in {
        1: "one a an", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 10: "ten",
        12: "twelve", 14: "fourteen", 15: "fifteen", 20: "twenty", 21: "twenty-one", 30: "thirty", 45: "forty-five",
        60: "sixty", 90: "ninety", 100: "hundred",
    }.items()
    for word in names.split()
}  # fmt: skip
PERIOD = words(
    r"""\b(?P<number>\d{1,4}|a|an|[a-z]+(?:-[a-z]+)?)\ ?(?:\(\ ?(?P<figure>\d{1,4})\ ?\)\ ?)?
    (?P<unit>(?:business|working|calendar)\ days?|hours?|days?|weeks?|months?|years?)(?:'\ )?\b"""
)
COUNTRIES = (
    "United States|United Kingdom|European Union|European Economic Area|EEA|EU|USA|U\\.S\\.(?:A\\.)?|US|UK|"
    "Netherlands|"
    "Germany|"
    "France|Belgium|Luxembourg|Ireland|Spain|Italy|Portugal|Austria|Switzerland|Denmark|Sweden|Norway|Finland|"
    "Iceland|"
    "Poland|Czech Republic|Czechia|Hungary|Romania|Bulgaria|Greece|Estonia|Latvia|Lithuania|Canada|Mexico|Brazil|"
    "Argentina|Australia|New Zealand|Japan|Singapore|Hong Kong|India|China|South Korea|Israel|Turkey|South Africa|"
    "Ukraine|"
    "Russia|Russian Federation|Europe"
)
COUNTRY = re.compile(rf"(?<![\w.])(?:{COUNTRIES})(?!\w)")
SAME_COUNTRY = {
    "USA": "United States", "U.S.": "United States", "U.S.A.": "United States", "US": "United States",
    "UK": "United Kingdom", "EU": "European Union", "EEA": "European Economic Area", "Czechia": "Czech Republic",
    "Russian Federation": "Russia",
}  # fmt: skip
PERSONAL = {
    "name": r"(?<!company )(?<!user )(?<!domain )(?<!business )(?<!invoice )(?<!first )(?<!last )"
    r"(?<!package )(?<!application )(?<!app )(?<!file )(?<!device )(?<!host )(?<!brand )(?<!cookie )\bnames?\b|"
    r"\b(?:first|last) name|surname",
    "company name": r"\bcompany(?:'s)? name|\bname of (?:your|the) (?:company|organi[sz]ation)|"
    r"\borgani[sz]ation name|\bbusiness name",
    "postal address": r"(?<!ip )(?<!e-mail )(?<!email )(?<!mail )(?<!protocol )(?<!invoice name and )"
    r"(?<!billing name and )\baddress(?:es)?\b(?! book)",
    "telephone number": r"\b(?:tele)?phone numbers?|\bmobile (?:phone )?number|\b(?:tele)?phone\b(?=\s*(?:[,;.)]|$)|"
    r"\s+(?:and|or)\b)",
    "e-mail address": r"\be ?-? ?mail(?: address(?:es)?)?\b",
    "date of birth": r"\b(?:date of birth|birth ?da(?:y|te)|(?<!the )\bage\b(?! of \d))",
    "gender": r"\b(?:gender|sex)\b",
    "user name": r"\buser ?names?\b|\blogin names?\b",
    "password": r"\bpasswords?\b",
    "job title": r"\b(?:job title|occupation|profession)\b|\b(?:your|their|job) (?:position|function)\b",
    "photograph": r"\b(?:photos?|photographs?|profile picture)\b",
    "nationality": r"\bnationality\b",
    "location": r"\b(?:geo)?location(?: data)?\b",
    "identity number": r"\b(?:social security|passport|identity|national id|tax|vat)[- ](?:number|card|document)\b",
}
BILLING = {
    "invoice name": r"\b(?:invoice|billing) name",
    "invoice address": r"\b(?:invoice|billing)(?: name and)? address",
    "credit card number": r"\b(?:credit|debit|payment|bank) ?card",
    "bank account": r"\b(?:bank account|iban|account number)\b",
    "number of employees": r"\bnumber of employees\b",
    "financial status": r"\bfinancial (?:status|situation|information|data)",
}
DATA = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in {**PERSONAL, **BILLING}.items()}


def period(text: str) -> Facts:
    """`thirty (30) business days` is {"days": 30, "unit": "business days"}; other units keep their own name."""
    for match in PERIOD.finditer(text):
        number = int(match["figure"] or 0) or (
            int(match["number"]) if match["number"].isdigit() else NUMBER_WORDS.get(match["number"].casefold(), 0)
        )
        if not number:
            continue
        unit = match["unit"].casefold()
        unit = unit if unit.endswith("s") else unit + "s"
        if unit.endswith("days"):
            return {"days": number, "unit": unit}
        return {unit: number, "unit": unit}
    return {}


def countries(text: str) -> Facts:
    found = sorted({SAME_COUNTRY.get(match.group(), match.group()) for match in COUNTRY.finditer(text)})
    return {"countries": found} if found else {}


def data_named(text: str) -> Facts:
    text = MECHANISMS["ip-address"].sub(" ", text)
    found = [name for name, pattern in DATA.items() if pattern.search(text)]
    personal = [name for name in found if name in PERSONAL]
    billing = [name for name in found if name in BILLING]
    return {"personal": personal, "billing": billing} if found else {}


def age(text: str) -> Facts:
    """`under 16`, `unter 16 Jahren`: the one number between 10 and 21."""
    ages = {int(found) for found in re.findall(r"(?<![\d.,])\d{2}(?!\d|[.,]\d)", text) if 10 <= int(found) <= 21}
    return {"age": ages.pop()} if len(ages) == 1 else {}


def link_of(text: str) -> Facts:
    """What a link to an opt-out or to settings is for: `{"of": "flash"}`, `cookie` or `other`."""
    if MECHANISMS["flash"].search(text):
        return {"of": "flash"}
    return {"of": "cookie" if "cookie" in text.casefold() else "other"}


def anonymity(text: str) -> Facts:
    return {
        "anonymous": re.search(
            r"anonym|not [^.]{0,90}identif|no [^.]{0,90}identif|"
            r"without identif",
            text,
            re.I,
        )
        is not None,
        "aggregate": re.search(r"aggregat", text, re.IGNORECASE) is not None,
    }
