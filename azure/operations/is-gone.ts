import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";

/**
 * Whether a GET says 404. Any answer that is neither "there" nor "not there" stops: it proves nothing.
 * @throws SundownError not_permitted, azure_throttled, azure_refused, cloud_unreachable
 */
export async function isGone(
  connection: AzureConnection,
  path: string,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const answer = await connection.request({
    method: "GET",
    path,
    apiVersion,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 404) return true;
  if (answer.status >= 200 && answer.status < 300) return false;
  const said = armError(answer.body);
  const code =
    answer.status === 403 || answer.status === 401
      ? "not_permitted"
      : answer.status === 429
        ? "azure_throttled"
        : "azure_refused";
  throw new SundownError(code, {
    message:
      `Whether ${path} still exists cannot be read: Azure answered ${answer.status} ${said?.code ?? ""}`.trim(),
    place: path,
    data: { status: answer.status, ...(said === undefined ? {} : { azureCode: said.code }) },
  });
}
