import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { approvalDigest } from "../../core/digest.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type WrittenDecommission, writeDecommission } from "./decommission-folder.ts";
import { type Registration, registerWithMocks } from "./register-with-mocks.ts";
import { groupId, peeredPlan, resourceId, smallPlan, subscriptionId } from "./small-plan.ts";

const azureNativeVersion: unknown = createRequire(import.meta.url)(
  "@pulumi/azure-native/package.json",
).version;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function write(plan: Plan): Promise<WrittenDecommission> {
  const written = await writeDecommission(plan);
  folders.push(written.folder);
  return written;
}

function short(name: string): string {
  return name.replace(/-[0-9a-f]{8}$/, "");
}

function adopted(registrations: readonly Registration[]): readonly Registration[] {
  return registrations.filter(({ type }) => type.startsWith("azure-native:"));
}

describe("what the program registers", () => {
  test("approved: an import with every option for each delete of the plan", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    const { registrations, warnings } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
    });

    expect(warnings).toEqual([]);
    const provider = registrations.find(({ type }) => type === "pulumi:providers:azure-native");
    expect(provider).toMatchObject({ version: azureNativeVersion, inputs: { subscriptionId } });
    expect(adopted(registrations)).toHaveLength(5);
    for (const registration of adopted(registrations)) {
      expect(registration).toMatchObject({
        ignoreChanges: ["*"],
        inputs: {},
        protect: false,
        version: azureNativeVersion,
        provider: expect.stringMatching(/::pulumi:providers:azure-native::subscription::/),
      });
    }
    expect(
      adopted(registrations).map(({ type, importId, dependsOn, deletedWith }) => [
        type,
        importId,
        dependsOn.map(short).sort(),
        deletedWith,
      ]),
    ).toEqual([
      ["azure-native:resources:ResourceGroup", groupId("rg-hub"), [], ""],
      ["azure-native:resources:ResourceGroup", groupId("rg-spoke"), [], ""],
      ["azure-native:resources:ResourceGroup", groupId("rg-app"), ["rg-hub"], ""],
      [
        "azure-native:network:VirtualNetworkPeering",
        resourceId("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub/virtualNetworkPeerings/to-spoke"),
        ["rg-hub", "rg-spoke"],
        "",
      ],
      [
        "azure-native:network:VirtualNetworkPeering",
        resourceId("rg-spoke", "Microsoft.Network/virtualNetworks/vnet-spoke/virtualNetworkPeerings/to-hub"),
        ["rg-hub", "rg-spoke"],
        "",
      ],
    ]);
  });

  test("full: what goes with its group is deleted with it", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    const { registrations } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
      "sundown:full": "true",
    });
    const contents = registrations.filter(({ deletedWith }) => deletedWith !== "");
    expect(contents.map(({ type, deletedWith }) => [type, deletedWith])).toEqual([
      ["azure-native:network:VirtualNetwork", "rg-hub"],
      ["azure-native:network:VirtualNetwork", "rg-spoke"],
      ["azure-native:network:NetworkInterface", "rg-app"],
    ]);
  });

  test("full: what must be deleted by itself is adopted before what only goes along", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    const { registrations } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
      "sundown:full": "true",
    });
    const first = registrations.filter(({ deletedWith }) => deletedWith === "");
    const along = registrations.filter(({ deletedWith }) => deletedWith !== "");
    expect(Math.min(...along.map(({ answered }) => answered))).toBe(first.length);
  });

  test("remaining: only what a fresh inventory still holds", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    await writeFile(
      join(folder, "inventory.json"),
      JSON.stringify({
        subscription: { subscriptionId },
        resourceGroups: [{ id: groupId("rg-hub") }],
        resources: [],
      }),
    );
    const { registrations } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
      "sundown:remaining": join(folder, "inventory.json"),
    });
    expect(adopted(registrations).map(({ name }) => name)).toEqual(["rg-hub"]);
  });

  test("the stack's azure-native settings reach the provider", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    const { registrations } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
      "azure-native:environment": "usgovernment",
    });
    const provider = registrations.find(({ type }) => type === "pulumi:providers:azure-native");
    expect(JSON.stringify(provider?.inputs)).toContain("usgovernment");
  });

  test("what is held and what waits for it never", async () => {
    const vault = resourceId("rg-data", "Microsoft.RecoveryServices/vaults/vault");
    const { folder, approved, stack } = await write(
      smallPlan({
        groups: ["rg-data", "rg-late", "rg-free"],
        resources: [{ id: vault, type: "Microsoft.RecoveryServices/vaults", deletedBy: "held" }],
        operations: [
          { id: "data", target: groupId("rg-data") },
          { id: "late", target: groupId("rg-late"), after: ["data"] },
          { id: "free", target: groupId("rg-free") },
        ],
        held: [{ target: vault, code: "recovery_vault_soft_delete", remedy: "wait" }],
      }),
    );
    const { registrations, warnings } = await registerWithMocks(stack, {
      "sundown:plan": folder,
      "sundown:approved": approved,
      "sundown:full": "true",
    });
    expect(adopted(registrations).map(({ name }) => name)).toEqual(["rg-free"]);
    expect(warnings).toEqual([expect.stringContaining("pulumi_operations_left")]);
    expect(warnings[0]).toContain(groupId("rg-late"));
  });
});

