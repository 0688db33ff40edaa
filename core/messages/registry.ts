import { azureMessages } from "./azure-messages.ts";
import { backupMessages } from "./backup-messages.ts";
import type { MessageDefinition } from "./definition.ts";
import { engineMessages } from "./engine-messages.ts";
import { evidenceMessages } from "./evidence-messages.ts";
import { exportMessages } from "./export-messages.ts";
import { gateMessages } from "./gate-messages.ts";
import { generalMessages } from "./general-messages.ts";
import { lifecycleMessages } from "./lifecycle-messages.ts";
import { manifestMessages } from "./manifest-messages.ts";
import { planMessages } from "./plan-messages.ts";
import { pulumiMessages } from "./pulumi-messages.ts";
import { serviceMessages } from "./service-messages.ts";

/**
 * Every code Sundown can say, one table a family. Codes are snake_case facts and stable; wording is not.
 * A duplicate key between two families would be lost silently here, so a test counts them.
 */
export const registry = {
  ...generalMessages,
  ...planMessages,
  ...manifestMessages,
  ...azureMessages,
  ...engineMessages,
  ...gateMessages,
  ...backupMessages,
  ...exportMessages,
  ...serviceMessages,
  ...lifecycleMessages,
  ...evidenceMessages,
  ...pulumiMessages,
} satisfies Record<string, MessageDefinition>;

export type MessageCode = keyof typeof registry;

export function definitionOf(code: MessageCode): MessageDefinition {
  return registry[code];
}

/** Families by name, for the generated table in docs/errors.md and the duplicate test. */
export const messageFamilies = {
  general: generalMessages,
  plan: planMessages,
  manifest: manifestMessages,
  azure: azureMessages,
  engine: engineMessages,
  gate: gateMessages,
  backup: backupMessages,
  export: exportMessages,
  service: serviceMessages,
  lifecycle: lifecycleMessages,
  evidence: evidenceMessages,
  pulumi: pulumiMessages,
} as const;
