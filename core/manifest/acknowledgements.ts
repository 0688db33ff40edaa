import { idKey } from "../arm-id.ts";
import type { Plan } from "../plan/plan.ts";
import type { Manifest } from "./manifest.ts";

/** One thing that must be acknowledged in decommission.yaml, under its key. */
export interface Acknowledgement {
  readonly key: string;
  readonly because: string;
}

/** The key that decides against a purge: what Azure still keeps expires by itself. */
export function expiryKey(id: string): string {
  return `expires:${id}`;
}

/** The key that lets a subscription with an unpaid invoice be cancelled: never asked for, so never there by default. */
export const PAST_DUE_KEY = "state:PastDue";

export function acknowledgesPastDue({ acknowledge }: Pick<Manifest, "acknowledge">): boolean {
  return acknowledge.some((key) => idKey(key) === idKey(PAST_DUE_KEY));
}

/**
 * Everything of a plan that a person has to acknowledge, with the key to write: `billing:<what>[:<id>]` for what
 * keeps billing, `dependent:<id>` for what breaks in another subscription, `selfMade:<id>` for what Azure makes
 * again by itself. Same plan, same keys, same order; one key once.
 */
export function acknowledgements(plan: Pick<Plan, "billing" | "dependents" | "selfMade">): Acknowledgement[] {
  const all = [
    ...plan.billing.map(({ what, target, because }) => ({
      key: target === undefined ? `billing:${what}` : `billing:${what}:${target}`,
      because,
    })),
    ...plan.dependents.map(({ id, on, because }) => ({
      key: `dependent:${id}`,
      because: `needs ${on}: ${because}`,
    })),
    ...plan.selfMade.map(({ id, because }) => ({ key: `selfMade:${id}`, because })),
  ];
  return [...new Map(all.toReversed().map((entry) => [entry.key, entry])).values()].toReversed();
}
