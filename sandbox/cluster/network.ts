import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { z } from "zod";
import type { Addresses } from "./addresses";

/** Second parts of `10.x.0.0/16` that a checkout's clusters may have. */
const OCTETS = Array.from({ length: 54 }, (_, index) => 200 + index);

const links = z.array(z.object({ ifname: z.string().optional() }));
const addresses = z.array(z.object({ addr_info: z.array(z.object({ local: z.string() })).optional() }));
const routes = z.array(z.object({ dst: z.string() }));

function ip(...args: readonly string[]): string {
  return execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * The network between a checkout's clusters and the machine: a bridge, on which every node has an end of a veth. The
 * machine passes nothing on: what is not on the bridge cannot be reached from a cluster.
 */
export class ClusterNetwork {
  private readonly bridge: string;

  /** @param folder that keeps the checkout's clusters: tells its bridge from those of other checkouts */
  constructor(folder: string) {
    this.bridge = `lb${createHash("sha256").update(folder).digest("hex").slice(0, 6)}`;
  }

  /**
   * Makes the bridge when it is not there.
   * @param known second part of the checkout's range, where it has one. @default one that is free
   * @returns second part of the range. @throws when none is free
   */
  ensure(known?: number): number {
    if (!this.links().includes(this.bridge)) ip("link", "add", this.bridge, "type", "bridge");
    // Whatever else the machine is: it is no router between clusters and others.
    writeFileSync(`/proc/sys/net/ipv4/conf/${this.bridge}/forwarding`, "0");
    const [own] = addresses
      .parse(JSON.parse(ip("-json", "-4", "address", "show", "dev", this.bridge)))
      .flatMap(({ addr_info: infos = [] }) => infos);
    if (own !== undefined) return Number(own.local.split(".")[1]);
    const taken = routes.parse(JSON.parse(ip("-json", "-4", "route", "show"))).map(({ dst }) => dst);
    const isFree = (octet: number): boolean =>
      !taken.some((dst) => dst.startsWith(`10.${octet}.`) || dst === "10.0.0.0/8");
    const octet = known ?? OCTETS.find(isFree);
    if (octet === undefined)
      throw new Error(
        "cluster: none of 10.200.0.0/16 to 10.253.0.0/16 is free; `ip route` shows who has them",
      );
    ip("address", "add", `10.${octet}.0.1/24`, "dev", this.bridge);
    ip("link", "set", this.bridge, "up");
    return octet;
  }

  /**
   * Gives a process's network namespace an `eth0` on the bridge.
   * @param index rank of the cluster
   * @param init process in the namespace
   */
  attach(index: number, init: number, { node, machine, pods }: Addresses): void {
    // The removal of the last cluster may just have deleted the bridge.
    this.ensure(Number(node.split(".")[1]));
    const link = this.linkOf(index);
    ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", String(init));
    ip("link", "set", link, "master", this.bridge, "up");
    const inside = (...args: readonly string[]): void => {
      execFileSync("nsenter", [`--target=${init}`, "--net", "ip", ...args]);
    };
    inside("link", "set", "lo", "up");
    inside("address", "add", `${node}/24`, "dev", "eth0");
    inside("link", "set", "eth0", "up");
    // A service's address needs a route before it is translated.
    inside("route", "add", "default", "via", machine);
    ip("route", "replace", pods, "via", node, "dev", this.bridge);
  }

  /** Cuts a cluster off from everything else, or connects it again. */
  connect(index: number, connected: boolean): void {
    ip("link", "set", this.linkOf(index), connected ? "up" : "down");
  }

  /** Removes what is left of a cluster's connection. */
  detach(index: number, { pods }: Addresses): void {
    this.deleteLink(this.linkOf(index));
    if (!this.links().includes(this.bridge)) return;
    const own = ip("-json", "-4", "route", "show", pods, "dev", this.bridge);
    if (routes.parse(JSON.parse(own)).length > 0) ip("route", "delete", pods, "dev", this.bridge);
  }

  /** Takes the bridge away; a cluster that is claimed meanwhile makes it again. */
  remove(): void {
    this.deleteLink(this.bridge);
  }

  /** A node's end goes with its namespace, in the kernel's own time: it may be gone before or meanwhile. */
  private deleteLink(link: string): void {
    try {
      if (this.links().includes(link)) ip("link", "delete", link);
    } catch (error) {
      if (this.links().includes(link)) throw error;
    }
  }

  private links(): string[] {
    return links.parse(JSON.parse(ip("-json", "link", "show"))).map(({ ifname = "" }) => ifname);
  }

  /** Name of a cluster's link on the machine; no other checkout has it. */
  linkOf(index: number): string {
    return `${this.bridge}-${index}`;
  }
}
