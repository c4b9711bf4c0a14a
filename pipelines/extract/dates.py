"""Dates and times as Chinese pages print them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_DAY = (
    r"(?<!\d)(?P<year>(?:19[89]"
    r"|20[0-4])\d)\s*(?:(?P<sep>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})(?!\d)"
    r"|年\s*(?P<month2>\d{1,2})\s*月\s*(?P<day2>\d{1,2})\s*(?:日|号)?"
    r"|\s+(?P<month3>\d\d)\s*/\s*(?P<day3>\d\d)(?!\d))"
)
_CLOCK = (
    r"(?:(?:\s|T|,|\||&nbsp;|-(?=\d\d:)|\(?(?:星期|周)[一二三四五六日天]\)?)*(?P<noon>上午|下午|晚上|晚间|凌晨|中午|早上)?\s*"
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-4])\s*(?:[:：]|时|点)\s*(?P<minute>[0-5]\d)(?:\s*(?:[:：]"
    r"|分)\s*(?P<second>[0-5]\d))?(?:\.\d+)?"
    r"\s*(?P<half>[AaPp][Mm])?(?P<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?"
)
_ABSOLUTE = re.compile(_DAY + _CLOCK)
_RELATIVE = re.compile(r"(?P<count>\d{1,3}|半)\s*(?P<unit>秒|分钟|个?小时|天|个?月)\s*(?:以前|之前|前)|(?P<now>刚刚)")
_NEAR = re.compile(r"(?P<word>今天|昨天|前天)\s*(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)")
_YEARLESS = re.compile(
    r"(?<![\d\-/.:年])(?P<month>0?[1-9]|1[0-2])(?:[-/]|月)(?P<day>[0-2]?\d|3[01])日?\s+(?P<hour>[01]?\d"
    r"|2[0-3])[:：](?P<minute>[0-5]\d)"
)
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_RFC_822 = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} ")
_UNITS = {"秒": 1 / 60, "分钟": 1, "小时": 60, "天": 1440, "月": 43200}
_IN_URL = re.compile(
    r"/(?P<y1>20[0-4]\d)[-_/]?(?P<m1>0[1-9]|1[0-2])[-_/]?(?P<d1>0[1-9]|[12]\d|3[01])(?!\d{2}(?!\d))"
    r"|[/_t](?P<y2>20[0-4]\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?=[_/.])"
    r"|/(?P<y3>20[0-4]\d)/(?P<m3>\d{1,2})[-/](?P<d3>\d{1,2})/"
)


class Moment(NamedTuple):
    """A date, perhaps with a time.

    Attributes:
        text: ISO 8601, with offset when there is a time.
        exact: whether the time is known.
        start, end: where it stood.
    """

    text: str
    exact: bool
    start: int
    end: int

    @property
    def day(self) -> str:
        """The date alone."""
        return self.text[:10]


def zone_of(offset: str) -> timezone:
    """The time zone of an offset; `+08:00` when it cannot be read.

    >>> zone_of("+09:00").utcoffset(None).total_seconds()
    32400.0
    """
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", offset.strip())
    if not found or int(found[2]) > 14:
        return timezone(timedelta(hours=8))
    sign = -1 if found[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(found[2]), minutes=int(found[3])))


def has_clock(text: str) -> bool:
    """Whether a date with a time of day stands in a line.

    >>> has_clock("2023-06-01 00:48"), has_clock("2023-06-01")
    (True, False)
    """
    return any(match["hour"] for match in _ABSOLUTE.finditer(text))


def stated(value: str, offset: str) -> Moment | None:
    """The date of a field that machines write: ISO 8601, digits alone, seconds or milliseconds since 1970, RFC 822.

    >>> stated("20240520083612", "+08:00").text, stated("1716165372", "+08:00").text
    ('2024-05-20T08:36:12+08:00', '2024-05-20T08:36:12+08:00')
    >>> stated("Mon, 20 May 2024 00:36:12 GMT", "+08:00").text
    '2024-05-20T08:36:12+08:00'
    """
    value = value.strip()
    if match := _DIGITS.fullmatch(value):
        value = f"{match[1]}-{match[2]}-{match[3]}" + (f" {match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else "")
    elif _EPOCH.fullmatch(value):
        moment = datetime.fromtimestamp(int(value[:10]), zone_of(offset))
        return Moment(moment.isoformat(timespec="seconds"), True, 0, len(value))
    elif _RFC_822.match(value):
        try:
            moment = parsedate_to_datetime(value).astimezone(zone_of(offset))
        except ValueError:
            return None
        return Moment(moment.isoformat(timespec="seconds"), True, 0, len(value))
    return next(iter(moments(value, offset)), None)


def tells_time(text: str) -> bool:
    """Whether a date stands in a line, be it a relative one or one without its year.

    >>> tells_time("昨天 23:10"), tells_time("3小时前"), tells_time("昨天")
    (True, True, False)
    """
    return any(pattern.search(text) for pattern in (_ABSOLUTE, _NEAR, _RELATIVE, _YEARLESS))


def moments(text: str, offset: str, fetched_at: datetime | None = None) -> list[Moment]:
    """All dates in a line (a shadow), as printed, left to right.

    Relative times and dates without a year count from `fetched_at`, and are left alone without it.

    >>> moments("2023-7-21 09:23| 我要分享", "+08:00")[0].text
    '2023-07-21T09:23:00+08:00'
    >>> moments("发布时间：2016年11月22日", "+08:00")[0].text
    '2016-11-22'
    """
    found = [moment for match in _ABSOLUTE.finditer(text) if (moment := _absolute(match, offset))]
    if found or fetched_at is None:
        return found
    return _counted(text, offset, fetched_at)


def day_in_url(url: str) -> str | None:
    """The date that stands in an address.

    >>> day_in_url("http://www.example.cn/2024/0510/c1004.html"), day_in_url("/a/t20240520_1.htm")
    ('2024-05-10', '2024-05-20')
    """
    for match in _IN_URL.finditer(url):
        for number in "123":
            if match[f"y{number}"]:
                day = _day(match[f"y{number}"], match[f"m{number}"], match[f"d{number}"])
                if day:
                    return day.isoformat()
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _first(match: re.Match[str], name: str) -> str:
    return match[name] or match[f"{name}2"] or match[f"{name}3"]


def _absolute(match: re.Match[str], offset: str) -> Moment | None:
    day = _day(match["year"], _first(match, "month"), _first(match, "day"))
    if day is None:
        return None
    start, end = match.span()
    if match["hour"] is None:
        return Moment(day.isoformat(), False, start, end)
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    later = match["noon"] in ("下午", "晚上", "晚间") or (match["half"] or "").lower() == "pm"
    if later and hour < 12:
        hour += 12
    elif (match["half"] or "").lower() == "am" and hour == 12:
        hour = 0
    if hour == 24:
        return Moment(day.isoformat(), False, start, end)
    return Moment(_iso(datetime.combine(day, time(hour, minute, second)), match["zone"], offset), True, start, end)


def _iso(local: datetime, zone: str | None, offset: str) -> str:
    zone_info = zone_of(offset)
    if zone:
        own = UTC if zone == "Z" else zone_of(zone)
        return local.replace(tzinfo=own).astimezone(zone_info).isoformat(timespec="seconds")
    return local.replace(tzinfo=zone_info).isoformat(timespec="seconds")


def _counted(text: str, offset: str, fetched_at: datetime) -> list[Moment]:
    now = (fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC)).astimezone(zone_of(offset))
    if match := _NEAR.search(text):
        back = ("今天", "昨天", "前天").index(match["word"])
        day = now.date() - timedelta(days=back)
        moment = datetime.combine(day, time(int(match["hour"]), int(match["minute"])), now.tzinfo)
        return [Moment(moment.isoformat(timespec="seconds"), True, *match.span())]
    if match := _RELATIVE.search(text):
        unit = (match["unit"] or "秒").removeprefix("个")
        count = 0.5 if match["count"] == "半" else float(match["count"] or 0)
        moment = now - timedelta(minutes=count * _UNITS[unit])
        if unit in ("天", "月"):
            return [Moment(moment.date().isoformat(), False, *match.span())]
        return [Moment(moment.isoformat(timespec="minutes")[:16] + ":00" + _offset(now), True, *match.span())]
    if match := _YEARLESS.search(text):
        return _yearless(match, now)
    return []


def _offset(now: datetime) -> str:
    return now.isoformat(timespec="seconds")[19:]


def _yearless(match: re.Match[str], now: datetime) -> list[Moment]:
    """A date without a year is the last one that is not in the future."""
    for year in (now.year, now.year - 1):
        try:
            moment = datetime(
                year,
                int(match["month"]),
                int(match["day"]),
                int(match["hour"]),
                int(match["minute"]),
                tzinfo=now.tzinfo,
            )
        except ValueError:
            continue
        if moment <= now + timedelta(days=1):
            return [Moment(moment.isoformat(timespec="seconds"), True, *match.span())]
    return []
