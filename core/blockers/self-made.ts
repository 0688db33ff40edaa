import type { BlockerContext, Findings } from "./family.ts";

interface SelfMade {
  readonly id: string;
  readonly because: string;
  readonly how: string;
}

const groups: readonly (readonly [RegExp, string])[] = [
  [/^networkwatcherrg(?:_|$)/, "Network Watcher, which Azure turns on in each region with a virtual network"],
  [/^defaultresourcegroup-/, "a default workspace, made by Defender or Monitor"],
  [/^azurebackuprg_/, "the restore points of backed-up machines"],
  [/^loganalyticsdefaultresources$/, "a default workspace of Azure Monitor"],
  [/^microsoft-network$|^resourcemoverrg/, "what a platform service keeps for itself"],
];

/**
 * What Azure makes by itself, before, during and after a teardown. It is named so that it is no surprise, and so
 * that its coming back is no drift.
 */
export function selfMade({ estate }: BlockerContext): Findings {
  const found: SelfMade[] = [];
  for (const group of estate.groups.values()) {
    const name = group.name.toLowerCase();
    const reason = groups.find(([pattern]) => pattern.test(name))?.[1];
    if (reason !== undefined) {
      found.push({
        id: group.id,
        because: `the group holds ${reason}`,
        how: "the group is deleted with the others; that Azure makes it again is no drift",
      });
    }
  }
  for (const { id, type, shortName } of estate.nodes) {
    const isRule =
      type === "microsoft.alertsmanagement/smartdetectoralertrules" &&
      shortName.startsWith("failure anomalies");
    const isGroup =
      type === "microsoft.insights/actiongroups" && shortName === "application insights smart detection";
    if (isRule || isGroup) {
      found.push({
        id,
        because: "Application Insights makes it for each component",
        how: "it goes with its group; one made during the teardown is no drift",
      });
    }
    if (type === "microsoft.sql/virtualclusters") {
      found.push({
        id,
        because: "a managed instance brings its virtual cluster along",
        how: "Azure removes it some time after the last managed instance in its subnet",
      });
    }
  }
  return { selfMade: found };
}