describe("without an approval that holds, everything is protected and a warning says why", () => {
  const protectedBecause = async (
    written: WrittenDecommission,
    config: Readonly<Record<string, string>>,
    why: string,
  ): Promise<void> => {
    const { registrations, warnings } = await registerWithMocks(written.stack, {
      "sundown:plan": written.folder,
      ...config,
    });
    expect(adopted(registrations).length).toBeGreaterThan(0);
    expect(adopted(registrations).filter(({ protect }) => !protect)).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("pulumi_not_approved")]);
    expect(warnings[0]).toContain(why);
  };

  test("no digest", async () => {
    await protectedBecause(await write(peeredPlan()), {}, "sundown:approved is not set");
  });

  test("a digest of something else", async () => {
    await protectedBecause(
      await write(peeredPlan()),
      { "sundown:approved": "0".repeat(64) },
      "have the digest",
    );
  });

  test("a manifest that was changed after the approval", async () => {
    const written = await write(peeredPlan());
    const other = await write(peeredPlan());
    await writeFile(join(other.folder, "decommission.yaml"), "# a comment\n", { flag: "a" });
    await protectedBecause(
      { ...written, folder: other.folder },
      { "sundown:approved": written.approved },
      "digest",
    );
  });

  test("an approved manifest that is not complete", async () => {
    const written = await write({ ...peeredPlan() });
    const draft = `subscription: {id: ${subscriptionId}, name: Contoso Old}\nreason: TODO\nresourceGroups: [rg-hub]\n`;
    await writeFile(join(written.folder, "decommission.yaml"), draft);
    const approved = approvalDigest(Buffer.from(draft), peeredPlan().planDigest);
    await protectedBecause(written, { "sundown:approved": approved }, "decommission.yaml:");
  });
});

describe("what the program refuses before it registers anything", () => {
  const refuses = async (
    code: string,
    stack: string,
    config: Readonly<Record<string, string>>,
  ): Promise<void> => {
    expect(await registerWithMocks(stack, config)).toMatchObject({ registrations: [], refusal: { code } });
  };

  test("a stack without a folder", async () => {
    await refuses("pulumi_config_missing", "test", {});
  });

  test("a folder without a plan", async () => {
    await refuses("file_unreadable", "test", { "sundown:plan": "/nowhere" });
  });

  test("a stack of another plan", async () => {
    const { folder, approved } = await write(peeredPlan());
    await refuses("pulumi_stack_of_another_plan", "test-0123456789ab", {
      "sundown:plan": folder,
      "sundown:approved": approved,
    });
  });

  test("a plan from which an entry was struck out", async () => {
    const { folder, approved, stack } = await write(peeredPlan());
    const { operations, ...rest } = peeredPlan();
    await writeFile(join(folder, "plan.json"), JSON.stringify({ ...rest, operations: operations.slice(1) }));
    await refuses("plan_digest_mismatch", stack, { "sundown:plan": folder, "sundown:approved": approved });
  });

  test("a token that the installed package does not have", async () => {
    const thing = resourceId("rg", "Contoso.Odd/things/thing");
    const { folder, stack } = await write(
      smallPlan({
        groups: ["rg"],
        resources: [{ id: thing, type: "Contoso.Odd/things", token: "azure-native:network:Thing" }],
        operations: [{ id: "thing", target: thing }],
      }),
    );
    await refuses("pulumi_token_unknown", stack, { "sundown:plan": folder });
  });

  test("a token that points out of the package", async () => {
    const thing = resourceId("rg", "Contoso.Odd/things/thing");
    const { folder, stack } = await write(
      smallPlan({
        groups: ["rg"],
        resources: [{ id: thing, type: "Contoso.Odd/things", token: "azure-native:../../evil:Thing" }],
        operations: [{ id: "thing", target: thing }],
      }),
    );
    await refuses("pulumi_token_unknown", stack, { "sundown:plan": folder });
  });

  test("an inventory of another subscription", async () => {
    const { folder, stack } = await write(peeredPlan());
    const inventory = {
      subscription: { subscriptionId: "99999999-2222-4333-8444-555555555555" },
      resources: [],
    };
    await writeFile(join(folder, "inventory.json"), JSON.stringify(inventory));
    await refuses("pulumi_remaining_elsewhere", stack, {
      "sundown:plan": folder,
      "sundown:remaining": join(folder, "inventory.json"),
    });
  });

  test("settings for another subscription", async () => {
    const { folder, stack } = await write(peeredPlan());
    await refuses("pulumi_subscription_differs", stack, {
      "sundown:plan": folder,
      "azure-native:subscriptionId": "99999999-2222-4333-8444-555555555555",
    });
  });
});
