import { relative } from "node:path";
import type { MessageCode } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { requireJson } from "../../core/require-json.ts";
import { readNamedFile } from "../decommission-folder.ts";

/**
 * One JSON document from a file a person named; a byte order mark, as some shells write it, is ignored.
 *
 * @throws SundownError file_unreadable, or `code` when it is not JSON in UTF-8
 */
export async function readJson(path: string, code: MessageCode, workingDirectory: string): Promise<unknown> {
  const bytes = await readNamedFile(path, workingDirectory);
  const source = relative(workingDirectory, path) || path;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SundownError(code, { message: `${source} is not UTF-8 text.`, place: source });
  }
  return requireJson(text, code, source);
}
