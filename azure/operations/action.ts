import type { Operation } from "../../core/plan/plan.ts";
import type { ApiVersions } from "../api-versions.ts";
import type { ArmRequest, AzureConnection } from "../connection.ts";

export interface ActionContext {
  readonly connection: AzureConnection;
  readonly operation: Operation;
  readonly versions: ApiVersions;
  readonly signal: AbortSignal;
}

/** One kind of act on Azure: the call that changes, and how its effect is seen. */
export interface Action {
  /** The changing call; `undefined` when there is nothing (left) to change. Only reads may happen in here. */
  request(context: ActionContext): Promise<ArmRequest | undefined>;
  /** Whether Azure shows the effect. Asked before acting a second time, and for proof after the end. */
  isDone(context: ActionContext): Promise<boolean>;
  /** It goes on for a while after its answer, and Azure shows nothing of it meanwhile. */
  readonly isHidden?: boolean;
  /** Where Azure shows that this very act is under way already, whoever began it. Reads only. */
  isUnderWay?(context: ActionContext): Promise<boolean>;
}

/** The api-version the plan names for the target, or the newest its provider offers. */
export async function versionOf(
  { operation, versions }: ActionContext,
  id = operation.target,
): Promise<string> {
  return (id === operation.target ? operation.apiVersion : undefined) ?? (await versions.of(id));
}
