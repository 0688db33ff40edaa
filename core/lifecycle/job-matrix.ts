/** One decommission as a job of a GitHub Actions matrix sees it. */
export interface MatrixEntry {
  readonly folder: string;
  /** Last part of the folder: what `sundown plan` named it. */
  readonly name: string;
  readonly subscription: string;
  readonly tenant?: string;
}

export interface JobMatrix {
  /** For `strategy.matrix`. */
  readonly matrix: { readonly include: readonly MatrixEntry[] };
  /** For `strategy.max-parallel`. */
  readonly maxParallel: number;
}

/** A matrix makes at most so many jobs. @see https://docs.github.com/actions/reference/limits */
export const MATRIX_JOBS = 256;

/**
 * Jobs of one tenant that run side by side: Resource Graph answers a tenant 15 queries in five seconds, and each job
 * begins with up to five. ARM's own quotas are counted for each subscription, so they set no bound here.
 */
const JOBS_A_TENANT = 3;

/**
 * One job for each decommission. Neighbours belong to different tenants as far as there are any, so that the bound,
 * which GitHub knows only for the whole matrix, holds for each tenant as well as it can.
 */
export function jobMatrix(entries: readonly MatrixEntry[]): JobMatrix {
  const tenants = [...Map.groupBy(entries, ({ tenant = "" }) => tenant.toLowerCase()).values()];
  const longest = Math.max(0, ...tenants.map(({ length }) => length));
  const include = Array.from({ length: longest }, (_, turn) =>
    tenants.flatMap((own) => own[turn] ?? []),
  ).flat();
  return { matrix: { include }, maxParallel: Math.max(1, tenants.length) * JOBS_A_TENANT };
}
