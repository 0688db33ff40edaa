import type { Hono } from "hono";
import type { ArmError } from "../arm-error.ts";
import type { SimulatorEnvironment } from "../http.ts";
import type { StoredResource } from "../store.ts";
import type { Identity, World } from "../world.ts";

/** What somebody is about to do. */
export interface Attempt {
  readonly principal: Identity;
  /** Key of the target. */
  readonly key: string;
  /** Its id as it is named in answers. */
  readonly id: string;
  /** `Microsoft.X/y/delete`. */
  readonly action: string;
}

/** How one family of resources hinders a teardown, in the ways that Azure has for it. */
export interface FamilyRules {
  /**
   * Why a resource cannot go, be it named itself or in its group; asked at the start and again at its turn.
   * `going` is everything that goes in the same operation.
   */
  readonly refusal?: (
    world: World,
    resource: StoredResource,
    going: ReadonlySet<string>,
  ) => ArmError | undefined;
  /** Throws when a delete is refused before any provider is asked. */
  readonly guardDelete?: (world: World, attempt: Attempt) => void;
  /** Throws when a write is refused before any provider is asked. */
  readonly guardWrite?: (world: World, attempt: Attempt) => void;
  /** What else happens when a resource has gone. */
  readonly removed?: (world: World, resource: StoredResource) => void;
  readonly register?: (app: Hono<SimulatorEnvironment>, world: World) => void;
}
