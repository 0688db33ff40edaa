import { expect } from "vitest";
import { askedPause } from "../../azure/arm-retry-policy.ts";
import { classifyRefusal } from "../../azure/classify-refusal.ts";
import { endAccess, grantRead } from "../../azure/compute/disk-export.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { armError } from "../../azure/explain-failure.ts";
import { isGone } from "../../azure/operations/is-gone.ts";
import { readAccess } from "../../azure/read-access.ts";
import { readResourceGraph } from "../../azure/read-resource-graph.ts";
import { idKey } from "../../core/arm-id.ts";
import { type Check, first, NIL, perform, signal } from "./check.ts";
import type { Exchange } from "./recordings.ts";

/** A 429 is tried again below every client, so that only the answer after it is seen. */
async function answeredAfter429(
  connection: AzureConnection,
  exchanges: readonly Exchange[],
  refused: Exchange,
): Promise<void> {
  const same = exchanges.filter(({ method, path }) => method === refused.method && path === refused.path);
  const [before, after] = [same.slice(0, same.indexOf(refused)), same.slice(same.indexOf(refused))];
  const next = after.find(({ status }) => status !== 429)?.status;
  const body = refused.requestBody;
  for (const { status } of [...before, { status: next }]) {
    const answer = await connection.request({ method: "PUT", path: refused.path, body });
    expect(answer.status).toBe(status);
  }
}

/** What the clients make of disks, locks, soft-deleted accounts and limits. */
export const furtherChecks: Readonly<Record<string, Check>> = {
  "snapshot-sas": async (connection, exchanges) => {
    const { path } = first(exchanges, "POST", /beginGetAccess$/);
    const snapshot = { id: path.slice(0, -"/beginGetAccess".length), signal };
    expect(await grantRead(connection, snapshot)).toMatch(/^https:.*sig=REDACTED/);
    await expect(endAccess(connection, snapshot)).resolves.toBeUndefined();
  },
  "soft-delete-cognitive": async (connection, exchanges) => {
    const { path } = first(exchanges, "DELETE", /deletedAccounts\/[^/]+$/);
    // Deleting and then Succeeded is two polls.
    expect(await perform(connection, "purge", path)).toMatchObject({ kind: "done", acted: true, polls: 2 });
  },
  "lock-crud-child-scopes": async (connection, exchanges) => {
    const made = exchanges.filter(({ method, path }) => method === "PUT" && /\/locks\/[^/]+$/.test(path));
    const { locks } = await readAccess(connection, NIL);
    expect(locks.map(({ id }) => id)).toEqual(expect.arrayContaining(made.map(({ path }) => path)));
    for (const { path } of made)
      expect(await perform(connection, "unlock", path)).toMatchObject({ kind: "done", acted: true });
  },
  "delete-lag-servicebus": async (connection, exchanges) => {
    const { path: rule } = first(exchanges, "DELETE", /\/rules\/[^/]+$/);
    expect(await perform(connection, "delete", rule)).toMatchObject({ kind: "done", acted: true });
    // A code that speaks of a subscription, and means one of a topic.
    expect(await isGone(connection, rule, "2021-11-01", signal)).toBe(true);
    const { path: namespace } = first(exchanges, "DELETE", /\/namespaces\/[^/]+$/);
    for (const gone of [false, false, false, true])
      expect(await isGone(connection, namespace, "2021-11-01", signal)).toBe(gone);
  },
  "resource-graph-vs-arm": async (connection, exchanges) => {
    const told = JSON.stringify(first(exchanges, "POST", /resources$/).body);
    const listed = JSON.stringify(first(exchanges, "GET", /virtualMachines$/).body);
    const machine = /"(\/subscriptions\/[^"]*\/virtualMachines\/[^"/]+)"/i;
    const [here, there] = [machine.exec(listed)?.[1] ?? "", machine.exec(told)?.[1] ?? "-"];
    expect(here).not.toBe(there);
    expect(idKey(here)).toBe(idKey(there));
    // Columns and rows are what older api-versions give; read as objects they would be no rows at all.
    await expect(readResourceGraph(connection, { query: "resources" })).rejects.toMatchObject({
      code: "azure_answer_invalid",
    });
  },
  "throttle-429-provider": async (connection, exchanges) => {
    const refused = exchanges.find(({ status }) => status === 429);
    if (refused === undefined) throw new Error("no 429 in the exchanges");
    expect(classifyRefusal(429, armError(refused.body)).kind).toBe("throttled");
    await answeredAfter429(connection, exchanges, refused);
  },
  "throttle-429-retry-after": async (connection, exchanges) => {
    const refusals = exchanges.filter(({ status }) => status === 429);
    expect(refusals.map(({ body }) => classifyRefusal(429, armError(body)).kind)).toEqual(
      refusals.map(() => "busy"),
    );
    const pauses = refusals.map(({ headers }) => askedPause((name) => headers?.[name], undefined, 0));
    expect(pauses).toContain(12_000);
    const asking = refusals[pauses.indexOf(12_000)];
    if (asking !== undefined) await answeredAfter429(connection, exchanges, asking);
  },
};
