"""What a declared resource points at: literal names, and values that only a deployment would tell."""

import os

UNKNOWN = "[unknown]"


class Unresolved(Exception):
    """A value that is not known and cannot be concluded either."""


def _shared(one, other):
    return len(os.path.commonprefix([one, other]))


class References:
    """Remembers what was made, and finds what a resource with an unknown value must mean."""

    def __init__(self, region):
        self.region = region
        self.assumed = []
        self._made = []
        self._literals = {}

    def region_of(self, resource):
        return resource["inputs"].get("region") or self.region

    def made(self, kind, resource, value, outputs=()):
        """Notes a made thing and the values by which a finished deployment would call it."""
        self._made.append((kind, self.region_of(resource), resource, value))
        for name in outputs:
            literal = resource.get("outputs", {}).get(name)
            if isinstance(literal, str):
                self._literals[literal] = value

    def same(self, literal, value):
        """Notes that a finished deployment calls a made thing by this literal."""
        self._literals[literal] = value

    def resolve(self, kind, resource, value, field, anywhere=False):
        """The made thing that `value` means; an unknown one means that of the region with the nearest name.

        `anywhere`: of all regions.
        """
        if isinstance(value, str) and UNKNOWN not in value:
            return self._literals.get(value, value)
        region = self.region_of(resource)
        ranked = sorted(
            (
                (_shared(resource["name"], made["name"]), made["name"], found)
                for made_kind, made_region, made, found in self._made
                if made_kind == kind and (anywhere or made_region == region)
            ),
            key=lambda entry: entry[0],
            reverse=True,
        )
        where = "all regions" if anywhere else region
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            count = len(ranked)
            raise Unresolved(f"{field} is unknown, and {count} {kind}s of {where} could be meant")
        self.assumed.append({**identity(resource), "field": field, "value": ranked[0][2], "of": ranked[0][1]})
        return ranked[0][2]


def identity(resource):
    return {"type": resource["type"], "name": resource["name"]}
