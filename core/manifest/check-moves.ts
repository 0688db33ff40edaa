import { idKey, isWithin, parseArmId } from "../arm-id.ts";
import type { CheckContext } from "./check-manifest.ts";
import type { ManifestProblem } from "./manifest.ts";

/**
 * A move leads from this subscription to a group that stays. By the time of approval it has happened: what the plan
 * still deletes and the manifest still wants to move is a contradiction that would lose the resource.
 */
export function checkMoves({ manifest, plan, problem }: CheckContext): ManifestProblem[] {
  const subscription = `/subscriptions/${plan.subscription.id}`;
  const groups = new Set(
    plan.operations.filter(({ action }) => action === "deleteGroup").map(({ target }) => idKey(target)),
  );
  const planned = new Set(plan.resources.map(({ id }) => idKey(id)));
  const seen = new Set<string>();
  const problems: ManifestProblem[] = [];
  for (const [index, { id, to }] of (manifest.moves ?? []).entries()) {
    const path = ["moves", index];
    if (!isWithin(id, subscription) || parseArmId(id) === undefined || idKey(id) === idKey(subscription)) {
      problems.push(
        problem(
          "manifest_move_invalid",
          [...path, "id"],
          `${id} is no resource of this subscription`,
          `Write an id that begins with ${subscription}/resourceGroups/`,
        ),
      );
    } else if (planned.has(idKey(id))) {
      problems.push(
        problem(
          "manifest_move_pending",
          [...path, "id"],
          `${id} is to be moved, but the plan still deletes it`,
          "Run `sundown move`, then `sundown plan` again.",
        ),
      );
    }
    if (
      parseArmId(to)?.type.toLowerCase() !== "microsoft.resources/resourcegroups" ||
      groups.has(idKey(to))
    ) {
      problems.push(
        problem(
          "manifest_move_invalid",
          [...path, "to"],
          `${to} is not a resource group that stays`,
          "Write the id of a group that the plan does not delete: /subscriptions/<id>/resourceGroups/<name>",
        ),
      );
    }
    if (seen.has(idKey(id))) {
      problems.push(
        problem("manifest_duplicate", [...path, "id"], `${id} is moved twice`, "Keep one of the two."),
      );
    }
    seen.add(idKey(id));
  }
  return problems;
}
