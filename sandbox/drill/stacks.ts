import { execFileSync } from "node:child_process";
import { parse } from "yaml";
import { z } from "zod";
import type { Service } from "../../infra/catalog/types";
import { newAgeIdentity } from "../engine/age-identity";
import { openSandbox } from "../engine/sandbox";
import { sandboxValues, type SandboxValues, type StackValues } from "../engine/sandbox-values";
import type { Backend } from "../providers/backend";
import { repositoryRoot, sandboxPaths } from "../engine/paths";
import { hostedZones } from "../servers/hosted-zones";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configArguments, restArguments, type Settings, typed, upArguments } from "./commands";
import { makeRest, makeVaults } from "./made-aws";
import type { Side, Sides } from "./sides";
import { yielding } from "./yielding";

/** What the stacks are deployed against. */
export interface StacksOptions {
  readonly folder: string;
  readonly services: readonly Service[];
  readonly sides: Sides;
  /** Endpoint of every bucket. */
  readonly objectStoreUrl: string;
  /** Endpoint of AWS' APIs. */
  readonly awsUrl: string;
  readonly backends: Readonly<Record<string, Backend>>;
  /** Takes a line about what the engine does. */
  readonly tell: (line: string) => void;
}

/** How a deployment ended. */
export interface Deployment {
  readonly succeeded: boolean;
  /** The engine's own words on what failed; empty when nothing did. */
  readonly diagnostics: string;
  readonly seconds: number;
}

/** Both stacks, as an operator handles them. */
export interface Stacks {
  readonly engineVersion: string;
  /** `pulumi config set` and `pulumi config rm`; undefined removes. */
  configure(side: Side, settings: Settings): Promise<void>;
  /** `pulumi up`. */
  up(side: Side): Promise<Deployment>;
  /** Whether `pulumi preview --expect-no-changes` finds nothing to do; else what it found. */
  unchanged(side: Side): Promise<string | undefined>;
  /** Every command so far, as it was typed. */
  readonly commands: readonly string[];
  close(): void;
}

function jobImageOf(root: string, stack: string): string {
  const parsed: unknown = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
  return z.object({ config: z.object({ "lifeboat:jobImage": z.string() }) }).parse(parsed).config[
    "lifeboat:jobImage"
  ];
}

/** Hosted zones as the stacks' files name them: both the same, for DNS is one. */
function zonesOf(root: string): Readonly<Record<string, string>> {
  const parsed: unknown = parse(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8"));
  const file = z.object({ config: z.object({ "lifeboat:hostedZones": z.record(z.string(), z.string()) }) });
  return file.parse(parsed).config["lifeboat:hostedZones"];
}

/** References of the job image in both stacks. */
export function jobImages(): readonly string[] {
  const root = repositoryRoot(__dirname);
  return [...new Set(["prod", "dr"].map((stack) => jobImageOf(root, stack)))];
}

function valuesOf(options: StacksOptions, identity: string, recipient: string): SandboxValues {
  const valueFor = ({ stack, postgres, ingressHost }: Side): StackValues => {
    const own = sandboxValues[stack];
    if (own === undefined) throw new Error(`the sandbox has no stack ${stack}`);
    const each = <T>(value: T): Record<string, T> =>
      Object.fromEntries(options.services.map(({ id }) => [id, value]));
    return {
      secrets: (settings) => ({
        ...own.secrets(settings),
        ...Object.fromEntries(
          options.services.map(({ id }) => [`lifeboat:databaseSecrets.${id}.admin`, () => postgres.password]),
        ),
        "lifeboat:ageIdentity": () => identity,
      }),
      overrides: {
        ...own.overrides,
        "lifeboat:services": options.services.map(({ id }) => id),
        "lifeboat:ingressHost": ingressHost,
        "lifeboat:databaseHosts": each(postgres.host),
        "lifeboat:databasePorts": each(postgres.port),
        "lifeboat:databaseAdminUser": postgres.superuser,
        "lifeboat:s3Endpoint": options.objectStoreUrl,
        "lifeboat:ageRecipients": [recipient],
        // Nothing listens there: a purge of the CDN fails, as it may, and asks nobody outside of this machine.
        "lifeboat:cloudflareApiUrl": "http://127.0.0.1:1/client/v4",
      },
    };
  };
  return { prod: valueFor(options.sides.primary), dr: valueFor(options.sides.standby) };
}

/** The error lines of a run, without the progress. */
function diagnosticsOf(stdout: string, stderr: string): string {
  const after = stdout.split("Diagnostics:").at(-1) ?? "";
  const lines = after.split("\nOutputs:")[0]?.split("\nResources:")[0] ?? "";
  return `${lines}\n${stderr}`.replace(/^\s*\n/gm, "").trimEnd();
}

/** Opens the engine on both stacks; nothing is deployed yet. */
export async function openStacks(options: StacksOptions): Promise<Stacks> {
  const identity = newAgeIdentity();
  const recipient = execFileSync("age-keygen", ["-y"], { input: `${identity}\n`, encoding: "utf8" }).trim();
  const sandbox = await openSandbox({
    folder: options.folder,
    values: valuesOf(options, identity, recipient),
    backends: options.backends,
    tell: options.tell,
    // In truth the engine runs on another machine than the pods: here it yields to them.
    launcher: yielding,
    cache: sandboxPaths(join(repositoryRoot(__dirname), ".sandbox")).cache,
  });
  const commands: string[] = [];
  const run = (args: readonly string[]) => {
    commands.push(typed(args));
    options.tell(commands.at(-1) ?? "");
    return sandbox.run([...args, "--non-interactive"]);
  };
  const applied = new Set<string>();
  const zones = hostedZones(zonesOf(repositoryRoot(__dirname)));
  return {
    engineVersion: sandbox.cli.version,
    commands,
    configure: async ({ stack }, settings) => {
      for (const args of configArguments(stack, settings)) {
        const { code, stderr } = await run(args);
        if (code !== 0) throw new Error(`${typed(args)}: ${stderr}`);
      }
    },
    up: async ({ stack, region }) => {
      // What the engine makes stands in AWS once; a posture changes nothing there.
      const first = !applied.has(stack);
      const aws = { sandbox, stack, region, url: options.awsUrl };
      if (first) await makeVaults(aws);
      const began = performance.now();
      const { code, stdout, stderr } = await run(upArguments(stack));
      const seconds = (performance.now() - began) / 1000;
      if (code === 0 && first) {
        await makeRest(aws, zones);
        applied.add(stack);
      }
      return {
        succeeded: code === 0,
        diagnostics: code === 0 ? "" : diagnosticsOf(stdout, stderr),
        seconds,
      };
    },
    unchanged: async ({ stack }) => {
      const { code, stdout, stderr } = await run(restArguments(stack));
      return code === 0 ? undefined : `${stdout}\n${stderr}`;
    },
    close: () => {
      sandbox.close();
    },
  };
}
