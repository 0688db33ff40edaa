import { idKey } from "../arm-id.ts";
import type { Inventory, Resource } from "../inventory/inventory.ts";
import type { Plan } from "../plan/plan.ts";

type Charge = Plan["billing"][number];

/**
 * What keeps billing after the cancel although it lives outside what a subscription's lists show. They cannot be
 * seen with rights on the subscription alone, so a person acknowledges each one after looking.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/cancel-azure-subscription
 */
const NEVER_SEEN_HERE: readonly Charge[] = [
  {
    what: "reservations",
    because:
      "Reservations are bought in the tenant and keep billing; exchange or return them under Reservations.",
  },
  {
    what: "savings-plans",
    because: "Savings plans cannot be cancelled and bill until the end of their term.",
  },
  {
    what: "support-plan",
    because: "A paid support plan is billed for the rest of its term, whatever happens to the subscription.",
  },
];

interface Rule {
  readonly what: string;
  readonly because: string;
  /** Lower-case ARM types. */
  readonly types: readonly string[];
  readonly only?: (resource: Resource) => boolean;
}

const PARTNER_SERVICES = [
  "astronomer.astro/organizations",
  "microsoft.confluent/organizations",
  "microsoft.datadog/monitors",
  "dynatrace.observability/monitors",
  "microsoft.elastic/monitors",
  "informatica.datamanagement/organizations",
  "microsoft.logz/monitors",
  "neon.postgres/organizations",
  "newrelic.observability/monitors",
  "nginx.nginxplus/nginxdeployments",
  "paloaltonetworks.cloudngfw/firewalls",
  "purestorage.block/reservations",
  "microsoft.saas/applications",
  "microsoft.saas/resources",
  "microsoft.saas/saasresources",
];

const RULES: readonly Rule[] = [
  {
    what: "marketplace-subscription",
    because:
      "A SaaS or partner subscription must be cancelled with its publisher before the cancel, or it goes on billing.",
    types: PARTNER_SERVICES,
  },
  {
    what: "managed-application",
    because: "A managed application can have a plan of its own with its publisher; end that plan first.",
    types: ["microsoft.solutions/applications"],
    only: (resource) => resource.plan !== undefined && resource.plan !== null,
  },
  {
    what: "expressroute-circuit",
    because: "A circuit bills until the connectivity provider has deprovisioned it and it is deleted.",
    types: ["microsoft.network/expressroutecircuits"],
  },
  {
    what: "expressroute-direct",
    because:
      "An ExpressRoute Direct port bills until it is deleted and its cross-connect is ended with the carrier.",
    types: ["microsoft.network/expressrouteports"],
  },
  {
    what: "ai-provisioned-throughput",
    because: "Provisioned throughput bills until the deployment is deleted and the account is purged.",
    types: ["microsoft.cognitiveservices/accounts/deployments"],
    only: hasProvisionedSku,
  },
  {
    what: "ai-commitment-plan",
    because: "A commitment plan bills until the end of its period; switch its automatic renewal off first.",
    types: [
      "microsoft.cognitiveservices/accounts/commitmentplans",
      "microsoft.cognitiveservices/commitmentplans",
    ],
  },
  {
    what: "domain",
    because:
      "A registered domain lapses or renews with its registrar; move it or switch its renewal off first.",
    types: ["microsoft.domainregistration/domains"],
  },
  {
    what: "certificate",
    because:
      "An App Service certificate is paid for its term and renews by itself; switch its renewal off first.",
    types: ["microsoft.certificateregistration/certificateorders"],
  },
  {
    what: "device",
    because: "A device in your building bills until it has been sent back.",
    types: [
      "microsoft.databox/jobs",
      "microsoft.databoxedge/databoxedgedevices",
      "microsoft.edgeorder/orderitems",
    ],
  },
  {
    what: "reservation",
    because: "This reservation is seen here and keeps billing; exchange or return it.",
    types: ["microsoft.capacity/reservationorders", "microsoft.capacity/reservationorders/reservations"],
  },
  {
    what: "savings-plan",
    because: "This savings plan is seen here and bills until the end of its term.",
    types: [
      "microsoft.billingbenefits/savingsplanorders",
      "microsoft.billingbenefits/savingsplanorders/savingsplans",
    ],
  },
];

const RULES_BY_TYPE = new Map(RULES.flatMap((rule) => rule.types.map((type) => [type, rule] as const)));

/** `sku.name` such as ProvisionedManaged, GlobalProvisionedManaged, DataZoneProvisionedManaged. */
function hasProvisionedSku({ sku }: Resource): boolean {
  if (typeof sku !== "object" || sku === null || !("name" in sku)) return false;
  return typeof sku.name === "string" && /provisioned/i.test(sku.name);
}

/**
 * Everything that goes on billing after the cancel, or may: what is seen in the inventory by its type, by id, and
 * what no inventory of one subscription can show. Each entry has to be acknowledged in the manifest.
 */
export function continuingCharges(inventory: Inventory): Plan["billing"] {
  const seen: Charge[] = [];
  for (const resource of inventory.resources) {
    const rule = RULES_BY_TYPE.get(resource.type.toLowerCase());
    if (rule === undefined || rule.only?.(resource) === false) continue;
    seen.push({ what: rule.what, target: resource.id, because: rule.because });
  }
  for (const deleted of inventory.deletedResources ?? []) {
    if (!/\/providers\/microsoft\.cognitiveservices\//i.test(deleted.id)) continue;
    seen.push({
      what: "ai-soft-deleted",
      target: deleted.id,
      because: "A soft-deleted AI account keeps billing its provisioned deployments until it is purged.",
    });
  }
  return [...NEVER_SEEN_HERE, ...seen.toSorted(byWhatThenTarget)];
}

function byWhatThenTarget(left: Charge, right: Charge): number {
  const [a, b] = [left, right].map((charge) => `${charge.what} ${idKey(charge.target ?? "")}`);
  return a === b ? 0 : (a ?? "") < (b ?? "") ? -1 : 1;
}
