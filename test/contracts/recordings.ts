import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const exchangeSchema = z.object({
  method: z.string(),
  path: z.string(),
  query: z.string().nullish(),
  requestBody: z.unknown().optional(),
  status: z.number(),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown().optional(),
  /** Equal consecutive exchanges, merged. */
  repeat: z.number().nullish(),
});
const recordingSchema = z.object({ exchanges: z.array(exchangeSchema) });

export type Exchange = Partial<z.infer<typeof exchangeSchema>> &
  Pick<z.infer<typeof exchangeSchema>, "method" | "path" | "status">;

/** Real traffic lies beside the repository, or where SUNDOWN_RECORDINGS says; it is not needed. */
const folder = process.env.SUNDOWN_RECORDINGS ?? join(import.meta.dirname, "../../../shared/recordings");

/** Recorded exchanges by the name of their file; empty, with a printed line, where there are none. */
export const recordings: ReadonlyMap<string, readonly Exchange[]> = (() => {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return new Map(
      names.map((name) => [
        name.slice(0, -".json".length),
        recordingSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))).exchanges,
      ]),
    );
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    process.stdout.write(`skipped: no recorded traffic in ${folder}; the project's own cases run\n`);
    return new Map();
  }
})();
