import { ArmError } from "../arm-error.ts";

/** Refusals of single services. Worded as seen in public reports where the rule in BEHAVIOUR.md says so, else ours. */

const gateway = { "x-ms-failure-cause": "gateway" };

export const familyErrors = {
  vaultHasContainers: (names: readonly string[]) =>
    new ArmError(
      400,
      "ServiceResourceNotEmptyWithContainerDetails",
      `Vault cannot be deleted as there are existing resources within the vault. Unregister the following containers associated with this vault before proceeding for deletion : ${names.join(",")}. Unregister all containers from the vault and then retry to delete vault.`,
    ),

  vaultHasPrivateEndpoints: (names: readonly string[]) =>
    new ArmError(
      400,
      "ServiceResourceNotEmptyWithBackendMessage",
      `Vault cannot be deleted as there are existing resources within the vault. : ${names.join(",")}\nPlease ensure all containers have been unregistered from the vault and all private endpoints associated with the vault have been deleted, and retry operation.`,
    ),

  containerHasItems: (name: string, items: readonly string[]) =>
    new ArmError(
      400,
      "BMSUserErrorContainerHasDatasources",
      `The container ${name} cannot be unregistered while it has protected items: ${items.join(",")}.`,
    ),

  guarded: (id: string) =>
    new ArmError(
      403,
      "LinkedAuthorizationFailed",
      `The operation on '${id}' is protected by multi-user authorization: the resource guard of the vault has to approve it.`,
    ),

  immutableVault: (name: string) =>
    new ArmError(
      400,
      "UserErrorImmutableVaultOperationNotAllowed",
      `The vault ${name} is immutable and locked: recovery points cannot be deleted before they expire.`,
    ),

  backupVaultNotEmpty: (name: string, what: string, names: readonly string[]) =>
    new ArmError(
      400,
      "BackupVaultNotEmpty",
      `The backup vault ${name} cannot be deleted: it still has ${what} ${names.join(", ")}.`,
    ),

  accountProtected: (account: string, container: string, why: string) =>
    new ArmError(
      409,
      "AccountProtectedFromDeletion",
      `The account ${account} container ${container} has ${why}.`,
    ),

  containerProtected: (container: string, why: string) =>
    new ArmError(
      409,
      "ContainerProtectedFromDeletion",
      `The storage container ${container} is protected from deletion due to ${why}.`,
    ),

  immutabilityPolicyLocked: () =>
    new ArmError(
      409,
      "ContainerImmutabilityPolicyFailure",
      "Operation not allowed on immutability policy with current state.",
    ),

  conditionMissing: () =>
    new ArmError(400, "MissingRequiredHeader", "A required header was not specified: If-Match."),

  linkServiceConnected: (id: string, endpoints: readonly string[]) =>
    new ArmError(
      400,
      "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
      `Private link service ${id} cannot be deleted because it has private endpoint connections to ${endpoints.join(", ")}.`,
      { details: [] },
    ),

  circuitProvisioned: () =>
    new ArmError(
      409,
      "ConflictError",
      "The specified dedicated circuit is not in Deprovisioned state. Please initiate the deprovisioning process with your service provider.",
    ),

  saasSubscribed: (name: string) =>
    new ArmError(
      409,
      "Conflict",
      `The SaaS subscription ${name} is active. Cancel the subscription before the resource is deleted.`,
    ),

  serverReplicates: (name: string, group: string) =>
    new ArmError(
      409,
      "ServerInUseByFailoverGroup",
      `The server '${name}' cannot be deleted because it is part of the failover group '${group}'.`,
    ),

  volumeReplicates: (name: string) =>
    new ArmError(
      409,
      "VolumeInReplication",
      `The volume '${name}' cannot be deleted because it is part of a replication. Delete the replication first.`,
    ),

  volumeMirrored: (name: string) =>
    new ArmError(409, "ReplicationNotBroken", `The replication of volume '${name}' has to be broken first.`),

  noReplication: (name: string) =>
    new ArmError(404, "VolumeReplicationMissing", `Volume '${name}' is no destination of a replication.`),

  pairPrimaryOnly: (name: string) =>
    new ArmError(
      400,
      "OperationNotAllowedOnSecondary",
      `'${name}' can be changed only at the primary of the pair.`,
    ),

  namespacePaired: (name: string, alias: string) =>
    new ArmError(
      409,
      "NamespaceInUseByPairing",
      `Namespace '${name}' cannot be deleted because it is part of the geo pairing '${alias}'. Break the pairing first.`,
    ),

  cacheLinked: (name: string, linked: string) =>
    new ArmError(
      409,
      "CacheInUseByLinkedServer",
      `Cache '${name}' cannot be deleted because it is linked to ${linked}. Remove the link first.`,
    ),

  clusterHasInstances: (name: string, instances: readonly string[]) =>
    new ArmError(
      409,
      "VirtualClusterNotEmpty",
      `Virtual cluster ${name} cannot be deleted because it still has the instances ${instances.join(", ")}.`,
    ),

  policyDenies: (id: string, assignment: string) =>
    new ArmError(
      403,
      "RequestDisallowedByPolicy",
      `Resource '${id}' was disallowed by policy. Policy identifiers: '${assignment}'.`,
      { headers: gateway },
    ),

  definitionAssigned: (kind: string, name: string, assignment: string) =>
    new ArmError(
      400,
      "InvalidDeletePolicyDefinitionRequest",
      `The policy ${kind} '${name}' cannot be deleted. It is referenced by the policy assignment '${assignment}'. Please delete all policy assignments referencing the policy.`,
    ),

  definitionDelegated: (name: string, assignment: string) =>
    new ArmError(
      409,
      "RegistrationDefinitionInUse",
      `The registration definition '${name}' cannot be deleted because the registration assignment '${assignment}' exists.`,
    ),

  notRegistered: (namespace: string) => {
    const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
    return new ArmError(409, "MissingSubscriptionRegistration", message, {
      headers: gateway,
      details: [{ code: "MissingSubscriptionRegistration", target: namespace, message }],
    });
  },
};
