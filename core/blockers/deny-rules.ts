import { idKey, isWithin, subscriptionIdOf } from "../arm-id.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import { textAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";
import { effectsOf, type PolicyEffect, reaches } from "./policy-effects.ts";

const SUFFIX =
  /\/providers\/microsoft\.(?:authorization\/policyassignments|resources\/deploymentstacks)\/[^/]+$/i;
/** What the effect never touches, to lock nobody out. */
const EXEMPT =
  /^microsoft\.(?:authorization\/(?:policyassignments|denyassignments|locks)|blueprint\/blueprintassignments|resources\/deploymentstacks)$/;

interface Assignment {
  readonly id: string;
  readonly properties: unknown;
}

/**
 * Rules that refuse deletes: policy assignments with the effect denyAction, and deployment stacks with deny
 * settings. Those of this subscription go first; what one from above covers only its owner can free. A policy that
 * deploys what is missing would do so while the rest is torn down, so it goes first, too.
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
  for (const { id, type, resource } of estate.nodes) {
    const mode = wordAt(resource.properties, "denySettings.mode");
    if (type === "microsoft.resources/deploymentstacks" && mode !== undefined && mode !== "none") {
      first(id, `the deployment stack denies deletes (${mode})`);
    }
  }
  for (const { id, properties } of assignmentsOf({ estate, inventory })) {
    const effects = effectsOf(properties).filter((effect) => reaches(effect, own));
    const name = textAt(properties, "displayName") ?? id;
    const denying = effects.filter(({ effect }) => effect === "denyaction");
    if (subscriptionIdOf(id) === undefined || !isWithin(id, own))
      held.push(...holdsOf(id, name, denying, estate));
    else if (denying.length > 0) first(id, `the policy "${name}" denies deletes`);
    else if (effects.some(({ effect }) => effect === "deployifnotexists"))
      first(id, `the policy "${name}" would deploy again what is deleted`);
  }
  return { operations, held };
}

/** Those of the list and those among the resources, once each. */
function assignmentsOf({ estate, inventory }: Pick<BlockerContext, "estate" | "inventory">): Assignment[] {
  const assignments = new Map<string, Assignment>();
  for (const { key, id, type, resource } of estate.nodes) {
    if (type === "microsoft.authorization/policyassignments")
      assignments.set(key, { id, properties: resource.properties });
  }
  for (const { id, properties } of inventory.policyAssignments ?? []) {
    assignments.set(idKey(id), { id, properties });
  }
  return [...assignments.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The assignment itself for the reader, and everything that cannot go because of it. */
function holdsOf(id: string, name: string, denying: readonly PolicyEffect[], estate: Estate): HeldFinding[] {
  if (denying.length === 0) return [];
  const remedy = `Ask the owner of the policy "${name}" for an exemption for this subscription; then plan again.`;
  const hold = (target: string, stays: boolean): HeldFinding => ({
    target,
    code: "deny_action_from_above",
    remedy,
    stays,
  });
  const covered = estate.nodes.filter((node) =>
    denying.some((effect) => covers(effect, node) && reaches(effect, node.id)),
  );
  return [hold(id, false), ...covered.map((node) => hold(node.id, true))];
}

/** A rule that does not tell by type may cover anything that lies in a region; what goes with its parent is free. */
function covers(
  { appliesTo, groupDeleteAllowed }: PolicyEffect,
  { type, parent, resource, group }: Node,
): boolean {
  if (EXEMPT.test(type) || parent !== undefined) return false;
  const applies = appliesTo.length === 0 ? typeof resource.location === "string" : appliesTo.includes(type);
  return applies && !(group !== undefined && groupDeleteAllowed);
}
