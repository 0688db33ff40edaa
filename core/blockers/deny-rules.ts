import { isWithin, subscriptionIdOf } from "../arm-id.ts";
import { textAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";

const SUFFIX =
  /\/providers\/microsoft\.(?:authorization\/policyassignments|resources\/deploymentstacks)\/[^/]+$/i;

/**
 * Rules that refuse deletes: policy assignments with the effect denyAction, and deployment stacks with deny
 * settings. Those of this subscription go first; those that come from above only their owner can lift.
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/effect-deny-action
 * @see https://learn.microsoft.com/azure/azure-resource-manager/bicep/deployment-stacks
 */
export function denyRules({ estate, inventory }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  const own = `/subscriptions/${estate.subscriptionId}`;
  const first = (id: string, because: string): void => {
    operations.push({
      action: "delete",
      phase: "before",
      target: id,
      because,
      blocks: [id.replace(SUFFIX, "")],
      isGate: true,
    });
  };
  const assignments = new Map(
    (inventory.policyAssignments ?? []).map(({ id, properties }) => [id.toLowerCase(), { id, properties }]),
  );
  for (const { key, id, type, resource } of estate.nodes) {
    if (type === "microsoft.authorization/policyassignments")
      assignments.set(key, { id, properties: resource.properties });
    const mode = wordAt(resource.properties, "denySettings.mode");
    if (type === "microsoft.resources/deploymentstacks" && mode !== undefined && mode !== "none") {
      first(id, `the deployment stack denies deletes (${mode})`);
    }
  }
  for (const { id, properties } of [...assignments.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (wordAt(properties, "parameters.effect.value") !== "denyaction") continue;
    if (wordAt(properties, "enforcementMode") === "donotenforce") continue;
    const name = textAt(properties, "displayName") ?? id;
    if (subscriptionIdOf(id) !== undefined && isWithin(id, own))
      first(id, `the policy "${name}" denies deletes`);
    else held.push({ target: id, code: "deny_action_from_above", stays: false });
  }
  return { operations, held };
}
