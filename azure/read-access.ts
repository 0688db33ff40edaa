import {
  AuthorizationManagementClient,
  type RoleAssignment,
  type RoleDefinition,
} from "@azure/arm-authorization";
import { ManagementLockClient } from "@azure/arm-locks";
import type {
  RoleAssignment as InventoryAssignment,
  RoleDefinition as InventoryRole,
  Lock,
} from "../core/inventory/inventory.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { collectPages } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import { refusedStatus } from "./refused-status.ts";
import type { Unreadable } from "./unreadable.ts";

const CUSTOM_ROLES = { filter: "type eq 'CustomRole'" };

export interface Access {
  readonly locks: Lock[];
  readonly roleDefinitions: InventoryRole[];
  readonly roleAssignments: InventoryAssignment[];
  readonly unreadable: Unreadable[];
}

/**
 * Locks and assignments of one subscription, and the custom roles of the whole tenant as far as they can be seen.
 * Locks must be readable: a plan that does not know them would be refused half-way.
 * @throws SundownError not_permitted, paging_repeated, cloud_unreachable
 */
export async function readAccess(connection: AzureConnection, subscriptionId: string): Promise<Access> {
  const { credential, clientOptions } = connection;
  const locks = new ManagementLockClient(credential, subscriptionId, clientOptions);
  const authorization = new AuthorizationManagementClient(credential, subscriptionId, clientOptions);
  const missing: Unreadable[] = [];
  const orMissing = async <Item>(what: string, reading: Promise<Item[]>): Promise<Item[]> => {
    try {
      return await reading;
    } catch (error) {
      const status = refusedStatus(error);
      if (!isSundownError(error) || status === undefined) throw error;
      const code = error.data?.azureCode;
      missing.push({ what, status, ...(typeof code === "string" ? { code } : {}) });
      return [];
    }
  };

  const reads = [
    collectPages(locks.managementLocks.listAtSubscriptionLevel(), "locks"),
    orMissing(
      "roleDefinitions of the tenant",
      collectPages(authorization.roleDefinitions.list("/", CUSTOM_ROLES), "roleDefinitions"),
    ),
    orMissing(
      "roleAssignments",
      collectPages(authorization.roleAssignments.listForSubscription(), "roleAssignments"),
    ),
  ] as const;
  await Promise.allSettled(reads);
  const [lockObjects, tenantRoles, assignments] = await Promise.all(reads);
  // Who may not list the tenant's roles still sees those that can be assigned here.
  const roles = missing.some(({ what }) => what.startsWith("roleDefinitions"))
    ? await orMissing(
        "roleDefinitions of the subscription",
        collectPages(
          authorization.roleDefinitions.list(`/subscriptions/${subscriptionId}`, CUSTOM_ROLES),
          "roleDefinitions",
        ),
      )
    : tenantRoles;

  return {
    locks: lockObjects.flatMap(({ id, name, level, notes }) =>
      id === undefined
        ? []
        : [
            {
              id,
              level,
              ...(name === undefined ? {} : { name }),
              ...(notes === undefined ? {} : { notes }),
            },
          ],
    ),
    roleDefinitions: roles.flatMap(armRole),
    roleAssignments: assignments.flatMap(armAssignment),
    unreadable: missing,
  };
}

/** The client flattens what ARM nests; the inventory keeps ARM's own shape. */
function armRole(role: RoleDefinition): InventoryRole[] {
  if (role.id === undefined || role.roleName === undefined || role.assignableScopes === undefined) return [];
  return [
    {
      id: role.id,
      ...(role.name === undefined ? {} : { name: role.name }),
      properties: {
        roleName: role.roleName,
        type: role.roleType ?? "CustomRole",
        description: role.description ?? null,
        permissions: (role.permissions ?? []).map((permission) => ({
          actions: permission.actions ?? [],
          notActions: permission.notActions ?? [],
          dataActions: permission.dataActions ?? [],
          notDataActions: permission.notDataActions ?? [],
        })),
        assignableScopes: role.assignableScopes,
      },
    },
  ];
}

function armAssignment(assignment: RoleAssignment): InventoryAssignment[] {
  const { id, roleDefinitionId, principalId } = assignment;
  if (id === undefined || roleDefinitionId === undefined || principalId === undefined) return [];
  return [
    {
      id,
      ...(assignment.name === undefined ? {} : { name: assignment.name }),
      properties: {
        roleDefinitionId,
        principalId,
        principalType: assignment.principalType ?? null,
        ...(assignment.scope === undefined ? {} : { scope: assignment.scope }),
        condition: assignment.condition ?? null,
      },
    },
  ];
}
