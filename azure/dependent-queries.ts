/** What is asked of the whole tenant, in Resource Graph's language. Whatever is put in stands in quotes. */

const PER_QUERY = 100;
const own = (subscriptionId: string): string => text(`/subscriptions/${subscriptionId}`);

/** Everything elsewhere that mentions this subscription. */
export function referencesQuery(subscriptionId: string): string {
  const mention = own(subscriptionId);
  return [
    "Resources",
    `where subscriptionId !~ ${text(subscriptionId)}`,
    `where tostring(properties) contains ${mention} or tostring(identity) contains ${mention} or managedBy contains ${mention}`,
    "project id, type, managedBy, identity, properties",
    "order by id asc",
  ].join(" | ");
}

/** Policies assigned elsewhere that pass something of this subscription on: a workspace for everybody's logs. */
export function policiesQuery(subscriptionId: string): string {
  return [
    "PolicyResources",
    "where type =~ 'microsoft.authorization/policyassignments'",
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

/** DNS records elsewhere that lead to this subscription by id (alias records), or to one of these names. */
export function dnsQueries(subscriptionId: string, names: readonly string[]): string[] {
  const query = (condition: string): string =>
    [
      "DnsResources",
      `where subscriptionId !~ ${text(subscriptionId)}`,
      `where ${condition}`,
      "project id, type, properties",
      "order by id asc",
    ].join(" | ");
  return [
    query(`tostring(properties) contains ${own(subscriptionId)}`),
    ...chunks(names).map((chunk) => query(`tostring(properties) has_any (${chunk.map(text).join(", ")})`)),
  ];
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
