"""Route 53 resources: Pulumi's inputs to calls of boto3. Applying them again changes nothing."""

from references import UNKNOWN, Unresolved
from s3 import tags

# boto3's names where they are not just the input's with a capital.
NAMES = {
    "fqdn": "FullyQualifiedDomainName",
    "ipAddress": "IPAddress",
    "port": "Port",
    "resourcePath": "ResourcePath",
    "searchString": "SearchString",
    "failureThreshold": "FailureThreshold",
    "invertHealthcheck": "Inverted",
    "disabled": "Disabled",
    "childHealthThreshold": "HealthThreshold",
    "enableSni": "EnableSNI",
    "regions": "Regions",
}
# What Route 53 changes on no health check that exists.
FIXED_NAMES = {"type": "Type", "requestInterval": "RequestInterval", "measureLatency": "MeasureLatency"}
# Policies whose answers would have to know where the question comes from.
PLACES = ("cidrRoutingPolicy", "geolocationRoutingPolicies", "geoproximityRoutingPolicy", "latencyRoutingPolicies")


def _given(names, inputs):
    return {name: inputs[key] for key, name in names.items() if inputs.get(key) is not None}


def _bare(zone_id):
    """`Z1` of `/hostedzone/Z1`."""
    return zone_id.rpartition("/")[2]


def _declared_id(resource):
    """How a finished deployment calls a health check, else its logical name: both stacks may use the same ones."""
    outputs = resource.get("outputs", {})
    return outputs.get("id") or outputs.get("arn", "").rpartition("/")[2] or resource["name"]


class Route53:
    """Applies Route 53 resources; each method is for one type and returns what was made."""

    def __init__(self, client, references):
        self._client = client
        self._references = references
        self._known_zones = None

    def _api(self):
        return self._client("route53", self._references.region)

    def _zones(self):
        """Names of the zones that exist, by id."""
        if self._known_zones is None:
            pages = self._api().get_paginator("list_hosted_zones").paginate()
            self._known_zones = {_bare(zone["Id"]): zone["Name"] for page in pages for zone in page["HostedZones"]}
        return self._known_zones

    def zone(self, resource):
        name = resource["inputs"]["name"].rstrip(".") + "."
        known = [zone_id for zone_id, known_name in self._zones().items() if known_name == name]
        if known:
            zone_id = known[0]
        else:
            made = self._api().create_hosted_zone(Name=name, CallerReference=f"lifeboat {name}")
            zone_id = _bare(made["HostedZone"]["Id"])
            self._zones()[zone_id] = name
        self._references.made("zone", resource, zone_id, ["id", "zoneId"])
        return zone_id

    def health_check(self, resource):
        inputs = resource["inputs"]
        settings = _given(NAMES, inputs)
        children = inputs.get("childHealthchecks")
        if UNKNOWN in str(children):
            # Several unknown ones would all be taken for the same.
            raise Unresolved("childHealthchecks is unknown")
        if children is not None:
            settings["ChildHealthChecks"] = [
                self._references.resolve("health check", resource, child, "childHealthchecks", anywhere=True)
                for child in children
            ]
        declared = _declared_id(resource)
        pages = self._api().get_paginator("list_health_checks").paginate()
        known = [check["Id"] for page in pages for check in page["HealthChecks"] if check["CallerReference"] == declared]
        if known:
            check_id = known[0]
            self._api().update_health_check(HealthCheckId=check_id, **settings)
        else:
            config = {**_given(FIXED_NAMES, inputs), **settings}
            made = self._api().create_health_check(CallerReference=declared, HealthCheckConfig=config)
            check_id = made["HealthCheck"]["Id"]
        if inputs.get("tags"):
            self._api().change_tags_for_resource(
                ResourceType="healthcheck", ResourceId=check_id, AddTags=tags(inputs["tags"])
            )
        self._references.made("health check", resource, check_id, ["id"])
        self._references.same(declared, check_id)
        return check_id

    def record(self, resource):
        inputs = resource["inputs"]
        for policy in PLACES:
            if inputs.get(policy):
                raise Unresolved(f"{policy}: not applied by this script")
        zone_id = self._references.resolve("zone", resource, inputs["zoneId"], "zoneId", anywhere=True)
        if zone_id not in self._zones():
            raise Unresolved(f"zoneId {zone_id}: nobody made this hosted zone; apply hostedZones() with the stack's")
        record = {"Name": inputs["name"], "Type": inputs["type"]}
        if inputs.get("records"):
            record["TTL"] = inputs["ttl"]
            record["ResourceRecords"] = [{"Value": value} for value in inputs["records"]]
        for alias in inputs.get("aliases") or []:
            record["AliasTarget"] = {
                "DNSName": alias["name"],
                "HostedZoneId": alias["zoneId"],
                "EvaluateTargetHealth": bool(alias.get("evaluateTargetHealth")),
            }
        if inputs.get("setIdentifier"):
            record["SetIdentifier"] = inputs["setIdentifier"]
        for policy in inputs.get("failoverRoutingPolicies") or []:
            record["Failover"] = policy["type"]
        for policy in inputs.get("weightedRoutingPolicies") or []:
            record["Weight"] = policy["weight"]
        if inputs.get("healthCheckId") is not None:
            record["HealthCheckId"] = self._references.resolve(
                "health check", resource, inputs["healthCheckId"], "healthCheckId", anywhere=True
            )
        changes = [{"Action": "UPSERT", "ResourceRecordSet": record}]
        self._api().change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})
        return " ".join([record["Name"], record["Type"], record.get("SetIdentifier", "")]).rstrip()
