import { objectOf, textOf } from "../json.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

/** Z18, Z19: what a provider outside Azure has to end first. */
export const providerContracts: FamilyRules = {
  refusal(_world, { type, name, body }) {
    const properties = objectOf(body.properties);
    switch (type.toLowerCase()) {
      case "microsoft.network/expressroutecircuits": {
        const state = textOf(properties.serviceProviderProvisioningState)?.toLowerCase();
        return state === undefined || state === "notprovisioned"
          ? undefined
          : familyErrors.circuitProvisioned();
      }
      case "microsoft.saas/resources":
        return textOf(properties.status)?.toLowerCase() === "unsubscribed"
          ? undefined
          : familyErrors.saasSubscribed(name);
      default:
        return undefined;
    }
  },
};
