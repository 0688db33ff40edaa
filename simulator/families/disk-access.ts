import { errors } from "../error-bodies.ts";
import { objectOf, textOf } from "../json.ts";
import type { FamilyRules } from "./family-rules.ts";

/** C3: an open grant of access holds a disk or snapshot. */
export const diskAccess: FamilyRules = {
  refusal(_world, { type, name, body }) {
    const kind = /^microsoft\.compute\/(disk|snapshot)s$/i.exec(type)?.[1]?.toLowerCase();
    if (kind === undefined || textOf(objectOf(body.properties).diskState) !== "ActiveSAS") return undefined;
    return errors.accessGranted(kind, name);
  },
};
