import type { Estate, EstateResource } from "../../simulator/estate.ts";
import { resourceId } from "./office-estate.ts";
import { troubledOffice } from "./troubled-office.ts";

const DESKS = 8;
/** Besides its network card and machine. */
const DISKS = 4;

/** Sixty resources in ten groups, with two locks and one of each kind of operation that goes before or after. */
export function sixtyResources(): Estate {
  const office = troubledOffice(DESKS, ["keys", "grant", "backup", "app", "readOnly"]);
  const disks = Array.from({ length: DESKS * DISKS }, (_, index): EstateResource => {
    const name = `disk-${index + 1}`;
    const type = "Microsoft.Compute/disks";
    const group = `desk-${(index % DESKS) + 1}`;
    return { id: resourceId(group, type, name), name, type, location: "westeurope", properties: {} };
  });
  const resources = [...office.resources, ...disks];
  const spare = 60 - resources.length;
  const addresses = Array.from({ length: spare }, (_, index): EstateResource => {
    const name = `address-${index + 1}`;
    const type = "Microsoft.Network/publicIPAddresses";
    return { id: resourceId("archive", type, name), name, type, location: "westeurope", properties: {} };
  });
  return { ...office, resources: [...resources, ...addresses] };
}
