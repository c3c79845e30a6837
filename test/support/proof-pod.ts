import { z } from "zod";
import type { JobRun } from "./proof";

const emptyDir = z.looseObject({ emptyDir: z.looseObject({ sizeLimit: z.string() }) });

/** Gives a job's scratch volume another size, such as `1Mi`. */
export function scratchSize(sizeLimit: string): NonNullable<JobRun["change"]> {
  return (job) => {
    const { spec } = job.spec.template;
    const volumes = z.array(z.unknown()).parse(spec["volumes"]);
    spec["volumes"] = volumes.map((volume) => {
      const scratch = emptyDir.safeParse(volume);
      return scratch.success
        ? { ...scratch.data, emptyDir: { ...scratch.data.emptyDir, sizeLimit } }
        : volume;
    });
  };
}

/** Lets a job's container, as declared in all else, run a script in place of its command. */
export function inPlace(script: string): NonNullable<JobRun["change"]> {
  return (job) => {
    for (const container of job.spec.template.spec.containers)
      container["command"] = ["/bin/bash", "-c", script];
  };
}
