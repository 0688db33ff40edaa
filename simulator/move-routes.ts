import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { groupAt } from "./group-routes.ts";
import { guardWrite } from "./guards.ts";
import { answerAccepted, demand, jsonBody, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { type JsonObject, textOf, textsOf } from "./json.ts";
import { moveErrors } from "./move-errors.ts";
import { isWithin, keyOf } from "./resource-path.ts";
import type { StoredGroup, StoredResource } from "./store.ts";
import type { World } from "./world.ts";

const group = "/subscriptions/:subscription/resourcegroups/:group";
const validateSeconds = 20;
const moveSeconds = 240;

/** Types that Azure does not move at all (from its published list of move support). */
const immovable = [
  "microsoft.containerinstance/containergroups",
  "microsoft.containerservice/managedclusters",
  "microsoft.managedidentity/userassignedidentities",
  "microsoft.network/applicationgateways",
  "microsoft.network/azurefirewalls",
  "microsoft.network/bastionhosts",
  "microsoft.network/expressroutecircuits",
  "microsoft.network/natgateways",
  "microsoft.network/privatelinkservices",
  "microsoft.network/virtualwans",
  "microsoft.netapp/netappaccounts",
  "microsoft.sql/managedinstances",
  "microsoft.databricks/workspaces",
];

interface Move {
  readonly source: StoredGroup;
  readonly target: StoredGroup;
  readonly resources: readonly StoredResource[];
}

/** Moving resources to another group, and asking whether they could be moved. */
export function registerMoveRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.post(`${group}/validatemoveresources`, async (c) => {
    const move = await readMove(world, c);
    const operation = world.operations.start({
      kind: "validateMove",
      target: move.source.id,
      emptyStatus: 204,
      pollSeconds: 15,
    });
    world.clock.after(validateSeconds, () => {
      const problems = problemsOf(world, move);
      if (problems.length > 0) world.operations.fail(operation, moveErrors.notSupported(problems));
      else world.operations.succeed(operation);
    });
    return accepted(world, c, operation);
  });

  app.post(`${group}/moveresources`, async (c) => {
    const move = await readMove(world, c);
    for (const one of [move.source, move.target])
      guardWrite(world, c, one.key, "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action");
    const operation = world.operations.start({
      kind: "move",
      target: move.source.id,
      emptyStatus: 204,
      pollSeconds: 15,
    });
    const problems = problemsOf(world, move);
    for (const one of [move.source, move.target]) one.moving = true;
    world.clock.after(problems.length > 0 ? validateSeconds : moveSeconds, () => {
      for (const one of [move.source, move.target]) one.moving = false;
      if (problems.length > 0) world.operations.fail(operation, moveErrors.notSupported(problems));
      else {
        for (const resource of move.resources) relocate(world, resource, move);
        world.operations.succeed(operation);
      }
    });
    return accepted(world, c, operation);
  });
}

function accepted(
  world: World,
  c: RequestContext,
  operation: Parameters<typeof answerAccepted>[2],
): Response {
  return answerAccepted(world, c, operation, {
    base: `/subscriptions/${c.get("path").subscriptionId}`,
    headers: "location",
    result: "operationresults",
  });
}

async function readMove(world: World, c: RequestContext): Promise<Move> {
  const source = groupAt(world, c);
  demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action", source.key);
  const body = await jsonBody(c);
  const targetId = textOf(body.targetResourceGroup) ?? "";
  const target = world.store.groups.get(keyOf(targetId));
  if (!target) throw errors.groupNotFound(targetId.split("/").at(-1) ?? "");
  const resources = textsOf(body.resources).map((id) => {
    const found = world.store.resources.get(keyOf(id));
    if (!found || found.groupKey !== source.key) throw moveErrors.notFound(id);
    return found;
  });
  if (resources.length === 0) throw errors.invalidBody("resources is required.");
  return { source, target, resources };
}

/** Why a move is refused: the type, a lock, or something the resource is tied to that stays behind. */
function problemsOf(world: World, move: Move): object[] {
  const tenantOf = (id: string) => world.subscriptions.get(id.split("/")[2] ?? "")?.tenantId;
  const moving = new Set(move.resources.flatMap((resource) => world.store.subtree(resource.key)));
  const problems: object[] = [];
  const note = (code: string, resource: StoredResource, message: string) =>
    problems.push({ code, target: resource.id, message });
  for (const resource of move.resources) {
    if (immovable.includes(resource.type.toLowerCase())) {
      note(
        "ResourceMoveNotSupported",
        resource,
        `Resource move is not supported for resource types '${resource.type}'.`,
      );
    }
    const tied = world.store
      .subtree(resource.key)
      .flatMap((key) => [...world.store.usersOf(key), ...world.store.usedBy(key)])
      .filter((key) => !moving.has(key) && isWithin(key, move.source.key) && world.store.exists(key));
    if (tied.length > 0) {
      note(
        "MissingMoveDependentResources",
        resource,
        `Dependent resources must move along: '${[...new Set(tied)].join(", ")}'.`,
      );
    }
  }
  if (tenantOf(move.source.id) !== tenantOf(move.target.id))
    problems.push({
      code: "InvalidMoveAcrossTenants",
      target: move.target.id,
      message: "The subscriptions are not in the same tenant.",
    });
  for (const one of [move.source, move.target]) {
    const locked = world.locks.againstWrite(one.key);
    if (locked.length > 0)
      problems.push({ code: "ScopeLocked", target: one.id, message: `'${locked.join(",")}' is locked.` });
  }
  return problems;
}

/** The resource and what lies below it get new ids; references to them by others in the move follow. */
function relocate(world: World, resource: StoredResource, move: Move): void {
  const keys = world.store.subtree(resource.key).filter((key) => world.store.exists(key));
  const rename = (id: string) => move.target.id + id.slice(move.source.id.length);
  const bodies: { id: string; body: JsonObject }[] = [];
  for (const key of keys) {
    const found = world.store.resources.get(key);
    if (found && !found.embeddedIn)
      bodies.push({ id: rename(found.id), body: { ...found.body, type: found.type } });
  }
  for (const key of keys) world.store.removeResource(key);
  for (const { id, body } of bodies) world.store.putResource(id, renamed(body, move));
}

function renamed(body: JsonObject, move: Move): JsonObject {
  const moved = move.resources.map((resource) => resource.id);
  let textBody = JSON.stringify(body);
  for (const id of moved)
    textBody = textBody.replaceAll(
      JSON.stringify(id).slice(1, -1),
      move.target.id + id.slice(move.source.id.length),
    );
  const parsed: unknown = JSON.parse(textBody);
  return Object(parsed);
}
