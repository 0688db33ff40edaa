import { Readable } from "node:stream";
import { inspectContent } from "../../steps/verify/inspect-content.ts";

/** What a deep look finds wrong with a file of this name that comes in so many chunks. */
export async function complaintAbout(name: string, content: Buffer, pieces = 3): Promise<string | undefined> {
  const inspector = inspectContent(`https://stkeep.blob.core.windows.net/keep/${name}`, {
    bytes: content.length,
    open: async (from, length) =>
      Readable.from([content.subarray(from, from + length)], { objectMode: false }),
  });
  if (inspector === undefined) throw new Error(`${name} promises nothing`);
  const size = Math.ceil(content.length / pieces) || 1;
  for (let start = 0; start < content.length; start += size)
    inspector.see?.(content.subarray(start, start + size));
  const verdict = await inspector.verdict();
  if (verdict === "not looked at") throw new Error(`${name} was not looked at`);
  return verdict === "opens" ? undefined : verdict.complaint;
}
