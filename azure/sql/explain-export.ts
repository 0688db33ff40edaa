import type { MessageCode } from "../../core/messages/registry.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Refusal } from "../classify-refusal.ts";

/**
 * A failed export has one code, `ImportExportJobError`, and says why in its words only. Words from the service's own
 * support guides and from public reports; what none fits is told as it came.
 */
const REASONS: readonly (readonly [code: MessageCode, words: RegExp])[] = [
  ["sql_export_running", /ImportExportOperationInProgress|import or export operation in progress/i],
  ["backup_target_conflict", /blob already exists/i],
  ["sql_firewall_closed", /firewall|deny public network access|\b40615\b|\b47073\b/i],
  ["sql_login_refused", /login failed|unable to authenticate|failed to authenticate|\b18456\b/i],
  ["sql_database_not_online", /not currently available|\b40613\b|\bpaused\b/i],
  ["sql_export_no_room", /not enough space|maximum size|exceed\w* .*(hours|size|limit)/i],
  ["sql_export_storage_refused", /storage account|storage ?exception|blob .*(not writeable|metadata)/i],
];

/**
 * @param secrets what was sent and must not come back in Azure's words
 */
export function explainExport(
  id: string,
  { azureCode, message }: Pick<Refusal, "azureCode" | "message">,
  secrets: readonly string[],
): SundownError {
  const said = secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "…"), `${azureCode}: ${message}`)
    .replaceAll(/\b(sig=)[^\s&"']+/gi, "$1…");
  const code = REASONS.find(([, words]) => words.test(said))?.[0] ?? "sql_export_failed";
  return new SundownError(code, { message: `${id}: ${said}`, place: id });
}
