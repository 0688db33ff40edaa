import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import {
  answer,
  answerEmpty,
  apiVersionOf,
  demand,
  jsonBody,
  originOf,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { managementGroupPrefix, type StoredManagementGroup } from "./management-groups.ts";
import type { World } from "./world.ts";

const base = "/~/microsoft.management/managementgroups";
const operationSeconds = 15;

/** Management groups and the subscriptions in them. */
export function registerManagementGroupRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get(base, (c) =>
    answer(c, 200, { value: world.managementGroups.all().map((group) => summary(world, group)) }),
  );

  app.get(`${base}/:name`, (c) => {
    const group = groupAt(world, c);
    return answer(c, 200, detail(world, group, c.req.query("$expand")?.toLowerCase()));
  });

  app.get(`${base}/:name/subscriptions/:subscription`, (c) => {
    const group = groupAt(world, c);
    const id = c.get("path").names[1] ?? "";
    if (!group.subscriptions.has(id.toLowerCase())) throw errors.notFound(`Subscription '${id}'`);
    return answer(c, 200, subscriptionBody(world, group, id));
  });

  app.get(`${base}/:name/subscriptions`, (c) => {
    const group = groupAt(world, c);
    return answer(c, 200, {
      value: [...group.subscriptions].map((id) => subscriptionBody(world, group, id)),
    });
  });

  app.put(`${base}/:name`, async (c) => {
    const name = c.get("path").names[0] ?? "";
    demand(
      world,
      c,
      "Microsoft.Management/managementGroups/write",
      `${managementGroupPrefix}${name.toLowerCase()}`,
    );
    const properties = objectOf((await jsonBody(c)).properties);
    const parent = textOf(objectOf(objectOf(properties.details).parent).id);
    const group = world.managementGroups.put(name, textOf(properties.displayName), parent?.split("/").at(-1));
    return accepted(world, c, "create", group.name);
  });

  app.delete(`${base}/:name`, (c) => {
    const group = groupAt(world, c);
    demand(
      world,
      c,
      "Microsoft.Management/managementGroups/delete",
      `${managementGroupPrefix}${group.name.toLowerCase()}`,
    );
    const children = world.managementGroups
      .all()
      .filter(({ parent }) => parent?.toLowerCase() === group.name.toLowerCase());
    if (group.subscriptions.size > 0 || children.length > 0) {
      throw errors.badRequest(`Group '${group.name}' is not empty.`, "BadRequest");
    }
    world.managementGroups.delete(group.name);
    return accepted(world, c, "delete", group.name);
  });
  registerMembership(app, world);
  registerOutcomes(app, world);
}

/** Putting a subscription into a group and taking it out. */
function registerMembership(app: Hono<SimulatorEnvironment>, world: World): void {
  app.put(`${base}/:name/subscriptions/:subscription`, (c) => {
    const group = groupAt(world, c);
    const id = c.get("path").names[1] ?? "";
    if (!world.subscriptions.get(id)) throw errors.subscriptionNotFound(id);
    demandMove(world, c, group.name, id);
    world.managementGroups.place(id, group.name);
    return answer(c, 200, subscriptionBody(world, group, id));
  });

  app.delete(`${base}/:name/subscriptions/:subscription`, (c) => {
    const group = groupAt(world, c);
    const id = c.get("path").names[1] ?? "";
    if (!group.subscriptions.has(id.toLowerCase())) return answerEmpty(c, 204);
    demandMove(world, c, group.name, id);
    world.managementGroups.place(id, world.managementGroups.rootName);
    return answerEmpty(c, 200);
  });
}

/** Polling of groups being made or deleted. */
function registerOutcomes(app: Hono<SimulatorEnvironment>, world: World): void {
  for (const kind of ["create", "delete"]) {
    const results = `/~/microsoft.management/operationresults/${kind}`;
    app.get(`${results}/asyncoperation/status/managementgroups/:name`, (c) => {
      const done = isDone(world, kind, c.get("path").id.split("/").at(-1) ?? "");
      return answer(c, 200, {
        id: c.get("path").id,
        name: c.req.param("name"),
        status: done ? "Succeeded" : "Running",
      });
    });
    app.get(`${results}/managementgroups/:name`, (c) => {
      const name = c.get("path").id.split("/").at(-1) ?? "";
      const group = world.managementGroups.get(name);
      if (!isDone(world, kind, name)) {
        return answerEmpty(c, 202, {
          location: `${originOf(c)}${c.get("path").id}?api-version=${apiVersionOf(c)}`,
        });
      }
      return group ? answer(c, 200, detail(world, group)) : answerEmpty(c, 204);
    });
  }
}

