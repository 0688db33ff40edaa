/**
 * How long a delete takes and how it is answered, by type. Durations are virtual seconds: measured in
 * recordings where a type was seen there, plausible otherwise.
 */
export interface DeleteBehaviour {
  /** `sync` answers 200 and it is gone; `async` answers 202 with these headers. */
  readonly answer: "sync" | "both" | "location";
  readonly seconds: number;
}

const sync: DeleteBehaviour = { answer: "sync", seconds: 0 };
const both = (seconds: number): DeleteBehaviour => ({ answer: "both", seconds });
const location = (seconds: number): DeleteBehaviour => ({ answer: "location", seconds });

/** Most telling prefix wins; keys in lower case. */
const behaviours: Record<string, DeleteBehaviour> = {
  "microsoft.compute/": both(10),
  "microsoft.compute/virtualmachines": both(33),
  "microsoft.compute/virtualmachines/extensions": both(20),
  "microsoft.compute/virtualmachinescalesets": both(60),
  "microsoft.compute/disks": both(5),
  "microsoft.compute/snapshots": both(5),
  "microsoft.compute/sshpublickeys": sync,
  "microsoft.compute/availabilitysets": sync,
  "microsoft.compute/proximityplacementgroups": sync,
  "microsoft.network/": both(10),
  "microsoft.network/virtualnetworkgateways": both(600),
  "microsoft.network/azurefirewalls": both(240),
  "microsoft.network/bastionhosts": both(240),
  "microsoft.network/applicationgateways": both(120),
  "microsoft.network/connections": both(60),
  "microsoft.network/networkwatchers": sync,
  "microsoft.network/privatednszones/a": sync,
  "microsoft.network/dnszones/": sync,
  "microsoft.storage/": sync,
  "microsoft.keyvault/": sync,
  "microsoft.cognitiveservices/accounts": sync,
  "microsoft.web/": sync,
  "microsoft.insights/": sync,
  "microsoft.alertsmanagement/": sync,
  "microsoft.operationsmanagement/": sync,
  "microsoft.operationalinsights/": sync,
  "microsoft.managedidentity/": sync,
  "microsoft.authorization/": sync,
  "microsoft.recoveryservices/": sync,
  "microsoft.automation/": sync,
  "microsoft.logic/": sync,
  "microsoft.portal/": sync,
  "microsoft.resources/": sync,
  "microsoft.resources/deploymentstacks": location(20),
  "microsoft.blueprint/": location(10),
  "microsoft.managedservices/registrationassignments": both(10),
  "microsoft.managedservices/registrationdefinitions": sync,
  "microsoft.consumption/": sync,
  "microsoft.dataprotection/backupvaults": sync,
  "microsoft.dataprotection/backupvaults/backuppolicies": sync,
  "microsoft.sql/": both(10),
  "microsoft.sql/servers": both(30),
  "microsoft.sql/managedinstances": both(900),
  "microsoft.containerservice/": both(240),
  "microsoft.documentdb/": both(120),
  "microsoft.cache/": both(120),
  "microsoft.apimanagement/service": both(300),
  "microsoft.servicebus/namespaces": location(38),
  "microsoft.servicebus/namespaces/": sync,
  "microsoft.eventhub/namespaces": location(38),
  "microsoft.eventhub/namespaces/": sync,
};

const fallback = both(15);

export function deleteBehaviour(type: string): DeleteBehaviour {
  const lower = type.toLowerCase();
  const exact = behaviours[lower];
  if (exact) return exact;
  for (let end = lower.lastIndexOf("/"); end > 0; end = lower.lastIndexOf("/", end - 1)) {
    const found = behaviours[`${lower.slice(0, end)}/`];
    if (found) return found;
  }
  return fallback;
}

/** Types whose children must be gone first; all other parents take their children along. */
const nestedFirst: Record<string, readonly string[] | "any"> = {
  "microsoft.network/privatednszones": ["virtualnetworklinks"],
  "microsoft.network/dnsforwardingrulesets": ["virtualnetworklinks"],
  "microsoft.network/dnsresolvers": "any",
  "microsoft.compute/galleries": "any",
  "microsoft.compute/galleries/images": "any",
  "microsoft.compute/hostgroups": "any",
  "microsoft.compute/capacityreservationgroups": "any",
  "microsoft.elasticsan/elasticsans": ["volumegroups"],
  "microsoft.elasticsan/elasticsans/volumegroups": ["volumes"],
  "microsoft.netapp/netappaccounts": ["capacitypools"],
  "microsoft.netapp/netappaccounts/capacitypools": "any",
  "microsoft.storagesync/storagesyncservices": "any",
};

/** True when a child of this type keeps its parent from being deleted. */
export function childMustGoFirst(parentType: string, childType: string): boolean {
  const wanted = nestedFirst[parentType.toLowerCase()];
  if (!wanted) return false;
  return wanted === "any" || wanted.includes(childType.toLowerCase().split("/").at(-1) ?? "");
}
