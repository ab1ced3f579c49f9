"""How long a cookie lives, out of words: "2 years", "13 maanden", "bis zu 30 Tage", "Session", "24h", in six languages."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from analyzers.policy.patterns import lines

SECOND, MINUTE, HOUR, DAY = 1.0, 60.0, 3_600.0, 86_400.0
UNITS: tuple[tuple[float, str], ...] = (
    (0.001, r"milli ?(?:seconds?|seconden|sekunden|secondes|segundos|secondi)|ms"),
    (SECOND, r"s|sec|secs|seconds?|seconden?|secondes?|sekunden?|segundos?|secondi|secondo|sek"),
    (MINUTE, r"min|mins|minutes?|minuten?|minuut|minutos?|minuti|minuto|minut|mn"),
    (HOUR, r"h|hr|hrs|hours?|u|uur|uren|std|stunden?|heures?|horas?|ore|ora"),
    (DAY, r"d|days?|dag|dagen|tage?n?|tag|jours?|jrs?|j|dias?|giorn[oi]|gg|calendar days?"),
    (7 * DAY, r"w|wk|weeks?|week|weken|wochen?|semaines?|semanas?|settiman[ae]"),
    (30 * DAY, r"mo|mos|mths?|months?|maand|maanden|mnd|monate?n?|mois|mes|meses|mes[ei]|month\(s\)"),
    (365 * DAY, r"y|yr|yrs|years?|jaar|jaren|jahre?n?|ans?|annees?|anos?|ann[oi]|a"),
)
"""Months of 30 days and years of 365 days, as in Bollinger et al. 2022."""
NUMBERS = {
    word: number
    for number, line in {
        1: "a an one een eenmalig ein eine einem einen un une uno una",
        2: "two twee zwei deux dos due",
        3: "three drie drei trois tres tre",
        4: "four vier quatre cuatro quattro",
        5: "five vijf funf cinq cinco cinque",
        6: "six zes sechs seis sei",
        7: "seven zeven sieben sept siete sette",
        10: "ten tien zehn dix diez dieci",
        12: "twelve twaalf zwolf douze doce dodici",
        13: "thirteen dertien dreizehn treize trece tredici",
        14: "fourteen veertien vierzehn quatorze catorce quattordici",
        15: "fifteen vijftien funfzehn quinze quince quindici",
        18: "eighteen achttien achtzehn dix-huit dieciocho diciotto",
        24: "twenty-four vierentwintig vierundzwanzig vingt-quatre veinticuatro ventiquattro",
        30: "thirty dertig dreissig trente treinta trenta",
        60: "sixty zestig sechzig soixante sesenta sessanta",
        90: "ninety negentig neunzig quatre-vingt-dix noventa novanta",
    }.items()
    for word in line.split()
}
UNIT = "|".join(f"(?P<u{index}>{words})" for index, (_, words) in enumerate(UNITS))
WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
AMOUNT = re.compile(
    rf"(?<![\w.])(?:(?P<number>\d{{1,9}}(?:[.,]\d{{1,3}})?)\s*[-\s]?|(?P<word>{WORD})(?:\s*\(\s*\d{{1,4}}\s*\)\s*|[-\s]+))"
    rf"(?:{UNIT})(?![\w])\.?",
)
SESSION = lines(
    r"""\bsess?ions?\b|\bsessie|\bsitzung|\bsesion|\bsessione|browser ?session|\bwhen (?:you|the user|
        the browser)[^.]{0,30}clos|
    \b(?:until|till|once|when)\b[^.]{0,30}\bclos|\b(?:until|till|bis|tot|jusqu)[^.]{0,40}(?:brows|navigat|fenster|venster)[^.]{0,30}(?:clos|sluit|ferm|schliess|
    geschlossen|
    cierr|chiu)|\b(?:until|till|bis|tot|jusqu|hasta|fino)[^.]{0,30}(?:clos|sluit|ferm|schliess|cierr|cerr|chiu)[^.]{0,30}(?:brows|navigat|navegador|
    fenster|venster)|\bend of (?:the )?(?:visit|brows)|\bfin de (?:la )?(?:session|sesion|navigation)|\bal cerrar|
    \bal cierre|
    \btemporary\b|\btijdelijk\b|\btemporar|\btransient\b|\bdeleted when[^.]{0,30}clos"""
)
PERSISTENT = lines(
    r"""\bpersist|\bpermanent|\bindefin|\bunlimited|\bonbepaald|\bonbeperkt|\bblijvend|\bunbegrenzt|\bdauerhaft|\bbestandig|
        \bunbefristet|
    \billimit|\bsin caducidad|\bno (?:expir|scad)|\bnever\b|\bnone\b|\bno expiration|\bnooit|\bnie\b|\bjamais|
    \bnunca\b|\bmai\b|
    \bforever|\bsin fecha"""
)


class Lifetime(msgspec.Struct, frozen=True):
    """A lifetime as written and, where it is one, in seconds."""

    as_written: str
    kind: str
    """`session`, `persistent` (no figure), `duration`, or empty when the words tell none."""
    seconds: float | None = None


def read_lifetime(text: str, unit: str = "") -> Lifetime:
    """The lifetime that `text` tells. `unit` is the column's own ("Lifetime (days)"), for bare numbers.

    Several amounts add up when joined ("1 year 24 days"), else the longest counts ("30 minutes to 2 years"): what may
    live two years is declared to live two years.
    """
    written = " ".join(text.split())[:200]
    plain = fold(written)
    if unit and (bare := re.fullmatch(r"(\d{1,9}(?:[.,]\d{1,3})?)", plain)) is not None:
        return Lifetime(written, "duration", number(bare[1]) * unit_seconds(unit))
    amounts = list(AMOUNT.finditer(plain))
    if amounts:
        return Lifetime(written, "duration", total(plain, amounts))
    if SESSION.search(plain):
        return Lifetime(written, "session")
    if PERSISTENT.search(plain):
        return Lifetime(written, "persistent")
    return Lifetime(written, "")


def total(text: str, amounts: list[re.Match[str]]) -> float:
    """Joined amounts added ("1 year and 2 months"), the longest of the sums."""
    sums: list[float] = []
    end = -10
    last_size = 0.0
    for match in amounts:
        size = next(UNITS[index][0] for index in range(len(UNITS)) if match[f"u{index}"])
        value = (NUMBERS[match["word"]] if match["word"] else number(match["number"])) * size
        between = text[end : match.start()].strip() if end >= 0 else "-"
        # Only smaller units are added: "1 year 1 month", never "1 month, 1 year".
        if between in ("", "and", "en", "und", "et", "y", "e", "&", "+", ",") and size < last_size:
            sums[-1] += value
        else:
            sums.append(value)
        end, last_size = match.end(), size
    return max(sums)


def number(text: str) -> float:
    return float(text.replace(",", "."))


def unit_of(header: str) -> str:
    """The unit that a column's header gives: "Lifetime (days)", "Durée de vie (jours)", "Expiry in months"."""
    match = re.search(r"\(\s*(?:in |en )?([a-z()]{1,12})\s*\)|\bin ([a-z]{3,10})$|\ben ([a-z]{3,10})$", fold(header))
    word = next((group for group in match.groups() if group), "") if match else ""
    return word if word and unit_seconds(word) else ""


def unit_seconds(word: str) -> float:
    return next((seconds for seconds, words in UNITS if re.fullmatch(words, word)), 0.0)


def fold(text: str) -> str:
    """Lower case without accents, so that "Año" and "años" and "fünf" are found."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
