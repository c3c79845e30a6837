import { serviceAccountSubject } from "../../naming";

/** One statement of an IAM, bucket or key policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly [kind: string]: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

/**
 * The JSON text of a policy with these statements.
 *
 * Every ARN in it is made by naming.ts, so that a preview shows the whole policy before anything exists.
 */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Lets one AWS service assume a role, on behalf of this account only (confused deputy). */
export function serviceTrust(service: string, accountId: string): string {
  return policyDocument({
    Sid: "ServiceOfThisAccount",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });
}

/** Lets exactly one Kubernetes ServiceAccount assume a role through the cluster's OIDC provider (IRSA). */
export function workloadTrust(args: {
  /** ARN of the IAM OIDC provider of the cluster. */
  readonly providerArn: string;
  /** Issuer without scheme, as the condition keys name it. */
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}): string {
  return policyDocument({
    Sid: "OneServiceAccount",
    Effect: "Allow",
    Principal: { Federated: args.providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${args.issuer}:aud`]: "sts.amazonaws.com",
        [`${args.issuer}:sub`]: serviceAccountSubject(args.namespace, args.serviceAccount),
      },
    },
  });
}

/**
 * Use of the one key that carries an alias, in one region.
 *
 * The key's id is known only after it exists, so the statement names all keys of the account and the condition
 * narrows them to the one with the alias.
 */
export function keyUse(args: {
  readonly sid: string;
  readonly accountId: string;
  readonly region: string;
  /** Alias with its `alias/` prefix. */
  readonly alias: string;
  readonly actions: readonly string[];
}): Statement {
  return {
    Sid: args.sid,
    Effect: "Allow",
    Action: args.actions,
    Resource: `arn:aws:kms:${args.region}:${args.accountId}:key/*`,
    Condition: {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": args.alias },
      StringEquals: { "kms:ViaService": `s3.${args.region}.amazonaws.com` },
    },
  };
}
