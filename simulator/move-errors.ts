import { ArmError } from "./arm-error.ts";

/** Refusals of moves between groups and subscriptions. */
export const moveErrors = {
  notSupported: (details: readonly unknown[]) =>
    new ArmError(409, "ResourceMoveProviderValidationFailed", "Resource move validation failed.", {
      details,
    }),
  notFound: (id: string) =>
    new ArmError(
      404,
      "ResourceMoveNotFound",
      `Resource '${id}' to move was not found in the source resource group.`,
    ),
};
