import { objectOf, textOf } from "../json.ts";
import { keyOf } from "../resource-path.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

/** Z20: what is delegated to another tenant cannot be defined away while it is assigned. */
export const lighthouse: FamilyRules = {
  refusal(world, resource, going) {
    if (resource.type.toLowerCase() !== "microsoft.managedservices/registrationdefinitions") return undefined;
    const assignment = [...world.store.resources.values()].find(
      ({ type, key, body }) =>
        type.toLowerCase() === "microsoft.managedservices/registrationassignments" &&
        !going.has(key) &&
        keyOf(textOf(objectOf(body.properties).registrationDefinitionId) ?? "") === resource.key,
    );
    return assignment && familyErrors.definitionDelegated(resource.name, assignment.id);
  },
};
