"""Lists Route 53's public zones, their record sets and all health checks, in the API's own words.

argv: the endpoint. stdout: {"zones": [...], "recordSets": [...], "healthChecks": [...]}.
"""

import json
import sys

import boto3
from botocore.config import Config


def main():
    client = boto3.client(
        "route53",
        region_name="us-east-1",
        endpoint_url=sys.argv[1],
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
        config=Config(retries={"max_attempts": 1}),
    )

    def listed(operation, field, **arguments):
        pages = client.get_paginator(operation).paginate(**arguments)
        return [entry for page in pages for entry in page[field]]

    zones = [
        zone
        for zone in listed("list_hosted_zones", "HostedZones")
        if not zone.get("Config", {}).get("PrivateZone")
    ]
    records = [
        record
        for zone in zones
        for record in listed("list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone["Id"])
    ]
    checks = listed("list_health_checks", "HealthChecks")
    json.dump({"zones": zones, "recordSets": records, "healthChecks": checks}, sys.stdout, default=str)


main()
