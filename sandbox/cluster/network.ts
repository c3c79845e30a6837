import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { z } from "zod";
import type { Addresses } from "./addresses";

/** Second parts of `10.x.0.0/16` that a checkout's clusters may have. */
const OCTETS = Array.from({ length: 54 }, (_, index) => 200 + index);

const links = z.array(z.object({ ifname: z.string().optional() }));
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

  /** Second part of the checkout's range; makes the bridge when it is not there. @throws when no range is free */
  ensure(): number {
    const own = (networkInterfaces()[this.bridge] ?? []).find(({ family }) => family === "IPv4");
    if (own !== undefined) return Number(own.address.split(".")[1]);
    const taken = routes.parse(JSON.parse(ip("-json", "-4", "route", "show"))).map(({ dst }) => dst);
    const octet = OCTETS.find(
      (each) => !taken.some((dst) => dst.startsWith(`10.${each}.`) || dst === "10.0.0.0/8"),
    );
    if (octet === undefined)
      throw new Error(
        "cluster: none of 10.200.0.0/16 to 10.253.0.0/16 is free; `ip route` shows who has them",
      );
    if (!this.links().includes(this.bridge)) ip("link", "add", this.bridge, "type", "bridge");
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
    ip("route", "replace", pods, "via", node);
  }

  /** Cuts a cluster off from everything else, or connects it again. */
  connect(index: number, connected: boolean): void {
    ip("link", "set", this.linkOf(index), connected ? "up" : "down");
  }

  /** Removes what is left of a cluster's connection, and the bridge with the last one. */
  detach(index: number, { pods }: Addresses): void {
    this.deleteLink(this.linkOf(index));
    if (routes.parse(JSON.parse(ip("-json", "-4", "route", "show", pods))).length > 0)
      ip("route", "delete", pods);
    if (!this.links().some((link) => link.startsWith(`${this.bridge}-`))) this.deleteLink(this.bridge);
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

  private linkOf(index: number): string {
    return `${this.bridge}-${index}`;
  }
}
