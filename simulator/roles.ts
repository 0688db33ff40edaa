import { builtInProperties, builtInRoles } from "./built-in-roles.ts";
import { type JsonObject, textOf } from "./json.ts";
import { isWithin, keyOf, parsePath } from "./resource-path.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface StoredRole {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
  properties: JsonObject;
  /** What lists showed before the last change; `undefined` for a new role. */
  before: JsonObject | undefined;
  changedAt: number | undefined;
  deleted: boolean;
}

export interface StoredAssignment {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Key of the scope; "" for the tenant. */
  readonly scope: string;
  readonly properties: JsonObject & { roleDefinitionId: string; principalId: string };
}

/** Role definitions and assignments of the whole tenant. */
export class Roles {
  readonly #definitions = new Map<string, StoredRole>();
  readonly #assignments = new Map<string, StoredAssignment>();
  readonly #clock: VirtualClock;
  readonly #lag: number;

  constructor(clock: VirtualClock, lagSeconds: number) {
    this.#clock = clock;
    this.#lag = lagSeconds;
    for (const role of builtInRoles) {
      this.#definitions.set(role.name, {
        id: `/providers/Microsoft.Authorization/roleDefinitions/${role.name}`,
        name: role.name,
        builtIn: true,
        properties: builtInProperties(role),
        before: undefined,
        changedAt: undefined,
        deleted: false,
      });
    }
  }

  /** Adds a role of the estate, visible at once. */
  load(id: string, properties: JsonObject): void {
    const name = parsePath(id).names.at(-1) ?? id;
    this.#definitions.set(name.toLowerCase(), {
      id,
      name,
      builtIn: textOf(properties.type) === "BuiltInRole",
      properties: { type: "CustomRole", ...properties },
      before: undefined,
      changedAt: undefined,
      deleted: false,
    });
  }

  put(id: string, properties: JsonObject): StoredRole {
    const name = parsePath(id).names.at(-1) ?? id;
    const old = this.definition(name);
    const role: StoredRole = {
      id: old?.id ?? id,
      name: old?.name ?? name,
      builtIn: false,
      properties: { ...properties, type: "CustomRole" },
      before: old?.properties,
      changedAt: this.#clock.now(),
      deleted: false,
    };
    this.#definitions.set(name.toLowerCase(), role);
    return role;
  }

  delete(role: StoredRole): void {
    role.before = role.properties;
    role.changedAt = this.#clock.now();
    role.deleted = true;
  }

  /** The truth about a role, by its guid or id. */
  definition(idOrName: string): StoredRole | undefined {
    const role = this.#definitions.get((idOrName.split("/").at(-1) ?? "").toLowerCase());
    return role?.deleted ? undefined : role;
  }

  definitions(): StoredRole[] {
    return [...this.#definitions.values()].filter((role) => !role.deleted);
  }

  /**
   * What a list shows: changes are missing for a while, then come and go by the second, as recorded
   * (missing until 85 s, there at 85, missing at 86, there at 87, missing at 97).
   */
  listed(): { role: StoredRole; properties: JsonObject }[] {
    const shown: { role: StoredRole; properties: JsonObject }[] = [];
    for (const role of this.#definitions.values()) {
      const current = role.deleted ? undefined : role.properties;
      const properties = this.#isSettled(role) ? current : role.before;
      if (properties) shown.push({ role, properties });
    }
    return shown;
  }

  #isSettled(role: StoredRole): boolean {
    if (role.changedAt === undefined || this.#lag === 0) return true;
    const age = Math.floor((this.#clock.now() - role.changedAt) / 1000);
    if (age < this.#lag) return false;
    const flickering = age - this.#lag;
    return flickering > 12 || (flickering % 2 === 0 && flickering < 12);
  }

  assign(id: string, properties: StoredAssignment["properties"]): StoredAssignment {
    const path = parsePath(id);
    const assignment: StoredAssignment = {
      id: path.id,
      key: path.key,
      name: path.names.at(-1) ?? "",
      scope: path.scope ? keyOf(path.scope) : "",
      properties: { ...properties, scope: path.scope || "/" },
    };
    this.#assignments.set(path.key, assignment);
    return assignment;
  }

  assignment(id: string): StoredAssignment | undefined {
    return this.#assignments.get(keyOf(id));
  }

  unassign(id: string): void {
    this.#assignments.delete(keyOf(id));
  }

  assignments(): StoredAssignment[] {
    return [...this.#assignments.values()];
  }

  assignmentsOf(role: StoredRole): StoredAssignment[] {
    return this.assignments().filter(
      (assignment) =>
        assignment.properties.roleDefinitionId.split("/").at(-1)?.toLowerCase() === role.name.toLowerCase(),
    );
  }

  dropAssignmentsWithin(key: string): void {
    for (const assignment of this.assignments()) {
      if (isWithin(assignment.scope, key)) this.#assignments.delete(assignment.key);
    }
  }
}
