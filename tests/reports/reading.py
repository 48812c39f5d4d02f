"""What a reader reads of a page, without looking at how it is drawn."""

import re
from html import unescape

_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*(?<![.,])")


def words(page: str) -> str:
    """The words of a page in their order, with those in place of pictures; without its preview line."""
    body = re.sub(r"(?s)<head>.*?</head>|<!--.*?-->|<div style=\"display:none.*?</div>", " ", page)
    body = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r" \1 ", body)
    body = re.sub(r"</?(?:b|span|a)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def numerals(said: str) -> list[str]:
    """Every number in a text, as it is written."""
    return _NUMBER.findall(said)
