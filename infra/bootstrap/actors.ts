import * as pulumi from "@pulumi/pulumi";
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import type { Tagged } from "../components/scope";
import { roleArn } from "../naming";
import { actorRole, type Actor } from "./names";
import { deployPolicy, operatorPolicy, previewPolicy, recordsPolicy } from "./rights";
import type { Github, Settings } from "./schema";
import { AUDIENCE, githubTrust, operatorTrust } from "./trust";

/** Inputs of {@link Actors}. */
export interface ActorsArgs extends Tagged {
  readonly settings: Settings;
  /** Ids of the hosted zones whose records a release changes. */
  readonly zoneIds: readonly pulumi.Output<string>[];
}

/** What an actor is, and may do. */
interface Parts {
  readonly description: string;
  readonly trust: string;
  readonly policy: string;
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** Who works on the stacks: jobs of GitHub Actions that preview and deploy, and people. */
export class Actors extends pulumi.ComponentResource {
  /** ARN by actor; only those that config has. */
  readonly arns: Readonly<Partial<Record<Actor, string>>>;

  constructor(name: string, args: ActorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:bootstrap:Actors", name, {}, opts);
    const { settings } = args;
    const { accountId, github, operators } = settings;
    const parts = new Map<Actor, Parts>();
    if (github !== undefined) {
      const dependsOn = this.identityProvider(`${name}-github`, args, github);
      parts.set("ci-preview", {
        description: "GitHub Actions previews the stacks of Lifeboat",
        trust: githubTrust(accountId, github, github.previewEnvironment, false),
        policy: previewPolicy(settings),
        dependsOn,
      });
      parts.set("ci-deploy", {
        description: "GitHub Actions deploys the stacks of Lifeboat",
        trust: githubTrust(accountId, github, github.deployEnvironment, true),
        policy: deployPolicy(settings),
        dependsOn,
      });
    }
    if (operators !== undefined)
      parts.set("operator", {
        description: "People who operate the stacks of Lifeboat",
        trust: operatorTrust(accountId, operators),
        policy: operatorPolicy(settings),
      });
    for (const [actor, each] of parts) this.role(`${name}-${actor}`, actor, each, args);
    this.arns = Object.fromEntries(
      [...parts.keys()].map((actor) => [actor, roleArn(accountId, actorRole(actor))]),
    );
    this.registerOutputs({ arns: this.arns });
  }

  /** The issuer; no thumbprints, because AWS checks GitHub's certificates against authorities, and a pinned one expires. */
  private identityProvider(
    name: string,
    { tags }: ActorsArgs,
    { issuer, providerExists }: Github,
  ): readonly pulumi.Resource[] {
    if (providerExists) return [];
    return [
      new OpenIdConnectProvider(
        name,
        { url: `https://${issuer}`, clientIdLists: [AUDIENCE], tags },
        { parent: this, protect: true },
      ),
    ];
  }

  private role(name: string, actor: Actor, parts: Parts, { tags, zoneIds }: ActorsArgs): void {
    const role = new Role(
      `${name}-role`,
      {
        name: actorRole(actor),
        description: parts.description,
        assumeRolePolicy: parts.trust,
        maxSessionDuration: actor === "operator" ? OPERATOR_SECONDS : CI_SECONDS,
        tags,
      },
      { parent: this, dependsOn: [...(parts.dependsOn ?? [])] },
    );
    new RolePolicy(
      `${name}-policy`,
      { name: actorRole(actor), role: role.name, policy: parts.policy },
      { parent: this },
    );
    if (zoneIds.length > 0 && actor !== "ci-preview")
      new RolePolicy(
        `${name}-records`,
        { name: "records", role: role.name, policy: pulumi.all([...zoneIds]).apply(recordsPolicy) },
        { parent: this },
      );
  }
}

/** A job's longest session: the first update takes half of it. */
const CI_SECONDS = 3600;
/** A person's: as long as a failover of all services and the way back may take. */
const OPERATOR_SECONDS = 4 * 3600;
