import { readFileSync } from "node:fs";
import { ComponentResource, CustomResource, type Inputs } from "@pulumi/pulumi";
import { shortStackTraces } from "../../../infra/stack-traces";

shortStackTraces();

/** A resource as the benchmark wrote it down; one without inputs is a component. */
interface Literal {
  readonly type: string;
  readonly name: string;
  /** Name of a component before it. */
  readonly parent?: string;
  readonly inputs?: Inputs;
}

class LiteralComponent extends ComponentResource {
  constructor(type: string, name: string, parent: ComponentResource | undefined) {
    super(type, name, {}, parent && { parent });
    this.registerOutputs();
  }
}

class LiteralResource extends CustomResource {
  constructor(type: string, name: string, inputs: Inputs, parent: ComponentResource | undefined) {
    super(type, name, inputs, parent && { parent });
  }
}

const file = process.env["BENCH_LITERALS"];
if (file === undefined) throw new Error("BENCH_LITERALS is not set: it names the file with the resources");
const literals = JSON.parse(readFileSync(file, "utf8")) as readonly Literal[];
const components = new Map<string, ComponentResource>();
for (const { type, name, parent = "", inputs } of literals) {
  if (inputs === undefined) components.set(name, new LiteralComponent(type, name, components.get(parent)));
  else new LiteralResource(type, name, inputs, components.get(parent));
}
