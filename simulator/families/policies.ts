import { objectOf, textOf } from "../json.ts";
import { keyOf } from "../resource-path.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";
import { registerPolicyRoutes } from "./policy-routes.ts";
import { assignmentsIn, indexedIn, policiesAt } from "./policy-rules.ts";

const definitionTypes: Readonly<Record<string, string>> = {
  "microsoft.authorization/policydefinitions": "definition",
  "microsoft.authorization/policysetdefinitions": "set definition",
};

/** What no policy may lock anybody out of. */
const exempt =
  /^microsoft\.(?:authorization\/(?:policyassignments|denyassignments|locks)|blueprint\/blueprintassignments|resources\/(?:deploymentstacks|subscriptions))$/;

/** Z21 to Z23: denyAction refuses deletes, deny refuses writes, and a definition goes after its assignments. */
export const policies: FamilyRules = {
  refusal(world, resource, going) {
    const kind = definitionTypes[resource.type.toLowerCase()];
    if (kind === undefined) return undefined;
    const assignment = assignmentsIn(world).find(
      ({ key, body }) =>
        !going.has(key) && keyOf(textOf(objectOf(body.properties).policyDefinitionId) ?? "") === resource.key,
    );
    return assignment && familyErrors.definitionAssigned(kind, resource.name, assignment.id);
  },
  guardDelete(world, { key, action, id }) {
    const type = action.toLowerCase().replace(/\/delete$/, "");
    const isGroup = type === "microsoft.resources/subscriptions/resourcegroups";
    if (exempt.test(type)) return;
    for (const { policy, assignment } of policiesAt(world, key)) {
      if (policy.effect !== "denyaction") continue;
      const hit = isGroup
        ? policy.cascades && indexedIn(world, key).some((inner) => policy.applies(inner))
        : policy.applies(type);
      if (hit) throw familyErrors.policyDenies(id, assignment.id);
    }
  },
  guardWrite(world, { key, action, id }) {
    const type = action.toLowerCase().replace(/\/write$/, "");
    if (exempt.test(type) || !action.toLowerCase().endsWith("/write")) return;
    for (const { policy, assignment } of policiesAt(world, key)) {
      if (policy.effect === "deny" && policy.applies(type))
        throw familyErrors.policyDenies(id, assignment.id);
    }
  },
  register: registerPolicyRoutes,
};
