/** What is asked of the whole tenant, in Resource Graph's language. Whatever is put in stands in quotes. */

const PER_QUERY = 100;
const own = (subscriptionId: string): string => text(`/subscriptions/${subscriptionId}`);

/** Tables that hold what may need something of another subscription. */
const TABLES = ["Resources", "InsightsResources", "RecoveryServicesResources", "NetworkResources"];

/** Everything elsewhere that mentions this subscription, asked of each table. */
export function referencesQueries(subscriptionId: string): { table: string; query: string }[] {
  const mention = own(subscriptionId);
  return TABLES.map((table) => ({
    table,
    query: [
      table,
      `where subscriptionId !~ ${text(subscriptionId)}`,
      `where tostring(properties) contains ${mention} or tostring(identity) contains ${mention} or managedBy contains ${mention}`,
      "project id, type, managedBy, identity, properties",
      "order by id asc",
    ].join(" | "),
  }));
}

/** Policies elsewhere that pass something of this subscription on: a workspace for everybody's logs. */
export function policiesQuery(subscriptionId: string): string {
  return [
    "PolicyResources",
    "where type in~ ('microsoft.authorization/policyassignments', 'microsoft.authorization/policydefinitions', 'microsoft.authorization/policysetdefinitions')",
    `where tostring(properties) contains ${own(subscriptionId)}`,
    "project id, type, properties",
    "order by id asc",
  ].join(" | ");
}

/** Assignments of the given principals, at whatever scope. */
export function assignmentQueries(principals: readonly string[]): string[] {
  return chunks(principals).map((chunk) =>
    [
      "AuthorizationResources",
      "where type =~ 'microsoft.authorization/roleassignments'",
      `where tostring(properties.principalId) in~ (${chunk.map(text).join(", ")})`,
      "project id, type, properties",
      "order by id asc",
    ].join(" | "),
  );
}

/** DNS records elsewhere that lead to this subscription by id (alias records). */
export function aliasQuery(subscriptionId: string): string {
  return elsewhere("DnsResources", subscriptionId, `tostring(properties) contains ${own(subscriptionId)}`);
}

/** What elsewhere leads to one of these host names or addresses: DNS records, or origins, backends and key URIs. */
export function nameQueries(
  table: "DnsResources" | "Resources",
  subscriptionId: string,
  names: readonly string[],
): string[] {
  return chunks(names).map((chunk) =>
    elsewhere(table, subscriptionId, `tostring(properties) has_any (${chunk.map(text).join(", ")})`),
  );
}

function elsewhere(table: string, subscriptionId: string, condition: string): string {
  return [
    table,
    `where subscriptionId !~ ${text(subscriptionId)}`,
    `where ${condition}`,
    "project id, type, properties",
    "order by id asc",
  ].join(" | ");
}

export const SUBSCRIPTIONS_QUERY =
  "ResourceContainers | where type =~ 'microsoft.resources/subscriptions' | project id, name | order by id asc";

function text(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function chunks(values: readonly string[]): string[][] {
  const count = Math.ceil(values.length / PER_QUERY);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * PER_QUERY, (index + 1) * PER_QUERY),
  );
}
