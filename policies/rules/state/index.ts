import type { Rule } from "../../support/rule";
import { keyDeletionWaits } from "./key-deletion-waits";
import { keyRotates } from "./key-rotates";
import { statefulResourceIsProtected } from "./stateful-resource-is-protected";
import { statefulResourceNamesItsOwner } from "./stateful-resource-names-its-owner";

/** In the order of the README. */
export const stateRules: readonly Rule[] = [
  keyRotates,
  keyDeletionWaits,
  statefulResourceIsProtected,
  statefulResourceNamesItsOwner,
];
