import { isRecord } from "./is-record.ts";
import { type KnownNames, mentionsIn } from "./mentions-in.ts";

/**
 * What of a resource's properties may enter an inventory. An allow-list: numbers, booleans, ARM ids, dates, host
 * names and web addresses without query, short words that name a state, and the text of a few known keys. Of
 * whatever has a key that speaks of secrets, and of everything unknown, only those words stay that name resources of
 * the same inventory: the order of a teardown may hang on them. What is itself a secret leaves nothing behind.
 */

/** The value is the secret. */
const BARE_SECRET_KEY =
  /passw|pwd$|passphrase|secret$|token$|accesskey$|sharedkey$|primarykey$|secondarykey$|accountkey$|privatekey$|customdata|userdata|\bsas\b|sasuri|sasurl|pfx|thumbprint/i;

/** Secrets may stand in the value, among other things. */
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

function allowedText(key: string, value: string, names: KnownNames): string | undefined {
  if (ARM_ID.test(value) || DATE.test(value) || HOST.test(value)) return value;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return withoutQuery(value);
  if (names.has(value.toLowerCase())) return value;
  const isPlain = value.length <= MAX_TEXT && !OPAQUE.test(value);
  return isPlain && (TEXT_KEY.test(key) || WORD.test(value)) ? value : mentionsIn(value, names);
}

function withoutQuery(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.search === "" && url.hash === "" && url.username === "" && url.password === "") return address;
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function allowed(key: string, value: unknown, names: KnownNames): unknown {
  if (!HARMLESS_KEY.test(key)) {
    if (BARE_SECRET_KEY.test(key)) return undefined;
    if (SECRET_KEY.test(key)) return mentionsOnly(value, names);
  }
  if (typeof value === "string") return allowedText(key, value, names);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => allowed(key, item, names)).filter((item) => item !== undefined);
  }
  if (isRecord(value)) return allowedProperties(value, names);
  return value;
}

/** The shape of a value, with nothing in it but the names of resources; `undefined` when there are none. */
function mentionsOnly(value: unknown, names: KnownNames): unknown {
  if (typeof value === "string") return mentionsIn(value, names);
  if (Array.isArray(value)) {
    const items = value
      .map((item: unknown) => mentionsOnly(item, names))
      .filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (!isRecord(value)) return undefined;
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const left = BARE_SECRET_KEY.test(key) ? undefined : mentionsOnly(item, names);
    return left === undefined ? [] : [[key, left] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/**
 * The properties without what is not allowed. Applied twice it gives the same.
 * @param names the resources of the same inventory
 */
export function allowedProperties(
  properties: Readonly<Record<string, unknown>>,
  names: KnownNames = new Map(),
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties)) {
    // Keys can be ARM ids themselves (userAssignedIdentities).
    const result = allowed(ARM_ID.test(key) ? "id" : key, value, names);
    if (result !== undefined) kept[key] = result;
  }
  return kept;
}
