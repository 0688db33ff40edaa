import { describe, expect, test } from "vitest";
import { parsePulumiStack } from "../../core/dependencies/parse-pulumi-stack.ts";
import { parseTerraformState } from "../../core/dependencies/parse-terraform-state.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { ownersOfPlan } from "../../core/plan/owners-of-plan.ts";
import { needsOf, operation, planned, planOf, resource } from "./world.ts";

const account = resource("rg-a", "Microsoft.Storage/storageAccounts/st");
const site = resource("rg-b", "Microsoft.Web/sites/app");
const resources = [account, site];
const urn = (name: string): string => `urn:pulumi:prod::shop::azure-native:any:Thing::${name}`;

function stack(more: Record<string, unknown> = {}): unknown {
  return {
    version: 3,
    deployment: {
      resources: [
        {
          urn: urn("account"),
          id: account.id,
          custom: true,
          type: "azure-native:storage:StorageAccount",
          ...more,
        },
        { urn: urn("part"), type: "shop:Component", dependencies: [urn("account")] },
        {
          urn: urn("site"),
          id: site.id,
          custom: true,
          type: "azure-native:web:WebApp",
          dependencies: [urn("part")],
        },
        {
          urn: urn("old"),
          id: `${site.id}-old`,
          custom: true,
          type: "azure-native:web:WebApp",
          delete: true,
        },
      ],
    },
  };
}

describe("a Pulumi stack", () => {
  test("gives its order, through components, as the strongest reason", () => {
    const plan = planOf({ resources }, { owners: [parsePulumiStack(stack(), "stack.json")] });
    expect(needsOf(plan, site.id)).toEqual(["st: stack prod"]);
    expect(operation(plan, "deleteGroup:rg-a").after).toEqual(["deleteGroup:rg-b"]);
    expect(plan.owners).toEqual([
      { source: "stack prod", ids: [account.id, site.id], protected: [], retained: [] },
    ]);
  });

  test.each([[{}], [{ protect: true }], [{ retainOnDelete: true }]])(
    "need not be at hand to make the same plan again: %j",
    (more) => {
      const plan = planOf({ resources }, { owners: [parsePulumiStack(stack(more), "stack.json")] });
      expect(planOf({ resources }, { owners: ownersOfPlan(plan) }).planDigest).toBe(plan.planDigest);
      expect(planOf({ resources }).planDigest).not.toBe(plan.planDigest);
    },
  );

  test.each([
    ["protected", { protect: true }],
    ["retained", { retainOnDelete: true }],
  ])("keeps what is %s there", (kind, more) => {
    const plan = planOf({ resources }, { owners: [parsePulumiStack(stack(more), "stack.json")] });
    expect(plan.owners[0]).toMatchObject({ [kind]: [account.id] });
    expect(planned(plan, account.id).deletedBy).toBe("held");
    expect(plan.operations.map(({ id: name }) => name)).toEqual(["deleteGroup:rg-b"]);
  });
});

describe("what a stack owns", () => {
  const custom = (name: string, more: Record<string, unknown>): Record<string, unknown> => ({
    urn: urn(name),
    custom: true,
    type: "azure-native_web_v20240401:web:WebApp",
    ...more,
  });
  const read = (...all: Record<string, unknown>[]) =>
    parsePulumiStack({ version: 3, checkpoint: { stack: "prod", latest: { resources: all } } }, "prod.json");

  test("is not what it only looked up; the order of it counts", () => {
    const owner = read(
      custom("account", { id: account.id, external: true }),
      custom("site", { id: site.id, dependencies: [urn("account")] }),
    );
    expect(owner.owned).toEqual([site.id]);
    expect(owner.dependencies).toEqual([{ from: site.id, to: account.id }]);
  });

  test("is read from a checkpoint, too, and from one of a stack that was never deployed", () => {
    expect(read(custom("site", { id: site.id, protect: true })).protected).toEqual([site.id]);
    const empty = { version: 3, checkpoint: { stack: "prod", latest: null } };
    expect(parsePulumiStack(empty, "prod.json")).toMatchObject({ owned: [], dependencies: [] });
  });

  test("needs all that is in a component it needs, what is above it, and never its own component", () => {
    const slot = `${site.id}/slots/blue`;
    const owner = read(
      { urn: urn("part"), type: "shop:Part", dependencies: [] },
      { urn: urn("inner"), type: "shop:Part", parent: urn("part") },
      custom("account", { id: account.id, parent: urn("inner") }),
      custom("site", { id: site.id, dependencies: [urn("part")] }),
      custom("slot", { id: slot, type: "azure:appservice/slot:Slot", parent: urn("site") }),
    );
    expect(owner.dependencies).toEqual([
      { from: site.id, to: account.id },
      { from: slot, to: site.id },
    ]);
  });
});

