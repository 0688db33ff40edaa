/**
 * Where a URL points on a cloud's own storage. Two forms exist: `https://ACCOUNT.blob.SUFFIX/CONTAINER/BLOB`, and
 * `https://HOST:PORT/ACCOUNT/CONTAINER/BLOB` of a cloud whose storage suffix is itself a host and port.
 */
export interface BlobLocation {
  /** Without a trailing slash. */
  readonly accountUrl: string;
  readonly account: string;
  readonly container?: string;
  /** Decoded, as the service names it. */
  readonly blob?: string;
}

/** `undefined` for every URL that must not see one of the caller's tokens. Never throws. */
export function blobLocation(url: string, storageSuffix: string | undefined): BlobLocation | undefined {
  if (storageSuffix === undefined || storageSuffix === "" || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" || parsed.username !== "" || parsed.password !== "") return undefined;
  const suffix = storageSuffix.toLowerCase();
  const segments = decodePath(parsed.pathname);
  if (segments === undefined) return undefined;

  if (parsed.host === suffix) {
    const [account, ...rest] = segments;
    if (account === undefined || account === "") return undefined;
    return { accountUrl: `${parsed.origin}/${account}`, account, ...within(rest) };
  }
  if (!parsed.host.endsWith(`.blob.${suffix}`)) return undefined;
  const account = parsed.host.slice(0, -`.blob.${suffix}`.length);
  if (!/^[a-z0-9]{3,24}$/.test(account)) return undefined;
  return { accountUrl: parsed.origin, account, ...within(segments) };
}

/** The blob endpoint of an account that is known by name only. */
export function accountUrlOf(account: string, storageSuffix: string): string {
  return storageSuffix.includes(":")
    ? `https://${storageSuffix}/${account}`
    : `https://${account}.blob.${storageSuffix}`;
}

/** A blob's name as URL path, readable. */
export function blobPath(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

/** Whether a URL can carry this name: dot segments are resolved away on every road to the service. */
export function isAddressable(name: string): boolean {
  return !name.split("/").some((segment) => segment === "." || segment === "..");
}

function within(segments: readonly string[]): { container?: string; blob?: string } {
  const [container, ...blob] = segments;
  if (container === undefined || container === "") return {};
  return blob.length === 0 || (blob.length === 1 && blob[0] === "")
    ? { container }
    : { container, blob: blob.join("/") };
}

function decodePath(pathname: string): string[] | undefined {
  try {
    return pathname.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
