import { idKey } from "../arm-id.ts";
import { canonicalJson } from "../digest.ts";
import type { Plan } from "./plan.ts";

type Dependents = Pick<Plan, "dependents">;

/** What is no part of the digest, and the digest itself. */
const outside = new Set(["planDigest", "takenAt", "observed"]);

/**
 * Why two plans have different digests, in sentences: first what other subscriptions have of this one, which depends
 * on what the reader may see there, then the parts of plan.json that differ.
 */
export function comparePlans(approved: Dependents, fresh: Dependents): string[] {
  const before = new Map(approved.dependents.map((each) => [keyOf(each), each]));
  const now = new Map(fresh.dependents.map((each) => [keyOf(each), each]));
  const added = [...now].filter(([key]) => !before.has(key));
  const gone = [...before].filter(([key]) => !now.has(key));
  const parts = Object.keys(approved).filter(
    (part) => !outside.has(part) && part !== "dependents" && !isEqual(part, approved, fresh),
  );
  return [
    ...added.map(([, { id, on }]) => `In another subscription ${id} needs ${on}; the plan does not name it.`),
    ...gone.map(
      ([, { id, on }]) =>
        `The plan names ${id} in another subscription, which needs ${on}: it is gone, or this identity may not read there.`,
    ),
    ...(parts.length === 0 ? [] : [`The plans differ in: ${parts.join(", ")}.`]),
  ];
}

function keyOf({ id, on, kind, because }: Plan["dependents"][number]): string {
  return `${idKey(id)} ${idKey(on)} ${kind} ${because}`;
}

function isEqual(part: string, approved: Dependents, fresh: Dependents): boolean {
  return (
    canonicalJson(Reflect.get(approved, part) ?? null) === canonicalJson(Reflect.get(fresh, part) ?? null)
  );
}
