/** What people call a type in property names, beside the words of the type itself. By last segment of the type. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  serverfarms: ["serverfarm", "appserviceplan", "hostingplan", "plan"],
  hostingenvironments: ["hostingenvironment", "ase"],
  sites: ["site", "webapp", "functionapp", "app", "application"],
  staticsites: ["staticsite", "staticwebapp"],
  storageaccounts: ["storage", "account"],
  virtualnetworks: ["vnet", "network", "subnet"],
  virtualnetworkgateways: ["gateway", "vpngateway"],
  publicipaddresses: ["publicip", "pip", "ipaddress"],
  publicipprefixes: ["ipprefix"],
  networkinterfaces: ["nic", "interface"],
  networksecuritygroups: ["nsg", "securitygroup"],
  virtualmachines: ["vm", "machine", "host", "node"],
  virtualmachinescalesets: ["vmss", "scaleset"],
  vaults: ["vault", "keyvault", "kv"],
  managedclusters: ["cluster", "aks", "kubernetes"],
  registries: ["registry", "acr"],
  userassignedidentities: ["identity", "msi", "uami"],
  databases: ["database", "db", "catalog"],
  sqldatabases: ["database", "db"],
  mongodbdatabases: ["database", "db"],
  databaseaccounts: ["cosmos", "account", "documentdb"],
  servers: ["server", "datasource"],
  flexibleservers: ["server", "datasource"],
  searchservices: ["search"],
  consumergroups: ["consumergroup"],
  authorizationrules: ["authorizationrule", "keyname", "accesskey", "policyname"],
  eventhubs: ["eventhub", "hub", "entitypath"],
  iothubs: ["iothub", "hub"],
  topics: ["topic"],
  queues: ["queue", "entitypath"],
  components: ["appinsights", "insights", "component"],
  service: ["apim", "apimanagement"],
  loadbalancers: ["loadbalancer", "lb"],
  privatednszones: ["zone", "dnszone"],
  dnszones: ["zone", "dnszone"],
  capacitypools: ["pool"],
  netappaccounts: ["account", "anf"],
  batchaccounts: ["batch", "account"],
  cognitiveservices: ["account"],
  automationaccounts: ["automation", "account"],
};

const wordsOf = new Map<string, readonly string[]>();

/** Lower-case words that, in the name of a property, speak of the type. */
function typeWords(type: string): readonly string[] {
  const known = wordsOf.get(type);
  if (known !== undefined) return known;
  const last = type.slice(type.lastIndexOf("/") + 1);
  const words = [singular(last), ...(otherWords[last] ?? [])].filter((word) => word.length > 1);
  wordsOf.set(type, words);
  return words;
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** Whether a property's name (lower case, letters only) speaks of a type. */
export function speaksOf(hint: string, type: string): boolean {
  return typeWords(type).some((word) => (word.length < 4 ? hintWords(hint, word) : hint.includes(word)));
}

/** Short words ("vm", "db") count only at the start or end, or they would be found in any word. */
function hintWords(hint: string, word: string): boolean {
  return hint === word || hint.startsWith(word) || hint.endsWith(word);
}
