import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parsePolicy } from "../core/policy/parse-policy.ts";
import { POLICY_PATH, type Policy } from "../core/policy/policy.ts";

/**
 * The policy of the repository that a decommission folder lies in: the nearest `.github/sundown.yml` above it,
 * without leaving the repository. Without one the strict defaults hold.
 */
export async function findPolicy(folder: string): Promise<Policy> {
  for (let place = folder; ; place = dirname(place)) {
    const file = join(place, POLICY_PATH);
    if (existsSync(file)) return parsePolicy(await readFile(file, "utf8"), file);
    if (existsSync(join(place, ".git")) || place === dirname(place))
      return parsePolicy(undefined, POLICY_PATH);
  }
}
