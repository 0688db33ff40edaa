import { ArmError } from "./arm-error.ts";

/** Refusals of providers that hand out copies of what they hold. */
export const exportErrors = {
  attachedDisk: (name: string) =>
    new ArmError(409, "Conflict", `The disk '${name}' is attached to a running machine.`),
  sourceNotFound: (id: string) => new ArmError(404, "NotFound", `The entity with id '${id}' was not found.`),
  templateTooLarge: (count: number) =>
    new ArmError(
      409,
      "ExportTemplateResourceLimitExceeded",
      `The resource group has ${count} resources; templates are exported for at most 200.`,
    ),
};
