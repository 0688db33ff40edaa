import { idKey } from "../core/arm-id.ts";

/** Lists are stale for minutes; the last look is about two minutes after the first. */
const PAUSES_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];

/**
 * The third part of the proof: what is gone is in no list. Looks again while lists lag.
 * @param gone ids of which a GET has said 404
 * @param listIds reads all ids that ARM lists now
 * @returns the ids that are still listed after every wait (ghosts)
 */
export async function stillListed(
  gone: readonly string[],
  listIds: () => Promise<readonly string[]>,
  options: {
    readonly signal: AbortSignal;
    readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<string[]> {
  let ghosts: string[] = [];
  const targets = new Set(gone.map(idKey));
  if (targets.size === 0) return ghosts;
  for (const pause of PAUSES_MS) {
    if (pause > 0) await options.wait(pause, options.signal);
    const listed = await listIds();
    ghosts = listed.filter((id) => isWithinOne(id, targets));
    if (ghosts.length === 0) break;
  }
  return ghosts;
}

/** Whether an id or one above it is a target: as many look-ups as the id has segments. */
function isWithinOne(id: string, targets: ReadonlySet<string>): boolean {
  for (let key = idKey(id); key !== ""; key = key.slice(0, key.lastIndexOf("/"))) {
    if (targets.has(key)) return true;
  }
  return false;
}
