import { isWithin } from "../arm-id.ts";
import { diskOfOwnSnapshot } from "../backups/own-snapshots.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import { textAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings } from "./family.ts";
import { effectsOf, reaches } from "./policy-effects.ts";
import { isSelfMadeGroup } from "./self-made-names.ts";

interface SelfMade {
  readonly id: string;
  readonly because: string;
  readonly how: string;
}

/** Groups that nobody asked for by name, in lower case, with what is in them. */
const groups: readonly (readonly [RegExp, string])[] = [
  [/^networkwatcherrg(?:_|$)/, "Network Watcher, which Azure turns on in each region with a virtual network"],
  [/^azurebackuprg_/, "the restore points of backed-up machines"],
  [/^defaultresourcegroup-/, "a default workspace, made by Defender or Monitor"],
  [/^loganalyticsdefaultresources$/, "a default workspace of Azure Monitor"],
  [/^cloud-shell-storage-/, "the files that people keep in Cloud Shell"],
  [/^resourcemoverrg-/, "the state of Azure Resource Mover"],
  [/^azsecpackautoconfigrg$/, "an identity for Azure's own security agents"],
  [
    /^default-(?:activitylogalerts|storage-|web-|sql-|applicationinsights-|networking)/,
    "what the portal put into a default group",
  ],
  [/^visualstudioonline-[0-9a-f]{32}$/, "the billing of an Azure DevOps organization"],
  [/^dashboards$/, "shared dashboards of the portal"],
];

/**
 * What Azure makes by itself, before, during and after a teardown, whether it is there already or has to be reckoned
 * with. It is named so that it is no surprise, and so that its coming, or coming back, is no drift.
 */
export function selfMade({ estate, inventory }: BlockerContext): Findings {
  const found = [
    ...groupsHere(estate),
    ...estate.nodes.flatMap((node) => [
      ...resourcesHere(node),
      ...companionsOf(node, estate),
      ...ownSnapshot(node, estate),
    ]),
    ...groupsToCome(estate),
    ...(inventory.policyAssignments ?? []).flatMap(({ id, properties }) =>
      deployedBy(id, properties, estate),
    ),
  ];
  return { selfMade: [...new Map(found.map((each) => [each.id.toLowerCase(), each])).values()] };
}

function groupsHere(estate: Estate): SelfMade[] {
  return [...estate.groups.values()].flatMap((group) => {
    const { id } = group;
    const reason = groups.find(([pattern]) => pattern.test(group.name.toLowerCase()))?.[1];
    if (reason === undefined) return [];
    const again = isSelfMadeGroup(id)
      ? "that Azure makes it again is no drift"
      : "if it comes back, it is told as unplanned and stays, since people use it, too";
    return [
      { id, because: `the group holds ${reason}`, how: `the group is deleted with the others; ${again}` },
    ];
  });
}

function resourcesHere({ id, type, shortName }: Node): SelfMade[] {
  const isRule =
    type === "microsoft.alertsmanagement/smartdetectoralertrules" &&
    shortName.startsWith("failure anomalies");
  const isGroup =
    type === "microsoft.insights/actiongroups" && shortName === "application insights smart detection";
  if (isRule || isGroup) return [{ id, ...companion }];
  if (type !== "microsoft.sql/virtualclusters") return [];
  return [
    {
      id,
      because: "a managed instance brings its virtual cluster along",
      how: "Azure removes it some time after the last managed instance in its subnet",
    },
  ];
}

const companion = {
  because: "Application Insights makes it for each component",
  how: "it goes with its group; one made during the teardown is no drift",
} as const;

/** What Sundown itself makes on the way to a backup, where a run that was killed has left it. */
function ownSnapshot({ id, resource }: Node, estate: Estate): SelfMade[] {
  const disk = diskOfOwnSnapshot(resource);
  if (disk === undefined || !estate.byKey.has(disk)) return [];
  return [
    {
      id,
      because: `Sundown made it to copy the disk ${disk.slice(disk.lastIndexOf("/") + 1)}, and a run that was killed has left it`,
      how: "it goes with its group, unless the next `sundown backup` has removed it by then, which is no drift",
    },
  ];
}

/** What a component gets sooner or later, also where it has none yet. */
function companionsOf({ type, id, group, arm }: Node, estate: Estate): SelfMade[] {
  if (type !== "microsoft.insights/components" || group === undefined) return [];
  const providers = `${id.split("/").slice(0, 5).join("/")}/providers`;
  return [
    `${providers}/microsoft.alertsmanagement/smartdetectoralertrules/failure anomalies - ${arm.name}`,
    `${providers}/microsoft.insights/actiongroups/application insights smart detection`,
  ].flatMap((each) => (estate.byKey.has(each.toLowerCase()) ? [] : [{ id: each, ...companion }]));
}

/** Groups that Azure can make any time while there is what they are for. */
function groupsToCome(estate: Estate): SelfMade[] {
  const how = "it is deleted once it holds nothing but what Azure makes; that it comes is no drift";
  const own = `/subscriptions/${estate.subscriptionId}/resourceGroups`;
  const coming = new Map<string, SelfMade>();
  for (const { type, resource } of estate.nodes) {
    if (type === "microsoft.network/virtualnetworks") {
      const id = `${own}/NetworkWatcherRG`;
      coming.set(id, { id, because: "Network Watcher comes with a change to a virtual network", how });
    }
    if (type.endsWith("/protecteditems") && textAt(resource.properties, "virtualMachineId") !== undefined) {
      for (const region of regionsOf(estate)) {
        const id = `${own}/AzureBackupRG_${region}_1`;
        coming.set(id, { id, because: "a backup of a machine makes restore points", how });
      }
    }
  }
  return [...coming.values()].filter(({ id }) => !estate.groups.has(id.toLowerCase()));
}

function regionsOf(estate: Estate): Set<string> {
  return new Set(
    estate.nodes.flatMap(({ type, resource }) =>
      type === "microsoft.recoveryservices/vaults" && typeof resource.location === "string"
        ? [resource.location.toLowerCase().replaceAll(" ", "")]
        : [],
    ),
  );
}

/** A policy of the subscription goes first; one from above goes on deploying, and somebody has to know. */
function deployedBy(id: string, properties: unknown, estate: Estate): SelfMade[] {
  const own = `/subscriptions/${estate.subscriptionId}`;
  const effects = effectsOf(properties).filter(
    (each) => each.effect === "deployifnotexists" && reaches(each, own),
  );
  if (effects.length === 0 || isWithin(id, own)) return [];
  const types = [...new Set(effects.flatMap(({ deploys }) => deploys))].toSorted();
  const alone = types.filter(standsAlone);
  const because = `the policy "${textAt(properties, "displayName") ?? id}" from above deploys ${
    types.length === 0 ? "what it misses" : types.join(", ")
  }`;
  const how =
    alone.length > 0 || types.length === 0
      ? `what it puts on a resource goes with that; ${alone.length === 0 ? "anything else" : `a new ${alone.join(" or ")}`} cannot be told from a person's, so it counts as unplanned and stays`
      : "it is put on a resource and goes with that";
  return [{ id, because, how }];
}

/** Types that are put on a resource although their name does not say so. */
const EXTENSIONS =
  /^microsoft\.(?:authorization|guestconfiguration|policyinsights|security|advisor)\/|^microsoft\.insights\/(?:diagnosticsettings|datacollectionruleassociations)$|^microsoft\.kubernetesconfiguration\/|^microsoft\.maintenance\/configurationassignments$/i;

function standsAlone(type: string): boolean {
  return type.split("/").length === 2 && !EXTENSIONS.test(type);
}
