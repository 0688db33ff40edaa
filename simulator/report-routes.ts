import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { registerBillingRoutes } from "./billing-routes.ts";
import { registerCommitmentRoutes } from "./commitment-routes.ts";
import { errors } from "./error-bodies.ts";
import { exportErrors } from "./export-errors.ts";
import { groupAt } from "./group-routes.ts";
import { answer, answerAccepted, demand, jsonBody, type SimulatorEnvironment } from "./http.ts";
import { listOf, objectOf, textOf, textsOf } from "./json.ts";
import { resourceBody } from "./resource-body.ts";
import { isWithin, keyOf, parsePath } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

const exportLimit = 200;

/** Templates, deployment history, costs, directory objects: what is only read. */
export function registerReportRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.post("/subscriptions/:subscription/resourcegroups/:group/exporttemplate", async (c) => {
    const group = groupAt(world, c);
    demand(world, c, "Microsoft.Resources/subscriptions/resourceGroups/exportTemplate/action", group.key);
    const wanted = new Set(textsOf((await jsonBody(c)).resources).map(keyOf));
    const chosen = [...world.store.inGroup(group.key)]
      .map((key) => world.store.resources.get(key))
      .filter((resource) => resource !== undefined)
      .filter((resource) => !resource.embeddedIn)
      .filter(({ key }) => wanted.has("/*") || wanted.has(key));
    if (chosen.length > exportLimit) throw exportErrors.templateTooLarge(chosen.length);
    const left = chosen.filter(({ body }) => objectOf(body.properties).simulatorNotExportable === true);
    const resources = chosen.filter((resource) => !left.includes(resource));
    const template = {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: {},
      variables: {},
      resources: resources.map((resource) => {
        const { id: _id, ...body } = resourceBody(world, resource);
        return { apiVersion: "2023-01-01", ...body, name: parsePath(resource.id).names.join("/") };
      }),
    };
    const operation = world.operations.start({ kind: "exportTemplate", target: group.id });
    world.clock.after(2, () =>
      world.operations.succeed(
        operation,
        left.length === 0 ? { template } : { template, error: partial(left) },
      ),
    );
    return answerAccepted(world, c, operation, {
      base: `/subscriptions/${c.get("path").subscriptionId}`,
      headers: "location",
      result: "operationresults",
    });
  });

  app.get("/~/microsoft.resources/deployments", (c) => {
    const scope = keyOf(c.get("path").scope);
    const found = (world.estate.deployments ?? []).filter(({ id }) => keyOf(parsePath(id).scope) === scope);
    return answer(c, 200, { value: found.map(deploymentBody) });
  });

  app.get("/~/microsoft.resources/deployments/:name", (c) => {
    const path = c.get("path");
    const found = (world.estate.deployments ?? []).find(({ id }) => keyOf(id) === path.key);
    if (!found) throw errors.resourceNotFound(path);
    return answer(c, 200, deploymentBody(found));
  });

  app.post("/~/microsoft.costmanagement/query", async (c) => {
    const scope = keyOf(c.get("path").scope);
    demand(world, c, "Microsoft.CostManagement/query/read", scope);
    const dataset = objectOf((await jsonBody(c)).dataset);
    return answer(c, 200, costBody(world, c.get("path").scope, dataset));
  });
  registerCommitmentRoutes(app, world);
  registerBillingRoutes(app, world);
  registerDirectory(app, world);
}

/** The few questions to Microsoft Graph that clients of Azure ask. */
function registerDirectory(app: Hono<SimulatorEnvironment>, world: World): void {
  app.post("/v1.0/directoryobjects/getbyids", async (c) => {
    const wanted = listOf((await jsonBody(c)).ids).map(textOf);
    const value = wanted.flatMap((id) => {
      const identity = world.identities.find(({ objectId }) => objectId.toLowerCase() === id?.toLowerCase());
      if (!identity) return [];
      const { objectId, clientId: appId, displayName } = identity;
      return [{ id: objectId, "@odata.type": "#microsoft.graph.servicePrincipal", displayName, appId }];
    });
    return answer(c, 200, { value });
  });
  for (const kind of ["users", "groups", "serviceprincipals"]) {
    for (const version of ["beta", "v1.0"]) {
      app.get(`/${version}/${kind}/:id`, (c) => {
        throw errors.directoryObjectNotFound(c.req.param("id"));
      });
    }
  }
}

/** E6: what could not be exported, beside the template of what could. */
function partial(left: readonly StoredResource[]): object {
  return {
    code: "ExportTemplateCompletedWithErrors",
    message: "Export template operation completed with errors. Some resources were not exported.",
    details: left.map(({ id, type }) => ({
      code: "ExportTemplateProviderError",
      target: id,
      message: `Could not get resources of the type '${type}'. Resources of this type will not be exported.`,
    })),
  };
}

interface EstateDeployment {
  readonly id: string;
  readonly timestamp?: string | undefined;
  readonly dependencies?: readonly unknown[] | undefined;
}

function deploymentBody(deployment: EstateDeployment): object {
  return {
    id: deployment.id,
    name: parsePath(deployment.id).names.at(-1),
    type: "Microsoft.Resources/deployments",
    properties: {
      provisioningState: "Succeeded",
      timestamp: deployment.timestamp ?? "2025-01-01T00:00:00Z",
      mode: "Incremental",
      dependencies: deployment.dependencies ?? [],
    },
  };
}

/** Costs as columns and rows, by service or by resource group. */
function costBody(world: World, scope: string, dataset: Record<string, unknown>): object {
  const name = randomUUID();
  const grouping = textOf(objectOf(listOf(dataset.grouping)[0]).name) ?? "ServiceName";
  const costs = (world.estate.costs ?? []).filter(
    () => isWithin(keyOf(scope), "/subscriptions") || scope !== "",
  );
  return {
    id: `${scope.replace(/^\//, "")}/providers/Microsoft.CostManagement/query/${name}`,
    name,
    type: "Microsoft.CostManagement/query",
    location: null,
    sku: null,
    eTag: null,
    properties: {
      nextLink: null,
      columns: [
        { name: "PreTaxCost", type: "Number" },
        { name: grouping, type: "String" },
        { name: "Currency", type: "String" },
      ],
      rows: costs.map(({ service, amount, currency }) => [amount, service, currency ?? "USD"]),
    },
  };
}
