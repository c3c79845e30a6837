import { scriptKeepsItsFilesPrivate } from "../../../../policies/rules/secret/script-keeps-its-files-private";
import { unknown, type Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";

const scripts = (data: Value) => resource("kubernetes:core/v1:ConfigMap", "scripts", { data });
const bash = (...lines: readonly string[]) => ["#!/usr/bin/env bash", ...lines].join("\n");
const noUmask = (key: string) => [
  `violation | ConfigMap scripts: script ${key} sets no umask; 077 is required: only its user may read what it writes; set umask 077 at its beginning, or in a script that it sources`,
];
describeRule(scriptKeepsItsFilesPrivate, [
  { name: "accepts a script that does", given: [scripts({ run: bash("set -eu", "umask 077") })] },
  ...[
    "umask 022\numask 077",
    'umask 077\nmask="$(umask)"\numask "$mask"',
    "umask u=rwx,g=,o=",
    "umask go=",
    "umask 077; umask -S",
  ].map((lines) => ({ name: `accepts ${lines}`, given: [scripts({ run: bash(lines) })] })),
  ...[
    "umask 077\numask 022\npg_dump",
    "umask 077; umask 22",
    "umask 077\numask u=rwx,g=rx,o=",
    "umask g=,o=r",
    "umask o=",
  ].map((lines) => ({
    name: `refuses ${lines}`,
    given: [scripts({ "run.sh": bash(lines) })],
    says: noUmask("run.sh"),
  })),
  ...["set -eu; umask 077", "trap 'rm -f x; :' EXIT; umask 0077 # for us", "umask 077; set -eu"].map(
    (line) => ({
      name: `accepts ${line}`,
      given: [scripts({ run: bash(line) })],
    }),
  ),
  {
    name: "accepts a part of another script, which has no first line",
    given: [
      scripts({ "run.sh": bash("umask 077", ". ./part.sh"), "part.sh": "load() { :; }", other: unknown }),
    ],
    says: undecidedOn("ConfigMap scripts", "data.other"),
  },
  {
    name: "accepts one that reads in another that does",
    given: [
      scripts({
        "run.sh": bash('source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"'),
        "lib.sh": bash("umask 0077"),
        "load-lib.sh": bash("load() { :; }"),
      }),
    ],
  },
  {
    name: "asks nothing of what is no script",
    given: [scripts({ a: "{}", b: "#!/usr/bin/python3", "c.sh": "#!/usr/bin/python3" })],
  },
  {
    name: "refuses a script that does not",
    given: [scripts({ "run.sh": bash("pg_dump") })],
    says: noUmask("run.sh"),
  },
  {
    name: "refuses a script without a first line, by its name",
    given: [scripts({ "run.sh": "pg_dump", "run.py": "dump()" })],
    says: noUmask("run.sh"),
  },
  ...["set -eu # mind; umask 077", "echo 'set; umask 077'", "(cd /; umask 077)", "(umask 077)"].map(
    (line) => ({
      name: `refuses ${line}`,
      given: [scripts({ "run.sh": bash(line) })],
      says: noUmask("run.sh"),
    }),
  ),
  {
    name: "refuses one that lets a group in, or says so in a comment",
    given: [scripts({ "run.sh": bash("umask 027", "# umask 077") })],
    says: noUmask("run.sh"),
  },
  {
    name: "refuses one that reads in another that does not",
    given: [scripts({ "run.sh": bash(". ./lib.sh"), "lib.sh": "set -u" })],
    says: noUmask("run.sh"),
  },
  {
    name: "cannot decide on an unknown script",
    given: [scripts({ "run.sh": unknown })],
    says: undecidedOn("ConfigMap scripts", "data.run.sh"),
  },
]);
