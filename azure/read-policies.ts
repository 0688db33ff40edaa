import { idKey, isWithin, subscriptionIdOf } from "../core/arm-id.ts";
import type { AzureConnection } from "./connection.ts";
import type { HiddenList } from "./hidden-lists.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import {
  definitionOf,
  effectOf,
  isSet,
  mayMatter,
  type PolicyEffect,
  TEARDOWN_EFFECTS,
  type UsedDefinition,
  usedBy,
} from "./policy-effects.ts";
import { type Item, LISTS_AT_ONCE, readLists } from "./read-lists.ts";
import { type LeftOut, type Unreadable, unreadable } from "./unreadable.ts";

const API_VERSION = "2023-04-01";
/** Definitions that no list here has are read one by one, each once. Landing zones assign some dozens of them. */
const DEFINITIONS_AT_MOST = 60;

const ASSIGNMENTS: HiddenList = {
  path: "Microsoft.Authorization/policyAssignments",
  apiVersion: API_VERSION,
};
const EXEMPTIONS: HiddenList = {
  path: "Microsoft.Authorization/policyExemptions",
  apiVersion: "2022-07-01-preview",
};

export interface Policies {
  /** At, above and below the subscription; `properties.effects` says what each does. */
  readonly assignments: readonly Item[];
  readonly unreadable: readonly Unreadable[];
  readonly leftOut: readonly LeftOut[];
}

export interface PoliciesOptions {
  /** Definitions and sets that a list has told already. */
  readonly listed?: readonly Item[];
  /** What of the effects is of interest. @default {@link TEARDOWN_EFFECTS} */
  readonly effects?: RegExp;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Policy assignments that reach a subscription or management group, with what matters of their definitions: whether
 * they deny deletes or deploy again what is gone, of which types, and who is exempt.
 * @param scope id of a subscription, or of a management group: then what is assigned at it and above
 */
export async function readPolicies(
  connection: AzureConnection,
  scope: string,
  { listed = [], effects = TEARDOWN_EFFECTS, signal }: PoliciesOptions = {},
): Promise<Policies> {
  const missing: Unreadable[] = [];
  // What of a management group's list reaches what lies below it: assigned there and above.
  const filter = subscriptionIdOf(scope) === undefined ? `?$filter=${encodeURIComponent("atScope()")}` : "";
  const read = async ({ path, apiVersion }: HiddenList): Promise<Item[]> => {
    const found = await readLists(
      connection,
      [{ path: `${scope}/providers/${path}${filter}`, apiVersion }],
      missing,
      signal,
    );
    return found.map(({ item }) => item);
  };
  const assignments = await read(ASSIGNMENTS);
  const exemptions = assignments.length === 0 ? [] : (await read(EXEMPTIONS)).filter(isInForce);

  const definitions = new Map(listed.map((item) => [idKey(item.id), item]));
  let room = DEFINITIONS_AT_MOST;
  let wantedInAll = 0;
  const fetch = async (ids: readonly string[]): Promise<void> => {
    const wanted = [...new Map(ids.map((id) => [idKey(id), id]))].filter(([key]) => !definitions.has(key));
    wantedInAll += wanted.length;
    const chosen = wanted.slice(0, room);
    room -= chosen.length;
    await mapBounded(chosen, LISTS_AT_ONCE, async ([key, path]) => {
      const request = { method: "GET", path, apiVersion: API_VERSION } as const;
      const answer = await connection.request(signal === undefined ? request : { ...request, signal });
      if (answer.status === 200 && isRecord(answer.body)) definitions.set(key, { ...answer.body, id: path });
      else if (answer.status !== 404) missing.push(unreadable(path, answer));
    });
  };
  await fetch(assignments.flatMap((item) => definitionOf(item) ?? []).filter(isSet));
  const used = assignments.map((assignment) =>
    usedBy(assignment, definitions).filter((one) => mayMatter(one, effects)),
  );
  await fetch(used.flat().map(({ id }) => id));

  const isCut = wantedInAll > DEFINITIONS_AT_MOST;
  return {
    assignments: assignments.map((assignment, index) => ({
      ...assignment,
      properties: {
        ...(isRecord(assignment.properties) ? assignment.properties : {}),
        effects: (used[index] ?? []).flatMap((each): PolicyEffect[] => {
          const effect = effectOf(each, definitions.get(idKey(each.id)), effects);
          const exemptScopes = exemptFrom(assignment, each, exemptions, scope);
          return effect === undefined
            ? []
            : [exemptScopes.length === 0 ? effect : { ...effect, exemptScopes }];
        }),
      },
    })),
    unreadable: missing,
    leftOut: isCut ? [{ what: "policy definitions", read: DEFINITIONS_AT_MOST, of: wantedInAll }] : [],
  };
}

/** An exemption may end; one whose date cannot be read is none. */
function isInForce({ properties }: Item): boolean {
  const end = isRecord(properties) ? properties.expiresOn : undefined;
  return end === undefined || end === null || (typeof end === "string" && Date.parse(end) > Date.now());
}

function exemptFrom(
  assignment: Item,
  { reference }: UsedDefinition,
  exemptions: readonly Item[],
  whole: string,
): string[] {
  return exemptions.flatMap(({ id, properties }) => {
    const { policyAssignmentId, policyDefinitionReferenceIds: members } = isRecord(properties)
      ? properties
      : {};
    if (typeof policyAssignmentId !== "string" || idKey(policyAssignmentId) !== idKey(assignment.id))
      return [];
    const isPart = Array.isArray(members) && members.length > 0;
    if (isPart && !members.some((one: unknown) => isSame(one, reference))) return [];
    const scope = id.replace(/\/providers\/microsoft\.authorization\/policyexemptions\/[^/]+$/i, "");
    // One from above frees all of it.
    return [subscriptionIdOf(scope) === undefined || !isWithin(scope, whole) ? whole : scope];
  });
}

function isSame(one: unknown, reference: string | undefined): boolean {
  return typeof one === "string" && one.toLowerCase() === reference?.toLowerCase();
}
