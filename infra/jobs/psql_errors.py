"""What psql says of errors where VERBOSITY is verbose. A server says the text in its own language; the SQLSTATE is the same in all."""

import re

VERBOSE = ("-v", "VERBOSITY=verbose")

_STATE = re.compile(r"^((?:[^ \n]+ )?[^ :\n]+:  )([0-9A-Z]{5}): ", re.M)
_FOR_PROGRAMS = re.compile(r"^(?:LOCATION|(?:SCHEMA|TABLE|COLUMN|DATATYPE|CONSTRAINT) NAME):  .*\n?", re.M)
# Of what there is not enough at the moment (53), or a server, session or disk that fails (08, 57, 58), or a conflict (40).
_SCARCE = ("08", "40", "53", "57", "58")


def states(text):
    """The SQLSTATEs of all messages, in their order."""
    return [found[2] for found in _STATE.finditer(text)]


def plain(text):
    """The messages as people read them."""
    return _FOR_PROGRAMS.sub("", _STATE.sub(r"\1", text)).strip()


def scarce(text):
    """Whether the same statement could succeed at another moment. A session that is gone says nothing that has a code."""
    found = [one for one in states(text) if one[:2] not in ("00", "01", "02")]
    return not found or any(one.startswith(_SCARCE) for one in found)
