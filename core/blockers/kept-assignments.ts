import { parseArmId } from "../arm-id.ts";
import { textAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings } from "./family.ts";

/** Owner, User Access Administrator, Role Based Access Control Administrator. */
const PRIVILEGED = [
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
];

/**
 * Assignments at the subscription itself that give the right to finish and to cancel. They are not deleted: Azure
 * refuses the last one anyway, and without them nobody could go on.
 */
export function keptAssignments({ estate }: BlockerContext): Findings {
  const kept = estate.nodes.filter(
    ({ type, id, resource }) =>
      type === "microsoft.authorization/roleassignments" &&
      parseArmId(id)?.parent?.split("/").length === 3 &&
      PRIVILEGED.some((guid) =>
        textAt(resource.properties, "roleDefinitionId")?.toLowerCase().endsWith(guid),
      ),
  );
  return { held: kept.map(({ id }) => ({ target: id, code: "scope_assignment_kept", stays: true })) };
}
