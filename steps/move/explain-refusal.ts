import type { Called } from "../../azure/call-and-follow.ts";
import { groupIdOf, idKey, isWithin } from "../../core/arm-id.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { ChosenMove } from "./choose-move.ts";

type Refused = Extract<Called, { kind: "refused" }>;

/** Azure's codes, as documented and seen in public reports of moves; the first that fits any of its reasons decides. */
const RULES: readonly (readonly [code: MessageCode, azureCode: RegExp])[] = [
  ["move_type_unsupported", /ResourceMoveNotSupported/i],
  ["move_across_tenants", /Tenant/i],
  ["move_locked", /ScopeLocked/i],
  ["move_incomplete", /MissingMoveDependentResources?/i],
  ["move_under_way", /InProgress|BeingMoved|AnotherOperation|HavePendingOperations/i],
];

/**
 * Why Azure does not move it, with what can be done: who has to move along, and which locks are in the way, by name.
 * @param otherwise what it is called when no reason is known
 */
export function explainRefusal(
  otherwise: "move_refused" | "move_failed",
  { refusal, details }: Refused,
  { ids, to, from }: ChosenMove,
  plan: Pick<Plan, "resources" | "locks">,
): SundownError {
  const azureCodes = [refusal.azureCode, ...details.map((line) => line.split(":", 1)[0] ?? "")];
  const code =
    RULES.find(([, rule]) => azureCodes.some((azureCode) => rule.test(azureCode)))?.[0] ?? otherwise;
  const said = [refusal.message, ...details].join("\n");
  const along = code === "move_incomplete" ? haveToMove(ids, said, plan) : [];
  const locks = plan.locks.filter(
    ({ scope }) => isWithin(from, scope) || ids.some((id) => isWithin(id, scope)),
  );
  const message = [
    `${ids.join(", ")} to ${to}: ${refusal.azureCode}: ${refusal.message}`,
    ...details,
    ...along.map((id) =>
      idKey(groupIdOf(id) ?? "") === idKey(from)
        ? `has to move along: --along ${id}`
        : `has to move along, and lies in another group: ${id}`,
    ),
    ...(code === "move_locked" ? locks.map(({ id, level }) => `a lock in the plan: ${id} (${level})`) : []),
  ].join("\n");
  const { azureCode, status } = refusal;
  const data = { azureCode, status, details, ...(along.length === 0 ? {} : { along }) };
  return new SundownError(code, { message, place: ids[0] ?? to, data });
}

/** Those that Azure names; where it names none, what the plan knows to be tied to them. */
function haveToMove(ids: readonly string[], said: string, { resources }: Pick<Plan, "resources">): string[] {
  const chosen = new Set(ids.map(idKey));
  const others = resources.filter(({ id }) => !ids.some((one) => isWithin(id, one)));
  const words = new Set(said.toLowerCase().split(/[\s'",;()[\]{}]+/));
  const named = others.filter(({ id }) => words.has(idKey(id)));
  const isTied = ({ id, dependsOn }: Plan["resources"][number]): boolean =>
    dependsOn.some(({ on }) => chosen.has(idKey(on))) ||
    resources.some(
      (one) => chosen.has(idKey(one.id)) && one.dependsOn.some(({ on }) => idKey(on) === idKey(id)),
    );
  return (named.length > 0 ? named : others.filter(isTied)).map(({ id }) => id);
}
