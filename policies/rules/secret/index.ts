import type { Rule } from "../../support/rule";
import { annotationHoldsNoSecret } from "./annotation-holds-no-secret";
import { commandKeepsItsFilesPrivate } from "./command-keeps-its-files-private";
import { configMapHoldsNoSecret } from "./config-map-holds-no-secret";
import { configVolumeIsNotForOthers } from "./config-volume-is-not-for-others";
import { environmentHoldsNoSecret } from "./environment-holds-no-secret";
import { passwordFileIsAccepted } from "./password-file-is-accepted";
import { scriptKeepsItsFilesPrivate } from "./script-keeps-its-files-private";
import { secretVolumeIsPrivate } from "./secret-volume-is-private";

/** In the order of the README. */
export const secretRules: readonly Rule[] = [
  secretVolumeIsPrivate,
  passwordFileIsAccepted,
  configVolumeIsNotForOthers,
  scriptKeepsItsFilesPrivate,
  commandKeepsItsFilesPrivate,
  environmentHoldsNoSecret,
  configMapHoldsNoSecret,
  annotationHoldsNoSecret,
];
