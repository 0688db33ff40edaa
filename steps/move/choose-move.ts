import { groupIdOf, idKey, isWithin, parseArmId } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";

export interface ChosenMove {
  /** Id of the group that the resources leave. */
  readonly from: string;
  /** Id of the group that they go to. */
  readonly to: string;
  /** As the plan writes them. */
  readonly ids: readonly string[];
  /** Their ids afterwards, in the same order. */
  readonly newIds: readonly string[];
}

/**
 * Whether a move makes sense at all, before Azure is asked: planned, whole resources of one group, to a group
 * that stays.
 * @throws SundownError move_not_planned, move_selection_invalid, move_target_invalid, move_target_doomed
 */
export function chooseMove(plan: Plan, wanted: readonly string[], to: string): ChosenMove {
  const planned = new Map(plan.resources.map(({ id }) => [idKey(id), id]));
  const ids = wanted.map((id) => {
    const known = planned.get(idKey(id));
    if (known === undefined)
      throw new SundownError("move_not_planned", { message: `${id} is not in the plan`, place: id });
    return known;
  });
  const groups = new Map(ids.map((id) => [idKey(groupIdOf(id) ?? ""), groupIdOf(id)]));
  const [from] = groups.values();
  const part = ids.find((id) => idKey(parseArmId(id)?.parent ?? "") !== idKey(groupIdOf(id) ?? ""));
  if (groups.size !== 1 || from === undefined || part !== undefined)
    throw new SundownError("move_selection_invalid", {
      message:
        part === undefined
          ? `${ids.join(", ")} do not lie in one resource group`
          : `${part} moves with what it is a part of, not by itself`,
      place: part ?? ids[0] ?? "",
    });
  refuseTarget(plan, to);
  const target = to.endsWith("/") ? to.slice(0, -1) : to;
  return { from, to: target, ids, newIds: ids.map((id) => target + id.slice(from.length)) };
}

function refuseTarget(plan: Plan, to: string): void {
  if (parseArmId(to)?.type !== "Microsoft.Resources/resourceGroups")
    throw new SundownError("move_target_invalid", { message: `${to} is no resource group's id`, place: to });
  if (isWithin(to, `/subscriptions/${plan.subscription.id}`))
    throw new SundownError("move_target_doomed", {
      message: `${to} lies in the subscription that is to be cancelled`,
      place: to,
    });
}
