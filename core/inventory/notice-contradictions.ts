import type { ArmId } from "../arm-id.ts";
import type { Desk } from "./desk.ts";

/** What an entry repeats of its id. */
interface Listed {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly resourceGroup?: string | undefined;
}

/**
 * Notices what an entry says of itself that its id does not. The id is what Azure acts on, so it alone counts and
 * nothing is refused; but whoever wrote the list meant something else.
 */
export function noticeContradictions(
  { name, type, resourceGroup }: Listed,
  id: string,
  own: ArmId,
  desk: Desk,
): void {
  const notice = (
    code: "type_contradicted" | "name_contradicted" | "group_contradicted",
    listed: string,
    byId: string,
  ): void => {
    const message = `${id} is listed as ${listed}`;
    desk.notices.push({ code, message, place: id, data: { listed, byId } });
  };
  if (type !== undefined && isOtherType(type, own.type)) notice("type_contradicted", type, own.type);
  if (name !== undefined && isOtherName(name, own.name)) notice("name_contradicted", name, own.name);
  const group = own.resourceGroup ?? "";
  if (resourceGroup !== undefined && resourceGroup.toLowerCase() !== group.toLowerCase())
    notice("group_contradicted", `in the group ${JSON.stringify(resourceGroup)}`, group);
}

/** Templates write an extension resource's type as `host type/providers/type`; that is no contradiction. */
function isOtherType(listed: string, own: string): boolean {
  const left = listed.toLowerCase();
  const right = own.toLowerCase();
  return left !== right && !left.endsWith(`/providers/${right.slice(right.indexOf("/") + 1)}`);
}

/** A nested resource is listed by its last name or by more of the way to it, an extension by its host's, too. */
function isOtherName(listed: string, own: string): boolean {
  const left = `/${listed.toLowerCase()}`;
  const right = `/${own.toLowerCase()}`;
  return !left.endsWith(right) && !right.endsWith(left);
}
