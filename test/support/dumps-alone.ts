import type { Service } from "../../infra/catalog/types";

/** A service whose server archives nothing: its dumps alone keep what it promises. */
export const dumpsAlone = (service: Service): Service => ({
  ...service,
  database: { ...service.database, server: { kind: "external" } },
});
