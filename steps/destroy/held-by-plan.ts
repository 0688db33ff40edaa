import { idKey } from "../../core/arm-id.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { type MessageCode, registry } from "../../core/messages/registry.ts";
import type { Phase, Plan } from "../../core/plan/plan.ts";
import type { HeldOperation } from "../../engine/outcome.ts";

function isCode(code: string): code is MessageCode {
  return Object.hasOwn(registry, code);
}

/** What the plan itself holds and Azure still has, with the date where time decides. */
export function heldByPlan(plan: Plan, fresh: Inventory, phase: Phase | undefined): HeldOperation[] {
  if (phase === "before") return [];
  const existing = new Set(
    [
      ...fresh.resources,
      ...fresh.resourceGroups,
      ...(fresh.locks ?? []),
      ...(fresh.deletedResources ?? []),
    ].map(({ id }) => idKey(id)),
  );
  const dates = new Map(plan.observed.heldUntil.map(({ target, until }) => [idKey(target), until]));
  return plan.held
    .filter(({ target }) => existing.has(idKey(target)))
    .map(({ target, code, remedy }) => {
      const until = dates.get(idKey(target));
      return {
        id: `held:${target}`,
        action: "held",
        target,
        code: isCode(code) ? code : "held_by_plan",
        message: `The plan holds ${target} (${code}).`,
        remedy,
        ...(until === undefined ? {} : { until }),
      };
    });
}
