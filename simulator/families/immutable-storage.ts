import type { ArmError } from "../arm-error.ts";
import { errors } from "../error-bodies.ts";
import { guardDelete } from "../guards.ts";
import { answer, type RequestContext } from "../http.ts";
import { objectOf, textOf } from "../json.ts";
import { parentKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

const accountType = "microsoft.storage/storageaccounts";
const containerType = `${accountType}/blobservices/containers`;
const policyRoute =
  "/~/microsoft.storage/storageaccounts/:account/blobservices/default/containers/:container/immutabilitypolicies/default";
const day = 86_400_000;

/** Z6, Z7, Z8: what was written once, or is held, keeps its container and its account. */
export const immutableStorage: FamilyRules = {
  refusal(world, resource) {
    const type = resource.type.toLowerCase();
    if (type === containerType) {
      const why = whyKept(world, resource);
      return why === undefined ? undefined : familyErrors.containerProtected(resource.name, why);
    }
    return type === accountType ? accountRefusal(world, resource) : undefined;
  },
  register(app, world) {
    app.get(policyRoute, (c) => {
      const container = containerAt(world, c);
      return answer(c, 200, policyBody(c.get("path").id, policyOf(container)));
    });
    app.delete(policyRoute, (c) => {
      const container = containerAt(world, c);
      const { id, key } = c.get("path");
      guardDelete(
        world,
        c,
        key,
        "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete",
        id,
      );
      if (c.req.header("if-match") === undefined) throw familyErrors.conditionMissing();
      if (stateOf(policyOf(container)) === "locked") throw familyErrors.immutabilityPolicyLocked();
      const { immutabilityPolicy: _gone, ...properties } = objectOf(container.body.properties);
      container.body = { ...container.body, properties: { ...properties, hasImmutabilityPolicy: false } };
      return answer(c, 200, policyBody(id, {}));
    });
  },
};

function accountRefusal(world: World, account: StoredResource): ArmError | undefined {
  const versioning = objectOf(objectOf(account.body.properties).immutableStorageWithVersioning);
  const containers = world.store
    .subtree(account.key)
    .map((key) => world.store.resources.get(key))
    .filter((found) => found !== undefined)
    .filter(({ type }) => type.toLowerCase() === containerType);
  for (const container of containers) {
    const why = whyKept(world, container);
    if (why !== undefined) return familyErrors.accountProtected(account.name, container.name, why);
  }
  const policy = objectOf(versioning.immutabilityPolicy);
  return stateOf(policy) === "locked" && isYoung(world, account, policy)
    ? familyErrors.accountProtected(account.name, "*", "locked immutability policy")
    : undefined;
}

/** Only blobs are kept, so a container without any is free, whatever its policy. */
function whyKept(world: World, container: StoredResource): string | undefined {
  const properties = objectOf(container.body.properties);
  if (properties.simulatorBlobCount === 0) return undefined;
  if (properties.hasLegalHold === true || objectOf(properties.legalHold).hasLegalHold === true)
    return "legal hold";
  if (objectOf(properties.immutableStorageWithVersioning).enabled === true)
    return "version-level immutability";
  const policy = policyOf(container);
  const state = stateOf(policy);
  if (state === "unlocked") return "ImmutabilityPolicy";
  return state === "locked" && isYoung(world, container, policy) ? "locked immutability policy" : undefined;
}

/** Whether something written at the start is still within its time. */
function isYoung(
  world: World,
  { createdAt, body }: StoredResource,
  policy: Record<string, unknown>,
): boolean {
  const written = Date.parse(textOf(objectOf(body.properties).lastModifiedTime) ?? "");
  const nested = objectOf(policy.properties);
  const days = policy.immutabilityPeriodSinceCreationInDays ?? nested.immutabilityPeriodSinceCreationInDays;
  const since = Number.isNaN(written) ? Math.max(createdAt, world.startedAt) : written;
  return world.clock.now() < since + (typeof days === "number" ? days : Number.POSITIVE_INFINITY) * day;
}

function policyOf(container: StoredResource): Record<string, unknown> {
  return objectOf(objectOf(container.body.properties).immutabilityPolicy);
}

function stateOf(policy: Record<string, unknown>): string | undefined {
  return (textOf(objectOf(policy.properties).state) ?? textOf(policy.state))?.toLowerCase();
}

function policyBody(id: string, policy: Record<string, unknown>): object {
  const properties =
    Object.keys(policy).length === 0
      ? { immutabilityPeriodSinceCreationInDays: 0, state: "Deleted" }
      : { ...policy, ...objectOf(policy.properties) };
  return {
    id,
    name: "default",
    type: "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies",
    etag: '"8dc904f971b1646"',
    properties,
  };
}

function containerAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  const found = world.store.resources.get(parentKeyOf(path.key));
  if (found) return found;
  throw errors.resourceNotFound(path);
}
