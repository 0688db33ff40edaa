import { ArmError } from "./arm-error.ts";
import type { StoredResource } from "./store.ts";

/** Every refusal that several routes share, worded as in recorded traffic or, where none is known, in our own words. */

const gateway = { "x-ms-failure-cause": "gateway" };

/** Refused before any provider was asked. */
const fromGateway = (status: 400 | 403 | 404 | 409, code: string, message: string) =>
  new ArmError(status, code, message, { headers: gateway });

/** Refused by the network provider, which answers 400 and empty details. */
const inUse = (code: string, message: string) => new ArmError(400, code, message, { details: [] });

interface Caller {
  readonly clientId: string;
  readonly objectId: string;
}

export const errors = {
  unknownRoute: (method: string, path: string) =>
    new ArmError(404, "SimulatorUnknownRoute", `The simulator does not know ${method} ${path}.`),

  noToken: (origin: string, tenant: string) =>
    new ArmError(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing.",
      {
        headers: { ...gateway, "www-authenticate": `Bearer authorization_uri="${origin}/${tenant}"` },
      },
    ),

  invalidToken: (origin: string, tenant: string) =>
    new ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.", {
      headers: {
        ...gateway,
        "www-authenticate": `Bearer authorization_uri="${origin}/${tenant}", error="invalid_token", error_description="The access token is invalid."`,
      },
    }),

  authorizationFailed: (principal: Caller, action: string, scope: string) =>
    fromGateway(
      403,
      "AuthorizationFailed",
      `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    ),

  linkedAuthorizationFailed: (principal: Caller, action: string, scopes: readonly string[]) =>
    fromGateway(
      403,
      "LinkedAuthorizationFailed",
      `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over the linked scope(s) '${scopes.join(",")}' or the linked scope(s) are invalid.`,
    ),

  denyAssignment: (principal: Caller, action: string, scope: string, name: string) =>
    fromGateway(
      403,
      "DenyAssignmentAuthorizationFailed",
      `The client '${principal.clientId}' with object id '${principal.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${name}' at scope '${scope}'.`,
    ),

  subscriptionNotFound: (id: string) =>
    new ArmError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`, {
      headers: gateway,
    }),

  groupNotFound: (name: string) =>
    new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`, {
      headers: gateway,
    }),

  resourceNotFound: (path: {
    namespace: string | undefined;
    types: readonly string[];
    names: readonly string[];
    group: string | undefined;
  }) =>
    fromGateway(
      404,
      "ResourceNotFound",
      `The Resource '${path.namespace}/${path.types.map((type, index) => `${type}/${path.names[index] ?? ""}`).join("/")}' under resource group '${path.group ?? "<null>"}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ),

  parentNotFound: (id: string) =>
    fromGateway(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) because the parent resource '${id}' could not be found.`,
    ),

  lockNotFound: (name: string) => fromGateway(404, "LockNotFound", `The lock '${name}' could not be found.`),
  notFound: (what: string) => new ArmError(404, "NotFound", `${what} was not found.`),
  noTokenForVault: (origin: string, tenant: string) =>
    new ArmError(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.", {
      headers: { "www-authenticate": `Bearer authorization="${origin}/${tenant}", resource="${origin}"` },
    }),
  notInVault: (name: string) =>
    new ArmError(404, "SecretNotFound", `(${name}) was not found in this key vault.`),
  secretDisabled: () =>
    new ArmError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innererror: "SecretDisabled",
    }),
  refusedByVault: (reason: string) =>
    new ArmError(403, "Forbidden", "Caller is not authorized to perform action on resource.", {
      innererror: reason,
    }),

  directoryObjectNotFound: (id: string) =>
    new ArmError(
      404,
      "Request_ResourceNotFound",
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  badRequest: (message: string, code = "BadRequest") => new ArmError(400, code, message),
  invalidBody: (message: string) => fromGateway(400, "InvalidRequestContent", message),
  invalidFilter: (filter: string) =>
    new ArmError(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter '${filter}' specified in the query string.`,
      {
        headers: gateway,
      },
    ),

  scopeLocked: (scope: string, action: "delete" | "write", locked: readonly string[]) =>
    fromGateway(
      409,
      "ScopeLocked",
      `The scope '${scope}' cannot perform ${action} operation because following scope(s) are locked: '${locked.join(",")}'. Please remove the lock and try again.`,
    ),

  nestedResources: (nested: readonly string[]) =>
    fromGateway(
      409,
      "CannotDeleteResource",
      `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${nested.join(", ")}'. Please delete all nested resources before deleting this resource.`,
    ),

  nicInUse: (id: string, user: string) =>
    inUse(
      "NicInUse",
      `Network Interface ${id} is used by existing resource ${user}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    ),

  networkSecurityGroupInUse: (id: string, users: readonly string[]) =>
    inUse(
      "InUseNetworkSecurityGroupCannotBeDeleted",
      `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    ),

  publicAddressInUse: (id: string, user: string) =>
    inUse(
      "PublicIPAddressCannotBeDeleted",
      `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
    ),

  subnetInUse: (name: string, user: string) =>
    inUse(
      "InUseSubnetCannotBeDeleted",
      `Subnet ${name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    ),

  inUse: (resource: StoredResource, code: string, users: readonly string[]) =>
    inUse(
      code,
      `Resource ${resource.id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}.`,
    ),

  diskAttached: (name: string, user: string) =>
    new ArmError(409, "OperationNotAllowed", `Disk ${name} is attached to VM ${user}.`),

  serverFarmInUse: (name: string, users: readonly string[]) =>
    new ArmError(
      409,
      "Conflict",
      `Server farm '${name}' cannot be deleted because it has web app(s) ${users.join(", ")} assigned to it.`,
    ),

  accessGranted: (kind: string, name: string) =>
    new ArmError(
      409,
      "OperationNotAllowed",
      `There is an active shared access signature outstanding for ${kind} ${name}. Call EndGetAccess before attaching or deleting the ${kind}. Learn more here: aka.ms/revokeaccessapi.`,
    ),

  vaultNotEmpty: (softDeleted: boolean, names: readonly string[]) =>
    new ArmError(
      400,
      "ServiceResourceNotEmptyWithBackendMessage",
      `Recovery Services vault cannot be deleted as there are ${softDeleted ? "backup items in soft deleted state" : "existing protected items"} in the vault.${softDeleted ? " The soft deleted items are permanently deleted after 14 days of delete operation. Please try vault deletion after the backup items are permanently deleted and there is no item in soft deleted state left in the vault." : ""} The registered items are : ${names.join(",")}\nPlease ensure all containers have been unregistered from the vault and all private endpoints associated with the vault have been deleted, and retry operation.`,
    ),

  groupDeletionBlocked: (
    name: string,
    held: readonly { id: string; label: string; why: ArmError }[],
    tracking: string,
  ) =>
    new ArmError(
      409,
      "ResourceGroupDeletionBlocked",
      `Deletion of resource group '${name}' failed as resources with identifiers '${held.map((item) => item.label).join(",")}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '${tracking}'. Please check audit logs for more details.`,
      {
        pascalCase: true,
        details: held.map((item) => ({
          Code: null,
          Target: item.id,
          Message: JSON.stringify(item.why.body),
          Details: null,
          AdditionalInfo: null,
        })),
      },
    ),

  groupBeingDeleted: (name: string) =>
    fromGateway(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    ),

  disabledSubscription: (id: string) =>
    fromGateway(
      409,
      "ReadOnlyDisabledSubscription",
      `The subscription '${id}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    ),

  resourcesExist: (id: string, count: number) =>
    new ArmError(
      400,
      "ResourcesExistingOnSubscription",
      `Subscription '${id}' cannot be cancelled because ${count} resource(s) still exist on it. Delete all resources and try again.`,
    ),

  scopeHasAssignments: (scopes: readonly string[]) =>
    new ArmError(
      400,
      "RoleScopeBeingRemovedContainsAssignments",
      `The scope(s) '${scopes.join(",")}' cannot be removed from the role's assignable scopes because role assignments exist there.`,
    ),

  roleHasAssignments: (id: string) =>
    new ArmError(
      400,
      "RoleDefinitionHasAssignments",
      `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments): ${id}.`,
    ),

  roleScopes: (message: string) => new ArmError(400, "InvalidAssignableScopes", message),
  roleNotFound: (name: string) =>
    new ArmError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${name}' does not exist.`,
    ),
  roleNameTaken: (name: string) =>
    new ArmError(
      409,
      "RoleDefinitionWithSameNameExists",
      `A custom role with the same name already exists in this directory: ${name}.`,
    ),
  roleIsBuiltIn: (name: string) =>
    new ArmError(400, "BuiltInRoleCannotBeChanged", `The role '${name}' is built in and cannot be changed.`),

  assignmentExists: () => new ArmError(409, "RoleAssignmentExists", "The role assignment already exists."),
  assignmentNotFound: (name: string) =>
    new ArmError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`),
  lastOwner: () =>
    new ArmError(400, "CannotDeleteLastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment."),

  tooManyRequests: (kind: string, subscription: string, seconds: number, headers: Record<string, string>) =>
    new ArmError(
      429,
      "SubscriptionRequestsThrottled",
      `Number of '${kind}' requests for subscription '${subscription}' exceeded the limit. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
      { headers: { ...gateway, ...headers } },
    ),

  groupMoving: (name: string) =>
    fromGateway(
      409,
      "ResourceGroupMoveInProgress",
      `The resource group '${name}' is locked while resources are moved into it or out of it.`,
    ),
  invalidQuery: (message: string) =>
    new ArmError(400, "BadRequest", "Query is invalid.", { details: [{ code: "ParserFailure", message }] }),

  purgeProtected: (name: string) =>
    new ArmError(
      400,
      "VaultPurgeProtectionEnabled",
      `The vault '${name}' cannot be purged: purge protection is on. It goes when its retention ends.`,
    ),
};
