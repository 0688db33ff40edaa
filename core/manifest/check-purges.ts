import { idKey } from "../arm-id.ts";
import { expiryKey } from "./acknowledgements.ts";
import type { CheckContext } from "./check-manifest.ts";
import { compareIdLists } from "./compare-id-lists.ts";
import type { ManifestProblem } from "./manifest.ts";
import { requiredPurges } from "./required-ids.ts";

/**
 * Each purge the plan offers needs a decision: named under purges it happens, acknowledged as `expires:<id>` it does
 * not. Silence is neither, and both at once is no decision.
 */
export function checkPurges(context: CheckContext): ManifestProblem[] {
  const { manifest, plan, problem } = context;
  const offered = requiredPurges(plan);
  const acknowledged = new Set(manifest.acknowledge?.map(idKey));
  const expires = (id: string): boolean => acknowledged.has(idKey(expiryKey(id)));
  // While acknowledge cannot be read, nobody knows what is missing here.
  const wanted = manifest.acknowledge === undefined ? [] : offered.filter((id) => !expires(id));
  const compared = compareIdLists(context, {
    section: "purges",
    listed: manifest.purges,
    wanted,
    allowed: offered,
    missing: "manifest_purge_missing",
    unknown: "manifest_purge_unknown",
    describe: (id) => `whether ${id} is purged for good is not decided`,
    remedy: (id) =>
      `Write it under purges: - ${id}, or let it expire and write under acknowledge: - ${expiryKey(id)}`,
  });
  const contradicted = (manifest.purges ?? []).flatMap((id, index) =>
    expires(id)
      ? [
          problem(
            "manifest_purge_contradicted",
            ["purges", index],
            `${id} is to be purged, and acknowledged as ${expiryKey(id)}`,
            "Keep one of the two.",
          ),
        ]
      : [],
  );
  return [...compared, ...contradicted];
}
