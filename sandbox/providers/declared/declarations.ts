import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

/** A property as a package declares it. */
export interface DeclaredProperty {
  readonly name: string;
  readonly type: ts.TypeNode;
}

/** A type of resources as a package declares it. */
export interface DeclaredResource {
  readonly outputs: readonly DeclaredProperty[];
  /** Inputs of which the package's documentation says that another value makes another resource. */
  readonly replace: readonly string[];
}

/** How the documentation of a property says that it replaces; each provider has words of its own. */
const REPLACES =
  /\bforces? (?:the |an? )?(?:new|creation|recreation|re-creation|replacement)\b|\bchanging this[^.]*\b(?:forces?|recreat|replac|new resource)|\b(?:triggers?|requires?|causes?) (?:an? |the )?(?:replacement|recreation|new resource)|\bcannot be (?:changed|modified|updated) (?:after|once)/i;

const DECLARATION = ".d.ts";

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const propertiesOf = (members: ts.NodeArray<ts.Node>): readonly ts.PropertyDeclaration[] =>
  members.filter((member) => ts.isPropertyDeclaration(member) || ts.isPropertySignature(member)) as never;

function declared(members: ts.NodeArray<ts.Node>): readonly DeclaredProperty[] {
  return propertiesOf(members).flatMap(({ name, type, questionToken }) =>
    type === undefined || questionToken !== undefined || !ts.isIdentifier(name)
      ? []
      : [{ name: name.text, type }],
  );
}

/**
 * What an npm package with a provider's resources says of them, read from its declarations: they are made of the provider's
 * schema, which is in its plugin only.
 */
export class PackageDeclarations {
  private names: ReadonlyMap<string, readonly string[]> | undefined;
  private outputTypes: string | undefined;

  /** @param folder the package, with its package.json */
  constructor(private readonly folder: string) {}

  /** Undefined where no file of the package has the type. @param token `aws:s3/bucket:Bucket` */
  resource(token: string): DeclaredResource | undefined {
    const name = token.split(":").at(-1) ?? "";
    const file = this.fileOf(token);
    const found = file?.statements.find((node) => ts.isClassDeclaration(node) && node.name?.text === name);
    if (file === undefined || found === undefined || !ts.isClassDeclaration(found)) return undefined;
    const args = file.statements.find(
      (node) => ts.isInterfaceDeclaration(node) && node.name.text === `${name}Args`,
    );
    const inputs = args !== undefined && ts.isInterfaceDeclaration(args) ? propertiesOf(args.members) : [];
    const replace = inputs.flatMap((property) =>
      ts.isIdentifier(property.name) && REPLACES.test(commentOf(file, property)) ? [property.name.text] : [],
    );
    const outputs = declared(found.members).filter(({ type }) => isOutput(type));
    return { outputs, replace };
  }

  /** What a function gives; undefined where no file of the package has it. @param token `aws:ec2/getAmi:getAmi` */
  result(token: string): readonly DeclaredProperty[] | undefined {
    const name = `${capital(token.split(":").at(-1) ?? "")}Result`;
    const found = this.fileOf(token)?.statements.find(
      (node) => ts.isInterfaceDeclaration(node) && node.name.text === name,
    );
    return found !== undefined && ts.isInterfaceDeclaration(found) ? declared(found.members) : undefined;
  }

  /** Properties of an interface of `types/output`. @param path its namespaces and name: `ec2`, `InstanceRootBlockDevice` */
  outputType(path: readonly string[]): readonly DeclaredProperty[] | undefined {
    const text = this.outputs();
    let at = 0;
    let indent = "";
    for (const namespace of path.slice(0, -1)) {
      // A file has megabytes: what is looked for is cut out before it is parsed.
      const found = new RegExp(`^${indent}(?:export )?(?:declare )?namespace ${namespace} \\{$`, "m").exec(
        text.slice(at),
      );
      if (found === null) return undefined;
      at += found.index;
      indent += "    ";
    }
    const begin = new RegExp(`^${indent}(?:export )?interface ${path.at(-1) ?? ""} \\{$`, "m").exec(
      text.slice(at),
    );
    if (begin === null) return undefined;
    const from = at + begin.index;
    const part = text.slice(from, text.indexOf(`\n${indent}}`, from) + indent.length + 2);
    const [node] = parsed("output.d.ts", part).statements;
    return node !== undefined && ts.isInterfaceDeclaration(node) ? declared(node.members) : undefined;
  }

  private outputs(): string {
    const file = ["types/output.d.ts", "bin/types/output.d.ts"]
      .map((name) => join(this.folder, name))
      .find((name) => existsSync(name));
    this.outputTypes ??= file === undefined ? "" : readFileSync(file, "utf8");
    return this.outputTypes;
  }

  /** The declarations beside the script that registers or calls the token. */
  private fileOf(token: string): ts.SourceFile | undefined {
    this.names ??= Map.groupBy(
      readdirSync(this.folder, { recursive: true, encoding: "utf8" }).filter(
        (name) => name.endsWith(DECLARATION) && !name.includes("node_modules"),
      ),
      (name) => basename(name, DECLARATION).toLowerCase(),
    );
    const candidates = this.names.get((token.split(":").at(-1) ?? "").toLowerCase()) ?? [];
    const holds = (quoted: (quote: string) => string) => (name: string) => {
      const script = join(this.folder, `${name.slice(0, -DECLARATION.length)}.js`);
      const text = existsSync(script) ? readFileSync(script, "utf8") : "";
      return text.includes(quoted('"')) || text.includes(quoted("'"));
    };
    // An older version of a type names the newer ones, too: as its aliases.
    const found =
      candidates.find(holds((quote) => `__pulumiType = ${quote}${token}${quote}`)) ??
      candidates.find(holds((quote) => `${quote}${token}${quote}`));
    return found === undefined ? undefined : parsed(found, readFileSync(join(this.folder, found), "utf8"));
  }
}

const parsed = (name: string, text: string): ts.SourceFile =>
  ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false);

const isOutput = (type: ts.TypeNode): boolean =>
  ts.isTypeReferenceNode(type) &&
  (ts.isQualifiedName(type.typeName) ? type.typeName.right : type.typeName).text === "Output";

/** The documentation before a node. */
const commentOf = (file: ts.SourceFile, node: ts.Node): string =>
  (ts.getLeadingCommentRanges(file.text, node.pos) ?? [])
    .map(({ pos, end }) => file.text.slice(pos, end).replace(/\s*\n\s*\*\s*/g, " "))
    .join(" ");
