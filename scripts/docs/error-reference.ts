import { azureErrorCodes } from "../../core/messages/azure-error-codes.ts";
import type { MessageDefinition } from "../../core/messages/definition.ts";
import { messageFamilies } from "../../core/messages/registry.ts";
import { table } from "../../core/report/markdown.ts";

const FAMILIES: Readonly<Record<keyof typeof messageFamilies, string>> = {
  general: "Command line and files",
  plan: "Inventory and plan",
  manifest: "Manifest",
  azure: "Azure",
  engine: "Teardown",
  gate: "Approval and gate",
  backup: "Backups",
  export: "Copies that Azure hands out",
  service: "Stopping and moving",
  lifecycle: "Roles, cancel, status, reactivation",
  evidence: "Evidence",
  pulumi: "Pulumi",
};

/** docs/errors.md, from the registry of message codes. */
export function errorReference(): string {
  const sections = Object.entries(messageFamilies).map(([family, messages]) => {
    const title = Object.entries(FAMILIES).find(([name]) => name === family)?.[1] ?? family;
    const rows = Object.entries<MessageDefinition>(messages).map(([code, definition]) => [
      `<a id="${code}"></a>\`${code}\``,
      definition.level,
      definition.level === "error" || definition.exit !== undefined ? String(definition.exit ?? 1) : "",
      cell(definition.meaning),
      definition.remedy === undefined ? "" : cell(definition.remedy),
    ]);
    return `## ${title}\n\n${table(["Code", "Level", "Exit", "Meaning", "What to do"], rows)}`;
  });
  return `# Message codes

<!-- Made by scripts/generate-docs.ts from core/messages; edit there. -->

Every message has a code. Codes are stable: match them, never the wording. Exit is how \`sundown\` ends when the
message ends it: 1 unexpected error, 2 wrong usage or unreadable input, 3 refused, 4 held, 130 interrupted.

${sections.join("\n\n")}

## Azure's own codes

What Sundown says where one of these stays.

${table(["Azure's code", "During", "Code"], azureCodes())}
`;
}

function azureCodes(): string[][] {
  return azureErrorCodes.map(({ azure, during, code }) => [
    `\`${azure}\``,
    `\`sundown ${during}\``,
    `[\`${code}\`](#${code})`,
  ]);
}

/** The registry's texts are our own, with backticks on purpose. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
