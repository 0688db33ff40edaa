import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import { readCommitments } from "../../azure/subscription/read-commitments.ts";
import { readCosts } from "../../azure/subscription/read-costs.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";

type Observed = Partial<Plan["observed"]>;

/**
 * What only this reader sees today: whether it can cancel, last month's cost, reservations and savings plans. What
 * cannot be read is said in `notRead`; a plan is made without it.
 */
export async function observe(subscriptionId: string, context: StepContext): Promise<Observed> {
  const connection = await context.azure();
  const { signal } = context;
  const orNotRead = async <Value extends object>(
    what: string,
    reading: Promise<Value>,
  ): Promise<Value | { readonly notRead: string }> =>
    reading.catch((error: unknown) => {
      if (!isSundownError(error)) throw error;
      return { notRead: `${what}: ${error.message}` };
    });
  const [right, costs, commitments] = await Promise.all([
    orNotRead("Who can cancel", readCancelRight(connection, subscriptionId, signal)),
    orNotRead("Last month's cost", readCosts(connection, subscriptionId, signal)),
    orNotRead("Reservations and savings plans", readCommitments(connection, subscriptionId, signal)),
  ]);
  const notRead = [right, costs, commitments].flatMap((part) => ("notRead" in part ? part.notRead : []));
  for (const message of notRead) {
    context.host.notify({ code: "billing_not_read", message, place: `/subscriptions/${subscriptionId}` });
  }
  return {
    ...("able" in right ? { whoCanCancel: { able: right.able, because: right.because } } : {}),
    ...("costs" in costs ? { costs: costs.costs } : {}),
    ...("commitments" in commitments ? { commitments: [...commitments.commitments] } : {}),
    ...(notRead.length === 0 ? {} : { notRead }),
  };
}
