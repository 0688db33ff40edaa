import { idKey } from "../arm-id.ts";
import type { BlockerContext, Findings } from "./family.ts";

/** What a Pulumi stack owns and has marked as not to be deleted stays until somebody changes that stack. */
export function ownedElsewhere({ estate, owners }: BlockerContext): Findings {
  const kept = new Map<string, string>();
  for (const owner of owners) {
    for (const id of [...owner.protected, ...owner.retained]) {
      if (estate.byKey.has(idKey(id))) kept.set(idKey(id), owner.source);
    }
  }
  const held = [...kept]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, source]) => ({
      target: estate.nodes[estate.byKey.get(key) ?? -1]?.id ?? key,
      code: "protected_elsewhere" as const,
      remedy: `Take the protection off in ${source}, or leave the resource out; then plan again.`,
      stays: true,
    }));
  return { held };
}