describe("a Terraform state", () => {
  test("with modules and resources that are there several times keeps each to its own", () => {
    const at = (key: string, name: string): string =>
      `/subscriptions/s/resourceGroups/rg-${key}/providers/Microsoft.Network/${name}`;
    const managed = (module: string, type: string, instances: Record<string, unknown>[]) => ({
      module,
      mode: "managed",
      type,
      name: "main",
      provider: 'provider["registry.terraform.io/azure/azapi"]',
      instances,
    });
    const needs = { dependencies: ["module.net.azapi_resource.main", "module.shared.azapi_resource.main"] };
    const owner = parseTerraformState(
      {
        version: 4,
        resources: [
          managed("module.shared", "azapi_resource", [
            { index_key: "x", attributes: { id: at("s", "natGateways/x") } },
            { index_key: "y", attributes: { id: at("s", "natGateways/y") } },
          ]),
          ...["a", 'b.]"'].map((key) =>
            managed(`module.net[${JSON.stringify(key)}]`, "azapi_resource", [
              { attributes: { id: at(key, "virtualNetworks/v") } },
            ]),
          ),
          ...["a", 'b.]"'].map((key) =>
            managed(`module.net[${JSON.stringify(key)}].module.apps`, "azurerm_lb", [
              { index_key: "y", attributes: { id: at(key, "loadBalancers/l") }, ...needs },
            ]),
          ),
        ],
      },
      "net.tfstate",
    );
    expect(
      owner.dependencies.toSorted((x, y) => (`${x.from} ${x.to}` < `${y.from} ${y.to}` ? -1 : 1)),
    ).toEqual(
      ["a", 'b.]"'].flatMap((key) => [
        { from: at(key, "loadBalancers/l"), to: at(key, "virtualNetworks/v") },
        { from: at(key, "loadBalancers/l"), to: at("s", "natGateways/y") },
      ]),
    );
  });

  const state = {
    version: 4,
    serial: 3,
    resources: [
      {
        mode: "managed",
        type: "azurerm_storage_account",
        name: "logs",
        instances: [{ attributes: { id: account.id, primary_access_key: "secret" } }],
      },
      {
        module: "module.web",
        mode: "managed",
        type: "azurerm_linux_web_app",
        name: "app",
        instances: [
          {
            attributes: { id: `${site.id}|x` },
            dependencies: ["azurerm_storage_account.logs", "data.azurerm_client_config.me"],
          },
        ],
      },
      { mode: "data", type: "azurerm_client_config", name: "me", instances: [{ attributes: { id: "abc" } }] },
      { mode: "managed", type: "random_id", name: "r", instances: [{ attributes: { id: "x9" } }] },
    ],
  };

  test("gives its order and what it owns, and nothing of its secrets", () => {
    const owner = parseTerraformState(state, "web.tfstate");
    expect(JSON.stringify(owner)).not.toContain("secret");
    const plan = planOf({ resources }, { owners: [owner] });
    expect(needsOf(plan, site.id)).toEqual(["st: state web.tfstate"]);
    expect(plan.owners).toEqual([
      { source: "state web.tfstate", ids: [account.id, site.id], protected: [], retained: [] },
    ]);
  });
});

test.each<[string, () => unknown, string]>([
  ["a stack", () => parsePulumiStack({ deployment: 1 }, "s.json"), "stack_unreadable"],
  [
    "a state of version 3",
    () => parseTerraformState({ version: 3, modules: [] }, "t.json"),
    "terraform_state_unreadable",
  ],
])("%s that is none is refused", (_name, read, code) => {
  expect(read).toThrow(expect.objectContaining({ code }));
  try {
    read();
  } catch (error) {
    expect(isSundownError(error) && error.exitCode).toBe(2);
  }
});
