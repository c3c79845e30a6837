import { setAllConfig } from "@pulumi/pulumi/runtime";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { vi } from "vitest";
import { keysWith } from "../../../infra/config/schema";
import { validRaw } from "./valid";

/** Keys with their namespace that the engine reports as secrets, where all are encrypted. */
export const secretKeys = keysWith(({ secret }) => secret === true).map((key) => `lifeboat:${key}`);

/** Config of the providers, where it fits {@link validRaw}. */
const targets: Readonly<Record<string, string>> = {
  "kubernetes:context": "primary",
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["012345678901"]',
};

/** A new age private key and its public half. */
export async function newKeyPair(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The valid config, with keys that belong together. */
export async function validWithKeys(): Promise<Record<string, string>> {
  const { identity, recipient } = await newKeyPair();
  return { ...validRaw(), ageIdentity: identity, ageRecipients: JSON.stringify([recipient]) };
}

/**
 * Sets the config as the engine does.
 * @param raw of namespace `lifeboat`
 * @param encrypted keys with their namespace that the engine reports as secrets
 * @param others of the other namespaces, by key with its namespace; undefined leaves a key out
 */
export function configure(
  raw: Readonly<Record<string, string>>,
  encrypted: readonly string[] = secretKeys,
  others: Readonly<Record<string, string | undefined>> = {},
): void {
  const all: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...targets, ...others }))
    if (value !== undefined) all[key] = value;
  for (const [key, value] of Object.entries(raw)) all[`lifeboat:${key}`] = value;
  setAllConfig(all, [...encrypted]);
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(encrypted));
}
