"""Makes a document of one line of a container's log, as the container runtime writes it (CRI)."""

import hashlib
import json
import re

from mask import mask, masked

# /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restart>.log
_FILE = re.compile(r"/(?P<namespace>[^/_]+)_(?P<pod>[^/_]+)_(?P<uid>[^/_]+)/(?P<container>[^/]+)/[^/]+$")
_PART = re.compile(r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (?P<stream>stdout|stderr) (?P<tag>[PF]\S*) ?")
# Fields by which people search; the first that a line has counts.
_MESSAGE = ("message", "msg", "event")
_LEVEL = ("level", "severity", "levelname")


def _utc_day(time):
    return time[:10].replace("-", ".")


def _joined(text):
    """Time, stream and text of a record: a long line arrives in parts, one a line, each with its own head."""
    head, parts = None, []
    for line in text.split("\n"):
        part = _PART.match(line)
        if part is None:
            parts.append(line)
            continue
        head = head or part
        parts.append(line[part.end():])
    return (head["time"], head["stream"], "".join(parts)) if head else (None, None, text)


def _first(fields, names):
    found = (fields[name] for name in names if isinstance(fields.get(name), str))
    return next(found, None)


def _decoded(text):
    """The JSON object that a line is; None where it is not one."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def record(line, settings):
    """(index, id, document) of {"file", "offset", "text"}; None for what is not a line of a declared service.

    The id is made of the line and its place, so that a line that is read twice is one document.
    """
    place = _FILE.search(line["file"])
    service = settings["services"].get(place["namespace"]) if place else None
    time, stream, text = _joined(line["text"])
    if service is None or time is None:
        return None
    document = {
        "@timestamp": time,
        "service": service,
        "environment": settings["environment"],
        "kubernetes": {name: place[name] for name in ("namespace", "pod", "container")},
        "stream": stream,
    }
    fields = _decoded(text)
    if fields is not None:
        try:
            fields = masked(fields)
        except RecursionError:
            fields = None
    if fields is None:
        document["message"] = mask(text)
    else:
        level = _first(fields, _LEVEL)
        document.update(message=_first(fields, _MESSAGE) or json.dumps(fields), fields=fields)
        if level is not None:
            document["level"] = level.lower()
    seed = "\n".join((place["uid"], place["container"], str(line["offset"]), line["text"]))
    name = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{settings['prefix']}-{service}-{_utc_day(time)}", name, document
