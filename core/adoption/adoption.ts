/** One resource that the Pulumi program registers, with the options it is registered with. */
export interface Adoption {
  /** Pulumi's logical name: made from the id alone, so it is the same whatever else is registered. */
  readonly name: string;
  /** azure-native type token, `azure-native:network:Subnet`. */
  readonly token: string;
  /** Folder of `@pulumi/azure-native` that holds the class of the token: `network`. */
  readonly module: string;
  /** Full ARM id, which is what is imported. */
  readonly id: string;
  /** Names of the adoptions that must still stand when this one is deleted. */
  readonly dependsOn: readonly string[];
  /** Name of the adoption whose delete removes this one, so that no call is made for it. */
  readonly deletedWith?: string;
  /** Whether `pulumi destroy` must refuse. */
  readonly protect: boolean;
}

/** Why an operation of the teardown is not registered. */
export type LeftReason =
  /** Its target, or something in it, cannot go yet. */
  | "held"
  /** It has to come after something that cannot go yet. */
  | "waits_for_held"
  /** No sure azure-native type is known for its target. */
  | "no_token"
  /** azure-native does not delete this type but writes its defaults back. */
  | "singleton"
  /** It is not a delete. */
  | "not_a_delete"
  /** It has to come after something that only the embedded engine can do. */
  | "waits_for_engine";

/** An operation of the teardown that stays for `sundown destroy`. */
export interface LeftOver {
  readonly operation: string;
  readonly target: string;
  readonly reason: LeftReason;
}

/** What of a plan is registered with Pulumi: each after everything its `dependsOn` and `deletedWith` name. */
export interface AdoptionPlan {
  readonly adoptions: readonly Adoption[];
  readonly left: readonly LeftOver[];
}
