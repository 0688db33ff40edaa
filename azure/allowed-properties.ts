import { isRecord } from "./is-record.ts";

/**
 * What of a resource's properties may enter an inventory. An allow-list: numbers, booleans, ARM ids, dates, host
 * names and web addresses without query, short words that name a state, and the text of a few known keys. Whatever
 * has a key that speaks of secrets is left out whatever it looks like, and so is everything unknown.
 */

const SECRET_KEY =
  /password|passwd|secret|token|credential|connectionstring|accesskey|sharedkey|primarykey|secondarykey|accountkey|privatekey|\bsas\b|sasuri|sasurl|customdata|userdata|commandtoexecute|protectedsettings|certificate|pfx|thumbprint|passphrase|appsettings|^settings$|^outputs?$|^parameters$|environmentvariables|^env$|script/i;

/** Keys whose names look alike but hold settings that matter for the teardown. */
const HARMLESS_KEY =
  /^(enable.*|.*retention.*|keyVault(Uri|Id|Properties)?|keyUri|vaultUri|encryptionKey(Uri|Id)?|secretsProvisioned)$/i;

const TEXT_KEY =
  /^(name|id|type|kind|sku|tier|family|size|level|mode|status|state|.*State|.*Status|.*Type|.*Kind|.*Mode|.*Level|.*Name|.*Names|role|.*Role|protocol|access|direction|priority|.*Prefix|.*Prefixes|.*Subnet|.*Version|location|.*Location|.*Region|zone|zones|.*Fqdn|fqdn|fqdns|.*Host|hostName|.*HostNames|.*Domain|.*Uri|.*Url|.*Endpoint|uri|url|endpoint|.*Time|.*Date|.*On|time.*|.*Until|.*Period|.*Days|policy|.*Policy|reason|value|values|principalId|tenantId|clientId|objectId|uniqueId|.*Guid|immutableId|customerId|workspaceId|appId|offer|publisher|product|plan|edition|collation|engine|dataResidencyBoundary|service|category|groupId|groupIds|scope|scopes|effect)$/i;

const ARM_ID = /^\/(subscriptions|providers)\/[^\s?#]+$/i;
const HOST = /^[a-z0-9]([a-z0-9-]*\.)+[a-z]{2,}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}([T ][\d:.+Z-]*)?$/;
const WORD = /^[A-Za-z][A-Za-z-]{0,31}$/;
/** Long runs without a separator are what keys and tokens look like. */
const OPAQUE = /[A-Za-z0-9+/=_-]{44,}/;
const MAX_TEXT = 512;

/** Names of resources in the same inventory: a text that is one of them is a reference, and public already. */
type KnownNames = ReadonlySet<string>;

function allowedText(key: string, value: string, names: KnownNames): string | undefined {
  if (ARM_ID.test(value) || DATE.test(value) || HOST.test(value)) return value;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return withoutQuery(value);
  if (names.has(value.toLowerCase())) return value;
  if (value.length > MAX_TEXT || OPAQUE.test(value)) return undefined;
  return TEXT_KEY.test(key) || WORD.test(value) ? value : undefined;
}

function withoutQuery(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.search === "" && url.hash === "" && url.username === "" && url.password === "") return address;
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function allowed(key: string, value: unknown, names: KnownNames): unknown {
  if (SECRET_KEY.test(key) && !HARMLESS_KEY.test(key)) return undefined;
  if (typeof value === "string") return allowedText(key, value, names);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => allowed(key, item, names)).filter((item) => item !== undefined);
  }
  if (isRecord(value)) return allowedProperties(value, names);
  return value;
}

/**
 * The properties without what is not allowed. Applied twice it gives the same.
 * @param names lower-case names of the resources of the same inventory
 */
export function allowedProperties(
  properties: Readonly<Record<string, unknown>>,
  names: KnownNames = new Set(),
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties)) {
    // Keys can be ARM ids themselves (userAssignedIdentities).
    const result = allowed(ARM_ID.test(key) ? "id" : key, value, names);
    if (result !== undefined) kept[key] = result;
  }
  return kept;
}
