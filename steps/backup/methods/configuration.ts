import { z } from "zod";
import { exportTemplate, type NotExported } from "../../../azure/export-template.ts";
import { mapBounded } from "../../../azure/map-bounded.ts";
import { readSource } from "../../../azure/read-source.ts";
import { readCustomRoles, rolesNaming } from "../../../azure/roles/read-custom-roles.ts";
import { readRoleAssignments } from "../../../azure/roles/read-role-assignments.ts";
import { isWithin, subscriptionIdOf } from "../../../core/arm-id.ts";
import { isSundownError, SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { type PutFile, putFile } from "../put-file.ts";
import { putFileList } from "../put-file-list.ts";

/** Exports run for a minute and more each, and are few a minute. */
const GROUPS_AT_ONCE = 4;
const RESOURCES_API = "2021-04-01";

const POLICIES = [
  { name: "definitions", type: "policyDefinitions", apiVersion: "2023-04-01" },
  { name: "sets", type: "policySetDefinitions", apiVersion: "2023-04-01" },
  { name: "assignments", type: "policyAssignments", apiVersion: "2023-04-01" },
  { name: "exemptions", type: "policyExemptions", apiVersion: "2022-07-01-preview" },
];

const itemSchema = z.looseObject({ id: z.string(), name: z.string().optional() });
type Item = z.infer<typeof itemSchema>;

/**
 * What a subscription is made of, apart from data: an ARM template of each group, the custom roles that name it,
 * role assignments at and below it, and the policies that stand in it; files in one list. What Azure cannot export
 * is named in `not-exported.json`. Values of secure parameters are in no template.
 * @returns the artifact, or what kept groups from being exported
 * @throws SundownError source_access_denied, source_unreadable
 */
export async function backUpConfiguration(job: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { id, target, journal, context } = job;
  const folder = `${subscriptionIdOf(id)?.split("/").at(-1) ?? id}/configuration`;
  const put = (name: string, content: unknown): Promise<PutFile> =>
    putFile(
      target,
      {
        path: `${folder}/files/${name}`,
        extension: "json",
        contentType: "application/json",
        content: Buffer.from(`${JSON.stringify(content, null, 2)}\n`),
      },
      context.signal,
    );
  const { files: templates, notExported, failures } = await putTemplates(job, put);
  if (failures.length > 0) return failures;
  const files = [...templates, ...(await putRoles(job, put)), ...(await putPolicies(job, put))];
  if (notExported.length > 0) files.push(await put("not-exported", notExported));
  const artifact = await putFileList(target, folder, id, files, context.signal);
  await journal.append({
    step: "backup",
    kind: "answer",
    about: id,
    data: { ...artifact, files: files.length, notExported: notExported.length },
  });
  for (const { id: place, because } of notExported)
    context.host.notify({
      code: "backup_not_covered",
      message: `${place} is in no template: ${because}`,
      place,
    });
  return {
    artifacts: [artifact],
    items: { count: files.length, noun: "file" },
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    kept: 0,
  };
}

type Put = (name: string, content: unknown) => Promise<PutFile>;

async function putTemplates(
  { id, connection, context: { signal } }: BackupJob,
  put: Put,
): Promise<{ files: PutFile[]; notExported: NotExported[]; failures: SundownError[] }> {
  const list = (path: string) =>
    readSource(connection, { path, apiVersion: RESOURCES_API, item: itemSchema, signal });
  const groups = await list(`${id}/resourceGroups`);
  const files = [await put("groups", sorted(groups))];
  const notExported: NotExported[] = [];
  const failures: SundownError[] = [];
  await mapBounded(groups, GROUPS_AT_ONCE, async (group) => {
    signal.throwIfAborted();
    const name = group.name ?? group.id.slice(group.id.lastIndexOf("/") + 1);
    try {
      const ids = (await list(`${group.id}/resources`)).map((resource) => resource.id);
      const exported = await exportTemplate(connection, group.id, ids, signal);
      notExported.push(...exported.notExported);
      const several = exported.templates.length > 1;
      for (const [index, template] of exported.templates.entries())
        files.push(await put(`groups/${name}/template${several ? `-${index + 1}` : ""}`, template));
    } catch (error) {
      if (!isSundownError(error)) throw error;
      failures.push(error);
    }
  });
  return { files, notExported: notExported.toSorted((a, b) => compare(a.id, b.id)), failures };
}

async function putRoles({ id, connection, context: { signal } }: BackupJob, put: Put): Promise<PutFile[]> {
  const subscriptionId = id.slice(id.lastIndexOf("/") + 1);
  try {
    const roles = await readCustomRoles(connection, signal);
    const assignments = await readRoleAssignments(connection, id, { signal });
    const below = assignments.filter((assignment) => isWithin(assignment.id, id));
    return [
      await put("roles/definitions", sorted(rolesNaming(roles, subscriptionId))),
      await put("roles/assignments", sorted(below)),
    ];
  } catch (error) {
    if (!isSundownError(error) || error.code !== "not_permitted") throw error;
    throw new SundownError("source_access_denied", {
      message: error.message,
      place: id,
      remedy: "Give the identity the role Reader on the subscription, then run again.",
      cause: error,
    });
  }
}

async function putPolicies({ id, connection, context: { signal } }: BackupJob, put: Put): Promise<PutFile[]> {
  const files: PutFile[] = [];
  for (const { name, type, apiVersion } of POLICIES) {
    const path = `${id}/providers/Microsoft.Authorization/${type}`;
    const items = await readSource(connection, { path, apiVersion, item: itemSchema, signal });
    // Lists show what stands above, too, and what is built in: neither goes with the subscription.
    const own = items.filter((item) => isWithin(item.id, id));
    if (own.length > 0) files.push(await put(`policies/${name}`, sorted(own)));
  }
  return files;
}

const sorted = <Any extends Item>(items: readonly Any[]): Any[] =>
  items.toSorted((a, b) => compare(a.id.toLowerCase(), b.id.toLowerCase()));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
