import { parser } from "@prometheus-io/lezer-promql";

/**
 * Names of the metrics that a PromQL expression asks for, each once, by Prometheus' own grammar.
 * @throws Error for what is no PromQL, and for a selector without a name: nobody could say who exposes it
 */
export function metricsIn(expr: string): readonly string[] {
  const names = new Set<string>();
  parser.parse(expr).iterate({
    enter: ({ type, from, to, node }) => {
      const text = expr.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from} (${text}): ${expr}`);
      if (type.name !== "VectorSelector") return;
      const name = node.getChild("Identifier");
      if (name === null) throw new Error(`a selector without a metric's name (${text}): ${expr}`);
      names.add(expr.slice(name.from, name.to));
    },
  });
  return [...names];
}
