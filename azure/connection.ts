import type { TokenCredential } from "@azure/core-auth";
import type { Pipeline, PipelinePolicy } from "@azure/core-rest-pipeline";

/** A cloud as its metadata endpoint describes it (`GET /metadata/endpoints`). */
export interface Cloud {
  readonly name: string;
  /** Origin of Azure Resource Manager, without a trailing slash. */
  readonly resourceManager: string;
  /** Scope for ARM tokens, ending in `/.default`. */
  readonly armScope: string;
  /** Origin of the sign-in service, without a trailing slash. */
  readonly loginEndpoint: string;
  /** `core.windows.net`, or `host:port`; artifacts below it may be read with the caller's token. */
  readonly storageSuffix: string | undefined;
  /** `vault.azure.net`, or `host:port`: where key vaults answer, each under its own name. */
  readonly keyVaultSuffix: string | undefined;
  /** `azconfig.io`, or `host:port`: where App Configuration stores answer, each under its own name. */
  readonly appConfigurationSuffix: string | undefined;
  readonly portal: string | undefined;
}

export interface ArmRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE";
  /** Path with query, or an absolute URL on the cloud's own resource manager (polling URLs). */
  readonly path: string;
  readonly apiVersion?: string;
  readonly body?: unknown;
  /** Beyond those every call has (`If-Match`, for example). */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ArmAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or `undefined` for an empty body. Unchecked: the caller checks what it uses. */
  readonly body: unknown;
  readonly correlationId: string | undefined;
}

/** One signed-in connection to one cloud; every SDK client and raw request shares its pool, throttle and token. */
export interface AzureConnection {
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  /** What every `@azure/arm-*` client is constructed with. */
  readonly clientOptions: {
    readonly endpoint: string;
    readonly credentials: { readonly scopes: string[] };
    readonly additionalPolicies: { policy: PipelinePolicy; position: "perCall" | "perRetry" }[];
  };
  readonly pipeline: Pipeline;
  /** One ARM call; never throws on an HTTP status, only when no answer came. */
  request(request: ArmRequest): Promise<ArmAnswer>;
}
