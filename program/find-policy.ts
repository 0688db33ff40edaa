import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { POLICY_PATH, type Policy } from "../core/policy/policy.ts";
import { readPolicy } from "../steps/approval/read-policy.ts";
import { linkOnTheWay } from "../steps/link-on-the-way.ts";

/**
 * The policy of the repository that a decommission folder lies in: the nearest `.github/sundown.yml` above it,
 * without leaving the repository. Without one the strict defaults hold.
 */
export async function findPolicy(folder: string): Promise<Policy> {
  for (let place = folder; ; place = dirname(place)) {
    // Looked at by the reader, which refuses links, also those that lead nowhere.
    const isThere = linkOnTheWay(place, POLICY_PATH) !== undefined || existsSync(join(place, POLICY_PATH));
    if (isThere || existsSync(join(place, ".git")) || place === dirname(place))
      return readPolicy({ workingDirectory: place });
  }
}
