import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { typeIndexText } from "../../core/types/type-index.generated.ts";
import { isReadOnlyPath, isWritableReference, nativeTypeOf } from "../../core/types/type-index.ts";
import { generateTypeIndex } from "../../scripts/generate-type-index.ts";
import { readNativeClasses } from "../../scripts/type-index/native-classes.ts";
import { readPropertyTypes } from "../../scripts/type-index/reference-paths.ts";
import { entryOf } from "../../scripts/type-index/render-index.ts";
import { id, SUBSCRIPTION } from "./world.ts";

const entry = z.object({
  t: z.array(
    z.object({
      t: z.string(),
      v: z.string().optional(),
      s: z.string().optional(),
      n: z.string().optional(),
      k: z.string().optional(),
    }),
  ),
  w: z.string().optional(),
  r: z.string().optional(),
});

describe("the token of", () => {
  const scope = `/subscriptions/${SUBSCRIPTION}`;
  test.each<[string, string, string | undefined, string | undefined]>([
    ["a network", id("rg", "Microsoft.Network/virtualNetworks/v"), undefined, "network:VirtualNetwork"],
    ["a web app", id("rg", "Microsoft.Web/sites/s"), undefined, "web:WebApp"],
    ["an App Service plan", id("rg", "Microsoft.Web/serverfarms/p"), undefined, "web:AppServicePlan"],
    ["a DNS record", id("rg", "Microsoft.Network/dnsZones/z/CNAME/www"), undefined, "dns:RecordSet"],
    [
      "app settings",
      id("rg", "Microsoft.Web/sites/s/config/appsettings"),
      undefined,
      "web:WebAppApplicationSettings",
    ],
    ["a setting without a class", id("rg", "Microsoft.Web/sites/s/config/web"), undefined, undefined],
    [
      "a script, by kind",
      id("rg", "Microsoft.Resources/deploymentScripts/s"),
      "AzureCLI",
      "resources:AzureCliScript",
    ],
    [
      "a data set, by kind",
      id("rg", "Microsoft.DataShare/accounts/a/shares/s/dataSets/d"),
      "Container",
      "datashare:BlobContainerDataSet",
    ],
    [
      "a blueprint's artifact, by kind",
      `${scope}/providers/Microsoft.Blueprint/blueprints/b/artifacts/a`,
      "policyAssignment",
      "blueprint:PolicyAssignmentArtifact",
    ],
    [
      "an upkeep assignment, which has a class for each depth of what it is on",
      `${id("rg", "Microsoft.Compute/virtualMachines/v")}/providers/Microsoft.Maintenance/configurationAssignments/c`,
      undefined,
      undefined,
    ],
    ["a script of unknown kind", id("rg", "Microsoft.Resources/deploymentScripts/s"), undefined, undefined],
    [
      "a lock on a group",
      id("rg", "Microsoft.Authorization/locks/l"),
      undefined,
      "authorization:ManagementLockAtResourceGroupLevel",
    ],
    [
      "a lock on the subscription",
      `${scope}/providers/Microsoft.Authorization/locks/l`,
      undefined,
      "authorization:ManagementLockAtSubscriptionLevel",
    ],
    [
      "a lock on a resource",
      `${id("rg", "Microsoft.Web/sites/s")}/providers/Microsoft.Authorization/locks/l`,
      undefined,
      "authorization:ManagementLockByScope",
    ],
    [
      "a flexible server",
      id("rg", "Microsoft.DBforPostgreSQL/flexibleServers/f"),
      undefined,
      "dbforpostgresql:Server",
    ],
    [
      "a single server",
      id("rg", "Microsoft.DBforPostgreSQL/servers/f"),
      undefined,
      "dbforpostgresql:SingleServer",
    ],
    [
      "a classic cluster, for which no class is left",
      id("rg", "Microsoft.ServiceFabric/clusters/c"),
      undefined,
      undefined,
    ],
    [
      "a managed cluster, which has a class",
      id("rg", "Microsoft.ServiceFabric/managedClusters/c"),
      undefined,
      "servicefabric:ManagedCluster",
    ],
    ["a type nobody knows", id("rg", "Contoso.Things/widgets/w"), undefined, undefined],
  ])("%s", (_name, target, kind, token) => {
    const own = target.slice(target.lastIndexOf("/providers/") + "/providers/".length).split("/");
    const type = [own[0], ...own.slice(1).filter((_, index) => index % 2 === 0)].join("/");
    expect(nativeTypeOf(target, type, kind)?.token).toBe(
      token === undefined ? undefined : `azure-native:${token}`,
    );
  });
});

test("properties are told apart by who writes them", () => {
  const nic = "Microsoft.Network/networkInterfaces";
  expect(isReadOnlyPath(nic, "properties.virtualMachine.id")).toBe(true);
  expect(isReadOnlyPath(nic, "properties.ipConfigurations[].properties.subnet.id")).toBe(false);
  expect(isWritableReference(nic, "properties.ipConfigurations[].properties.subnet.id")).toBe(true);
  expect(
    isReadOnlyPath(
      "Microsoft.Network/virtualNetworks",
      "properties.subnets[].properties.ipConfigurations[].id",
    ),
  ).toBe(true);
});

describe("the type index", () => {
  const index = z.record(z.string(), entry).parse(JSON.parse(typeIndexText));

  test("is what the installed azure-native package says: tokens, versions, reference paths", async () => {
    const root = join(import.meta.dirname, "../../node_modules/@pulumi/azure-native");
    const [classes, types] = await Promise.all([readNativeClasses(root), readPropertyTypes(root)]);
    const byToken = new Map(classes.map((native) => [native.token, native]));
    for (const [type, found] of Object.entries(index)) {
      const tokens = found.t.map(({ t, s, n, k }) => ({
        token: `azure-native:${t}`,
        ...(s === undefined ? {} : { scope: s }),
        ...(n === undefined ? {} : { name: n }),
        ...(k === undefined ? {} : { kind: k }),
      }));
      const natives = tokens.flatMap(({ token }) => byToken.get(token) ?? []);
      expect({ type, entry: entryOf(tokens, natives, types) }).toEqual({ type, entry: found });
    }
  }, 60_000);

  const isFull = process.env.SUNDOWN_FULL !== undefined;
  if (!isFull)
    process.stdout.write("skipped: regenerating the type index needs its packages; set SUNDOWN_FULL=1\n");
  test.skipIf(!isFull)(
    "comes out the same when it is generated anew",
    async () => {
      const file = join(import.meta.dirname, "../../core/types/type-index.generated.ts");
      expect(await generateTypeIndex()).toBe(await readFile(file, "utf8"));
    },
    600_000,
  );
});
