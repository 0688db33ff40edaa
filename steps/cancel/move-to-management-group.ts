import { setTimeout as sleep } from "node:timers/promises";
import { readPolicies } from "../../azure/read-policies.ts";
import { readResourceGraph } from "../../azure/read-resource-graph.ts";
import { readOwnAssignments } from "../../azure/roles/read-own-assignments.ts";
import {
  isInManagementGroup,
  putIntoManagementGroup,
  readManagementGroupChain,
} from "../../azure/subscription/management-group.ts";
import type { Host } from "../../core/host.ts";
import { managementGroupId, ownershipAfterMove } from "../../core/lifecycle/management-group-move.ts";
import { ACTING_EFFECTS, policiesAfterMove } from "../../core/lifecycle/policies-after-move.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import type { Journal } from "../../engine/journal.ts";
import { recordedCall } from "../recorded-call.ts";
import type { ReadyOptions } from "./prove-ready.ts";

export interface ManagementGroupMove {
  readonly to: string;
  /** Ids of the management groups it is below now, nearest first; empty when Resource Graph does not tell. */
  readonly from: readonly string[];
  /** What each policy assignment there does, in words. */
  readonly policies: readonly string[];
}

/**
 * Whether the manifest moves the subscription to another management group, proven possible: the group is there, and
 * this identity stays Owner, though it no longer inherits from the old groups. Says which policies will apply and what
 * they do.
 * Resolves to `undefined` when nothing moves, or it has moved already.
 *
 * @throws SundownError management_group_unreadable, management_group_rights_lost, azure_answer_invalid
 */
export async function planManagementGroupMove(
  options: ReadyOptions,
  host: Host,
): Promise<ManagementGroupMove | undefined> {
  const { connection, plan, manifest, signal } = options;
  if (manifest.managementGroup === undefined) return undefined;
  const { id } = plan.subscription;
  const place = `/subscriptions/${id}`;
  const wanted = managementGroupId(manifest.managementGroup);
  if (wanted === undefined) {
    throw new SundownError("management_group_unreadable", {
      message: `${JSON.stringify(manifest.managementGroup)} is not the id of a management group.`,
      place,
    });
  }
  const chain = await readManagementGroupChain(connection, wanted, signal);
  const to = chain[0] ?? wanted;
  if (await isInManagementGroup(connection, to, id, signal)) return undefined;

  // What is assigned at the new group only is not in effect for the subscription yet, but will be.
  const [here, there] = await Promise.all(
    [place, to].map((scope) => readOwnAssignments(connection, scope, signal)),
  );
  const { lost, staysOwner } = ownershipAfterMove([...(here ?? []), ...(there ?? [])], id, chain);
  if (!staysOwner) {
    throw new SundownError("management_group_rights_lost", {
      message: `In ${to} this identity would no longer be Owner of ${place}: it is Owner only by ${lost.join(", ")}.`,
      place,
      data: { lost },
    });
  }
  const found = await readPolicies(connection, to, { effects: ACTING_EFFECTS, signal });
  const { policies, consequences } = policiesAfterMove(found.assignments, { to, subscription: place });
  const notRead = [
    ...found.unreadable.map(({ what, status }) => `${what} could not be read (${status}).`),
    ...found.leftOut.map(({ what, read, of }) => `Only ${read} of ${of} ${what} were read.`),
  ];
  const applying = `${count(policies.length, "policy assignment then applies", "policy assignments then apply")}${policies.length === 0 ? "" : ` (${policies.join("; ")})`}.`;
  host.notify({
    code: "management_group_move",
    message: [
      `The subscription moves to ${to} before the cancel; ${applying}`,
      ...consequences,
      ...notRead,
      "Its tags stay.",
    ].join(" "),
    place,
    data: { to, policies, notRead },
  });
  return { to, from: await readAncestors(options), policies };
}

/**
 * Makes the move and waits until Azure shows it: intent and where it was before go into the journal first.
 * @throws SundownError management_group_move_refused, management_group_move_unconfirmed, journal_unwritable
 */
export async function moveToManagementGroup(
  { to, from, policies }: ManagementGroupMove,
  options: ReadyOptions & {
    readonly journal: Journal;
    readonly wait?: { readonly intervalMs?: number; readonly patienceMs?: number };
  },
): Promise<void> {
  const { connection, plan, journal, signal, wait = {} } = options;
  const { intervalMs = 10_000, patienceMs = 600_000 } = wait;
  const { id } = plan.subscription;
  const line = { step: "managementGroup", about: `/subscriptions/${id}` };
  await recordedCall(journal, line, { act: "moveToManagementGroup", from, to, policies }, () =>
    putIntoManagementGroup(connection, to, id),
  );
  const deadline = performance.now() + patienceMs;
  while (!(await isInManagementGroup(connection, to, id, signal))) {
    if (performance.now() + intervalMs > deadline) {
      throw new SundownError("management_group_move_unconfirmed", {
        message: `Azure accepted the move of ${id} to ${to}, but does not show it yet.`,
        place: line.about,
      });
    }
    await sleep(intervalMs, undefined, { signal });
  }
}

/** Only for the record and the way back, so what cannot be read is left out. */
async function readAncestors({ connection, plan, signal }: ReadyOptions): Promise<string[]> {
  const query =
    "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, chain = properties.managementGroupAncestorsChain | order by id asc";
  const rows = await readResourceGraph(connection, {
    query,
    subscriptionId: plan.subscription.id,
    signal,
  }).catch((error: unknown) => {
    if (isSundownError(error)) return [];
    throw error;
  });
  const chain = rows[0]?.chain;
  const names = (Array.isArray(chain) ? chain : []).map((entry: unknown) =>
    typeof entry === "object" && entry !== null && "name" in entry && typeof entry.name === "string"
      ? managementGroupId(entry.name)
      : undefined,
  );
  return names.filter((name) => name !== undefined);
}