function groupAt(world: World, c: RequestContext): StoredManagementGroup {
  const name = c.get("path").names[0] ?? "";
  const group = world.managementGroups.get(name);
  if (!group) throw errors.notFound(`Management group '${name}'`);
  return group;
}

/** Moving a subscription takes the right to write both groups and the subscription. */
function demandMove(world: World, c: RequestContext, name: string, subscriptionId: string): void {
  const holder = world.managementGroups.holderOf(subscriptionId)?.name ?? name;
  for (const group of new Set([name, holder])) {
    demand(
      world,
      c,
      "Microsoft.Management/managementGroups/subscriptions/write",
      `${managementGroupPrefix}${group.toLowerCase()}`,
    );
  }
  demand(
    world,
    c,
    "Microsoft.Authorization/roleAssignments/write",
    `/subscriptions/${subscriptionId.toLowerCase()}`,
  );
}

function accepted(world: World, c: RequestContext, kind: string, name: string): Response {
  const operation = world.operations.start({ kind: `managementGroup ${kind}`, target: name.toLowerCase() });
  world.clock.after(operationSeconds, () => world.operations.succeed(operation));
  const results = `${originOf(c)}/providers/Microsoft.Management/operationResults/${kind}`;
  const version = `?api-version=${apiVersionOf(c)}`;
  const id = `/providers/Microsoft.Management/managementGroups/${name}`;
  return answer(
    c,
    202,
    { id, type: "Microsoft.Management/managementGroups", name, status: "NotStarted" },
    {
      "azure-asyncoperation": `${results}/asyncOperation/status/managementGroups/${name}${version}`,
      location: `${results}/managementGroups/${name}${version}`,
      ...world.clock.retryAfter(operation.pollSeconds),
    },
  );
}

function isDone(world: World, kind: string, name: string): boolean {
  return !world.operations
    .all()
    .some(
      (one) =>
        one.kind === `managementGroup ${kind}` &&
        one.target === name.toLowerCase() &&
        one.status === "InProgress",
    );
}

function summary(world: World, group: StoredManagementGroup): object {
  return {
    id: `/providers/Microsoft.Management/managementGroups/${group.name}`,
    type: "Microsoft.Management/managementGroups",
    name: group.name,
    properties: { tenantId: world.tenantId, displayName: group.displayName },
  };
}

function detail(world: World, group: StoredManagementGroup, expand?: string): object {
  const parent = group.parent ? world.managementGroups.get(group.parent) : undefined;
  return {
    ...summary(world, group),
    properties: {
      tenantId: world.tenantId,
      displayName: group.displayName,
      details: {
        version: 1,
        parent: parent
          ? {
              id: `/providers/Microsoft.Management/managementGroups/${parent.name}`,
              name: parent.name,
              displayName: parent.displayName,
            }
          : null,
        ...(expand === "ancestors" ? ancestorsOf(world, group) : {}),
      },
      ...(expand === "children" ? { children: childrenOf(world, group) } : {}),
    },
  };
}

/** Nearest first, up to the root. */
function ancestorsOf(world: World, group: StoredManagementGroup): object {
  const above = world.managementGroups
    .above(group.parent)
    .map((key) => world.managementGroups.get(key.split("/").at(-1) ?? ""))
    .filter((ancestor) => ancestor !== undefined);
  return {
    managementGroupAncestors: above.map(({ name }) => name),
    managementGroupAncestorsChain: above.map(({ name, displayName }) => ({ name, displayName })),
  };
}

function childrenOf(world: World, group: StoredManagementGroup): object[] {
  const groups = world.managementGroups
    .all()
    .filter(({ parent }) => parent?.toLowerCase() === group.name.toLowerCase())
    .map((child) => ({
      id: `/providers/Microsoft.Management/managementGroups/${child.name}`,
      type: "Microsoft.Management/managementGroups",
      name: child.name,
      displayName: child.displayName,
    }));
  const subscriptions = [...group.subscriptions].map((id) => ({
    id: `/subscriptions/${id}`,
    type: "/subscriptions",
    name: id,
    displayName: world.subscriptions.get(id)?.displayName,
  }));
  return [...groups, ...subscriptions];
}

function subscriptionBody(world: World, group: StoredManagementGroup, id: string): object {
  return {
    name: id,
    id: `/providers/Microsoft.Management/managementGroups/${group.name}/subscriptions/${id}`,
    type: "Microsoft.Management/managementGroups/subscriptions",
    properties: {
      displayName: world.subscriptions.get(id)?.displayName,
      parent: {
        id: `/providers/Microsoft.Management/managementGroups/${group.name}`,
        name: null,
        displayName: null,
      },
      state: "Active",
      tenant: world.tenantId,
    },
  };
}
