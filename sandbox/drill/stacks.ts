import { identityToRecipient } from "age-encryption";
import { join } from "node:path";
import { z } from "zod";
import type { Service } from "../../infra/catalog/types";
import type { Settings as PlainSettings } from "../engine/config-merge";
import { newAgeIdentity } from "../engine/age-identity";
import { openSandbox } from "../engine/sandbox";
import { sandboxValues, type SandboxValues, type StackValues } from "../engine/sandbox-values";
import { repositoryRoot, sandboxPaths } from "../engine/paths";
import { stackSettings } from "../engine/project";
import { buildImage } from "../images/build";
import { builtPrograms } from "../tools/program";
import { hostedZones } from "../servers/apply-aws";
import { databaseBackend } from "./database-backend";
import {
  configArguments,
  destroyArguments,
  restArguments,
  type Settings,
  typed,
  upArguments,
} from "./commands";
import { makeRest, makeVaults } from "./made-aws";
import type { Side, Sides } from "./sides";

/** What the stacks are deployed against. */
export interface StacksOptions {
  readonly folder: string;
  readonly services: readonly Service[];
  readonly sides: Sides;
  /** Port of every bucket's endpoint, at the address that a side's pods find it at. */
  readonly objectStorePort: number;
  /** Endpoint of AWS' APIs. */
  readonly awsUrl: string;
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
  /** Whether a preview finds nothing to do and a refresh no drift; else what was found. */
  unchanged(side: Side): Promise<string | undefined>;
  /** Takes away all of a stack, what is protected too. @throws with the engine's own words */
  destroy(side: Side): Promise<void>;
  /** Every command so far, as it was typed. */
  readonly commands: readonly string[];
  close(): void;
}

/** Hosted zones as the stacks name them: both the same, for DNS is one. */
function zonesOf(root: string): Readonly<Record<string, string>> {
  const settings = z.object({ "lifeboat:hostedZones": z.record(z.string(), z.string()) });
  return settings.parse(stackSettings(root, "prod"))["lifeboat:hostedZones"];
}

/** References of the images that the clusters have. */
interface Images {
  readonly jobs: string;
  readonly logs: string;
  readonly application: string;
}

async function imagesOf(): Promise<Images> {
  const [jobs, logs, application] = [
    await buildImage("jobs"),
    await buildImage("logs"),
    await buildImage("application"),
  ];
  return { jobs: jobs.reference, logs: logs.reference, application: application.reference };
}

/** An image for every repository that a stack's file names: the application's for all but the log collector. */
function imagesByRepository(root: string, stack: string, { logs, application }: Images): PlainSettings {
  const settings = z.object({ "lifeboat:images": z.record(z.string(), z.string()) });
  const named = Object.keys(settings.parse(stackSettings(root, stack))["lifeboat:images"]);
  return Object.fromEntries(named.map((name) => [name, name === "lifeboat-logs" ? logs : application]));
}

function valuesOf(
  options: StacksOptions,
  images: Images,
  identity: string,
  recipient: string,
): SandboxValues {
  const root = repositoryRoot(__dirname);
  const valueFor = ({ stack, cluster, postgres, ingressHost }: Side): StackValues => {
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
        "kubernetes:context": cluster.context,
        "lifeboat:services": options.services.map(({ id }) => id),
        "lifeboat:ingressHost": ingressHost,
        "lifeboat:databaseHosts": each(postgres.host),
        "lifeboat:databasePorts": each(postgres.port),
        "lifeboat:databaseAdminUser": postgres.superuser,
        "lifeboat:jobImage": images.jobs,
        "lifeboat:images": imagesByRepository(root, stack, images),
        "lifeboat:s3Endpoint": `http://${cluster.address}:${options.objectStorePort}`,
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
  const recipient = await identityToRecipient(identity);
  const [binary = ""] = await builtPrograms("pulumi-resource-kubernetes");
  const { kubeconfig } = options.sides.primary.cluster;
  const sandbox = await openSandbox({
    folder: options.folder,
    values: valuesOf(options, await imagesOf(), identity, recipient),
    backends: { postgresql: databaseBackend() },
    genuine: { kubernetes: { binary, kubeconfig } },
    tell: options.tell,
    cache: sandboxPaths(join(repositoryRoot(__dirname), ".sandbox")).cache,
  });
  const commands: string[] = [];
  const run = ({ cluster }: Side, args: readonly string[]) => {
    commands.push(typed(args));
    options.tell(commands.at(-1) ?? "");
    return sandbox.run([...args, "--non-interactive"], { env: { KUBECONFIG: cluster.kubeconfig } });
  };
  const applied = new Set<string>();
  const zones = hostedZones(zonesOf(repositoryRoot(__dirname)));
  return {
    engineVersion: sandbox.cli.version,
    commands,
    configure: async (side, settings) => {
      for (const args of configArguments(side.stack, settings)) {
        const { code, stderr } = await run(side, args);
        if (code !== 0) throw new Error(`${typed(args)}: ${stderr}`);
      }
    },
    up: async (side) => {
      const { stack, region, cluster } = side;
      // What the engine makes is in AWS once; a posture changes nothing there.
      const first = !applied.has(stack);
      const aws = { sandbox, stack, kubeconfig: cluster.kubeconfig, region, url: options.awsUrl };
      if (first) await makeVaults(aws);
      const began = performance.now();
      const { code, stdout, stderr } = await run(side, upArguments(stack));
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
    unchanged: async (side) => {
      for (const args of restArguments(side.stack)) {
        const { code, stdout, stderr } = await run(side, args);
        if (code !== 0) return `${typed(args)}: ${stdout}\n${stderr}`;
      }
      return undefined;
    },
    destroy: async (side) => {
      for (const args of destroyArguments(side.stack)) {
        const { code, stdout, stderr } = await run(side, args);
        if (code !== 0) throw new Error(`${typed(args)}: ${diagnosticsOf(stdout, stderr)}`);
      }
    },
    close: () => {
      sandbox.close();
    },
  };
}
