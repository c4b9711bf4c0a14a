"""The last look at a record before it is stored: is it an article, in Chinese, and of a time that can be?"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec

from pipelines.article import Article
from pipelines.options import Flag

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("han", re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")),
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("bo", re.compile("[\u0f00-\u0fff]")),
    ("mn", re.compile("[\u1800-\u18af]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")),
)
_TRADITIONAL = frozenset(
    "這個們來說時國會為對發後還過學東車門問開關長見讓話誰請無與實現經點體動種樣間從業務應當關電網機場報記員軍產黨導總進運連選達遠兩麼頭號臺區縣義議論題縮"
)
_SIMPLIFIED = frozenset(
    "这个们来说时国会为对发后还过学东车门问开关长见让话谁请无与实现经点体动种样间从业务应当关电网机场报记员军产党导总进运连选达远两么头号区县义议论题缩"
)
_FUNCTION_WORDS: dict[str, str] = {
    "en": "the of and to in is that for was on with as by at",
    "fr": "le la les des est une dans que pour qui sur et du",
    "de": "der die und das ist nicht mit den von dem ein zu",
    "es": "el los las una que por con para del es se en",
    "pt": "o os uma que para com do da em não por são",
    "it": "il che di per una del con non sono gli della è",
    "id": "yang dan di dengan untuk dari pada ini itu dalam",
    "vi": "và của là có không được trong cho một các",
}
_KANA_SHARE = 0.1  # names and titles quoted in Chinese news stay below; Japanese prose has more than 0.4
_WORD = 2.5  # a Latin word weighs as much as so many hanzi
_EARLIEST = "1990"
_AHEAD = timedelta(days=2)  # clocks and time zones; anything later is a mistake
_SAMPLE = 20_000


def language_of(text: str) -> str | None:
    """`zh-Hans`, `zh-Hant`, or a language's ISO 639-1 code; `None` when there are no letters.

    Decided by scripts, by kana within hanzi, by characters that only one Chinese script has, and for Latin letters by
    function words (`und` when none of those known is there).

    >>> language_of("这是一篇文章。"), language_of("這是一篇文章。"), language_of("これは記事です。")
    ('zh-Hans', 'zh-Hant', 'ja')
    """
    sample = text[:_SAMPLE]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    han, latin = counts.pop("han"), counts.pop("latin")
    if counts["ja"] > _KANA_SHARE * (han + counts["ja"]):
        return "ja"
    name, most = max(counts.items(), key=lambda item: item[1])
    if most > max(han, latin * _WORD) and name != "ja":
        return name
    if han and han * 2 >= latin * _WORD:
        return _chinese(sample)
    return _latin(sample) if latin else None


def _chinese(text: str) -> str:
    seen = Counter(text)
    traditional = sum(seen[character] for character in _TRADITIONAL - _SIMPLIFIED)
    simplified = sum(seen[character] for character in _SIMPLIFIED - _TRADITIONAL)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _latin(text: str) -> str:
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    scores = {name: sum(words[word] for word in own.split()) for name, own in _FUNCTION_WORDS.items()}
    name, most = max(scores.items(), key=lambda item: item[1])
    return name if most else "und"


def validate(article: Article) -> Article:
    """`article` with its language and flags filled in, and without a time of publication that cannot be.

    A time before 1990 or more than two days after `fetched_at` is dropped. Flags: `empty` when there is no text and
    nothing says why; `not-chinese` when the text is in another language. The given record is not changed.
    """
    language = language_of(article.text or article.title or "")
    flags = set(article.flags)
    if not article.text and not flags & _NO_ARTICLE:
        flags.add(Flag.EMPTY)
    if article.text and language and not language.startswith("zh"):
        flags.add(Flag.NOT_CHINESE)
    published = article.published_at if _possible(article.published_at, article.fetched_at) else None
    return msgspec.structs.replace(
        article, language=language, published_at=published, flags=[flag for flag in Flag if flag in flags]
    )


_NO_ARTICLE = {
    Flag.EMPTY,
    Flag.BINARY,
    Flag.SOFT_404,
    Flag.LIST_PAGE,
    Flag.LOGIN_WALL,
    Flag.REDIRECT_STUB,
    Flag.NEEDS_JAVASCRIPT,
    Flag.UNSUPPORTED_ENCODING,
}


def _possible(published: str | None, fetched: str | None) -> bool:
    if published is None or published < _EARLIEST:
        return False
    try:
        moment = datetime.fromisoformat(published)
        latest = datetime.fromisoformat(fetched) + _AHEAD if fetched else None
    except (ValueError, OverflowError):
        return False
    if latest is None:
        return True
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    latest = latest if latest.tzinfo else latest.replace(tzinfo=UTC)
    return moment <= latest
