import type { MessageCode } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { readNamedFile } from "../decommission-folder.ts";

/**
 * One JSON document from a file a person named; a byte order mark, as some shells write it, is ignored.
 *
 * @throws SundownError file_unreadable, or `code` when it is not JSON in UTF-8
 */
export async function readJson(path: string, code: MessageCode, workingDirectory: string): Promise<unknown> {
  const bytes = await readNamedFile(path, workingDirectory);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SundownError(code, {
      message: `${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      place: path,
      cause,
    });
  }
}
