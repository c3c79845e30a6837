"""Masks what looks like a secret in a log line before it leaves the node (KYB-4)."""

import re

HIDDEN = "***"

# Every repetition is bounded, or ends at the first character of what follows: a line may be 256 KiB.
_VALUE = r'(?:"(?:\\.|[^"\\])*"?|\'[^\']*\'?|[^\s,;&"\'}\])]+)'
_WORD = r"pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|private|auth|signing|encryption|identity)[-_.]?key"
_SHAPES = [
    (re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)", re.S), HIDDEN),
    (re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]+", re.I), HIDDEN),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), HIDDEN),
    (re.compile(r"(://[^\s:/@]{0,128}):[^\s@]{1,512}@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}"), HIDDEN),
    (re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"), HIDDEN),
    (re.compile(r"(\b(?:bearer|basic)\s{1,4})[A-Za-z0-9._~+/=-]{8,}", re.I), rf"\1{HIDDEN}"),
    # aws_secret_access_key, session-token, "password": in a text that is not JSON as a whole.
    (re.compile(rf"((?:{_WORD})(?:[-_.]?(?:access)?[-_.]?key)?\\?[\"']?\s{{0,4}}[=:]\s{{0,4}}){_VALUE}", re.I), rf"\1{HIDDEN}"),
]
# A name that ends like a secret's, whatever precedes: dbPassword, X-Api-Key.
_NAME = re.compile(rf"(?:{_WORD}|authorization|cookie)$", re.I)


def mask(text):
    """The text without what looks like a secret."""
    for shape, hidden in _SHAPES:
        text = shape.sub(hidden, text)
    return text


def masked(value, name=""):
    """A decoded JSON value without secrets: by the name of a field, and by the look of each text."""
    if isinstance(value, dict):
        return {mask(key): masked(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [masked(each, name) for each in value]
    if value is None or isinstance(value, bool):
        return value
    if _NAME.search(name):
        return HIDDEN
    return mask(value) if isinstance(value, str) else value
