import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";

/** A file of JSON lines that is only ever added to, so that a killed run goes on where it was. */
export interface LineRecord<Line> {
  /** @throws SundownError file_unwritable */
  add(line: Line): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens or begins a record and tells `onLine` of every line in it. A line that a kill has torn is passed over.
 * @throws SundownError file_unwritable
 */
export async function openLineRecord<Line>(
  path: string,
  schema: z.ZodType<Line>,
  onLine: (line: Line) => void,
): Promise<LineRecord<Line>> {
  let file: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    for (const text of await linesOf(path)) {
      const line = parseLine(schema, text);
      if (line !== undefined) onLine(line);
    }
    file = await open(path, "a", 0o600);
    // A torn last line must not swallow the next one.
    await file.write("\n");
  } catch (cause) {
    throw unwritable(path, cause);
  }
  // One line after the other, whole.
  let last: Promise<unknown> = Promise.resolve();
  return {
    async add(line) {
      const written = last.then(() => file.appendFile(`${JSON.stringify(line)}\n`));
      last = written.catch(() => {});
      await written.catch((cause: unknown) => {
        throw unwritable(path, cause);
      });
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function parseLine<Line>(schema: z.ZodType<Line>, text: string): Line | undefined {
  if (text === "") return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unwritable(path: string, cause: unknown): SundownError {
  return new SundownError("file_unwritable", {
    message: `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    place: path,
    cause,
  });
}
