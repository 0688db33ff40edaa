import { ownerRole } from "./built-in-roles.ts";
import type { DirectoryGroups } from "./directory-groups.ts";
import { type JsonObject, listOf, objectOf, textOf, textsOf } from "./json.ts";
import type { ManagementGroups } from "./management-groups.ts";
import { managementGroupPrefix } from "./management-groups.ts";
import { isWithin } from "./resource-path.ts";
import type { Roles, StoredAssignment } from "./roles.ts";

/** What a principal without any assignment in the estate has. */
const ownerEverywhere: StoredAssignment = {
  id: `/providers/Microsoft.Authorization/roleAssignments/${ownerRole}`,
  key: `/providers/microsoft.authorization/roleassignments/${ownerRole}`,
  name: ownerRole,
  scope: "",
  properties: {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ownerRole}`,
    principalId: "",
    scope: "/",
    condition: null,
  },
};

/**
 * Who may do what, by assignments of its own and of the groups it is in. A principal that the estate gives
 * assignments has those rights; one without any is Owner everywhere, so that a plain inventory file serves at once.
 */
export class AccessControl {
  readonly #roles: Roles;
  readonly #managementGroups: ManagementGroups;
  readonly #directoryGroups: DirectoryGroups;
  readonly #limited: ReadonlySet<string>;

  constructor(roles: Roles, managementGroups: ManagementGroups, directoryGroups: DirectoryGroups) {
    this.#roles = roles;
    this.#managementGroups = managementGroups;
    this.#directoryGroups = directoryGroups;
    this.#limited = new Set(
      roles.assignments().map((assignment) => assignment.properties.principalId.toLowerCase()),
    );
  }

  /** True when the principal may do `action` (`Microsoft.X/y/write`) at the scope with this key. */
  may(objectId: string, action: string, scope: string): boolean {
    return this.#effective(objectId, scope).some((assignment) => this.#grants(assignment, action));
  }

  /** As `may`, for what the data of services asks for, which no Owner may by itself. */
  mayHandleData(objectId: string, action: string, scope: string): boolean {
    return (
      !this.#isLimited(objectId) ||
      this.#effective(objectId, scope).some((assignment) => this.#grants(assignment, action, "dataActions"))
    );
  }

  /** The permissions of every role that is in effect for the principal at a scope. */
  permissions(objectId: string, scope: string): JsonObject[] {
    return this.#effective(objectId, scope).flatMap(({ properties }) =>
      listOf(this.#roles.definition(properties.roleDefinitionId)?.properties.permissions).map(objectOf),
    );
  }

  /** True for an Owner without condition at or above the scope: who may cancel a subscription. */
  isUnconditionedOwner(objectId: string, scope: string): boolean {
    return this.#effective(objectId, scope).some(
      (assignment) =>
        assignment.properties.roleDefinitionId.toLowerCase().endsWith(ownerRole) &&
        !textOf(assignment.properties.condition),
    );
  }

  /** True when a principal may read anything at or below a scope, so that it is shown to it at all. */
  sees(objectId: string, scope: string): boolean {
    return (
      this.#effective(objectId, scope).length > 0 ||
      this.assignedTo(objectId).some((assignment) => isWithin(assignment.scope, scope))
    );
  }

  /** Object ids, in lower case, of a principal and of the groups it is in. */
  principalsOf(objectId: string): string[] {
    return this.#directoryGroups.withGroups(objectId);
  }

  /** Assignments to a principal and to the groups it is in, through other groups too. */
  assignedTo(objectId: string): StoredAssignment[] {
    if (!this.#isLimited(objectId)) {
      return [{ ...ownerEverywhere, properties: { ...ownerEverywhere.properties, principalId: objectId } }];
    }
    const principals = this.principalsOf(objectId);
    return this.#roles
      .assignments()
      .filter(({ properties }) => principals.includes(properties.principalId.toLowerCase()));
  }

  /** Whether the estate gives it any assignments. */
  #isLimited(objectId: string): boolean {
    return this.#directoryGroups.withGroups(objectId).some((id) => this.#limited.has(id));
  }

  #effective(objectId: string, scope: string): StoredAssignment[] {
    const above = this.scopesAbove(scope);
    return this.assignedTo(objectId).filter(
      (assignment) =>
        assignment.scope === "" || isWithin(scope, assignment.scope) || above.includes(assignment.scope),
    );
  }

  /** Keys of the management groups above a scope. */
  scopesAbove(scope: string): string[] {
    const parts = scope.split("/");
    if (parts[1] === "subscriptions" && parts[2]) return this.#managementGroups.aboveSubscription(parts[2]);
    if (scope.startsWith(managementGroupPrefix)) return this.#managementGroups.above(parts[4]);
    return [];
  }

  #grants(
    assignment: StoredAssignment,
    action: string,
    kind: "actions" | "dataActions" = "actions",
  ): boolean {
    const role = this.#roles.definition(assignment.properties.roleDefinitionId);
    return listOf(role?.properties.permissions).some((permission) => {
      const granted = objectOf(permission);
      const none = kind === "actions" ? granted.notActions : granted.notDataActions;
      return (
        textsOf(granted[kind]).some((pattern) => matches(pattern, action)) &&
        !textsOf(none).some((pattern) => matches(pattern, action))
      );
    });
  }
}

function matches(pattern: string, action: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "i").test(action);
}
