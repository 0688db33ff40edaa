import { failureBody } from "./http.ts";

/** A disturbance of the next matching answers; used up after `times`. */
export interface GitHubFault {
  readonly method?: string;
  /** Part of the path with its query, or what it has to match. */
  readonly path: string | RegExp;
  /** @default 1 */
  readonly times?: number;
  /** Matching requests it lets through first. @default 0 */
  readonly skip?: number;
  /** Answer this instead, nothing being done. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the Link header from the request's address. */
  readonly link?: (url: string) => string;
  /** Changes the body of the real answer. */
  readonly rewrite?: (body: unknown) => unknown;
}

export class GitHubFaults {
  readonly #waiting: { readonly fault: GitHubFault; left: number; skip: number }[] = [];

  add(fault: GitHubFault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1, skip: fault.skip ?? 0 });
  }

  take(method: string, path: string): GitHubFault | undefined {
    const hit = this.#waiting.find(
      ({ fault }) => (fault.method ?? method) === method && matches(decodeURIComponent(path), fault.path),
    );
    if (hit === undefined) return undefined;
    if (hit.skip > 0) {
      hit.skip -= 1;
      return undefined;
    }
    hit.left -= 1;
    if (hit.left === 0) this.#waiting.splice(this.#waiting.indexOf(hit), 1);
    return hit.fault;
  }
}

function matches(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? path.includes(wanted) : wanted.test(path);
}

/** https://fetch.spec.whatwg.org/#null-body-status */
const withoutBody = new Set([204, 205, 304]);

/** @param real the answer without the disturbance; absent when the fault replaces it */
export async function disturbedAnswer(
  real: Response | undefined,
  fault: GitHubFault,
  url: string,
): Promise<Response> {
  const status = fault.status ?? real?.status ?? 500;
  const headers = new Headers(real?.headers ?? { "content-type": "application/json" });
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
  if (fault.link !== undefined) headers.set("link", fault.link(url));
  headers.delete("content-length");
  if (withoutBody.has(status)) return new Response(null, { status, headers });
  const body: unknown = real === undefined ? failureBody(status, "Disturbed") : await real.json();
  return new Response(JSON.stringify(fault.rewrite === undefined ? body : fault.rewrite(body)), {
    status,
    headers,
  });
}
