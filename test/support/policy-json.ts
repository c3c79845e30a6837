import { z } from "zod";

const oneOrMore = z.union([z.string().transform((only) => [only]), z.array(z.string())]);

const statement = z.strictObject({
  Sid: z.string(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), z.unknown())]).optional(),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

/** A statement of a policy; actions and resources are always lists. */
export type PolicyStatement = z.infer<typeof statement>;

const document = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statement).min(1) });

/** The statements of a policy's JSON. @throws when the text is no policy document */
export function statementsOf(json: unknown): readonly PolicyStatement[] {
  return document.parse(JSON.parse(z.string().parse(json))).Statement;
}

/** The only statement with this Sid. @throws Error when there is none or more than one */
export function statementOf(json: unknown, sid: string): PolicyStatement {
  const all = statementsOf(json);
  const found = all.filter(({ Sid }) => Sid === sid);
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(
      `statement ${sid}: ${found.length} found, wanted 1 of ${all.map(({ Sid }) => Sid).join(", ")}`,
    );
  return first;
}

/** Every action that a policy allows. */
export function allowedActions(json: unknown): readonly string[] {
  return statementsOf(json).flatMap(({ Effect, Action }) => (Effect === "Allow" ? Action : []));
}
