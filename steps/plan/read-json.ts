import { SundownError } from "../../core/messages/sundown-error.ts";
import { readNamedFile } from "../decommission-folder.ts";

/** One JSON document from a file a person named; a byte order mark, as some shells write it, is ignored. */
export async function readJson(path: string, workingDirectory: string): Promise<unknown> {
  const bytes = await readNamedFile(path, workingDirectory);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SundownError("inventory_not_json", {
      message: `${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      place: path,
      cause,
    });
  }
}
