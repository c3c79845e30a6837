import type { Workload } from "../../catalog/types";

/** Image of a workload by digest, from config's `images`. @throws Error when there is none */
export function imageOf(
  images: Readonly<Record<string, string>>,
  { imageRepository }: Pick<Workload, "imageRepository">,
): string {
  const image = images[imageRepository];
  if (image === undefined)
    throw new Error(`images.${imageRepository}: missing; the config check lets none pass`);
  return image;
}
