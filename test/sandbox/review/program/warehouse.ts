import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package as Pulumi generates them, of a provider that nobody stands in for. */
const FILES: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "@acme/pulumi-warehouse",
    version: "v2.1.0",
    main: "index.js",
    pulumi: { resource: true, name: "warehouse", version: "2.1.0" },
  }),
  "index.js": `
    exports.Shelf = require("./storage/shelf").Shelf;
    exports.getAisle = require("./getAisle").getAisle;`,
  "storage/shelf.js": `
    const pulumi = require("@pulumi/pulumi");
    class Shelf extends pulumi.CustomResource {
      static __pulumiType = 'warehouse:storage/shelf:Shelf';
      constructor(name, args, opts) {
        const inputs = { size: args?.size, aisle: args?.aisle, labels: args?.labels, slots: undefined, url: undefined, gate: undefined, zone: undefined };
        super(Shelf.__pulumiType, name, inputs, { version: "2.1.0", ...opts });
      }
    }
    exports.Shelf = Shelf;`,
  "storage/shelf.d.ts": `import * as pulumi from "@pulumi/pulumi";
import * as outputs from "../types/output";
export declare class Shelf extends pulumi.CustomResource {
    readonly size: pulumi.Output<number>;
    readonly aisle: pulumi.Output<string>;
    readonly labels: pulumi.Output<{
        [key: string]: string;
    } | undefined>;
    readonly slots: pulumi.Output<string[]>;
    readonly url: pulumi.Output<string>;
    readonly gate: pulumi.Output<outputs.storage.ShelfGate>;
    readonly zone: pulumi.Output<string | undefined>;
}
export interface ShelfArgs {
    size: pulumi.Input<number>;
    /**
     * The aisle. Changing this
     * forces a new shelf to be created.
     */
    aisle: pulumi.Input<string>;
    labels?: pulumi.Input<{
        [key: string]: pulumi.Input<string>;
    }>;
}
`,
  "getAisle.js": `
    const pulumi = require("@pulumi/pulumi");
    exports.getAisle = (args) => pulumi.runtime.invoke("warehouse:index/getAisle:getAisle", { name: args.name }, { version: "2.1.0" });`,
  "getAisle.d.ts": `export interface GetAisleResult {
    readonly id: string;
    readonly name: string;
    readonly doors: string[];
}
`,
  "types/output.d.ts": `export declare namespace other {
    interface ShelfGate {
        wrong: string;
    }
}
export declare namespace storage {
    interface ShelfGate {
        hostname: string;
        isOpen: boolean;
        inner: outputs.storage.ShelfGate[];
    }
}
`,
};

/** Writes the package into a folder. @returns the folder */
export function writeWarehouse(folder: string): string {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
