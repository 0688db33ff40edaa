import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { ArmAnswer, AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";

/** As recorded (recordings: management-group). */
const API_VERSION = "2021-04-01";

const MANAGEMENT_GROUPS = "/providers/Microsoft.Management/managementGroups/";

const groupSchema = z.object({
  id: z.string(),
  properties: z.object({
    details: z.object({
      parent: z.object({ id: z.string().nullish() }).nullish(),
      managementGroupAncestorsChain: z.array(z.object({ name: z.string() })).nullish(),
    }),
  }),
});

/**
 * Ids of a management group and of those above it, nearest first.
 * @see https://learn.microsoft.com/rest/api/managementgroups/management-groups/get
 * @throws SundownError management_group_unreadable, azure_answer_invalid, cloud_unreachable
 */
export async function readManagementGroupChain(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<string[]> {
  const path = `${id}?$expand=ancestors`;
  const answer = await connection.request({ method: "GET", path, apiVersion: API_VERSION, signal });
  if (answer.status !== 200) throw refused("management_group_unreadable", answer, id, "show");
  const parsed = groupSchema.safeParse(answer.body);
  const { parent, managementGroupAncestorsChain: above } = parsed.data?.properties.details ?? {};
  // Only the root has none above it.
  if (!parsed.success || (parent?.id != null && (above ?? []).length === 0)) {
    throw new SundownError("azure_answer_invalid", {
      message: `The answer about ${id} does not tell which management groups are above it.`,
      place: id,
    });
  }
  return [parsed.data.id, ...(above ?? []).map(({ name }) => `${MANAGEMENT_GROUPS}${name}`)];
}

/**
 * Whether a subscription lies directly in a management group.
 * @see https://learn.microsoft.com/rest/api/managementgroups/management-group-subscriptions/get-subscription
 * @throws SundownError management_group_unreadable, cloud_unreachable
 */
export async function isInManagementGroup(
  connection: AzureConnection,
  id: string,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `${id}/subscriptions/${subscriptionId}`;
  const answer = await connection.request({ method: "GET", path, apiVersion: API_VERSION, signal });
  if (answer.status === 200) return true;
  if (answer.status === 404) return false;
  throw refused("management_group_unreadable", answer, id, "show what is in");
}

/**
 * Puts a subscription into a management group, which takes it out of the one it is in. It is no cancel: putting it
 * back undoes it.
 * @see https://learn.microsoft.com/rest/api/managementgroups/management-group-subscriptions/create
 * @throws SundownError management_group_move_refused, cloud_unreachable
 */
export async function putIntoManagementGroup(
  connection: AzureConnection,
  id: string,
  subscriptionId: string,
): Promise<{ readonly status: number; readonly correlationId: string | undefined }> {
  const path = `${id}/subscriptions/${subscriptionId}`;
  const answer = await connection.request({ method: "PUT", path, apiVersion: API_VERSION });
  if (answer.status !== 200 && answer.status !== 202) {
    throw refused("management_group_move_refused", answer, id, `take ${subscriptionId} into`);
  }
  return { status: answer.status, correlationId: answer.correlationId };
}

function refused(
  code: "management_group_unreadable" | "management_group_move_refused",
  answer: ArmAnswer,
  id: string,
  act: string,
): SundownError {
  const said = armError(answer.body);
  return new SundownError(code, {
    message:
      `Azure refused to ${act} ${id}: ${answer.status} ${said?.code ?? ""} ${said?.message ?? ""}`.trim(),
    place: id,
    data: { status: answer.status, azureCode: said?.code, correlationId: answer.correlationId },
  });
}
