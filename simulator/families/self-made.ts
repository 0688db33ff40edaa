import { isObject, listOf, objectOf, textOf } from "../json.ts";
import { groupKeyOf, keyOf, parentKeyOf, parsePath, subscriptionKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import type { FamilyRules } from "./family-rules.ts";
import { assignmentsIn, policiesOf } from "./policy-rules.ts";
import { protectedItemsOf } from "./recovery-vault-items.ts";

/** Virtual seconds after a change until Azure has made what it makes by itself. */
const afterSeconds = 5;

type Maker = (world: World, subscription: string) => void;

/** By the word an estate's `selfMade` names it with. */
const makers: Readonly<Record<string, Maker>> = {
  networkWatcher: (world, subscription) => {
    for (const region of regionsWith(world, subscription, "microsoft.network/virtualnetworks")) {
      const group = `/subscriptions/${subscription}/resourceGroups/NetworkWatcherRG`;
      const watcher = `${group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${region}`;
      make(world, watcher, { location: region, properties: {} }, true);
    }
  },
  smartDetection: (world, subscription) => {
    for (const component of ofType(world, subscription, "microsoft.insights/components")) {
      const providers = `${component.id.split("/").slice(0, 5).join("/")}/providers`;
      const actions = `${providers}/microsoft.insights/actionGroups/Application Insights Smart Detection`;
      const rule = `${providers}/microsoft.alertsManagement/smartDetectorAlertRules/Failure Anomalies - ${component.name}`;
      make(world, actions, { location: "Global", properties: { groupShortName: "SmartDetect" } });
      make(world, rule, { location: "global", properties: { scope: [component.id] } });
    }
  },
  restorePoints: (world, subscription) => {
    for (const vault of ofType(world, subscription, "microsoft.recoveryservices/vaults")) {
      const region = textOf(vault.body.location) ?? "westeurope";
      for (const item of protectedItemsOf(world, vault.key)) {
        const collection = collectionOf(subscription, region, item);
        if (collection) make(world, collection, { location: region, properties: {} }, true);
      }
    }
  },
  policyEffects: (world, subscription) => {
    for (const assignment of assignmentsIn(world)) {
      if (!policiesOf(world, assignment).some(({ effect }) => effect === "deployifnotexists")) continue;
      for (const deployed of listOf(objectOf(assignment.body.properties).simulatorDeploys)) {
        const id = textOf(objectOf(deployed).id);
        if (id && subscriptionKeyOf(keyOf(id)) === `/subscriptions/${subscription}`)
          make(world, id, objectOf(deployed));
      }
    }
  },
};

/** Z24 to Z27: what Azure makes by itself when something has changed. */
export const selfMade: FamilyRules = {
  removed(world, resource) {
    dropRestorePoints(world, resource);
    const names = wantedIn(world);
    if (names.length === 0) return;
    const subscription = resource.key.split("/")[2] ?? "";
    world.clock.after(afterSeconds, () => {
      for (const name of names) makers[name]?.(world, subscription);
    });
  },
};

function wantedIn(world: World): string[] {
  return (world.estate.selfMade ?? []).filter((name) => Object.hasOwn(makers, name));
}

/** Nothing is made in a group that is missing or being deleted, unless the maker brings its group along. */
function make(world: World, id: string, body: Record<string, unknown>, withGroup = false): void {
  const key = keyOf(id);
  const groupKey = groupKeyOf(key);
  if (world.store.exists(key) || !isObject(body)) return;
  const path = parsePath(id);
  if (path.types.length > 1 && !world.store.exists(parentKeyOf(key))) return;
  if (groupKey !== undefined) {
    const group = world.store.groups.get(groupKey);
    if (group?.state === "Deleting" || (group === undefined && !withGroup)) return;
    if (group === undefined)
      world.store.putGroup(path.id.split("/").slice(0, 5).join("/"), {
        location: body.location ?? "westeurope",
      });
  }
  world.store.putResource(id, body);
}

/** When protection ends, the service takes its restore points back; their group stays. */
function dropRestorePoints(world: World, item: StoredResource): void {
  const vault = /^(.*\/microsoft\.recoveryservices\/vaults\/[^/]+)\//.exec(item.key)?.[1];
  const found = world.store.resources.get(vault ?? "");
  const region = textOf(found?.body.location) ?? "westeurope";
  const collection = collectionOf(item.key.split("/")[2] ?? "", region, item);
  if (collection) world.store.removeResource(keyOf(collection));
}

function collectionOf(subscription: string, region: string, item: StoredResource): string | undefined {
  if (!item.type.toLowerCase().endsWith("/protecteditems")) return undefined;
  const machine = textOf(objectOf(item.body.properties).virtualMachineId)?.split("/").at(-1);
  return machine === undefined
    ? undefined
    : `/subscriptions/${subscription}/resourceGroups/AzureBackupRG_${region}_1/providers/Microsoft.Compute/restorePointCollections/AzureBackup_${machine}_1`;
}

function regionsWith(world: World, subscription: string, type: string): Set<string> {
  return new Set(
    ofType(world, subscription, type).map(({ body }) =>
      (textOf(body.location) ?? "westeurope").toLowerCase().replaceAll(" ", ""),
    ),
  );
}

function ofType(world: World, subscription: string, type: string): StoredResource[] {
  return [...world.store.resources.values()].filter(
    (resource) =>
      resource.type.toLowerCase() === type && resource.key.startsWith(`/subscriptions/${subscription}/`),
  );
}
