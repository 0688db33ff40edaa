import type { MessageCode } from "./registry.ts";

/**
 * Azure's own error codes, as documented or seen in recorded traffic, and what Sundown says where one stays. A code
 * that stands twice means different things to different verbs.
 */
export const azureErrorCodes = [
  // The cancel
  { azure: "ResourcesExistingOnSubscription", during: "cancel", code: "resources_existing_on_subscription" },
  { azure: "AuthorizationFailed", during: "cancel", code: "cancel_not_permitted" },
  // Custom roles
  { azure: "RoleScopeBeingRemovedContainsAssignments", during: "roles", code: "role_still_assigned" },
  { azure: "RoleDefinitionHasAssignments", during: "roles", code: "role_still_assigned" },
  { azure: "ReadOnlyDisabledSubscription", during: "roles", code: "role_scope_disabled" },
  { azure: "CannotDeleteLastRbacAdminAssignment", during: "roles", code: "role_last_administrator" },
  { azure: "LinkedAuthorizationFailed", during: "roles", code: "role_write_not_permitted" },
  { azure: "AuthorizationFailed", during: "roles", code: "role_write_not_permitted" },
  // The teardown
  { azure: "ScopeLocked", during: "destroy", code: "operation_locked" },
  { azure: "NicInUse", during: "destroy", code: "operation_in_use" },
  { azure: "InUseSubnetCannotBeDeleted", during: "destroy", code: "operation_in_use" },
  { azure: "InUseNetworkSecurityGroupCannotBeDeleted", during: "destroy", code: "operation_in_use" },
  { azure: "PublicIPAddressCannotBeDeleted", during: "destroy", code: "operation_in_use" },
  { azure: "CannotDeleteResource", during: "destroy", code: "operation_in_use" },
  { azure: "ResourceGroupDeletionBlocked", during: "destroy", code: "operation_in_use" },
  { azure: "InvalidDeletePolicyDefinitionRequest", during: "destroy", code: "operation_in_use" },
  { azure: "ServiceResourceNotEmptyWithBackendMessage", during: "destroy", code: "operation_protected" },
  { azure: "ContainerImmutabilityPolicyFailure", during: "destroy", code: "operation_protected" },
  { azure: "AnotherOperationInProgress", during: "destroy", code: "operation_busy" },
  { azure: "RetryableError", during: "destroy", code: "operation_busy" },
  { azure: "RetryableErrorDueToAnotherOperation", during: "destroy", code: "operation_busy" },
  { azure: "ResourceGroupBeingDeleted", during: "destroy", code: "operation_busy" },
  { azure: "TooManyRequests", during: "destroy", code: "operation_throttled" },
  { azure: "ResourceRequestsThrottled", during: "destroy", code: "operation_throttled" },
  { azure: "SubscriptionRequestsThrottled", during: "destroy", code: "operation_throttled" },
  { azure: "RequestDisallowedByPolicy", during: "destroy", code: "operation_denied_by_policy" },
  { azure: "DenyAssignmentAuthorizationFailed", during: "destroy", code: "operation_not_permitted" },
  { azure: "AuthorizationFailed", during: "destroy", code: "operation_not_permitted" },
  { azure: "GatewayTimeout", during: "destroy", code: "operation_unanswered" },
] as const satisfies readonly {
  readonly azure: string;
  readonly during: "cancel" | "roles" | "destroy";
  readonly code: MessageCode;
}[];
