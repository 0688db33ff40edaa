import { z } from "zod";
import type { ArtifactCheck } from "../steps/verify/verify-artifacts.ts";

/** GitHub takes one mebibyte of outputs for each job; what does not fit is read again, which is always right. */
const LARGEST = 500_000;

const sealsSchema = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  seals: z.record(z.string(), z.string().regex(/^(?:blob|list):[0-9a-f]{64}$/)),
});

/** What `verify` read to the last byte, as long as it is locked: the seal of each artifact, for one approval. */
export type ArtifactSeals = z.infer<typeof sealsSchema>;

export function printSeals(digest: string, checks: readonly ArtifactCheck[]): string {
  const seals = checks.flatMap(({ url, ok, seal }) => (ok && seal !== undefined ? [[url, seal]] : []));
  const text = JSON.stringify({ digest, seals: Object.fromEntries(seals) } satisfies ArtifactSeals);
  return text.length > LARGEST ? "" : text;
}

/** `undefined` for a text that is none: then everything is read again. */
export function parseSeals(text: string): ArtifactSeals | undefined {
  try {
    return sealsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
