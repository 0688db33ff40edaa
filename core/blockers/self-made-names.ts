import { parseArmId } from "../arm-id.ts";

/** Groups that Azure makes, each with the only types it puts there. */
const groups: readonly (readonly [RegExp, RegExp])[] = [
  [/^networkwatcherrg(?:_|$)/i, /^microsoft\.network\/networkwatchers(?:\/|$)/i],
  [/^azurebackuprg_/i, /^microsoft\.compute\/restorepointcollections(?:\/|$)/i],
];

/** What Azure puts beside what is somebody's, by type and name. */
const companions: readonly (readonly [RegExp, RegExp])[] = [
  [/^microsoft\.alertsmanagement\/smartdetectoralertrules$/i, /^failure anomalies\b/i],
  [/^microsoft\.insights\/actiongroups$/i, /^application insights smart detection$/i],
  [/^microsoft\.sql\/virtualclusters$/i, /^/],
];

/** Whether a group bears a name that Azure gives to one that it makes by itself. */
export function isSelfMadeGroup(id: string): boolean {
  const name = parseArmId(id)?.resourceGroup;
  return name !== undefined && groups.some(([pattern]) => pattern.test(name));
}

/**
 * Whether a resource is of a kind that Azure makes by itself: by its type too, so that nothing of anybody else's is
 * taken for it because of the group it was put in.
 */
export function isSelfMade(id: string): boolean {
  const arm = parseArmId(id);
  if (arm === undefined) return false;
  const { type, name, resourceGroup } = arm;
  return (
    companions.some(([types, names]) => types.test(type) && names.test(name)) ||
    groups.some(([pattern, types]) => pattern.test(resourceGroup ?? "") && types.test(type))
  );
}
