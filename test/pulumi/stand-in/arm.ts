import { setTimeout as sleep } from "node:timers/promises";

/** What an ARM call came back with; an empty body is `undefined`. */
interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> | undefined;
}

export interface Arm {
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** DELETE, and the operation that it starts followed to its end. */
  remove(id: string): Promise<void>;
}

/**
 * Signs in as Go clients do: metadata from ARM_METADATA_HOSTNAME, then a client secret for a token, or with
 * ARM_USE_OIDC the workflow run's own token.
 */
export async function connectArm(environment: Readonly<Record<string, string | undefined>>): Promise<Arm> {
  const host = need(environment, "ARM_METADATA_HOSTNAME");
  const metadata = await readJson(await fetch(`https://${host}/metadata/endpoints?api-version=2022-09-01`));
  const origin = String(metadata?.resourceManager).replace(/\/$/, "");
  const token = await signIn(environment, origin);

  const call = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const url = path.startsWith("https:") ? path : `${origin}${path}?api-version=2024-11-01`;
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: await readJson(answer) };
  };
  const remove = async (id: string): Promise<void> => {
    const first = await call("DELETE", id);
    if (first.status === 404) return;
    if (first.status >= 400) throw new Error(describe("DELETE", id, first));
    await follow(call, id, first);
  };
  return { call, remove };
}

async function follow(call: Arm["call"], id: string, first: Reply): Promise<void> {
  const url = first.headers.get("azure-asyncoperation") ?? first.headers.get("location");
  if (first.status !== 202 || url === null) return;
  for (let reply = first; ; ) {
    await sleep(Number(reply.headers.get("retry-after") ?? "1") * 1000);
    reply = await call("GET", url);
    if (reply.status >= 400) throw new Error(describe("delete of", id, reply));
    const status = reply.body?.status;
    if (status === "Failed" || status === "Canceled") throw new Error(describe("delete of", id, reply));
    if (reply.status !== 202 && status !== "InProgress" && status !== "Running") return;
  }
}

async function signIn(
  environment: Readonly<Record<string, string | undefined>>,
  origin: string,
): Promise<string> {
  const authority = need(environment, "AZURE_AUTHORITY_HOST").replace(/\/$/, "");
  const answer = await fetch(`${authority}/${need(environment, "AZURE_TENANT_ID")}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: need(environment, "AZURE_CLIENT_ID"),
      ...(environment.ARM_USE_OIDC === "true"
        ? {
            client_assertion: await runToken(environment),
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          }
        : { client_secret: need(environment, "AZURE_CLIENT_SECRET") }),
      scope: `${origin}/.default`,
    }),
  });
  const token = (await readJson(answer))?.access_token;
  if (typeof token !== "string") throw new Error(`sign-in failed with status ${answer.status}`);
  return token;
}

/** https://docs.github.com/en/actions/reference/security/oidc */
async function runToken(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const url = `${need(environment, "ACTIONS_ID_TOKEN_REQUEST_URL")}&audience=api://AzureADTokenExchange`;
  const authorization = `bearer ${need(environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")}`;
  return String((await readJson(await fetch(url, { headers: { authorization } })))?.value);
}

async function readJson(answer: Response): Promise<Record<string, unknown> | undefined> {
  const text = await answer.text();
  if (text === "") return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
}

function describe(what: string, id: string, reply: Reply): string {
  return `${what} ${id}: status ${reply.status}: ${JSON.stringify(reply.body ?? {})}`;
}

function need(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}
