import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

/** Type token of Route 53 records. */
export const DNS_RECORD = "aws:route53/record:Record";

/** Role of a failover record, `PRIMARY` or `SECONDARY`; undefined for a record without one. @throws Undecided */
export function failoverRole(record: Subject): string | undefined {
  return record.inputs.at("failoverRoutingPolicies").items[0]?.at("type").shown;
}

/** Targets of an alias record, which has Route 53's own TTL; none for another. @throws Undecided */
export function aliases(record: Subject): readonly Input[] {
  return record.inputs.at("aliases").items;
}
