export interface UsageMetrics {
  /** Names as the REST API has them. */
  readonly names: readonly string[];
  /** The aggregation that these metrics offer; either is a number of events. */
  readonly aggregation: "Total" | "Count";
}

const total = (...names: readonly string[]): UsageMetrics => ({ names, aggregation: "Total" });
const counted = (...names: readonly string[]): UsageMetrics => ({ names, aggregation: "Count" });

/**
 * Metrics that show that somebody uses a resource, by type in lower case; those come first that tell most about whom
 * a teardown would hit. What services do by themselves is left out where the metric tells it apart.
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index
 */
const table: readonly (readonly [type: string, metrics: UsageMetrics])[] = [
  ["microsoft.web/sites", total("Requests")],
  ["microsoft.web/sites/slots", total("Requests")],
  ["microsoft.app/containerapps", total("Requests")],
  ["microsoft.apimanagement/service", total("Requests")],
  ["microsoft.network/applicationgateways", total("TotalRequests")],
  ["microsoft.cdn/profiles", total("RequestCount")],
  ["microsoft.sql/servers/databases", total("connection_successful")],
  ["microsoft.dbforpostgresql/flexibleservers", total("connections_succeeded")],
  ["microsoft.dbformysql/flexibleservers", total("total_connections")],
  ["microsoft.documentdb/databaseaccounts", counted("TotalRequests")],
  ["microsoft.storage/storageaccounts", total("Transactions")],
  ["microsoft.servicebus/namespaces", total("IncomingMessages", "OutgoingMessages")],
  ["microsoft.eventhub/namespaces", total("IncomingMessages", "OutgoingMessages")],
  ["microsoft.eventgrid/topics", total("PublishSuccessCount")],
  ["microsoft.devices/iothubs", total("d2c.telemetry.ingress.allProtocol")],
  ["microsoft.cache/redis", total("getcommands", "setcommands")],
  ["microsoft.keyvault/vaults", counted("ServiceApiHit")],
  ["microsoft.appconfiguration/configurationstores", counted("HttpIncomingRequestCount")],
  ["microsoft.cognitiveservices/accounts", total("TotalCalls")],
  ["microsoft.logic/workflows", total("RunsStarted")],
  ["microsoft.datafactory/factories", total("PipelineSucceededRuns", "PipelineFailedRuns")],
  ["microsoft.streamanalytics/streamingjobs", total("InputEvents")],
];

const byType = new Map(table);
const types = [...byType.keys()];

/** `undefined` for types whose use Azure Monitor does not show, or whose metrics nobody has looked up. */
export function usageMetricsOf(type: string): UsageMetrics | undefined {
  return byType.get(type.toLowerCase());
}

/** Those of interest, the most telling types first. */
export function byTelling<Item extends { readonly type: string }>(items: readonly Item[]): Item[] {
  const place = ({ type }: Item): number => types.indexOf(type.toLowerCase());
  return items.filter((item) => place(item) >= 0).toSorted((a, b) => place(a) - place(b));
}
