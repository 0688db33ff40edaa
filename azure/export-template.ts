import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import { callAndFollow } from "./call-and-follow.ts";
import type { AzureConnection } from "./connection.ts";

const API_VERSION = "2021-04-01";
/** More resources than this are refused in one call; children that no list shows count, too. */
const RESOURCES_AT_MOST = 200;

/** A part of a group that no template has, and Azure's reason. */
export interface NotExported {
  readonly id: string;
  readonly because: string;
}

export interface ExportedGroup {
  /** One, or several where the group is large. */
  readonly templates: readonly unknown[];
  readonly notExported: readonly NotExported[];
}

/** Azure shows values of secure parameters in no template; names stand as they are, not as parameters. */
const OPTIONS = "SkipAllParameterization";

const answerSchema = z.object({
  template: z.record(z.string(), z.unknown()),
  error: z
    .object({
      details: z.array(z.object({ target: z.string().nullish(), message: z.string().nullish() })).nullish(),
      message: z.string().nullish(),
    })
    .nullish(),
});

/**
 * A group's resources as ARM templates.
 * @param ids of the group's resources, as its list has them
 * @see https://learn.microsoft.com/rest/api/resources/resource-groups/export-template
 * @throws SundownError source_access_denied, source_unreadable; those of a call
 */
export async function exportTemplate(
  connection: AzureConnection,
  group: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ExportedGroup> {
  if (ids.length === 0) return { templates: [], notExported: [] };
  if (ids.length > RESOURCES_AT_MOST) return halves(connection, group, ids, signal);
  const called = await callAndFollow(connection, {
    method: "POST",
    path: `${group}/exportTemplate`,
    apiVersion: API_VERSION,
    body: { resources: ids, options: OPTIONS },
    signal,
  });
  if (called.kind === "refused") {
    const { status, kind, azureCode, message } = called.refusal;
    if (status === 401 || status === 403) throw denied(group, azureCode);
    if (kind === "throttled" || kind === "busy" || kind === "unanswered" || status >= 500)
      throw new SundownError("source_unreadable", {
        message: `${group} cannot be exported: Azure answered ${azureCode}`,
        place: group,
      });
    // Too large after all, or one of them spoils the others.
    if (ids.length > 1) return halves(connection, group, ids, signal);
    return { templates: [], notExported: ids.map((id) => ({ id, because: `${azureCode}: ${message}` })) };
  }
  const answer = answerSchema.safeParse(called.body);
  if (called.kind === "lost" || !answer.success)
    return {
      templates: [],
      notExported: ids.map((id) => ({ id, because: "Azure gave no template for it" })),
    };
  const { template, error } = answer.data;
  const details = error?.details ?? (error == null ? [] : [{ target: group, message: error.message }]);
  return {
    templates: [template],
    notExported: details.map(({ target, message }) => ({
      id: target ?? group,
      because: message ?? "Azure gives no reason",
    })),
  };
}

async function halves(
  connection: AzureConnection,
  group: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ExportedGroup> {
  const middle = ids.length > RESOURCES_AT_MOST ? RESOURCES_AT_MOST : Math.ceil(ids.length / 2);
  const first = await exportTemplate(connection, group, ids.slice(0, middle), signal);
  const second = await exportTemplate(connection, group, ids.slice(middle), signal);
  return {
    templates: [...first.templates, ...second.templates],
    notExported: [...first.notExported, ...second.notExported],
  };
}

function denied(group: string, azureCode: string): SundownError {
  return new SundownError("source_access_denied", {
    message: `${group} cannot be exported: Azure answered ${azureCode}`,
    place: group,
    remedy:
      "Give the identity the role Contributor, or one with Microsoft.Resources/subscriptions/resourceGroups/exportTemplate/action, on the subscription; then run again.",
  });
}
